"""The pages of a network and of a release on paper and on a phone (report.md §1).

What every page promises is held by test_screen.py and test_paper.py; here, what is theirs:

1. A network is two sheets and an annex, four at most; names begin on a sheet of their own.
2. A release is three sheets at most.
3. The figures of the programme hold on the first screen.
"""

import pytest
from benchmark.release_cases import regional, release
from browser.pages import CELLS
from browser.sheets import sheets_of
from helpers import PRINT
from network_sample import rows
from report.test_network_view import MEANS, member

from diag.questionnaire.loader import load
from diag.report.html_markdown import document_html
from diag.report.network_view import build_network_document
from diag.report.release_view import build_release_document

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=[1400, 12, 2])
def url(request, tmp_path_factory):
    """Return the address of the page of a large, a small and a tiny network."""
    full = load(PRINT)
    long = "Association départementale d’accompagnement " * 3
    named = [member(full, f"{long}{n}"[-120:], department=n % 5) for n in range(10)]
    network = rows(full, request.param).network(
        means=MEANS, members=tuple(named[:2]), calls=tuple(named), stamp="Données fictives"
    )
    path = tmp_path_factory.mktemp("network") / "synthese.html"
    path.write_text(document_html(build_network_document(network)), "utf-8")
    return path.as_uri()


def test_it_prints_on_four_sheets_at_most_and_names_stand_on_the_second(open_page, url):
    sheets = sheets_of(open_page(url))
    assert len(sheets) <= 4
    if len(sheets) > 1:
        assert "Qui appeler d’abord" in sheets[1].text
        assert "Association départementale" not in sheets[0].text


def test_the_figures_hold_on_the_first_screen(open_page, url):
    figures = open_page(url, 1280, 900).locator(".figures")
    if figures.count():
        box = figures.bounding_box()
        assert box["y"] + box["height"] <= 900


def test_a_release_prints_on_three_sheets_at_most(open_page, tmp_path):
    path = tmp_path / "repere.html"
    page = build_release_document(release(CELLS, synthetic=True), regional())
    path.write_text(document_html(page), "utf-8")
    assert len(sheets_of(open_page(path.as_uri()))) <= 3
