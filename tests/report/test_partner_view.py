"""« Avec PRINT »: formats, states, and what to say (E12).

1. Without a partner in the questionnaire there is no such part.
2. A format is done when the profile says so, planned in the months of the action that bears it,
   offered after an action when an answer calls for it, to confirm when the profile is unknown, and
   not needed when its answers hold.
3. A format replies to a shared note, word for word, else to the fact; no two repeat one another.
4. Another support is told only where an answer calls for it and it was not followed yet.
5. Three sentences to say come from the visit; the card of the type of structure is there.
"""

import dataclasses

import pytest
from helpers import make_visit

from diag.french import NARROW
from diag.questionnaire.questionnaire_model import Partner
from diag.report.assessed_visit import prepare
from diag.report.partner_view import partner_part
from diag.visit.visit_model import Answer

LOW = {"MA01": 0, "MA02": ["aucun"], "MA03": "0", "SA01": 0}
TOP = {"MA01": 4, "MA02": ["ordinateur", "tablette", "console"], "MA03": "10", "SA01": 4, "SA02": 4}


@pytest.fixture(scope="module")
def with_partner(small):
    partner = Partner.model_validate(
        {
            "contact": "centre",
            "name": "Centre",
            "intro": "Deux formats.",
            "findings": ["S01"],
            "followed": "roles",
            "formats": [
                {
                    "id": "voir",
                    "title": "Observation",
                    "text": "Voir.",
                    "questions": ["SA01"],
                    "done": "direction",
                    "actions": ["former"],
                },
                {
                    "id": "faire",
                    "title": "Co-animation",
                    "text": "Faire.",
                    "questions": ["SA01", "MA01"],
                    "done": "equipe",
                    "actions": ["former"],
                },
                {
                    "id": "suivre",
                    "title": "Suivi",
                    "text": "Suivre.",
                    "questions": ["MA01"],
                    "actions": ["plus-tard"],
                },
            ],
            "supports": [{"id": "club", "title": "Le club", "questions": ["MA02"], "ask": "Une date"}],
            "sign": "Puis, sans le centre",
            "sign_question": "SA01",
        }
    )
    return dataclasses.replace(small, partner=partner)


def part(questionnaire, answers, roles=None):
    profile = {"structure_type": "ehpad", **({"roles": roles} if roles else {})}
    return partner_part(prepare(questionnaire, make_visit(questionnaire, answers, profile)), "direction")


def test_without_a_partner_there_is_no_part(small):
    assert partner_part(prepare(small, make_visit(small, LOW)), "direction") is None


def test_done_planned_and_offered(with_partner):
    done, planned, offered = part(with_partner, LOW, ["direction"]).formats
    assert (done.state, done.done) == ("déjà fait", True)
    assert planned.state.startswith(f"prévu{NARROW}: ")
    assert offered.state.startswith(f"proposé{NARROW}: après l’action ")


def test_an_unknown_profile_is_to_confirm(with_partner):
    assert part(with_partner, LOW).formats[2].state == "à confirmer avec Centre"


def test_formats_of_one_action_share_its_months_in_their_order(with_partner):
    first, second, _ = part(with_partner, LOW, ["personne"]).formats
    assert first.state != second.state


def test_what_holds_needs_nothing(with_partner):
    formats = part(with_partner, TOP, ["personne"]).formats
    assert {row.state for row in formats} == {"pas nécessaire aujourd’hui"}
    assert part(with_partner, TOP, ["personne"]).to_say[2].startswith("Qu’est-ce qui")


def test_a_reply_is_a_note_word_for_word_else_the_fact_and_never_repeated(with_partner):
    noted = {**LOW, "SA01": Answer(value="0", note="On n'a jamais eu le temps.", private_note="X")}
    first, second, third = part(with_partner, noted, ["personne"]).formats
    assert (first.quote, first.reply) == ("On n'a jamais eu le temps.", "")
    assert second.reply == "aucun poste ne sert à tous"
    assert (third.reply, third.quote) == ("", "")


def test_a_support_is_told_only_where_an_answer_calls_for_it(with_partner):
    assert [row.title for row in part(with_partner, LOW).supports] == ["Le club"]
    assert part(with_partner, TOP).supports == ()


def test_what_to_say_comes_from_the_visit(with_partner):
    said = part(with_partner, LOW, ["direction"]).to_say
    assert said[0] == "Nous avons fait le diagnostic le 3 novembre 2026."
    assert said[1] == f"Nous avons déjà suivi{NARROW}: direction."
    assert said[2].startswith(f"Nous cherchons{NARROW}: co-animation (")


def test_the_card_of_the_type_is_there_with_the_contact(with_partner):
    found = part(with_partner, LOW)
    assert found.at_home_title == f"Chez vous{NARROW}: Dans un EHPAD"
    assert (found.phone, found.email) == ("00 00 00 00 00", "centre@example.org")
