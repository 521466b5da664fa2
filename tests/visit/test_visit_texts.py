"""Where each text of a visit stands, in words.

1. A place has words, and the title that the content gives to what it is about.
2. An action that has no title is said in words, never by its identifier.
"""

import pytest
from helpers import mini

from diag.visit.visit_texts import place_words

MINI = mini()
TITLE = MINI.question["MA01"].title


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (("answers", "MA01", "note"), f"note, « {TITLE} » (MA01)"),
        (("previous", "answers", "MA01", "note"), f"note, « {TITLE} » (MA01), visite précédente"),
        (("answers", "ZZ99", "evidence"), "preuve, ZZ99"),
        (("set_aside", "ZZ99", "answer", "note"), "note, ZZ99, mis de côté"),
        (("structure", "name"), "nom de la structure"),
        (("structure", "remarks", "name", "note"), "note, nom de la structure"),
        (("structure", "remarks", "places", "note"), f"note, « {MINI.field['places'].title} »"),
        (("visit", "note"), "note, toute la visite"),
        (("respondents", "r1", "role"), "fonction d’une personne présente"),
        (("opening",), "phrase d’ouverture du rapport"),
        (("plan", "own", "a-1", "title"), "intitulé, action ajoutée"),
        (("plan", "decisions", "partie", "owner"), "qui porte l’action, action qui n’est plus proposée"),
        (("previous", "actions", "a-1", "why"), "raison, action décidée alors, visite précédente"),
        (("drafts", "opening"), "phrase d’ouverture du rapport, toute la visite"),
    ],
)
def test_a_place_is_said_in_words(place, words):
    assert place_words(MINI, place) == words
