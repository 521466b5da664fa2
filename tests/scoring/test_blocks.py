"""Many rows: whatever the block, the layout and the type, the same bits.

1. Blocks: a table is its rows, also across the edge of a block.
2. Layout and type of the arrays given.
3. Numbers as narrow as they can be never overflow.
4. What is not printed is not computed.
"""

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring.reference import half_up, score_visit
from scoring.rubrics import cases, flat, make_rows, make_rubric, quick, worked_example

from diag.scoring import kernel
from diag.scoring.kernel import count, gate_values, score
from diag.scoring.rubric import Status

TALLY = ("points", "answered", "unknown", "missing", "not_applicable", "known", "asked")


def bits(array):
    """Return an array as it is in memory, so that two NaN are equal and 0.0 is not -0.0."""
    return array.view(np.int64) if array.dtype == np.float64 else array


def assert_same_bits(first, second):
    one, other = flat(first), flat(second)
    for name in one:
        assert one[name].dtype == other[name].dtype, name
        assert np.array_equal(bits(one[name]), bits(other[name])), name


def many(rows, questions, seed=0):
    """Return random values and statuses, mostly answered."""
    random = np.random.default_rng(seed)
    values = random.integers(0, 5, (rows, questions)).astype(np.int8)
    status = random.choice([0] * 16 + [1, 2, 3, 4], (rows, questions)).astype(np.int8)
    return values, status


# 1. Blocks


@quick
@given(cases(most=7), st.integers(1, 8))
def test_blocks_change_nothing(case, rows):
    whole, sums = score(*case), count(*case)
    with patch.object(kernel, "BLOCK", rows):
        pieces, same = score(*case), count(*case)
        assert_same_bits(whole, pieces)
    for name in TALLY:
        np.testing.assert_array_equal(getattr(sums, name), getattr(same, name))


@quick
@given(cases(most=5))
def test_a_row_of_a_table_scores_to_the_bit_as_alone(case):
    rubric, values, status = case
    whole = flat(score(*case))
    for row in range(len(values)):
        alone = flat(score(rubric, values[[row]], status[[row]]))
        for name, array in whole.items():
            assert np.array_equal(bits(array[[row]]), bits(alone[name])), name


def test_the_balance_of_a_row_does_not_depend_on_the_others():
    rubric = make_rubric([1] * 30, dimension=[q % 10 for q in range(30)])
    values, status = many(2000, 30)
    status[:] = Status.ANSWERED
    whole = score(rubric, values, status).balance
    for rows in (1, 2, 3, 7, 8, 9, 64):
        part = score(rubric, values[:rows], status[:rows]).balance
        assert np.array_equal(bits(part), bits(whole[:rows]))


def test_rows_on_both_sides_of_the_edge_of_a_block_score_as_alone():
    rubric = worked_example()[0]
    values, status = many(2 * kernel.BLOCK + 3, len(rubric.weights))
    whole = flat(score(rubric, values, status))
    edges = [
        0,
        kernel.BLOCK - 1,
        kernel.BLOCK,
        2 * kernel.BLOCK,
        2 * kernel.BLOCK + 2,
    ]
    alone = flat(score(rubric, values[edges], status[edges]))
    for name, array in whole.items():
        assert len(array) == len(values)
        assert np.array_equal(bits(array[edges]), bits(alone[name])), name


# 2. Layout and type


@quick
@given(cases(most=5), st.sampled_from(["C", "F"]), st.sampled_from([np.int8, np.int16, np.int64]))
def test_the_layout_and_the_type_of_the_answers_change_nothing(case, order, kind):
    rubric, values, status = case
    given_ = [np.asarray(x, dtype=kind, order=order) for x in (values, status)]
    assert_same_bits(score(*case), score(rubric, *given_))
    assert np.array_equal(gate_values(*case), gate_values(rubric, *given_))


def test_one_row_in_two_and_one_column_in_two_are_read_where_they_are():
    rubric = worked_example()[0]
    values, status = many(50, 2 * len(rubric.weights))
    view = score(rubric, values[::2, ::2], status[::2, ::2])
    assert_same_bits(view, score(rubric, values[::2, ::2].copy(), status[::2, ::2].copy()))


def test_the_answers_given_are_left_as_they_are_and_may_change_afterwards():
    rubric, values, status = worked_example()
    for order in "CF":
        mine = [np.array(x, order=order) for x in (values, status)]
        scores, expected = score(rubric, *mine), score(rubric, values, status)
        assert (mine[0] == values).all()
        assert (mine[1] == status).all()
        mine[0][:], mine[1][:] = 4, Status.HIDDEN
        assert_same_bits(scores, expected)


@pytest.mark.parametrize("stored", [-128, -1, 5, 127])
def test_what_is_stored_where_nothing_is_answered_is_never_read(stored):
    rubric, values, status = worked_example()
    other = np.where(status == Status.ANSWERED, values, stored).astype(np.int8)
    assert_same_bits(score(rubric, values, status), score(rubric, other, status))


# 3. Narrow numbers


@pytest.mark.parametrize("weight", [63, 64, 16383, 16384, 2**30])
def test_sums_at_the_edge_of_their_type_are_exact(weight):
    """4 x 63 fits a byte, 4 x 64 does not."""
    for row in ("44", "4?", "?4", "3n", "44.", "?.?"):
        check_sums(weight, row)


def check_sums(weight, row):
    weights = [weight - len(row) + 1] + [1] * (len(row) - 1)
    rubric = make_rubric(weights, allowed=[True] * len(row))
    values, status = make_rows(row)
    (part,), _ = score_visit(rubric, values[0], status[0])
    scores = score(rubric, values, status)
    expected = np.nan if part.score is None else float(half_up(part.score))
    np.testing.assert_equal(scores.dimensions.score[0, 0], expected)
    assert count(rubric, values, status).points.dtype == np.int64


# 4. Later


def test_what_is_not_printed_is_computed_only_when_asked_for():
    scores = score(*worked_example())
    later = {"balance", "robust", "dimension_blockers", "overall_blockers", "weak_dimensions"}
    assert not later & vars(scores).keys()
    assert scores.balance is scores.balance
