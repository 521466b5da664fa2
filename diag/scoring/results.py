"""What the kernel gives back: arrays, one row per structure."""

from dataclasses import dataclass, fields
from enum import IntEnum
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.scoring import weighing
from diag.scoring.blocks import in_blocks
from diag.scoring.gates import question_blockers, weak_dimensions
from diag.scoring.ratios import raw_level
from diag.scoring.rubric import Bools, Floats, Ints, Levels, Rubric


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
        means = in_blocks(partial(weighing.balance, self.rubric), self.points, self.known)
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
        return question_blockers(self.rubric, self.gates, level, raw)

    @cached_property
    def overall_blockers(self) -> Bools:
        """(n, Q) core questions that hold the whole below its raw level (M10)."""
        level, raw = self.overall.level[:, None], self.overall.raw_level[:, None]
        return question_blockers(self.rubric, self.gates, level, raw)

    @cached_property
    def weak_dimensions(self) -> Bools:
        """(n, D) dimensions that hold the whole below its raw level (M10)."""
        level, raw = self.overall.level, self.overall.raw_level
        return weak_dimensions(self.rubric, self.dimensions.score, level, raw)

    @cached_property
    def _robustness(self) -> tuple[Floats, Floats]:
        low, high = in_blocks(partial(weighing.robustness, self.rubric), self.points, self.known)
        return np.where(self._scored, low, np.nan), np.where(self._scored, high, np.nan)

    @property
    def _scored(self) -> Bools:
        return ~np.isnan(self.overall.score)
