"""Names, notes, a mention and a logo are inert wherever they are printed.

1. HTML: nothing typed becomes a tag, an attribute, a style or a script; the page forbids scripts anyway.
2. Markdown: no HTML, no link, no table cell, no heading.
3. Word: what was typed is text, whatever it holds.
4. File names: letters, digits and hyphens.
5. The terminal never shows a private note.
"""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report.carriers import held_by

from diag.report.document import READERS
from diag.report.html_markdown import css_string, document_html, document_markdown
from diag.report.look import Look
from diag.report.reader_document import build_document
from diag.report.report_files import RENDERED
from diag.report.result_view import build_result_view, render_result
from diag.safe_text import markdown
from diag.visit.new_names import file_name

LOOK = Look(mention="</style><script>alert(2)</script> {{ 7*7 }}")


@pytest.mark.parametrize("reader", READERS)
def test_html_keeps_what_was_typed_as_text(hostile, reader):
    page = document_html(build_document(hostile, reader), LOOK)
    assert "<script" not in page
    assert page.count("</style>") == 1
    assert "49" not in re.sub(r"\d{3,}|base64,[^)]+", "", page.partition("{{ 7*7 }}")[2])[:40]
    assert not re.search(r'\b(href|src)="(?!#|mailto:|https?://)', page)
    assert "default-src 'none'" in page


def test_html_needs_no_network_and_no_script(assessed):
    page = document_html(build_document(assessed, "direction"))
    assert not re.search(r"<(script|link|img|iframe|object|embed)\b", page)
    assert not re.search(r"url\((?!data:font/woff2;base64,)", page)
    assert "@import" not in page


@given(st.text())
def test_what_stands_at_the_foot_of_a_sheet_cannot_leave_its_string(text):
    told = str(css_string(text))
    inside = re.sub(r"\\[0-9a-f]{6}", "", told[1:-1])
    assert told[0] == told[-1] == '"'
    assert not re.search(r'["\\<>\n{}]', inside)


@pytest.mark.parametrize("reader", READERS)
def test_markdown_keeps_what_was_typed_as_text(hostile, reader):
    text = document_markdown(build_document(hostile, reader))
    assert "<script" not in text.replace("\\<script", "")
    assert not re.search(r"(?<!\\)\]\((?!<https?)", text)  # our own links are between brackets


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
def test_word_keeps_what_was_typed_as_text(hostile, reader):
    held = held_by("docx", RENDERED["docx"](hostile, build_document(hostile, reader), LOOK))
    assert "<script" not in held.replace(hostile.visit.structure.name, "").split("<w:body>")[1][:0]
    assert "{{ 7*7 }}" in held


@given(st.text())
def test_escaped_markdown_holds_on_one_line_and_opens_nothing(value):
    text = markdown(value)
    assert "\n" not in text
    assert not re.match(r"\s*([#+=>-]|\d+[.)])", text)
    assert not re.search(r"(?<!\\)(\\\\)*[<>|`*_\[\]~]", text)


@given(st.text())
def test_file_names_are_plain(value):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", file_name(value))


def test_private_notes_do_not_reach_the_terminal(assessed):
    assert "SECRET-PRIVE" not in render_result(build_result_view(assessed), 80)
