"""Real pages in a real Chromium; without one, the tests are skipped and say so (they fail in CI)."""

import importlib.util
import shutil

import pytest
from browser.needed import lacking
from browser.pages import write_pages

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


@pytest.fixture(scope="module")  # closed with its file: its event loop would be in the way of others
def browser():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None or importlib.util.find_spec("playwright") is None:
        lacking("playwright" if chromium else "chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser):
    """Return a function that opens a page at a width, and notes what it asks the network for."""
    contexts = []

    def opened(url, width=1280, height=900, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.requests = []
        page.on("request", lambda request: page.requests.append(request.url))
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory):
    """Return the files of the pages by name: `READING-READER`, `network`, `release`."""
    return write_pages(tmp_path_factory.mktemp("pages"))
