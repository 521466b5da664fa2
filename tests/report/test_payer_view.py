"""« Qui peut payer » (E13).

1. A channel cited by the year says for which actions, and whether this structure may have it, with
   the fact of the profile; a profile that does not say is « à vérifier ».
2. A channel that the profile excludes, or that is closed, is set aside with its reason.
3. What was seen over two years before the visit is told to be old.
4. What does not pay, and only is a place to write it, is no payer.
5. The address is printed, and its link is whole.
6. Without an action that cites one: it is said.
"""

import dataclasses
import datetime

import pytest
from helpers import make_visit

from diag.french import NARROW
from diag.report.assessed_visit import prepare
from diag.report.funder_view import payers_part

LOW = {"MA01": 0, "MA02": ["aucun"], "MA03": "0", "SA01": 0}


def payers(questionnaire, roles=None, answers=LOW, **more):
    profile = {"structure_type": "ehpad", **({"roles": roles} if roles else {})}
    visit = make_visit(questionnaire, answers, profile, **more)
    return payers_part(prepare(questionnaire, visit), "direction")


def changed(questionnaire, **update):
    channels = {name: channel.model_copy(update=update) for name, channel in questionnaire.channels.items()}
    return dataclasses.replace(questionnaire, channels=channels)


def test_the_verdict_comes_with_its_fact(small):
    row = payers(small, ["direction"]).rows[0]
    assert (row.verdict, row.fact) == ("oui", f"Répondants{NARROW}: Direction")
    assert row.actions


def test_a_profile_that_does_not_say_is_to_verify(small):
    row = payers(small).rows[0]
    assert (row.verdict, row.fact) == ("à vérifier", f"Répondants{NARROW}: non renseigné")


def test_what_the_profile_excludes_is_set_aside(small):
    found = payers(small, ["personne"])
    assert found.rows == ()
    assert found.set_aside == (f"Caisse d’essai{NARROW}: Les structures inventées (Répondants{NARROW}: Personne)",)


def test_what_is_closed_is_set_aside(small):
    found = payers(changed(small, status="closed"), ["direction"])
    assert found.rows == ()
    assert "clos aux nouveaux projets" in found.set_aside[0]


@pytest.mark.parametrize(
    ("visited", "old"), [(datetime.date(2027, 10, 3), False), (datetime.date(2027, 11, 3), True)]
)
def test_what_was_seen_over_two_years_ago_is_old(small, visited, old):
    state = payers(small, ["direction"], date=visited).rows[0].state
    assert state == "à vérifier, octobre 2025" + " (ancien)" * old


def test_a_place_to_write_it_is_no_payer(small):
    found = payers(changed(small, pays=False), ["direction"])
    assert found.rows == ()
    assert found.notes[0].startswith(f"Caisse d’essai{NARROW}: ne paie pas")


@pytest.mark.parametrize(
    ("url", "printed"),
    [
        ("https://www.example.org/caisse/", "example.org/caisse"),
        ("https://example.org/" + "tres-long/" * 8, "example.org"),
    ],
)
def test_an_address_is_printed_and_its_link_is_whole(small, url, printed):
    row = payers(changed(small, url=url), ["direction"]).rows[0]
    assert (row.address, row.url) == (printed, url)


def test_a_year_that_cites_nobody_says_so(small):
    found = payers(small, answers={"MA02": ["aucun"]})
    assert (found.rows, found.none) == ((), "Aucune action de l’année ne cite de financeur.")


def test_a_year_without_action_has_no_payer(small):
    assert payers(small, answers={}) is None
