"""Quantiles as they are published (M16).

1. The worked example, and what each size allows.
2. They are those of NumPy's `averaged_inverted_cdf`, in exact arithmetic.
3. Reversed scores give the reversed quantiles; a release tells no extreme of a large group.
"""

from fractions import Fraction

import numpy as np
import pytest
from drawn import drawn
from hypothesis import strategies as st

from diag.benchmark.quantiles import DECILES, MEDIAN, QUARTILES, published, twice_quantile
from diag.benchmark.release import Quantiles, size_class

ORDERS = (MEDIAN, *QUARTILES, *DECILES)
scores = st.lists(st.integers(0, 1000), min_size=6, max_size=140).map(sorted)


def test_the_worked_example():
    ten = [200, 300, 350, 400, 440, 480, 520, 550, 610, 700]
    assert twice_quantile(ten, MEDIAN) == 2 * 460
    assert published(ten) == Quantiles("10-19", 45, 35, 55)


@pytest.mark.parametrize(
    ("n", "size", "told"),
    [(6, "6-9", 1), (9, "6-9", 1), (10, "10-19", 3), (49, "20-49", 3), (50, "50-99", 12), (100, "100+", 12)],
)
def test_a_size_tells_no_more_than_it_may(n, size, told):
    found = published([10 * rank for rank in range(n)])
    numbers = [found.median, found.q1, found.q3, *(found.deciles or ())]
    assert found.size_class == size == size_class(n)
    assert len([number for number in numbers if number is not None]) == told
    assert found.step == (1 if n >= 50 else 5)
    assert all(number % found.step == 0 for number in numbers if number is not None)


def test_a_half_is_rounded_up():
    assert published([125] * 6).median == 15
    assert published([124] * 6).median == 10
    assert published([105] * 50).median == 11


@drawn(scores, few=30, many=300)
def test_they_are_those_of_numpy_exactly(tenths):
    for order in ORDERS:
        ours = Fraction(twice_quantile(tenths, order), 2)
        theirs = np.quantile(np.array(tenths, float), float(order), method="averaged_inverted_cdf")
        n = len(tenths)
        if order.denominator % 2 == 0 or (n * order.numerator) % order.denominator:
            assert ours == Fraction(float(theirs))  # floats of some deciles fall beside a whole n p
        rank, left = divmod(n * order.numerator, order.denominator)
        assert ours == (Fraction(tenths[rank]) if left else Fraction(tenths[rank - 1] + tenths[rank], 2))


@drawn(scores, few=30, many=300)
def test_reversed_scores_give_reversed_quantiles(tenths):
    reverse = sorted(1000 - score for score in tenths)
    for order in ORDERS:
        assert twice_quantile(tenths, order) == 2000 - twice_quantile(reverse, 1 - order)
