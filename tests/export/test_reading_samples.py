"""Real exports of survey tools, kept outside the project, against what is known of them.

1. Encoding, mark, delimiter, header rows, columns and records are those of `TRUTH.json`.
2. Every record is the one that Python's `csv` reads.
3. The same survey in three encodings and delimiters is the same table.
4. A real French text re-encoded, cut otherwise or shortened stays the same table.
5. A real text cut inside quotes is refused.
"""

import csv
import io
import json

import pytest
from export.reading_tools import SAMPLES, read, read_bytes, text_of

from diag.questionnaire.mistakes import Refusal

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="no real exports on this machine")
TRUTH = json.loads((SAMPLES / "TRUTH.json").read_text("utf-8")) if SAMPLES.is_dir() else []
TEXTS = [truth for truth in TRUTH if "encoding" in truth]
TOOLS = {
    "limesurvey_3.csv": "limesurvey",
    "limesurvey_6.csv": "limesurvey",
    "framaforms_1.tsv": "framaforms",
    "kobo_1.csv": "kobo",
    "google_forms_4.csv": "google_forms",
    "tally_1.csv": "tally",
    "typeform_1.csv": "typeform",
    "surveymonkey_1.csv": "surveymonkey",
    "surveymonkey_2.csv": "surveymonkey",
    "qualtrics_1.csv": "qualtrics",
    "qualtrics_3.csv": "qualtrics",
    "ms_forms_1.xlsx": "ms_forms",
    "sphinx_1.xlsx": "sphinx",
}
FRENCH_TEXTS = ["framaforms_1.tsv", "google_forms_4.csv", "tally_1.csv", "excel_fr_6.csv"]


def name_of(truth):
    return truth["file"]


def records_of(truth):
    """Return every record of a text as Python's `csv` reads it."""
    encoding = truth["encoding"].replace("8bit-unknown", "cp1252")
    text = (SAMPLES / truth["file"]).read_bytes().decode(encoding, "replace")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=truth["delimiter"]))


@pytest.mark.slow
@pytest.mark.parametrize("truth", TEXTS, ids=name_of)
def test_a_real_export_is_read_as_it_is(truth):
    table = read(SAMPLES / truth["file"])
    layout = table.layout
    assert truth["encoding"] in (layout.encoding, "8bit-unknown")
    assert (layout.encoding in ("utf-8-sig", "utf-16")) == truth["bom"]
    assert layout.delimiter == truth["delimiter"]
    assert (layout.header_rows, len(layout.headings)) == (truth["header_rows"], truth["columns"])
    assert (len(table.rows), table.ragged) == (truth["records"], [])
    assert layout.tool == TOOLS.get(truth["file"], "")
    records = records_of(truth)
    expected = [(line, cells) for line, cells in enumerate(records, 1) if any(map(str.strip, cells))][
        truth["header_rows"] :
    ]
    assert list(zip(table.lines, table.rows, strict=True)) == expected
    assert [list(cells) for cells in layout.sample] == table.rows[:2000]
    if truth["header_rows"] == 1:
        assert [h.label for h in layout.headings] == records[0]


@pytest.mark.parametrize("name", ["ms_forms_1.xlsx", "sphinx_1.xlsx"])
def test_workbooks(name):
    table = read(SAMPLES / name)
    assert table.layout.sheet
    assert table.layout.tool == TOOLS[name]
    shape = (len(table.rows), len(table.layout.headings), table.lines[0])
    assert shape == {"ms_forms_1.xlsx": (3, 9, 2), "sphinx_1.xlsx": (25, 33, 3)}[name]


@pytest.mark.slow
def test_three_writings_of_one_survey_are_one_table():
    tables = [read(SAMPLES / f"surveyxact_{rank}.csv") for rank in (1, 2, 3)]
    labels = [[h.label for h in table.layout.headings] for table in tables]
    shared = [label for label in labels[0] if all(label in other for other in labels)]
    assert len(shared) > 200
    columns = [
        {label: [row[own.index(label)] for row in table.rows] for label in shared}
        for table, own in zip(tables, labels, strict=True)
    ]
    masked = {label for label in shared if columns[2][label] != columns[0][label]}
    assert columns[0] == columns[1]
    assert len(masked) <= 10  # personal data, masked in the third file alone


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("name", FRENCH_TEXTS)
def test_a_french_text_reads_the_same_in_any_encoding(name, encoding, tmp_path):
    truth = next(t for t in TRUTH if t["file"] == name)
    for records in (records_of(truth), records_of(truth)[: truth["header_rows"] + 5]):
        for delimiter, end in ((";", "\r\n"), ("\t", "\r")):
            text = text_of(records, delimiter, end).encode(encoding, "replace").decode(encoding)
            as_utf8 = read_bytes(tmp_path, text.encode("utf-8"))
            table = read_bytes(tmp_path, text.encode(encoding))
            assert table.layout.header_rows == truth["header_rows"]
            assert (table.names, table.rows, table.lines) == (as_utf8.names, as_utf8.rows, as_utf8.lines)


@pytest.mark.parametrize("name", ["kobo_1.csv", "framaforms_1.tsv", "tally_1.csv"])
def test_a_text_cut_inside_quotes_is_refused(name, tmp_path):
    raw = (SAMPLES / name).read_bytes()
    cut = raw[: raw.rindex(b'"', 0, len(raw) * 9 // 10)]
    cut = cut if cut.count(b'"') % 2 else raw[: cut.rindex(b'"')]
    with pytest.raises(Refusal) as refused:
        read_bytes(tmp_path, cut)
    assert refused.value.mistakes[0].code == "E05"
