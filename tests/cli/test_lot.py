"""`diag lot`: a network from the export of its survey tool.

1. Every row is accounted for: read = scored + rejected + excluded, and the exit code says which.
2. The folder holds what its journal names, the same bytes however the work is cut, and no column
   that was not asked for.
3. What was not understood is named.

Whose answer a row is, what is hostile, and the files of somebody: `test_lot_*.py`.
"""

import csv
import json
import os
from functools import cache

import pytest
from helpers import ROOT

from diag.cli.options import load_questionnaire
from diag.table.batch import run
from diag.table.inputs import Options

HEAD = "id,submitdate,EQ01,EQ02,FO01,Contact"
ROWS = [
    "A1,2026-03-02 10:00:00,3,2,5,secret@exemple.invalid",
    'A2,2026-03-03 10:00:00,NSP,1,"7,5",secret@exemple.invalid',
    "A3,,1,1,1,secret@exemple.invalid",
    "A4,2026-03-04 10:00:00,7,1,2,secret@exemple.invalid",
    "A5,2026-03-04 10:00:00,0,1,2,secret@exemple.invalid",
]
loaded = cache(load_questionnaire)
NETWORK = ROOT / "examples" / "reseau" / "limesurvey-codes.csv"


@pytest.fixture
def diag(diag, monkeypatch):
    """Return `diag`, with one reading of the questionnaire for all these tests."""
    monkeypatch.setattr("diag.cli.lot.load_questionnaire", loaded)
    return diag


def export(folder, rows=ROWS, head=HEAD, name="export.csv"):
    path = folder / name
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def table(path, delimiter=","):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=delimiter))


def journal(folder):
    return json.loads((folder / "journal.json").read_text("utf-8"))


def contents(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_it_scores_rejects_and_excludes_and_says_so(diag, tmp_path):
    done = diag("lot", export(tmp_path), "-o", "sortie")
    assert done.code == 1  # a cell was not understood
    told = journal(tmp_path / "sortie")
    assert told["lignes"] == {"lues": 5, "notees": 4, "rejetees": 0, "exclues": 1, "vides": 0}
    assert [r["structure"] for r in table(tmp_path / "sortie" / "scores.csv")] == ["A1", "A2", "A4", "A5"]
    assert "5 lignes lues" in done.out.replace("\u00a0", " ").replace("\u202f", " ")


def test_the_journal_counts_the_answers_by_what_they_say(diag, tmp_path):
    diag("lot", export(tmp_path, [*ROWS, "A6,2026-03-04 10:00:00,4,,,x"]), "-o", "sortie")
    told = journal(tmp_path / "sortie")["reponses"]
    assert {name: times for name, times in told.items() if times} == {
        "comprises": 11,
        "ne sait pas": 1,
        "sans réponse": 2,
        "non comprises": 1,
    }


def test_a_file_without_a_fault_exits_0(diag, tmp_path):
    assert diag("lot", export(tmp_path, ROWS[:2]), "-o", "sortie").code == 0


@pytest.mark.slow
def test_a_damaged_cell_is_named_and_not_scored(diag, tmp_path):
    diag("lot", export(tmp_path), "-o", "sortie")
    cells = [r for r in table(tmp_path / "sortie" / "rejets.csv") if r["portee"] == "cellule"]
    assert [(c["ligne"], c["colonne"], c["valeur"]) for c in cells] == [("5", "EQ01", "7")]
    assert cells[0]["motif"]
    assert cells[0]["remede"]
    scored = {r["structure"]: r for r in table(tmp_path / "sortie" / "scores.csv")}
    assert scored["A4"]["EQ01"] == "SR"
    assert scored["A2"]["EQ01"] == "NSP"


def test_the_folder_holds_the_files_its_journal_names(diag, tmp_path):
    diag("lot", export(tmp_path), "-o", "sortie")
    found = sorted(p.name for p in (tmp_path / "sortie").iterdir())
    assert found == sorted([*journal(tmp_path / "sortie")["fichiers"], "journal.json"])
    assert {"scores.csv", "actions.csv", "rejets.csv", "synthese.html", "synthese.md"} < set(found)


def test_columns_that_were_not_asked_for_are_copied_nowhere(diag, tmp_path):
    done = diag("lot", export(tmp_path), "-o", "sortie", "--rapports")
    everything = b"".join(contents(tmp_path / "sortie").values()) + (done.out + done.err).encode()
    assert b"secret" not in everything
    assert "Contact" in done.out  # the column is named, its cells are not


@pytest.mark.parametrize("cuts", [[(7, 1)], pytest.param([(13, 2)], marks=pytest.mark.slow)])
def test_the_same_bytes_however_the_work_is_cut(tmp_path, monkeypatch, cuts):
    rows = [f"B{i},2026-03-02 10:00:00,{i % 6},{i % 5},{i % 11},x" for i in range(30)]
    path = export(tmp_path, rows)
    folders = []
    for cut, processes in ((None, 1), *cuts):
        folder = tmp_path / f"sortie-{cut}"
        for size in ("_SCORED", "_PLANNED", "_REPORTED") if cut else ():
            monkeypatch.setattr(f"diag.table.batch.{size}", cut)
        options = Options(processes=processes, reports=True)
        run([path], loaded("print"), options, folder)
        folders.append(contents(folder))
    assert all(one == folders[0] for one in folders)


@pytest.mark.slow
def test_duplicates_are_refused_unless_a_rule_is_given(diag, tmp_path):
    rows = [ROWS[0], ROWS[0].replace(",3,2,", ",1,1,"), ROWS[1]]
    path = export(tmp_path, rows)
    assert diag("lot", path, "-o", "refuser").code == 1
    assert journal(tmp_path / "refuser")["lignes"]["rejetees"] == 2
    for rule, kept in (("premier", "3"), ("dernier", "1")):
        assert diag("lot", path, "-o", rule, "--doublons", rule).code == 0
        assert table(tmp_path / rule / "scores.csv")[0]["EQ01"] == kept
        assert journal(tmp_path / rule)["lignes"]["exclues"] == 1


def test_respondents_of_a_structure_are_merged(diag, tmp_path):
    head = "Identifiant de la structure,Fonction,EQ01,EQ02"
    rows = ["A,Direction,4,2", "A,Éducatrice,1,2", "A,Agent,2,2", "B,Direction,3,3"]
    path = export(tmp_path, rows, head)
    assert diag("lot", path, "-o", "sortie", "--repondants").code == 0
    first, second = table(tmp_path / "sortie" / "scores.csv")
    assert (first["EQ01"], first["repondants"], second["repondants"]) == ("2", "3", "1")
    (gap,) = table(tmp_path / "sortie" / "ecarts.csv")
    assert (gap["question"], gap["retenu"]) == ("EQ01", "2")
    assert "4 (Direction)" in gap["reponses"]


def test_excel_gets_semicolons_commas_and_a_byte_order_mark(diag, tmp_path):
    diag("lot", export(tmp_path), "-o", "sortie", "--csv-excel")
    raw = (tmp_path / "sortie" / "scores.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfstructure;nom;")
    assert table(tmp_path / "sortie" / "scores.csv", ";")[0]["EQ_part_connue"] == "100,0"


def test_a_file_where_nothing_answers_is_refused_with_exit_2(diag, tmp_path):
    done = diag("lot", export(tmp_path, ["1,2"], "a,b"), "-o", "sortie")
    assert done.code == 2
    assert "--preparer" in done.err
    assert not (tmp_path / "sortie").exists()


def test_nothing_is_left_behind_when_the_folder_cannot_be_written(diag, tmp_path):
    if os.geteuid() == 0:
        pytest.skip("root writes everywhere")
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    assert diag("lot", export(tmp_path), "-o", locked / "sortie").code == 2


def test_a_name_that_is_no_text_is_refused(diag, tmp_path):
    named = export(tmp_path)
    for arguments in ((named, "-o", "sortie\udcff"), ("export\udcff.csv", "-o", "sortie")):
        done = diag("lot", *arguments)
        assert done.code == 2
        assert "F01" in done.err


def test_standard_input_is_read(diag, tmp_path):
    done = diag("lot", "-", "-o", "sortie", stdin=export(tmp_path).read_bytes())
    assert done.code == 1
    assert journal(tmp_path / "sortie")["lignes"]["lues"] == 5


def test_a_prepared_mapping_can_be_used_as_it_is(diag, tmp_path):
    path = export(tmp_path)
    assert diag("lot", path, "--preparer", "correspondance.yaml").code == 0
    diag("lot", path, "-o", "sans")
    diag("lot", path, "-o", "avec", "--correspondance", "correspondance.yaml")
    read = [(tmp_path / name / "scores.csv").read_bytes() for name in ("sans", "avec")]
    assert read[0] == read[1]


@pytest.mark.slow
def test_the_actions_are_those_of_the_reports(diag, tmp_path):
    """Each plan is made once: with reports, the table tells the plans that they tell."""
    questions = [q.id for q in loaded("print").questions if q.kind == "single"]
    head = ",".join(["structure", *questions])
    rows = [",".join([f"S{n}", *(str((n + k) % 5) for k in range(len(questions)))]) for n in range(6)]
    source = export(tmp_path, rows, head)
    diag("lot", source, "-o", "sans")
    diag("lot", source, "-o", "avec", "--rapports")
    for name in ("actions.csv", "synthese.html"):
        without, with_ = ((tmp_path / one / name).read_bytes() for one in ("sans", "avec"))
        assert without == with_


def test_reports_have_safe_and_different_names(diag, tmp_path):
    rows = [f'"{key}",2026-03-02 10:00:00,3,2,5,x' for key in ("../../x", "<script>", "x", "a/b")]
    assert diag("lot", export(tmp_path, rows), "-o", "sortie", "--rapports").code == 0
    names = {p.name for p in (tmp_path / "sortie" / "rapports").glob("*.html")}
    assert names == {
        f"rapport-{name}-{reader}.html"
        for name in ("a-b", "script", "x", "x-2")
        for reader in ("conseil", "direction")
    }
    assert not list(tmp_path.parent.glob("rapport-x*"))


def test_the_report_of_merged_respondents_reaches_as_high_as_their_row(diag, tmp_path):
    """An answer that waits for an arbitration counts at its highest at every high end (M13)."""
    questions = [q.id for q in loaded("print").questions if q.kind == "single"]
    head = ",".join(["structure", *questions])
    rows = [",".join(["S1", *(str(level) for _ in questions)]) for level in (1, 4)]
    diag("lot", export(tmp_path, rows, head), "-o", "sortie", "--repondants", "--rapports")
    (row,) = table(tmp_path / "sortie" / "scores.csv")
    (path,) = (tmp_path / "sortie" / "rapports").glob("*-conseil.html")
    page = path.read_text("utf-8").replace("\u202f", " ").replace("\u00a0", " ")
    whole, high = (round(float(row[f"global_{end}"])) for end in ("score", "haut"))
    assert high > whole
    assert f"{whole} à {high}" in page


def test_the_synthesis_is_of_one_form_and_names_those_it_leaves_out(diag, tmp_path):
    """What structures were not asked alike is not put together (M2)."""
    core = [q.id for q in loaded("print").questions if q.core]
    every = [q.id for q in loaded("print").questions if q.kind == "single"]
    for name, questions, count in (("a", core, 3), ("b", every, 2)):
        rows = [",".join([f"{name}{n}", *("2" for _ in questions)]) for n in range(count)]
        export(tmp_path, rows, ",".join(["structure", *questions]), f"{name}.csv")
    diag("lot", tmp_path / "a.csv", tmp_path / "b.csv", "-o", "sortie", "--sans-actions")
    page = (tmp_path / "sortie" / "synthese.md").read_text("utf-8").replace("\u202f", " ")
    assert "3 structures prises en compte" in page
    assert "d’une autre forme : partielle, 2" in page.replace("\u00a0", " ")


@pytest.mark.slow
def test_the_means_of_the_network_give_its_sessions(diag, tmp_path):
    head, *rows = NETWORK.read_text("utf-8").splitlines()[:13]
    means = ("--places", "8", "--jours-print", "10", "--jours-par-atelier", "5")
    for folder, given in (("sans", ()), ("avec", means)):
        diag("lot", export(tmp_path, rows, head), "-o", folder, *given)
    told, given = ((tmp_path / folder / "synthese.md").read_text("utf-8") for folder in ("sans", "avec"))
    assert "Sessions à préciser" in told
    assert "Sessions à préciser" not in given
