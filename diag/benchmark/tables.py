"""The two-way tables that the cells of a region make: rows, columns, and their crossings (M17)."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from diag.benchmark.cells import (
    DEPARTMENT,
    DEPARTMENT_TYPE,
    SIZE,
    TYPE,
    TYPE_SIZE,
    Grid,
    Ranks,
)

_DEPARTMENTS, _TYPES, _SIZES = 1, 2, 3
"""Columns of `Grid.codes`."""


@dataclass(frozen=True, eq=False)
class Tables:
    """E two-way tables of R rows and K columns, of which the last are « not told ».

    Attributes:
        rows: (R, E) cells; C for « not told ».
        columns: (K, E) cells; C for « not told ».
        inner: (R, K, E) cells at the crossings; C where no cell is.
        place: (A,) row, column and table of each atom as one number, -1 for an atom outside.

    """

    rows: Ranks
    columns: Ranks
    inner: Ranks
    place: Ranks


def tables(grid: Grid, codes: Ranks) -> Iterator[Tables]:
    """Yield the tables of a region.

    Args:
        grid: its cells, and none of another region.
        codes: (A, 4) crossings of its atoms, as in `Grid.codes`.

    """
    yield _tables(grid, codes, {_SIZES: SIZE, _TYPES: TYPE}, TYPE_SIZE)
    yield _tables(grid, codes, {_DEPARTMENTS: DEPARTMENT, _TYPES: TYPE}, DEPARTMENT_TYPE)
    yield _tables(grid, codes, {_SIZES: SIZE, _DEPARTMENTS: DEPARTMENT})
    yield _tables(grid, codes, {_SIZES: TYPE_SIZE, _DEPARTMENTS: DEPARTMENT_TYPE}, by=_TYPES)


def _tables(
    grid: Grid,
    codes: Ranks,
    sides: dict[int, int],
    inner: int | None = None,
    by: int | None = None,
) -> Tables:
    """Return the tables of two crossings in a region.

    Args:
        grid, codes: as in `tables`.
        sides: crossing of the rows and level of their cells, then those of the columns.
        inner: level of the cells at the crossings, if there are any.
        by: a third crossing, with one table for each of its values.

    """
    (row, row_level), (column, column_level) = sides.items()
    values = {side: np.append(np.arange(grid.shape[side]), -1) for side in sides}
    sheets = np.arange(grid.shape[by]) if by is not None else np.zeros(1, dtype=np.intp)
    shape = (len(values[row]), len(values[column]), len(sheets))
    crossed = np.full((*shape, codes.shape[1]), -1, dtype=np.intp)
    crossed[..., 0] = 0
    crossed[..., row] = values[row][:, None, None]
    crossed[..., column] = values[column][None, :, None]
    if by is not None:
        crossed[..., by] = sheets
    cells = grid.find(crossed.reshape(-1, codes.shape[1])).reshape(*shape, -1)
    # Not told, -1, is the last row and the last column; it has no table of its own.
    sheet = codes[:, by] if by is not None else np.zeros(len(codes), dtype=np.intp)
    found = (codes[:, row] % shape[0], codes[:, column] % shape[1], np.maximum(sheet, 0))
    place = np.where(sheet >= 0, np.ravel_multi_index(found, shape), -1)
    none = np.full(shape, len(grid))
    return Tables(
        rows=cells[:, -1, :, row_level],
        columns=cells[-1, :, :, column_level],
        inner=none if inner is None else cells[..., inner],
        place=place,
    )
