"""Random whole numbers that are the same on every machine.

NumPy promises the same *bits* for a seed whatever its version (NEP 19), not the same `normal()` or
`choice()`; and a logarithm may differ by one bit between two processors. So everything here is
integer arithmetic over the bits of PCG64, and a fresh export equals the committed one byte for byte.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[Any]
Bools = NDArray[np.bool_]
_BELL = 37_837  # standard deviation of a sum of four 16-bit uniform numbers: 65536 / sqrt(3)


class Draws:
    """One stream of draws, known by its name: a new stream leaves the others as they were."""

    def __init__(self, seed: int, *names: str) -> None:
        name = "/".join(names).encode("utf-8")
        self._bits = np.random.PCG64(np.random.SeedSequence([seed, *name]))

    def below(self, bound: ArrayLike, size: int) -> Ints:
        """Return `size` numbers from 0 to `bound` - 1; the bound may differ for each."""
        bits = self._bits.random_raw(size) >> np.uint64(32)
        scaled: Ints = (bits * np.asarray(bound, dtype=np.uint64)) >> np.uint64(32)
        return scaled.astype(np.int64)

    def between(self, low: ArrayLike, high: ArrayLike, size: int) -> Ints:
        """Return `size` numbers from `low` to `high`, both included."""
        start = np.asarray(low, dtype=np.int64)
        return start + self.below(np.asarray(high, dtype=np.int64) - start + 1, size)

    def chance(self, percent: ArrayLike, size: int) -> Bools:
        """Return `size` events, each true `percent` times in a hundred."""
        happens: Bools = self.below(100, size) < np.asarray(percent)
        return happens

    def bell(self, spread: int, size: int) -> Ints:
        """Return `size` numbers around 0, bell-shaped, of standard deviation `spread`."""
        bits = self._bits.random_raw(size)
        pieces = [(bits >> np.uint64(16 * k)) & np.uint64(0xFFFF) for k in range(4)]
        total: Ints = np.sum(pieces, axis=0).astype(np.int64) - 2 * 0xFFFF
        return total * spread // _BELL

    def pick(self, weights: ArrayLike, size: int) -> Ints:
        """Return `size` ranks, each as often as its weight."""
        ends = np.cumsum(np.asarray(weights, dtype=np.int64))
        return np.searchsorted(ends, self.below(int(ends[-1]), size), side="right")

    def order(self, size: int) -> Ints:
        """Return the ranks 0 to `size` - 1, shuffled."""
        return np.argsort(self._bits.random_raw(size), kind="stable")


def steps(table: list[Mapping[str, int]], numbers: Ints) -> Ints:
    """Return the effect of each number, in a table of « from this number on, this effect »."""
    starts = np.array([line["from"] for line in table])
    effects = np.array([line["effect"] for line in table])
    found: Ints = effects[np.maximum(np.searchsorted(starts, numbers, side="right") - 1, 0)]
    return found
