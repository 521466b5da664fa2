"""Which face is chosen, on any console, and what is said of it (interview, lines 10, 15 and 16).

1. The plain face is given to who asks for it, and to windows that cannot draw (lines 15, 16).
2. It announces itself once, with how to leave it (line 15).
3. A list that cannot be shown is told, with what to do (line 16).
4. Without a keyboard nobody is asked; on Windows, mintty is told what to open instead (line 16).
5. The cursor that a killed list left hidden is shown (line 10).
"""

import io
import sys

import pytest

from diag.interview.face_choice import choose_face, decide, no_list, nobody
from diag.interview.list_face import ListFace
from diag.interview.plain_face import PlainFace

XTERM = {"TERM": "xterm-256color"}


class Stream(io.StringIO):
    def __init__(self, text="", terminal=True):
        super().__init__(text)
        self.terminal = terminal

    @property
    def encoding(self):
        return "utf-8"

    def isatty(self):
        if self.closed:
            raise ValueError("I/O operation on closed file")
        return self.terminal

    @property
    def said(self):
        return " ".join(self.getvalue().split())


def kind(simple=False, environ=None, typed=True, shown=True, remembered=None):
    return decide(simple, environ or {}, typed, shown, remembered=remembered).kind


# 1.


@pytest.mark.parametrize(
    ("simple", "environ", "remembered"),
    [
        (True, {}, None),
        (True, {"DIAG_SIMPLE": "0"}, False),
        (False, {"DIAG_SIMPLE": "1"}, None),
        (False, {"DIAG_SIMPLE": "oui"}, False),
        (False, {"ACCESSIBLE": "1"}, None),
        (False, {}, True),
        (False, {"TERM": "dumb"}, None),
        (False, {"TERM": "dumb", "DIAG_SIMPLE": "0"}, False),
    ],
)
def test_plain_face_is_given_to_who_asks_or_cannot_see_a_list(simple, environ, remembered):
    assert kind(simple, environ, remembered=remembered) == "plain"


@pytest.mark.parametrize(
    ("environ", "remembered"),
    [
        ({}, None),
        ({}, False),
        ({"DIAG_SIMPLE": "0"}, True),
        ({"DIAG_SIMPLE": "0", "ACCESSIBLE": "1"}, None),
        ({"DIAG_SIMPLE": "non"}, True),
        ({"ACCESSIBLE": ""}, None),
        (XTERM, None),
    ],
)
def test_list_is_given_to_the_others(environ, remembered):
    assert kind(environ=environ, remembered=remembered) == "list"


def test_plain_face_is_given_when_what_is_shown_goes_elsewhere():
    assert kind(shown=False) == "plain"


# 2.


@pytest.mark.parametrize(
    ("simple", "environ", "remembered", "leave"),
    [
        (True, {}, None, "sans --simple"),
        (False, {"DIAG_SIMPLE": "1"}, None, "la valeur 0 à DIAG_SIMPLE"),
        (False, {"ACCESSIBLE": "1"}, None, "la valeur 0 à DIAG_SIMPLE"),
        (False, {}, True, "accueil de diag"),
        (False, {"TERM": "dumb"}, None, "n'affiche pas de liste"),
    ],
)
def test_plain_face_says_once_what_it_is_and_how_to_leave_it(simple, environ, remembered, leave):
    out = Stream()
    face = choose_face(simple, Stream("1\n1\n"), out, {**XTERM, **environ}, remembered)
    assert isinstance(face, PlainFace)
    for _ in range(2):
        face.menu("Que voulez-vous faire ?", [("1", "commencer")])
    said = out.said
    assert said.count("Affichage simple") == 1
    assert leave in said


# 3.


def test_list_that_cannot_be_shown_is_told():
    out = Stream()
    assert isinstance(choose_face(False, Stream(), out, XTERM), PlainFace)
    said = out.said
    assert said.count("La liste à flèches ne peut pas s'afficher") == 1
    assert "ouvrez une autre fenêtre de terminal" in said


def test_windows_is_told_which_window_shows_a_list():
    assert "PowerShell" in no_list("win32")


def test_list_face_needs_a_real_console():
    with pytest.raises(OSError, match="no keyboard"):
        ListFace(Stream(), Stream())


# 4.


@pytest.mark.parametrize("simple", [True, False])
def test_nobody_is_asked_without_a_keyboard(simple):
    assert choose_face(simple, Stream(terminal=False), Stream(), XTERM) is None
    assert choose_face(simple, None, Stream(), XTERM) is None
    closed = Stream()
    closed.close()
    assert choose_face(simple, closed, Stream(), XTERM) is None


@pytest.mark.parametrize("environ", [{"TERM_PROGRAM": "mintty"}, {"MSYSTEM": "MINGW64"}])
def test_mintty_is_told_what_to_open_instead(environ):
    said = nobody(environ, "win32")
    assert "« Invite de commandes » ou PowerShell" in said
    assert "la même commande" in said


@pytest.mark.parametrize(("environ", "platform"), [({}, "win32"), ({}, "linux"), ({"MSYSTEM": "MSYS"}, "linux")])
def test_elsewhere_a_window_is_asked_for(environ, platform):
    said = nobody(environ, platform)
    assert "il faut une fenêtre" in said
    assert "PowerShell" not in said


# 5.


@pytest.mark.skipif(sys.platform == "win32", reason="no escape sequence there")
@pytest.mark.parametrize(("term", "shown"), [("xterm", "\x1b[?25h"), ("dumb", "")])
def test_cursor_is_restored_unless_the_terminal_is_dumb(term, shown):
    out = Stream()
    choose_face(True, Stream(), out, {"TERM": term})
    assert out.getvalue().startswith(shown)
    assert out.getvalue().count("\x1b") == len(shown[:1])
