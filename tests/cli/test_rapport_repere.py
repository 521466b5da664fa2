"""`--repere` and `DIAG_REPERE`: the release that a report places a structure in.

1. Nothing is used by default; the option goes before the variable.
2. A release that was asked for must be readable and fit: exit 1, no report.
3. One of the environment that does not fit is said in the report, which is written.
"""

import json
from shutil import copytree

import pytest
from helpers import MINI, make_visit, mini
from interview.scripted import ScriptedFace

from diag.benchmark.package import write_release
from diag.benchmark.release import Cell, Quantiles, Release, content_of
from diag.cli import entretien
from diag.questionnaire.loader import load
from diag.questionnaire.mistakes import Refusal
from diag.visit.visit_file import write_visit

JSON = ("--format", "json")


@pytest.fixture
def release(tmp_path):
    """Return the folder of a release of the small questionnaire."""
    return write(tmp_path / "repere", mini())


def write(folder, questionnaire):
    header = questionnaire.header
    names = (*(d.id for d in questionnaire.dimensions), "global")
    content = content_of(questionnaire)
    country = Cell(measures=dict.fromkeys(names, Quantiles("20-49", 40, 30, 50)))
    told = Release(
        date="2026-11-22",
        source="URIOPSS d'essai",
        questionnaire=header.id,
        version=header.version,
        hash=questionnaire.hash,
        period=("2026-03", "2026-10"),
        synthetic=True,
        content=content,
        cells=(country, *map(Cell.of, content.nodes[1:])),
    )
    write_release(told, folder, questionnaire)
    return folder


def report_of(visit_file):
    return json.loads((visit_file.parent / "rapport-visite-direction.json").read_text("utf-8"))


def said(done):
    return " ".join((done.out + done.err).replace("\u00a0", " ").split())


def test_the_structure_is_placed_in_the_release(diag, visit_file, with_mini, release):
    done = diag("rapport", visit_file, *with_mini, "--repere", release, *JSON)
    assert done.code == 0
    assert "Parmi ses pairs : 2e ou 3e quart" in said(done)
    assert report_of(visit_file)["scores"]["global"]["position"]["parts"] == 4


def test_the_variable_does_the_same(diag, visit_file, with_mini, release):
    done = diag("rapport", visit_file, *with_mini, *JSON, DIAG_REPERE=str(release))
    assert done.code == 0
    assert report_of(visit_file)["repere"]["date"] == "2026-11-22"


def test_nothing_is_used_by_default(diag, visit_file, with_mini, release):
    done = diag("rapport", visit_file, *with_mini, *JSON)
    assert report_of(visit_file)["repere"] is None
    assert "pairs" not in said(done)


def test_the_option_goes_before_the_variable(diag, visit_file, with_mini, release):
    option = ("--repere", release)
    done = diag("rapport", visit_file, *with_mini, *option, *JSON, DIAG_REPERE="/absent")
    assert done.code == 0
    assert report_of(visit_file)["repere"] is not None


@pytest.mark.parametrize("name", ["absent", "."])
def test_a_folder_that_is_no_release_is_refused_once(diag, visit_file, with_mini, name):
    second = visit_file.with_name("autre.yaml")
    second.write_bytes(visit_file.read_bytes())
    done = diag("rapport", visit_file, second, *with_mini, "--repere", name)
    assert done.code == 1
    assert said(done).count("R01") == 1
    assert not list(visit_file.parent.glob("rapport-*"))


def test_an_edited_release_is_refused(diag, visit_file, with_mini, release):
    path = release / "repere.csv"
    path.write_bytes(path.read_bytes().replace(b",40,", b",41,"))
    done = diag("rapport", visit_file, *with_mini, "--repere", release)
    assert done.code == 1
    assert "R02" in said(done)


@pytest.fixture
def misfit(tmp_path):
    """Return a release of an older content, that asked a question of another weight."""
    folder = tmp_path / "ancien"
    copytree(MINI, folder)
    path = next(p for p in (folder / "dimensions").rglob("*.yaml") if "weight: 3" in p.read_text("utf-8"))
    path.write_text(path.read_text("utf-8").replace("weight: 3", "weight: 2", 1), "utf-8")
    return write(tmp_path / "repere-ancien", load(folder))


def test_a_release_asked_for_that_does_not_fit_is_refused(diag, visit_file, with_mini, misfit):
    done = diag("rapport", visit_file, *with_mini, "--repere", misfit)
    assert done.code == 1
    assert "R03" in said(done)
    assert "ne se compare pas" in said(done)
    assert not list(visit_file.parent.glob("rapport-*"))


def test_one_of_the_environment_that_does_not_fit_is_said(diag, visit_file, with_mini, misfit):
    done = diag("rapport", visit_file, *with_mini, *JSON, DIAG_REPERE=str(misfit))
    assert done.code == 0
    assert "Aucune comparaison n'est donnée" in said(done)
    assert "ne se compare pas" in report_of(visit_file)["repere"]["refusal"]


# The interview


@pytest.fixture
def done_visit(tmp_path, monkeypatch):
    """Return a finished visit, in a folder where no release is chosen by the environment."""
    monkeypatch.delenv("DIAG_REPERE", raising=False)
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "v.yaml"
    answers = {"MA01": 1, "MA02": ["tablette"], "MA03": "7.5", "SA01": 2, "SA02": 0}
    write_visit(make_visit(mini(), answers), path)
    return path


def test_the_interview_places_the_structure(capsys, done_visit, release):
    face = ScriptedFace(["q"])
    assert entretien.hold(face, done_visit, str(MINI), None, release, start="result") == 0
    assert "pairs" in str(face.listings)
    assert f"--repere {release}" in capsys.readouterr().out


def test_a_bad_release_is_refused_before_the_first_question(done_visit, tmp_path):
    face = ScriptedFace([])
    with pytest.raises(Refusal):
        entretien.hold(face, done_visit, str(MINI), None, tmp_path / "absent")
    assert face.prompts == []
