"""Which questions each row is asked (M2), on many rows at once.

The meaning of a condition stays where it is, in `diag.questionnaire.conditions`: it is asked once
per distinct value, and the answers are spread over the rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.questionnaire.conditions import Condition, Value, holds

Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Fact:
    """What the rows say of one profile field or one question.

    Attributes:
        codes: (n,) rank in `values` of what each row says.
        values: distinct typed values; None where nothing usable was said.
        present: (n,) rows where it counts; None where it counts everywhere.

    """

    codes: NDArray[Any]
    values: Sequence[Value | None]
    present: Bools | None = None


@dataclass(frozen=True, eq=False)
class Facts:
    """Facts by profile field id and by question id."""

    rows: int
    profile: Mapping[str, Fact]
    answers: Mapping[str, Fact]

    def hold(self, condition: Condition | None) -> Bools:
        """Return (n,) where the condition is true, as `conditions.holds` would say row by row."""
        if condition is None:
            return np.ones(self.rows, dtype=bool)
        if condition.all is not None:
            every: Bools = np.logical_and.reduce([self.hold(c) for c in condition.all])
            return every
        if condition.any is not None:
            some: Bools = np.logical_or.reduce([self.hold(c) for c in condition.any])
            return some
        if condition.not_ is not None:
            return ~self.hold(condition.not_)
        if condition.profile is not None:
            return self._test(condition, condition.profile, self.profile)
        return self._test(condition, condition.answer or "", self.answers)

    def _test(self, test: Condition, name: str, facts: Mapping[str, Fact]) -> Bools:
        fact = facts.get(name)
        if fact is None:
            return np.zeros(self.rows, dtype=bool)
        said = [{} if value is None else {name: value} for value in fact.values]
        table = np.array([holds(test, one, one) for one in said], dtype=bool)
        true: Bools = table[fact.codes]
        return true if fact.present is None else true & fact.present
