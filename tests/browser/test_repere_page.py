"""The page of a release in a real browser.

The same promises as the other pages: offline, without a script, without a fault that axe-core finds,
whole on a screen, on a phone and on paper. A report with its position is in test_report_page.py.
"""

import re
from pathlib import Path

import pytest
from benchmark.release_cases import HDF, cell, regional, release
from report.position_cases import placed

from diag.report.html_markdown import render_html, render_release_html
from diag.report.release_view import build_release_view
from diag.report.visit_view import build_visit_view

pytestmark = pytest.mark.browser
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CELLS = (
    cell(size="100+"),
    cell((HDF,), "50-99"),
    cell((HDF, "ehpad"), "20-49", low=0),
    cell((HDF, "siae"), "6-9", low=0),
    cell((HDF, "ehpad", "d59"), "10-19", low=50),
)


def release_page():
    return render_release_html(build_release_view(release(CELLS, synthetic=True), regional()))


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """Return the address of the page of a release."""
    path = tmp_path_factory.mktemp("repere") / "repere.html"
    path.write_text(release_page(), "utf-8")
    return path.as_uri()


def test_it_asks_nothing_of_the_network_and_needs_no_script(open_page, url):
    page = open_page(url, java_script_enabled=False)
    assert page.requests == [url]
    assert page.locator("svg.spread").first.is_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_no_fault(open_page, url, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = open_page(url, width, bypass_csp=True)
    page.add_script_tag(path=str(Path(axe.__file__).parent / "axe.min.js"))
    found = page.evaluate("axe.run().then(result => result.violations)")
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in found] == []


@pytest.mark.parametrize("width", [1280, 720, 390, 320])
def test_nothing_overflows_on_a_screen(open_page, url, width):
    page = open_page(url, width)
    assert page.evaluate(OVERFLOW) <= 0


def test_nothing_overflows_on_paper(open_page, url):
    page = open_page(url, 680)  # the width of an A4 sheet without its margins
    page.emulate_media(media="print")
    assert page.evaluate(OVERFLOW) <= 0


def test_the_structure_is_drawn_at_its_score(open_page, tmp_path):
    path = tmp_path / "rapport.html"
    path.write_text(render_html(build_visit_view(placed("esat"))), "utf-8")
    page = open_page(path.as_uri())
    strip = page.locator("svg.spread").first
    box, mark = strip.bounding_box(), strip.locator(".mark").bounding_box()
    middle = mark["x"] + mark["width"] / 2
    assert (middle - box["x"]) / box["width"] == pytest.approx(0.44, abs=0.005)


def test_the_release_prints_on_a_few_sheets(open_page, url):
    pdf = open_page(url).pdf(format="A4", prefer_css_page_size=True)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 3
