"""`diag reunir` with a table whose rows are respondents.

1. A row gives what a visit file of the same answers gives: the visit is the same.
2. The gaps are those that `diag lot --repondants` writes, cell by cell.
3. What was not understood is told, written beside, and makes the exit code 1.
4. One visit where the table has one structure, with a column that says it or not; else a folder.
5. Nothing that is there is replaced; hostile names stay harmless.
"""

import csv
import datetime
import random
from types import SimpleNamespace

import pytest
from cli.lot_export import write_export
from helpers import PRINT, make_answer, make_visit

from diag.questionnaire.loader import load
from diag.visit.visit_file import read_visit, visit_text, write_visit
from diag.visit.visit_model import Respondent

QUESTIONS = load(PRINT)
CORE = {q.id: q.scale for q in QUESTIONS.questions if q.core}
HEAD = ["Identifiant de la structure", "Nom de la structure", "Poste", "Type de structure", *CORE]
FIRST = len(HEAD) - len(CORE)
DAY = "2026-11-03"


def drawn_rows(seed, structures=("S1", "S2", "S3")):
    """Return rows of respondents that say anything at all, each structure with several."""
    chance = random.Random(seed)
    rows = []
    for key in structures:
        for _ in range(chance.randint(2, 6)):
            role = chance.choice(["Direction", "Soin", ""])
            cells = [chance.choice([*"01234", "NSP", ""]) for _ in CORE]
            rows.append([key, f"Structure {key}", role, "EHPAD", "0", *cells[1:]])
    chance.shuffle(rows)
    return rows


def table(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture
def run(diag, tmp_path):
    """Return a function that gathers rows, with options and a target."""

    def run_with(rows, *options, head=HEAD, target="dossier"):
        write_export(tmp_path / "export.csv", [head, *rows])
        told = ("--role", "Poste", "--date", DAY, "--questionnaire", "print")
        return diag("reunir", "export.csv", "-o", target, *told, *options)

    return run_with


# 1


def file_of(row):
    """Return the visit file that a row amounts to."""
    _, name, role, _, *cells = row
    answers = dict(zip(CORE, cells, strict=True))
    given = {
        q: make_answer("unknown" if c == "NSP" else c).model_copy(update={"scale": CORE[q]})
        for q, c in answers.items()
        if c
    }
    people = [Respondent(id="x", role=role)] if role else []
    return make_visit(QUESTIONS, given, name=name, respondents=people, form="express")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_rows_give_what_their_visit_files_give(run, diag, tmp_path, seed):
    rows = drawn_rows(seed, ("S1",))
    for rank, row in enumerate(rows):
        row[2] = f"Fonction {rank}"  # the same twice in files would be one person
        write_visit(file_of(row), tmp_path / f"{rank}.yaml")
    assert run(rows, "--cle", HEAD[0], target="v.yaml").code == 0
    files = [f"{rank}.yaml" for rank in range(len(rows))]
    assert diag("reunir", *files, "-o", "w.yaml").code == 0
    one, other = (read_visit(tmp_path / name)[0] for name in ("v.yaml", "w.yaml"))
    assert visit_text(one.model_copy(update={"visit": other.visit})) == visit_text(other)


# 2


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_gaps_are_those_of_a_batch(run, diag, tmp_path, seed):
    rows = drawn_rows(seed)
    assert run(rows, "--cle", HEAD[0]).code == 0
    heading = [cell.replace("Poste", "Fonction") for cell in HEAD]
    write_export(tmp_path / "lot.csv", [heading, *rows])
    diag("lot", "lot.csv", "-o", "lot", "--repondants")
    mine, theirs = (told(tmp_path / name / "ecarts.csv") for name in ("dossier", "lot"))
    assert theirs
    assert mine == theirs


def told(path):
    """Return the gaps by structure and question, each person's answer without the rank of a function."""
    rows = {}
    for row in table(path):
        people = sorted(unranked(one) for one in row.pop("reponses").split(" ; "))
        rows[row["structure"], row["question"]] = row | {"reponses": people}
    return rows


def unranked(answer):
    """Return « 4 (Soin) » of « 4 (Soin (2)) », and « 4 » of « 4 (Répondant A) »."""
    cell, _, role = answer.partition(" (")
    role = role.removesuffix(")").partition(" (")[0]
    return cell if role.startswith("Répondant ") or not role else f"{cell} ({role})"


# 3


def test_what_is_not_understood_is_told_and_written(run, tmp_path):
    rows = drawn_rows(1)
    rows[0][HEAD.index("EQ01")] = "peut-être"
    done = run(rows, "--cle", HEAD[0])
    assert done.code == 1
    assert "ligne 2, EQ01" in done.out
    (reject,) = table(tmp_path / "dossier" / "rejets.csv")
    assert (reject["ligne"], reject["valeur"]) == ("2", "peut-être")


def test_a_row_that_its_tool_says_unfinished_is_told_and_no_fault(run, tmp_path):
    rows = [[*row, "" if rank == 0 else "2026-11-01 10:00:00"] for rank, row in enumerate(drawn_rows(1))]
    done = run(rows, "--cle", HEAD[0], head=[*HEAD, "submitdate"])
    assert (done.code, "inachevée" in done.out) == (0, True)
    (reject,) = table(tmp_path / "dossier" / "rejets.csv")
    assert reject["ligne"] == "2"


# 4


def test_a_folder_holds_a_visit_of_each_structure(run, tmp_path):
    done = run(drawn_rows(2), "--cle", HEAD[0])
    names = sorted(path.name for path in (tmp_path / "dossier").iterdir())
    assert names == ["ecarts.csv", *(f"visite-structure-s{rank}.yaml" for rank in (1, 2, 3))]
    assert "3 visites" in done.out
    visit = read_visit(tmp_path / "dossier" / "visite-structure-s1.yaml")[0]
    assert visit.visit.date == datetime.date.fromisoformat(DAY)


@pytest.mark.slow
def test_one_structure_is_one_visit_with_or_without_a_column_that_says_it(run, tmp_path):
    rows = drawn_rows(3, ("S1",))
    assert run(rows, target="a.yaml").code == 0
    without = [row[1:] for row in rows]
    assert run(without, head=HEAD[1:], target="b.yaml").code == 0
    bare = [row[2:] for row in rows]
    assert run(bare, "--nom", "Structure S1", head=HEAD[2:], target="c.yaml").code == 0
    texts = {(tmp_path / f"{name}.yaml").read_text("utf-8") for name in "abc"}
    assert len(texts) == 1


@pytest.mark.slow
@pytest.mark.parametrize("cut", [0, 1])
def test_several_structures_are_no_one_visit(run, tmp_path, cut):
    rows = [row[cut:] for row in drawn_rows(4)]
    done = run(rows, head=HEAD[cut:], target="v.yaml")
    assert (done.code, "3 structures" in done.err) == (1, True)
    assert not (tmp_path / "v.yaml").exists()


@pytest.mark.parametrize("said", ["option", "mapping"])
def test_a_number_of_a_tool_that_somebody_names_tells_structures_apart(run, tmp_path, said):
    head = ["response_id", *HEAD[1:]]
    rows = [[str(rank), "", "Direction", "EHPAD", *["0"] * len(CORE)] for rank in (1, 2)]
    (tmp_path / "cle.yaml").write_text("questionnaire: print\nkey: response_id\n", "utf-8")
    options = ("--cle", "response_id") if said == "option" else ("--correspondance", "cle.yaml")
    alone = run(rows, head=head, target="visite.yaml")
    assert alone.code == 0
    named = run(rows, *options, head=head, target="autre.yaml")
    assert named.code != 0
    assert "ce tableau compte 2 structures" in named.out + named.err


def test_without_a_key_a_folder_is_refused(run):
    rows = [row[2:] for row in drawn_rows(5)]
    done = run(rows, head=HEAD[2:])
    assert (done.code, "--cle" in done.err) == (1, True)


def test_a_row_without_a_date_is_of_the_day_where_one_is(diag, tmp_path, monkeypatch):
    here = SimpleNamespace(date=SimpleNamespace(today=lambda: datetime.date(2026, 3, 4)))
    monkeypatch.setattr("diag.cli.reunir.datetime", here)
    write_export(tmp_path / "export.csv", [HEAD, ["S1", "", "Direction", "EHPAD", *["0"] * len(CORE)]])
    told = diag("reunir", "export.csv", "-o", "v.yaml", "--role", "Poste", "--questionnaire", "print")
    assert told.code == 0
    assert read_visit(tmp_path / "v.yaml")[0].visit.date == datetime.date(2026, 3, 4)


def test_a_column_that_is_not_there_is_told(run):
    assert "--cle" in run(drawn_rows(6), "--cle", "Absente").err


def test_what_a_table_does_not_ask_is_to_be_asked(run, tmp_path):
    rows = [[*row[:FIRST], *row[FIRST + 2 :]] for row in drawn_rows(7)]
    done = run(rows, "--cle", HEAD[0], head=[*HEAD[:FIRST], *HEAD[FIRST + 2 :]])
    assert "questions sans colonne" in done.out
    visit = read_visit(tmp_path / "dossier" / "visite-structure-s1.yaml")[0]
    assert not set(HEAD[FIRST : FIRST + 2]) & visit.answers.keys()
    assert not visit.visit.finished


# 5


@pytest.mark.slow
def test_a_folder_that_holds_something_is_refused(run, tmp_path):
    assert run(drawn_rows(8), "--cle", HEAD[0]).code == 0
    before = {p.name: p.read_bytes() for p in (tmp_path / "dossier").iterdir()}
    assert run(drawn_rows(9), "--cle", HEAD[0]).code == 1
    assert {p.name: p.read_bytes() for p in (tmp_path / "dossier").iterdir()} == before


def test_hostile_names_stay_in_the_folder_and_run_nothing(run, tmp_path):
    names = ["../../x", "<script>alert(1)</script>", "=cmd()", "\x1b[2JNom"]
    rows = [
        [n, n, f"=cmd() {n} {r}", "EHPAD", level, *[""] * (len(CORE) - 1)]
        for n in names
        for r, level in (("a", "0"), ("b", "4"))
    ]
    done = run(rows, "--cle", HEAD[0])
    written = [path.name for path in (tmp_path / "dossier").iterdir()]
    assert sorted(written) == [
        "ecarts.csv",
        "visite-2jnom.yaml",
        "visite-cmd.yaml",
        "visite-script-alert-1-script.yaml",
        "visite-x.yaml",
    ]
    assert "\x1b" not in done.out
    for row in table(tmp_path / "dossier" / "ecarts.csv"):
        assert not row["structure"].startswith("=")
