"""A second visit in a real pseudo-terminal and in both faces (interview, lines 4, 8, 9, 10 and 13).

1. `diag suite` opens on the actions that were decided; each is saved before the next is asked.
2. It is left by Ctrl-C or killed at any action: what was said is in the file, and it goes on there.
3. Enter alone decides nothing of an action, and gives no answer; `c` gives the same answer.
4. It fits a window of 60x20, and a session without accents.
"""

import os

import pytest
from asked import FACES, PROFILE, at_list, at_map, at_question
from helpers import MINI, make_visit, mini

from diag.visit.visit_file import read_visit, write_visit
from diag.visit.visit_model import Decision, OwnAction, PlanChoices

if os.environ.get("DIAG_REQUIRE_TERMINAL") != "1":
    pytest.importorskip("pexpect", reason="pexpect is missing: no pseudo-terminal")
    pytest.importorskip("pyte", reason="pyte is missing: no screen to look at")

pytestmark = [pytest.mark.terminal, pytest.mark.filterwarnings("ignore:.*forkpty:DeprecationWarning")]
FINISHED = {"MA01": 2, "MA02": ["console"], "MA03": 5, "SA01": 0}
PLAN = PlanChoices(
    decisions={"former": Decision(owner="Directrice"), "varier": Decision(choice="decline")},
    own={"wifi": OwnAction(title="Le wifi")},
)
HOW = "Comment se passe cette visite ?"


@pytest.fixture
def opened(tmp_path):
    """Return a function that opens a window on `diag suite`, or on the visit that it made."""
    from pty_screen import Terminal

    first, windows = tmp_path / "v1.yaml", []
    visit = make_visit(mini(), FINISHED, PROFILE, finished=True, plan=PLAN)
    write_visit(visit, first)

    def open_window(*options, **more):
        made = (tmp_path / "v2.yaml").exists()
        command = ("entretien", "v2.yaml") if made else ("suite", "v1.yaml", "-o", "v2.yaml")
        settings = {"DIAG_REGLAGES": str(tmp_path / "reglages"), **more.pop("environ", {})}
        arguments = (*command, "--questionnaire", MINI, *options)
        windows.append(Terminal(*arguments, cwd=tmp_path, environ=settings, **more))
        return windows[-1]

    yield open_window
    assert read_visit(first)[0] == visit
    for one in windows:
        one.close()


def second(tmp_path):
    return read_visit(tmp_path / "v2.yaml")[0]


def became(tmp_path):
    return {one.id: one.became for one in second(tmp_path).previous.actions}


@FACES
def test_the_actions_are_reviewed_then_the_questions_asked_and_answered_as_before(opened, tmp_path, options):
    terminal = at_list(opened(*options), options, "Action 1 sur 2", "à voir plus tard")
    terminal.send("2\r").see("où en est-elle ?").send("Deux sessions\r")
    terminal.see_printed("est en cours : elle est en tête du plan")
    at_list(terminal, options, "Action 2 sur 2", "Le wifi")
    assert became(tmp_path) == {"former": "under_way", "varier": None, "wifi": None}
    assert second(tmp_path).plan.decisions["former"].owner == "Directrice"
    at_list(terminal.send("3\r"), (), "pourquoi est-elle abandonnée").send("En panne\r")
    at_question(terminal, options, HOW).send("l\r")
    at_map(terminal, options).send("7\r")
    at_question(terminal, options, "(réponse de 2026)", "c comme la dernière fois").send("c\r")
    at_map(terminal.see_printed("Enregistré. Postes : 2"), options).send("q\r")
    assert terminal.end() == 3
    assert second(tmp_path).answers["MA01"].value == "2"
    assert became(tmp_path)["wifi"] == "dropped"


@FACES
@pytest.mark.parametrize("leave", ["interrupted", "killed"])
def test_a_review_that_was_cut_goes_on_at_its_action(opened, tmp_path, options, leave):
    terminal = at_list(opened(*options), options, "Action 1 sur 2", "à voir plus tard")
    terminal.send("1\r").see("un mot sur ce qui a été fait").send("\r")
    at_list(terminal, options, "Action 2 sur 2", "à voir plus tard")
    if leave == "killed":
        terminal.kill()
    else:
        assert terminal.send("\x03").end() == 130
    assert became(tmp_path)["former"] == "done"
    again = at_list(opened(*options), options, "Action 1 sur 1", "Le wifi", "à voir plus tard")
    again.send("q\r")
    assert again.end() == 3
    assert became(tmp_path) == {"former": "done", "varier": None, "wifi": None}


def test_enter_alone_decides_nothing_and_gives_no_answer(opened, tmp_path):
    """Line 4."""
    terminal = opened().see("Action 1 sur 2", "> 4 à voir plus tard").send("\r")
    terminal.see("Action 2 sur 2", "> 4 à voir plus tard").send("\r")
    at_question(terminal, (), HOW).send("l\r")
    at_map(terminal, ()).send("7\r")
    at_question(terminal, (), "(réponse de 2026)").send("\r")
    at_map(terminal.see_printed("Postes : question passée."), ()).send("q\r")
    assert terminal.end() == 3
    assert set(became(tmp_path).values()) == {None}
    assert second(tmp_path).answers == {}


@FACES
def test_it_fits_a_small_window_without_accents(opened, options):
    """Line 16."""
    session = {"LANG": "C", "LC_ALL": "C"}
    terminal = opened(*options, columns=60, rows=20, environ=session)
    at_list(terminal, options, "abandonnée, en disant pourquoi", "q")
    at_list(terminal.send("l\r"), options, "Actions décidées le", "2 à voir").send("q\r")
    assert terminal.end() == 3
