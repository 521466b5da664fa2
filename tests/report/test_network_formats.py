"""The two formats of the page of a network: the same facts, inert, offline, well typeset."""

import html
import re

import pytest
from network_sample import rows, strings
from report.test_network_view import MEANS, member

from diag.report.chart_figures import DotStrip
from diag.report.html_markdown import document_html, document_markdown
from diag.report.network_internal import Gap
from diag.report.network_view import build_network_document
from diag.report.programme_view import NeedRow

HOSTILE = "<script>alert(1)</script> {{7*7}} [x](javascript:alert(1)) | a | b ../../etc"
_DRAWN = {
    (NeedRow, "need_span"), (NeedRow, "covered_span"), (NeedRow, "cells"),
    (Gap, "start"), (Gap, "span"),
}  # fmt: skip


@pytest.fixture(scope="module", params=[400, 12, 3, 0])
def document(request, full):
    network = rows(full, request.param).network(
        source="export de l'été.csv",
        stamp="Fictif",
        means=MEANS,
        members=(member(full), member(full, "Autre")),
        calls=(member(full),),
    )
    return build_network_document(network)


def untold(part, name):
    """Tell whether a field is drawn, is an address, or is of one format."""
    drawn = isinstance(part, DotStrip) or (type(part), name) in _DRAWN
    return drawn or name in ("anchor", "circles", "bands")


def squeeze(text):
    return "".join(text.split())


def text_of(page):
    return html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", page, flags=re.S)))


def test_every_string_of_the_view_is_in_html_and_markdown(document):
    page = squeeze(text_of(document_html(document)))
    text = squeeze(re.sub(r"\\(.)", r"\1", document_markdown(document)))
    told = (document.head, document.sections, document.foot)
    expected = [squeeze(s) for s in strings(told, untold) if s]
    lost = [[s for s in expected if s not in whole] for whole in (page, text)]
    assert lost == [[], []]


def test_html_needs_no_network_and_no_script(document):
    page = document_html(document)
    assert not re.search(r"<(script|link|img|iframe|object|embed)\b", page)
    assert not re.search(r"@import|url\((?!data:)", page)
    assert not re.search(r'(href|src)="(?!#)', page)
    assert "Content-Security-Policy" in page


def test_the_same_network_gives_the_same_bytes(full):
    one, other = (build_network_document(rows(full, 50).network()) for _ in range(2))
    assert document_html(one) == document_html(other)
    assert document_markdown(one) == document_markdown(other)


def test_what_comes_from_outside_stays_text(full):
    network = rows(full, 3).network(source=HOSTILE, stamp=HOSTILE, members=(member(full, HOSTILE),))
    document = build_network_document(network)
    page, text = document_html(document), document_markdown(document)
    assert "<script" not in page
    assert "<script" not in text.replace("\\<script", "")
    assert not re.search(r"(?<!\\)\]\(", text)


def test_a_table_of_the_markdown_has_its_columns(document):
    tables = re.findall(r"(?:^\|.*\n)+", document_markdown(document), flags=re.M)
    for table in tables:
        widths = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
        assert len(widths) == 1


def test_typography(document):
    text = text_of(document_html(document)).replace("export de l'été.csv", "")
    assert re.findall(r".{0,20} [;:!?%»](?!\S)", text) == []
    assert re.findall(r"« .{0,20}", text) == []
    assert "'" not in text
