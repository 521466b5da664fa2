"""What every order respects, and what each narrowing does alone (M21)."""

from fractions import Fraction

import numpy as np
import pytest
from drawn import drawn
from hypothesis import strategies as st
from planning.example import EXAMPLE, action, ids, planned, question, questionnaire
from planning.worlds import world

from diag.planning.order import Reached, order_of
from diag.planning.plan import lay_down
from diag.planning.proposals import situate
from diag.scoring.kernel import score
from diag.scoring.rubric import Rubric
from diag.visit.visit_model import Decision

SEEDS = st.integers(0, 10**9)


def order_in(drawn_world):
    content, profile, values, status, given, decided = drawn_world
    choices = {name: Decision(choice=choice) for name, choice in decided.items()}
    return order_of(content, profile, values, status, given, choices)


@drawn(SEEDS, few=25, many=500)
def test_each_action_comes_once_after_what_it_needs(seed):
    found = order_in(world(seed))
    names = ids(found.steps)
    assert len(set(names)) == len(names)
    for rank, step in enumerate(found.steps):
        assert {names.index(n) for n in step.action.needs if n in names} <= set(range(rank))


@drawn(SEEDS, few=25, many=500)
def test_the_calendar_respects_the_capacity_and_the_prerequisites(seed):
    found = order_in(world(seed))
    capacity = 1 + seed % 20
    lines, _ = lay_down(found, capacity)
    months = dict.fromkeys(range(1, 13), Fraction(0))
    for slot in [x.slot for line in lines for x in (line, *line.verify_before)]:
        for month, days in slot.parts:
            months[month] += days
    assert all(days <= Fraction(capacity, 3) for days in months.values())
    slots = {line.action.id: line.slot for line in lines}
    for line in lines:
        waited = [slots[n] for n in line.action.needs if n in slots]
        waited += [one.slot for one in line.verify_before]
        if line.slot.start:
            assert all(slot.end and slot.end < line.slot.start for slot in waited)


def blocking(content, values, status):
    """Return what the kernel finds to hold the whole of one visit."""
    rows = [np.array([cells], dtype=np.int8) for cells in (values, status)]
    scores = score(Rubric.of(content), *rows)
    questions = zip(content.questions, scores.blocking_questions[0], strict=True)
    dimensions = zip(content.dimensions, scores.blocking_dimensions[0], strict=True)
    return {part.id for part, mark in (*questions, *dimensions) if mark}


@drawn(SEEDS, few=25, many=1_000)
def test_the_blockers_are_those_of_the_kernel_before_and_after_each_action(seed):
    content, profile, values, status, given, _ = world(seed)
    reached = Reached(situate(content, profile, values, status, given, {}))
    assert set(reached.blockers()) == blocking(content, values, status)
    for one in content.actions[:4]:
        reached.bring(reached.situation.raised(one, reached.levels))
        now = [reached.levels.get(q.id, 0) for q in content.questions]
        assert set(reached.blockers()) == blocking(content, now, status)


@drawn(SEEDS, few=25, many=500)
def test_the_order_of_the_actions_in_the_questionnaire_does_not_matter(seed):
    content, *rest = world(seed)
    turned = questionnaire(
        [(d.id, d.weight, d.gates, d.questions) for d in content.dimensions],
        content.actions[::-1],
        [{s.question: s.at_least for s in c.statements} for c in content.header.lasting_conditions],
    )
    assert ids(order_in((turned, *rest)).steps) == ids(order_in((content, *rest)).steps)


def spread_of(*actions, marks="0000"):
    """Return the order of actions on two axes of two questions, B lower than A."""
    own = [("axe-a", 1, True, [question("A1"), question("A2")])]
    own += [("axe-b", 1, True, [question("B1"), question("B2")])]
    return ids(planned(questionnaire(own, actions), marks).lines)


def test_among_near_equals_print_comes_first():
    best, of_print = action("A", {"A1": 4}, 2), action("B", {"B1": 4}, 2.5, origin="print")
    assert spread_of(best, of_print, action("C", {"A2": 1}, 20)) == ["b", "a", "c"]


def test_what_is_not_fair_waits_even_for_print():
    quick = [action(n, {q: 4}, 1) for n, q in (("A", "A1"), ("B", "B1"), ("C", "A2"))]
    assert spread_of(*quick, action("P", {"B2": 4}, 5, origin="print"))[-1] == "p"


def test_at_most_two_of_one_axis_among_the_six():
    own = [("axe-a", 2, True, [question(f"A{n}") for n in range(1, 5)])]
    own += [("axe-b", 1, True, [question(f"B{n}") for n in range(1, 5)])]
    actions = [action(f"{axis}{n}", {f"{axis}{n}": 4}, 1) for axis in "AB" for n in range(1, 5)]
    found = ids(planned(questionnaire(own, actions), "00000000").lines)
    assert [name[0] for name in found[:4]] == ["a", "a", "b", "b"]


def test_an_effort_cannot_buy_a_place_by_what_another_already_did():
    both = action("BOTH", {"A1": 4, "A2": 4}, 2)
    assert spread_of(both, action("ONE", {"A1": 2}, 40)) == ["both"]


def test_a_prerequisite_that_does_all_of_an_action_leaves_it_out():
    first = action("FIRST", {"A1": 4}, 1)
    assert spread_of(first, action("LATER", {"A1": 2}, 0.5, needs=["FIRST"])) == ["first"]


def test_a_second_action_that_needs_the_same_verification_does_not_pay_it_again():
    own = [question("A1"), question("A2"), question("A3")]
    actions = [
        action("V", {"A1": 1}, 1),
        action("X", {"A2": 4}, 1, needs=["V"]),
        action("Y", {"A3": 4}, 1, needs=["V"]),
    ]
    plan = planned(questionnaire([("axe-a", 1, True, own)], actions), "?00")
    verified = [(line.action.id, v) for line in plan.lines for v in line.verify_before]
    assert [(name, v.action.id) for name, v in verified] == [("x", "v")]
    assert all(line.slot.start > verified[0][1].slot.end for line in plan.lines)


def test_an_action_waits_for_those_that_reached_its_prerequisite_on_the_way():
    own = [question("A1", 3), question("A2")]
    actions = [
        action("P", {"A1": 1}, 20),
        action("ALL", {"A1": 4}, 1, weeks=9),
        action("X", {"A2": 4}, 1, needs=["P"]),
    ]
    plan = planned(questionnaire([("axe-a", 1, True, own)], actions), "00")
    assert ids(plan.lines) == ["all", "x"]
    assert [line.slot.start for line in plan.lines] == [1, 4]


@pytest.mark.slow
def test_an_axis_is_lifted_when_its_score_rounds_to_the_threshold():
    # 25 x 16 / 12 = 33 holds the whole at level 2; 25 x 19 / 12 = 39.58 is read 40.
    own = [question(f"A{n}", weight) for n, weight in enumerate((3, 3, 3, 2, 1), 1)]
    axes = [("axe-a", 1, True, own), ("axe-b", 5, True, [question("B1")])]
    line = planned(questionnaire(axes, [action("X", {"A5": 4}, 1)]), "410014").lines[0]
    assert (line.lifts, line.family) == (("axe-a",), "unlock")


def test_the_plan_of_the_example_does_not_depend_on_the_capacity():
    assert {tuple(ids(planned(EXAMPLE, capacity=c).lines)) for c in (1, 9, 400)} == {
        ("x0", "x1", "x5", "x3", "x6", "x4", "x8")
    }
