"""The plain face in a real pseudo-terminal: what is typed, and what is left of it.

1. A private note is not shown as it is typed, nor read unasked; `:lire` reads it (line 6).
2. What is typed when the interview is interrupted is in the file, and offered again (lines 6, 10).
3. A paste of any length and number of lines is whole (line 6).
4. The terminal is given back as it was, however the interview ends (line 10).
5. The map, filters and letters; any question in five keys or fewer (lines 2, 7).
6. Long lists are typed, never read whole unasked; `oui` and `non` too (line 3).
7. Each hint is given once in an interview; `?` and `?2` say more (lines 1, 5, 15).
8. Nothing is drawn over; a long help is read by pages in a small window (lines 15, 16).
9. A closed stdin, a pipe: one sentence (line 16).
"""

import os
import re
import signal
import subprocess
import sys
import termios

import pytest
from helpers import MINI, PRINT, ROOT, make_visit

from diag.questionnaire.loader import load
from diag.visit.visit_file import read_visit, write_visit

if os.environ.get("DIAG_REQUIRE_TERMINAL") != "1":
    pytest.importorskip("pexpect", reason="pexpect is missing: no pseudo-terminal")
    pytest.importorskip("pyte", reason="pyte is missing: no screen to look at")

pytestmark = [pytest.mark.terminal, pytest.mark.filterwarnings("ignore:.*forkpty:DeprecationWarning")]
ANSWER = "Votre réponse :"
CHOICE = "Votre choix :"
DRAWN = re.compile(r"\x1b\[[0-9;?]*[A-HJKSTfm]")


def opened(window, path, question=1, **more):
    return window(path, "--simple", **more).see(f"Question {question} sur", last=ANSWER)


def after(terminal, keys, text="", last=ANSWER):
    """Type, and wait until all is said: `text` in what was printed since, then what asks again."""
    start = len(terminal.raw)
    terminal.send(keys)
    while not (text in terminal.raw[start:] and terminal.raw[start:].rstrip().endswith(last)):
        assert terminal._pump(), terminal.raw[start:]
    return " ".join(terminal.raw[start:].split())


def answer(path, question="MA01"):
    return read_visit(path)[0].answers[question]


def drafts(path):
    return [(d.of, d.kind, d.value) for d in read_visit(path)[0].drafts]


# 1. Private notes


def test_private_note_is_not_shown_as_it_is_typed(window, visit_file):
    path = visit_file()
    terminal = opened(window, path).send("p\r").see("ne s'affiche pas", last=">")
    terminal.send("Il bloque tout.\r.\r").see("Note privée enregistrée.", last=ANSWER)
    terminal.send("p\r").see("Déjà écrit, sans l'afficher : 1 ligne.", last=">").send(".\r")
    terminal.see(last=ANSWER).send("q\r")
    terminal.end()
    assert "bloque" not in terminal.printed
    assert answer(path).private_note == "Il bloque tout."


def test_private_note_is_read_and_typed_in_sight_when_asked(window, visit_file):
    path = visit_file()
    terminal = opened(window, path).send("p\r").see(last=">").send("Il bloque tout.\r.\r")
    terminal.see(last=ANSWER).send("p\r").see("1 ligne", last=">").send(":lire\r")
    terminal.see("Il bloque tout.", last=">").send("Plus maintenant.\r")
    terminal.see("Plus maintenant.").send(".\r").see("Note privée enregistrée.", last=ANSWER)
    terminal.send("q\r")
    terminal.end()
    assert answer(path).private_note == "Il bloque tout.\nPlus maintenant."


# 2. Interrupted


@pytest.mark.parametrize("letter", ["n", "p", "e"])
def test_what_is_typed_when_it_is_interrupted_is_kept_and_offered_again(window, visit_file, letter):
    path = visit_file()
    terminal = opened(window, path).send(f"{letter}\r").see(last=">").send("Premier point.\r")
    terminal.see(last=">").send("Deuxième, en cours\x03")
    assert terminal.end() == 130
    kind = {"n": "note", "p": "private_note", "e": "evidence"}[letter]
    assert drafts(path) == [("MA01", kind, "Premier point.\nDeuxième, en cours")]
    again = opened(window, path).send(f"{letter}\r").see("Déjà écrit", last=">")
    again.send("Fini.\r.\r").see(last=ANSWER).send("q\r")
    again.end()
    kept = answer(path)
    text = {"n": kept.note, "p": kept.private_note, "e": kept.evidence}[letter]
    assert text == "Premier point.\nDeuxième, en cours\nFini."
    assert drafts(path) == []


@pytest.mark.parametrize(
    ("answers", "typed", "offered", "kept"),
    [
        ({"MA01": 2}, "1,3", "+ valide 1 et 3.", ["ordinateur", "console"]),
        ({"MA01": 2, "MA02": ["console"]}, "7", "C'était « 7 » ; + l'enregistre.", "7"),
    ],
    ids=["ticks", "number"],
)
def test_answer_left_before_its_enter_is_taken_up_by_one_sign(window, visit_file, answers, typed, offered, kept):
    path, question = visit_file(answers), len(answers) + 1
    terminal = opened(window, path, question).send(typed).see(f"réponse : {typed}").send("\x03")
    assert terminal.end() == 130
    assert f"MA0{question}" not in read_visit(path)[0].answers
    again = opened(window, path, question).see(offered).send("+\r").see("Enregistré.", last=ANSWER)
    again.send("q\r")
    again.end()
    assert answer(path, f"MA0{question}").value == kept
    assert drafts(path) == []


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGHUP])
def test_what_is_typed_when_the_system_ends_it_is_kept(window, visit_file, sent):
    path = visit_file()
    terminal = opened(window, path).send("n\r").see(last=">").send("Une idée en cours")
    terminal.see("Une idée en cours")
    os.kill(terminal._child.pid, sent)
    terminal.end()
    assert "Traceback" not in terminal.printed
    assert drafts(path) == [("MA01", "note", "Une idée en cours")]


def test_closed_window_keeps_what_was_typed_and_validates_nothing(window, visit_file):
    path = visit_file({"MA01": 2})
    terminal = opened(window, path, 2).send("1")
    terminal.see("Votre réponse : 1").close()
    assert set(read_visit(path)[0].answers) == {"MA01"}


# 3. Pastes


def test_paste_of_two_hundred_thousand_signs_is_on_screen_and_in_the_draft(window, visit_file):
    path = visit_file()
    terminal = opened(window, path).send("n\r").see(last=">")
    for _ in range(200):
        terminal.send("x" * 999 + "\r").pump(1)
    terminal.send("FIN\r.\r").see_printed("signes, pour 5")
    terminal.send("\x03")
    assert terminal.end() == 130
    [(of, kind, text)] = drafts(path)
    assert (of, kind) == ("MA01", "note")
    assert text.startswith("\n".join(["x" * 999] * 199))


def test_ten_pasted_lines_are_one_note(window, visit_file):
    path = visit_file()
    lines = [f"Point {i} : l'été." for i in range(10)]
    terminal = opened(window, path).send("n\r").see(last=">").send("\r".join(lines))
    terminal.see("Point 9").send("\r.\r").see("Note enregistrée.", last=ANSWER).send("q\r")
    terminal.end()
    assert answer(path).note == "\n".join(lines)


def test_note_is_added_to_replaced_and_erased(window, visit_file):
    path = visit_file()
    terminal = opened(window, path)
    for lines, kept in (
        (["Un.", "."], "Un."),
        (["Deux.", "."], "Un.\nDeux."),
        (["=", "Trois.", "."], "Trois."),
        (["-"], None),
    ):
        after(terminal, "n\r", last=">")
        for line in lines[:-1]:
            after(terminal, f"{line}\r", last=">")
        after(terminal, f"{lines[-1]}\r")
        assert kept == (answer(path).note if kept else None)
    terminal.send("q\r")
    terminal.end()
    assert all(one.note is None for one in read_visit(path)[0].answers.values())


# 4. Given back


@pytest.mark.parametrize(
    "keys",
    [["q\r"], ["\x03"], ["\x04"], ["n\r", "texte\x03"], ["p\r", "secret\x03"]],
    ids=["quit", "interrupted", "lost", "note", "private"],
)
def test_terminal_is_given_back_as_it_was(window, visit_file, keys):
    terminal = opened(window, visit_file())
    for key in keys[:-1]:
        after(terminal, key, last=">")
    terminal.send(keys[-1])
    terminal.end()
    mode = termios.tcgetattr(terminal._child.fileno())[3]
    assert mode & termios.ICANON
    assert mode & termios.ECHO
    assert mode & termios.ISIG
    assert not mode & termios.NOFLSH


def test_line_goes_on_after_a_pause(window, visit_file):
    path = visit_file()
    terminal = opened(window, path).send("n\r").see(last=">").send("Avant").see("Avant")
    terminal.pause()
    terminal.see_printed("AvantAvant").send(" après.\r.\r")
    terminal.see("Note enregistrée.", last=ANSWER).send("q\r")
    terminal.end()
    assert answer(path).note == "Avant après."


# 5. The map


def test_map_lists_what_its_filter_keeps_and_opens_by_number(window, visit_file):
    path = visit_file({"MA01": 2})
    terminal = opened(window, path, 2).send("l\r").see("Tout ce qui est demandé", last=CHOICE)
    number = re.search(r"(\d+) : Formation|(\d+) : [^:]*Savoirs\s+Formation", terminal.text)
    rank = next(filter(None, number.groups()))
    keys = f"l\r{rank}\r"
    assert len(keys) <= 5
    terminal.send(f"{rank}\r").see("Question 4 sur 4", last=ANSWER).send("2\r")
    terminal.see("Enregistré. Formation", last=CHOICE)
    after(terminal, "f\r", "Quelles lignes", last=CHOICE)
    listed = after(terminal, "2\r", "filtre : à compléter", last=CHOICE)
    assert "Lits connectés" in listed
    assert "Formation" not in listed
    terminal.send("q\r")
    terminal.end()
    assert answer(path, "SA01").value == "2"


def test_letter_and_number_write_the_note_of_a_row(window, visit_file):
    path = visit_file({"MA01": 2})
    terminal = opened(window, path, 2).send("l\r").see("Postes", last=CHOICE)
    rank = re.search(r"(\d+) : (?:Axe Matériel )?Postes", terminal.text)[1]
    terminal.send(f"n {rank}\r").see("Note", last=">").send("Vu.\r.\r").see("Note enregistrée.")
    terminal.see(last=CHOICE).send("r\r").see("Question 2 sur 4", last=ANSWER).send("q\r")
    terminal.end()
    assert answer(path).note == "Vu."


def test_last_words_of_a_map_are_those_of_a_row_one_comes_back_to(window, visit_file):
    terminal = opened(window, visit_file({"MA01": 2}), 2).send("l\r").see("Postes", last=CHOICE)
    rank = re.search(r"(\d+) : (?:Axe Matériel )?Postes", terminal.text)[1]
    said = after(terminal, f"m {rank}\r", "Postes", last=CHOICE)
    assert "Usages" not in said
    terminal.send("\x03")
    terminal.end()


# 6. Lists chosen by typing


@pytest.mark.parametrize(
    ("typed", "field", "kept"),
    [
        ("ehpad", "structure_type", "ehpad"),
        ("nord", "department", "d59"),
        ("59", "department", "d59"),
        ("02", "department", "d02"),
    ],
)
def test_names_and_known_numbers_choose(window, tmp_path, typed, field, kept):
    questionnaire = load(PRINT)
    profile = {"structure_type": "esat"} if field == "department" else {}
    path = tmp_path / "visite.yaml"
    write_visit(make_visit(questionnaire, {}, profile, mode="visite"), path)
    terminal = window(path, "--simple", questionnaire=PRINT, form=None).see(last=ANSWER)
    while "e nom ou une" not in terminal.text and "un nom ou une partie" not in terminal.text:
        before = len(terminal.printed)
        terminal.send("\r").see_printed("passée")
        while not terminal.printed[before:].rstrip().endswith(ANSWER):
            terminal.pump(1)
    terminal.send(f"{typed}\r").see("Enregistré.").see(last=ANSWER).send(":q\r").send("q\r")
    terminal.end()
    assert read_visit(path)[0].structure.profile[field] == kept


# 7. Hints


def test_each_hint_is_given_once_in_an_interview(window, visit_file):
    terminal = opened(window, visit_file())
    terminal.send("?1\r").see("1 : ", last=ANSWER).send("n\r").see(last=">").send("Un.\r.\r")
    terminal.see("de nouveau", last=ANSWER).send("2\r").see("Question 2 sur", last=ANSWER)
    terminal.send("zz\r").see("« zz »", last=ANSWER).send("1,3\r").see("Question 3", last=ANSWER)
    terminal.send("99\r").see("Il faut un nombre", last=ANSWER).send("9\r")
    terminal.see("Question 4", last=ANSWER).send("q\r")
    terminal.end()
    said = " ".join(terminal.printed.split())
    for once in ("Affichage simple", "Vous pouvez taper", "? dit tout", "pour finir, tapez"):
        assert said.count(once) == 1, once
    for question in ("Chaque professionnel a-t-il accès", "activités ?"):
        assert said.count(question) == 1, question
    assert said.count("min environ") <= 3  # the welcome, and each axis


def test_question_mark_says_the_whole_question_again(window, visit_file):
    terminal = opened(window, visit_file({"MA01": 2}), 2).send("?\r").see("% fait.", last=ANSWER)
    said = " ".join(terminal.printed.split())
    assert said.count("Question 2 sur 4, axe Matériel") == 2
    assert "m à vérifier" in said
    terminal.send("\x03")
    terminal.end()


# 8. Only appended


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (60, 20), (40, 10)])
def test_nothing_is_drawn_over_and_a_long_help_is_read_by_pages(window, visit_file, columns, rows):
    terminal = window(visit_file(), "--simple", columns=columns, rows=rows).see(last=ANSWER)
    terminal.send("a\r")
    while not terminal.printed.rstrip().endswith(f"de nouveau.\r\n{ANSWER}"):
        if terminal.printed.rstrip().endswith("r pour revenir :"):
            terminal.send("\r")
        assert terminal._pump()
    terminal.send("\x03")
    assert terminal.end() == 130
    assert "Constat de recherche S01" in " ".join(terminal.printed.split())
    assert not DRAWN.search(terminal.raw)


@pytest.mark.parametrize(
    "environ",
    [
        {"TERM": "dumb"},
        {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "cp850"},
        {"PYTHONIOENCODING": "cp1252"},
    ],
)
def test_announced_once_on_any_console(window, visit_file, environ):
    encoding = environ.get("PYTHONIOENCODING", "ascii" if "LANG" in environ else "utf-8")
    terminal = window(visit_file(), "--simple", environ=environ, encoding=encoding)
    terminal.see("Affichage simple").see("Question 1 sur").send("q\r")
    terminal.end()
    assert terminal.printed.count("Affichage simple") == 1
    assert "\ufffd" not in terminal.raw


# 9. Nobody


@pytest.mark.parametrize("closed", ["<&-", "</dev/null", "< visite.txt"])
def test_without_a_keyboard_one_sentence_says_why(tmp_path, closed):
    (tmp_path / "visite.txt").write_text("2\n2\n", "utf-8")
    done = subprocess.run(
        ["sh", "-c", f'"{sys.executable}" -m diag entretien v.yaml --questionnaire {MINI} {closed}'],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        cwd=tmp_path,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert "ucune question n" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "v.yaml").exists()
