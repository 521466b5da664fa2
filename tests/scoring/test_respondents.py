"""Several respondents of one structure (M13).

1. The worked example of the method.
2. What is retained: the lower median, then the status that prevails.
3. Disagreement: its two thresholds, exactly.
4. Whose answer is retained.
5. Agreement with a plain reading of the rule; the order of the rows does not matter.
"""

from fractions import Fraction
from statistics import median_low
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring.rubrics import (
    ANSWERED,
    HIDDEN,
    LETTERS,
    MISSING,
    NOT_APPLICABLE,
    UNKNOWN,
    make_rows,
    quick,
)

from diag.scoring import respondent_merge
from diag.scoring.respondent_merge import merge

NAMES = ("values", "status", "deviation", "spread", "disagreement", "chosen")
MARKS = "0123401234?nh."


def merge_marks(marks):
    """Return what one structure retains of one question, each respondent being one mark."""
    return merge(np.zeros(len(marks), dtype=np.intp), *make_rows(*marks))


def retained(marks):
    """Return the mark retained."""
    merged = merge_marks(marks)
    if merged.status[0, 0] == ANSWERED:
        return str(merged.values[0, 0])
    return next(letter for letter, s in LETTERS.items() if s == merged.status[0, 0])


@st.composite
def tables(draw, most=8):
    """Draw rows of 1 to 4 questions and the structure of each."""
    questions = draw(st.integers(1, 4))
    word = st.text(st.sampled_from(MARKS), min_size=questions, max_size=questions)
    words = draw(st.lists(word, min_size=1, max_size=most))
    ranks = st.lists(st.integers(0, 3), min_size=len(words), max_size=len(words))
    return np.array(draw(ranks)), *make_rows(*words)


def plain(values, status):
    """Read M13 of one question, in the order of the rows; return the fields of a merge."""
    levels = [int(v) for v, s in zip(values, status, strict=True) if s == ANSWERED]
    statuses = [int(s) for s in status]
    if levels:
        code, value = ANSWERED, median_low(levels)
    else:
        order = (UNKNOWN, NOT_APPLICABLE, MISSING, HIDDEN)
        code, value = next((s for s in order if s in statuses), HIDDEN), 0
    places = [
        i
        for i, s in enumerate(statuses)
        if s == code and (s != ANSWERED or values[i] == value) and s not in (MISSING, HIDDEN)
    ]
    deviation, spread = None, 0
    if len(levels) > 1:
        mean = Fraction(sum(levels), len(levels))
        deviation = sum(abs(x - mean) for x in levels) / len(levels)
        spread = max(levels) - min(levels)
    apart = deviation is not None and (deviation > Fraction(5, 6) or spread >= 2)
    shown = float("nan") if deviation is None else float(deviation)
    return value, code, shown, spread, apart, places[0] if places else -1


# 1. Worked example


@pytest.mark.parametrize(
    ("marks", "level", "deviation", "apart"), [("124", 2, 1.11, True), ("233", 3, 0.44, False)]
)
def test_the_worked_example(marks, level, deviation, apart):
    merged = merge_marks(marks)
    assert (merged.values[0, 0], merged.status[0, 0]) == (level, ANSWERED)
    assert round(merged.deviation[0, 0], 2) == deviation
    assert merged.disagreement[0, 0] == apart


# 2. What is retained


@pytest.mark.parametrize(
    ("marks", "mark"),
    [
        ("14", "1"),  # lower median: levels are never averaged
        ("1344", "3"),
        ("01234", "2"),
        ("3???", "3"),
        ("???", "?"),
        ("?n", "?"),
        ("?.", "?"),
        ("n.", "n"),
        ("nh", "n"),
        (".h", "."),
        ("hh", "h"),
        ("0nnn..hh", "0"),
    ],
)
def test_what_is_retained(marks, mark):
    assert retained(marks) == mark
    assert retained(marks[::-1]) == mark


def test_a_structure_without_any_row_is_hidden():
    merged = merge(np.array([2, 0]), *make_rows("3", "4"))
    assert merged.status[:, 0].tolist() == [ANSWERED, HIDDEN, ANSWERED]
    assert merged.values[:, 0].tolist() == [4, 0, 3]
    assert merged.chosen[:, 0].tolist() == [1, -1, 0]


def test_no_row_gives_no_structure():
    empty = np.zeros((0, 2), dtype=np.int8)
    merged = merge(np.zeros(0, dtype=np.intp), empty, empty)
    assert {getattr(merged, name).shape for name in NAMES} == {(0, 2)}


# 3. Disagreement


@pytest.mark.parametrize(
    ("marks", "deviation", "spread", "apart"),
    [
        ("22", 0.0, 0, False),
        ("23", 0.5, 1, False),
        ("13", 1.0, 2, True),
        ("2223", 0.375, 1, False),
        ("1111113", 24 / 49, 2, True),  # a small AD, and two who do not see the same thing
    ],
)
def test_disagreement(marks, deviation, spread, apart):
    merged = merge_marks(marks)
    assert merged.deviation[0, 0] == deviation
    assert (merged.spread[0, 0], bool(merged.disagreement[0, 0])) == (spread, apart)


@pytest.mark.parametrize("marks", ["3", "3?", "3n.", "??", "nn", "h"])
def test_one_level_alone_neither_agrees_nor_disagrees(marks):
    merged = merge_marks(marks)
    assert np.isnan(merged.deviation[0, 0])
    assert (merged.spread[0, 0], bool(merged.disagreement[0, 0])) == (0, False)


# 4. Whose answer


@pytest.mark.parametrize(
    ("marks", "row"), [("124", 1), ("4224", 1), ("?3", 1), ("h?n?", 1), (".n", 1), ("..", -1)]
)
def test_the_row_retained_is_the_first_that_says_it(marks, row):
    assert merge_marks(marks).chosen[0, 0] == row


# 5. Agreement


@quick
@given(tables())
def test_it_agrees_with_a_plain_reading(table):
    groups, values, status = table
    merged = merge(*table)
    for structure in range(len(merged.status)):
        rows = np.flatnonzero(groups == structure)
        for column in range(status.shape[1]):
            *expected, place = plain(values[rows, column], status[rows, column])
            expected.append(rows[place] if place >= 0 else -1)
            found = [getattr(merged, name)[structure, column] for name in NAMES]
            np.testing.assert_equal(found, expected)


@quick
@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(table, random):
    order = list(range(len(table[0])))
    random.shuffle(order)
    before, after = merge(*table), merge(*(x[order] for x in table))
    for name in NAMES[:-1]:
        np.testing.assert_array_equal(getattr(before, name), getattr(after, name))
    some = before.chosen >= 0
    assert (some == (after.chosen >= 0)).all()
    columns = np.nonzero(some)[1]
    for array in table[1:]:
        answers, moved = (
            array[before.chosen[some], columns],
            array[order][after.chosen[some], columns],
        )
        answered = before.status[some] == ANSWERED
        assert (answers == moved)[answered].all()


@quick
@given(tables())
def test_a_single_respondent_is_taken_as_they_are(table):
    _, values, status = table
    merged = merge(np.arange(len(values)), values, status)
    assert (merged.status == status).all()
    assert (merged.values == np.where(status == ANSWERED, values, 0)).all()
    assert np.isnan(merged.deviation).all()
    assert not merged.disagreement.any()


@quick
@given(tables())
def test_the_level_retained_is_one_that_was_given(table):
    groups, values, status = table
    merged = merge(*table)
    for structure, column in np.argwhere(merged.status == ANSWERED):
        row = merged.chosen[structure, column]
        assert groups[row] == structure
        assert status[row, column] == ANSWERED
        assert values[row, column] == merged.values[structure, column]


@quick
@given(tables(), st.sampled_from([np.int8, np.uint16, np.int64]))
def test_layout_type_and_pieces_change_nothing(table, kind):
    groups, values, status = table
    before = merge(*table)
    with patch.object(respondent_merge, "_AT_ONCE", 1):
        after = merge(groups.astype(kind), np.asfortranarray(values), np.asfortranarray(status))
    for name in NAMES:
        one, other = getattr(before, name), getattr(after, name)
        np.testing.assert_array_equal(one, other)
        assert one.dtype == other.dtype
        assert other.flags.f_contiguous
