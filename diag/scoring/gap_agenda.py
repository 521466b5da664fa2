"""The gaps between respondents in the order in which a team takes them (M13, E16)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from diag.questionnaire.questionnaire_model import Question
from diag.scoring.rubric import Status
from diag.scoring.voices import Heard, gap, standing
from diag.visit.visit_model import Answer

LONG, SHORT = 10, 5
"""Minutes for a core question whose levels are two apart or more, and for any other."""


@dataclass(frozen=True)
class Gap:
    """One question on which respondents differ, and no arbitration closed it."""

    question: Question
    answer: Answer
    heard: Heard

    @property
    def levels(self) -> Mapping[str, int]:
        """Levels by respondent, of those who gave one."""
        found = {voice.by: standing(self.question, voice) for voice in self.answer.voices}
        return {by: level for by, (level, status) in found.items() if status is Status.ANSWERED}

    @property
    def range(self) -> int:
        """Levels between the lowest and the highest."""
        return max(self.levels.values(), default=0) - min(self.levels.values(), default=0)

    @property
    def minutes(self) -> int:
        """Time to settle it."""
        return LONG if self.question.core and self.range > 1 else SHORT


def agenda(asked: Iterable[tuple[Question, Answer]]) -> list[Gap]:
    """Return the open gaps of the questions that are asked: core first, then the widest, the weightiest."""
    found = [Gap(q, a, heard) for q, a in asked if (heard := gap(q, a))]
    return sorted(found, key=lambda one: (not one.question.core, -one.range, -one.question.weight))
