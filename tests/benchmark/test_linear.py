"""Exact algebra on sums of groups, against plain fractions.

1. The marks of a union add up to 0 where, and only where, the groups determine it.
2. A determined union is the sum of its terms.
3. Every determined union of fewer than five structures is found.
"""

from fractions import Fraction
from itertools import combinations

import numpy as np
from drawn import drawn
from hypothesis import strategies as st

from diag.benchmark.linear import PRIME, marks, small_unions, terms


def rank(rows):
    """Return the rank of a matrix, in fractions."""
    rows = [[Fraction(int(x)) for x in row] for row in rows]
    found = 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((i for i in range(found, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        for i in range(found + 1, len(rows)):
            factor = rows[i][column] / rows[found][column]
            rows[i] = [a - factor * b for a, b in zip(rows[i], rows[found], strict=True)]
        found += 1
    return found


def determined(groups, union):
    """Tell whether a union is a sum of groups, each times some number."""
    row = np.zeros((1, groups.shape[1]), dtype=bool)
    row[0, list(union)] = True
    return rank(np.concatenate([groups, row])) == rank(groups)


@st.composite
def families(draw):
    blocks = draw(st.integers(1, 8))
    flags = st.lists(st.booleans(), min_size=blocks, max_size=blocks)
    rows = draw(st.lists(flags, min_size=1, max_size=7))
    return np.array(rows, dtype=bool)


# 1. Marks


@drawn(families(), few=6, many=40)
def test_marks_tell_what_is_determined(groups):
    marked = marks(groups)
    for size in range(1, groups.shape[1] + 1):
        for union in combinations(range(groups.shape[1]), size):
            assert (marked[list(union)].sum() % PRIME == 0) == determined(groups, union)


def test_a_difference_of_groups_is_determined():
    groups = np.array([[1, 1, 1, 1, 0], [0, 1, 1, 0, 0]], dtype=bool)
    marked = marks(groups)
    assert (marked[0] + marked[3]) % PRIME == 0
    assert (marked[1] + marked[2]) % PRIME == 0
    assert marked[4]
    assert all(marked[:4])


def test_large_coefficients_are_exact():
    """A chain of overlapping groups: the last block is the alternating sum of all of them."""
    size = 61
    chain = np.array([[i in (k, k + 1) for i in range(size)] for k in range(size - 1)])
    first = np.array([[i == 0 for i in range(size)]])
    assert not marks(np.concatenate([chain, first])).any()
    assert marks(chain).all()


# 2. Terms


@drawn(families(), few=6, many=40)
def test_a_determined_union_is_a_sum_of_its_terms(groups):
    for size in range(1, groups.shape[1] + 1):
        for union in combinations(range(groups.shape[1]), size):
            if determined(groups, union):
                own = np.isin(np.arange(groups.shape[1]), union)
                assert determined(groups[terms(groups, own)], union)


# 3. Small unions


@drawn(families(), st.data(), few=6, many=40)
def test_every_small_union_is_found(groups, data):
    blocks = groups.shape[1]
    n = np.array(data.draw(st.lists(st.integers(1, 6), min_size=blocks, max_size=blocks)))
    found = {frozenset(union) for part in small_unions(marks(groups), n) for union in part.tolist()}
    assert all(determined(groups, union) for union in found)
    for size in range(1, blocks + 1):
        for union in map(frozenset, combinations(range(blocks), size)):
            wanted = size <= 2 or n[list(union)].sum() < 5
            smaller = any(
                determined(groups, part)
                for count in range(1, size)
                for part in combinations(union, count)
            )
            if wanted and not smaller and determined(groups, union):
                assert union in found
