"""Options shared by several commands."""

import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from diag.cli.click_french import ANY, option
from diag.questionnaire.loader import shipped_names
from diag.questionnaire.mistakes import Refusal, refuse_file
from diag.questionnaire.questionnaire_model import Questionnaire

if TYPE_CHECKING:
    from diag.benchmark.release import Release
    from diag.interview.prompts import Face

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
    from diag.questionnaire.loader import load

    return load(find_folder(name))


def questionnaire_of(visit_file: Path, pinned: str) -> Questionnaire:
    """Return the shipped questionnaire that a visit was made with.

    Raises:
        Refusal: it is not shipped with this version, or it holds mistakes.
    """
    if pinned not in shipped_names():
        what = f"cette visite a été faite avec le questionnaire « {pinned} », qui n’est pas livré ici"
        how = "indiquez son dossier : --questionnaire DOSSIER"
        raise refuse_file(visit_file, "V02", what, how)
    return _shipped(pinned)


@cache
def _shipped(name: str) -> Questionnaire:
    """Read a shipped questionnaire, once for all the visits of a command."""
    return load_questionnaire(name)


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
    from diag.benchmark.fit import compatible
    from diag.benchmark.package import DESCRIPTOR

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
    """Return the face to ask with on this terminal, None where there is nobody to ask (line 15)."""
    from diag.cli.settings import plain_wanted
    from diag.interview.face_choice import choose_face

    return choose_face(simple, sys.stdin, sys.stdout, os.environ, plain_wanted())
