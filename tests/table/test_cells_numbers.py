"""Numbers of survey tools and spreadsheets (`exports.md`, 1.13).

1. Comma or point, three French spaces, the unit where the question names it.
2. `1,234` is settled by the bounds of the question, or damaged.
3. Out of bounds, rounded by a spreadsheet, or not a number: damaged.
"""

from decimal import Decimal

import pytest
from helpers import PRINT

from diag.questionnaire.loader import load
from diag.table.cells import Lexicon, State, read_profile, read_question
from diag.table.columns import Columns

QUESTIONNAIRE = load(PRINT)
LEXICON = Lexicon(QUESTIONNAIRE)
TEN = QUESTIONNAIRE.question["FO01"]  # professionnels sur 10
MEETINGS = QUESTIONNAIRE.question["FO07"]  # réunions en 12 mois, 60 at most
PLACES = QUESTIONNAIRE.field["places"]  # 20 000 at most


def read(question, text, values=None):
    columns = Columns("single", (0,), values=values or {})
    return read_question(question, columns, LEXICON, [text])


def places(text):
    return read_profile(PLACES, Columns("single", (0,)), LEXICON, [text])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", "7"),
        ("7.0", "7"),
        ("7,5", "7.5"),
        ("7.5", "7.5"),
        (" 7 ", "7"),
        ("0,611553068", "0.611553068"),
        ("7 sur 10", "7"),
        ("7/10", "7"),
        ("7 professionnels", "7"),
        ("1 professionnel", "1"),
        ("7 professionnels sur 10", "7"),
        ("1,234", "1.234"),
    ],
)
def test_a_number_is_read(text, value):
    reading = read(TEN, text)
    assert (reading.state, reading.value) == (State.ANSWERED, Decimal(value))


def test_a_number_gives_its_level():
    assert read(TEN, "5").level == max(b.level for b in TEN.table if b.from_ <= 5)


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f"])
def test_thousands_are_grouped_by_any_space(space):
    assert places(f"12{space}345").value == 12_345


@pytest.mark.parametrize("text", ["1,234", "1.234", "12,345"])
def test_a_thousand_or_a_decimal_is_damaged(text):
    assert "deux façons" in places(text).reason


@pytest.mark.parametrize(("text", "value"), [("1.234,5", "1234.5"), ("1,234.5", "1234.5")])
def test_two_marks_settle_it(text, value):
    assert places(text).value == Decimal(value)


@pytest.mark.parametrize("text", ["11", "-3", "1000", "10,01"])
def test_out_of_bounds_is_damaged(text):
    assert "bornes" in read(TEN, text).reason


@pytest.mark.parametrize(
    "text", ["sept", "7 à 8", "7-8", "environ 7", ">5", "7 %", "70 %", "7 fois", "12 34", "0x7", "1e1", "∞"]
)
def test_what_is_not_a_number_is_damaged(text):
    assert read(TEN, text).state is State.DAMAGED


def test_a_number_rounded_by_a_spreadsheet_is_named():
    assert "tableur" in places("1,23E+12").reason


def test_an_excel_error_is_named():
    assert read(TEN, "#VALEUR!").reason == "erreur d’Excel"


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("", State.NO_ANSWER),
        ("NSP", State.UNKNOWN),
        ("-1", State.UNKNOWN),
        ("-99", State.NO_ANSWER),
        ("N/A", State.NOT_ASKED),
    ],
)
def test_a_synonym_is_its_state(text, state):
    assert read(TEN, text).state is state


def test_another_unit_is_damaged():
    assert read(MEETINGS, "3 réunions").value == 3
    assert read(MEETINGS, "3 sur 10").state is State.DAMAGED


def test_a_mapping_file_gives_numbers_and_states():
    values = {"aucune": "0", "plus de 5": "6", "sans avis": "unknown"}
    assert read(MEETINGS, "Plus de 5", values).value == 6
    assert read(MEETINGS, "Sans avis", values).state is State.UNKNOWN
