"""Lists as pure models: what keys do, and what is on screen.

1. The pointer: arrows, numbers, letters; a key that means nothing changes nothing (line 2).
2. Boxes: Space and Enter never undo each other (line 4).
3. Typed choices: words narrow the list, what matches nothing changes nothing (line 3).
4. Listings: letters act on the pointed row, words are looked for (line 7).
5. A window: nothing is cut without a sign, a hint is never false (line 16).
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diag.interview.drawn_list import FIELD, Chosen, DrawnList, Head, Line, SearchedList, TickedList, TypedChoice
from diag.interview.list_layout import ABOVE, AROUND, BELOW, Parts, fit
from diag.interview.prompts import Listing, Option, Place, Prompt, Row

LETTERS = {"a": ("aide", "aide entière"), "n": ("note", "note partagée")}
BOXES = (Option("0", "Poste"), Option("1", "Tablette"), Option("2", "Aucun", exclusive=True))


def press(drawn, *keys):
    """Press keys, each a name or signs in brackets, and return what the last one confirms."""
    chosen = None
    for key in keys:
        chosen = drawn.press("text", key[1:-1]) if key[0] == "(" else drawn.press(key)
    return chosen


def ladder(count=5, **more):
    options = [Line("option", str(i), str(i), f"Niveau {i}", f"Preuve {i}") for i in range(count)]
    return DrawnList(Head("Question ?"), [Line("neutral", "", "", "passer"), *options], LETTERS, **more)


def boxes(ticked=(), kept=()):
    lines = [Line("neutral", "", "", "passer")]
    lines += [Line("option", o.key, o.key, o.label) for o in BOXES]
    lines += [Line("confirm", "o", "o")]
    place = Place("Équipement", 2, 55, 3, 48)
    prompt = Prompt(place, "?", "multiple", BOXES, ticked=tuple(ticked), kept=tuple(kept))
    return TickedList(Head("Question ?"), lines, LETTERS, prompt)


def names(*labels, **more):
    place = Place("Profil", 1, 9, 0, 48, profile=True)
    options = tuple(Option(str(i), label) for i, label in enumerate(labels))
    letters = ("a", "n", "w")
    prompt = Prompt(place, "Quel ?", "single", options, letters, typing=True, by_name=True, **more)
    lines = [Line("option", o.key, "", o.label) for o in options]
    return TypedChoice(Head("Quel ?"), lines, LETTERS, prompt)


def listing(count=70, **more):
    rows = tuple(Row(f"Q{i}", str(i), f"Ligne {i}", ("note",), f"Plus {i}") for i in range(1, count + 1))
    return SearchedList(Listing("Liste", rows, {"n": "note", "/": "chercher"}, **more))


def screen(drawn, columns=80, rows=24):
    return "\n".join(drawn.draw(columns, rows).lines)


# 1. The pointer


def test_enter_alone_is_the_neutral_line():
    assert press(ladder(), "enter") == Chosen("line", "")


@pytest.mark.parametrize(
    ("keys", "chosen"),
    [
        (["(2)", "enter"], "2"),
        (["down", "down", "enter"], "1"),
        (["(4)", "up", "enter"], "3"),
        (["end", "enter"], "4"),
        (["(2)", "home", "enter"], ""),
        (["page down", "page up", "down", "enter"], "0"),
    ],
)
def test_keys_point_at_a_line(keys, chosen):
    assert press(ladder(), *keys) == Chosen("line", chosen)


def test_two_digits_point_at_a_row():
    drawn = ladder(40)
    assert press(drawn, "(3)") is None
    assert drawn.line.id == "3"
    assert press(drawn, "(7)", "enter") == Chosen("line", "37")


def test_erasing_a_digit_goes_back_to_the_row_of_what_is_left():
    drawn = ladder(40)
    press(drawn, "(37)", "erase")
    assert drawn.line.id == "3"
    press(drawn, "erase")
    assert drawn.line.id == ""


@pytest.mark.parametrize("key", ["(k)", "(7)", "(!)", "reveal", "left", "tab", "escape", ""])
def test_a_key_that_means_nothing_is_told_and_the_pointer_stays(key):
    drawn = ladder()
    press(drawn, "(2)")
    press(drawn, key or "unknown")
    assert drawn.line.id == "2"
    assert drawn.said in screen(drawn)
    assert drawn.said


def test_a_number_that_is_no_line_records_nothing():
    drawn = ladder()
    assert press(drawn, "(2)", "(9)", "enter") is None
    assert "« 9 »" in drawn.said


def test_a_letter_waits_for_enter_and_tells_what_it_does():
    drawn = ladder()
    assert press(drawn, "(a)") is None
    assert "> a  aide entière" in screen(drawn)
    assert press(drawn, "enter") == Chosen("letter", "a")


def test_the_line_of_letters_is_under_the_last_line():
    drawn = ladder()
    press(drawn, "up")
    assert "> a aide  n note" in screen(drawn)
    assert press(drawn, "enter") == Chosen("letters")


def test_the_proof_of_the_pointed_line_alone_is_under_the_list():
    drawn = ladder()
    assert "Preuve" not in screen(drawn)
    press(drawn, "(3)")
    assert screen(drawn).count("Preuve") == 1
    assert "Preuve 3" in screen(drawn)


def test_a_text_pasted_with_its_ends_of_line_answers_nothing_and_is_shown():
    drawn = ladder()
    assert drawn.press("text", "4 postes pour tous", following=True) is None
    assert drawn.press("enter", following=True) is None
    assert drawn.press("text", "2", following=True) is None
    assert drawn.press("enter") is None
    assert "4 postes pour tous 2" in drawn.said
    assert press(drawn, "enter") == Chosen("line", "")


def test_a_paste_in_brackets_answers_nothing():
    drawn = ladder()
    drawn.press("paste", "2\n3 et la suite")
    assert "2 3 et la suite" in drawn.said
    assert press(drawn, "enter") == Chosen("line", "")


# 2. Boxes


@pytest.mark.parametrize("key", ["enter", "( )"])
def test_enter_on_the_box_just_changed_goes_to_confirm(key):
    drawn = boxes()
    assert press(drawn, "(1)", key, "enter") is None
    assert (drawn.ticked, drawn.line.kind) == (("1",), "confirm")
    assert press(drawn, "enter") == Chosen("line", "o")


def test_space_does_not_undo_enter_at_once():
    drawn = boxes()
    press(drawn, "(1)", "enter", "( )")
    assert drawn.ticked == ("1",)
    press(drawn, "( )")
    assert drawn.ticked == ()


def test_a_box_that_was_left_is_changed_again():
    drawn = boxes()
    press(drawn, "(1)", "enter", "(0)", "(1)", "enter")
    assert drawn.ticked == ()


def test_signs_that_come_at_one_go_tick_too():
    drawn = boxes()
    press(drawn, "(0 1 o)")
    assert "valider (2 cochées)" in screen(drawn)
    assert press(drawn, "enter") == Chosen("line", "o")


def test_nothing_is_confirmed_without_a_tick():
    drawn = boxes()
    assert press(drawn, "(o)", "enter") is None
    assert "Cochez d'abord une ligne." in screen(drawn)


def test_an_exclusive_box_says_what_it_unticks():
    drawn = boxes(ticked=("0",))
    press(drawn, "(2)", "enter")
    assert drawn.ticked == ("2",)
    assert "Décoché : Poste" in screen(drawn)


def test_boxes_are_held_when_they_are_not_those_recorded():
    assert boxes(ticked=("1",), kept=("1",)).held == ()
    assert boxes(ticked=("0", "1"), kept=("1",)).held == ("0", "1")
    assert "passer sans valider ces coches" in screen(boxes(ticked=("0",)))


# 3. Typed choices


def test_words_narrow_the_list_and_enter_takes_the_only_line():
    drawn = names("Nord (59)", "Oise (60)", "Somme (80)")
    press(drawn, "(59)")
    assert "Oise" not in screen(drawn)
    assert press(drawn, "enter") == Chosen("line", "0")


def test_several_matches_are_not_guessed():
    drawn = names("Nord (59)", "Nièvre (58)", "Somme (80)")
    assert press(drawn, "(n)", "enter") is None
    assert "2 lignes correspondent" in drawn.said
    assert press(drawn, "down", "down", "enter") == Chosen("line", "1")


def test_what_matches_nothing_changes_nothing_and_records_nothing():
    drawn = names("Nord (59)", "Oise (60)")
    press(drawn, "(59)")
    lines, pointed = drawn.lines, drawn.pointed
    assert press(drawn, "(x)") is None
    assert (drawn.lines, drawn.pointed) == (lines, pointed)
    assert "« 59x »" in drawn.said
    assert press(drawn, "enter") is None
    assert press(drawn, "erase", "enter") == Chosen("line", "0")


def test_the_empty_field_is_the_neutral_line():
    drawn = names("Nord (59)", "Oise (60)")
    assert drawn.pointed == FIELD
    assert press(drawn, "(5)", "erase", "enter") == Chosen("line", "")


def test_commands_take_a_colon():
    drawn = names("Aisne (02)", "Nord (59)")
    assert ":a aide" in screen(drawn)
    assert press(drawn, "(:a)", "enter") == Chosen("letter", "a")
    drawn = names("Aisne (02)", "Nord (59)")
    assert press(drawn, "(:z)", "enter") is None
    assert "« z » (recommencer) ne sert pas ici" in drawn.said


def test_commands_of_several_signs_are_those_of_every_text_field():
    assert press(names("Nord (59)"), "(:w c nord)", "enter") == Chosen("letter", "w", text="c nord")
    assert press(names("Nord (59)"), "(:note)", "enter") == Chosen("letter", "n")


def test_the_field_says_the_answer_that_enter_keeps():
    shown = screen(names("Nord (59)", "Oise (60)", kept=("1",)))
    assert "garder la réponse : Oise (60)" in " ".join(shown.split())


# 4. Listings


def test_a_number_points_at_a_row_and_a_letter_acts_on_it():
    drawn = listing()
    press(drawn, "(68)")
    assert "> 68  [note] Ligne 68" in screen(drawn)
    assert "Plus 68" in screen(drawn)
    press(drawn, "(n)")
    assert "- 68  [note] Ligne 68" in screen(drawn)
    assert press(drawn, "enter") == Chosen("letter", "n", "Q68")


def test_the_pointer_starts_where_it_is_asked_to():
    assert press(listing(pointed="Q41"), "enter") == Chosen("line", "Q41")


def test_words_are_typed_in_place_after_a_slash():
    drawn = listing()
    press(drawn, "down", "(/)", "(note n)")
    assert "> Chercher : note n" in screen(drawn)
    assert press(drawn, "enter") == Chosen("letter", "/", "Q2", "note n")


@pytest.mark.parametrize("key", ["escape", "enter", "erase"])
def test_an_empty_search_is_left(key):
    drawn = listing()
    assert press(drawn, "(/)", key) is None
    assert "Chercher" not in screen(drawn)
    assert press(drawn, "(3)", "enter") == Chosen("line", "Q3")


def test_a_listing_without_rows_says_so():
    drawn = listing(0, empty="Rien à compléter.")
    assert "Rien à compléter." in screen(drawn)
    assert press(drawn, "enter") is None
    assert press(drawn, "(n)", "enter") == Chosen("letter", "n", "")


# 5. A window


@pytest.mark.parametrize(
    ("keys", "where"), [([], BELOW), (["(35)"], AROUND), (["end"], ABOVE)], ids=["top", "mid", "end"]
)
def test_the_hint_says_where_the_list_goes_on(keys, where):
    drawn = listing()
    press(drawn, *keys)
    assert f"; {where})" in " ".join(screen(drawn).split())


def test_a_list_that_fits_says_nothing_of_a_rest():
    shown = screen(listing(5))
    assert "plus bas" not in shown
    assert "plus haut" not in shown


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (60, 20), (40, 15)])
def test_the_pointed_row_the_hint_and_the_letters_are_always_shown(columns, rows):
    drawn = listing()
    for _ in range(70):
        press(drawn, "down")
        shown = screen(drawn, columns, rows)
        assert f"> {drawn.line.key:>2}  [note]" in shown
        assert "(flèches, numéro" in shown
        assert "/ chercher" in shown


lines = st.lists(st.text("abc ", min_size=1, max_size=20), max_size=12)


@given(st.lists(st.lists(st.text("abc", min_size=1, max_size=8), min_size=1, max_size=3), min_size=1), st.data())
def test_any_parts_fit_and_what_is_cut_bears_a_sign(rows, data):
    pointed = data.draw(st.integers(0, len(rows) - 1))
    height = data.draw(st.integers(8, 40))
    top, earlier, under, said = (data.draw(lines) for _ in range(4))
    parts = Parts(top, rows, pointed, "conseil", earlier, "(lire)", under=under, to_open="(ouvrir)", said=said)
    drawn = fit(parts, 40, height)
    assert len(drawn.lines) <= height
    assert set(rows[pointed][:1]) <= {line.removesuffix(" ...") for line in drawn.lines}
    assert any(line.startswith("(conseil") for line in drawn.lines)
    told = "\n".join(drawn.lines)
    for part, sign in ((earlier, "(lire)"), (under, "(ouvrir)")):
        small = 12 if part is under else 9
        assert all(line in drawn.lines for line in part) or sign in told or height < small
    whole = all(line in drawn.lines for row in rows for line in row)
    assert whole or "plus bas" in told or "plus haut" in told or " ..." in told


@pytest.mark.parametrize("height", range(8, 12))
def test_notes_that_a_low_window_hides_leave_a_sign(height):
    drawn = ladder()
    drawn.head = Head("[Axe]\nQuestion ?", "Note : vu.\nPreuve : registre.", "(lire)")
    assert "(lire)" in screen(drawn, rows=height)


def test_a_long_list_keeps_two_lines_of_what_is_told_of_a_row():
    rows = tuple(Row(f"Q{i}", str(i), f"Ligne {i}", more="mot " * 30) for i in range(1, 71))
    shown = screen(SearchedList(Listing("Liste", rows, {"n": "note"})))
    assert shown.count("mot") == 30


def test_commands_are_cut_between_two_of_them():
    assert fit(Parts([], [["r"]], 0, commands=["a aide  l liste  v vu", "q"]), 20, 2).lines[-1] == (
        "a aide  l liste ..."
    )
