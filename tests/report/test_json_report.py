"""The JSON report is a contract: valid against its schema, and enough to recompute every figure.

1. `report.schema.json` is what the models say.
2. Scores, halos, coverage, levels and gains follow from the file alone (M3-M10, M20).
3. Same input, same bytes.
"""

import json
from fractions import Fraction
from math import floor

import jsonschema
import pytest
from helpers import ROOT, make_visit

from diag.report.assessed_visit import prepare
from diag.report.json_report import render_json, render_schema

SCHEMA = ROOT / "report_templates" / "report.schema.json"


def rounded(value):
    return floor(value * 10 + Fraction(1, 2)) / 10


def recompute(data, answers):
    """Return score, low and high of each dimension, and of the whole, from the answers alone."""
    dimensions = {}
    for name in data["scores"]["dimensions"]:
        own = [a for a in answers if a["dimension"] == name]
        weight = {
            s: sum(a["weight"] for a in own if a["status"] == s)
            for s in ("answered", "unknown", "missing")
        }
        points = sum(a["weight"] * 25 * a["value"] for a in own if a["status"] == "answered")
        known = weight["answered"] + weight["unknown"]
        asked = known + weight["missing"]
        doubt = 100 * (weight["unknown"] + weight["missing"])
        dimensions[name] = [
            Fraction(points, known or 1),
            Fraction(points, asked or 1),
            Fraction(points + doubt, asked or 1),
        ]
    weights = {n: d["weight"] for n, d in data["scores"]["dimensions"].items()}
    whole = [
        sum(weights[n] * v[i] for n, v in dimensions.items()) / Fraction(sum(weights.values()))
        for i in range(3)
    ]
    return dimensions, whole


@pytest.fixture(
    params=sorted((ROOT / "examples" / "rapports").glob("*.json")), ids=lambda p: p.stem
)
def data(request):
    return json.loads(request.param.read_text("utf-8"))


def test_the_schema_is_generated_from_the_models():
    assert SCHEMA.read_text("utf-8") == render_schema()


def test_reports_follow_the_schema(data):
    jsonschema.validate(data, json.loads(SCHEMA.read_text("utf-8")))


def test_scores_and_halos_follow_from_the_answers(data):
    dimensions, whole = recompute(data, data["answers"])
    for name, expected in dimensions.items():
        given = data["scores"]["dimensions"][name]
        if given["reason"] is None:
            assert [given["score"], given["low"], given["high"]] == [rounded(v) for v in expected]
    if data["scores"]["global"]["reason"] is None:
        given = data["scores"]["global"]
        assert [given["score"], given["low"], given["high"]] == [rounded(v) for v in whole]


def test_contributions_add_up_to_the_score(data):
    for name, score in data["scores"]["dimensions"].items():
        if score["reason"] is None:
            own = [a["contribution"] or 0 for a in data["answers"] if a["dimension"] == name]
            assert sum(own) == pytest.approx(score["score"], abs=0.06)


def test_levels_follow_from_the_scores_and_the_gates(data):
    rules = data["questionnaire"]["scoring"]
    gates = []
    for answer in data["answers"]:
        excused = answer["status"] == "hidden" or (
            answer["status"] == "not_applicable" and answer["not_applicable_allowed"]
        )
        if answer["core"] and not excused:
            gates.append((answer["dimension"], answer["question"], answer["value"] or 0))
    for name, score in [*data["scores"]["dimensions"].items(), (None, data["scores"]["global"])]:
        raw = sum(score["score"] >= t for t in rules["thresholds"])
        own = [v for d, _, v in gates if name in (None, d)]
        level = min([raw, 4, *(1 + v for v in own)])
        if name is None:
            weakest = min(d["score"] for d in data["scores"]["dimensions"].values())
            floors = [t - rules["dimension_margin"] for t in rules["thresholds"]]
            level = min(level, sum(weakest >= f for f in floors))
        assert (score["raw_level"], score["level"]) == (raw, level)


def test_gains_follow_from_the_answers_in_the_order_of_the_plan(data):
    answers = [dict(a) for a in data["answers"]]
    _, before = recompute(data, answers)
    for action in data["actions"]:
        for target in action["targets"]:
            answer = next(a for a in answers if a["question"] == target["question"])
            if answer["status"] in ("answered", "unknown"):
                answer["value"] = max(answer["value"] or 0, target["level"])
                answer["status"] = "answered"
        _, after = recompute(data, answers)
        assert action["gain"] == pytest.approx(float(after[0] - before[0]), abs=1e-4)
        before = after


def test_same_input_gives_the_same_bytes(small):
    visit = make_visit(small, {"MA01": 1, "SA01": 2})
    assert render_json(prepare(small, visit)) == render_json(prepare(small, visit))


def test_a_dimension_without_score_says_why(small):
    data = json.loads(render_json(prepare(small, make_visit(small, {"SA01": 2}))))
    assert data["scores"]["dimensions"]["MA"] == {
        "score": None, "low": None, "high": None, "level": None, "level_low": None,
        "level_high": None, "raw_level": None, "coverage": 0.0, "to_confirm": False,
        "blockers": [], "reason": "coverage", "position": None, "title": "Matériel", "weight": 1,
    }  # fmt: skip
    assert data["scores"]["global"]["reason"] == "dimension"
