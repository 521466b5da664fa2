"""The contract of the interview, line by line, where no other file holds it in a real window.

1. The header, and what is said before the start: prompts, minutes, what to have at hand.
2. The same letters in both faces; one that means nothing, or is not allowed here, is told.
4. Enter keeps an answer that is there, and one hint says so.
5. Help comes back to the same place, with its ticks.
6. Notes on the profile and on the whole visit.
7. The marks, the filters and the search of the map; any row in five keys, from any other.
8. What no longer exists is set aside, once; answer 41 of a finished visit in eight keys.
9. A spare copy is offered; a kill leaves no trace.
11. `w b 4`: two answers, one line.
12. The result is offered after an axis.
14. The files written, and a copy without private notes.
"""

import os
import random

import pytest
from asked import FACES, FORMATION, POSTES, PROFILE, USAGES, WIFI, at_list, at_map, at_question
from helpers import PRINT, ROOT, make_visit, mini

from diag.interview.path import find_path
from diag.questionnaire.loader import load
from diag.visit.visit_file import read_visit, spare_of, visit_text
from diag.visit.visit_model import Answer, Respondent, Voice

if os.environ.get("DIAG_REQUIRE_TERMINAL") != "1":
    pytest.importorskip("pexpect", reason="pexpect is missing: no pseudo-terminal")
    pytest.importorskip("pyte", reason="pyte is missing: no screen to look at")

pytestmark = [pytest.mark.terminal, pytest.mark.filterwarnings("ignore:.*forkpty:DeprecationWarning")]
EXAMPLE = ROOT / "examples" / "esat-oise-rurale.yaml"
FINISHED = {"MA01": 2, "MA02": ["aucun"], "MA03": 5, "SA01": 0}
TABLE = [Respondent(id="direction", role="Direction"), Respondent(id="soin", role="Soin")]
ENTER = "\r"
TEXT = {True: "Votre réponse :", False: "Votre réponse (Entrée = passer) :"}
DONE = {True: "\r.\r", False: "\r"}
"""What ends a text of several lines, in plain lines and in the list."""


@FACES
def test_what_is_ahead_is_said_before_the_start_line_1(window, tmp_path, options):
    terminal = window(tmp_path / "v.yaml", *options).see("Quel est le nom")
    for said in ("questions, plus", "min environ", "À avoir sous la main"):
        assert said in terminal.printed
    terminal.send("\x03")
    assert terminal.end() == 130


@FACES
def test_the_header_says_axis_rank_share_and_minutes_line_1(window, visit_file, options):
    terminal = at_question(window(visit_file({"MA01": 2}), *options), options, USAGES)
    for said in ("Matériel", "2/4", "%", "min") if not options else ("2 sur 4", "axe Matériel", "2 min environ"):
        assert said in terminal.text
    terminal.send("\x03")
    assert terminal.end() == 130


@FACES
def test_letters_do_the_same_and_what_means_nothing_is_told_line_2(window, visit_file, options):
    path = visit_file()
    terminal = at_question(window(path, *options), options, POSTES)
    for typed, told in (("k", "« k »"), ("9", "« 9 »"), ("x", "« x »")):  # x: never allowed there
        terminal.send(f"{typed}\r" if options else typed).see(told)
        at_question(terminal, options, POSTES)
    terminal.send("m\r").see_printed("à vérifier")
    at_question(terminal, options, "de nouveau" if options else "À vérifier.").send("e\r")
    terminal.see("Preuve : le document", ">").send(f"Inventaire{DONE[bool(options)]}")
    at_question(
        terminal.see_printed("Preuve enregistrée."), options, *([] if options else ["Preuve : Inventaire"])
    ).send("s\r")
    at_question(terminal.see_printed("Enregistré. Postes"), options, USAGES).send("q\r")
    assert terminal.end() == 3
    answer = read_visit(path)[0].answers["MA01"]
    assert (answer.status, answer.to_check, answer.evidence) == ("unknown", True, "Inventaire")


@FACES
def test_in_a_text_field_letters_take_a_colon_line_2(window, tmp_path, options):
    terminal = window(tmp_path / "v.yaml", *options).see("Quel est le nom").send(":n\r")
    terminal.see("Note", ">").send(f"Vu au siège.{DONE[bool(options)]}")
    terminal.see_printed("Note enregistrée.")
    terminal.see(*([] if options else ["Note : Vu au siège."]), last=TEXT[bool(options)]).send(":q\r")
    assert terminal.end() == 3
    assert read_visit(tmp_path / "v.yaml")[0].structure.name != ":n"


@FACES
def test_enter_keeps_the_answer_that_is_there_line_4(window, visit_file, options):
    path = visit_file({"MA01": 2, "MA02": ["console"]})
    terminal = at_question(window(path, *options), options, WIFI).send("r\r")
    at_question(terminal, options, USAGES).send("r\r")
    at_question(terminal, options, POSTES, "garde")
    assert "passer" not in terminal.text.split(POSTES)[-1]
    at_question(terminal.send(ENTER).see_printed("Postes : réponse gardée."), options, USAGES)
    assert read_visit(path)[0].answers["MA01"].value == "2"


def test_help_comes_back_with_the_ticks_line_5(window, visit_file):
    terminal = at_question(window(visit_file({"MA01": 2})), (), USAGES).send("1\r")
    terminal.see("1 [x] Ordinateur").send("a\r").see("La diversité compte.", "pour revenir")
    at_question(terminal.send(ENTER), (), USAGES, "1 [x] Ordinateur").send("\x03")
    assert terminal.end() == 130


@FACES
def test_notes_on_the_profile_and_on_the_visit_line_6(window, visit_file, options):
    path = visit_file()
    done = DONE[bool(options)]
    terminal = at_question(window(path, *options), options, POSTES).send("l\r")
    at_map(terminal, options).send("4\r").see("De quel type").send(":n\r").see("Note", ">")
    terminal.send(f"Deux sites.{done}").see_printed("Note enregistrée.")
    terminal.see("De quel type").send(":l\r")
    at_map(terminal, options).send("t\r")
    at_list(terminal, options, "Une note sur toute la visite").send("1\r")
    terminal.see("rapport (toute la visite)", last=">").send(f"Accueil simple.{done}").see_printed(
        "Note enregistrée.", times=2
    )
    at_map(terminal, options).send("q\r")
    assert terminal.end() == 3
    visit = read_visit(path)[0]
    assert visit.structure.remarks["structure_type"].note == "Deux sites."
    assert visit.visit.note == "Accueil simple."


@FACES
def test_the_map_marks_filters_and_searches_line_7(window, visit_file, options):
    gap = Answer(value="0", voices=[Voice(by="direction", value="0"), Voice(by="soin", value="4")])
    answers = {
        "MA01": gap,
        "MA02": Answer(status="not_applicable", reason="Pas d'atelier.", to_check=True),
        "MA03": Answer(status="unknown", note="À compter.", evidence="Plan"),
    }
    terminal = window(visit_file(answers, respondents=TABLE), *options, rows=40)
    at_question(terminal, options, FORMATION).send("l\r")
    at_map(terminal, options)
    if not options:  # the plain face lists what its filter keeps
        terminal.see("écart", "à vérifier", "non concerné", "ne sait pas", "note", "preuve")
    kept = {"2": "Formation", "3": "Lits", "4": "Usages", "5": "Lits", "6": "Postes"}
    for key, title in kept.items():
        at_list(terminal.send("f\r"), options, "Quelles lignes").send(f"{key}\r")
        at_map(terminal.see("filtre :", title), options)
    at_list(terminal.send("f\r"), options, "Quelles lignes").send("1\r")
    at_map(terminal.see_printed("Tout ce qui est demandé : 10 lignes.", times=2), options)
    if options:
        terminal.send("/ wi-fi\r")
    else:
        terminal.send("/").see("> Chercher :").send("wi-fi").see("Chercher : wi-fi").send("\r")
    at_map(terminal.see("avec « wi-fi »", "Lits"), options).send("q\r")
    assert terminal.end() == 3


@pytest.fixture
def example(tmp_path):
    """Return the path of a finished visit of the whole PRINT questionnaire, and its steps."""
    path = tmp_path / "v.yaml"
    path.write_bytes(EXAMPLE.read_bytes())
    return path, find_path(load(PRINT), read_visit(path)[0]).steps


class Fingers:
    """Types, and counts the keys."""

    def __init__(self, terminal):
        self.terminal, self.keys = terminal, 0

    def __call__(self, keys):
        self.keys += len(keys)
        self.terminal.send(keys)
        return self.terminal


def words(questionnaire, step):
    """Return the first words of a question."""
    return " ".join(questionnaire.question[step.id].text.split()[:4]).replace("’", "'")


@FACES
def test_answer_41_of_a_finished_visit_changes_in_8_keys_line_8(window, example, options):
    path, steps = example
    rank = next(r for r, s in enumerate(steps, 1) if r >= 41 and s.kind == "question")
    step, questionnaire = steps[rank - 1], load(PRINT)
    while not hasattr(questionnaire.question[step.id], "choices") or not hasattr(
        questionnaire.question[step.id].choices[0], "level"
    ):
        rank += 1
        step = steps[rank - 1]
    before = read_visit(path)[0].answers[step.id].value
    level = next(str(c.level) for c in questionnaire.question[step.id].choices if str(c.level) != before)
    terminal = window(path, *options, questionnaire="print", form=None)
    fingers = Fingers(at_list(terminal, options, "revoir"))
    at_map(fingers("2\r").see_printed("Accès des professionnels"), options)
    at_question(fingers(f"{rank}\r"), options, words(questionnaire, step))
    fingers(f"{level}\r").see_printed("Enregistré.")
    assert fingers.keys <= 8
    at_map(terminal, options).send("q\r")
    terminal.end()
    assert read_visit(path)[0].answers[step.id].value == level


@FACES
def test_any_question_in_5_keys_from_any_other_line_7(window, example, options):
    path, steps = example
    questionnaire = load(PRINT)
    asked = [(rank, step) for rank, step in enumerate(steps, 1) if step.kind == "question"]
    chosen = [asked[0], asked[-1], *random.Random(7).sample(asked, 4)]
    terminal = window(path, *options, questionnaire="print", form=None)
    at_list(terminal, options, "revoir").send("2\r")
    at_map(terminal.see_printed("Accès des professionnels"), options).send(f"{asked[1][0]}\r")
    at_question(terminal, options, words(questionnaire, asked[1][1]))
    for rank, step in chosen:
        fingers = Fingers(terminal)
        at_map(fingers("l\r"), options)
        at_question(fingers(f"{rank}\r"), options, words(questionnaire, step))
        assert fingers.keys <= 5
    terminal.send("\x03")
    assert terminal.end() == 130


@FACES
def test_what_no_longer_exists_is_set_aside_and_said_once_line_8(window, visit_file, options):
    path = visit_file({"MA01": 2, "SA01": 2})
    text = path.read_text("utf-8").replace("SA01:", "ZZ99:")
    path.write_text(text, "utf-8")
    terminal = at_question(window(path, *options), options, USAGES)
    assert terminal.printed.count("ZZ99") == 1
    terminal.send("q\r")
    assert terminal.end() == 3
    assert "ZZ99" in path.read_text("utf-8")
    again = at_question(window(path, *options), options, USAGES)
    assert "ZZ99" not in again.printed
    again.send("q\r")
    assert again.end() == 3


@FACES
def test_a_spare_copy_is_offered_at_the_opening_line_9(window, visit_file, options):
    path = visit_file()
    saved = make_visit(mini(), {"MA01": 4}, PROFILE)
    spare = spare_of(path)
    spare.write_text(visit_text(saved), "utf-8")
    later = path.stat().st_mtime + 60
    os.utime(spare, (later, later))
    terminal = at_list(window(path, *options), options, "copie de secours").send("1\r")
    at_question(terminal, options, USAGES).send("q\r")
    assert terminal.end() == 3
    assert read_visit(path)[0].answers["MA01"].value == "4"


@FACES
def test_a_kill_leaves_no_trace_line_9(window, visit_file, options):
    path = visit_file()
    terminal = at_question(window(path, *options), options, POSTES).send("2\r")
    at_question(terminal.see_printed("Enregistré. Postes"), options, USAGES).kill()
    again = at_question(window(path, *options), options, USAGES).send("q\r")
    assert again.end() == 3
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    assert read_visit(path)[0].answers["MA01"].value == "2"


def test_two_answers_in_one_line_of_the_plain_face_line_11(window, visit_file):
    """In the list face a letter is confirmed by Enter: `w`, `b`, `4` (test_conversation.py)."""
    path, plain = visit_file(respondents=TABLE), ("--simple",)
    terminal = at_question(window(path, *plain), plain, POSTES).send("0\r")
    at_question(terminal, plain, USAGES).send("w b 4\r")
    at_list(terminal, plain, "Soin répond à quelle question ?").send("1\r")
    at_question(terminal.see_printed("Soin : 4"), plain).send("q\r")
    assert terminal.end() == 3
    voices = read_visit(path)[0].answers["MA01"].voices
    assert [(v.by, v.value) for v in voices] == [("direction", "0"), ("soin", "4")]


@FACES
def test_the_result_is_offered_after_an_axis_line_12(window, visit_file, options):
    path = visit_file({"MA01": 2, "MA02": ["console"]})
    terminal = at_question(window(path, *options), options, WIFI).send("5\r")
    at_question(terminal.see_printed("Matériel : niveau 2"), options, FORMATION)
    assert "v, puis Entrée : le résultat." in " ".join(terminal.printed.split())
    terminal.send("q\r")
    assert terminal.end() == 3


@FACES
def test_the_files_are_written_and_said_with_their_reader_line_14(window, visit_file, options):
    private = Answer(value="2", private_note="Le directeur hésite.")
    path = visit_file({**FINISHED, "MA01": private}, finished=True)
    environ = {"DISPLAY": "", "WAYLAND_DISPLAY": ""}
    terminal = window(path, *options, form=None, environ=environ)
    at_list(terminal, options, "nouvelle visite").send("5\r")
    terminal.see_printed("pour vous seul")
    if not options:  # a list would take their place
        terminal.see("(Entrée pour revenir)").send("\r")
    terminal.see("Que voulez-vous faire ?").send("q\r")
    assert terminal.end() == 0
    copy = path.with_name("visite.a-transmettre.yaml")
    assert "hésite" not in copy.read_text("utf-8")
    for said in ("Rapport à lire", "Copie de la visite", "En sont retirés", copy.name):
        assert said in terminal.printed
