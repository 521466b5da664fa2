"""The review of last year's actions, before the questions of a second visit (interview, lines 8 and 13).

1. Each action of which nothing is said is asked before the first question, saved at once.
2. Enter alone decides nothing; a word is asked of each, and one given up has its reason.
3. It is left at any action (`r`, `q`, Ctrl-C): what was said stays, and it goes on there.
4. Once the questions have begun it stands in nobody's way: it is told, and reached from the list and
   from the plan.
5. A mind is changed from the list of these actions.
6. A visit that follows another begins by how it goes, even when its file was made before.
"""

import datetime

import pytest
from helpers import make_visit
from scripted import MINI, Left, ScriptedFace, hold, hold_visit

from diag.interview.last_year_screen import hold_review
from diag.interview.sitting import Sitting
from diag.visit.visit_model import Answer, PastAction, Previous

KEPT = PastAction(id="former", title="Se former", owner="Directrice", start="2025-06")
DECLINED = PastAction(id="varier", title="Varier", choice="decline", note="Trop cher")
WIFI = PastAction(id="wifi", own=True, title="Le wifi", note="Par étage")
BEFORE = Previous(date=datetime.date(2025, 3, 1), answers={"MA01": Answer(value="2")}, actions=[KEPT, DECLINED, WIFI])
LATER = "4"


def second(script, answers=None, previous=BEFORE, **more):
    return hold(script, answers, previous=previous, **more)


def became(visit):
    return {one.id: (one.became, one.why) for one in visit.previous.actions}


# 1.


def test_each_action_is_asked_before_the_first_question_and_saved_at_once():
    outcome, face, saved = second(["1", "Deux sessions", "2", "", "q"])
    assert "« Se former »" in face.menus[0]
    assert "portée par : Directrice, à partir de juin 2025" in face.menus[0]
    assert "« Le wifi »" in face.menus[1]
    assert "Note : Par étage" in face.menus[1]
    assert face.asked == ["Comment se passe cette visite ?"]
    assert became(outcome.visit) == {
        "former": ("done", "Deux sessions"),
        "varier": (None, None),
        "wifi": ("under_way", None),
    }
    assert [became(one)["former"] for one in saved[:2]] == [("done", None), ("done", "Deux sessions")]
    assert outcome.visit.plan.decisions["former"].choice == "done"


def test_what_was_declined_is_never_on_this_screen():
    _, face, _ = second(["l", "r", "q"])
    assert "Varier" not in "\n".join([*face.menus, *(row.text for row in face.listings[0].rows)])


def test_a_visit_that_had_decided_nothing_begins_by_its_questions():
    _, face, _ = second(["q"], previous=BEFORE.model_copy(update={"actions": [DECLINED]}))
    assert face.menus == []


# 2.


def test_enter_alone_decides_nothing():
    """Line 4: the pointer starts on « à voir plus tard »."""
    outcome, face, saved = second(["", "", "q"])
    assert face.starts == [LATER, LATER]
    assert became(outcome.visit)["former"] == (None, None)
    assert all(became(one) == became(outcome.visit) for one in saved)


@pytest.mark.parametrize("given", ["", None, "-"])
def test_an_action_is_not_given_up_without_a_reason(given):
    outcome, face, _ = second(["3", given, LATER, "q"])
    assert became(outcome.visit)["former"] == (None, None)
    assert "Sans raison écrite, rien ne change." in face.told


def test_an_action_given_up_has_its_reason_on_one_line():
    outcome, _, _ = second(["3", "Pas  le\ntemps", LATER, "q"])
    assert became(outcome.visit)["former"] == ("dropped", "Pas le temps")


# 3.


@pytest.mark.parametrize("leaving", ["q", KeyboardInterrupt, EOFError])
def test_it_is_left_at_any_action_and_goes_on_there(leaving):
    outcome, _, saved = second(["1", "", leaving])
    assert became(saved[-1])["former"] == ("done", None)
    again, face, _ = hold([LATER, "q"], previous=outcome.visit.previous)
    assert ["« Le wifi »" in title for title in face.menus] == [True]
    assert became(again.visit)["former"] == ("done", None)


def test_a_reason_that_was_being_typed_is_offeredhold_visit():
    """Line 6."""
    outcome, _, _ = second(["3", Left(("pas le",), KeyboardInterrupt)])
    assert became(outcome.visit)["former"] == (None, None)
    _, face, _ = hold(["3", "pas le temps", LATER, "q"], **_left(outcome))
    assert face.entries[0].text == "pas le"
    assert any("Un texte attendait" in told for told in face.told)


def _left(outcome):
    return {"previous": outcome.visit.previous, "drafts": outcome.visit.drafts}


def test_r_goes_to_the_questions():
    outcome, face, _ = second(["r", "q"])
    assert face.asked == ["Comment se passe cette visite ?"]
    assert outcome.visit.visit.place == "mode"


# 4.


def test_once_the_questions_have_begun_it_is_told_and_reached_from_the_list():
    left, _, _ = second(["r", "q"])
    _, face, _ = hold_visit(["l", "d", "1", "1", "", "r", "r", "q"], left.visit)
    assert any("ce que sont devenues 2 actions décidées le 1er mars 2025" in t for t in face.told)
    assert face.listings[0].commands["d"] == "actions de 2025"
    assert face.listings[-1].title.startswith("Tout ce qui est demandé")
    assert len(face.asked) == 2


def test_it_is_reached_from_the_plan_and_comes_back_to_it():
    answers = {"MA01": 0, "MA02": ["ordinateur"], "MA03": "2", "SA01": 0}
    _, face, _ = second(["d", "1", "2", "", "r", "q"], answers, start="plan")
    assert face.listings[-1].title.startswith("Plan d’action")
    assert "déjà en cours" in face.listings[-1].rows[0].marks


def test_a_visit_that_follows_none_has_no_such_letter():
    _, face, _ = hold(["l", "q"], {"MA01": 2})
    assert "d" not in face.listings[0].commands


# 5.


def reviewed(script, previous=BEFORE):
    visit = make_visit(MINI, {}, previous=previous)
    face, saved = ScriptedFace([*script]), []
    sitting = Sitting(face, MINI, visit, saved.append)
    return hold_review(sitting, walking=False), sitting, face


def test_a_mind_is_changed_from_the_list_and_the_plan_follows():
    back, sitting, face = reviewed(["1", "1", "Fait", "1", "3", "En panne", "r"])
    assert back == ""
    assert became(sitting.visit)["former"] == ("dropped", "En panne")
    assert sitting.visit.plan.decisions == {}
    assert face.starts == [LATER, "1"]
    assert "faite (Fait)" in face.listings[1].rows[0].text


def test_what_was_said_is_taken_back_by_a_voir_plus_tard():
    _, sitting, _ = reviewed(["1", "1", "", "1", LATER, "q"])
    assert became(sitting.visit)["former"] == (None, None)
    assert sitting.visit.plan.decisions == {}


def test_to_leave_from_one_action_leaves_the_interview():
    assert reviewed(["1", "q"])[0] == "q"


# 6.


@pytest.mark.parametrize("start", ["resume", "beginning"])
def test_a_visit_that_follows_another_begins_by_how_it_goes(start):
    """Line 11: other people may sit around the table."""
    previous = BEFORE.model_copy(update={"actions": []})
    _, face, _ = second(["", "", "q"], previous=previous, start=start)
    assert face.asked[:2] == ["Comment se passe cette visite ?", "Qui est autour de la table ?"]
