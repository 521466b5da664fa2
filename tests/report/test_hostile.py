"""Names and notes are inert wherever they are printed, and private notes are printed nowhere.

1. HTML: nothing typed becomes a tag, an attribute or a script; the page forbids scripts anyway.
2. Markdown: no HTML, no link, no table cell, no heading.
3. File names: letters, digits and hyphens.
4. Private notes reach no format.
"""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diag.report.html_markdown import render_html, render_markdown
from diag.report.report_files import FORMATS, file_name
from diag.report.terminal_summary import render_result
from diag.report.visit_view import build_visit_view
from diag.safe_text import markdown


def test_html_keeps_what_was_typed_as_text(hostile):
    page = render_html(build_visit_view(hostile))
    assert "<script" not in page
    assert "javascript:" in page  # shown, as text
    assert not re.search(r'(href|src)="(?!#)', page)
    assert "Content-Security-Policy" in page


def test_html_needs_no_network_and_no_script(assessed):
    page = render_html(build_visit_view(assessed))
    assert not re.search(r"<(script|link|img|iframe|object|embed)\b", page)
    assert "url(" not in page
    assert "@import" not in page


def test_markdown_keeps_what_was_typed_as_text(hostile):
    text = render_markdown(build_visit_view(hostile))
    assert "<script" not in text.replace("\\<script", "")
    assert not re.search(r"(?<!\\)\]\(", text)
    row = next(line for line in text.splitlines() if line.startswith("| Postes (MA01"))
    assert len(re.findall(r"(?<!\\)\|", row)) == 6


@given(st.text())
def test_escaped_markdown_holds_on_one_line_and_opens_nothing(value):
    text = markdown(value)
    assert "\n" not in text
    assert not re.match(r"\s*([#+=>-]|\d+[.)])", text)
    assert not re.search(r"(?<!\\)(\\\\)*[<>|`*_\[\]~]", text)


@given(st.text())
def test_file_names_are_plain(value):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", file_name(value))


@pytest.mark.parametrize("kind", sorted(FORMATS))
def test_private_notes_reach_no_report(assessed, kind):
    text = FORMATS[kind](assessed, build_visit_view(assessed))
    assert "Une note partagée." in text
    assert "SECRET-PRIVE" not in text


def test_private_notes_do_not_reach_the_terminal(assessed):
    assert "SECRET-PRIVE" not in render_result(build_visit_view(assessed), 80)
