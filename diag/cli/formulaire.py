"""`diag formulaire`: the same questions in the tools that people have."""

from pathlib import Path
from tempfile import TemporaryDirectory

import click

from diag.cli.click_french import FILE, FORM, FrenchCommand, option
from diag.cli.console import paragraph, say, say_paths
from diag.cli.options import load_questionnaire, opened, questionnaire_option
from diag.forms.form_order import KINDS, FormOrder
from diag.french import listing
from diag.questionnaire.mistakes import refuse_file
from diag.questionnaire.user_files import read_whole, refuse_windows_name


@click.command(cls=FrenchCommand, name="formulaire")
@click.argument("kind", metavar="GENRE", type=click.Choice([*KINDS]))
@option("-o --sortie target", FILE, "Fichier à écrire.", required=True)
@option(
    "--forme form",
    FORM,
    "complete : toutes les questions ; express : le socle ; par défaut celle de VISITE, sinon complete.",
)
@option(
    "--profil visit_path",
    FILE,
    "Visite dont le nom et le profil sont repris : ce qui ne concerne pas la structure n’est pas demandé.",
    metavar="VISITE",
)
@questionnaire_option
def command(kind: str, target: Path, form: str | None, visit_path: Path | None, name: str | None) -> int:
    """Écrire le questionnaire pour un navigateur, un tableur, Kobo, LimeSurvey ou le papier.

    GENRE est « html », une page qui s’ouvre sans rien installer ; « xlsx », un classeur à remplir ;
    « xlsform », pour KoboToolbox ou ODK ; « limesurvey » ; « papier », à imprimer ; ou « simple », une page
    en mots simples pour les personnes accompagnées, qui dit ce que VISITE a trouvé et décidé.

    Les réponses reviennent sans rien faire correspondre : par « diag entretien », « diag lot » ou
    « diag reunir ». « papier » et « simple » s’écrivent aussi en .pdf.
    """
    _check_suffix(kind, target)
    raw = KINDS[kind].form(_order(form, visit_path, name))
    _write(_printed(raw) if target.suffix.lower() == ".pdf" else raw, target)
    say_paths("Formulaire écrit :", target)
    say(paragraph(KINDS[kind].then))
    return 0


def _check_suffix(kind: str, target: Path) -> None:
    if target.suffix.lower() not in KINDS[kind].suffixes:
        named = listing(KINDS[kind].suffixes, "ou")
        raise click.BadParameter(f"donnez un nom qui finit par {named}.", param_hint="--sortie")


def _order(form: str | None, visit_path: Path | None, name: str | None) -> FormOrder:
    """Return what is ordered; the profile is that of a visit, if one is given, and its form unless one is said."""
    if visit_path is None:
        return FormOrder(load_questionnaire(name or "print"), form == "express")
    from diag.visit.acceptance import match

    visit, source, questionnaire = opened(visit_path, name)
    profile = match(visit, questionnaire, source).profile
    express = (form or visit.visit.form) == "express"
    return FormOrder(questionnaire, express, visit.structure.name, profile, visit)


def _printed(page: bytes) -> bytes:
    from diag.report.pdf_report import print_page

    with TemporaryDirectory(prefix="diag-") as folder:
        path = Path(folder) / "formulaire.html"
        path.write_bytes(page)
        return print_page(path)


def _write(raw: bytes, target: Path) -> None:
    """Write a form where nothing is, or over the very same one: somebody may have filled it.

    Raises:
        Refusal: F05, something else is there; F01, the disk refuses.
    """
    from diag.visit.visit_file import write_bytes

    refuse_windows_name(target)
    if target.exists() and read_whole(target, "choisissez un autre nom") != raw:
        what = "ce fichier existe déjà, et n’est pas remplacé : il peut être rempli"
        raise refuse_file(target, "F05", what, "choisissez un autre nom, par -o FICHIER")
    write_bytes(target, raw)
