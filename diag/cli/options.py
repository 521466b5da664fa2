"""Options shared by several commands."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import click

from diag.questionnaire.loader import shipped_names
from diag.questionnaire.mistakes import Refusal, refuse_file
from diag.questionnaire.questionnaire import Questionnaire

F = TypeVar("F", bound=Callable[..., Any])


def questionnaire_option(command: F) -> F:
    """Add `--questionnaire`: the name of a shipped one, or a folder."""
    return click.option(
        "--questionnaire",
        "name",
        metavar="NOM",
        help="Questionnaire livré ou dossier ; par défaut celui de la visite, sinon « print ».",
    )(command)


def load_questionnaire(name: str) -> Questionnaire:
    """Return a questionnaire named on the command line, from the cache when it is known there.

    Raises:
        click.BadParameter: no such questionnaire: the command was wrongly used.
        Refusal: it exists and holds mistakes.

    """
    from diag.questionnaire.cache import load_cached

    return load_cached(find_folder(name))


def questionnaire_of(visit_file: Path, pinned: str) -> Questionnaire:
    """Return the shipped questionnaire that a visit was made with.

    Raises:
        Refusal: it is not shipped with this version, or it holds mistakes.

    """
    if pinned not in shipped_names():
        what = (
            f"cette visite a été faite avec le questionnaire « {pinned} », qui n’est pas livré ici"
        )
        how = "indiquez son dossier : --questionnaire DOSSIER"
        raise refuse_file(visit_file, "V02", what, how)
    return _shipped(pinned)


@cache
def _shipped(name: str) -> Questionnaire:
    """Read a shipped questionnaire, once for all the visits of a command."""
    return load_questionnaire(name)


def find_folder(name: str) -> Path:
    """Return the folder of a questionnaire named on the command line."""
    from diag.questionnaire.loader import find_questionnaire

    try:
        return find_questionnaire(name)
    except Refusal as refusal:
        mistake = refusal.mistakes[0]
        text = f"{mistake.what} ; {mistake.how}."
        raise click.BadParameter(text, param_hint="questionnaire") from None
