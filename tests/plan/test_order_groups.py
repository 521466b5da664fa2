"""Sums over groups of rows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diag.plan.groups import Groups


@given(
    group=st.lists(st.integers(0, 6), max_size=20),
    width=st.integers(0, 3),
    operation=st.sampled_from([np.add, np.maximum, np.minimum]),
)
def test_each_group_is_reduced_apart(group, width, operation):
    random = np.random.default_rng(len(group))
    rows = random.integers(-9, 9, (len(group), width))
    found = Groups.of(group, 7).reduce(operation, rows)
    assert found.shape == (7, width)
    for rank in range(7):
        own = rows[[g == rank for g in group]]
        expected = operation.reduce(own) if len(own) else np.zeros(width)
        np.testing.assert_array_equal(found[rank], expected)


@pytest.mark.parametrize("kind", [np.int8, np.int16, np.float64, bool, object])
def test_the_type_stays_that_of_the_rows(kind):
    rows = np.array([[1], [0], [1]]).astype(kind)
    found = Groups.of([1, 1, 0], 3).reduce(np.maximum, rows)
    assert found.dtype == rows.dtype
    assert found.ravel().tolist() == [1, 1, 0]


def test_the_rows_given_are_left_as_they_were():
    rows = np.ones((3, 2))
    Groups.of([0, 0, 0], 1).reduce(np.add, rows)
    assert (rows == 1).all()
