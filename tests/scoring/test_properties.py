"""What holds for every rubric and every row, and agreement with a second scoring.

1. Bounds and order of the halo and of the levels (M4, M9, M10).
2. The order of questions and rows does not matter; a table is its rows.
3. Doing better lowers nothing (M3, M10).
4. No way of not answering pays; what does not concern counts for nothing (M2-M5).
5. The edges: nothing known, all at the best but what holds nothing (M5, M10).
6. The kernel agrees with plain fractions, in whole numbers of any size (M3-M11).
"""

import numpy as np
import pytest
from drawn import drawn
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scoring.reference import half_up, robust, robustness, score_visit
from scoring.rubrics import (
    ANSWERED,
    BY_DIMENSION,
    BY_QUESTION,
    HIDDEN,
    MISSING,
    NOT_APPLICABLE,
    UNKNOWN,
    cases,
    flat,
    make_rows,
    make_rubric,
)

from diag.scoring.kernel import Reason, score
from diag.scoring.rubric import Rubric

ENDS = ("tenths", "high_tenths", "whole", "high_whole", "raw_level", "level", "level_high")
SIZE = {"few": 10, "many": 400}


def with_one(row, column, value):
    """Return a copy of a row with one value changed."""
    changed = row.copy()
    changed[0, column] = value
    return changed


def draw_column(data, rubric):
    return data.draw(st.integers(0, len(rubric.weights) - 1))


def assert_below(first, second, names=ENDS):
    """Say that what `first` gives, `second` gives too, and no less."""
    for part in ("dimensions", "overall"):
        one, other = getattr(first, part), getattr(second, part)
        both = (one.whole >= 0) & (other.whole >= 0)
        for name in names:
            below, above = getattr(one, name)[both], getattr(other, name)[both]
            assert (below <= above).all(), (part, name)


# 1. Bounds


@drawn(cases(), **SIZE)
def test_scores_and_levels_stay_in_their_range(case):
    scores = score(*case)
    for measures in (scores.dimensions, scores.overall):
        given_ = measures.whole >= 0
        for low, high, top in (
            ("tenths", "high_tenths", 1000),
            ("whole", "high_whole", 100),
            ("level", "level_high", 4),
            ("level", "raw_level", 4),
        ):
            one, other = getattr(measures, low), getattr(measures, high)
            assert ((one >= 0) & (one <= other) & (other <= top))[given_].all()
            assert ((one == -1) & (other == -1))[~given_].all()


@drawn(cases(), **SIZE)
def test_something_is_named_wherever_a_level_is_held_and_nowhere_else(case):
    rubric, scores = case[0], score(*case)
    held = scores.overall.level < scores.overall.raw_level
    named = scores.blocking_questions.any(axis=1) | scores.blocking_dimensions.any(axis=1)
    assert (held == named).all()
    for d in range(len(rubric.dimension_weights)):
        held = scores.dimensions.level[:, d] < scores.dimensions.raw_level[:, d]
        named = scores.dimension_blockers[:, rubric.dimension == d].any(axis=1)
        assert (held == named).all()


@pytest.mark.slow
@drawn(cases(), **SIZE)
def test_something_is_lacking_at_every_level_under_the_highest(case):
    scores = score(*case)
    level = scores.overall.level
    lacking = scores.next_points > 0
    lacking |= (scores.next_dimensions > 0).any(axis=1) | scores.next_questions.any(axis=1)
    assert (lacking == ((level >= 0) & (level < 4))).all()


@drawn(cases(), **SIZE)
def test_the_score_lies_between_the_ends_of_its_robustness(case):
    scores = score(*case)
    assert (scores.robust_low <= scores.overall.tenths).all()
    assert (scores.overall.tenths <= scores.robust_high).all()


# 2. Order and pieces


@drawn(cases(), st.randoms(use_true_random=False), **SIZE)
def test_the_order_of_questions_does_not_matter(case, random):
    rubric, values, status = case
    order = list(range(len(rubric.weights)))
    random.shuffle(order)
    moved = Rubric(
        weights=rubric.weights[order],
        dimension=rubric.dimension[order],
        core=rubric.core[order],
        not_applicable_allowed=rubric.not_applicable_allowed[order],
        dimension_weights=rubric.dimension_weights,
        gates=rubric.gates,
        thresholds=rubric.thresholds,
    )
    before, after = flat(score(*case)), flat(score(moved, values[:, order], status[:, order]))
    for name, array in before.items():
        expected = array[:, order] if name in BY_QUESTION else array
        np.testing.assert_array_equal(expected, after[name], err_msg=name)


@drawn(cases(most=5), st.randoms(use_true_random=False), **SIZE)
def test_the_order_of_rows_does_not_matter(case, random):
    rubric, values, status = case
    order = list(range(len(values)))
    random.shuffle(order)
    before, after = flat(score(*case)), flat(score(rubric, values[order], status[order]))
    for name, array in before.items():
        np.testing.assert_array_equal(array[order], after[name], err_msg=name)


@drawn(cases(most=5), st.integers(0, 5), **SIZE)
def test_a_table_scores_like_its_pieces(case, cut):
    rubric, values, status = case
    whole = flat(score(*case))
    pieces = [flat(score(rubric, values[part], status[part])) for part in (slice(cut), slice(cut, None))]
    for name, array in whole.items():
        joined = np.concatenate([piece[name] for piece in pieces])
        np.testing.assert_array_equal(array, joined, err_msg=name)
        assert array.dtype == joined.dtype


def test_the_scores_have_the_documented_shapes():
    rubric = make_rubric([1, 1, 1], dimension=[0, 1, 1], core=[True, False, True])
    for words in ((), ("012", "34?")):
        values, status = make_rows(*words) if words else (np.zeros((0, 3), np.int8),) * 2
        for name, array in flat(score(rubric, values, status)).items():
            by_dimension = name in BY_DIMENSION or name.startswith("dimensions.")
            width = (3,) if name in BY_QUESTION else (2,) if by_dimension else ()
            assert array.shape == (len(words), *width), name


# 3. Better


@drawn(cases(most=1), st.data(), **SIZE)
def test_raising_an_answer_lowers_nothing(case, data):
    rubric, values, status = case
    low, high = sorted(data.draw(st.tuples(st.integers(0, 4), st.integers(0, 4))))
    column = draw_column(data, rubric)
    status = with_one(status, column, ANSWERED)
    worse, better = (score(rubric, with_one(values, column, v), status) for v in (low, high))
    assert (worse.reason == better.reason).all()
    assert_below(worse, better)


@drawn(cases(most=1), st.data(), **SIZE)
def test_an_answer_that_waits_for_an_arbitration_moves_the_high_end_alone(case, data):
    rubric, values, _ = case
    column = draw_column(data, rubric)
    highest = with_one(values, column, data.draw(st.integers(int(values[0, column]), 4)))
    settled, waiting = score(*case), score(*case, highest)
    assert_below(settled, waiting)
    for part in ("dimensions", "overall"):
        for name in ("tenths", "raw_level", "level", "known"):
            before, after = (getattr(getattr(x, part), name) for x in (settled, waiting))
            np.testing.assert_array_equal(before, after)


# 4. Not answering


@drawn(cases(most=1), st.data(), st.sampled_from([UNKNOWN, MISSING]), **SIZE)
def test_a_blank_or_an_unknown_never_beats_an_answer_of_0(case, data, mark):
    rubric, values, status = case
    column = draw_column(data, rubric)
    values = with_one(values, column, 0)
    answered = score(rubric, values, with_one(status, column, ANSWERED))
    silent = score(rubric, values, with_one(status, column, mark))
    for part in ("dimensions", "overall"):
        one, other = getattr(silent, part), getattr(answered, part)
        for name in ("tenths", "raw_level", "level", "known"):
            assert (getattr(one, name) <= getattr(other, name)).all(), name


@drawn(cases(most=1), st.data(), **SIZE)
def test_a_blank_and_an_unknown_are_worth_the_same(case, data):
    rubric, values, status = case
    column = draw_column(data, rubric)
    blank, unknown = (flat(score(rubric, values, with_one(status, column, mark))) for mark in (MISSING, UNKNOWN))
    for name, array in blank.items():
        np.testing.assert_array_equal(array, unknown[name], err_msg=name)


@drawn(cases(most=1), st.data(), **SIZE)
def test_answering_an_unknown_question_stays_in_the_halo(case, data):
    rubric, values, status = case
    column = draw_column(data, rubric)
    before = score(rubric, values, with_one(status, column, UNKNOWN))
    values = with_one(values, column, data.draw(st.integers(0, 4)))
    after = score(rubric, values, with_one(status, column, ANSWERED))
    for part in ("dimensions", "overall"):
        first, second = getattr(before, part), getattr(after, part)
        known = first.whole >= 0
        for low, high in (("tenths", "high_tenths"), ("level", "level_high")):
            assert (getattr(first, low)[known] <= getattr(second, low)[known]).all()
            assert (getattr(second, high)[known] <= getattr(first, high)[known]).all()


@drawn(cases(most=1), st.data(), **SIZE)
def test_what_does_not_concern_the_structure_leaves_the_scores_as_if_never_asked(case, data):
    rubric, values, status = case
    column = draw_column(data, rubric)
    rubric.not_applicable_allowed[column] = True
    aside, hidden = (score(rubric, values, with_one(status, column, mark)) for mark in (NOT_APPLICABLE, HIDDEN))
    assert_below(aside, hidden)
    assert_below(hidden, aside)


@drawn(cases(most=1), st.data(), **SIZE)
def test_what_may_not_be_set_aside_is_missing(case, data):
    rubric, values, status = case
    column = draw_column(data, rubric)
    rubric.not_applicable_allowed[column] = False
    aside, missing = (
        flat(score(rubric, values, with_one(status, column, mark))) for mark in (NOT_APPLICABLE, MISSING)
    )
    for name, array in aside.items():
        np.testing.assert_array_equal(array, missing[name], err_msg=name)


# 5. Edges


@drawn(cases(most=1, marks="??.nh"), **SIZE)
def test_where_nothing_is_known_nothing_is_scored_placed_or_robust(case):
    scores = score(*case)
    assert (scores.reason != Reason.SCORED).all()
    for part in (scores.dimensions, scores.overall):
        assert all((getattr(part, name) == -1).all() for name in ENDS)
        assert not part.to_confirm.any()
    assert not scores.robust.any()
    assert scores.overall_reason[0] == Reason.DIMENSION


@drawn(cases(most=1), st.data(), **SIZE)
def test_a_dimension_that_gates_nothing_holds_no_level_but_its_own(case, data):
    rubric, values, status = case
    d = data.draw(st.integers(0, len(rubric.dimension_weights) - 1))
    own = rubric.dimension == d
    rubric.gates[d] = False
    values[:, ~own], status[:, ~own] = 4, ANSWERED
    status[:, own] = np.where(status[:, own] == ANSWERED, ANSWERED, HIDDEN)
    status[:, np.flatnonzero(own)[0]] = ANSWERED
    scores = score(rubric, values, status)
    assert scores.overall.level[0] == scores.overall.raw_level[0]
    assert not (scores.next_questions | scores.keys)[0, own].any()
    assert scores.next_dimensions[0, d] == 0


@drawn(cases(most=1), st.data(), **SIZE)
def test_a_dimension_without_weight_changes_nothing_in_the_whole(case, data):
    rubric, values, status = case
    weightless = np.flatnonzero(rubric.dimension_weights[rubric.dimension] == 0)
    assume(len(weightless))
    column = data.draw(st.sampled_from(weightless.tolist()))
    changed = with_one(values, column, data.draw(st.integers(0, 4)))
    marks = st.sampled_from([ANSWERED, UNKNOWN, NOT_APPLICABLE, MISSING, HIDDEN])
    before = flat(score(*case))
    after = flat(score(rubric, changed, with_one(status, column, data.draw(marks))))
    for name in before:
        if name.startswith(("overall", "next", "blocking", "robust")) or name == "keys":
            np.testing.assert_array_equal(before[name], after[name], err_msg=name)


# 6. Agreement with plain fractions


def assert_agrees(rubric, values, status, highest=None):
    scores = score(rubric, values, status, highest)
    for row in range(len(values)):
        waiting = None if highest is None else highest[row]
        parts, whole = score_visit(rubric, values[row], status[row], waiting)
        for d, part in enumerate(parts):
            own = rubric.dimension == d
            place = (row, d)
            assert_measures(scores.dimensions, place, part)
            assert scores.exact.fraction(*place) == part.score
            assert scores.own_points[place] == part.next_points
            assert marked(scores.own_questions[row] & own) == part.next_questions
            assert marked(scores.own_keys[row] & own) == part.keys
            why = Reason(int(scores.reason[place])).name.lower().replace("_", " ")
            assert why == (part.why or "scored")
        assert_measures(scores.overall, (row,), whole)
        assert scores.overall_exact.fraction(row) == whole.score
        assert scores.next_points[row] == whole.next_points
        assert marked(scores.next_questions[row]) == whole.next_questions
        lacking = scores.next_dimensions[row]
        assert {d: int(lacking[d]) for d in np.flatnonzero(lacking)} == whole.next_dimensions
        assert marked(scores.keys[row]) == whole.keys
        if whole.score is None:
            assert (scores.robust_low[row], scores.robust_high[row]) == (-1, -1)
            continue
        low, high = robustness(rubric, parts)
        assert (scores.robust_low[row], scores.robust_high[row]) == (half_up(low, 10), half_up(high, 10))
        assert scores.robust[row] == robust(rubric, parts)


def marked(marks):
    return set(np.flatnonzero(marks).tolist())


def assert_measures(measures, place, expected):
    found = {name: int(getattr(measures, name)[place]) for name in vars(measures)}
    assert found == {
        "tenths": half_up(expected.score, 10),
        "high_tenths": half_up(expected.high, 10),
        "whole": half_up(expected.score),
        "high_whole": half_up(expected.high),
        "known": half_up(expected.known, 100),
        "known_tenths": half_up(expected.known, 1000),
        "not_applicable": half_up(expected.aside, 100),
        "to_confirm": expected.to_confirm,
        "raw_level": expected.raw,
        "level": expected.level,
        "level_high": expected.level_high,
    }


@drawn(cases(), few=20, many=1500)
def test_the_kernel_agrees_with_plain_fractions(case):
    assert case[0].exact_type is np.int64
    assert_agrees(*case)


@drawn(cases(), st.data(), few=12, many=300)
def test_the_kernel_agrees_with_plain_fractions_where_answers_wait(case, data):
    values = case[1]
    more = data.draw(st.lists(st.integers(0, 4), min_size=values.size, max_size=values.size))
    assert_agrees(*case, np.maximum(values, np.reshape(more, values.shape)))


@drawn(cases(dimension_weights=st.integers(10**14, 10**15)), few=12, many=300)
def test_huge_weights_are_scored_in_python_integers(case):
    assume(case[0].exact_type is object)
    assert_agrees(*case)


@pytest.mark.slow
@settings(max_examples=12)
@given(st.data())
def test_many_dimensions_are_scored_in_python_integers(data):
    """Eight dimensions whose questions weigh 48 in all, as 16 questions of weight 3 do."""
    rubric = make_rubric(weights=[20, 17, 11] * 8, dimension=[q // 3 for q in range(24)], dimension_weights=[9] * 8)
    assert rubric.exact_type is object
    marks = st.sampled_from("01234?")
    values, status = make_rows(data.draw(st.lists(marks, min_size=24, max_size=24)))
    assert_agrees(rubric, values, status)


@pytest.mark.parametrize("step", [-1, 0, 1, 10**9])
def test_around_the_limit_of_int64_nothing_overflows(step):
    """Rounding to tenths, at the heaviest corner of the weights, needs the largest numbers."""
    rubric = make_rubric([3], dimension_weights=[2**63 // 2001 // 3 // 5 + step])
    assert_agrees(rubric, *make_rows("4"))
