"""`diag rapport`: score visits and write their reports."""

import datetime
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from pydantic import TypeAdapter, ValidationError

from diag.cli.click_french import DAY, FLAG, FOLDER, SEEN_FILE, SEEN_FOLDER, FrenchCommand, WordList, option
from diag.cli.console import complain, paragraph, say, show_mistakes, width
from diag.cli.options import (
    load_questionnaire,
    opened,
    questionnaire_option,
    read_folder,
    release_for,
    repere_option,
    show_written,
)
from diag.french import count
from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.questionnaire_model import Days
from diag.report.assessed_visit import AssessedVisit, prepare
from diag.report.document import READERS, Reader
from diag.report.own_templates import read_look
from diag.report.report_files import FORMATS, write_reports
from diag.report.result_view import ResultView, build_result_view, render_result
from diag.visit.new_names import file_name


class DaysType(click.ParamType[Decimal]):
    """Person-days a quarter; a decimal comma is understood."""

    name = "jours"

    def convert(self, value: Any, param: Any, ctx: Any) -> Decimal:
        """Return the number of days."""
        try:
            return _DAYS.validate_python(str(value).replace(",", "."))
        except ValidationError:
            text = f"« {value} » ; écrivez un nombre de jours entre 0 et 1000, par exemple 8."
            self.fail(text, param, ctx)


_DAYS: TypeAdapter[Decimal] = TypeAdapter(Days)


@click.command(cls=FrenchCommand, name="rapport")
@click.argument("visits", metavar="VISITE...", nargs=-1, required=True, type=SEEN_FILE)
@option("--sortie folder", FOLDER, "Où écrire ; par défaut, à côté de chaque visite.")
@option(
    "--lecteur readers",
    WordList(READERS, "lecteurs", "tous"),
    "Pour qui, séparés par des virgules : conseil (une page), direction, conseiller (tout, notes"
    " privées comprises), financeur (une page), ou tous.",
    default="direction",
    show_default=True,
    metavar="LISTE",
)
@option(
    "--format formats",
    WordList(FORMATS, "formats"),
    "Formats séparés par des virgules : html, md, json, docx (Word), pdf.",
    default="html",
    show_default=True,
    metavar="LISTE",
)
@option(
    "--pdf",
    FLAG,
    "Aussi en PDF, par un navigateur Chromium, Edge ou Chrome installé ; DIAG_NAVIGATEUR en désigne un.",
)
@option("--logo", SEEN_FILE, "Logo en tête : PNG, JPEG ou SVG, 200 ko au plus.")
@option(
    "--logo-texte alternative",
    "TEXTE",
    "Ce que dit le logo à qui ne le voit pas ; par défaut, le nom de son fichier.",
    default="",
)
@option("--mention", "TEXTE", "Une ligne de votre réseau, au pied du rapport.", default="")
@option(
    "--modeles parts",
    SEEN_FOLDER,
    "Vos parties du rapport, à la place des nôtres ; « diag modeles » donne de quoi commencer.",
)
@option(
    "--modele word",
    SEEN_FILE,
    "Votre modèle Word, à la place du nôtre ; le rapport est alors aussi écrit en Word.",
    metavar="FICHIER.docx",
)
@option(
    "--capacite capacity",
    DaysType(),
    "Jours de travail disponibles par trimestre ; par défaut ceux de la visite, sinon 10.",
    metavar="JOURS",
)
@option("--date", DAY, "Date du rapport ; par défaut celle de la visite.")
@repere_option
@questionnaire_option
def command(
    visits: tuple[Path, ...],
    folder: Path | None,
    readers: tuple[Reader, ...],
    formats: tuple[str, ...],
    pdf: bool,
    logo: Path | None,
    alternative: str,
    mention: str,
    parts: Path | None,
    word: Path | None,
    capacity: Decimal | None,
    date: datetime.date | None,
    repere: Path | None,
    name: str | None,
) -> int:
    """Écrire le rapport et le plan d’action d’une visite.

    Une visite est un fichier enregistré par « diag entretien ». Le rapport HTML s’ouvre dans un
    navigateur, sans connexion ; il se lit sur un téléphone et s’imprime. Chaque lecteur a le sien :
    seul celui du conseiller contient les notes privées et ce qui a été écarté.
    """
    look = read_look(logo, alternative, mention, parts, word)
    formats = (*formats, *(["docx"] if word else ()), *(["pdf"] if pdf else ()))
    if name is not None:
        load_questionnaire(name)  # a bad one is refused once, not with each visit; a bad release too
    if repere is not None:
        read_folder(repere)
    targets = _targets(visits, folder)
    refused, wrong = 0, False
    for path, (place, stem) in targets.items():
        written: list[Path] = []
        try:
            assessed = assessed_of(path, name, repere, capacity, date)
            for report in write_reports(assessed, place, stem, formats, readers, look):
                written.append(report)
        except Refusal as refusal:
            show_mistakes(refusal.mistakes)
            wrong = True
            refused += not written  # without a browser, all but the PDF is there
        if written:
            show(build_result_view(assessed), written, short=len(targets) > 1)
    if refused:
        done = count(len(targets) - refused, "rapport écrit", "rapports écrits")
        complain(f"{done}, {count(refused, 'visite refusée', 'visites refusées')}.")
    return 1 if wrong else 0


def _targets(visits: tuple[Path, ...], folder: Path | None) -> dict[Path, tuple[Path, str]]:
    """Return where the reports of each visit go, each visit once.

    Raises:
        click.UsageError: two visits would write the same report; nothing is written then.
    """
    targets: dict[Path, tuple[Path, str]] = {}
    taken: dict[str, Path] = {}
    for path in visits:
        place = folder or path.parent
        first = taken.setdefault(os.path.realpath(place / file_name(path.stem)), path)
        if os.path.realpath(first) != os.path.realpath(path):
            text = f"{path} et {first} donneraient le même rapport ; renommez l’un des deux."
            raise click.UsageError(text)
        targets.setdefault(first, (place, path.stem))
    return targets


def assessed_of(
    path: Path,
    name: str | None,
    repere: Path | None,
    capacity: Decimal | None = None,
    day: datetime.date | None = None,
) -> AssessedVisit:
    """Return the visit of a file, scored and planned; see `prepare`.

    Raises:
        Refusal: the visit, its questionnaire or the release cannot be used.
    """
    visit, source, questionnaire = opened(path, name)
    release = release_for(repere, questionnaire)
    return prepare(questionnaire, visit, source, capacity, day, release)


def show(view: ResultView, written: list[Path], short: bool = False) -> None:
    """Print the result, and where the files are."""
    if short:
        say(paragraph(f"{view.structure} : {view.headline}"))
    else:
        say(render_result(view, width()))
    for line in view.differences:
        say(paragraph(f"Attention : {line}."))
    for line, items in view.aside:
        say(paragraph(f"Attention : {line}"))
        for item in items:
            say(paragraph(item, "  - ", "    "))
    show_written(written)
