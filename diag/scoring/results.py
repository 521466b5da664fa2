"""What the kernel gives back: arrays, one row per structure."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from diag.scoring.rubric import Ints

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Levels = NDArray[np.int8]

NO_LEVEL = -1


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

    @property
    def known(self) -> Ints:
        """Weights of what enters the score: answered and unknown (M3)."""
        return self.answered + self.unknown

    @property
    def asked(self) -> Ints:
        """Weights of what was asked and concerns the structure."""
        return self.known + self.missing


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

    Attributes:
        dimensions: measures, arrays (n, D).
        reason: (n, D) `Reason` of each dimension.
        overall: measures, arrays (n,).
        balance: (n,) M7, NaN where undefined.
        robust_low, robust_high: (n,) ends of G when the weights of the dimensions vary (M11).
        robust: (n,) whether the raw level is the same at both ends.
        dimension_blockers: (n, Q) core questions that hold their dimension below its raw level.
        overall_blockers: (n, Q) core questions that hold the whole below its raw level.
        weak_dimensions: (n, D) dimensions that hold the whole below its raw level.

    """

    dimensions: Measures
    reason: NDArray[np.int8]
    overall: Measures
    balance: Floats
    robust_low: Floats
    robust_high: Floats
    robust: Bools
    dimension_blockers: Bools
    overall_blockers: Bools
    weak_dimensions: Bools
