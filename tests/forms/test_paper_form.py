"""The form on paper: printed, legible in grey, in the order of the interview.

1. Ten sheets of A4 at most, complete; nothing is drawn by a colour alone, nor asks the network.
2. Every question of the form is there once, in the order of the interview, with its answers; documents and minutes too.
3. What the profile hides is left out; a condition that may go either way is told.
"""

import re
import subprocess

import pytest
from helpers import PRINT, ROOT

from diag.forms.form_order import KINDS, FormOrder
from diag.questionnaire.loader import load
from diag.visit.acceptance import match
from diag.visit.visit_file import read_visit

CONTENT = load(PRINT)
VISITS = sorted((ROOT / "examples").glob("*.yaml"))


def order_of(path=None, express=False):
    if path is None:
        return FormOrder(CONTENT, express)
    visit, _ = read_visit(path)
    return FormOrder(CONTENT, express, visit.structure.name, match(visit, CONTENT).profile, visit)


def text_of(order):
    return KINDS["papier"].form(order).decode()


# 1


@pytest.mark.browser
@pytest.mark.parametrize("path", [None, *VISITS], ids=lambda path: path.stem if path else "sans profil")
def test_it_holds_on_ten_sheets(open_page, tmp_path, path):
    page = tmp_path / "papier.html"
    page.write_text(text_of(order_of(path)), "utf-8")
    opened = open_page(page.as_uri())
    (tmp_path / "papier.pdf").write_bytes(opened.pdf(prefer_css_page_size=True))
    told = subprocess.run(["pdfinfo", tmp_path / "papier.pdf"], capture_output=True, text=True, check=True)
    assert int(re.search(r"Pages:\s+(\d+)", told.stdout)[1]) <= 10
    assert opened.requests == [page.as_uri()]


# 2


@pytest.mark.parametrize("express", [False, True])
def test_every_question_is_there_in_its_order(express):
    order = order_of(express=express)
    text = text_of(order)
    places = [text.index(f". {one.id}</span>") for one in order.questions]
    assert places == sorted(places)
    assert len(re.findall(r'class="number"', text)) == len(order.questions)


def test_documents_and_minutes_are_there():
    text = text_of(order_of())
    for one in CONTENT.documents.documents:
        assert one.title in text
    assert CONTENT.documents.note in text
    assert "Compte rendu" in text
    assert CONTENT.header.source in text


# 3


def test_what_the_profile_hides_is_left_out():
    esat = next(path for path in VISITS if "siae" in path.stem)
    order = order_of(esat)
    hidden = {one.id for one in CONTENT.questions} - {one.id for one in order.questions}
    assert "AP06" in hidden
    assert ". AP06</span>" not in text_of(order)


def test_a_condition_is_told_where_it_may_go_either_way():
    assert "Posée seulement si" in text_of(order_of())


def test_a_hostile_name_is_a_text():
    text = KINDS["papier"].form(FormOrder(CONTENT, name="<script>alert(1)</script>")).decode()
    assert "<script>" not in text
