"""What the kernel needs of a questionnaire, as arrays."""

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from math import gcd, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.questionnaire.header import ScoringRules
from diag.questionnaire.questionnaire import Questionnaire

Ints = NDArray[Any]
"""Exact whole numbers: int64, or Python integers where int64 could overflow."""


class Status(IntEnum):
    """Status of one answer (M2)."""

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
    def of(cls, questionnaire: Questionnaire) -> "Rubric":
        """Return the rubric of a questionnaire; columns follow `questionnaire.questions`."""
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
    def exact_type(self) -> Any:
        """Type in which the global ratio is exact: int64 if nothing can overflow, else object."""
        totals = self.spread.sum(axis=0)[self.counted]
        # Rounding a score of 100 forms 20 x 100 x denominator + denominator.
        largest = 2001 * prod(int(t) for t in totals) * int(self.corners.sum(axis=1).max())
        return np.int64 if largest < 2**63 else object
