"""One small case per rule of scoring.

1. An unknown answer counts 0, never less work than a low answer (M3, M4).
2. What is not applicable, hidden or missing leaves both sums (M3).
3. A dimension without enough answers says why it has no score (M5).
4. There is no global score without each dimension that weighs (M6).
5. The balance is undefined at 0 (M7).
6. Thresholds compare what is read (M8, M9).
7. Gates: their value at each status, their level, their names (M10).
8. The weights may vary; robust means the same raw level at both ends (M11).
"""

import numpy as np
import pytest
from pydantic import ValidationError
from scoring.rubrics import RULES, make_rows, make_rubric

from diag.questionnaire.questionnaire_model import ScoringRules
from diag.scoring.kernel import Reason, gate_values, raw_level, score

FOUR = make_rubric([1, 1, 1, 1])


def score_row(row, rubric=None, **options):
    """Return the scores of one row written as a word."""
    return score(rubric or make_rubric([1] * len(row), **options), *make_rows(row))


def score_dimension(row, **options):
    scores = score_row(row, **options)
    return scores.dimensions.score[0, 0], Reason(scores.reason[0, 0])


# 1. Unknown


def test_an_unknown_answer_counts_as_0():
    assert score_dimension("444?") == (75.0, Reason.SCORED)


def test_a_theme_known_by_nobody_is_0_with_a_halo_from_0_to_100():
    dimension = score_row("????").dimensions
    assert (dimension.score[0, 0], dimension.low[0, 0], dimension.high[0, 0]) == (0.0, 0.0, 100.0)
    assert dimension.to_confirm[0, 0]


def test_a_theme_known_by_nobody_spans_every_level():
    dimension = score_row("????").dimensions
    assert (dimension.level[0, 0], dimension.level_low[0, 0], dimension.level_high[0, 0]) == (
        0,
        0,
        4,
    )


def test_unknown_answers_above_30_percent_ask_for_a_confirmation():
    rubric = make_rubric([3, 3, 3, 1])
    assert not score_row("444?", rubric).dimensions.to_confirm[0, 0]
    assert score_row("44??", rubric).dimensions.to_confirm[0, 0]


def test_exactly_30_percent_unknown_is_not_to_confirm():
    assert not score_row("4444444???").dimensions.to_confirm[0, 0]


def test_missing_answers_do_not_ask_for_a_confirmation():
    assert not score_row("4444.").dimensions.to_confirm[0, 0]


# 2. What leaves the sums


@pytest.mark.parametrize("mark", "nh.")
def test_what_has_no_answer_is_neither_in_the_points_nor_in_the_maximum(mark):
    assert score_dimension(f"1333{mark}") == (62.5, Reason.SCORED)


def test_a_missing_answer_opens_the_halo():
    dimension = score_row("4444.").dimensions
    assert (dimension.score[0, 0], dimension.low[0, 0], dimension.high[0, 0]) == (
        100.0,
        80.0,
        100.0,
    )


@pytest.mark.parametrize("mark", "nh")
def test_what_does_not_concern_the_structure_does_not_open_the_halo(mark):
    dimension = score_row(f"2222{mark}").dimensions
    assert (dimension.low[0, 0], dimension.high[0, 0]) == (50.0, 50.0)


def test_the_stored_value_of_an_unanswered_question_is_never_read():
    values, status = make_rows("4.?hn44444")
    values[status != 0] = 3
    rubric = make_rubric([1] * 10)
    assert score(rubric, values, status).dimensions.score[0, 0] == 85.7


# 3. Reasons


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("hhhh", Reason.NOTHING_ASKED),
        ("nnnn", Reason.NOT_APPLICABLE),
        ("4nnn", Reason.NOT_APPLICABLE),
        ("444.", Reason.COVERAGE),
        ("....", Reason.COVERAGE),
        ("?...", Reason.COVERAGE),
    ],
)
def test_a_dimension_without_a_score_says_why(row, reason):
    value, found = score_dimension(row)
    assert np.isnan(value)
    assert found is reason


def test_without_a_score_there_is_neither_halo_nor_level():
    dimension = score_row("44..").dimensions
    assert np.isnan([dimension.low[0, 0], dimension.high[0, 0]]).all()
    assert {
        int(getattr(dimension, name)[0, 0])
        for name in ("raw_level", "level", "level_low", "level_high")
    } == {-1}


def test_half_of_not_applicable_is_admitted():
    assert score_dimension("42nn") == (75.0, Reason.SCORED)


def test_a_coverage_of_80_percent_is_enough():
    assert score_dimension("4444.") == (100.0, Reason.SCORED)


def test_coverage_weighs_the_questions():
    assert score_dimension("44.", dimension_weights=[1])[1] is Reason.COVERAGE
    assert score_row("44.", make_rubric([3, 3, 1])).reason[0, 0] == Reason.SCORED


def test_coverage_is_printed_even_when_it_is_too_low():
    assert score_row("44..").dimensions.coverage[0, 0] == 50.0


def test_nothing_asked_has_no_coverage():
    assert np.isnan(score_row("hh").dimensions.coverage[0, 0])


def test_missing_answers_are_never_counted_as_0_even_by_a_lenient_questionnaire():
    """A questionnaire may ask for no minimum coverage; nothing known is still no score."""
    lenient = RULES.model_copy(update={"minimum_coverage": 0})
    rubric = make_rubric([1, 1, 1], dimension=[0, 0, 1], rules=lenient)
    scores = score(rubric, *make_rows("..4"))
    assert scores.reason[0].tolist() == [Reason.COVERAGE, Reason.SCORED]
    assert np.isnan(scores.overall.score[0])


# 4. The whole

TWO = make_rubric([1, 1], dimension=[0, 1], dimension_weights=[1, 3])


def test_the_global_score_weighs_the_dimensions():
    assert score(TWO, *make_rows("40")).overall.score[0] == 25.0


def test_there_is_no_global_score_without_every_dimension():
    overall = score(TWO, *make_rows("4.")).overall
    assert np.isnan([overall.score[0], overall.low[0], overall.high[0]]).all()
    assert (overall.raw_level[0], overall.level[0]) == (-1, -1)


def test_without_a_global_score_nothing_is_said_of_its_weights_or_balance():
    scores = score(TWO, *make_rows("4."))
    assert np.isnan([scores.balance[0], scores.robust_low[0], scores.robust_high[0]]).all()
    assert not scores.robust[0]
    assert not scores.overall_blockers.any()
    assert not scores.weak_dimensions.any()


def test_the_profile_stands_without_the_global_score():
    assert score(TWO, *make_rows("4.")).dimensions.score[0, 0] == 100.0


@pytest.mark.parametrize("mark", "01234?.hn")
def test_a_dimension_without_weight_changes_nothing_in_the_whole(mark):
    rubric = make_rubric([1, 1], dimension=[0, 1], dimension_weights=[2, 0])
    scores = score(rubric, *make_rows("3" + mark))
    assert scores.overall.score[0] == scores.robust_low[0] == scores.robust_high[0] == 75.0
    assert scores.overall.level[0] == 3
    assert round(scores.balance[0], 9) == 1.0


def test_a_dimension_without_weight_is_still_scored():
    rubric = make_rubric([1, 1], dimension=[0, 1], dimension_weights=[2, 0])
    assert score(rubric, *make_rows("31")).dimensions.score[0].tolist() == [75.0, 25.0]


# 5. Balance


def test_the_balance_is_undefined_at_0():
    assert np.isnan(score_row("0000").balance[0])


def test_the_balance_of_equal_dimensions_is_1():
    assert round(score(TWO, *make_rows("22")).balance[0], 12) == 1.0


def test_a_dimension_at_0_counts_as_1_in_the_balance():
    assert round(score(TWO, *make_rows("04")).balance[0], 6) == round(100**0.75 / 75, 6)


# 6. Thresholds


@pytest.mark.parametrize(
    ("shown", "level"),
    [
        (0, 0),
        (19.9, 0),
        (20.0, 1),
        (39.9, 1),
        (40.0, 2),
        (59.9, 2),
        (60.0, 3),
        (79.9, 3),
        (80.0, 4),
        (100, 4),
    ],
)
def test_a_threshold_is_reached_by_the_number_that_is_read(shown, level):
    assert raw_level(FOUR, np.array([shown])).tolist() == [level]


@pytest.mark.parametrize(
    ("weights", "row", "shown", "level"),
    [([299, 1, 200], "430", 60.0, 3), ([749, 1, 500], "410", 59.9, 2)],
    ids=["59.95", "59.94"],
)
def test_a_score_just_under_a_threshold_counts_as_it_reads(weights, row, shown, level):
    dimension = score_row(row, make_rubric(weights)).dimensions
    assert (dimension.score[0, 0], dimension.raw_level[0, 0]) == (shown, level)


# 7. Gates

CORE = make_rubric([1, 1, 1, 1], core=[True, False, False, False], allowed=[True] * 4)
STRICT = make_rubric([1, 1, 1, 1], core=[True, False, False, False], allowed=[False] * 4)


@pytest.mark.parametrize(("value", "level"), [(0, 1), (1, 2), (2, 3), (3, 4), (4, 4)])
def test_level_l_needs_each_core_question_one_step_below(value, level):
    """Three questions weigh so much that the raw level stays 4."""
    rubric = make_rubric([1, 3, 3, 3], core=[True, False, False, False])
    dimension = score(rubric, *make_rows(f"{value}444")).dimensions
    assert (dimension.raw_level[0, 0], dimension.level[0, 0]) == (4, level)


@pytest.mark.parametrize(
    ("mark", "allowed", "shown"),
    [
        ("3", True, 3),
        ("?", True, 0),
        (".", True, 0),
        ("n", False, 0),
        ("n", True, 4),
        ("h", False, 4),
    ],
)
def test_what_a_core_question_shows_at_a_gate(mark, allowed, shown):
    assert gate_values(CORE if allowed else STRICT, *make_rows(mark + "111"))[0].tolist() == [
        shown,
        4,
        4,
        4,
    ]


def test_a_gate_that_is_hidden_or_rightly_not_applicable_blocks_nothing():
    assert score_row("n444", CORE).dimensions.level[0, 0] == 4
    assert score_row("h444", STRICT).dimensions.level[0, 0] == 4


def test_an_illegitimate_not_applicable_blocks():
    scores = score_row("n444", STRICT)
    assert scores.dimensions.level[0, 0] == 1
    assert scores.dimension_blockers[0].tolist() == [True, False, False, False]


def test_the_blockers_of_a_dimension_are_those_of_its_next_level_only():
    rubric = make_rubric([1, 1, 3, 3, 3], core=[True, True, False, False, False])
    scores = score(rubric, *make_rows("01444"))
    assert (scores.dimensions.raw_level[0, 0], scores.dimensions.level[0, 0]) == (4, 1)
    assert scores.dimension_blockers[0].tolist() == [True, False, False, False, False]


def test_a_level_that_the_score_does_not_reach_has_no_blocker():
    scores = score_row("0111", CORE)
    assert (scores.dimensions.raw_level[0, 0], scores.dimensions.level[0, 0]) == (0, 0)
    assert not scores.dimension_blockers.any()


def test_a_core_question_of_any_dimension_holds_the_whole():
    rubric = make_rubric([1, 3, 3], dimension=[0, 0, 1], core=[True, False, False])
    scores = score(rubric, *make_rows("044"))
    assert (scores.overall.raw_level[0], scores.overall.level[0]) == (4, 1)
    assert scores.overall_blockers[0].tolist() == [True, False, False]


def test_each_dimension_must_stand_within_20_points_of_the_threshold():
    """D = 25 and 100, G = 81.3: level 4 needs 60 of each, level 3 needs 40, level 2 needs 20."""
    scores = score(TWO, *make_rows("14"))
    assert (scores.overall.raw_level[0], scores.overall.level[0]) == (4, 2)
    assert scores.weak_dimensions[0].tolist() == [True, False]


@pytest.mark.parametrize(
    ("weights", "row", "level"),
    [([299, 1, 200], "4304", 4), ([749, 1, 500], "4104", 3)],
    ids=["59.95", "59.94"],
)
def test_a_dimension_gate_compares_what_is_read(weights, row, level):
    """Level 4 of the whole needs 60 of each dimension."""
    rubric = make_rubric([*weights, 1], dimension=[0, 0, 0, 1], dimension_weights=[1, 9])
    scores = score(rubric, *make_rows(row))
    assert (scores.overall.raw_level[0], scores.overall.level[0]) == (4, level)


def test_a_dimension_without_weight_holds_nothing():
    rubric = make_rubric([1, 1], dimension=[0, 1], dimension_weights=[0, 1])
    scores = score(rubric, *make_rows("04"))
    assert scores.overall.level[0] == 4
    assert not scores.weak_dimensions.any()


def test_a_wide_halo_gives_a_range_of_levels():
    dimension = score_row("2222?").dimensions
    levels = dimension.level_low[0, 0], dimension.level[0, 0], dimension.level_high[0, 0]
    assert levels == (2, 2, 3)


def test_what_is_unknown_at_a_gate_widens_the_range():
    dimension = score_row("?444", CORE).dimensions
    levels = dimension.raw_level[0, 0], dimension.level[0, 0], dimension.level_high[0, 0]
    assert levels == (3, 1, 4)


def test_what_is_known_at_a_gate_holds_both_ends_of_the_range():
    dimension = score_row("044?", CORE).dimensions
    levels = dimension.raw_level[0, 0], dimension.level[0, 0], dimension.level_high[0, 0]
    assert levels == (2, 1, 1)


# 8. Weights that vary


def test_a_level_that_depends_on_the_weights_is_not_robust():
    scores = score(TWO, *make_rows("42"))
    assert (scores.robust_low[0], scores.robust_high[0]) == (58.3, 67.9)
    assert not scores.robust[0]


def test_equal_dimensions_are_robust_at_any_weight():
    scores = score(TWO, *make_rows("33"))
    assert (scores.robust_low[0], scores.robust_high[0], bool(scores.robust[0])) == (
        75.0,
        75.0,
        True,
    )


def test_no_variation_gives_the_score_itself():
    rules = RULES.model_copy(update={"weight_variation": 0})
    rubric = make_rubric([1, 1], dimension=[0, 1], dimension_weights=[1, 3], rules=rules)
    scores = score(rubric, *make_rows("42"))
    assert scores.robust_low[0] == scores.robust_high[0] == scores.overall.score[0] == 62.5


def test_weights_cannot_vary_until_they_vanish():
    """A corner where every weight is 0 would have no mean."""
    with pytest.raises(ValidationError):
        ScoringRules(**RULES.model_dump() | {"weight_variation": 100})
