"""Damaged exports, or any bytes: read to rows that add up, or refused; never another exception.

Small exports, as several survey tools write them, go through a few random edits: bytes, cells,
headings, lines, quotes, encodings. The same seed makes the same files. `DIAG_FUZZ=100000` tries
more of them than the whole suite does.
"""

import csv
import importlib
import io
import json
import os
import random
import shutil
import sys
from functools import cache

import pytest
from helpers import PRINT, ROOT, mini
from table.survey_tools import TOOLS, some_answer

from diag.questionnaire.loader import load
from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.questionnaire_model import SingleQuestion
from diag.table.batch import run
from diag.table.inputs import Options

sys.path.append(str(ROOT / "examples" / "reseau"))
generer = importlib.import_module("generer")

MINI = mini()
MANY = int(os.environ.get("DIAG_FUZZ", "1000"))
SHARE = 500  # trials of one test, so that a failure is short to try again
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman")
WORDS = "0 4 5 9 -1 1,5 1.5 1e9 NaN inf #NOM? #REF! NSP NC N/A Oui non total Moyenne TEST test ?"
DATES = "2026-03-02|02/03/2026|3 mars 2026|Mar 3, 2026|31/02/2026|45000|99:99"
SIGNS = ' |"|a"b|a;b|a,b|a\nb|a\r\nb|a\tb|=1+1|@x|\0|é|Ã©|…|\u202e|\ufeff|\u2028|\U0001f600'
LONG = ("", "a|b", "Autre : x", "ordinateur;console", "x" * 40_000, "1;" * 500)
CELLS = (*LONG, *WORDS.split(), *DATES.split("|"), *SIGNS.split("|"))
BYTES = b'" ; , \t | \n \r \0 \xff \xc3 = \xef\xbb\xbf'.split(b" ")
OPTIONS = (
    *(Options(),) * 5,
    Options(duplicates="dernier"),
    Options(duplicates="premier", key="#2"),
    Options(respondents=True),
    Options(form="express"),
)


def answer(question, draw):
    """Return an answer of a question: any level, where it has a ladder."""
    if isinstance(question, SingleQuestion):
        return draw.choice(question.choices).level
    return some_answer(question)


def rows_of(tool, draw):
    """Return a small export of a tool: its rows, and how many of them are headings."""
    heads = [(h,) if isinstance(h, str) else h for q in MINI.questions for h in tool.headings(q)]
    deep = max(map(len, heads))
    heads = [("",) * (deep - len(head)) + tuple(head) for head in heads]
    own = [("",) * (deep - 1) + (name,) for name in ("Horodateur", "Code structure", "Type")]
    rows = [list(row) for row in zip(*own, *heads, strict=True)]
    for rank in range(draw.randint(4, 8)):
        answers = [(q, answer(q, draw)) for q in MINI.questions]
        cells = [cell for one in answers for cell in tool.cells(*one)]
        who = f"S{draw.randint(1, 6)}"
        rows.append([f"2026-03-{rank + 2:02}", who, draw.choice(["EHPAD", "SIAE", ""]), *cells])
    return rows, deep


def changed_cell(rows, deep, draw):
    row = draw.choice(rows)
    row[draw.randrange(len(row))] = draw.choice(CELLS)


def swapped_cells(rows, deep, draw):
    row, other = draw.choice(rows), draw.choice(rows)
    at, to = draw.randrange(len(row)), draw.randrange(len(other))
    row[at], other[to] = other[to], row[at]


def changed_heading(rows, deep, draw):
    row = rows[draw.randrange(deep)]
    at = draw.randrange(len(row))
    row[at] = draw.choice([row[at][:8], row[at] * 2, draw.choice(row), draw.choice(CELLS)])


def changed_column(rows, deep, draw):
    at = draw.randrange(min(map(len, rows)) or 1)
    text = draw.choice(CELLS)
    for row in rows[deep:]:
        row[at : at + 1] = [text]


def cut_or_doubled_row(rows, deep, draw):
    at = draw.randrange(len(rows))
    row = rows[at]
    other = draw.choice([row[: draw.randrange(len(row) + 1)], [*row, "x"], [], [""] * len(row)])
    rows[at : at + 1] = draw.choice([[], [row, list(row)], [list(other)], [row, list(other)]])
    rows[:] = [row or [""] for row in rows] or [[""]]


def dropped_column(rows, deep, draw):
    at = draw.randrange(max(map(len, rows)))
    for row in rows:
        row[at : at + 1] = [] if len(row) > 1 else [""]


def flipped(raw, draw):
    at = draw.randrange(len(raw) or 1)
    return raw[:at] + bytes([draw.randrange(256)]) + raw[at + 1 :]


def put(raw, draw):
    at = draw.randrange(len(raw) + 1)
    return raw[:at] + draw.choice(BYTES) * draw.choice((1, 1, 2, 3)) + raw[at:]


def taken(raw, draw):
    at = draw.randrange(len(raw) + 1)
    return raw[:at] + raw[at + draw.choice((1, 2, 5, 40, 10_000)) :]


def lines(raw, draw):
    parts = raw.split(b"\n")
    at, to = draw.randrange(len(parts)), draw.randrange(len(parts))
    parts[at] = draw.choice([b"", parts[to], parts[at][: len(parts[at]) // 2], parts[at] * 2])
    return b"\n".join(parts)


TABLES = (
    *(changed_cell, changed_cell, swapped_cells, changed_heading, changed_column),
    *(cut_or_doubled_row, dropped_column),
)
RAWS = (flipped, put, taken, lines)


def written(rows, draw):
    """Return rows as the bytes of a file."""
    stream = io.StringIO()
    writer = csv.writer(
        stream,
        delimiter=draw.choice(",,;;\t|"),
        quoting=draw.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
        lineterminator=draw.choice(["\n", "\r\n", "\r\n", "\r"]),
    )
    writer.writerows(rows)
    return stream.getvalue().encode(draw.choice(("utf-8", *ENCODINGS)), "replace")


def damaged(raw, draw):
    """Return bytes after a few edits."""
    for _ in range(draw.choice((0, 1, 1, 2, 4))):
        raw = draw.choice(RAWS)(raw, draw)
    return raw


def small_export(draw):
    """Return a damaged export of the small questionnaire."""
    rows, deep = rows_of(draw.choice(TOOLS), draw)
    for _ in range(draw.choice((0, 1, 2, 3, 6))):
        draw.choice(TABLES)(rows, min(deep, len(rows)), draw)
    return damaged(written(rows, draw), draw)


@cache
def network_exports():
    """Return the questionnaire of the network, and eight of its structures in six dialects."""
    questionnaire = load(PRINT)
    network = generer.structures(questionnaire, 20, 7)
    files = {
        dialect: form.text([*form.rows(network)][: form.header_rows + 8]).encode(form.encoding)
        for dialect, form in generer.DIALECTS.items()
    }
    return questionnaire, files


def check(raw, questionnaire, options, folder, kept=False):
    """Try a file: it is refused, or each of its rows is scored, refused or excluded.

    `kept`: its results are written, and nothing else; a refused file leaves nothing.
    """
    (folder / "export.csv").write_bytes(raw)
    target = folder / "sortie" if kept else None
    try:
        rows = run([folder / "export.csv"], questionnaire, options, target)["lignes"]
    except Refusal:
        rows = None
    left = sorted(path.name for path in folder.iterdir())
    assert left == (["export.csv", "sortie"] if kept and rows else ["export.csv"])
    if kept and rows:
        assert json.loads((target / "journal.json").read_text("utf-8"))["lignes"] == rows
        shutil.rmtree(target)
    assert rows is None or rows["lues"] == rows["notees"] + rows["rejetees"] + rows["exclues"]
    return 0 if rows is None else rows["notees"]


def try_small(seeds, folder):
    """Try the small exports of some seeds, and return in how many something was scored."""
    read = 0
    for seed in seeds:
        draw = random.Random(seed)
        raw = small_export(draw) if seed % 20 else draw.randbytes(draw.randrange(400))
        try:
            read += check(raw, MINI, draw.choice(OPTIONS), folder, kept=seed % 20 == 1) > 0
        except Exception as error:
            raise AssertionError(f"seed {seed}: {raw[:3000]!r}") from error
    return read


@pytest.mark.slow
def test_a_few_damaged_exports_are_read_or_refused(tmp_path):
    assert try_small(range(40), tmp_path) > 12


@pytest.mark.slow
@pytest.mark.parametrize("share", range(MANY // SHARE))
def test_damaged_exports_are_read_or_refused(share, tmp_path):
    assert try_small(range(share * SHARE, (share + 1) * SHARE), tmp_path) > SHARE // 3


@pytest.mark.slow
@pytest.mark.parametrize("dialect", generer.DIALECTS)
def test_damaged_exports_of_the_network_are_read_or_refused(dialect, tmp_path):
    questionnaire, files = network_exports()
    for seed in range(MANY // 400):
        draw = random.Random(f"{dialect} {seed}")
        raw = damaged(files[dialect], draw)
        try:
            check(raw, questionnaire, draw.choice(OPTIONS), tmp_path)
        except Exception as error:
            raise AssertionError(f"{dialect}, seed {seed}") from error
