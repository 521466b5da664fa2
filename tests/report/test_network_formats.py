"""The two formats of the page of a network: the same facts, inert, offline, well typeset."""

import html
import re

import pytest
from network_sample import rows, strings

from diag.report.html_markdown import render_network_html, render_network_markdown
from diag.report.network_view import Cell, Point, Share, Stack, Strip, build_network_view

HOSTILE = "<script>alert(1)</script> {{7*7}} [x](javascript:alert(1)) | a | b ../../etc"


@pytest.fixture(scope="module", params=[400, 60, 12, 3, 0])
def view(request, full):
    network = rows(full, request.param).network(source="export de l'été.csv", stamp="Fictif")
    return build_network_view(network)


def untold(part, name):
    """Tell whether a field is drawn, is an address, or repeats its neighbours."""
    drawn = name in ("bar", "ticks") or isinstance(part, Strip | Stack)
    return drawn or (type(part), name) in {(Cell, "shade"), (Point, "place"), (Share, "text")}


def squeeze(text):
    return "".join(text.split())


def text_of(page):
    return html.unescape(
        re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", page, flags=re.S))
    )


def test_every_string_of_the_view_is_in_html_and_markdown(view):
    page = squeeze(text_of(render_network_html(view)))
    text = squeeze(re.sub(r"\\(.)", r"\1", render_network_markdown(view)))
    expected = [squeeze(s) for s in strings(view, untold) if s]
    assert len(expected) > 50
    lost = [[s for s in expected if s not in whole] for whole in (page, text)]
    assert lost == [[], []]


def test_each_figure_has_its_words(view):
    page = render_network_html(view)
    drawn = [row.strip for row in view.scores if row.strip]
    drawn += [row.stack for row in view.levels if row.stack]
    assert page.count('role="img"') == len(drawn)
    for figure in drawn:
        assert f'aria-label="{figure.text}"' in page


def test_html_needs_no_network_and_no_script(view):
    page = render_network_html(view)
    assert not re.search(r"<(script|link|img|iframe|object|embed)\b", page)
    assert not re.search(r"url\(|@import", page)
    assert not re.search(r'(href|src)="(?!#)', page)
    assert "Content-Security-Policy" in page


def test_the_same_network_gives_the_same_bytes(full):
    one, other = (build_network_view(rows(full, 50).network()) for _ in range(2))
    assert render_network_html(one) == render_network_html(other)
    assert render_network_markdown(one) == render_network_markdown(other)


def test_what_comes_from_outside_stays_text(full):
    view = build_network_view(rows(full, 20).network(source=HOSTILE, stamp=HOSTILE))
    assert view.file_name == HOSTILE
    page, text = render_network_html(view), render_network_markdown(view)
    assert "<script" not in page
    assert "<script" not in text.replace("\\<script", "")
    assert not re.search(r"(?<!\\)\]\(", text)


def test_a_table_of_the_markdown_has_its_columns(view):
    tables = re.findall(r"(?:^\|.*\n)+", render_network_markdown(view), flags=re.M)
    assert len(tables) >= 3
    for table in tables:
        widths = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
        assert len(widths) == 1


def test_typography(view):
    text = text_of(render_network_html(view)).replace("export de l'été.csv", "")
    assert re.findall(r".{0,20} [;:!?%»](?!\S)", text) == []
    assert re.findall(r"« .{0,20}", text) == []
    assert "'" not in text
    markdown = render_network_markdown(view)
    assert re.findall(r".{0,20} [;:!?%»](?!\S|-)", markdown) == []
