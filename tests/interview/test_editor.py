"""A text being written, as a pure model (interview, line 6).

1. Keys: what they write, where they go, what ends the text.
2. Nothing is lost: any length, any number of lines, whatever is pasted.
3. What is on screen: the part around the cursor, stars for what is private, the count near the limit.
"""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diag.interview.editor import Editor, Written

MOVES = ["left", "right", "up", "down", "home", "end", "page up", "page down", "word left"]


def note(text="", **more):
    return Editor("Note", text, several=True, leaves=True, **more)


def press(editor, *keys):
    """Press keys, each a name or signs in brackets, and return what the last one ends."""
    written = None
    for key in keys:
        written = editor.press("text", key[1:-1]) if key[0] == "(" else editor.press(key)
    return written


def screen(editor, columns=80, rows=24, encoding="utf-8"):
    return "\n".join(editor.draw(columns, rows, encoding).lines)


# 1. Keys


def test_the_cursor_is_at_the_end_of_what_is_already_there():
    assert press(note("Un"), "( deux)", "enter") == Written("Un deux")


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (["erase", "(x)"], "un deuxx".replace("xx", "x")),
        (["home", "delete"], "n deux"),
        (["left", "left", "(-)"], "un de-ux"),
        (["word left", "(-)"], "un -deux"),
        (["erase word"], "un "),
        (["erase line"], ""),
        (["text start", "word right", "(,)"], "un, deux"),
        (["new line", "(trois)", "up", "home", "(x)"], "xun deux\ntrois"),
        (["new line", "(trois)", "up", "up", "(x)"], "xun deux\ntrois"),
        (["new line", "(t)", "text start", "down", "(x)"], "un deux\nxt"),
        (["tab", "(a)"], "un deux\ta"),
    ],
)
def test_a_text_is_corrected(keys, text):
    editor = note("un deux")
    editor.draw(80, 24)
    for key in keys:
        press(editor, key)
        editor.draw(80, 24)
    assert editor.text == text


def test_enter_ends_a_text_but_not_when_more_follows_at_once():
    editor = note()
    assert editor.press("text", "un", following=True) is None
    assert editor.press("enter", following=True) is None
    editor.press("text", "deux")
    assert editor.press("enter") == Written("un\ndeux")


def test_a_new_line_ends_a_text_of_one_line():
    assert press(Editor("Nom ?", "Les Tilleuls"), "new line") == Written("Les Tilleuls")


def test_escape_gives_up_and_the_text_is_held():
    editor = note("Avant")
    press(editor, "( et après)")
    assert press(editor, "escape") == Written(None)
    assert editor.held == ("Avant et après",)


def test_nothing_is_held_of_a_text_that_did_not_change():
    assert note("Avant").held == ()
    assert note().held == ()


def test_a_key_that_means_nothing_is_told_and_changes_nothing():
    editor = note("Avant")
    press(editor, "unknown")
    assert "Cette touche ne fait rien ici." in screen(editor)
    assert editor.text == "Avant"


# 2. Nothing is lost


@given(st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"]))))
def test_any_lines_pasted_are_kept(lines):
    editor = note()
    editor.press("paste", "\r\n".join(lines))
    assert press(editor, "enter") == Written("\n".join(lines))


@given(st.text("ab \n日é", max_size=300), st.lists(st.sampled_from(MOVES)), st.integers(10, 90))
def test_going_around_changes_nothing_and_the_cursor_is_seen(text, keys, columns):
    editor = note(text)
    for key in keys:
        drawn = editor.draw(columns, 12)
        column, line = drawn.cursor
        assert 0 <= line < len(drawn.lines) <= 12
        assert 0 <= column <= len(drawn.lines[line])
        press(editor, key)
    assert editor.text == text


def test_what_is_drawn_joined_is_the_text():
    text = "Tous y ont accès, mais il faut attendre ou se déplacer. " * 5
    lines = note(text).draw(40, 40).lines
    start = next(i for i, line in enumerate(lines) if line.startswith("> "))
    assert "".join(line[2:] for line in lines[start:]) == text


def test_what_could_repaint_a_terminal_is_not_kept():
    editor = note()
    editor.press("paste", "a\x1b]52;c;AA==\x07b")
    assert editor.text == "a]52;c;AA==b"


# 3. On screen


def test_a_long_text_is_seen_around_the_cursor_and_says_that_it_goes_on():
    editor = note("\n".join(f"Ligne {i}." for i in range(50)))
    assert "Ligne 49." in screen(editor)
    assert "le début plus haut" in screen(editor)
    press(editor, "text start")
    assert "Ligne 0." in screen(editor)
    assert "la suite plus bas" in screen(editor)


def test_two_hundred_thousand_signs_are_kept_and_drawn_in_part():
    editor = note()
    editor.press("paste", "Mot de plus. " * 16_000)
    assert len(editor.draw(80, 24).lines) == 24
    assert len(press(editor, "(FIN)", "enter").text) == 208_003


def test_a_private_text_is_drawn_as_stars_until_it_is_asked_for():
    editor = note("secret", private=True)
    press(editor, "( gardé)")
    assert f"> {'*' * 12}" in screen(editor)
    press(editor, "reveal")
    assert "> secret gardé" in screen(editor)
    press(editor, "reveal")
    assert "secret" not in screen(editor)


def test_the_count_is_told_near_the_limit_and_past_it():
    assert "signes sur" not in screen(note("x" * 3999, limit=5000))
    shown = screen(note("x" * 4000, limit=5000))
    assert "4 000 signes sur 5 000" in unicodedata.normalize("NFKC", shown)
    passed = screen(note("x" * 5120, limit=5000))
    assert "5 120 signes sur 5 000 : 120 signes de trop" in unicodedata.normalize("NFKC", passed)


def test_erasing_is_told_where_there_is_something_to_erase():
    assert "- seul efface" in screen(note("Avant"))
    assert "- seul efface" not in screen(note())


@pytest.mark.parametrize("columns", [80, 40, 30])
def test_a_label_that_leaves_no_room_stands_above_the_text(columns):
    drawn = Editor("Nom ?", "Les Tilleuls", "Votre réponse (Entrée = passer) : ").draw(columns, 24)
    assert "Les Tilleuls" in drawn.lines[-1]
    assert all(len(line) < columns for line in drawn.lines)


def test_a_bare_terminal_shows_each_sign_as_it_can():
    assert "> ete oeuvre".replace("oe", "o") in screen(note("été œuvre"), encoding="ascii")
