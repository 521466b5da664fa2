"""The position on a terminal and in JSON: the same facts, enough to be placed again.

1. The terminal says the place of the whole, and its group, once.
2. JSON holds the quantiles and the parts; the schema knows them; null without a release or a place.
"""

import json
from decimal import Decimal

import jsonschema
import pytest
from report.position_cases import example, of_another_version, placed

from diag.report.json_report import render_json, render_schema
from diag.report.reader_document import build_document
from diag.report.result_view import build_result_view, render_result

NAMES = ("esat", "ehpad", "insertion", "aide")


def told(assessed):
    return render_json(assessed, build_document(assessed, "direction"))


# 1. Terminal


@pytest.mark.parametrize("width", [40, 60, 80])
def test_the_terminal_says_the_place_of_the_whole_in_its_width(width):
    text = render_result(build_result_view(placed("esat", synthetic=True)), width)
    assert text.count("Parmi ses pairs") == 1
    assert max(map(len, text.splitlines())) <= width
    assert "données de démonstration" in " ".join(text.split())


def test_the_terminal_says_the_group_once():
    text = " ".join(render_result(build_result_view(placed("esat")), 80).split())
    assert text.count("20 à 49 structures accompagnées") == 1


def test_the_terminal_says_nothing_of_peers_without_a_release():
    text = " ".join(render_result(build_result_view(example("esat")), 80).split())
    assert "repère" not in text
    assert "pairs" not in text


# 2. JSON


def scores(data):
    return {**data["scores"]["dimensions"], "global": data["scores"]["global"]}


@pytest.mark.parametrize("name", NAMES)
def test_the_parts_of_the_json_follow_from_its_quantiles(name):
    for score in scores(json.loads(told(placed(name)))).values():
        given = score["position"]
        if given is None:  # too little is known
            assert score["known"] < 70
            continue
        cuts = given["deciles"] or (
            [given["median"]] if given["q1"] is None else [given["q1"], given["median"], given["q3"]]
        )
        assert given["parts"] == len(cuts) + 1
        half = Decimal(given["step"]) / 2
        ends = [Decimal(str(score[end])) for end in ("low", "high")]
        if all(end % 1 != Decimal("0.5") for end in ends):  # else 45.45, which reads 45, is told 45.5
            low, high = (int(end + Decimal("0.5")) for end in ends)
            assert given["low"] == 1 + sum(low >= cut + half for cut in cuts)
            assert given["high"] == 1 + sum(high > cut - half for cut in cuts)


def test_the_json_says_which_release_and_which_group():
    data = json.loads(told(placed("esat", synthetic=True)))["repere"]
    assert (data["date"], data["first_month"], data["last_month"]) == ("2026-11-22", "2026-03", "2026-10")
    assert data["synthetic"] is True
    assert data["group"]["region"] == "Hauts-de-France"
    assert (data["group"]["type"], data["group"]["departement"]) == ("esat", "")
    assert data["group"]["size"] == "20-49"
    assert "Oise (60)" in data["fallback"]


def test_without_a_release_the_json_says_null():
    data = json.loads(told(example("esat")))
    assert data["repere"] is None
    assert {score["position"] for score in scores(data).values()} == {None}


def test_another_version_is_refused_in_the_json_too():
    release = of_another_version(placed("esat").release)
    data = json.loads(told(example("esat", release)))
    assert data["repere"]["refusal"].startswith("ce repère ne se compare pas")
    assert data["repere"]["group"] is None
    assert {score["position"] for score in scores(data).values()} == {None}


@pytest.mark.slow
def test_the_schema_knows_the_position():
    for name in NAMES:
        jsonschema.validate(json.loads(told(placed(name))), json.loads(render_schema()))
