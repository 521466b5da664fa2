"""Options and arguments that several commands share, and what `diag` remembers of a person between two sessions.

Remembered are paths only, where visits are, and which face is wanted: no name of a structure, no answer.
A file that is broken, unreadable or that nobody may write is as if empty: to remember is a comfort,
never a reason to fail.
"""

import datetime
import json
import os
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from diag.cli.click_french import ANY, option
from diag.cli.console import say, say_raw
from diag.questionnaire.loader import shipped_names
from diag.questionnaire.located_yaml import Source
from diag.questionnaire.mistakes import Mistake, Refusal, refuse_file
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.visit.visit_file import read_visit
from diag.visit.visit_model import Visit

if TYPE_CHECKING:
    from diag.benchmark.release import Release
    from diag.interview.prompts import Face

FOLDER_VARIABLE = "DIAG_REGLAGES"
"""Names the folder of the settings, instead of that of the system."""
MAX_RECENT = 20
_FILE = "reglages.json"
_RECENT, _PLAIN = "visites", "lecture_simple"


def remember_visit(path: Path) -> None:
    """Put a visit first among the recent ones."""
    told = str(Path(os.path.abspath(path)))  # noqa: PTH100 - links are kept as they were given
    kept = _read()
    others = [one for one in _paths(kept) if one != told]
    _write({**kept, _RECENT: [told, *others][:MAX_RECENT]})


def forget_visits(paths: Collection[Path]) -> None:
    """Remember these visits no more: the name of a file may name a structure."""
    gone = {str(Path(os.path.abspath(path))) for path in paths}  # noqa: PTH100 - as remembered
    kept = _read()
    left = [one for one in _paths(kept) if one not in gone]
    if left != _paths(kept):
        _write({**kept, _RECENT: left})


def recent_visits() -> list[Path]:
    """Return the visits opened last that are still there, the latest first."""
    return [Path(one) for one in _paths(_read()) if os.path.isfile(one)]  # noqa: PTH113 - never raises


def plain_wanted() -> bool | None:
    """Tell whether the plain face was chosen for good; None if no face was."""
    wanted = _read().get(_PLAIN)
    return wanted if isinstance(wanted, bool) else None


def remember_face(plain: bool) -> None:
    """Use this face from now on, unless a command or the environment says otherwise."""
    _write({**_read(), _PLAIN: plain})


def _paths(kept: Mapping[str, Any]) -> list[str]:
    listed = kept.get(_RECENT)
    if not isinstance(listed, list):
        return []
    return [one for one in listed if isinstance(one, str) and one and "\0" not in one][:MAX_RECENT]


def _file() -> Path:
    told = os.environ.get(FOLDER_VARIABLE, "").strip()
    if told:
        return Path(told) / _FILE
    from platformdirs import user_config_path

    return user_config_path("diag", appauthor=False) / _FILE


def _read() -> dict[str, Any]:
    try:
        kept = json.loads(_file().read_bytes())
    except (OSError, ValueError, RecursionError, RuntimeError):  # RuntimeError: no home folder
        return {}
    return kept if isinstance(kept, dict) else {}


def _write(kept: Mapping[str, Any]) -> None:
    from diag.visit.visit_file import write_text

    with suppress(OSError, RuntimeError, Refusal, ValueError):  # ValueError: a lone surrogate
        path = _file()
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text(path, json.dumps(kept, ensure_ascii=True, indent=1) + "\n", private=True)


RELEASE_VARIABLE = "DIAG_REPERE"
F = TypeVar("F", bound=Callable[..., Any])


def questionnaire_option(command: F) -> F:
    """Add `--questionnaire`: the name of a shipped one, or a folder; by default that of the visit."""
    return _questionnaire("par défaut celui de la visite, sinon « print ».")(command)


def network_questionnaire_option(command: F) -> F:
    """Add `--questionnaire` where there is no visit."""
    return _questionnaire("par défaut « print ».")(command)


def _questionnaire(default: str) -> Callable[[F], F]:
    text = f"Questionnaire livré ou dossier ; {default}"
    return option("--questionnaire name", "NOM", text)


def load_questionnaire(name: str) -> Questionnaire:
    """Return a questionnaire named on the command line.

    Raises:
        click.BadParameter: no such questionnaire: the command was wrongly used.
        Refusal: it exists and holds mistakes.
    """
    return _loaded(find_folder(name).resolve())


@cache
def _loaded(folder: Path) -> Questionnaire:
    """Read a questionnaire once for all the visits of a command."""
    from diag.questionnaire.loader import load

    return load(folder)


def questionnaire_of(visit_file: Path, pinned: str, name: str | None = None) -> Questionnaire:
    """Return the questionnaire that was named, else the shipped one that a visit was made with.

    Raises:
        click.BadParameter: none is named so.
        Refusal: that of the visit is not shipped with this version, or it holds mistakes.
    """
    if name is None and pinned not in shipped_names():
        what = f"cette visite a été faite avec le questionnaire « {pinned} », qui n’est pas livré ici"
        how = "indiquez son dossier : --questionnaire DOSSIER"
        raise refuse_file(visit_file, "V02", what, how)
    return load_questionnaire(name or pinned)


def opened(path: Path, name: str | None = None) -> tuple[Visit, Source, Questionnaire]:
    """Return the visit of a file, the place of what it holds, and its questionnaire, or the one named.

    Raises:
        click.BadParameter: no questionnaire is named so.
        Refusal: the visit cannot be read, or its questionnaire is not shipped.
    """
    visit, source = read_visit(path)
    return visit, source, questionnaire_of(path, visit.questionnaire.id, name)


def given(**options: str | Path | None) -> list[str | Path]:
    """Return the options that were given, as a command that is told again takes them."""
    return [word for name, value in options.items() if value is not None for word in (f"--{name}", value)]


def find_folder(name: str, hint: str = "--questionnaire") -> Path:
    """Return the folder of a questionnaire named on the command line, by the option `hint`."""
    from diag.questionnaire.loader import find_questionnaire

    try:
        return find_questionnaire(name)
    except Refusal as refusal:
        mistake = refusal.mistakes[0]
        text = f"{mistake.what} ; {mistake.how}."
        raise click.BadParameter(text, param_hint=hint) from None


def repere_option(command: F) -> F:
    """Add `--repere`: the folder of a regional release, to be given to `release_for`."""
    told = "Dossier d’un repère régional, où situer la structure ; aussi par DIAG_REPERE."
    return option("--repere", ANY, told, metavar="DOSSIER")(command)


def release_for(path: Path | None, questionnaire: Questionnaire) -> "Release | None":
    """Return the regional release to place a structure in; none is used by default.

    One that was asked for must fit the questionnaire; that of `DIAG_REPERE` may not, as it serves every
    visit: the report then says so.

    Raises:
        Refusal: the release cannot be read, or it was asked for and does not fit.
    """
    if path is None:
        told = os.environ.get(RELEASE_VARIABLE, "").strip()
        return read_folder(Path(told)) if told else None
    from diag.benchmark.package import DESCRIPTOR
    from diag.benchmark.position import compatible

    release = read_folder(path)
    fit = compatible(release, questionnaire)
    if not fit.usable:
        raise refuse_file(path / DESCRIPTOR, "R03", fit.refusal, fit.mend)
    return release


@cache
def read_folder(path: Path) -> "Release":
    """Read a release without the answers, once for all the visits of a command.

    Raises:
        Refusal: it cannot be read, or was edited.
    """
    from diag.benchmark.package import read_release

    return read_release(path, with_shares=False)


def face_here(simple: bool = False) -> "Face | None":
    """Return the face to ask with on this terminal, None where there is nobody to ask (line 15).

    A command that the home runs asks with its face, which it hands over as the object of the context.
    """
    context = click.get_current_context(silent=True)
    if context is not None and context.obj is not None:
        face: Face = context.obj
        return face
    from diag.interview.face_choice import choose_face

    return choose_face(simple, sys.stdin, sys.stdout, os.environ, plain_wanted())


SUFFIXES = (".xlsx", ".ods")


def form_questionnaire(path: Path, name: str | None) -> Questionnaire | None:
    """Return the questionnaire that a filled workbook follows; None for any other file.

    Raises:
        Refusal: its questionnaire is not shipped, and none was named.
    """
    from diag.forms.filled_workbook import asked_by

    own = asked_by(path) if path.suffix.lower() in SUFFIXES else ""
    if not own:
        return None
    return questionnaire_of(path, own, name)


def visits_of(path: Path, questionnaire: Questionnaire) -> tuple[Sequence[Visit], Sequence[Mistake]]:
    """Return the visits of a filled workbook, dated today where no date is said, and each cell not taken.

    Raises:
        Refusal: it is empty, or of a version that is not kept.
    """
    from diag.forms.filled_workbook import read_filled

    found = read_filled(path, questionnaire, datetime.datetime.now().astimezone().date())
    return found.visits, found.mistakes


def show_written(written: list[Path]) -> None:
    """Print what was written, reader by reader: for whom, what for, and where."""
    from diag.report.document import READERS
    from diag.report.french_labels import READER_TITLE

    for reader in READERS:
        paths = [path for path in written if path.stem.endswith(f"-{reader}")]
        if paths:
            use = f" ; {_USE[paths[0].suffix]}" if len(paths) == 1 else ""
            say(f"{READER_TITLE[reader].capitalize()}{use} :")
        for path in paths:
            say_raw(f"  {path}")


_USE = {
    ".html": "à ouvrir dans un navigateur",
    ".md": "en texte simple",
    ".json": "données, pour un autre logiciel",
    ".docx": "pour un traitement de texte",
    ".pdf": "à imprimer ou à envoyer",
}
