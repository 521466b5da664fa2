"""Numbers are rounded once, half up, exactly (M8).

1. Exact halves go up, also where binary floats would fall below.
2. Any ratio of whole numbers agrees with fractions.
3. A score between two roundings: the whole number is not that of its tenths.
"""

from fractions import Fraction

import numpy as np
from drawn import drawn
from hypothesis import strategies as st
from scoring.reference import half_up
from scoring.rubrics import make_rows, make_rubric

from diag.scoring.kernel import Ratio, score


def rounded(numerator, denominator, scale=10, kind=np.int64):
    pair = (np.array([number], dtype=kind) for number in (numerator, denominator))
    return int(Ratio(*pair).rounded(scale)[0])


HALVES = [
    (175, 4, 438),  # 43.75
    (325, 4, 813),  # 81.25, which Python's round sends to 81.2
    (125, 4, 313),
    (1, 20, 1),
    (7, 20, 4),  # 0.35, a float just below
    (23, 20, 12),  # 1.15, a float just below
    (1199, 20, 600),
    (49, 1000, 0),
    (400, 9, 444),
    (200, 3, 667),
    (0, 7, 0),
    (100, 1, 1000),
]


def test_halves_go_up():
    for numerator, denominator, shown in HALVES:
        assert rounded(numerator, denominator) == shown, (numerator, denominator)


def test_nothing_over_nothing_is_no_number():
    assert rounded(0, 0) == -1


@drawn(st.integers(0, 10**12), st.integers(1, 10**6), st.sampled_from([1, 10]), few=20, many=1000)
def test_any_ratio_agrees_with_fractions(numerator, denominator, scale):
    assert rounded(numerator, denominator, scale) == half_up(Fraction(numerator, denominator), scale)


@drawn(st.integers(0, 2000), st.integers(1, 10**6), few=20, many=1000)
def test_any_exact_half_goes_up(whole, scale):
    """(whole + 1/2) tenths, written over any denominator."""
    assert rounded((2 * whole + 1) * scale, 20 * scale) == whole + 1


@drawn(st.fractions(0, 100), st.integers(10**25, 10**30), few=20, many=500)
def test_python_integers_of_any_size_are_exact_too(share, scale):
    numerator, denominator = share.numerator * scale, share.denominator * scale
    assert rounded(numerator, denominator, kind=object) == half_up(share, 10)


def test_the_whole_number_comes_from_the_score_not_from_its_tenths():
    """500 / 11 = 45.4545: 45.5 to one decimal, and yet 45."""
    dimension = score(make_rubric([20, 2]), *make_rows("20")).dimensions
    assert (dimension.tenths[0, 0], dimension.whole[0, 0]) == (455, 45)
