"""French numbers, plurals and lists."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diag import french


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "0 jour"),
        (1, "1 jour"),
        (Decimal("1.5"), "1,5 jour"),
        (2, "2 jours"),
        (1400, "1\u202f400 jours"),
    ],
)
def test_the_plural_starts_at_two(value, expected):
    assert french.count(value, "jour") == expected


def test_lists_end_with_et():
    assert [french.listing(x) for x in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a et b",
        "a, b et c",
    ]


def test_a_gain_shows_its_sign():
    assert [french.signed(Fraction(x)) for x in ("9.375", "0", "0.04", "0.05")] == [
        "+9,4",
        "0,0",
        "0,0",
        "+0,1",
    ]


@given(st.fractions(min_value=0, max_value=100, max_denominator=10_000))
def test_one_decimal_is_half_up_and_exact(value):
    shown = Fraction(french.round_tenths(value))
    assert Fraction(-1, 20) < shown - value <= Fraction(1, 20)


@given(st.decimals(min_value=-100, max_value=100, places=4))
def test_a_decimal_and_its_fraction_are_rounded_alike(value):
    expected = value.quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert french.round_tenths(value) == french.round_tenths(Fraction(value)) == expected
