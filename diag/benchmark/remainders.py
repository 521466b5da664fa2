"""What crossed tables reveal together: sums of rows less sums of columns (M17).

A two-way table is published with some of its rows and columns (those that are not, taken together,
follow by subtraction) and with some of its inner cells. Take a set of rows, add them up, subtract
their published inner cells, and every column whose unknown cells all lie in these rows: what
remains is known to anybody. Every group that such a table determines is made of remainders of this
kind (they are the directed cuts of the network that links rows and columns by unknown cells), so
each must be empty or pass M16. The remainder of one row, or what all rows leave of one column, is
the rule of the families again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from diag.benchmark.cells import Ranks
from diag.benchmark.spread import Bools, sums
from diag.benchmark.tables import Tables

Masks = NDArray[np.int64]
"""Sets of rows, one bit each."""
_BLOCK = 1 << 20
"""Cells compared at once: what fits in memory without a thought."""
_WIDE = 10
"""Rows above which only the sets that one or two columns fill are tried."""
_WIDEST = 62
"""Rows above which there are not enough bits; `joint.py` remains."""


class Remainder(NamedTuple):
    """What one set of rows leaves.

    Attributes:
        column: rank of the set of structures.
        atoms: (A,) what remains.
        used: published cells that it was computed from, those to choose from first.

    """

    column: int
    atoms: Bools
    used: Ranks


def remainders(tables: Tables, shown: Bools, present: Bools) -> Iterator[Remainder]:
    """Yield what the tables reveal and the families do not.

    Args:
        tables: E tables.
        shown: (C + 1, V) cells published; the last row is false.
        present: (A, V) atoms that hold somebody.

    """
    if len(tables.rows) <= _WIDEST:
        layout = _Layout.of(tables, shown, present)
        for table, rows in _closed(layout.masks, len(tables.rows)):
            yield layout.remainder(table, rows)


@dataclass(frozen=True, eq=False)
class _Layout:
    """The E x V tables, side by side: B = E V.

    Rows that are not published are one row to the reader, and share the last bit.

    Attributes:
        tables: their cells.
        shown: (C + 1, V) cells published.
        unknown: (R, K, B) crossings that hold somebody and are not published.
        bits: (R, B) bit of each row.
        masks: (K, B) rows where each column is unknown.

    """

    tables: Tables
    shown: Bools
    unknown: Bools
    bits: Masks
    masks: Masks

    @classmethod
    def of(cls, tables: Tables, shown: Bools, present: Bools) -> "_Layout":
        rows, columns, sheets = tables.inner.shape
        inside = tables.place >= 0
        held = sums(tables.place[inside], present[inside], rows * columns * sheets) > 0
        unknown = (held & ~shown[tables.inner.ravel()]).reshape(rows, columns, -1)
        own = np.where(shown[tables.rows], 1 << np.arange(rows)[:, None, None], 1 << (rows - 1))
        bits = own.reshape(rows, -1)
        masks: Masks = np.bitwise_or.reduce(unknown * bits[:, None], axis=0)
        hidden: Bools = ~shown[tables.columns].reshape(columns, -1)
        # Columns that are not published are one column.
        together: Masks = np.bitwise_or.reduce(masks * hidden, axis=0)
        masks = np.where(hidden, together, masks)
        return cls(tables, shown, unknown, bits, masks)

    def remainder(self, place: int, chosen: int) -> Remainder:
        """Return what a set of rows leaves in one of the B tables."""
        sheet, column = divmod(place, self.shown.shape[1])
        mask = self.masks[:, place]
        added = self.bits[:, place] & chosen > 0
        subtracted = (mask & ~chosen == 0) & (mask > 0)
        left = self.unknown[:, :, place] & added[:, None] & ~subtracted
        cube = np.zeros((*left.shape, self.tables.inner.shape[2]), dtype=bool)
        cube[:, :, sheet] = left
        atoms = cube.ravel()[self.tables.place] & (self.tables.place >= 0)
        # An inner cell that is added with its row and subtracted with its column plays no part.
        inner = self.tables.inner[:, :, sheet][added[:, None] ^ subtracted]
        outer = (self.tables.rows[added, sheet], self.tables.columns[subtracted, sheet])
        every = (self.tables.rows[:, sheet], self.tables.columns[:, sheet])
        for cells in (inner, np.concatenate(outer), np.concatenate(every)):
            used = cells[self.shown[cells, column]]
            if len(used):
                break
        return Remainder(column, atoms, used)


def _closed(masks: Masks, rows: int) -> list[tuple[int, int]]:
    """Return (table, set of rows) wherever columns fill the rows, and others cross them too.

    Rows that no column fills add nothing to what each of them leaves.

    Args:
        masks: (K, B) rows where each column is unknown.
        rows: R.

    """
    widest = masks.max(axis=0, initial=0)
    # Where all columns are unknown in the same rows, nothing is left once these are subtracted.
    uneven = np.flatnonzero(((masks > 0) & (masks != widest)).any(axis=0))
    if not len(uneven):
        return []
    patterns, which = np.unique(masks[:, uneven], axis=1, return_inverse=True)
    every, found = _sets(patterns, rows), []
    step = max(1, _BLOCK // patterns.size)
    for start in range(0, len(every), step):
        sets = every[start : start + step, None, None]
        inside = (patterns & ~sets == 0) & (patterns > 0)
        covered = np.bitwise_or.reduce(patterns * inside, axis=1) == sets[:, 0]
        crossed = ((patterns & sets > 0) & ~inside).any(axis=1)
        for rank, pattern in zip(*np.nonzero(covered & crossed), strict=True):
            tables = uneven[which.ravel() == pattern]
            found += [(int(table), int(every[start + rank])) for table in tables]
    return found


def _sets(patterns: Masks, rows: int) -> Masks:
    """Return the sets of rows to try: all of them, or in wide tables those that one or two columns fill."""
    if rows <= _WIDE:
        return np.arange(1, 1 << rows)
    single = np.unique(patterns[patterns > 0])
    return np.unique(single[:, None] | single)
