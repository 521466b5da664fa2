"""The form as a workbook, and what comes back of it.

1. What people fill comes back whole: the same canonical hash, notes, function, date; several sheets are several visits.
2. Each cell that cannot be taken is named by its reference, and the rest is taken.
3. What is greyed is what the kernel does not ask (M2), as a spreadsheet computes it.
4. A file that is no form, is empty, of another questionnaire or of a lost version is refused.
5. The form of a kept version comes back in its own words.
"""

import datetime
import io
import random
import shutil
import subprocess

import openpyxl
import pytest
from forms.filled import DAY, filled
from helpers import PRINT, mini

from diag.forms.filled_workbook import asked_by, read_filled
from diag.forms.form_order import KINDS, FormOrder
from diag.forms.workbook_form import ANSWER, CODE, NOT_APPLICABLE, NOTE, REASON, SHEET, SHOWN, UNKNOWN, answer_label
from diag.questionnaire.loader import load, load_version
from diag.questionnaire.mistakes import Refusal
from diag.visit.acceptance import match
from diag.visit.visit_model import MAX_TEXT, answer_hash

CONTENT = load(PRINT)
TODAY = datetime.date(2026, 12, 1)
MADE = {(id(q), express): KINDS["xlsx"].form(FormOrder(q, express)) for q in (CONTENT,) for express in (False, True)}


def blank(questionnaire=CONTENT, express=False):
    raw = MADE.get((id(questionnaire), express)) or KINDS["xlsx"].form(FormOrder(questionnaire, express))
    return openpyxl.load_workbook(io.BytesIO(raw))


def rows(sheet):
    return {row[CODE].value: row[0].row for row in sheet.iter_rows(min_row=2) if row[CODE].value}


def put(sheet, row, column, value):
    cell = sheet.cell(row=row, column=column + 1)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # typed after an apostrophe, where it begins as a formula does


def fill(sheet, visit, questionnaire=CONTENT):
    """Fill a sheet as people do: words of the lists, boxes, numbers."""
    at = rows(sheet)
    put(sheet, at["name"], ANSWER, visit.structure.name)
    put(sheet, at["date"], ANSWER, datetime.datetime(2026, 11, 3))
    for name, value in visit.structure.profile.items():
        field = questionnaire.field[name]
        for one in value if field.kind == "choices" else []:
            put(sheet, at[f"p/{name}/{one}"], ANSWER, "Oui")
        if field.kind == "number":
            put(sheet, at[f"p/{name}"], ANSWER, float(value))
        elif field.kind != "choices":
            labels = {one.id: one.label for one in field.options}
            put(sheet, at[f"p/{name}"], ANSWER, labels.get(value, value))
    for name, answer in visit.answers.items():
        question, row = questionnaire.question[name], at[f"q/{name}"]
        if answer.status == "unknown":
            put(sheet, row, ANSWER, UNKNOWN)
        elif answer.status == "not_applicable":
            put(sheet, row, ANSWER, NOT_APPLICABLE)
            put(sheet, row, REASON, answer.reason)
        elif question.kind == "single":
            put(sheet, row, ANSWER, answer_label(question, int(answer.value)))
        elif question.kind == "number":
            put(sheet, row, ANSWER, float(answer.value))
        else:
            for one in answer.value:
                put(sheet, at[f"q/{name}/{one}"], ANSWER, "Oui")


def back(book, tmp_path, questionnaire=CONTENT):
    path = tmp_path / "rempli.xlsx"
    book.save(path)
    return read_filled(path, questionnaire, TODAY)


# 1


@pytest.mark.slow
@pytest.mark.parametrize("express", [False, True])
def test_what_is_filled_comes_back(tmp_path, express):
    raw = MADE[id(CONTENT), express]
    for seed in range(25):
        visit, book = filled(CONTENT, seed, express), openpyxl.load_workbook(io.BytesIO(raw))
        fill(book[SHEET], visit)
        read = back(book, tmp_path)
        assert read.mistakes == ()
        assert answer_hash(read.visits[0]) == answer_hash(visit)
        assert read.visits[0].structure.name == visit.structure.name.strip()
        assert (read.visits[0].visit.date, read.visits[0].visit.form) == (DAY, visit.visit.form)


def test_several_sheets_are_several_visits(tmp_path):
    book, small = blank(mini()), mini()
    two = book.copy_worksheet(book[SHEET])
    for sheet, role in ((book[SHEET], "Direction"), (two, "Équipe de nuit")):
        fill(sheet, filled(small, 3), small)
        put(sheet, rows(sheet)["role"], ANSWER, role)
        put(sheet, rows(sheet)["q/MA01"], NOTE, f"Note : {role}")
    read = back(book, tmp_path, small)
    assert read.mistakes == ()
    assert [one.respondents[0].role for one in read.visits] == ["Direction", "Équipe de nuit"]
    assert read.visits[1].answers["MA01"].note == "Note : Équipe de nuit"


def test_a_known_profile_is_filled_in(tmp_path):
    visit = filled(CONTENT, 5)
    profile = match(visit, CONTENT).profile
    raw = KINDS["xlsx"].form(FormOrder(CONTENT, name="L’Envol", profile=profile))
    book = openpyxl.load_workbook(io.BytesIO(raw))
    read = back(book, tmp_path).visits[0]
    assert read.structure.name == "L’Envol"
    assert {k: str(v) for k, v in read.structure.profile.items()} == {
        k: str(v) for k, v in visit.structure.profile.items()
    }


# 2


DAMAGES = {
    "bla": "n’est pas une réponse",
    "9": "n’est pas une réponse",
    "Oui et non": "n’est pas une réponse",
    "2 - presque": "n’est pas une réponse",
}


@pytest.mark.slow
def test_every_damaged_cell_is_named_and_the_rest_is_taken(tmp_path):
    single = [one.id for one in CONTENT.questions if one.kind == "single" and one.when is None]
    draw = random.Random(4)
    for seed in range(20):
        visit, book = filled(CONTENT, seed), blank()
        sheet = book[SHEET]
        fill(sheet, visit)
        broken = draw.sample(single, 3)
        for name in broken:
            put(sheet, rows(sheet)[f"q/{name}"], ANSWER, draw.choice([*DAMAGES]))
            put(sheet, rows(sheet)[f"q/{name}"], REASON, None)
        read = back(book, tmp_path)
        places = {one.file.rpartition("!")[2] for one in read.mistakes}
        assert places == {f"D{rows(sheet)[f'q/{name}']}" for name in broken}
        kept = {name: one for name, one in visit.answers.items() if name not in broken}
        assert {k: v.model_dump() for k, v in read.visits[0].answers.items()} == {
            k: v.model_dump() for k, v in kept.items()
        }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "column", "value", "told"),
    [
        ("q/MA01", ANSWER, NOT_APPLICABLE, "n’a pas de sens"),
        ("q/MA01", REASON, "parce que", "la réponse est autre"),
        ("q/MA03", ANSWER, "beaucoup", "n’est pas une réponse"),
        ("q/MA03", ANSWER, 1e9, "n’est pas une réponse"),
        ("q/MA02/tablette", ANSWER, "peut-être", "n’est pas admis"),
        ("p/structure_type", ANSWER, "Château", "n’est pas admis"),
        ("role", ANSWER, "n" * 201, "seul son début"),
        ("date", ANSWER, "hier", "n’est pas une date"),
        ("q/MA01", NOTE, "n" * (MAX_TEXT + 1), "dépasse"),
        ("q/MA02/tablette", NOTE, "deux seulement", "rien n’en est repris"),
        ("p/structure_type", NOTE, "depuis mars", "rien n’en est repris"),
    ],
)
def test_a_cell_that_cannot_be_taken_is_named(tmp_path, code, column, value, told):
    small, book = mini(), blank(mini())
    sheet = book[SHEET]
    put(sheet, rows(sheet)["q/SA01"], ANSWER, UNKNOWN)
    put(sheet, rows(sheet)[code], column, value)
    read = back(book, tmp_path, small)
    assert [told in one.what for one in read.mistakes] == [True]
    assert f"{SHEET}!" in read.mistakes[0].file
    assert read.visits[0].answers["SA01"].status == "unknown"


@pytest.mark.parametrize("code", ["", "q/XX99"])
def test_an_answer_whose_code_is_lost_is_named(tmp_path, code):
    small, book = mini(), blank(mini())
    sheet = book[SHEET]
    put(sheet, rows(sheet)["q/SA01"], ANSWER, UNKNOWN)
    row = rows(sheet)["q/MA01"]
    put(sheet, row, ANSWER, "2")
    put(sheet, row, CODE, code)
    read = back(book, tmp_path, small)
    assert [one.file.rpartition("!")[2] for one in read.mistakes] == [f"D{row}"]
    assert set(read.visits[0].answers) == {"SA01"}


def test_a_box_and_another_answer_contradict_each_other(tmp_path):
    small, book = mini(), blank(mini())
    sheet = book[SHEET]
    put(sheet, rows(sheet)["q/MA02"], ANSWER, UNKNOWN)
    put(sheet, rows(sheet)["q/MA02/tablette"], ANSWER, "Oui")
    assert "gardez l’une ou l’autre" in back(book, tmp_path, small).mistakes[0].how


# 3


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice n’est pas là")
def test_a_spreadsheet_greys_what_the_kernel_does_not_ask(tmp_path):
    book = blank()
    visits = [filled(CONTENT, seed) for seed in range(40)]
    sheets = [book[SHEET], *(book.copy_worksheet(book[SHEET]) for _ in visits[1:])]
    for sheet, visit in zip(sheets, visits, strict=True):
        fill(sheet, visit)
    (tmp_path / "rempli.xlsx").parent.mkdir(exist_ok=True)
    book.save(tmp_path / "rempli.xlsx")
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profil", "--convert-to",
               "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "calcule"), str(tmp_path / "rempli.xlsx")]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=200)
    computed = openpyxl.load_workbook(tmp_path / "calcule" / "rempli.xlsx", data_only=True)
    for sheet, visit in zip(sheets, visits, strict=True):
        asked = match(visit, CONTENT).asked(CONTENT)
        read = computed[sheet.title]
        for question in CONTENT.questions:
            if question.when is not None:
                shown = read.cell(row=rows(read)[f"q/{question.id}"], column=SHOWN + 1).value
                assert bool(shown) == asked[question.id]
    saved = read_filled(tmp_path / "calcule" / "rempli.xlsx", CONTENT, TODAY)  # a spreadsheet may save it
    assert [answer_hash(one) for one in saved.visits] == [answer_hash(one) for one in visits]


# 4


def test_another_workbook_is_refused(tmp_path):
    path = tmp_path / "autre.xlsx"
    openpyxl.Workbook().save(path)
    assert asked_by(path) == ""
    with pytest.raises(Refusal, match="G01"):
        read_filled(path, CONTENT, TODAY)


def test_a_form_of_another_questionnaire_is_refused(tmp_path):
    path = tmp_path / "autre.xlsx"
    blank(mini()).save(path)
    assert asked_by(path) == "mini"
    with pytest.raises(Refusal, match="questionnaire « mini »"):
        read_filled(path, CONTENT, TODAY)


def test_an_empty_form_is_refused(tmp_path):
    with pytest.raises(Refusal, match="rien n’est répondu"):
        back(blank(), tmp_path)


# 5


def test_the_form_of_a_kept_version_comes_back_in_its_words(tmp_path):
    former = load_version(CONTENT, "2.0.0")
    visit, book = filled(former, 2), blank(former)
    fill(book[SHEET], visit, former)
    read = back(book, tmp_path)
    assert read.mistakes == ()
    assert answer_hash(read.visits[0]) == answer_hash(visit)
    assert read.visits[0].questionnaire.version == "2.0.0"
