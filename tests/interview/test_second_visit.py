"""The answers of a second visit: recalled, never given by themselves, given again in one key (line 4).

1. Enter alone passes; nothing of the last visit becomes an answer by itself.
2. `c` gives the same answer, whatever its kind, as one that is given today, by who answers now.
3. It means nothing where there is nothing to repeat, and says so.
4. A visit where nothing changed is confirmed in two keys a question, and scores the same.
5. The list and the help recall the last answer too; a finished visit shows what changed.
"""

import datetime
from unittest import mock

import pytest
from helpers import PRINT, ROOT, make_visit
from scripted import FINISHED, MINI, PROFILE, hold, hold_visit, shown

from diag.interview.path import find_path
from diag.interview.prompts import LONG, SHORT
from diag.interview.sentences import prompt_for, said_before
from diag.interview.typed_line import understand
from diag.questionnaire.loader import load
from diag.report.assessed_visit import prepare
from diag.visit.acceptance import adopt
from diag.visit.visit_copies import next_visit
from diag.visit.visit_file import read_visit
from diag.visit.visit_model import Answer, Previous, Respondent

WORDS = {"MA02": Answer(status="not_applicable", reason="Sans objet"), "MA03": "unknown"}
DAY = datetime.date(2027, 11, 3)


def second(answers=None, **more):
    """Return a visit that follows one where everything was answered."""
    first = make_visit(MINI, {**FINISHED, **(answers or {})}, PROFILE, finished=True)
    return adopt(next_visit(first, DAY), MINI).model_copy(update=more)


def at_the_questions(visit):
    """Return a visit where the first question is the place."""
    occasion = visit.visit.model_copy(update={"place": "MA01"})
    return visit.model_copy(update={"visit": occasion})


# 1.


def test_enter_alone_gives_no_answer_of_the_last_visit():
    outcome, face, _ = hold_visit(["", "", "", "", "q"], at_the_questions(second()))
    assert outcome.visit.answers == {}
    assert all(prompt.kept == () for prompt in face.prompts)
    assert "Postes : question passée." in face.told


# 2.


@pytest.mark.parametrize("answers", [{}, WORDS])
def test_c_gives_the_same_answer_today(answers):
    visit = at_the_questions(second(answers))
    outcome, _, saved = hold_visit(["c", "c", "c", "c", "q"], visit)
    said = {name: one.alone for name, one in outcome.visit.answers.items()}
    assert said == {name: one.alone for name, one in visit.previous.answers.items()}
    assert [len(one.answers) for one in saved[:4]] == [1, 2, 3, 4]
    assert outcome.visit.previous == visit.previous


def test_it_is_the_answer_of_who_answers_now_and_its_notes_are_those_of_today():
    recalled = {"MA01": Answer(value="2", note="Vu en 2026.")}
    people = [Respondent(id="soin", role="Soin")]
    visit = at_the_questions(second(recalled, respondents=people))
    outcome, _, _ = hold_visit(["c", "q"], visit)
    assert outcome.visit.answers == {"MA01": Answer(value="2", by="soin")}


def test_ticks_that_were_left_give_way_to_it():
    visit = at_the_questions(second({"MA02": ["console"]}))
    outcome, _, _ = hold_visit(["", "c", "q"], visit)
    assert outcome.visit.answers["MA02"].value == ["console"]
    assert outcome.visit.drafts == []


@pytest.mark.parametrize("typed", ["c", "C", ":c", "comme la dernière fois", "idem", "pareil"])
def test_it_is_typed_in_many_ways(typed):
    visit = second()
    path = find_path(MINI, visit)
    prompt = prompt_for(MINI, visit, path, path.step("MA01"))
    assert understand(typed, prompt).command == "c"
    assert SHORT["c"] in LONG["c"]


# 3.


def test_it_means_nothing_where_there_is_nothing_to_repeat():
    visit = make_visit(MINI, {}, PROFILE)
    path = find_path(MINI, visit)
    said = understand("c", prompt_for(MINI, visit, path, path.step("MA01")))
    assert said.startswith("« c » (comme la dernière fois) ne sert pas ici.")


# 4.


@pytest.mark.slow
def test_a_visit_where_nothing_changed_is_confirmed_in_two_keys_a_question():
    questionnaire = load(PRINT)
    first, _ = read_visit(ROOT / "examples" / "esat-oise-rurale.yaml")
    visit = adopt(next_visit(first, DAY), questionnaire)
    path = find_path(questionnaire, visit)
    repeated = [s for s in path.questions if said_before(questionnaire, visit, s)]
    occasion = visit.visit.model_copy(update={"place": path.questions[0].id})
    visit = visit.model_copy(update={"visit": occasion})
    assert len(repeated) == len(path.questions) == 59
    script = ["c"] * len(path.questions) + ["q"]
    outcome, face, _ = hold_visit(script, visit, questionnaire=questionnaire)
    assert face.keys == 2 * len(script)
    then, now = (prepare(questionnaire, one).assessment for one in (first, outcome.visit))
    assert now.overall == then.overall
    assert now.dimensions == then.dimensions


# 5.


def test_the_list_and_the_help_recall_the_last_answer():
    visit = at_the_questions(second({"MA01": Answer(value="2", note="Vu.")}))
    _, face, _ = hold_visit(["a", "l", "q"], visit)
    (row,) = (row for row in face.listings[0].rows if row.id == "MA01")
    (help_read,) = (told for told in face.told if "Pourquoi cette question" in told)
    for text in (help_read, row.more):
        assert "En 2026 : 2 - " in text
        assert "Note de 2026 : Vu." in text


def test_a_finished_visit_shows_what_changed_since_the_one_it_follows():
    before = Previous(date=datetime.date(2025, 3, 1), answers={"MA01": Answer(value="0")})
    with mock.patch("diag.interview.result_screen.show_result", shown):
        outcome, face, _ = hold(["e", "q"], FINISHED, finished=True, previous=before)
    assert face.options[0]["e"] == "voir ce qui a changé depuis la visite du 1er mars 2025"
    assert "Postes" in face.told[-1]
    assert outcome.ending == "completed"
    _, alone, _ = hold(["q"], FINISHED, finished=True)
    assert "e" not in alone.options[0]
