"""The plan as a sheet that people fill.

1. One row an action, its codes in hidden columns; drop-downs, filter, frozen headings, print set-up.
2. Months and days are dates; the same plans make the same bytes; no author in the properties.
3. Nothing declined, no private note, no formula; a hostile name is a text.
4. Blank rows are left for the actions of the structure; the guide is the second sheet.
5. Two visits of one structure are told by their dates.
"""

import datetime
import re
import zipfile
from io import BytesIO

import pytest
from followup.filled_books import COLUMN, decided, example, followed, full, rows_of

from diag.followup.plan_sheet import GUIDE, HEADINGS, sheet_bytes

HOSTILE = "=cmd()|'/c calc'!A1 & \"x\" <script> {0} %s &P"


@pytest.fixture(scope="module")
def plan():
    questionnaire = full()
    return followed(questionnaire, decided(questionnaire, example("ehpad-somme-rurale")))


@pytest.fixture(scope="module")
def data(plan):
    return sheet_bytes([plan])


@pytest.fixture(scope="module")
def parts(data):
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_there_is_one_row_an_action_with_typed_cells(plan, data):
    head, *rows = rows_of(data)
    assert head == list(HEADINGS.values())
    assert len(rows) == len(plan.actions)
    assert [row[COLUMN["title"]].lstrip("'") for row in rows] == [one.title for one in plan.actions]
    for row, one in zip(rows, plan.actions, strict=True):
        assert row[COLUMN["start"]] == (one.start or "")
        assert row[COLUMN["due"]] == (one.due or "")
        assert row[COLUMN["visit_code"]] == plan.identity


def test_it_is_made_to_be_filled_and_printed(parts):
    sheet, book = parts["xl/worksheets/sheet1.xml"], parts["xl/workbook.xml"]
    states = "à décider,à faire,en cours,faite,abandonnée"
    assert f"<formula1>&quot;{states}&quot;</formula1>" in sheet or f'"{states}"' in sheet
    assert re.search(r'<pane [^>]*ySplit="1"[^>]*state="frozen"', sheet)
    assert '<autoFilter ref="A1:L' in sheet
    assert 'orientation="landscape"' in sheet
    assert '<pageSetUpPr fitToPage="1"/>' in sheet
    assert "_xlnm.Print_Titles" in book
    assert re.search(r'<col min="10" max="1[02]" [^>]*hidden="1"', sheet)
    assert 'customHeight="1"' not in sheet
    assert sheet.count("<row ") > 1 + 20


def test_the_same_plans_make_the_same_bytes_and_name_no_author(plan, data, parts):
    assert sheet_bytes([plan]) == data
    core = parts["docProps/core.xml"]
    assert "<dc:creator></dc:creator>" in core
    assert "<cp:lastModifiedBy></cp:lastModifiedBy>" in core


def test_nothing_private_is_in_it():
    questionnaire = full()
    visit = decided(questionnaire, example("ehpad-somme-rurale"))
    noted = visit.visit.model_copy(update={"private_note": "CANARI"})
    answers = {name: answer.model_copy(update={"private_note": "CANARI"}) for name, answer in visit.answers.items()}
    private = visit.model_copy(update={"visit": noted, "answers": answers})
    data = sheet_bytes([followed(questionnaire, private)], "diag:0000:0")
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert not any(b"CANARI" in archive.read(name) for name in archive.namelist())


def test_no_text_becomes_a_formula(plan):
    structure = plan.visit.structure.model_copy(update={"name": HOSTILE})
    hostile = followed(plan.questionnaire, plan.visit.model_copy(update={"structure": structure}))
    data = sheet_bytes([hostile, plan])
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert not any(b"<f>" in archive.read(n) for n in archive.namelist() if "sheet" in n)
    texts = [cell for row in rows_of(data) for cell in row if isinstance(cell, str)]
    assert not any(re.match(r"\s*[=+@-]", text) for text in texts)


def test_the_guide_says_how_and_names_the_structures(plan):
    other = followed(plan.questionnaire, example("esat-oise-rurale"))
    lines = [str(row[0]) for row in rows_of(sheet_bytes([plan, other]), GUIDE)]
    assert lines[0] == "Remplir ce tableau"
    assert lines[-2:] == [plan.structure, other.structure]
    assert any("une fonction, jamais un nom" in line for line in lines)


def test_two_visits_of_one_structure_are_told_by_their_dates(plan):
    occasion = plan.visit.visit.model_copy(update={"date": datetime.date(2027, 11, 2)})
    later = followed(plan.questionnaire, plan.visit.model_copy(update={"visit": occasion}))
    names = {row[0] for row in rows_of(sheet_bytes([plan, later]))[1:]}
    assert any(name.endswith("2 novembre 2027") for name in names)
    assert len(names) == 2
