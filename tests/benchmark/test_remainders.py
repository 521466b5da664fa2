"""What crossed tables reveal: nothing but rows, columns and the remainders that are tried.

1. By hand: a table, a set of rows, and what it leaves.
2. Against every union of cells: one that the table determines is made of tried pieces.
3. Tables too wide to try every set of rows still try what columns fill.
"""

from itertools import combinations

import numpy as np
import pytest
from benchmark.networks import census_of, crossed, make
from benchmark.test_linear import determined
from drawn import drawn
from hypothesis import strategies as st

from diag.benchmark import remainders as module
from diag.benchmark.cells import DEPARTMENT, DEPARTMENT_TYPE, REGION, TYPE
from diag.benchmark.remainders import remainders
from diag.benchmark.tables import tables as tables_of


def table_of(present, published):
    """Return the census of one structure per crossing of departments and types, and what is shown.

    Args:
        present: (departments, types) crossings that hold somebody.
        published: departments, types and crossings that are published.

    """
    places, types = len(present), len(present[0])
    questionnaire = crossed((0,) * places, types, 0)
    rows = [(0, d, t) for d in range(places) for t in range(types) if present[d][t]]
    census = census_of(make(rows, questionnaire), questionnaire)
    shown = np.zeros((len(census.grid) + 1, 1), dtype=bool)
    bounds = census.grid.bounds
    shown[bounds[REGION]] = True
    departments, kinds, inner = published
    for d in departments:
        shown[bounds[DEPARTMENT] + d] = True
    for t in kinds:
        shown[bounds[TYPE] + t] = True
    for d, t in inner:
        shown[bounds[DEPARTMENT_TYPE] + d * types + t] = d in departments and t in kinds
    return census, shown


def found_in(census, shown):
    """Return what the table of departments and types leaves, as sets of (department, type)."""
    crossing = [tuple(c) for c in census.codes[:, 1:3].tolist()]
    present = np.ones((len(census.codes), 1), dtype=bool)
    _, table, *_ = tables_of(census.grid, census.codes)
    return [
        frozenset(crossing[i] for i in np.flatnonzero(atoms))
        for atoms in remainders(table, shown, present).atoms
    ]


# 1. By hand


def test_two_rows_less_the_column_that_they_fill():
    present = [[1, 1, 1], [1, 1, 1], [1, 1, 1]]
    inner = [(2, 0), (2, 1)]  # t0 and t1 are only unknown in d0 and d1
    census, shown = table_of(present, ((0, 1, 2), (0, 1, 2), inner))
    assert frozenset({(0, 2), (1, 2)}) in found_in(census, shown)


def test_a_cell_alone_unknown_in_its_column_comes_out():
    census, shown = table_of([[1, 1], [1, 1]], ((0, 1), (0, 1), [(1, 0)]))
    assert frozenset({(0, 1)}) in found_in(census, shown)  # row d0 less column t0


def test_a_table_without_inner_cells_leaves_nothing():
    census, shown = table_of([[1, 1, 1], [1, 1, 1]], ((0, 1), (0, 1, 2), []))
    assert found_in(census, shown) == []


# 2. Exhaustively


@st.composite
def tables(draw):
    places, types = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    flags = st.lists(st.booleans(), min_size=types, max_size=types)
    present = draw(st.lists(flags, min_size=places, max_size=places))
    chosen = [draw(st.lists(st.integers(0, count - 1), unique=True)) for count in (places, types)]
    inner = draw(
        st.lists(st.tuples(st.integers(0, places - 1), st.integers(0, types - 1)), unique=True)
    )
    return table_of(present, (*chosen, inner))


def pieces_of(census, shown):
    """Return the rests of rows and columns, those that are not published being one, and remainders."""
    grid = census.grid
    cells = census.cells
    crossing = [tuple(c) for c in census.codes[:, 1:3].tolist()]
    unknown = [i for i in range(len(crossing)) if not shown[cells[i, DEPARTMENT_TYPE], 0]]
    pieces = set(found_in(census, shown))
    for level in (DEPARTMENT, TYPE):
        line = [cells[i, level] if shown[cells[i, level], 0] else len(grid) for i in unknown]
        pieces |= {
            frozenset(crossing[i] for i, own in zip(unknown, line, strict=True) if own == one)
            for one in set(line)
        }
    return pieces - {frozenset()}


def published_groups(census, shown):
    """Return which atoms each published cell holds."""
    return np.array(
        [
            census.cells[:, level] == cell
            for level in (REGION, DEPARTMENT, TYPE, DEPARTMENT_TYPE)
            for cell in np.unique(census.cells[:, level])
            if shown[cell, 0]
        ]
    )


def made_of(union, pieces):
    """Tell whether a set is a union of pieces that share nothing."""
    if not union:
        return True
    first = min(union)
    return any(
        made_of(union - piece, pieces) for piece in pieces if first in piece and piece <= union
    )


@drawn(tables(), few=8, many=60)
def test_all_that_a_table_determines_is_made_of_tried_pieces(case):
    census, shown = case
    crossing = [tuple(c) for c in census.codes[:, 1:3].tolist()]
    groups = published_groups(census, shown)
    unknown = [i for i in range(len(crossing)) if not shown[census.cells[i, DEPARTMENT_TYPE], 0]]
    pieces = pieces_of(census, shown)
    for size in range(1, min(len(unknown), 5) + 1):
        for union in combinations(unknown, size):
            if determined(groups, union):
                assert made_of(frozenset(crossing[i] for i in union), pieces)


@drawn(tables(), few=8, many=60)
def test_all_that_is_tried_is_determined(case):
    census, shown = case
    crossing = [tuple(c) for c in census.codes[:, 1:3].tolist()]
    groups = published_groups(census, shown)
    for piece in pieces_of(census, shown):
        assert determined(groups, [crossing.index(c) for c in piece])


# 3. Wide tables


@pytest.mark.parametrize("widest", [62, 2])
def test_wide_tables_try_what_columns_fill(monkeypatch, widest):
    present = [[1, 1, 1], [1, 1, 1], [1, 1, 1]]
    census, shown = table_of(present, ((0, 1, 2), (0, 1, 2), [(2, 0), (2, 1)]))
    full = found_in(census, shown)
    monkeypatch.setattr(module, "_WIDE", 1)
    monkeypatch.setattr(module, "_WIDEST", widest)
    assert set(found_in(census, shown)) == (set(full) if widest == 62 else set())


def test_tables_wider_than_there_are_bits_try_nothing():
    present = [[1, 1]] * 70
    census, shown = table_of(present, (range(70), (0, 1), [(d, 0) for d in range(35)]))
    assert found_in(census, shown) == []
