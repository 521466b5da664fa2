"""A number that people know chooses what shows it, or nothing: in a list, and in a plain line.

1. Every option is chosen by the number that its label shows.
2. No number chooses an option whose label does not show it, unless it is its whole code, and no
   rank chooses where names are typed (line 3).
   In a list, what is typed narrows it first: a number that is begun leaves what begins so.
3. Names, parts of them and codes choose too, in a plain line.
4. Where the labels show no number, ranks are shown and typed; a rank that does not exist is said.
"""

import re

import pytest
from helpers import PRINT, make_visit
from hypothesis import given, settings
from hypothesis import strategies as st

from diag.interview.list_face import _list_of as list_of
from diag.interview.path import find_path
from diag.interview.prompts import Option, Place, Prompt, Reply
from diag.interview.sentences import prompt_for
from diag.interview.typed_line import understand
from diag.questionnaire.loader import load

pytestmark = pytest.mark.slow  # whole journeys: with the whole suite

CODES = [f"{n:02}" for n in (*range(1, 20), *range(21, 96))] + ["2A", "2B", "971", "972", "976"]
FRANCE = [f"Département {chr(65 + i // 26)}{chr(97 + i % 26)} ({c})" for i, c in enumerate(CODES)]
SIZES = ["moins de 20 places", "20 à 49 places", "50 à 99 places", "100 places ou plus"]
LISTS = {"France": [*FRANCE, "Autre département"], "sizes": [*SIZES, "Ne se compte pas en places"]}
NUMBER = re.compile(r"(?<!\w)0*([0-9]+[ab]?)(?!\w)")


def listed(labels, by_name=True):
    options = tuple(Option(str(i), label, names=(label,)) for i, label in enumerate(labels))
    place = Place("Profil", 1, 1, 0, 1)
    return Prompt(place, "?", "single", options, ("a", "r", "q"), typing=by_name, by_name=by_name)


def shown():
    """Return the list of départements as the questionnaire asks it."""
    questionnaire = load(PRINT)
    visit = make_visit(questionnaire, {}, {})
    path = find_path(questionnaire, visit)
    return prompt_for(questionnaire, visit, path, path.step("department"))


PROMPTS = {"questionnaire": shown(), **{name: listed(labels) for name, labels in LISTS.items()}}
EVERY_LIST = pytest.mark.parametrize(
    "name", ["questionnaire", "sizes", pytest.param("France", marks=pytest.mark.slow)]
)


WRITTEN = re.compile(r"(?<!\w)[0-9]+[ab]?(?!\w)", re.IGNORECASE).findall


def numbers(label):
    return {found.casefold() for found in NUMBER.findall(label.casefold())}


def in_a_line(line, prompt):
    """Return the label that a plain line chooses, None when it chooses none."""
    reply = understand(line, prompt)
    if not isinstance(reply, Reply) or reply.command != "answer":
        return None
    return next(o.label for o in prompt.options if o.key == reply.values[0])


KEY = re.compile(r"\x1b\[200~(?P<paste>.*?)\x1b\[201~|(?P<key>\r|\x7f|\x1b\[B)|(?P<text>.)", re.S)
NAMES = {"\r": "enter", "\x7f": "erase", "\x1b[B": "down"}


def in_a_list(keys, prompt):
    """Return the label that keys then Enter choose in a list, None when Enter chose nothing."""
    drawn, chosen = list_of(prompt), None
    for found in KEY.finditer(f"{keys}\r"):
        if found["key"]:
            chosen = chosen or drawn.press(NAMES[found["key"]])
        elif found["paste"] is not None:
            drawn.press("paste", found["paste"])
        else:
            drawn.press("text", found["text"])
    if chosen is None:
        assert drawn.said, "a key that names nothing is told"
        return None
    return next((o.label for o in prompt.options if o.key == chosen.id), None)


def alone(number, prompt):
    """Return the only label that shows a number, None when there is none or several."""
    plain = number.casefold().lstrip("0") or "0"
    found = [o.label for o in prompt.options if plain in numbers(o.label)]
    return found[0] if len(found) == 1 else None


def begun(number, prompt):
    """Return the only label left in a list: with that number, else with one that begins so."""
    plain = number.casefold().lstrip("0") or "0"
    labels = [o.label for o in prompt.options]
    exact = [label for label in labels if plain in numbers(label)]
    starts = [la for la in labels if any(n.startswith(number) for n in WRITTEN(la.casefold()))]
    left = exact or starts
    return left[0] if len(left) == 1 else None


# 1. 2.


@EVERY_LIST
@pytest.mark.parametrize("chosen", [in_a_line, in_a_list])
def test_every_option_is_chosen_by_the_number_it_shows(name, chosen):
    prompt = PROMPTS[name]
    few = 3 if chosen is in_a_list else len(prompt.options)  # a list takes 40 ms to draw
    for option in (*prompt.options[:: max(1, len(prompt.options) // few)], *prompt.options[-4:]):
        for number in re.findall(r"(?<!\w)[0-9]+[ABab]?(?!\w)", option.label):
            assert chosen(number, prompt) == alone(number, prompt)
            if name != "sizes":  # « 20 » is of two sizes: it chooses none
                assert chosen(number, prompt) == option.label


@EVERY_LIST
def test_no_other_number_chooses_anything_in_a_line(name):
    prompt = PROMPTS[name]
    for number in (*map(str, range(1200)), *(f"{n:03}" for n in range(100)), "2A", "2b", "2C"):
        assert in_a_line(number, prompt) == alone(number, prompt), number


@pytest.mark.slow
@EVERY_LIST
@settings(max_examples=25)
@given(number=st.from_regex(r"[0-9]{1,4}[ab]?", fullmatch=True))
def test_no_other_number_chooses_anything_in_a_list(name, number):
    prompt = PROMPTS[name]
    assert in_a_list(number, prompt) == begun(number, prompt)


@pytest.mark.parametrize("number", ["0", "1", "5", "20", "61", "590", "059", "2", "2a", "9999"])
def test_a_number_chooses_what_shows_it_or_nothing_in_the_list_of_departments(number):
    prompt = PROMPTS["questionnaire"]
    if number == "2a":
        prompt = listed(["Aisne (02)", "Corse-du-Sud (2A)", "Haute-Corse (2B)"])
    assert in_a_list(number, prompt) == begun(number, prompt)


def test_a_refused_number_leaves_the_pointer_and_waits():
    prompt = PROMPTS["questionnaire"]
    assert in_a_list("7", prompt) is None
    assert in_a_list("7\r\x7f59", prompt) == "Nord (59)"
    assert in_a_list("759", prompt) is None
    assert in_a_list("75\x7f\x7f59", prompt) == "Nord (59)"
    assert in_a_list("\x1b[B", prompt) == "Aisne (02)"


@pytest.mark.parametrize(("pasted", "label"), [("59", "Nord (59)"), ("7", None), ("un mot", None)])
def test_a_pasted_number_is_a_typed_number(pasted, label):
    assert in_a_list(f"\x1b[200~{pasted}\x1b[201~", PROMPTS["questionnaire"]) == label


@pytest.mark.parametrize("text", ["2 agents ont répondu", "59 rue du Nord", "reste à voir"])
def test_a_text_pasted_on_a_list_chooses_nothing(text):
    """Without bracketed paste, it comes as keys, all at once."""
    assert in_a_list(text, PROMPTS["questionnaire"]) is None
    assert in_a_list(text, listed(["Rien", "Peu", "Tout"], by_name=False)) is None
    assert in_a_list(f"{text}\r{text}\r1 suite", listed(["Rien", "Peu"], by_name=False)) is None


# 3.


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("nord", "Nord (59)"),
        ("NORD", "Nord (59)"),
        (" nor ", "Nord (59)"),
        ("Nord (59)", "Nord (59)"),
        ("pas de calais", "Pas-de-Calais (62)"),
        ("Pas-de", "Pas-de-Calais (62)"),
        ("autre", "Autre département"),
        ("2", "Aisne (02)"),
        ("a", None),
        ("lille", None),
    ],
)
def test_a_name_or_its_beginning_chooses(line, label):
    assert in_a_line(line, PROMPTS["questionnaire"]) == label


@pytest.mark.parametrize(
    ("line", "begins"),
    [
        ("ehpad", "EHPAD"),
        ("saad", "SAD"),
        ("résidence auto", "Résidence"),
        ("500", "EHPAD"),
        ("50", None),
        ("2", None),
    ],
)
def test_a_type_of_structure_is_chosen_by_its_usual_names(line, begins):
    questionnaire = load(PRINT)
    visit = make_visit(questionnaire, {}, {})
    path = find_path(questionnaire, visit)
    prompt = prompt_for(questionnaire, visit, path, path.step("structure_type"))
    label = in_a_line(line, prompt)
    assert label is None if begins is None else label.startswith(begins)


@pytest.mark.parametrize(("name", "begins"), [("EA", "Entreprise"), ("fam", "EAM"), ("ea", "Entr")])
def test_a_whole_acronym_chooses_in_a_list_what_it_names(name, begins):
    questionnaire = load(PRINT)
    visit = make_visit(questionnaire, {}, {})
    path = find_path(questionnaire, visit)
    prompt = prompt_for(questionnaire, visit, path, path.step("structure_type"))
    assert in_a_list(name, prompt).startswith(begins)


@pytest.mark.parametrize("line", ["59, 62", "nord ; pas de calais", "59 62", "62,nord"])
def test_several_are_chosen_by_numbers_and_names(line):
    single = PROMPTS["questionnaire"]
    prompt = Prompt(single.place, "?", "multiple", single.options, by_name=True)
    assert understand(line, prompt) == Reply("answer", ("1", "3"))


# 4.


@pytest.mark.parametrize("size", [3, 12, pytest.param(26, marks=pytest.mark.slow)])
def test_ranks_are_typed_where_no_label_shows_a_number(size):
    prompt = listed([f"Type {chr(97 + i)}" for i in range(size)], by_name=False)
    for rank in (0, 1, 2, 3, 10, 11, 12, 25, 26, 59, 110):
        wanted = prompt.options[rank].label if rank < size else None
        assert in_a_line(str(rank), prompt) == wanted
        if size > 10 or rank < 10:  # below ten options, each key stands alone
            assert in_a_list(str(rank), prompt) == wanted


def test_a_key_of_a_short_list_replaces_the_former_one():
    prompt = listed(["Rien", "Peu", "Tout"], by_name=False)
    assert in_a_list("12", prompt) == "Tout"
    assert in_a_list("27", prompt) is None
