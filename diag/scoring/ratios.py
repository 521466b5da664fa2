"""Ratios of whole numbers: the mean of the dimensions, rounding, thresholds (M6, M8, M9)."""

from collections.abc import Iterable

import numpy as np

from diag.scoring.rubric import Floats, Ints, Levels, Rubric

#: The level of what has no score.
NO_LEVEL = -1


def overall_ratio(rubric: Rubric, numerator: Ints, denominator: Ints) -> tuple[Ints, Ints]:
    """Return G as an exact ratio, from the (n, D) ratios of the dimensions (M6).

    The result only has a meaning where every counted denominator is above 0.
    """
    kind = rubric.exact_type
    return mean_ratio(rubric, numerator.astype(kind), denominator.astype(kind))


def mean_ratio(rubric: Rubric, numerator: Ints, denominator: Ints) -> tuple[Ints, Ints]:
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
    return np.where(denominator > 0, nearest_tenth(numerator, denominator), np.nan)


def nearest_tenth(numerator: Ints, denominator: Ints) -> Floats:
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
    levels: Levels = reached(rounded, rubric.rules.thresholds)
    levels += NO_LEVEL * np.isnan(rounded).view(np.int8)
    return levels


def reached(numbers: Floats, floors: Iterable[int]) -> Levels:
    """Return how many of the floors each number reaches; NaN reaches none."""
    count = np.zeros_like(numbers, dtype=np.int8)
    for floor in floors:
        count += (numbers >= floor).view(np.int8)
    return count
