"""The position in every format: the same facts, well typeset, inert, enough to be placed again.

1. HTML and Markdown hold every string; each strip has its words.
2. The terminal holds the place of the whole, in its width (interview, line 12).
3. JSON: the quantiles and the parts, from which the words follow (M15); its schema knows them.
4. A source typed by people stays text.
"""

import html
import json
import re
from decimal import Decimal

import jsonschema
import pytest
from report.position_cases import example, of_another_version, placed
from report.test_parity import squeeze, strings, text_of_html, text_of_markdown

from diag.report.html_markdown import render_html, render_markdown
from diag.report.json_report import render_json, render_schema
from diag.report.terminal_summary import render_result
from diag.report.visit_view import build_visit_view

HOSTILE = "<script>alert(1)</script> {{7*7}} [x](javascript:alert(1)) | a | =1+1"
NAMES = ("esat", "ehpad", "insertion", "aide")


@pytest.mark.parametrize("name", NAMES)
def test_every_string_is_in_html_and_markdown(name):
    view = build_visit_view(placed(name, synthetic=True))
    page, text = text_of_html(render_html(view)), text_of_markdown(render_markdown(view))
    expected = [squeeze(s) for s in strings(view.position) if s]
    assert len(expected) > 20
    assert [s for s in expected if s not in page] == []
    assert [s for s in expected if s not in text] == []


def test_each_strip_has_its_words():
    view = build_visit_view(placed("esat"))
    page = render_html(view)
    for place in view.position.places:
        assert f'aria-label="{place.spread.text}"' in page


def test_markdown_holds_no_two_blank_lines_and_whole_tables():
    text = render_markdown(build_visit_view(placed("esat", synthetic=True)))
    assert "\n\n\n" not in text
    table = re.search(r"\| Axe \| Place.*\n(?:\|.*\n)+", text).group()
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()} == {4}


@pytest.mark.parametrize("name", NAMES)
def test_typography(name):
    page = render_html(build_visit_view(placed(name, synthetic=True)))
    section = re.search(r'<section class="standing">.*?</section>', page, flags=re.S).group()
    text = html.unescape(re.sub(r"<[^>]+>", "\n", section))
    assert re.findall(r".{0,20} [;:!?%»](?!\S)", text) == []
    assert re.findall(r"« .{0,20}", text) == []
    assert "'" not in text


# 2. Terminal


@pytest.mark.parametrize("width", [40, 60, 80])
def test_the_terminal_says_the_place_of_the_whole_in_its_width(width):
    text = render_result(build_visit_view(placed("esat", synthetic=True)), width)
    assert text.count("Parmi ses pairs") == 1
    assert max(map(len, text.splitlines())) <= width
    assert "données de démonstration" in " ".join(text.split())


def test_the_terminal_says_the_group_once():
    text = " ".join(render_result(build_visit_view(placed("esat")), 80).split())
    assert text.count("20 à 49 structures accompagnées") == 1


def test_the_terminal_says_nothing_of_peers_without_a_release():
    text = " ".join(render_result(build_visit_view(example("esat")), 80).split())
    assert "repère" not in text
    assert "pairs" not in text


# 3. JSON


def scores(data):
    return {**data["scores"]["dimensions"], "global": data["scores"]["global"]}


@pytest.mark.parametrize("name", NAMES)
def test_the_parts_of_the_json_follow_from_its_quantiles(name):
    for score in scores(json.loads(render_json(placed(name)))).values():
        given = score["position"]
        if given is None:  # too little is known
            assert score["known"] < 70
            continue
        cuts = given["deciles"] or (
            [given["median"]]
            if given["q1"] is None
            else [given["q1"], given["median"], given["q3"]]
        )
        assert given["parts"] == len(cuts) + 1
        half = Decimal(given["step"]) / 2
        ends = [Decimal(str(score[end])) for end in ("low", "high")]
        if all(
            end % 1 != Decimal("0.5") for end in ends
        ):  # else 45.45, which reads 45, is told 45.5
            low, high = (int(end + Decimal("0.5")) for end in ends)
            assert given["low"] == 1 + sum(low >= cut + half for cut in cuts)
            assert given["high"] == 1 + sum(high > cut - half for cut in cuts)


def test_the_json_says_which_release_and_which_group():
    data = json.loads(render_json(placed("esat", synthetic=True)))["repere"]
    assert (data["date"], data["first_month"], data["last_month"]) == (
        "2026-11-22",
        "2026-03",
        "2026-10",
    )
    assert data["synthetic"] is True
    assert data["group"]["region"] == "Hauts-de-France"
    assert (data["group"]["type"], data["group"]["departement"]) == ("esat", "")
    assert data["group"]["size"] == "20-49"
    assert "Oise (60)" in data["fallback"]


def test_without_a_release_the_json_says_null():
    data = json.loads(render_json(example("esat")))
    assert data["repere"] is None
    assert {score["position"] for score in scores(data).values()} == {None}


def test_another_version_is_refused_in_the_json_too():
    release = of_another_version(placed("esat").release)
    data = json.loads(render_json(example("esat", release)))
    assert data["repere"]["refusal"].startswith("ce repère ne se compare pas")
    assert data["repere"]["group"] is None
    assert {score["position"] for score in scores(data).values()} == {None}


def test_the_schema_knows_the_position():
    for name in NAMES:
        jsonschema.validate(json.loads(render_json(placed(name))), json.loads(render_schema()))


# 4. What people typed


def test_a_source_stays_text():
    view = build_visit_view(placed("esat", source=HOSTILE))
    assert "<script" not in render_html(view)
    text = render_markdown(view)
    assert "<script" not in text.replace("\\<script", "")
    assert not re.search(r"(?<!\\)\]\(", text)
