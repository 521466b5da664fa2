"""The freedom of a conversation, in a real pseudo-terminal and in both faces.

1. The map is one key away, and a row, its letters and its answer come back to it (interview, line 7).
2. A finished visit is corrected, followed by a new one, or seen; a started one begins again (line 8).
3. What is typed, ticked or placed is found again after Ctrl-C (lines 5, 6 and 10).
4. Two people answer apart, and a gap is closed (line 11).
5. The result is seen from a question, and left where one was (line 12).
6. `diag relire` opens the map.
"""

import os

import pytest
from asked import FACES, POSTES, PROFILE, USAGES, at_list, at_map, at_question
from helpers import MINI, make_visit, mini

from diag.visit.visit_file import read_visit, write_visit
from diag.visit.visit_model import Respondent

if os.environ.get("DIAG_REQUIRE_TERMINAL") != "1":
    pytest.importorskip("pexpect", reason="pexpect is missing: no pseudo-terminal")
    pytest.importorskip("pyte", reason="pyte is missing: no screen to look at")

pytestmark = [pytest.mark.terminal, pytest.mark.filterwarnings("ignore:.*forkpty:DeprecationWarning")]
FINISHED = {"MA01": 2, "MA02": ["aucun"], "MA03": 5, "SA01": 0}
TABLE = [Respondent(id="direction", role="Direction"), Respondent(id="soin", role="Soin")]


@FACES
def test_a_row_of_the_map_is_changed_and_comes_back_line_7(window, visit_file, options):
    path = visit_file({"MA01": 2})
    terminal = at_question(window(path, *options), options, USAGES).send("l\r")
    at_question(at_map(terminal, options).send("7\r"), options, POSTES).send("4\r")
    at_map(terminal.see_printed("Enregistré. Postes : 4"), options).send("r\r")
    at_question(terminal, options, USAGES).send("q\r")
    assert terminal.end() == 3
    assert read_visit(path)[0].answers["MA01"].value == "4"


@FACES
def test_the_map_is_reached_from_a_text_and_filtered_line_7(window, tmp_path, options):
    path = tmp_path / "v.yaml"
    terminal = window(path, *options).see("Quel est le nom").send(":l\r")
    at_list(at_map(terminal, options).send("f\r"), options, "Quelles lignes").send("2\r")
    at_list(terminal, options, "filtre : à compléter").send("q\r")
    assert terminal.end() == 3


@FACES
def test_a_finished_visit_is_corrected_line_8(window, visit_file, options):
    path = visit_file(FINISHED, finished=True)
    terminal = at_list(window(path, *options, form=None), options, "nouvelle visite", "revoir")
    at_list(terminal.send("2\r"), options, "Tout ce qui est demandé").send("7\r")
    at_question(terminal, options, POSTES).send("4\r").see_printed("Enregistré. Postes : 4")
    at_map(terminal, options).send("r\r")
    at_list(terminal, options, "Que voulez-vous faire ?").send("q\r")
    assert terminal.end() == 0
    visit = read_visit(path)[0]
    assert (visit.answers["MA01"].value, visit.visit.finished) == ("4", True)


@FACES
def test_the_next_visit_leaves_the_old_file_line_8(window, visit_file, options):
    path = visit_file(FINISHED, finished=True)
    before = path.read_bytes()
    terminal = at_list(window(path, *options, form=None), options, "nouvelle visite").send("3\r")
    at_question(terminal, options, "Comment se passe cette visite ?").send("0\r")
    at_question(terminal, options, "Qui est autour de la table ?").send("q\r")
    assert terminal.end() == 3
    assert path.read_bytes() == before
    (new,) = set(path.parent.glob("visite-*.yaml"))
    assert read_visit(new)[0].previous.answers["MA01"].value == "2"


@FACES
def test_a_visit_begins_again_beside_the_old_one_line_8(window, visit_file, options):
    path = visit_file({"MA01": 2})
    terminal = at_question(window(path, *options), options, USAGES, "z recommencer").send("z\r")
    at_list(terminal, options, "Recommencer ?").send("2\r")
    at_question(terminal, options, "Comment se passe cette visite ?").send("q\r")
    assert terminal.end() == 3
    assert read_visit(path)[0].answers == {}
    assert "avant-recommencement" in terminal.printed
    (kept,) = path.parent.glob("*.avant-recommencement.yaml")
    assert read_visit(kept)[0].answers["MA01"].value == "2"


@FACES
@pytest.mark.parametrize("letter", ["n", "p"])
def test_a_text_cut_by_ctrl_c_waits_in_its_editor_line_6(window, visit_file, options, letter):
    path = visit_file({"MA01": 2})
    terminal = at_question(window(path, *options), options).send(f"{letter}\r").see("Note", ">")
    terminal.send("Une idée à garder")
    terminal.see("*****" if letter == "p" and not options else ">" if options else "garder")
    terminal.send("\x03").see("Le texte commencé est gardé")
    assert terminal.end() == 130
    assert "Une idée à garder" in path.read_text("utf-8")
    again = window(path, *options).see("Un texte attendait")
    at_question(again, options).send(f"{letter}\r").see("Note", ">").send(".\r\r" if options else "\r")
    again.see("enregistrée.").send("\x03")
    assert again.end() == 130
    answer = read_visit(path)[0].answers["MA02"]
    assert (answer.note or answer.private_note) == "Une idée à garder"
    assert read_visit(path)[0].drafts == []


def test_ticks_cut_by_ctrl_c_come_back_line_5(window, visit_file):
    path = visit_file({"MA01": 2})
    terminal = at_question(window(path), (), USAGES).send("1\r").see("1 [x] Ordinateur")
    terminal.send("3\r").see("3 [x] Console").send("\x03").see("Interrompu")
    assert terminal.end() == 130
    again = window(path).see("1 [x] Ordinateur", "3 [x] Console", "pas encore validées")
    again.send("o\r").see("Enregistré. Usages : Ordinateur ; Console").send("\x03")
    assert again.end() == 130
    assert read_visit(path)[0].drafts == []


@FACES
def test_an_interview_goes_on_where_it_was_left_line_8(window, visit_file, options):
    path = visit_file()
    terminal = at_question(window(path, *options), options, POSTES).send("\r")
    at_question(terminal, options, USAGES).send("\r")
    terminal.see("le Wi-Fi ?").send("\x03")
    assert terminal.end() == 130
    again = window(path, *options).see("le Wi-Fi ?").send("\x03")
    assert again.end() == 130


@FACES
def test_two_people_answer_apart_and_a_gap_is_closed_line_11(window, visit_file, options):
    path = visit_file(respondents=TABLE)
    terminal = at_question(window(path, *options), options, POSTES).send("0\r")
    at_question(terminal, options, USAGES).send("r\r")
    at_question(terminal, options, POSTES, "réponse gardée").send("w\r")
    at_list(terminal, options, "Qui répond ?").send("b\r").see("Répond maintenant : Soin")
    at_question(terminal, options).send("4\r").see_printed("Écart. Direction : 0 ; Soin : 4")
    at_question(terminal, options, USAGES).send("l\r")
    at_map(terminal, options).send("7\r").see("Écart. Direction")
    at_question(terminal, options).send("w\r")
    at_list(terminal, options, "trancher l'écart").send("=\r").see("Quelle réponse retenir ?").send("4\r")
    at_list(terminal, options, "Qui décide ?").send("a\r").see("Pourquoi cette réponse ?", ">")
    terminal.send("Vu ensemble.\r.\r" if options else "Vu ensemble.\r").see_printed("Tranché.")
    at_question(terminal, options).send("q\r")
    assert terminal.end() == 3
    answer = read_visit(path)[0].answers["MA01"]
    assert (answer.value, answer.arbitration.by) == ("4", "Direction")
    assert [(v.by, v.value) for v in answer.voices] == [("direction", "0"), ("soin", "4")]


@FACES
def test_the_result_is_seen_and_left_where_one_was_line_12(window, visit_file, options):
    path = visit_file({"MA01": 2})
    terminal = at_question(window(path, *options), options, USAGES).send("v\r")
    at_list(terminal, options, "D'abord :").send("r\r")
    at_question(terminal, options, USAGES).send("q\r")
    assert terminal.end() == 3


@FACES
def test_relire_opens_the_map_line_7(tmp_path, options):
    from pty_screen import Terminal

    path = tmp_path / "v.yaml"
    write_visit(make_visit(mini(), {"MA01": 2}, PROFILE), path)
    terminal = Terminal("relire", path.name, "--questionnaire", MINI, *options, cwd=tmp_path)
    try:
        at_map(terminal, options).send("q\r")
        assert terminal.end() == 3
    finally:
        terminal.close()
