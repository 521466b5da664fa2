"""Several people around the table (interview, line 11).

1. Who is there is asked at the start, by role; the first one answers until `w` says otherwise.
2. Two answers to one question are kept apart: from `w`, or in one line; nothing is guessed about
   which question it is.
3. Gaps are rows of the map; an arbitration (value, who by role, why) closes one.
"""

import pytest
from scripted import MINI, Left, hold, hold_visit

from diag.visit.visit_model import Answer, Respondent, Voice

TABLE = [Respondent(id="direction", role="Direction"), Respondent(id="soin", role="Soin")]
POSTES, USAGES = (q.text for q in MINI.questions[:2])
APART = Answer(value="0", by="direction", voices=[Voice(by="direction", value="0"), Voice(by="soin", value="4")])


def voices(outcome, name="MA01"):
    return [(v.by, v.value) for v in outcome.visit.answers[name].voices]


def test_roles_are_asked_at_the_start_and_the_first_one_answers_line_11():
    script = ["0", "0,1,9", "Lingère, Cuisine", "1", "", "2", "q"]
    outcome, face, _ = hold(script, profile={}, start="beginning")
    roles = [one.role for one in outcome.visit.respondents]
    assert roles[-2:] == ["Lingère", "Cuisine"]
    assert len(roles) == 4
    assert outcome.visit.answers["MA01"].by == outcome.visit.respondents[0].id
    assert face.prompts[-1].place.who == roles[0]


def test_who_is_there_is_told_at_the_opening_line_11():
    _, face, _ = hold(["q"], {"MA01": 2}, respondents=TABLE)
    told = "Autour de la table : Direction, Soin. Répond : Direction (w, puis Entrée, pour changer)."
    assert told in face.told


def test_w_changes_who_answers_line_11():
    outcome, face, _ = hold(["w", "b", "2", "q"], respondents=TABLE)
    assert list(face.options[0].values())[:2] == ["Direction (répond maintenant)", "Soin"]
    assert outcome.visit.answers["MA01"].by == "soin"
    assert face.prompts[1].place.who == "Soin"


def test_another_role_joins_and_answers_line_11():
    outcome, _, saved = hold(["w", "+", "Cuisine", "2", "q"], respondents=TABLE)
    assert [one.role for one in saved[0].respondents] == ["Direction", "Soin", "Cuisine"]
    assert outcome.visit.answers["MA01"].by == saved[0].respondents[-1].id


@pytest.mark.parametrize("chosen", [["0"], ["+", None], ["+", ""]])
def test_nothing_chosen_changes_nothing(chosen):
    outcome, face, _ = hold(["w", *chosen, KeyboardInterrupt], respondents=TABLE)
    assert outcome.visit.respondents == TABLE
    assert face.prompts[-1].place.who == "Direction"


def test_two_answers_to_one_question_are_kept_apart_line_11():
    outcome, face, _ = hold(["0", "w b 4", "1", "q"], respondents=TABLE)
    assert voices(outcome) == [("direction", "0"), ("soin", "4")]
    assert face.asked == [POSTES, USAGES, USAGES]
    assert "Soin répond à quelle question ?" in face.menus
    assert any("Soin : 4" in told for told in face.told)


def test_the_question_on_screen_may_be_the_one_line_11():
    outcome, _, _ = hold(["2", "w b 1", "2", "q"], respondents=TABLE)
    assert voices(outcome) == []
    assert outcome.visit.answers["MA02"].by == "soin"


def test_the_question_one_comes_back_to_is_not_asked_about_line_11():
    outcome, face, _ = hold(["0", "r", "w b 4", "q"], respondents=TABLE)
    assert voices(outcome) == [("direction", "0"), ("soin", "4")]
    assert face.menus == []
    assert face.prompts[-1].place.who == "Direction"


def test_from_the_menu_too_answers_are_kept_apart_line_11():
    outcome, _, _ = hold(["0", "r", "w", "b", "4", "q"], respondents=TABLE)
    assert voices(outcome) == [("direction", "0"), ("soin", "4")]


def test_a_letter_of_nobody_is_told_line_11():
    outcome, face, _ = hold(["w d 2", "q"], respondents=TABLE)
    assert "« d » ne désigne personne (a, b)." in face.told
    assert outcome.visit.answers == {}


@pytest.mark.parametrize("typed", ["w b 3", "w b n", "w b x"])
def test_what_someone_cannot_answer_is_told_line_11(typed):
    outcome, face, _ = hold([typed, KeyboardInterrupt], respondents=TABLE)
    assert outcome.visit.answers == {}
    assert len(face.told) > 3
    assert face.prompts[-1].place.who == "Direction"


def test_gaps_are_rows_of_the_map_line_11():
    _, face, _ = hold(["l", "f", "6", "q"], {"MA01": APART}, respondents=TABLE)
    assert [row.id for row in face.listings[-1].rows] == ["MA01"]


def test_what_each_said_is_shown_where_it_is_settled_and_nothing_is_kept_line_11():
    script = ["l", "w 7", "=", "r", "q"]
    _, face, _ = hold(script, {"MA01": APART}, respondents=TABLE)
    (asked,) = [p for p in face.prompts if p.text.startswith("Quelle réponse retenir")]
    assert (asked.kept, "garde" in asked.earlier) == ((), False)
    assert asked.earlier.startswith("Direction : ")
    assert asked.earlier.count(" ; ") == 1


def test_an_arbitration_closes_a_gap_line_11():
    script = ["l", "w 7", "=", "2", "a", "Vu ensemble.", "f", "6", "q"]
    outcome, face, _ = hold(script, {"MA01": APART}, respondents=TABLE)
    answer = outcome.visit.answers["MA01"]
    assert (answer.value, answer.arbitration.by) == ("2", "Direction")
    assert answer.arbitration.why == "Vu ensemble."
    assert voices(outcome) == [("direction", "0"), ("soin", "4")]
    assert face.listings[-1].rows == ()


@pytest.mark.parametrize("given", [[":r"], ["2", "0"], ["2", "+", ""], ["2", "a", None]])
def test_an_arbitration_that_is_given_up_closes_nothing_line_11(given):
    given = ["r" if one == ":r" else one for one in given]
    outcome, _, _ = hold(["l", "w 7", "=", *given, "q"], {"MA01": APART}, respondents=TABLE)
    assert outcome.visit.answers["MA01"].arbitration is None


def test_why_is_kept_when_it_is_interrupted_lines_6_and_11():
    script = ["l", "w 7", "=", "2", "a", Left(("Vu ens",), KeyboardInterrupt)]
    outcome, _, saved = hold(script, {"MA01": APART}, respondents=TABLE)
    assert [(d.of, d.kind, d.value) for d in outcome.visit.drafts] == [("MA01", "reason", "Vu ens")]
    again = ["l", "w 7", "=", "2", "+", "Comité", "Vu ensemble.", "q"]
    outcome, face, _ = hold_visit(again, saved[-1])
    assert face.entries[-1].text == "Vu ens"
    assert outcome.visit.answers["MA01"].arbitration.by == "Comité"


def test_without_a_gap_there_is_nothing_to_settle_line_11():
    _, face, _ = hold(["w", "0", "q"], respondents=TABLE)
    assert "=" not in face.options[0]


BLANK = Answer(status="missing", voices=[Voice(by="direction", status="missing"), Voice(by="soin", status="missing")])


def test_what_all_left_blank_and_is_answered_together_is_no_gap_line_11():
    outcome, _, _ = hold(["2", "q"], {"MA01": BLANK}, respondents=TABLE)
    answer = outcome.visit.answers["MA01"]
    assert (answer.value, answer.by, answer.voices) == ("2", "direction", [])


def test_a_blank_is_told_beside_what_the_other_says_line_11():
    half = BLANK.model_copy(
        update={"value": "2", "status": "answered", "voices": [Voice(by="direction", value="2"), BLANK.voices[1]]}
    )
    _, face, _ = hold(["l", "w 7", "=", "r", "q"], {"MA01": half}, respondents=TABLE)
    (asked,) = [p for p in face.prompts if p.text.startswith("Quelle réponse retenir")]
    assert asked.earlier == "Direction : 2 ; Soin : sans réponse"
