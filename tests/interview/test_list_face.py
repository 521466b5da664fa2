"""The list face without a terminal: a pipe for the keyboard, and nothing for the screen.

1. Prompts become lists and texts, and what is confirmed a reply (interview, lines 2 to 6).
2. What was begun is held whatever ends it (lines 5, 6 and 10).
3. Any keys, pastes and sizes: no exception, and always a way out (line 16).
"""

import io
import random
import sys
import threading

import pytest
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from diag.interview.list_face import ListFace
from diag.interview.prompts import Entry, Listing, Option, Picked, Place, Prompt, Reply, Row

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="keys of a pseudo-terminal")
PLACE = Place("Équipement", 2, 55, 3, 48)
LETTERS = ("s", "x", "a", "n", "p", "e", "w", "m", "l", "v", "r", "q")
LEVELS = tuple(Option(str(i), f"Niveau {i}", proof=f"Preuve {i}. " * 9) for i in range(5))
BOXES = tuple(Option(str(i), f"Case {i}", exclusive=i == 3) for i in range(4))
NAMES = tuple(Option(str(i), f"Nom {'abc'[i % 3]} ({59 + i})") for i in range(30))
LADDER = Prompt(PLACE, "Question ?", "single", LEVELS, LETTERS)
REVISIT = Prompt(PLACE, "Question ?", "single", LEVELS, LETTERS, kept=("2",))
TICKS = Prompt(PLACE, "Question ?", "multiple", BOXES, LETTERS)
TYPING = Prompt(PLACE, "Question ?", "single", NAMES, ("a", "w", "r", "q"), typing=True)
NUMBER = Prompt(PLACE, "Combien ?", "number", (), ("a", "q"), "un nombre de 0 à 10")
TEXT = Prompt(PLACE, "Quel nom ?", "text", (), ("a", "q"), draft="Les")
ROWS = Listing("Liste", tuple(Row(f"Q{i}", str(i), f"Ligne {i}") for i in range(1, 71)), {"n": "note", "/": "?"})
NOTE = Entry("Note", "Avant")
PRIVATE = Entry("Note privée", "secret", private=True)
SCENES = (LADDER, REVISIT, TICKS, TYPING, NUMBER, TEXT, ROWS, NOTE, PRIVATE)


class Window(DummyOutput):
    """A screen that nobody looks at, of any size, that may change at each drawing."""

    def __init__(self, sizes=((80, 24),)):
        self.sizes, self.asked = sizes, 0

    def get_size(self):
        self.asked += 1
        columns, rows = self.sizes[self.asked // 7 % len(self.sizes)]
        return Size(rows=rows, columns=columns)


def shown(face, scene):
    if isinstance(scene, Prompt):
        return face.ask(scene)
    return face.choose(scene) if isinstance(scene, Listing) else face.write(scene)


def typed(keyboard, keys):
    """Type, then take the keyboard away: a scene that waits for more ends with EOFError."""
    keyboard.send_text(keys)
    keyboard.close()


@pytest.fixture
def played():
    """Return a function that types keys on a scene: its result, and what the face held then."""

    def play(scene, keys, sizes=((80, 24),)):
        with create_pipe_input() as keyboard:
            face = ListFace(io.StringIO(), io.StringIO(), keyboard, Window(sizes))
            hand = threading.Thread(target=typed, args=(keyboard, keys), daemon=True)
            hand.start()
            try:
                return shown(face, scene), face.held
            except (KeyboardInterrupt, EOFError) as left:
                return type(left), face.held
            finally:
                hand.join()

    return play


@pytest.mark.parametrize(("key", "left"), [("\x03", KeyboardInterrupt), ("\x04", EOFError)])
def test_what_leaves_is_heard_between_two_questions_line_10(key, left):
    with create_pipe_input() as keyboard:
        face = ListFace(io.StringIO(), io.StringIO(), keyboard, Window())
        keyboard.send_text(f"2\r3\r{key}4")
        assert face.ask(LADDER) == Reply("answer", ("2",))
        with pytest.raises(left):
            face.ask(LADDER)


# 1. Replies


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scene", "keys", "result"),
    [
        (LADDER, "\r", Reply("pass")),
        (REVISIT, "\r", Reply("pass")),
        (LADDER, "2\r", Reply("answer", ("2",))),
        (LADDER, "s\r", Reply("s")),
        (LADDER, "n\r", Reply("n")),
        (LADDER, "v\r", Reply("v")),
        (TICKS, "0\r1\r\r\r", Reply("answer", ("0", "1"))),
        (TICKS, "0\r1\n\n\n", Reply("answer", ("0", "1"))),  # Ctrl+J, as when nothing is shown
        (TYPING, ":w\r", Reply("w")),
        (TYPING, ":w c nord\r", Reply("w", ("c", "nord"))),
        (TYPING, "59\r", Reply("answer", ("0",))),
        (TYPING, ":q\r", Reply("q")),
        (NUMBER, "7,5\r", Reply("answer", ("7,5",))),
        (NUMBER, "q\r", Reply("q")),
        (TEXT, " Tilleuls\r", Reply("answer", ("Les Tilleuls",))),
        (ROWS, "41\r", Picked("", "Q41")),
        (ROWS, "41n\r", Picked("n", "Q41")),
        (ROWS, "/ab\r", Picked("/", "Q1", "ab")),
        (NOTE, " et après\r", "Avant et après"),
        (NOTE, "\x15-\r", "-"),
        (NOTE, "\x15\r", "-"),
        (NOTE, "\x15:r\r", None),
        (Entry("Raison"), "\r", ""),
    ],
)
def test_keys_make_a_reply(played, scene, keys, result):
    assert played(scene, keys) == (result, ())


def test_what_is_not_understood_is_told_and_held(played):
    assert played(NUMBER, "cent\r") == (EOFError, ("cent",))


# 2. Held


@pytest.mark.parametrize(
    ("scene", "keys", "held"),
    [
        (TICKS, "0\r1\rn\r", ("0", "1")),
        (TICKS, "0\r1\r\x03", ("0", "1")),
        (TICKS, "0\r\x1b[F\x1b[B\r", ("0",)),
        (TICKS, "0\r\x04", ("0",)),
        (NOTE, " et après\x03", ("Avant et après",)),
        (NOTE, " et après\x04", ("Avant et après",)),
        (NOTE, "\x1b[200~ collé\x03", ("Avant collé",)),
        (PRIVATE, "s\x03", ("secrets",)),
        (TEXT, " Til\x03", ("Les Til",)),
        (LADDER, "2\x03", ()),
    ],
)
def test_what_was_begun_is_held(played, scene, keys, held):
    assert played(scene, keys)[1] == held


def test_ticks_come_back_from_the_prompt(played):
    left = Prompt(PLACE, "Question ?", "multiple", BOXES, LETTERS, ticked=("1", "2"))
    assert played(left, "o\r") == (Reply("answer", ("1", "2")), ())


def test_a_paste_of_two_hundred_thousand_signs_is_kept(played):
    pasted = "\r".join(["Mot de plus. " * 8] * 1900)
    text, held = played(Entry("Note"), f"\x1b[200~{pasted}\x1b[201~\x03")
    assert (text, held) == (KeyboardInterrupt, (pasted.replace("\r", "\n"),))


# 3. Any keys

KEYS = (
    *"0123456789 asxnpewmlvrqzo/:-é",
    *("\r", "\n", "\x7f", "\t", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[H", "\x1b[F"),
    *("\x1b[5~", "\x1b[6~", "\x1bOQ", "\x1b\r", "\x12", "\x13", "\x18\x05", "\x1b5", "\x1b[31m"),
    *("\x1b[200~un\rcollage\x1b[201~", "\x1b[200~2\x1b[201~", "4 postes\r2\r", "\x1b[15~", "\x00"),
    *("\x17", "\x15", "\x01", "\x1b[1;5D", "\x1b[3~", "日本", "\x1b[<0;1;1M"),
)
SIZES = ((80, 24), (60, 20), (40, 15), (200, 60), (20, 5), (3, 1))


@pytest.mark.slow
@pytest.mark.parametrize("scene", SCENES, ids=lambda s: getattr(s, "kind", type(s).__name__))
def test_any_keys_leave_a_way_out(played, scene):
    chance = random.Random(20261130)
    for _ in range(12):
        keys = "".join(chance.choice(KEYS) for _ in range(30))
        left, _ = played(scene, f"{keys}\x03", SIZES)
        assert left is not None or isinstance(scene, Entry)
