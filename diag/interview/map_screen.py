"""The map: everything that is asked, with its answers, from anywhere (interview, line 7).

What can be done about one step is the same on its row as on its own prompt: `ON_A_STEP`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from diag.french import count
from diag.interview import sentences
from diag.interview.last_year_screen import LETTER, label, reviewed
from diag.interview.opening import choose_who
from diag.interview.path import Step
from diag.interview.prompts import Listing
from diag.interview.recording import record_to_check, remarks_of
from diag.interview.sitting import Sitting
from diag.interview.visit_map import FILTERS, At, from_map, rows
from diag.interview.writing import write_remark
from diag.visit.visit_model import RemarkKind

COMMANDS: Mapping[str, str] = {
    "f": "filtrer",
    "/": "chercher",
    "n": "note",
    "p": "note privée",
    "e": "preuve",
    "m": "à vérifier",
    "w": "qui répond",
    "a": "aide",
    "t": "note sur toute la visite",
    "v": "résultat",
    "r": "retour",
    "q": "enregistrer et quitter",
}
"""Letters of the map; the six in its middle act on the row that is pointed at."""


def hold_map(sitting: Sitting, at: At) -> At | str:
    """Show the map once; return where one goes next, or the letter that leaves it: `d`, `r`, `v`, `q`."""
    picked = sitting.face.choose(_listing(sitting, at))
    step = sitting.path.step(picked.row)
    at = replace(at, step=step or at.step)
    if picked.command in (LETTER, "r", "v", "q"):
        return picked.command
    if picked.command == "f":
        return _filtered(sitting, at)
    if picked.command == "/":
        return replace(at, words=picked.text)
    if picked.command == "t":
        _write_about_the_visit(sitting)
        return at
    if step is None:
        sitting.face.tell("Aucune ligne : tapez f pour choisir un autre filtre.")
    elif picked.command:
        ON_A_STEP[picked.command](sitting, step)
    else:
        return from_map(at, step)
    return at


def _listing(sitting: Sitting, at: At) -> Listing:
    kept = rows(sitting.questionnaire, sitting.visit, sitting.path, at.kept, at.words)
    told = [count(len(kept), "ligne")]
    told += [f"filtre : {FILTERS[at.kept]}"] if at.kept != "all" else []
    told += [f"avec « {at.words} »"] if at.words else []
    pointed = at.step.id if at.step else ""
    empty = "Aucune ligne ne correspond. Tapez f pour filtrer autrement, / pour chercher autre chose."
    title = f"Tout ce qui est demandé : {', '.join(told)}."
    review = {LETTER: label(sitting.visit)} if reviewed(sitting.visit) else {}
    return Listing(title, kept, {**COMMANDS, **review}, pointed, empty)


def _filtered(sitting: Sitting, at: At) -> At:
    keys = {str(rank): name for rank, name in enumerate(FILTERS, 1)}
    options = [(key, FILTERS[name]) for key, name in keys.items()]
    now = next(key for key, name in keys.items() if name == at.kept)
    chosen = sitting.face.menu("Quelles lignes montrer ?", options, now)
    return replace(at, kept=keys[chosen], words="")


def _write_about_the_visit(sitting: Sitting) -> None:
    notes: Mapping[str, RemarkKind] = {"1": "note", "2": "private_note"}
    told = ("note partagée, qui figurera dans le rapport", "note privée, jamais dans le rapport")
    options = [*zip(notes, told, strict=True), ("0", "revenir à la liste")]
    chosen = sitting.face.menu("Une note sur toute la visite", options)
    if chosen in notes:
        write_remark(sitting, None, notes[chosen])


# --- on one step ----------------------------------------------------------------------------------


def read_help(sitting: Sitting, step: Step) -> None:
    """Show the whole help of a step: why it is asked, how to choose, what it rests on (line 5)."""
    text = sentences.help_for(sitting.questionnaire, step)
    before = list(sentences.recalled(sitting.questionnaire, sitting.visit, step))
    text = "\n".join([*before, "", text] if before else [text])
    documents = sentences.at_hand(sitting.questionnaire, sitting.path)
    if step.kind in ("name", "visit") and documents:
        text = "\n".join([text, "", "À avoir sous la main, si vous l’avez :", *documents])
    sitting.face.read(text)


def mark_to_check(sitting: Sitting, step: Step) -> None:
    """Put or remove the reminder « à vérifier »; it changes no status and no score (line 2)."""
    if step.kind in ("name", "visit"):
        sitting.face.tell("Ce rappel se met sur les questions, et sur celles du profil.")
        return
    wanted = not remarks_of(sitting.visit, step).to_check
    sitting.keep(record_to_check(sitting.visit, step, wanted))
    sitting.face.tell(f"{step.title} : {'à vérifier' if wanted else 'plus rien à vérifier'}.")


def write_evidence(sitting: Sitting, step: Step) -> None:
    """Let the evidence of an answer be written; what is asked of the visit itself has none."""
    if step.kind in ("name", "visit"):
        sitting.face.tell("Une preuve s’écrit sur les questions, et sur celles du profil.")
    else:
        write_remark(sitting, step, "evidence")


ON_A_STEP: Mapping[str, Callable[[Sitting, Step], None]] = {
    "a": read_help,
    "n": partial(write_remark, kind="note"),
    "p": partial(write_remark, kind="private_note"),
    "e": write_evidence,
    "m": mark_to_check,
    "w": choose_who,
}
"""Letter -> gesture; each saves what it changes, and comes back where it was made."""
