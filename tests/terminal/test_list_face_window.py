"""The list face in a real window, one scene at a time.

1. Everything fits, at any size, or says that it goes on (interview, lines 5 and 16).
2. Keys: Enter alone records no level, typed numbers and names, rows of the map (lines 2, 3, 4, 7).
3. Texts: whole however they come, masked when private, nothing left on screen (line 6).
4. Interruptions: what was ticked or typed is held, the terminal is given back (line 10).
"""

import os
import re
import signal
from pathlib import Path

import pytest

if os.environ.get("DIAG_REQUIRE_TERMINAL") != "1":
    pytest.importorskip("pexpect", reason="pexpect is missing: no pseudo-terminal")
    pytest.importorskip("pyte", reason="pyte is missing: no screen to look at")

pytestmark = [pytest.mark.terminal, pytest.mark.filterwarnings("ignore:.*forkpty:DeprecationWarning")]
PROGRAM = Path(__file__).parent / "shown_face.py"
SHOWN = "\x1b[?25h"
HIDDEN = "\x1b[?25l"
DOWN = "\x1b[B"
ALT_ENTER = "\x1b\r"
F2 = "\x1bOQ"


@pytest.fixture
def scene():
    """Return a function that opens a window on one scene of the face."""
    from pty_screen import Terminal

    opened = []

    def open_scene(name, **more):
        opened.append(Terminal(name, program=(PROGRAM,), **more))
        return opened[-1]

    yield open_scene
    for terminal in opened:
        terminal.close()


# 1. What fits


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (60, 20), (200, 60)])
def test_the_whole_ladder_and_the_proof_of_the_pointed_answer_are_shown(scene, columns, rows):
    terminal = scene("ladder", columns=columns, rows=rows).see("> choisir (Entrée = passer)")
    assert "Comment le savoir" not in terminal.text
    terminal.send("2").see("> 2 Un appareil", "Comment le savoir : Citer la dernière fois.")
    for words in ("Rien n'est prévu.", "pour chaque absence.", "ne sait pas", "non concerné"):
        assert words in terminal.text
    assert "plus bas" not in terminal.text


def test_a_long_proof_is_cut_with_a_sign(scene):
    terminal = scene("ladder", columns=60, rows=20).see("> choisir")
    terminal.send("3").see("> 3 Chacun", "Comment le savoir : Ouvrir le", "... (a : aide entière)")


def test_a_long_note_is_cut_with_a_sign_and_the_ladder_stays_whole(scene):
    terminal = scene("noted", columns=60, rows=20).see("> choisir")
    terminal.see("lignes ; n, puis Entrée, pour lire)", "4 En plus, une solution est notée")
    assert "plus bas" not in terminal.text


def test_a_low_window_scrolls_and_says_so_only_when_it_does(scene):
    terminal = scene("ladder", columns=40, rows=15).see("> choisir", "la suite plus bas")
    terminal.send("x").see("> x non concerné", "le début plus haut")
    terminal.send("2").see("> 2 Un appareil", "plus bas et plus haut")
    terminal.resize(80, 24).see("> 2 Un appareil", "(flèches ou touche, puis Entrée)", "> 2")
    assert "plus haut" not in terminal.text


def test_a_window_that_changes_its_size_is_drawn_anew(scene):
    terminal = scene("ladder", columns=100).see("> choisir")
    for columns, rows in ((60, 20), (120, 30), (40, 15), (80, 24)):
        terminal.resize(columns, rows).see("> choisir", "Rien n'est prévu.")
    terminal.send("4").see("> 4 En plus")
    assert terminal.text.count("Comment un professionnel") == 1
    assert terminal.send("\r").see("Reply").end() == 0


@pytest.mark.parametrize("encoding", ["ascii", "cp850", "cp1252"])
def test_any_encoding_shows_the_list(scene, encoding):
    environ = {"PYTHONIOENCODING": encoding}
    terminal = scene("kept", encoding=encoding, environ=environ).see("> garder la r", "2025")
    terminal.send("\r").see("Reply(command='pass'")
    assert "\ufffd" not in terminal.raw


# 2. Keys


def test_on_a_revisit_one_hint_says_that_enter_keeps(scene):
    terminal = scene("kept").see("> garder la réponse : 2 - Un appareil", "(réponse de 2025)")
    terminal.see("(réponse gardée)")
    assert "Entrée = passer" not in terminal.text
    terminal.send("\r").see("Reply(command='pass', values=())")


def test_a_key_that_means_nothing_is_told_and_the_pointer_stays(scene):
    terminal = scene("ladder").see("> choisir").send("2").see("> 2 Un appareil")
    terminal.send("k").see("« k » ne désigne rien ici.", "> 2 Un appareil")
    terminal.send("8").see("« 8 » : aucune ligne ne porte ce numéro.", "> 2 Un appareil")
    terminal.send("\r").see("> 2 Un appareil", "« 8 »")  # what was typed names no line
    terminal.send("\x1b[15~").see("Cette touche ne fait rien ici.", "> 2 Un appareil")
    terminal.send("\r").see("Reply(command='answer', values=('2',))")


def test_space_and_enter_never_undo_each_other(scene):
    terminal = scene("boxes").see("> choisir").send("0 ").see("> 0 [x] Ordinateur")
    terminal.send("1 ").see("> 1 [x] Tablette").send("\r").see("> o valider (2 cochées)")
    terminal.send("\r").see("Reply(command='answer', values=('0', '1')) ; held ()")


def test_ticks_are_held_when_a_letter_is_given(scene):
    terminal = scene("boxes").see("> choisir").send("2\r").see("1 cochée").send("3\r")
    terminal.see("valider (2 cochées)").send("q\r").see("Reply(command='q'", "held ('2', '3')")


@pytest.mark.parametrize(("typed", "key"), [("59", "1"), ("02", "0"), ("pas", "3"), ("nord", "1")])
def test_a_department_is_chosen_by_its_number_or_its_name(scene, typed, key):
    terminal = scene("typing").see("Oise").send(typed)
    terminal.see(f"{typed} >").send("\r").see(f"Reply(command='answer', values=('{key}',))")


def test_what_matches_nothing_changes_nothing_and_says_so(scene):
    terminal = scene("typing").see("Oise").send("7")
    terminal.see("« 7 » : aucune ligne ne porte ce nom ou ce numéro.", "Aisne", "Nord", "Pas-de-")
    terminal.send("\r").see("> 7").send("\x7f").send(":a\r").see("Reply(command='a'")


def test_a_row_of_the_map_is_reached_by_its_number(scene):
    terminal = scene("map").see("> 1 Question 1", "Plus 1.", "n note").send("68")
    terminal.see("> 68 Question 68", "Plus 68.").send("n").see("- 68 Question 68", "> n note")
    terminal.send("\r").see("Picked(command='n', row='Q68', text='')")


def test_words_are_looked_for_from_the_map(scene):
    terminal = scene("map").see("> 1 Question 1").send("/").see("> Chercher :").send("note r")
    terminal.see("> Chercher : note r").send("\r").see("Picked(command='/'", "text='note r'")


# 3. Texts


def test_a_note_opens_prefilled_and_goes_on_over_several_lines(scene):
    terminal = scene("note").see("> Déjà écrit.").send(" Et plus.").see("écrit. Et plus.")
    terminal.send(ALT_ENTER).send("Autre ligne, longue.").see("Autre ligne, longue.", "signes sur 40")
    terminal.send("\r").see(r"'Déjà écrit. Et plus.\nAutre ligne, longue.'", "held ()")


@pytest.mark.parametrize("ends", [("\x1b[200~", "\x1b[201~"), ("", "")], ids=["bracketed", "bare"])
def test_a_paste_of_any_length_is_kept_whole(scene, ends):
    pasted = "\r".join(f"Ligne {i} : des mots." for i in range(400))
    terminal = scene("note").see("> Déjà écrit.")
    # An end of line that comes last, and nothing soon after, is somebody who validates.
    for piece in re.findall("(?s).{1,500}(?<!\r)", ends[0] + pasted + ends[1]):
        terminal.send(piece).pump(1)
    terminal.see("Ligne 399 : des mots.").send("\r").see_printed("held ()")
    for i in (0, 200, 399):
        assert rf"Ligne {i} : des mots." in terminal.printed
    assert terminal.printed.count(r"\nLigne") == 399


def test_a_private_note_is_never_sent_to_the_terminal_unless_it_is_asked_for(scene):
    terminal = scene("private").see("> ******", "F2 pour lire").send("Xy")
    terminal.see("> ********")
    assert "secret" not in terminal.raw
    assert "Xy" not in terminal.raw
    terminal.send(F2).see("> secretXy", "F2 pour masquer").send(F2).see("> ********")
    terminal.send("\x1b").see("None ; held ('secretXy',)")
    assert "********" not in terminal.text


def test_nothing_of_a_note_stays_on_screen(scene):
    terminal = scene("note").see("> Déjà écrit.").send("\x15Remplacé").see("> Remplacé")
    terminal.send("\r").see("held ()")
    assert terminal.lines[-1].startswith("'Remplacé'")
    assert "> " not in terminal.text


def test_a_long_text_is_read_a_page_at_a_time(scene):
    terminal = scene("read").see("(Entrée pour lire la suite)").read_pages()
    terminal.see("ligne 59").send("\r").see("None ; held ()")


# 4. Interruptions


@pytest.mark.parametrize("name", ["note", "number"])
def test_a_paste_without_its_end_does_not_make_the_face_deaf(scene, name):
    terminal = scene(name).see("> Déjà" if name == "note" else "Votre réponse")
    terminal.send("\x1b[200~12 et la suite").pump(3)
    terminal.send("\x03").see("KeyboardInterrupt", "12 et la suite")
    assert terminal.end() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
@pytest.mark.parametrize(("name", "seen"), [("boxes", "> 2 [x]"), ("private", "> *******")])
def test_a_signal_gives_the_terminal_back_and_what_was_begun(scene, name, seen, number):
    terminal = scene(name).see("choisir" if name == "boxes" else "> ******")
    terminal.send("2\r" if name == "boxes" else "2").see(seen)
    terminal.signal(number).see_printed("KeyboardInterrupt")
    assert terminal.end() == 0
    assert "held ('2',)" in terminal.printed or "held ('secret2',)" in terminal.printed
    assert "Traceback" not in terminal.printed
    assert terminal.raw.rindex(SHOWN) > terminal.raw.rfind(HIDDEN)


@pytest.mark.parametrize(("key", "left"), [("\x03", "KeyboardInterrupt"), ("\x04", "EOFError")])
def test_a_text_that_is_left_is_held(scene, key, left):
    terminal = scene("note").see("> Déjà écrit.").send(" Suite").see("écrit. Suite").send(key)
    terminal.see(left, "held ('Déjà écrit. Suite',)")
