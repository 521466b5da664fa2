"""The page for a funder, and the page where too little is known.

1. No score stands in the first half of the funder's page: the profile is in its last sentence.
2. Amounts are lines to fill, and nothing has a price that nobody gave.
3. Days of the request are the sum of its lines; the other actions of the year are named.
4. Nothing to propose is said, and no cost is asked.
5. Three axes not evaluated: any reader is given core questions by person, no level and no plan (E5).
6. With nobody to ask, the questions stand under « À savoir ».
"""

import dataclasses

import pytest
from helpers import ROOT

from diag import assess, read_visit
from diag.planning.plan import sum_days
from diag.report.action_words import days_told
from diag.report.document import READERS, texts
from diag.report.funder_view import asked_lines, costs_part, indicators_part
from diag.report.reader_document import build_document
from diag.report.to_establish_view import to_establish_part
from diag.visit.visit_model import Answer


@pytest.fixture(scope="module")
def visit():
    return read_visit(ROOT / "examples" / "ehpad-somme-rurale.yaml")


@pytest.fixture(scope="module")
def assessed(visit):
    return assess(visit)


@pytest.fixture(scope="module")
def unknown(visit):
    answers = {name: Answer(status="unknown") for name in visit.answers}
    return assess(visit.model_copy(update={"answers": answers}))


def test_the_profile_is_in_the_last_sentence(assessed):
    sections = build_document(assessed, "financeur").sections
    assert sections[-1].profile.startswith("Profil, sur 100")
    assert not any("sur 100" in text for part in sections[:-1] for text in texts(part))


def test_amounts_are_lines_to_fill(assessed):
    request = build_document(assessed, "financeur").parts["request"]
    asked = {line.label: line for line in request.request}
    assert asked["Montant demandé"].value == ""
    assert asked["Montant demandé"].blank == "€"
    costs = costs_part(assessed, "financeur")
    assert costs.rows[0].spending == "à demander"
    assert costs.rows[-1].spending == ""


def test_days_are_those_of_the_lines(assessed):
    part, lines = indicators_part(assessed, "financeur"), asked_lines(assessed)
    assert part.days == days_told(sum_days(lines))
    assert [row.number for row in part.rows] == [str(one.number) for one in lines]
    assert "hors demande" in part.others


def test_nothing_to_propose_is_said(unknown):
    part = indicators_part(unknown, "financeur")
    assert part.none
    assert not part.rows
    assert costs_part(unknown, "financeur").rows == ()


@pytest.mark.parametrize("reader", READERS)
def test_too_little_known_gives_what_to_ask(unknown, reader):
    document = build_document(unknown, reader)
    assert list(document.parts) == ["lead", "profile", "to_establish"]
    assert document.parts["lead"].opening.startswith("Trop peu de réponses")
    assert document.head.kicker.endswith("à établir")
    rows = document.parts["to_establish"].rows
    core = sum(question.core for question in unknown.questionnaire.questions)
    assert sum(len(row.questions) for row in rows) == core
    assert rows[0].whom == "La direction"
    assert rows[0].documents


def test_with_nobody_to_ask_questions_are_to_be_known(unknown):
    header = unknown.questionnaire.header.model_copy(update={"asked": []})
    questionnaire = dataclasses.replace(unknown.questionnaire, header=header)
    part = to_establish_part(dataclasses.replace(unknown, questionnaire=questionnaire), "conseil")
    assert [row.whom for row in part.rows] == ["À savoir"]
