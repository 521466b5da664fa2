"""The JSON report is a contract: valid against its schema, and enough to recompute every figure.

1. `report.schema.json` is what the models say.
2. Scores, ranges, known shares, levels and gains follow from the adviser's file alone (M3-M10, M20),
   gaps between respondents included (M13).
3. Same input, same bytes.
4. `document` holds every printed fact in words, part by part, under the confidentiality of its reader.
"""

import json
from fractions import Fraction
from math import floor

import jsonschema
import pytest
from helpers import ROOT, make_visit
from report.conftest import told
from report.full_case import PRIVATE, full_case

from diag.report.assessed_visit import prepare
from diag.report.document import READERS, texts
from diag.report.json_report import render_schema
from diag.report.reader_document import build_document
from diag.visit.visit_model import Answer

SCHEMA = ROOT / "report_templates" / "report.schema.json"


def rounded(value, scale=10):
    """Return a number rounded half up, to a decimal or to the integer (M8)."""
    return floor(value * scale + Fraction(1, 2)) / scale


def recompute(data, answers):
    """Return score, high end and known share of each dimension, and of the whole (M3-M6)."""
    weights = {n: d["weight"] for n, d in data["scores"]["dimensions"].items()}
    dimensions = {}
    for name in weights:
        own = [a for a in answers if a["dimension"] == name]
        weight = {s: sum(a["weight"] for a in own if a["status"] == s) for s in ("answered", "unknown", "missing")}
        points = sum(a["weight"] * 25 * a["value"] for a in own if a["status"] == "answered")
        asked = sum(weight.values())
        doubt = 100 * (asked - weight["answered"]) + sum(
            a["weight"] * 25 * (a["highest"] - a["value"]) for a in own if a["highest"] is not None
        )
        dimensions[name] = [
            Fraction(value, asked or 1) for value in (points, points + doubt, 100 * weight["answered"])
        ]
    whole = [
        sum(weights[n] * v[i] for n, v in dimensions.items()) / Fraction(sum(weights.values())) for i in range(3)
    ]
    return dimensions, whole


REPORTS = [
    ROOT / "tests" / "report" / "gold" / "rapport-conseiller.json",  # answers of every status
    *sorted((ROOT / "examples" / "rapports").glob("*.json"))[:2],
]


@pytest.fixture(params=REPORTS, ids=lambda p: p.stem)
def data(request):
    return json.loads(request.param.read_text("utf-8"))


def test_the_schema_is_generated_from_the_models():
    assert SCHEMA.read_text("utf-8") == render_schema()


@pytest.mark.slow
def test_reports_follow_the_schema(data):
    jsonschema.validate(data, json.loads(SCHEMA.read_text("utf-8")))


def test_scores_ranges_and_known_shares_follow_from_the_answers(data):
    dimensions, whole = recompute(data, data["answers"])
    told = {**data["scores"]["dimensions"], "global": data["scores"]["global"]}
    for name, expected in (*dimensions.items(), ("global", whole)):
        given = told[name]
        assert given["reason"] is None
        assert [given["score"], given["high"], given["known"]] == [rounded(v) for v in expected]
        assert given["low"] == given["score"]
        assert ("unknown" in given["confirm"]) == (rounded(expected[2], 1) < 70)


def test_contributions_add_up_to_the_score(data):
    for name, score in data["scores"]["dimensions"].items():
        if score["reason"] is None:
            own = [a["contribution"] or 0 for a in data["answers"] if a["dimension"] == name]
            assert sum(own) == pytest.approx(score["score"], abs=0.06)


def test_levels_follow_from_the_scores_and_the_gates(data):
    thresholds = data["questionnaire"]["scoring"]["thresholds"]
    dimensions, whole = recompute(data, data["answers"])
    scores = data["scores"]

    def raw_of(exact):
        return sum(rounded(exact, 1) >= t for t in thresholds)

    for name, exact in dimensions.items():
        core = [
            a["value"] or 0
            for a in data["answers"]
            if a["core"] and a["dimension"] == name and a["points"] is not None
        ]
        own = scores["dimensions"][name]
        assert own["raw_level"] == raw_of(exact[0])
        assert own["level"] == min([own["raw_level"], *(1 + v for v in core)])
    gating = [d["level"] for d in scores["dimensions"].values() if d["gates"]]
    assert scores["global"]["raw_level"] == raw_of(whole[0])
    level = min([scores["global"]["raw_level"], *(1 + x for x in gating)])
    assert scores["global"]["level"] == level
    assert bool(scores["global"]["blockers"]) == (level < scores["global"]["raw_level"])


def test_gains_follow_from_the_answers_in_the_order_of_the_plan(data):
    answers = [dict(a) for a in data["answers"]]
    _, before = recompute(data, answers)
    for action in data["actions"]:
        for target in action["targets"]:
            answer = next(a for a in answers if a["question"] == target["question"])
            if answer["status"] == "answered":  # what is not known never ranks (M20)
                answer["value"] = max(answer["value"], target["level"])
        _, after = recompute(data, answers)
        assert action["gain"] == pytest.approx(float(after[0] - before[0]), abs=1e-4)
        before = after


def test_the_calendar_holds_the_work_of_each_action_within_the_capacity(data):
    months = [0.0] * 12
    for own in data["own"]:
        for part in own["slot"]["parts"]:
            months[part["month"] - 1] += part["days"]
    for action in data["actions"]:
        slots = [action["slot"], *(v["slot"] for v in action["verify_before"])]
        for part in (p for slot in slots for p in slot["parts"]):
            months[part["month"] - 1] += part["days"]
        worked = sum(part["days"] for part in action["slot"]["parts"])
        assert worked == pytest.approx(0 if action["slot"]["fits"] == "later" else action["effort"])
    assert max(months) <= data["capacity"] / 3 + 1e-9


def test_the_first_six_are_the_priorities_after_what_is_under_way(data):
    going = sum((a["decision"] or {}).get("choice") == "under_way" for a in data["actions"])
    ranks = [a["rank"] for a in data["actions"] if a["priority"]]
    assert ranks == list(range(1, 7 + going))


def test_same_input_gives_the_same_bytes(small):
    visit = make_visit(small, {"MA01": 1, "SA01": 2})
    assert told(prepare(small, visit)) == told(prepare(small, visit))


def test_a_dimension_without_score_says_why(small):
    data = json.loads(told(prepare(small, make_visit(small, {"SA01": 2}))))
    assert data["scores"]["dimensions"]["MA"] == {
        "score": None, "low": None, "high": None, "level": None, "level_high": None,
        "raw_level": None, "known": 0.0, "to_confirm": False, "confirm": [], "blockers": [],
        "keys": [], "next": [], "reason": "unknown", "position": None, "title": "Matériel",
        "weight": 1, "gates": True,
    }  # fmt: skip
    assert data["scores"]["global"]["reason"] == "dimension"


@pytest.mark.parametrize(("finished", "provisional"), [(True, False), (False, True)])
def test_a_visit_is_provisional_until_it_is_said_to_be_finished(small, finished, provisional):
    visit = make_visit(small, {"MA01": 1, "SA01": 2}, finished=finished)
    data = json.loads(told(prepare(small, visit)))
    assert (data["provisional"], data["method"], data["format"]) == (provisional, 2, 3)


def test_what_this_questionnaire_no_longer_asks_is_kept_and_said(small):
    visit = make_visit(small, {"MA01": 1, "SA01": 2, "ZZ99": Answer(value="3", note="Gardée.")})
    (kept,) = json.loads(told(prepare(small, visit)))["set_aside"]
    assert (kept["id"], kept["held"], kept["note"]) == ("ZZ99", "3", "Gardée.")
    assert kept["why"]


# 4. Words


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
def test_every_text_of_a_document_is_in_its_file(reader):
    document = build_document(full_case(), reader)
    data = json.loads(told(full_case(), reader))
    jsonschema.validate(data, json.loads(render_schema()))
    held = set(strings(data["document"]))
    assert [text for text in texts(document) if text not in held | set(strings(data))] == []
    named = {name for name, part in data["document"]["parts"].items() if part is not None}
    assert named == set(document.parts)


def strings(value):
    """Yield every text of JSON data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from strings(item)


@pytest.mark.parametrize("reader", [r for r in READERS if r != "conseiller"])
def test_what_is_private_or_declined_is_in_no_other_file(reader):
    text = told(full_case(), reader)
    assert PRIVATE not in text
    for declined in ("refusé par le siège", "une-newsletter", "personne pour l’écrire"):
        assert declined not in text
    assert '"decline"' not in text


def test_the_adviser_reads_what_was_declined():
    data = json.loads(told(full_case(), "conseiller"))
    assert {d["choice"] for d in data["decisions"]} >= {"decline", "done"}
    assert "une-newsletter" in {own["id"] for own in data["own"]}
