"""The tables of results: how cells are written, in CSV and in the workbook.

1. Each type has its writing, for programs and for French Excel.
2. What leaves is harmless, and comes back as it left.
3. Rows come in as many times as one likes; the answers are the same as row by row.
"""

import csv
import json

import frictionless
import numpy as np
import pandas as pd
import pytest
import python_calamine
from helpers import mini
from hypothesis import given, settings
from hypothesis import strategies as st

from diag.safe_text import spreadsheet_text
from diag.table import result_tables
from diag.table.csv_lines import EXCEL, Dialect
from diag.table.result_tables import ResultTables

PROGRAMS = Dialect()
HARD = st.text(st.sampled_from("ab=+-@;,|\t\r\n\" '\u00a0\u2003＝－\x1b\x85\u202e\ufeff"))


def written(folder, *frames, name="scores", dialect=PROGRAMS, workbook=False):
    """Write frames, and return the rows of the table, its header first."""
    with ResultTables(folder, mini(), dialect, workbook) as tables:
        for frame in frames:
            tables.write(name, frame)
    return read(folder / f"{name}.csv", dialect)


def read(path, dialect=PROGRAMS):
    with path.open(encoding=dialect.encoding, newline="") as stream:
        return list(csv.reader(stream, delimiter=dialect.separator))


def scores():
    """Return one column of each type that the tables have, an empty cell in each."""
    return pd.DataFrame(
        {
            "structure": ["=1", 'x "y"', "a;b"],
            "MA_score": [0, 100, np.nan],
            "MA_niveau": pd.array([4, None, 0], "Int8"),
            "MA_statut": pd.Categorical(["noté", None, "trop peu su"]),
            "date": pd.to_datetime(["2026-03-12", None, "2025-12-01"]).astype("datetime64[s]"),
        }
    )


def test_a_table_is_written_for_programs_and_for_excel(tmp_path):
    written(tmp_path, scores())
    plain = (tmp_path / "scores.csv").read_bytes().decode().split("\r\n")
    assert plain == [
        "structure,MA_score,MA_niveau,MA_statut,date",
        "'=1,0.0,4,noté,2026-03-12",
        '"x ""y""",100.0,,,',
        "a;b,,0,trop peu su,2025-12-01",
        "",
    ]
    written(tmp_path, scores(), dialect=EXCEL)
    excel = (tmp_path / "scores.csv").read_bytes()
    assert excel.startswith(b"\xef\xbb\xbfstructure;MA_score;")
    assert excel.decode().split("\r\n")[3] == '"a;b";;0;trop peu su;2025-12-01'


@pytest.mark.slow
@given(st.lists(st.integers(0, 1000), min_size=1, max_size=50))
def test_tenths_are_written_as_they_are_rounded(tmp_path_factory, tenths):
    frame = pd.DataFrame({"MA_score": np.array(tenths) / 10, "MA_haut": 1.0})
    rows = written(tmp_path_factory.mktemp("t"), frame)
    assert [row[0] for row in rows[1:]] == [f"{t / 10:.1f}" for t in tenths]


@pytest.mark.slow
@given(st.lists(HARD, min_size=1))
@settings(max_examples=50)
def test_a_cell_leaves_as_every_other_text_for_a_spreadsheet(tmp_path_factory, texts):
    frame = pd.DataFrame({"nom": pd.Series(texts, dtype="str"), "MA_niveau": 1})
    for dialect in (PROGRAMS, EXCEL):
        _, *rows = written(tmp_path_factory.mktemp("t"), frame, dialect=dialect)
        assert [cells[0] for cells in rows] == [spreadsheet_text(text) for text in texts]


def test_rows_come_in_as_many_times_as_one_likes(tmp_path):
    whole = written(tmp_path, scores())
    parts = [scores().iloc[:0], scores().iloc[:2], scores().iloc[2:, ::-1]]  # by name, not by place
    assert written(tmp_path, *parts) == whole


def test_a_table_of_no_row_has_its_header_and_is_described(tmp_path):
    assert written(tmp_path, scores().iloc[:0]) == [list(scores())]
    (told,) = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))["resources"]
    assert [field["name"] for field in told["schema"]["fields"]] == list(scores())
    assert frictionless.validate(str(tmp_path / "datapackage.json")).valid


def test_a_column_that_nobody_publishes_cannot_be_written(tmp_path):
    with pytest.raises(KeyError, match="couleur"):
        written(tmp_path, pd.DataFrame({"structure": ["A"], "couleur": ["bleu"]}))
    assert not (tmp_path / "datapackage.json").exists()


ANSWERS = {
    "MA01": (np.array([1, 0, 1]), [("4", "4", "répondu", "4", "2"), ("", "", "sans", "", "2")]),
    "MA02": (np.array([0, 0, 0]), [("=x;y", "ordi", "répondu", "1", "1")]),
}
ASKED = {"MA01": np.array([True, True, False]), "MA02": np.array([False, True, True])}


@pytest.mark.parametrize("dialect", [PROGRAMS, EXCEL])
def test_answers_are_written_structure_by_structure(tmp_path, dialect):
    questions = {name: (*told, ASKED[name]) for name, told in ANSWERS.items()}
    with ResultTables(tmp_path, mini(), dialect, workbook=True) as tables:
        tables.write_answers(pd.Series(["A", "-B", "C"]), questions)
        none = {n: (codes[:0], rows, shown[:0]) for n, (codes, rows, shown) in questions.items()}
        tables.write_answers([], none)
    assert read(tmp_path / "reponses.csv", dialect) == [
        ["structure", "question", "texte", "valeur", "statut", "niveau", "poids"],
        ["A", "MA01", "", "", "sans", "", "2"],
        ["'-B", "MA01", "4", "4", "répondu", "4", "2"],
        ["'-B", "MA02", "'=x;y", "ordi", "répondu", "1", "1"],
        ["C", "MA02", "'=x;y", "ordi", "répondu", "1", "1"],
    ]
    book = python_calamine.CalamineWorkbook.from_path(tmp_path / "resultats.xlsx")
    rows = book.get_sheet_by_name("Réponses").to_python()
    assert [row[:2] for row in rows[1:]] == [["A", "MA01"], ["'-B", "MA01"], ["'-B", "MA02"], ["C", "MA02"]]


def test_a_sheet_that_is_full_is_told_and_its_table_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr(result_tables, "_SHEET_ROWS", 3)
    with ResultTables(tmp_path, mini(), PROGRAMS, workbook=True) as tables:
        for _ in range(2):
            tables.write("scores", scores())
        tables.write("rejets", pd.DataFrame({"fichier": ["a"], "ligne": [2]}))
    assert tables.too_long == ["scores"]
    assert len(read(tmp_path / "scores.csv")) == 7
    assert read(tmp_path / "rejets.csv") == [["fichier", "ligne"], ["a", "2"]]
