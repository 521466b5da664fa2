"""Figures of a network: what a spreadsheet would find, and what is more than noise.

1. Quantiles are those of the scores themselves, interpolated as spreadsheets do.
2. No median under five scores.
3. Noise is three standard errors of a median, and shrinks with the number of structures.
4. Lengths stay on their axis.
"""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diag.report import chart_figures as figures

scores = st.lists(st.integers(0, 1000), min_size=1, max_size=60)


def histogram(tenths, unscored=0):
    return np.bincount([*tenths, *[1001] * unscored], minlength=1002)


@given(scores, st.integers(0, 9), st.sampled_from([1, 2, 3, 5, 7, 9]))
def test_a_quantile_is_that_of_the_scores(values, unscored, tenth):
    share = Fraction(tenth, 10)
    found = figures.quantile(histogram(values, unscored), share)
    assert float(found) == pytest.approx(np.quantile(values, tenth / 10) / 10)


def test_a_median_is_exact():
    assert figures.median(histogram([100, 200, 201, 300, 300, 999])) == Fraction(501, 20)


def test_no_median_under_five_scores_however_many_structures():
    assert figures.median(histogram([10, 20, 30, 40], unscored=50)) is None


def test_noise_is_three_standard_errors_of_a_median():
    values = [100] * 25 + [400] * 50 + [700] * 25  # quartiles 32,5 and 47,5 by interpolation
    low, high = np.quantile(values, [0.25, 0.75]) / 10
    expected = 3 * 1.253 * (high - low) / 1.349 / 10
    assert figures.noise(histogram(values)) == pytest.approx(expected)


def test_noise_is_never_under_a_point():
    assert figures.noise(histogram([500] * 100)) == 1.0


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_a_length_stays_on_its_axis(part, whole):
    assert 0 <= float(figures.coordinate(part, whole)) <= 100
