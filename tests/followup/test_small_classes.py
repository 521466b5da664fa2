"""What may be told of few structures: no class under five, nor any that follows (the shareable edition).

1. Classes of fewer than five structures are one, with the next smallest while they are too few.
2. A class of one to four that follows from totals is found: the same as trying every such class.
3. An adversary who tries every world that agrees with what is told of types learns no small class.
4. So does one who tries every way in which structures may have decided actions that imply one another.
5. A total that few structures make is not told, and the internal edition tells everything.
"""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diag.followup.small_classes import FEWEST, OTHERS, Discretion, joined, size, small_class_follows


def of(members, structures):
    return np.array([rank in members for rank in range(structures)], np.int64)


def classes_of(labels):
    return {name: of({k for k, x in enumerate(labels) if x == name}, len(labels)) for name in dict.fromkeys(labels)}


def sizes(classes):
    return {name: size(counts) for name, counts in classes.items()}


# 1


@pytest.mark.parametrize(
    ("labels", "told"),
    [
        ("aaaaaabbbbbcc", {"a": 6, OTHERS: 7}),
        ("aaaaaabbbbbcccdd", {"a": 6, "b": 5, OTHERS: 5}),
        ("aaaaaabbbbb", {"a": 6, "b": 5}),
        ("aaaaaaabb", {OTHERS: 9}),
        ("abcd", {OTHERS: 4}),
    ],
)
def test_small_classes_are_joined_and_the_next_with_them(labels, told):
    assert sizes(joined(classes_of(labels))) == told


@given(st.lists(st.sampled_from("abcdefg"), min_size=5, max_size=60))
def test_joined_classes_hold_five_and_everybody(labels):
    told = sizes(joined(classes_of(labels)))
    assert min(told.values()) >= FEWEST
    assert sum(told.values()) == len(labels)


# 2


def follows_by_trying(rows):
    """Tell whether a class of 1 to 4 is a combination of totals, trying each."""
    structures = rows[0].size
    rank = np.linalg.matrix_rank(np.array(rows))
    return any(
        np.linalg.matrix_rank(np.array([*rows, of(members, structures)])) == rank
        for many in range(1, FEWEST)
        for members in combinations(range(structures), many)
    )


@st.composite
def totals(draw):
    structures = draw(st.integers(5, 9))
    whole = np.ones(structures, np.int64)
    row = st.lists(st.integers(0, 2), min_size=structures, max_size=structures)
    return [whole, *(np.array(one, np.int64) for one in draw(st.lists(row, max_size=4)))]


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(totals())
def test_a_class_that_follows_is_found(rows):
    assert small_class_follows(rows) == follows_by_trying(rows)


def test_a_class_that_follows_from_several_totals_is_found():
    # EHPAD and ESAT and SAD 20, EHPAD 8, ESAT 9: three SAD.
    labels = "e" * 8 + "t" * 9 + "s" * 3 + "m" * 6
    classes = classes_of(labels)
    rows = [np.ones(len(labels), np.int64), classes["e"], classes["t"]]
    assert not small_class_follows(rows)
    assert small_class_follows([*rows, classes["e"] + classes["t"] + classes["s"]])


# 3


def worlds(kinds, structures):
    """Return every way of sharing structures among kinds, one a row."""
    if kinds == 1:
        return np.array([[structures]])
    parts = []
    for first in range(structures + 1):
        rest = worlds(kinds - 1, structures - first)
        parts.append(np.column_stack([np.full(len(rest), first), rest]))
    return np.vstack(parts)


def learned(possible, known):
    """Return the sizes from 1 to 4 of classes that all worlds agreeing with `known` share.

    Args:
        possible: (worlds, kinds) structures of each kind.
        known: pairs of what each kind counts in a total, and the total.
    """
    for weights, total in known:
        possible = possible[possible @ np.array(weights) == total]
    kinds = possible.shape[1]
    unions = np.array([*product((0, 1), repeat=kinds)]).T
    found = possible @ unions
    low, high = found.min(axis=0), found.max(axis=0)
    return low[(low == high) & (low > 0) & (low < FEWEST)]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(60))
def test_types_hide_no_small_class(seed):
    chance = np.random.default_rng(seed)
    kinds, structures = 5, int(chance.integers(5, 26))
    shares = chance.dirichlet(np.full(kinds, 0.7))
    labels = chance.choice(kinds, structures, p=shares)
    discretion = Discretion(structures, shareable=True)
    known = []
    # « Autres » holds who is in no class that is named: it tells nothing more.
    told = discretion.classes("type", {str(k): np.int64(labels == k) for k in set(labels.tolist())})
    for name, counts in (told or {}).items():
        if name != OTHERS:
            known.append(([k == int(name) for k in range(kinds)], int(counts.sum())))
    for _ in range(6):
        asked = chance.random(kinds) < 0.5
        counts = asked[labels].astype(np.int64)
        if discretion.admits("type", counts):
            known.append((asked, int(counts.sum())))
    assert learned(worlds(kinds, structures), known).size == 0


# 4


@pytest.mark.slow
@pytest.mark.parametrize("structures", [10, 13])
@pytest.mark.parametrize("seed", range(12))
def test_actions_that_imply_one_another_hide_no_small_class(seed, structures):
    chance = np.random.default_rng([seed, structures])
    kinds = np.array([*product((0, 1), repeat=3)])  # which of three actions a structure decided
    possible = worlds(len(kinds), structures)
    shares = chance.dirichlet(np.full(len(kinds), 0.5))
    drawn = chance.choice(len(kinds), structures, p=shares)
    discretion = Discretion(structures, shareable=True)
    known = []
    asked = [*(kinds[:, [*some]].any(axis=1) for many in (1, 2, 3) for some in combinations(range(3), many))]
    asked.append(kinds.sum(axis=1))  # how many actions: a total of another kind
    for rank in chance.permutation(len(asked)):
        weights = asked[rank].astype(np.int64)
        if discretion.admits("actions", weights[drawn]):
            known.append((weights, int(weights[drawn].sum())))
    assert learned(possible, known).size == 0


# 5


def test_a_total_that_few_make_is_not_told():
    actions = np.array([9, 0, 0, 0, 0, 0, 0, 0, 0, 3])
    assert not Discretion(10, shareable=True).admits("actions", actions)
    assert Discretion(10, shareable=False).admits("actions", actions)


def test_none_at_all_is_told():
    assert Discretion(10, shareable=True).admits("actions", np.zeros(10, np.int64))
