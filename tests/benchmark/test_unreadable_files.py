"""Whatever a file holds, the commands of the benchmark refuse it in French, and never with a traceback.

Each sound file that a command reads is spoilt at random: cut, changed, written in another encoding,
replaced by bytes that mean something to one of the parsers, or by anything. The exit code is 0 where
the change does no harm, 1 or 2 where it does; whatever else the command raises fails the test.
"""

import io
import os
import shutil
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path

import pytest
from benchmark.release_cases import seal
from cli.regional import network, regional_folder, scores
from helpers import make_visit
from hypothesis import given, settings
from hypothesis import strategies as st

from diag.cli.app import run
from diag.questionnaire.loader import load
from diag.visit.visit_file import write_visit

ANSWERS = {"MA01": 1, "MA02": ["tablette"], "MA03": "7.5", "SA01": 2, "SA02": 0}
PROFILE = {"structure_type": "ehpad", "department": "d59", "staff": "37"}
PIECES = [
    *(b"\0", b'"', b"\r", b"\n", b"\r\n", b",", b";", b"\t", b"'", b"-", b"- ", b": ", b"? ", b"#", b"%"),
    *(b"{", b"}", b"[", b"]", b"[" * 50, b"&a", b"*a", b"<<: *a", b"!!python/object:x", b"null", b"~"),
    *(b"nan", b"1e999", b"-1", b"9" * 30, b"0001-01-01", b"9999-12-31", b"2026-02-30", b"2026-W10-1"),
    *(b"\xef\xbb\xbf", b"\xff\xfe", b"\xe9", b"\xed\xa0\x80", b"\\ud800", b"\\u001b", b"ARROW1\0\0"),
    *("\u202e".encode(), "٣".encode(), b"\x1b[2J", b"PK\x03\x04", b"x" * 140_000),
]
ENCODINGS = ["utf-16", "utf-16-le", "utf-32", "utf-8-sig", "cp1252", "cp037"]
READ = [
    ("scores.csv", "construire"),
    ("c.json", "construire"),
    ("v.yaml", "construire"),
    ("repere/datapackage.json", "verifier"),
    ("repere/repere.csv", "montrer"),
    ("repere/reponses.csv", "verifier"),
    ("visite.yaml", "contribuer"),
]


@st.composite
def spoilings(draw):
    """Draw a function that spoils bytes."""
    pieces = st.sampled_from(PIECES) | st.binary(max_size=12)
    kind = draw(st.sampled_from(["edit", "edit", "cell", "cut", "encode", "repeat", "anything"]))
    if kind == "anything":
        anything = draw(st.binary(max_size=300))
        return lambda _: anything
    if kind == "repeat":
        piece, times = draw(pieces), draw(st.integers(0, 60))
        return lambda _: piece * times
    if kind == "encode":
        encoding = draw(st.sampled_from(ENCODINGS))
        return lambda raw: raw.decode("utf-8", "replace").encode(encoding, "replace")
    places = draw(st.lists(st.floats(0, 1), min_size=1, max_size=4))
    if kind == "cut":
        return lambda raw: raw[: int(places[0] * len(raw))]
    new, width = [draw(pieces) for _ in places], draw(st.integers(0, 12))
    return lambda raw: edited(raw, zip(places, new, strict=True), width, kind == "cell")


def edited(raw, edits, width, cell):
    """Return bytes where some pieces replace `width` bytes, or what stands between two commas."""
    for place, new in edits:
        start = int(place * len(raw))
        end = start + width
        if cell:
            start = raw.find(b",", start) + 1
            end = max(raw.find(b",", start), start)
        raw = raw[:start] + new + raw[end:]
    return raw


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """Return a folder that holds a sound file of each kind."""
    place = tmp_path_factory.mktemp("sain") / "dossier"
    place.mkdir()
    questionnaire = regional_folder(place)
    visit = make_visit(load(questionnaire), ANSWERS, PROFILE, name="Les Tilleuls", finished=True)
    for name in ("v.yaml", "visite.yaml"):
        write_visit(visit, place / name)
    scores(place, questionnaire, network())
    assert told(place, "scores.csv", "construire")[0] == 0
    (place / "a" / "nouveau").rename(place / "repere")
    assert told(place, "visite.yaml", "contribuer")[0] == 0
    return place


def told(place, name, command):
    """Run a command on the files of a folder; return its exit code and all that it printed."""
    given = {
        "construire": (
            *("repere", "construire", place / name, "-o", place / "a" / "nouveau"),
            *("--source", "essai", "--date", "2026-11-22"),
        ),
        "verifier": ("repere", "verifier", place / "repere", place / "scores.csv"),
        "montrer": ("repere", "montrer", place / "repere", "--html", place / "p.html"),
        "contribuer": (
            *("contribuer", place / "visite.yaml", "-o", place / "c.json", "--oui"),
            *("--structure", "HDF-12"),
        ),
    }[command]
    arguments = (*given, "--questionnaire", place / "regional")
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        code = run([*map(str, arguments)])
    return code, out.getvalue(), err.getvalue()


@pytest.mark.parametrize("cases", [4, pytest.param(120, marks=pytest.mark.slow)])
@pytest.mark.parametrize(("name", "command"), READ)
def test_no_spoilt_file_ends_in_a_traceback(sound, tmp_path, name, command, cases):
    @settings(max_examples=cases)
    @given(spoilings(), st.booleans())
    def refused_or_read(spoil, sealed):
        place = tmp_path / "dossier"
        shutil.copytree(sound, place)
        path = place / name
        path.write_bytes(spoil(path.read_bytes()))
        if sealed and path.parent.name == "repere":
            with suppress(Exception):  # what is spoilt too much cannot be sealed again
                seal(place / "repere")
        code, out, err = told(place, name, command)
        shutil.rmtree(place)
        assert code in (0, 1, 2)
        assert bool(code) == bool(err)
        assert not any(sign in out + err for sign in ("\x1b", "\u202e", "\0"))

    refused_or_read()


@pytest.mark.parametrize(("name", "command"), [one for one in READ if one[1] in ("construire", "contribuer")])
def test_a_folder_an_empty_file_and_a_pipe_are_told(sound, tmp_path, name, command):
    place = tmp_path / "dossier"
    shutil.copytree(sound, place)
    path = place / name
    for make in (Path.mkdir, Path.touch, os.mkfifo):
        path.unlink()
        make(path)
        code, _, err = told(place, name, command)
        assert (code in (1, 2), name in err) == (True, True)
        assert not (place / "a" / "nouveau").exists()
        if path.is_dir():
            path.rmdir()
            path.touch()


@pytest.mark.skipif(os.name == "nt", reason="a file of holes takes its whole size there")
@pytest.mark.parametrize(("name", "command"), READ)
def test_a_file_beyond_measure_is_refused_before_it_is_read(sound, tmp_path, name, command):
    place = tmp_path / "dossier"
    shutil.copytree(sound, place)
    os.truncate(place / name, 100_000_000_000)
    code, _, err = told(place, name, command)
    (place / name).unlink()
    assert (code in (1, 2), Path(name).name in err) == (True, True)
    assert "F04" in err
