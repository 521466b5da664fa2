"""What `diag` remembers of a person (interview, line 15).

1. Visits come back the latest first, each once, at most twenty; those that vanished are not shown, and
   come back with their disk.
2. Paths only, in a file for its owner alone.
3. A file that is broken, or that nobody can write, is as if empty: never an error.
4. A chosen face is remembered.
"""

import json
import os
import stat

import pytest

from diag.cli.options import plain_wanted, recent_visits, remember_face, remember_visit


@pytest.fixture(autouse=True)
def kept_in(tmp_path, monkeypatch):
    folder = tmp_path / "réglages"
    monkeypatch.setenv("DIAG_REGLAGES", str(folder))
    return folder / "reglages.json"


def files(folder, count):
    paths = [folder / f"v{number}.yaml" for number in range(count)]
    for path in paths:
        path.write_text("x", "utf-8")
    return paths


def test_the_latest_visit_comes_first_and_once(tmp_path):
    one, two, three = files(tmp_path, 3)
    for path in (one, two, three, one):
        remember_visit(path)
    assert recent_visits() == [one, three, two]


def test_a_path_is_remembered_whole(tmp_path, monkeypatch):
    (path,) = files(tmp_path, 1)
    monkeypatch.chdir(tmp_path)
    remember_visit(path.relative_to(tmp_path))
    assert recent_visits() == [path]


def test_at_most_twenty_are_remembered(tmp_path):
    paths = files(tmp_path, 25)
    for path in paths:
        remember_visit(path)
    assert recent_visits() == paths[:4:-1]


def test_a_visit_that_vanished_is_not_shown_and_may_come_back(tmp_path):
    one, two = files(tmp_path, 2)
    remember_visit(one)
    remember_visit(two)
    one.unlink()
    assert recent_visits() == [two]
    one.write_text("x", "utf-8")
    assert recent_visits() == [two, one]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_the_file_is_for_its_owner_and_holds_paths_only(tmp_path, kept_in):
    (path,) = files(tmp_path, 1)
    remember_visit(path)
    assert stat.S_IMODE(kept_in.stat().st_mode) == 0o600
    assert json.loads(kept_in.read_text("utf-8")) == {"visites": [str(path)]}
    assert [one.name for one in kept_in.parent.iterdir()] == ["reglages.json"]


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b'"x"',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"visites": 3, "lecture_simple": "oui"}',
        b'{"visites": [3, null, "", "a\\u0000b"]}',
    ],
)
def test_a_broken_file_is_as_if_empty(tmp_path, kept_in, text):
    kept_in.parent.mkdir()
    kept_in.write_bytes(text)
    assert recent_visits() == []
    assert plain_wanted() is None
    (path,) = files(tmp_path, 1)
    remember_visit(path)
    assert recent_visits() == [path]


def test_a_folder_that_cannot_be_is_no_error(tmp_path, monkeypatch):
    (path,) = files(tmp_path, 1)
    for folder in (path / "dans-un-fichier", "x" * 5_000):
        monkeypatch.setenv("DIAG_REGLAGES", str(folder))
        remember_visit(path)
        remember_face(True)
        assert recent_visits() == []
        assert plain_wanted() is None


def test_a_folder_where_the_file_should_be_is_no_error(tmp_path, kept_in):
    kept_in.mkdir(parents=True)
    (path,) = files(tmp_path, 1)
    remember_visit(path)
    assert recent_visits() == []


def test_a_file_name_that_is_no_text_is_remembered(tmp_path):
    path = tmp_path / "v\udce9.yaml"
    try:
        path.write_text("x", "utf-8")
    except (OSError, UnicodeError):
        pytest.skip("this disk has no such name")
    remember_visit(path)
    assert recent_visits() == [path]


def test_a_face_is_remembered_beside_the_visits(tmp_path):
    (path,) = files(tmp_path, 1)
    assert plain_wanted() is None
    remember_visit(path)
    remember_face(True)
    assert plain_wanted() is True
    remember_face(False)
    assert plain_wanted() is False
    assert recent_visits() == [path]
