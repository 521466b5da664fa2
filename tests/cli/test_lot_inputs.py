"""What `diag lot` reads of what it is given.

1. Of a workbook, the sheet that answers most questions, whatever their order; both are named.
2. In a folder, what is no export is told and left out; named by itself, it is refused.
3. A refusal says how the file was read.
"""

import csv
import json

import pytest
import xlsxwriter

pytestmark = pytest.mark.slow  # whole commands: with the whole suite

HEADINGS = ["id_structure", "EQ01", "EQ02"]
ANSWERS = [HEADINGS, ["A", 2, 1], ["B", 3, 0]]
COVER = [["Ce classeur", "contient"], ["Réponses", "l’export"], ["Notice", "les consignes"]]
LESS = [["id_structure", "EQ01"], ["A", 0], ["B", 0], ["C", 0]]


def workbook(path, sheets):
    with xlsxwriter.Workbook(path) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for rank, cells in enumerate(rows):
                sheet.write_row(rank, 0, cells)
    return path


def scores(folder):
    with (folder / "scores.csv").open(encoding="utf-8-sig", newline="") as stream:
        return {row["structure"]: (row["EQ01"], row["EQ02"]) for row in csv.DictReader(stream)}


def plain(screen):
    """Return what a screen says, its spaces and apostrophes as they are typed."""
    return " ".join(screen.replace("’", "'").split())


READ = {"A": ("2", "1"), "B": ("3", "0")}


@pytest.mark.parametrize(
    "sheets",
    [
        {"Lisez-moi": COVER, "Réponses": ANSWERS},
        {"Réponses": ANSWERS, "Lisez-moi": COVER},
        {"Essai": LESS, "Lisez-moi": COVER, "Réponses": ANSWERS},
    ],
)
def test_the_sheet_with_the_answers_is_read_and_the_others_named(diag, sheets, tmp_path):
    done = diag("lot", workbook(tmp_path / "export.xlsx", sheets), "-o", "sortie")
    assert done.code == 0
    assert scores(tmp_path / "sortie") == READ
    said = json.loads((tmp_path / "sortie" / "journal.json").read_text("utf-8"))["fichiers_lus"][0]
    assert said["feuille"] == "Réponses"
    assert all(f"« {name} »" in " ".join(said["remarques"]) for name in sheets)


def test_the_sheet_that_is_asked_for_is_read_whatever_it_holds(diag, tmp_path):
    path = workbook(tmp_path / "export.xlsx", {"Réponses": ANSWERS, "Essai": LESS})
    assert diag("lot", path, "-o", "sortie", "--feuille", "Essai").code == 0
    assert set(scores(tmp_path / "sortie")) == {"A", "B", "C"}


@pytest.fixture
def mixed(tmp_path):
    folder = tmp_path / "exports"
    folder.mkdir()
    rows = "\n".join(";".join(map(str, cells)) for cells in ANSWERS)
    (folder / "export.csv").write_text(rows, "utf-8")
    (folder / "LISEZMOI.txt").write_text("Les exports du 3 novembre,\nà ne pas modifier.\n", "utf-8")
    (folder / "notice.pdf").write_bytes(b"%PDF-1.4\n")
    (folder / ".cache").write_text("x", "utf-8")
    return folder


def test_what_is_no_export_in_a_folder_is_told_and_left_out(diag, mixed, tmp_path):
    done = diag("lot", mixed, "-o", "sortie")
    assert done.code == 0
    assert scores(tmp_path / "sortie") == READ
    told = plain(done.out)
    assert "« LISEZMOI.txt » n'est pas lu : aucune" in told
    assert "notice.pdf" in told
    assert ".cache" not in told


@pytest.mark.parametrize("name", ["LISEZMOI.txt", "notice.pdf"])
def test_what_is_named_by_itself_is_refused(diag, mixed, name):
    assert diag("lot", mixed / "export.csv", mixed / name, "-o", "sortie").code == 2


def test_a_folder_without_an_export_says_why(diag, mixed):
    (mixed / "export.csv").unlink()
    done = diag("lot", mixed, "-o", "sortie")
    assert done.code == 2
    assert "LISEZMOI.txt" in done.err
    assert "notice.pdf" in done.err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("Nom;Accès\nA;oui\nB;non\n", ["lu en cp1252", "« ; »", "1 ligne d'en-tête"]),
        ("Enquête\t\t\nNom\tAccès\tVille\nA\toui\tLaon\n", ["tabulation", "2 lignes d'en-tête"]),
        ("Nom;Accès\n", ["lu en cp1252", "« ; »", "1 ligne d'en-tête"]),
    ],
)
def test_a_refusal_says_how_the_file_was_read(diag, content, words, tmp_path):
    path = tmp_path / "export.csv"
    path.write_bytes(content.encode("cp1252"))
    done = diag("lot", path, "-o", "sortie")
    assert done.code == 2
    told = plain(done.err)
    assert all(word in told for word in words), told
