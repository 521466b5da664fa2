"""Visits shared by the tests of the report."""

import pytest
from helpers import PRINT, make_answer, make_visit, mini

from diag.questionnaire.loader import load
from diag.report.assessed_visit import prepare
from diag.report.json_report import render_json
from diag.report.reader_document import build_document
from diag.visit.visit_model import Answer


def told(assessed, reader="direction"):
    """Return the JSON report of a visit for a reader."""
    return render_json(assessed, build_document(assessed, reader))


HOSTILE = "<script>alert(1)</script> {{7*7}} [x](javascript:alert(1)) | a | b | =1+1 ../../etc"


@pytest.fixture(scope="session")
def small():
    return mini()


@pytest.fixture(scope="session")
def full():
    return load(PRINT)


@pytest.fixture
def assessed(small):
    """A visit with one answer of each status, notes of both kinds, and a plan."""
    answers = {
        "MA01": Answer(value="1", note="Une note partagée.", private_note="SECRET-PRIVE", evidence="Classeur 3"),
        "MA02": "not_applicable",
        "MA03": "7.5",
        "SA01": 2,
        "SA02": "unknown",
    }
    profile = {"structure_type": "ehpad", "places": "72", "roles": ["direction", "equipe"]}
    return prepare(small, make_visit(small, answers, profile))


@pytest.fixture
def hostile(small):
    """A visit whose every free text tries something."""
    answers = {
        "MA01": Answer(value="1", note=HOSTILE, evidence=HOSTILE),
        "MA02": Answer(status="not_applicable", reason=HOSTILE),
        "MA03": make_answer("0"),
        "SA01": make_answer(0),
    }
    return prepare(small, make_visit(small, answers, name=HOSTILE, illustrative=HOSTILE))
