"""The interview as a person meets it: in a real pseudo-terminal, both faces.

Each test says the line of the contract that it holds (interview, lines 1 to 16).
"""

import os
import random
import re
import subprocess
import sys

import pytest
from helpers import MINI, ROOT

from diag.visit.visit_file import read_visit

if os.environ.get("DIAG_REQUIRE_TERMINAL") != "1":
    pytest.importorskip("pexpect", reason="pexpect is missing: no pseudo-terminal")
    pytest.importorskip("pyte", reason="pyte is missing: no screen to look at")

pytestmark = [pytest.mark.terminal, pytest.mark.filterwarnings("ignore:.*forkpty:DeprecationWarning")]
FACES = pytest.mark.parametrize("options", [(), ("--simple",)], ids=["list", "plain"])
CHOOSE = "> choisir (Entrée = passer)"
ANSWER = "Votre réponse :"
TYPED = "Votre réponse (Entrée = passer) :"
COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;\d+)*m")
ENGLISH = re.compile(
    r"\b(use|arrow|keys?|shortcuts?|select(ed|ions?)?|done|cancelled|answer|window|too|small|warning"
    r"|terminal doesn|search|finish|invalid|input|press|enter|yes|no|the|and|your|with|of|to|is"
    r"|traceback|error|arg)\b",
    re.IGNORECASE,
)


def shown(terminal, options, position, text=""):
    """Wait for the question at this position, ready for an answer."""
    if options:
        return terminal.see(f"Question {position} sur", text, last=ANSWER)
    return terminal.see(f" {position}/", text, "[Matériel" if position < 4 else "[Savoirs")


def same_question(terminal, options, position, text):
    """Wait for the question after a gesture about it; the plain face only names it."""
    if options:
        return terminal.see(f"Question {position} sur", "de nouveau", last=ANSWER)
    return shown(terminal, options, position, text)


def reply(terminal, options, keys, said):
    """Answer and wait for the acknowledgement."""
    return terminal.send(f"{keys}\r").see(said)


def note(terminal, options, text):
    """Type a note that was asked for, up to what ends it in this face."""
    return terminal.send(f"{text}\r.\r" if options else f"{text}\r")


def stored(path):
    return {name: answer.value for name, answer in read_visit(path)[0].answers.items()}


def finish(terminal):
    """Say that the visit is over, look at the result, and leave."""
    terminal.see("terminer la visite et voir le résultat").send("1\r")
    terminal.see("D'abord :").send("r\r")
    terminal.see("Que voulez-vous faire ?", "décider du plan").send("q\r")
    return terminal.end()


def begin(terminal, options, name="Les Tilleuls"):
    """Give the name, and pass how the visit goes and who is there."""
    terminal.see("Quel est le nom", last=ANSWER if options else TYPED).send(f"{name}\r")
    for text in ("Comment se passe cette visite ?", "Qui est autour de la table ?"):
        terminal.see(text, last=ANSWER) if options else terminal.see(text, CHOOSE)
        terminal.send("\r")
    return terminal


def test_whole_interview_with_the_list(window, tmp_path):
    """Lines 1 and 2."""
    path = tmp_path / "visite.yaml"
    terminal = begin(window(path), ())
    terminal.see("[Profil 1/2", CHOOSE).send("0").see("> 0 EHPAD").send("\r")
    terminal.see("[Profil 2/3", TYPED).send("60\r")
    terminal.see("[Profil 3/3", CHOOSE).send("1").see("> 1 [ ]").send("\r").see("> 1 [x] Équipe")
    terminal.send("o").see("> o valider (1 cochée)").send("\r")
    terminal.see("[Matériel 1/4 - ", CHOOSE).send("\x1b[B\x1b[B").see("> 1 Un poste").send("\r")
    terminal.see("Enregistré. Postes : 1 - Un poste pour tous.", "[Matériel 2/4", CHOOSE)
    terminal.send("1 2 ").see("1 [x] Ordinateur", "> 2 [x] Tablette")
    terminal.send("0 ").see("> 0 [x] Aucun", "1 [ ] Ordinateur", "2 [ ] Tablette")
    terminal.send("3 ").see("0 [ ] Aucun", "> 3 [x] Console").send("o").send("\r")
    terminal.see("Enregistré. Usages : Console", "[Matériel 3/4", TYPED).send("7,5\r")
    terminal.see("Lits connectés : 7,5 chambres sur 10", "[Savoirs 4/4", CHOOSE).send("0\r")
    assert finish(terminal) == 0
    visit = read_visit(path)[0]
    assert visit.structure.name == "Les Tilleuls"
    assert visit.structure.profile == {"structure_type": "ehpad", "places": "60", "roles": ["equipe"]}
    assert stored(path) == {"MA01": "1", "MA02": ["console"], "MA03": "7.5", "SA01": "0"}


def test_whole_interview_in_plain_lines(window, tmp_path):
    """Lines 1, 2 and 15."""
    path = tmp_path / "visite.yaml"
    terminal = begin(window(path, "--simple"), ("--simple",))
    terminal.see("Profil, question 1 sur 2", last=ANSWER).send("0\r")
    terminal.see("Profil, question 2 sur 3", last=ANSWER).send("60\r")
    terminal.see("Profil, question 3 sur 3", last=ANSWER).send("0;1\r")
    terminal.see("Question 1 sur 4, axe Matériel", last=ANSWER).send("3\r")
    terminal.see("« 3 » n'est pas une réponse proposée ici.", last=ANSWER).send("2\r")
    terminal.see("Question 2 sur 4", last=ANSWER).send("1 3\r")
    terminal.see("Question 3 sur 4", last=ANSWER).send("11\r")
    terminal.see("Il faut un nombre de 0 à 10.", last=ANSWER).send("9\r")
    terminal.see("Question 4 sur 4, axe Savoirs", last=ANSWER).send("s\r")
    assert finish(terminal) == 0
    assert stored(path)["MA02"] == ["ordinateur", "console"]
    assert read_visit(path)[0].answers["SA01"].status == "unknown"
    assert not re.search(r"\x1b\[\??[0-9;]*[A-HJKSTfhm]", terminal.raw.replace("\x1b[?25h", ""))


@FACES
def test_interrupted_then_resumed(window, visit_file, options):
    """Lines 8 and 10."""
    path = visit_file()
    terminal = shown(window(path, *options), options, 1)
    reply(terminal, options, "2", "Enregistré. Postes")
    shown(terminal, options, 2).send("\x03").see("Interrompu. Réponses enregistrées : 1 sur 4.")
    assert terminal.end() == 130
    assert "Traceback" not in terminal.printed
    again = shown(window(path, *options), options, 2)
    assert "commencée le 3 novembre 2026, 1 réponse sur 4." in again.text
    again.send("q\r").see("diag entretien")
    assert again.end() == 3
    assert stored(path) == {"MA01": "2"}


@FACES
def test_end_of_input(window, visit_file, options):
    """Line 10."""
    path = visit_file({"MA01": 2})
    terminal = shown(window(path, *options), options, 2).send("\x04")
    assert terminal.end() == 3
    assert "Traceback" not in terminal.printed
    assert stored(path) == {"MA01": "2"}


@FACES
def test_interrupted_while_typing_text(window, visit_file, options):
    path = visit_file({"MA01": 2})
    terminal = shown(window(path, *options), options, 2).send("n\r").see("Note", last=">")
    terminal.send("Une idée\x03").see("Interrompu")
    assert terminal.end() == 130
    assert stored(path) == {"MA01": "2"}


@FACES
def test_back_changes_the_answer_and_keeps_the_note(window, visit_file, options):
    path = visit_file()
    terminal = shown(window(path, *options), options, 1).send("n\r").see("figurera dans le rapport")
    note(terminal, options, "Vu à l'été.").see("Note enregistrée.")
    same_question(terminal, options, 1, "Note : Vu à l'été.")
    reply(terminal, options, "0", "Enregistré. Postes : 0")
    shown(terminal, options, 2).send("r\r")
    terminal.see("réponse gardée")
    reply(shown(terminal, options, 1), options, "4", "Enregistré. Postes : 4")
    shown(terminal, options, 2).send("q\r")
    assert terminal.end() == 3
    answer = read_visit(path)[0].answers["MA01"]
    assert (answer.value, answer.note) == ("4", "Vu à l'été.")


@FACES
@pytest.mark.parametrize("bracketed", [False, True], ids=["bare", "bracketed"])
@pytest.mark.parametrize("asked", ["n", "p", "x"])
def test_a_pasted_text_of_several_lines_is_kept_whole(window, visit_file, options, bracketed, asked):
    """Line 6."""
    path = visit_file({"MA01": 2})
    terminal = shown(window(path, *options), options, 2).send(f"{asked}\r")
    terminal.see("concernée" if asked == "x" else "Note", last=">")
    pasted = "Premier point : l'été.\rDeuxième point.\r\r2\rTroisième point."
    terminal.send(f"\x1b[200~{pasted}\x1b[201~" if bracketed else pasted)
    masked = "> > > > >" if options else "****************"
    terminal.see(masked if asked == "p" else "Troisième point.")
    terminal.send("\r.\r" if options and asked != "x" else "\r")
    told = {"n": "Note enregistrée.", "p": "Note privée enregistrée.", "x": "Enregistré. Usages"}
    terminal.see(told[asked])
    shown(terminal, options, 3 if asked == "x" else 2).send("q\r")
    assert terminal.end() == 3
    answer = read_visit(path)[0].answers["MA02"]
    kept = {"n": answer.note, "p": answer.private_note, "x": answer.reason}[asked]
    assert kept == pasted.replace("\r", "\n")
    assert answer.value is None
    assert stored(path) == {"MA01": "2", "MA02": None}


@FACES
def test_a_pasted_line_longer_than_a_terminal_holds_is_kept_whole(window, visit_file, options):
    """Line 6: beyond the 4,095 bytes of a terminal."""
    path = visit_file()
    terminal = shown(window(path, *options), options, 1).send("n\r").see("Note", last=">")
    for _ in range(45):
        terminal.send("x" * 100)
    terminal.send("FIN").see("FIN").send("\r.\r" if options else "\r")
    terminal.see_printed("Note enregistrée.").send("\x03")
    assert terminal.end() == 130
    assert read_visit(path)[0].answers["MA01"].note == "x" * 4500 + "FIN"


@FACES
def test_a_colour_pasted_with_a_text_costs_none_of_it(window, visit_file, options):
    """In a list face the sequence looks like the report of a mouse."""
    path = visit_file()
    terminal = shown(window(path, *options), options, 1).send("n\r").see("Note", last=">")
    terminal.send("un mot \x1b[31mrouge et la suite").see("suite")
    terminal.send("\r.\r" if options else "\r").see_printed("Note enregistrée.").send("\x03")
    assert terminal.end() == 130
    assert "Traceback" not in terminal.printed
    assert read_visit(path)[0].answers["MA01"].note == "un mot rouge et la suite"


def test_a_long_line_is_whole_after_a_pause_too(window, visit_file):
    """After Ctrl-Z and fg the shell gives the terminal back in its own, shorter, way."""
    path = visit_file()
    terminal = shown(window(path, "--simple"), ("--simple",), 1).send("n\r").see("Note", last=">")
    terminal.pause()
    for _ in range(45):
        terminal.send("x" * 100)
    terminal.send("FIN").see("FIN").send("\r.\r").see_printed("Note enregistrée.").send("\x03")
    assert terminal.end() == 130
    assert read_visit(path)[0].answers["MA01"].note == "x" * 4500 + "FIN"


@FACES
def test_a_pasted_name_of_several_lines_answers_nothing_else(window, tmp_path, options):
    path = tmp_path / "visite.yaml"
    terminal = window(path, *options).see("Quel est le nom", last=ANSWER if options else TYPED)
    terminal.send("Les Tilleuls\r1\rannexe\r").see("Nom de la structure : Les Tilleuls 1 annexe")
    terminal.see("Comment se passe cette visite ?").send("q\r")
    assert terminal.end() == 3
    assert read_visit(path)[0].structure.profile == {}


@FACES
def test_a_text_pasted_on_a_question_answers_nothing_and_is_seen(window, visit_file, options):
    path = visit_file()
    terminal = shown(window(path, *options), options, 1)
    terminal.send("4 postes pour tous\r2\rle matin\r").see("4 postes")
    shown(terminal, options, 1).send("\x03").see("Interrompu")
    assert terminal.end() == 130
    assert stored(path) == {}


def test_what_follows_the_end_of_a_note_is_told(window, visit_file):
    path = visit_file()
    terminal = window(path, "--simple").see("Question 1", last=ANSWER).send("n\r").see(last=">")
    terminal.send("Une note.\r.\r2\rreste de la page\r")
    terminal.see("Note enregistrée.", "pas pris en compte : « 2 reste de la page »", last=ANSWER)
    terminal.send("q\r")
    assert terminal.end() == 3
    assert stored(path) == {"MA01": None}


@FACES
def test_a_change_made_by_another_program_is_kept_and_said(window, visit_file, options):
    """Line 9."""
    path = visit_file({"MA01": 2})
    terminal = shown(window(path, *options), options, 2)
    path.write_text(path.read_text("utf-8").replace("value: 2", "value: 4"), "utf-8")
    terminal.send("s\r").see("modifié par un autre programme", "Postes", "Enregistré. Usages")
    shown(terminal, options, 3).send("q\r")
    assert terminal.end() == 3
    assert stored(path) == {"MA01": "4", "MA02": None}


@FACES
def test_a_visit_is_left_to_its_owner_alone(window, visit_file, options):
    """Line 9."""
    path = visit_file()
    path.chmod(0o644)
    terminal = shown(window(path, *options), options, 1).send("p\r").see("Note privée", last=">")
    note(terminal, options, "Le directeur hésite.").see("Note privée enregistrée.")
    assert path.stat().st_mode & 0o777 == 0o600
    assert {p.stat().st_mode & 0o077 for p in path.parent.iterdir()} == {0}
    shown(terminal, options, 1).send("q\r")
    assert terminal.end() == 3


@FACES
def test_enter_alone_records_nothing(window, visit_file, options):
    """Line 4."""
    path = visit_file()
    terminal = shown(window(path, *options), options, 1).send("\r").see("Postes : question passée.")
    shown(terminal, options, 2).send("q\r")
    assert terminal.end() == 3
    assert stored(path) == {}


@FACES
def test_double_enter_does_not_answer_the_next_question(window, visit_file, options):
    """Line 4: what is typed ahead answers nothing."""
    path = visit_file()
    terminal = shown(window(path, *options), options, 1).send("2\r\r0\r\r").see("Enregistré. Postes")
    shown(terminal, options, 2).send("q\r")
    assert terminal.end() == 3
    assert stored(path) == {"MA01": "2"}
    assert "passée" not in terminal.printed


@FACES
def test_not_applicable_asks_why(window, visit_file, options):
    """Line 2."""
    path = visit_file({"MA01": 2})
    terminal = shown(window(path, *options), options, 2).send("x\r").see("n'est-elle pas concernée")
    terminal.send("\r").see("Aucune raison")
    shown(terminal, options, 2).send("x\r").see("n'est-elle pas concernée", last=">").send("Pas d'atelier.\r")
    terminal.see("Enregistré. Usages : non concerné (Pas d'atelier.)")
    shown(terminal, options, 3).send("q\r")
    assert terminal.end() == 3
    assert read_visit(path)[0].answers["MA02"].reason == "Pas d'atelier."


def test_help_pauses_in_the_list_then_shows_the_question_again(window, visit_file):
    """Line 5."""
    terminal = window(visit_file({"MA01": 2})).see("[Matériel 2/4", CHOOSE).send("a")
    terminal.see("> a aide").send("\r").see("Constat de recherche S02", "(Entrée pour revenir)").send("\r")
    terminal.see("[Matériel 2/4", CHOOSE).send("\x03")
    assert terminal.end() == 130


def test_last_line_opens_the_commands(window, visit_file):
    terminal = window(visit_file({"MA01": 2})).see("[Matériel 2/4", CHOOSE).send("\x1b[A")
    terminal.see("> a aide n note p note privée e preuve").send("\r")
    terminal.see("Que voulez-vous faire ?", "> 0 revenir à la question").send("q")
    terminal.see("> q enregistrer et quitter").send("\r")
    assert terminal.end() == 3


def test_moving_away_from_the_last_line_gives_its_words_back(window, visit_file):
    terminal = window(visit_file({"MA01": 2})).see("[Matériel 2/4", CHOOSE).send("r")
    terminal.see("> r retour à la question précédente").send("\x1b[A")
    terminal.see("> x non concerné", "a aide n note").send("\x03")
    assert terminal.end() == 130


def test_previous_answer_is_shown_but_not_validated(window, visit_file):
    """Line 4."""
    answers = {"MA01": 2, "MA02": ["console"]}
    terminal = window(visit_file(answers)).see("[Matériel 3/4", TYPED).send("r\r")
    terminal.see("> garder la réponse : Console", "3 [x] Console").send("\r")
    terminal.see("Usages : réponse gardée.", "[Matériel 3/4").send("q\r")
    assert terminal.end() == 3


def test_killed_list_leaves_the_cursor_visible_next_time(window, visit_file):
    path = visit_file()
    for options in ((), ("--simple",)):
        terminal = window(path, *options)
        shown(terminal, options, 1)
        assert "\x1b[?25h" in terminal.raw.split("Matériel")[0]
        terminal.kill()


@FACES
def test_closed_window_loses_nothing(window, visit_file, options):
    """Lines 9 and 10."""
    path = visit_file()
    terminal = shown(window(path, *options), options, 1)
    reply(terminal, options, "2", "Enregistré. Postes")
    terminal.close()
    assert stored(path) == {"MA01": "2"}


@pytest.mark.slow
def test_twenty_kills_lose_no_acknowledged_answer(window, visit_file, tmp_path):
    """Lines 9 and 10."""
    chance = random.Random(20261103)
    keys = {1: "2", 2: "1", 3: "7", 4: "0"}
    names = {1: "MA01", 2: "MA02", 3: "MA03", 4: "SA01"}
    titles = {1: "Postes", 2: "Usages", 3: "Lits connectés", 4: "Formation"}
    path, known = visit_file(), set()
    for turn in range(20):
        options = ("--simple",) if turn % 2 else ()
        if known == set(names.values()):
            path, known = visit_file(), set()
        terminal = window(path, *options)
        first = len(known) + 1
        for position in range(first, chance.randint(first, 4) + 1):
            shown(terminal, options, position)
            typed = keys[position] + (" o" if position == 2 and not options else "")
            terminal.send(f"{typed}\r")
            if chance.random() < 0.4:  # killed somewhere between the key and the answer
                terminal.pump(chance.randint(0, 3))
                break
            terminal.see_printed(f"Enregistré. {titles[position]}")
            known.add(names[position])
        terminal.kill()
        known |= {n for p, n in names.items() if f"Enregistré. {titles[p]}" in terminal.printed}
        assert known <= set(stored(path)), f"turn {turn}"
        known = set(stored(path))
    assert [f.name for f in tmp_path.iterdir() if "secours" in f.name] == []


@pytest.fixture
def wordy(tmp_path):
    """Return a questionnaire with long sentences, and those sentences."""
    question = "Chaque professionnel, de jour comme de nuit, a-t-il accès à un poste dans son service ?"
    answers = {
        "Un poste par service.": "Tous les professionnels y ont accès, fonctions support comprises,"
        " mais il faut attendre ou se déplacer dans un autre bâtiment jusqu'au bout.",
        "Un poste par personne.": "Extraordinairement " * 6 + "loin.",
    }
    folder = tmp_path / "wordy"
    for source in MINI.rglob("*.yaml"):
        text = source.read_text(encoding="utf-8")
        text = text.replace("Chaque professionnel a-t-il accès à un poste ?", question)
        for short, long in answers.items():
            text = text.replace(short, f'"{long}"')
        target = folder / source.relative_to(MINI)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return folder, [question, *answers.values()]


@FACES
@pytest.mark.parametrize("columns", [60, 80])
def test_nothing_is_cut(window, tmp_path, wordy, options, columns):
    """Line 16."""
    folder, sentences = wordy
    terminal = window(tmp_path / "v.yaml", *options, questionnaire=folder, columns=columns)
    begin(terminal, options).see("De quel type").send("1\r")
    terminal.see("Type : SIAE", "Qui", last=ANSWER if options else None)
    shown(terminal.send("\r"), options, 1)
    terminal.see(*sentences, "ne sait pas")
    assert terminal.send("\x03").end() == 130


def test_narrowed_window_wraps_again(window, tmp_path, wordy):
    """Line 16: resized while it is open."""
    folder, sentences = wordy
    terminal = window(tmp_path / "v.yaml", questionnaire=folder, columns=100)
    begin(terminal, ()).see("[Profil 1").send("1\r").see("[Profil 2")
    shown(terminal.send("\r"), (), 1).resize(60)
    terminal.see(*sentences, "a aide n note p note privée e preuve", "r retour q quitter").send("\x03")
    assert terminal.end() == 130


@pytest.mark.parametrize("rows", [24, 8])
def test_no_english_in_the_list_face(window, visit_file, rows):
    """Line 16."""
    terminal = window(visit_file(), rows=rows).see("[Matériel 1/4", CHOOSE)
    # incremental search, numeric argument, paste, function keys: prompt_toolkit's own panels
    terminal.send("\x12").send("\x1b5").send("\x1b[200~colle\x1b[201~").send("\x1bOP\x1b")
    terminal.send("a").see("> a aide : précisions").send("\r").read_pages().send("\r")
    terminal.see("[Matériel 1/4", CHOOSE).send("n\r").see("Note, qui", last=">")
    terminal.send("\x12").send("\x13").send("\x1b5").send("\x18\x05").send("\r")
    terminal.see("[Matériel 1/4", CHOOSE).send("2\r").see("[Matériel 2/4", CHOOSE)
    terminal.send("1 2 o").see("valider (2 cochées)").send("\r").see("[Matériel 3/4", TYPED)
    terminal.send("99\r").see_printed("Il faut un nombre")
    terminal.see(TYPED).send("\x03").see_printed("Interrompu")
    assert terminal.end() == 130
    assert {m[0] for frame in terminal.frames for m in ENGLISH.finditer(frame.replace("pytest-of", ""))} == set()
    assert not ENGLISH.search(terminal.printed.replace("pytest-of", ""))


def test_no_english_in_the_plain_face(window, visit_file):
    """Line 16."""
    terminal = window(visit_file(), "--simple").see("Question 1", last=ANSWER).send("a\r")
    terminal.see("Constat de recherche S01", last=ANSWER).send("zz\r").see("« zz »", last=ANSWER).send("n\r")
    terminal.see("Note, qui", last=">").send("\r").see("Question 1", last=ANSWER).send("\x03")
    assert terminal.see("Interrompu").end() == 130
    assert not ENGLISH.search(terminal.printed.replace("pytest-of", ""))


@FACES
def test_no_colour_when_asked(window, visit_file, options):
    """Line 16."""
    terminal = shown(window(visit_file(), *options, environ={"NO_COLOR": "1"}), options, 1)
    reply(terminal, options, "2", "Enregistré. Postes")
    shown(terminal, options, 2).send("\x03")
    terminal.end()
    assert not COLOUR.search(terminal.raw)


@FACES
def test_bare_c_locale(window, visit_file, options):
    """Line 16."""
    environ = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    terminal = window(visit_file(), *options, environ=environ, encoding="ascii")
    terminal.see("Materiel", "acces a un poste ?", "ne sait pas").send("2\r")
    terminal.see("Enregistre. Postes : 2 - Un poste par service.", "activites ?", "non concerne")
    last = "Votre reponse :" if options else "v resultat  r retour  q quitter"
    assert terminal.see(last=last).send("\x03").end() == 130
    assert "\ufffd" not in terminal.raw


@FACES
@pytest.mark.parametrize("encoding", ["cp850", "cp1252"])
def test_french_code_pages(window, visit_file, options, encoding):
    """Line 16."""
    environ = {"PYTHONIOENCODING": encoding}
    path = visit_file()
    terminal = window(path, *options, environ=environ, encoding=encoding)
    shown(terminal, options, 1, "accès à un poste ?").send("n\r").see("Note, qui", last=">")
    note(terminal, options, "Vu à l'été.").see("Note enregistrée.")
    same_question(terminal, options, 1, "Note : Vu à l'été.").send("q\r")
    assert terminal.end() == 3
    assert read_visit(path)[0].answers["MA01"].note == "Vu à l'été."


@pytest.mark.parametrize("variable", ["DIAG_SIMPLE", "ACCESSIBLE"])
def test_plain_face_by_the_environment(window, visit_file, variable):
    """Line 15."""
    terminal = window(visit_file(), environ={variable: "1"})
    terminal.see("Question 1 sur 4", last=ANSWER).send("q\r")
    assert terminal.end() == 3


def test_dumb_terminal_gets_the_plain_face_and_no_escape(window, visit_file):
    """Lines 15 and 16."""
    terminal = window(visit_file(), environ={"TERM": "dumb"})
    terminal.see("Question 1 sur 4", last=ANSWER).send("q\r")
    assert terminal.end() == 3
    assert "\x1b" not in terminal.raw


@pytest.mark.parametrize("options", [[], ["--simple"]])
def test_a_new_visit_asks_which_form_to_fill(window, tmp_path, options):
    terminal = window(tmp_path / "visite.yaml", *options, form=None)
    terminal.see("Express : 2 questions").send("1\r")
    terminal.see("Quel est le nom de la structure").send(":q\r")
    assert terminal.end() == 3
    assert read_visit(tmp_path / "visite.yaml")[0].visit.form == "express"


@pytest.mark.parametrize("options", [[], ["--simple"]])
def test_without_a_terminal_nothing_is_asked(tmp_path, options):
    """Line 16."""
    path = tmp_path / "visite.yaml"
    done = subprocess.run(
        [sys.executable, "-m", "diag", "entretien", path, "--questionnaire", MINI, *options],
        input="2\n2\n2\n",
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert "MA01" in done.stderr
    assert done.stdout == ""
    assert not path.exists()
