"""Who is in which cell: structures counted by cell and by managing organisation (M16).

Counts are asked for V sets of structures at once, one column each: those that have a score, those
that answered a question. Structures that share every crossing are an *atom*: cells are unions of
atoms, and so is everything that subtracting cells can single out.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.benchmark.cells import FAMILIES, Grid, Ranks
from diag.benchmark.rules import LEAST_ORGANISATIONS, passes
from diag.benchmark.spread import Bools, Counts, Spread, sums
from diag.benchmark.structures import Structures


@dataclass(frozen=True, eq=False)
class Census:
    """n structures in the C cells of a grid, as A atoms.

    Attributes:
        grid: the cells.
        codes: (A, 4) crossings of each atom, as in `Grid.codes`; -1 where not told.
        atom: (n,) atom of each structure.
        organisation: (n,) rank of the managing organisation of each structure.

    """

    grid: Grid
    codes: Ranks
    atom: Ranks
    organisation: Ranks

    @classmethod
    def of(cls, structures: Structures, grid: Grid) -> "Census":
        """Sort structures into atoms."""
        place = np.full(len(structures.labels["departement"]) + 1, -1, dtype=np.intp)
        place[grid.departments] = np.arange(len(grid.departments))
        place = place[structures.department]
        region = structures.region.astype(np.intp)
        # A department tells nothing of a structure that is said to be in another region.
        place[np.append(grid.home, -1)[place] != region] = -1
        codes = np.stack([region, place, structures.type, structures.size], axis=1)
        widths = np.array(grid.shape) + 1
        packed = np.ravel_multi_index(tuple((codes + 1).T), tuple(widths))
        known, atom = np.unique(packed, return_inverse=True)
        _, organisation = np.unique(structures.operator, return_inverse=True)
        unpacked = np.stack(np.unravel_index(known, tuple(widths)), axis=1) - 1
        return cls(grid, unpacked, atom, organisation)

    @cached_property
    def cells(self) -> Ranks:
        """(A, 7) the cell of each atom at each level, C where a crossing is not told."""
        return self.grid.find(self.codes)

    @cached_property
    def members(self) -> Ranks:
        """(n, 7) the cell of each structure at each level, C where a crossing is not told."""
        return self.cells[self.atom]

    @cached_property
    def whole(self) -> Spread:
        """(C, 1) how every cell is spread, all its structures counted."""
        counted = np.ones((len(self.atom), 1), dtype=bool)
        return self.spread(counted, np.ones(len(self.grid), dtype=bool))

    def atoms(self, counted: NDArray[Any]) -> Counts:
        """Return (A, V) how many structures of each atom are counted, given (n, V) which are."""
        columns = (self.atom[column] for column in np.asfortranarray(counted).T)
        atoms = [np.bincount(column, minlength=len(self.codes)) for column in columns]
        return np.stack(atoms, axis=1) if atoms else np.zeros((len(self.codes), 0), dtype=np.int64)

    def answers(self, codes: NDArray[np.int8], width: int) -> Counts:
        """Return (C, K, width) how many structures of each cell gave each answer.

        Args:
            codes: (n, K) answers; those that are not from 0 to `width` - 1 do not count.
            width: number of answers that count.

        """
        rows = self.atom * (width + 1)
        found = []
        for column in np.asfortranarray(codes, dtype=np.int8).T:
            # Read without a sign, -1 is above every answer: all that do not count come last.
            answer = np.minimum(column.view(np.uint8), width)
            counts = np.bincount(rows + answer, minlength=len(self.codes) * (width + 1))
            found.append(counts.reshape(-1, width + 1)[:, :width])
        if not found:
            return np.zeros((len(self.grid), 0, width), dtype=np.int64)
        whole = self.count(np.concatenate(found, axis=1))
        return whole.reshape(len(self.grid), len(found), width)

    def count(self, atoms: Counts) -> Counts:
        """Return (C, V) the counts of the cells, given those of the atoms."""
        whole = np.zeros((len(self.grid) + 1, atoms.shape[1]), dtype=np.int64)
        for cells in self.cells.T:
            whole += sums(cells, atoms, len(whole))
        return whole[:-1]

    def passing(self, counted: Bools, n: Counts, least: Any) -> Bools:
        """Return (C, V) which cells may be published, as to the structures that are counted (M16).

        Organisations are only counted where the whole cell leaves a doubt: each structure that is
        not counted removes one organisation at most.

        Args:
            counted: (n, V) structures.
            n: (C, V) how many there are in each cell.
            least: fewest structures, for all V or for each.

        """
        whole = self.whole
        sure = passes(n, whole.organisations - (whole.n - n), whole.largest, least)
        doubtful = ~sure & (n >= least) & (whole.organisations >= LEAST_ORGANISATIONS)
        if doubtful.any():
            columns = np.flatnonzero(doubtful.any(axis=0))
            exact = self.spread(counted[:, columns], doubtful.any(axis=1))
            sure[:, columns] |= exact.passes(np.broadcast_to(least, n.shape[1])[columns])
        found: Bools = sure
        return found

    def spread(self, counted: Bools, asked: Bools) -> Spread:
        """Return how some cells are spread, (C, V); 0 in those that are not asked.

        Args:
            counted: (n, V) structures.
            asked: (C,) cells.

        """
        whole = Spread.nothing(len(self.grid), counted.shape[1])
        asked = np.append(asked, False)
        for level, order in enumerate(self.ordered):
            if asked[self.grid.levels[level]].any():
                rows = order[asked[self.members[order, level]]]
                whole.fill(self.members[rows, level], self.organisation[rows], counted[rows])
        return whole

    def rest(self, family: int, counted: Bools, published: Bools) -> Spread:
        """Return what is left of parents once their published children are subtracted (M17).

        Args:
            family: rank in `FAMILIES`.
            counted: (n, V) structures.
            published: (C, V) cells published.

        """
        parent, child = FAMILIES[family]
        nowhere = np.ones((1, published.shape[1]), dtype=bool)
        hidden: Bools = np.append(~published, nowhere, axis=0)
        asked = np.append(published.any(axis=1), False)
        order = self.ordered[parent]
        part = np.asarray(hidden.any(axis=1))
        keep = part[self.members[:, child]] & asked[self.members[:, parent]]
        rows = order[keep[order]]
        left = counted[rows] & hidden[self.members[rows, child]]
        whole = Spread.nothing(*published.shape)
        whole.fill(self.members[rows, parent], self.organisation[rows], left)
        return whole

    @cached_property
    def ordered(self) -> tuple[Ranks, ...]:
        """(n,) structures in the order of the cells of each level, and in each by organisation."""
        by_owner = np.argsort(self.organisation, kind="stable")
        # Cells in as few bytes as they take: on 16 bits, sorting counts instead of comparing.
        cells = self.members[by_owner].astype(np.min_scalar_type(len(self.grid)))
        return tuple(by_owner[np.argsort(column, kind="stable")] for column in cells.T)
