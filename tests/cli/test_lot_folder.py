"""`diag lot`: the folder of results, and the files of somebody.

1. Only what the last run wrote, and nobody changed since, is replaced or removed.
2. What somebody put there stays there.
3. Killed or interrupted at any move, a run leaves the former result or the new one; the next one
   finds it again, and clears what was only begun.
4. A mapping file is never replaced, and its folders are made.
"""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from cli.lot_export import run_lot, write_export
from filelock import FileLock
from helpers import MINI

pytestmark = pytest.mark.slow  # whole commands: with the whole suite

ROWS = [["Code structure", "MA01", "SA01"], ["A", "2", "2"], ["B", "4", "0"]]
OTHER = [ROWS[0], ["C", "2", "2"]]


@pytest.fixture
def lot(diag, tmp_path):
    """Return a function that gives rows to `diag lot`."""
    return partial(run_lot, diag, tmp_path)


def contents(folder):
    """Return the bytes of every file of a folder, by its path in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


# 1. and 2. Somebody's files


def test_a_result_that_nobody_touched_is_replaced_whole(lot):
    first = lot(ROWS, "--rapports", "--xlsx")
    assert {"resultats.xlsx", "rapports/rapport-a-direction.html"} <= set(contents(first.folder))
    done = lot(OTHER)
    assert done.code == 0
    assert set(contents(done.folder)) == {*done.journal["fichiers"], "journal.json"}
    assert not (done.folder / "resultats.xlsx").exists()
    assert not (done.folder / "rapports").exists()


def test_what_somebody_put_beside_the_results_stays(lot, tmp_path):
    folder = lot(ROWS, "--rapports").folder
    (folder / "rapports" / "mes-notes.txt").write_text("à garder", "utf-8")
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "a" / "lettre.odt").write_bytes(b"\x00\xff")
    (folder / "lien").symlink_to(tmp_path / "nulle-part")
    for _ in range(2):
        assert lot(OTHER).code == 0
        held = contents(folder)
        assert held["rapports/mes-notes.txt"].decode() == "à garder"
        assert held["a/lettre.odt"] == b"\x00\xff"
        assert (folder / "a" / "b").is_dir()
        assert (folder / "lien").is_symlink()
        assert not list(folder.glob("rapports/rapport-*"))


@pytest.mark.parametrize("name", ["scores.csv", "synthese.html", "rapports/rapport-a-direction.html"])
def test_a_result_changed_by_hand_is_named_and_kept(lot, name):
    folder = lot(ROWS, "--rapports").folder
    with (folder / name).open("a", encoding="utf-8") as stream:
        stream.write("relu par Jo")
    before = contents(folder)
    done = lot(OTHER)
    assert done.code == 2
    assert name in done.said()
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("name", "form"),
    [
        *(("lettre.txt", form) for form in ("list", "digest", "none")),
        *(("rapports", form) for form in ("list", "digest")),
        *(("scores.csv", form) for form in ("list", "wrong digest")),
        ("rapports/rapport-a-direction.html", "wrong digest"),
    ],
)
def test_a_forged_journal_removes_nothing(lot, tmp_path, name, form):
    folder = tmp_path / "sortie"
    path = folder / name
    path.parent.mkdir(parents=True)
    path.write_text("à garder", "utf-8")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    told = {"list": [name], "digest": {name: digest}, "wrong digest": {name: "0"}, "none": None}
    (folder / "journal.json").write_text(json.dumps({"fichiers": told[form]}), "utf-8")
    before = contents(folder)
    assert lot(ROWS).code == 2
    assert contents(folder) == before


def test_a_journal_names_nothing_outside_its_folder(lot, tmp_path):
    folder = lot(ROWS).folder
    outside = tmp_path / "scores.csv"
    outside.write_text("à garder", "utf-8")
    told = json.loads((folder / "journal.json").read_text("utf-8"))
    for name in ("../scores.csv", "/etc/hostname", str(outside)):
        told["fichiers"][name] = hashlib.sha256(outside.read_bytes()).hexdigest()
    (folder / "journal.json").write_text(json.dumps(told), "utf-8")
    assert lot(OTHER).code == 0
    assert outside.read_text("utf-8") == "à garder"


def test_what_comes_while_a_batch_runs_is_not_lost(lot, tmp_path, monkeypatch):
    folder = lot(ROWS).folder
    replace = Path.replace

    def put_then_replace(self, target):
        if self == folder:
            (folder / "lettre.txt").write_text("à garder", "utf-8")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", put_then_replace)
    lot(OTHER)
    assert (folder / "lettre.txt").read_text("utf-8") == "à garder"


def test_a_folder_without_a_result_is_left_alone(lot, tmp_path):
    (tmp_path / "sortie").mkdir()
    (tmp_path / "sortie" / "lettre.txt").write_text("à garder", "utf-8")
    done = lot(ROWS)
    assert done.code == 2
    assert "lettre.txt" in done.err
    assert contents(tmp_path / "sortie") == {"lettre.txt": "à garder".encode()}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["export.csv", "sortie"]


def test_a_trial_tells_everything_and_writes_nothing(diag, lot, tmp_path):
    rows = [ROWS[0], ["A", "beaucoup", "2"], ["B", "4", "0"], ["B", "4", "0"]]
    real = lot(rows)
    before = contents(tmp_path)
    done = diag("lot", tmp_path / "export.csv", "--essai", "--questionnaire", MINI)
    assert contents(tmp_path) == before
    assert done.code == real.code == 1
    said = " ".join(done.out.split())
    for line in real.table("rejets"):
        assert f"export.csv, ligne {line['ligne']}, {line['structure']}" in said
    assert "beaucoup" in said
    assert "1 structure serait notée, et rien n'est écrit." in said
    assert "rejets.csv" not in said
    assert "autre" not in said.split("les voici")[1]
    counted = [line for line in real.out.splitlines() if "lignes lues =" in line]
    assert counted[0] in done.out


def test_a_trial_beside_results_leaves_them(lot, tmp_path):
    before = contents(lot(ROWS).folder)
    assert lot(OTHER, "--essai").code == 0
    assert contents(tmp_path / "sortie") == before


# 3. Killed, interrupted


class Killed(BaseException):
    """The process ends here: nothing after it runs."""


@pytest.fixture
def stopping(lot, monkeypatch):
    """Return a function that runs a batch and stops it at its nth move."""

    def stop_at(move, killed):
        moves = iter(range(99))
        replace = Path.replace

        def stopped(self, target):
            if next(moves) == move:
                if not killed:
                    raise KeyboardInterrupt
                patch.setattr(Path, "replace", refused)
                patch.setattr(shutil, "rmtree", lambda *_, **__: None)
                raise Killed
            return replace(self, target)

        def refused(self, target):
            raise Killed

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", stopped)
            with suppress(Killed):
                lot(OTHER)

    return stop_at


@pytest.mark.parametrize("killed", [True, False])
@pytest.mark.parametrize("move", [0, 1])
def test_a_run_that_is_stopped_leaves_a_result_that_the_next_one_finds(lot, stopping, tmp_path, move, killed):
    former = contents(lot(ROWS).folder)
    folder = tmp_path / "sortie"
    (folder / "mes-notes.txt").write_text("à garder", "utf-8")
    stopping(move, killed)
    in_sight = [p for p in tmp_path.iterdir() if p.is_dir() and p.name.startswith("sortie")]
    whole = [p for place in in_sight for p in (place, *place.iterdir()) if p.is_dir()]
    assert any(former.items() <= contents(place).items() for place in whole)
    if not killed:
        assert in_sight == [folder]
        assert former.items() <= contents(folder).items()
    done = lot(OTHER)
    assert (done.code, done.structures()) == (0, ["C"])
    assert (folder / "mes-notes.txt").read_text("utf-8") == "à garder"


KILL = """
import os, signal, sys
from diag.cli.app import run
from diag.table import batch
batch.write_journal = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
run(sys.argv[1:])
"""


@pytest.mark.parametrize("former", [True, False])
def test_what_a_killed_run_had_begun_is_cleared_by_the_next_one(lot, tmp_path, former):
    if former:
        lot(ROWS)
    export = write_export(tmp_path / "tue.csv", OTHER)
    line = [sys.executable, "-c", KILL, "lot", export, "-o", "sortie", "--questionnaire", MINI]
    done = subprocess.run(line, check=False, cwd=tmp_path, capture_output=True)
    assert done.returncode == -signal.SIGKILL
    (left,) = tmp_path.glob("sortie-en-cours-*")
    (left / "note.txt").write_text("à garder", "utf-8")
    assert lot(OTHER).code == 0
    assert contents(left) == {"note.txt": "à garder".encode()}
    (left / "note.txt").unlink()
    left.rmdir()
    assert {p.name for p in tmp_path.iterdir()} == {"export.csv", "tue.csv", "sortie"}


def test_what_a_run_that_lives_has_begun_is_left_to_it(lot, tmp_path):
    stage = tmp_path / "sortie-en-cours-abc"
    (stage / "resultat").mkdir(parents=True)
    with FileLock(stage / "en-cours.lock"):
        assert lot(ROWS).code == 0
        assert (stage / "resultat").is_dir()


def test_a_folder_that_bears_the_name_of_a_stage_is_somebody_s(lot, tmp_path):
    own = tmp_path / "sortie-en-cours-2026"
    (own / "ancien").mkdir(parents=True)
    (own / "notes.txt").write_text("à garder", "utf-8")
    (own / "ancien" / "vieux.txt").write_text("aussi", "utf-8")
    before = contents(own)
    assert lot(ROWS).code == 0
    assert contents(own) == before


def test_who_may_read_a_result_stays_as_it_was(lot):
    folder = lot(ROWS).folder
    folder.chmod(0o700)
    assert lot(OTHER).code == 0
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("put", [os.mkfifo, lambda path: path.write_text("[" * 200_000, "utf-8")])
def test_a_journal_that_cannot_be_read_proves_nothing(lot, put):
    folder = lot(ROWS).folder
    (folder / "journal.json").unlink()
    put(folder / "journal.json")
    before = {n: c for n, c in contents(folder).items() if n != "journal.json"}
    assert lot(OTHER).code == 2
    assert {n: c for n, c in contents(folder).items() if n != "journal.json"} == before


def test_a_long_journal_proves_as_much_as_a_short_one(lot):
    """That of 40,000 structures with their reports is longer than any text that people write."""
    folder = lot(ROWS).folder
    with (folder / "journal.json").open("a", encoding="utf-8") as stream:
        stream.write(" " * 12_000_000)
    assert lot(OTHER).code == 0


# 4. The mapping file


@pytest.mark.parametrize("taken", ["file", "folder", "link", "dangling link"])
def test_a_mapping_file_that_exists_is_refused_before_any_work(diag, lot, tmp_path, taken):
    path = tmp_path / "correspondance.yaml"
    other = tmp_path / "autre.yaml"
    if taken == "file":
        path.write_text("questionnaire: mini # complété", "utf-8")
    elif taken == "folder":
        path.mkdir()
    else:
        path.symlink_to(other)
        if taken == "link":
            other.write_text("questionnaire: mini # complété", "utf-8")
    before = contents(tmp_path)
    done = diag("lot", tmp_path / "absent.csv", "--preparer", path)
    assert done.code == 2
    assert "correspondance.yaml" in done.err
    assert "absent.csv" not in done.err
    assert contents(tmp_path) == before


def test_the_folders_of_a_mapping_file_are_made(lot, tmp_path):
    path = tmp_path / "neuf" / "dossier" / "correspondance.yaml"
    assert lot(ROWS, "--preparer", path).code == 0
    assert lot(ROWS, "--correspondance", path).structures() == ["A", "B"]


def test_a_place_that_cannot_be_written_is_refused_before_any_work(diag, tmp_path):
    (tmp_path / "fichier").write_text("x", "utf-8")
    done = diag("lot", tmp_path / "absent.csv", "--preparer", tmp_path / "fichier" / "c.yaml")
    assert done.code == 2
    assert "absent.csv" not in done.err
