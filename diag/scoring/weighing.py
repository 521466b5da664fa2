"""What is said of the weights of the dimensions: balance and robustness (M7, M11)."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.scoring.ratios import nearest_tenth
from diag.scoring.rubric import Floats, Ints, Rubric


def balance(rubric: Rubric, points: NDArray[Any], known: NDArray[Any]) -> Floats:
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


def robustness(rubric: Rubric, points: NDArray[Any], known: NDArray[Any]) -> tuple[Floats, Floats]:
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
        nearest_tenth(tops[rows, corner], common * totals[corner])
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
