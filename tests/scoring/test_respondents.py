"""Several respondents of one structure (M13); the worked example has its own file.

1. What is retained: the lower median, then the status that prevails.
2. A gap of level: its two thresholds, exactly; what waits for an arbitration.
3. The other kinds of gap.
4. Whose answer is retained.
5. Agreement with a plain reading of the rule; the order of the rows does not matter.
"""

from dataclasses import fields

import numpy as np
import pytest
from drawn import drawn
from hypothesis import strategies as st
from scoring.reference import half_up, merge_one
from scoring.rubrics import ANSWERED, HIDDEN, LETTERS, make_rows

from diag.scoring.voices import Merged, merge

NAMES = [field.name for field in fields(Merged)]
KINDS = ("level_gap", "known_gap", "concerned_gap", "missing_gap")
MARKS = "0123401234?nh."
SIZE = {"few": 25, "many": 400}


def merge_marks(marks):
    """Return what one structure says of one question, each respondent being one mark."""
    merged = merge(np.zeros(len(marks), dtype=np.intp), *make_rows(*marks))
    found = {name: getattr(merged, name)[0, 0] for name in NAMES}
    return found | {"deviation": half_up(merged.deviation(0, 0), 100)}


@st.composite
def tables(draw, most=8):
    """Draw rows of 1 to 4 questions and the structure of each."""
    questions = draw(st.integers(1, 4))
    word = st.text(st.sampled_from(MARKS), min_size=questions, max_size=questions)
    words = draw(st.lists(word, min_size=1, max_size=most))
    ranks = st.lists(st.integers(0, 3), min_size=len(words), max_size=len(words))
    return np.array(draw(ranks)), *make_rows(*words)


# 1. What is retained


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
    for order in (marks, marks[::-1]):
        found = merge_marks(order)
        letter = next((x for x, s in LETTERS.items() if s == found["status"]), str(found["values"]))
        assert letter == mark


def test_a_structure_without_any_row_is_hidden():
    merged = merge(np.array([2, 0]), *make_rows("3", "4"))
    assert merged.status[:, 0].tolist() == [ANSWERED, HIDDEN, ANSWERED]
    assert merged.values[:, 0].tolist() == [4, 0, 3]
    assert merged.chosen[:, 0].tolist() == [1, -1, 0]


def test_no_row_gives_no_structure():
    empty = np.zeros((0, 2), dtype=np.int8)
    merged = merge(np.zeros(0, dtype=np.intp), empty, empty)
    assert {getattr(merged, name).shape for name in NAMES} == {(0, 2)}


# 2. A gap of level


@pytest.mark.parametrize(
    ("marks", "deviation", "gap"),
    [
        ("22", 0, False),
        ("23", 50, False),
        ("13", 100, True),
        ("2224", 75, True),  # up to four, a range of 2 is enough
        ("22224", 64, False),  # from five, the mean distance tells
        ("11333", 96, True),
        ("111333", 100, True),
        ("002222", 89, True),
        ("000002222222222", 89, True),
        ("022222", 56, False),
        ("000111223333", 108, True),
    ],
)
def test_a_gap_of_level(marks, deviation, gap):
    found = merge_marks(marks)
    assert (found["deviation"], bool(found["level_gap"])) == (deviation, gap)


@pytest.mark.parametrize(("marks", "gap"), [("122334", False), ("112334", True)])
def test_a_mean_distance_of_exactly_5_sixths_is_no_gap(marks, gap):
    """Distances to 2.5: 1.5, .5, .5, .5, .5, 1.5, over 6 = 5/6; those of the second make 1."""
    assert merge_marks(marks)["level_gap"] == gap


def test_what_waits_counts_its_highest_and_what_agrees_its_value():
    assert merge_marks("124")["highest"] == 4
    assert merge_marks("233")["highest"] == 3
    assert merge_marks("12")["highest"] == 1


@pytest.mark.parametrize("marks", ["3", "3?", "3n.", "??", "nn", "h"])
def test_one_level_alone_neither_agrees_nor_disagrees(marks):
    found = merge_marks(marks)
    assert (found["deviation"], found["spread"], bool(found["level_gap"])) == (-1, 0, False)


# 3. Other kinds


@pytest.mark.parametrize(
    ("marks", "kinds"),
    [
        ("2?", {"known_gap"}),
        ("2n", {"concerned_gap"}),
        ("?n", {"concerned_gap"}),
        ("2.", {"missing_gap"}),
        ("?.", {"missing_gap"}),
        ("n.", {"missing_gap"}),
        ("2h", set()),
        (".h", set()),
        ("??", set()),
        ("nn", set()),
        ("04?n.", {*KINDS}),
    ],
)
def test_each_kind_of_gap_has_its_name(marks, kinds):
    found = merge_marks(marks)
    assert {kind for kind in KINDS if found[kind]} == kinds


def test_a_gap_is_one_of_some_kind():
    merged = merge(np.array([0, 0]), *make_rows("2n2", "2?4"))
    assert merged.gap[0].tolist() == [False, True, True]


# 4. Whose answer


@pytest.mark.parametrize(("marks", "row"), [("124", 1), ("4224", 1), ("?3", 1), ("h?n?", 1), (".n", 1), ("..", -1)])
def test_the_row_retained_is_the_first_that_says_it(marks, row):
    assert merge_marks(marks)["chosen"] == row


# 5. Agreement


@drawn(tables(), **SIZE)
def test_it_agrees_with_a_plain_reading(table):
    groups, values, status = table
    merged = merge(*table)
    for structure in range(len(merged.status)):
        rows = np.flatnonzero(groups == structure)
        for column in range(status.shape[1]):
            expected = merge_one(values[rows, column], status[rows, column])
            if expected["chosen"] >= 0:
                expected["chosen"] = rows[expected["chosen"]]
            assert {n: getattr(merged, n)[structure, column] for n in NAMES} == expected


@drawn(tables(), st.randoms(use_true_random=False), **SIZE)
def test_the_order_of_the_rows_does_not_matter(table, random):
    order = list(range(len(table[0])))
    random.shuffle(order)
    before, after = merge(*table), merge(*(x[order] for x in table))
    for name in NAMES:
        if name != "chosen":
            np.testing.assert_array_equal(getattr(before, name), getattr(after, name))


@drawn(tables(), **SIZE)
def test_a_single_respondent_is_taken_as_they_are(table):
    _, values, status = table
    merged = merge(np.arange(len(values)), values, status)
    assert (merged.status == status).all()
    assert (merged.values == np.where(status == ANSWERED, values, 0)).all()
    assert not merged.gap.any()


@drawn(tables(), st.sampled_from([np.int8, np.uint16, np.int64]), few=20, many=300)
def test_the_layout_and_the_type_of_the_arrays_change_nothing(table, kind):
    groups, values, status = table
    before = merge(*table)
    after = merge(groups.astype(kind), np.asfortranarray(values), np.asfortranarray(status))
    for name in NAMES:
        one, other = getattr(before, name), getattr(after, name)
        np.testing.assert_array_equal(one, other)
        assert one.dtype == other.dtype
