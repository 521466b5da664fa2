"""Families of actions, by the gain that is read and the effort (M22)."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from diag.questionnaire.questionnaire_model import PlanningRules

Family = Literal["quick", "project", "complement", "later"]
FAMILIES: tuple[Family, ...] = get_args(Family)


def families(
    tenths: NDArray[Any], efforts: Sequence[Fraction], rules: PlanningRules
) -> NDArray[np.int8]:
    """Return (n, A) the family of each action, as its rank in `FAMILIES`.

    Args:
        tenths: (n, A) gain that is read, in tenths of a point; 0 out of the plan.
        efforts: effort of each of the A actions, in days.
        rules: what makes a gain matter, and an effort small.

    """
    small = tenths / 10 < float(rules.minimum_gain)
    quick = Fraction(rules.quick_effort)
    long = np.array([effort > quick for effort in efforts], dtype=np.int8)
    return 2 * small.astype(np.int8) + long
