"""Regions by themselves.

1. They share the structures and cells of the country out.
2. What is surely sound is; what fails is counted one by one.
"""

import numpy as np
from benchmark.networks import census_of, crossed, group, make, networks, quick
from drawn import drawn
from hypothesis import given
from hypothesis import strategies as st

from diag.benchmark.cells import REGION
from diag.benchmark.rules import passes
from diag.benchmark.territory import divide

# 1. Shares


def test_a_region_that_holds_nobody_is_left_out():
    questionnaire = crossed((0, 1, -1), regions=2)
    census = census_of(
        make([*group(6, range(3), 1, 0, 0), (0, 2), (0, -1)], questionnaire), questionnaire
    )
    (only,) = divide(census)
    assert only.rows.tolist() == list(range(6))
    assert only.census.grid.labels["region"] == (census.grid.labels["region"][1],)


@drawn(networks(150), few=10, many=40)
def test_regions_keep_the_names_and_the_counts_of_their_cells(case):
    questionnaire, structures = case
    census = census_of(structures, questionnaire)
    told = structures.answers <= 5
    n = census.count(census.atoms(told))
    rows = []
    for region in divide(census):
        names = [census.grid.keys[cell] for cell in region.cells]
        assert list(region.census.grid.keys) == names
        own = region.census.count(region.census.atoms(told[region.rows]))
        np.testing.assert_array_equal(own[REGION:], n[region.cells[REGION:]])
        rows += region.rows.tolist()
    assert sorted(rows) == np.flatnonzero(structures.region >= 0).tolist()


# 2. Unions of atoms


@quick
@given(networks(150), st.data())
def test_what_is_surely_sound_passes_and_what_fails_is_counted(case, data):
    questionnaire, structures = case
    told = structures.answers <= 5
    for region in divide(census_of(structures, questionnaire)):
        own, census = told[region.rows], region.census
        n = census.atoms(own)
        flags = st.lists(st.booleans(), min_size=len(n), max_size=len(n))
        union = np.array(data.draw(flags), dtype=bool)
        surely = region.surely(union[None], n)[0]
        for column in range(own.shape[1]):
            members = union[census.atom] & own[:, column]
            _, sizes = np.unique(structures.operator[region.rows][members], return_counts=True)
            sound = not members.any() or bool(passes(members.sum(), len(sizes), sizes.max()))
            assert region.fails(union, own[:, column]) != sound
            assert sound or not surely[column]
