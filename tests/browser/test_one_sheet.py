"""Hundreds of random visits, the longest texts included, hold on one sheet (acceptance 2: `DIAG_VISITS=1000`).

1. The board's page and the funder's: as they are, and with a logo and a line of 200 wide letters.
2. What is to be established where too little is known, whoever reads.

Heights are measured in one page, with the paper's own rules and width; a few are printed too, so
that the measure is known to say what a printer does. What is wider than its sheet is made smaller by a
printer: it fails too.
"""

import os
import re

import pytest
from helpers import PRINT
from report.random_visits import random_visit

from diag.questionnaire.loader import load
from diag.report.assessed_visit import prepare
from diag.report.document import READERS
from diag.report.html_markdown import document_html
from diag.report.look import PLAIN, Logo, Look
from diag.report.reader_document import build_document, too_little_known

pytestmark = [pytest.mark.browser, pytest.mark.slow]
VISITS = int(os.environ.get("DIAG_VISITS", "250"))
PRINTED = range(0, 40, 4)
ONE_PAGE = ("conseil", "financeur")
SIGN = b'<svg xmlns="http://www.w3.org/2000/svg" width="800" height="280"><rect width="9" height="9"/></svg>'
LOOKS = {"plain": PLAIN, "dressed": Look(Logo(SIGN, "svg+xml", "Logo"), "W" * 200)}
WIDTH, HEIGHT = 680, 1_028  # pixels of an A4 sheet within its margins: 180 mm by 272
SHEETS = re.compile(rb"/Type\s*/Page\b")
MEASURE = """bodies => bodies.map(([name, html]) => {
  document.body.className = name;
  document.body.innerHTML = html;
  return [document.body.getBoundingClientRect().height, document.documentElement.scrollWidth];
})"""


@pytest.fixture(scope="module")
def assessed():
    """Return the random visits, assessed."""
    questionnaire = load(PRINT)
    return [prepare(questionnaire, random_visit(questionnaire, seed)) for seed in range(VISITS)]


@pytest.fixture
def beyond(open_page, tmp_path):
    """Return a function that measures documents, and returns those that go beyond their sheet."""

    def found(documents, look):
        path = tmp_path / "page.html"
        path.write_text(document_html(documents[0], look), "utf-8")
        page = open_page(path.as_uri(), WIDTH)
        page.emulate_media(media="print")
        sizes = []
        for start in range(0, len(documents), 50):
            some = [document_html(one, look) for one in documents[start : start + 50]]
            sizes += page.evaluate(MEASURE, [body_of(text) for text in some])
        return {
            rank: (height, width) for rank, (height, width) in enumerate(sizes) if height > HEIGHT or width > WIDTH
        }

    return found


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("reader", ONE_PAGE)
def test_random_visits_hold_on_one_sheet(beyond, assessed, reader, look):
    documents = [build_document(one, reader) for one in assessed]
    assert beyond(documents, LOOKS[look]) == {}


@pytest.mark.parametrize("reader", sorted(set(READERS) - set(ONE_PAGE)))
def test_what_is_to_be_established_holds_on_one_sheet(beyond, assessed, reader):
    few = [one for one in assessed if too_little_known(one)]
    assert beyond([build_document(one, reader) for one in few], PLAIN) == {}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("reader", ONE_PAGE)
def test_a_printer_says_the_same(open_page, tmp_path, assessed, reader, look):
    path = tmp_path / "page.html"
    page = open_page("about:blank")
    for seed in PRINTED:
        path.write_text(document_html(build_document(assessed[seed], reader), LOOKS[look]), "utf-8")
        page.goto(path.as_uri())
        assert (seed, len(SHEETS.findall(page.pdf(prefer_css_page_size=True)))) == (seed, 1)


def body_of(text):
    """Return the class of the body of a page, and what it holds."""
    found = re.search(r'<body class="(\w+)">(.*)</body>', text, re.S)
    return found[1], found[2]
