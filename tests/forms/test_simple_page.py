"""The page in simple words (content, 3.6).

1. Twelve words a sentence at most, one sentence a line, « vous », no acronym, figure, percentage or negation of people.
2. One sheet of A4, with and without a visit; a picture with its alternative for each idea; axe finds nothing.
3. What goes well is answered, what will change is decided; ideas alone are said to be ideas; nothing private is there.
4. It never calls itself FALC.
"""

import re

import pytest
from helpers import PRINT, ROOT

from diag.forms import simple_page
from diag.forms.form_order import KINDS, FormOrder
from diag.questionnaire.loader import load
from diag.visit.acceptance import match
from diag.visit.visit_file import read_visit

CONTENT = load(PRINT)
VISITS = [*sorted((ROOT / "examples").glob("*.yaml")), ROOT / "examples/seconde-visite/esat-oise-rurale-2026.yaml"]


def order_of(path):
    if path is None:
        return FormOrder(CONTENT)
    visit, _ = read_visit(path)
    return FormOrder(CONTENT, False, visit.structure.name, match(visit, CONTENT).profile, visit)


def ideas(path):
    return [idea for group in simple_page._ideas(order_of(path)) for idea in group]


# 1


@pytest.mark.parametrize("path", [None, *VISITS], ids=lambda path: path.stem if path else "sans visite")
def test_sentences_are_short_and_plain(path):
    for idea in ideas(path):
        for sentence in re.split(r"(?<=\.) ", idea.text):
            assert len(sentence.split()) <= 12, sentence
        assert not re.search(r"\d|%|\b[A-Z]{2,}\b", idea.text), idea.text


def test_every_easy_text_of_the_content_is_short():
    told = [text for one in CONTENT.questions for text in one.easy.values()]
    told += [one.easy for one in CONTENT.actions if one.easy]
    assert [text for text in told if len(text.split()) > 12 or re.search(r"\d|%|\b[A-Z]{2,}\b", text)] == []


# 2


@pytest.mark.browser
@pytest.mark.parametrize("path", [None, *VISITS], ids=lambda path: path.stem if path else "sans visite")
def test_it_is_one_sheet_with_a_picture_for_each_idea(open_page, tmp_path, path):
    from axe_playwright_python.sync_playwright import Axe

    page = tmp_path / "simple.html"
    page.write_bytes(KINDS["simple"].form(order_of(path)))
    opened = open_page(page.as_uri())
    assert opened.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1
    assert opened.locator("svg[aria-label]").count() == sum(bool(one.picture) for one in ideas(path))
    assert Axe().run(opened).response["violations"] == []


# 3


def test_what_was_decided_will_change():
    text = KINDS["simple"].form(order_of(VISITS[-1])).decode()
    decided = CONTENT.action["completer-les-fiches-de-poste"].easy
    assert decided in text
    assert simple_page.IDEAS_ONLY.text not in text


def test_ideas_alone_are_said_to_be_ideas():
    assert simple_page.IDEAS_ONLY.text in KINDS["simple"].form(order_of(VISITS[0])).decode()


def test_nothing_private_nor_declined_is_there():
    visit, _ = read_visit(VISITS[-1])
    text = KINDS["simple"].form(order_of(VISITS[-1])).decode()
    declined = [CONTENT.action[name] for name, one in visit.plan.decisions.items() if one.choice == "decline"]
    assert declined
    notes = [one.private_note for one in visit.answers.values() if one.private_note]
    for told in (*notes, *(one.easy for one in declined if one.easy)):
        assert told not in text


# 4


def test_it_never_calls_itself_by_the_name_of_a_label():
    text = KINDS["simple"].form(order_of(None)).decode()
    assert "falc" not in text.casefold()
    assert "Version simple, à relire avec des personnes accompagnées" in text
