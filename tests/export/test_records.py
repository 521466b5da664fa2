"""The records of a text, whatever it holds.

1. Wherever blocks end, the records are those of Python's `csv`, with their rows.
2. A quote that is never closed is always told, and the row where it opened.
3. A quote closed in another record is told too: it swallowed records.
4. A record without end is refused.
"""

import csv
import io

import pytest
from export.reading_tools import read, read_bytes, rows_of
from hypothesis import given, settings
from hypothesis import strategies as st

from diag.export import text_table
from diag.export.encoding import read_text
from diag.export.layout import Heading, Layout, Overrides, Ragged
from diag.export.reading import Export, open_export
from diag.export.source import Source
from diag.export.text_table import TextTable
from diag.questionnaire.mistakes import Refusal

TEXTS = st.one_of(
    st.text('ab;\n"', max_size=40),
    st.text('é; \r\n"', max_size=40),
    st.lists(st.sampled_from(['"a;b"', '"a\nb"', '""', '"é""è"', "a", "", ";", "\n", "\r\n"])).map("".join),
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


def by_blocks(path, width, encoding="utf-8", size=1000):
    """Return the same, read in blocks of `size` bytes; or what the refusal says of a quote."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_table, "BLOCK", size)
        headings = tuple(Heading(position, "", "q") for position in range(width))
        layout = Layout(encoding, ";", headings=headings)
        source = Source.of(path)
        table = TextTable(layout, 0, source.name, read_text(source, encoding).path, 0)
        try:
            with Export(source, table, Overrides()) as export:
                raw = export.read(range(width))
        except Refusal as refusal:
            return refusal.mistakes[0].what.partition("n’est")[2]
    kept = list(zip(raw.frame.index.tolist(), rows_of(raw), strict=True))
    return kept, list(raw.ragged), raw.blank


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


@pytest.fixture(scope="module")
def export(tmp_path_factory):
    return tmp_path_factory.mktemp("records") / "export.csv"


@pytest.mark.slow
@settings(max_examples=300)
@given(TEXTS, st.integers(1, 3), st.sampled_from(["utf-8", "utf-16", "cp1252"]))
def test_records_are_those_of_csv_wherever_blocks_end(export, text, width, encoding):
    text = "\n".join([text or " "] * 4)
    export.write_bytes(text.encode(encoding))
    results = [by_blocks(export, width, encoding, size) for size in (180, 223, 1000)]
    assert all(result == results[0] for result in results)
    if stays_open(text):
        assert isinstance(results[0], str)
    elif not isinstance(results[0], str) or "plus loin" not in results[0]:
        assert results[0] == by_csv(text, width)


@pytest.mark.slow
@settings(max_examples=40)
@given(st.lists(st.lists(st.text('aé;,\t"\r\n ', max_size=4), min_size=2, max_size=2), min_size=1))
def test_what_a_tool_quotes_is_never_called_misquoted(export, rows):
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rows)
    export.write_bytes(stream.getvalue().encode())
    kept = [(rank, ends(row)) for rank, row in enumerate(rows) if any(map(str.strip, row))]
    for size in (50, 1000):
        read, ragged, blank = by_blocks(export, 2, size=size)
        assert [(rank, ends(row)) for rank, row in read] == kept
        assert (ragged, blank) == ([], len(rows) - len(kept))


def ends(row):
    """Return a row whose cells end their lines alike: a block may end between two signs of an end."""
    return [cell.replace("\r\n", "\n").replace("\r", "\n") for cell in row]


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
    monkeypatch.setattr(text_table, "BLOCK", 64)
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


@pytest.mark.slow
@pytest.mark.parametrize(("pattern", "code"), [("a", "E07"), (";", "E07"), ('""', "E07"), ('"a\n', "E05")])
def test_a_record_without_end_is_refused(pattern, code, tmp_path, monkeypatch):
    monkeypatch.setattr("diag.export.text_table.LONGEST", 1 << 16)
    monkeypatch.setattr(text_table, "BLOCK", 1 << 16)
    monkeypatch.setattr("diag.export.dialect.LOOKED_AT", 1 << 10)
    text = "a;b\n" + "1;2\n" * 500 + pattern * (1 << 18)
    with pytest.raises(Refusal) as refused:
        read_bytes(tmp_path, text.encode())
    assert (refused.value.mistakes[0].code, refused.value.mistakes[0].line) == (code, 502)


@pytest.mark.parametrize("size", [16, 100, 4096])
def test_the_size_of_a_block_changes_nothing(size, tmp_path, monkeypatch):
    text = "a;b\n" + "".join(f"{i};{i % 7}\n" + "\n" * (i % 3 == 0) + "x\n" * (i % 5 == 0) for i in range(400))
    whole = read_bytes(tmp_path, text.encode())
    monkeypatch.setattr(text_table, "BLOCK", size)
    assert read(tmp_path / "export.csv") == whole
    assert len(whole.rows) == 400
    assert len(whole.ragged) == 80


def test_only_the_columns_asked_for_are_given(tmp_path):
    path = tmp_path / "export.csv"
    path.write_bytes(b"a;b;c\n1;x;y\n2;x;z\n")
    with open_export(path) as export:
        frame = export.read([2, 1]).frame
        assert {position: frame[position].tolist() for position in frame} == {1: ["x", "x"], 2: ["y", "z"]}
        frame = export.read([]).frame
        assert (frame.index.tolist(), frame.index.name, list(frame)) == ([2, 3], "ligne", [])


def test_texts_are_categories_in_the_order_in_which_they_are_met(tmp_path):
    path = tmp_path / "export.csv"
    path.write_bytes(b"a;b\n" + b" ;\n1;z;;\n1;y\n" + b"1;z\n2;x\n" * 400)
    with open_export(path) as export:
        frame = export.read([0, 1]).frame
    assert frame.dtypes.map(str).tolist() == ["category", "category"]
    assert [frame[position].cat.categories.tolist() for position in frame] == [["1", "2"], ["z", "y", "x"]]
    assert {str(frame[position].cat.codes.dtype) for position in frame} == {"int8"}
