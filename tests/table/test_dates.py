"""Dates of answers, in the notations of tools and people.

1. The day of any notation is read, and nothing else is taken for one.
2. What a column holds settles the order of day and month, else the habit of its tool.
"""

import datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diag.french import long_date
from diag.table.dates import days, is_date, month_first


def read(text, american=False):
    (day,) = days(pd.Series([text], dtype="str"), american)
    return day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-02 10:00:00", "2026-03-02"),
        ("2026-03-02T10:00:00+02:00", "2026-03-02"),
        ("2025/06/25 4:53:36 PM UTC+3", "2025-06-25"),
        ("25/10/2023 14:55:21", "2023-10-25"),
        ("13/07/2021 - 10:34", "2021-07-13"),
        ("1980-01-01 00:00:00", ""),
        ("hier", ""),
        ("", ""),
    ],
)
def test_dates_of_every_tool_are_read(text, day):
    assert read(text) == day


@pytest.mark.parametrize(
    "text",
    [
        *("3 mars 2026", "3 MARS 2026", " 03 mars 26", "3 mars 2026 à 10h04", "mardi 3 mars 2026"),
        *("le 3 mars 2026 10:04", "3-mars-2026", "mar. 3 mars 2026", "3/mars/26"),
        *("Mar 3, 2026", "March 3rd, 2026", "Mar. 3, 26", "3 Mar 2026", "3-Mar-26"),
        *("Tue Mar 03 2026 10:04:00 GMT+0100", "Tue, 3 Mar 2026 10:04:00 +0100"),
        "Tuesday, March 3, 2026",
    ],
)
@pytest.mark.parametrize("american", [False, True])
def test_a_month_may_be_in_letters(text, american):
    assert read(text, american) == "2026-03-03"
    assert is_date(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1er février 2026", "2026-02-01"),
        ("1 févr. 2026", "2026-02-01"),
        ("15 aout 2026", "2026-08-15"),
        ("15 AOÛT 2026", "2026-08-15"),
        ("2 sept. 2026", "2026-09-02"),
        ("Dec 31, 2025", "2025-12-31"),
        ("31 déc. 2025", "2025-12-31"),
    ],
)
def test_months_are_read_in_both_tongues_and_in_short(text, day):
    assert read(text) == day


@pytest.mark.parametrize(
    "text",
    [
        *("31 février 2026", "3 mars", "mars 2026", "3 mars 10:04", "3 mars 10 h 04", "32 mai 2026"),
        *("avant le 3 mars 2026", "3 marsouins 2026", "Mar 3 10:04:00 2026", "3 mars 1826"),
        *("31/02/2026", "13/07/20215", "3 de 2026"),
    ],
)
def test_what_is_no_day_is_none(text):
    assert read(text) == ""
    assert not is_date(text)


def test_the_date_of_a_tool_for_none_is_a_mark_and_no_day():
    assert is_date("1980-01-01")
    assert read("1980-01-01") == read("1er janvier 1980") == ""


@given(st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 12, 31)), st.booleans())
def test_what_is_said_in_french_is_read_back(day, american):
    assert read(long_date(day), american) == day.isoformat()


def test_each_row_keeps_its_place():
    texts = pd.Series(["3 mars 2026", "", "04/03/2026 9:00", "3 mars 2026"], index=[7, 3, 5, 1])
    read_days = pd.Series(["2026-03-03", "", "2026-03-04", "2026-03-03"], index=[7, 3, 5, 1])
    pd.testing.assert_series_equal(days(texts, month_first=False), read_days)
    assert days(pd.Series([], dtype="str"), month_first=False).tolist() == []


def test_the_order_of_day_and_month_is_settled_by_the_column():
    assert month_first(["03/25/2026", "03/04/2026"], american=False)
    assert not month_first(["25/03/2026"], american=True)
    assert read("10-19-24", american=True) == "2024-10-19"
