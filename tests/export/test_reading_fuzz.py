"""Any bytes end in an export read to its end, or in a refusal.

1. Random bytes, random texts, and small exports whose bytes were changed.
2. Workbooks whose parts were changed.
3. Whatever is imposed.
4. Hostile sizes take a time in proportion.
"""

import contextlib
import io
import zipfile

import pytest
import xlsxwriter
from export.reading_tools import FRENCH, read_bytes, text_of
from hypothesis import given, settings
from hypothesis import strategies as st

from diag.export.layout import Overrides
from diag.export.reading import open_export
from diag.questionnaire.mistakes import Refusal

SEEDS = [
    text_of(FRENCH).encode("utf-8-sig"),
    text_of(FRENCH, ",", "\r").encode("mac_roman"),
    text_of(FRENCH, "\t").encode("utf-16"),
    text_of(FRENCH, "|", "\n").encode("utf-16-be"),
    b"sep=;\r\n" + text_of(FRENCH).encode("cp1252"),
    b"T;;;\nSubmission Details;;Q;\nSerial;SID;a;b\n1;2;X;\n2;3;;X\n",
    b"Respondent ID,Q1,,Q2\n,Response,b,Response\n1,x,,y\n2,x,b,y\n",
    b'"a";"b"\n"1";"x\ny"\n\n"2";""\n;;\n',
]
PIECES = [b'"', b"\n", b"\r", b";", b",", b"\t", b"\0", b"\xff\xfe", b"\xe9", b"\xc3\xa9", b'""']
PIECES += [b"\xed\xa0\x80", b"\x00\xd8", b"sep=|\n", b";;;;", b"\x1a", b'"a\nb"c', b" ", b"{", b"<"]
EDITS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 9), st.one_of(st.sampled_from(PIECES), st.binary(max_size=4))),
    min_size=1,
    max_size=8,
)
IMPOSED = st.builds(
    Overrides,
    encoding=st.sampled_from([None, None, None, "utf-8", "cp1252", "utf-16", "gb18030", "hz", "cp037"]),
    delimiter=st.sampled_from([None, None, None, ";", "tab", "x"]),
    header_rows=st.sampled_from([None, None, None, 1, 2, 3]),
    sheet=st.sampled_from([None, None, "R", "1", "x"]),
)


def edited(content, edits):
    """Return bytes of which some are replaced, at places from 0 (the beginning) to 1."""
    for place, length, piece in edits:
        start = int(place * len(content))
        content = content[:start] + piece + content[start + length :]
    return content


def ends_well(folder, content, imposed, name="export.csv"):
    """Read an export to its end; any other exception than a refusal fails the test."""
    path = folder / name
    path.write_bytes(content)
    with contextlib.suppress(Refusal), open_export(path, imposed) as export:
        layout = export.layout
        width = len(layout.headings)
        assert width
        assert all(len(record) == width for record in layout.sample)
        raw = export.read(range(width))
        for column in raw.frame:
            texts = raw.frame[column].cat
            assert sorted(set(texts.codes)) == list(range(len(texts.categories)))
        assert all(r.cells != r.expected for r in raw.ragged)
        lines = raw.frame.index.tolist()
        assert lines == sorted(set(lines))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz")


@pytest.mark.slow
@settings(max_examples=200)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode)), IMPOSED)
def test_random_bytes(folder, content, imposed):
    ends_well(folder, content, imposed)


@pytest.mark.slow
@settings(max_examples=400)
@given(st.sampled_from(SEEDS), EDITS, IMPOSED)
def test_changed_exports(folder, seed, edits, imposed):
    ends_well(folder, edited(seed, edits), imposed)


@settings(max_examples=30)
@given(st.one_of(st.binary(max_size=300), st.builds(edited, st.sampled_from(SEEDS), EDITS)), IMPOSED)
def test_a_few_files(folder, content, imposed):
    ends_well(folder, content, imposed)


def small_workbook():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("R")
        for rank, cells in enumerate([["id", "q", "r"], [1, "x", True], [2, "y", 0.5]]):
            sheet.write_row(rank, 0, cells)
        sheet.write_formula(3, 0, "=NA()", None, "#N/A")
    return zipfile.ZipFile(stream)


WORKBOOK = small_workbook()


@pytest.mark.slow
@settings(max_examples=150)
@given(st.dictionaries(st.sampled_from(WORKBOOK.namelist()), EDITS, min_size=1, max_size=3), IMPOSED)
def test_changed_workbooks(folder, changes, imposed):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for part in WORKBOOK.namelist():
            archive.writestr(part, edited(WORKBOOK.read(part), changes.get(part, ())))
    ends_well(folder, stream.getvalue(), imposed, "export.xlsx")


@pytest.mark.slow
@settings(max_examples=100)
@given(EDITS)
def test_changed_archives(folder, edits):
    ends_well(folder, edited(WORKBOOK.fp.getvalue(), edits), Overrides(), "export.xlsx")


MB = 1 << 20
HOSTILE = {
    "one line": lambda: b"a" * (50 * MB),
    "delimiters": lambda: b";" * (20 * MB),
    "quotes": lambda: b'"' * (20 * MB),
    "quotes and lines": lambda: b'"\n";' * (5 * MB),
    "empty lines": lambda: b"a;b\n1;2\n" + b"\n" * (4 * MB),
    "open brackets": lambda: b"a;b\n1;" + b"<c " * (6 * MB),
    "spaces": lambda: b"a;b\n1;" + b" " * (10 * MB) + b"\n",
    "one long line in the middle": lambda: b"a;b\n" + b"1;2\n" * MB + b"x" * (40 * MB) + b"\n3;4\n",
    "no character": lambda: b"\xff\xfe" + b"\x00\xd8" * (5 * MB),
    "accents": lambda: b"a;b\n1;" + b"\xe9" * (8 * MB),
    "columns": lambda: b"\n".join([b";".join(b"c%d" % i for i in range(9000))] * 30),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_sizes(folder, name):
    ends_well(folder, HOSTILE[name](), Overrides())


@pytest.mark.slow
def test_many_columns(tmp_path):
    rows = [[f"c{i}" for i in range(3000)], *([str(i % 5)] * 3000 for i in range(30))]
    assert read_bytes(tmp_path, text_of(rows).encode()).rows == rows[1:]
