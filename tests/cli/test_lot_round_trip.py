"""`diag lot`: what a batch writes, a batch reads back to the same scores, identities and types."""

import csv
from functools import partial

import pytest
from cli.lot_export import Batch, run_lot
from helpers import MINI

pytestmark = pytest.mark.slow  # whole journeys: with the whole suite

HEAD = ["Code structure", "Nom de la structure", "Gestionnaire", "Type", "Date de la visite"]
WHO = [
    ["A 1", "Les Tilleuls", "APF", "EHPAD", "12/03/2026"],
    ["0012", "=1+1", "", "SIAE", ""],
    ["É-2", "Foyer, « Le Lien »", "APF", "", "2026-04-01"],
]
#: Levels, ticks, a number; a question that not everybody is asked.
ANSWERS = {
    "MA01": ["4", "2", ""],
    "MA02": ["ordinateur;tablette", "aucun", "console"],
    "MA03": ["0", "10", ""],
    "SA01": ["2", "0", "4"],
    "SA02": ["4", "", "0"],
}


@pytest.fixture
def lot(diag, tmp_path):
    return partial(run_lot, diag, tmp_path)


def _rows(asked):
    return [[*HEAD, *asked], *([*who, *(ANSWERS[a][i] for a in asked)] for i, who in enumerate(WHO))]


def _told(table):
    """Return a table without what tells the row of the file."""
    return [{name: cell for name, cell in row.items() if name != "ligne"} for row in table]


@pytest.mark.parametrize("asked", [list(ANSWERS), ["MA01", "SA01"], ["MA01"], ["MA02", "SA02"]])
@pytest.mark.parametrize("given", [(), ("--csv-excel",), ("--synthetique",)])
def test_scores_are_read_back_to_the_same(diag, lot, tmp_path, asked, given):
    first = lot(_rows(asked), into="un")
    written = lot(_rows(asked), *given, into="sous-forme").folder
    (path,) = written.glob("scores.*")
    done = diag("lot", path, "-o", tmp_path / "trois", "--questionnaire", MINI)
    again = Batch(done.code, done.out, done.err, tmp_path / "trois")
    wanted, found = _told(first.table("scores")), _told(again.table("scores"))
    if "--synthetique" in given:
        assert all(row.pop("mention") for row in found)
        assert not any(row.pop("mention") for row in wanted)
    assert done.code == 0, again.said()
    assert found == wanted
    assert again.table("rejets") == []
    assert again.journal["fichiers_lus"][0]["colonnes_inconnues"] == []


def test_a_table_of_several_forms_keeps_the_form_of_each_row(diag, lot, tmp_path):
    whole, (names, *few) = _rows(list(ANSWERS)), _rows(["MA02"])
    other = [names, *([f"B{rank}", *row[1:]] for rank, row in enumerate(few))]
    tables = [lot(rows, into=f"un{i}").folder / "scores.csv" for i, rows in enumerate((whole, other))]
    head, *rows = tables[0].read_text("utf-8").splitlines()
    both = tmp_path / "ensemble.csv"
    both.write_text("\n".join([head, *rows, *tables[1].read_text("utf-8").splitlines()[1:]]), "utf-8")
    done = diag("lot", both, "-o", tmp_path / "deux", "--questionnaire", MINI)
    again = Batch(done.code, done.out, done.err, tmp_path / "deux").table("scores")
    assert [row["forme"] for row in again] == ["complete"] * 3 + ["partielle"] * 3
    with both.open(encoding="utf-8", newline="") as stream:
        assert _told(again) == _told(csv.DictReader(stream))


def test_every_state_of_an_answer_is_read_back(diag, lot, tmp_path):
    path = lot(_rows(list(ANSWERS))).folder / "scores.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    states = [{"MA01": "NSP", "MA02": "NC"}, {"MA01": "SR", "MA02": "NSP"}, {"MA01": "", "MA02": ""}]
    rows = [row | said for row, said in zip(rows, states, strict=True)]
    for source, into in (("repris.csv", "deux"), ("deux/scores.csv", "trois")):
        if into == "deux":
            with (tmp_path / source).open("w", encoding="utf-8", newline="") as stream:
                writer = csv.DictWriter(stream, rows[0])
                writer.writeheader()
                writer.writerows(rows)
        done = diag("lot", tmp_path / source, "-o", tmp_path / into, "--questionnaire", MINI)
        assert done.code == 0, done.out
        found = Batch(done.code, done.out, done.err, tmp_path / into).table("scores")
        assert [{name: row[name] for name in ANSWERS} for row in found] == [
            {name: row[name] for name in ANSWERS} for row in rows
        ]
        rows, before = found, rows
    assert _told(rows) == _told(before)


def test_a_cell_that_no_batch_writes_is_refused_where_it_stands(diag, lot, tmp_path):
    path = lot(_rows(list(ANSWERS))).folder / "scores.csv"
    text = path.read_text("utf-8").rstrip()
    (tmp_path / "repris.csv").write_text(text[:-1] + "peut-être", "utf-8")
    done = diag("lot", tmp_path / "repris.csv", "-o", tmp_path / "deux", "--questionnaire", MINI)
    (line,) = Batch(done.code, done.out, done.err, tmp_path / "deux").table("rejets")
    assert (done.code, line["valeur"], line["portee"]) == (1, "peut-être", "cellule")


def test_another_content_of_the_questionnaire_is_told(diag, lot, tmp_path):
    path = lot(_rows(list(ANSWERS))).folder / "scores.csv"
    (tmp_path / "ancien.csv").write_text(path.read_text("utf-8").replace("mini 1", "mini 0"), "utf-8")
    done = diag("lot", tmp_path / "ancien.csv", "-o", tmp_path / "deux", "--questionnaire", MINI)
    said = " ".join(done.out.split())
    assert "écrit avec" in said
    assert "mini 0" in said


def test_reports_of_levels_alone_are_refused(diag, lot, tmp_path):
    path = lot(_rows(list(ANSWERS))).folder / "scores.csv"
    done = diag("lot", path, "-o", tmp_path / "deux", "--questionnaire", MINI, "--rapports")
    assert done.code == 2
    assert "export d'origine" in " ".join(done.err.split())
    assert not (tmp_path / "deux").exists()
