"""Options shared by the commands of `diag repere`."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from diag.cli.options import load_questionnaire
from diag.questionnaire.loader import shipped_names
from diag.questionnaire.mistakes import refuse_file

if TYPE_CHECKING:
    from diag.benchmark.release import Release
    from diag.questionnaire.questionnaire_model import Questionnaire

F = TypeVar("F", bound=Callable[..., Any])
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
