"""`diag contribuer`: prepare what a structure sends for the regional benchmark, and show it first."""

import os
import secrets
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diag.cli.click_french import FrenchCommand
from diag.cli.console import complain, interactive, paragraph, say, say_raw
from diag.cli.options import load_questionnaire, questionnaire_of, questionnaire_option
from diag.questionnaire.mistakes import Refusal, refuse_file
from diag.questionnaire.user_files import explain_os_error

if TYPE_CHECKING:
    from diag.benchmark.contribution import Contribution
    from diag.questionnaire.questionnaire_model import Questionnaire

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(cls=FrenchCommand, name="contribuer")
@click.argument("visit", metavar="[VISITE]", required=False, type=_FILE)
@click.option(
    "-o",
    "--sortie",
    "target",
    metavar="FICHIER",
    type=_FILE,
    help="Contribution à écrire, par exemple contribution.json.",
)
@click.option(
    "--cle-reseau",
    "key_file",
    metavar="FICHIER",
    type=_FILE,
    help="Clé des pseudonymes, la même pour tout le réseau.",
)
@click.option(
    "--structure",
    metavar="CODE",
    default="",
    help="Identifiant convenu avec le réseau ; par défaut, le code noté dans la visite, sinon le "
    "nom et le département.",
)
@click.option(
    "--organisme",
    "operator",
    metavar="CODE",
    default="",
    help="Organisme gestionnaire : son numéro ou son nom ; par défaut, le code noté dans la visite. "
    "Il part sous pseudonyme.",
)
@click.option("--oui", "yes", is_flag=True, help="Écrire sans demander confirmation.")
@questionnaire_option
@click.option(
    "--nouvelle-cle",
    "new_key",
    metavar="FICHIER",
    type=_FILE,
    help="Créer la clé du réseau dans ce fichier, sans rien préparer d’autre.",
)
def command(visit: Path | None, new_key: Path | None, **chosen: Any) -> int:
    """Préparer une contribution sans nom au repère régional.

    VISITE est un fichier enregistré par « diag entretien ». Tout ce qui partira s’affiche d’abord,
    puis le fichier est écrit si vous le voulez. Rien n’est envoyé : transmettez le fichier vous-même,
    au réseau seulement.

    Le réseau crée sa clé une fois pour toutes avec --nouvelle-cle, et la confie à ceux qui
    contribuent.
    """
    if new_key is not None:
        if visit is not None or chosen["target"] is not None:
            raise click.UsageError("--nouvelle-cle s’emploie seule.")
        return _create_key(new_key)
    target, key_file = chosen["target"], chosen["key_file"]
    if visit is None:
        raise click.UsageError("Indiquez la VISITE à préparer.")
    if target is None:
        raise click.UsageError("Indiquez où écrire : -o FICHIER.")
    if key_file is None:
        text = (
            "Indiquez la clé du réseau : --cle-reseau FICHIER. « diag contribuer --nouvelle-cle »"
        )
        raise click.UsageError(f"{text} en crée une.")
    if target.suffix.lower() != ".json":
        raise click.BadParameter("donnez un nom qui finit par .json.", param_hint="-o")
    return _contribute(visit, target, key_file, chosen)


def _contribute(visit: Path, target: Path, key_file: Path, chosen: dict[str, Any]) -> int:
    from diag.benchmark.contribution import preview, write_contribution

    contribution, questionnaire = _prepare(visit, key_file, chosen)
    _check_target(target, contribution)
    say(paragraph("Voici tout ce que le fichier contiendra :"))
    for line in preview(contribution, questionnaire):
        text = line.lstrip(" ")
        say(paragraph(text, " " * (2 + len(line) - len(text))))
    if not chosen["yes"]:
        if not interactive():
            text = "Rien n’a été écrit : relisez ce qui précède, puis ajoutez --oui."
            complain(paragraph(text))
            return 2
        if not _agreed():
            say("Rien n’a été écrit.")
            return 1
    written = write_contribution(contribution, target)
    say("Contribution écrite, à transmettre au réseau :")
    say_raw(f"  {written}")
    return 0


def _prepare(
    path: Path, key_file: Path, chosen: dict[str, Any]
) -> tuple["Contribution", "Questionnaire"]:
    """Return what a visit sends, and the questionnaire it answers."""
    from diag.benchmark.contribution import contribute
    from diag.benchmark.pseudonyms import read_key
    from diag.visit.visit_file import read_visit

    visit, _ = read_visit(path)
    name = chosen["name"]
    questionnaire = (
        load_questionnaire(name) if name else questionnaire_of(path, visit.questionnaire.id)
    )
    key = read_key(key_file)
    try:
        told = contribute(visit, questionnaire, key, chosen["structure"], chosen["operator"])
    except Refusal as refusal:
        raise Refusal(replace(m, file=str(path)) for m in refusal.mistakes) from None
    return told, questionnaire


def _check_target(target: Path, contribution: "Contribution") -> None:
    """Refuse to write over a file that is not a contribution of this same structure."""
    from diag.benchmark.contribution import read_contribution

    if not os.path.lexists(target):
        return
    how = "choisissez un autre nom"
    try:
        former, _ = read_contribution(target)
    except Refusal:
        what = "ce fichier existe déjà, et ce n’est pas une contribution"
        raise refuse_file(target, "F01", what, how) from None
    if former.structure != contribution.structure:
        what = "ce fichier existe déjà : c’est la contribution d’une autre structure, ou sous une autre clé"
        raise refuse_file(target, "F01", what, how)


def _agreed() -> bool:
    """Ask whether to write, until the answer is yes or no; the end of the input is no."""
    while True:
        say("Écrire ce fichier ? o : oui, n : non")
        try:
            answer = input("> ").strip().casefold()
        except EOFError:
            say()
            return False
        if answer in ("o", "oui", "n", "non"):
            return answer.startswith("o")


def _create_key(path: Path) -> int:
    """Write a new key, readable by its owner alone, and never over a file."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(secrets.token_hex(32) + "\n")
    except FileExistsError:
        what = "ce fichier existe déjà, et une clé perdue ne se retrouve pas"
        raise refuse_file(path, "F01", what, "choisissez un autre nom") from None
    except OSError as error:
        raise refuse_file(path, "F01", *explain_os_error(error, path)) from None
    say("Clé du réseau écrite :")
    say_raw(f"  {path}")
    text = (
        "Gardez-en une copie sûre, et ne la confiez qu’à ceux qui contribuent. Qui la détient peut "
        "reconnaître les structures ; sans elle, une même structure compterait deux fois."
    )
    say(paragraph(text))
    return 0
