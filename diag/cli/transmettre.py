"""`diag transmettre`: a copy of a visit for somebody else, without what is private."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from diag.cli.click_french import FILE, FLAG, FrenchCommand, option
from diag.cli.console import agreed, complain, interactive, paragraph, say, say_paths
from diag.cli.options import opened, questionnaire_option
from diag.french import listing
from diag.questionnaire.mistakes import refuse_file

if TYPE_CHECKING:
    from diag.questionnaire.questionnaire_model import Questionnaire
    from diag.visit.personal_data import PersonalData
    from diag.visit.visit_copies import Removed
    from diag.visit.visit_texts import Place


@click.command(cls=FrenchCommand, name="transmettre")
@click.argument("path", metavar="VISITE", type=FILE)
@option("-o --sortie target", FILE, "Copie à écrire ; par défaut, à côté de la visite, VISITE.a-transmettre.yaml.")
@option("--oui yes", FLAG, "Écrire sans demander, même si un texte semble nommer quelqu’un.")
@questionnaire_option
def command(path: Path, target: Path | None, yes: bool, name: str | None) -> int:
    """Écrire une copie de la visite sans ce qui est privé.

    VISITE est le fichier enregistré par « diag entretien » ; il ne change pas. Sont retirés les notes
    privées, les actions écartées et leur raison, ce qui était en train d’être écrit, et qui a répondu
    quoi : la commande dit combien, et où. Les notes partagées restent, et la copie s’ouvre comme une
    visite.

    Ce qui reste est relu : ce qui ressemble à une adresse électronique, un téléphone, un numéro de
    sécurité sociale ou un nom de personne est montré, et rien n’est alors écrit sans votre accord.
    Rien n’est envoyé : transmettez le fichier vous-même.
    """
    from diag.report.report_files import refuse_other, write_handed_over
    from diag.visit.visit_copies import HANDED_OVER, without_private_parts
    from diag.visit.visit_model import mark_of
    from diag.visit.visit_texts import personal_in

    visit, _, questionnaire = opened(path, name)
    target = target or path.with_name(f"{path.stem}{HANDED_OVER}")
    _refuse_itself(path, target)
    refuse_other(target, mark_of(visit))
    handed = without_private_parts(visit)
    _say_removed(questionnaire, handed.removed)
    found = personal_in(handed.visit, questionnaire)
    if found and not _wanted(questionnaire, found, yes):
        return 1
    written = write_handed_over(handed.visit, target)
    say_paths("Copie écrite, à transmettre vous-même :", written)
    return 0


def _refuse_itself(path: Path, target: Path) -> None:
    """Refuse to put the copy in the place of the visit, under whatever name or link."""
    if os.path.realpath(path) == os.path.realpath(target):
        what = "c’est la visite elle-même : sa copie ne prend pas sa place"
        raise refuse_file(target, "F05", what, "choisissez un autre nom, par -o FICHIER")


def _say_removed(questionnaire: "Questionnaire", removed: Sequence["Removed"]) -> None:
    from diag.visit.visit_texts import subject

    if not removed:
        say(paragraph("Rien n’est retiré : la visite ne contient rien de privé."))
        return
    say("Sont retirés :")
    for one in removed:
        where = dict.fromkeys(filter(None, (subject(questionnaire, p) for p in one.where)))
        say(paragraph(f"{one.what} : {listing([*where])}" if where else one.what, "  - ", "    "))


def _wanted(questionnaire: "Questionnaire", found: Sequence[tuple["Place", "PersonalData"]], yes: bool) -> bool:
    """Show what looks like somebody's data in the copy; tell whether it is written all the same."""
    from diag.visit.personal_data import KINDS
    from diag.visit.visit_texts import place_words

    say()
    say(paragraph("À relire : dans ce qui reste, on dirait"))
    for place, one in found:
        where = place_words(questionnaire, place)
        say(paragraph(f"{KINDS[one.kind]} : {one.text} ({where})", "  - ", "    "))
    if yes:
        return True
    if interactive() and agreed("Écrire la copie telle quelle ?"):
        return True
    how = "corrigez ces textes avec « diag relire », ou ajoutez --oui s’ils peuvent partir"
    complain(paragraph(f"Rien n’a été écrit : {how}."))
    return False
