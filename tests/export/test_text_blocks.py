"""Cutting a text into blocks of records, and parsing them.

1. Wherever pieces end, the records are those of Python's `csv`, with their rows.
2. A quote that is never closed is always told, and the row where it opened.
3. A quote closed in another record is told too: it swallowed records.
4. A long record is cut short, in linear time.
"""

import csv
import io

import pytest
from export.reading_tools import answers, read, read_bytes
from hypothesis import given, settings
from hypothesis import strategies as st

from diag.export import blocks
from diag.export.blocks import cut_blocks
from diag.export.borders import Unreadable
from diag.export.layout import Ragged
from diag.export.reading import open_export
from diag.export.records import Wanted, read_block
from diag.questionnaire.mistakes import Refusal

TEXTS = st.one_of(
    st.text('ab;\n"', max_size=40),
    st.text('é; \r\n"', max_size=40),
    st.lists(st.sampled_from(['"a;b"', '"a\nb"', '""', '"é""è"', "a", "", ";", "\n", "\r\n"])).map(
        "".join
    ),
)


def by_csv(text, width):
    """Return the records kept with their ranks, the ragged and the number of blank ones."""
    kept, ragged, blank = [], [], 0
    for rank, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=";")):
        if not any(map(str.strip, cells)):
            blank += 1
        elif len(cells) >= width and not any(map(str.strip, cells[width:])):
            kept.append((rank, cells[:width]))
        else:
            ragged.append(Ragged(rank, len(cells), width))
    return kept, ragged, blank


def by_blocks(text, width, size):
    """Return the same, read in pieces of `size` bytes; or why it cannot be read."""
    data, kept, ragged, blank, rank = text.encode(), [], [], 0, 0
    pieces = ((data[i : i + size], i + size) for i in range(0, len(data), size))
    wanted = Wanted(width, tuple(range(0, width, 2)), tuple(range(1, width, 2)))
    try:
        for block, _ in cut_blocks(pieces, ";"):
            records = read_block(block, wanted)
            spelled = list(wanted.spellings.codes)
            columns = dict(zip(wanted.coded, records.codes.tolist(), strict=True))
            texts = {p: [spelled[code] for code in codes] for p, codes in columns.items()}
            texts |= {p: column.to_pylist() for p, column in records.texts.items()}
            rows = map(list, zip(*[texts[p] for p in range(width)], strict=True))
            kept += zip((records.ranks + rank).tolist(), rows, strict=True)
            ragged += [Ragged(r.line + rank, r.cells, r.expected) for r in records.ragged]
            blank, rank = blank + records.blank, rank + records.total
    except Unreadable as unreadable:
        return unreadable.kind
    return kept, ragged, blank


def stays_open(text):
    """Whether a quote that opens a cell is never closed, one character after the other."""
    state = "start"
    for character in text:
        if state == "inside":
            state = "closing" if character == '"' else "inside"
        elif state == "closing" and character == '"':
            state = "inside"  # a doubled quote
        elif character in ";\r\n":
            state = "start"
        else:
            state = "inside" if (state, character) == ("start", '"') else "cell"
    return state == "inside"


@settings(max_examples=300)
@given(TEXTS, st.integers(1, 3))
def test_records_are_those_of_csv_wherever_pieces_end(text, width):
    results = [by_blocks(text, width, size) for size in (1, 3, 8, 1000)]
    assert all(result == results[0] for result in results)
    if stays_open(text):
        assert results[0] in ("open", "swallowed")
    elif results[0] != "swallowed":
        assert results[0] == by_csv(text, width)


@given(st.lists(st.lists(st.text('aé;,\t"\r\n ', max_size=4), min_size=2, max_size=2), min_size=1))
def test_what_a_tool_quotes_is_never_called_misquoted(rows):
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rows)
    kept = [(rank, row) for rank, row in enumerate(rows) if any(map(str.strip, row))]
    for size in (5, 1000):
        assert by_blocks(stream.getvalue(), 2, size) == (kept, [], len(rows) - len(kept))


HEAD = "".join(f'{i};"{i} ""é""";z\n' for i in range(50))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('a;b;c\n1;"x;y\n', 2),
        ('a;b;c\n1;2;3\n\n2;z;"t\n3;4;5\n', 4),
        (f'a;b;c\n{HEAD}1;"k\nl";"x;y\n2;3;4\n', 52),
        ('"a;b;c\n1;2;3\n', 1),
        (f'a;b;c\n{HEAD}9;"x;y\n{HEAD}', 52),  # closed by the next quote, records were swallowed
        ('a;b;c\n1;"x;y\n2;x;"z"\n', 2),
    ],
)
@pytest.mark.parametrize("beginning", [20, 1 << 20])
def test_a_quote_left_open_is_told_where_it_opened(text, line, beginning, tmp_path, monkeypatch):
    monkeypatch.setattr("diag.export.dialect.LOOKED_AT", beginning)
    monkeypatch.setattr(blocks, "BLOCK", 64)
    with pytest.raises(Refusal) as refused:
        read_bytes(tmp_path, text.encode())
    (mistake,) = refused.value.mistakes
    assert mistake.code == "E05"
    assert mistake.line == (line if beginning > 20 or line > 1 else 1)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ('a;b\n1;5" de haut\n', '5" de haut'),
        ('a;b\n1;"x" et "y"\n', 'x et "y"'),
        ('a;b\n1;"x\ny" \n', "x\ny "),
        ('a;b\n1;l"été\n', 'l"été'),
        ('a;b\n1;""é\n', "é"),
        ('a;b\n1;"il dit ""oui"""\n', 'il dit "oui"'),
    ],
)
def test_clumsy_quotes_are_read_as_every_tool_reads_them(text, cell, tmp_path):
    assert read_bytes(tmp_path, text.encode()).rows == [["1", cell]]


@pytest.mark.parametrize(
    ("pattern", "code"),
    [("a", "E07"), (";", "E07"), ('""', "E07"), ('"a\n', "E05")],
)
def test_a_record_without_end_is_refused(pattern, code, tmp_path, monkeypatch):
    monkeypatch.setattr(blocks, "LONGEST", 1 << 16)
    monkeypatch.setattr(blocks, "BLOCK", 1 << 12)
    monkeypatch.setattr("diag.export.dialect.LOOKED_AT", 1 << 10)
    text = "a;b\n" + "1;2\n" * 500 + pattern * (1 << 18)
    with pytest.raises(Refusal) as refused:
        read_bytes(tmp_path, text.encode())
    assert (refused.value.mistakes[0].code, refused.value.mistakes[0].line) == (code, 502)


@pytest.mark.parametrize("size", [16, 100, 4096])
def test_a_chunk_is_bounded_and_its_size_changes_nothing(size, tmp_path, monkeypatch):
    text = "a;b\n" + "".join(
        f"{i};{i % 7}\n" + "\n" * (i % 3 == 0) + "x\n" * (i % 5 == 0) for i in range(400)
    )
    whole = read_bytes(tmp_path, text.encode())
    monkeypatch.setattr(blocks, "BLOCK", size)
    monkeypatch.setattr("diag.export.reading.MAX_ROWS", 7)
    with open_export(tmp_path / "export.csv") as export:
        assert all(len(chunk.lines) <= 7 for chunk in export.chunks([0], []))
    assert read(tmp_path / "export.csv") == whole
    assert len(whole.rows) == 400
    assert len(whole.ragged) == 80


def test_only_the_columns_asked_for_are_given(tmp_path):
    path = tmp_path / "export.csv"
    path.write_bytes(b"a;b;c\n1;x;y\n2;x;z\n")
    with open_export(path) as export:
        (chunk,) = export.chunks([1], [2, 1])
        assert answers(chunk) == [["x", "x"]]
        assert {p: c.to_pylist() for p, c in chunk.texts.items()} == {1: ["x", "x"], 2: ["y", "z"]}
        (chunk,) = export.chunks([], [])
        assert (chunk.lines.tolist(), answers(chunk), chunk.texts) == ([2, 3], [], {})
        assert chunk.read == export.size


def test_stopping_half_way_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(blocks, "BLOCK", 64)
    path = tmp_path / "export.csv"
    path.write_bytes(b"a;b\n" + b"1;2\n" * 1000)
    with open_export(path) as export:
        chunks = export.chunks([0], [])
        next(chunks)
        chunks.close()
        assert sum(len(chunk.lines) for chunk in export.chunks([0], [])) == 1000
