"""`diag lot --xlsx`: one workbook that a spreadsheet opens with its types, labels beside codes."""

import datetime
from functools import partial

import pytest
import python_calamine
from cli.lot_export import Batch, run_lot
from helpers import MINI

from diag.table import result_tables

ROWS = [
    ["Code structure", "Nom de la structure", "Type", "Date de la visite", "MA01", "MA02", "SA01"],
    ["0012", "Les Tilleuls", "EHPAD", "12/03/2026", "4", "Ordinateur;Tablette", "2"],
    ["É-2", "=1+1", "SIAE", "", "beaucoup", "Aucun", "0"],
]


@pytest.fixture
def lot(diag, tmp_path):
    return partial(run_lot, diag, tmp_path)


def _sheets(done):
    """Return the rows of each sheet, by column."""
    book = python_calamine.CalamineWorkbook.from_path(done.folder / "resultats.xlsx")
    found = {}
    for name in book.sheet_names:
        head, *rows = book.get_sheet_by_name(name).to_python()
        found[name] = [dict(zip(head, row, strict=True)) for row in rows]
    return found


def test_cells_have_their_types_and_codes_their_labels(lot):
    done = lot(ROWS, "--xlsx")
    assert done.code == 1  # « beaucoup »
    first, second = _sheets(done)["Structures"]
    (scored, _) = done.table("scores")
    assert (first["structure"], first["date"]) == ("0012", datetime.date(2026, 3, 12))
    assert (first["type"], first["type_libelle"]) == ("ehpad", "EHPAD")
    assert first["MA_score"] == float(scored["MA_score"])
    assert (first["MA01"], second["MA01"]) == (4, "SR")
    assert first["SA_niveau_libelle"] == "Structuration"
    assert second["nom"] == "'=1+1"
    (answer,) = [r for r in _sheets(done)["Réponses"] if (r["structure"], r["question"]) == ("0012", "MA02")]
    assert (answer["question_libelle"], answer["valeur_libelle"]) == ("Usages", "Ordinateur ; Tablette")


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("--csv-excel",), ("--repondants",)])
def test_the_workbook_holds_every_row_and_column_of_the_tables(lot, options):
    done = lot(ROWS, "--xlsx", *options)
    sheets = _sheets(done)
    plain = lot(ROWS, *[o for o in options if o == "--repondants"], into="simple")
    for name, title in (
        ("scores", "Structures"),
        ("reponses", "Réponses"),
        ("actions", "Actions"),
        ("rejets", "Rejets"),
    ):
        table = plain.table(name)
        assert len(sheets[title]) == len(table)
        for row, told in zip(sheets[title], table, strict=True):
            shown = {column: cell for column, cell in row.items() if not column.endswith("_libelle")}
            assert list(shown) == list(told)
            assert {c: _plain(v) for c, v in shown.items()} == {c: _plain(_number(v)) for c, v in told.items()}
    described = {(r["feuille"], r["colonne"]) for r in sheets["Colonnes"]}
    assert {("Structures", c) for c in plain.table("scores")[0]} <= described


def _number(text):
    try:
        return float(text)
    except ValueError:
        return text


def _plain(cell):
    return (
        str(_number(cell))
        if isinstance(cell, str)
        else cell.isoformat()
        if isinstance(cell, datetime.date)
        else str(float(cell))
    )


def test_a_workbook_is_read_back_to_the_same_scores(diag, lot, tmp_path):
    rows = [ROWS[0], ROWS[1], [*ROWS[2][:4], "0", *ROWS[2][5:]]]
    first = lot(rows, "--xlsx")
    done = diag("lot", first.folder / "resultats.xlsx", "-o", tmp_path / "deux", "--questionnaire", MINI)
    assert done.code == 0, done.out
    assert Batch(done.code, done.out, done.err, tmp_path / "deux").table("scores") == first.table("scores")


def test_the_same_tables_give_the_same_workbook(lot):
    books = [(lot(ROWS, "--xlsx", into=i).folder / "resultats.xlsx").read_bytes() for i in ("a", "b")]
    assert books[0] == books[1]


def test_the_last_line_says_that_a_workbook_exists_or_can(lot):
    assert "--xlsx ajoute un classeur : resultats.xlsx." in lot(ROWS).out.splitlines()[-1].replace("\u00a0", " ")
    assert "resultats.xlsx, dans ce dossier." in lot(ROWS, "--xlsx").out.splitlines()[-1]


def test_a_workbook_that_could_not_be_opened_is_not_written_and_it_is_told(lot, monkeypatch):
    monkeypatch.setattr("diag.table.batch.MAX_STRUCTURES", 1)
    done = lot(ROWS, "--xlsx")
    assert done.code == 1
    assert not (done.folder / "resultats.xlsx").exists()
    assert "non écrit" in done.said()


def test_a_table_longer_than_a_sheet_is_told(lot, monkeypatch):
    monkeypatch.setattr(result_tables, "_SHEET_ROWS", 4)
    done = lot(ROWS, "--xlsx")
    assert len(_sheets(done)["Réponses"]) == 3
    assert "une feuille ne tient pas toutes les lignes de reponses.csv" in done.said()
    assert done.code == 1
