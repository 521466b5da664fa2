"""Every page on a screen: readable by everyone, at any width, offline (report §7, acceptance 3).

1. Nothing is asked of the network; nothing needs a script.
2. axe-core finds no fault (RGAA, WCAG 2 A and AA) in light, in dark and in forced colours, at 1280,
   390 and 320 px.
3. Nothing overflows, down to 320 px, nor at 200 % of 1280 px.
4. Every link inside a page leads somewhere; others are of the web or of the mail.
5. A table whose rows became blocks is still a table for who does not see it.
6. The page can be skipped to its content, and has one title of the first level.
"""

from pathlib import Path

import pytest
from browser.pages import SCREENS, page_names

pytestmark = pytest.mark.browser
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDTHS = (1280, 640, 390, 320)
DRESSES = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
}
CHECKED = (1280, 390, 320)
FOUND = "axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html)]))"


@pytest.fixture(params=SCREENS)
def url(request, pages):
    return pages[request.param].as_uri()


def test_it_asks_nothing_of_the_network_and_needs_no_script(open_page, url):
    page = open_page(url, java_script_enabled=False)
    assert [one for one in page.requests if not one.startswith("data:")] == [url]
    assert page.locator("h1").is_visible()


@pytest.mark.parametrize("dress", DRESSES)
def test_axe_finds_no_fault(open_page, url, dress):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = open_page(url, bypass_csp=True, **DRESSES[dress])
    page.add_script_tag(path=str(Path(axe.__file__).parent / "axe.min.js"))
    for width in CHECKED:
        page.set_viewport_size({"width": width, "height": 900})
        assert (width, page.evaluate(FOUND)) == (width, [])


def test_nothing_overflows(open_page, pages):
    page = open_page("about:blank")
    found = {}
    for name in page_names():
        page.goto(pages[name].as_uri())
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found[name, width] = page.evaluate(OVERFLOW)
    assert {where: more for where, more in found.items() if more > 0} == {}


def test_every_link_leads_somewhere(open_page, url):
    page = open_page(url)
    links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    inside = {link for link in links if link.startswith("#")}
    assert [link for link in inside if page.locator(f'[id="{link[1:]}"]').count() != 1] == []
    schemes = ("https://", "http://", "mailto:", "tel:")
    assert [link for link in links if link not in inside and not link.startswith(schemes)] == []


def test_rows_that_are_blocks_are_still_rows(open_page, url):
    page = open_page(url, 1280)
    wide = table_roles(page)
    page.set_viewport_size({"width": 390, "height": 900})
    narrow = table_roles(page)
    assert {role: narrow[role] for role in wide} == wide


def table_roles(page):
    """Return how many tables, rows and cells Chromium tells a screen reader."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    told = [node["role"]["value"] for node in tree["nodes"] if not node.get("ignored")]
    return {role: told.count(role) for role in ("table", "row", "rowheader", "cell")}


def test_it_is_skipped_to_its_content_and_has_one_title(open_page, url):
    page = open_page(url)
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.getAttribute('href')")
    assert page.locator(f"main{focused}").count() == 1
    assert page.locator("h1").count() == 1
