"""One wrong export per mistake (`tests/bad/lot/exports`): each is refused with its code, its words, its place.

1. Every file of the folder is expected to be refused, and is.
2. Every code of the reader has a file.
3. What is said is French, says how to mend it, and quotes no answer.
4. What the system refuses is told; a pipe is read as a file is, and leaves nothing behind.
"""

import io
import os
import re
import sys
import tempfile
from pathlib import Path

import pytest
from export.reading_tools import rows_of

from diag.export.layout import Overrides
from diag.export.reading import open_export
from diag.questionnaire.mistakes import Refusal

BAD = Path(__file__).parents[1] / "bad" / "lot" / "exports"
LINE = re.compile(r"(?P<file>[^:\s]+)(?P<place>:\d+:\d+)? (?P<code>[EF]\d\d) (?P<words>.+?)(?: \| (?P<imposed>.+))?")
EXPECTED = [
    LINE.fullmatch(line)
    for line in (BAD / "expected.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
ENGLISH = re.compile(r"\b(the|file|invalid|error|found|expected|unable|line|column|sheet)\b", re.I)


def refusal_of(path, overrides=None):
    with pytest.raises(Refusal) as refused, open_export(path, overrides or Overrides()) as export:
        export.read(range(len(export.layout.headings)))
    return refused.value


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda e: e["file"])
def test_a_wrong_export_is_refused(expected):
    key, _, value = (expected["imposed"] or "").partition("=")
    imposed = {key: int(value) if key == "header_rows" else value} if key else {}
    path = BAD / expected["file"]
    (mistake,) = refusal_of(path, Overrides(**imposed)).mistakes
    assert mistake.place == f"{path}{expected['place'] or ''}"
    assert mistake.code == expected["code"]
    said = f"{mistake.what} {mistake.how}"
    assert expected["words"] in said
    assert mistake.how
    assert not ENGLISH.search(re.sub("« .*? »", "", said))


def test_every_file_is_expected():
    files = {path.name for path in BAD.iterdir()} - {"expected.txt"}
    assert files == {expected["file"] for expected in EXPECTED}


def test_every_code_of_the_reader_has_a_file():
    assert {e["code"] for e in EXPECTED} == {"F02", *(f"E0{rank}" for rank in range(1, 8))}


def test_what_is_missing_is_told(tmp_path):
    assert refusal_of(tmp_path / "absent.csv").mistakes[0].code == "F01"


def test_a_folder_is_told(tmp_path):
    (mistake,) = refusal_of(tmp_path).mistakes
    assert (mistake.code, mistake.what) == ("F01", "c’est un dossier, pas un fichier")


def test_a_device_that_never_ends_is_told():
    assert refusal_of(Path("/dev/zero")).mistakes[0].code == "F01"


def test_a_code_is_not_taken_for_another_kind_of_file(tmp_path):
    for heading in ("PAR1", "GIF8", "BZh", "ARROW1", "Rar!"):
        path = tmp_path / "export.csv"
        path.write_text(f"{heading};PAR2\n1;é\n", encoding="utf-8")
        with open_export(path) as export:
            assert export.layout.headings[0].label == heading


@pytest.fixture
def typed(tmp_path, monkeypatch):
    """Give bytes to standard input; temporary files go to a folder that must end empty."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))

    def give(content):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    yield give
    assert list(folder.iterdir()) == []


def test_standard_input_is_read_as_a_file_is(typed):
    typed("id;q\r\n1;é\r\n".encode("cp1252"))
    with open_export(None) as export:
        assert (export.name, export.size) == ("entrée standard", 11)
        assert rows_of(export.read([0, 1])) == [["1", "é"]]


def test_a_workbook_comes_through_standard_input(typed):
    typed((BAD / "E06-imposed-sheet.xlsx").read_bytes())
    with open_export(None) as export:
        assert export.layout.sheet == "Réponses"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"id;q\n"])
def test_a_refused_standard_input_leaves_nothing(content, typed):
    typed(content)
    assert refusal_of(None).mistakes[0].file == "entrée standard"


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="no pipe of a shell")
def test_the_pipe_of_a_shell_is_read_once(typed):
    reading, writing = os.pipe()
    os.write(writing, b"id;q\n1;oui\n")
    os.close(writing)
    with open_export(Path(f"/dev/fd/{reading}")) as export:
        raw = export.read([1])
    os.close(reading)
    assert rows_of(raw) == [["oui"]]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipe")
def test_a_named_pipe_is_never_waited_for(tmp_path):
    os.mkfifo(tmp_path / "export.csv")
    (tmp_path / "lien.csv").symlink_to("export.csv")
    for name in ("export.csv", "lien.csv"):
        assert refusal_of(tmp_path / name).mistakes[0].code == "F01"


def test_a_file_that_changes_under_the_reader_is_told(tmp_path):
    path = tmp_path / "export.csv"
    path.write_bytes(b"id;q\n1;oui\n2;non\n")
    with open_export(path) as export:
        path.write_bytes(b"id;q\n1;oui\n2;n\xe9\n")
        with pytest.raises(Refusal) as refused:
            export.read([1])
        assert refused.value.mistakes[0].code == "E03"
        path.unlink()
        with pytest.raises(Refusal) as refused:
            export.read([1])
        assert refused.value.mistakes[0].code == "F01"
