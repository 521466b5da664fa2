"""The home in a real pseudo-terminal, in both faces (interview, lines 10, 15 and 16).

1. It fits 80x24 and 60x20 with twenty visits, whole or with a true hint that the list goes on.
2. A visit is opened from it, and comes back to the shell with the command to go on.
3. The plain face is chosen from it for good, and announces itself; `diag --simple` opens it so.
4. Ctrl-C, SIGTERM and SIGHUP leave with one French sentence, 130 and no traceback; Ctrl-D leaves.
"""

import re
import signal

import pytest

pytest.importorskip("pexpect")
pytest.importorskip("pyte")

from helpers import PRINT, make_visit
from pty_screen import Terminal

from diag.questionnaire.loader import load
from diag.visit.visit_file import write_visit

pytestmark = pytest.mark.terminal
SIZES = pytest.mark.parametrize(("columns", "rows"), [(80, 24), (60, 20)])
LAST = "quitter"


@pytest.fixture
def home(tmp_path):
    """Return a function that opens the home in a folder of `count` visits."""
    opened = []
    folder = tmp_path / "visites"
    folder.mkdir()

    def open_home(*arguments, count=1, **more):
        questionnaire = load(PRINT)
        for number in range(1, count + 1):
            name = f"Résidence numéro {number}, Les Tilleuls de la Vallée"
            write_visit(make_visit(questionnaire, name=name), folder / f"visite-{number:02}.yaml")
        environ = {"DIAG_REGLAGES": str(tmp_path / "reglages"), **more.pop("environ", {})}
        opened.append(Terminal(*arguments, cwd=folder, environ=environ, **more))
        return opened[-1]

    yield open_home
    for terminal in opened:
        terminal.close()


@SIZES
def test_twenty_visits_fit_the_screen(home, columns, rows):
    window = home(count=20, columns=columns, rows=rows).see("Que voulez-vous faire", LAST)
    assert "toutes les visites connues (20)" in window.text
    assert window.text.count("Résidence numéro") >= 3
    assert "la suite plus bas" not in window.text
    assert all(len(line) <= columns for line in window.lines)
    window.send("q\r")
    assert window.end() == 0


@SIZES
def test_twenty_visits_are_reached_by_their_number(home, columns, rows):
    window = home(count=20, columns=columns, rows=rows).see(LAST)
    window.send("t\r").see("Quelle visite ouvrir", "Résidence numéro 1,")
    window.send("20\r").see_printed("visite-20.yaml").see("[Profil")
    window.send(":q\r")
    assert window.end() == 3
    assert "La commande : " in window.printed
    assert re.search(r"-m diag entretien visite-20\.yaml", window.printed)


@SIZES
def test_the_plain_face_announces_itself_and_only_appends(home, columns, rows):
    window = home("--simple", count=20, columns=columns, rows=rows)
    window.see_printed("Affichage simple").see("Votre choix")
    assert not re.search(r"\x1b\[\d*[AHJK]", window.raw)
    window.send("z\r").see("« z »", last="Votre choix :")
    window.send("q\r")
    assert window.end() == 0


def test_the_plain_face_is_kept_for_the_next_times(home):
    window = home().see("lecture simple", LAST)
    window.send("f\r").see_printed("Ce choix est gardé").see("Votre choix")
    window.send("q\r")
    assert window.end() == 0
    again = home().see_printed("Affichage simple").see("Votre choix")
    again.send("f\r").see("flèches ou touche", "lecture simple")
    again.send("q\r")
    assert again.end() == 0


@pytest.mark.parametrize("arguments", [(), ("--simple",)], ids=["liste", "simple"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interruption_leaves_with_one_sentence(home, arguments, number):
    window = home(*arguments).see(LAST)
    window.kill_with(number)
    assert window.end() == 130
    assert window.printed.count("Interrompu.") == 1
    assert "Traceback" not in window.printed


def test_ctrl_c_and_ctrl_d_leave(home):
    window = home().see(LAST)
    window.send("\x03")
    assert window.end() == 130
    assert window.printed.count("Interrompu.") == 1
    window = home("--simple").see("Votre choix")
    window.send("\x04")
    assert window.end() == 0


def test_a_dumb_terminal_without_utf8_has_its_home(home):
    environ = {"TERM": "dumb", "LANG": "C", "LC_ALL": "C", "PYTHONIOENCODING": "cp850"}
    window = home(environ=environ, encoding="cp850").see("Votre choix", "Résidence")
    window.send("q\r")
    assert window.end() == 0


def test_an_interview_ends_with_a_command_that_can_be_pasted(home):
    window = home().see(LAST)
    window.send("1\r").see("[Profil")
    window.kill_with(signal.SIGTERM)
    assert window.end() == 130
    assert window.printed.count("Interrompu.") == 1
    assert "Traceback" not in window.printed
    assert re.search(r"-m diag entretien \S*visite-01\.yaml", window.printed)
