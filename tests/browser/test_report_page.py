"""The report as a page: readable on a screen, on a phone and on paper, by everyone, offline.

1. Nothing is asked of the network; nothing needs a script.
2. No accessibility fault that axe-core can find (RGAA and WCAG 2 A and AA).
3. Nothing overflows at 1280 px, at 390 px, or on an A4 sheet.
4. Every link inside the page leads somewhere.
5. What was typed by people stays text.
"""

import re
from pathlib import Path

import pytest
from helpers import ROOT, make_visit, mini

from diag.report.assessed_visit import prepare
from diag.report.html_markdown import render_html
from diag.report.visit_view import build_visit_view
from diag.visit.visit_model import Answer

pytestmark = pytest.mark.browser
PAGES = {
    "full": ROOT / "tests" / "report" / "gold" / "rapport.html",  # every section, a position too
    "plain": ROOT / "examples" / "rapports" / "rapport-ehpad-somme-rurale.html",
}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(params=PAGES)
def url(request):
    return PAGES[request.param].as_uri()


def open_all(page):
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")


def test_it_asks_nothing_of_the_network(open_page, url):
    assert open_page(url).requests == [url]


def test_it_needs_no_script(open_page, url):
    page = open_page(url, java_script_enabled=False)
    assert page.get_by_role("heading", name="Le plan d’action").is_visible()
    assert page.locator(".action").first.is_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_no_fault(open_page, url, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = open_page(url, width, bypass_csp=True)
    open_all(page)
    page.add_script_tag(path=str(Path(axe.__file__).parent / "axe.min.js"))
    found = page.evaluate("axe.run().then(result => result.violations)")
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in found] == []


@pytest.mark.parametrize("width", [1280, 720, 390, 320])
def test_nothing_overflows_on_a_screen(open_page, url, width):
    page = open_page(url, width)
    open_all(page)
    assert page.evaluate(OVERFLOW) <= 0


def test_nothing_overflows_on_paper(open_page, url):
    page = open_page(url, 680)  # the width of an A4 sheet without its margins
    page.emulate_media(media="print")
    assert page.evaluate(OVERFLOW) <= 0


def test_it_prints_whole_on_a_few_sheets(open_page, url):
    pdf = open_page(url).pdf(format="A4", prefer_css_page_size=True)
    assert 4 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 30  # the annex explains each action


def test_every_link_leads_somewhere(open_page, url):
    page = open_page(url)
    targets = page.eval_on_selector_all(
        "a[href]", "links => links.map(a => a.getAttribute('href'))"
    )
    assert targets
    lost = [t for t in targets if not t.startswith("#") or page.locator(t).count() != 1]
    assert lost == []


def test_each_bar_has_its_words(open_page, url):
    page = open_page(url)
    names = page.eval_on_selector_all(
        "svg[role=img]", "all => all.map(s => s.getAttribute('aria-label'))"
    )
    assert len(names) >= 6
    assert all("sur 100" in name for name in names)


def test_what_people_typed_stays_text(open_page, tmp_path):
    hostile = (
        "<script>document.title='pris'</script><img src=x onerror=\"document.title='pris'\">{{7*7}}"
    )
    questionnaire = mini()
    answers = {"MA01": Answer(value="1", note=hostile, evidence=hostile), "SA01": Answer(value="2")}
    visit = make_visit(questionnaire, answers, name=hostile)
    path = tmp_path / "rapport.html"
    path.write_text(render_html(build_visit_view(prepare(questionnaire, visit))), "utf-8")
    page = open_page(path.as_uri(), bypass_csp=True)
    assert "pris" not in page.title().split("<")[0]
    assert page.locator("h1").inner_text() == hostile
    assert page.locator("main script, main img").count() == 0
