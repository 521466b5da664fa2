"""Files that people give.

1. UTF-8 is read, with or without BOM, whatever the line ends; the rest is refused with its place.
2. What the system refuses is said in French.
3. Only regular files are opened: nothing is waited for, nothing endless is read.
4. What Windows would not keep is refused there before it is begun (interview, line 16).
"""

import os
import shutil
import socket
from pathlib import Path

import pytest
from helpers import MINI, PRINT

from diag.cli.app import run
from diag.questionnaire.checker import check
from diag.questionnaire.located_yaml import Mark, read_source
from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.questionnaire_folder import read_draft
from diag.questionnaire.user_files import MAX_BYTES, explain_os_error, refuse_windows_name, windows_refusal

posix = pytest.mark.skipif(os.name != "posix", reason="tubes et périphériques d’un système POSIX")


def refused_file(path):
    with pytest.raises(Refusal) as caught:
        read_source(path)
    return caught.value.mistakes


# 1. Text


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"], ids=["plain", "BOM"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
def test_utf_8_is_read_with_or_without_a_bom_whatever_the_line_ends(tmp_path, start, end):
    path = tmp_path / "f.yaml"
    path.write_bytes(start + end.join(["a: été".encode(), b"b: |", b"  un", b"  deux", b""]))
    source = read_source(path)
    assert source.data == {"a": "été", "b": "un\ndeux\n"}
    assert source.key_mark(("b",)) == Mark(2, 1)


@pytest.mark.parametrize(
    ("raw", "line", "column"),
    [
        ("a: 1\nb: café\n".encode("cp1252"), 2, 7),
        ("été: é\n".encode("cp850"), 1, 1),
        ("a: é".encode()[:-1], 1, 4),
        ("a: éé".encode() + b"\xff", 1, 6),
    ],
    ids=["cp1252", "cp850", "cut", "after accents"],
)
def test_another_encoding_is_refused_where_it_starts(tmp_path, raw, line, column):
    path = tmp_path / "f.yaml"
    path.write_bytes(raw)
    (mistake,) = refused_file(path)
    assert (mistake.code, mistake.line, mistake.column) == ("F03", line, column)
    assert "UTF-8" in mistake.what


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_is_refused(tmp_path, encoding):
    path = tmp_path / "f.yaml"
    path.write_bytes("a: 1\n".encode(encoding))
    assert [m.code for m in refused_file(path)] == ["F03"]


def test_a_binary_file_is_refused(tmp_path):
    path = tmp_path / "f.yaml"
    path.write_bytes(b"PK\x03\x04\x00\x00")
    (mistake,) = refused_file(path)
    assert (mistake.code, mistake.place) == ("F03", str(path))
    assert "binaire" in mistake.what


@pytest.mark.parametrize("raw", [b"", b"\n", b"  \r\n\t\n"])
def test_an_empty_file_is_refused(tmp_path, raw):
    path = tmp_path / "f.yaml"
    path.write_bytes(raw)
    (mistake,) = refused_file(path)
    assert (mistake.code, mistake.what) == ("F02", "le fichier est vide")


# 2. Refused by the system


def test_a_missing_file_is_said(tmp_path):
    (mistake,) = refused_file(tmp_path / "absent.yaml")
    assert (mistake.code, mistake.what, mistake.line) == ("F01", "fichier introuvable", 0)


def test_a_missing_folder_is_said_to_be_the_one_that_lacks(tmp_path):
    (mistake,) = refused_file(tmp_path / "nulle-part" / "absent.yaml")
    assert (mistake.code, mistake.what) == ("F01", "le dossier de ce fichier n’existe pas")


def test_a_folder_is_said_to_be_one(tmp_path):
    (mistake,) = refused_file(tmp_path)
    assert (mistake.code, mistake.what) == ("F01", "c’est un dossier, pas un fichier")


def test_a_path_through_a_file_is_said(tmp_path):
    (tmp_path / "f").write_text("a: 1", encoding="utf-8")
    (mistake,) = refused_file(tmp_path / "f" / "g.yaml")
    assert "n’est pas un dossier" in mistake.what


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_said(tmp_path):
    path = tmp_path / "f.yaml"
    path.write_text("a: 1", encoding="utf-8")
    path.chmod(0)
    (mistake,) = refused_file(path)
    assert (mistake.code, mistake.what) == ("F01", "accès refusé")


def test_a_huge_file_is_refused_without_being_parsed(tmp_path):
    path = tmp_path / "f.yaml"
    path.write_bytes(b"a: 1\n" + b"#" * MAX_BYTES)
    assert [m.code for m in refused_file(path)] == ["F04"]


# 3. Regular files


def make_pipe(path):
    os.mkfifo(path)


def make_socket(path):
    folder = Path.cwd()
    os.chdir(path.parent)  # the name of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(folder)


def make_endless(path):
    path.symlink_to("/dev/zero")


def make_link_to_a_pipe(path):
    os.mkfifo(path.with_name("tube"))
    path.symlink_to("tube")


NO_FILES = {
    make_pipe: "c’est un tube, pas un fichier",
    make_link_to_a_pipe: "c’est un tube, pas un fichier",
    make_socket: "c’est une prise (socket), pas un fichier",
    make_endless: "c’est un périphérique, pas un fichier",
    Path.mkdir: "c’est un dossier, pas un fichier",
}


@posix
@pytest.mark.timeout(10)
@pytest.mark.parametrize(("make", "words"), NO_FILES.items(), ids=lambda m: getattr(m, "__name__", ""))
def test_what_is_no_file_is_refused_at_once(tmp_path, make, words):
    make(tmp_path / "f.yaml")
    (mistake,) = refused_file(tmp_path / "f.yaml")
    assert (mistake.code, mistake.what) == ("F01", words)
    assert mistake.how


@pytest.mark.slow
@posix
@pytest.mark.timeout(10)
@pytest.mark.parametrize("name", ["questionnaire.yaml", "dimensions/savoirs.yaml", "glossary.yaml"])
def test_a_pipe_in_a_questionnaire_folder_is_refused_at_once(tmp_path, name):
    folder = shutil.copytree(MINI, tmp_path / "mini")
    (folder / name).unlink(missing_ok=True)
    os.mkfifo(folder / name)
    assert [m.code for m in check(read_draft(folder)) if m.file == str(folder / name)] == ["F01"]


@posix
@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "arguments",
    [
        ["rapport", "tube"],
        ["entretien", "tube"],
        ["questionnaire", "verifier", "dossier"],
        ["questionnaire", "montrer", "--questionnaire", "dossier"],
        ["rapport", "visite.yaml", "--repere", "dossier"],
        ["lot", "export.csv", "-o", "sortie", "--correspondance", "tube"],
        ["contribuer", "tube", "-o", "c.json"],
    ],
    ids=" ".join,
)
def test_a_command_given_a_pipe_says_so_at_once(tmp_path, monkeypatch, capsys, arguments):
    monkeypatch.chdir(tmp_path)
    os.mkfifo("tube")
    Path("dossier").mkdir()
    for name in ("questionnaire.yaml", "datapackage.json"):
        os.mkfifo(f"dossier/{name}")
    shutil.copy(PRINT.parents[1] / "examples" / "ehpad-somme-rurale.yaml", "visite.yaml")
    Path("export.csv").write_text("EQ01,EQ02\n1,2\n", "utf-8")
    Path("cle").write_text("0" * 64 + "\n", "utf-8")
    assert run(arguments) in (1, 2)
    assert "un tube, pas un fichier" in " ".join(capsys.readouterr().err.split())


# 4. Windows


@pytest.mark.parametrize(
    "name", ["NUL", "con.yaml", "Com1.txt", "LPT9", "aux .yaml", "12:30.yaml", "a|b", "v.", "v "]
)
def test_a_name_that_windows_would_not_keep_is_told(name):
    assert windows_refusal(name)


@pytest.mark.parametrize("name", ["visite-nul-2026.yaml", "contact.yaml", "com10.yaml", "l’été.yaml", ".visite.lock"])
def test_other_names_are_kept(name):
    assert windows_refusal(name) == ""


def test_a_name_is_refused_on_windows_alone(monkeypatch):
    refuse_windows_name(Path("12:30.yaml"))
    monkeypatch.setattr("sys.platform", "win32")
    with pytest.raises(Refusal) as caught:
        refuse_windows_name(Path("12:30.yaml"))
    assert "Windows refuse" in caught.value.mistakes[0].what


def test_a_path_too_long_for_windows_is_told_as_such(monkeypatch):
    path = Path("d" * 150) / ("f" * 150)
    assert "n’existe pas" in explain_os_error(FileNotFoundError(), path)[0]
    monkeypatch.setattr("sys.platform", "win32")
    assert explain_os_error(FileNotFoundError(), path)[0] == "ce chemin est trop long pour Windows"
