"""What crossed tables reveal together: sums of rows less sums of columns (M17).

A two-way table is published with some of its rows and columns (those that are not, taken together,
follow by subtraction) and with some of its inner cells. Take a set of rows, add them up, subtract
their published inner cells, and every column whose unknown cells all lie in these rows: what
remains is known to anybody. Every group that such a table determines is made of remainders of this
kind (they are the directed cuts of the network that links rows and columns by unknown cells), so
each must be empty or pass M16. The remainder of one row, or what all rows leave of one column, is
the rule of the families again.
"""

from dataclasses import dataclass
from functools import cached_property

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


@dataclass(frozen=True, eq=False)
class Remainders:
    """What N sets of rows leave.

    Attributes:
        layout: the tables they are rows of.
        table, rows: (N,) table of each, and set of its rows.

    """

    layout: "_Layout"
    table: Ranks
    rows: Masks

    def about(self, column: int) -> "Remainders":
        """Return those of one set of structures."""
        own = self.column == column
        return Remainders(self.layout, self.table[own], self.rows[own])

    @property
    def column(self) -> Ranks:
        """(N,) rank of the set of structures that each is about."""
        found: Ranks = self.table % self.layout.shown.shape[1]
        return found

    @cached_property
    def atoms(self) -> Bools:
        """(N, A) what remains."""
        layout, place = self.layout, self.layout.tables.place
        added, subtracted = layout.split(self.table, self.rows)
        left = layout.unknown[:, :, self.table] & added[:, None] & ~subtracted
        sheets = layout.tables.inner.shape[2]
        crossing, sheet = np.divmod(place, sheets)
        own = (sheet == (self.table // layout.shown.shape[1])[:, None]) & (place >= 0)
        found: Bools = left.reshape(left.shape[0] * left.shape[1], -1)[crossing].T & own
        return found

    def used(self, rank: int) -> Ranks:
        """Return the published cells that one was computed from, those to choose from first."""
        layout, tables = self.layout, self.layout.tables
        which = slice(rank, rank + 1)
        added, subtracted = (
            part[:, 0] for part in layout.split(self.table[which], self.rows[which])
        )
        sheet, column = divmod(int(self.table[rank]), layout.shown.shape[1])
        # An inner cell that is added with its row and subtracted with its column plays no part.
        inner = tables.inner[:, :, sheet][added[:, None] ^ subtracted]
        outer = (tables.rows[added, sheet], tables.columns[subtracted, sheet])
        every = (tables.rows[:, sheet], tables.columns[:, sheet])
        used = inner[:0]
        for cells in (inner, np.concatenate(outer), np.concatenate(every)):
            used = cells[layout.shown[cells, column]]
            if len(used):
                break
        return used


def remainders(tables: Tables, shown: Bools, present: Bools) -> Remainders:
    """Return what the tables reveal and the families do not.

    Args:
        tables: E tables.
        shown: (C + 1, V) cells published; the last row is false.
        present: (A, V) atoms that hold somebody.

    """
    layout = _Layout.of(tables, shown, present)
    count = len(tables.rows)
    found = _closed(layout.masks, count) if count <= _WIDEST else []
    table, rows = np.array(found, dtype=np.int64).reshape(-1, 2).T
    return Remainders(layout, table, rows)


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
        bit = 1 << np.minimum(np.arange(rows), _WIDEST)  # wider tables are not tried
        own = np.where(shown[tables.rows], bit[:, None, None], bit[-1])
        bits = own.reshape(rows, -1)
        masks: Masks = np.bitwise_or.reduce(unknown * bits[:, None], axis=0)
        hidden: Bools = ~shown[tables.columns].reshape(columns, -1)
        # Columns that are not published are one column.
        together: Masks = np.bitwise_or.reduce(masks * hidden, axis=0)
        masks = np.where(hidden, together, masks)
        return cls(tables, shown, unknown, bits, masks)

    def split(self, table: Ranks, rows: Masks) -> tuple[Bools, Bools]:
        """Return (R, N) the rows that sets add up, (K, N) the columns that these then subtract."""
        masks = self.masks[:, table]
        added: Bools = self.bits[:, table] & rows > 0
        subtracted: Bools = (masks & ~rows == 0) & (masks > 0)
        return added, subtracted


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
