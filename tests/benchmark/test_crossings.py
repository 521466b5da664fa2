"""The cells, and who is in which.

1. Every crossing that the questionnaire allows is a cell, once, also those that hold nobody.
2. A cell knows what holds it and what divides it.
3. A structure is in a cell of each level whose crossings it tells; elsewhere it only counts above.
4. Structures, organisations, largest organisation: as counted by hand, or one by one.
"""

from collections import Counter

import numpy as np
import pytest
from benchmark.networks import (
    census_of,
    crossed,
    everyone,
    group,
    inside,
    make,
    networks,
    region,
)
from drawn import drawn

from diag.benchmark.cells import DEPARTMENT_TYPE, FAMILIES, LEVELS, REGION, TYPE, TYPE_SIZE, Grid
from diag.benchmark.release import NATIONAL

HERE = region(0)


def grid_of(questionnaire):
    return census_of(make([], questionnaire), questionnaire).grid


# 1. Every crossing


def test_a_cell_for_each_crossing():
    grid = grid_of(crossed((0, 0, 1, -1), 3, 2, 2))
    assert len(grid) == 1 + 2 + 3 + 2 * 3 + 2 * 2 + 3 * 3 + 2 * 3 * 2
    assert len(set(grid.keys)) == len(grid)
    assert grid.keys[:6] == (
        NATIONAL,
        (region(0), "", "", ""),
        (region(1), "", "", ""),
        (region(0), "d0", "", ""),
        (region(0), "d1", "", ""),
        (region(1), "d2", "", ""),
    )
    assert (region(1), "d2", "t2", "") in grid.keys
    assert (region(1), "", "t0", "s1") in grid.keys
    assert not any(key[1] == "d3" for key in grid.keys)  # it has no region


def test_levels_are_crossed_as_they_say():
    grid = grid_of(crossed())
    for level, crossing in zip(grid.levels, LEVELS, strict=True):
        told = [
            tuple(
                n
                for n, k in zip(("region", "departement", "type", "taille"), key, strict=True)
                if k
            )
            for key in grid.keys[level]
        ]
        assert set(told) == {crossing}


@pytest.mark.parametrize("shape", [((-1,), 3, 2), ((0,), 0, 2), ((0, 0), 3, 0), ((0,), 0, 0)])
def test_a_questionnaire_may_lack_a_crossing(shape):
    grid = Grid.of(
        {
            "region": (HERE,) if max(shape[0]) >= 0 else (),
            "departement": tuple(f"d{i}" for i in range(len(shape[0]))),
            "type": tuple(f"t{i}" for i in range(shape[1])),
            "taille": tuple(f"s{i}" for i in range(shape[2])),
        },
        np.array(shape[0]),
    )
    assert len(grid.keys) == len(grid.codes) == len(grid)
    assert grid.lineage.shape == (len(grid), len(LEVELS))


# 2. What holds what


def test_lineage_and_children():
    grid = grid_of(crossed())
    cell = grid.keys.index((HERE, "d1", "t2", ""))
    held = [grid.keys[c] for c in grid.lineage[cell] if c < len(grid)]
    assert held == [
        NATIONAL,
        (HERE, "", "", ""),
        (HERE, "d1", "", ""),
        (HERE, "", "t2", ""),
        (HERE, "d1", "t2", ""),
    ]
    kind = grid.keys.index((HERE, "", "t2", ""))
    children = [grid.keys[c] for c in grid.children(kind, DEPARTMENT_TYPE)]
    assert children == [(HERE, f"d{i}", "t2", "") for i in range(4)]
    sizes = [grid.keys[c] for c in grid.children(kind, TYPE_SIZE)]
    assert sizes == [(HERE, "", "t2", f"s{i}") for i in range(2)]


def test_children_of_a_family_share_nothing():
    structures = make(group(60, range(7), 0, 1, 1) + group(9, range(4), 2))
    census = census_of(structures)
    for parent, child in FAMILIES:
        for cell in range(census.grid.levels[parent].start, census.grid.levels[parent].stop):
            masks = [
                inside(structures, census.grid.keys[c]) for c in census.grid.children(cell, child)
            ]
            assert np.sum(masks, axis=0).max() <= 1
            assert not (np.any(masks, axis=0) & ~inside(structures, census.grid.keys[cell])).any()


# 3. Who is where


def test_a_structure_counts_where_it_tells():
    census = census_of(make([(0, 1, 2, 1), (0, -1, 2, 1), (0, 1, -1, -1)]))
    nowhere = len(census.grid)
    keys = [[census.grid.keys[c] if c < nowhere else None for c in row] for row in census.members]
    assert keys[0][REGION:] == [
        (HERE, "", "", ""),
        (HERE, "d1", "", ""),
        (HERE, "", "t2", ""),
        (HERE, "", "", "s1"),
        (HERE, "d1", "t2", ""),
        (HERE, "", "t2", "s1"),
    ]
    assert keys[1] == [NATIONAL, *[None] * 6]  # without a department, no region
    assert keys[2][TYPE:] == [None] * 4


def test_a_department_without_region_counts_in_the_country():
    questionnaire = crossed((0, -1))
    census = census_of(make([(0, 1, 0, 0)], questionnaire), questionnaire)
    assert (census.members[0, 1:] == len(census.grid)).all()


# 4. Counts


def test_counts_worked_by_hand():
    rows = group(5, [0, 1, 2], 0, 0) + group(3, [0], 0, 1) + group(2, [3], 1, 0)
    census = census_of(make(rows))
    told = {
        key: tuple(int(c[i, 0]) for c in census.whole) for i, key in enumerate(census.grid.keys)
    }
    assert told[HERE, "d0", "t0", ""] == (5, 3, 2)
    assert told[HERE, "d0", "", ""] == (8, 3, 5)
    assert told[HERE, "", "t0", ""] == (7, 4, 2)
    assert told[NATIONAL] == (10, 4, 5)
    assert told[HERE, "d3", "t2", ""] == (0, 0, 0)


def test_organisations_that_are_not_told_count_as_one():
    census = census_of(make(group(4, [-1], 0) + group(2, [5], 0)))
    assert [int(c[0, 0]) for c in census.whole] == [6, 2, 4]


@drawn(networks(120), few=6, many=40)
def test_counts_agree_with_counting_one_by_one(case):
    questionnaire, structures = case
    census = census_of(structures, questionnaire)
    counted = structures.answers <= 5
    n = census.count(census.atoms(counted))
    spread = census.spread(counted, np.ones(len(census.grid), dtype=bool))
    for cell, key in enumerate(census.grid.keys):
        members = inside(structures, key)
        for column in range(counted.shape[1]):
            owners = Counter(structures.operator[members & counted[:, column]].tolist())
            expected = (sum(owners.values()), len(owners), max(owners.values(), default=0))
            assert tuple(int(part[cell, column]) for part in spread) == expected
            assert n[cell, column] == expected[0]


@drawn(networks(200), few=6, many=40)
def test_doubts_are_resolved_as_by_counting_everything(case):
    questionnaire, structures = case
    census = census_of(structures, questionnaire)
    counted = structures.answers <= 5
    n = census.count(census.atoms(counted))
    spread = census.spread(counted, np.ones(len(census.grid), dtype=bool))
    for least in (5, 11):
        np.testing.assert_array_equal(census.passing(counted, n, least), spread.passes(least))


def test_nobody_is_a_network_too():
    census = census_of(make([]))
    assert census.whole.n.sum() == 0
    assert not census.passing(
        everyone(make([])), census.count(census.atoms(np.ones((0, 1), bool))), 5
    ).any()
