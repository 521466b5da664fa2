"""Markdown and HTML tell the same facts: every string of the view is in both (architecture, rule 4)."""

import html
import re
from dataclasses import fields, is_dataclass

import pytest

from diag.report.html_markdown import render_html, render_markdown
from diag.report.position_view import Spread
from diag.report.score_view import Bar
from diag.report.visit_view import build_visit_view


def strings(part):
    """Yield every printed string of a view; the drawing of a bar is told by its neighbours."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from strings(item)
    elif is_dataclass(part) and not isinstance(part, Bar | Spread):
        for field in fields(part):
            # Dots are a drawing too, a brief is for the terminal, a mark for diag.
            if field.name not in ("pips", "mark", "aside_brief", "brief"):
                yield from strings(getattr(part, field.name))


def text_of_html(page):
    body = re.sub(r"<style>.*?</style>", "", page, flags=re.S)
    return squeeze(
        html.unescape(re.sub(r"<[^>]+>", " ", body)) + " ".join(re.findall(r'id="([^"]*)"', page))
    )


def text_of_markdown(text):
    return squeeze(re.sub(r"\\(.)", r"\1", text))


def squeeze(text):
    return "".join(text.split())


@pytest.mark.parametrize("name", ["assessed", "hostile"])
def test_every_string_of_the_view_is_in_html_and_markdown(name, request):
    view = build_visit_view(request.getfixturevalue(name))
    page, text = text_of_html(render_html(view)), text_of_markdown(render_markdown(view))
    ids = {a.id for a in (*view.priorities, *view.others)} | {d.id for d in view.dimensions}
    expected = [squeeze(s) for s in strings(view) if s and s not in ids]
    assert len(expected) > 100
    assert [s for s in expected if s not in page] == []
    assert [s for s in expected if s not in text] == []


def test_figures_of_the_json_are_those_of_the_annex(assessed):
    from diag.report.json_report import report

    view, data = build_visit_view(assessed), report(assessed)
    scores = [*data.scores.dimensions.values(), data.scores.global_]
    assert [e.score for e in view.exact] == [f"{s.score:.1f}".replace(".", ",") for s in scores]
    assert [a.id for a in (*view.priorities, *view.others)] == [a.id for a in data.actions]
    assert sum(a.priority for a in data.actions) == len(view.priorities)
