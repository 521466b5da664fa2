"""From counts to figures and drawings of a network: exact quantiles, coordinates, what is noise."""

from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.report.document import Part

ENOUGH = 5
"""Fewest structures that make a distribution (the n of M16, though nothing is published here)."""
ENOUGH_TO_DIFFER = 10
"""Fewest structures of a group, for its median to be set against another (the n of M14)."""
_SCORES = 1001  # bins of a histogram: tenths 0.0 to 100.0; what follows has no score
_ERRORS = 3  # standard errors beyond which a gap is told: many groups and axes are looked at together
_OF_MEDIAN, _OF_QUARTILES = 1.253, 1.349

Histogram = NDArray[Any]


def scored(histogram: Histogram) -> int:
    """Return the number of scores of a histogram."""
    return int(histogram[:_SCORES].sum())


def quantile(histogram: Histogram, share: Fraction) -> Fraction:
    """Return a quantile of the scores of a histogram, which has at least one.

    Between two scores the quantile is interpolated, as spreadsheets do (CENTILE.INCLURE).
    """
    reached = np.cumsum(histogram[:_SCORES])
    last = int(reached[-1]) - 1
    place = last * share
    rank = int(place)
    low, high = map(int, np.searchsorted(reached, [rank, min(rank + 1, last)], side="right"))
    return Fraction(low, 10) + (place - rank) * Fraction(high - low, 10)


def rounded(value: Fraction) -> int:
    """Return the whole number that a page reads, half up (M8)."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def median(histogram: Histogram) -> Fraction | None:
    """Return the median, or None when structures are too few."""
    return quantile(histogram, Fraction(1, 2)) if scored(histogram) >= ENOUGH else None


def noise(histogram: Histogram) -> float:
    """Return how far the median of a group may be from another by chance, in points.

    Three standard errors of a median, 1.253 σ / √n, with σ = IQR / 1.349 (McGill, Tukey and Larsen,
    1978); at least a point, since scores are read as integers.
    """
    low, high = (quantile(histogram, Fraction(k, 4)) for k in (1, 3))
    spread = float(high - low) / _OF_QUARTILES
    return max(1.0, _ERRORS * _OF_MEDIAN * spread / sqrt(scored(histogram)))


def coordinate(part: int, whole: int) -> str:
    """Return a length on an axis of 100 units, always the same for the same counts."""
    hundredths = (20_000 * part + whole) // (2 * whole) if whole else 0
    return f"{min(hundredths, 10_000) / 100:g}"


@dataclass(frozen=True)
class DotStrip(Part):
    """Coordinates on an axis of 100 units, as texts; an empty one is not drawn.

    `dot` is the score; `kind` is how it is drawn: whole, held by a gate, or provisional. The whisker
    goes from the dot to `high`. The group lies from `low_quarter` over `middle_half`, its median at
    `median`. Where nothing is known, `dotted` draws a line without any dot. `cells` says the same in
    20 plain characters.
    """

    dot: str
    kind: str  # whole | held | provisional
    high: str
    low_quarter: str
    middle_half: str
    median: str
    dotted: bool
    cells: str
