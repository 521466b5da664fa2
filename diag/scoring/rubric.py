"""What the kernel needs of a questionnaire, as arrays, and the form of a set of answers (M2)."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from diag.questionnaire.questionnaire_model import Questionnaire

Ints = NDArray[Any]
"""Whole numbers: int64, or Python integers where a product could overflow it."""
Bools = NDArray[np.bool_]
Levels = NDArray[np.int8]


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
        core: (Q,) whether the question is a gate of its dimension (M10).
        not_applicable_allowed: (Q,) whether « non concerné » is legitimate (M2).
        dimension_weights: (D,) whole weights of the dimensions (M6).
        gates: (D,) whether the level of the dimension holds that of the whole (M10).
        thresholds: (4,) scores from which levels 1 to 4 begin (M9).
    """

    weights: NDArray[np.int64]
    dimension: NDArray[np.intp]
    core: Bools
    not_applicable_allowed: Bools
    dimension_weights: NDArray[np.int64]
    gates: Bools
    thresholds: NDArray[np.int64]

    @classmethod
    @lru_cache(maxsize=8)
    def of(cls, questionnaire: Questionnaire) -> "Rubric":
        """Return the rubric of a questionnaire, made once; columns follow `questionnaire.questions`."""
        rank = {d.id: i for i, d in enumerate(questionnaire.dimensions)}
        questions, dimensions = questionnaire.questions, questionnaire.dimensions
        return cls(
            weights=np.array([q.weight for q in questions], dtype=np.int64),
            dimension=np.array([rank[questionnaire.dimension_of[q.id].id] for q in questions]),
            core=np.array([q.core for q in questions], dtype=bool),
            not_applicable_allowed=np.array([q.not_applicable is not None for q in questions]),
            dimension_weights=np.array([d.weight for d in dimensions], dtype=np.int64),
            gates=np.array([d.gates and d.weight > 0 for d in dimensions], dtype=bool),
            thresholds=np.array(questionnaire.header.scoring.thresholds, dtype=np.int64),
        )

    def settled(self, status: NDArray[Any]) -> NDArray[Any]:
        """Return (n, Q) statuses where « non concerné » that is not allowed has become missing (M2)."""
        illegitimate = (status == Status.NOT_APPLICABLE.value) & ~self.not_applicable_allowed
        return np.where(illegitimate, np.int8(Status.MISSING.value), status)

    @cached_property
    def spread(self) -> NDArray[np.int64]:
        """(Q, D) weight of each question in its dimension."""
        spread = np.zeros((len(self.weights), len(self.dimension_weights)), dtype=np.int64)
        spread[np.arange(len(self.weights)), self.dimension] = self.weights
        return spread

    @cached_property
    def counted(self) -> NDArray[np.intp]:
        """Indices of the dimensions that enter the global score (weight above 0, M6)."""
        return np.flatnonzero(self.dimension_weights > 0)

    @cached_property
    def core_columns(self) -> NDArray[np.intp]:
        """(K,) columns of the core questions."""
        return np.flatnonzero(self.core)

    @cached_property
    def exact_type(self) -> Any:
        """Type of products over the dimensions: int64 if none can overflow, else Python integers."""
        denominator = 1
        for total in self.spread.sum(axis=0)[self.counted].tolist():
            denominator *= max(total, 1)
        # A score of 100 in tenths, doubled to be rounded, its weights multiplied by 5 (M8, M11).
        largest = 2001 * denominator * 5 * int(self.dimension_weights.sum())
        return np.int64 if largest < 2**63 else object


Form = Literal["express", "complete", "partielle"]
"""Exactly the core, every question, or any other set: scored, never placed nor released."""
FORMS: tuple[Form, ...] = get_args(Form)
"""The forms, in the order of the codes that tables hold."""


def form_of(questionnaire: Questionnaire, asked: Collection[str], hidden: Collection[str] = ()) -> Form:
    """Return the form of the questions `asked`, by id.

    Those that the profile hides from everybody, `hidden`, count as asked where the form has them.
    """
    if lacking(questionnaire, asked, hidden):
        return "partielle"
    return "express" if _core_alone(questionnaire, asked, hidden) else "complete"


def lacking(questionnaire: Questionnaire, asked: Collection[str], hidden: Collection[str] = ()) -> tuple[str, ...]:
    """Return the questions that the nearest form would ask besides, in their order.

    The nearest is express where nothing but core questions was asked, complete otherwise.
    """
    alone = _core_alone(questionnaire, asked, hidden)
    wanted = [q.id for q in questionnaire.questions if q.core or not alone]
    return tuple(name for name in wanted if name not in asked and name not in hidden)


def _core_alone(questionnaire: Questionnaire, asked: Collection[str], hidden: Collection[str]) -> bool:
    """Tell whether what was asked, without being the whole, is core or hidden from everybody."""
    others = [q.id for q in questionnaire.questions if not q.core]
    core = len(others) < len(questionnaire.questions)
    return core and bool(others) and not any(n in asked and n not in hidden for n in others)
