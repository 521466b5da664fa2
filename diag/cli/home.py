"""`diag` alone in a terminal: the visits of this person, and what one may do, without knowing a command.

Each entry says the command that it stands for, as it can be pasted (interview, lines 10 and 15).
"""

import datetime
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from diag.benchmark.release import Release
from diag.benchmark.words import period
from diag.cli.console import complain, paragraph, pasted, pasted_folder, say, say_raw, show_mistakes
from diag.cli.options import (
    RELEASE_VARIABLE,
    face_here,
    given,
    plain_wanted,
    questionnaire_of,
    read_folder,
    recent_visits,
    remember_face,
)
from diag.cli.shells import as_argument
from diag.french import count, long_date
from diag.interview.face_choice import choose_face, nobody
from diag.interview.last_year_screen import label, unsaid
from diag.interview.path import Path as Way
from diag.interview.path import begins, find_path
from diag.interview.plain_face import PlainFace
from diag.interview.prompts import Entry, Face, Listing, Row
from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.questionnaire.user_files import system_refusal
from diag.safe_text import printable
from diag.visit.visit_copies import HANDED_OVER
from diag.visit.visit_file import free_path, read_visit, says_visit
from diag.visit.visit_model import Visit

WELCOME = "Autodiagnostic de maturité numérique. Rien ne quitte cet ordinateur."
QUESTION = "Que voulez-vous faire ?"
ENTRIES = 13
"""Lines that the home needs beside its visits."""
MAX_SHOWN = 5
_FORMS = {"express": "express", "full": "complète"}
_ENDED = (3, 130)
"""Exit codes of an interview that was left: the person is done with `diag` too."""

HELP = """\
Une visite est un seul fichier : il se copie, s’envoie, et se rouvre d’ici. Chaque réponse y est \
enregistrée aussitôt ; on peut s’arrêter à tout moment, et reprendre où l’on en était.

« Nouvelle visite » demande le nom de la structure, puis la forme : express (les questions du socle) \
ou complète (toutes). On passe de l’une à l’autre sans rien perdre.

« À partir d’une ancienne » demande d’abord ce que sont devenues les actions décidées, garde le \
profil, et rappelle les réponses d’avant à côté de chaque question : c, puis Entrée, redonne la même. \
L’ancien fichier ne change pas.

Pendant les questions, on tape un chiffre ou une lettre, puis Entrée : a pour l’aide, n pour une \
note, l pour la liste de tout ce qui est demandé, v pour le résultat, q pour enregistrer et quitter.

« Lecture simple » affiche tout ligne par ligne, sans liste à flèches : pour un lecteur d’écran, ou \
une fenêtre qui s’affiche mal.

« Repère régional » est un dossier que votre réseau publie : il situe la structure parmi d’autres.

Chaque choix dit la commande qui fait la même chose ; « diag --help » les donne toutes."""


@dataclass(frozen=True)
class Kept:
    """A visit file as it is now: what it holds, what it asks and how far it is, as far as it can be read."""

    file: Path
    visit: Visit | None = None
    questionnaire: Questionnaire | None = None
    way: Way | None = None

    @property
    def express(self) -> bool:
        """Tell whether only the core questions are asked."""
        return self.visit is not None and self.visit.visit.form == "express"


def open_home(find: Callable[[str], click.Command], simple: bool = False) -> int:
    """Open the home and return the exit code of what was done last.

    Args:
        find: returns the command of a name, that does what is chosen.
        simple: `--simple`.
    """
    face = face_here(simple)
    if face is None:
        complain(paragraph(nobody(os.environ, sys.platform)))
        return 2
    say(paragraph(WELCOME))
    return _Home(face, find).run()


class _Home:
    """One session: what is chosen in it lasts until one leaves.

    Attributes:
        face: how it asks; it may change.
        repere: folder of the release that visits are placed in.
        code: exit code of what was done last.
    """

    def __init__(self, face: Face, find: Callable[[str], click.Command]) -> None:
        self.face, self.code, self._find = face, 0, find
        self.repere: Path | None = None

    def run(self) -> int:
        """Ask what to do until the person leaves."""
        while True:
            try:
                leaving = self._once()
            except Refusal as refusal:
                show_mistakes(refusal.mistakes)
                self.code, leaving = 1, False
            except KeyboardInterrupt:
                complain("Interrompu.")
                return 130
            except EOFError:  # Ctrl-D
                return self.code
            if leaving:
                return self.code

    def _once(self) -> bool:
        """Do one thing; tell whether the home is left."""
        visits = self._visits()
        shown = visits[: _room()]
        entries = self._entries(visits, shown)
        options = [(str(rank), line) for rank, line in enumerate(told_apart(shown), 1)]
        options += [(key, label) for key, label, _ in entries]
        chosen = self.face.menu(QUESTION, [*options, ("q", "quitter")])
        if chosen == "q":
            return True
        if chosen.isdigit():
            return self._open(shown[int(chosen) - 1].file)
        return next(act for key, _, act in entries if key == chosen)()

    def _visits(self) -> list[Kept]:
        """Return the visits opened lately, then those of this folder."""
        recent = recent_visits()
        here = [one for one in visits_in(Path.cwd()) if not _among(one, recent)]
        return [kept(file) for file in recent] + latest_first(here)

    def _entries(self, visits: Sequence[Kept], shown: Sequence[Kept]) -> list[tuple[str, str, Callable[[], bool]]]:
        """Return what may be done now: key, label, and what does it."""
        express = [one for one in visits if one.express]
        plain = isinstance(self.face, PlainFace)
        entries = [("n", "nouvelle visite", self._new, True)]
        entries += [
            ("s", "nouvelle visite à partir d’une ancienne", lambda: self._second(visits), bool(visits)),
            ("c", "passer une visite express à la forme complète", lambda: self._complete(express), bool(express)),
            ("t", f"toutes les visites connues ({len(visits)})", lambda: self._any(visits), len(visits) > len(shown)),
            ("o", "ouvrir un autre fichier ou un autre dossier", self._elsewhere, True),
            ("l", "lire ou imprimer les questions avant de répondre", lambda: self._questions(visits), True),
            ("f", "liste à flèches" if plain else "lecture simple, ligne par ligne", self._other_face, True),
            ("g", "repère régional : où situer la structure", self._choose_release, True),
            ("a", "aide", self._help, True),
        ]  # fmt: skip
        return [(key, label, act) for key, label, act, wanted in entries if wanted]

    def _do(self, name: str, *arguments: str | Path) -> bool:
        """Say a command and run it with this face; tell whether the person is done with `diag` too."""
        say_command(name, *arguments)
        command = self._find(name)
        with command.make_context(name, [*map(as_argument, arguments)], obj=self.face) as context:
            self.code = command.invoke(context) or 0
        return self.code in _ENDED

    def _new(self) -> bool:
        return self._do("entretien", *given(repere=self.repere))

    def _open(self, file: Path) -> bool:
        return self._do("entretien", short(file), *given(repere=self.repere))

    def _second(self, visits: Sequence[Kept]) -> bool:
        chosen = self._pick("À partir de quelle visite ?", [one for one in visits if one.visit])
        if chosen is None:
            return False
        return self._do("suite", short(chosen.file), *given(repere=self.repere))

    def _complete(self, express: Sequence[Kept]) -> bool:
        chosen = self._pick("Quelle visite passer à la forme complète ?", express)
        if chosen is None:
            return False
        return self._do("entretien", short(chosen.file), *given(forme="complete", repere=self.repere))

    def _any(self, visits: Sequence[Kept]) -> bool:
        chosen = self._pick("Quelle visite ouvrir ?", visits)
        return self._open(chosen.file) if chosen else False

    def _pick(self, title: str, visits: Sequence[Kept]) -> Kept | None:
        """Return a visit of a list, None to go back to the home."""
        rows = tuple(
            Row(str(rank), str(rank), line, more=printable(str(one.file)))
            for rank, (line, one) in enumerate(zip(told_apart(visits), visits, strict=True), 1)
        )
        commands = {"o": "ouvrir un autre fichier", "r": "revenir à l’accueil"}
        picked = self.face.choose(Listing(title, rows, commands, empty="Aucune visite connue."))
        if picked.command == "o":
            file = self._typed("Chemin du fichier d’une visite ; Entrée seule pour renoncer")
            return kept(_file(file)) if file else None
        return visits[int(picked.row) - 1] if picked.row and not picked.command else None

    def _typed(self, label: str) -> Path | None:
        """Return a path that was typed, pasted or dropped on the window; None for nothing."""
        text = (self.face.write(Entry(label, several=False)) or "").strip()
        # PowerShell adds « & » to what is dropped.
        bare = text.removeprefix("& ").strip().strip("\"'")
        return Path(bare).expanduser() if bare else None

    def _elsewhere(self) -> bool:
        path = self._typed("Chemin du fichier d’une visite, ou d’un dossier ; Entrée seule pour renoncer")
        if path is None:
            return False
        return self._go_to(path) if _is_folder(path) else self._open(_file(path))

    def _go_to(self, folder: Path) -> bool:
        """Make a folder the current one: its visits are shown, and new ones are kept there."""
        try:
            os.chdir(folder)
        except OSError as error:
            raise system_refusal(error, folder) from None
        say_raw(f"La commande : {pasted_folder(folder)}")
        number = len(visits_in(Path.cwd()))
        found = count(number, "visite") if number else "Aucune visite"
        self.face.read(f"{found} dans ce dossier. Les nouvelles visites y seront enregistrées.")
        return False

    def _questions(self, visits: Sequence[Kept]) -> bool:
        """Read the questions before they are answered, on screen or on paper (line 17)."""
        asked = [one for one in visits if one.way]
        options = [("1", "celles du socle (forme express)"), ("2", "toutes (forme complète)")]
        if asked:
            options.append(("3", "celles d’une visite, selon son profil et sa forme"))
        chosen = self.face.menu("Quelles questions ?", [*options, ("r", "revenir")])
        if chosen == "r":
            return False
        if chosen != "3":
            form = "express" if chosen == "1" else "complete"
            return self._show_questions(form, given(forme=form))
        one = self._pick("Les questions de quelle visite ?", asked)
        return self._show_questions(one.file.stem, given(profil=short(one.file))) if one else False

    def _show_questions(self, name: str, which: Sequence[str | Path]) -> bool:
        """Show on screen, or write to a file of this name, the questions of a form or of a visit."""
        options = (
            ("1", "les lire ici, page par page"),
            ("2", "les imprimer, à remplir sur papier"),
            ("r", "revenir"),
        )
        chosen = self.face.menu("Comment ?", options)
        if chosen == "1":
            return self._do("questionnaire", "montrer", *which)
        if chosen == "2":
            file = free_path(Path(f"questionnaire-{name}.html"))
            self._do("formulaire", "papier", *which, "-o", file)
            self.face.read(f"Ouvrez « {file} » dans un navigateur, puis imprimez-le (Ctrl + P).")
        return False

    def _other_face(self) -> bool:
        """Change face now, and for the next times."""
        plain = not isinstance(self.face, PlainFace)
        wished = {k: v for k, v in os.environ.items() if k not in ("DIAG_SIMPLE", "ACCESSIBLE")}
        remember_face(plain)
        say_raw(f"La commande : {pasted('--simple') if plain else pasted()}")
        self.face = choose_face(False, sys.stdin, sys.stdout, wished, plain) or self.face
        if plain_wanted() is plain:
            self.face.tell("Ce choix est gardé pour les prochaines fois.")
        return False

    def _choose_release(self) -> bool:
        """Take the folder of a release for this session only; none is a release of the environment."""
        label = "Dossier du repère régional ; Entrée seule pour n’en utiliser aucun"
        folder = self._typed(label)
        if folder is None:
            self.repere = None
            named = os.environ.get(RELEASE_VARIABLE)
            self.face.read(
                f"Le repère utilisé est celui de {RELEASE_VARIABLE}."
                if named
                else "Aucun repère régional n’est utilisé."
            )
            return False
        folder = folder.absolute()  # the current folder may change
        release = read_folder(folder)
        self.repere = folder
        say_command("repere", "montrer", short(folder))
        self.face.read(told(release))
        return False

    def _help(self) -> bool:
        say_command("--help")
        self.face.read(HELP)
        return False


def say_command(*arguments: str | Path) -> None:
    """Print the command that an entry stands for, as it can be pasted."""
    say_raw(f"La commande : {pasted(*arguments)}")


def told(release: Release) -> str:
    """Return what a release is, in sentences."""
    published = sum(not cell.secret for cell in release.cells)
    invented = " Ce sont des données de démonstration." if release.synthetic else ""
    return (
        f"Repère régional : « {release.source} », {period(*release.period)}, "
        f"{count(published, 'groupe publié', 'groupes publiés')}. "
        f"Il sert jusqu’à la fin de cette session.{invented}"
    )


def short(path: Path) -> Path:
    """Return a path as it is said from the current folder, where it lies in it."""
    whole = Path(os.path.abspath(path))  # noqa: PTH100 - links are kept as they were given
    return whole.relative_to(Path.cwd()) if whole.is_relative_to(Path.cwd()) else whole


def _room() -> int:
    """Return how many visits fit a screen with the entries, two lines each."""
    lines = shutil.get_terminal_size((80, 24)).lines
    return max(1, min(MAX_SHOWN, (lines - ENTRIES) // 2))


def _among(file: Path, others: Sequence[Path]) -> bool:
    return any(os.path.realpath(file) == os.path.realpath(other) for other in others)


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path)  # noqa: PTH112 - never raises


def _file(path: Path) -> Path:
    """Return the path of a file that is there.

    Raises:
        Refusal: it is not; a typing error must not begin a visit.
    """
    if not os.path.exists(path):  # noqa: PTH110 - never raises
        raise system_refusal(FileNotFoundError(), path)
    return path


def kept(file: Path) -> Kept:
    """Return what a file is; one that cannot be read is told, never a failure."""
    visit = None
    try:
        visit, _ = read_visit(file)
        questionnaire = questionnaire_of(file, visit.questionnaire.id)
        return Kept(file, visit, questionnaire, find_path(questionnaire, visit))
    except Refusal:
        return Kept(file, visit)


def visits_in(folder: Path) -> list[Path]:
    """Return the files of a folder that say that they are visits, by name; no copy handed over."""
    try:
        found = sorted(f for f in folder.glob("*.yaml") if not f.name.endswith(HANDED_OVER))
        return [file for file in found if says_visit(file)]
    except OSError:
        return []


def said(one: Kept) -> str:
    """Return a visit in one line: whose, form, progress, date."""
    if one.visit is None:
        return f"{one.file.name} : ce fichier ne se lit pas"
    name = one.visit.structure.name or "Sans nom"
    parts = [name, f"forme {_FORMS[one.visit.visit.form]}"]
    if one.way is not None:
        parts.append(f"{count(one.way.done, 'réponse')} sur {one.way.total}")
    return ", ".join([*parts, long_date(one.visit.visit.date)])


def next_step(one: Kept) -> str:
    """Return what is to be done with a visit now."""
    if one.visit is None:
        return "à ouvrir pour savoir pourquoi"
    if one.way is None or one.questionnaire is None:
        return f"questionnaire « {one.visit.questionnaire.id} » à indiquer"
    if one.visit.visit.finished:
        return "terminée : résultat, plan"
    if begins(one.visit, one.way) and unsaid(one.visit):
        return f"à commencer par les {label(one.visit)}"
    step = one.way.resume()
    if step is None:
        return "à terminer : toutes les questions ont une réponse"
    where = f"« {step.title} »"
    return f"à reprendre à {where}" if one.way.started else f"à commencer par {where}"


def told_apart(visits: Sequence[Kept]) -> list[str]:
    """Return a line for each visit; when it was saved too where two would read the same."""
    lines = [f"{said(one)} ; {next_step(one)}" for one in visits]
    alike = Counter(lines)
    return [f"{line}{_saved(one.file)}" if alike[line] > 1 else line for line, one in zip(lines, visits, strict=True)]


def _saved(file: Path) -> str:
    """Return when a file was last written, as it is said; nothing where it is gone meanwhile."""
    try:
        moment = datetime.datetime.fromtimestamp(file.stat().st_mtime)
    except OSError:
        return ""
    return f" ; enregistrée le {long_date(moment.date())} à {moment.hour} h {moment:%M}"


def latest_first(files: Iterable[Path]) -> list[Kept]:
    """Return the visits of files, by date, the latest first; what cannot be read comes last."""
    found = [kept(file) for file in files]
    return sorted(found, key=lambda one: -one.visit.visit.date.toordinal() if one.visit else 1)
