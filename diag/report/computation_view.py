"""The computation of this structure, with its decimals, for the adviser (M6 to M11, M21, M23)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from diag.french import count, month_year, percent, tenths
from diag.planning.plan import Quarter
from diag.report.assessed_visit import AssessedVisit
from diag.report.document import Reader, Section
from diag.report.french_labels import FAMILY, NOT_SCORED, WHOLE
from diag.report.score_view import held_by, level_range
from diag.report.view_model import Part
from diag.scoring.assessment import Level, NotScored, Score


@dataclass(frozen=True)
class ComputationRow(Part):
    """One axis with its decimals."""

    title: str
    weight: str
    score: str
    high: str
    known: str
    raw_level: str
    level: str


@dataclass(frozen=True)
class Computation(Section):
    """The computation of this structure: (2 × 35,4 + …) ÷ 9 = 24,0; weights ±25 %; order of the plan."""

    name: ClassVar[str] = "computation"

    rows: tuple[ComputationRow, ...]
    lines: tuple[str, ...]
    quarters: tuple[str, ...]  # level range and profile at each quarter’s end, « si tout est fait »


def computation_part(assessed: AssessedVisit, reader: Reader) -> Computation | None:
    """Return the computation of this structure, with its decimals."""
    return Computation(
        heading="Le calcul, pour cette structure",
        rows=tuple(_rows(assessed)),
        lines=tuple(_computed(assessed)),
        quarters=tuple(_quarter(assessed, quarter) for quarter in assessed.plan.quarters),
    )


def _rows(assessed: AssessedVisit) -> Iterator[ComputationRow]:
    """Yield the figures of each axis, then those of the whole."""
    for axis in assessed.questionnaire.dimensions:
        yield _row(axis.title, str(axis.weight), assessed.assessment.dimensions[axis.id])
    yield _row(WHOLE, "–", assessed.assessment.overall)


def _row(title: str, weight: str, result: Score | NotScored) -> ComputationRow:
    if isinstance(result, NotScored):
        known = "–" if result.known is None else percent(result.known)
        return ComputationRow(title, weight, "non évalué", "–", known, "–", "–")
    level = str(result.level.value)
    if result.level.high > result.level.value:
        level = f"{level} à {result.level.high}"
    return ComputationRow(
        title=title,
        weight=weight,
        score=tenths(result.value),
        high=tenths(result.high),
        known=f"{tenths(result.known_tenths)} %",
        raw_level=str(result.level.raw),
        level=level,
    )


def _computed(assessed: AssessedVisit) -> Iterator[str]:
    """Yield how the whole is computed (M6), its level (M10), weights (M11), balance (M7), order (M21)."""
    overall = assessed.assessment.overall
    if isinstance(overall, NotScored):
        yield f"Score de l’ensemble non calculé : {NOT_SCORED[overall.reason]} (M6)."
    else:
        yield _mean(assessed, overall)
        yield _level(assessed, overall)
    if weights := assessed.assessment.robustness:
        same = "même niveau" if weights.robust else "le niveau change"
        yield (f"Poids des axes à ±25 % : de {tenths(weights.low)} à {tenths(weights.high)}, {same} (M11).")
    yield from _balance(assessed)
    if assessed.plan.lines:
        yield _order(assessed)


def _mean(assessed: AssessedVisit, overall: Score) -> str:
    """Return the weighted mean of the axes: « (2 × 35,4 + …) ÷ 9 = 24,0 »."""
    results = assessed.assessment.dimensions
    terms, total = [], 0
    for axis in assessed.questionnaire.dimensions:
        result = results[axis.id]
        if axis.weight and isinstance(result, Score):
            terms.append(f"{axis.weight} × {tenths(result.value)}")
            total += axis.weight
    told = f"({' + '.join(terms)}) ÷ {total} = {tenths(overall.value)}"
    if overall.high > overall.value:
        told = f"{told} ; avec ce qui reste à savoir à son plus haut, {tenths(overall.high)}"
    return f"{told}."


def _level(assessed: AssessedVisit, overall: Score) -> str:
    """Return which thresholds are reached, and what holds the level below them."""
    thresholds = assessed.questionnaire.header.scoring.thresholds
    reached = [str(t) for t in thresholds if overall.whole >= t]
    above = [str(t) for t in thresholds if overall.whole < t]
    parts = [
        f"seuil de {reached[-1]} atteint" if reached else "",
        f"celui de {above[0]} non" if reached and above else "",
        f"seuil de {above[0]} non atteint" if above and not reached else "",
    ]
    held = held_by(assessed, overall.level) or "Rien ne le retient."
    return f"Niveau : {', '.join(filter(None, parts))}. {held}"


def _balance(assessed: AssessedVisit) -> Iterator[str]:
    """Yield how even the profile is, and its lowest axis where it is not (M7)."""
    balance, lowest = assessed.assessment.balance, assessed.assessment.lowest
    if balance is not None and lowest is not None:
        uneven = f" : profil inégal, le plus bas est « {assessed.axes[lowest]} »"
        told = uneven if balance < UNEVEN else ""
        yield (f"Moyenne géométrique des axes : {percent(int(100 * balance))} de leur moyenne{told} (M7).")


UNEVEN = 0.85
"""Balance under which a profile is uneven (M7)."""


def _order(assessed: AssessedVisit) -> str:
    """Return how the plan is ordered, and how many actions are in each family."""
    families = Counter(FAMILY[line.family] for line in assessed.plan.lines)
    told = ", ".join(f"{name} {number}" for name, number in families.items())
    number = count(len(assessed.plan.lines), "action")
    return (
        f"Ordre du plan : {number} ({told}), par points gagnés par jour de travail ; à effet proche, "
        "le partenaire d’abord, puis ce qui fait tenir une condition (M21, M22)."
    )


def _quarter(assessed: AssessedVisit, quarter: Quarter) -> str:
    """Return where the structure is at the end of a quarter, if all is done (M23)."""
    month = month_year(assessed.visit.visit.date, 3 * quarter.number)
    axes = {d.id: d.short or d.title for d in assessed.questionnaire.dimensions}
    profile = ", ".join(
        f"{axes[name]} {tenths(x.value) if isinstance(x, Score) else 'à établir'}"
        for name, x in quarter.dimensions.items()
    )
    if isinstance(quarter.overall, NotScored):
        return f"Fin {month} : {profile}."
    whole = quarter.overall
    return f"Fin {month} : {tenths(whole.value)}, {_level_told(assessed, whole.level)} ; {profile}."


def _level_told(assessed: AssessedVisit, level: Level) -> str:
    """Return a level with its range, `niveau 2, jusqu’à 4 si « … » se confirme`."""
    return ", ".join(filter(None, [f"niveau {level.value}", level_range(assessed, level)]))
