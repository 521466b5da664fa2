"""PDF through the browser that is installed (report, carriers).

1. A real one prints a tagged PDF, with its language, its title and its outline, without a sandbox only
   for the superuser; nothing is left beside the page.
2. None, one that fails or one that lasts: a sentence says how to print by hand.
3. `DIAG_NAVIGATEUR` names one; the usual places of each system are looked at.
"""

import subprocess
import sys
from pathlib import Path

import pytest
from browser.needed import lacking

from diag.questionnaire.mistakes import Refusal
from diag.report import pdf_report
from diag.report.html_markdown import document_html
from diag.report.pdf_report import BROWSER_VARIABLE, print_page
from diag.report.reader_document import build_document


@pytest.fixture
def page(tmp_path, assessed):
    path = tmp_path / "été" / "rapport-v-direction.html"
    path.parent.mkdir()
    path.write_text(document_html(build_document(assessed, "direction")), "utf-8")
    return path


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Return a function that makes a program the browser."""

    def named(body):
        path = tmp_path / "navigateur"
        path.write_text(f"#!{sys.executable}\n{body}\n", "utf-8")
        path.chmod(0o755)
        monkeypatch.setenv(BROWSER_VARIABLE, str(path))

    return named


posix = pytest.mark.skipif(sys.platform == "win32", reason="programme de POSIX")


# 1. Real


@pytest.mark.browser
def test_a_real_browser_prints_a_tagged_pdf(page):
    if not pdf_report._browser():
        lacking("chromium")
    printed = print_page(page)
    assert printed.startswith(b"%PDF-")
    for mark in (b"/StructTreeRoot", b"/Lang (fr)", b"/Outlines", b"/Title"):
        assert mark in printed
    assert list(page.parent.iterdir()) == [page]


@pytest.mark.skipif(sys.platform != "linux", reason="propre à Linux")
@pytest.mark.parametrize(("user", "added"), [(0, ("--no-sandbox",)), (1000, ())])
def test_the_sandbox_is_left_only_by_the_superuser(monkeypatch, user, added):
    monkeypatch.setattr(pdf_report.os, "geteuid", lambda: user)
    assert pdf_report._unconfined() == added


@posix
def test_it_is_asked_for_no_network_and_a_profile_of_its_own(page, program):
    program(
        "import sys; from pathlib import Path\n"
        "Path('page.pdf').write_text('%PDF-' + ' '.join(sys.argv), encoding='utf-8')"
    )
    asked = print_page(page).decode()
    for option in ("--headless", "--disable-background-networking", "MAP * ~NOTFOUND"):
        assert option in asked
    assert f"--user-data-dir={page.parent.resolve()}" in asked
    assert page.resolve().as_uri() in asked


# 2. Failures


def refusal(page):
    with pytest.raises(Refusal) as caught:
        print_page(page)
    (mistake,) = caught.value.mistakes
    return mistake


def test_without_a_browser_it_says_how_to_print(page, monkeypatch):
    monkeypatch.delenv(BROWSER_VARIABLE, raising=False)
    monkeypatch.setattr(pdf_report.shutil, "which", lambda name: None)
    monkeypatch.setattr(pdf_report, "_usual", lambda: iter(()))
    told = refusal(page)
    assert "aucun navigateur" in told.what
    assert page.name in told.how
    assert "Ctrl + P" in told.how


@posix
@pytest.mark.parametrize(
    "body", ["raise SystemExit(1)", "open('page.pdf', 'w').write('<html>')"], ids=["fails", "other"]
)
def test_a_browser_that_does_not_print_is_told(page, program, body):
    program(body)
    assert "n’a pas imprimé" in refusal(page).what
    assert list(page.parent.iterdir()) == [page]


def test_a_browser_that_lasts_is_stopped(page, monkeypatch):
    def lasting(*command, **options):
        raise subprocess.TimeoutExpired(command, options["timeout"])

    monkeypatch.setattr(pdf_report, "_browser", lambda: "chromium")
    monkeypatch.setattr(pdf_report.subprocess, "run", lasting)
    assert "n’a pas imprimé" in refusal(page).what


# 3. Found


def test_a_named_browser_that_is_absent_is_told(page, monkeypatch):
    monkeypatch.setenv(BROWSER_VARIABLE, "/absent/navigateur")
    assert BROWSER_VARIABLE in refusal(page).what


def test_the_usual_places_of_mac_and_windows_are_looked_at(monkeypatch):
    monkeypatch.setenv("PROGRAMFILES", "/Programmes")
    monkeypatch.setattr(pdf_report.platform, "system", lambda: "Windows")
    assert Path("/Programmes/Microsoft/Edge/Application/msedge.exe") in pdf_report._usual()
    monkeypatch.setattr(pdf_report.platform, "system", lambda: "Darwin")
    chrome = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    assert Path(chrome) in pdf_report._usual()
