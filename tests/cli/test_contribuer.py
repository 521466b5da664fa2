"""`diag contribuer`.

1. All that leaves is shown, and only that is written.
2. Without a terminal nothing is written unless --oui; in one, only « o » writes.
3. Bad data: exit 1; wrong usage: exit 2; what is there already stays.
"""

import json
import os
import sys

import pytest
from cli.regional import regional_folder, scores
from helpers import make_visit

from diag.questionnaire.loader import load
from diag.visit.visit_file import write_visit

PROFILE = {"structure_type": "ehpad", "department": "d59", "staff": "37", "places": "84"}
ANSWERS = {"MA01": 1, "MA02": ["tablette"], "MA03": "7.5", "SA01": 2, "SA02": 0}


def plain(text):
    return " ".join(text.split())


@pytest.fixture
def folder(tmp_path):
    return regional_folder(tmp_path)


@pytest.fixture
def ready(folder, tmp_path):
    """Write a visit; return the arguments that prepare a contribution."""
    visit = make_visit(load(folder), ANSWERS, PROFILE, name="Les \x1b[2JTilleuls", finished=True)
    write_visit(visit, tmp_path / "visite.yaml")
    return ("contribuer", "visite.yaml", "-o", "c.json", "--questionnaire", folder)


# 1


def test_it_shows_every_field_then_writes_it(diag, ready, tmp_path):
    done = diag(*ready, "--organisme", "ORG-3", "--structure", "HDF-12", "--oui")
    assert done.code == 0, done.err
    told = json.loads((tmp_path / "c.json").read_text("utf-8"))
    shown = plain(done.out)
    for value in (told["structure"], told["operator"], told["month"], told["size"]):
        assert str(value) in shown
    assert told["type"] in shown
    assert told["department"] in shown
    assert told["questionnaire"]["hash"] in shown
    for name, answer in told["answers"].items():
        assert f"{name} (" in shown
        assert f": {answer}" in shown
    assert "c.json" in done.out


def test_no_name_leaves_and_nothing_repaints_the_screen(diag, ready, tmp_path):
    done = diag(*ready, "--structure", "HDF-12", "--oui")
    assert "Tilleuls" not in (tmp_path / "c.json").read_text("utf-8")
    assert "\x1b" not in done.out + done.err


@pytest.mark.skipif(os.name == "nt", reason="no such rights there")
def test_a_contribution_is_for_its_owner_alone(diag, ready, tmp_path):
    path = tmp_path / "c.json"
    assert diag(*ready, "--oui").code == 0
    path.chmod(0o644)  # as a former version wrote it
    assert diag(*ready, "--oui").code == 0
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("code", ["590000001", "Les \x1b[2JTilleuls", "a@exemple.fr"])
def test_what_names_the_structure_is_no_code(diag, ready, tmp_path, code):
    done = diag(*ready, "--structure", code, "--oui")
    assert (done.code, "R05" in done.err) == (1, True)
    assert not (tmp_path / "c.json").exists()


def test_what_it_writes_makes_a_release_source(diag, ready, folder, tmp_path):
    diag(*ready, "--structure", "HDF-12", "--oui")
    sources = ("c.json", scores(tmp_path, folder), "--questionnaire", folder, "-o", "r")
    done = diag("repere", "construire", *sources, "--source", "x", "--date", "2026-11-22")
    assert done.code == 0, done.err
    assert "61 structures retenues" in plain(done.out)


# 2


def test_without_a_terminal_it_shows_and_writes_nothing(diag, ready, tmp_path):
    done = diag(*ready, stdin="o\n")
    assert done.code == 2
    assert "--oui" in done.err
    assert "Code de la structure" in plain(done.out)
    assert not (tmp_path / "c.json").exists()


@pytest.mark.parametrize(
    ("typed", "code", "written"),
    [("o\n", 0, True), ("OUI\n", 0, True), ("n\n", 1, False), ("y\n\nn\n", 1, False), ("", 1, False)],
)
def test_someone_who_is_asked_writes_by_yes_alone(diag, ready, tmp_path, monkeypatch, typed, code, written):
    monkeypatch.setattr("diag.cli.contribuer.interactive", lambda: True)
    assert diag(*ready, stdin=typed).code == code
    assert (tmp_path / "c.json").exists() is written


@pytest.mark.terminal
def test_in_a_terminal_it_asks(ready, tmp_path):
    pexpect = pytest.importorskip("pexpect")
    child = pexpect.spawn(
        sys.executable,
        ["-m", "diag", *map(str, ready)],
        cwd=str(tmp_path),
        env={**os.environ, "PYTHONUTF8": "1"},
        encoding="utf-8",
        timeout=30,
    )
    try:
        child.expect("non\r\n> ")
        child.sendline("o")
        child.expect(pexpect.EOF)
    finally:
        child.close()
    assert child.exitstatus == 0
    assert (tmp_path / "c.json").exists()


# 3


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("contribuer",), "VISITE"),
        (("contribuer", "visite.yaml"), "--sortie"),
        (("contribuer", "visite.yaml", "-o", "c.txt"), ".json"),
    ],
)
def test_wrong_usage_exits_2(diag, arguments, word):
    done = diag(*arguments)
    assert done.code == 2
    assert word in plain(done.err).replace("’", "'")


def test_bad_data_are_named_and_nothing_is_written(diag, ready, folder, tmp_path):
    write_visit(make_visit(load(folder), ANSWERS, PROFILE), tmp_path / "visite.yaml")
    done = diag(*ready, "--oui")
    assert (done.code, "R07" in done.err, "n'est pas finie" in plain(done.err)) == (1, True, True)
    (tmp_path / "visite.yaml").write_text("a: [1\n")
    assert diag(*ready, "--oui").code == 1
    assert not (tmp_path / "c.json").exists()


def test_a_refusal_names_the_visit(diag, ready, folder, tmp_path):
    header = folder / "questionnaire.yaml"
    header.write_text(header.read_text("utf-8").replace("Contenu inventé", "Autre contenu"), "utf-8")
    text = (folder / "profile.yaml").read_text("utf-8").replace("Combien de places", "Combien")
    (folder / "profile.yaml").write_text(text, encoding="utf-8")
    done = diag(*ready, "--oui")
    assert done.code == 1
    assert plain(done.err).startswith("visite.yaml:1:1 :")
    assert "(R03)" in done.err


def test_only_a_contribution_of_the_same_structure_is_replaced(diag, ready, tmp_path):
    path = tmp_path / "c.json"
    path.write_text('{"à": "moi"}', encoding="utf-8")
    done = diag(*ready, "--oui")
    assert (done.code, "F01" in done.err) == (1, True)
    assert "moi" in path.read_text("utf-8")
    path.unlink()
    assert diag(*ready, "--structure", "A1", "--oui").code == 0
    before = path.read_bytes()
    done = diag(*ready, "--structure", "A2", "--oui")
    assert (done.code, "autre structure" in plain(done.err)) == (1, True)
    assert path.read_bytes() == before
    assert diag(*ready, "--structure", "a 1", "--organisme", "B", "--oui").code == 1
    assert diag(*ready, "--structure", "a1", "--organisme", "B", "--oui").code == 0
    assert path.read_bytes() != before


def test_help_is_whole_and_french(diag):
    done = diag("contribuer", "--help")
    assert done.code == 0
    for option in ("--structure", "--organisme", "--oui"):
        assert option in done.out
