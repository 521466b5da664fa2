"""The year, its cards and what comes after (E9, E10, M23).

1. The year lists each action with its number, its bar in shares of twelve months, who leads it, its
   days and its money; what ends in the next year is told so.
2. Quarters are told by their months; the total stands against the capacity, and what is to be asked
   is never a price.
3. With nothing scheduled, the year says why, and there is no card.
4. What was decided replaces what is suggested: owner, date, note, state. An own action says what is
   not known of it instead of a zero.
5. A card goes from the fact of today to the fact that is aimed at; steps are whole, or counted.
6. « La suite » names five actions that the year does not hold, with their days, and counts the rest.
"""

import dataclasses
import datetime
from decimal import Decimal

import pytest
from helpers import ROOT, make_visit

from diag import assess, read_visit
from diag.french import NARROW
from diag.planning.plan import Money
from diag.report.action_words import cards_part, cost_told, later_part, money_told
from diag.report.assessed_visit import prepare
from diag.report.year_view import year_part
from diag.visit.visit_model import Decision, OwnAction, PlanChoices

LOW = {"MA01": 0, "MA02": ["aucun"], "MA03": "0", "SA01": 0}


@pytest.fixture(scope="module")
def ehpad():
    return assess(read_visit(ROOT / "examples" / "ehpad-somme-rurale.yaml"))


def decided(small, **choices):
    return prepare(small, make_visit(small, LOW, plan=PlanChoices(**choices)))


def test_a_row_tells_what_its_bar_draws(ehpad):
    rows = year_part(ehpad, "direction").rows
    assert [row.number for row in rows] == [str(n) for n in range(1, len(rows) + 1)]
    line = ehpad.year.lines[0]
    assert (rows[0].start, rows[0].months) == ("0.00", "nov. 2026 à avril 2027")
    assert rows[0].anchor == f"action-{line.id}"
    assert rows[0].cells.count("■") == line.end - line.start + 1


def test_what_ends_in_the_next_year_is_told(ehpad):
    last = year_part(ehpad, "direction").rows[-1]
    assert last.goes_on
    assert last.months.endswith("se termine l’année suivante")
    assert float(last.start) + float(last.span) == pytest.approx(100, abs=0.02)


def test_quarters_are_months_and_the_total_stands_against_the_capacity(ehpad):
    year = year_part(ehpad, "direction")
    assert year.quarters[0] == "nov. à janv."
    assert year.capacity == f"Temps disponible{NARROW}: 6 jours par trimestre, 24 dans l’année."
    assert year.total == "8 actions"
    assert year.money == f"moins de 1{NARROW}000{NARROW}€, le reste à demander"


@pytest.mark.parametrize(
    ("money", "told"),
    [
        (Money(0, False, False), "0 €"),
        (Money(0, False, True), "à demander"),
        (Money(500, False, False), "moins de 500 €"),
        (Money(500, True, True), "plus de 5 000 €, le reste à demander"),
    ],
)
def test_what_is_to_be_asked_is_never_a_price(money, told):
    assert money_told(money) == told
    assert cost_told("ask") == "à demander"


def test_nothing_scheduled_says_why(small):
    top = {"MA01": 4, "MA02": ["ordinateur", "tablette", "console"], "MA03": "10", "SA01": 4}
    full = prepare(small, make_visit(small, {**top, "SA02": 4}))
    year = year_part(full, "direction")
    assert (year.rows, year.none) == (
        (),
        f"Toutes les réponses connues sont au plus haut niveau{NARROW}: il reste à tenir dans la durée.",
    )
    assert cards_part(full, "direction") is None


def test_too_little_time_is_why_nothing_is_scheduled(small):
    few = prepare(small, make_visit(small, LOW), capacity=Decimal("0.1"))
    assert year_part(few, "direction").none.startswith("0,1 jour de travail par trimestre")


def test_what_was_decided_replaces_what_is_suggested(small):
    due = datetime.date(2027, 3, 1)
    choice = Decision(owner="la cadre de santé", due=due, note="Vu avec l'équipe")
    card = next(
        card
        for card in cards_part(decided(small, decisions={"varier": choice}), "direction").cards
        if card.id == "varier"
    )
    assert (card.owner, card.note) == ("la cadre de santé", "Vu avec l'équipe")
    assert card.decided == "gardée, pour le 1er mars 2027"


def test_a_long_note_is_whole_for_the_adviser_alone(small):
    note = "mot " * 200
    assessed = decided(small, decisions={"varier": Decision(note=note)})

    def note_of(reader):
        cards = cards_part(assessed, reader).cards
        return next(card.note for card in cards if card.id == "varier")

    assert note_of("direction").endswith("…")
    assert len(note_of("direction")) <= 300
    assert note_of("conseiller") == note.strip()


def test_an_own_action_shows_no_zero_for_what_nobody_said(small):
    own = {"fete": OwnAction(title="Fêter les cent ans")}
    rows = year_part(decided(small, own=own), "direction").rows
    row = next(row for row in rows if row.title == "Fêter les cent ans")
    assert (row.days, row.money) == ("à préciser", "à préciser")
    assert row.state == "ajoutée par la structure"


def test_a_declined_action_is_in_no_row_and_no_card(small):
    declined = decided(small, decisions={"varier": Decision(choice="decline", note="CANARI")})
    for reader in ("direction", "conseiller"):
        assert "varier" not in str(year_part(declined, reader)) + str(cards_part(declined, reader))
        assert "CANARI" not in str(cards_part(declined, reader))


def test_a_card_goes_from_a_fact_to_a_fact(small):
    assessed = prepare(small, make_visit(small, LOW))
    card = next(c for c in cards_part(assessed, "direction").cards if c.id == "equiper")
    effect = card.effects[0]
    assert (effect.today, effect.aim) == ("aucun poste ne sert à tous", "chaque personne a un poste")


def test_an_aim_written_in_the_content_comes_first(small):
    actions = tuple(action.model_copy(update={"aim": {"MA01": "quarante postes"}}) for action in small.actions)
    known = dataclasses.replace(small, actions=actions)
    card = next(
        card for card in cards_part(prepare(known, make_visit(known, LOW)), "direction").cards if card.id == "equiper"
    )
    assert card.effects[0].aim == "quarante postes"


def test_steps_are_whole_or_counted(ehpad):
    cards = cards_part(ehpad, "direction").cards
    short = next(card for card in cards if card.then[-1].startswith("Puis "))
    steps = ehpad.questionnaire.action[short.id].steps
    kept = [step.rstrip(".") for step in steps[: len(short.then) - 1]]
    assert [step.rstrip(".") for step in short.then[:-1]] == kept
    left = len(steps) - len(kept)
    assert short.then[-1] == f"Puis {left} autre{'s' * (left > 1)} étape{'s' * (left > 1)}."
    whole = next(c for c in cards_part(ehpad, "conseiller").cards if c.id == short.id)
    assert len(whole.then) == len(steps)


def test_six_to_eight_cards_in_the_order_of_the_year(ehpad):
    numbers = [int(card.number) for card in cards_part(ehpad, "direction").cards]
    assert numbers == sorted(numbers)
    assert 6 <= len(numbers) <= 8
    carded = [row.number for row in year_part(ehpad, "direction").rows if row.carded]
    assert carded == [str(number) for number in numbers]


def test_what_comes_after_is_five_titles_and_a_count(ehpad):
    later = later_part(ehpad, "direction")
    beyond = len(ehpad.plan.lines) - len(ehpad.year.lines)
    assert len(later.actions) == 5
    assert later.rest == f"{beyond - 5} autres pistes dans le dossier du conseiller"
    assert all(action.days.endswith(f"{NARROW}j") for action in later.actions)


def test_nothing_comes_after_a_year_that_holds_all(small):
    assert later_part(prepare(small, make_visit(small, {"SA01": 0})), "direction") is None


def test_boxes_without_a_told_fact_are_counted(small):
    assessed = prepare(small, make_visit(small, {**LOW, "MA02": ["console"]}))
    card = next(c for c in cards_part(assessed, "direction").cards if c.id == "varier")
    assert card.effects[0].today == "usages, 1 case cochée sur 3"
    assert card.effects[0].aim == "3 cases cochées sur 3"
