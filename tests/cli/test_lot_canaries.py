"""What was typed beside an answer goes to the report of its structure, and nowhere else of a batch.

1. The journal, the tables, the workbook and its properties, the pages of the network, the names of the
   files and the screen hold no comment; the journal and the names of files hold no name either.
2. The workbook says no author.
"""

import re
import zipfile

import pytest
from cli.lot_export import run_lot

COMMENT, NAME = "Zqcommentaire", "Zqnom"
ROWS = [
    ["Code structure", "Nom de la structure", "MA01", "MA01comment", "SA01", "SA01 - Commentaire"],
    *([f"S{k}", f"{NAME} {k}", "1", f"{COMMENT} {k}", "2", f"{COMMENT} encore"] for k in range(6)),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("lot")


@pytest.fixture
def batch(diag, folder):
    if not (folder / "sortie").exists():
        assert run_lot(diag, folder, ROWS, "--rapports", "--xlsx").code in (0, 1)
    return folder / "sortie"


def parts(path):
    """Yield the name and the text of each part of an archive."""
    with zipfile.ZipFile(path) as opened:
        for name in opened.namelist():
            yield name, opened.read(name).decode("utf-8", "replace")


def test_a_comment_is_in_the_report_of_its_structure_alone(batch):
    holding = set()
    for path in batch.rglob("*"):
        texts = [text for _, text in parts(path)] if path.suffix == ".xlsx" else []
        if path.is_file() and path.suffix != ".xlsx":
            texts = [path.read_text("utf-8-sig")]
        if COMMENT in "".join(texts):
            holding.add(path.parent.name)
    assert holding == {"rapports"}


def test_the_journal_and_the_names_of_files_name_nobody(batch):
    assert NAME not in (batch / "journal.json").read_text("utf-8")
    assert [p.name for p in batch.rglob("*") if NAME.casefold() in p.name.casefold()] == []


def test_the_properties_of_the_workbook_name_nobody(batch):
    told = "".join(text for name, text in parts(batch / "resultats.xlsx") if name.startswith("docProps/"))
    assert (NAME in told, COMMENT in told) == (False, False)
    assert re.findall(r"<(?:dc:creator|cp:lastModifiedBy)>([^<]+)<", told) == []
