"""Rows and sheets: marks, dates, writing."""

import csv
import io
import unicodedata

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diag.safe_text import spreadsheet_text
from diag.table.dates import days, month_first
from diag.table.duplicates import moments
from diag.table.rows import comparable
from diag.table.sheet import EXCEL, Dialect, Levels, Tenths, Text, Words, csv_lines


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(" \u00a0\u202f\t"),
)
def test_a_key_is_the_same_whatever_its_case_accents_and_spaces(text, gap):
    spelled = [text, f" {text}{gap}", text.lower(), unicodedata.normalize("NFD", text)]
    one, *others = comparable(pa.array(spelled)).to_pylist()
    assert others == [one] * 3
    assert comparable(pa.array([one])).to_pylist() == [one]


def test_different_keys_stay_apart():
    keys = ["A 1", "A1", "É-2", "E-3", "0012", "12", "12.0", "l’Oise", "loise"]
    assert len(set(comparable(pa.array(keys)).to_pylist())) == len(keys)


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
    assert days(pa.array([text]), month_first=False).to_pylist() == [day]


def test_the_moments_of_answers_sort_as_they_came():
    told = ["2/3/2026 9:05", "02/03/2026 10:00:00", "2026-03-02T23:59:58+02:00", "3/3/2026"]
    assert moments(pa.array(told), month_first=False) == sorted(moments(pa.array(told), False))
    assert moments(pa.array(["2025/06/25 12:53:36 AM UTC+3"]), False) == ["2025-06-25 00:53:36"]
    assert moments(pa.array(["2025/06/25 1:53:36 PM", "14:00", ""]), False) == [
        "2025-06-25 13:53:36",
        "",
        "",
    ]


def test_the_order_of_day_and_month_is_settled_by_the_column():
    assert month_first(["03/25/2026", "03/04/2026"], american=False)
    assert not month_first(["25/03/2026"], american=True)
    assert days(pa.array(["10-19-24"]), month_first=True).to_pylist() == ["2024-10-19"]


def test_a_sheet_is_written_for_programs_and_for_excel():
    sheet = {
        "a": Text(pa.array(["=1", 'x "y"', "a;b"])),
        "b": Tenths(np.array([0, 1000, -1])),
        "c": Levels(np.array([4, -1, 0])),
        "d": Words(np.array([0, 1, -1]), ["oui", "non", ""]),
    }
    plain = csv_lines(sheet, Dialect()).decode().split("\r\n")
    assert plain[:3] == ["'=1,0.0,4,oui", '"x ""y""",100.0,,non', "a;b,,0,"]
    assert csv_lines(sheet, EXCEL).decode().split("\r\n")[2] == '"a;b";;0;'


@given(
    st.lists(
        st.text(st.sampled_from("ab=+-@;,|\t\r\n\" '\u00a0\u2003＝－\x1b\x85\u202e\ufeff")),
        min_size=1,
    )
)
def test_a_cell_leaves_as_every_other_text_for_a_spreadsheet(texts):
    for dialect in (Dialect(), EXCEL):
        written = csv_lines(
            {"a": Text(pa.array(texts)), "b": Levels(np.ones(len(texts), np.int8))}, dialect
        )
        rows = csv.reader(io.StringIO(written.decode(), newline=""), delimiter=dialect.separator)
        assert [cells[0] for cells in rows] == [spreadsheet_text(text) for text in texts]


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=50))
def test_tenths_are_written_as_they_are_rounded(tenths):
    sheet = {"a": Tenths(np.array(tenths))}
    assert csv_lines(sheet, Dialect()).decode().split() == [f"{t / 10:.1f}" for t in tenths]
