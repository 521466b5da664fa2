"""`diag contribuer`: prepare what a structure sends for the regional benchmark, and show it first."""

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diag.cli.click_french import FILE, FLAG, FrenchCommand, NamedFile, option
from diag.cli.console import agreed, complain, interactive, paragraph, say, say_paths
from diag.cli.options import opened, questionnaire_option
from diag.questionnaire.mistakes import Refusal, refuse_file

if TYPE_CHECKING:
    from diag.benchmark.contribution import Contribution
    from diag.questionnaire.questionnaire_model import Questionnaire


@click.command(cls=FrenchCommand, name="contribuer")
@click.argument("visit", metavar="VISITE", type=FILE)
@option(
    "-o --sortie target", NamedFile(".json"), "Contribution à écrire, par exemple contribution.json.", required=True
)
@option(
    "--structure",
    "CODE",
    "Code que le réseau a donné à la structure ; par défaut, celui noté dans la visite.",
    default="",
)
@option(
    "--organisme operator",
    "CODE",
    "Code que le réseau a donné à l’organisme gestionnaire ; par défaut, celui noté dans la visite.",
    default="",
)
@option("--oui yes", FLAG, "Écrire sans demander confirmation.")
@questionnaire_option
def command(visit: Path, target: Path, **chosen: Any) -> int:
    """Préparer une contribution sans nom au repère régional.

    VISITE est le fichier d’une visite finie, enregistré par « diag entretien ». Tout ce qui partira
    s’affiche d’abord, puis le fichier est écrit si vous le voulez. Rien n’est envoyé : transmettez le
    fichier vous-même, au réseau seulement.

    Le réseau donne un code à chaque structure et à chaque organisme : rien d’autre ne les identifie.
    """
    from diag.benchmark.contribution import write_contribution
    from diag.report.contribution_lines import preview

    contribution, questionnaire = _prepare(visit, chosen)
    _check_target(target, contribution)
    say(paragraph("Voici tout ce que le fichier contiendra :"))
    for line in preview(contribution, questionnaire):
        text = line.lstrip(" ")
        say(paragraph(text, " " * (2 + len(line) - len(text))))
    if not chosen["yes"]:
        if not interactive():
            complain(paragraph("Rien n’a été écrit : relisez ce qui précède, puis ajoutez --oui."))
            return 2
        if not agreed("Écrire ce fichier ?"):
            say("Rien n’a été écrit.")
            return 1
    written = write_contribution(contribution, target)
    say_paths("Contribution écrite, à transmettre au réseau :", written)
    return 0


def _prepare(path: Path, chosen: dict[str, Any]) -> tuple["Contribution", "Questionnaire"]:
    """Return what a visit sends, and the questionnaire it answers."""
    from diag.benchmark.contribution import contribute

    visit, _, questionnaire = opened(path, chosen["name"])
    try:
        told = contribute(visit, questionnaire, chosen["structure"], chosen["operator"])
    except Refusal as refusal:
        raise Refusal(replace(m, file=str(path)) for m in refusal.mistakes) from None
    return told, questionnaire


def _check_target(target: Path, contribution: "Contribution") -> None:
    """Refuse to write over a file that is not a contribution of this same structure."""
    from diag.benchmark.contribution import read_contribution
    from diag.benchmark.structures import same_name

    if not os.path.lexists(target):
        return
    how = "choisissez un autre nom"
    try:
        former, _ = read_contribution(target)
    except Refusal:
        what = "ce fichier existe déjà, et ce n’est pas une contribution"
        raise refuse_file(target, "F01", what, how) from None
    code = same_name(contribution.structure)
    if former != contribution and (not code or same_name(former.structure) != code):
        what = "ce fichier existe déjà : c’est la contribution d’une autre structure"
        raise refuse_file(target, "F01", what, how)
