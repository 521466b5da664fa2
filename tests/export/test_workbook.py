"""Workbooks give the table that the same export would give as text."""

import datetime

import pytest
import xlsxwriter
from export.reading_tools import FRENCH, read, read_bytes, text_of

from diag.export.layout import Overrides
from diag.questionnaire.mistakes import Refusal

DATE = {"num_format": "dd/mm/yyyy hh:mm"}


@pytest.fixture
def workbook(tmp_path):
    """Write a workbook from `{"sheet": rows}`; a row is a list of cells, a tuple is a formula."""

    def write(sheets, name="export.xlsx", merged=()):
        path = tmp_path / name
        with xlsxwriter.Workbook(path, {"in_memory": True}) as book:
            dated = book.add_format(DATE)
            for title, rows in sheets.items():
                sheet = book.add_worksheet(title)
                for rank, cells in enumerate(rows):
                    for column, cell in enumerate(cells):
                        if isinstance(cell, tuple):
                            sheet.write_formula(rank, column, cell[0], None, cell[1])
                        elif isinstance(cell, datetime.datetime | datetime.date):
                            sheet.write_datetime(rank, column, cell, dated)
                        elif cell != "":
                            sheet.write(rank, column, cell)
                for area, text in merged:
                    sheet.merge_range(area, text)
        return path

    return write


def test_the_same_table_as_a_text(workbook, tmp_path):
    text = read_bytes(tmp_path, text_of(FRENCH).encode())
    table = read(workbook({"Réponses": [list(row) for row in FRENCH]}))
    assert (table.names, table.rows, table.lines) == (text.names, text.rows, text.lines)
    assert table.layout.sheet == "Réponses"
    assert table.layout.sample == text.layout.sample
    assert table.layout.notes == ()


def test_cells_are_what_people_read(workbook):
    row = [
        *(3, 0.1 + 0.2, 12345678901234, -0.5, True, False, " x ", 1e300),
        datetime.datetime(2026, 3, 12, 14, 5),
        datetime.date(2026, 3, 12),
        ("=NA()", "#N/A"),
        ("=1/0", "#DIV/0!"),
        ("=A2&A2", "33"),
    ]
    table = read(workbook({"R": [[f"q{i}" for i in range(len(row))], row]}))
    assert table.rows == [
        [
            *("3", "0.3", "12345678901234", "-0.5", "Vrai", "Faux", " x ", "1e+300"),
            *("2026-03-12 14:05:00", "2026-03-12", "#N/A", "#DIV/0!", "33"),
        ]
    ]


def test_blank_rows_and_columns_around_the_table(workbook):
    rows = [[], ["", "", ""], ["", "id", "q", ""], [], ["", 1, "x", " "], ["", "", " "], ["", 2, "y"]]
    table = read(workbook({"R": rows}))
    assert table.names[-2:] == [("", "id"), ("", "q")]
    assert [row[-2:] for row in table.rows] == [["1", "x"], ["2", "y"]]
    assert (table.lines, table.blank) == ([5, 7], 2)


def test_merged_headings_are_exact(workbook):
    rows = [
        ["", "", "", "", ""],
        ["id", "Tableur", "Mail", "Prix", "Délai"],
        [1, "Oui", "Non", "Oui", "Non"],
        [2, "Non", "Non", "Oui", "Oui"],
    ]
    merged = [("B1:C1", "Outils"), ("D1:E1", "Avis")]
    table = read(workbook({"R": rows}, merged=merged))
    assert table.layout.header_rows == 2
    assert table.names == [("", "id"), ("Outils", "Tableur"), ("Outils", "Mail"), ("Avis", "Prix"), ("Avis", "Délai")]


def test_titles_above_the_headings_are_left_out(workbook):
    titles = [["Enquête 2026"], ["Extraction du 3 novembre"], []]
    rows = [*titles, ["id", "nom", "EQ01"], ["A", "x", 2], ["B", "y", 3]]
    table = read(workbook({"R": rows}, merged=[("A1:C1", "Enquête 2026")]))
    assert [h.name for h in table.layout.headings] == ["id", "nom", "EQ01"]
    assert (table.rows, table.lines) == ([["A", "x", "2"], ["B", "y", "3"]], [5, 6])


SHEETS = {"Lisez-moi": [["Export du 12 mars"]], "Vide": [], "Réponses": [["id"], [1]], "2": [["n"], [2]]}


@pytest.mark.parametrize(
    ("wanted", "found"), [(None, "Réponses"), ("réponses", "Réponses"), ("2", "2"), ("3", "Réponses"), ("4", "2")]
)
def test_the_sheet_is_the_wanted_one_or_the_first_with_records(wanted, found, workbook):
    table = read(workbook(SHEETS), Overrides(sheet=wanted))
    assert table.layout.sheet == found
    assert f"La feuille lue est « {found} »" in table.layout.notes[0]


@pytest.mark.parametrize(("wanted", "code"), [("5", "E06"), ("x", "E06"), ("Vide", "E02"), ("1", "E02")])
def test_another_sheet_is_refused(wanted, code, workbook):
    with pytest.raises(Refusal) as refused:
        read(workbook(SHEETS), Overrides(sheet=wanted))
    assert refused.value.mistakes[0].code == code


def test_its_name_may_lie(workbook):
    table = read(workbook({"R": [["id"], [1]]}, name="export.csv"))
    assert table.layout.sheet
    assert "Malgré son nom en .csv" in table.layout.notes[0]


def test_rows_are_given_by_groups(workbook, monkeypatch):
    path = workbook({"R": [["id", "q"], *([i, "x"] if i % 3 else ["", ""] for i in range(40))]})
    whole = read(path)
    monkeypatch.setattr("diag.export.workbook.ROWS", 7)
    assert read(path) == whole
    assert len(whole.rows) == 26
