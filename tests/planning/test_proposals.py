"""What is proposed, with what effort, and what decisions take along (M20)."""

from decimal import Decimal
from fractions import Fraction

import pytest
from planning.example import EXAMPLE, PROFILE, action, example_dimensions, ids, planned, questionnaire

from diag.planning.proposals import half_days
from diag.questionnaire.questionnaire_model import Condition


@pytest.mark.parametrize(
    ("days", "hours_each", "who", "staff", "effort"),
    [
        (2, 0, "all", 50, 2),
        (0.5, 1, "all", 7, 1.5),
        (0.5, 1, "all", 8, 2),
        (1, 3.5, 4, 50, 3),
        (1, 3.5, 4, 2, 2),
        (0, 0.5, "all", 0, 0.5),
    ],
    ids=["days", "each", "next half day", "group", "group larger than the staff", "nobody"],
)
def test_effort_by_size(days, hours_each, who, staff, effort):
    asked = action("X", {}, days, hours_each, who=who).effort
    assert half_days(asked, staff) == 2 * effort


def test_an_unknown_staff_counts_for_twenty_and_is_said():
    content = questionnaire(example_dimensions(), [action("X", {"A1": 4}, 0.5, hours_each=1)])
    plan = planned(content, "02?n404.034", {})
    assert (plan.lines[0].effort, plan.staff_known) == (Decimal("3.5"), False)
    assert planned(content, "02?n404.034", PROFILE).staff_known


def test_an_action_that_the_profile_leaves_out_is_not_proposed():
    own = Condition.model_validate({"profile": "structure_type", "in": ["esat"]})
    actions = [action("X", {"B2": 2}, 1).model_copy(update={"when": own})]
    content = questionnaire(example_dimensions(), actions)
    assert ids(planned(content).lines) == []
    assert ids(planned(content, profile={"structure_type": "esat"}).lines) == ["x"]


def test_a_target_that_does_not_concern_the_visit_counts_as_met():
    actions = [action("X", {"A2": 4}, 1, needs=["Y"]), action("Y", {"A4": 2}, 1)]
    content = questionnaire(example_dimensions(), actions)
    plan = planned(content, "42?n404.034")
    assert (ids(plan.lines), plan.verify_first) == (["x"], ())


def test_unknown_and_missing_targets_never_rank_and_are_told_apart():
    actions = [action("X", {"A3": 4, "B4": 2, "A2": 3}, 1), action("Y", {"B4": 4}, 1)]
    plan = planned(questionnaire(example_dimensions(), actions))
    line = plan.lines[0]
    assert ids(plan.lines) == ["x"]
    assert (line.gain, [t.question for t in line.triggers]) == (Fraction(5, 2), ["A2"])
    assert [(t.question, up) for t, up in line.uncertain] == [("A3", 10), ("B4", Fraction(5, 2))]
    assert [(u.action.id, u.targets[0][1]) for u in plan.verify_first] == [("y", 5)]


def test_a_target_never_lowers():
    content = questionnaire(example_dimensions(), [action("X", {"A1": 2, "A2": 3}, 1)])
    plan = planned(content)
    assert plan.quarters[-1].dimensions["axe-a"].exact == Fraction(275, 4)


def test_a_declined_action_takes_along_those_that_need_it():
    plan = planned(x0="decline")
    assert {"x0", "x1", "x8"}.isdisjoint(ids(plan.lines))
    told = {a.id: (d.choice, d.note) for a, d in plan.set_aside}
    assert told == {"x0": ("decline", None), "x1": ("decline", "suppose « X0 »"), "x8": ("decline", "suppose « X1 »")}


def test_a_declined_action_takes_along_nothing_where_it_was_met():
    plan = planned(x5="decline", marks="42?n404.134")
    assert "x6" in ids(plan.lines)


def test_what_is_done_counts_as_met_and_raises_nothing():
    plan = planned(x0="done")
    assert ids(plan.lines)[0] == "x1"
    assert [a.id for a, _ in plan.set_aside] == ["x0"]
    assert planned(x1="done").quarters[-1].dimensions["axe-b"].value == Decimal("62.5")


def test_an_axis_that_counts_for_nothing_is_planned_and_gains_nothing():
    dimensions = example_dimensions()
    dimensions[2] = ("axe-c", 0, True, dimensions[2][3])
    plan = planned(questionnaire(dimensions, [action("X", {"C1": 1}, 1)]))
    assert [(line.action.id, line.gain) for line in plan.lines] == [("x", 0)]


def test_where_nothing_is_left_the_plan_is_empty():
    plan = planned(marks="444n4444444")
    assert (plan.lines, plan.verify_first, plan.to_verify) == ((), (), ())
    assert len(plan.quarters) == 4


def test_a_visit_without_an_answer_is_to_verify():
    plan = planned(EXAMPLE, "." * 11)
    assert plan.lines == ()
    assert [u.action.id for u in plan.verify_first] == [f"x{n}" for n in range(1, 9)]
