"""The worked example of the method, number by number (M3-M13).

1. Scores, halos and known shares of the dimensions (M3-M5).
2. The whole and its balance (M4-M8).
3. Levels, what they lack, what holds them (M9, M10).
4. Robustness to the weights (M11).
5. Two visits (M12).
6. Several respondents (M13).
7. The kernel and the plain reading of the rules find the same.
"""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from scoring.reference import balance, half_up, robustness, score_visit
from scoring.rubrics import EXAMPLE, NAMES, make_rows, worked_rubric
from scoring.worked_example import assess_answers, assess_example, make_axis, make_questionnaire

from diag.scoring.assessment import Need, NotScored
from diag.scoring.detectable_change import Change, Moved, NotComparable, compare
from diag.scoring.kernel import Reason, score
from diag.scoring.voices import merge

FIRST = assess_example()
LATER = {"A2": 3, "A3": 2, "B2": 2, "B4": 1}


# 1. Dimensions


@pytest.mark.parametrize(
    ("name", "exact", "high", "known"),
    [("A", "62.5", "87.5", 75), ("B", "62.5", "75.0", 88), ("C", "68.75", "68.8", 100)],
)
def test_each_dimension_has_its_score_its_high_end_and_its_known_share(name, exact, high, known):
    found = FIRST.dimensions[name]
    assert found.exact == Fraction(exact)
    assert (found.high, found.known, found.to_confirm) == (Decimal(high), known, False)


def test_a_quarter_or_less_not_applicable_is_not_to_confirm():
    scores = score(worked_rubric(), *make_rows(EXAMPLE))
    assert scores.dimensions.not_applicable[0].tolist() == [20, 0, 0]


def test_with_c3_unknown_half_is_known_and_the_score_is_to_confirm():
    found = assess_example({"C3": "unknown"}).dimensions["C"]
    assert (found.exact, found.high) == (Fraction("18.75"), Decimal("68.8"))
    assert (found.known, found.confirm) == (50, ("unknown",))


def test_with_c2_missing_too_c_is_not_scored_nor_is_the_whole():
    found = assess_example({"C3": "unknown", "C2": None})
    assert found.dimensions["C"] == NotScored(Reason.UNKNOWN, 25)
    assert found.overall == NotScored(Reason.DIMENSION, 70)


# 2. The whole


def test_the_whole_has_one_decimal_in_the_annex_and_none_on_shared_pages():
    whole = FIRST.overall
    assert (whole.exact, whole.value, whole.whole) == (Fraction("63.75"), Decimal("63.8"), 64)
    assert (whole.high, whole.known) == (Decimal("78.8"), 85)


def test_the_balance():
    assert round(FIRST.balance, 3) == 0.999


# 3. Levels


def test_every_raw_level_is_3():
    results = [*FIRST.dimensions.values(), FIRST.overall]
    assert [found.level.raw for found in results] == [3, 3, 3, 3]


@pytest.mark.parametrize(("name", "value", "high", "keys"), [("A", 1, 4, ("A3",)), ("B", 1, 1, ()), ("C", 1, 1, ())])
def test_each_dimension_is_held_by_its_core_question(name, value, high, keys):
    level = FIRST.dimensions[name].level
    assert (level.value, level.high, level.keys) == (value, high, keys)


@pytest.mark.parametrize(("name", "question"), [("A", "A3"), ("B", "B2"), ("C", "C1")])
def test_what_holds_a_dimension_is_what_its_next_level_lacks(name, question):
    level = FIRST.dimensions[name].level
    assert level.blockers == level.next == (Need("question", question, 1, 1),)


def test_the_whole_is_held_at_2_by_the_core_questions_of_a_and_b():
    level = FIRST.overall.level
    needs = (Need("question", "A3", 1, 1), Need("question", "B2", 1, 1))
    assert (level.value, level.high, level.keys) == (2, 2, ())
    assert level.blockers == level.next == needs


def test_with_b2_at_1_the_whole_reaches_3_if_a3_is_confirmed():
    whole = assess_example({"B2": 1}).overall
    assert whole.exact == Fraction("66.25")
    assert (whole.level.value, whole.level.high, whole.level.keys) == (2, 3, ("A3",))


# 4. Robustness


def test_the_level_is_robust_to_the_weights():
    found = FIRST.robustness
    assert (found.low, found.high, found.robust) == (Decimal("63.3"), Decimal("64.3"), True)


# 5. Two visits


def one_decimal(number):
    return half_up(Fraction(number), 10) / 10


def test_both_visits_are_scored_on_their_common_questions():
    found = compare(FIRST, assess_example(LATER))
    changes = [found.dimensions["A"], found.dimensions["B"], found.overall]
    shown = [(one_decimal(x.first), one_decimal(x.second)) for x in changes]
    assert shown == [(83.3, 91.7), (71.4, 85.7), (75.7, 84.7)]


def test_the_base_is_what_both_visits_answer():
    """A1 A2, then B1 B2 B3, then C1 C2 C3: 75, 88 and 100 % of the weights of the first visit."""
    found = compare(FIRST, assess_example(LATER))
    assert [found.dimensions[name].size for name in "ABC"] == [2, 3, 3]
    assert found.overall.size == 8
    assert [FIRST.dimensions[name].known for name in "ABC"] == [75, 88, 100]


@pytest.mark.parametrize(("name", "error", "verdict"), [("A", 9.68, "stable"), ("B", 8.03, "probable")])
def test_a_change_of_a_dimension_is_read_against_its_error(name, error, verdict):
    change = compare(FIRST, assess_example(LATER)).dimensions[name]
    assert (round(change.error, 2), change.verdict) == (error, verdict)


def test_a_change_of_the_whole_is_read_against_its_error():
    change = compare(FIRST, assess_example(LATER)).overall
    shown = round(change.error, 2), round(change.clear, 1), round(change.probable, 1)
    assert (shown, change.verdict) == ((6.17, 17.1, 8.7), "probable")


def test_what_changed_is_apart_from_what_is_better_known():
    found = compare(FIRST, assess_example(LATER))
    assert found.changed == (Moved("A2", 2, 3), Moved("B2", 0, 2))
    assert (found.better_known, found.less_known) == (("A3", "B4"), ())


def test_an_axis_with_too_few_common_questions_is_not_comparable_nor_is_the_whole():
    found = compare(assess_example({"C3": "unknown"}), assess_example(LATER))
    assert found.dimensions["C"] == NotComparable(Fraction(1, 2), Fraction(1, 2))
    assert isinstance(found.dimensions["A"], Change)
    assert found.overall is None


def test_64_equal_questions_have_an_error_of_4_22():
    axis = make_axis("A", 1, {f"A{n}": 1 for n in range(64)})
    questionnaire = make_questionnaire([axis])
    visit = assess_answers(questionnaire, {q.id: 2 for q in questionnaire.questions})
    assert round(compare(visit, visit).overall.error, 2) == 4.22


# 6. Several respondents


@pytest.mark.parametrize(
    ("marks", "retained", "highest", "deviation", "gap"),
    [("124", 2, 4, 111, True), ("233", 3, 3, 44, False), ("12233", 2, 2, 64, False), ("01344", 3, 4, 152, True)],
)
def test_the_lower_median_is_retained_and_a_wide_gap_waits(marks, retained, highest, deviation, gap):
    merged = merge(np.zeros(len(marks), dtype=int), *make_rows(*marks))
    found = merged.values[0, 0], merged.highest[0, 0], half_up(merged.deviation(0, 0), 100)
    assert found == (retained, highest, deviation)
    assert merged.level_gap[0, 0] == gap


def test_a_level_an_unknown_and_a_not_applicable_are_two_gaps_without_arbitration():
    merged = merge(np.zeros(3, dtype=int), *make_rows("2", "?", "n"))
    assert merged.values[0, 0] == merged.highest[0, 0] == 2
    kinds = merged.level_gap, merged.known_gap, merged.concerned_gap, merged.missing_gap
    assert [bool(kind[0, 0]) for kind in kinds] == [False, True, True, False]


def test_an_answer_that_waits_counts_its_highest_at_the_high_end():
    rubric = worked_rubric()
    rows = [EXAMPLE.replace("404.", b1 + "04.") for b1 in "124"]
    merged = merge(np.zeros(3, dtype=int), *make_rows(*rows))
    dimensions = score(rubric, merged.values, merged.status, merged.highest).dimensions
    assert (dimensions.tenths[0, 1], dimensions.high_tenths[0, 1]) == (438, 750)


# 7. The plain reading


def test_the_reference_of_the_tests_finds_the_numbers_of_the_method():
    rubric = worked_rubric()
    values, status = make_rows(EXAMPLE)
    parts, whole = score_visit(rubric, values[0], status[0])
    assert [p.score for p in parts] == [Fraction("62.5"), Fraction("62.5"), Fraction("68.75")]
    assert (whole.score, whole.high) == (Fraction("63.75"), Fraction("78.75"))
    assert (whole.raw, whole.level, whole.level_high, whole.next_points) == (3, 2, 2, 0)
    assert {NAMES[q] for q in whole.next_questions} == {"A3", "B2"}
    assert [half_up(end, 10) for end in robustness(rubric, parts)] == [633, 643]
    assert round(balance(rubric, parts, whole), 3) == 0.999
