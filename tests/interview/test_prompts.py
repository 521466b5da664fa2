"""What a typed line means, the same in both faces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diag.interview.prompts import Option, Place, Prompt, Reply, expected, tick, understand

PLACE = Place("Matériel", 1, 4, 0, 3)
ALL = ("s", "x", "a", "n", "p", "r", "q")
LEVELS = tuple(Option(k, k) for k in "0124")
BOXES = (Option("0", "Aucun", exclusive=True), *(Option(str(i), str(i)) for i in range(1, 12)))
SINGLE = Prompt(PLACE, "?", "single", LEVELS, ALL)
SEVERAL = Prompt(PLACE, "?", "multiple", BOXES, ("s", "a", "r", "q"))
NUMBER = Prompt(PLACE, "?", "number", (), ALL, "un nombre de 0 à 10")
TEXT = Prompt(PLACE, "?", "text", (), ("a", "r", "q"))


@pytest.mark.parametrize("prompt", [SINGLE, SEVERAL, NUMBER, TEXT])
@pytest.mark.parametrize("line", ["", "   ", "\t\n"])
def test_enter_alone_passes(prompt, line):
    assert understand(line, prompt) == Reply("pass")


@pytest.mark.parametrize("letter", ALL)
def test_letters_are_commands_in_either_case_with_or_without_a_colon(letter):
    for line in (letter, letter.upper(), f":{letter}", f" {letter} "):
        assert understand(line, SINGLE) == Reply(letter)


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
        ("0,2", ("0",)),
    ],
)
def test_several_boxes_and_the_exclusive_one_clears_the_others(line, keys):
    assert understand(line, SEVERAL) == Reply("answer", keys)


@pytest.mark.parametrize(
    ("line", "prompt"),
    [
        ("3", SINGLE),
        ("12", SINGLE),
        ("z", SINGLE),
        ("1,99", SEVERAL),
        ("1-2", SEVERAL),
        (",", SEVERAL),
    ],
)
def test_unknown_key_is_explained_in_french(line, prompt):
    said = understand(line, prompt)
    assert isinstance(said, str)
    assert said.startswith(f"« {line} » n'est pas une réponse proposée ici. Tapez ")


def test_refused_not_applicable_says_which_command_it_is():
    assert understand("x", SEVERAL) == "« Non concerné » n'est pas proposé ici."


@pytest.mark.parametrize("line", ["7", "7,5", "7.5", "-3", "1 200"])
def test_numbers_go_through_as_typed(line):
    assert understand(line, NUMBER) == Reply("answer", (line,))


def test_free_text_needs_a_colon_for_commands():
    assert understand("a", TEXT) == Reply("answer", ("a",))
    assert understand(":r", TEXT) == Reply("r")
    assert isinstance(understand(":z", TEXT), str)


def test_expected_names_every_command():
    assert expected(SINGLE) == (
        "Tapez 0, 1, 2 ou 4. Entrée seule : passer. s ne sait pas, x non concerné, a aide, "
        "n note, p note privée, r retour, q quitter."
    )


@given(st.text(max_size=30), st.sampled_from([SINGLE, SEVERAL, NUMBER, TEXT]))
def test_any_line_is_understood_or_explained(line, prompt):
    meant = understand(line, prompt)
    if isinstance(meant, Reply):
        assert meant.command in (*prompt.commands, "answer", "pass")
        assert (meant.command == "answer") == bool(meant.values)
    else:
        assert meant


@given(st.lists(st.sampled_from([o.key for o in BOXES])))
def test_ticking_never_leaves_the_exclusive_box_with_others(keys):
    ticked = ()
    for key in keys:
        before = ticked
        ticked = tick(ticked, key, BOXES)
        assert (key in ticked) == (key not in before)
        assert "0" not in ticked or ticked == ("0",)
