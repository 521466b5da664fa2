"""What is typed on a real terminal, read whole; no process is started.

1. A line comes back as it was typed, however long, with what a terminal lets correct.
2. What was typed early is taken away, and can be told.
3. A line that is left before its end gives back all that was typed (interview, lines 6 and 10).
4. A private line is not shown; the terminal is given back as it was (lines 6 and 10).
5. A line is cut between words, and nothing of it is lost.
"""

import os
import sys
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diag.interview.lines import Keyboard, repair, told_early, wrap
from diag.safe_text import clean

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal")
#: What a person can type in a text: letters of any alphabet, signs, spaces.
TYPED = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\x7f"), max_size=80)


class Line:
    """A terminal: what is typed at one end is read at the other, by the keyboard under test."""

    def __init__(self, encoding="utf-8"):
        self.master, slave = os.openpty()
        self.stdin = os.fdopen(slave, encoding=encoding, errors="surrogateescape")
        self.keyboard = Keyboard(self.stdin)
        self.echo = b""
        self.screen = threading.Thread(target=self._look, daemon=True)
        self.screen.start()

    def _look(self):
        try:
            while more := os.read(self.master, 4096):
                self.echo += more
        except OSError:  # the other end is closed
            return

    def type(self, raw):
        while raw:
            raw = raw[os.write(self.master, raw) :]

    def typed(self, raw, lines=1):
        """Type while the keyboard is read sign by sign, and return what it reads."""
        with self.keyboard.held():
            hand = threading.Thread(target=self.type, args=(raw,), daemon=True)
            hand.start()
            read = [self.keyboard.line() for _ in range(lines)]
            hand.join()
        return read if lines > 1 else read[0]

    def close(self):
        self.stdin.close()
        self.screen.join()
        os.close(self.master)


@pytest.fixture
def line():
    opened = Line()
    yield opened
    opened.close()


# 1. Whole lines


@pytest.mark.parametrize("length", [1, 4094, 4095, 4096, 4097, 12_000])
@pytest.mark.parametrize("end", [b"\r", b"\n"])
def test_a_line_is_kept_whole_however_long(line, length, end):
    assert line.typed(b"x" * length + b"FIN" + end) == "x" * length + "FIN"


@given(st.lists(TYPED, min_size=1, max_size=5))
def test_any_lines_come_back_as_they_were_typed(texts):
    line = Line()
    try:
        raw = "".join(f"{text}\r" for text in texts).encode()
        read = line.typed(raw, len(texts))
        assert (read if len(texts) > 1 else [read]) == texts
    finally:
        line.close()


@pytest.mark.parametrize("encoding", ["utf-8", "cp850", "cp1252", "ascii"])
def test_accents_are_read_in_the_encoding_of_the_terminal(encoding):
    line = Line(encoding)
    try:
        raw = "été\r".encode("utf-8" if encoding == "ascii" else encoding)
        assert line.typed(raw) == "été"
    finally:
        line.close()


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("abc\x7f\x08d\r", "ad"),
        ("é\x7fe\r", "e"),
        ("\x7f\x7fa\r", "a"),
        ("un deux  trois\x17\x17x\r", "un x"),
        ("un\x17\x17deux\r", "deux"),
        ("rien de tout cela\x15si\r", "si"),
        ("a\x1b[Ab\x1bOPc\x1b[1;5Dd\r", "abcd"),
        ("\x1b[200~collé\x1b[201~\r", "collé"),
        ("a\x00\x07b\r", "ab"),
        ("a\tb\r", "a b"),
        ("a\x04b\r", "ab"),
        ("日本\x7f語\r", "日語"),
    ],
)
def test_a_line_can_be_corrected(line, keys, text):
    assert line.typed(keys.encode()) == text


def test_what_is_erased_is_erased_on_screen(line):
    line.typed("日本\x7f\r".encode())
    line.close()
    assert line.echo == "日本".encode() + b"\b \b" * 2 + b"\r\n"
    line.close = lambda: None


def test_ctrl_d_on_an_empty_line_is_the_end(line):
    with pytest.raises(EOFError):
        line.typed(b"\x04")
    assert line.typed(b"encore\r") == "encore"


# 2. What was typed early


@given(st.lists(TYPED, min_size=1, max_size=4))
def test_what_was_typed_early_is_taken_away_and_returned(texts):
    line = Line()
    try:
        with line.keyboard.held():
            line.type("\r".join(["début", *texts, "fin"]).encode())
            assert line.keyboard.waiting(5)
            assert line.keyboard.early() == clean("\n".join(["début", *texts, "fin"]))
        assert not line.keyboard.waiting(0)
    finally:
        line.close()


def test_what_follows_a_line_at_once_is_waiting(line):
    with line.keyboard.held():
        line.type(b"un\rdeux\r")
        assert line.keyboard.line() == "un"
        assert line.keyboard.waiting()
        assert line.keyboard.early() == "deux"
        assert not line.keyboard.waiting(0)


@pytest.mark.parametrize("text", ["", "\n\n", "  ", "..."])
def test_only_a_text_is_told(text):
    assert told_early(text) == ""


def test_a_text_typed_early_is_told_whole():
    assert "« deux ou trois »" in told_early("deux ou trois")


# 3. What is left


def test_line_without_its_enter_is_no_answer_but_is_given_back(line):
    """A window that closes must not validate what was typed in it."""
    with line.keyboard.held():
        line.type("été, et la su".encode())
        assert line.keyboard.waiting(5)
        os.close(line.master)
        line.master = os.open(os.devnull, os.O_RDONLY)
        with pytest.raises((EOFError, OSError)):
            line.keyboard.line()
        assert line.keyboard.unfinished() == "été, et la su"


def test_what_was_not_read_yet_is_given_back_too(line):
    with line.keyboard.held():
        line.type(b"un\rdeux\rtrois")
        assert line.keyboard.line() == "un"
        line.keyboard.taken()
        assert line.keyboard.unfinished() == "deux\ntrois"
        assert line.keyboard.unfinished() == ""


def test_line_that_nobody_took_is_given_back_with_what_follows(line):
    with line.keyboard.held():
        line.type(b"un\rdeux")
        assert line.keyboard.line() == "un"
        assert line.keyboard.unfinished() == "un\ndeux"


def test_interruption_drops_nothing_of_what_waits_to_be_read(line):
    import termios

    with line.keyboard.held():
        line.type(b"une phrase\x03")
        assert line.keyboard.waiting(5)
        assert line.keyboard.unfinished() == "une phrase"
        assert termios.tcgetattr(line.stdin)[3] & termios.ISIG


# 4. Unseen, and given back


def test_silent_line_is_not_shown(line):
    with line.keyboard.held():
        line.type(b"secr\x7fet\r")
        assert line.keyboard.line(silent=True) == "secet"
        line.type(b"vu\r")
        assert line.keyboard.line() == "vu"
    line.close()
    assert line.echo == b"\r\nvu\r\n"
    line.close = lambda: None


@pytest.mark.parametrize("failure", [KeyboardInterrupt, EOFError, OSError])
def test_terminal_is_given_back_as_it_was_whatever_happens(line, failure):
    import termios

    before = termios.tcgetattr(line.stdin)

    def fail():
        with line.keyboard.held():
            assert termios.tcgetattr(line.stdin) != before
            raise failure

    with pytest.raises(failure):
        fail()
    assert termios.tcgetattr(line.stdin) == before


def test_line_is_shown_again_after_a_pause(line):
    import signal

    with line.keyboard.held():
        line.keyboard._signs = list("déjà tapé")
        signal.raise_signal(signal.SIGCONT)
        line.type(b" et fini\r")
        assert line.keyboard.waiting(5)
    line.close()
    assert line.echo.startswith("déjà tapé".encode())
    line.close = lambda: None


# 5. On screen


def test_wrap_cuts_between_words_and_keeps_everything():
    text = "Tous y ont accès, fonctions support comprises, mais il faut attendre : oui !"
    lines = wrap(text, 30, "utf-8")
    assert max(map(len, lines)) <= 30
    assert " ".join(lines) == text
    assert not any(line.startswith((":", "!")) for line in lines)


def test_wrap_keeps_the_indentation_of_a_paragraph():
    assert wrap("    Comptez les postes de chacun.", 20, "utf-8") == [
        "    Comptez les",
        "    postes de",
        "    chacun.",
    ]


@pytest.mark.parametrize(
    ("typed", "read"), [("été", "été"), ("\udce9t\udce9", "été"), ("\udcc3\udca9", "é"), ("\ud83d", "\ufffd")]
)
def test_undecodable_keys_are_read_as_french(typed, read):
    assert repair(typed) == read
