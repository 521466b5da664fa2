"""Show the screens that people know the interview by, and keep them in `examples/screens/`.

Each moment is reached with real keys in a real window, in the list face at 80x24 and at 60x20, and in
the plain face. `make gold` writes them; a test of `tests/terminal` sees that they are what the program
shows. The visits are those of `examples/`, whose answers are imagined.
"""

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from diag.visit.visit_copies import next_visit
from diag.visit.visit_file import read_visit, write_visit
from diag.visit.visit_model import Answer, Decision, OwnAction, PlanChoices, Respondent, Visit, Voice

HERE = Path(__file__).parent
SCREENS = HERE / "screens"
sys.path.insert(0, str(HERE.parent / "tests" / "terminal"))
from pty_screen import Terminal  # noqa: E402 - lies in a folder of the tests

SIZES = {"80x24": (80, 24), "60x20": (60, 20)}
FACES = (*SIZES, "plain")
HEAD = "Écran illustratif, réponses imaginées. {what}\n"
WORKSHOP, HOME_CARE = "esat-oise-rurale", "aide-a-domicile-siae-amiens"


@dataclass(frozen=True)
class Moment:
    """One screen, and the way to it.

    Attributes:
        what: what it shows, in a sentence of French.
        command: what is typed after `diag`.
        visits: makes the files of the folder where it is typed, by name.
        seen: what both faces say when the first screen is there.
        steps: keys, then what is said once they are understood.
        typed: the same in the plain face, where it is not the same; Enter ends each.
    """

    what: str
    command: tuple[str, ...]
    visits: Callable[[], dict[str, Visit]]
    seen: str
    steps: tuple[tuple[str, str], ...] = ()
    typed: tuple[tuple[str, str], ...] | None = None


def example(name: str) -> Visit:
    """Return a visit of this folder."""
    return read_visit(HERE / f"{name}.yaml")[0]


def at(visit: Visit, place: str, *, without: tuple[str, ...] = ()) -> Visit:
    """Return a visit that goes on at a step, without the answers whose ids begin so."""
    occasion = visit.visit.model_copy(update={"finished": False, "place": place})
    kept = {k: v for k, v in visit.answers.items() if not k.startswith(without or ("-",))}
    return visit.model_copy(update={"visit": occasion, "answers": kept})


def finished() -> dict[str, Visit]:
    """Return a finished visit."""
    return {"esat.yaml": example(WORKSHOP)}


def going_on(place: str) -> Callable[[], dict[str, Visit]]:
    """Return what makes a visit of which the last axis has no answer."""
    return lambda: {"esat.yaml": at(example(WORKSHOP), place, without=("IA", place))}


def second_visit() -> dict[str, Visit]:
    """Return a visit that follows another, with one answer given again."""
    visit = next_visit(example(WORKSHOP), date(2027, 10, 5))
    again = Answer(value="3", scale=2)
    return {"esat.yaml": at(visit.model_copy(update={"answers": {"EQ03": again}}), "EQ03")}


def last_year() -> dict[str, Visit]:
    """Return a visit that follows another, which had decided two actions and added one."""
    plan = PlanChoices(
        decisions={
            "suivre-le-parcours-print": Decision(owner="Directrice", start="2027-01"),
            "completer-les-fiches-de-poste": Decision(choice="under_way"),
        },
        own={"wifi": OwnAction(title="Revoir le réseau de l’atelier", owner="Agent technique")},
    )
    first = example(WORKSHOP).model_copy(update={"plan": plan})
    return {"esat.yaml": next_visit(first, date(2027, 10, 5))}


def two_voices() -> dict[str, Visit]:
    """Return a visit where two people answer a question apart."""
    visit = at(example(WORKSHOP), "EQ04", without=("IA",))
    people = [Respondent(id="r1", role="Direction"), Respondent(id="r2", role="Monitrice d’atelier")]
    said = [Voice(by="r1", value="4"), Voice(by="r2", value="1")]
    answers = {**visit.answers, "EQ04": Answer(value="1", by="r2", voices=said)}
    return {"esat.yaml": visit.model_copy(update={"answers": answers, "respondents": people})}


def private() -> dict[str, Visit]:
    """Return a visit that stopped at a question with a private note."""
    return {"esat.yaml": at(example(WORKSHOP), "FI03", without=("IA",))}


def several() -> dict[str, Visit]:
    """Return the visits of a folder: one goes on, another is finished, a third begins."""
    fresh = next_visit(example(HOME_CARE), date(2026, 11, 17))
    return {**going_on("IA01")(), "ehpad.yaml": example("ehpad-somme-rurale"), "siae.yaml": fresh}


RESUME, RESULT, PLAN = ("entretien", "esat.yaml"), ("resultat", "esat.yaml"), ("plan", "esat.yaml")
MOMENTS = {
    "home": Moment("L’accueil.", (), several, "Que voulez-vous faire"),
    "new-visit": Moment(
        "L’ouverture d’une visite, avant de commencer.",
        ("entretien", "visite.yaml", "--forme", "complete"),
        dict,
        "Quel est le nom",
    ),
    "ladder": Moment(
        "Une échelle, et à quoi se reconnaît la réponse que l’on montre.",
        RESUME,
        going_on("EQ03"),
        "ne sait pas",
        (("2", "Comment le savoir"),),
        (("?2", "2 : "),),
    ),
    "second-visit": Moment(
        "Une question que l’on revoit, avec sa réponse et celle de la visite d’avant.",
        RESUME,
        second_visit,
        "ne sait pas",
    ),
    "last-year": Moment(
        "Ce que sont devenues les actions décidées à la visite d’avant.", RESUME, last_year, "à voir plus tard"
    ),
    "boxes": Moment(
        "Plusieurs réponses à la fois.",
        RESUME,
        going_on("EQ10"),
        "précautions",
        (("1", "Comment"), ("\r", "[x]")),
        (),
    ),
    "typed-list": Moment(
        "Une longue liste, où l’on choisit en tapant.",
        RESUME,
        going_on("department"),
        "département",
        (("nor", "Nord"),),
    ),
    "map": Moment(
        "La liste de tout ce qui est demandé.", RESUME, going_on("IA01"), "ne sait pas", (("l\r", "Tout"),)
    ),
    "map-filtered": Moment(
        "La même liste, où restent les réponses avec une note.",
        RESUME,
        going_on("IA01"),
        "ne sait pas",
        (("l\r", "Tout"), ("f\r", "Quelles lignes"), ("5\r", "filtre")),
    ),
    "private-note": Moment(
        "Une note privée, qui ne se lit pas par-dessus l’épaule.",
        RESUME,
        private,
        "ne sait pas",
        (("p\r", "Note privée"),),
    ),
    "two-voices": Moment(
        "Deux réponses à une même question, et l’écart à trancher.", RESUME, two_voices, "ne sait pas"
    ),
    "result": Moment("Le résultat.", RESULT, finished, "Équipement"),
    "plan": Moment("Le plan d’action, construit ensemble.", PLAN, finished, "Si tout est fait"),
    "finished": Moment("Une visite terminée, rouverte.", RESUME, finished, "Que voulez-vous faire"),
    "handing-over": Moment(
        "Les fichiers à remettre.", RESUME, finished, "Que voulez-vous faire", (("5\r", "En sont retirés"),)
    ),
}


def reached(window: Terminal, moment: Moment, *, plain: bool) -> str:
    """Return what is shown once the keys of a moment are typed."""
    wait = window.hear if plain else window.look
    said = wait(moment.seen)
    steps = moment.typed if plain and moment.typed is not None else moment.steps
    for keys, seen in steps:
        window.send(f"{keys.rstrip()}\r" if plain else keys)
        said = wait(seen)
    return said


def shown(moment: Moment, face: str) -> str:
    """Return what a face shows at a moment: the whole screen, or what the plain face says last."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "visites")
        folder.mkdir()
        for file, visit in moment.visits().items():
            write_visit(visit, folder / file)
        environ = {"DIAG_REGLAGES": str(Path(name, "reglages")), "DISPLAY": "", "WAYLAND_DISPLAY": ""}
        columns, rows = SIZES.get(face, (80, 24))
        simple = ("--simple",) if face == "plain" else ()
        window = Terminal(*moment.command, *simple, cwd=folder, environ=environ, columns=columns, rows=rows)
        try:
            said = reached(window, moment, plain=face == "plain")
            return said.replace(str(folder), "…")
        finally:
            window.close()


def screen(name: str, face: str) -> str:
    """Return what is kept of a moment in one face, with what it is on top."""
    moment = MOMENTS[name]
    return f"{HEAD.format(what=moment.what)}\n{shown(moment, face)}\n"


def main() -> None:
    """Write every screen again."""
    SCREENS.mkdir(exist_ok=True)
    for old in SCREENS.glob("*.txt"):
        old.unlink()
    for name in MOMENTS:
        for face in FACES:
            kept = SCREENS / f"{name}-{face}.txt"
            kept.write_text(screen(name, face), "utf-8", newline="\n")
            print(kept.relative_to(HERE))


if __name__ == "__main__":
    main()
