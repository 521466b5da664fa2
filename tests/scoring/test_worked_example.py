"""The worked example of the method, number by number.

1. Dimension scores, halos and coverage (M3, M4, M5).
2. Global score, halo and balance (M4, M6, M7).
3. Levels and blockers (M9, M10).
4. Robustness to the weights (M11).
"""

from fractions import Fraction

import pytest
from scoring.reference import balance, robustness, score_visit
from scoring.rubrics import NAMES

from diag.scoring.kernel import Reason, count

A, B, C = 0, 1, 2


def test_each_dimension_is_the_weighted_mean_of_its_answers(scores):
    assert scores.dimensions.score[0].tolist() == [43.8, 37.5, 81.3]


def test_the_dimension_scores_are_exact_before_rounding(example):
    tally = count(*example)
    exact = [
        Fraction(25 * int(p), int(k)) for p, k in zip(tally.points[0], tally.known[0], strict=True)
    ]
    assert exact == [Fraction("43.75"), Fraction("37.5"), Fraction("81.25")]


@pytest.mark.parametrize(
    ("dimension", "low", "high"), [(A, 43.8, 68.8), (B, 33.3, 44.4), (C, 81.3, 81.3)]
)
def test_the_halo_counts_what_is_not_known_as_0_then_as_100(scores, dimension, low, high):
    assert scores.dimensions.low[0, dimension] == low
    assert scores.dimensions.high[0, dimension] == high


def test_coverage_is_the_share_of_the_weights_that_have_an_answer(scores):
    assert scores.dimensions.coverage[0].tolist() == [100.0, 88.9, 100.0]


def test_a_quarter_unknown_is_not_yet_to_confirm(scores):
    assert scores.dimensions.to_confirm[0].tolist() == [False, False, False]


def test_every_dimension_is_scored(scores):
    assert (scores.reason == Reason.SCORED).all()


def test_the_global_score_and_its_halo(scores):
    overall = scores.overall
    assert (overall.score[0], overall.low[0], overall.high[0]) == (50.0, 47.9, 59.7)


def test_the_balance(scores):
    assert round(scores.balance[0], 3) == 0.946


def test_the_score_reaches_level_2_and_a_core_question_holds_it_at_1(scores):
    assert scores.overall.raw_level[0] == 2
    assert scores.overall.level[0] == 1


def test_the_blocker_is_named(scores):
    assert [n for n, b in zip(NAMES, scores.overall_blockers[0], strict=True) if b] == ["B2"]
    assert not scores.weak_dimensions.any()


def test_the_dimension_of_the_blocker_is_not_held_by_it(scores):
    """37.5 is level 1, which B2 at 0 allows."""
    assert scores.dimensions.raw_level[0, B] == scores.dimensions.level[0, B] == 1
    assert not scores.dimension_blockers.any()


def test_the_score_stands_whatever_the_weights(scores):
    assert (scores.robust_low[0], scores.robust_high[0]) == (46.5, 54.5)
    assert scores.robust[0]


def test_the_reference_of_the_tests_finds_the_numbers_of_the_method(example):
    rubric, values, status = example
    parts, whole = score_visit(rubric, values[0], status[0])
    assert [p.score for p in parts] == [Fraction("43.75"), Fraction("37.5"), Fraction("81.25")]
    assert (parts[B].low, parts[B].high, parts[B].coverage) == (
        Fraction(100, 3),
        Fraction(400, 9),
        Fraction(8, 9),
    )
    assert (whole.score, whole.raw, whole.level) == (50, 2, 1)
    assert whole.blockers == {NAMES.index("B2")}
    assert robustness(rubric, parts) == (
        Fraction("209.375") / Fraction("4.5"),
        Fraction("190.625") / Fraction("3.5"),
    )
    assert round(balance(rubric, parts, whole), 3) == 0.946
