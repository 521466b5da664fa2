"""Handing over (interview, line 14).

1. The reports of the direction, of the board and of the adviser, and the copy of the visit are written beside it; each is told with its
   reader, and the copy with what it lacks.
2. The copy holds no private note and no declined decision, opens as a visit, and is its owner's alone.
3. What is somebody's is never replaced: it is told, and the rest is written; what was written by this
   same visit is.
4. The page is offered where a browser can be.
"""

import os
import stat

import pytest
from helpers import make_visit, mini
from interview.scripted import ScriptedFace

from diag.interview import handing_over
from diag.interview.handing_over import hand_over
from diag.visit.visit_file import read_visit, write_visit
from diag.visit.visit_model import Answer, Decision, PlanChoices

SECRET = "PRIVÉ-CANARI"
NAMES = {
    "rapport-v-direction.html",
    "rapport-v-conseil.html",
    "rapport-v-conseiller.html",
    "v.a-transmettre.yaml",
    "v.yaml",
}


@pytest.fixture
def visit(tmp_path, monkeypatch):
    monkeypatch.setattr(handing_over, "can_browse", lambda: False)
    answers = {"MA01": Answer(value="1", private_note=SECRET, note="Une note pour tous."), "SA01": 2}
    plan = PlanChoices(decisions={"varier": Decision(choice="decline", note="refus du siège")})
    made = make_visit(mini(), answers, plan=plan)
    write_visit(made, tmp_path / "v.yaml")
    return made


def given(visit, folder, *script):
    face = ScriptedFace(list(script))
    hand_over(face, mini(), visit, folder / "v.yaml")
    return face


def test_each_file_is_written_and_told_with_its_reader(visit, tmp_path):
    """Line 14."""
    told = "\n".join(given(visit, tmp_path).told)
    assert {path.name for path in tmp_path.iterdir()} == NAMES
    for name in NAMES:
        assert str(tmp_path / name) in told
    for reader in ("pour la direction", "conseil d’administration", "pour qui doit la recevoir", "vous seul"):
        assert reader in told
    assert "En sont retirés : 1 note privée" in told


def test_the_files_stay_on_screen_until_they_are_read(visit, tmp_path):
    """The result, which comes next, fills a window and would push them out of it."""

    class Reading(ScriptedFace):
        def read(self, text):
            self.told.append(f"À lire : {text}")

    face = Reading([])
    hand_over(face, mini(), visit, tmp_path / "v.yaml")
    assert [told.startswith("À lire : Rapport") for told in face.told] == [True]


def test_the_copy_holds_nothing_private_and_opens_as_a_visit(visit, tmp_path):
    given(visit, tmp_path)
    path = tmp_path / "v.a-transmettre.yaml"
    text = path.read_text("utf-8")
    assert (SECRET in text, "refus du siège" in text) == (False, False)
    copy, _ = read_visit(path)
    assert copy.answers["MA01"].note == "Une note pour tous."
    assert SECRET in (tmp_path / "v.yaml").read_text("utf-8")
    if os.name != "nt":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_visit_without_anything_private_says_so(visit, tmp_path):
    open_visit = make_visit(mini(), {"MA01": 1, "SA01": 2})
    assert any("rien de privé" in told for told in given(open_visit, tmp_path).told)


def test_what_this_visit_wrote_is_written_again(visit, tmp_path):
    given(visit, tmp_path)
    later = visit.model_copy(update={"answers": {**visit.answers, "SA02": Answer(value="1")}})
    told = "\n".join(given(later, tmp_path).told)
    assert "pas écrit" not in told
    assert "SA02" in read_visit(tmp_path / "v.a-transmettre.yaml")[0].answers


@pytest.mark.parametrize("name", ["rapport-v-conseil.html", "v.a-transmettre.yaml"])
def test_a_file_of_somebody_is_left_and_the_rest_is_written(visit, tmp_path, name):
    (tmp_path / name).write_text("à moi", "utf-8")
    told = "\n".join(given(visit, tmp_path).told)
    assert (tmp_path / name).read_text("utf-8") == "à moi"
    assert f"« {name} »" in told
    other = {"rapport-v-conseil.html": "v.a-transmettre.yaml"}.get(name, "rapport-v-direction.html")
    assert (tmp_path / other).exists()


def test_a_copy_that_somebody_changed_is_left(visit, tmp_path):
    given(visit, tmp_path)
    path = tmp_path / "v.a-transmettre.yaml"
    path.write_text(path.read_text("utf-8").replace("Les Tilleuls", "Les Ormes"), "utf-8")
    told = "\n".join(given(visit, tmp_path).told)
    assert "Les Ormes" in path.read_text("utf-8")
    assert "modifié depuis" in told


@pytest.mark.parametrize(("typed", "pages"), [("1", 1), ("2", 0)])
def test_the_page_is_offered_where_a_browser_can_be(visit, tmp_path, monkeypatch, typed, pages):
    opened = []
    monkeypatch.setattr(handing_over, "can_browse", lambda: True)
    monkeypatch.setattr(handing_over.webbrowser, "open", opened.append)
    given(visit, tmp_path, typed)
    assert len(opened) == pages
    assert all(one.endswith("rapport-v-direction.html") for one in opened)
