"""What the plain face writes, and what it makes of each line; no terminal is needed here.

1. A question: place, options with their keys, the kept answer and last year's in words (lines 1, 4, 5).
2. Who hears the screen hears each thing once; only the line in error comes again (line 15).
3. `?` says everything, `?2` the proof of an answer (lines 2, 5).
4. Lists are chosen by typing; a long one is read when asked (line 3).
5. A listing is said by pages; numbers open, letters act (line 7).
6. Texts: what is there is told, lines are added; nothing typed is lost (line 6).
7. What was left unfinished is held (lines 6, 10).
8. Every console can show it (line 16).
"""

import io
from dataclasses import replace

import pytest

from diag.interview.plain_face import PAGE, PlainFace
from diag.interview.prompts import Entry, Listing, Option, Place, Prompt, Reply, Row

PLACE = Place("Équipement", 12, 55, 21, 25)
LEVELS = (
    Option("0", "Aucune liste.", proof="Demandez la liste : il n'y en a pas."),
    Option("1", "Une liste « incomplète » de l'année.", proof="Ouvrez le classeur."),
)
COMMANDS = ("s", "a", "n", "p", "e", "w", "m", "l", "v", "r", "q")
QUESTION = Prompt(PLACE, "Comment les appareils sont-ils suivis ?", "single", LEVELS, COMMANDS)
BOXES = (Option("0", "Aucun", exclusive=True), Option("1", "Ordinateur"), Option("2", "Tablette"))
SEVERAL = Prompt(replace(PLACE, position=13), "Quels appareils ?", "multiple", BOXES, COMMANDS)
NUMBER = Prompt(PLACE, "Combien ?", "number", (), COMMANDS, "un nombre de 0 à 10")
TEXT = Prompt(Place("Structure", 1, 1, 0, 45, profile=True), "Quel nom ?", "text", (), ("a", "q"))


class Stream(io.StringIO):
    def __init__(self, text="", encoding="utf-8"):
        super().__init__(text)
        self._encoding = encoding

    @property
    def encoding(self):
        return self._encoding


class Plain:
    """The face, what is typed to it, and what it has written since one last looked."""

    def __init__(self, typed, encoding="utf-8"):
        self.out = Stream(encoding=encoding)
        self.face = PlainFace(Stream(typed), self.out)

    @property
    def raw(self):
        written = self.out.getvalue()
        self.out.seek(0)
        self.out.truncate()
        return written

    @property
    def said(self):
        """What was written, as words: line ends do not count."""
        return " ".join(self.raw.replace("\xa0", " ").split())


def at(position, **more):
    return replace(QUESTION, place=replace(PLACE, position=position), text=f"Q{position} ?", **more)


# 1. A question


def test_question_in_full():
    plain = Plain("1\n")
    asked = replace(QUESTION, kept=("1",), former=("0",), former_date="2025")
    assert plain.face.ask(asked) == Reply("answer", ("1",))
    assert plain.raw.replace("\xa0", " ") == (
        "\nQuestion 12 sur 55, axe Équipement, encore 25 min environ\n"
        "Comment les appareils sont-ils suivis ?\n"
        "0 : Aucune liste. (réponse de 2025)\n"
        "1 : Une liste « incomplète » de l'année. (réponse gardée)\n"
        "s : ne sait pas\n"
        "Entrée seule garde la réponse.\n"
        "Vous pouvez taper a aide, n note, l liste, r retour, q quitter.\n"
        "? dit tout ce qui peut être tapé, et relit la question.\n"
        "?0 dit à quoi se reconnaît la réponse 0.\n"
        "Votre réponse : "
    )


@pytest.mark.parametrize(("kept", "enter"), [(("1",), "garde la réponse"), ((), "passe")])
def test_enter_passes_or_keeps_and_never_both(kept, enter):
    plain = Plain("?\n1\n")
    plain.face.ask(replace(QUESTION, kept=kept))
    asked, _, again = plain.said.partition("Votre réponse")
    assert asked.count("Entrée seule") == len(kept)
    assert again.count("Entrée seule") == 1
    assert f"Entrée seule {enter}." in again


def test_the_answer_that_enter_keeps_is_said_once_where_no_list_says_it():
    plain = Plain("8\n")
    plain.face.ask(replace(NUMBER, kept=("7.5",)))
    assert plain.said.count("Entrée seule garde la réponse : 7,5.") == 1


def test_who_answers_is_said_when_it_changes():
    plain = Plain("1\n1\n1\n")
    for who in ("direction", "direction", "agent"):
        plain.face.ask(replace(QUESTION, place=replace(PLACE, who=who), text="Q ?"))
    assert plain.said.count("répond : direction") == 1


def test_ticks_left_are_told_and_taken_up_by_one_sign():
    plain = Plain("+\n")
    assert plain.face.ask(replace(SEVERAL, ticked=("1", "2"))) == Reply("answer", ("1", "2"))
    said = plain.said
    assert "1 : Ordinateur (cochée)" in said
    assert "+ valide 1 et 2." in said


def test_number_left_is_told_and_taken_up_by_one_sign():
    plain = Plain("+\n")
    assert plain.face.ask(replace(NUMBER, draft="7")) == Reply("answer", ("7",))
    assert "C'était « 7 » ; + l'enregistre." in plain.said


# 2. Each thing once


def test_axis_and_minutes_are_said_when_the_axis_changes():
    plain = Plain("1\n1\n1\n")
    plain.face.ask(at(12))
    assert "axe Équipement, encore 25 min" in plain.said
    plain.face.ask(at(13))
    assert "Question 13 sur 55 Q13 ?" in plain.said
    plain.face.ask(replace(at(14), place=replace(PLACE, position=14, section="Réseau")))
    assert "Question 14 sur 55, axe Réseau, encore 25 min environ" in plain.said


def test_each_hint_is_given_once_in_ten_questions():
    plain = Plain("1\n" * 10)
    for position in range(10):
        kind = SEVERAL if position % 2 else QUESTION
        place = replace(PLACE, position=position + 1)
        plain.face.ask(replace(kind, place=place, text=f"Q{position} ?"))
    said = plain.said
    hints = ("Vous pouvez taper", "? dit tout", "?0 dit", "leurs numéros")
    assert {hint: said.count(hint) for hint in hints} == dict.fromkeys(hints, 1)


def test_a_command_is_said_when_it_is_first_offered():
    plain = Plain("1\n1\n1\n")
    plain.face.ask(replace(at(1), commands=("a", "q")))
    assert "Vous pouvez taper a aide, q quitter." in plain.said
    plain.face.ask(replace(at(2), commands=("a", "n", "q")))
    assert "Ici aussi, n note." in plain.said
    plain.face.ask(replace(at(3), commands=("a", "n", "q")))
    assert "note" not in plain.said


def test_only_the_line_in_error_is_asked_again():
    plain = Plain("7\n0\n")
    assert plain.face.ask(QUESTION) == Reply("answer", ("0",))
    said = plain.said
    assert "« 7 » n'est pas une réponse proposée ici. Tapez 0 ou 1." in said
    assert said.count("Comment les appareils") == 1
    assert said.count("Votre réponse :") == 2


def test_answer_that_is_refused_later_is_asked_without_a_word():
    plain = Plain("11\n7\n")
    plain.face.ask(NUMBER)
    assert plain.said
    plain.face.ask(NUMBER)
    assert plain.said == "Votre réponse :"


def test_who_answers_now_is_said_with_the_question_that_goes_on():
    plain = Plain("w b\n1\n")
    plain.face.ask(QUESTION)
    assert plain.said
    plain.face.ask(replace(QUESTION, place=replace(PLACE, who="agent")))
    assert plain.said == "Question 12 sur 55, répond : agent, de nouveau. Votre réponse :"


def test_question_that_a_note_interrupted_is_named_and_not_read_again():
    plain = Plain("n\n1\n")
    plain.face.ask(QUESTION)
    assert plain.said
    plain.face.ask(replace(QUESTION, earlier="Note : vue au bureau."))
    assert plain.said == "Question 12 sur 55, de nouveau. Votre réponse :"


@pytest.mark.parametrize("between", ["choose", "menu"])
def test_question_that_one_comes_back_to_is_read_whole(between):
    plain = Plain("a\n1\n1\n")
    plain.face.ask(QUESTION)
    if between == "choose":
        plain.face.choose(rows(3))
    else:
        plain.face.menu("Qui répond ?", [("1", "direction")])
    assert plain.said
    plain.face.ask(QUESTION)
    assert "0 : Aucune liste." in plain.said


# 3. Everything, when asked


def test_question_mark_says_everything_again():
    plain = Plain("1\n?\n1\n")
    plain.face.ask(at(11))
    assert plain.said
    plain.face.ask(QUESTION)
    said = plain.said
    assert "axe Équipement, encore 25 min environ, 21 % fait." in said
    assert said.count("0 : Aucune liste.") == 2
    assert "p note privée" in said
    assert "m à vérifier" in said


def test_question_mark_and_a_key_give_the_proof():
    plain = Plain("?1\n?9\n1\n")
    plain.face.ask(QUESTION)
    said = plain.said
    assert "1 : Ouvrez le classeur." in said
    assert "Il n'y a pas de réponse « 9 » ici." in said


# 4. Lists chosen by typing


TYPES = tuple(Option(str(i), f"Structure {chr(97 + i)}", names=(f"Structure {chr(97 + i)}",)) for i in range(26))


def test_long_list_is_read_when_asked_only():
    asked = replace(TEXT, kind="single", options=TYPES, typing=True)
    plain = Plain("?\nstructure b\n")
    assert plain.face.ask(asked) == Reply("answer", ("1",))
    before, _, after = plain.said.partition("Votre réponse :")
    assert "26 réponses possibles : tapez un nom ou une partie d'un nom ; ? les lit toutes." in before
    assert "Structure b" not in before
    assert "Structure b" in after
    assert ":a aide" in before


def test_several_names_are_listed_and_asked_again():
    labels = ("SAD aide", "SAD soins", "EHPAD")
    options = tuple(Option(str(i), label, names=(label,)) for i, label in enumerate(labels))
    prompt = replace(TEXT, kind="single", options=options, typing=True)
    plain = Plain("sad\nsoins\n")
    assert plain.face.ask(prompt) == Reply("answer", ("1",))
    assert "2 réponses pour « sad » : SAD aide SAD soins Tapez-en plus." in plain.said


def test_list_whose_labels_show_numbers_has_no_ranks():
    options = (Option("0", "Aisne (02)"), Option("1", "Nord (59)"), Option("2", "Autre"))
    prompt = Prompt(PLACE, "Où ?", "single", options, ("a", "r", "q"), by_name=True)
    plain = Plain("1\n59\n")
    assert plain.face.ask(prompt) == Reply("answer", ("1",))
    said = plain.raw
    assert "\n  Aisne (02)\n  Nord (59)\n  Autre\n" in said
    assert "« 1 » n'est pas une réponse proposée ici." in said.replace("\xa0", " ")


# 5. Listings


def rows(number, pointed="", **commands):
    listed = tuple(Row(f"Q{i}", str(i), f"Sujet {i}", more=f"Plus {i}") for i in range(1, number + 1))
    letters = commands or {"n": "note", "f": "filtrer", "/": "chercher", "r": "retour"}
    return Listing("Tout ce qui est demandé", listed, letters, pointed)


def chosen(typed, listing):
    plain = Plain(typed)
    picked = plain.face.choose(listing)
    return picked.command, picked.row, picked.text


@pytest.mark.parametrize(
    ("typed", "picked"),
    [
        ("12\n", ("", "Q12", "")),
        ("n 12\n", ("n", "Q12", "")),
        ("n12\n", ("n", "Q12", "")),
        (":n 12\n", ("n", "Q12", "")),
        ("N\n", ("n", "Q3", "")),
        ("f\n", ("f", "Q3", "")),
        ("/ mots de passe\n", ("/", "Q3", "mots de passe")),
        ("/\n", ("/", "Q3", "")),
        ("retour\n", ("r", "Q3", "")),
        ("99\nzz\nn 99\n4\n", ("", "Q4", "")),
    ],
)
def test_numbers_open_and_letters_act(typed, picked):
    assert chosen(typed, rows(20, "Q3")) == picked


def test_a_command_that_is_no_letter_acts_too():
    listing = Listing("Plan", (), {"+": "ajouter une action", "r": "retour"})
    assert chosen("+\n", listing) == ("+", "", "")


def test_what_means_nothing_is_told_in_one_line():
    plain = Plain("99\nzz\nn 99\n4\n")
    plain.face.choose(rows(20))
    said = plain.said
    assert said.count("Il n'y a pas de ligne « 99 » ici.") == 2
    assert "« zz » n'est pas proposé ici. Tapez ?" in said


def test_rows_are_said_by_pages_that_enter_turns():
    plain = Plain("\n\n\n4\n")
    plain.face.choose(rows(PAGE + 5))
    pages = plain.said.split("Votre choix :")
    assert f"{PAGE} : Sujet {PAGE} Entrée : la suite, encore 5 lignes." in pages[0]
    assert f"{PAGE + 1} : Sujet" not in pages[0]
    assert pages[1].strip().startswith(f"{PAGE + 1} : Sujet")
    assert "C'est la fin de la liste." in pages[2]
    assert pages[3].strip().startswith("1 : Sujet 1 2 : Sujet 2")


def test_one_who_comes_back_from_a_row_hears_that_row_only():
    plain = Plain("4\nn\n")
    plain.face.choose(rows(20))
    assert "Plus 4" not in plain.said
    plain.face.choose(rows(20, "Q4"))
    assert plain.said == "4 : Sujet 4 Votre choix :"


def test_another_filter_is_read_from_its_start():
    plain = Plain("f\n1\n")
    plain.face.choose(rows(20))
    assert plain.said
    plain.face.choose(rows(3))
    assert "1 : Sujet 1 2 : Sujet 2" in plain.said


def test_a_row_far_in_the_list_is_where_it_starts():
    plain = Plain("1\n")
    assert plain.face.choose(rows(60, "Q41")).row == "Q1"
    said = plain.said
    assert "41 : Sujet 41" in said
    assert "1 : Sujet 1 " not in said.replace("41 : Sujet 41", "")


def test_a_row_can_be_heard_without_being_opened():
    plain = Plain("?4\n?99\n1\n")
    plain.face.choose(rows(20))
    said = plain.said
    assert "?1 en dit plus sur la ligne 1." in said
    assert "4 : Sujet 4 Plus 4" in said
    assert "Il n'y a pas de ligne « 99 » ici." in said


def test_a_heading_is_said_before_its_row_and_a_bar_is_not_said():
    plain = Plain("1\n")
    row = Row("a", "1", "[####----] 44  niveau 2  Équipement", spoken="Équipement : 44 sur 100")
    plain.face.choose(Listing("Tout", (replace(row, heading="Axes"),), {}))
    assert "Axes 1 : Équipement : 44 sur 100" in plain.said
    assert "####" not in plain.said


def test_a_letter_acts_on_no_row_that_is_not_listed():
    plain = Plain("n\n")
    listing = Listing("Tout", (), {"n": "note"}, pointed="hidden")
    assert plain.face.choose(listing).row == ""


def test_an_empty_listing_says_so():
    plain = Plain("r\n")
    listing = Listing("À vérifier", (), {"r": "retour"}, empty="Rien n'est à vérifier.")
    assert plain.face.choose(listing).row == ""
    assert "Rien n'est à vérifier." in plain.said


def test_marks_follow_the_row():
    plain = Plain("1\n")
    plain.face.choose(Listing("Liste", (Row("A", "1", "Postes", ("note", "à vérifier")),), {}))
    assert "1 : Postes (note, à vérifier)" in plain.said


def test_bars_are_not_spelled_sign_by_sign():
    plain = Plain("1\n")
    row = Row("EQ", "1", "[###+++++------------]  17 à 42  niveau 0 à 2  Équipement")
    title = "Les Tilleuls\nChiffres provisoires. # : acquis ; + : à confirmer, de 0 à 100."
    plain.face.choose(Listing(title, (row,), {}))
    said = plain.said
    assert "1 : 17 à 42, niveau 0 à 2, Équipement" in said
    assert "#" not in said
    assert "Chiffres provisoires." in said


def test_menu_says_what_can_be_typed():
    plain = Plain("9\n\n2\n")
    options = [("1", "commencer"), ("2", "reprendre"), ("q", "quitter")]
    assert plain.face.menu("Que voulez-vous faire ?", options, "2") == "2"
    said = plain.said
    assert "« 9 » n'est pas proposé ici. Tapez 1, 2 ou q." in said
    assert said.count("Tapez 1, 2 ou q.") == 2
    assert said.count("Que voulez-vous faire ?") == 1


# 6. Texts


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("Un.\n.\n", "Un."),
        ("Un.\nDeux.\n\nTrois.\n.\n", "Un.\nDeux.\n\nTrois."),
        ("Un.\n..\n. \n", "Un.\n.."),
        ("x" * 200_000 + "FIN\n.\n", "x" * 200_000 + "FIN"),
        ("Un.\nDeux.\n", "Un.\nDeux."),  # Ctrl-D ends a text that was begun
        ("Un.\n:r\n.\n", "Un.\n:r"),
        ("\n", ""),
        (".\n", ""),
        (":r\n", None),
        (":q\n", None),
        ("-\n", ""),
        (":z\nUn.\n.\n", "Un."),
    ],
)
def test_text_of_several_lines_ends_with_a_point(typed, text):
    assert Plain(typed).face.write(Entry("Note")) == text


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("Deux.\n.\n", "Un.\nDeux."),
        ("\n", "Un."),
        (".\n", "Un."),
        ("-\n", ""),
        ("=\nDeux.\n.\n", "Deux."),
        ("=\n\n", "Un."),
        ("Deux.\n=\n-\n.\n", "Un.\nDeux.\n=\n-"),
        (":r\n", None),
    ],
)
def test_lines_are_added_to_what_is_written(typed, text):
    plain = Plain(typed)
    assert plain.face.write(Entry("Note", "Un.")) == text
    assert "Déjà écrit : Un." in plain.said


@pytest.mark.parametrize(
    ("typed", "text"), [("Deux\n", "Deux"), ("\n", "Un"), ("-\n", ""), (":r\n", None), (".\n", ".")]
)
def test_text_of_one_line_replaces_or_keeps(typed, text):
    assert Plain(typed).face.write(Entry("Nom", "Un", several=False)) == text


def test_private_text_is_counted_and_read_when_asked_only():
    plain = Plain("Trois.\n.\n")
    entry = Entry("Note privée", "Un secret.\nDeux secrets.", private=True)
    assert plain.face.write(entry) == "Un secret.\nDeux secrets.\nTrois."
    said = plain.said
    assert "secret" not in said
    assert "2 lignes" in said
    plain = Plain(":lire\n\n")
    assert plain.face.write(entry) == entry.text
    assert "Un secret. Deux secrets." in plain.said


def test_how_a_text_ends_is_said_in_full_once():
    plain = Plain("Un.\n.\nDeux.\n.\n")
    plain.face.write(Entry("Note"))
    plain.face.write(Entry("Note"))
    said = plain.said
    assert said.count("pour finir, tapez un point seul, puis Entrée.") == 1
    assert said.count("Pour finir, un point seul.") == 1


def test_limit_is_told_when_near_and_when_passed_and_nothing_is_dropped():
    lines = ["x" * 50] * 4
    plain = Plain("\n".join([*lines, "."]) + "\n")
    assert plain.face.write(Entry("Note", limit=160)) == "\n".join(lines)
    said = plain.said
    assert said.count("152 signes sur 160.") == 1
    assert said.count("203 signes sur 160 : 43 signes de trop.") == 1


def test_command_alone_is_refused_where_a_text_is_wanted():
    plain = Plain(":z\n.\n")
    plain.face.write(Entry("Note"))
    assert "« :z » ne sert pas ici." in plain.said


# 7. What is left


def test_text_left_at_the_end_of_the_window_is_returned():
    plain = Plain("Un.\nDeux")
    assert plain.face.write(Entry("Note")) == "Un.\nDeux"
    assert plain.face.held == ()


def test_nothing_is_held_when_nothing_was_typed():
    plain = Plain("")
    with pytest.raises(EOFError):
        plain.face.write(Entry("Note", "Un."))
    assert plain.face.held == ()
    with pytest.raises(EOFError):
        plain.face.ask(QUESTION)
    assert plain.face.held == ()


# 8. Any console


@pytest.mark.parametrize("encoding", ["ascii", "cp850", "cp1252", "utf-8"])
def test_every_console_can_show_the_plain_face(encoding):
    plain = Plain("1\n4\n.\n", encoding)
    plain.face.ask(QUESTION)
    plain.face.choose(rows(20))
    plain.face.write(Entry("Note"))
    raw = plain.raw
    raw.encode(encoding)
    for asked in (" ?", "\xa0?", "\n? dit", "?0 dit", "?1 en dit"):
        raw = raw.replace(asked, "")
    assert "?" not in raw


def test_long_text_stops_at_each_page(monkeypatch):
    monkeypatch.setenv("LINES", "10")
    plain = Plain("\nr\n")
    plain.face.read("\n".join(f"Ligne {i}" for i in range(30)))
    said = plain.said
    assert said.count("Entrée pour la suite, r pour revenir :") == 2
    assert "Ligne 12" in said
    assert "Ligne 20" not in said


def test_short_text_stops_nowhere():
    plain = Plain("")
    plain.face.read("Une ligne.")
    assert plain.said == "Une ligne."
