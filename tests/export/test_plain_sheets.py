"""Small workbooks and texts as plain cells.

1. Each cell keeps its type, and its reference counts the empty rows and columns before it.
2. What a cell of error shows is told beside, by its place.
3. An .ods and a text give the same cells; a sheet that people would not fill is refused.
"""

import datetime

import pytest
import xlsxwriter
from export.test_open_document import cell, document, row

from diag.export.sheet_guard import PlainSheet, read_sheets
from diag.questionnaire.mistakes import Refusal


@pytest.fixture
def book(tmp_path):
    """Return what writes a workbook cell by cell, with a hidden sheet."""

    def writing(cells, last=""):
        path = tmp_path / "x.xlsx"
        with xlsxwriter.Workbook(path) as made:
            sheet = made.add_worksheet("Plan")
            day = made.add_format({"num_format": "dd/mm/yyyy"})
            for place, value in cells.items():
                if isinstance(value, datetime.date):
                    sheet.write_datetime(place, value, day)
                else:
                    sheet.write(place, value)
            if last:
                sheet.write_formula(last, "=1/0", None, "#DIV/0!")
            made.add_worksheet("Cachée").hide()
        return path

    return writing


def held(sheet):
    return {
        sheet.place(row, column): value
        for row, cells in enumerate(sheet.rows)
        for column, value in enumerate(cells)
        if value != ""
    }


def test_cells_keep_their_types_and_their_references(book):
    cells = {"C4": "Action", "D4": 3.5, "C6": datetime.date(2027, 3, 31), "E6": True, "AB7": "loin"}
    first, second = read_sheets(book(cells))
    assert held(first) == {f"Plan!{place}": value for place, value in cells.items()}
    assert (second.name, held(second)) == ("Cachée", {})


def test_what_an_error_shows_is_told_by_its_place(book):
    first, _ = read_sheets(book({"B3": "x"}, last="C5"))
    ((place, shown),) = first.errors.items()
    assert (first.place(*place), shown) == ("Plan!C5", "#DIV/0!")


def test_open_document_and_text_give_the_same_places(tmp_path):
    rows = [row([cell("")], 2), row([cell("", 2), cell("Action"), cell("É")])]
    (sheet,) = read_sheets(document(tmp_path / "x.ods", rows))
    assert held(sheet) == {"Réponses!C3": "Action", "Réponses!D3": "É"}
    path = tmp_path / "x.csv"
    path.write_text("a;b;c\n;;\nd;e;f\n", "utf-8")
    (text,) = read_sheets(path)
    assert held(text)["C3"] == "f"


def test_a_text_too_long_is_refused(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("a;b\n" * 600_000, "utf-8")
    with pytest.raises(Refusal) as caught:
        read_sheets(path)
    assert caught.value.mistakes[0].code == "F04"


@pytest.mark.parametrize(("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (16_383, "XFD")])
def test_a_column_is_named_as_a_spreadsheet_names_it(column, letters):
    assert PlainSheet("", [], {}).place(0, column) == f"{letters}1"
