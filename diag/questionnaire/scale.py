"""From what was answered to a level 0-4, through the table written in the questionnaire (M1)."""

from collections.abc import Sequence
from decimal import Decimal

from diag.questionnaire.models import Bin, MultipleQuestion, Question, SingleQuestion

Answer = int | Decimal | Sequence[str]
"""A level (single choice), a number, or the ids that were ticked."""


def level_of(question: Question, value: Answer) -> int:
    """Return the level of a valid answer."""
    if isinstance(question, SingleQuestion):
        return int(value)  # type: ignore[arg-type]
    if isinstance(question, MultipleQuestion):
        ticked = set(value)  # type: ignore[arg-type]
        count = sum(1 for c in question.choices if c.id in ticked and not c.exclusive)
        return _look_up(question.table, Decimal(count))
    return _look_up(question.table, Decimal(value))  # type: ignore[arg-type]


def possible_levels(question: Question) -> list[int]:
    """Return the levels that some answer reaches, in increasing order."""
    if isinstance(question, SingleQuestion):
        return sorted({c.level for c in question.choices})
    return sorted({b.level for b in question.table})


def _look_up(table: Sequence[Bin], value: Decimal) -> int:
    return [b.level for b in table if b.from_ <= value][-1]
