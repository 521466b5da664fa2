"""Sums over groups of rows, for as many structures as there are columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Groups:
    """E entries, each in one of G groups.

    They are reduced by layers: the first entry of every group, then the second of those that have
    two, and so on, largest groups first. Each layer is one operation on whole blocks of rows.

    Attributes:
        order: (E,) the entries, layer after layer.
        filled: number of groups that have an entry.
        layers: for each layer but the first, its groups, then its rows in `order`.
        back: (G,) row of each group once reduced; `filled` where it is empty.

    """

    order: NDArray[np.intp]
    filled: int
    layers: tuple[tuple[slice, slice], ...]
    back: NDArray[np.intp]

    @classmethod
    def of(cls, group: Sequence[int], number: int) -> "Groups":
        """Return the groups, given that of each entry, from 0 to `number` - 1."""
        entries: list[list[int]] = [[] for _ in range(number)]
        for entry, owner in enumerate(group):
            entries[owner].append(entry)
        ranked = sorted((g for g in range(number) if entries[g]), key=lambda g: -len(entries[g]))
        depth = len(entries[ranked[0]]) if ranked else 0
        layers = [[entries[g][k] for g in ranked if len(entries[g]) > k] for k in range(depth)]
        ends = pairwise(accumulate(map(len, layers), initial=0))
        back = np.full(number, len(ranked))
        back[ranked] = np.arange(len(ranked))
        return cls(
            order=np.array([entry for layer in layers for entry in layer], dtype=np.intp),
            filled=len(ranked),
            layers=tuple((slice(stop - start), slice(start, stop)) for start, stop in ends)[1:],
            back=back,
        )

    def reduce(self, operation: np.ufunc, rows: NDArray[Any]) -> NDArray[Any]:
        """Return (G, n) the rows of each group brought to one; 0 for an empty group.

        Args:
            operation: an addition, a maximum, or the like.
            rows: (E, n) one row per entry.

        """
        rows = rows.take(self.order, axis=0)
        result = np.zeros((self.filled + 1, rows.shape[1]), dtype=rows.dtype)
        result[:-1] = rows[: self.filled]
        for groups, layer in self.layers:
            part = result[groups]
            operation(part, rows[layer], out=part)
        return result.take(self.back, axis=0)
