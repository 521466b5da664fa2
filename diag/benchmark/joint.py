"""What all the published cells of a region reveal together, atom by atom (M17).

Departments x types and types x sizes are tables of the same structures. Where few of them share a
type, knowing the department and the size of each links the two: a sum of cells of the one less a
sum of cells of the other may be a handful of structures. Types of which every cell is known are
left out: all that they reveal is in their own table (`remainders.py`).

Not every union of atoms is tried, there are too many: every secret cell, every group of fewer than
five structures, every two atoms, and an inner cell that happens to lie in a wider one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from diag.benchmark.cells import DEPARTMENT, DEPARTMENT_TYPE, REGION, TYPE, TYPE_SIZE, Ranks
from diag.benchmark.census import Census
from diag.benchmark.linear import PRIME, marks, small_unions, terms
from diag.benchmark.spread import Bools, Counts


@dataclass(frozen=True, eq=False)
class Network:
    """The atoms of a region that are not known apart, and the cells that hold them.

    Attributes:
        census: of the region.
        n: (A,) structures counted in every atom, at least.
        atoms: (B,) ranks of those of the network.
        cells: (G,) published cells that hold some of them, increasing.
        groups: (G, B) which.
        secret: (H, B) the same for the secret cells.

    """

    census: Census
    n: Counts
    atoms: Ranks
    cells: Ranks
    groups: Bools
    secret: Bools

    def revealed(self) -> Iterator[Bools]:
        """Yield (A,) unions of atoms that may be computed."""
        marked = marks(self.groups)
        secret = self.secret[self.secret @ marked % PRIME == 0]
        for union in np.concatenate([secret, self._differences()]):
            yield self._wide(self.atoms[union])
        for unions in small_unions(marked, self.n[self.atoms]):
            for union in unions:
                yield self._wide(self.atoms[union])

    def used(self, unions: Bools, rank: int) -> Ranks:
        """Return a published cell without which one of (U, A) unions is not computed.

        The smallest inner one, or another if none is needed; all that it may be computed from, if
        it can do without each.
        """
        own = unions[rank, self.atoms]
        parts = terms(self.groups, own)
        sizes = self.groups[parts] @ self.n[self.atoms]
        outer = self.cells[parts] < self.census.grid.bounds[DEPARTMENT_TYPE]
        for part in parts[np.lexsort((sizes, outer))]:
            if marks(np.delete(self.groups, part, axis=0))[own].sum() % PRIME:
                return self.cells[part : part + 1]
        return self.cells[parts]

    def _differences(self) -> Bools:
        """Return departments, types and sizes less an inner cell that happens to lie in them.

        Those that lie in them by definition are the rule of the families; the differences of two
        cells of one kind are that of the tables.
        """
        bounds = self.census.grid.bounds
        wide, inner = np.searchsorted(self.cells, [bounds[DEPARTMENT], bounds[DEPARTMENT_TYPE]])
        narrow, lineage = self.groups[inner:], self.census.grid.lineage[self.cells[inner:]]
        found = [np.zeros((0, len(self.atoms)), dtype=bool)]
        for cell, group in zip(self.cells[wide:inner], self.groups[wide:inner], strict=True):
            inside = ~(narrow & ~group).any(axis=1)
            by_chance = inside & (lineage != cell).all(axis=1)
            found.append(group & ~narrow[by_chance])
        return np.concatenate(found)

    def _wide(self, atoms: Ranks) -> Bools:
        union = np.zeros(len(self.n), dtype=bool)
        union[atoms] = True
        return union


def linked(census: Census, n: Counts, shown: Bools) -> Network | None:
    """Return the network of a region; None where every type is known apart.

    Args:
        census: of the region alone.
        n: (A,) structures counted in each atom, at least.
        shown: (C + 1,) cells published; the last is false.

    """
    atoms = _open(census, n > 0, shown)
    if not len(atoms):
        return None
    groups = np.zeros((len(shown), len(atoms)), dtype=bool)
    for level in range(REGION, TYPE_SIZE + 1):
        groups[census.cells[atoms, level], np.arange(len(atoms))] = True
    groups = groups[:-1]
    held = groups.any(axis=1)
    cells = np.flatnonzero(held & shown[:-1])
    return Network(census, n, atoms, cells, groups[cells], groups[held & ~shown[:-1]])


def _open(census: Census, present: Bools, shown: Bools) -> Ranks:
    """Return the atoms of types that are secret, or of which two cells of one level are.

    A single one follows by subtraction. Not to tell one's type, -1, counts as a secret type.
    """
    kind = census.codes[:, 2]
    found = np.zeros(census.grid.shape[2] + 1, dtype=bool)
    found[kind[present & ~shown[census.cells[:, TYPE]]]] = True
    for level, side in ((DEPARTMENT_TYPE, 1), (TYPE_SIZE, 3)):
        hidden = present & ~shown[census.cells[:, level]]
        crossings = np.zeros((len(found), census.grid.shape[side] + 1), dtype=bool)
        crossings[kind[hidden], census.codes[hidden, side]] = True
        found |= crossings.sum(axis=1) > 1
    return np.flatnonzero(found[kind] & present)
