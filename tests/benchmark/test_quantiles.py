"""Numbers as they are published.

1. The quantile of order p: the definition, on cases worked by hand.
2. Which numbers the size of a group allows, and how finely (M16).
3. Shares (M17).
4. Whatever the scores: order, bounds, symmetry, agreement with plain fractions.
"""

from fractions import Fraction

import numpy as np
import pytest
from benchmark.networks import quick
from hypothesis import given
from hypothesis import strategies as st

from diag.benchmark.quantiles import quantiles, shares
from diag.benchmark.release import Quantiles


def published(scores):
    """Return what is published of one group of scores."""
    tenths = np.sort(np.rint(np.array(scores, dtype=float) * 10).astype(np.int64))
    return quantiles(tenths, np.array([0]), np.array([len(tenths)]))[0]


def plain(scores, order):
    """Return the quantile by its definition, in fractions: the middle of the two ranks that it is between."""
    ranked = sorted(Fraction(str(score)) for score in scores)
    place = len(ranked) * order
    if place.denominator == 1:
        return (ranked[int(place) - 1] + ranked[int(place)]) / 2
    return ranked[int(place)]


def half_up(number, step=1):
    return int((number / step + Fraction(1, 2)) // 1) * step


groups = st.lists(st.integers(0, 1000).map(lambda t: t / 10), min_size=5, max_size=80)


# 1. The definition


def test_the_median_of_an_odd_number_is_the_one_in_the_middle():
    assert published([1, 2, 3, 4, 5, 60, 70, 80, 90, 95, 99]).median == 60


def test_the_median_of_an_even_number_is_half_way():
    assert published([0, 0, 0, 0, 40, 45, 90, 90, 90, 90]).median == 43  # 42.5, half up


def test_quartiles_are_scores_or_the_middle_of_two():
    scores = [10, 20, 30, 40, 50, 60, 70, 80, 90, 95]
    assert published(scores) == Quantiles(55, 30, 80)  # ranks 2.5 and 7.5: the 3rd and the 8th
    assert published([*scores, 97, 99]) == Quantiles(65, 35, 93)  # 9th and 10th: 92.5


def test_deciles_are_between_two_scores_where_ranks_are_whole():
    scores = range(1, 51)
    found = published(scores)
    assert found.deciles == (6, 11, 16, 21, 26, 31, 36, 41, 46)  # 5.5, 10.5, … half up
    assert (found.q1, found.median, found.q3) == (13, 26, 38)


def test_rounding_is_half_up_and_exact_on_tenths():
    assert published([0] * 5 + [44.9] + [99] * 5).median == 45
    assert published([0] * 5 + [44.5] + [99] * 5).median == 45
    assert published([0] * 5 + [44.4] + [99] * 5).median == 44


# 2. What a size allows


def test_finer_numbers_need_larger_groups():
    for size, told in ((4, 0), (5, 1), (9, 1), (10, 3), (49, 3), (50, 12), (51, 12), (400, 12)):
        found = published(np.linspace(0, 100, size).round(1))
        numbers = [found.median, found.q1, found.q3, *(found.deciles or [None] * 9)]
        assert (size, sum(number is not None for number in numbers)) == (size, told)


@pytest.mark.parametrize(("median", "shown"), [(42.4, 40), (42.5, 45), (2.4, 0), (97.5, 100)])
def test_under_ten_the_median_is_rounded_to_five_points(median, shown):
    assert published([0, 0, median, 100, 100]) == Quantiles(shown)


def test_no_minimum_and_no_maximum():
    found = published([0, *[50] * 48, 100])
    numbers = {found.q1, found.median, found.q3, *found.deciles}
    assert numbers == {50}


def test_an_empty_group_has_no_numbers():
    ends = quantiles(np.arange(50, dtype=np.int64), np.array([0, 50]), np.array([50, 0]))
    assert ends[1] == Quantiles()
    assert ends[0].deciles is not None


# 3. Shares


def test_shares_are_rounded_to_five_points_under_twenty_and_to_one_above():
    count, of, share = zip(
        *[(0, 11, 0), (1, 11, 10), (11, 11, 100), (1, 19, 5), (18, 19, 95), (3, 12, 25)],
        *[(1, 20, 5), (1, 40, 3), (1, 200, 1), (1, 201, 0), (199, 200, 100)],
        *[(62, 100, 62), (13, 21, 62)],
        strict=True,
    )
    assert shares(np.array(count)[:, None], np.array(of))[:, 0].tolist() == list(share)


@quick
@given(st.lists(st.integers(0, 60), min_size=2, max_size=6).filter(lambda c: sum(c) >= 11))
def test_shares_are_half_up_and_near_a_hundred_together(counts):
    total = sum(counts)
    step = 5 if total < 20 else 1
    found = shares(np.array([counts]), np.array([total]))[0].tolist()
    assert found == [half_up(Fraction(100 * c, total), step) for c in counts]
    assert abs(sum(found) - 100) <= step * len(counts) / 2


# 4. Whatever the scores


@quick
@given(groups)
def test_numbers_agree_with_plain_fractions(scores):
    found, step = published(scores), 5 if len(scores) < 10 else 1
    assert found.median == half_up(plain(scores, Fraction(1, 2)), step)
    if len(scores) >= 10:
        assert found.q1 == half_up(plain(scores, Fraction(1, 4)))
        assert found.q3 == half_up(plain(scores, Fraction(3, 4)))
    if len(scores) >= 50:
        assert found.deciles == tuple(half_up(plain(scores, Fraction(k, 10))) for k in range(1, 10))


@quick
@given(groups)
def test_numbers_rise_between_the_lowest_and_the_highest_score(scores):
    found = published(scores)
    numbers = [n for n in (found.q1, found.median, found.q3) if n is not None]
    assert numbers == sorted(numbers)
    assert list(found.deciles or ()) == sorted(found.deciles or ())
    slack = 2.5 if len(scores) < 10 else 0.5
    assert all(min(scores) - slack <= n <= max(scores) + slack for n in numbers)


@quick
@given(groups)
def test_a_quantile_upside_down_is_that_of_the_scores_upside_down(scores):
    for order in (Fraction(1, 4), Fraction(1, 2), Fraction(9, 10)):
        turned = [Fraction(100) - Fraction(str(s)) for s in scores]
        assert plain(turned, 1 - order) == 100 - plain(scores, order)


@quick
@given(st.lists(groups, min_size=1, max_size=5))
def test_many_groups_are_each_of_them(several):
    parts = [np.sort(np.rint(np.array(g) * 10).astype(np.int64)) for g in several]
    n = np.array([len(p) for p in parts])
    found = quantiles(np.concatenate(parts), np.cumsum(n) - n, n)
    assert found == [published(g) for g in several]
