"""What already holds and what is fragile, in facts (M25)."""

from dataclasses import dataclass

from diag.french import sentence
from diag.report.answer_view import answer_text
from diag.report.assessed_visit import AssessedVisit
from diag.report.view_model import Part
from diag.scoring.assessment import AnswerLine


@dataclass(frozen=True)
class StrengthView(Part):
    """One thing that holds, or that is fragile."""

    title: str
    text: str


def strength_views(assessed: AssessedVisit) -> tuple[StrengthView, ...]:
    """Return three answers that hold, at most."""
    return tuple(
        [
            StrengthView(line.question.title, _fact(assessed, line))
            for line in assessed.strengths.holds
        ]
    )


def fragile_views(assessed: AssessedVisit) -> tuple[StrengthView, ...]:
    """Return three things that make the whole fragile, at most: at 0, not known, or holding a level."""
    views = []
    for item in assessed.strengths.fragile:
        line = assessed.lines.get(item.id)
        if line is None:  # an axis under its threshold
            views.append(StrengthView(assessed.axes[item.id], "cet axe retient le niveau"))
        elif item.kind == "unknown":
            views.append(StrengthView(line.question.title, "réponse à savoir"))
        else:
            views.append(StrengthView(line.question.title, _fact(assessed, line)))
    return tuple(views)


def _fact(assessed: AssessedVisit, line: AnswerLine) -> str:
    """Return an answer as a fact: the short phrase of the questionnaire, else the answer itself."""
    told = line.question.told.get(line.level) if line.level is not None else None
    return sentence(told or answer_text(assessed, line))
