"""Every action of the plan on one line, with its points and its family, for the adviser (M20, M22)."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from diag.french import in_tenths, listing, tenths
from diag.planning.plan import PlanLine
from diag.questionnaire.questionnaire_model import Target
from diag.report.action_words import days_told, when_told
from diag.report.assessed_visit import AssessedVisit
from diag.report.document import Part, Reader, Section
from diag.report.french_labels import FAMILY


@dataclass(frozen=True)
class ActionLine(Part):
    """One action on one line: its place in the plan, months, days, points and family (M22)."""

    rank: str
    title: str  # with its number where the year holds it: « 3. Nommer une personne »
    when: str
    days: str
    points: str
    uncertain: str
    family: str


@dataclass(frozen=True)
class ActionLines(Section):
    """Every action of the plan, in its order, those to verify first, and those that others cover."""

    name: ClassVar[str] = "action_lines"

    actions: tuple[ActionLine, ...]
    covered: tuple[str, ...]


def action_lines_part(assessed: AssessedVisit, reader: Reader) -> ActionLines | None:
    """Return every action on one line, in the order of the plan; None without any."""
    lines = tuple(_lines(assessed))
    if not lines:
        return None
    return ActionLines("Toutes les actions, une par ligne", lines, _covered(assessed))


def _lines(assessed: AssessedVisit) -> Iterator[ActionLine]:
    for line in assessed.plan.lines:
        yield ActionLine(
            rank=str(line.rank),
            title=_numbered(assessed, line),
            when=_months(assessed, line),
            days=days_told(line.effort),
            points=_points(line.gain),
            uncertain=_uncertain(line.uncertain),
            family=FAMILY[line.family],
        )
    for item in assessed.plan.verify_first:
        uncertain = _uncertain(item.targets)
        yield ActionLine("–", item.action.title, "", "", "–", uncertain, "à vérifier d’abord")


def _months(assessed: AssessedVisit, line: PlanLine) -> str:
    """Return the months of an action of the year, in a few words; the others come after it."""
    held = assessed.year.numbers.get(line.action.id)
    return when_told(assessed, held).partition(", ")[0] if held else "la suite"


def _numbered(assessed: AssessedVisit, line: PlanLine) -> str:
    """Return the title of an action, with the number that it bears in the year."""
    title, held = line.action.year or line.action.title, assessed.year.numbers.get(line.action.id)
    return f"{held.number}. {title}" if held else title


def _uncertain(targets: tuple[tuple[Target, Fraction], ...]) -> str:
    """Return what unknown answers may add if they are no: `jusqu’à +2,5 points` (M20)."""
    total = sum((points for _, points in targets), Fraction(0))
    if total < 1:
        return ""
    return f"jusqu’à {_points(total)}"


def _points(value: Fraction) -> str:
    """Return a gain in points: `+5,0 points`; under one point, that and no more (M24)."""
    if value <= 0:
        return "–"
    if value < 1:
        return "moins de 1 point"
    return f"+{tenths(value)} {'point' if in_tenths(value) < 20 else 'points'}"


def _covered(assessed: AssessedVisit) -> tuple[str, ...]:
    """Return the actions whose effect others bring, and which (M20)."""
    known = assessed.questionnaire.action
    return tuple(
        [
            f"{action.title} : déjà couvert par {listing([f'« {known[n].title} »' for n in by])}"
            for action, by in assessed.plan.covered
        ]
    )
