"""The plan of a visit of the small questionnaire.

1. What is proposed: unmet targets, conditions on the profile, decisions (M20).
2. What is only to be verified first (M20).
3. Families, by the gain that is read (M22, M8).
4. Priorities, schedule and projections (M23).
5. What each line says (M24).
"""

import dataclasses
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from helpers import make_visit, mini
from hypothesis import given
from hypothesis import strategies as st
from plan.example import EXAMPLE, after, board_for, example_actions, order, scored
from scoring.rubrics import MISSING, UNKNOWN, quick

from diag.plan.families import FAMILIES, families
from diag.plan.order import order_rows
from diag.plan.plan import build_plan
from diag.plan.schedule import schedule
from diag.questionnaire.questionnaire_model import Action, Target
from diag.scoring.assessment import NotScored, assess
from diag.scoring.kernel import score
from diag.visit.acceptance import match
from diag.visit.visit_model import Decision, PlanChoices

MINI = mini()
FULL = {"MA01": 2, "MA02": ["console"], "MA03": "7.5", "SA01": 2, "SA02": 4}
PERFECT = {
    "MA01": 4,
    "MA02": ["ordinateur", "tablette", "console"],
    "MA03": "10",
    "SA01": 4,
    "SA02": 4,
}


def with_actions(*actions):
    """Return the small questionnaire with these actions: (id, effort, targets, more)."""
    model = MINI.actions[0]
    made = [
        model.model_copy(
            update={
                "id": name,
                "effort": Decimal(str(effort)),
                "targets": [Target(question=q, level=n) for q, n in targets.items()],
                "needs": [],
                **more,
            }
        )
        for name, effort, targets, more in actions
    ]
    return dataclasses.replace(MINI, actions=tuple(made))


def plan_of(answers, profile=None, questionnaire=MINI, decisions=None, capacity=None, choices=None):
    matched = match(make_visit(questionnaire, answers, profile), questionnaire)
    decided = {name: Decision(choice=choice) for name, choice in (decisions or {}).items()}
    choices = choices or PlanChoices(decisions=decided)
    return build_plan(questionnaire, matched, assess(questionnaire, matched), choices, capacity)


def names(plan):
    return [line.action.id for line in plan.lines]


# 1. What is proposed


def test_the_plan_of_a_full_visit():
    assert names(plan_of(FULL)) == ["former", "varier", "inventorier", "equiper"]


def test_the_gains_of_a_full_visit():
    gains = {line.action.id: line.gain for line in plan_of(FULL).lines}
    assert gains == {
        "former": 25,
        "varier": Fraction(25, 6),
        "inventorier": 0,
        "equiper": Fraction(125, 12),
    }


def test_where_every_target_is_met_there_is_nothing_to_do():
    plan = plan_of(PERFECT)
    assert (names(plan), plan.to_verify, plan.beyond) == ([], (), ())
    assert {q.score for q in plan.quarters} == {100}


def test_an_action_without_targets_is_only_done_for_another():
    assert "inventorier" not in names(plan_of(FULL | {"MA01": 4, "MA03": "10"}))


def test_only_the_targets_above_the_answers_are_kept():
    line = next(x for x in plan_of(FULL | {"MA03": "9"}).lines if x.action.id == "equiper")
    assert [t.question for t in line.targets] == ["MA01"]


def test_a_question_that_does_not_concern_the_structure_calls_for_no_action():
    assert "varier" not in names(plan_of(FULL | {"MA02": "not_applicable"}))


def test_a_hidden_question_calls_for_no_action():
    plan = plan_of(FULL | {"MA01": 4}, {"structure_type": "siae"})
    assert "equiper" not in names(plan)


def test_an_action_waits_for_its_condition_on_the_profile():
    assert "former" in names(plan_of(FULL, {"structure_type": "ehpad"}))
    assert "former" not in names(plan_of({"MA01": 0, "MA02": ["aucun"], "SA01": 0}, {}))


@pytest.mark.parametrize("choice", ["decline", "done"])
def test_a_decided_action_leaves_the_plan_and_is_listed(choice):
    plan = plan_of(FULL, decisions={"varier": choice})
    assert "varier" not in names(plan)
    assert [(a.id, d.choice) for a, d in plan.set_aside] == [("varier", choice)]


def test_a_kept_action_stays_with_its_decision():
    plan = plan_of(FULL, choices=PlanChoices(decisions={"varier": Decision(owner="Animation")}))
    assert [x.decision.owner for x in plan.lines if x.action.id == "varier"] == ["Animation"]
    assert plan.set_aside == ()


def test_a_need_that_is_done_is_not_repeated():
    assert names(plan_of(FULL, decisions={"inventorier": "done"})) == [
        "former",
        "varier",
        "equiper",
    ]


def test_an_action_that_supposes_a_declined_one_falls_with_it():
    plan = plan_of(FULL, decisions={"inventorier": "decline"})
    assert names(plan) == ["former", "varier"]
    assert [(a.id, d.note) for a, d in plan.set_aside] == [
        ("inventorier", None),
        (
            "equiper",
            "suppose « Faire l’inventaire »",
        ),
    ]


def test_a_need_whose_targets_are_met_is_not_repeated():
    questionnaire = with_actions(
        ("base", 1, {"MA01": 2}, {}), ("next", 2, {"MA03": 4}, {"needs": ["base"]})
    )
    assert names(plan_of(FULL, questionnaire=questionnaire)) == ["next"]
    assert names(plan_of(FULL | {"MA01": 0}, questionnaire=questionnaire)) == ["base", "next"]


def test_a_need_that_rests_on_unknown_answers_is_verified_first_and_not_planned():
    questionnaire = with_actions(
        ("base", 1, {"MA02": 4}, {}), ("next", 2, {"MA01": 4}, {"needs": ["base"]})
    )
    plan = plan_of(FULL | {"MA01": 0, "MA02": "unknown"}, questionnaire=questionnaire)
    assert names(plan) == ["next"]
    assert [(v.question, v.actions) for v in plan.to_verify] == [("MA02", ("base",))]


def test_a_need_of_a_need_is_proposed_too():
    questionnaire = with_actions(
        ("a", 1, {}, {}), ("b", 1, {}, {"needs": ["a"]}), ("c", 1, {"MA01": 4}, {"needs": ["b"]})
    )
    assert names(plan_of(FULL, questionnaire=questionnaire)) == ["a", "b", "c"]


def test_a_decision_on_an_action_that_no_longer_exists_is_ignored():
    assert plan_of(FULL, decisions={"ancienne": "done"}).set_aside == ()


# 2. To verify first


@pytest.mark.parametrize(("answer", "status"), [("unknown", UNKNOWN), ("missing", MISSING)])
def test_what_is_not_known_is_verified_before_it_is_acted_upon(answer, status):
    plan = plan_of(FULL | {"MA02": answer})
    assert "varier" not in names(plan)
    assert [(v.question, v.status, v.actions) for v in plan.to_verify] == [
        ("MA02", status, ("varier",))
    ]


def test_a_question_that_was_never_answered_is_verified_too():
    plan = plan_of({k: v for k, v in FULL.items() if k != "MA02"})
    assert [(v.question, v.status) for v in plan.to_verify] == [("MA02", MISSING)]


def test_an_action_with_one_known_target_is_proposed_all_the_same():
    plan = plan_of(FULL | {"MA03": "unknown"})
    assert "equiper" in names(plan)
    assert [v.question for v in plan.to_verify] == ["MA03"]


@pytest.mark.parametrize("answer", ["not_applicable", ["console"]])
def test_what_is_known_is_not_to_verify(answer):
    assert plan_of(FULL | {"MA02": answer}).to_verify == ()


# 3. Families


def family(gain, effort):
    """Return the family of an action that gains so many tenths of a point."""
    codes = families(np.array([[gain]]), [Fraction(effort)], MINI.header.planning)
    return FAMILIES[codes[0, 0]]


@pytest.mark.parametrize(
    ("tenths", "effort", "expected"),
    [
        (10, 3, "quick"),
        (9, 3, "complement"),
        (10, "3.5", "project"),
        (9, "3.5", "later"),
        (0, "0.5", "complement"),
        (300, 200, "project"),
    ],
)
def test_families_follow_the_gain_that_is_read_and_the_effort(tenths, effort, expected):
    assert family(tenths, effort) == expected


def test_the_families_of_the_example():
    board = board_for(EXAMPLE[0], example_actions())
    everything = np.ones((1, 6), dtype=bool)
    ordered = order_rows(board, *EXAMPLE[1:], scored(*EXAMPLE), everything)
    efforts = [a.effort for a in example_actions()]
    codes = families(ordered.tenths, efforts, MINI.header.planning)[0]
    found = {a.id: FAMILIES[code] for a, code in zip(example_actions(), codes, strict=True)}
    assert found == {
        "X0": "complement",
        "X1": "project",
        "X2": "quick",
        "X3": "project",
        "X4": "quick",
        "X5": "project",
    }


def test_the_families_of_a_full_visit():
    assert [line.family for line in plan_of(FULL).lines] == [
        "project",
        "quick",
        "complement",
        "project",
    ]


# 4. Priorities, schedule, projections


def test_the_projections_of_the_example():
    """50.0 while X1 goes on, 64.1 and level 3 once the blocker is lifted, 67.2, 68.8 (K = 8)."""
    rubric, values, status = EXAMPLE
    steps = order(*EXAMPLE, example_actions())
    slots = schedule([s.candidate for s in steps], Fraction(8), 4)
    ends = []
    for quarter in range(1, 5):
        done = [s.candidate for s, slot in zip(steps, slots, strict=True) if slot.end <= quarter]
        overall = score(rubric, *after(rubric, values, status, example_actions(), done)).overall
        ends.append((float(overall.score[0]), int(overall.level[0])))
    assert ends == [(50.0, 1), (64.1, 3), (67.2, 3), (68.8, 3)]


def test_the_schedule_of_a_full_visit():
    parts = {x.action.id: [(q, float(d)) for q, d in x.slot.parts] for x in plan_of(FULL).lines}
    assert parts == {
        "former": [(1, 4)],
        "varier": [(1, 1.5)],
        "inventorier": [(1, 2)],
        "equiper": [(1, 2.5), (2, 9.5)],
    }


def test_a_quarter_counts_the_actions_that_are_over():
    quarters = plan_of(FULL).quarters
    assert [(q.number, q.score, q.level) for q in quarters] == [
        (1, Decimal("89.6"), 3),
        (2, Decimal("100.0"), 4),
        (3, Decimal("100.0"), 4),
        (4, Decimal("100.0"), 4),
    ]
    assert quarters[0].dimensions == (Decimal("68.8"), Decimal("100.0"))


def test_a_quarter_says_what_is_done_in_it_and_for_how_long():
    first, second, *rest = plan_of(FULL).quarters
    assert (first.days, first.actions) == (10, ("former", "varier", "inventorier", "equiper"))
    assert (second.days, second.actions) == (Fraction("9.5"), ("equiper",))
    assert [(q.days, q.actions) for q in rest] == [(0, ()), (0, ())]


def test_a_projection_without_a_global_score_has_none():
    plan = plan_of({k: v for k, v in FULL.items() if not k.startswith("MA")})
    assert {(q.score, q.level) for q in plan.quarters} == {(None, None)}
    assert {q.dimensions[0] for q in plan.quarters} == {None}
    assert plan.quarters[0].dimensions[1] == 100


@pytest.mark.parametrize(
    ("asked", "stored", "used"),
    [
        (None, None, 10),
        (None, Decimal(3), 3),
        (Decimal(5), Decimal(3), 5),
        (Decimal("0.5"), None, Decimal("0.5")),
    ],
)
def test_the_capacity_is_the_one_asked_then_that_of_the_visit_then_that_of_the_rules(
    asked, stored, used
):
    plan = plan_of(FULL, capacity=asked, choices=PlanChoices(capacity=stored))
    assert plan.capacity == used
    assert all(q.days <= used for q in plan.quarters)


def test_what_does_not_fit_is_listed_as_beyond():
    plan = plan_of(FULL, capacity=Decimal(1))
    assert plan.beyond == ("varier", "inventorier", "equiper")
    assert len(plan.lines) == 4


def test_at_most_six_priorities_and_the_rest_after():
    questionnaire = with_actions(*((f"a{i}", i + 1, {"MA01": 4}, {}) for i in range(8)))
    plan = plan_of(FULL, questionnaire=questionnaire)
    assert (len(plan.lines), len(plan.priorities)) == (8, 6)
    assert plan.priorities == plan.lines[:6]
    assert [line.rank for line in plan.lines] == list(range(1, 9))


# 5. What each line says


def test_a_line_names_the_blockers_it_lifts():
    plan = plan_of({"MA01": 0, "MA02": ["aucun"], "MA03": "0", "SA01": 4, "SA02": 4})
    lifts = {line.action.id: line.lifts for line in plan.lines}
    assert lifts == {"varier": ("MA",), "inventorier": (), "equiper": ("MA01",)}


def test_a_line_tells_the_axis_before_and_after():
    line = plan_of(FULL).lines[0]
    assert line.action.id == "former"
    assert (line.step.before, line.step.after) == (
        (Fraction("56.25"), Fraction("62.5")),
        (Fraction("56.25"), 100),
    )


def test_without_a_global_score_gains_are_shares_of_a_dimension():
    answers = {"MA01": 2, "SA01": 2, "SA02": 4}
    matched = match(make_visit(MINI, answers), MINI)
    assert isinstance(assess(MINI, matched).overall, NotScored)
    gains = {line.action.id: line.gain for line in plan_of(answers).lines}
    assert gains["former"] == Fraction("37.5") / 2


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "MA01": st.sampled_from([0, 1, 2, 4, "unknown"]),
        "MA02": st.sampled_from([["aucun"], ["console"], "not_applicable", "unknown"]),
        "MA03": st.sampled_from(["0", "5", "10", "unknown"]),
        "SA01": st.sampled_from([0, 2, 4, "unknown"]),
        "SA02": st.sampled_from([0, 4, "unknown"]),
    },
)


@quick
@given(answers=ANSWERS, kind=st.sampled_from(["ehpad", "siae", None]), capacity=st.integers(1, 30))
def test_any_visit_has_a_coherent_plan(answers, kind, capacity):
    plan = plan_of(answers, {"structure_type": kind} if kind else {}, capacity=Decimal(capacity))
    ranks = {line.action.id: line.rank for line in plan.lines}
    assert len(ranks) == len(plan.lines)
    for line in plan.lines:
        assert all(ranks[n] < line.rank for n in line.action.needs if n in ranks)
        assert line.gain >= 0
        assert sum(d for _, d in line.slot.parts) in (0, Fraction(line.action.effort))
    assert set(plan.beyond) == {x.action.id for x in plan.lines if not x.slot.parts}
    scores = [q.score for q in plan.quarters if q.score is not None]
    assert scores == sorted(scores)
    assert sum(q.days for q in plan.quarters) == sum(
        Fraction(x.action.effort) for x in plan.lines if x.slot.parts
    )


def test_the_plan_leaves_the_assessment_as_it_was():
    matched = match(make_visit(MINI, FULL), MINI)
    found = assess(MINI, matched)
    before = found.values.copy()
    build_plan(MINI, matched, found, PlanChoices())
    np.testing.assert_array_equal(found.values, before)
    assert isinstance(MINI.actions[0], Action)
