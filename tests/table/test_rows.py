"""Rows: keys and moments."""

import unicodedata

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from diag.table.read_export import moments
from diag.table.rows import comparable


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), st.sampled_from(" \u00a0\u202f\t"))
def test_a_key_is_the_same_whatever_its_case_accents_and_spaces(text, gap):
    spelled = [text, f" {text}{gap}", text.lower(), unicodedata.normalize("NFD", text)]
    one, *others = map(comparable, spelled)
    assert others == [one] * 3
    assert comparable(one) == one


def test_different_keys_stay_apart():
    keys = ["A 1", "A1", "É-2", "E-3", "0012", "12", "12.0", "l’Oise", "loise"]
    assert len(set(map(comparable, keys))) == len(keys)


def test_the_moments_of_answers_sort_as_they_came():
    told = ["2/3/2026 9:05", "02/03/2026 10:00:00", "2026-03-02T23:59:58+02:00", "3/3/2026"]
    assert moments(pd.Series(told), month_first=False) == sorted(moments(pd.Series(told), False))
    assert moments(pd.Series(["2025/06/25 12:53:36 AM UTC+3"]), False) == ["2025-06-25 00:53:36"]
    assert moments(pd.Series(["2025/06/25 1:53:36 PM", "14:00", ""]), False) == ["2025-06-25 13:53:36", "", ""]
