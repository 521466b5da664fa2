"""Every page on paper, read in a real PDF (report §1, §7, acceptance 1).

1. A reader is given no more sheets than its budget, whatever is known; the direction, no more words.
2. No sheet is over half blank, but the last.
3. Each sheet bears « page 1 sur 5 », and whose it is.
4. The body is set in 9.5 points at least, and notes in 8.
5. Nothing overflows the width of a sheet.
"""

import re
import shutil

import pytest
from browser.needed import lacking
from browser.pages import ACTIVITIES, NETWORKS, page_names
from browser.sheets import sheets_of
from report.readings import EXAMPLES, READINGS

from diag.report.document import READERS

pytestmark = pytest.mark.browser
MOST = {"conseil": 1, "direction": 6, "conseiller": 15, "financeur": 1}
"""Sheets of each reader."""
MOST_OF_PAGES = {"release": 3, "evolution-direction": 1, "evolution-conseiller": 7}
"""Sheets of the other pages: two visits hold on one, three are three comparisons."""
ONE_SHEET = ("unknown", "empty")
"""Readings where too little is known: what to ask holds on one sheet, whoever reads."""
EXEMPT = {"long-texts-direction": 7, "long-texts-conseiller": 100, "full-direction": 7, "full-conseiller": 17}
"""Whose notes of 4,000 signs, one an answer, are cut for the direction and whole for the adviser; and the
case where every optional part is filled, a former visit of ten decisions included."""
MOST_WORDS = 3_000
SHEET_WIDTH = 680  # pixels of an A4 sheet without its margins
BODY, NOTE = 9.5, 8.0  # points
NOTES = (
    "caption, thead, small, .note, .ref, .tag, .soft, .stamp, .kicker, .legend, .scale, dt, footer,"
    ".below, .funding, .state, .meta, svg text"
)
"""What is set smaller: labels, references, what stands under an answer; the head of a card, which says
again what the table of the year says.
"""
SIZES = """notes => {
  const found = [];
  const walk = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const one = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !one.getClientRects().length || one.closest('.hidden')) continue;
    const size = parseFloat(getComputedStyle(one).fontSize) * 0.75;
    found.push([size, !!one.closest(notes), walk.currentNode.data.trim().slice(0, 60)]);
  }
  return found;
}"""


@pytest.fixture(scope="module", autouse=True)
def poppler():
    """Need what reads a PDF."""
    if shutil.which("pdftotext") is None or shutil.which("pdftoppm") is None:
        lacking("poppler-utils")


@pytest.fixture(params=page_names())
def printed(request, open_page, pages):
    """Return the name of a page, and its sheets."""
    return request.param, sheets_of(open_page(pages[request.param].as_uri()))


def budget(name):
    """Return the most sheets that a page may take."""
    if name in NETWORKS:
        return 4
    if name in ACTIVITIES:
        return 2
    if name in MOST_OF_PAGES:
        return MOST_OF_PAGES[name]
    reading, _, reader = name.rpartition("-")
    return 1 if reading in ONE_SHEET else EXEMPT.get(name, MOST[reader])


def test_it_keeps_to_its_sheets(printed):
    name, sheets = printed
    assert 1 <= len(sheets) <= budget(name)
    assert [round(one.filled, 2) for one in sheets[:-1] if one.filled < 0.5] == []
    for number, sheet in enumerate(sheets, 1):
        assert f"page {number} sur {len(sheets)}" in " ".join(sheet.text.split())


def test_budgets_are_of_every_reader():
    assert set(MOST) == set(READERS)
    assert set(ONE_SHEET) < set(READINGS)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_direction_is_told_in_few_words(open_page, pages, name):
    sheets = sheets_of(open_page(pages[f"{name}-direction"].as_uri()))
    words = re.findall(r"\w+", " ".join(body_of(sheet) for sheet in sheets))
    assert len(words) <= MOST_WORDS


def body_of(sheet):
    """Return what a sheet says, without whose it is and its number, which all of them bear."""
    return sheet.text.rstrip().rpartition("\n")[0]


@pytest.mark.parametrize("name", [f"full-{reader}" for reader in READERS])
def test_whose_it_is_stands_at_the_foot_of_each_sheet(open_page, pages, name):
    for sheet in sheets_of(open_page(pages[name].as_uri())):
        foot = sheet.text.rstrip().splitlines()[-1]
        assert "ESAT" in foot
        assert "visite du" in foot


@pytest.mark.parametrize("name", [*(f"full-{r}" for r in READERS), "network", "release", *ACTIVITIES])
def test_letters_are_large_enough_and_fit(open_page, pages, name):
    page = open_page(pages[name].as_uri(), SHEET_WIDTH)
    page.emulate_media(media="print")
    sizes = page.evaluate(SIZES, NOTES)
    small = {(size, text) for size, note, text in sizes if size < (NOTE if note else BODY) - 0.01}
    assert small == set()
    assert page.evaluate("document.documentElement.scrollWidth") <= SHEET_WIDTH
