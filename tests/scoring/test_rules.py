"""One small case per rule of scoring.

1. An unknown answer and a missing one count 0; their best is the high end (M3, M4).
2. What does not concern the structure, or is hidden, leaves both sums (M3).
3. A dimension without enough known answers says why it has no score; with few, that it is to
   confirm (M5).
4. There is no global score without each dimension that weighs (M6).
5. Thresholds compare the integer that is read (M8, M9).
6. Gates: core questions hold their dimension, gating dimensions the whole (M10).
7. What the next level lacks, and what to confirm for the highest (M10).
8. The weights may vary; robust means the same level at both ends (M11).
"""

import numpy as np
import pytest
from scoring.rubrics import make_rows, make_rubric

from diag.scoring.kernel import Reason, raw_level, score


def score_row(row, rubric=None, **options):
    """Return the scores of one row written as a word."""
    return score(rubric or make_rubric([1] * len(row), **options), *make_rows(row))


def first(measures, *names):
    """Return some measures of the first structure (and of its first dimension)."""
    return tuple(getattr(measures, name).ravel()[0].item() for name in names)


def halo(row, **options):
    return first(score_row(row, **options).dimensions, "tenths", "high_tenths")


# 1. Unknown and missing


@pytest.mark.parametrize("mark", "?.")
def test_an_answer_that_is_not_known_counts_0_then_100(mark):
    assert halo(f"222{mark}") == (375, 625)


def test_the_stored_value_of_an_unanswered_question_is_never_read():
    values, status = make_rows("4.?hn44444")
    values[status != 0] = 3
    scores = score(make_rubric([1] * 10), values, status)
    assert first(scores.dimensions, "tenths", "high_tenths") == (750, 1000)


# 2. What leaves the sums


@pytest.mark.parametrize("mark", "nh")
def test_what_does_not_concern_the_structure_is_in_no_sum_and_opens_no_halo(mark):
    assert halo(f"1333{mark}") == (625, 625)


# 3. Known share


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("hhhh", Reason.NOTHING_ASKED),
        ("nnnn", Reason.NOT_APPLICABLE),
        ("4nnn", Reason.NOT_APPLICABLE),
        ("?nnn", Reason.NOT_APPLICABLE),
        ("4???", Reason.UNKNOWN),
        ("4...", Reason.UNKNOWN),
        ("4?.?", Reason.UNKNOWN),
        ("....", Reason.UNKNOWN),
        ("?..h", Reason.UNKNOWN),
        ("44?.", Reason.SCORED),
        ("44nn", Reason.SCORED),
    ],
)
def test_a_dimension_without_a_score_says_why(row, reason):
    scores = score_row(row)
    assert Reason(int(scores.reason[0, 0])) is reason
    assert (scores.dimensions.whole[0, 0] >= 0) == (reason is Reason.SCORED)


@pytest.mark.parametrize(("weights", "known", "scored"), [([99, 101], 50, True), ([98, 101], 49, False)])
def test_the_known_share_is_compared_as_it_is_read(weights, known, scored):
    """99 of 200 is 49.5, read 50; 98 of 199 is 49.2."""
    scores = score_row("4?", make_rubric(weights))
    assert scores.dimensions.known[0, 0] == known
    assert (scores.dimensions.whole[0, 0] >= 0) == scored


@pytest.mark.parametrize(
    ("row", "to_confirm"), [("444?", False), ("44?", True), ("4444444???", False), ("444444????", True)]
)
def test_a_known_share_under_70_is_to_confirm(row, to_confirm):
    assert score_row(row).dimensions.to_confirm[0, 0] == to_confirm


@pytest.mark.parametrize(("row", "to_confirm"), [("444n", False), ("44n", True)])
def test_more_than_a_quarter_not_applicable_is_to_confirm(row, to_confirm):
    assert score_row(row).dimensions.to_confirm[0, 0] == to_confirm


def test_the_whole_is_to_confirm_by_its_own_shares():
    """Half of the first is unknown, nothing of the second: 50 % and 100 %, then 83 %."""
    rubric = make_rubric([1, 1, 1], dimension=[0, 0, 1], dimension_weights=[1, 2])
    scores = score(rubric, *make_rows("4?4"))
    assert scores.dimensions.to_confirm[0].tolist() == [True, False]
    assert first(scores.overall, "known", "to_confirm") == (83, False)
    scores = score(rubric, *make_rows("4n4"))
    assert scores.dimensions.to_confirm[0].tolist() == [True, False]
    assert first(scores.overall, "not_applicable", "to_confirm") == (17, False)


def test_the_known_share_is_told_without_a_score():
    assert score_row("4???").dimensions.known[0, 0] == 25


def test_nothing_asked_has_no_known_share():
    assert score_row("hh").dimensions.known[0, 0] == -1


# 4. The whole

TWO = make_rubric([1, 1], dimension=[0, 1], dimension_weights=[1, 3])


def test_the_global_score_weighs_the_dimensions():
    assert score(TWO, *make_rows("40")).overall.tenths[0] == 250


def test_there_is_no_global_score_without_every_dimension():
    scores = score(TWO, *make_rows("4."))
    assert first(scores.overall, "tenths", "high_tenths", "raw_level", "level") == (-1, -1, -1, -1)
    assert scores.dimensions.tenths[0].tolist() == [1000, -1]


def test_a_dimension_without_weight_is_still_scored_and_not_needed():
    rubric = make_rubric([1, 1], dimension=[0, 1], dimension_weights=[2, 0])
    assert score(rubric, *make_rows("31")).dimensions.tenths[0].tolist() == [750, 250]
    assert score(rubric, *make_rows("3.")).overall.tenths[0] == 750


def test_there_is_no_global_score_where_no_dimension_weighs():
    scores = score(make_rubric([1], dimension_weights=[0]), *make_rows("4"))
    assert first(scores.overall, "tenths", "level", "known") == (-1, -1, -1)


# 5. Thresholds


@pytest.mark.parametrize(
    ("shown", "level"), [(-1, -1), (0, 0), (19, 0), (20, 1), (39, 1), (40, 2), (59, 2), (60, 3), (79, 3), (80, 4)]
)
def test_a_threshold_is_reached_by_the_integer_that_is_read(shown, level):
    assert raw_level(TWO, np.array([shown])).tolist() == [level]


@pytest.mark.parametrize(
    ("weights", "shown", "level"), [([119, 81], 60, 3), ([1189, 811], 59, 2)], ids=["59.5", "59.45"]
)
def test_a_score_just_under_a_threshold_counts_as_it_reads(weights, shown, level):
    dimension = score_row("40", make_rubric(weights)).dimensions
    assert first(dimension, "whole", "raw_level") == (shown, level)


# 6. Gates

CORE = make_rubric([1, 3, 3, 3], core=[True, False, False, False])
STRICT = make_rubric([1, 3, 3, 3], core=[True, False, False, False], allowed=[False] * 4)
AXES = make_rubric([1, 3, 1, 3], dimension=[0, 0, 1, 1], core=[True, False] * 2, gates=[True, False])
"""Two dimensions, each with a core question that weighs little; the second gates nothing."""


@pytest.mark.parametrize(("value", "level"), [(0, 1), (1, 2), (2, 3), (3, 4), (4, 4)])
def test_level_l_of_a_dimension_needs_each_core_question_one_step_below(value, level):
    assert first(score_row(f"{value}444", CORE).dimensions, "raw_level", "level") == (4, level)


@pytest.mark.parametrize(
    ("row", "rubric", "level"),
    [("n444", CORE, 4), ("h444", STRICT, 4), ("n444", STRICT, 1), ("?444", CORE, 1), (".444", CORE, 1)],
)
def test_what_does_not_concern_gates_nothing_and_what_is_not_known_gates_as_0(row, rubric, level):
    assert score_row(row, rubric).dimensions.level[0, 0] == level


@pytest.mark.parametrize(("value", "level"), [(0, 2), (1, 3), (2, 4), (3, 4)])
def test_level_l_of_the_whole_needs_each_gating_dimension_one_level_below(value, level):
    """The core question holds its dimension at 1 + its value, and the whole one level above."""
    assert first(score_row(f"{value}444", AXES).overall, "raw_level", "level") == (4, level)


def test_a_core_question_of_a_dimension_that_gates_nothing_holds_its_own_level_alone():
    scores = score_row("4404", AXES)
    assert scores.dimensions.level[0].tolist() == [4, 1]
    assert first(scores.overall, "raw_level", "level") == (4, 4)
    assert not scores.next_questions.any()


def test_a_dimension_without_weight_gates_nothing():
    rubric = make_rubric([1, 1], dimension=[0, 1], dimension_weights=[0, 1], gates=[True, True])
    scores = score(rubric, *make_rows("04"))
    assert scores.overall.level[0] == 4
    assert not scores.next_dimensions.any()


def test_the_score_of_a_gating_dimension_holds_the_whole_too():
    """D = 0 and 100, W = 1 and 9: G = 90, held at 1 for the level of the first is 0."""
    rubric = make_rubric([1, 1], dimension=[0, 1], dimension_weights=[1, 9])
    scores = score(rubric, *make_rows("04"))
    assert first(scores.overall, "raw_level", "level") == (4, 1)
    assert scores.next_dimensions[0].tolist() == [20, 0]
    assert scores.blocking_dimensions[0].tolist() == [True, False]


# 7. The range, and the next level


def test_what_is_unknown_at_a_gate_widens_the_range():
    assert first(score_row("?444", CORE).dimensions, "level", "level_high") == (1, 4)


def test_what_is_known_at_a_gate_holds_both_ends_of_the_range():
    assert first(score_row("044?", CORE).dimensions, "level", "level_high") == (1, 1)


def test_a_range_without_a_core_question_to_confirm_names_none():
    scores = score_row("3244?", make_rubric([1] * 5, core=[True, False, False, False, False]))
    assert first(scores.dimensions, "level", "level_high") == (3, 4)
    assert not (scores.keys | scores.own_keys).any()


def test_the_keys_of_the_whole_are_asked_one_level_less_than_those_of_a_dimension():
    rubric = make_rubric([1, 1, 2], core=[True, True, False])
    scores = score(rubric, *make_rows("?24"))
    assert first(scores.dimensions, "level", "level_high") == (1, 3)
    assert first(scores.overall, "level", "level_high") == (2, 4)
    assert scores.own_keys[0].tolist() == [True, False, False]
    assert scores.keys[0].tolist() == [True, False, False]


def test_a_level_that_the_score_does_not_reach_has_no_blocker_and_says_what_it_lacks():
    scores = score_row("0111", make_rubric([1] * 4, core=[True, False, False, False]))
    assert first(scores.dimensions, "tenths", "level") == (188, 0)
    assert not (scores.blocking_questions | scores.dimension_blockers).any()
    assert (scores.next_points[0], scores.own_points[0, 0]) == (1, 1)


def test_the_questions_of_the_next_level_are_those_under_its_gate_only():
    rubric = make_rubric([1, 1, 9], core=[True, True, False])
    scores = score(rubric, *make_rows("014"))
    assert first(scores.dimensions, "raw_level", "level") == (4, 1)
    assert scores.own_questions[0].tolist() == [True, False, False]


def test_the_highest_level_lacks_nothing():
    scores = score_row("4444", CORE)
    assert (scores.next_points[0], scores.own_points[0, 0]) == (0, 0)
    assert not (scores.next_questions | scores.own_questions).any()


# 8. Weights that vary


def test_a_level_that_depends_on_the_weights_is_not_robust():
    scores = score(TWO, *make_rows("42"))
    assert (scores.robust_low[0], scores.robust_high[0]) == (583, 679)
    assert not scores.robust[0]


def test_equal_dimensions_are_robust_at_any_weight():
    scores = score(TWO, *make_rows("33"))
    assert (scores.robust_low[0], scores.robust_high[0]) == (750, 750)
    assert scores.robust[0]


def test_a_level_held_by_a_gate_is_robust_though_its_raw_level_moves():
    """D = 100 and 45, W = 1 and 3: G moves across 60; the gate of the second holds level 2."""
    rubric = make_rubric([1, 1, 9], dimension=[0, 1, 1], core=[False, True, False], dimension_weights=[1, 3])
    scores = score(rubric, *make_rows("402"))
    assert scores.dimensions.level[0].tolist() == [4, 1]
    assert scores.robust_low[0] < 595 <= scores.robust_high[0]
    assert scores.robust[0]
