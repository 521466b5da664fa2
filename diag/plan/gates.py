"""What holds the levels back, read again after each action (M9, M10).

An action turns an answer, or an unknown, into a better answer: no denominator changes. For a given
structure each threshold is then a number of points to reach, known once and for all.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.scoring.rubric import Bools, Ints, Rubric

FREE = 4
"""What a question shows at a gate when it blocks nothing."""
_NONE = np.array(-2, dtype=np.int8)
_ONE = np.array(1, dtype=np.int8)


@dataclass(frozen=True, eq=False)
class Worth:
    """What points add to G or, without a G, to the mean of the dimensions (M6, M20).

    Attributes:
        point: (D, n) numerator of one point (weight x level) of each dimension.
        whole: (n,) the denominator.
        given: (n,) whether there is a G.

    """

    point: Ints
    whole: Ints
    given: Bools

    @classmethod
    def of(cls, rubric: Rubric, known: Ints, scored: Bools, exact: Any) -> "Worth":
        """Return what points are worth, from the (n, D) known weights and scored dimensions."""
        whole_type = np.int64 if exact is np.float64 else object
        given: Bools = np.logical_and.reduce(scored[:, rubric.counted], axis=1)
        weights = np.where(given[:, None], rubric.dimension_weights, 1).astype(whole_type)
        bottoms = np.where(weights > 0, np.maximum(known, 1), 1).astype(whole_type)
        common = bottoms.prod(axis=1)
        point = 25 * weights * (common[:, None] // bottoms)
        return cls(point.T.astype(exact), weights.sum(axis=1) * common, given)


def gate_grid(rubric: Rubric) -> NDArray[np.intp]:
    """Return (H, D) the columns of the core questions of each dimension, -1 as filler."""
    ranks = range(len(rubric.dimension_weights))
    own = [np.flatnonzero(rubric.core & (rubric.dimension == d)) for d in ranks]
    grid = np.full((max(map(len, own)), len(own)), -1)
    for d, columns in enumerate(own):
        grid[: len(columns), d] = columns
    return grid


@dataclass(frozen=True, eq=False)
class Gates:
    """The gates of n structures, on H x D places.

    Attributes:
        floors: (4, 2 D + 1, n) what reaches levels 1 to 4: points of each dimension, for the level
            of the whole (M10); points of each dimension, for its raw level (M9); gain of the whole,
            for its raw level (M9).
        highest: (H, D, n) the most that each gate can show, whatever is done.

    """

    floors: NDArray[Any]
    highest: NDArray[np.int8]

    @classmethod
    def of(
        cls,
        rubric: Rubric,
        grid: NDArray[np.intp],
        shown: NDArray[np.int8],
        known: Ints,
        scored: Bools,
        worth: Worth,
    ) -> "Gates":
        """Return the gates of structures.

        Args:
            rubric: thresholds, and dimensions that count.
            grid: core question of each place.
            shown: (n, Q) what each question will show at a gate, however well answered.
            known, scored: (n, D) weights of what counts, and whether there is a score.
            worth: what points are worth.

        """
        exact, whole_type = worth.point.dtype, worth.whole.dtype
        levels = np.array(rubric.rules.thresholds, dtype=whole_type)[:, None, None]
        asked = levels - rubric.rules.dimension_margin
        bottoms = known.T.astype(whole_type)
        free = rubric.dimension_weights[:, None] == 0
        floors = [
            np.where(free, -np.inf, _least(asked, bottoms, 500).astype(exact)),
            np.where(scored.T, _least(levels, bottoms, 500).astype(exact), np.inf),
            np.where(worth.given, _least(levels, worth.whole, 20).astype(exact), np.inf),
        ]
        highest = np.where(grid[..., None] < 0, np.int8(FREE), shown.T[grid])
        return cls(np.concatenate(floors, axis=1), highest)

    def holding(self, shown: NDArray[np.int8], standing: NDArray[Any]) -> tuple[Bools, Bools]:
        """Return the (H, D, n) questions and the (D, n) dimensions that hold a level back now.

        A level needs each gate at the level below: the lowest ones hold it, once the score reaches
        more than they let through.

        Args:
            shown: (H, D, n) level of the question of each place.
            standing: (2 D + 1, n) what has been won, to compare with `floors`.

        """
        number = shown.shape[1]
        shown = np.minimum(shown, self.highest)
        one, two, three, four = (standing >= self.floors).view(np.int8)
        # Less one, as a gate at v lets level v + 1 through.
        reached = one + two + three + four - _ONE
        lowest = np.empty_like(reached)  # of the gates of the whole, of each dimension, then of all
        lowest[:number] = reached[:number]
        np.minimum.reduce(shown, axis=0, initial=FREE, out=lowest[number:-1])
        np.minimum.reduce(lowest[:-1], axis=0, out=lowest[-1])
        bars = np.where(lowest[number:] < reached[number:], lowest[number:], _NONE)
        held = shown == bars[:-1]
        held |= shown == bars[-1]
        return held, lowest[:number] == bars[-1]

    def next_floor(self, standing: NDArray[Any]) -> NDArray[Any]:
        """Return (D, n) the points at which each dimension lets one more level of the whole through."""
        number = self.highest.shape[1]
        floors = self.floors[:, :number]
        least: NDArray[Any] = np.where(floors > standing[:number], floors, np.inf).min(axis=0)
        return least


def _least(thresholds: NDArray[Any], bottom: Ints, parts: int) -> NDArray[Any]:
    """Return the least numerator that reads at least `thresholds`, in `parts` / 20 of a point.

    N / B reads at least t, rounded half up to a tenth (M8), as soon as N >= B (20 t - 1) / 20.
    """
    least: NDArray[Any] = -(-(bottom * (20 * thresholds - 1)) // parts)
    return least
