"""The same answers whatever the carrier: page, workbook, Kobo, LimeSurvey, paper typed twice (forms).

1,000 visits drawn at random give the same canonical hash by each, and no mapping file is written by anybody. Paper is
typed in the interview itself, twice by two people, on fewer visits: a typing is a whole conversation.
"""

import datetime
import io
from unittest import mock

import openpyxl
import pytest
from forms.filled import as_typed
from forms.test_survey_forms import back, kobo, limesurvey, visits
from forms.test_workbook_form import fill
from helpers import PRINT, make_visit
from interview.scripted import ScriptedFace, shown

from diag.export.sheet_guard import PlainSheet
from diag.forms import filled_workbook
from diag.forms.form_order import KINDS, FormOrder
from diag.forms.workbook_form import SHEET
from diag.interview.prompts import Reply
from diag.interview.session import run
from diag.interview.typed_line import understand
from diag.questionnaire.loader import load
from diag.visit.visit_file import read_visit
from diag.visit.visit_model import answer_hash

CONTENT = load(PRINT)
ORDER = FormOrder(CONTENT)
MANY, TYPED = 1000, 15
TODAY = datetime.date(2026, 12, 1)


@pytest.fixture(scope="module")
def some():
    return list(visits(MANY))


@pytest.fixture(scope="module")
def hashes(some):
    return {one.structure.profile["structure_code"]: answer_hash(one) for one in some}


@pytest.mark.slow
@pytest.mark.parametrize("labelled", [False, True])
def test_kobo(some, hashes, labelled, tmp_path):
    read = back(kobo(ORDER, some, labelled, True, True), tmp_path, ORDER, MANY)
    assert {code: answer_hash(one) for code, one in read.items()} == hashes


@pytest.mark.slow
@pytest.mark.parametrize(("headings", "full"), [("codes", False), ("texts", True)])
def test_limesurvey(some, hashes, headings, full, tmp_path):
    read = back(limesurvey(ORDER, some, headings, full), tmp_path, ORDER, MANY)
    assert {code: answer_hash(one) for code, one in read.items()} == hashes


@pytest.mark.slow
def test_the_workbook(some, hashes, tmp_path):
    """The cells of 1,000 filled sheets, read as those of a file are: `test_workbook_form` reads files."""
    book = openpyxl.load_workbook(io.BytesIO(KINDS["xlsx"].form(ORDER)))
    bare = {(cell.row, cell.column): cell.value for row in book[SHEET].iter_rows() for cell in row}
    found = {}
    for visit in some:
        sheet = book[SHEET]
        for (row, column), value in bare.items():
            if column > 3 and sheet.cell(row, column).value != value:
                sheet.cell(row, column).value = value
        fill(sheet, visit)
        cells = [["" if one is None else one for one in row] for row in sheet.iter_rows(values_only=True)]
        with mock.patch.object(
            filled_workbook, "read_sheets", lambda _, cells=cells: (PlainSheet(SHEET, cells, {}),)
        ):
            read = filled_workbook.read_filled(tmp_path / "f.xlsx", CONTENT, TODAY)
        assert read.mistakes == ()
        found[read.visits[0].structure.profile["structure_code"]] = answer_hash(read.visits[0])
    assert found == hashes


@pytest.mark.slow
@pytest.mark.browser
def test_the_page(some, hashes, open_page, tmp_path):
    (tmp_path / "f.html").write_bytes(KINDS["html"].form(ORDER))
    page = open_page((tmp_path / "f.html").as_uri())
    page.wait_for_selector("body[data-ready]")
    texts = page.evaluate("(states) => states.map(diag.visitText)", [as_typed(one) for one in some])
    found = {}
    for text in texts:
        (tmp_path / "v.yaml").write_text(text, "utf-8")
        read, _ = read_visit(tmp_path / "v.yaml")
        found[read.structure.profile["structure_code"]] = answer_hash(read)
    assert found == hashes


class Typist(ScriptedFace):
    """Types in the interview what a sheet of paper says, question after question."""

    def __init__(self, visit):
        super().__init__([])
        self.visit = visit
        self.asked_now = None
        everything = (*CONTENT.profile, *CONTENT.questions)
        self.of_text = {one.text: one for one in everything}

    def _count(self):
        pass

    def ask(self, prompt):
        asked = self.asked_now = self.of_text.get(prompt.text)
        labels = {option.label: option.key for option in prompt.options}
        if asked is None:  # name, mode and functions
            return understand({"text": self.visit.structure.name}.get(prompt.kind, "0"), prompt)
        if asked.id in CONTENT.field and asked.id in self.visit.structure.profile:
            value = self.visit.structure.profile[asked.id]
            named = {one.id: one.label for one in asked.options}
            keys = (
                [labels[named[one]] for one in ([value] if isinstance(value, str) else value)] if named else [value]
            )
            return Reply("answer", tuple(keys))
        answer = self.visit.answers.get(asked.id)
        if answer is None:
            return Reply("pass")
        if answer.status == "unknown":
            return understand("nsp", prompt)
        if answer.status == "not_applicable":
            return understand("x", prompt)
        if asked.kind == "multiple":
            named = {one.id: one.label for one in asked.choices}
            return Reply("answer", tuple(labels[named[one]] for one in answer.value))
        return understand(answer.value.replace(".", ","), prompt)

    def write(self, entry):
        return self.visit.answers[self.asked_now.id].reason

    def menu(self, title, options, start=""):
        raise EOFError

    def choose(self, listing):
        raise EOFError


@pytest.mark.slow
def test_paper_typed_twice(some, hashes):
    for visit in some[:TYPED]:
        for _ in range(2):
            kept = [make_visit(CONTENT, {}, {}, name="")]
            with mock.patch("diag.interview.result_screen.show_result", shown):
                run(Typist(visit), CONTENT, kept[0], kept.append, start="beginning")
            assert answer_hash(kept[-1]) == hashes[visit.structure.profile["structure_code"]]
