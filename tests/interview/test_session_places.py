"""Places chosen by the person: questions, the map, the result, the plan, the end (interview, lines 7, 8, 12).

1. From any prompt `l` opens the map at that step, and comes back (line 7).
2. A row opens its step; its answer comes back to the row; letters act on the pointed row; filters and
   words choose the rows.
3. The next step is in the order of the questionnaire, but from the map and where what is without an
   answer is asked for.
4. The opening of a started visit does not block; that of a finished one is a menu (line 8).
5. The end tells what is missing, and never ends by itself.
6. The result is offered after each axis and from anywhere; its doors lead where they say (line 12).
7. Any step is reached in 5 keys from any other; an answer of a finished visit is changed in 8.
8. Whatever is asked for, in whatever order, nothing fails and no acknowledged answer is lost.
"""

from unittest import mock

import pytest
from helpers import PRINT, make_visit
from hypothesis import given
from hypothesis import strategies as st
from scripted import FINISHED, MINI, PROFILE, ScriptedFace, hold, hold_visit, shown

from diag.interview.path import find_path
from diag.interview.prompts import Picked, Reply
from diag.interview.sentences import prompt_for
from diag.interview.session import run
from diag.interview.typed_line import takes_a_colon
from diag.questionnaire.loader import load
from diag.visit.visit_model import Answer

POSTES, USAGES, LITS, FORMATION, SUITES = (q.text for q in MINI.questions)
END_OF_ALL = "Toutes les questions ont une réponse."


def numbers(listing):
    return [row.id for row in listing.rows]


# --- the map --------------------------------------------------------------------------------------


def test_the_map_opens_at_the_step_and_comes_back_line_7():
    _, face, _ = hold(["l", "r", "q"], {"MA01": 2})
    assert face.listings[0].pointed == "MA02"
    assert face.asked == [USAGES, USAGES]
    assert numbers(face.listings[0])[:3] == ["name", "mode", "respondents"]


def test_a_row_opens_its_step_and_an_answer_comes_back_to_it_line_7():
    outcome, face, _ = hold(["l", "4", "1", "", KeyboardInterrupt], {"MA01": 2})
    assert face.prompts[1].place.section == "Profil"
    assert face.listings[1].pointed == "structure_type"
    assert outcome.visit.structure.profile["structure_type"] == "siae"


@pytest.mark.parametrize("given", ["", "s"])
def test_what_is_kept_or_passed_comes_back_to_the_map_too_line_7(given):
    _, face, _ = hold(["l", "7", given, KeyboardInterrupt], {"MA01": 2})
    assert face.listings[1].pointed == "MA01"


def test_back_from_the_map_returns_where_one_was_however_far_one_went_line_7():
    _, face, _ = hold(["l", "4", "", "5", "r", "l", "r", "q"], {"MA01": 2})
    assert face.asked[-1] == USAGES
    assert face.asked.count(USAGES) == 2


def test_letters_act_on_the_pointed_row_line_7():
    script = ["l", "n 7", "Vu.", "p", "Tendu.", "e", "Registre", "m", "a", "q"]
    outcome, face, _ = hold(script, {"MA01": 2})
    answer = outcome.visit.answers["MA01"]
    assert (answer.note, answer.private_note, answer.evidence) == ("Vu.", "Tendu.", "Registre")
    assert answer.to_check
    assert {listing.pointed for listing in face.listings[1:]} == {"MA01"}
    assert any("Pourquoi cette question" in told for told in face.told)
    assert outcome.ending == "quit"


def test_rows_are_filtered_and_looked_for_line_7():
    answers = {"MA01": 2, "MA02": "unknown", "SA01": Answer(value="0", note="Vu.")}
    script = ["l", "f", "3", "f", "5", "f", "1", "/ wi-fi", "/", "q"]
    _, face, _ = hold(script, answers)
    unknown, noted, _, searched, everything = (numbers(one) for one in face.listings[1:])
    assert (unknown, noted, searched) == (["MA02"], ["SA01"], ["MA03"])
    assert len(everything) > 7


def test_a_row_keeps_its_number_under_a_filter_line_7():
    _, face, _ = hold(["l", "f", "2", "q"], {"MA01": 2})
    whole = {row.id: row.key for row in face.listings[0].rows}
    assert all(whole[row.id] == row.key for row in face.listings[1].rows)


def test_an_empty_filter_says_so_and_fails_nothing_line_7():
    _, face, _ = hold(["l", "f", "6", "", "n", "q"], {"MA01": 2})
    assert face.listings[-1].rows == ()
    assert sum("Aucune ligne" in told for told in face.told) == 2


def test_the_map_can_be_where_one_starts_line_7():
    outcome, face, _ = hold(["7", "4", "r", "q"], {"MA01": 2}, start="map")
    assert outcome.visit.answers["MA01"].value == "4"
    assert face.asked == [POSTES, USAGES]


# --- what follows ---------------------------------------------------------------------------------


def test_what_follows_is_in_the_order_answered_or_not():
    _, face, _ = hold(["2", "", "q"], {"MA02": ["aucun"], "SA01": 2})
    assert face.asked == [POSTES, USAGES, LITS]
    assert face.prompts[1].kept == ("0",)


def test_back_goes_to_the_step_before_in_the_order():
    _, face, _ = hold(["r", "r", "r", "q"])
    assert [p.place.section for p in face.prompts] == ["Matériel", "Profil", "Profil", "Profil"]


def test_what_is_missing_is_gone_through_alone_when_it_is_asked_for():
    script = ["", "", "", "0", "1", "2", "5", "q"]
    _, face, _ = hold(script, {"MA02": ["aucun"]})
    assert face.menus == ["Vous êtes à la fin. Il reste 2 questions sans réponse.", END_OF_ALL]
    assert face.asked == [POSTES, USAGES, LITS, FORMATION, POSTES, LITS]


def test_an_answer_that_hides_the_place_one_goes_back_to_moves_on():
    # from MA03, to the map, to the type of structure: another type hides MA03
    _, face, _ = hold(["l", "4", "1", "r", "q"], {"MA01": 2, "MA02": ["aucun"]})
    assert face.asked[-1] == FORMATION


# --- the opening ----------------------------------------------------------------------------------


def test_a_started_visit_opens_on_its_question_and_can_begin_again_line_8():
    _, face, _ = hold(["q"], {"MA01": 2, "MA03": "5"})
    assert face.told[0].startswith("Visite commencée le 3 novembre 2026, 2 réponses sur 4.")
    assert face.asked == [USAGES]
    assert {"l", "z"} <= set(face.prompts[0].commands)


def test_beginning_again_is_offered_at_the_first_prompt_alone_and_confirmed_line_8():
    outcome, face, _ = hold(["z", "1", "q"], {"MA01": 2})
    assert "z" not in face.prompts[1].commands
    assert outcome.ending == "quit"
    outcome, face, _ = hold(["z", "2"], {"MA01": 2})
    assert outcome.ending == "restart"
    assert "gardé à côté" in face.menus[0]


def test_a_visit_goes_on_where_it_was_left_line_8():
    outcome, _, saved = hold(["", "", "q"])
    assert outcome.visit.visit.place == "MA03"
    _, face, _ = hold_visit(["q"], saved[-1])
    assert face.asked == [LITS]


def test_a_finished_visit_opens_on_a_menu_line_8():
    outcome, face, saved = hold(["q"], FINISHED, finished=True)
    assert (outcome.ending, face.asked, saved) == ("completed", [], [])
    told = " ".join(face.options[0].values())
    assert all(w in told for w in ("résultat", "corriger", "revoir", "nouvelle visite", "plan"))
    assert (face.starts, list(face.options[0])[:2]) == (["2"], ["1", "2"])
    assert "terminée : 4 réponses sur 4" in face.menus[0]


def test_a_finished_visit_is_corrected_in_its_map_line_8():
    outcome, face, saved = hold(["2", "", "4", "r", "q"], FINISHED, finished=True)
    assert face.listings[0].pointed == "MA01"
    assert saved[-1].answers["MA01"].value == "4"
    assert (outcome.ending, outcome.visit.visit.finished) == ("completed", True)
    assert len(face.menus) == 2


def test_the_next_visit_is_asked_for_line_8():
    outcome, _, _ = hold(["3"], FINISHED, finished=True)
    assert outcome.ending == "follow"


def test_a_finished_express_visit_becomes_complete_line_8():
    answers = {"MA01": 2, "SA01": 0}
    outcome, face, _ = hold(["6", "0", KeyboardInterrupt], answers, finished=True, form="express")
    assert "forme complète : 2 questions de plus" in face.options[0]["6"]
    assert (outcome.visit.visit.form, outcome.visit.visit.finished) == ("full", False)
    assert face.asked == [USAGES, LITS]


# --- the end --------------------------------------------------------------------------------------


def test_the_end_never_ends_by_itself():
    outcome, face, _ = hold(["2", "0", "5", "0", "1", "back", "q"])
    assert face.menus[:2] == [END_OF_ALL, "RÉSULTAT"]
    assert (outcome.ending, outcome.visit.visit.finished) == ("completed", True)


def test_after_the_result_of_a_finished_visit_comes_the_plan_then_handing_over():
    handed = []
    with mock.patch("diag.interview.plan_screen.hold_plan", return_value=""):
        script = ["2", "0", "5", "0", "1", "back", "", "", ""]
        outcome, face, _ = hold(script, hand_over=handed.append)
    assert [face.options[rank][key] for rank, key in ((2, "4"), (3, "5"))] == [
        "décider du plan d’action",
        "écrire le rapport, et une copie à transmettre",
    ]
    assert face.starts[2:] == ["4", "5", "q"]
    assert handed == [outcome.visit]
    assert outcome.ending == "completed"


def test_what_is_missing_can_be_listed_line_7():
    _, face, _ = hold(["2", "0", "", "0", "2", "q"])
    assert numbers(face.listings[0]) == ["mode", "respondents", "MA03"]


def test_a_visit_can_be_ended_with_questions_left():
    outcome, face, _ = hold(["", "0", "5", "0", "3", "back", "q"])
    assert (outcome.ending, outcome.unanswered) == ("completed", ("MA01",))
    assert outcome.visit.visit.finished
    assert "1 question sans réponse" in face.menus[-1]
    assert not any(END_OF_ALL in menu for menu in face.menus)


@pytest.mark.parametrize(("first", "look"), [("", "4"), ("2", "3")])
def test_the_result_can_be_seen_before_the_visit_is_over_line_12(first, look):
    outcome, face, _ = hold([first, "0", "5", "0", look, "back", "r", "q"])
    assert not outcome.visit.visit.finished
    assert (outcome.ending, face.asked[-1]) == ("quit", FORMATION)


def test_what_is_not_known_is_no_answer_at_the_end():
    _, face, _ = hold(["s", "0", "5", "0", "q"])
    assert face.menus[-1].endswith("1 réponse « ne sait pas ».")


# --- the result -----------------------------------------------------------------------------------


def test_an_axis_that_is_behind_is_told_in_one_line_line_12():
    _, face, _ = hold(["2", "0", "5", "0", "q"])
    told = [t for t in face.told if "le résultat" in t]
    assert [t.split(" :")[0] for t in told] == ["Matériel", "Savoirs"]
    assert "niveau" in told[0]
    assert all(t.endswith("v, puis Entrée : le résultat.") for t in told)


def test_the_result_is_seen_from_anywhere_and_left_where_one_was_line_12():
    _, face, _ = hold(["v", "back", "l", "v", "back", "r", "q"], {"MA01": 2})
    assert face.menus == ["RÉSULTAT", "RÉSULTAT"]
    assert set(face.asked) == {USAGES}


@pytest.mark.parametrize(
    ("answers", "kept"), [({"MA01": "unknown"}, ["MA01"]), ({"MA01": 2, "MA02": ["aucun"]}, None)]
)
def test_what_is_to_confirm_is_a_list_line_12(answers, kept):
    _, face, _ = hold(["v", "confirm", "r", "back", "q"], answers)
    assert numbers(face.listings[0]) == (kept or ["mode", "respondents", "MA03", "SA01"])
    assert face.menus == ["RÉSULTAT", "RÉSULTAT"]


def test_the_report_is_written_from_the_result_line_14():
    handed = []
    hold(["v", "report", "back", "q"], {"MA01": 2}, hand_over=handed.append)
    assert len(handed) == 1


def test_what_is_done_in_the_plan_is_asked_again_then_comes_back_to_it_line_13():
    again = iter(["SA01", ""])

    def held(sitting, release):
        return next(again)

    with mock.patch("diag.interview.plan_screen.hold_plan", held):
        _, face, _ = hold(["4", "2", "q"], FINISHED, finished=True)
    assert face.asked == [FORMATION]
    assert len(face.menus) == 2


@pytest.mark.parametrize(("start", "asked"), [("beginning", "Visite"), ("todo", "Matériel"), ("result", "Matériel")])
def test_where_an_interview_may_start(start, asked):
    script = ["back"] if start == "result" else []
    _, face, _ = hold([*script, "q"], start=start)
    assert face.prompts[0].place.section == asked


# --- keys -----------------------------------------------------------------------------------------

FULL = load(PRINT)


def of_every_kind(data):
    """Draw a visit of the shipped questionnaire: any part of the profile and of the answers."""
    whole = make_visit(FULL, profile={})
    profile = {
        f.id: [f.options[0].id] if f.kind == "choices" else f.options[0].id
        for f in FULL.profile
        if f.options and data.draw(st.booleans())
    }
    ids = [s.id for s in find_path(FULL, whole).questions]
    answers = {name: Answer(status="unknown") for name in ids if data.draw(st.booleans())}
    return make_visit(FULL, answers, profile, finished=data.draw(st.booleans()))


@given(st.data())
def test_any_step_is_reached_in_five_keys_from_any_other_line_7(data):
    visit = of_every_kind(data)
    steps = find_path(FULL, visit).steps
    here = data.draw(st.sampled_from(steps)).id
    row = data.draw(st.integers(1, len(steps)))
    occasion = visit.visit.model_copy(update={"place": here, "finished": False})
    visit = visit.model_copy(update={"visit": occasion})
    asked = prompt_for(FULL, visit, find_path(FULL, visit), find_path(FULL, visit).step(here))
    colon = takes_a_colon(asked)
    face = ScriptedFace([*([f":l{row}"] if colon else ["l", str(row)]), KeyboardInterrupt])
    outcome = run(face, FULL, visit, lambda v: None)
    assert outcome.visit.visit.place == steps[row - 1].id
    assert face.keys <= 5


def test_a_row_is_opened_in_one_line_and_a_number_too_high_is_told_line_7():
    _, face, _ = hold(["l 7", "", "r", "l 99", "q"], {"MA01": 2})
    assert face.asked[1] == POSTES
    assert "La liste va de 1 à 10." in face.told


@given(st.data())
def test_an_answer_of_a_finished_visit_is_changed_in_eight_keys_line_8(data):
    whole = make_visit(FULL, profile={})
    questions = find_path(FULL, whole).questions
    answers = {s.id: Answer(status="unknown") for s in questions}
    visit = make_visit(FULL, answers, {}, finished=True)
    ids = [s.id for s in find_path(FULL, visit).steps]
    name = data.draw(st.sampled_from([s.id for s in questions]))
    face = ScriptedFace(["2", str(ids.index(name) + 1), "1", EOFError])
    outcome = run(face, FULL, visit, lambda v: None)
    assert outcome.visit.answers[name].status == "answered"
    assert face.keys <= 8


# --- at random ------------------------------------------------------------------------------------


class _Restless(ScriptedFace):
    """Replies at random with what each prompt, menu or listing admits."""

    def __init__(self, data):
        super().__init__([])
        self.data = data

    def _next(self):
        self._count()
        if self.calls > 60:
            raise EOFError
        return

    def _draw(self, known):
        self._next()
        return self.data.draw(st.sampled_from(known))

    def ask(self, prompt):
        keys = [o.key for o in prompt.options]
        commands = [Reply(c) for c in (*prompt.commands, "pass") if c not in ("q",)]
        typed = {"number": "7", "text": "Les Tilleuls"}.get(prompt.kind)
        answer = Reply("answer", (typed or self._draw(keys),))
        self.held = tuple(keys[:1]) if prompt.kind == "multiple" else ()
        return self._draw([answer, *commands])

    def choose(self, listing):
        row = self._draw([r.id for r in listing.rows] or [""])
        letter = self._draw(["", *(c for c in listing.commands if c != "q")])
        return Picked(letter, row, "a" if letter == "/" else "")

    def write(self, entry):
        self.held = ("Un début",)
        return self._draw([None, "", "-", "Un texte", entry.text + " et plus"])

    def menu(self, title, options, start=""):
        return self._draw([key for key, _ in options if key != "q"] or ["q"])


@pytest.mark.slow
@given(st.data())
def test_no_sequence_fails_or_loses_an_acknowledged_answer(data):
    face, saved = _Restless(data), []
    visit = make_visit(MINI, {"MA01": 2}, PROFILE)
    with (
        mock.patch("diag.interview.result_screen.show_result", shown),
        mock.patch("diag.interview.plan_screen.hold_plan", return_value=""),
    ):
        outcome = run(face, MINI, visit, saved.append)
    assert outcome.ending in ("lost", "restart", "follow")
    known = {k for v in saved for k, a in v.answers.items() if a.status != "missing"}
    assert known <= set(outcome.visit.answers)
    assert not saved or saved[-1] == outcome.visit or outcome.ending != "lost"
