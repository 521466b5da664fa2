"""The kernel: values and statuses of n structures in, their scores and levels out (M3-M11).

Every score is a ratio of two whole numbers until it is rounded, once, half up, to one decimal (M8);
thresholds compare the rounded value. Rows are independent: scoring a table equals scoring each of
its rows. Nothing here knows a file, a clock or a name.

In order: what is given back, scoring itself, sums (M3), ratios, rounding and thresholds (M6, M8, M9),
gates (M10: of the K core questions, in the order of `Rubric.gates`), weights of the dimensions (M7,
M11), and the blocks of rows that all of it goes by.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from enum import IntEnum
from fractions import Fraction
from functools import cached_property, partial
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from diag.scoring.rubric import Bools, Floats, Ints, Levels, Rubric, Status

#: Rows of a block. With fewer, calling costs more than adding; with more, the cache overflows.
BLOCK = 8192

Result = TypeVar("Result")


class Reason(IntEnum):
    """Why there is no score (M5; M6 for the whole)."""

    SCORED = 0
    NOTHING_ASKED = 1
    COVERAGE = 2
    NOT_APPLICABLE = 3
    DIMENSION = 4  # the whole, when a dimension that it needs has no score


@dataclass(frozen=True, eq=False)
class Tally:
    """Sums by dimension, (n, D) whole numbers.

    `points` is the sum of weight x value over the answered; the others are sums of weights.
    """

    points: Ints
    answered: Ints
    unknown: Ints
    missing: Ints
    not_applicable: Ints

    @cached_property
    def known(self) -> Ints:
        """Weights of what enters the score: answered and unknown (M3)."""
        return self.answered + self.unknown

    @cached_property
    def asked(self) -> Ints:
        """Weights of what was asked and concerns the structure."""
        return self.known + self.missing

    def total(self) -> "Tally":
        """Return the sums over every dimension, (n,)."""
        return Tally(*(getattr(self, field.name).sum(axis=1) for field in fields(self)))


@dataclass(frozen=True, eq=False)
class Measures:
    """Score, halo and level of n structures, for one dimension per column or for the whole.

    `score`, `low`, `high` (0-100, rounded to 0.1) are NaN and the levels -1 where not scored.
    `coverage` is a percentage; `raw_level` ignores the gates, `level` does not; `level_low` and
    `level_high` are the level at both ends of the halo, what is unknown being there at its worst
    then at its best, at the gates too (M10).
    """

    score: Floats
    low: Floats
    high: Floats
    coverage: Floats
    to_confirm: Bools
    raw_level: Levels
    level: Levels
    level_low: Levels
    level_high: Levels


@dataclass(frozen=True, eq=False)
class Scores:
    """Everything the method says of n structures.

    What a table of scores does not print is computed when first asked for.

    Attributes:
        dimensions: measures, arrays (n, D).
        reason: (n, D) `Reason` of each dimension.
        overall: measures, arrays (n,).
        rubric: what they were scored with.
        points, known: (n, D) sums of a tally, in a type too narrow to compute with.
        gates: (n, K) what the core questions show, in the order of `Rubric.gates`.

    """

    dimensions: Measures
    reason: NDArray[np.int8]
    overall: Measures
    rubric: Rubric
    points: NDArray[Any]
    known: NDArray[Any]
    gates: Levels

    @cached_property
    def balance(self) -> Floats:
        """(n,) M7, NaN where undefined."""
        means = _in_blocks(partial(_balance, self.rubric), self.points, self.known)
        return np.where(self._scored, means, np.nan)

    @property
    def robust_low(self) -> Floats:
        """(n,) lowest G when the weights of the dimensions vary (M11)."""
        return self._robustness[0]

    @property
    def robust_high(self) -> Floats:
        """(n,) highest G when the weights of the dimensions vary (M11)."""
        return self._robustness[1]

    @cached_property
    def robust(self) -> Bools:
        """(n,) whether the raw level is the same at both ends (M11)."""
        low, high = (raw_level(self.rubric, end) for end in self._robustness)
        same: Bools = self._scored & (low == high)
        return same

    @cached_property
    def dimension_blockers(self) -> Bools:
        """(n, Q) core questions that hold their dimension below its raw level (M10)."""
        place = self.rubric.dimension[self.rubric.gates]
        level, raw = self.dimensions.level[:, place], self.dimensions.raw_level[:, place]
        return _question_blockers(self.rubric, self.gates, level, raw)

    @cached_property
    def overall_blockers(self) -> Bools:
        """(n, Q) core questions that hold the whole below its raw level (M10)."""
        level, raw = self.overall.level[:, None], self.overall.raw_level[:, None]
        return _question_blockers(self.rubric, self.gates, level, raw)

    @cached_property
    def weak_dimensions(self) -> Bools:
        """(n, D) dimensions that hold the whole below its raw level (M10)."""
        level, raw = self.overall.level, self.overall.raw_level
        return _weak_dimensions(self.rubric, self.dimensions.score, level, raw)

    @cached_property
    def _robustness(self) -> tuple[Floats, Floats]:
        low, high = _in_blocks(partial(_robust_ends, self.rubric), self.points, self.known)
        return np.where(self._scored, low, np.nan), np.where(self._scored, high, np.nan)

    @property
    def _scored(self) -> Bools:
        return ~np.isnan(self.overall.score)


def score(rubric: Rubric, values: NDArray[Any], status: NDArray[Any]) -> Scores:
    """Score n structures.

    Args:
        rubric: weights and gates of Q questions in D dimensions.
        values: (n, Q) levels 0..4, whole numbers; only read where the status is ANSWERED.
        status: (n, Q) `Status` codes.

    Arrays of bytes whose columns are contiguous (Fortran order) are read fastest.
    """
    return _in_blocks(partial(_score, rubric), values, status)


def _score(rubric: Rubric, values: NDArray[Any], status: NDArray[Any]) -> Scores:
    values, status = _by_column(values), _by_column(status)
    packed = _packed_sums(rubric, values, status)
    kind = rubric.ratio_type
    # The dimensions need no Python integers: only the product of their denominators overflows.
    sums = _unpacked(packed, np.int64 if kind is object else kind)
    total, ratios = sums.total(), _ratios(sums)
    coverage = _nearest_tenth(100 * sums.known, sums.asked)
    reason = _reason(rubric, sums, coverage)
    scored = reason == Reason.SCORED.value
    now, best = _core_values(rubric, values, status)
    low, high = _caps(rubric, now), _caps(rubric, best)
    dimensions = _measure(rubric, ratios, sums, coverage, scored, (low, high))
    overall = _measure(
        rubric,
        [_mean_ratio(rubric, *(part.astype(kind, copy=False) for part in r)) for r in ratios],
        total,
        _nearest_tenth(100 * total.known, total.asked),
        scored[:, rubric.counted].all(axis=1),
        (_overall_cap(rubric, low, dimensions.score), _overall_cap(rubric, high, dimensions.high)),
    )
    points, answered, unknown, *_ = packed
    return Scores(dimensions, reason, overall, rubric, points, answered + unknown, now)


def _ratios(sums: Tally) -> list[tuple[Ints, Ints]]:
    """Return the exact ratios of D, D_low and D_high (M3, M4)."""
    points, asked = 25 * sums.points, sums.asked
    doubtful = sums.unknown + sums.missing
    return [(points, sums.known), (points, asked), (points + 100 * doubtful, asked)]


def _reason(rubric: Rubric, sums: Tally, coverage: Floats) -> Levels:
    """Return why each dimension has no score, or SCORED (M5)."""
    rules = rubric.rules
    concerned = sums.asked + sums.not_applicable
    too_many = _nearest_tenth(100 * sums.not_applicable, concerned) > rules.maximum_not_applicable
    # Nothing known is no score, also where a questionnaire asks for no minimum.
    uncovered = (coverage < rules.minimum_coverage) | (sums.known == 0)
    nothing = concerned == 0
    found = (
        (Reason.NOTHING_ASKED, nothing),
        (Reason.COVERAGE, uncovered & ~nothing),
        (Reason.NOT_APPLICABLE, too_many),
    )
    codes = [np.int8(code) * mask.view(np.int8) for code, mask in found]
    # Of the two that may meet, « non concerné » is told, and has the higher code.
    reason: Levels = np.maximum(codes[0], np.maximum(codes[1], codes[2]))
    return reason


def _measure(
    rubric: Rubric,
    ratios: list[tuple[Ints, Ints]],
    sums: Tally,
    coverage: Floats,
    scored: Bools,
    highest: tuple[Levels, Levels],
) -> Measures:
    """Return the measures of exact ratios: score, low, high.

    `highest` are the levels the gates let through, now and at the high end of the halo.
    """
    blank = np.where(scored, 0.0, np.nan)
    value, low, high = (_nearest_tenth(*ratio) + blank for ratio in ratios)
    raw, raw_low, raw_high = (raw_level(rubric, v) for v in (value, low, high))
    doubt = _nearest_tenth(100 * sums.unknown, sums.known)
    return Measures(
        score=value,
        low=low,
        high=high,
        coverage=np.where(sums.asked > 0, coverage, np.nan),
        to_confirm=scored & (doubt > rubric.rules.unknown_to_confirm),
        raw_level=raw,
        level=np.minimum(raw, highest[0]),
        level_low=np.minimum(raw_low, highest[0]),
        level_high=np.minimum(raw_high, highest[1]),
    )


def count(rubric: Rubric, values: NDArray[Any], status: NDArray[Any]) -> Tally:
    """Return the sums by dimension of n structures, from (n, Q) values and statuses (M3)."""
    return _in_blocks(partial(_count, rubric), values, status)


def _count(rubric: Rubric, values: NDArray[Any], status: NDArray[Any]) -> Tally:
    return _unpacked(_packed_sums(rubric, _by_column(values), _by_column(status)), np.int64)


def _by_column(codes: NDArray[Any]) -> NDArray[np.int8]:
    """Return (n, Q) levels or statuses as bytes, each column contiguous; a copy only if needed."""
    return np.asfortranarray(codes, dtype=np.int8)


def _packed_sums(
    rubric: Rubric, values: NDArray[np.int8], status: NDArray[np.int8]
) -> NDArray[Any]:
    """Return (5, n, D) sums, in the order of the fields of a tally and a type as small as possible.

    The values and statuses are (n, Q), by column: everything is done a column at a time, on bytes.
    """
    marks = np.empty((5, *status.T.shape), dtype=np.uint8)  # 5, Q, n
    codes = (Status.ANSWERED, Status.UNKNOWN, Status.MISSING, Status.NOT_APPLICABLE)
    for mark, code in zip(marks[1:], codes, strict=True):
        np.equal(status.T, code.value, out=mark.view(np.bool_))
    np.multiply(values.T.view(np.uint8), marks[1], out=marks[0])
    weights = rubric.packed_weights
    weighted = np.multiply(marks, weights, out=marks if weights.dtype == np.uint8 else None)
    sums = np.empty((5, len(rubric.places), len(status)), dtype=weights.dtype)
    for d, place in enumerate(rubric.places):
        np.add.reduce(weighted[:, place], axis=1, dtype=weights.dtype, out=sums[:, d])
    return sums.transpose(0, 2, 1)


def _unpacked(sums: NDArray[Any], kind: Any) -> Tally:
    """Return packed sums as numbers that can be computed with."""
    return Tally(*sums.astype(kind))


def exact_scores(tally: Tally) -> list[tuple[Fraction, ...]]:
    """Return the exact score of each dimension, row by row; 0 where nothing is known (M3)."""
    return [
        tuple(Fraction(25 * p, k) if k else Fraction(0) for p, k in zip(points, known, strict=True))
        for points, known in zip(tally.points.tolist(), tally.known.tolist(), strict=True)
    ]


#: The level of what has no score.
NO_LEVEL = -1


def overall_ratio(rubric: Rubric, numerator: Ints, denominator: Ints) -> tuple[Ints, Ints]:
    """Return G as an exact ratio, from the (n, D) ratios of the dimensions (M6).

    The result only has a meaning where every counted denominator is above 0.
    """
    kind = rubric.exact_type
    return _mean_ratio(rubric, numerator.astype(kind), denominator.astype(kind))


def _mean_ratio(rubric: Rubric, numerator: Ints, denominator: Ints) -> tuple[Ints, Ints]:
    """Return G as a ratio of (n,) numbers, exact if the (n, D) given are of an exact type (M6)."""
    first, *others = rubric.counted
    weighted = numerator * rubric.dimension_weights.astype(numerator.dtype)
    safe = np.maximum(denominator, 1)
    top, bottom = weighted[:, first], safe[:, first]
    for d in others:
        top = top * safe[:, d]
        top += weighted[:, d] * bottom
        bottom = bottom * safe[:, d]
    return top, bottom * sum(rubric.counted_weights)


def round_half_up(numerator: Ints, denominator: Ints) -> Floats:
    """Return the ratio rounded half up to one decimal, exactly; NaN where the denominator is 0 (M8)."""
    return np.where(denominator > 0, _nearest_tenth(numerator, denominator), np.nan)


def _nearest_tenth(numerator: Ints, denominator: Ints) -> Floats:
    """Return the ratio rounded half up to one decimal (M8), taking a denominator of 0 as 1.

    Exact in float64 too, within the bound of `Rubric.ratio_type`.
    """
    safe = np.maximum(denominator, 1)
    top, bottom = 20 * numerator + safe, 2 * safe
    # On floats, `//` is several times slower than a division and its floor, which is exact here.
    tenths = np.floor(top / bottom) if numerator.dtype == np.float64 else top // bottom
    rounded: Floats = np.asarray(tenths, dtype=np.float64) / 10
    return rounded


def raw_level(rubric: Rubric, rounded: Floats) -> Levels:
    """Return the number of thresholds reached, -1 where there is no score (M9)."""
    levels: Levels = _reached(rounded, rubric.rules.thresholds)
    levels += NO_LEVEL * np.isnan(rounded).view(np.int8)
    return levels


def _reached(numbers: Floats, floors: Iterable[int]) -> Levels:
    """Return how many of the floors each number reaches; NaN reaches none."""
    count = np.zeros_like(numbers, dtype=np.int8)
    for floor in floors:
        count += (numbers >= floor).view(np.int8)
    return count


def gate_values(
    rubric: Rubric, values: NDArray[Any], status: NDArray[Any], doubt: int = 0
) -> Levels:
    """Return (n, Q) the value each question shows at a gate; 4 where it blocks nothing (M10).

    Unknown and missing count `doubt`: 0, or 4 at the high end of the halo. An illegitimate « non
    concerné » counts 0; a hidden question, a legitimate « non concerné » and a question outside the
    core do not block.
    """
    gates = np.full(np.shape(status), 4, dtype=np.int8)
    gates[:, rubric.gates] = _core_values(rubric, values, status, doubt)[1]
    return gates


def _core_values(
    rubric: Rubric, values: NDArray[Any], status: NDArray[Any], doubt: int = 4
) -> tuple[Levels, Levels]:
    """Return (n, K) what the core questions show, unknown and missing counting 0, then `doubt`."""
    chosen, shown = (np.take(x.T, rubric.gates, axis=0).T for x in (status, values))
    answered = chosen == Status.ANSWERED.value
    excused = chosen == Status.NOT_APPLICABLE.value
    excused &= rubric.not_applicable_allowed[rubric.gates]
    excused |= chosen == Status.HIDDEN.value
    doubtful = (chosen == Status.UNKNOWN.value) | (chosen == Status.MISSING.value)
    # Sums of products of bytes, as a choice by `where` is twenty times slower.
    worst = shown.astype(np.int8) * answered.view(np.int8)
    worst += np.int8(4) * excused.view(np.int8)
    return worst, worst + np.int8(doubt) * doubtful.view(np.int8)


def _caps(rubric: Rubric, gates: Levels) -> Levels:
    """Return (n, D) the highest level each dimension's gates let through: L needs values >= L - 1."""
    highest = np.empty((len(gates), len(rubric.gate_places)), dtype=np.int8, order="F")
    for d, place in enumerate(rubric.gate_places):
        weakest = gates[:, place].min(axis=1, initial=4)
        np.minimum(weakest + np.int8(1), 4, out=highest[:, d])
    return highest


def _overall_cap(rubric: Rubric, own: Levels, scores: Floats) -> Levels:
    """Return (n,) the highest level of the whole, from the (n, D) caps and scores (M10)."""
    margin = rubric.rules.dimension_margin
    weakest = scores[:, rubric.counted].min(axis=1, initial=100)
    through = _reached(weakest, [threshold - margin for threshold in rubric.rules.thresholds])
    highest: Levels = np.minimum(own.min(axis=1), through)
    return highest


def _question_blockers(rubric: Rubric, gates: Levels, level: Levels, raw: Levels) -> Bools:
    """Return (n, Q) the core questions that hold a level below the raw one.

    Args:
        rubric: which questions are core.
        gates: (n, K) what they show.
        level, raw: (n, K), or (n, 1), what each of them may hold.

    """
    blockers = np.zeros((len(gates), len(rubric.core)), dtype=np.bool_, order="F")
    blockers[:, rubric.gates] = (level < raw) & (gates < level)
    return blockers


def _weak_dimensions(rubric: Rubric, scores: Floats, level: Levels, raw: Levels) -> Bools:
    """Return (n, D) the counted dimensions below what the next level of the whole needs."""
    floors = np.array([*rubric.rules.thresholds, 100]) - rubric.rules.dimension_margin
    weak: Bools = scores < floors[np.clip(level, 0, 4)][:, None]
    weak &= (level < raw)[:, None]
    weak[:, rubric.dimension_weights == 0] = False
    return weak


def _balance(rubric: Rubric, points: NDArray[Any], known: NDArray[Any]) -> Floats:
    """Return (n,) the geometric over the arithmetic mean of the dimensions (M7); NaN if that is 0.

    The points and the weights of what is known are (n, D) whole numbers.
    """
    total = rubric.dimension_weights.sum()
    arithmetic, logarithm = np.zeros(len(points)), np.zeros(len(points))
    # One dimension after the other: the last bit of `sum` or `@` depends on the number of rows.
    for d, weight in zip(rubric.counted, rubric.counted_weights, strict=True):
        own = 25 * points[:, d].astype(np.int64) / np.maximum(known[:, d], 1)
        arithmetic += own * (weight / total)
        logarithm += np.log(np.maximum(own, 1)) * (weight / total)
    some = arithmetic > 0
    return np.where(some, np.exp(logarithm) / np.where(some, arithmetic, 1), np.nan)


def _robust_ends(
    rubric: Rubric, points: NDArray[Any], known: NDArray[Any]
) -> tuple[Floats, Floats]:
    """Return (n,) the lowest and (n,) the highest G over every corner of the varied weights (M11).

    The points and the weights of what is known are (n, D) whole numbers.
    """
    shares, common = _common(rubric, points, known)
    weights = rubric.corners.astype(rubric.ratio_type)
    totals = weights.sum(axis=1)
    tops = shares @ weights.T
    means = tops / totals
    rows = np.arange(len(tops))
    low, high = (
        _nearest_tenth(tops[rows, corner], common * totals[corner])
        for corner in (means.argmin(axis=1), means.argmax(axis=1))
    )
    return low, high


def _common(rubric: Rubric, points: NDArray[Any], known: NDArray[Any]) -> tuple[Ints, Ints]:
    """Bring the counted dimensions to one denominator: (n, D') numerators and (n,) denominator."""
    # Packed numbers have their own width: they are widened before they are multiplied.
    top = 25 * points[:, rubric.counted].astype(np.int64).astype(rubric.ratio_type)
    bottom = np.maximum(known[:, rubric.counted], 1).astype(np.int64).astype(rubric.ratio_type)
    shares = np.stack(
        [top[:, d] * np.delete(bottom, d, axis=1).prod(axis=1) for d in range(top.shape[1])], axis=1
    )
    return shares, bottom.prod(axis=1)


def _in_blocks(
    function: Callable[[NDArray[Any], NDArray[Any]], Result],
    first: NDArray[Any],
    second: NDArray[Any],
) -> Result:
    """Return `function(first, second)`, block by block: what it computes on the way stays near.

    Args:
        function: gives arrays of n rows, alone or in dataclasses; its rows are independent.
        first, second: arrays of n rows.

    """
    rows = len(first)
    if rows <= BLOCK:
        return function(first, second)
    whole: Any = None
    for start in range(0, rows, BLOCK):
        part = slice(start, start + BLOCK)
        piece = function(first[part], second[part])
        if whole is None:
            whole = _room(piece, rows)
        _lay(piece, whole, part)
    result: Result = whole
    return result


def _room(piece: Any, rows: int) -> Any:
    """Return what holds `rows` rows of results like `piece`; columns are contiguous."""
    if isinstance(piece, np.ndarray):
        return np.empty((rows, *piece.shape[1:]), dtype=piece.dtype, order="F")
    if isinstance(piece, tuple):
        return tuple(_room(part, rows) for part in piece)
    if isinstance(piece, Rubric):
        return piece
    return type(piece)(**{name: _room(part, rows) for name, part in _parts(piece)})


def _lay(piece: Any, whole: Any, part: slice) -> None:
    """Copy the rows of a piece to their place."""
    if isinstance(piece, np.ndarray):
        whole[part] = piece
    elif isinstance(piece, tuple):
        for one, other in zip(piece, whole, strict=True):
            _lay(one, other, part)
    elif not isinstance(piece, Rubric):
        for name, one in _parts(piece):
            _lay(one, getattr(whole, name), part)


def _parts(piece: Any) -> list[tuple[str, Any]]:
    return [(field.name, getattr(piece, field.name)) for field in fields(piece)]
