"""`diag contribuer`.

1. All that leaves is shown, and only that is written.
2. Without a terminal nothing is written unless --oui; in one, only « o » writes.
3. Bad data: exit 1; wrong usage: exit 2; what is there already stays.
4. A key is made once, strong, readable by its owner alone, and never over a file.
"""

import json
import os
import sys

import pytest
from cli.regional import regional_folder
from helpers import make_visit

from diag.benchmark.pseudonyms import read_key
from diag.questionnaire.loader import load
from diag.visit.visit_file import write_visit

KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0"
PROFILE = {"structure_type": "ehpad", "department": "d59", "staff": "37", "places": "84"}
ANSWERS = {"MA01": 1, "MA02": ["tablette"], "MA03": "7.5", "SA01": 2, "SA02": 0}


def plain(text):
    return " ".join(text.split())


@pytest.fixture
def folder(tmp_path):
    return regional_folder(tmp_path)


@pytest.fixture
def ready(folder, tmp_path):
    """Write a visit and a key; return the arguments that prepare a contribution."""
    (tmp_path / "reseau.cle").write_text(KEY + "\n")
    visit = make_visit(load(folder), ANSWERS, PROFILE, name="Les \x1b[2JTilleuls")
    write_visit(visit, tmp_path / "visite.yaml")
    return (
        *("contribuer", "visite.yaml", "-o", "c.json", "--cle-reseau", "reseau.cle"),
        *("--questionnaire", folder),
    )


# 1


def test_it_shows_every_field_then_writes_it(diag, ready, tmp_path):
    done = diag(*ready, "--organisme", "APF 59", "--oui")
    assert done.code == 0, done.err
    told = json.loads((tmp_path / "c.json").read_text("utf-8"))
    shown = plain(done.out)
    for value in (told["structure"], told["operator"], told["key"], told["month"], told["size"]):
        assert str(value) in shown
    assert told["type"] in shown
    assert told["department"] in shown
    assert told["questionnaire"]["hash"] in shown
    for name, answer in told["answers"].items():
        assert f"{name} (" in shown
        assert f": {answer}" in shown
    assert "c.json" in done.out


def test_no_name_leaves_and_nothing_repaints_the_screen(diag, ready, tmp_path):
    done = diag(
        *ready, "--organisme", "Fondation Secrète", "--structure", "FINESS590000001", "--oui"
    )
    text = (tmp_path / "c.json").read_text("utf-8")
    for word in ("Tilleuls", "Secr", "590000001"):
        assert word not in text
    assert "\x1b" not in done.out + done.err


@pytest.mark.skipif(os.name == "nt", reason="no such rights there")
def test_a_contribution_is_for_its_owner_alone(diag, ready, tmp_path):
    path = tmp_path / "c.json"
    assert diag(*ready, "--oui").code == 0
    path.chmod(0o644)  # as a former version wrote it
    assert diag(*ready, "--oui").code == 0
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_same_code_gives_the_same_pseudonym(diag, ready, tmp_path):
    marks = []
    for code in ("59 000 0001", "590000001", "590000002"):
        (tmp_path / "c.json").unlink(missing_ok=True)
        assert diag(*ready, "--structure", code, "--oui").code == 0
        marks.append(json.loads((tmp_path / "c.json").read_text("utf-8"))["structure"])
    assert marks[0] == marks[1] != marks[2]


def test_what_it_writes_makes_a_release_source(diag, ready, folder):
    diag(*ready, "--oui")
    done = diag(
        *("repere", "construire", "c.json", "--questionnaire", folder, "-o", "r"),
        *("--source", "x", "--date", "2026-11-22"),
    )
    assert done.code == 0, done.err
    assert "1 structure retenue" in plain(done.out)


# 2


def test_without_a_terminal_it_shows_and_writes_nothing(diag, ready, tmp_path):
    done = diag(*ready, stdin="o\n")
    assert done.code == 2
    assert "--oui" in done.err
    assert "Pseudonyme de la structure" in plain(done.out)
    assert not (tmp_path / "c.json").exists()


@pytest.mark.parametrize(
    ("typed", "code", "written"),
    [
        ("o\n", 0, True),
        ("OUI\n", 0, True),
        ("n\n", 1, False),
        ("y\n\nn\n", 1, False),
        ("", 1, False),
    ],
)
def test_someone_who_is_asked_writes_by_yes_alone(
    diag, ready, tmp_path, monkeypatch, typed, code, written
):
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
        (("contribuer", "visite.yaml"), "-o FICHIER"),
        (("contribuer", "visite.yaml", "-o", "c.json"), "--cle-reseau"),
        (("contribuer", "visite.yaml", "-o", "c.txt", "--cle-reseau", "k"), ".json"),
        (("contribuer", "visite.yaml", "--nouvelle-cle", "k"), "s'emploie seule"),
    ],
)
def test_wrong_usage_exits_2(diag, arguments, word):
    done = diag(*arguments)
    assert done.code == 2
    assert word in plain(done.err).replace("’", "'")


def test_bad_data_are_named_and_nothing_is_written(diag, ready, folder, tmp_path):
    (tmp_path / "reseau.cle").write_text("1234")
    done = diag(*ready, "--oui")
    assert (done.code, "reseau.cle : R08" in plain(done.err)) == (1, True)
    (tmp_path / "reseau.cle").write_text(KEY)
    visit = make_visit(load(folder), ANSWERS, PROFILE, name="")
    write_visit(visit, tmp_path / "visite.yaml")
    nobody = diag(*ready, "--structure", "  ", "--oui")
    assert nobody.code == 1
    assert "R01" in nobody.err
    (tmp_path / "visite.yaml").write_text("a: [1\n")
    assert diag(*ready, "--oui").code == 1
    assert not (tmp_path / "c.json").exists()


def test_a_refusal_names_the_visit(diag, ready, folder, tmp_path):
    header = folder / "questionnaire.yaml"
    header.write_text(
        header.read_text("utf-8").replace("Contenu inventé", "Autre contenu"), "utf-8"
    )
    text = (folder / "profile.yaml").read_text("utf-8").replace("Combien de places", "Combien")
    (folder / "profile.yaml").write_text(text, encoding="utf-8")
    done = diag(*ready, "--oui")
    assert done.code == 1
    assert "visite.yaml:1:1 : R03" in plain(done.err)


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


# 4


def test_a_new_key_is_strong_and_kept(diag, tmp_path):
    done = diag("contribuer", "--nouvelle-cle", "reseau.cle")
    assert done.code == 0
    path = tmp_path / "reseau.cle"
    assert len(read_key(path)) == 64
    assert path.read_text().strip() not in done.out
    if os.name != "nt":
        assert path.stat().st_mode & 0o077 == 0
    before = path.read_bytes()
    again = diag("contribuer", "--nouvelle-cle", "reseau.cle")
    assert again.code == 1
    assert "existe déjà" in plain(again.err)
    assert path.read_bytes() == before


def test_a_key_where_there_is_no_folder_is_refused(diag):
    done = diag("contribuer", "--nouvelle-cle", "absent/reseau.cle")
    assert (done.code, "F01" in done.err) == (1, True)


def test_help_is_whole_and_french(diag):
    done = diag("contribuer", "--help")
    assert done.code == 0
    for option in ("--cle-reseau", "--structure", "--organisme", "--oui", "--nouvelle-cle"):
        assert option in done.out
