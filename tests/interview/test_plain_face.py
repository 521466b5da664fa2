"""Which face is chosen, and what the plain one writes; no terminal is needed here."""

import io

import pytest

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
    assert out.getvalue().count("Tapez 1 ou 2, puis Entrée.") == 2
    assert (face.text("Nom :"), face.text("Nom :")) == ("bonjour", None)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("Un.\n.\n", "Un."),
        ("Un.\nDeux.\n\nTrois.\n.\n", "Un.\nDeux.\n\nTrois."),
        ("Un.\n..\n. \n", "Un.\n.."),
        ("x" * 6000 + "FIN\n.\n", "x" * 6000 + "FIN"),
        ("Un.\nDeux.\n", "Un.\nDeux."),  # Ctrl-D ends a text that was begun
        ("Un.\n:r\n.\n", "Un.\n:r"),
        ("\n", ""),
        (".\n", ""),
        (":r\n", None),
        (":q\n", None),
        ("-\n.\n", "-"),
    ],
)
def test_plain_text_of_several_lines_ends_with_a_point(typed, text):
    face, out = plain(typed)
    assert face.text("Note", several=True) == text
    assert "tapez un point seul, puis Entrée." in out.getvalue()


def test_plain_text_of_several_lines_refuses_a_command_alone():
    face, out = plain(":z\nUn.\n.\n")
    assert face.text("Note", several=True) == "Un."
    assert "« :z » n'est pas proposé ici." in out.getvalue()


def test_plain_list_whose_labels_show_numbers_has_no_ranks():
    options = (Option("0", "Aisne (02)"), Option("1", "Nord (59)"), Option("2", "Autre"))
    prompt = Prompt(QUESTION.place, "Où ?", "single", options, ("a", "r", "q"), by_name=True)
    face, out = plain("1\n59\n")
    assert face.ask(prompt) == Reply("answer", ("1",))
    assert "\n  Aisne (02)\n  Nord (59)\n  Autre\n" in out.getvalue()
    assert "« 1 » n'est pas une réponse proposée ici." in out.getvalue()


def test_plain_number_says_what_is_no_number():
    prompt = Prompt(QUESTION.place, "Combien ?", "number", hint="un nombre de 0 à 10")
    face, out = plain("cent vingt\n7\n")
    assert face.ask(prompt) == Reply("answer", ("7",))
    assert "« cent vingt » n'est pas un nombre. Tapez un nombre de 0 à 10." in out.getvalue()


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
