"""What holds structures back, in answers: the same shares for a network and for a release (M17)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from diag.benchmark import words
from diag.french import cut, sentence
from diag.questionnaire.questionnaire_model import Question, Questionnaire, SingleQuestion
from diag.report.document import Part, Section

Shares = Mapping[str, Sequence[int | None]]
"""By question, the tenths of each level among who answered it; None for a level without answer."""
STAND = "Sur dix structures qui ont répondu, combien en sont à la première marche de la question."
"""How the lines are read."""
_LONGEST = 90  # signs of an answer in a line of the page
_FULL, _EMPTY = "●", "○"


@dataclass(frozen=True)
class Hold(Part):
    """One answer, the share of structures that gave it in words, and as many full circles of ten."""

    text: str
    share: str
    circles: str


@dataclass(frozen=True)
class Holds(Section):
    """The lowest answers of the questions; without lines, the caption says why."""

    name: ClassVar[str] = "holds"

    caption: str
    lines: tuple[Hold, ...]
    anchor: str


def hold_lines(questionnaire: Questionnaire, shares: Shares, shown: int) -> tuple[Hold, ...]:
    """Return the lowest answer of each core question, the most frequent first.

    All questions count where no core one has shares.
    """
    told = [q for q in questionnaire.questions if q.id in shares]
    found = [
        (q, *next((level, part) for level, part in enumerate(shares[q.id]) if part is not None))
        for q in [q for q in told if q.core] or told
    ]
    found.sort(key=lambda one: -one[2])
    return tuple(
        Hold(sentence(_answer(q, level)), words.tenths(part), _FULL * part + _EMPTY * (10 - part))
        for q, level, part in found[:shown]
    )


def clipped_tenths(part: int, whole: int) -> int:
    """Return a share in tenths, half up, clipped to 1 and 9 (M17)."""
    return min(9, max(1, (20 * part + whole) // (2 * whole)))


def _answer(question: Question, level: int) -> str:
    """Return what a level of a question says, in the words of its content."""
    if level in question.told:
        return question.told[level]
    choices = question.choices if isinstance(question, SingleQuestion) else ()
    label = "".join(choice.label for choice in choices if choice.level == level)
    return cut(label, _LONGEST) or f"{question.title} : niveau {level}"
