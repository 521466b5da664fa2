"""`diag rapport`: score visits and write their reports."""

import datetime
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from pydantic import TypeAdapter, ValidationError

from diag.cli.click_french import Day, FrenchCommand
from diag.cli.console import complain, paragraph, say, say_raw, show_mistakes, width
from diag.cli.options import (
    load_questionnaire,
    questionnaire_of,
    questionnaire_option,
    read_folder,
    release_for,
    repere_option,
)
from diag.french import count
from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.questionnaire.value_types import Days
from diag.report.assessed_visit import AssessedVisit, prepare
from diag.report.report_files import FORMATS, file_name, write_reports
from diag.report.terminal_summary import render_result
from diag.report.visit_view import VisitView, build_visit_view
from diag.visit.visit_file import read_visit


class FormatList(click.ParamType[tuple[str, ...]]):
    """Formats separated by commas."""

    name = "formats"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[str, ...]:
        """Return the formats, each once, in the order given."""
        if isinstance(value, tuple):
            return value
        asked = [v.strip().lower() for v in str(value).split(",") if v.strip()]
        unknown = [v for v in asked if v not in FORMATS]
        if unknown or not asked:
            known = ", ".join(FORMATS)
            self.fail(
                f"« {', '.join(unknown) or value} » ; formats possibles : {known}.", param, ctx
            )
        return tuple(dict.fromkeys(asked))


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
@click.argument(
    "visits",
    metavar="VISITE...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option(
    "--sortie",
    "folder",
    metavar="DOSSIER",
    type=click.Path(file_okay=False, path_type=Path),
    help="Où écrire ; par défaut, à côté de chaque visite.",
)
@click.option(
    "--format",
    "formats",
    metavar="LISTE",
    type=FormatList(),
    default="html,md",
    show_default=True,
    help="Formats séparés par des virgules : html, md, json.",
)
@click.option(
    "--capacite",
    "capacity",
    metavar="JOURS",
    type=DaysType(),
    help="Jours de travail disponibles par trimestre ; par défaut ceux de la visite, sinon 10.",
)
@click.option(
    "--date",
    metavar="AAAA-MM-JJ",
    type=Day(),
    help="Date du rapport ; par défaut celle de la visite.",
)
@repere_option
@questionnaire_option
def command(
    visits: tuple[Path, ...],
    folder: Path | None,
    formats: tuple[str, ...],
    capacity: Decimal | None,
    date: datetime.date | None,
    repere: Path | None,
    name: str | None,
) -> int:
    """Écrire le rapport et le plan d’action d’une visite.

    Une visite est un fichier enregistré par « diag entretien ». Le rapport HTML s’ouvre dans un
    navigateur, sans connexion ; il se lit sur un téléphone et s’imprime.
    """
    fixed = load_questionnaire(name) if name else None
    if repere is not None:
        read_folder(repere)  # a bad release is refused once, not with each visit
    targets = _targets(visits, folder)
    refused = 0
    for path, (place, stem) in targets.items():
        try:
            assessed = assessed_of(path, fixed, repere, capacity, date)
            view = build_visit_view(assessed)
            written = write_reports(assessed, view, place, stem, formats)
        except Refusal as refusal:
            show_mistakes(refusal.mistakes)
            refused += 1
            continue
        show(view, written, short=len(targets) > 1)
    if refused:
        done = count(len(targets) - refused, "rapport écrit", "rapports écrits")
        complain(f"{done}, {count(refused, 'visite refusée', 'visites refusées')}.")
    return 1 if refused else 0


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
    fixed: Questionnaire | None,
    repere: Path | None,
    capacity: Decimal | None = None,
    day: datetime.date | None = None,
) -> AssessedVisit:
    """Return the visit of a file, scored and planned; see `prepare`.

    Raises:
        Refusal: the visit, its questionnaire or the release cannot be used.

    """
    visit, source = read_visit(path)
    questionnaire = fixed or questionnaire_of(path, visit.questionnaire.id)
    release = release_for(repere, questionnaire)
    return prepare(questionnaire, visit, source, capacity, day, release)


def show(view: VisitView, written: list[Path], short: bool = False) -> None:
    """Print the result, and where the files are."""
    if short:
        say(paragraph(f"{view.structure} : {view.headline}"))
    else:
        say(render_result(view, width()))
    for line in view.differences:
        say(paragraph(f"Attention : {line}."))
    for line, items in view.aside_brief:
        say(paragraph(f"Attention : {line}"))
        for item in items:
            say(paragraph(item, "  - ", "    "))
    show_written(written)


def show_written(written: list[Path]) -> None:
    """Print what was written, and where."""
    for path in written:
        say(_WRITTEN[path.suffix])
        say_raw(f"  {path}")


_WRITTEN = {
    ".html": "Rapport écrit ; ouvrez-le dans un navigateur :",
    ".md": "Rapport en texte simple, pour un autre document :",
    ".json": "Données du rapport, pour un autre logiciel :",
}
