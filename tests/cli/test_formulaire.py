"""`diag formulaire`, and what filled forms become (forms).

1. Each kind is written, in both forms, with what to do next; a wrong suffix is wrong usage.
2. What is there is never replaced, but by the very same form.
3. A filled workbook opens as a visit beside it, over nothing; what is not understood is told, and the exit code is 1.
4. Filled workbooks are gathered with visits; several sheets are several people.
5. It needs neither pandas nor pyarrow.
"""

import shutil
import subprocess
import sys

import openpyxl
import pytest
from forms.test_workbook_form import ANSWER, SHEET, blank, fill, filled, put, rows
from helpers import MINI, PRINT

from diag.cli import app
from diag.forms.form_order import KINDS
from diag.questionnaire.loader import load
from diag.visit.visit_file import read_visit, write_visit
from diag.visit.visit_model import answer_hash

CONTENT = load(PRINT)


@pytest.fixture
def diag(capsys, monkeypatch, tmp_path):
    """Return a function that runs a command in a folder, and gives its code and what it printed."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        code = app.run([str(one) for one in arguments])
        out = capsys.readouterr()
        return code, " ".join((out.out + out.err).replace("\u00a0", " ").split())

    return run


def workbook(path, seed, role="", damage=False):
    visit, book = filled(CONTENT, seed), blank()
    fill(book[SHEET], visit)
    at = rows(book[SHEET])
    if role:
        put(book[SHEET], at["role"], ANSWER, role)
    if damage:
        put(book[SHEET], at["q/EQ04"], ANSWER, "presque")
    book.save(path)
    return visit


# 1


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_written(diag, tmp_path, kind):
    name = f"f{KINDS[kind].suffixes[0]}"
    code, told = diag("formulaire", kind, "-o", name, "--forme", "express")
    assert (code, name in told) == (0, True)
    assert (tmp_path / name).stat().st_size > 1000


def test_a_wrong_suffix_is_wrong_usage(diag):
    code, told = diag("formulaire", "html", "-o", "f.xlsx")
    assert (code, "finit par .html" in told) == (2, True)


def test_a_visit_gives_its_profile(diag, tmp_path):
    visit = filled(CONTENT, 3)
    write_visit(visit, tmp_path / "v.yaml")
    assert diag("formulaire", "html", "-o", "f.html", "--profil", "v.yaml")[0] == 0
    assert visit.structure.name.split()[0] in (tmp_path / "f.html").read_text("utf-8")


# 2


@pytest.mark.slow
def test_a_form_that_was_filled_stays(diag, tmp_path):
    assert diag("formulaire", "xlsx", "-o", "f.xlsx")[0] == 0
    assert diag("formulaire", "xlsx", "-o", "f.xlsx")[0] == 0
    workbook(tmp_path / "f.xlsx", 1)
    before = (tmp_path / "f.xlsx").read_bytes()
    code, told = diag("formulaire", "xlsx", "-o", "f.xlsx")
    assert (code, "F05" in told) == (1, True)
    assert (tmp_path / "f.xlsx").read_bytes() == before


# 3


def test_a_filled_workbook_becomes_a_visit(diag, tmp_path):
    visit = workbook(tmp_path / "f.xlsx", 2)
    diag("entretien", "f.xlsx")  # no terminal here: the visit is made, and nobody is asked
    assert answer_hash(read_visit(tmp_path / "f.yaml")[0]) == answer_hash(visit)
    code, told = diag("entretien", "f.xlsx")
    assert (code, "F05" in told) == (1, True)


def test_a_cell_that_is_not_understood_is_told(diag, tmp_path):
    workbook(tmp_path / "f.xlsx", 2, damage=True)
    told = diag("entretien", "f.xlsx")[1]
    assert "« presque » n'est pas une réponse" in told
    assert "Réponses!D" in told
    assert read_visit(tmp_path / "f.yaml")[0].answers


def test_a_workbook_of_which_nothing_is_taken_makes_no_visit(diag, tmp_path):
    book = blank()
    put(book[SHEET], rows(book[SHEET])["q/EQ04"], ANSWER, "presque")
    book.save(tmp_path / "f.xlsx")
    code, told = diag("entretien", "f.xlsx")
    assert (code, "rien n'a pu être repris" in told) == (1, True)
    assert not (tmp_path / "f.yaml").exists()


def test_another_workbook_is_refused(diag, tmp_path):
    openpyxl.Workbook().save(tmp_path / "f.xlsx")
    code, told = diag("entretien", "f.xlsx")
    assert (code, "G01" in told) == (1, True)
    assert not (tmp_path / "f.yaml").exists()


def test_a_form_of_an_own_questionnaire_given_to_a_batch_says_what_reads_it(diag, tmp_path):
    shutil.copytree(MINI, tmp_path / "q")
    asked = tmp_path / "q" / "questionnaire.yaml"
    text = asked.read_text("utf-8")
    asked.write_text(text.replace("id: mini\n", "id: le-notre\n", 1), "utf-8")
    assert asked.read_text("utf-8") != text
    assert diag("formulaire", "xlsx", "-o", "f.xlsx", "--questionnaire", "q")[0] == 0
    code, told = diag("lot", "f.xlsx", "-o", "lot", "--questionnaire", "q")
    assert (code, "« diag entretien » le lit" in told) == (2, True)


def test_a_workbook_that_is_not_there_is_said(diag):
    assert "fichier introuvable" in diag("entretien", "nulle-part.xlsx")[1]


# 4


@pytest.mark.slow
def test_workbooks_are_gathered_with_visits(diag, tmp_path):
    workbook(tmp_path / "a.xlsx", 4, "Direction")
    workbook(tmp_path / "b.xlsx", 5, "Équipe de nuit")
    write_visit(filled(CONTENT, 6), tmp_path / "c.yaml")
    code, told = diag("reunir", "a.xlsx", "b.xlsx", "c.yaml", "-o", "v.yaml", "--nom", "Les Tilleuls")
    assert code == 0, told
    roles = {one.role for one in read_visit(tmp_path / "v.yaml")[0].respondents}
    assert {"Direction", "Équipe de nuit"} <= roles


@pytest.mark.slow
def test_a_damaged_workbook_is_gathered_and_told(diag, tmp_path):
    workbook(tmp_path / "a.xlsx", 4, "Direction", damage=True)
    workbook(tmp_path / "b.xlsx", 4, "Soin")
    code, told = diag("reunir", "a.xlsx", "b.xlsx", "-o", "v.yaml")
    assert (code, "G02" in told) == (1, True)
    assert (tmp_path / "v.yaml").exists()


def test_a_batch_says_who_reads_a_filled_form(diag, tmp_path):
    workbook(tmp_path / "a.xlsx", 4)
    code, told = diag("lot", "a.xlsx", "-o", "r")
    assert (code, "C'est un formulaire de diag" in told) == (2, True)


# 5


@pytest.mark.slow
def test_it_needs_neither_pandas_nor_pyarrow(tmp_path):
    workbook(tmp_path / "a.xlsx", 4)
    script = (
        "import sys; sys.modules['pandas'] = sys.modules['pyarrow'] = None\n"
        "from diag.cli import app\n"
        "for kind, name in (('html', 'h.html'), ('xlsx', 'x.xlsx'), ('xlsform', 'k.xlsx'), ('limesurvey', 'l.txt'),\n"
        "                   ('papier', 'p.html'), ('simple', 's.html')):\n"
        "    assert app.run(['formulaire', kind, '-o', name]) == 0\n"
        "app.run(['entretien', 'a.xlsx'])\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=True, capture_output=True, timeout=120)
    assert (tmp_path / "a.yaml").exists()
