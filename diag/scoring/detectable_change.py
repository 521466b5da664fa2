"""Two visits of one structure: what moved, and beyond which uncertainty (M12).

Both are scored again on the questions that they have in common, and on those alone. Everything is
exact to the comparison: a difference and its threshold are compared by their squares.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, isqrt, sqrt
from typing import Literal

from diag.questionnaire.questionnaire_model import Questionnaire, ScoringRules
from diag.scoring.assessment import AnswerLine, Assessment
from diag.scoring.kernel import POINTS
from diag.scoring.rubric import Status

COMPARABLE = Fraction(70, 100)
"""Share of what enters a score that the common questions must weigh, in both visits."""
CERTAIN = Fraction(196, 100)
"""Standard errors of a difference beyond which it is clear (95 %); one makes it probable."""
SEEN = Fraction(8416, 10000)
"""Standard errors of a difference between what is true and what is seen of it 8 times in 10."""

Verdict = Literal["clear", "probable", "stable"]
Pair = tuple[AnswerLine, AnswerLine]
_DOUBTFUL = {Status.UNKNOWN, Status.MISSING}


@dataclass(frozen=True)
class Change:
    """A score at both visits, on their common questions.

    Attributes:
        first, second: exact scores 0-100.
        variance: square of the standard error of measurement (SEM) of one of them.
        size: number of the common questions.
    """

    first: Fraction
    second: Fraction
    variance: Fraction
    size: int

    @property
    def delta(self) -> Fraction:
        """What the score gained, or lost."""
        return self.second - self.first

    @property
    def error(self) -> float:
        """Standard error of measurement of one score, in points (SEM)."""
        return sqrt(self.variance)

    @property
    def probable(self) -> float:
        """Difference, in points, from which the evolution is probable."""
        return sqrt(2 * self.variance)

    @property
    def clear(self) -> float:
        """Difference, in points, from which the evolution is clear."""
        return sqrt(2 * CERTAIN**2 * self.variance)

    @property
    def verdict(self) -> Verdict:
        """« Évolution nette », « évolution probable » or « stable »."""
        squared = self.delta**2
        if squared >= 2 * CERTAIN**2 * self.variance:
            return "clear"
        return "probable" if squared >= 2 * self.variance else "stable"

    @property
    def rises_to_probable(self) -> int | None:
        """Answers that must rise by one level for it to be probable or clear, 8 times in 10.

        They are of average weight; None where they are more than the common questions.
        """
        return self._rises(1 + SEEN)

    @property
    def rises_to_clear(self) -> int | None:
        """Answers that must rise by one level for it to be clear, 8 times in 10, as above."""
        return self._rises(CERTAIN + SEEN)

    def _rises(self, errors: Fraction) -> int | None:
        """Return how many levels gained are as many standard errors of a difference, or None."""
        squared = 2 * errors**2 * self.variance * Fraction(self.size, POINTS) ** 2
        needed = isqrt(max(ceil(squared) - 1, 0)) + 1
        return needed if needed <= self.size else None


@dataclass(frozen=True)
class NotComparable:
    """Too few common questions; their share in each visit, None where nothing was asked."""

    first: Fraction | None
    second: Fraction | None


@dataclass(frozen=True)
class Moved:
    """One answer that changed, from a level to another."""

    question: str
    first: int
    second: int


@dataclass(frozen=True)
class Evolution:
    """What two visits say together.

    Attributes:
        dimensions: by dimension id, in the order of the questionnaire.
        overall: the whole, None unless every dimension that counts is comparable.
        changed: answers that changed.
        better_known: questions that were not known nor answered and now are: better known is not
            better done.
        less_known: the other way round.
        not_compared: the other questions that one visit alone answers: their condition, their
            scale, or whether they concern the structure has changed.
    """

    dimensions: Mapping[str, Change | NotComparable]
    overall: Change | None
    changed: tuple[Moved, ...]
    better_known: tuple[str, ...]
    less_known: tuple[str, ...]
    not_compared: tuple[str, ...]


def compare(first: Assessment, second: Assessment, set_aside: Collection[str] = ()) -> Evolution:
    """Return what moved from one visit to a later one, both read with the same questionnaire.

    Args:
        first, second: the visits, as the method assesses them.
        set_aside: questions that one of them answered on another scale: they read as missing, and
            yet their answer was known.

    Raises:
        ValueError: they were read with two questionnaires.
    """
    questionnaire = first.questionnaire
    if second.questionnaire != questionnaire:
        raise ValueError("two visits are compared with one questionnaire")
    pairs = list(zip(first.answers, second.answers, strict=True))
    dimensions = {
        d.id: _dimension([p for p in pairs if p[0].dimension is d], questionnaire.header.scoring)
        for d in questionnaire.dimensions
    }
    base = [p for p in pairs if _common(p)]
    gained = _turned(pairs, first=_DOUBTFUL, second={Status.ANSWERED})
    lost = _turned(pairs, first={Status.ANSWERED}, second=_DOUBTFUL)
    one_sided = [a.question.id for a, b in pairs if (a.level is None) != (b.level is None)]
    known = {*gained, *lost} - {*set_aside}
    return Evolution(
        dimensions=dimensions,
        overall=_overall(questionnaire, dimensions, base),
        changed=tuple(
            Moved(a.question.id, a.level, b.level)
            for a, b in base
            if a.level is not None and b.level is not None and a.level != b.level
        ),
        better_known=tuple(name for name in gained if name in known),
        less_known=tuple(name for name in lost if name in known),
        not_compared=tuple(name for name in one_sided if name not in known),
    )


def smallest_clear(assessment: Assessment) -> float | None:
    """Return from how many points of the whole a later visit that answers the same would be clear.

    It is what `compare` says of a visit and itself; None where too few questions are answered.
    """
    rules = assessment.questionnaire.header.scoring
    counted = [d for d in assessment.questionnaire.dimensions if d.weight > 0]
    total = sum(d.weight for d in counted)
    spread, size = Fraction(0), 0
    for dimension in counted:
        asked = [a for a in assessment.answers if a.dimension is dimension and a.points is not None]
        base = [a.question.weight for a in asked if a.status is Status.ANSWERED]
        if not asked or Fraction(sum(base), sum(a.question.weight for a in asked)) < COMPARABLE:
            return None
        squares = dimension.weight**2 * sum(weight**2 for weight in base)
        spread += Fraction(squares, (total * sum(base)) ** 2)
        size += len(base)
    change = Change(Fraction(0), Fraction(0), _variance(spread, rules), size)
    return change.clear if counted else None


def _common(pair: Pair) -> bool:
    return pair[0].status is pair[1].status is Status.ANSWERED


def _turned(pairs: list[Pair], first: set[Status], second: set[Status]) -> tuple[str, ...]:
    return tuple(a.question.id for a, b in pairs if a.status in first and b.status in second)


def _dimension(pairs: list[Pair], rules: ScoringRules) -> Change | NotComparable:
    base = [p for p in pairs if _common(p)]
    weight = sum(a.question.weight for a, _ in base)
    shares = []
    for side in (0, 1):
        asked = sum(p[side].question.weight for p in pairs if p[side].points is not None)
        shares.append(Fraction(weight, asked) if asked else None)
    if any(share is None or share < COMPARABLE for share in shares):
        return NotComparable(shares[0], shares[1])
    parts = {a.question.id: Fraction(a.question.weight, weight) for a, _ in base}
    return _change(base, parts, rules)


def _overall(
    questionnaire: Questionnaire, dimensions: Mapping[str, Change | NotComparable], base: list[Pair]
) -> Change | None:
    counted = [d for d in questionnaire.dimensions if d.weight > 0]
    if not counted or any(isinstance(dimensions[d.id], NotComparable) for d in counted):
        return None
    total = sum(d.weight for d in counted)
    own = [p for p in base if p[0].dimension.weight > 0]
    weights: dict[str, int] = {}
    for line, _ in own:
        weights[line.dimension.id] = weights.get(line.dimension.id, 0) + line.question.weight
    parts = {
        a.question.id: Fraction(a.dimension.weight * a.question.weight, total * weights[a.dimension.id])
        for a, _ in own
    }
    return _change(own, parts, questionnaire.header.scoring)


def _change(base: list[Pair], parts: Mapping[str, Fraction], rules: ScoringRules) -> Change:
    """Return the change of a score where each question weighs its part of 1."""
    first, second = (
        sum((POINTS * (p[side].level or 0) * parts[p[side].question.id] for p in base), Fraction(0))
        for side in (0, 1)
    )
    spread = sum((part**2 for part in parts.values()), Fraction(0))
    return Change(first, second, _variance(spread, rules), len(base))


def _variance(spread: Fraction, rules: ScoringRules) -> Fraction:
    """Return the square of the SEM of a score, from the sum of the squares of its parts of 1."""
    shared = Fraction(rules.shared_error)
    return Fraction(rules.answer_error) ** 2 * ((1 - shared) * spread + shared)
