"""The schedule: actions laid over quarters (M23).

1. The worked example.
2. Whole where it fits, spread where it cannot.
3. Never before the end of a prerequisite; beyond carries beyond.
4. Whatever the plan: parts add up, no quarter above its capacity.
"""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plan.example import EXAMPLE, action, actions, example_actions, order
from scoring.rubrics import quick

from diag.plan.schedule import schedule


def laid(todo, capacity, quarters=4):
    return {
        s.id: [(q, float(d)) for q, d in s.parts]
        for s in schedule(todo, Fraction(capacity), quarters)
    }


# 1. Worked example


def test_the_schedule_of_the_example_with_8_days_a_quarter():
    ordered = [s.candidate for s in order(*EXAMPLE, example_actions())]
    assert laid(ordered, 8) == {
        "X0": [(1, 2)],
        "X1": [(1, 6), (2, 4)],
        "X2": [(2, 1)],
        "X4": [(2, 3)],
        "X3": [(3, 4)],
        "X5": [(4, 5)],
    }


# 2. Whole or spread


def test_an_action_that_fits_a_quarter_is_not_cut():
    assert laid([action("a", 5), action("b", 5)], 8) == {"a": [(1, 5)], "b": [(2, 5)]}


def test_an_action_of_exactly_the_capacity_is_not_cut():
    assert laid([action("a", 1), action("b", 8)], 8) == {"a": [(1, 1)], "b": [(2, 8)]}


def test_a_later_small_action_fills_the_room_left():
    assert laid([action("a", 5), action("b", 5), action("c", 3)], 8)["c"] == [(1, 3)]


def test_a_long_action_takes_what_remains_quarter_after_quarter():
    assert laid([action("a", 2), action("b", 20)], 8)["b"] == [(1, 6), (2, 8), (3, 6)]


def test_what_does_not_fit_is_beyond():
    slots = schedule([action("a", 33), action("b", 8)], Fraction(8), 4)
    assert (slots[0].parts, slots[0].start, slots[0].end) == ((), None, None)
    assert slots[1].parts == ((1, 8),)


def test_a_slot_knows_its_first_and_last_quarter():
    slot = schedule([action("a", 20)], Fraction(8), 4)[0]
    assert (slot.start, slot.end) == (1, 3)


def test_half_days_are_exact():
    assert laid([action(f"a{i}", "0.5") for i in range(16)], 8)["a15"] == [(1, 0.5)]


def test_nothing_to_do_is_an_empty_schedule():
    assert schedule([], Fraction(8), 4) == []


# 3. Prerequisites


def test_an_action_may_start_in_the_quarter_its_prerequisite_ends_in():
    assert laid([action("a", 10), action("b", 2, needs=["a"])], 8)["b"] == [(2, 2)]


def test_a_long_action_waits_for_its_prerequisite_too():
    todo = [action("a", 10), action("b", 10, needs=["a"])]
    assert laid(todo, 8)["b"] == [(2, 6), (3, 4)]


def test_what_waits_for_something_beyond_is_beyond():
    todo = [action("a", 99), action("b", 1, needs=["a"]), action("c", 1, needs=["b"])]
    assert laid(todo, 8) == {"a": [], "b": [], "c": []}


def test_a_need_outside_the_plan_is_met():
    assert laid([action("b", 1, needs=["done"])], 8) == {"b": [(1, 1)]}


# 4. Any plan


@quick
@given(
    todo=actions(6),
    capacity=st.integers(1, 60).map(lambda n: Fraction(n, 2)),
    quarters=st.integers(1, 6),
)
def test_any_schedule_holds_together(todo, capacity, quarters):
    names = {a.id for a in todo}
    todo = sorted(todo, key=lambda a: a.id)  # prerequisites are drawn first
    slots = {s.id: s for s in schedule(todo, capacity, quarters)}
    assert slots.keys() == names
    spent = dict.fromkeys(range(1, quarters + 1), Fraction(0))
    for one in todo:
        slot = slots[one.id]
        for quarter, days in slot.parts:
            assert days > 0
            spent[quarter] += days
        if slot.parts:
            assert sum(days for _, days in slot.parts) == one.effort
            assert [q for q, _ in slot.parts] == sorted({q for q, _ in slot.parts})
            assert len(slot.parts) == 1 or one.effort > capacity
            for need in one.needs:
                assert slots[need].end is not None
                assert slots[need].end <= slot.start
    assert all(days <= capacity for days in spent.values())


@pytest.mark.parametrize("capacity", [Fraction(1, 2), Fraction(1000)])
def test_extreme_capacities_schedule(capacity):
    slots = schedule(example_actions(), capacity, 4)
    assert all(s.end == 1 for s in slots) == (capacity == 1000)
