"""`diag entretien` and `diag relire`: which file is opened, and how it is left (interview, lines 8 to 10).

1. A new visit asks its name and its form, then makes one file; giving up before makes none.
2. A started one is opened as it is; another form asks other questions, and loses nothing.
3. Beginning again keeps the file aside under a name that says so.
4. The next visit is a new file: the old one stays as it was, to the byte.
5. A spare copy that holds more is offered before anything else.
6. How it ended is said with what is kept, the command to come back, and one exit code.
"""

from unittest import mock

import pytest
from helpers import MINI, make_visit, mini
from interview.scripted import FINISHED, PROFILE, Left, ScriptedFace, shown

from diag.cli import entretien, visit_doors
from diag.questionnaire.mistakes import refuse_file
from diag.visit.visit_file import read_visit, write_visit


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Return an empty folder, where one stands."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DIAG_REGLAGES", str(tmp_path / "reglages"))
    return tmp_path


def hold(script, path, **more):
    """Hold an interview; return its exit code and the face."""
    face = ScriptedFace([*script])
    with mock.patch("diag.interview.result_screen.show_result", shown):
        return entretien.hold(face, path, str(MINI), **more), face


def started(folder, answers=None, **more):
    path = folder / "v.yaml"
    write_visit(make_visit(mini(), answers, PROFILE, **more), path)
    return path


def visits(folder):
    return sorted(p.name for p in folder.glob("*.yaml"))


def test_a_new_visit_asks_its_name_then_its_form_line_8(here):
    code, face = hold(["", "Nom " * 60, "Les Tilleuls", "1", "q"], None)
    (name,) = visits(here)
    assert name.startswith("visite-les-tilleuls-")
    assert read_visit(here / name)[0].visit.form == "express"
    assert face.entries[2].text == "Nom " * 60
    assert "Express : 2 questions" in face.options[0]["1"]
    assert code == 3


@pytest.mark.parametrize("script", [[None], [KeyboardInterrupt], ["Les Tilleuls", EOFError]])
def test_giving_up_before_the_first_question_makes_no_file_line_8(here, capsys, script):
    code, _ = hold(script, None)
    assert (code, visits(here)) == (130, [])
    assert "Rien n'a été changé" in capsys.readouterr().err


def test_another_form_loses_nothing_line_8(here):
    path = started(here, FINISHED, finished=True)
    hold(["q"], path, form="express")
    visit = read_visit(path)[0]
    assert (visit.visit.form, visit.visit.finished) == ("express", False)
    assert len(visit.answers) == 4


def test_beginning_again_keeps_the_file_aside_line_8(here, capsys):
    path = started(here, {"MA01": 2})
    before = path.read_bytes()
    code, face = hold(["z", "2", "q"], path)
    assert visits(here) == ["v.avant-recommencement.yaml", "v.yaml"]
    assert (here / "v.avant-recommencement.yaml").read_bytes() == before
    assert read_visit(path)[0].answers == {}
    assert face.prompts[-1].place.section == "Visite"
    assert "v.avant-recommencement.yaml" in capsys.readouterr().out
    assert code == 3


def test_the_next_visit_is_a_file_of_its_own_line_8(here):
    path = started(here, FINISHED, finished=True)
    before = path.read_bytes()
    hold(["3", "", "", "", "", "", "4", "q"], path)
    assert path.read_bytes() == before
    (new,) = set(visits(here)) - {"v.yaml"}
    visit = read_visit(here / new)[0]
    assert visit.answers["MA01"].value == "4"
    assert visit.previous.answers["MA01"].value == "2"
    assert not visit.visit.finished


@pytest.mark.slow
@pytest.mark.parametrize(("chosen", "value"), [("1", "4"), ("2", "2")])
def test_a_spare_copy_is_offered_first_line_9(here, chosen, value):
    path = started(here, {"MA01": 2})
    write_visit(make_visit(mini(), {"MA01": 4}, PROFILE), here / "v.secours.yaml")
    _, face = hold([chosen, "q"], path)
    assert "copie de secours" in face.menus[0]
    assert read_visit(path)[0].answers["MA01"].value == value
    assert len(visits(here)) == 2
    assert hold(["q"], path)[1].menus == []


@pytest.mark.parametrize(
    ("event", "code"), [("q", 3), (KeyboardInterrupt, 130), (EOFError, 3), (OSError(5, "EIO"), 3)]
)
def test_each_ending_has_its_code_and_says_how_to_come_back_line_10(here, capsys, event, code):
    path = started(here)
    assert hold(["2", event], path)[0] == code
    told = capsys.readouterr()
    assert "Réponses enregistrées" in (told.out + told.err)
    assert "1 sur 4" in told.out + told.err
    assert f"entretien {path}" in told.out
    assert read_visit(path)[0].answers["MA01"].value == "2"


def test_an_interruption_names_the_text_that_is_kept_line_10(here, capsys):
    path = started(here)
    assert hold(["n", Left(("Une idée",), KeyboardInterrupt)], path)[0] == 130
    told = " ".join(capsys.readouterr().err.split())
    assert "Le texte commencé est gardé" in told
    assert "idée" not in told
    assert "Une idée" in path.read_text("utf-8")


def test_an_interruption_names_the_ticks_that_are_kept_line_10(here, capsys):
    path = started(here, {"MA01": 2})
    hold([Left(("1", "3"), "q")], path)
    assert "validé est gardé" in " ".join(capsys.readouterr().out.split())


def test_a_visit_that_is_whole_and_left_is_done(here):
    path = started(here, FINISHED)
    assert hold(["q"], path)[0] == 0
    assert hold(["1", "back", "q"], path)[0] == 0
    assert read_visit(path)[0].visit.finished


def test_what_is_refused_is_not_said_to_be_saved_line_10(here, capsys):
    path = started(here)

    def full(*_, **__):
        raise refuse_file(path, "F01", "le disque est plein", "")

    with mock.patch("diag.visit.outside_changes.write_text", full):
        code, face = hold(["2", "q"], path)
    assert code == 1
    assert not any("Enregistré." in told for told in face.told)
    assert "Réponses enregistrées" not in capsys.readouterr().out


def test_relire_opens_the_list_line_7(here, monkeypatch):
    path, face = started(here, {"MA01": 2}), ScriptedFace(["7", "4", "q"])
    monkeypatch.setattr(visit_doors, "face_here", lambda simple: face)
    assert visit_doors.relire([str(path), "--questionnaire", str(MINI)], standalone_mode=False) == 3
    assert len(face.listings) == 2
    assert read_visit(path)[0].answers["MA01"].value == "4"
