"""French numbers, plurals and lists."""

import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diag import french


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, "0 jour"), (1, "1 jour"), (Decimal("1.5"), "1,5 jour"), (2, "2 jours"), (1400, "1\u202f400 jours")],
)
def test_the_plural_starts_at_two(value, expected):
    assert french.count(value, "jour") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, "Réunions en 12 mois : 0"), (1, "Réunions en 12 mois : 1"), (Decimal("7.5"), "7,5 réunions en 12 mois")],
)
def test_a_unit_in_the_plural_never_follows_one(value, expected):
    assert french.counted(value, "réunions en 12 mois") == expected


def test_lists_end_with_et():
    assert [french.listing(x) for x in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a et b", "a, b et c"]


@given(st.fractions(min_value=0, max_value=100, max_denominator=10_000))
def test_one_decimal_is_half_up_and_exact(value):
    shown = Fraction(french.round_tenths(value))
    assert Fraction(-1, 20) < shown - value <= Fraction(1, 20)


@given(st.decimals(min_value=-100, max_value=100, places=4))
def test_a_decimal_and_its_fraction_are_rounded_alike(value):
    expected = value.quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert french.round_tenths(value) == french.round_tenths(Fraction(value)) == expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (1, 1, "avril 2026"),
        (1, 3, "avril à juin 2026"),
        (9, 10, "décembre 2026 à janvier 2027"),
        (10, 12, "janvier à mars 2027"),
        (12, 25, "mars 2027 à avril 2028"),
    ],
)
def test_months_are_counted_from_that_of_a_day_and_say_the_year_once(first, last, expected):
    assert french.month_span(datetime.date(2026, 3, 31), first, last) == expected


@given(st.one_of(st.integers(-(10**9), 10**9), *(st.decimals(-(10**6), 10**6, places=n) for n in (1, 2, 5))))
def test_a_number_is_written_as_the_rules_of_french_write_it(value):
    from babel.numbers import format_decimal

    assert french.number(value) == format_decimal(value, locale="fr_FR")


@pytest.mark.parametrize(
    ("text", "expected"), [("Demander à PRINT.", "demander à PRINT."), ("OPCO et formation", "OPCO et formation")]
)
def test_a_sentence_goes_on_after_a_colon_unless_it_opens_on_an_acronym(text, expected):
    assert french.inside(text) == expected


def test_a_cut_text_does_not_end_on_a_word_that_calls_for_the_next():
    assert french.cut_at_word("Professionnel ou professionnelle qui anime", 26) == "Professionnel…"
