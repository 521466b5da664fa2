"""What may be told of few structures to somebody outside: no class under five, nor any that follows.

A page tells totals: of structures, visits or actions. Those that depend on one another share a
*criterion*; two criteria are never crossed, so nothing links what is told of one to what is told of
the other. Within a criterion, what can be known exactly is what the totals determine: a class follows
from them when what each structure counts in it is a sum of multiples of what it counts in them (the
whole included). A total is told only if no class of one to four structures follows.

It suffices. Let the sizes of all the ways of being that a criterion admits be unknown, not negative,
and add up to the totals. If these fix the size of a class, it follows from them on every way of being
that is not forced to be empty, hence on those that were met, which are what is looked at here.
"""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

FEWEST = 5
"""Structures of the smallest class that is told."""
OTHERS = "Autres"

Counts = NDArray[np.int64]
"""(n,) what each structure counts in a total: 1 if it is in a class, its visits, its actions."""
_PRIME = 2**61 - 1
"""Equations are solved exactly in whole numbers modulo this prime, far above any determinant of theirs."""


class Discretion:
    """What one edition of a page may tell, of so many structures; it remembers what it told."""

    def __init__(self, structures: int, *, shareable: bool) -> None:
        self.shareable = shareable
        self._whole = np.ones(structures, np.int64)
        self._told: dict[str, list[Counts]] = defaultdict(list)

    def admits(self, criterion: str, *totals: Counts) -> bool:
        """Tell whether these totals may be told together beside those that were, and note them."""
        told = [*self._told[criterion], *totals]
        if self.shareable and (
            any(0 < size(one) < FEWEST for one in totals) or small_class_follows([self._whole, *told])
        ):
            return False
        self._told[criterion] = told
        return True

    def classes(self, criterion: str, classes: Mapping[str, Counts]) -> dict[str, Counts] | None:
        """Return the classes of a table as they are told, those with too few joined; None: no table."""
        if not self.shareable:
            return dict(classes)
        told = joined(classes)
        return told if {*told} != {OTHERS} and self.admits(criterion, *told.values()) else None


def size(counts: Counts) -> int:
    """Return how many structures count in a total."""
    return int(np.count_nonzero(counts))


def joined(classes: Mapping[str, Counts]) -> dict[str, Counts]:
    """Return classes of five structures or more: the others are one, with the next smallest if need be."""
    waiting = sorted(classes, key=lambda name: size(classes[name]))
    others: list[str] = []
    while waiting and (size(classes[waiting[0]]) < FEWEST or (others and size(_sum(classes, others)) < FEWEST)):
        others.append(waiting.pop(0))
    told = {name: counts for name, counts in classes.items() if name in waiting}
    return told | {OTHERS: _sum(classes, others)} if others else told


def _sum(classes: Mapping[str, Counts], names: Sequence[str]) -> Counts:
    total: Counts = np.sum([classes[name] for name in names], axis=0)
    return total


def small_class_follows(totals: Sequence[Counts]) -> bool:
    """Tell whether the size of a class of one to four structures follows from totals.

    Structures that count alike in every total are told apart by none: a class that follows is made of
    whole groups of these.
    """
    groups, sizes = np.unique(np.vstack(totals), axis=1, return_counts=True)
    marks = _marks(groups.astype(object) % _PRIME)
    few = [(marks[k], int(n)) for k, n in enumerate(sizes) if n < FEWEST]
    return _some_cancel(few)


def _marks(totals: NDArray[np.object_]) -> list[int]:
    """Return a number for each group: those of a class that follows, and of it alone, add up to 0.

    Drawn weights make nothing else cancel but one time in 2**61, which would withhold one total more.
    """
    drawn = random.Random(_PRIME)  # noqa: S311 - no secret: weights that have nothing in common
    weights = np.array([drawn.randrange(_PRIME) for _ in totals.T], object)
    marks = list(weights)
    for pivot, row in _solved(totals):
        marks[pivot] = int((weights[pivot] - (row * weights).sum()) % _PRIME)
    return marks


def _solved(left: NDArray[np.object_]) -> list[tuple[int, NDArray[np.object_]]]:
    """Return the rows of totals with one group each that no other has, and the rank of that group."""
    pivots: list[int] = []
    for group in range(left.shape[1]):
        rank = len(pivots)
        found = np.flatnonzero(left[rank:, group])
        if not found.size:
            continue
        left[[rank, rank + found[0]]] = left[[rank + found[0], rank]]
        left[rank] = left[rank] * pow(int(left[rank, group]), -1, _PRIME) % _PRIME
        others = np.arange(len(left)) != rank
        left[others] = (left[others] - np.outer(left[others, group], left[rank])) % _PRIME
        pivots.append(group)
    return list(zip(pivots, left, strict=False))


def _some_cancel(few: Sequence[tuple[int, int]]) -> bool:
    """Tell whether the marks of some groups, of four structures at most in all, add up to 0."""
    marks, sizes = np.array(few, np.int64).reshape(-1, 2).T
    first, second = np.triu_indices(len(few))  # a group with itself stands for it alone
    pairs = np.where(first == second, marks[first], (marks[first] + marks[second]) % _PRIME)
    structures = np.where(first == second, sizes[first], sizes[first] + sizes[second])
    kept = structures < FEWEST
    first, second, pairs, structures = (x[kept] for x in (first, second, pairs, structures))
    if not pairs.all():
        return True
    halves: dict[int, list[int]] = defaultdict(list)
    for half in np.flatnonzero(np.isin(pairs, _PRIME - pairs)):
        halves[int(pairs[half])].append(int(half))
    return any(
        structures[a] + structures[b] < FEWEST and not {first[a], second[a]} & {first[b], second[b]}
        for mark, some in halves.items()
        for a in some
        for b in halves[_PRIME - mark]
    )
