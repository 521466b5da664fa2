"""`diag` alone: what its home shows, and what each entry does (interview, lines 10 and 15).

1. Visits of any folder are shown with their structure, form, progress, date and next step; those of
   the current folder too; one that cannot be read is named, never a failure.
2. Each entry prints the command that it stands for.
3. A visit, a new one, a second one and a complete one are held with the release of the session.
4. The folder, the face and the release are changed for what follows.
5. The questions are read, or written to a file that no file is lost to.
6. A refusal is told and the home goes on; Ctrl-C leaves with 130, Ctrl-D with what was done last.
"""

import datetime
import os
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest
from helpers import PRINT, ROOT, make_visit

from diag.cli import app, entretien, home
from diag.cli.home import kept, next_step, said, told_apart, visits_in
from diag.cli.options import plain_wanted, remember_visit
from diag.interview.prompts import Picked
from diag.questionnaire.loader import load
from diag.questionnaire.mistakes import refuse_file
from diag.visit.visit_file import read_visit, write_visit
from diag.visit.visit_model import Answer

QUESTIONNAIRE = load(PRINT)


@dataclass
class Home:
    """Types what `script` says; keeps what was shown, held and told."""

    script: list
    menus: list = field(default_factory=list)
    listings: list = field(default_factory=list)
    told: list = field(default_factory=list)
    held: list = field(default_factory=list)
    codes: list = field(default_factory=list)

    def _next(self):
        line = self.script.pop(0) if self.script else EOFError()
        if isinstance(line, BaseException):
            raise line
        return line

    def menu(self, title, options, start=""):
        self.menus.append((title, dict(options)))
        chosen = self._next()
        assert chosen in dict(options)
        return chosen

    def choose(self, listing):
        self.listings.append(listing)
        chosen = self._next()
        rows = {row.key: row.id for row in listing.rows}
        return Picked("", rows[chosen]) if chosen in rows else Picked(chosen, "")

    def write(self, entry):
        return self._next()

    def tell(self, text):
        self.told.append(text)

    read = tell

    def hold(self, face, path, name=None, form=None, repere=None, network=None):
        assert face is self
        self.held.append((path, form, repere))
        code = self.codes.pop(0) if self.codes else 0
        if isinstance(code, BaseException):
            raise code
        return code


@pytest.fixture
def opened(tmp_path, monkeypatch, capsys):
    """Return a function that opens the home in an empty folder and types a script."""
    (tmp_path / "ici").mkdir()
    monkeypatch.chdir(tmp_path / "ici")
    monkeypatch.setenv("DIAG_REGLAGES", str(tmp_path / "reglages"))
    monkeypatch.setenv("LINES", "24")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("sys.argv", ["diag"])

    def open_with(*script, codes=()):
        played = Home([*script], codes=[*codes])
        monkeypatch.setattr(home, "face_here", lambda _: played)
        monkeypatch.setattr(entretien, "hold", played.hold)
        played.code = home.open_home(app._command)
        out, err = capsys.readouterr()
        played.out, played.err = out.replace("\u00a0", " "), err.replace("\u00a0", " ")
        return played

    return open_with


def written(path, answers=None, **more):
    path.parent.mkdir(parents=True, exist_ok=True)
    write_visit(make_visit(QUESTIONNAIRE, answers, **more), path)
    return path


def test_a_visit_says_whose_it_is_how_far_and_what_comes_next(tmp_path):
    answers = {q.id: Answer(value="2", scale=q.scale) for q in QUESTIONNAIRE.questions[:2]}
    path = written(tmp_path / "v.yaml", answers)
    line = said(kept(path))
    assert line.startswith("Les Tilleuls, forme complète, 2 réponses sur ")
    assert line.endswith(", 3 novembre 2026")
    assert next_step(kept(path)).startswith("à reprendre à « ")


def test_a_finished_visit_says_its_result_and_its_plan(tmp_path):
    path = written(tmp_path / "v.yaml", {"EQ01": 2}, finished=True, form="express")
    assert "forme express" in said(kept(path))
    assert next_step(kept(path)) == "terminée : résultat, plan"


def test_visits_that_read_the_same_say_when_they_were_saved(tmp_path):
    files = [written(tmp_path / name) for name in ("a.yaml", "b.yaml")]
    for hour, file in enumerate(files, 9):
        moment = datetime.datetime(2026, 11, 3, hour, 5).timestamp()
        os.utime(file, (moment, moment))
    first, second = told_apart([kept(file) for file in files])
    assert first.endswith("enregistrée le 3 novembre 2026 à 9 h 05")
    assert second.endswith("enregistrée le 3 novembre 2026 à 10 h 05")


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    path = tmp_path / "v.yaml"
    path.write_text("format: 2\n", "utf-8")
    assert said(kept(path)) == "v.yaml : ce fichier ne se lit pas"
    assert next_step(kept(path)) == "à ouvrir pour savoir pourquoi"


def test_only_visits_of_a_folder_are_shown(tmp_path):
    path = written(tmp_path / "v.yaml")
    (tmp_path / "autre.yaml").write_text("title: un autre fichier\n", "utf-8")
    path.with_name("v.a-transmettre.yaml").write_bytes(path.read_bytes())  # for somebody else
    assert visits_in(tmp_path) == [path]


def test_visits_of_any_folder_come_first_then_those_of_this_one(opened, tmp_path):
    remember_visit(written(tmp_path / "ailleurs" / "a.yaml", name="Ailleurs"))
    written(Path.cwd() / "b.yaml", name="Ici")
    ((_, options),) = opened("q").menus
    assert options["1"].startswith("Ailleurs, ")
    assert options["2"].startswith("Ici, ")


def test_a_visit_of_this_folder_is_shown_once(opened):
    remember_visit(written(Path.cwd() / "b.yaml"))
    assert "2" not in opened("q").menus[0][1]


def test_twenty_visits_leave_room_for_the_entries(opened, monkeypatch):
    for number in range(20):
        remember_visit(written(Path.cwd() / f"v{number}.yaml", name=f"Structure {number}"))
    monkeypatch.setenv("LINES", "20")
    played = opened("t", "20", "q")
    options = played.menus[0][1]
    assert [key for key in options if key.isdigit()] == ["1", "2", "3"]
    assert options["t"] == "toutes les visites connues (20)"
    assert len(played.listings[0].rows) == 20
    assert played.held == [(Path("v0.yaml"), None, None)]


def test_a_visit_is_opened_and_its_command_said(opened):
    remember_visit(written(Path.cwd() / "ma visite.yaml"))
    played = opened("1", "q")
    assert played.held == [(Path("ma visite.yaml"), None, None)]
    assert "La commande : diag entretien 'ma visite.yaml'" in played.out


def test_a_new_visit(opened):
    played = opened("n", "q")
    assert played.held == [(None, None, None)]
    assert "La commande : diag entretien\n" in played.out


def test_a_second_visit_leaves_the_first_as_it_is(opened):
    path = written(Path.cwd() / "v.yaml", {"EQ01": 2}, finished=True)
    before = path.read_bytes()
    played = opened("s", "1", "q")
    ((new, _, _),) = played.held
    visit, _ = read_visit(new)
    assert visit.structure.name == "Les Tilleuls"
    assert visit.answers == {}
    assert visit.previous.answers["EQ01"].value == "2"
    assert path.read_bytes() == before
    assert "La commande : diag suite v.yaml\n" in played.out


def test_an_express_visit_becomes_complete(opened):
    written(Path.cwd() / "complete.yaml", name="Complète", date=_day(2))
    written(Path.cwd() / "v.yaml", form="express", date=_day(1))
    played = opened("c", "1", "q")
    assert played.held == [(Path("v.yaml"), "complete", None)]
    assert "La commande : diag entretien v.yaml --forme complete" in played.out


def _day(number):
    return datetime.date(2026, 11, number)


def test_what_cannot_be_done_yet_is_not_offered(opened):
    ((_, options),) = opened("q").menus
    assert not {"1", "s", "c", "t"} & set(options)


def test_another_file_is_opened(opened, tmp_path):
    path = written(tmp_path / "loin" / "v.yaml")
    assert opened("o", f'"{path}"', "q").held == [(path, None, None)]


def test_a_mistyped_path_begins_no_visit(opened, tmp_path):
    played = opened("o", str(tmp_path / "absente.yaml"), "q")
    assert played.held == []
    assert "fichier introuvable" in played.err
    assert played.code == 1


def test_another_folder_is_where_visits_are_found_and_kept(opened, tmp_path):
    written(tmp_path / "là bas" / "v.yaml")
    played = opened("o", str(tmp_path / "là bas"), "1", "q")
    assert f"La commande : cd '{tmp_path / 'là bas'}'" in played.out
    assert "1 visite dans ce dossier" in played.told[0]
    assert played.held == [(Path("v.yaml"), None, None)]
    assert Path.cwd() == tmp_path / "là bas"


def test_nothing_typed_goes_back(opened):
    played = opened("o", "", "o", None, "q")
    assert played.held == []
    assert played.code == 0


def test_the_questions_are_written_to_be_printed_over_no_file(opened):
    Path("questionnaire-express.html").write_text("à moi", "utf-8")
    played = opened("l", "1", "2", "q")
    assert "diag formulaire papier --forme express -o questionnaire-express-2.html" in played.out
    assert QUESTIONNAIRE.questions[0].text in Path("questionnaire-express-2.html").read_text("utf-8")
    assert Path("questionnaire-express.html").read_text("utf-8") == "à moi"


def test_the_questions_of_a_visit_are_read(opened):
    written(Path.cwd() / "v.yaml", form="express")
    played = opened("l", "3", "1", "1", "q")
    core = [question for question in QUESTIONNAIRE.questions if question.core]
    assert core[0].text.replace("\u202f", " ") in " ".join(played.out.split())
    assert "La commande : diag questionnaire montrer --profil v.yaml" in played.out


def test_the_face_is_changed_now_and_remembered(opened, monkeypatch):
    monkeypatch.setenv("DIAG_SIMPLE", "0")  # of the session: what is chosen here is wished for more
    asked = []

    def another(simple, stdin, stdout, environ, remembered):
        asked.append((environ.get("DIAG_SIMPLE"), remembered))

    monkeypatch.setattr(home, "choose_face", another)
    played = opened("f", "q")
    assert asked == [(None, True)]
    assert plain_wanted() is True
    assert "La commande : diag --simple" in played.out
    assert played.told == ["Ce choix est gardé pour les prochaines fois."]


def test_the_release_of_the_session_places_what_is_opened_next(opened, monkeypatch):
    release = SimpleNamespace(source="Visites PRINT", period=("2026-01", "2026-12"), cells=(), synthetic=False)
    monkeypatch.setattr(home, "read_folder", lambda _: release)
    played = opened("g", "repere", "n", "q")
    folder = Path.cwd() / "repere"
    assert played.held == [(None, None, folder)]
    assert "La commande : diag repere montrer repere" in played.out
    assert played.told[0].startswith("Repère régional : « Visites PRINT », ")
    assert f"La commande : diag entretien --repere {folder}" in played.out


def test_no_release_is_said_in_plain_words(opened, monkeypatch):
    monkeypatch.delenv("DIAG_REPERE", raising=False)
    assert opened("g", "", "q").told == ["Aucun repère régional n’est utilisé."]


def test_help_says_what_the_entries_do(opened):
    played = opened("a", "q")
    assert "La commande : diag --help" in played.out
    assert "Une visite est un seul fichier" in played.told[0]


@pytest.mark.parametrize("code", [3, 130])
def test_an_interview_that_is_left_leaves_the_home_too(opened, code):
    played = opened("n", "q", codes=[code])
    assert played.code == code
    assert len(played.menus) == 1


def test_a_refusal_is_told_and_the_home_goes_on(opened):
    refusal = refuse_file(Path("v.yaml"), "V01", "ce n’est pas une visite", "choisissez-en une")
    played = opened("n", "q", codes=[refusal])
    assert played.code == 1
    assert "ce n'est pas une visite" in played.err
    assert len(played.menus) == 2


def test_ctrl_c_leaves(opened):
    played = opened(KeyboardInterrupt())
    assert (played.code, played.err) == (130, "Interrompu.\n")


def test_ctrl_d_leaves_with_what_was_done_last(opened):
    assert opened(EOFError()).code == 0


def test_nobody_to_ask_says_what_to_open(monkeypatch, capsys):
    monkeypatch.setattr(home, "face_here", lambda _: None)
    assert home.open_home(app._command) == 2
    assert "Aucune question n'a été posée" in capsys.readouterr().err.replace("’", "'")


def test_the_examples_are_known(monkeypatch):
    monkeypatch.setenv("DIAG_REGLAGES", os.devnull)
    for one in map(kept, visits_in(ROOT / "examples")):
        assert next_step(one) == "terminée : résultat, plan"
