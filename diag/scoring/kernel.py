"""The kernel: values and statuses of n structures in, their scores and levels out (M3-M11).

Every score is a ratio of two whole numbers until it is rounded, once, half up, to one decimal (M8);
thresholds compare the rounded value. Rows are independent: scoring a table equals scoring each of
its rows. Nothing here knows a file, a clock or a name.
"""

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.scoring.results import (
    NO_LEVEL,
    Bools,
    Floats,
    Levels,
    Measures,
    Reason,
    Scores,
    Tally,
)
from diag.scoring.rubric import Ints, Rubric, Status


def score(rubric: Rubric, values: NDArray[Any], status: NDArray[Any]) -> Scores:
    """Score n structures.

    Args:
        rubric: weights and gates of Q questions in D dimensions.
        values: (n, Q) levels 0..4; read only where the status is ANSWERED.
        status: (n, Q) `Status` codes.

    """
    tally = count(rubric, values, status)
    reason = _reason(rubric, tally)
    scored = reason == Reason.SCORED
    gates = gate_values(rubric, values, status)
    best = gate_values(rubric, values, status, doubt=4)
    caps = _dimension_caps(rubric, gates), _dimension_caps(rubric, best)
    ratios = [(25 * tally.points, tally.known), *_halo(tally)]
    dimensions = _measure(rubric, ratios, tally.known, tally.asked, tally.unknown, scored, caps)
    everything = scored[:, rubric.counted].all(axis=1)
    overall_caps = (
        np.minimum(_cap(gates), _dimension_cap(rubric, dimensions.score[:, rubric.counted])),
        np.minimum(_cap(best), _dimension_cap(rubric, dimensions.high[:, rubric.counted])),
    )
    overall = _measure(
        rubric,
        [overall_ratio(rubric, *ratio) for ratio in ratios],
        tally.known.sum(axis=1),
        tally.asked.sum(axis=1),
        tally.unknown.sum(axis=1),
        everything,
        overall_caps,
    )
    robust_low, robust_high = _robustness(rubric, 25 * tally.points, tally.known, everything)
    needed = overall.level[:, None]
    held = (overall.level < overall.raw_level)[:, None]
    own = dimensions.level[:, rubric.dimension]
    own_held = own < dimensions.raw_level[:, rubric.dimension]
    return Scores(
        dimensions=dimensions,
        reason=reason,
        overall=overall,
        balance=_balance(rubric, tally, everything),
        robust_low=robust_low,
        robust_high=robust_high,
        robust=everything & (raw_level(rubric, robust_low) == raw_level(rubric, robust_high)),
        dimension_blockers=own_held & (gates < own),
        overall_blockers=held & (gates < needed),
        weak_dimensions=held & _below_gate(rubric, dimensions.score, overall.level),
    )


def count(rubric: Rubric, values: NDArray[Any], status: NDArray[Any]) -> Tally:
    """Return the sums by dimension of n structures (M3)."""

    def total(mask: NDArray[Any]) -> Ints:
        return (mask @ rubric.spread).astype(np.int64)

    answered = status == Status.ANSWERED
    return Tally(
        points=total(np.where(answered, values, 0)),
        answered=total(answered),
        unknown=total(status == Status.UNKNOWN),
        missing=total(status == Status.MISSING),
        not_applicable=total(status == Status.NOT_APPLICABLE),
    )


def exact_scores(tally: Tally) -> list[tuple[Fraction, ...]]:
    """Return the exact score of each dimension, row by row; 0 where nothing is known (M3)."""
    return [
        tuple(Fraction(25 * p, k) if k else Fraction(0) for p, k in zip(points, known, strict=True))
        for points, known in zip(tally.points.tolist(), tally.known.tolist(), strict=True)
    ]


def overall_ratio(rubric: Rubric, numerator: Ints, denominator: Ints) -> tuple[Ints, Ints]:
    """Return G as an exact ratio, from the (n, D) ratios of the dimensions (M6).

    The result only has a meaning where every counted denominator is above 0.
    """
    shares, common = _common(rubric, numerator, denominator)
    weights = rubric.dimension_weights[rubric.counted].astype(rubric.exact_type)
    return shares @ weights, common * int(weights.sum())


def round_half_up(numerator: Ints, denominator: Ints) -> Floats:
    """Return the ratio rounded half up to one decimal, exactly; NaN where the denominator is 0 (M8)."""
    some = denominator > 0
    safe = np.where(some, denominator, 1)
    tenths = (20 * numerator + safe) // (2 * safe)
    return np.where(some, tenths.astype(np.float64) / 10, np.nan)


def raw_level(rubric: Rubric, rounded: Floats) -> Levels:
    """Return the number of thresholds reached, -1 where there is no score (M9)."""
    reached = (rounded[..., None] >= np.array(rubric.rules.thresholds)).sum(axis=-1)
    return np.where(np.isnan(rounded), NO_LEVEL, reached).astype(np.int8)


def gate_values(
    rubric: Rubric, values: NDArray[Any], status: NDArray[Any], doubt: int = 0
) -> Levels:
    """Return (n, Q) the value each question shows at a gate; 4 where it blocks nothing (M10).

    Unknown and missing count `doubt`: 0, or 4 at the high end of the halo. An illegitimate « non
    concerné » counts 0; a hidden question, a legitimate « non concerné » and a question outside the
    core do not block.
    """
    doubtful = (status == Status.UNKNOWN) | (status == Status.MISSING)
    shown = np.where(status == Status.ANSWERED, values, np.where(doubtful, doubt, 0))
    excused = (status == Status.NOT_APPLICABLE) & rubric.not_applicable_allowed
    free = ~rubric.core | (status == Status.HIDDEN) | excused
    return np.where(free, 4, shown).astype(np.int8)


def _cap(gates: Levels) -> Levels:
    """Return the highest level the gates let through: L needs each value >= L - 1."""
    highest: Levels = np.minimum(4, 1 + gates.min(axis=1, initial=4)).astype(np.int8)
    return highest


def _dimension_caps(rubric: Rubric, gates: Levels) -> Levels:
    """Return (n, D) the highest level that the core questions of each dimension let through."""
    ranks = range(len(rubric.dimension_weights))
    return np.stack([_cap(gates[:, rubric.dimension == rank]) for rank in ranks], axis=1)


def _dimension_cap(rubric: Rubric, scores: Floats) -> Levels:
    """Return the highest level of the whole that every counted dimension lets through (M10)."""
    floors = np.array(rubric.rules.thresholds) - rubric.rules.dimension_margin
    weakest = np.where(np.isnan(scores), 0, scores).min(axis=1, initial=100)
    highest: Levels = (weakest[:, None] >= floors).sum(axis=1).astype(np.int8)
    return highest


def _below_gate(rubric: Rubric, scores: Floats, level: Levels) -> Bools:
    """Return (n, D) the counted dimensions below what the next level of the whole needs."""
    floors = np.array([*rubric.rules.thresholds, 100]) - rubric.rules.dimension_margin
    below: Bools = scores < floors[np.clip(level, 0, 4)][:, None]
    below[:, rubric.dimension_weights == 0] = False
    return below


def _halo(tally: Tally) -> list[tuple[Ints, Ints]]:
    """Return the ratios of D_low and D_high (M4)."""
    doubtful = tally.unknown + tally.missing
    return [(25 * tally.points, tally.asked), (25 * tally.points + 100 * doubtful, tally.asked)]


def _measure(
    rubric: Rubric,
    ratios: list[tuple[Ints, Ints]],
    known: Ints,
    asked: Ints,
    unknown: Ints,
    scored: Bools,
    caps: tuple[Levels, Levels],
) -> Measures:
    """Return the measures of exact ratios: score, low, high.

    `caps` are the highest levels the gates let through, now and at the high end of the halo.
    """
    value, low, high = (np.where(scored, round_half_up(*ratio), np.nan) for ratio in ratios)
    raw, raw_low, raw_high = (raw_level(rubric, v) for v in (value, low, high))
    return Measures(
        score=value,
        low=low,
        high=high,
        coverage=round_half_up(100 * known, asked),
        to_confirm=scored & (_share(unknown, known) > rubric.rules.unknown_to_confirm),
        raw_level=raw,
        level=np.minimum(raw, caps[0]),
        level_low=np.minimum(raw_low, caps[0]),
        level_high=np.minimum(raw_high, caps[1]),
    )


def _share(part: Ints, whole: Ints) -> Floats:
    """Return a percentage rounded like any displayed number; 0 of nothing is 0."""
    share = round_half_up(100 * part, whole)
    return np.where(np.isnan(share), 0.0, share)


def _reason(rubric: Rubric, tally: Tally) -> NDArray[np.int8]:
    """Return why each dimension has no score, or SCORED (M5)."""
    concerned = tally.asked + tally.not_applicable
    too_many = _share(tally.not_applicable, concerned) > rubric.rules.maximum_not_applicable
    uncovered = _share(tally.known, tally.asked) < rubric.rules.minimum_coverage
    uncovered |= tally.known == 0  # also where a questionnaire asks for no minimum
    return np.select(
        [concerned == 0, too_many, uncovered],
        [Reason.NOTHING_ASKED, Reason.NOT_APPLICABLE, Reason.COVERAGE],
        Reason.SCORED,
    ).astype(np.int8)


def _common(rubric: Rubric, numerator: Ints, denominator: Ints) -> tuple[Ints, Ints]:
    """Bring the counted dimensions to one denominator: (n, D') numerators and (n,) denominator."""
    top = numerator[:, rubric.counted].astype(rubric.exact_type)
    bottom = np.maximum(denominator[:, rubric.counted], 1).astype(rubric.exact_type)
    shares = np.stack(
        [top[:, d] * np.delete(bottom, d, axis=1).prod(axis=1) for d in range(top.shape[1])], axis=1
    )
    return shares, bottom.prod(axis=1)


def _balance(rubric: Rubric, tally: Tally, scored: Bools) -> Floats:
    """Return the geometric over the arithmetic mean of the dimensions (M7)."""
    weights = rubric.dimension_weights[rubric.counted] / rubric.dimension_weights.sum()
    known = np.maximum(tally.known[:, rubric.counted], 1)
    values = 25 * tally.points[:, rubric.counted] / known
    # Not `values @ weights`: its last bit depends on the number of rows.
    arithmetic = (values * weights).sum(axis=1)
    geometric = np.exp((np.log(np.maximum(values, 1)) * weights).sum(axis=1))
    defined = scored & (arithmetic > 0)
    return np.where(defined, geometric / np.where(arithmetic > 0, arithmetic, 1), np.nan)


def _robustness(
    rubric: Rubric, numerator: Ints, denominator: Ints, scored: Bools
) -> tuple[Floats, Floats]:
    """Return the lowest and highest G over every corner of the varied weights (M11)."""
    shares, common = _common(rubric, numerator, denominator)
    weights = rubric.corners.astype(rubric.exact_type)
    totals = weights.sum(axis=1)
    tops = shares @ weights.T
    means = tops / totals
    rows = np.arange(len(tops))
    ends = []
    for corner in (means.argmin(axis=1), means.argmax(axis=1)):
        rounded = round_half_up(tops[rows, corner], common * totals[corner])
        ends.append(np.where(scored, rounded, np.nan))
    return ends[0], ends[1]
