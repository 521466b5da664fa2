"""The order of the actions of one structure.

1. The worked example, gain by gain (M20, M21).
2. Prerequisites come first, whatever they bring (M21).
3. What lifts a blocker comes before what gains more (M21).
4. Ties: smallest effort, then id; exactly (M21).
5. A target never lowers a value, and cannot answer in the structure's place (M20).
6. Without a global score, the mean gain of the dimensions stands for it (M20).
7. Whatever the plan: the plain reference, each action once, gains that add up.
"""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from drawn import drawn
from hypothesis import strategies as st
from plan.example import EXAMPLE, action, after, example_actions, order, plans
from plan.reference import order_plainly
from scoring.reference import score_visit
from scoring.rubrics import ANSWERED, NAMES, UNKNOWN, make_rows, make_rubric

from diag.scoring.kernel import count, exact_scores

ONE = make_rubric([1, 1, 1, 1])


def ids(steps):
    return [s.candidate.id for s in steps]


# 1. Worked example


def test_the_order_of_the_example():
    assert ids(order(*EXAMPLE, example_actions())) == ["X0", "X1", "X2", "X4", "X3", "X5"]


def test_the_gains_of_the_example():
    gains = {s.candidate.id: s.gain for s in order(*EXAMPLE, example_actions())}
    assert gains == {
        "X0": 0,
        "X1": Fraction("9.375"),
        "X2": Fraction("1.5625"),
        "X3": Fraction("3.125"),
        "X4": Fraction("3.125"),
        "X5": Fraction("1.5625"),
    }


def test_the_action_that_lifts_the_blocker_says_so():
    steps = {s.candidate.id: s for s in order(*EXAMPLE, example_actions())}
    assert steps["X1"].lifts == (NAMES.index("B2"),)
    assert [s.lifts for name, s in steps.items() if name != "X1"] == [()] * 5


def test_each_step_tells_the_profile_before_and_after():
    steps = order(*EXAMPLE, example_actions())
    assert steps[0].before == (Fraction("43.75"), Fraction("37.5"), Fraction("81.25"))
    assert steps[1].after == (Fraction("43.75"), Fraction("56.25"), Fraction("81.25"))
    assert steps[-1].after == (Fraction("62.5"), Fraction("62.5"), Fraction("87.5"))


@pytest.mark.parametrize("turn", range(6))
def test_the_order_does_not_depend_on_that_of_the_file(turn):
    actions = example_actions()
    assert ids(order(*EXAMPLE, actions[turn:] + actions[:turn])) == [
        "X0",
        "X1",
        "X2",
        "X4",
        "X3",
        "X5",
    ]


# 2. Prerequisites


def test_a_chain_of_prerequisites_is_done_in_order():
    chain = [action("c", 1, {0: 4}, ["b"]), action("b", 1, needs=["a"]), action("a", 1)]
    assert ids(order(ONE, *make_rows("0000"), chain)) == ["a", "b", "c"]


def test_a_shared_prerequisite_is_done_once_and_counted_once():
    """x with a costs 2 for 25 points; y alone gains 25 for 1.5, then x costs 1 only."""
    shared = [action("a", 1), action("x", 1, {0: 4}, ["a"]), action("y", "1.5", {1: 4})]
    assert ids(order(ONE, *make_rows("0000"), shared)) == ["y", "a", "x"]


def test_the_effort_compared_is_that_of_the_closure():
    alone, dear = action("alone", 4, {0: 4}), action("dear", 1, {1: 4}, ["base"])
    assert ids(order(ONE, *make_rows("0000"), [alone, dear, action("base", 5)])) == [
        "alone",
        "base",
        "dear",
    ]


def test_a_need_that_is_not_proposed_is_already_met():
    assert ids(order(ONE, *make_rows("0000"), [action("x", 1, {0: 4}, ["done"])])) == ["x"]


def test_two_branches_that_meet_hold_each_action_once():
    diamond = [
        action("top", 1, {0: 4}, needs=["left", "right"]),
        action("left", 1, needs=["base"]),
        action("right", 1, needs=["base"]),
        action("base", 1),
    ]
    assert ids(order(ONE, *make_rows("0000"), diamond)) == ["base", "left", "right", "top"]


def test_a_target_that_two_members_of_a_closure_share_counts_once():
    """b and a bring 25 for 3 days, less than c; counted twice, half of it would put them first."""
    shared = [action("b", 2, {0: 2}), action("a", 1, {0: 4}, ["b"]), action("c", "2.5", {1: 4})]
    assert ids(order(ONE, *make_rows("0000"), shared)) == ["c", "b", "a"]


# 3. Blockers


def test_what_lifts_a_blocker_comes_before_what_gains_more():
    rubric = make_rubric([1, 3, 3], core=[True, False, False])
    best, lifting = action("best", 1, {1: 4}), action("lifting", 50, {0: 1})
    assert ids(order(rubric, *make_rows("033"), [best, lifting])) == ["lifting", "best"]


def test_what_does_not_lift_it_enough_has_no_priority():
    """The gate of level 4 needs 3; here the core question stands at 2 and level 3 is reached."""
    rubric = make_rubric([1, 3, 3], core=[True, False, False])
    best, short = action("best", 1, {1: 4}), action("short", 50, {0: 2})
    steps = order(rubric, *make_rows("144"), [best, short])
    assert [s.lifts for s in steps if s.candidate.id == "short"] == [(0,)]
    steps = order(rubric, *make_rows("244"), [action("lift", 50, {0: 3}), best])
    assert ids(steps) == ["lift", "best"]


def test_a_gate_that_holds_nothing_yet_gives_no_priority():
    """The score is level 1 and so is the gate: nothing is blocked."""
    rubric = make_rubric([1, 3, 3], core=[True, False, False])
    best, core = action("best", 1, {1: 4}), action("core", 1, {0: 1})
    assert ids(order(rubric, *make_rows("022"), [best, core]))[0] == "core"
    assert ids(order(rubric, *make_rows("011"), [best, core]))[0] == "best"


def test_a_weak_dimension_is_a_blocker_too():
    """D = 25 and 87.5, G = 71.9 held at level 2, as level 3 needs 40 of each."""
    rubric = make_rubric([1, 1, 1], dimension=[0, 1, 1], dimension_weights=[1, 3])
    near, lifting = action("near", 1, {2: 4}), action("lifting", 80, {0: 2})
    steps = order(rubric, *make_rows("143"), [near, lifting])
    assert ids(steps) == ["lifting", "near"]
    assert steps[0].lifts_dimensions == (0,)


def test_a_dimension_is_lifted_by_the_number_that_is_read():
    """59.95 reads 60.0 and lifts the gate of level 4; 59.94 would not."""
    rubric = make_rubric([299, 1, 200, 1], dimension=[0, 0, 0, 1], dimension_weights=[1, 9])
    steps = order(rubric, *make_rows("3304"), [action("up", 1, {0: 4})])
    assert steps[0].after[0] == Fraction("59.95")
    assert steps[0].lifts_dimensions == (0,)


def test_blockers_are_those_of_the_moment():
    """Once the first gate is open, the second one holds the level and comes next."""
    rubric = make_rubric([1, 1, 3, 3], core=[True, True, False, False])
    actions = [action("gain", 1, {2: 4}), action("first", 20, {0: 2}), action("second", 20, {1: 2})]
    steps = order(rubric, *make_rows("0134"), actions)
    assert ids(steps) == ["first", "second", "gain"]
    assert [s.lifts for s in steps] == [(0,), (1,), ()]


# 4. Ties


def test_an_exact_tie_is_decided_by_the_smallest_effort():
    """37.5 / 9.6 = 62.5 / 16."""
    rubric = make_rubric([3, 3, 2])
    large, small = action("a-large", 16, {0: 4, 2: 4}), action("z-small", "9.6", {1: 4})
    steps = order(rubric, *make_rows("000"), [large, small])
    assert [s.gain / s.candidate.effort for s in steps] == [Fraction("3.90625")] * 2
    assert ids(steps) == ["z-small", "a-large"]


def test_the_closure_of_the_example_ties_exactly_and_the_smaller_goes_first():
    """X0+X1 is 9.375 / 12 and X0+X1+X3 is 12.5 / 16: the same ratio; X3 comes fifth."""
    assert Fraction("9.375") / 12 == Fraction("12.5") / 16
    kept = [a for a in example_actions() if a.id in ("X0", "X1", "X3")]
    later = action("X9", "1.5", {"C2": 4})
    assert ids(order(*EXAMPLE, [*kept, later])) == ["X0", "X1", "X9", "X3"]


def test_a_full_tie_is_decided_by_the_id():
    twins = [action("b", 1, {0: 4}), action("a", 1, {1: 4})]
    assert ids(order(ONE, *make_rows("0000"), twins)) == ["a", "b"]


def test_thirds_tie_exactly():
    """33.33 / 0.5 = 66.67 / 1: unequal in floats."""
    rubric = make_rubric([1, 1, 1])
    one, two = action("z-one", "0.5", {0: 4}), action("a-two", 1, {1: 4, 2: 4})
    assert ids(order(rubric, *make_rows("000"), [two, one])) == ["z-one", "a-two"]


# 5. Targets


def test_a_target_never_lowers_a_value():
    values, status = after(ONE, *make_rows("4210"), [action("x", 1, {0: 1, 1: 2, 2: 3})])
    assert values[0].tolist() == [4, 2, 3, 0]
    assert (status == ANSWERED).all()


def test_a_target_answers_what_was_unknown():
    values, status = after(make_rubric([1]), *make_rows("?"), [action("x", 1, {0: 1})])
    assert (values[0, 0], status[0, 0]) == (1, ANSWERED)


def test_an_action_that_is_not_done_changes_nothing():
    values, status = after(ONE, *make_rows("0?12"), [action("x", 1, {0: 1, 1: 2})], done=[])
    assert values[0].tolist() == [0, 0, 1, 2]
    assert status[0].tolist() == [ANSWERED, UNKNOWN, ANSWERED, ANSWERED]


@pytest.mark.parametrize("mark", ".nh")
def test_a_target_leaves_what_was_not_answered(mark):
    values, status = after(make_rubric([1]), *make_rows(mark), [action("x", 1, {0: 4})])
    assert status[0, 0] == make_rows(mark)[1][0, 0]
    assert values[0, 0] == 0


def test_the_row_given_is_left_as_it_was():
    values, status = make_rows("0?")
    todo = [action("x", 1, {0: 4, 1: 4})]
    after(make_rubric([1, 1]), values, status, todo)
    order(make_rubric([1, 1]), values, status, todo)
    assert (values[0].tolist(), status[0].tolist()) == ([0, 0], [ANSWERED, UNKNOWN])


def test_gains_are_marginal():
    """The second action on the same question only brings what is left."""
    steps = order(ONE, *make_rows("0000"), [action("half", 1, {0: 3}), action("full", 4, {0: 4})])
    assert [(s.candidate.id, s.gain) for s in steps] == [
        ("half", Fraction("18.75")),
        ("full", Fraction("6.25")),
    ]


# 6. Without a global score


def test_without_a_global_score_the_gain_is_that_of_the_dimension_over_their_number():
    rubric = make_rubric([1, 1, 1, 1], dimension=[0, 0, 1, 2], dimension_weights=[1, 5, 2])
    steps = order(rubric, *make_rows("00.4"), [action("x", 1, {0: 4})])
    assert steps[0].gain == Fraction(50, 3)


def test_without_a_global_score_nothing_blocks_the_whole():
    rubric = make_rubric([1, 3, 1], dimension=[0, 0, 1], core=[True, False, False])
    steps = order(rubric, *make_rows("03."), [action("x", 1, {1: 4})])
    assert steps[0].lifts == ()


# 7. Any plan


@drawn(plans(), few=5, many=50)
def test_the_order_is_that_of_the_plain_reference(plan):
    rubric, values, status, actions = plan
    found, expected = order(*plan), order_plainly(rubric, values[0], status[0], actions)
    assert ids(found) == [turn.id for turn in expected]
    assert [s.gain for s in found] == [turn.gain for turn in expected]
    assert [s.after for s in found] == [turn.after for turn in expected]
    assert [set(s.lifts) for s in found] == [turn.lifts for turn in expected]
    assert [set(s.lifts_dimensions) for s in found] == [t.lifts_dimensions for t in expected]


@drawn(plans(), few=5, many=50)
def test_every_action_appears_once(plan):
    *visit, actions = plan
    assert sorted(ids(order(*visit, actions))) == sorted(a.id for a in actions)


@drawn(plans(), few=5, many=50)
def test_every_action_comes_after_its_prerequisites(plan):
    *visit, actions = plan
    rank = {name: i for i, name in enumerate(ids(order(*visit, actions)))}
    assert all(rank[need] < rank[a.id] for a in actions for need in a.needs)


@drawn(plans(), st.randoms(use_true_random=False), few=5, many=50)
def test_the_order_does_not_depend_on_that_of_the_catalogue(plan, random):
    *visit, actions = plan
    shuffled = random.sample(actions, len(actions))
    assert order(*visit, shuffled) == order(*visit, actions)


@drawn(plans(), few=5, many=50)
def test_no_gain_is_negative_and_together_they_lead_to_the_end(plan):
    rubric, values, status, actions = plan
    steps = order(rubric, values, status, actions)
    assert all(s.gain >= 0 for s in steps)
    end = after(rubric, values, status, actions)
    _, first = score_visit(rubric, values[0], status[0])
    _, last = score_visit(rubric, *(row[0] for row in end))
    if first.score is not None:
        assert first.score + sum(s.gain for s in steps) == last.score


@drawn(plans(), few=5, many=50)
def test_each_step_starts_where_the_one_before_ended(plan):
    rubric, values, status, actions = plan
    steps = order(rubric, values, status, actions)
    for one, two in pairwise(steps):
        assert one.after == two.before
    if steps:
        assert [steps[0].before] == exact_scores(count(rubric, values, status))
        assert [steps[-1].after] == exact_scores(count(rubric, *after(*plan)))


@drawn(plans(), few=5, many=50)
def test_no_value_is_lowered(plan):
    _, values, status, _ = plan
    later, _ = after(*plan)
    assert (later >= np.where(status == ANSWERED, values, 0)).all()
