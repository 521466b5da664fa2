"""One region by itself: nothing published of another one tells anything of its cells (M17).

Regions share no structure, and meet in the country only, of which each is a whole part.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from diag.benchmark.cells import LEVELS, REGION, Grid, Ranks
from diag.benchmark.census import Census
from diag.benchmark.rules import LEAST_ORGANISATIONS, passes
from diag.benchmark.spread import Bools, Counts, Spread
from diag.benchmark.tables import Tables, tables


@dataclass(frozen=True, eq=False)
class Territory:
    """One region: its census, and where it lies in that of the country.

    Attributes:
        census: of its m structures, in the c cells that are its own (the country is the first).
        rows: (m,) its structures among those of the country.
        cells: (c,) its cells among those of the country.

    """

    census: Census
    rows: Ranks
    cells: Ranks

    @cached_property
    def tables(self) -> tuple[Tables, ...]:
        """The two-way tables that the cells make."""
        return tuple(tables(self.census.grid, self.census.codes))

    def surely(self, unions: Bools, n: Counts) -> Bools:
        """Return (U, V) where unions of atoms pass M16, from what is known of each; others may, too.

        Args:
            unions: (U, A) their atoms.
            n: (A, V) structures counted in each atom.

        """
        whole, held = self._spread, unions.astype(np.float64)
        # Each structure that is not counted removes one organisation at most, and an atom of three
        # is enough for all the union.
        enough = whole.organisations - (whole.n - n) >= LEAST_ORGANISATIONS
        organisations = np.where(held @ enough > 0, LEAST_ORGANISATIONS, 0)
        found: Bools = passes(held @ n, organisations, held @ np.minimum(whole.largest, n))
        return found

    def fails(self, union: Bools, counted: Bools) -> bool:
        """Tell whether the structures counted in a union of atoms, if there are any, fail M16.

        Args:
            union: (A,) its atoms.
            counted: (m,) structures.

        """
        starts, order = self._by_atom
        members = [order[starts[atom] : starts[atom + 1]] for atom in np.flatnonzero(union)]
        rows = np.concatenate([*members, order[:0]])
        sizes = np.bincount(self.census.organisation[rows[counted[rows]]])
        many = np.count_nonzero(sizes)
        return bool(many) and not passes(sizes.sum(), many, sizes.max())

    @cached_property
    def _spread(self) -> Spread:
        """(A, 1) how every atom is spread, all its structures counted."""
        atom, organisation = self.census.atom, self.census.organisation
        whole = Spread.nothing(len(self.census.codes), 1)
        order = np.lexsort((organisation, atom))
        whole.fill(atom[order], organisation[order], np.ones((len(order), 1), dtype=bool))
        return whole

    @cached_property
    def _by_atom(self) -> tuple[Ranks, Ranks]:
        """(A + 1,) where each atom starts, and (m,) structures in that order."""
        atom = self.census.atom
        order = np.argsort(atom, kind="stable")
        return np.searchsorted(atom[order], np.arange(len(self.census.codes) + 1)), order


def divide(census: Census) -> tuple[Territory, ...]:
    """Return the regions of a country that hold somebody."""
    held = census.whole.n[census.grid.levels[REGION], 0] > 0
    return tuple(_territory(census, int(region)) for region in np.flatnonzero(held))


def _territory(census: Census, region: int) -> Territory:
    whole = census.grid
    places = np.flatnonzero(whole.home == region)
    labels = {**whole.labels, "region": whole.labels["region"][region : region + 1]}
    grid = Grid(labels, whole.departments[places], np.zeros(len(places), dtype=np.intp))
    atoms = np.flatnonzero(census.codes[:, 0] == region)
    rows = np.flatnonzero(census.codes[census.atom, 0] == region)
    codes = census.codes[atoms]
    codes[:, 0] = 0
    codes[:, 1] = np.where(codes[:, 1] < 0, -1, np.searchsorted(places, codes[:, 1]))
    _, organisation = np.unique(census.organisation[rows], return_inverse=True)
    own = Census(grid, codes, np.searchsorted(atoms, census.atom[rows]), organisation)
    wide = grid.codes.copy()
    wide[:, 0] = region
    wide[:, 1] = np.append(places, -1)[grid.codes[:, 1]]
    level = np.repeat(np.arange(len(LEVELS)), np.diff(grid.bounds))
    return Territory(own, rows, whole.find(wide)[np.arange(len(wide)), level])
