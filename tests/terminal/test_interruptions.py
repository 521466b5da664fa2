"""An interview that is interrupted, in a real pseudo-terminal and in both faces (interview, line 10).

Ctrl-C, SIGTERM, SIGHUP, while a question waits and while a note is typed: one French sentence, 130, no
traceback, what was typed is in the file, and the command to go on is printed.
"""

import re
import signal

import pytest

pytest.importorskip("pexpect")
pytest.importorskip("pyte")

from diag.visit.visit_file import read_visit

pytestmark = pytest.mark.terminal
FACES = pytest.mark.parametrize("options", [(), ("--simple",)], ids=["liste", "simple"])
SIGNALS = pytest.mark.parametrize(
    "number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=["INT", "TERM", "HUP"]
)


def left(terminal):
    """Check how an interrupted interview ends."""
    assert terminal.end() == 130
    assert terminal.printed.count("Interrompu") == 1
    assert "Traceback" not in terminal.printed
    assert "Exception ignored" not in terminal.printed
    assert re.search(r"-m diag entretien \S*visite\.yaml", terminal.printed)


@FACES
@SIGNALS
def test_while_a_question_waits(window, visit_file, options, number):
    path = visit_file({"MA01": 2})
    terminal = window(path, *options).see("Quels appareils")
    terminal.kill_with(number)
    left(terminal)
    assert read_visit(path)[0].answers["MA01"].value == "2"


@FACES
@SIGNALS
def test_while_a_note_is_typed(window, visit_file, options, number):
    path = visit_file({"MA01": 2})
    terminal = window(path, *options).see("Quels appareils")
    terminal.send("n\r").see("Note")
    terminal.send("Une remarque longue").see("Une remarque longue")
    terminal.kill_with(number)
    left(terminal)
    assert "Une remarque longue" in path.read_text("utf-8")
