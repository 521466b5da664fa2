"""How groups of structures are spread over managing organisations (M16)."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from diag.benchmark.rules import LEAST_STRUCTURES, passes

Ranks = NDArray[np.intp]
Counts = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Spread(NamedTuple):
    """How (G, V) groups are spread: structures, organisations, structures of the largest."""

    n: Counts
    organisations: Counts
    largest: Counts

    def passes(self, least: Any = LEAST_STRUCTURES) -> Bools:
        """Tell which groups may be published (M16)."""
        allowed: Bools = passes(*self, least)
        return allowed

    @classmethod
    def nothing(cls, groups: int, columns: int) -> "Spread":
        """Return (G, V) empty groups."""
        return cls(*(np.zeros((groups, columns), dtype=np.int64) for _ in cls._fields))

    def fill(self, group: Ranks, organisation: Ranks, counted: Bools) -> None:
        """Write how the groups of some structures are spread.

        Args:
            group: (m,) group of each structure, increasing.
            organisation: (m,) its organisation, increasing in each group.
            counted: (m, V) which structures count.

        """
        if not len(group):
            return
        parts = heads(group, organisation)
        by_part = np.add.reduceat(counted, parts, axis=0, dtype=np.int64)
        starts = heads(group[parts])
        rows = group[parts[starts]]
        self.n[rows] = np.add.reduceat(by_part, starts, axis=0)
        self.organisations[rows] = np.add.reduceat(by_part > 0, starts, axis=0, dtype=np.int64)
        self.largest[rows] = np.maximum.reduceat(by_part, starts, axis=0)


def heads(*columns: NDArray[Any]) -> Ranks:
    """Return where a new value starts in sorted columns."""
    new = np.ones(len(columns[0]), dtype=bool)
    new[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return np.flatnonzero(new)


def sums(group: Ranks, counted: NDArray[Any], groups: int) -> Counts:
    """Return (G, V) the sums of the rows of each group."""
    whole = np.zeros((groups, counted.shape[1]), dtype=np.int64)
    if len(group):
        order = np.argsort(group, kind="stable")
        starts = heads(group[order])
        found = np.add.reduceat(counted[order], starts, axis=0, dtype=np.int64)
        whole[group[order[starts]]] = found
    return whole
