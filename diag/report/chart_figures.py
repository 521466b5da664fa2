"""From counts to figures and charts: exact quantiles, honest shares, coordinates of the drawings."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.french import number, percent
from diag.report.view_model import Part


@dataclass(frozen=True)
class Strip(Part):
    """Where scores lie on an axis of 100 units; the text says it to who does not see it.

    `box` holds the middle half of the structures, `wide` eight in ten (empty when they are few).
    """

    wide: str
    wide_span: str
    box: str
    box_span: str
    median: str
    text: str


@dataclass(frozen=True)
class Segment(Part):
    """One level in a stacked bar of 100 units; the level is 0 to 4, or `none`."""

    level: str
    start: str
    span: str


@dataclass(frozen=True)
class Stack(Part):
    """Levels side by side, and their text."""

    segments: tuple[Segment, ...]
    text: str


@dataclass(frozen=True)
class Share(Part):
    """A number of structures and, where they are enough, its percentage."""

    number: str
    share: str
    text: str  # both: `412 (29 %)`


@dataclass(frozen=True)
class Heading(Part):
    """Heading of a narrow column: a phone shows its mark, explained above the table."""

    title: str
    mark: str


@dataclass(frozen=True)
class Cell(Part):
    """One figure on a ground; `shade` goes from 0 (light) to 9, and is empty without a figure."""

    text: str
    shade: str


ENOUGH = 5
"""Fewest structures that make a distribution (the n of M16, though nothing is published here)."""
ENOUGH_FOR_DECILES = 50
_SCORES = 1001  # bins of a histogram: tenths 0.0 to 100.0; what follows has no score

Histogram = NDArray[Any]


def scored(histogram: Histogram) -> int:
    """Return the number of scores of a histogram."""
    return int(histogram[:_SCORES].sum())


def quantile(histogram: Histogram, share: Fraction) -> Fraction:
    """Return a quantile of the scores of a histogram, which has at least one.

    Between two scores the quantile is interpolated, as spreadsheets do (CENTILE.INCLURE).
    """
    reached = np.cumsum(histogram[:_SCORES])
    place = (int(reached[-1]) - 1) * share
    rank = place.numerator // place.denominator
    low, high = (_at(reached, k) for k in (rank, rank + 1))
    return Fraction(low, 10) + (place - rank) * Fraction(high - low, 10)


def _at(reached: NDArray[Any], rank: int) -> int:
    """Return the score of the structure at a rank from 0, in tenths; the last one beyond."""
    return int(np.searchsorted(reached, min(rank, int(reached[-1]) - 1), side="right"))


def rounded(value: Fraction) -> int:
    """Return the whole number that a page reads, half up (M8)."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def median(histogram: Histogram) -> Fraction | None:
    """Return the median, or None when structures are too few."""
    return quantile(histogram, Fraction(1, 2)) if scored(histogram) >= ENOUGH else None


def strip(histogram: Histogram, title: str) -> Strip:
    """Return the drawing of a distribution of at least `ENOUGH` scores."""
    first, middle, third = (quantile(histogram, Fraction(k, 4)) for k in (1, 2, 3))
    wide = wide_span = text = ""
    if scored(histogram) >= ENOUGH_FOR_DECILES:
        low, high = (quantile(histogram, Fraction(k, 10)) for k in (1, 9))
        wide, wide_span = _unit(low), _unit(high - low)
        text = f" ; huit sur dix entre {rounded(low)} et {rounded(high)}"
    return Strip(
        wide=wide,
        wide_span=wide_span,
        box=_unit(first),
        box_span=_unit(third - first),
        median=_unit(middle),
        text=f"{title} : médiane {rounded(middle)} sur 100 ; une structure sur deux entre "
        f"{rounded(first)} et {rounded(third)}{text}",
    )


def interval(histogram: Histogram, low: Fraction, high: Fraction) -> str:
    """Return the scores between two quantiles, `31 à 48`."""
    return f"{rounded(quantile(histogram, low))} à {rounded(quantile(histogram, high))}"


def stack(counts: list[int], title: str, names: list[str]) -> Stack:
    """Return levels side by side, in proportion; the last is « not scored »."""
    total, start, segments = sum(counts), 0, []
    for rank, count in enumerate(counts):
        if count:
            level = str(rank) if rank < len(counts) - 1 else "none"
            place, span = Fraction(100 * start, total), Fraction(100 * count, total)
            segments.append(Segment(level, _unit(place), _unit(span)))
        start += count
    parts = [f"{name} {number(c)}" for name, c in zip(names, counts, strict=True) if c]
    return Stack(tuple(segments), f"{title} : {' ; '.join(parts)}")


def share(part: int, whole: int) -> Share:
    """Return a number of structures; its percentage only where the whole is large enough."""
    shown, rated = number(part), rate(part, whole) if whole >= ENOUGH else ""
    return Share(shown, rated, f"{shown} ({rated})" if rated else shown)


def rate(part: int, whole: int) -> str:
    """Return a whole percentage, rounded half up; neither a few nor almost all are hidden by it."""
    rounded = (200 * part + whole) // (2 * whole)
    if part and not rounded:
        return f"< {percent(1)}"
    if part < whole and rounded == 100:
        return f"> {percent(99)}"
    return percent(rounded)


def width(part: int, whole: int) -> str:
    """Return the length of a bar on an axis of 100 units."""
    return _unit(Fraction(100 * part, whole)) if whole else "0"


def shade(value: Fraction) -> str:
    """Return the shade of a cell, one for ten points."""
    return str(min(int(value // 10), 9))


def intensity(part: int, most: int) -> str:
    """Return the shade of a count among others, never so dark that the darkest hides the rest."""
    return str(6 * part // most)


def _unit(value: Fraction) -> str:
    """Return a coordinate with two decimals, always the same for the same counts."""
    hundredths = (200 * value.numerator + value.denominator) // (2 * value.denominator)
    return f"{hundredths / 100:g}"
