"""Real pages in a real Chromium; without one, the tests are skipped and say so (they fail in CI)."""

import importlib.util
import os
import shutil

import pytest

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


@pytest.fixture(
    scope="module"
)  # closed with its file: its event loop would be in the way of others
def browser():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    library = importlib.util.find_spec("playwright")
    if library is None or chromium is None:
        lacking = "playwright" if library is None else "chromium"
        if os.environ.get("DIAG_REQUIRE_BROWSER") == "1":
            pytest.fail(f"{lacking} manque, et DIAG_REQUIRE_BROWSER=1 l'exige")
        pytest.skip(f"{lacking} n'est pas installé")
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
