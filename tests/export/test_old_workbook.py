"""Workbooks of before 2007 (.xls) give the table that the same export would give as text."""

import struct

import pytest
from export.reading_tools import FRENCH, read, read_bytes, text_of

from diag.export import source
from diag.questionnaire.mistakes import Refusal

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def record(kind, content):
    return struct.pack("<HH", kind, len(content)) + content


def sheet_of(rows):
    """Return a workbook of one sheet as BIFF8 spells it: numbers, and texts in UTF-16."""
    begin, end = struct.pack("<HHHHII", 0x600, 0, 0, 0, 0, 0), record(0x0A, b"")
    cells = b""
    for rank, row in enumerate(rows):
        for column, cell in enumerate(row):
            place = struct.pack("<HHH", rank, column, 0)
            if isinstance(cell, int | float):
                cells += record(0x203, place + struct.pack("<d", cell))
            elif cell:
                text = struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le")
                cells += record(0x204, place + text)
    name = "Réponses".encode("latin-1")
    start = len(record(0x809, begin)) + 4 + 8 + len(name) + len(end)
    listed = record(0x85, struct.pack("<IBBBB", start, 0, 0, len(name), 0) + name)
    globals_ = begin.replace(b"\0\6\0\0", b"\0\6\5\0", 1)
    sheet = begin.replace(b"\0\6\0\0", b"\0\6\x10\0", 1)
    return record(0x809, globals_) + listed + end + record(0x809, sheet) + cells + end


def document(stream, name="Workbook"):
    """Return an OLE document of one stream: header, allocation table, directory, stream."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    table = [FAT, END, *range(3, 2 + sectors), END]
    assert len(table) <= 128
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096)
    header += struct.pack("<IIII", END, 0, END, 0) + struct.pack("<I", 0) + b"\xff" * 432

    def entry(name, kind, child, start, size):
        spelled = name.encode("utf-16-le")
        told = struct.pack("<HBBIII", len(spelled) + 2, kind, 1, FREE, FREE, child)
        return spelled.ljust(64, b"\0") + told + bytes(36) + struct.pack("<IQ", start, size)

    entries = entry("Root Entry", 5, 1, END, 0) + entry(name, 2, FREE, 2, len(stream)) + bytes(256)
    return header + struct.pack("<128I", *table, *[FREE] * (128 - len(table))) + entries + stream


def test_it_is_the_same_table_as_a_text(tmp_path):
    rows = [[c.replace("\n", " ") for c in cells] for cells in FRENCH]
    text = read_bytes(tmp_path, text_of(rows).encode())
    table = read_bytes(tmp_path, document(sheet_of(rows)), name="export.xls")
    assert (table.names, table.rows, table.lines) == (text.names, text.rows, text.lines)
    assert table.layout.sheet == "Réponses"


def test_numbers_are_what_people_read(tmp_path):
    path = tmp_path / "export.xls"
    path.write_bytes(document(sheet_of([["id", "q"], [1, 0.5], ["", ""], [3, "x"]])))
    table = read(path)
    assert (table.rows, table.lines) == ([["1", "0.5"], ["3", "x"]], [2, 4])


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("EncryptedPackage", "E06", "mot de passe"),
        ("WordDocument", "E01", "avant 2007"),
        ("Autre", "E01", "avant 2007"),
    ],
)
def test_other_documents_of_before_2007_are_told(name, code, words, tmp_path):
    with pytest.raises(Refusal) as refused:
        read_bytes(tmp_path, document(b"", name), name="export.xls")
    (mistake,) = refused.value.mistakes
    assert (mistake.code, words in mistake.what) == (code, True)


def test_a_protected_one_is_told(tmp_path):
    stream = sheet_of([["id"], [1]])
    protected = stream[:20] + record(0x2F, b"\1\0\1\0" + bytes(50)) + stream[20:]
    with pytest.raises(Refusal) as refused:
        read_bytes(tmp_path, document(protected), name="export.xls")
    assert refused.value.mistakes[0].code == "E06"
    assert "mot de passe" in refused.value.mistakes[0].what


def test_an_oversized_one_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(source, "MAX_OLD", 4096)
    with pytest.raises(Refusal) as refused:
        read_bytes(tmp_path, document(sheet_of([["id"], [1]])), name="export.xls")
    assert refused.value.mistakes[0].code == "E07"
