"""The scores of visits, named: rows of the kernel, read back into the questionnaire's terms."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from diag.questionnaire.questionnaire_model import Dimension, Question, Questionnaire, level_of
from diag.scoring.kernel import Measures, Reason, Scores, count, exact_scores, score
from diag.scoring.rubric import Rubric, Status
from diag.visit.acceptance import Matched


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


@dataclass(frozen=True, eq=False)
class AnswerLine:
    """One question as it counts; visits that answer it alike share the same line.

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
        status.append(code.value)
    return np.array([values], dtype=np.int8), np.array([status], dtype=np.int8)


def assess(questionnaire: Questionnaire, matched: Matched) -> Assessment:
    """Score one visit."""
    return assess_all(questionnaire, [matched])[0]


def assess_all(questionnaire: Questionnaire, matched: Sequence[Matched]) -> list[Assessment]:
    """Score visits, in one call of the kernel."""
    rubric = Rubric.of(questionnaire)
    rows = [encode(questionnaire, one) for one in matched]
    values, status = (np.concatenate(side) for side in zip(*rows, strict=True))
    scores = score(rubric, values, status)
    tally = count(rubric, values, status)
    known, exact = tally.known.tolist(), exact_scores(tally)
    return [
        Assessment(
            rubric=rubric,
            dimensions=_dimensions(questionnaire, scores, row, exact[row]),
            overall=_overall(questionnaire, scores, row, exact[row]),
            balance=None if np.isnan(scores.balance[row]) else float(scores.balance[row]),
            robustness=_robustness(scores, row),
            answers=_lines(questionnaire, known[row], values[row], status[row]),
            values=values[row : row + 1],
            status=status[row : row + 1],
        )
        for row in range(len(matched))
    ]


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


def _dimensions(
    questionnaire: Questionnaire, scores: Scores, row: int, exact: tuple[Fraction, ...]
) -> dict[str, Score | NotScored]:
    """Return the result of each dimension of a row, by id."""
    own: dict[str, list[str]] = {d.id: [] for d in questionnaire.dimensions}
    for column in np.flatnonzero(scores.dimension_blockers[row]).tolist():
        name = questionnaire.questions[column].id
        own[questionnaire.dimension_of[name].id].append(name)
    reasons = map(Reason, scores.reason[row].tolist())
    parts = enumerate(zip(own.items(), reasons, exact, strict=True))
    return {
        name: _result(scores.dimensions, (row, rank), reason, held, score)
        for rank, ((name, held), reason, score) in parts
    }


def _overall(
    questionnaire: Questionnaire, scores: Scores, row: int, exact: tuple[Fraction, ...]
) -> Score | NotScored:
    """Return the result of the whole of a row."""
    questions, dimensions = questionnaire.questions, questionnaire.dimensions
    held = [questions[c].id for c in np.flatnonzero(scores.overall_blockers[row]).tolist()]
    held += [dimensions[d].id for d in np.flatnonzero(scores.weak_dimensions[row]).tolist()]
    weights = [d.weight for d in dimensions]
    mean = sum(w * e for w, e in zip(weights, exact, strict=True)) / Fraction(sum(weights) or 1)
    missing = np.isnan(scores.overall.score[row])
    reason = Reason.DIMENSION if missing else Reason.SCORED
    return _result(scores.overall, (row,), reason, held, mean)


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


def _robustness(scores: Scores, row: int) -> tuple[Decimal, Decimal, bool] | None:
    low, high = scores.robust_low[row], scores.robust_high[row]
    if np.isnan(low):
        return None
    return tenth(low), tenth(high), bool(scores.robust[row])


def _lines(
    questionnaire: Questionnaire,
    known: list[int],
    values: NDArray[np.int8],
    status: NDArray[np.int8],
) -> tuple[AnswerLine, ...]:
    """Return the lines of a row, from the weights of what is known in each dimension."""
    totals = Rubric.of(questionnaire).dimension.tolist()
    codes = zip(values.tolist(), status.tolist(), totals, strict=True)
    return tuple(
        _line(questionnaire, column, value, code, known[dimension])
        for column, (value, code, dimension) in enumerate(codes)
    )


def _line(
    questionnaire: Questionnaire, column: int, value: int, code: int, total: int
) -> AnswerLine:
    question, status = questionnaire.questions[column], Status(code)
    level = value if status is Status.ANSWERED else None
    points = {Status.ANSWERED: 25 * value, Status.UNKNOWN: 0}.get(status)
    share = None if points is None else Fraction(points * question.weight, total)
    dimension = questionnaire.dimension_of[question.id]
    return AnswerLine(question, dimension, status, level, points, share)


def tenth(value: float | np.float64) -> Decimal:
    """Return a number already rounded to one decimal as that very decimal."""
    return Decimal(f"{value:.1f}")
