"""`diag lot`: one hostile text in every column, looked for in all that leaves.

1. No control character and no direction mark, in no file, no name of a file, on no screen.
2. No cell that a spreadsheet would run, whichever sign it cuts at.
3. Nothing that a page would run.
4. What stands above the headings is copied nowhere.
"""

import itertools
import re
from functools import partial

import pytest
import python_calamine
from cli.lot_export import run_lot

from diag.safe_text import CONTROL

pytestmark = pytest.mark.slow  # whole commands: with the whole suite

#: Escape sequences, direction marks, formulas at the start and after every separator, markup.
HOSTILE = (
    "=cmd|' /c calc'!A0\x1b]52;c;cm0=\x07\u202e;=1+1,@SUM(1)\t+1|-1;\"=2\u2066;\uff1d3"
    "<script>canari()</script>\x9b31m"
)
#: What is left of it when the signs that nobody sees are gone: it was copied, not dropped.
LEFT = "<script>canari()</script>"
HEADINGS = [
    *("Code structure", "Nom de la structure", "Organisme gestionnaire", "Votre fonction"),
    *("Date de la visite", "Type", "Places", "Répondants", "MA01", "MA02", "MA03", "SA01"),
]


def hostile_rows():
    """Return an export in which each column is hostile in one row at least, headings included."""
    good = ["A", "Nom", "Org", "Direction", "2026-03-12", "EHPAD", "12", "Équipe", "2", "tablette", "3", "2"]
    rows = [[*HEADINGS, HOSTILE, f"MA01 {HOSTILE}"], [*good, "", ""], [*good, HOSTILE, HOSTILE]]
    rows[2][8] = "4"  # a gap between two respondents
    for column in range(len(good)):
        cells = [*good, "", ""]
        cells[0] = f"{column}"
        cells[column] = HOSTILE + str(column)
        rows.append(cells)
    return rows


@pytest.fixture
def lot(diag, tmp_path):
    """Return a function that gives rows to `diag lot`."""
    return partial(run_lot, diag, tmp_path)


@pytest.fixture(params=["csv", "csv-excel", "workbook", "respondents"])
def batch(request, lot):
    """Return what a hostile export gives in each form of tables."""
    options = {
        "csv": ["--rapports"],
        "csv-excel": ["--csv-excel"],
        "workbook": ["--xlsx"],
        "respondents": ["--repondants", "--rapports"],
    }
    return lot(hostile_rows(), *options[request.param], name="exp\x1b]0;x\x07\u202eort=")


def cut_everywhere(text):
    """Yield the cells that a spreadsheet may see in a text, wherever it cuts."""
    for part in re.split(r"[;,|\t\r\n]", text):
        yield part.strip().lstrip('"').strip()


def test_nothing_hostile_leaves(batch):
    assert batch.code == 1
    everything = batch.everything()
    assert LEFT in everything  # in the tables: hostile texts are still there, made harmless
    assert not re.search(CONTROL, everything.replace("\r\n", "\n"))
    for path in batch.folder.glob("*.csv"):
        for cell in cut_everywhere(path.read_text("utf-8-sig")):
            assert not re.match(r"[=+@＝＋＠－]|-(?!\d*[;,.]?\d*$)", cell), (path.name, cell)
    for path in batch.folder.glob("*.xlsx"):
        book = python_calamine.CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            for cell in itertools.chain(*book.get_sheet_by_name(name).to_python()):
                assert not re.search(CONTROL, str(cell).replace("\r\n", "\n"))
                if isinstance(cell, str):
                    assert not any(re.match(r"[=+@＝＋＠－]", c) for c in cut_everywhere(cell)), name
    for path in batch.folder.rglob("*.html"):
        assert "<script>canari" not in path.read_text("utf-8"), path.name
    for path in batch.folder.rglob("rapport-*"):
        assert re.fullmatch(r"rapport-[a-z0-9-]+\.(html|md)", path.name)


def test_a_prepared_mapping_holds_nothing_hostile_and_reads_back(lot, tmp_path):
    done = lot(hostile_rows(), "--preparer", tmp_path / "c.yaml")
    assert done.code == 0
    text = (tmp_path / "c.yaml").read_text("utf-8")
    assert not re.search(CONTROL, text)
    assert lot(hostile_rows(), "--correspondance", tmp_path / "c.yaml").code == 1


@pytest.mark.parametrize(
    "options", [["--cle", HOSTILE], ["--feuille", HOSTILE], ["--encodage", HOSTILE], ["--correspondance", HOSTILE]]
)
def test_a_refusal_repeats_nothing_hostile(lot, options):
    done = lot([["id", "MA01"], ["1", "2"]], *options, kind="xlsx" if "--feuille" in options else "csv")
    assert done.code == 2
    assert done.err
    assert not re.search(CONTROL, done.err)


BANNERS = [
    ["Canari"],
    ["Export du 2 mars", "par Canari"],
    ["Export fait par Mme Canari ; canari@exemple.invalid", "", ""],
]
TABLES = [
    ["id", "submitdate", "lastpage", "startlanguage", "MA01", "SA01", "Truc", "Chose", "Autre"],
    ["Code structure", "Nom", "Ville", "MA01", "SA01", "Truc", "Chose", "Autre", "Reste"],
    ["Code structure", "Nom", "Ville", "Rue", "MA01", "SA01", "Truc", "Chose", ""],
]


@pytest.mark.parametrize(
    ("banner", "headings", "kind"),
    [
        *((banner, headings, "csv") for banner in BANNERS for headings in TABLES),
        *((banner, TABLES[1], "xlsx") for banner in BANNERS),
    ],
)
def test_what_stands_above_the_headings_is_copied_nowhere(lot, tmp_path, banner, headings, kind):
    answers = {"MA01": "2", "SA01": "2", "submitdate": "2026-03-02 10:00:00"}
    rows = [[f"{row}" if i == 0 else answers.get(name, "abc") for i, name in enumerate(headings)] for row in range(3)]
    above = [*banner, *[""] * (len(headings) - len(banner))]
    done = lot([above, headings, *rows], "--rapports", kind=kind)
    assert "canari" not in done.everything().casefold()
    assert done.structures() == ["0", "1", "2"]
    lot([above, headings, *rows], "--preparer", tmp_path / "c.yaml", kind=kind)
    assert "canari" not in (tmp_path / "c.yaml").read_text("utf-8").casefold()
