"""What a typed line means, the same in both faces.

1. Enter passes; a command is a letter or its words, with a colon where a letter alone is text
   (lines 2 and 3).
2. Boxes: separators, and what goes alone is told, never settled.
3. What a list chosen by typing understands, and how it is filtered (line 3).
4. Numbers, free texts, oui and non.
5. Who answers, before what they answer: « w c 3 » (line 11).
6. Any line means one thing, or is told; what is expected is said in French (line 2).
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diag.interview.prompts import SHORT, Option, Place, Prompt, Reply
from diag.interview.typed_line import folded, matching, named, stray_command, tick, understand

PLACE = Place("Matériel", 1, 4, 0, 3)
ALL = ("s", "x", "c", "a", "n", "p", "e", "w", "m", "l", "v", "r", "q", "z")
LEVELS = tuple(Option(k, k) for k in "0124")
BOXES = (Option("0", "Aucun", exclusive=True), *(Option(str(i), str(i)) for i in range(1, 12)))
SINGLE = Prompt(PLACE, "?", "single", LEVELS, ALL)
SEVERAL = Prompt(PLACE, "?", "multiple", BOXES, ("s", "a", "r", "q"))
NUMBER = Prompt(PLACE, "?", "number", (), ALL, "un nombre de 0 à 10")
TEXT = Prompt(PLACE, "?", "text", (), ("a", "r", "q"))
TYPES = (
    Option("0", "EHPAD (hébergement pour personnes âgées dépendantes)", names=("EHPAD", "500")),
    Option("1", "SAD (ex-SAAD), service autonomie à domicile", names=("SAD", "SAAD")),
    Option("2", "Entreprise adaptée", names=("EA", "Atelier protégé")),
    Option("3", "EAM, accueil médicalisé", names=("EAM", "FAM")),
    Option("4", "SESSAD (soins et éducation à domicile)", names=("SESSAD",)),
)
TYPING = Prompt(PLACE, "?", "single", TYPES, ("a", "n", "l", "r", "q"), typing=True)
TOWNS = (
    Option("0", "Aisne (02)", names=("Aisne", "02", "2")),
    Option("1", "Nord (59)", names=("Nord", "59")),
    Option("2", "Pas-de-Calais (62)", names=("Pas-de-Calais", "62")),
    Option("3", "Autre département"),
)
DEPARTMENT = Prompt(PLACE, "?", "single", TOWNS, ("a", "r", "q"), typing=True, by_name=True)
EVERY = [SINGLE, SEVERAL, NUMBER, TEXT, TYPING, DEPARTMENT]


def keys(options):
    return [o.key for o in options]


# 1.


@pytest.mark.parametrize("prompt", EVERY)
@pytest.mark.parametrize("line", ["", "   ", "\t\n"])
def test_enter_alone_passes(prompt, line):
    assert understand(line, prompt) == Reply("pass")


@pytest.mark.parametrize("letter", ALL)
def test_letters_are_commands_in_either_case_with_or_without_a_colon(letter):
    for line in (letter, letter.upper(), f":{letter}", f" {letter} ", f": {letter}"):
        assert understand(line, SINGLE) == Reply(letter)


@pytest.mark.parametrize(
    ("word", "letter"),
    [
        *((words, letter) for letter, words in SHORT.items()),
        ("Preuve", "e"),
        ("a verifier", "m"),
        ("résultat", "v"),
        ("NSP", "s"),
        ("?", "a"),
        ("je ne sais pas", "s"),
        (":note privée", "p"),
        ("Enregistrer et quitter", "q"),
    ],
)
def test_commands_have_their_words(word, letter):
    assert understand(word, SINGLE) == Reply(letter)


@pytest.mark.parametrize("prompt", [TEXT, TYPING, DEPARTMENT])
def test_where_letters_are_text_commands_take_a_colon(prompt):
    assert understand(":r", prompt) == Reply("r")
    assert understand("r", prompt) != Reply("r")
    assert understand(":aide", prompt) == Reply("a")


def test_a_command_that_has_no_use_here_is_told_with_what_has():
    said = understand("x", SEVERAL)
    assert said.startswith("« x » (non concerné) ne sert pas ici. Tapez un ou plusieurs numéros")
    assert understand("note", SEVERAL).startswith("« n » (note) ne sert pas ici. ")
    assert stray_command(":z").startswith("« :z » ne sert pas ici. ")


# 2.


@pytest.mark.parametrize(
    ("line", "keys"),
    [
        ("1", ("1",)),
        ("1,2", ("1", "2")),
        ("1;2", ("1", "2")),
        ("1 2", ("1", "2")),
        (" 2 , 1, ", ("1", "2")),
        ("11;2", ("2", "11")),
        ("2 2", ("2",)),
        ("0", ("0",)),
        ("0 0", ("0",)),
    ],
)
def test_several_boxes(line, keys):
    assert understand(line, SEVERAL) == Reply("answer", keys)


@pytest.mark.parametrize("line", ["0,2", "2 0", "0;1;2"])
def test_what_goes_alone_with_others_is_told_and_records_nothing(line):
    said = understand(line, SEVERAL)
    assert said.startswith("« Aucun » ne va avec aucune autre : rien n’est enregistré.")


@given(st.lists(st.sampled_from([o.key for o in BOXES])))
def test_ticking_never_leaves_the_exclusive_box_with_others(keys):
    ticked = ()
    for key in keys:
        before = ticked
        ticked = tick(ticked, key, BOXES)
        assert (key in ticked) == (key not in before)
        assert "0" not in ticked or ticked == ("0",)


# 3.


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ehp", ["0"]),
        ("HEBERGEMENT", ["0"]),
        ("personnes agees", ["0"]),
        ("agees personnes", ["0"]),
        ("domicile", ["1", "4"]),
        ("sa", ["1"]),
        ("ea", ["2", "3"]),
        ("atelier", ["2"]),
        ("dapt", ["2"]),
        ("d", ["0", "1", "4"]),
        ("q", []),
        ("500", ["0"]),
        ("2", []),
        ("", []),
        ("...", []),
    ],
)
def test_a_list_is_filtered_on_labels_codes_and_names(typed, found):
    assert keys(matching(typed, TYPES)) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("5", ["1"]),
        ("59", ["1"]),
        ("02", ["0"]),
        ("2", ["0"]),
        ("0", ["0"]),
        ("6", ["2"]),
        ("7", []),
        ("nord", ["1"]),
        ("pas de", ["2"]),
        ("calais", ["2"]),
        ("au", ["3"]),
    ],
)
def test_a_list_is_filtered_on_the_numbers_that_it_shows(typed, found):
    assert keys(matching(typed, TOWNS)) == found


@pytest.mark.parametrize(
    ("typed", "key"), [("ea", "2"), ("EAM", "3"), ("sad", "1"), ("sess", "4"), ("500", "0"), ("50", None)]
)
def test_a_whole_name_goes_before_the_beginning_of_another(typed, key):
    found = named(typed, TYPES)
    assert (found.key if found else None) == key


def test_part_of_a_number_names_nothing():
    assert named("5", TOWNS) is None
    assert isinstance(understand("5", DEPARTMENT), str)


def test_what_names_several_or_none_is_told():
    assert understand("domicile", TYPING).startswith("« domicile » désigne plusieurs réponses : SAD")
    said = understand("7", DEPARTMENT)
    assert said.startswith("« 7 » ne désigne aucune ligne de la liste. Tapez une partie d’un nom")


@given(st.text(max_size=12))
def test_a_filter_keeps_the_order_of_the_list(typed):
    found = keys(matching(typed, TYPES))
    assert found == [k for k in keys(TYPES) if k in found]


@given(st.sampled_from(TYPES), st.data())
def test_every_part_of_a_label_keeps_its_option(option, data):
    words = data.draw(st.lists(st.sampled_from(folded(option.label).split()), min_size=1))
    assert option in matching(" ".join(words), TYPES)


# 4.


@pytest.mark.parametrize("line", ["7", "7,5", "7.5", "-3", "1 200"])
def test_numbers_go_through_as_typed(line):
    assert understand(line, NUMBER) == Reply("answer", (line,))


def test_what_is_not_a_number_is_said_so():
    assert understand("cent vingt", NUMBER).startswith("« cent vingt » n’est pas un nombre. ")


def test_free_text_is_kept_whole():
    assert understand("a", TEXT) == Reply("answer", ("a",))
    assert understand("w c 3", TEXT) == Reply("answer", ("w c 3",))
    assert understand(":1er étage", TEXT) == Reply("answer", (":1er étage",))


@pytest.mark.parametrize(("line", "key"), [("oui", "0"), ("NON", "1"), ("Non, jamais", "1")])
def test_yes_and_no_answer_where_one_label_begins_so(line, key):
    options = (Option("0", "Oui, partout"), Option("1", "Non, jamais"), Option("2", "Parfois"))
    assert understand(line, Prompt(PLACE, "?", "single", options)) == Reply("answer", (key,))
    twice = (*options, Option("3", "Oui, ailleurs"), Option("4", "Non, plus tard"))
    if line != "Non, jamais":
        assert isinstance(understand(line, Prompt(PLACE, "?", "single", twice)), str)


# 5.


@pytest.mark.parametrize(
    ("line", "prompt", "values"),
    [
        ("w c 2", SINGLE, ("c", "2")),
        (":W C 2", SINGLE, ("c", "2")),
        ("w c", SINGLE, ("c",)),
        ("w ab 3", SINGLE, ("ab", "3")),
        ("w b s", SINGLE, ("b", "s")),
        ("w b x", SINGLE, ("b", "x")),
        ("w a 7,5", NUMBER, ("a", "7,5")),
    ],
)
def test_who_answers_then_what(line, prompt, values):
    assert understand(line, prompt) == Reply("w", values)


def test_what_someone_answers_stays_as_it_was_typed():
    """It may be about the question before: the session says which it is, and what it means there."""
    assert understand("w c 3", SINGLE) == Reply("w", ("c", "3"))
    assert understand("w c 1,2", Prompt(PLACE, "?", "multiple", BOXES, ALL)) == Reply("w", ("c", "1,2"))


# 6.


@pytest.mark.parametrize(
    ("line", "prompt"),
    [("3", SINGLE), ("12", SINGLE), ("k", SINGLE), ("1,99", SEVERAL), ("1-2", SEVERAL), (",", SEVERAL)],
)
def test_unknown_key_is_explained_in_french(line, prompt):
    said = understand(line, prompt)
    assert isinstance(said, str)
    assert said.startswith(f"« {line} » n’est pas une réponse proposée ici. Tapez ")


def test_what_means_nothing_is_told_in_one_line_with_the_answers():
    """Commands are on screen in the list face, and behind ? in the plain one."""
    assert understand("7", SINGLE) == ("« 7 » n’est pas une réponse proposée ici. Tapez 0, 1, 2 ou 4.")
    assert understand("99", SEVERAL) == (
        "« 99 » n’est pas une réponse proposée ici. Tapez un ou plusieurs numéros, de 0 à 11,"
        " séparés par des virgules."
    )


@given(st.one_of(st.text(max_size=30), st.from_regex(r":?[a-z] ?[a-z0-9]{0,2} ?[0-9a-z]?")), st.sampled_from(EVERY))
def test_any_line_means_one_thing_or_is_told(line, prompt):
    meant = understand(line, prompt)
    if isinstance(meant, Reply):
        assert meant.command in (*prompt.commands, "answer", "pass")
        assert bool(meant.values) or meant.command != "answer"
        if prompt.kind in ("single", "multiple") and meant.command == "answer":
            assert set(meant.values) <= {o.key for o in prompt.options}
    else:
        assert meant.startswith("« ")
