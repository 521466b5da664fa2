"""Quantiles and shares as they are published (M16, M17).

The quantile of order p of n sorted scores is the score of rank n p, rounded up; where n p is a whole
number it is the middle of the scores of ranks n p and n p + 1. This is the inverse of the empirical
distribution, averaged where it jumps (definition 2 of Hyndman and Fan, 1996): it is a score, or the
middle of two; the median is the usual one; upside down it gives the same numbers; and on scores in
tenths it is exact, so that rounding half up is too.
"""

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from diag.benchmark.release import Quantiles
from diag.benchmark.rules import (
    DECILES_FROM,
    EXACT_MEDIAN_FROM,
    EXACT_SHARES_FROM,
    LEAST_STRUCTURES,
    QUARTILES_FROM,
)

Numbers = NDArray[np.int64]
MEDIAN = Fraction(1, 2)
QUARTILES = (Fraction(1, 4), Fraction(3, 4))
DECILES = tuple(Fraction(rank, 10) for rank in range(1, 10))
_STEP = 5
"""Points to which the numbers of small groups are rounded."""


def quantiles(tenths: Numbers, starts: Numbers, n: Numbers) -> list[Quantiles]:
    """Return the quantiles that M16 allows of G groups of scores.

    Args:
        tenths: scores times ten, group after group, increasing in each.
        starts: (G,) where each group starts.
        n: (G,) scores in each.

    """
    ends = _twentieths(tenths, starts, n, MEDIAN)
    median = np.where(n >= EXACT_MEDIAN_FROM, _rounded(ends, 1), _rounded(ends, _STEP))
    orders = (*QUARTILES, *DECILES)
    finer = [_rounded(_twentieths(tenths, starts, n, order), 1) for order in orders]
    columns = [column.tolist() for column in (n, median, *finer)]
    return [_allowed(*row) for row in zip(*columns, strict=True)]


def _allowed(n: int, median: int, q1: int, q3: int, *deciles: int) -> Quantiles:
    """Return the numbers that the size of a group allows."""
    if n < LEAST_STRUCTURES:
        return Quantiles()
    if n < QUARTILES_FROM:
        return Quantiles(median)
    return Quantiles(median, q1, q3, deciles if n >= DECILES_FROM else None)


def _twentieths(tenths: Numbers, starts: Numbers, n: Numbers, order: Fraction) -> Numbers:
    """Return the quantile of each group, times twenty; 0 for an empty group."""
    rank, left = np.divmod(n * order.numerator, order.denominator)
    after = np.minimum(rank, n - 1)
    before = np.where(left == 0, rank - 1, after)
    padded = np.append(tenths, 0)
    low, high = (padded[np.where(n > 0, starts + place, -1)] for place in (before, after))
    found: Numbers = low + high
    return found


def _rounded(twentieths: Numbers, step: int) -> Numbers:
    """Return points rounded half up to a multiple of `step`, exactly."""
    return (twentieths + 10 * step) // (20 * step) * step


def shares(counts: Numbers, n: Numbers) -> Numbers:
    """Return (…, K) the share of each answer, in %, rounded half up (M17).

    Rounded one by one, they may add up to a little more or less than 100.

    Args:
        counts: (…, K) structures that gave each answer.
        n: (…,) structures that answered, 1 or more.

    """
    n = n[..., None]
    rough = (40 * counts + n) // (2 * n) * _STEP
    found: Numbers = np.where(n < EXACT_SHARES_FROM, rough, (200 * counts + n) // (2 * n))
    return found
