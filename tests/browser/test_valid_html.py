"""Every page is valid HTML, as the Nu checker of the W3C reads it (report, acceptance 3)."""

import shutil

import pytest
from browser.html_checker import JAR, errors
from browser.needed import lacking

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def checker():
    """Need the checker and what runs it."""
    if shutil.which("java") is None:
        lacking("java")
    if not JAR.exists():
        lacking("vnu-jar (python tests/browser/html_checker.py)")


def test_the_checker_finds_no_error(pages):
    assert errors(pages.values()) == set()


def test_the_checker_sees_an_error(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<!doctype html><html lang=fr><title>x</title><p id=a><p id=a>", "utf-8")
    assert errors([page])
