"""The scores of visits, named: rows of the kernel, read back into the questionnaire's terms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import exp, log
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from diag.questionnaire.questionnaire_model import (
    Dimension,
    LastingCondition,
    Question,
    Questionnaire,
    Statement,
    level_of,
)
from diag.scoring.kernel import MUCH_NOT_APPLICABLE, POINTS, WELL_KNOWN, Measures, Reason, Scores, score
from diag.scoring.rubric import Bools, Form, Rubric, Status
from diag.scoring.voices import gap
from diag.visit.acceptance import Matched

Doubt = Literal["unknown", "not_applicable"]
"""Why a score is to confirm: too little known, much not concerned (M5)."""
State = Literal["held", "not_held", "unknown", "not_posed", "not_applicable"]
"""What a statement of a lasting condition is found to be (M21)."""


@dataclass(frozen=True)
class Need:
    """One thing that a level lacks (M10).

    Attributes:
        kind: points of the score itself, points of a gating dimension, levels of a core question.
        id: of the dimension or the question; empty for the points of the whole.
        at_least: threshold of the score, or level of the question, that is asked.
        lacking: points, or levels, to it.
    """

    kind: Literal["points", "dimension", "question"]
    id: str
    at_least: int
    lacking: int


@dataclass(frozen=True)
class Level:
    """A level 0-4 with its gates (M9, M10).

    Attributes:
        value: the level; its low end is itself.
        high: the level if all that is not known is at its best.
        raw: the level of the score alone.
        keys: core questions to confirm for `high`, in their order.
        blockers: what holds `value` under `raw`: core questions, dimensions.
        next: what the next level asks, points first; empty at the highest.
    """

    value: int
    high: int
    raw: int
    keys: tuple[str, ...]
    blockers: tuple[Need, ...]
    next: tuple[Need, ...]


@dataclass(frozen=True)
class Score:
    """A score 0-100, which is its own low end, and its high end (M3-M6).

    Attributes:
        value, high: to one decimal.
        whole, high_whole: as integers, which thresholds compare (M8).
        level: with its gates.
        known, known_tenths: known share, in %, as an integer and to one decimal.
        confirm: why it is to confirm, if it is.
        exact: the score before rounding.
    """

    value: Decimal
    high: Decimal
    whole: int
    high_whole: int
    level: Level
    known: int
    known_tenths: Decimal
    confirm: tuple[Doubt, ...]
    exact: Fraction

    @property
    def to_confirm(self) -> bool:
        """Whether the score is to confirm (M5)."""
        return bool(self.confirm)


@dataclass(frozen=True)
class NotScored:
    """No score, and why (M5, M6); `known` is the known share in %, None where nothing was asked."""

    reason: Reason
    known: int | None


@dataclass(frozen=True, eq=False)
class AnswerLine:
    """One question as it counts.

    `level` is 0-4 for an answered question, else None; `points` are 0-100, 0 where it is unknown or
    missing, None where it does not count; `contribution` is what the answer brings to the score of
    its dimension, in points of that score.
    """

    question: Question
    dimension: Dimension
    status: Status
    level: int | None
    points: int | None
    contribution: Fraction | None


@dataclass(frozen=True)
class StatementLine:
    """One statement of a lasting condition, and what the visit says of it."""

    statement: Statement
    state: State


@dataclass(frozen=True)
class ConditionState:
    """A lasting condition: so many statements held, never a score (M21)."""

    condition: LastingCondition
    statements: tuple[StatementLine, ...]

    @property
    def held(self) -> int:
        """Number of statements held."""
        return sum(line.state == "held" for line in self.statements)

    @property
    def counted(self) -> int:
        """Number of statements, those that do not concern the structure left out."""
        return sum(line.state != "not_applicable" for line in self.statements)

    @property
    def whole(self) -> bool:
        """Whether every statement that counts is held."""
        return self.held == self.counted


@dataclass(frozen=True)
class Robustness:
    """Lowest and highest G when the weights vary, and whether the level holds (M11)."""

    low: Decimal
    high: Decimal
    robust: bool


@dataclass(frozen=True, eq=False)
class Assessment:
    """Everything the method says of one visit.

    Attributes:
        questionnaire: with which it was read.
        dimensions: result of each dimension id, in the order of the questionnaire.
        overall: result of the whole.
        balance: M7, None where undefined.
        robustness: M11, None where G is not given.
        answers: one line per question of the questionnaire, hidden ones included.
        values, status, highest: the row given to the kernel, (1, Q).
        form: of the questions asked; what the profile hides counts as asked (M2).
        provisional: nobody said that the visit is finished, and an answer is missing (M2).
        conditions: the lasting conditions, in their order.
    """

    questionnaire: Questionnaire
    dimensions: Mapping[str, Score | NotScored]
    overall: Score | NotScored
    balance: float | None
    robustness: Robustness | None
    answers: tuple[AnswerLine, ...]
    values: NDArray[np.int8]
    status: NDArray[np.int8]
    highest: NDArray[np.int8]
    form: Form
    provisional: bool
    conditions: tuple[ConditionState, ...]

    @property
    def lowest(self) -> str | None:
        """The dimension of the lowest score, the first of equals; None without any."""
        scores = {k: x.exact for k, x in self.dimensions.items() if isinstance(x, Score)}
        return min(scores, key=scores.__getitem__, default=None)


def encode(questionnaire: Questionnaire, matched: Matched) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
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
    row = np.array([status], dtype=np.int8)
    return np.array([values], dtype=np.int8), Rubric.of(questionnaire).settled(row)


def assess(questionnaire: Questionnaire, matched: Matched) -> Assessment:
    """Score one visit."""
    return assess_all(questionnaire, [matched])[0]


def assess_all(questionnaire: Questionnaire, matched: Sequence[Matched]) -> list[Assessment]:
    """Score visits, in one call of the kernel."""
    rows = [encode(questionnaire, one) for one in matched]
    values, status = (np.concatenate(side) for side in zip(*rows, strict=True))
    highest = np.maximum(values, [_waiting(questionnaire, one) for one in matched])
    scores = score(Rubric.of(questionnaire), values, status, highest)
    assessments = []
    for row, one in enumerate(matched):
        answers = _answers(questionnaire, scores, row, values[row].tolist(), status[row].tolist())
        missing = any(line.status is Status.MISSING for line in answers)
        dimensions, overall = _results(questionnaire, scores, row, answers)
        assessments.append(
            Assessment(
                questionnaire=questionnaire,
                dimensions=dimensions,
                overall=overall,
                balance=_balance(questionnaire, dimensions, scores.overall_exact.fraction(row)),
                robustness=_robustness(scores, row),
                answers=answers,
                values=values[row : row + 1],
                status=status[row : row + 1],
                highest=highest[row : row + 1],
                form="partielle" if one.left_out else "express" if one.express else "complete",
                provisional=missing if one.finished is None else not one.finished,
                conditions=_conditions(questionnaire, answers, one),
            )
        )
    return assessments


def _waiting(questionnaire: Questionnaire, matched: Matched) -> list[int]:
    """Return the level of each answer that waits for an arbitration, 0 for the others (M13)."""
    highest = dict(matched.highest)
    for name, answer in matched.answers.items():
        heard = gap(questionnaire.question[name], answer)
        if heard and heard.highest is not None:
            highest[name] = heard.highest
    return [highest.get(question.id, 0) for question in questionnaire.questions]


def results_of(
    questionnaire: Questionnaire, values: NDArray[np.int8], status: NDArray[np.int8], highest: NDArray[np.int8]
) -> list[tuple[dict[str, Score | NotScored], Score | NotScored]]:
    """Return the dimensions and the whole of (n, Q) rows, for answers that are only supposed."""
    scores = score(Rubric.of(questionnaire), values, status, np.maximum(values, highest))
    results = []
    for row in range(len(values)):
        answers = _answers(questionnaire, scores, row, values[row].tolist(), status[row].tolist())
        results.append(_results(questionnaire, scores, row, answers))
    return results


def _answers(
    questionnaire: Questionnaire, scores: Scores, row: int, values: list[int], status: list[int]
) -> tuple[AnswerLine, ...]:
    """Return the lines of a row."""
    asked, places = scores.asked[row].tolist(), scores.rubric.dimension.tolist()
    lines = []
    for question, value, code, place in zip(questionnaire.questions, values, status, places, strict=True):
        state = Status(code)
        level = value if state is Status.ANSWERED else None
        counts = state not in (Status.NOT_APPLICABLE, Status.HIDDEN)
        points = POINTS * (level or 0) if counts else None
        share = None if points is None else Fraction(points * question.weight, asked[place])
        dimension = questionnaire.dimensions[place]
        lines.append(AnswerLine(question, dimension, state, level, points, share))
    return tuple(lines)


def _results(
    questionnaire: Questionnaire, scores: Scores, row: int, answers: Sequence[AnswerLine]
) -> tuple[dict[str, Score | NotScored], Score | NotScored]:
    """Return the result of each dimension of a row, by id, and that of the whole."""
    dimensions, whole = scores.dimensions, scores.overall
    found, lacked = {}, list[Need]()
    gate = int(whole.level[row]) - 1
    for rank, dimension in enumerate(questionnaire.dimensions):
        place, own = (row, rank), scores.rubric.dimension == rank
        level = int(dimensions.level[place])
        points = _points(scores, dimension.id, level, int(scores.own_points[place]))
        found[dimension.id] = _result(
            dimensions,
            place,
            Reason(int(scores.reason[place])),
            scores.exact.fraction(*place),
            _marked(answers, scores.own_keys[row] & own),
            points + _lacked(answers, scores.own_questions[row] & own, level),
        )
        lacking = int(scores.next_dimensions[row, rank])
        if lacking:
            threshold = int(scores.rubric.thresholds[gate])
            lacked.append(Need("dimension", dimension.id, threshold, lacking))
        lacked += _lacked(answers, scores.next_questions[row] & own, gate)
    overall = _result(
        whole,
        (row,),
        Reason(int(scores.overall_reason[row])),
        scores.overall_exact.fraction(row),
        _marked(answers, scores.keys[row]),
        _points(scores, "", int(whole.level[row]), int(scores.next_points[row])) + lacked,
    )
    return found, overall


def _marked(answers: Sequence[AnswerLine], marks: Bools) -> tuple[str, ...]:
    return tuple(answers[column].question.id for column in np.flatnonzero(marks).tolist())


def _lacked(answers: Sequence[AnswerLine], marks: Bools, gate: int) -> list[Need]:
    """Return what the marked core questions lack to a gate, a level."""
    lines = [answers[column] for column in np.flatnonzero(marks).tolist()]
    return [Need("question", x.question.id, gate, gate - (x.level or 0)) for x in lines]


def _points(scores: Scores, name: str, level: int, lacking: int) -> list[Need]:
    """Return what a score lacks to the threshold of the level after its own."""
    if not lacking:
        return []
    return [Need("points", name, int(scores.rubric.thresholds[level]), lacking)]


def _result(
    measures: Measures,
    place: tuple[int, ...],
    reason: Reason,
    exact: Fraction | None,
    keys: tuple[str, ...],
    needs: Sequence[Need],
) -> Score | NotScored:
    """Return a score with its level, which needs `needs` for the next; without a score, why."""
    known = int(measures.known[place])
    if exact is None:
        return NotScored(reason, None if known < 0 else known)
    value, raw = int(measures.level[place]), int(measures.raw_level[place])
    doubts: tuple[tuple[bool, Doubt], ...] = (
        (known < WELL_KNOWN, "unknown"),
        (int(measures.not_applicable[place]) > MUCH_NOT_APPLICABLE, "not_applicable"),
    )
    return Score(
        value=_tenths(measures.tenths[place]),
        high=_tenths(measures.high_tenths[place]),
        whole=int(measures.whole[place]),
        high_whole=int(measures.high_whole[place]),
        level=Level(
            value=value,
            high=int(measures.level_high[place]),
            raw=raw,
            keys=keys,
            # A score that is held has reached the threshold: it lacks only what holds it.
            blockers=tuple(needs) if value < raw else (),
            next=tuple(needs),
        ),
        known=known,
        known_tenths=_tenths(measures.known_tenths[place]),
        confirm=tuple(doubt for found, doubt in doubts if found),
        exact=exact,
    )


def _balance(
    questionnaire: Questionnaire, dimensions: Mapping[str, Score | NotScored], whole: Fraction | None
) -> float | None:
    """Return M7 from the dimensions and from G."""
    if not whole:
        return None
    weights = {d.id: d.weight for d in questionnaire.dimensions if d.weight}
    logs = [
        weights[name] * log(max(float(found.exact), 1.0))
        for name, found in dimensions.items()
        if name in weights and isinstance(found, Score)
    ]
    return exp(sum(logs) / sum(weights.values())) / float(whole)


def _robustness(scores: Scores, row: int) -> Robustness | None:
    if scores.overall.whole[row] < 0:
        return None
    low, high = _tenths(scores.robust_low[row]), _tenths(scores.robust_high[row])
    return Robustness(low, high, bool(scores.robust[row]))


def _conditions(
    questionnaire: Questionnaire, answers: Sequence[AnswerLine], matched: Matched
) -> tuple[ConditionState, ...]:
    """Return the state of each lasting condition."""
    found = {line.question.id: line for line in answers}
    return tuple(
        ConditionState(
            condition,
            tuple(
                StatementLine(one, _state(found[one.question], one.at_least, matched)) for one in condition.statements
            ),
        )
        for condition in questionnaire.header.lasting_conditions
    )


def _state(line: AnswerLine, at_least: int, matched: Matched) -> State:
    if line.status is Status.HIDDEN:
        # What the profile hides does not concern the structure; the other form was not asked.
        return "not_applicable" if matched.in_form(line.question) else "not_posed"
    if line.status is Status.NOT_APPLICABLE:
        return "not_applicable"
    if line.level is None:
        return "unknown"
    return "held" if line.level >= at_least else "not_held"


def _tenths(number: Any) -> Decimal:
    """Return a number of tenths as a decimal."""
    return Decimal(int(number)).scaleb(-1)
