"""Numbers are rounded once, half up, exactly (M8).

1. Exact halves go up, also where binary floats would fall below.
2. Any ratio of whole numbers agrees with fractions.
3. Whole numbers held in floats round as exactly, as far as the kernel uses them.
4. The last decimal is that of a decimal number, not of a float near it.
"""

from decimal import Decimal
from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scoring.reference import half_up
from scoring.rubrics import quick

from diag.scoring.assessment import tenth
from diag.scoring.kernel import round_half_up


def rounded(numerator, denominator, kind=np.int64):
    return float(
        round_half_up(np.array([numerator], dtype=kind), np.array([denominator], dtype=kind))[0]
    )


HALVES = [
    (175, 4, 43.8),  # 43.75
    (325, 4, 81.3),  # 81.25, which Python's round sends to 81.2
    (125, 4, 31.3),  # 31.25
    (1, 20, 0.1),  # 0.05
    (7, 20, 0.4),  # 0.35, a float just below
    (23, 20, 1.2),  # 1.15, a float just below
    (1199, 20, 60.0),  # 59.95
    (5, 100, 0.1),
    (49, 1000, 0.0),
    (400, 9, 44.4),
    (100, 3, 33.3),
    (200, 3, 66.7),
    (0, 7, 0.0),
    (100, 1, 100.0),
]


def test_halves_go_up():
    for numerator, denominator, shown in HALVES:
        assert rounded(numerator, denominator) == shown, (numerator, denominator)


def test_nothing_over_nothing_is_not_a_number():
    assert np.isnan(rounded(0, 0))


@quick
@given(numerator=st.integers(0, 10**12), denominator=st.integers(1, 10**9))
def test_any_ratio_agrees_with_fractions(numerator, denominator):
    expected = half_up(Fraction(numerator, denominator))
    assert rounded(numerator, denominator) == float(expected)


@quick
@given(whole=st.integers(0, 2000), scale=st.integers(1, 10**6))
def test_any_exact_half_goes_up(whole, scale):
    """(whole + 1/2) tenths, written over any denominator."""
    assert rounded((2 * whole + 1) * scale, 20 * scale) == (whole + 1) / 10


@quick
@given(share=st.fractions(0, 100), scale=st.integers(10**25, 10**30))
def test_python_integers_of_any_size_are_exact_too(share, scale):
    numerator, denominator = share.numerator * scale, share.denominator * scale
    expected = half_up(Fraction(numerator, denominator))
    assert rounded(numerator, denominator, object) == float(expected)


def test_one_huge_number_alone_is_rounded():
    """The gain of an action may be a ratio of integers of any size."""
    assert round_half_up(np.array(10**30), np.array(3 * 10**29)) == 3.3


LARGEST = (2**53 - 1) // 2003


@quick
@given(st.data())
def test_whole_numbers_in_floats_are_exact(data):
    denominator = data.draw(st.integers(1, LARGEST) | st.integers(LARGEST - 10**6, LARGEST))
    numerator = data.draw(st.integers(0, 100 * denominator))
    expected = float(half_up(Fraction(numerator, denominator)))
    assert rounded(numerator, denominator, np.float64) == expected


@quick
@given(denominator=st.integers(LARGEST - 10**6, LARGEST), tenths=st.integers(1, 1000))
def test_just_under_a_half_stays_down_and_just_over_goes_up(denominator, tenths):
    """The nearest whole numbers on both sides of tenths - 1/2, over a denominator near the bound."""
    over = -(-(2 * tenths - 1) * denominator // 20)
    assert rounded(over, denominator, np.float64) == tenths / 10
    assert rounded(over - 1, denominator, np.float64) == (tenths - 1) / 10


@given(st.integers(0, 1000))
def test_a_rounded_number_becomes_that_very_decimal(tenths):
    value = round_half_up(np.array(tenths), np.array(10))
    assert tenth(value) == Decimal(tenths) / 10
    assert str(tenth(value)) == f"{tenths // 10}.{tenths % 10}"
