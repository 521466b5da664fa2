"""The scores of one visit of the small questionnaire, in its own words.

1. A visit becomes one row: levels through the tables, statuses, conditions (M1, M2).
2. Scores are decimals, with what explains them (M3, M8, M10).
3. No score has a reason (M5, M6).
4. Each answer says what it brings; the contributions add up to the score.
"""

from decimal import Decimal
from fractions import Fraction

import pytest
from helpers import make_visit, mini
from hypothesis import given
from hypothesis import strategies as st
from scoring.rubrics import ANSWERED, HIDDEN, MISSING, NOT_APPLICABLE, UNKNOWN, quick

from diag.questionnaire.questionnaire_model import level_of, possible_levels
from diag.scoring.assessment import NotScored, Score, assess, encode
from diag.scoring.kernel import Reason
from diag.visit.acceptance import match

MINI = mini()
FULL = {"MA01": 2, "MA02": ["console"], "MA03": "7.5", "SA01": 2, "SA02": 4}


def assess_visit(answers, profile=None):
    return assess(MINI, match(make_visit(MINI, answers, profile), MINI))


def row(answers, profile=None):
    values, status = encode(MINI, match(make_visit(MINI, answers, profile), MINI))
    return values[0].tolist(), status[0].tolist()


# 1. One row


def test_levels_go_through_the_tables_of_the_questionnaire():
    assert row(FULL) == ([2, 2, 3, 2, 4], [ANSWERED] * 5)


@pytest.mark.parametrize(
    ("ticks", "level"),
    [
        (["aucun"], 0),
        (["console"], 2),
        (["console", "tablette"], 2),
        (["console", "tablette", "ordinateur"], 4),
    ],
)
def test_the_number_of_ticks_gives_the_level(ticks, level):
    assert level_of(MINI.question["MA02"], ticks) == level


@pytest.mark.parametrize(
    ("number", "level"),
    [("0", 0), ("2.4", 0), ("2.5", 1), ("4.99", 1), ("5", 3), ("9", 4), ("10", 4)],
)
def test_a_number_falls_in_a_bin_that_includes_its_start(number, level):
    assert level_of(MINI.question["MA03"], Decimal(number)) == level


def test_the_levels_a_question_can_give():
    assert [possible_levels(q) for q in MINI.questions] == [
        [0, 1, 2, 4],
        [0, 2, 4],
        [0, 1, 3, 4],
        [0, 2, 4],
        [0, 4],
    ]


def test_each_status_is_encoded():
    answers = {"MA01": "unknown", "MA02": "not_applicable", "SA01": "missing"}
    assert row(answers)[1] == [UNKNOWN, NOT_APPLICABLE, MISSING, MISSING, HIDDEN]


def test_a_question_is_hidden_by_the_profile():
    assert row(FULL, {"structure_type": "siae"})[1] == [
        ANSWERED,
        ANSWERED,
        HIDDEN,
        ANSWERED,
        HIDDEN,
    ]


def test_a_question_is_hidden_by_an_answer_and_comes_back_with_it():
    lower = FULL | {"SA01": 0}
    assert row(lower)[1][4] == HIDDEN
    assert row(lower | {"SA01": 2}) == row(FULL)


@pytest.mark.parametrize("answer", ["unknown", "missing"])
def test_a_condition_on_what_is_not_known_is_false(answer):
    assert row(FULL | {"SA01": answer})[1][4] == HIDDEN


# 2. Scores


def test_the_scores_of_a_full_visit():
    """MA = (2x50 + 50 + 75) / 4 = 56.25; SA = (3x50 + 100) / 4 = 62.5; G = (56.25 + 2x62.5) / 3."""
    found = assess_visit(FULL)
    assert found.dimensions["MA"].value == Decimal("56.3")
    assert found.dimensions["MA"].exact == Fraction("56.25")
    assert found.dimensions["SA"].value == Decimal("62.5")
    assert found.overall.value == Decimal("60.4")
    assert found.overall.exact == Fraction(725, 12)


def test_the_level_of_a_full_visit():
    level = assess_visit(FULL).overall.level
    assert (level.raw, level.value, level.low, level.high, level.blockers) == (3, 3, 3, 3, ())


def test_the_robustness_of_a_full_visit():
    low, high, robust = assess_visit(FULL).robustness
    assert (low, high, robust) == (Decimal("59.7"), Decimal("61.1"), False)


def test_the_blockers_are_ids_of_questions_then_of_dimensions():
    """G = (0 + 2x100) / 3 = 66.7, held at 0 by nothing, at level 1 by MA01 and the whole axis."""
    found = assess_visit({"MA01": 0, "MA02": ["aucun"], "MA03": "0", "SA01": 4, "SA02": 4})
    assert (found.overall.level.raw, found.overall.level.value) == (3, 1)
    assert found.overall.level.blockers == ("MA01", "MA")


def test_the_blocker_of_a_dimension_is_named_in_it():
    found = assess_visit(
        FULL | {"SA01": "unknown", "MA01": "unknown", "MA02": ["console", "tablette", "ordinateur"]}
    )
    held = found.dimensions["MA"].level
    assert (held.raw, held.value, held.blockers) == (2, 1, ("MA01",))


def test_too_many_unknown_answers_are_to_confirm():
    assert assess_visit(FULL | {"MA01": "unknown"}).dimensions["MA"].to_confirm
    assert not assess_visit(FULL).dimensions["MA"].to_confirm


def test_the_balance_of_a_visit_at_0_is_undefined():
    found = assess_visit({"MA01": 0, "MA02": ["aucun"], "MA03": "0", "SA01": 0})
    assert found.overall.value == 0
    assert found.balance is None


def test_coverage_is_a_percentage_to_one_decimal():
    found = assess_visit({k: v for k, v in FULL.items() if k != "MA03"})
    assert str(found.dimensions["MA"].coverage) == "75.0"


# 3. No score


def test_an_axis_without_enough_answers_has_no_score():
    found = assess_visit({k: v for k, v in FULL.items() if k != "MA03"})
    assert found.dimensions["MA"] == NotScored(Reason.COVERAGE, Decimal("75.0"))


def test_the_whole_has_no_score_without_its_axes():
    found = assess_visit({"SA01": 2, "SA02": 4})
    assert found.overall == NotScored(Reason.DIMENSION, Decimal("50.0"))
    assert found.robustness is None
    assert found.balance is None
    assert isinstance(found.dimensions["SA"], Score)


def test_an_empty_visit_is_not_a_visit_at_0():
    found = assess_visit({})
    assert found.dimensions["MA"] == NotScored(Reason.COVERAGE, Decimal("0.0"))
    assert isinstance(found.overall, NotScored)


# 4. Contributions


def test_each_question_says_how_it_counts():
    lines = assess_visit(FULL | {"MA01": "unknown", "MA02": "not_applicable", "SA01": 0}).answers
    assert [(x.question.id, x.level, x.points, x.contribution) for x in lines] == [
        ("MA01", None, 0, 0),
        ("MA02", None, None, None),
        ("MA03", 3, 75, Fraction(75, 3)),
        ("SA01", 0, 0, 0),
        ("SA02", None, None, None),
    ]
    assert [x.dimension.id for x in lines] == ["MA", "MA", "MA", "SA", "SA"]


@quick
@given(
    answers=st.fixed_dictionaries(
        {},
        optional={
            "MA01": st.sampled_from([0, 1, 2, 4, "unknown", "missing"]),
            "MA02": st.sampled_from(
                [["aucun"], ["console"], ["console", "tablette"], "not_applicable", "unknown"]
            ),
            "MA03": st.sampled_from(["0", "2.5", "7,5", "10", "unknown"]),
            "SA01": st.sampled_from([0, 2, 4, "unknown"]),
            "SA02": st.sampled_from([0, 4, "unknown"]),
        },
    ),
    kind=st.sampled_from(["ehpad", "siae"]),
)
def test_contributions_add_up_to_the_score(answers, kind):
    found = assess_visit(answers, {"structure_type": kind})
    for name, result in found.dimensions.items():
        brought = [x.contribution for x in found.answers if x.dimension.id == name]
        if isinstance(result, Score):
            assert sum(c for c in brought if c is not None) == result.exact
            assert result.low <= result.value <= result.high
