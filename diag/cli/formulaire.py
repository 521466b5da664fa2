"""`diag formulaire`: the same questions in the tools that people have."""

from pathlib import Path

import click

from diag.cli.click_french import FrenchCommand
from diag.cli.console import say, say_raw
from diag.cli.options import load_questionnaire, network_questionnaire_option
from diag.forms.form_order import KINDS, FormOrder

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(cls=FrenchCommand, name="formulaire")
@click.argument("kind", metavar="GENRE", type=click.Choice([*KINDS]))
@click.option("-o", "--sortie", "target", metavar="FICHIER", type=_FILE, required=True, help="Fichier à écrire.")
@click.option(
    "--forme",
    "form",
    metavar="FORME",
    type=click.Choice(["complete", "express"]),
    default="complete",
    show_default=True,
    help="complete : toutes les questions ; express : le socle.",
)
@click.option(
    "--profil",
    "visit_path",
    metavar="VISITE",
    type=_FILE,
    help="Visite dont le nom et le profil sont repris : ce qui ne concerne pas la structure n’est pas demandé.",
)
@network_questionnaire_option
def command(kind: str, target: Path, form: str, visit_path: Path | None, name: str | None) -> int:
    """Écrire le questionnaire sous une autre forme, à remplir ailleurs.

    GENRE est html, xlsx, xlsform, limesurvey, papier ou simple.
    """
    from diag.visit.acceptance import match
    from diag.visit.visit_file import read_visit

    questionnaire = load_questionnaire(name or "print")
    order = FormOrder(questionnaire, form == "express")
    if visit_path is not None:
        visit, _ = read_visit(visit_path)
        order = FormOrder(
            questionnaire, order.express, visit.structure.name, match(visit, questionnaire).profile, visit
        )
    target.write_bytes(KINDS[kind].form(order))
    say("Formulaire écrit :")
    say_raw(f"  {target}")
    return 0
