"""Options shared by the commands of `diag repere`."""

import datetime
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from diag.cli.console import show_mistakes
from diag.cli.options import load_questionnaire
from diag.questionnaire.loader import shipped_names
from diag.questionnaire.mistakes import Refusal, refuse_file

if TYPE_CHECKING:
    from diag.benchmark.release import Release
    from diag.benchmark.sources import Sources
    from diag.questionnaire.questionnaire_model import Questionnaire

F = TypeVar("F", bound=Callable[..., Any])
UNREADABLE = ("F", "Y", "R01")
"""Beginnings of the codes of what is no source at all; the others are of values that are refused."""
FOLDER = click.Path(file_okay=False, path_type=Path)


def key_option(command: F) -> F:
    """Add `--cle-reseau`: the key that pseudonyms are made with."""
    return click.option(
        "--cle-reseau",
        "key_file",
        metavar="FICHIER",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Clé du réseau, pour compter ensemble des contributions et des données nominatives.",
    )(command)


def previous_option(command: F) -> F:
    """Add `--precedent`: the release published before."""
    return click.option(
        "--precedent",
        "previous",
        metavar="DOSSIER",
        type=FOLDER,
        help="Repère publié juste avant, avec son dossier du producteur à côté.",
    )(command)


def name_option(command: F) -> F:
    """Add `--questionnaire`: by default that of the release."""
    return click.option(
        "--questionnaire",
        "name",
        metavar="NOM",
        help="Questionnaire livré ou dossier ; par défaut celui du repère.",
    )(command)


def release_questionnaire(folder: Path, release: "Release", name: str | None) -> "Questionnaire":
    """Return the questionnaire of a release, to name what it tells."""
    if name is not None:
        return load_questionnaire(name)
    if release.questionnaire not in shipped_names():
        what = (
            f"ce repère porte sur le questionnaire « {release.questionnaire} », qui n’est pas livré"
        )
        raise refuse_file(folder, "R03", what, "indiquez son dossier : --questionnaire DOSSIER")
    return load_questionnaire(release.questionnaire)


def read_scores(
    scores: Sequence[Path], questionnaire: "Questionnaire", day: datetime.date, key: bytes | None
) -> "Sources":
    """Read the SCORES of a command, as `read_sources` does.

    Raises:
        click.exceptions.Exit: 2, once told: one of them cannot be read, or is no source of a release.
        Refusal: they can be read, and hold what a release may not count.

    """
    from diag.benchmark.sources import read_sources

    try:
        return read_sources(scores, questionnaire, day, key)
    except Refusal as refusal:
        if not any(mistake.code.startswith(UNREADABLE) for mistake in refusal.mistakes):
            raise
        show_mistakes(refusal.mistakes)
        raise click.exceptions.Exit(2) from None
