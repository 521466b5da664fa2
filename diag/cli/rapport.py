"""`diag rapport`: score visits and write their reports."""

import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import click

from diag.cli.console import complain, paragraph, say, show_mistakes, width
from diag.cli.french import FrenchCommand
from diag.cli.options import load_questionnaire, questionnaire_of, questionnaire_option
from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.questionnaire import Questionnaire
from diag.report.building import build_view
from diag.report.dossier import Dossier, prepare
from diag.report.french import count
from diag.report.terminal import render_terminal
from diag.report.view import View
from diag.report.write import FORMATS, file_name, write_reports
from diag.visit.store import read_visit


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


class Days(click.ParamType[Decimal]):
    """Person-days, above 0; a decimal comma is understood."""

    name = "jours"

    def convert(self, value: Any, param: Any, ctx: Any) -> Decimal:
        """Return the number of days."""
        try:
            days = Decimal(str(value).replace(",", "."))
        except InvalidOperation:
            days = Decimal(0)
        if not 0 < days <= 1000:
            self.fail(
                f"« {value} » ; écrivez un nombre de jours entre 0 et 1000, par exemple 8.",
                param,
                ctx,
            )
        return days


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
    type=Days(),
    help="Jours de travail disponibles par trimestre ; par défaut ceux de la visite, sinon 10.",
)
@click.option(
    "--date",
    metavar="AAAA-MM-JJ",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Date du rapport ; par défaut celle de la visite.",
)
@questionnaire_option
def command(
    visits: tuple[Path, ...],
    folder: Path | None,
    formats: tuple[str, ...],
    capacity: Decimal | None,
    date: datetime.datetime | None,
    name: str | None,
) -> int:
    """Écrire le rapport et le plan d’action d’une visite.

    Une visite est un fichier enregistré par « diag entretien ». Le rapport HTML s’ouvre dans un
    navigateur, sans connexion ; il se lit sur un téléphone et s’imprime.
    """
    fixed = load_questionnaire(name) if name else None
    day = None if date is None else date.date()
    refused = 0
    taken: dict[Path, Path] = {}
    for path in visits:
        try:
            dossier = _prepare(path, fixed, capacity, day)
            target = (folder or path.parent) / file_name(path.stem)
            first = taken.setdefault(target, path)
            if first != path:
                text = f"{path} et {first} donneraient le même nom de rapport ; renommez l’un des deux."
                raise click.UsageError(text)
            view = build_view(dossier)
            written = write_reports(dossier, view, folder or path.parent, path.stem, formats)
        except Refusal as refusal:
            show_mistakes(refusal.mistakes)
            refused += 1
            continue
        show(view, written, short=len(visits) > 1)
    if refused:
        done = count(len(visits) - refused, "rapport écrit", "rapports écrits")
        complain(f"{done}, {count(refused, 'visite refusée', 'visites refusées')}.")
    return 1 if refused else 0


def _prepare(
    path: Path,
    fixed: Questionnaire | None,
    capacity: Decimal | None,
    day: datetime.date | None,
) -> Dossier:
    visit, source = read_visit(path)
    questionnaire = fixed or questionnaire_of(path, visit.questionnaire.id)
    return prepare(questionnaire, visit, source, capacity, day)


def show(view: View, written: list[Path], short: bool = False) -> None:
    """Print the result, and where the files are."""
    if short:
        say(paragraph(f"{view.structure} : {view.headline}"))
    else:
        say(render_terminal(view, width()))
    for line in view.differences:
        say(paragraph(f"Attention : {line}."))
    for path in written:
        say(f"  {path}")
