"""What the kernel needs of a questionnaire, as arrays."""

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache
from math import gcd, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.questionnaire.questionnaire_model import Questionnaire, ScoringRules

Ints = NDArray[Any]
"""Exact whole numbers: float64 below 2**53, int64, or Python integers where int64 could overflow."""
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Levels = NDArray[np.int8]


class Status(IntEnum):
    """Status of one answer (M2).

    Arrays are compared to the `value`: NumPy takes a member for an int64 and widens whole columns.
    """

    ANSWERED = 0
    UNKNOWN = 1
    NOT_APPLICABLE = 2
    MISSING = 3
    HIDDEN = 4


@dataclass(frozen=True, eq=False)
class Rubric:
    """Weights and gates of Q questions in D dimensions.

    Attributes:
        weights: (Q,) whole weights 1..3 (M1).
        dimension: (Q,) index of the dimension of each question.
        core: (Q,) whether the question is a gate (M10).
        not_applicable_allowed: (Q,) whether « non concerné » is legitimate.
        dimension_weights: (D,) whole weights of the dimensions (M6).
        rules: published thresholds and shares.

    """

    weights: NDArray[np.int64]
    dimension: NDArray[np.intp]
    core: NDArray[np.bool_]
    not_applicable_allowed: NDArray[np.bool_]
    dimension_weights: NDArray[np.int64]
    rules: ScoringRules

    @classmethod
    @lru_cache(maxsize=8)
    def of(cls, questionnaire: Questionnaire) -> "Rubric":
        """Return the rubric of a questionnaire, made once; columns follow `questionnaire.questions`."""
        rank = {d.id: i for i, d in enumerate(questionnaire.dimensions)}
        questions = questionnaire.questions
        return cls(
            weights=np.array([q.weight for q in questions], dtype=np.int64),
            dimension=np.array([rank[questionnaire.dimension_of[q.id].id] for q in questions]),
            core=np.array([q.core for q in questions], dtype=bool),
            not_applicable_allowed=np.array([q.not_applicable is not None for q in questions]),
            dimension_weights=np.array(
                [d.weight for d in questionnaire.dimensions], dtype=np.int64
            ),
            rules=questionnaire.header.scoring,
        )

    @cached_property
    def spread(self) -> NDArray[np.float64]:
        """(Q, D) weight of each question in its dimension; exact, as sums stay below 2**53."""
        spread = np.zeros((len(self.weights), len(self.dimension_weights)))
        spread[np.arange(len(self.weights)), self.dimension] = self.weights
        return spread

    @cached_property
    def counted(self) -> NDArray[np.intp]:
        """Indices of the dimensions that enter the global score (weight above 0, M6)."""
        return np.flatnonzero(self.dimension_weights > 0)

    @cached_property
    def counted_weights(self) -> list[int]:
        """Weights of the counted dimensions, as Python numbers."""
        return [int(w) for w in self.dimension_weights[self.counted]]

    @cached_property
    def corners(self) -> NDArray[np.int64]:
        """(2**D', D') weights of the counted dimensions, each varied up or down (M11)."""
        variation = self.rules.weight_variation
        shared = gcd(100 + variation, 100 - variation)
        steps = np.array([100 - variation, 100 + variation]) // shared
        count = len(self.counted)
        bits = (np.arange(2**count)[:, None] >> np.arange(count)) & 1
        varied: NDArray[np.int64] = steps[bits] * self.dimension_weights[self.counted]
        return varied

    @cached_property
    def places(self) -> tuple[slice | NDArray[np.intp], ...]:
        """Columns of each dimension; a slice, which copies nothing, where they follow each other."""
        return tuple(_columns(self.dimension == d) for d in range(len(self.dimension_weights)))

    @cached_property
    def gates(self) -> NDArray[np.intp]:
        """(K,) columns of the core questions (M10)."""
        return np.flatnonzero(self.core)

    @cached_property
    def gate_places(self) -> tuple[slice | NDArray[np.intp], ...]:
        """Places of each dimension among `gates`."""
        held = self.dimension[self.gates]
        return tuple(_columns(held == d) for d in range(len(self.dimension_weights)))

    @cached_property
    def packed_weights(self) -> NDArray[Any]:
        """(Q, 1) weights in the smallest type that holds any sum of weight x value by dimension.

        Bytes for a usual questionnaire: the processor adds 32 of them at a time.
        """
        largest = 4 * max((int(self.weights[place].sum()) for place in self.places), default=0)
        return self.weights.astype(np.min_scalar_type(largest))[:, None]

    @cached_property
    def exact_type(self) -> Any:
        """Type in which the global ratio is exact: int64 if nothing can overflow, else object."""
        # Rounding a score of 100 forms 20 x 100 x denominator + denominator.
        return np.int64 if 2001 * self._largest_denominator < 2**63 else object

    @cached_property
    def ratio_type(self) -> Any:
        """Type in which ratios are computed: float64, the fastest, where it is exact.

        It holds whole numbers below 2**53, and there the floor of a quotient a / b is exact too as
        long as a + b < 2**53: 2003 times the denominator, in a rounding (M8).
        """
        largest = max(self._largest_denominator, int(self.weights.sum()))
        return np.float64 if 2003 * largest < 2**53 else self.exact_type

    @property
    def _largest_denominator(self) -> int:
        totals = self.spread.sum(axis=0)[self.counted]
        return prod(int(t) for t in totals) * int(self.corners.sum(axis=1).max())


def _columns(chosen: Bools) -> slice | NDArray[np.intp]:
    columns = np.flatnonzero(chosen)
    if len(columns) and columns[-1] - columns[0] == len(columns) - 1:
        return slice(int(columns[0]), int(columns[-1]) + 1)
    return columns
