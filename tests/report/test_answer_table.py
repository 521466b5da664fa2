"""The answers, axis by axis (E14).

1. The direction reads the core: level, answer, note, next rung; the adviser reads all, with weights,
   contributions, evidence and who said what.
2. A note over 300 signs is cut at a word for the direction, and whole for the adviser.
3. The next rung is that of the next level; none at the top, nor where the answer does not count.
4. Under one point, a contribution is not told.
5. A private note is in neither.
"""

import re

import pytest
from helpers import make_visit

from diag.report.answer_table import answers_part
from diag.report.assessed_visit import prepare
from diag.visit.visit_model import Answer, Respondent, Voice

ANSWERS = {
    "MA01": Answer(value="1", note="mot " * 200, private_note="CANARI", evidence="Classeur 3"),
    "MA02": "not_applicable",
    "MA03": "2.5",
    "SA01": 4,
    "SA02": "unknown",
}


def rows(questionnaire, answers, reader, **more):
    table = answers_part(prepare(questionnaire, make_visit(questionnaire, answers, **more)), reader)
    return {row.title: row for axis in table.axes for row in axis.rows}


def test_the_direction_reads_the_core(small):
    found = rows(small, ANSWERS, "direction")
    assert list(found) == ["Postes", "Formation"]
    row = found["Postes"]
    assert (row.level, row.answer) == ("niveau 1 sur 4", "Un poste pour tous")
    assert (row.weight, row.contribution, row.evidence, row.id) == ("", "", "", "")


def test_the_adviser_reads_all_with_what_it_weighs(small):
    found = rows(small, ANSWERS, "conseiller")
    assert len(found) == 5
    row = found["Postes"]
    assert (row.id, row.weight, row.evidence) == ("MA01", "poids 2", "Classeur 3")
    assert row.contribution.endswith(" points")


def test_a_long_note_is_cut_at_a_word_for_the_direction_alone(small):
    cut = rows(small, ANSWERS, "direction")["Postes"].note
    assert len(cut) <= 300
    assert cut.endswith("mot…")
    assert rows(small, ANSWERS, "conseiller")["Postes"].note == ("mot " * 200).strip()


def test_the_next_rung_is_that_of_the_next_level(small):
    found = rows(small, ANSWERS, "conseiller")
    assert found["Postes"].next_rung == "Un poste par service"
    assert found["Lits connectés"].next_rung == "5 chambres sur 10"
    assert [found[name].next_rung for name in ("Formation", "Usages")] == ["", ""]
    assert found["Usages"].answer == "Sans objet ici"
    assert found["Suites de la formation"].level == "ne sait pas"


def test_a_number_of_boxes_is_a_rung(small):
    found = rows(small, {**ANSWERS, "MA02": ["aucun"]}, "conseiller")
    assert found["Usages"].next_rung == "1 case cochée sur 3"


def test_who_said_what_is_for_the_adviser_alone(small):
    voices = [Voice(by="r1", value="0"), Voice(by="r2", status="unknown")]
    answers = {**ANSWERS, "MA01": Answer(value="0", voices=voices)}
    people = [Respondent(id="r1", role="Directrice"), Respondent(id="r2", role="Animatrice")]
    told = rows(small, answers, "conseiller", respondents=people)["Postes"].voices
    assert [re.sub(r"\s", " ", text) for text in told] == ["Directrice : 0", "Animatrice : ne sait pas"]
    assert rows(small, answers, "direction", respondents=people)["Postes"].voices == ()


def test_nothing_contributed_is_told_as_a_whole_number(small):
    assert rows(small, {**ANSWERS, "MA03": "0"}, "conseiller")["Lits connectés"].contribution == ("0 point")


@pytest.mark.parametrize("reader", ["direction", "conseiller"])
def test_a_private_note_is_in_neither(small, reader):
    assert "CANARI" not in str(answers_part(prepare(small, make_visit(small, ANSWERS)), reader))
