"""`diag bilan`: what a network did in a period, for itself or for who funds it."""

import datetime
import os
from collections import Counter
from pathlib import Path

import click

from diag.cli.click_french import DAY, FLAG, FOLDER, SEEN_FILE, SEEN_FOLDER, FrenchCommand, NamedFile, option
from diag.cli.console import complain, paragraph, say, say_lines, say_paths, show_mistakes
from diag.cli.options import load_questionnaire, network_questionnaire_option
from diag.cli.progress import Bar
from diag.followup.indicators import DEFAULT, FILE_NAME, IndicatorFile, read_indicators
from diag.followup.small_classes import FEWEST
from diag.followup.visits_met import Period, VisitsMet, visits_met
from diag.french import count
from diag.questionnaire.mistakes import refuse_file
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.report.activity_view import ActivityPage, activity_lines
from diag.report.document import Document
from diag.report.html_markdown import document_html, document_markdown
from diag.report.report_files import write_sealed


@click.command(cls=FrenchCommand, name="bilan")
@click.argument("folder", metavar="DOSSIER", type=SEEN_FOLDER)
@option("--du first", DAY, "Premier jour compté.", required=True)
@option("--au last", DAY, "Dernier jour compté.", required=True)
@option(
    "--indicateurs asked",
    SEEN_FILE,
    f"Ce que demande votre financeur ; par défaut, {FILE_NAME} du dossier, s’il y est.",
)
@option(
    "--partageable shareable",
    FLAG,
    f"Édition à transmettre : ni nom, ni classe de moins de {FEWEST} structures, ni de quoi en déduire une.",
)
@option("-o --sortie target", FOLDER, "Écrire aussi le bilan dans ce dossier, en page HTML et en Markdown.")
@option("--xlsx workbook", NamedFile(".xlsx"), "Écrire aussi les mêmes tableaux dans un classeur.")
@network_questionnaire_option
def command(
    folder: Path,
    first: datetime.date,
    last: datetime.date,
    asked: Path | None,
    shareable: bool,
    target: Path | None,
    workbook: Path | None,
    name: str | None,
) -> int:
    """Faire le bilan d’une période, pour vous ou pour un financeur.

    DOSSIER contient des visites, dans autant de dossiers que vous voulez. Une structure compte une
    fois, par sa dernière visite de la période ; celles d’avant disent ce qui a bougé. Les fichiers
    mis de côté sont dits, avec la raison.

    L’édition interne nomme des structures. Ne diffusez que l’édition partageable, et une seule par
    période : deux périodes qui se recouvrent se soustraient.
    """
    if first > last:
        raise click.UsageError(f"--du {first} vient après --au {last}.")
    questionnaire = load_questionnaire(name or "print")
    indicators, used = _indicators(folder, asked, questionnaire)
    found = _found(folder, questionnaire, (first, last), used)
    for one in found.aside:
        show_mistakes(one.mistakes)
    _refuse_too_few(found, folder, shareable)
    page = ActivityPage(found, (first, last), indicators, shareable)
    document = page.document()
    say_lines(activity_lines(document))
    written = _written(document, page, target, workbook)
    if written:
        say()
        say_paths("Bilan écrit :", *written)
    unread = sum(bool(one.mistakes) for one in found.aside)
    if unread:
        single, plural = "fichier n’a pas pu être compté", "fichiers n’ont pas pu être comptés"
        complain(paragraph(f"{count(unread, single, plural)}."))
    return 1 if unread else 0


def _indicators(folder: Path, asked: Path | None, questionnaire: Questionnaire) -> tuple[IndicatorFile, Path | None]:
    """Return what is counted, and the file that says so, if one does."""
    beside = folder / FILE_NAME
    used = asked or (beside if os.path.lexists(beside) else None)  # a link that leads nowhere is told
    return (read_indicators(used, questionnaire) if used else DEFAULT), used


def _found(folder: Path, questionnaire: Questionnaire, period: Period, used: Path | None) -> VisitsMet:
    with Bar() as bar:

        def advance(done: int, total: int) -> None:
            if done == 1:
                bar.start("Lecture", total)
            bar.advance(1, 1)

        return visits_met(folder, questionnaire, period, used, advance)


def _refuse_too_few(found: VisitsMet, folder: Path, shareable: bool) -> None:
    """Refuse a page of nobody, and a shareable one of too few.

    Raises:
        Refusal: F02 or R06.
    """
    met = len(found.activity.met)
    if not met:
        why = Counter(one.why for one in found.aside)
        told = " ; ".join(f"{reason} : {n}" for reason, n in why.items())
        how = f"mis de côté : {told}" if told else "donnez le dossier où sont vos visites (.yaml)"
        raise refuse_file(folder, "F02", "aucune visite de cette période dans ce dossier", how)
    if shareable and met < FEWEST:
        what = f"moins de {FEWEST} structures rencontrées : rien ne peut en être dit à d’autres"
        raise refuse_file(folder, "R06", what, "élargissez la période, ou gardez l’édition interne")


def _written(document: Document, page: ActivityPage, target: Path | None, workbook: Path | None) -> list[Path]:
    """Write what was asked for, over nothing but itself, and return each path."""
    files: list[tuple[Path, bytes]] = []
    if target is not None:
        stem = "-".join(["bilan", *map(str, page.period), *(["partageable"] * page.shareable)])
        files.append((target / f"{stem}.html", document_html(document).encode()))
        files.append((target / f"{stem}.md", document_markdown(document).encode()))
    if workbook is not None:
        from diag.report.activity_workbook import activity_workbook

        files.append((workbook, activity_workbook(document)))
    return write_sealed(files, document.mark)
