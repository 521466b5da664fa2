"""Which face is chosen, and what the plain one writes; no terminal is needed here."""

import io

import pytest

from diag.interview.lines import repair, wrap
from diag.interview.list_face import ListFace, header
from diag.interview.plain_face import PlainFace, choose_face
from diag.interview.prompts import Option, Place, Prompt, Reply

QUESTION = Prompt(
    Place("Équipement", 12, 55, 21, 25),
    "Comment les appareils sont-ils suivis ?",
    "single",
    (Option("0", "Aucune liste."), Option("1", "Une liste « incomplète » de l'année.")),
    ("s", "a", "n", "p", "r", "q"),
)


class Stream(io.StringIO):
    def __init__(self, text="", terminal=True, encoding="utf-8"):
        super().__init__(text)
        self.terminal, self._encoding = terminal, encoding

    def isatty(self):
        return self.terminal

    @property
    def encoding(self):
        return self._encoding


def plain(text, encoding="utf-8"):
    out = Stream(encoding=encoding)
    return PlainFace(Stream(text), out), out


def test_nobody_is_asked_without_a_terminal():
    for simple in (False, True):
        assert choose_face(simple, Stream(terminal=False), Stream(), {}) is None
    assert choose_face(True, None, Stream(), {}) is None


@pytest.mark.parametrize(
    ("simple", "environ"),
    [
        (True, {}),
        (False, {"TERM": "dumb"}),
        (False, {"DIAG_SIMPLE": "1"}),
        (False, {"ACCESSIBLE": "1"}),
    ],
)
def test_plain_face_is_chosen(simple, environ):
    face = choose_face(simple, Stream(), Stream(), {"TERM": "xterm", **environ})
    assert isinstance(face, PlainFace)


def test_plain_face_when_the_output_is_redirected_or_the_list_cannot_be_made():
    assert isinstance(choose_face(False, Stream(), Stream(terminal=False), {}), PlainFace)
    assert isinstance(choose_face(False, Stream(), Stream(), {"TERM": "xterm"}), PlainFace)


def test_cursor_is_restored_unless_the_terminal_is_dumb():
    out = Stream()
    choose_face(True, Stream(), out, {"TERM": "xterm"})
    assert out.getvalue() == "\x1b[?25h"
    out = Stream()
    choose_face(True, Stream(), out, {"TERM": "dumb"})
    assert out.getvalue() == ""


def test_plain_question_in_full():
    face, out = plain("1\n")
    assert face.ask(QUESTION) == Reply("answer", ("1",))
    assert out.getvalue() == (
        "\nQuestion 12 sur 55, axe Équipement\n"
        "Comment les appareils sont-ils suivis ?\n"
        "0 : Aucune liste.\n"
        "1 : Une liste « incomplète » de l'année.\n"
        "s : ne sait pas\n"
        "Commandes : a aide, n note, p note privée, r retour, q quitter ; Entrée seule\n"
        "passe.\n"
        "Tapez ? pour les relire à tout moment.\n"
        "Votre réponse : "
    )


def test_plain_commands_are_not_repeated():
    face, out = plain("1\n1\n")
    face.ask(QUESTION)
    face.ask(QUESTION)
    assert out.getvalue().count("Commandes") == 1


def test_plain_asks_again_after_an_unknown_key():
    face, out = plain("7\n?\n0\n")
    assert face.ask(QUESTION) == Reply("answer", ("0",))
    assert "« 7 » n'est pas une réponse proposée ici. Tapez 0 ou 1." in out.getvalue()
    assert out.getvalue().count("Votre réponse :") == 3


def test_plain_menu_and_text():
    face, out = plain("9\n\n2\nbonjour\n:r\n")
    options = [("1", "commencer"), ("2", "reprendre")]
    assert face.menu("Que voulez-vous faire ?", options) == "2"
    assert out.getvalue().count("Tapez 1, 2, puis Entrée.") == 2
    assert (face.text("Nom :"), face.text("Nom :")) == ("bonjour", None)


def test_plain_end_of_input():
    with pytest.raises(EOFError):
        plain("")[0].ask(QUESTION)


@pytest.mark.parametrize("encoding", ["ascii", "cp850", "cp1252", "utf-8"])
def test_every_console_can_show_the_plain_face(encoding):
    face, out = plain("1\n", encoding)
    face.ask(QUESTION)
    out.getvalue().encode(encoding)
    assert "?" not in out.getvalue().replace("suivis ?", "").replace("Tapez ?", "")


def test_header_of_the_list():
    assert header(QUESTION.place) == "[Équipement 12/55 - 21 % - encore 25 min environ]"


def test_list_face_needs_a_real_console():
    with pytest.raises(OSError, match="no keyboard"):
        ListFace(Stream(), Stream())


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
    ("typed", "read"),
    [("été", "été"), ("\udce9t\udce9", "été"), ("\udcc3\udca9", "é"), ("\ud83d", "\ufffd")],
)
def test_undecodable_keys_are_read_as_french(typed, read):
    assert repair(typed) == read
