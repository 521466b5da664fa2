"""Visits scored and planned together are told as each alone."""

from helpers import make_visit

from diag.report.assessed_visit import prepare, prepare_all
from diag.report.html_markdown import document_html
from diag.report.json_report import render_json
from diag.report.reader_document import build_document
from diag.visit.acceptance import match
from diag.visit.visit_model import Decision, PlanChoices


def test_visits_prepared_together_are_told_as_each_alone(small):
    declined = PlanChoices(decisions={a.id: Decision(choice="decline") for a in small.actions[:1]})
    visits = [
        make_visit(small, {"MA01": 1, "MA02": "unknown", "SA01": 2}),
        make_visit(small, {}),
        make_visit(small, {"MA01": 0, "SA01": 0, "SA02": 0}, {"structure_type": "siae"}),
        make_visit(small, {"MA01": 0, "SA01": 0}, plan=declined),
        make_visit(small, {"MA01": 0, "SA01": 0}, form="express"),
    ]
    together = prepare_all(small, [(visit, match(visit, small)) for visit in visits])
    for visit, assessed in zip(visits, together, strict=True):
        alone = prepare(small, visit)
        documents = [build_document(one, "direction") for one in (assessed, alone)]
        assert render_json(assessed, documents[0]) == render_json(alone, documents[1])
        assert document_html(documents[0]) == document_html(documents[1])
