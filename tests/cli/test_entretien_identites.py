"""`diag entretien --identites`: what the network knows is not asked, and goes where it must alone.

1. A known structure gives its name, type, département and codes; the profile then asks at most four things.
2. What was filled is said; it is in the list, where it is changed; the visit goes on without the file.
3. A line of the file that is not understood is told and the exit code says so, even without a terminal.
4. `DIAG_IDENTITES` is the same, and asks nothing of a visit that exists already.
5. Names of the other structures are nowhere; that of this one in its visit alone, never in what is shared.
"""

import pytest
from helpers import PRINT
from interview.scripted import ScriptedFace

from diag.cli import entretien
from diag.interview.path import find_path
from diag.questionnaire.loader import load
from diag.visit.visit_file import read_visit, write_visit
from diag.visit.visit_model import Answer

ASKED = load(PRINT)
LINES = (
    "code;nom;type;département;code organisme",
    "E1;Canari Jaune;500;59;O1",
    "E2;Canari Bleu;246;60;O2",
    "G1;Canari Vert;705;62;O3",
)


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DIAG_REGLAGES", str(tmp_path / "reglages"))
    monkeypatch.delenv("DIAG_IDENTITES", raising=False)
    (tmp_path / "reseau").mkdir()
    (tmp_path / "reseau/serin.csv").write_text("\n".join(LINES), "utf-8")
    return tmp_path


def hold(script, path=None, network="reseau/serin.csv", **more):
    face = ScriptedFace([*script])
    return entretien.hold(face, path, network=network and entretien.Path(network), **more), face


def only(folder):
    (path,) = folder.glob("visite-*.yaml")
    return path


def test_the_profile_asks_at_most_four_things(here):
    passed = [""] * 40
    code, face = hold(["E1", "", "1", *passed, "q"])
    fields = {field.text for field in ASKED.profile}
    asked = [text for text in face.asked if text in fields]
    assert [next(f.id for f in ASKED.profile if f.text == text) for text in asked] == [
        "staff",
        "public",
        "places",
        "print_actions",
    ]
    assert "plus 6 sur la structure et la visite" in face.options[0]["1"]
    assert any("plus 6 sur la structure et la visite" in told for told in face.told)
    visit = read_visit(only(here))[0]
    assert visit.structure.name == "Canari Jaune"
    assert visit.structure.profile == {
        "structure_code": "E1",
        "structure_type": "ehpad",
        "department": "d59",
        "operator_code": "O1",
    }
    assert code == 3


def test_what_was_filled_is_said_and_changed_in_the_list(here):
    _, face = hold(["E1", "", "1", "l", "5", "oise", "r", "q"])
    assert any("Rempli d’après le fichier du réseau" in told and "Nord (59)" in told for told in face.told)
    assert not any("Vous reprenez" in told for told in face.told)  # nobody answered yet
    assert read_visit(only(here))[0].structure.profile["department"] == "d60"


@pytest.mark.slow
def test_a_visit_goes_on_without_the_file(here):
    hold(["E1", "", "1", "", "q"])
    code, face = hold([*[""] * 40, "q"], only(here), network=None)
    assert code == 3
    assert "De quel type de structure s’agit-il ?" not in face.asked  # it is behind


@pytest.mark.slow
def test_a_structure_that_is_not_in_the_file_is_named_as_before(here):
    hold(["ailleurs", "a", "Une Autre", "1", "q"])
    assert only(here).name.startswith("visite-une-autre")


def test_a_visit_that_exists_is_filled_by_its_code_alone(here, monkeypatch):
    hold(["E1", "", "1", "q"])
    path = only(here)
    visit = read_visit(path)[0]
    bare = visit.model_copy(update={"structure": visit.structure.model_copy(update={"profile": {}})})
    write_visit(bare, path)
    monkeypatch.setenv("DIAG_IDENTITES", "reseau/serin.csv")
    hold([":q"], path, network=None)
    assert read_visit(path)[0].structure.profile == {}
    coded = bare.model_copy(
        update={"structure": bare.structure.model_copy(update={"profile": {"structure_code": "g 1"}})}
    )
    write_visit(coded, path)
    hold(["q"], path, network=None)
    assert read_visit(path)[0].structure.profile["structure_type"] == "gem"


def test_a_finished_visit_does_not_change(here):
    hold(["E1", "", "1", "q"])
    path = only(here)
    visit = read_visit(path)[0]
    changed = {
        "visit": visit.visit.model_copy(update={"finished": True}),
        "structure": visit.structure.model_copy(update={"profile": {"structure_code": "E1"}}),
    }
    write_visit(visit.model_copy(update=changed), path)
    hold(["q"], path)
    assert read_visit(path)[0].structure.profile == {"structure_code": "E1"}


def test_what_is_not_understood_is_told_with_its_line_and_the_exit_code(here, diag):
    file = here / "reseau/serin.csv"
    file.write_text("\n".join([*LINES, "E9;Neuf;EHPA;59;O1"]), "utf-8")
    done = diag("entretien", "--identites", file)
    assert "serin.csv:5:3" in done.err
    assert "EHPA" in done.err
    assert done.code == 2  # nobody to ask
    hold(["E1", "", "1", "q"])
    path = only(here)
    visit = read_visit(path)[0]
    ids = find_path(ASKED, visit).unanswered_ids
    answers = {name: Answer(status="unknown", scale=ASKED.question[name].scale) for name in ids}
    finished = visit.visit.model_copy(update={"finished": True})
    write_visit(visit.model_copy(update={"answers": answers, "visit": finished}), path)
    assert diag("entretien", path, "--identites", file).code == 1
    assert diag("entretien", path).code == 0


def test_a_missing_file_is_refused_before_anything(here, diag):
    done = diag("entretien", "--identites", "nulle-part.csv")
    assert (done.code, "nulle-part.csv" in done.err) == (1, True)


def test_no_name_is_where_it_must_not_be(here, diag):
    """A contribution, the page of a network and its journal, and what is remembered, name nobody."""
    hold(["E1", "", "1", "q"])
    path = only(here)
    whole = path.read_text("utf-8")
    assert "Canari Jaune" in whole
    assert "Canari Bleu" not in whole
    assert "serin" not in whole
    visit = read_visit(path)[0]
    ids = find_path(ASKED, visit).unanswered_ids
    answers = {name: Answer(status="unknown", scale=ASKED.question[name].scale) for name in ids}
    finished = visit.visit.model_copy(update={"finished": True})
    write_visit(visit.model_copy(update={"answers": answers, "visit": finished}), path)
    path = path.rename(here / "v.yaml")
    assert diag("contribuer", path, "-o", here / "c.json", "--oui").code == 0
    day = visit.visit.date.isoformat()
    shared = ("--du", day, "--au", day, "--partageable", "-o", here / "bilan")
    assert diag("bilan", here, *shared).code in (0, 1)
    for file in [here / "c.json", *(here / "bilan").rglob("*"), *(here / "reglages").rglob("*")]:
        if file.is_file() and file.parent.name != "reglages":
            assert b"canari" not in file.read_bytes().lower(), file
        if file.is_file():
            assert b"serin" not in file.read_bytes().lower(), file
    for file in here.rglob("*"):
        if file.is_file() and file.name != "serin.csv":
            assert b"canari bleu" not in file.read_bytes().lower(), file
