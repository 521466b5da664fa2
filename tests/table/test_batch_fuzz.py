"""Any bytes in: a result whose rows add up, or a refusal; never another exception.

`DIAG_FUZZ=5000` tries more files than a daily run does.
"""

import json
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from helpers import mini
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diag.questionnaire.mistakes import Refusal
from diag.table.batch import Options, run

QUESTIONNAIRE = mini()
MANY = settings(
    max_examples=int(os.environ.get("DIAG_FUZZ", "300")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
HEAD = ["id", "submitdate", "structure_type", *QUESTIONNAIRE.question]
ROWS = [
    ["A", "2026-03-02", "ehpad", *["1"] * len(QUESTIONNAIRE.question)],
    ["B", "2026-03-03", "esat", *["0"] * len(QUESTIONNAIRE.question)],
    ["C", "", "ehpad", *["NSP"] * len(QUESTIONNAIRE.question)],
    ["B", "2026-03-05", "ehpad", *["2"] * len(QUESTIONNAIRE.question)],
]
CELLS = st.sampled_from(
    ["", "0", "4", "9", "1,5", "#NOM?", '"', 'a"b', "a;b", "a\nb", "=1+1", "é", "N/A", "Oui", "\0"]
)


CHANGES = st.lists(st.tuples(st.integers(0, 4), st.integers(0, len(HEAD) - 1), CELLS), max_size=8)


def outcome(raw, **options):
    """Run a batch on some bytes and return its journal, or None when it was refused."""
    folder = Path(tempfile.mkdtemp())
    try:
        path = folder / "export.csv"
        path.write_bytes(raw)
        try:
            journal = run([path], QUESTIONNAIRE, Options(processes=1, **options), folder / "sortie")
        except Refusal:
            assert not (folder / "sortie").exists()
            return None
        assert json.loads((folder / "sortie" / "journal.json").read_text("utf-8"))["lignes"]
        assert sorted(p.name for p in folder.iterdir()) == ["export.csv", "sortie"]
        return journal
    finally:
        shutil.rmtree(folder)


def adds_up(journal):
    rows = journal["lignes"]
    return rows["lues"] == rows["notees"] + rows["rejetees"] + rows["exclues"]


def spelled(rows, delimiter=",", end="\n", encoding="utf-8"):
    lines = [delimiter.join(f'"{c}"' if delimiter in c else c for c in row) for row in rows]
    return (end.join(lines) + end).encode(encoding, "replace")


def changed(changes):
    """Return the rows of an export of which some cells hold another text."""
    rows = [list(HEAD), *map(list, ROWS)]
    for row, column, text in changes:
        rows[row][column] = text
    return rows


@settings(MANY, max_examples=12)
@given(st.one_of(st.binary(max_size=400), CHANGES.map(changed).map(spelled)), st.booleans())
def test_a_few_files_are_read_or_refused(raw, respondents):
    journal = outcome(raw, respondents=respondents)
    assert journal is None or adds_up(journal)


@pytest.mark.slow
@MANY
@given(
    CHANGES,
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"]),
    st.booleans(),
)
def test_changed_cells_give_rows_that_add_up(changes, delimiter, end, encoding, respondents):
    raw = spelled(changed(changes), delimiter, end, encoding)
    journal = outcome(raw, respondents=respondents)
    assert journal is None or adds_up(journal)


@pytest.mark.slow
@MANY
@given(
    st.lists(
        st.tuples(st.integers(0, 10_000), st.integers(0, 12), st.binary(max_size=6)), max_size=6
    ),
    st.sampled_from([",", ";"]),
)
def test_changed_bytes_give_rows_that_add_up(changes, delimiter):
    raw = bytearray(spelled([HEAD, *ROWS], delimiter))
    for place, length, put in changes:
        start = place % (len(raw) + 1)
        raw[start : start + length] = put
    journal = outcome(bytes(raw))
    assert journal is None or adds_up(journal)


@pytest.mark.slow
@MANY
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(raw):
    journal = outcome(raw)
    assert journal is None or adds_up(journal)


@pytest.mark.slow
@MANY
@given(st.integers(0, 2_000))
def test_a_file_cut_anywhere_is_read_or_refused(length):
    raw = spelled([HEAD, *ROWS])
    journal = outcome(raw[: length % len(raw)])
    assert journal is None or adds_up(journal)
