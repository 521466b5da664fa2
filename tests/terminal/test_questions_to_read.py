"""`diag questionnaire montrer` in a terminal: the questions before answering (interview, line 17).

1. Paged, in French, a page fits the window; Enter goes on, `r` goes back, a number
   goes to its page, `q` stops; what means nothing is told.
2. The end of the input and Ctrl-C end it as they end everything.
3. Nothing is locked: a visit being answered elsewhere can be read.
"""

import os
import re

import pytest
from helpers import MINI

from diag.visit.visit_file import locked

if os.environ.get("DIAG_REQUIRE_TERMINAL") != "1":
    pytest.importorskip("pexpect", reason="pexpect is missing: no pseudo-terminal")
    pytest.importorskip("pyte", reason="pyte is missing: no screen to look at")

pytestmark = [pytest.mark.terminal, pytest.mark.filterwarnings("ignore:.*forkpty:DeprecationWarning")]
ENGLISH = re.compile(r"\b(more|help|press|end|lines?|file|the|and|next|page \d+ of)\b", re.IGNORECASE)


@pytest.fixture
def reading():
    """Return a function that opens `diag questionnaire montrer` in a window."""
    from pty_screen import Terminal

    opened = []

    def read(*options, **window):
        opened.append(Terminal("questionnaire", "montrer", *options, **window))
        return opened[-1]

    yield read
    for terminal in opened:
        terminal.close()


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (60, 20)])
def test_every_page_fits_and_asks_in_french(reading, columns, rows):
    terminal = reading("--questionnaire", MINI, columns=columns, rows=rows)
    page = 1
    while True:
        terminal.see(f"-- Page {page} sur ")
        assert len(terminal.lines) <= rows - 1
        if "Entrée : la fin" in terminal.text:
            break
        terminal.send("\r")
        page += 1
    assert page > 1
    assert terminal.send("\r").end() == 0
    assert "comment le savoir" in terminal.printed
    assert not ENGLISH.search(terminal.printed)
    assert "\x1b" not in terminal.raw


def test_a_page_is_chosen_by_its_number_and_what_means_nothing_is_told(reading):
    terminal = reading("--questionnaire", MINI).see("-- Page 1 sur").send("3\r")
    terminal.see("-- Page 3 sur").send("zz\r").see("« zz » ne sert pas ici.").send("99\r")
    terminal.see("« 99 » ne sert pas ici.").send("q\r")
    assert terminal.end() == 0


def test_back_and_stop(reading):
    terminal = reading("--questionnaire", MINI).see("-- Page 1 sur").send("\r")
    terminal.see("-- Page 2 sur", "r : avant").send("r\r")
    terminal.see_printed("-- Page 2 sur").see("-- Page 1 sur").send("q\r")
    assert terminal.end() == 0


@pytest.mark.parametrize(("keys", "code"), [("\x04", 0), ("\x03", 130)])
def test_the_end_of_the_input_and_an_interruption_end_it(reading, keys, code):
    terminal = reading("--questionnaire", MINI).see("-- Page 1 sur").send(keys)
    assert terminal.end() == code
    assert "Traceback" not in terminal.printed


def test_a_visit_being_answered_elsewhere_can_be_read(reading, visit_file):
    path = visit_file()
    with locked(path):
        terminal = reading("--questionnaire", MINI, "--profil", path.name, cwd=path.parent)
        terminal.see("-- Page 1 sur").send("q\r")
        assert terminal.end() == 0
