"""Quantiles as they are published (M16).

The quantile of order p of n sorted scores is the score of rank n p, rounded up; where n p is a whole
number it is the middle of the scores of ranks n p and n p + 1. This is the inverse of the empirical
distribution, averaged where it jumps (definition 2 of Hyndman and Fan, 1996): it is a score, or the
middle of two; upside down it gives the same numbers; and on scores in tenths it is exact, so that
rounding half up is too.
"""

from collections.abc import Sequence
from fractions import Fraction

from diag.benchmark.release import Quantiles, size_class

QUARTILES_FROM, DECILES_FROM = 10, 50
"""Structures from which each is told; from the second, numbers are rounded to the integer."""
COARSE = 5
"""Points to which the numbers of smaller groups are rounded."""
MEDIAN, QUARTILES = Fraction(1, 2), (Fraction(1, 4), Fraction(3, 4))
DECILES = tuple(Fraction(rank, 10) for rank in range(1, 10))


def published(tenths: Sequence[int]) -> Quantiles:
    """Return the quantiles that M16 allows of a group.

    Args:
        tenths: its scores times ten, in increasing order.
    """
    n = len(tenths)
    step = COARSE if n < DECILES_FROM else 1

    def told(order: Fraction) -> int:
        return (twice_quantile(tenths, order) + 10 * step) // (20 * step) * step

    q1, q3 = map(told, QUARTILES) if n >= QUARTILES_FROM else (None, None)
    deciles = tuple(map(told, DECILES)) if n >= DECILES_FROM else None
    return Quantiles(size_class(n), told(MEDIAN), q1, q3, deciles)


def twice_quantile(numbers: Sequence[int], order: Fraction) -> int:
    """Return twice a quantile of sorted whole numbers, which is then whole."""
    rank, left = divmod(len(numbers) * order.numerator, order.denominator)
    return int(numbers[rank] + numbers[rank if left else rank - 1])
