"""Disclosure control: which cells are published, so that nothing else can be computed (M16, M17).

1. A cell is secret if its structures, organisations or largest organisation fail M16.
2. A cell is secret if one that holds it is: what is left of the larger one would be cut into pieces.
3. A parent less its published children must be empty or pass M16; otherwise the smallest published
   child is secret too, and again.
4. The same for what crossed tables give together (`remainders.py`, `joint.py`).
5. The country less its published regions must be empty or pass M16; otherwise the country is secret:
   one cell, where a region would take all of its own with it. Regions stand without the country, as
   nothing wider is published of which they are a part.

Who answered, and which cells are empty, is taken as known to everybody.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import partial

import numpy as np
from numpy.typing import NDArray

from diag.benchmark.cells import FAMILIES, NATIONAL, REGION, Ranks
from diag.benchmark.census import Census
from diag.benchmark.joint import linked
from diag.benchmark.remainders import remainders
from diag.benchmark.rules import LEAST_STRUCTURES
from diag.benchmark.spread import Bools, Counts
from diag.benchmark.territory import Territory, divide


class Reason(IntEnum):
    """Why a cell is secret, or that it is not."""

    PUBLISHED = 0
    SMALL = 1  # it fails M16, or has too few answers (M17)
    PARENT = 2  # a cell that holds it is secret
    SUBTRACTION = 3  # a parent less its published children would fail M16 (M17)
    COMBINATION = 4  # several crossings together would reveal a group that does
    WITHIN = 5  # the cell itself is secret, whatever is asked of it


@dataclass(frozen=True, eq=False)
class Verdict:
    """What is published of C cells, for V sets of structures.

    Attributes:
        n: (C, V) structures counted.
        reason: (C, V) `Reason`.

    """

    n: Counts
    reason: NDArray[np.int8]

    @property
    def published(self) -> Bools:
        """(C, V) cells that are published."""
        shown: Bools = self.reason == Reason.PUBLISHED.value
        return shown

    def part(self, columns: slice) -> "Verdict":
        """Return what is published of some of the sets."""
        return Verdict(self.n[:, columns], self.reason[:, columns])


@dataclass(frozen=True, eq=False)
class Board:
    """V sets of the structures of a region, under control.

    Attributes:
        region: who is in which cell.
        counted: (m, V) structures of each set.
        atoms, n: (A, V), (C, V) how many there are in each atom, in each cell.
        reason: (C, V) `Reason`, changed in place.

    """

    region: Territory
    counted: Bools
    atoms: Counts
    n: Counts
    reason: NDArray[np.int8]

    @property
    def shown(self) -> Bools:
        """(C + 1, V) cells published; the last row, of what is in no cell, is false."""
        nowhere = np.zeros((1, self.reason.shape[1]), dtype=bool)
        return np.append(self.reason == Reason.PUBLISHED.value, nowhere, axis=0)

    def part(self, columns: Ranks) -> "Board":
        """Return a copy with some of the sets."""
        return Board(
            self.region,
            self.counted[:, columns],
            self.atoms[:, columns],
            self.n[:, columns],
            self.reason[:, columns],
        )


def control(
    census: Census,
    counted: Bools,
    within: Bools | None = None,
    least: int | NDArray[np.intp] = LEAST_STRUCTURES,
    regions: Sequence[Territory] | None = None,
) -> Verdict:
    """Return which cells may be published of V sets of structures, each set for itself.

    Args:
        census: who is in which cell.
        counted: (n, V) structures of each set.
        within: (C, V) cells that may be published at all; every one by default.
        least: fewest structures in a published cell, for all sets or for each; what subtractions
            leave follows M16.
        regions: of the census, where they are at hand already.

    """
    counted = np.ascontiguousarray(counted)
    n = census.count(census.atoms(counted))
    reason = np.zeros(n.shape, dtype=np.int8)
    reason[~census.passing(counted, n, least)] = Reason.SMALL
    if within is not None:
        reason[~within] = Reason.WITHIN
    for region in divide(census) if regions is None else regions:
        own, cells = counted[region.rows], region.cells
        board = Board(region, own, region.census.atoms(own), n[cells], reason[cells])
        _orphans(board)
        _repeat(_mended, board)
        # The first cell is the country, which is another matter.
        reason[cells[1:]] = board.reason[1:]
    left = census.rest(_REGIONS, counted, reason == Reason.PUBLISHED.value)
    revealed = (left.n[0] > 0) & ~left.passes()[0] & (reason[0] == Reason.PUBLISHED.value)
    reason[0, revealed] = Reason.SUBTRACTION
    return Verdict(n, reason)


_REGIONS = FAMILIES.index((NATIONAL, REGION))


def _repeat(mend: Callable[[Board], Bools], board: Board) -> None:
    """Mend again the sets that changed, until none does."""
    waiting = np.arange(board.reason.shape[1])
    while len(waiting):
        part = board.part(waiting)
        changed = mend(part)
        board.reason[:, waiting] = part.reason
        waiting = waiting[changed]


def _mended(board: Board) -> Bools:
    """Mend the families for good, then the tables once; return (V,) whether these changed."""
    _repeat(_subtractions, board)
    return _combinations(board)


def _orphans(board: Board) -> None:
    """Make secret the cells that a secret one holds, from the widest to the narrowest."""
    grid, shown = board.region.census.grid, board.shown
    for parent, child in _WITHIN:
        cells = grid.levels[child]
        lost = shown[cells] & ~shown[grid.lineage[cells, parent]]
        shown[cells] &= ~lost
        board.reason[cells][lost] = Reason.PARENT


_WITHIN = [family for family in FAMILIES if NATIONAL not in family]


def _subtractions(board: Board) -> Bools:
    """Make secret a child of each parent whose rest fails M16 (M17); return (V,) whether one was."""
    changed = np.zeros(board.reason.shape[1], dtype=bool)
    census = board.region.census
    for parent, child in _WITHIN:
        shown = board.shown[:-1]
        left = census.rest(FAMILIES.index((parent, child)), board.counted, shown)
        failing = shown & (left.n > 0) & ~left.passes()
        for cell in map(int, np.flatnonzero(failing.any(axis=1))):
            sets = np.flatnonzero(failing[cell])
            children = census.grid.children(cell, child)
            sizes = np.where(shown[children], board.n[children], _LAST)[:, sets]
            board.reason[children[sizes.argmin(axis=0)], sets] = Reason.SUBTRACTION
            changed[sets] = True
        _orphans(board)
    return changed


_LAST = np.iinfo(np.int64).max


def _combinations(board: Board) -> Bools:
    """Make secret a cell where tables together reveal a group that fails M16 (M17).

    One at a time: it may be enough. Linking the tables costs more, and waits until each is sound.
    Return (V,) whether something became secret.
    """
    shown, present = board.shown, board.atoms > 0
    changed = np.zeros(shown.shape[1], dtype=bool)
    first, alike = _alike(np.concatenate([shown, present]))
    for tables in board.region.tables:
        found = remainders(tables, shown[:, first], present[:, first])
        for rank in np.unique(found.column):
            own = found.about(rank)
            _hide(board, own.atoms, alike[rank], changed, own.used)
    for column, columns in zip(first, alike, strict=True):
        waiting = columns[~changed[columns]]
        least = board.atoms[:, waiting].min(axis=1, initial=_LAST)
        network = linked(board.region.census, least, shown[:, column]) if len(waiting) else None
        if network is not None:
            unions = np.array([*network.revealed()], dtype=bool).reshape(-1, len(present))
            _hide(board, unions, waiting, changed, partial(network.used, unions))
    _orphans(board)
    return changed


def _alike(columns: Bools) -> tuple[list[int], list[Ranks]]:
    """Return the first of the columns that are the same, and the ranks of all of them."""
    found: dict[bytes, list[int]] = {}
    for rank, column in enumerate(np.packbits(columns, axis=0).T):
        found.setdefault(column.tobytes(), []).append(rank)
    return [ranks[0] for ranks in found.values()], [np.array(ranks) for ranks in found.values()]


def _hide(
    board: Board, unions: Bools, columns: Ranks, changed: Bools, used: Callable[[int], Ranks]
) -> None:
    """Make secret the smallest cell of those used, where a union that comes out fails M16.

    Args:
        board: changed in place.
        unions: (U, A) atoms that come out.
        columns: sets of structures of which they do.
        changed: (V,) sets of which a cell became secret; they wait, and are changed in place.
        used: gives the published cells to choose from, for the rank of a union.

    """
    doubtful = ~board.region.surely(unions, board.atoms[:, columns])
    for rank, place in zip(*np.nonzero(doubtful), strict=True):
        column = columns[place]
        if not changed[column] and board.region.fails(unions[rank], board.counted[:, column]):
            cells = used(rank)
            # Among equals, the first in the order of the grid.
            smallest = cells[np.lexsort((cells, board.n[cells, column]))[0]]
            board.reason[smallest, column] = Reason.COMBINATION
            changed[column] = True
