"""What one cell, or the cells of one question, turned out to say."""

from dataclasses import dataclass
from enum import IntEnum

from diag.french import typeset
from diag.questionnaire.questionnaire_model import Answer as Given
from diag.questionnaire.questionnaire_model import Value


class State(IntEnum):
    """The six things that a cell can say (M2); only the first gives a level."""

    ANSWERED = 0
    UNKNOWN = 1
    NOT_APPLICABLE = 2
    NO_ANSWER = 3
    NOT_ASKED = 4
    DAMAGED = 5


@dataclass(frozen=True)
class Reading:
    """What the cells of one question say in one row."""

    state: State
    #: When answered: a level, a number, ticked ids, or the typed value of a profile field.
    value: Given | Value | None = None
    level: int = 0  # of an answered question, 0 to 4
    reason: str = ""  # when damaged, in French, without the raw text; and how to mend it
    how: str = ""


NO_ANSWER = Reading(State.NO_ANSWER)


def answered(value: Given | Value) -> Reading:
    """Return an answer whose level is not known yet."""
    return Reading(State.ANSWERED, value)


def damaged(reason: str, how: str) -> Reading:
    """Return what cannot be scored."""
    return Reading(State.DAMAGED, reason=typeset(reason), how=typeset(how))
