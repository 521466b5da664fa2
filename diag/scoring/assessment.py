"""The scores of one visit, named: one row of the kernel, read back into the questionnaire's terms."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from diag.questionnaire.models import Dimension, Question
from diag.questionnaire.questionnaire import Questionnaire
from diag.questionnaire.scale import level_of
from diag.scoring.kernel import count, exact_scores, score
from diag.scoring.results import Measures, Reason, Scores
from diag.scoring.rubric import Ints, Rubric, Status
from diag.visit.matching import Matched


@dataclass(frozen=True)
class Level:
    """A level 0-4 with its gates (M9, M10).

    `low` and `high` are the levels at both ends of the halo; `blockers` are ids of questions, then
    of dimensions, that hold the level below `raw`.
    """

    value: int
    low: int
    high: int
    raw: int
    blockers: tuple[str, ...]


@dataclass(frozen=True)
class Score:
    """A score 0-100 with its halo; `exact` is the score before rounding."""

    value: Decimal
    low: Decimal
    high: Decimal
    level: Level
    coverage: Decimal
    to_confirm: bool
    exact: Fraction


@dataclass(frozen=True)
class NotScored:
    """No score, and why (M5, M6); `coverage` is None where nothing was asked."""

    reason: Reason
    coverage: Decimal | None


@dataclass(frozen=True)
class AnswerLine:
    """One question as it counts.

    `level` is 0-4 for an answered question, else None; `points` are 0-100; `contribution` is what
    the answer brings to the score of its dimension, in points of that score.
    """

    question: Question
    dimension: Dimension
    status: Status
    level: int | None
    points: int | None
    contribution: Fraction | None


@dataclass(frozen=True)
class Assessment:
    """Everything the method says of one visit.

    Attributes:
        dimensions: result of each dimension id, in the order of the questionnaire.
        overall: result of the whole.
        balance: M7, None where undefined.
        robustness: lowest and highest G when the weights vary, and whether the raw level holds
            (M11); None where G is not given.
        answers: one line per question of the questionnaire, hidden ones included.
        values, status: the row given to the kernel, (1, Q).

    """

    rubric: Rubric
    dimensions: dict[str, Score | NotScored]
    overall: Score | NotScored
    balance: float | None
    robustness: tuple[Decimal, Decimal, bool] | None
    answers: tuple[AnswerLine, ...]
    values: NDArray[np.int8]
    status: NDArray[np.int8]


def encode(
    questionnaire: Questionnaire, matched: Matched
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Return the values and statuses of a visit as one row, (1, Q) each."""
    asked = matched.asked(questionnaire)
    values, status = [], []
    for question in questionnaire.questions:
        answer = matched.answers.get(question.id)
        if not asked[question.id]:
            code = Status.HIDDEN
        else:
            code = Status[answer.status.upper()] if answer else Status.MISSING
        given = matched.given.get(question.id) if code is Status.ANSWERED else None
        values.append(0 if given is None else level_of(question, given))
        status.append(int(code))
    return np.array([values], dtype=np.int8), np.array([status], dtype=np.int8)


def assess(questionnaire: Questionnaire, matched: Matched) -> Assessment:
    """Score one visit."""
    rubric = Rubric.of(questionnaire)
    values, status = encode(questionnaire, matched)
    scores = score(rubric, values, status)
    tally = count(rubric, values, status)
    exact = exact_scores(tally)[0]
    names = [q.id for q in questionnaire.questions]
    dimensions: dict[str, Score | NotScored] = {}
    for rank, dimension in enumerate(questionnaire.dimensions):
        own = rubric.dimension == rank
        held = [n for n, b in zip(names, scores.dimension_blockers[0] & own, strict=True) if b]
        reason = Reason(int(scores.reason[0, rank]))
        place = (0, rank)
        dimensions[dimension.id] = _result(scores.dimensions, place, reason, held, exact[rank])
    return Assessment(
        rubric=rubric,
        dimensions=dimensions,
        overall=_overall(questionnaire, scores, names, exact),
        balance=None if np.isnan(scores.balance[0]) else float(scores.balance[0]),
        robustness=_robustness(scores),
        answers=tuple(_lines(questionnaire, rubric, tally.known[0], values, status)),
        values=values,
        status=status,
    )


def assess_part(assessment: Assessment, questions: Collection[str]) -> Score | NotScored:
    """Score some questions alone, as if they were one dimension without gates (M3-M5)."""
    columns = [i for i, x in enumerate(assessment.answers) if x.question.id in questions]
    whole = assessment.rubric
    rubric = Rubric(
        weights=whole.weights[columns],
        dimension=np.zeros(len(columns), dtype=np.intp),
        core=np.zeros(len(columns), dtype=bool),
        not_applicable_allowed=whole.not_applicable_allowed[columns],
        dimension_weights=np.ones(1, dtype=np.int64),
        rules=whole.rules,
    )
    values, status = assessment.values[:, columns], assessment.status[:, columns]
    scores = score(rubric, values, status)
    exact = exact_scores(count(rubric, values, status))[0][0]
    return _result(scores.dimensions, (0, 0), Reason(int(scores.reason[0, 0])), [], exact)


def _overall(
    questionnaire: Questionnaire, scores: Scores, names: list[str], exact: tuple[Fraction, ...]
) -> Score | NotScored:
    held = [n for n, b in zip(names, scores.overall_blockers[0], strict=True) if b]
    dimensions = questionnaire.dimensions
    held += [d.id for d, b in zip(dimensions, scores.weak_dimensions[0], strict=True) if b]
    weights = [d.weight for d in dimensions]
    mean = sum(w * e for w, e in zip(weights, exact, strict=True)) / Fraction(sum(weights) or 1)
    missing = np.isnan(scores.overall.score[0])
    reason = Reason.DIMENSION if missing else Reason.SCORED
    return _result(scores.overall, (0,), reason, held, mean)


def _result(
    measures: Measures, place: tuple[int, ...], reason: Reason, blockers: list[str], exact: Fraction
) -> Score | NotScored:
    coverage = measures.coverage[place]
    known = None if np.isnan(coverage) else tenth(coverage)
    if reason is not Reason.SCORED:
        return NotScored(reason, known)
    level = Level(
        value=int(measures.level[place]),
        low=int(measures.level_low[place]),
        high=int(measures.level_high[place]),
        raw=int(measures.raw_level[place]),
        blockers=tuple(blockers),
    )
    return Score(
        value=tenth(measures.score[place]),
        low=tenth(measures.low[place]),
        high=tenth(measures.high[place]),
        level=level,
        coverage=known or Decimal(0),
        to_confirm=bool(measures.to_confirm[place]),
        exact=exact,
    )


def _robustness(scores: Scores) -> tuple[Decimal, Decimal, bool] | None:
    low, high = scores.robust_low[0], scores.robust_high[0]
    if np.isnan(low):
        return None
    return tenth(low), tenth(high), bool(scores.robust[0])


def _lines(
    questionnaire: Questionnaire,
    rubric: Rubric,
    known: Ints,
    values: NDArray[np.int8],
    status: NDArray[np.int8],
) -> list[AnswerLine]:
    lines = []
    for column, question in enumerate(questionnaire.questions):
        code = Status(int(status[0, column]))
        level = int(values[0, column]) if code is Status.ANSWERED else None
        points = {Status.ANSWERED: 25 * (level or 0), Status.UNKNOWN: 0}.get(code)
        total = int(known[rubric.dimension[column]])
        share = None if points is None else Fraction(points * question.weight, total)
        dimension = questionnaire.dimension_of[question.id]
        lines.append(AnswerLine(question, dimension, code, level, points, share))
    return lines


def tenth(value: float | np.float64) -> Decimal:
    """Return a number already rounded to one decimal as that very decimal."""
    return Decimal(f"{value:.1f}")
