"""Exact linear algebra on sums of groups: which unions of blocks published groups determine (M17).

Blocks are what groups are made of. Everything is computed modulo a large prime: whole numbers, no
tolerance to choose.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

PRIME = 2**31 - 1
_MIXER = 1_103_515_245
Numbers = NDArray[np.int64]
Ranks = NDArray[np.intp]


def marks(groups: NDArray[Any]) -> Numbers:
    """Return (B,) a number for each block: those of a union add up to 0 where it is determined.

    The blocks may vary in some ways while the sums of the groups stay as they are. A union that is
    determined varies in none of them: its blocks make up for each other. The number of a block
    mixes all the ways in which it varies; sums are modulo `PRIME`. That a union which is not
    determined adds up to 0 has one chance in two thousand million, and would do no harm.

    Args:
        groups: (G, B) which blocks make each group.

    """
    rows, pivots = _reduced(groups)
    free = np.setdiff1d(np.arange(groups.shape[1]), pivots)
    mixed = np.zeros(groups.shape[1], dtype=np.int64)
    mixer = 1
    for block in free:
        mixer = mixer * _MIXER % PRIME
        mixed[block] = mixer
        mixed[pivots] = (mixed[pivots] - rows[:, block] * mixer) % PRIME
    return mixed


def terms(groups: NDArray[Any], union: NDArray[Any]) -> Ranks:
    """Return groups that add up to a union, each times some number; all that do are among many.

    Args:
        groups: (G, B) which blocks make each group.
        union: (B,) blocks that the groups determine.

    """
    # Beside each row, which groups it is made of.
    rows, pivots = _reduced(np.append(groups, np.eye(len(groups)), axis=1), groups.shape[1])
    made = union[pivots].astype(np.int64) @ rows[:, groups.shape[1] :] % PRIME
    return np.flatnonzero(made)


def _reduced(groups: NDArray[Any], width: int | None = None) -> tuple[Numbers, Ranks]:
    """Return the reduced rows of the groups that depend on no other, and the pivot of each.

    Args:
        groups: (G, B) numbers.
        width: columns where a pivot may be; all of them by default.

    """
    # Small groups first: what is then added to the others stays short.
    rows = groups[np.argsort(groups.sum(axis=1), kind="stable")].astype(np.int64)
    pivots = np.full(len(rows), -1)
    for rank in range(len(rows)):
        filled = rows[rank, :width].nonzero()[0]
        if len(filled):
            pivot = pivots[rank] = filled[0]
            rows[rank] = rows[rank] * pow(int(rows[rank, pivot]), -1, PRIME) % PRIME
            others = rows[:, pivot].nonzero()[0]
            others = others[others != rank]
            rows[others] = (rows[others] - rows[others, pivot, None] * rows[rank]) % PRIME
    kept = pivots >= 0
    return rows[kept], pivots[kept]


def small_unions(marked: Numbers, n: Numbers) -> Iterator[Ranks]:
    """Yield, by number of blocks, (U, blocks) the unions that are determined, less unions of those.

    All those of one or two blocks, and all those of fewer than five structures.

    Args:
        marked: (B,) as `marks` gives them.
        n: (B,) structures of each block, 1 or more.

    """
    yield np.flatnonzero(marked == 0)[:, None]
    left = np.flatnonzero(marked)
    left = left[np.argsort(marked[left], kind="stable")]
    first, second = _opposite(marked[left], marked[left])
    yield _apart(left[first, None], left[second, None])
    lone = left[n[left] == 1]
    pairs = lone[np.stack(np.triu_indices(len(lone), 1), axis=1)]
    sums = marked[pairs].sum(axis=1) % PRIME
    order = np.argsort(sums, kind="stable")[np.count_nonzero(sums == 0) :]
    pairs, sums = pairs[order], sums[order]
    few = left[n[left] <= 2]
    first, second = _opposite(marked[few], sums)
    yield _apart(few[first, None], pairs[second])
    first, second = _opposite(sums, sums)
    yield _apart(pairs[first], pairs[second])


def _opposite(numbers: Numbers, ordered: Numbers) -> tuple[Ranks, Ranks]:
    """Return the places in `numbers` and in `ordered`, increasing, of what adds up to 0."""
    low, high = (np.searchsorted(ordered, PRIME - numbers, side=s) for s in ("left", "right"))
    first = np.repeat(np.arange(len(numbers)), high - low)
    before = np.cumsum(high - low) - high
    return first, np.arange(len(first)) - before[first]


def _apart(one: Ranks, other: Ranks) -> Ranks:
    """Return unions of blocks that are all different, each once."""
    unions = np.sort(np.concatenate([one, other], axis=1), axis=1)
    unions = unions[(np.diff(unions, axis=1) > 0).all(axis=1)]
    return np.unique(unions, axis=0)
