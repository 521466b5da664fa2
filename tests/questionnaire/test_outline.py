"""What an author reads of the texts that a report prints, before it prints them (E11, E12, E16).

1. A question tells its facts, whom to ask and what, and what each action aims at.
2. The whole tells who the partner is, and the answers that call for each format.
3. A questionnaire without them tells nothing of them.
"""

import pytest
from helpers import PRINT, mini

from diag.questionnaire.loader import load
from diag.questionnaire.outline import outline, outline_question


def told(lines):
    return "\n".join(text for _, text in lines)


@pytest.mark.slow
def test_a_question_tells_its_facts_whom_to_ask_and_what_is_aimed_at():
    questionnaire = load(PRINT)
    text = told(outline_question(questionnaire, questionnaire.question["EQ09"]))
    assert "4 : au moins 9 dossiers informatisés sur 10 sont à jour" in text
    assert "À demander à une personne de l’équipe : « Sur dix dossiers" in text
    assert "Visé : au moins 4 dossiers informatisés sur 10 sont à jour" in text


def test_the_whole_tells_the_partner_and_what_calls_for_it():
    text = told(outline(load(PRINT)))
    assert "Accompagnement à la posture (FO03, FO07) : Nommé par le rapport" in text
    assert "Le signe que cela tient (AP03)" in text


def test_a_questionnaire_without_them_tells_nothing_of_them():
    questionnaire = mini()
    text = told(outline_question(questionnaire, questionnaire.question["MA03"]))
    assert "À demander" not in text
    assert "Visé" not in text
    assert "Le signe que cela tient" not in told(outline(questionnaire))
