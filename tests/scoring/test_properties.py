"""What holds for every rubric and every row, and agreement with a second scoring.

1. Bounds and order of the halo and of the levels (M4, M9, M10).
2. The order of questions and rows does not matter; a table is its rows.
3. Doing better never scores less; not knowing never scores more (M3).
4. Missing and not applicable leave the score as it is (M3).
5. The kernel agrees with plain fractions, in whole numbers of any size (M3-M11).
"""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scoring.reference import balance, half_up, robustness, score_visit
from scoring.rubrics import (
    ANSWERED,
    MISSING,
    NOT_APPLICABLE,
    RULES,
    UNKNOWN,
    cases,
    flat,
    make_rows,
    make_rubric,
    quick,
)

from diag.scoring.kernel import Scores, count, overall_ratio, raw_level, score
from diag.scoring.rubric import Rubric


def assert_same(first, second, but=()):
    one, other = flat(first), flat(second)
    for name in one.keys() - set(but):
        np.testing.assert_array_equal(one[name], other[name], err_msg=name)


def exact_dimensions(rubric, values, status):
    """Return the exact D of one row, None where nothing is known."""
    tally = count(rubric, values, status)
    pairs = zip(tally.points[0], tally.known[0], strict=True)
    return [Fraction(25 * int(p), int(k)) if k else None for p, k in pairs]


def exact_whole(rubric, values, status):
    """Return the exact G of one scored row."""
    tally = count(rubric, values, status)
    top, bottom = overall_ratio(rubric, 25 * tally.points, tally.known)
    return Fraction(int(top[0]), int(bottom[0]))


def with_one(row, column, value):
    """Return a copy of a row with one value changed."""
    changed = row.copy()
    changed[0, column] = value
    return changed


# 1. Bounds


@quick
@given(cases())
def test_scores_stay_in_their_halo_and_the_halo_in_0_100(case):
    scores = score(*case)
    for measures in (scores.dimensions, scores.overall):
        given_ = ~np.isnan(measures.score)
        low, value, high = (getattr(measures, n)[given_] for n in ("low", "score", "high"))
        assert ((low >= 0) & (low <= value) & (value <= high) & (high <= 100)).all()
        assert (np.isnan(measures.low) == ~given_).all()
        assert (np.isnan(measures.high) == ~given_).all()


@quick
@given(cases())
def test_levels_stay_in_their_range_and_under_the_raw_level(case):
    scores = score(*case)
    for measures in (scores.dimensions, scores.overall):
        assert ((measures.level == -1) == np.isnan(measures.score)).all()
        assert (measures.level <= measures.raw_level).all()
        assert (measures.level_low <= measures.level).all()
        assert (measures.level <= measures.level_high).all()
        assert (measures.level_high <= 4).all()


@quick
@given(cases())
def test_something_is_named_wherever_a_level_is_held_and_nowhere_else(case):
    rubric = case[0]
    scores = score(*case)
    held = scores.overall.level < scores.overall.raw_level
    named = scores.overall_blockers.any(axis=1) | scores.weak_dimensions.any(axis=1)
    assert (held == named).all()
    for d in range(len(rubric.dimension_weights)):
        held = scores.dimensions.level[:, d] < scores.dimensions.raw_level[:, d]
        named = scores.dimension_blockers[:, rubric.dimension == d].any(axis=1)
        assert (held == named).all()


@quick
@given(cases())
def test_the_score_lies_between_the_ends_of_its_robustness(case):
    scores = score(*case)
    known = ~np.isnan(scores.overall.score)
    low, high = scores.robust_low[known], scores.robust_high[known]
    assert ((low <= scores.overall.score[known]) & (scores.overall.score[known] <= high)).all()


@quick
@given(cases())
def test_the_balance_of_scores_above_1_is_at_most_1(case):
    scores = score(*case)
    known = ~np.isnan(scores.balance)
    high = (scores.dimensions.score >= 1).all(axis=1)
    assert (scores.balance[known & high] <= 1 + 1e-9).all()


# 2. Order and pieces


@quick
@given(cases(), st.randoms(use_true_random=False))
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
        rules=rubric.rules,
    )
    by_question = ("dimension_blockers", "overall_blockers")
    before, after = score(*case), score(moved, values[:, order], status[:, order])
    assert_same(before, after, but=by_question)
    for name in by_question:
        np.testing.assert_array_equal(getattr(before, name)[:, order], getattr(after, name))


@quick
@given(cases(most=5), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(case, random):
    rubric, values, status = case
    order = list(range(len(values)))
    random.shuffle(order)
    before, after = flat(score(*case)), flat(score(rubric, values[order], status[order]))
    for name, array in before.items():
        np.testing.assert_array_equal(array[order], after[name], err_msg=name)


@quick
@given(cases(most=5), st.integers(0, 5))
def test_a_table_scores_like_its_pieces(case, cut):
    rubric, values, status = case
    whole = flat(score(*case))
    pieces = [
        flat(score(rubric, values[part], status[part])) for part in (slice(cut), slice(cut, None))
    ]
    for name, array in whole.items():
        joined = np.concatenate([piece[name] for piece in pieces])
        np.testing.assert_array_equal(array, joined, err_msg=name)
        assert array.dtype == joined.dtype


def test_a_table_without_rows_scores_nothing():
    empty = np.zeros((0, 2), dtype=np.int8)
    scores = score(make_rubric([1, 2], dimension=[0, 1]), empty, empty)
    assert scores.dimensions.score.shape == (0, 2)
    assert scores.overall.level.shape == (0,)


# 3. Better and not known


@quick
@given(cases(most=1), st.data())
def test_raising_an_answer_lowers_nothing(case, data):
    rubric, values, status = case
    low, high = sorted(data.draw(st.lists(st.integers(0, 4), min_size=2, max_size=2)))
    column = data.draw(st.integers(0, len(rubric.weights) - 1))
    worse, better = with_one(values, column, low), with_one(values, column, high)
    status = with_one(status, column, ANSWERED)
    before, after = score(rubric, worse, status), score(rubric, better, status)
    for name in ("score", "low", "high", "raw_level", "level", "level_low", "level_high"):
        for part in ("dimensions", "overall"):
            first, second = (
                getattr(getattr(before, part), name),
                getattr(getattr(after, part), name),
            )
            assert (np.isnan(first) == np.isnan(second)).all()
            assert (np.nan_to_num(first) <= np.nan_to_num(second)).all(), name


@quick
@given(cases(most=1), st.data())
def test_forgetting_an_answer_never_raises_a_score(case, data):
    rubric, values, status = case
    column = data.draw(st.integers(0, len(rubric.weights) - 1))
    known, unknown = with_one(status, column, ANSWERED), with_one(status, column, UNKNOWN)
    before, after = (exact_dimensions(rubric, values, s) for s in (known, unknown))
    assert all(b >= a for b, a in zip(before, after, strict=True) if b is not None)
    first, second = score(rubric, values, known), score(rubric, values, unknown)
    for name in ("raw_level", "level"):
        assert (getattr(first.overall, name) >= getattr(second.overall, name)).all()


@quick
@given(cases(most=1), st.data())
def test_answering_an_unknown_question_stays_in_the_halo(case, data):
    rubric, values, status = case
    column = data.draw(st.integers(0, len(rubric.weights) - 1))
    before = score(rubric, values, with_one(status, column, UNKNOWN))
    values = with_one(values, column, data.draw(st.integers(0, 4)))
    after = score(rubric, values, with_one(status, column, ANSWERED))
    for part in ("dimensions", "overall"):
        first, second = getattr(before, part), getattr(after, part)
        known = ~np.isnan(first.score)
        assert (first.low[known] <= second.score[known]).all()
        assert (second.score[known] <= first.high[known]).all()


# 4. Missing and not applicable


@quick
@given(cases(most=1), st.data())
def test_missing_or_not_applicable_leaves_the_score_as_it_is(case, data):
    rubric, values, status = case
    column = data.draw(st.integers(0, len(rubric.weights) - 1))
    rubric.not_applicable_allowed[column] = True
    missing, excused = with_one(status, column, MISSING), with_one(status, column, NOT_APPLICABLE)
    first, second = score(rubric, values, missing), score(rubric, values, excused)
    d = rubric.dimension[column]
    if not np.isnan(first.dimensions.score[0, d] + second.dimensions.score[0, d]):
        assert first.dimensions.score[0, d] == second.dimensions.score[0, d]
        assert second.dimensions.level[0, d] >= first.dimensions.level[0, d]


# 5. Agreement with plain fractions


def shown(number):
    return float("nan") if number is None else float(half_up(number))


def assert_agrees(rubric, values, status):
    scores = score(rubric, values, status)
    for row in range(len(values)):
        parts, whole = score_visit(rubric, values[row], status[row])
        for d, part in enumerate(parts):
            place = (row, d)
            assert_measures(scores.dimensions, place, part)
            coverage = None if part.coverage is None else 100 * part.coverage
            np.testing.assert_equal(scores.dimensions.coverage[place], shown(coverage))
            assert scores.dimensions.to_confirm[place] == part.to_confirm
            assert (scores.reason[place] == 0) == (part.score is not None)
            own = rubric.dimension == d
            named = np.flatnonzero(scores.dimension_blockers[row] & own)
            assert set(named.tolist()) == part.blockers
        assert_measures(scores.overall, (row,), whole)
        assert set(np.flatnonzero(scores.overall_blockers[row]).tolist()) == whole.blockers
        assert set(np.flatnonzero(scores.weak_dimensions[row]).tolist()) == whole.weak
        if whole.score is None:
            assert np.isnan(
                [scores.robust_low[row], scores.robust_high[row], scores.balance[row]]
            ).all()
            continue
        assert exact_whole(rubric, values[[row]], status[[row]]) == whole.score
        low, high = robustness(rubric, parts)
        assert (scores.robust_low[row], scores.robust_high[row]) == (shown(low), shown(high))
        ends = raw_level(rubric, np.array([shown(low), shown(high)]))
        assert scores.robust[row] == (ends[0] == ends[1])
        expected = balance(rubric, parts, whole)
        assert scores.balance[row] == pytest.approx(expected, nan_ok=True) or expected is None


def assert_measures(measures, place, expected):
    for name in ("score", "low", "high"):
        np.testing.assert_equal(
            getattr(measures, name)[place], shown(getattr(expected, name)), name
        )
    for name in ("level", "level_low", "level_high"):
        assert getattr(measures, name)[place] == getattr(expected, name), name
    assert measures.raw_level[place] == expected.raw


@quick
@given(cases())
def test_the_kernel_agrees_with_plain_fractions(case):
    assert case[0].exact_type is np.int64
    assert_agrees(*case)


@quick
@given(cases(dimension_weights=st.integers(10**14, 10**15)))
def test_huge_weights_are_scored_in_python_integers(case):
    assume(case[0].exact_type is object)
    assert_agrees(*case)


@settings(max_examples=12)
@given(st.data())
def test_many_dimensions_are_scored_in_python_integers(data):
    """Eight dimensions whose questions weigh 48 in all, as 16 questions of weight 3 do."""
    rubric = make_rubric(
        weights=[20, 17, 11] * 8, dimension=[q // 3 for q in range(24)], dimension_weights=[9] * 8
    )
    assert rubric.exact_type is object
    marks = st.sampled_from("01234?")
    values, status = make_rows(data.draw(st.lists(marks, min_size=24, max_size=24)))
    assert_agrees(rubric, values, status)


@pytest.mark.parametrize("step", [-1, 0, 1, 10**9])
def test_around_the_limit_of_int64_nothing_overflows(step):
    """Rounding needs 20 x the numerator plus the denominator: 2001 x the common denominator."""
    rules = RULES.model_copy(update={"weight_variation": 0})
    rubric = make_rubric([3], dimension_weights=[2**63 // 2001 // 3 + step], rules=rules)
    assert_agrees(rubric, *make_rows("4"))


def test_the_scores_have_the_documented_shapes():
    rubric = make_rubric([1, 1, 1], dimension=[0, 1, 1])
    shapes = {
        name: array.shape for name, array in flat(score(rubric, *make_rows("012", "34?"))).items()
    }
    by_question = {"dimension_blockers", "overall_blockers"}
    by_dimension = {"reason", "weak_dimensions"}
    for name, shape in shapes.items():
        if name in by_question:
            assert shape == (2, 3)
        elif name in by_dimension or name.startswith("dimensions."):
            assert shape == (2, 2)
        else:
            assert shape == (2,)
    assert isinstance(score(rubric, *make_rows("012")), Scores)
