"""The order of the actions of many structures at once.

1. Each structure is ordered as if it were alone, whatever is available to the others.
2. What is not available counts as met, and no longer supposes anything.
3. Numbers beyond the fast types are exact too.
4. What is read: gains in tenths, ranks, blockers lifted.
5. Nothing to order, nobody to plan for.
"""

from dataclasses import fields, replace
from fractions import Fraction

import numpy as np
import pytest
from drawn import drawn
from hypothesis import strategies as st
from plan.example import (
    EXAMPLE,
    action,
    board_for,
    example_actions,
    order,
    scored,
    tables_of_plans,
)
from plan.reference import order_plainly
from scoring.rubrics import make_rows, make_rubric

from diag.plan import order as order_module
from diag.plan.order import Ordered, order_rows, steps
from diag.scoring.kernel import round_half_up

ONE = make_rubric([1, 1, 1, 1])


def ordered_rows(rubric, values, status, todo, available=None):
    """Return the board and the order of some rows; by default every action is available."""
    if available is None:
        available = np.ones((len(values), len(todo)), dtype=bool)
    board = board_for(rubric, todo)
    return board, order_rows(board, values, status, scored(rubric, values, status), available)


def names(board, ordered, row=0):
    return [s.candidate.id for s in steps(board, ordered, row)]


# 1. As if it were alone


@drawn(tables_of_plans(), few=5, many=50)
def test_each_structure_is_ordered_as_by_the_plain_reference(table):
    rubric, values, status, todo, available = table
    board, ordered = ordered_rows(*table)
    for row, flags in enumerate(available):
        own = [a for a, kept in zip(todo, flags, strict=True) if kept]
        expected = order_plainly(rubric, values[row], status[row], own)
        found = steps(board, ordered, row)
        assert [s.candidate.id for s in found] == [turn.id for turn in expected]
        assert [s.gain for s in found] == [turn.gain for turn in expected]
        assert [set(s.lifts) for s in found] == [turn.lifts for turn in expected]


@drawn(tables_of_plans(), few=5, many=50)
def test_each_structure_is_ordered_as_if_it_were_alone(table):
    rubric, values, status, todo, available = table
    _, together = ordered_rows(*table)
    for row in range(len(values)):
        one = slice(row, row + 1)
        _, alone = ordered_rows(rubric, values[one], status[one], todo, available[one])
        for field in fields(Ordered):
            both = getattr(together, field.name)[one], getattr(alone, field.name)
            np.testing.assert_array_equal(*both, err_msg=field.name)


@drawn(tables_of_plans(), st.integers(1, 4), few=5, many=50)
def test_the_size_of_the_blocks_changes_nothing(table, size):
    _, whole = ordered_rows(*table)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(order_module, "BLOCK", size)
        _, blocks = ordered_rows(*table)
    for field in fields(Ordered):
        np.testing.assert_array_equal(getattr(blocks, field.name), getattr(whole, field.name))


def test_structures_end_at_their_own_pace():
    todo = [action("a", 1, {0: 4}), action("b", 1, {1: 4}), action("c", 1, {2: 4})]
    values, status = make_rows("0000", "0000", "0000")
    available = np.array([[1, 1, 1], [0, 0, 1], [0, 0, 0]], dtype=bool)
    _, ordered = ordered_rows(ONE, values, status, todo, available)
    assert ordered.rank.tolist() == [[0, 1, 2], [-1, -1, 0], [-1, -1, -1]]
    assert ordered.actions.tolist() == [[0, 1, 2], [2, -1, -1], [-1, -1, -1]]
    assert ordered.tenths.tolist() == [[250, 250, 250], [0, 0, 250], [0, 0, 0]]


# 2. What is not available

CHAIN = [action("c", 1, {0: 4}, ["b"]), action("b", 1, {1: 4}, ["a"]), action("a", 1, {2: 4})]


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ((1, 1, 1), ["a", "b", "c"]),
        ((1, 0, 1), ["a", "c"]),  # equals: by id
        ((1, 1, 0), ["b", "c"]),
        ((1, 0, 0), ["c"]),
    ],
)
def test_a_need_that_is_not_available_is_met_and_supposes_nothing(flags, expected):
    available = np.array([flags], dtype=bool)
    board, ordered = ordered_rows(ONE, *make_rows("0000"), CHAIN, available)
    assert names(board, ordered) == expected


def test_what_is_not_available_brings_nothing_to_a_closure():
    """b out of the plan, c gains 25 for 1 day; with the gain of b it would pass before d."""
    todo = [*CHAIN, action("d", "0.6", {3: 4})]
    available = np.array([[1, 0, 0, 1]], dtype=bool)
    board, ordered = ordered_rows(ONE, *make_rows("0000"), todo, available)
    assert names(board, ordered) == ["d", "c"]
    assert ordered.points[0].sum(axis=1).tolist() == [4, 0, 0, 4]


def test_an_absent_action_changes_the_order_within_a_closure():
    """x asks for b, then c, then d, and b for d: without b, d comes after c."""
    todo = [
        action("x", 1, {0: 4}, ["b", "c", "d"]),
        action("b", 1, needs=["d"]),
        action("c", 1),
        action("d", 1),
    ]
    available = np.array([[1, 1, 1, 1], [1, 0, 1, 1]], dtype=bool)
    board, ordered = ordered_rows(ONE, *make_rows("0000", "0000"), todo, available)
    assert names(board, ordered, 0) == ["d", "b", "c", "x"]
    assert names(board, ordered, 1) == ["c", "d", "x"]


# 3. Exact numbers


@drawn(tables_of_plans(), few=5, many=50)
def test_slower_types_give_the_same_order(table):
    rubric, values, status, todo, available = table
    board = board_for(rubric, todo)
    given_scores = scored(rubric, values, status)
    fast = order_rows(board, values, status, given_scores, available)
    for small, exact in ((np.int64, np.float64), (np.int16, object), (object, object)):
        targets = replace(board.targets, weight=board.targets.weight.astype(small))
        weights = board.weights.astype(small)
        other = replace(board, small=small, exact=exact, weights=weights, targets=targets)
        slow = order_rows(other, values, status, given_scores, available)
        for field in fields(Ordered):
            found, expected = getattr(slow, field.name), getattr(fast, field.name)
            np.testing.assert_array_equal(found.astype(float), expected.astype(float))


def test_denominators_beyond_64_bits_are_exact():
    """Eight dimensions of about 10 ** 4: their common denominator has more than 100 bits."""
    primes = [9973, 9967, 9949, 9941, 9931, 9929, 9923, 9907]
    rubric = make_rubric([w for p in primes for w in (p - 1, 1)], [i // 2 for i in range(16)])
    todo = [action(f"a{i}", Fraction(1, 7 + i), {2 * i + 1: 4}) for i in range(8)]
    values, status = make_rows("10" * 8)
    found = order(rubric, values, status, todo)
    expected = order_plainly(rubric, values[0], status[0], todo)
    assert [s.candidate.id for s in found] == [turn.id for turn in expected]
    assert [s.gain for s in found] == [turn.gain for turn in expected]
    assert board_for(rubric, todo).exact is object


def test_efforts_that_only_just_fit_16_bits_are_compared_exactly():
    """31,500 days in all, and 46,501 in the comparison."""
    todo = [action("a", 15000, {0: 2}), action("b", 15000, {1: 4}), action("c", 1500, {2: 1})]
    board, ordered = ordered_rows(ONE, *make_rows("0000"), todo)
    assert names(board, ordered) == ["c", "b", "a"]


def test_efforts_beyond_64_bits_are_exact():
    """Two efforts that differ by one part in 10 ** 30."""
    todo = [
        action("a", Fraction(10**30 + 1, 10**30), {0: 4}),
        action("b", 1, {1: 4}),
        action("c", Fraction(10**30 - 1, 10**30), {2: 4}),
    ]
    board, ordered = ordered_rows(ONE, *make_rows("0000"), todo)
    assert (board.small, board.exact) == (object, object)
    assert names(board, ordered) == ["c", "b", "a"]


def test_ratios_that_floats_cannot_tell_apart_are_told_apart():
    """Consecutive Fibonacci numbers: the ratios differ by one part in 10 ** 18."""
    small, middle, large = 433494437, 701408733, 1134903170
    rubric = make_rubric([middle, large])
    todo = [action("less", small, {0: 4}), action("more", middle, {1: 4})]
    assert middle / small == large / middle
    assert Fraction(middle, small) < Fraction(large, middle)
    board, ordered = ordered_rows(rubric, *make_rows("00"), todo)
    assert names(board, ordered) == ["more", "less"]


# 4. What is read


@drawn(tables_of_plans(), few=5, many=50)
def test_gains_are_read_in_tenths_rounded_half_up(table):
    _, ordered = ordered_rows(*table)
    whole = np.broadcast_to(ordered.whole[:, None], ordered.gain.shape)
    rounded = round_half_up(ordered.gain.astype(np.int64), whole)
    np.testing.assert_array_equal(ordered.tenths / 10, rounded)


@drawn(tables_of_plans(), few=5, many=50)
def test_ranks_and_actions_tell_the_same(table):
    *_, todo, available = table
    board, ordered = ordered_rows(*table)
    np.testing.assert_array_equal(ordered.rank >= 0, available)
    for row, ranks in enumerate(ordered.rank):
        told = [todo[a].id for a in ordered.actions[row] if a >= 0]
        assert told == names(board, ordered, row)
        assert [todo[a].id for a in np.argsort(ranks) if ranks[a] >= 0] == told


@drawn(tables_of_plans(), few=5, many=50)
def test_an_action_lifts_if_one_of_its_gates_or_dimensions_is_lifted(table):
    *_, todo, _ = table
    board, ordered = ordered_rows(*table)
    for row in range(len(ordered.rank)):
        lifting = {a.id for a, lifts in zip(todo, ordered.lifts[row], strict=True) if lifts}
        found = steps(board, ordered, row)
        assert lifting == {s.candidate.id for s in found if s.lifts or s.lifts_dimensions}


def test_the_gains_of_the_example_in_tenths():
    _, ordered = ordered_rows(*EXAMPLE, example_actions())
    assert ordered.rank.tolist() == [[0, 1, 2, 4, 3, 5]]
    assert ordered.tenths.tolist() == [[0, 94, 16, 31, 31, 16]]
    assert ordered.lifts.tolist() == [[False, True, False, False, False, False]]


# 5. Nothing


def test_without_actions_there_is_no_step():
    board, ordered = ordered_rows(ONE, *make_rows("0000", "1111"), [])
    assert ordered.rank.shape == (2, 0)
    assert names(board, ordered) == []


def test_without_structures_there_is_no_row():
    values, status = make_rows("0000")
    _, ordered = ordered_rows(ONE, values[:0], status[:0], example_actions()[:1])
    assert (ordered.rank.shape, ordered.actions.shape) == ((0, 1), (0, 1))
