"""`diag lot --precedent`: the scores of an earlier batch beside those of this one."""

from functools import partial

import frictionless
import pytest
from cli.lot_export import run_lot

pytestmark = pytest.mark.slow  # whole commands: with the whole suite

HEAD = ["Code structure", "Type", "Date de la visite", "MA01", "MA02", "MA03", "SA01", "SA02"]
LAST = [
    HEAD,
    ["A 1", "SIAE", "2025-03-02", "2", "Aucun", "", "0", ""],
    ["B", "SIAE", "2025-03-03", "4", "Tablette", "", "4", ""],
    ["Parti", "SIAE", "2025-03-03", "4", "Tablette", "", "4", ""],
]
NOW = [
    HEAD,
    ["a  1", "SIAE", "2026-03-02", "4", "Tablette", "", "2", ""],
    ["Neuf", "SIAE", "2026-03-03", "0", "Aucun", "", "0", ""],
    ["b", "SIAE", "2026-03-04", "4", "Tablette", "", "2", ""],
]


@pytest.fixture
def lot(diag, tmp_path):
    return partial(run_lot, diag, tmp_path)


@pytest.mark.parametrize("last", [(), ("--csv-excel",), ("--synthetique",)])
def test_the_scores_of_last_year_stand_beside_those_of_this_one(lot, last):
    before = lot(LAST, *last, into="avant")
    told = {r["structure"]: r for r in before.table("scores", ";" if last == ("--csv-excel",) else ",")}
    done = lot(NOW, "--precedent", before.folder)
    assert done.code == 0
    first, new, second = done.table("scores")
    for row, earlier in ((first, told["A 1"]), (second, told["B"])):
        assert row["date_precedente"] == earlier["date"]
        assert row["forme_precedente"] == "complete"
        for part in ("MA", "SA", "global"):
            assert row[f"{part}_score_precedent"] == earlier[f"{part}_score"].replace(",", ".")
            assert row[f"{part}_niveau_precedent"] == earlier[f"{part}_niveau"]
    assert {cell for name, cell in new.items() if "preceden" in name} == {""}
    assert "2 structures retrouvées dans le lot précédent, sur 3." in done.said()
    assert frictionless.validate(str(done.folder / "datapackage.json")).valid


def test_scores_of_another_form_are_not_put_beside(lot):
    partial_ = [[*row[:3], *row[6:]] for row in LAST]
    before = lot(partial_, into="avant")
    row = lot(NOW, "--precedent", before.folder / "scores.csv").table("scores")[0]
    assert (row["forme_precedente"], row["date_precedente"]) == ("partielle", "2025-03-02")
    assert row["SA_score_precedent"] == ""


def test_row_numbers_are_nobody(lot):
    rows = [[row[0], *row[3:]] for row in LAST]
    nameless = [["rue", *row[1:]] if rank == 0 else row for rank, row in enumerate(rows)]
    before = lot(nameless, into="avant")
    assert before.structures()[0] == "ligne 2"
    done = lot(nameless, "--precedent", before.folder)
    assert "0 structure retrouvée" in done.said()
    assert {row["date_precedente"] for row in done.table("scores")} == {""}


def test_respondents_stand_beside_the_structure_of_last_year(lot):
    before = lot(LAST, into="avant")
    done = lot([*NOW, [*NOW[1][:3], "2", *NOW[1][4:]]], "--repondants", "--precedent", before.folder)
    assert done.table("scores")[0]["date_precedente"] == "2025-03-02"


@pytest.mark.parametrize(
    ("old", "new", "said"), [(",2,complete", ",1,complete", "autre méthode"), ("structure,", "rien,", "structure")]
)
def test_what_cannot_stand_beside_is_refused(lot, tmp_path, old, new, said):
    path = lot(LAST, into="avant").folder / "scores.csv"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    done = lot(NOW, "--precedent", path)
    assert done.code == 2
    assert said in done.err
    assert not done.folder.exists()
