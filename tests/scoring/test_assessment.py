"""The scores of one visit of the small questionnaire, in its own words.

1. A visit becomes one row: levels through the tables, statuses, conditions (M1, M2).
2. Scores are decimals and integers, with what explains them (M3-M5, M8, M10).
3. No score has a reason (M5, M6).
4. Each answer says what it brings; the contributions add up to the score.
5. Lasting conditions are statements, held or not (M21).
6. A visit has a form, and is provisional until it is finished (M2).
"""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from drawn import drawn
from helpers import make_visit, mini
from hypothesis import strategies as st
from scoring.reference import balance, score_visit
from scoring.rubrics import ANSWERED, HIDDEN, MISSING, NOT_APPLICABLE, UNKNOWN
from scoring.worked_example import assess_answers, assess_example, make_axis, make_questionnaire

from diag.questionnaire.questionnaire_model import level_of, possible_levels
from diag.scoring.assessment import Need, NotScored, Score, assess, assess_all, encode
from diag.scoring.kernel import Reason
from diag.scoring.rubric import Rubric
from diag.visit.acceptance import match
from diag.visit.visit_model import Answer

MINI = mini()
FULL = {"MA01": 2, "MA02": ["console"], "MA03": "7.5", "SA01": 2, "SA02": 4}


def assess_visit(answers, profile=None, **more):
    return assess_answers(MINI, answers, profile, **more)


def row(answers, profile=None):
    values, status = encode(MINI, match(make_visit(MINI, answers, profile), MINI))
    return values[0].tolist(), status[0].tolist()


# 1. One row


def test_levels_go_through_the_tables_of_the_questionnaire():
    assert row(FULL) == ([2, 2, 3, 2, 4], [ANSWERED] * 5)


@pytest.mark.parametrize(
    ("ticks", "level"),
    [(["aucun"], 0), (["console"], 2), (["console", "tablette"], 2), (["console", "tablette", "ordinateur"], 4)],
)
def test_the_number_of_ticks_gives_the_level(ticks, level):
    assert level_of(MINI.question["MA02"], ticks) == level


@pytest.mark.parametrize(
    ("number", "level"), [("0", 0), ("2.4", 0), ("2.5", 1), ("4.99", 1), ("5", 3), ("9", 4), ("10", 4)]
)
def test_a_number_falls_in_a_bin_that_includes_its_start(number, level):
    assert level_of(MINI.question["MA03"], Decimal(number)) == level


def test_the_levels_a_question_can_give():
    assert [possible_levels(q) for q in MINI.questions] == [[0, 1, 2, 4], [0, 2, 4], [0, 1, 3, 4], [0, 2, 4], [0, 4]]


def test_each_status_is_encoded():
    answers = {"MA01": "unknown", "MA02": "not_applicable", "SA01": "missing"}
    assert row(answers)[1] == [UNKNOWN, NOT_APPLICABLE, MISSING, MISSING, HIDDEN]


def test_a_question_is_hidden_by_the_profile():
    assert row(FULL, {"structure_type": "siae"})[1] == [ANSWERED, ANSWERED, HIDDEN, ANSWERED, HIDDEN]


def test_a_question_is_hidden_by_an_answer_and_comes_back_with_it():
    lower = FULL | {"SA01": 0}
    assert row(lower)[1][4] == HIDDEN
    assert row(lower | {"SA01": 2}) == row(FULL)


@pytest.mark.parametrize("answer", ["unknown", "missing"])
def test_a_condition_on_what_is_not_known_is_false(answer):
    assert row(FULL | {"SA01": answer})[1][4] == HIDDEN


def test_a_not_applicable_without_a_reason_is_missing():
    """As an earlier version of the questionnaire may have let it be."""
    other = replace(MINI, hash="sha256:" + "0" * 64)
    visit = make_visit(MINI, {"MA02": Answer(status="not_applicable")})
    assert encode(other, match(visit, other))[1][0, 1] == MISSING


def test_visits_scored_together_are_scored_alike():
    visits = [match(make_visit(MINI, a), MINI) for a in (FULL, FULL | {"MA01": 0}, {"SA01": 4})]
    for found, one in zip(assess_all(MINI, visits), visits, strict=True):
        alone = assess(MINI, one)
        for name in ("dimensions", "overall", "balance", "robustness", "form", "provisional"):
            assert getattr(found, name) == getattr(alone, name)


# 2. Scores


def test_the_scores_of_a_full_visit():
    """MA = (2x50 + 50 + 75) / 4 = 56.25; SA = (3x50 + 100) / 4 = 62.5; G = (56.25 + 2x62.5) / 3."""
    found = assess_visit(FULL)
    assert found.dimensions["MA"].exact == Fraction("56.25")
    assert (found.dimensions["MA"].value, found.dimensions["MA"].whole) == (Decimal("56.3"), 56)
    assert found.overall.exact == Fraction(725, 12)
    assert (found.overall.value, found.overall.whole) == (Decimal("60.4"), 60)
    assert str(found.dimensions["SA"].known_tenths) == "100.0"


def test_the_level_of_a_full_visit_and_what_the_next_one_lacks():
    level = assess_visit(FULL).overall.level
    assert (level.raw, level.value, level.high, level.blockers) == (3, 3, 3, ())
    assert level.next == (Need("points", "", 80, 20), Need("dimension", "MA", 60, 4))


def test_the_blockers_are_core_questions_and_dimensions_with_what_they_lack():
    """G = (0 + 2x100) / 3 = 66.7, of level 3; MA at 0 holds it at 1."""
    level = assess_visit({"MA01": 0, "MA02": ["aucun"], "MA03": "0", "SA01": 4, "SA02": 4}).overall
    assert (level.level.raw, level.level.value) == (3, 1)
    assert level.level.blockers == level.level.next == (Need("dimension", "MA", 20, 20),)


def test_two_answers_that_hold_are_named_and_those_of_a_weak_axis_are_not():
    """A core question at 0 holds its axis at 1 and the whole at 2; an axis without gate holds itself."""
    axes = [make_axis("A", 2, {"A1*": 1, "A2": 3}), make_axis("B", 2, {"B1": 1})]
    axes.append(make_axis("C", 1, {"C1*": 1, "C2": 3}, gates="false"))
    found = assess_answers(make_questionnaire(axes), {"A1": 0, "A2": 4, "B1": 4, "C1": "unknown", "C2": 4})
    assert [x.level.value for x in found.dimensions.values()] == [1, 4, 1]
    level = found.overall.level
    assert (level.raw, level.value, level.high) == (4, 2, 2)
    assert [need.id for need in level.blockers] == ["A1"]


def test_what_a_score_is_to_confirm_for():
    assert assess_visit(FULL | {"MA03": "unknown"}).dimensions["MA"].confirm == ()
    assert assess_visit(FULL | {"MA01": "unknown"}).dimensions["MA"].confirm == ("unknown",)
    axis = make_axis("A", 1, {"A1": 1, "A2": 1, "A3": 1})
    third = assess_answers(make_questionnaire([axis]), {"A1": 2, "A2": 2, "A3": "not_applicable"})
    assert third.dimensions["A"].confirm == third.overall.confirm == ("not_applicable",)
    assert third.overall.to_confirm


def test_the_robustness_of_a_full_visit():
    """59.7 is read 60: the level is 3 at both ends."""
    found = assess_visit(FULL).robustness
    assert (found.low, found.high, found.robust) == (Decimal("59.7"), Decimal("61.1"), True)


def test_the_balance_of_a_visit_at_0_is_undefined():
    found = assess_visit({"MA01": 0, "MA02": ["aucun"], "MA03": "0", "SA01": 0})
    assert found.overall.value == 0
    assert found.balance is None


def test_the_balance_of_equal_axes_is_1():
    axes = [make_axis("A", 2, {"A1": 1}), make_axis("B", 1, {"B1": 1})]
    found = assess_answers(make_questionnaire(axes), {"A1": 2, "B1": 2})
    assert found.balance == pytest.approx(1)


@drawn(st.lists(st.integers(0, 4), min_size=3, max_size=3), few=20, many=125)
def test_the_balance_is_read_with_0_as_1_and_never_exceeds_1_above_it(levels):
    axes = [make_axis(name, w, {f"{name}1": 1}) for name, w in (("A", 2), ("B", 3), ("C", 0))]
    questionnaire = make_questionnaire(axes)
    found = assess_answers(questionnaire, dict(zip(("A1", "B1", "C1"), levels, strict=True)))
    parts, whole = score_visit(Rubric.of(questionnaire), found.values[0], found.status[0])
    expected = balance(Rubric.of(questionnaire), parts, whole)
    assert found.balance == (None if expected is None else pytest.approx(expected))
    assert found.balance is None or 0 in levels[:2] or found.balance <= 1 + 1e-9


# 3. No score


def test_an_axis_without_enough_known_answers_has_no_score():
    found = assess_visit(FULL | {"MA01": "unknown", "MA03": "missing"})
    assert found.dimensions["MA"] == NotScored(Reason.UNKNOWN, 25)


def test_the_whole_has_no_score_without_its_axes():
    found = assess_visit({"SA01": 2, "SA02": 4})
    assert found.overall == NotScored(Reason.DIMENSION, 67)
    assert (found.robustness, found.balance) == (None, None)
    assert isinstance(found.dimensions["SA"], Score)


def test_an_empty_visit_is_not_a_visit_at_0():
    found = assess_visit({})
    assert found.dimensions["MA"] == NotScored(Reason.UNKNOWN, 0)
    assert found.overall == NotScored(Reason.DIMENSION, 0)


def test_an_axis_that_is_not_asked_has_no_known_share():
    axis = make_axis("B", 1, {"B1": 1})
    questionnaire = make_questionnaire([make_axis("A", 1, {"A1*": 1}), axis])
    found = assess_answers(questionnaire, {"A1": 3}, form="express")
    assert found.dimensions["B"] == NotScored(Reason.NOTHING_ASKED, None)
    assert found.overall == NotScored(Reason.DIMENSION, None)


# 4. Contributions


def test_each_question_says_how_it_counts():
    answers = FULL | {"MA01": "missing", "MA02": "not_applicable", "SA01": 0}
    lines = assess_visit(answers).answers
    assert [(x.question.id, x.level, x.points, x.contribution) for x in lines] == [
        ("MA01", None, 0, 0),
        ("MA02", None, None, None),
        ("MA03", 3, 75, Fraction(75, 3)),
        ("SA01", 0, 0, 0),
        ("SA02", None, None, None),
    ]
    assert [x.dimension.id for x in lines] == ["MA", "MA", "MA", "SA", "SA"]


@drawn(
    st.fixed_dictionaries(
        {},
        optional={
            "MA01": st.sampled_from([0, 1, 2, 4, "unknown", "missing"]),
            "MA02": st.sampled_from([["aucun"], ["console"], ["console", "tablette"], "not_applicable", "unknown"]),
            "MA03": st.sampled_from(["0", "2.5", "7,5", "10", "unknown"]),
            "SA01": st.sampled_from([0, 2, 4, "unknown"]),
            "SA02": st.sampled_from([0, 4, "unknown"]),
        },
    ),
    st.sampled_from(["ehpad", "siae"]),
    few=12,
    many=500,
)
def test_contributions_add_up_to_the_score(answers, kind):
    found = assess_visit(answers, {"structure_type": kind})
    for name, result in found.dimensions.items():
        brought = [x.contribution for x in found.answers if x.dimension.id == name]
        if isinstance(result, Score):
            assert sum(c for c in brought if c is not None) == result.exact


# 5. Lasting conditions


@pytest.mark.parametrize(
    ("changes", "states", "counts"),
    [
        ({}, ["not_held", "held"], (1, 2)),
        ({"B2": 2}, ["held", "held"], (2, 2)),
        ({"B2": "unknown"}, ["unknown", "held"], (1, 2)),
        ({"B2": None}, ["unknown", "held"], (1, 2)),
        ({"B2": "not_applicable"}, ["not_applicable", "held"], (1, 1)),
    ],
)
def test_a_condition_counts_its_statements_held(changes, states, counts):
    (found,) = assess_example(changes).conditions
    assert [line.state for line in found.statements] == states
    assert (found.held, found.counted) == counts
    assert found.whole == (found.held == found.counted)


def test_a_statement_on_a_question_of_the_other_form_is_not_posed():
    (found,) = assess_example(form="express").conditions
    assert [line.state for line in found.statements] == ["not_held", "not_posed"]
    assert (found.held, found.counted, found.whole) == (0, 2, False)


def test_a_statement_on_a_question_that_the_profile_hides_is_left_out():
    visits = {"ehpad": 1, "siae": 0}
    statements = [("SA02", 4)]
    questionnaire = make_questionnaire(MINI.dimensions, statements)
    for kind, counted in visits.items():
        found = assess_answers(questionnaire, FULL, {"structure_type": kind})
        assert found.conditions[0].counted == counted


# 6. Form and end


def test_a_visit_has_the_form_in_which_it_was_asked():
    assert assess_visit(FULL).form == "complete"
    assert assess_visit(FULL, {"structure_type": "siae"}).form == "complete"
    assert assess_visit(FULL, form="express").form == "express"


@pytest.mark.parametrize(
    ("finished", "answers", "provisional"),
    [
        (None, FULL, False),
        (None, FULL | {"MA01": "unknown", "MA02": "not_applicable"}, False),
        (None, FULL | {"MA03": "missing"}, True),
        (True, FULL | {"MA03": "missing"}, False),
        (False, FULL, True),
    ],
)
def test_a_visit_is_provisional_until_it_is_finished(finished, answers, provisional):
    matched = replace(match(make_visit(MINI, answers), MINI), finished=finished)
    assert assess(MINI, matched).provisional == provisional
