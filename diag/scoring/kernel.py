"""The kernel: values and statuses of n structures in, their scores and levels out (M3-M6, M8-M11).

Every score is a ratio of two whole numbers until it is rounded, once, half up (M8); thresholds
compare the integer that is read. Rows are independent: scoring a table equals scoring each of its
rows. Nothing here knows a file, a clock or a name.

A gate of level L asks each question, or each dimension, for L - 1: so a level is the smaller of
what the score reaches and of 1 + the lowest that the gates show (M10).
"""

from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.scoring.rubric import Bools, Ints, Levels, Rubric, Status

HIGHEST_LEVEL = 4
POINTS = 25
"""Points of one level (M1)."""
LEAST_KNOWN, WELL_KNOWN = 50, 70
"""Known share, in %, under which there is no score, and under which it is to confirm (M5)."""
MOST_NOT_APPLICABLE, MUCH_NOT_APPLICABLE = 50, 25
"""Share of « non concerné », in %, over which there is no score, and over which it is to confirm."""
VARIED = (3, 5)
"""Weights of the dimensions less and plus 25 %, in quarters (M11)."""


class Reason(IntEnum):
    """Why there is no score (M5; M6 for the whole)."""

    SCORED = 0
    NOTHING_ASKED = 1
    NOT_APPLICABLE = 2
    UNKNOWN = 3
    DIMENSION = 4  # the whole, when a dimension that counts has no score


@dataclass(frozen=True, eq=False)
class Ratio:
    """Exact numbers, as arrays of one shape; a denominator of 0 is no number."""

    numerator: Ints
    denominator: Ints

    def rounded(self, scale: int = 1) -> NDArray[np.int64]:
        """Return `scale` times the numbers (0 or more), rounded half up (M8); -1 where there is none."""
        given = self.denominator > 0
        bottom = np.where(given, self.denominator, 1)
        number = (2 * scale * self.numerator + bottom) // (2 * bottom)
        return np.where(given, number, -1).astype(np.int64)

    def fraction(self, *place: int) -> Fraction | None:
        """Return one of the numbers."""
        bottom = int(self.denominator[place])
        return Fraction(int(self.numerator[place]), bottom) if bottom else None


@dataclass(frozen=True, eq=False)
class Measures:
    """Score, high end and level of n structures: (n, D) for the dimensions, (n,) for the whole.

    Attributes:
        tenths, high_tenths: score, which is its own low end, and high end (M4), 0 to 1000.
        whole, high_whole: the same as integers 0 to 100, which thresholds compare (M8).
        known, known_tenths: known share (M5), in % and in tenths of it, told without a score too.
        not_applicable: share of « non concerné » in what was asked, in %.
        to_confirm: whether the score is to confirm (M5).
        raw_level: level of the score alone (M9).
        level, level_high: level with its gates, and at the high end (M10).

    A number is -1 where it is not given.
    """

    tenths: Ints
    high_tenths: Ints
    whole: Ints
    high_whole: Ints
    known: Ints
    known_tenths: Ints
    not_applicable: Ints
    to_confirm: Bools
    raw_level: Levels
    level: Levels
    level_high: Levels


@dataclass(frozen=True, eq=False)
class Scores:
    """Everything the method says of n structures; what few pages print is computed when asked for.

    Attributes:
        rubric: what they were scored with.
        dimensions: measures, arrays (n, D).
        overall: measures, arrays (n,).
        reason: (n, D) `Reason` of each dimension.
        exact: (n, D) D before rounding, no number where not scored.
        overall_exact: (n,) G before rounding, likewise.
        asked: (n, D) weight of what enters D: answered, unknown and missing (M3).
        shown: (n, K) level that each core question shows to its gate, the highest where it has none.
    """

    rubric: Rubric
    dimensions: Measures
    overall: Measures
    reason: NDArray[np.int8]
    exact: Ratio
    overall_exact: Ratio
    asked: Ints
    shown: Ints

    @cached_property
    def overall_reason(self) -> NDArray[np.int8]:
        """(n,) `Reason` of the whole (M6)."""
        given = self.overall.whole >= 0
        return np.where(given, Reason.SCORED.value, Reason.DIMENSION.value).astype(np.int8)

    @cached_property
    def next_points(self) -> Ints:
        """(n,) points that G lacks to the threshold of the next level; 0 at the highest."""
        return _lacking(self.rubric, self.overall.whole, self.overall.level)

    @cached_property
    def next_dimensions(self) -> Ints:
        """(n, D) points that a gating dimension lacks to let the whole reach its next level."""
        level = self.overall.level[:, None]
        threshold = self.rubric.thresholds[np.maximum(level - 1, 0)]
        return np.where(self._holding, np.maximum(threshold - self.dimensions.whole, 0), 0)

    @cached_property
    def next_questions(self) -> Bools:
        """(n, Q) core questions to raise for the whole to reach its next level."""
        place = self.rubric.dimension[self.rubric.core_columns]
        gate = self.overall.level[:, None] - 1
        return self._questions(self._holding[:, place] & (self.shown < gate))

    @cached_property
    def blocking_questions(self) -> Bools:
        """(n, Q) core questions that hold the whole under the level of its score (M10)."""
        return self.next_questions & self._held[:, None]

    @cached_property
    def blocking_dimensions(self) -> Bools:
        """(n, D) dimensions whose score holds the whole under the level of its own (M10)."""
        held: Bools = (self.next_dimensions > 0) & self._held[:, None]
        return held

    @cached_property
    def own_points(self) -> Ints:
        """(n, D) points that each dimension lacks to the threshold of its own next level."""
        return _lacking(self.rubric, self.dimensions.whole, self.dimensions.level)

    @cached_property
    def own_questions(self) -> Bools:
        """(n, Q) core questions to raise for their dimension to reach its next level."""
        place = self.rubric.dimension[self.rubric.core_columns]
        level = self.dimensions.level[:, place]
        return self._questions((level < HIGHEST_LEVEL) & (self.shown < level))

    @cached_property
    def dimension_blockers(self) -> Bools:
        """(n, Q) core questions that hold their dimension under the level of its score."""
        held = self.dimensions.level < self.dimensions.raw_level
        return self.own_questions & held[:, self.rubric.dimension]

    @cached_property
    def keys(self) -> Bools:
        """(n, Q) core questions to confirm for the whole to be at its highest level (M10)."""
        gating = self.rubric.gates[self.rubric.dimension[self.rubric.core_columns]]
        gate = (self.overall.level_high - 2)[:, None]
        wider = (self.overall.level_high > self.overall.level)[:, None]
        return self._questions(wider & gating & (self.shown < gate))

    @cached_property
    def own_keys(self) -> Bools:
        """(n, Q) core questions to confirm for their dimension to be at its highest level."""
        place = self.rubric.dimension[self.rubric.core_columns]
        low, high = self.dimensions.level[:, place], self.dimensions.level_high[:, place]
        return self._questions((high > low) & (self.shown < high - 1))

    @property
    def robust_low(self) -> Ints:
        """(n,) lowest G, in tenths, when each weight varies; -1 where there is no G (M11)."""
        low: Ints = self._corners.rounded(10).min(axis=1)
        return low

    @property
    def robust_high(self) -> Ints:
        """(n,) highest G, in tenths, when each weight varies; -1 where there is no G (M11)."""
        high: Ints = self._corners.rounded(10).max(axis=1)
        return high

    @cached_property
    def robust(self) -> Bools:
        """(n,) whether the level, dimension levels unchanged, is the same at both ends (M11)."""
        whole = self._corners.rounded()
        gate = 1 + _lowest(self.rubric, self.dimensions.level)
        low, high = (np.minimum(raw_level(self.rubric, end), gate) for end in (whole.min(axis=1), whole.max(axis=1)))
        same: Bools = (self.overall.whole >= 0) & (low == high)
        return same

    @cached_property
    def _corners(self) -> Ratio:
        """(n, C) G at each combination of the varied weights."""
        weights = self.rubric.dimension_weights[self.rubric.counted]
        varied = np.array(list(product(VARIED, repeat=len(weights))), dtype=np.int64) * weights
        return _means(self.rubric, self.exact, varied)

    @cached_property
    def _held(self) -> Bools:
        held: Bools = self.overall.level < self.overall.raw_level
        return held

    @cached_property
    def _holding(self) -> Bools:
        """(n, D) gating dimensions under the level of the whole, which hold it there."""
        level = self.overall.level[:, None]
        under = self.dimensions.level < level
        holding: Bools = self.rubric.gates & under & (level < HIGHEST_LEVEL)
        return holding

    def _questions(self, cores: Bools) -> Bools:
        """Return (n, Q) marks from those of the core questions, (n, K)."""
        marks = np.zeros((len(cores), len(self.rubric.weights)), dtype=bool)
        marks[:, self.rubric.core_columns] = cores
        return marks


def score(rubric: Rubric, values: NDArray[Any], status: NDArray[Any], highest: NDArray[Any] | None = None) -> Scores:
    """Score n structures.

    Args:
        rubric: weights and gates of Q questions.
        values: (n, Q) levels 0-4, read where the status is `ANSWERED`.
        status: (n, Q) `Status`; « non concerné » that is not allowed counts as missing (M2).
        highest: (n, Q) level that an answer counts at every high end, its value or more: an answer
            that waits for an arbitration (M13). By default, the value.
    """
    status = rubric.settled(status)
    answered = status == Status.ANSWERED.value
    doubtful = (status == Status.UNKNOWN.value) | (status == Status.MISSING.value)
    low = np.where(answered, values, 0)
    high = np.where(answered, values if highest is None else highest, HIGHEST_LEVEL * doubtful)

    known = _sums(rubric, answered)
    asked = known + _sums(rubric, doubtful)
    aside = _sums(rubric, status == Status.NOT_APPLICABLE.value)
    shares = Ratio(100 * known, asked), Ratio(100 * aside, asked + aside)
    reason = _reasons(asked + aside, shares[0].rounded(), shares[1].rounded())

    scored = np.where(reason == Reason.SCORED.value, asked, 0)
    ends = Ratio(POINTS * _sums(rubric, low), scored), Ratio(POINTS * _sums(rubric, high), scored)
    counted = answered | doubtful
    shown = [np.where(counted, end, HIGHEST_LEVEL)[:, rubric.core_columns].astype(np.int64) for end in (low, high)]
    dimensions = _measures(rubric, ends, shares, [_weakest(rubric, end) for end in shown])

    weights = rubric.dimension_weights[rubric.counted][None, :]
    whole_ends = _mean(rubric, ends[0], weights), _mean(rubric, ends[1], weights)
    whole_shares = _mean(rubric, shares[0], weights), _mean(rubric, shares[1], weights)
    gates = [_lowest(rubric, end) for end in (dimensions.level, dimensions.level_high)]
    overall = _measures(rubric, whole_ends, whole_shares, gates)
    return Scores(rubric, dimensions, overall, reason, ends[0], whole_ends[0], asked, shown[0])


def raw_level(rubric: Rubric, whole: Ints) -> Levels:
    """Return the level that integer scores reach (M9); -1 where there is none."""
    level = np.searchsorted(rubric.thresholds, whole, side="right")
    return np.where(whole >= 0, level, -1).astype(np.int8)


def _sums(rubric: Rubric, cells: NDArray[Any]) -> Ints:
    """Return (n, D) weighted sums of (n, Q) cells over each dimension."""
    sums: Ints = cells.astype(np.int64) @ rubric.spread
    return sums


def _reasons(concerned: Ints, known: Ints, aside: Ints) -> NDArray[np.int8]:
    """Return why each dimension has no score, if it has none (M5)."""
    return np.select(
        [concerned == 0, aside > MOST_NOT_APPLICABLE, known < LEAST_KNOWN],
        [Reason.NOTHING_ASKED.value, Reason.NOT_APPLICABLE.value, Reason.UNKNOWN.value],
        Reason.SCORED.value,
    ).astype(np.int8)


def _measures(rubric: Rubric, ends: tuple[Ratio, Ratio], shares: tuple[Ratio, Ratio], gates: list[Ints]) -> Measures:
    """Return the measures of scores.

    Args:
        rubric: the thresholds.
        ends: the score, and its high end.
        shares: known share, and share of « non concerné », in %.
        gates: lowest that the gates show, at the score and at its high end.
    """
    whole, high_whole = ends[0].rounded(), ends[1].rounded()
    known, aside = shares[0].rounded(), shares[1].rounded()
    raw, raw_high = raw_level(rubric, whole), raw_level(rubric, high_whole)
    doubt = (known < WELL_KNOWN) | (aside > MUCH_NOT_APPLICABLE)
    return Measures(
        tenths=ends[0].rounded(10),
        high_tenths=ends[1].rounded(10),
        whole=whole,
        high_whole=high_whole,
        known=known,
        known_tenths=shares[0].rounded(10),
        not_applicable=aside,
        to_confirm=(whole >= 0) & doubt,
        raw_level=raw,
        level=np.minimum(raw, 1 + gates[0]).astype(np.int8),
        level_high=np.minimum(raw_high, 1 + gates[1]).astype(np.int8),
    )


def _weakest(rubric: Rubric, shown: Ints) -> Ints:
    """Return (n, D) the lowest level that the core questions of each dimension show."""
    place = rubric.dimension[rubric.core_columns]
    dimensions = range(len(rubric.dimension_weights))
    return np.stack([shown[:, place == d].min(axis=1, initial=HIGHEST_LEVEL) for d in dimensions], axis=1)


def _lowest(rubric: Rubric, levels: Levels) -> Ints:
    """Return (n,) the lowest level of the gating dimensions."""
    lowest: Ints = levels[:, rubric.gates].min(axis=1, initial=HIGHEST_LEVEL)
    return lowest


def _lacking(rubric: Rubric, whole: Ints, level: Levels) -> Ints:
    """Return the points to the threshold of the next level, 0 where there is none to reach."""
    threshold = rubric.thresholds[np.clip(level, 0, HIGHEST_LEVEL - 1)]
    more = (level >= 0) & (level < HIGHEST_LEVEL)
    return np.where(more, np.maximum(threshold - whole, 0), 0)


def _mean(rubric: Rubric, parts: Ratio, weights: Ints) -> Ratio:
    means = _means(rubric, parts, weights)
    return Ratio(means.numerator[:, 0], means.denominator[:, 0])


def _means(rubric: Rubric, parts: Ratio, weights: Ints) -> Ratio:
    """Return (n, C) means of the dimensions that count, for each row of (C, D') weights (M6).

    There is none where one of these dimensions has no number, or where none counts.
    """
    tops = parts.numerator[:, rubric.counted].astype(rubric.exact_type)
    bottoms = parts.denominator[:, rubric.counted].astype(rubric.exact_type)
    common = bottoms.prod(axis=1, keepdims=True)
    shares = tops * (common // np.maximum(bottoms, 1))
    weights = weights.astype(rubric.exact_type)
    return Ratio(shares @ weights.T, common * weights.sum(axis=1))
