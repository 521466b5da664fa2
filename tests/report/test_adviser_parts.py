"""What the adviser alone reads: gaps (E16), private notes, declined actions, computation.

1. Private notes of an answer, of the profile and of the whole visit reach the adviser's file, whole,
   and no other document: neither view, nor HTML, nor Markdown.
2. What was declined, own actions included, and what each respondent said reach nobody else.
3. The agenda begins with the core, then the widest gap; it asks for a fact, and says what counts
   meanwhile; nothing in it is a mean (M13).
4. Functions have distinct initials; what is no level is told in words.
5. A gap that was settled leaves the agenda, with what was retained, by whom and why.
6. One respondent: no such part.
7. The computation is that of this structure: weighted mean, thresholds, weights (M6, M9, M11).
8. Every action has one line; under one point, that and no more (M24).
"""

import pytest
from helpers import ROOT

from diag import assess, read_visit
from diag.report.document import READERS, texts
from diag.report.gap_view import gaps_part
from diag.report.html_markdown import document_html, document_markdown
from diag.report.reader_document import build_document
from diag.visit.visit_model import Answer, Arbitration, Decision, OwnAction, Remarks, Respondent, Voice

CANARIES = ("CANARIREPONSE", "CANARIPROFIL", "CANARIVISITE", "CANARIREFUS", "CANARIPROPRE")
ROLES = {"d": "Directrice", "a": "Animatrice", "s": "Aide-soignante"}


def voices(**said):
    return [Voice(by=by, value=value) for by, value in said.items()]


@pytest.fixture(scope="module")
def assessed():
    visit = read_visit(ROOT / "examples" / "ehpad-somme-rurale.yaml")
    answers = {k: a.model_copy(update={"by": None}) for k, a in visit.answers.items()}
    answers["FI03"] = Answer(value="0", voices=voices(d="1", a="0", s="0"), private_note=CANARIES[0])
    answers["FI01"] = Answer(value="0", voices=voices(d="3", a="0", s="0"))
    answers["AP06"] = Answer(value="0", voices=[*voices(d="3", a="0"), Voice(by="s", status="unknown")])
    answers["FI02"] = Answer(
        value="0",
        voices=voices(d="3", a="0"),
        arbitration=Arbitration(value="1", by="l’équipe", why="le registre est là"),
    )
    plan = visit.plan.model_copy(
        update={
            "decisions": {"nommer-une-personne-referente": Decision(choice="decline", note=CANARIES[3])},
            "own": {"jeu": OwnAction(title=CANARIES[4], choice="decline")},
        }
    )
    return assess(
        visit.model_copy(
            update={
                "answers": answers,
                "plan": plan,
                "respondents": [Respondent(id=k, role=role) for k, role in ROLES.items()],
                "structure": visit.structure.model_copy(
                    update={"remarks": {"name": Remarks(private_note=CANARIES[1])}}
                ),
                "visit": visit.visit.model_copy(update={"private_note": CANARIES[2]}),
            }
        )
    )


@pytest.fixture(scope="module")
def gaps(assessed):
    return gaps_part(assessed, "conseiller")


@pytest.mark.parametrize("reader", READERS)
def test_canaries_reach_the_adviser_alone(assessed, reader):
    document = build_document(assessed, reader)
    carried = ["\n".join(texts(document)), document_html(document), document_markdown(document)]
    for canary in CANARIES:
        assert [canary in text for text in carried] == [reader == "conseiller"] * 3


@pytest.mark.parametrize("reader", [r for r in READERS if r != "conseiller"])
def test_gaps_are_built_for_nobody_else(assessed, reader):
    assert gaps_part(assessed, reader) is None
    assert "Personne référente, relais et temps : retenu" not in document_html(build_document(assessed, reader))


def test_the_agenda_begins_with_the_core_then_the_widest(assessed, gaps):
    titles = [row.title for row in gaps.rows]
    asked = assessed.questionnaire.question
    assert titles[0] == asked["FI01"].title
    cores = [row.kind.startswith("socle") for row in gaps.rows]
    assert cores == sorted(cores, reverse=True)


def test_a_row_asks_a_fact_and_tells_what_counts_meanwhile(gaps):
    row = gaps.rows[0]
    assert row.ask.endswith("?")
    assert row.meanwhile.endswith(": 0")
    assert row.minutes == "10 min"
    assert "niveau, de 0 à 3" in row.kind


def test_functions_have_distinct_initials(gaps):
    assert {one.initial for one in gaps.rows[0].said} == {"D", "A", "S"}


def test_what_is_no_level_is_told_in_words(assessed, gaps):
    title = assessed.questionnaire.question["AP06"].title
    row = next(row for row in gaps.rows if row.title == title)
    assert row.others.startswith("S")
    assert row.others.endswith("ne sait pas")
    assert "connu ou non" in row.kind


def test_a_settled_gap_leaves_the_agenda(assessed, gaps):
    title = assessed.questionnaire.question["FI02"].title
    assert title not in [row.title for row in gaps.rows]
    assert gaps.settled[0].endswith("retenu 1, par l’équipe, parce que le registre est là")


def test_one_respondent_has_no_gap():
    visit = read_visit(ROOT / "examples" / "esat-oise-rurale.yaml")
    answers = {k: a.model_copy(update={"voices": [], "arbitration": None}) for k, a in visit.answers.items()}
    assert gaps_part(assess(visit.model_copy(update={"answers": answers})), "conseiller") is None


def test_the_computation_is_that_of_this_structure(assessed):
    computation = build_document(assessed, "conseiller").parts["computation"]
    assert computation.lines[0].startswith("(2 × ")
    assert "÷ 9 = " in computation.lines[0]
    assert computation.lines[1].startswith("Niveau")
    assert any("±25" in line for line in computation.lines)


def test_every_action_has_one_line(assessed):
    part = build_document(assessed, "conseiller").parts["action_lines"]
    plan = assessed.plan
    assert len(part.actions) == len(plan.lines) + len(plan.verify_first)
    assert not any(row.points.startswith("+0,") for row in part.actions)
