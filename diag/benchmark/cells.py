"""The cells: groups of structures by region, department, type and size, and how they divide (M14).

Every cell that the questionnaire allows is here, also those that hold nobody: to leave one out
would say that it is empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.benchmark.release import CellKey

CROSSINGS = ("region", "departement", "type", "taille")
LEVELS = (
    (),
    ("region",),
    ("region", "departement"),
    ("region", "type"),
    ("region", "taille"),
    ("region", "departement", "type"),
    ("region", "type", "taille"),
)
"""What the cells of each level are crossed by."""
NATIONAL, REGION, DEPARTMENT, TYPE, SIZE, DEPARTMENT_TYPE, TYPE_SIZE = range(7)
FAMILIES = (
    (NATIONAL, REGION),
    (REGION, DEPARTMENT),
    (REGION, TYPE),
    (REGION, SIZE),
    (TYPE, DEPARTMENT_TYPE),
    (DEPARTMENT, DEPARTMENT_TYPE),
    (TYPE, TYPE_SIZE),
    (SIZE, TYPE_SIZE),
)
"""Level of the parents and level of their children: where a subtraction may start (M17)."""

Ranks = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Grid:
    """C cells, level after level, each level in the order of the labels.

    Attributes:
        labels: ids under the names of `CROSSINGS`.
        departments: (P,) ranks in `labels` of the departments that have a region.
        home: (P,) region of each of them.

    """

    labels: Mapping[str, tuple[str, ...]]
    departments: Ranks
    home: Ranks

    @classmethod
    def of(cls, labels: Mapping[str, tuple[str, ...]], home: NDArray[Any]) -> "Grid":
        """Return the cells of some labels, given the region of each department (-1: none)."""
        departments = np.flatnonzero(home >= 0)
        return cls(labels, departments, home[departments].astype(np.intp))

    def __len__(self) -> int:
        return self.bounds[-1]

    @cached_property
    def shape(self) -> tuple[int, int, int, int]:
        """Numbers of regions, of departments that have one, of types and of sizes."""
        regions, types, sizes = (len(self.labels[name]) for name in ("region", "type", "taille"))
        return regions, len(self.home), types, sizes

    @cached_property
    def bounds(self) -> tuple[int, ...]:
        """First cell of each level, then the number of cells."""
        regions, places, types, sizes = self.shape
        numbers = (1, regions, places, regions * types, regions * sizes)
        inner = (places * types, regions * types * sizes)
        return tuple(int(bound) for bound in np.cumsum([0, *numbers, *inner]))

    @cached_property
    def levels(self) -> tuple[slice, ...]:
        """Cells of each level."""
        return tuple(slice(*ends) for ends in pairwise(self.bounds))

    @cached_property
    def codes(self) -> Ranks:
        """(C, 4) rank of each cell in each crossing, -1 where it is not crossed.

        Departments count among those that have a region.
        """
        regions, places, types, sizes = self.shape
        levels: list[dict[int, Ranks]] = [{}]
        levels.append({0: np.arange(regions)})
        levels.append({0: self.home, 1: np.arange(places)})
        levels.append(dict(zip((0, 2), _crossed(regions, types), strict=True)))
        levels.append(dict(zip((0, 3), _crossed(regions, sizes), strict=True)))
        place, kind = _crossed(places, types)
        levels.append({0: self.home[place], 1: place, 2: kind})
        levels.append(dict(zip((0, 2, 3), _crossed(regions, types, sizes), strict=True)))
        codes = np.full((len(self), len(CROSSINGS)), -1, dtype=np.intp)
        for cells, columns in zip(self.levels, levels, strict=True):
            for column, ranks in columns.items():
                codes[cells, column] = ranks
        return codes

    def find(self, codes: Ranks) -> Ranks:
        """Return (n, 7) the cell of each row at each level, C where a crossing is not told.

        Args:
            codes: (n, 4) ranks as in `codes`.

        """
        region, place, kind, size = codes.T
        _, _, types, sizes = self.shape
        ranks = (
            np.zeros_like(region),
            region,
            place,
            region * types + kind,
            region * sizes + size,
            place * types + kind,
            (region * types + kind) * sizes + size,
        )
        told = {name: codes[:, column] >= 0 for column, name in enumerate(CROSSINGS)}
        found = np.full((len(codes), len(LEVELS)), len(self), dtype=np.intp)
        for level, (start, rank, crossed) in enumerate(
            zip(self.bounds[:-1], ranks, LEVELS, strict=True)
        ):
            known = np.logical_and.reduce([told[name] for name in crossed], axis=0, initial=True)
            found[:, level] = np.where(known, start + rank, len(self))
        return found

    @cached_property
    def lineage(self) -> Ranks:
        """(C, 7) what holds each cell at each level, itself at its own; C where nothing does."""
        return self.find(self.codes)

    def children(self, parent: int, level: int) -> Ranks:
        """Return the cells of a level that divide a cell, in the order of the labels."""
        cells = self.levels[level]
        column = next(i for i, s in enumerate(self.levels) if s.start <= parent < s.stop)
        found: Ranks = cells.start + np.flatnonzero(self.lineage[cells, column] == parent)
        return found

    @cached_property
    def keys(self) -> tuple[CellKey, ...]:
        """(C,) ids that each cell is crossed by, empty where it is not."""
        names = [np.array([*self.labels[name], ""], dtype=object) for name in CROSSINGS]
        names[1] = np.append(names[1][self.departments], "")
        columns = [name[codes].tolist() for name, codes in zip(names, self.codes.T, strict=True)]
        return tuple(zip(*columns, strict=True))


def _crossed(*counts: int) -> Ranks:
    """Return (dimensions, product of the counts) every combination of ranks, the last one fastest."""
    ranks: Ranks = np.asarray(np.indices(counts)).reshape(len(counts), -1)
    return ranks
