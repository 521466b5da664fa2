"""The page of a network in a real browser: readable on a screen, on a phone and on paper, offline.

The same promises as the page of a structure (test_report_page.py), on networks of all sizes.
"""

import re
from pathlib import Path

import pytest
from helpers import PRINT
from network_sample import rows

from diag.questionnaire.loader import load
from diag.report.html_markdown import render_network_html
from diag.report.network_view import build_network_view

pytestmark = pytest.mark.browser
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module", params=[1400, 12, 0])
def url(request, tmp_path_factory):
    """Return the address of the page of a large, a small and an empty network."""
    network = rows(load(PRINT), request.param).network(
        read=1_432_000, rejected=20, source="export-du-reseau-2026.csv", stamp="Données fictives"
    )
    path = tmp_path_factory.mktemp("network") / "synthese.html"
    path.write_text(render_network_html(build_network_view(network)), "utf-8")
    return path.as_uri()


def test_it_asks_nothing_of_the_network_and_needs_no_script(open_page, url):
    page = open_page(url, java_script_enabled=False)
    assert page.requests == [url]
    assert page.get_by_role("heading", name="Le profil du réseau").is_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_no_fault(open_page, url, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = open_page(url, width, bypass_csp=True)
    page.add_script_tag(path=str(Path(axe.__file__).parent / "axe.min.js"))
    found = page.evaluate("axe.run().then(result => result.violations)")
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in found] == []


@pytest.mark.parametrize("width", [1280, 1024, 720, 390, 320])
def test_nothing_overflows_on_a_screen(open_page, url, width):
    assert open_page(url, width).evaluate(OVERFLOW) <= 0


def test_nothing_overflows_on_paper(open_page, url):
    page = open_page(url, 680)  # the width of an A4 sheet without its margins
    page.emulate_media(media="print")
    assert page.evaluate(OVERFLOW) <= 0


def test_it_prints_whole_on_a_few_sheets(open_page, url):
    pdf = open_page(url).pdf(format="A4", prefer_css_page_size=True)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 9


def test_every_link_leads_somewhere(open_page, url):
    page = open_page(url)
    links = "links => links.map(a => a.getAttribute('href'))"
    for target in page.eval_on_selector_all("a[href]", links):
        assert target.startswith("#")
        assert page.locator(target).count() == 1


def test_what_to_remember_holds_on_the_first_screen(open_page, url):
    page = open_page(url, 1280, 900)
    box = page.locator(".summary").bounding_box()
    assert box["y"] + box["height"] <= 900
