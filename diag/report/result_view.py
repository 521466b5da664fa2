"""The result as a terminal tells it: its own small view, of the same figures as every document."""

from dataclasses import dataclass

from diag.french import listing, long_date, sentence
from diag.report.action_words import ActionView, action_views, plan_note
from diag.report.assessed_visit import AssessedVisit
from diag.report.french_labels import UNNAMED
from diag.report.position_view import PositionView, position_view
from diag.report.score_view import (
    DimensionView,
    NextLevelView,
    ScoreView,
    dimension_views,
    known_remarks,
    level_range,
    level_title,
    next_level_views,
    overall_view,
)
from diag.report.view_model import Part
from diag.scoring.assessment import NotScored, Score
from diag.visit.set_aside import by_reason


@dataclass(frozen=True)
class ResultView(Part):
    """What the screen of the result says, and what its rows open on (interview, line 12)."""

    structure: str
    date: str
    stamp: str
    provisional: bool
    headline: str
    remarks: tuple[str, ...]
    overall: ScoreView
    dimensions: tuple[DimensionView, ...]
    next_levels: tuple[NextLevelView, ...]
    position: PositionView
    first: tuple[ActionView, ...]  # where to start
    plan_note: str
    to_verify: int  # answers that are not known
    differences: tuple[str, ...]
    aside: tuple[tuple[str, tuple[str, ...]], ...]  # what is set aside, by reason


_FIRST = 3  # actions where to start


def build_result_view(assessed: AssessedVisit) -> ResultView:
    """Return what a terminal tells of a visit."""
    return ResultView(
        structure=assessed.visit.structure.name or UNNAMED,
        date=long_date(assessed.date),
        stamp=assessed.visit.illustrative or "",
        provisional=assessed.assessment.provisional,
        headline=_headline(assessed),
        remarks=known_remarks(assessed),
        overall=overall_view(assessed),
        dimensions=dimension_views(assessed),
        next_levels=next_level_views(assessed),
        position=position_view(assessed),
        first=_first(assessed),
        plan_note=plan_note(assessed),
        to_verify=len(assessed.plan.to_verify),
        differences=assessed.matched.differences,
        aside=tuple(by_reason(assessed.matched.set_aside)),
    )


def _headline(assessed: AssessedVisit) -> str:
    """Return the result in one sentence; the profile stands alone where there is no global score."""
    overall = assessed.assessment.overall
    if not isinstance(overall, Score):
        return _without_global(assessed)
    upto = level_range(assessed, overall.level)
    level = ", ".join(filter(None, [level_title(assessed, overall.level), upto]))
    text = f"{sentence(level)} : {overall.whole} sur 100"
    if overall.high_whole > overall.whole:
        text += f", jusqu’à {overall.high_whole} selon ce qui reste à savoir"
    return f"{text}."


def _without_global(assessed: AssessedVisit) -> str:
    missing = [
        f"« {d.title} »"
        for d in assessed.questionnaire.dimensions
        if d.weight and isinstance(assessed.assessment.dimensions[d.id], NotScored)
    ]
    axis = "l’axe" if len(missing) == 1 else "les axes"
    verb = "n’est pas évalué" if len(missing) == 1 else "ne sont pas évalués"
    return f"Score global non calculé : {axis} {listing(missing)} {verb}. Le profil se lit axe par axe."


def _first(assessed: AssessedVisit) -> tuple[ActionView, ...]:
    """Return the actions to begin with; by their month where the structure moved one."""
    lines = {line.action.id: line for line in assessed.plan.priorities}
    first = [view for view in action_views(assessed) if view.id in lines and view.begins]
    if any(lines[view.id].moved for view in first):
        first.sort(key=lambda view: lines[view.id].slot.start or 0)
    return tuple(first[:_FIRST])
