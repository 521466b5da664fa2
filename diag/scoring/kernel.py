"""The kernel: values and statuses of n structures in, their scores and levels out (M3-M11).

Every score is a ratio of two whole numbers until it is rounded, once, half up, to one decimal (M8);
thresholds compare the rounded value. Rows are independent: scoring a table equals scoring each of
its rows. Nothing here knows a file, a clock or a name.
"""

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.scoring.blocks import in_blocks
from diag.scoring.gates import caps, core_values, gate_values, overall_cap
from diag.scoring.ratios import mean_ratio, nearest_tenth, overall_ratio, raw_level, round_half_up
from diag.scoring.results import Measures, Reason, Scores, Tally
from diag.scoring.rubric import Bools, Floats, Ints, Levels, Rubric
from diag.scoring.sums import by_column, count, exact_scores, packed_sums, tally

__all__ = [
    "Measures",
    "Reason",
    "Scores",
    "Tally",
    "count",
    "exact_scores",
    "gate_values",
    "overall_ratio",
    "raw_level",
    "round_half_up",
    "score",
]


def score(rubric: Rubric, values: NDArray[Any], status: NDArray[Any]) -> Scores:
    """Score n structures.

    Args:
        rubric: weights and gates of Q questions in D dimensions.
        values: (n, Q) levels 0..4, whole numbers; only read where the status is ANSWERED.
        status: (n, Q) `Status` codes.

    Arrays of bytes whose columns are contiguous (Fortran order) are read fastest.
    """
    return in_blocks(partial(_score, rubric), values, status)


def _score(rubric: Rubric, values: NDArray[Any], status: NDArray[Any]) -> Scores:
    values, status = by_column(values), by_column(status)
    packed = packed_sums(rubric, values, status)
    kind = rubric.ratio_type
    # The dimensions need no Python integers: only the product of their denominators overflows.
    sums = tally(packed, np.int64 if kind is object else kind)
    total, ratios = sums.total(), _ratios(sums)
    coverage = nearest_tenth(100 * sums.known, sums.asked)
    reason = _reason(rubric, sums, coverage)
    scored = reason == Reason.SCORED.value
    now, best = core_values(rubric, values, status)
    low, high = caps(rubric, now), caps(rubric, best)
    dimensions = _measure(rubric, ratios, sums, coverage, scored, (low, high))
    overall = _measure(
        rubric,
        [mean_ratio(rubric, *(part.astype(kind, copy=False) for part in r)) for r in ratios],
        total,
        nearest_tenth(100 * total.known, total.asked),
        scored[:, rubric.counted].all(axis=1),
        (overall_cap(rubric, low, dimensions.score), overall_cap(rubric, high, dimensions.high)),
    )
    points, answered, unknown, *_ = packed
    return Scores(dimensions, reason, overall, rubric, points, answered + unknown, now)


def _ratios(sums: Tally) -> list[tuple[Ints, Ints]]:
    """Return the exact ratios of D, D_low and D_high (M3, M4)."""
    points, asked = 25 * sums.points, sums.asked
    doubtful = sums.unknown + sums.missing
    return [(points, sums.known), (points, asked), (points + 100 * doubtful, asked)]


def _reason(rubric: Rubric, sums: Tally, coverage: Floats) -> Levels:
    """Return why each dimension has no score, or SCORED (M5)."""
    rules = rubric.rules
    concerned = sums.asked + sums.not_applicable
    too_many = nearest_tenth(100 * sums.not_applicable, concerned) > rules.maximum_not_applicable
    # Nothing known is no score, also where a questionnaire asks for no minimum.
    uncovered = (coverage < rules.minimum_coverage) | (sums.known == 0)
    nothing = concerned == 0
    found = (
        (Reason.NOTHING_ASKED, nothing),
        (Reason.COVERAGE, uncovered & ~nothing),
        (Reason.NOT_APPLICABLE, too_many),
    )
    codes = [np.int8(code) * mask.view(np.int8) for code, mask in found]
    # Of the two that may meet, « non concerné » is told, and has the higher code.
    reason: Levels = np.maximum(codes[0], np.maximum(codes[1], codes[2]))
    return reason


def _measure(
    rubric: Rubric,
    ratios: list[tuple[Ints, Ints]],
    sums: Tally,
    coverage: Floats,
    scored: Bools,
    highest: tuple[Levels, Levels],
) -> Measures:
    """Return the measures of exact ratios: score, low, high.

    `highest` are the levels the gates let through, now and at the high end of the halo.
    """
    blank = np.where(scored, 0.0, np.nan)
    value, low, high = (nearest_tenth(*ratio) + blank for ratio in ratios)
    raw, raw_low, raw_high = (raw_level(rubric, v) for v in (value, low, high))
    doubt = nearest_tenth(100 * sums.unknown, sums.known)
    return Measures(
        score=value,
        low=low,
        high=high,
        coverage=np.where(sums.asked > 0, coverage, np.nan),
        to_confirm=scored & (doubt > rubric.rules.unknown_to_confirm),
        raw_level=raw,
        level=np.minimum(raw, highest[0]),
        level_low=np.minimum(raw_low, highest[0]),
        level_high=np.minimum(raw_high, highest[1]),
    )
