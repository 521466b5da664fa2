"""What looks like somebody's data is told while it is typed, in one quiet line (line 6).

1. After a note, a private note, an evidence, a reason, a decision, a function, a name, a free field.
2. Nothing is changed, blocked or repeated: the text is kept as it was typed, the line quotes none of it.
3. Nothing is said of what is nobody's, of what the contacts print, or of a text that is given up.
"""

import pytest
from helpers import PRINT, make_visit, mini
from interview.scripted import ScriptedFace, hold

from diag.interview.answering import answer
from diag.interview.opening import type_role
from diag.interview.path import OTHER, respondent_options
from diag.interview.plan_screen import hold_plan
from diag.interview.prompts import Reply
from diag.interview.sitting import Sitting
from diag.questionnaire.loader import load

MINI = mini()
SAID = "Voir Mme Caron au 06 12 34 56 78"
TOLD = "On dirait le nom d’une personne et un numéro de téléphone : utile ici ?"


def told(face):
    return [line for line in face.told if line.startswith("On dirait")]


# 1 and 2


@pytest.mark.parametrize(
    ("command", "field"), [("n", "note"), ("p", "private_note"), ("e", "evidence"), ("x", "reason")]
)
def test_what_is_written_beside_an_answer(command, field):
    answers = {} if command != "x" else {"MA01": 2}
    outcome, face, _ = hold([command, SAID, "q"], answers)
    asked = next(name for name in outcome.visit.answers if getattr(outcome.visit.answers[name], field))
    assert getattr(outcome.visit.answers[asked], field) == SAID
    assert told(face) == [TOLD]


def test_a_note_on_the_whole_visit():
    _, face, _ = hold(["l", "t", "1", SAID, "q"])
    assert told(face) == [TOLD]


def sat(*script, questionnaire=MINI):
    face = ScriptedFace([*script])
    visit = make_visit(questionnaire)
    return Sitting(face, questionnaire, visit, lambda visit: None), face


def test_the_name_of_the_structure():
    sitting, face = sat()
    step = next(one for one in sitting.path.steps if one.kind == "name")
    assert answer(sitting, step, Reply("answer", ("Cabinet de Mme Caron",)), None, lambda v: v)
    assert told(face) == ["On dirait le nom d’une personne : utile ici ?"]


def test_a_free_field_of_the_profile():
    sitting, face = sat(questionnaire=load(PRINT))
    free = next(name for name, one in sitting.questionnaire.field.items() if one.kind == "text")
    step = next(one for one in sitting.path.steps if one.id == free)
    assert answer(sitting, step, Reply("answer", ("Code de Mme Caron",)), None, lambda v: v)
    assert len(told(face)) == 1


def test_a_function():
    _, face = sat("Directrice, Mme Caron")
    assert type_role(face, "Fonction") == "Directrice, Mme Caron"
    assert len(told(face)) == 1


def test_functions_typed_around_the_table():
    sitting, face = sat("chauffeur (M. Roy), cuisinière")
    step = next(one for one in sitting.path.steps if one.id == "respondents")
    other = [name for name, _ in respondent_options(sitting.visit)].index(OTHER)
    assert answer(sitting, step, Reply("answer", (str(other),)), None, lambda visit: visit)
    assert len(told(face)) == 1
    assert [one.role for one in sitting.visit.respondents] == ["chauffeur (M. Roy)", "cuisinière"]


def test_an_action_added_to_the_plan():
    visit = make_visit(MINI, {"MA01": 0, "MA02": ["ordinateur"], "MA03": "2", "SA01": 0})
    face = ScriptedFace(["+", SAID])
    with pytest.raises(EOFError):  # at what is asked next
        hold_plan(Sitting(face, MINI, visit, lambda visit: None))
    assert told(face) == [TOLD]


# 3


@pytest.mark.parametrize("text", ["Vu avec la direction.", "Écrire à centre@example.org", None, ""])
def test_nothing_is_said_of_what_is_nobodys(text):
    _, face, _ = hold(["n", text, "q"])
    assert told(face) == []
