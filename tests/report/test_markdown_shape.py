"""A Markdown report is read as it is written (report, carriers).

1. The mark stands on a line of its own, and the name of the structure is the only title above all.
2. A table, a list and a rule begin after a blank line: none is taken for the end of what precedes it.
3. Each table has as many cells on each line as it has columns.
4. The board and the direction are given 40 kB at most.
"""

import re
from itertools import pairwise

import pytest
from report.readings import READINGS, reading

from diag.report.document import READERS
from diag.report.html_markdown import document_markdown
from diag.report.reader_document import build_document

CASES = [(name, reader) for name in READINGS for reader in READERS]


def lines_of(name, reader):
    return document_markdown(build_document(reading(name), reader)).splitlines()


@pytest.mark.slow
@pytest.mark.parametrize(("name", "reader"), CASES)
def test_the_mark_is_alone_and_one_title_stands_above_all(name, reader):
    mark, title, *rest = lines_of(name, reader)
    assert re.fullmatch(r"<!-- diag:\S+ -->", mark)
    assert title.startswith("# ")
    assert [line for line in rest if line.startswith("# ")] == []


@pytest.mark.slow
@pytest.mark.parametrize(("name", "reader"), CASES)
def test_what_begins_a_block_follows_a_blank_line(name, reader):
    kinds = {"rule": r"-{3,}$", "table": r"\|", "list": r"(- |\d+\. )"}
    found = [
        (kind, before, line)
        for before, line in pairwise(lines_of(name, reader))
        for kind, start in kinds.items()
        if re.match(start, line) and before and not re.match(rf"{start}| ", before)
    ]
    assert found == []


@pytest.mark.slow
@pytest.mark.parametrize(("name", "reader"), CASES)
def test_the_lines_of_a_table_have_its_columns(name, reader):
    columns = 0
    for line in lines_of(name, reader):
        cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
        assert not (columns and cells) or cells == columns
        columns = cells


@pytest.mark.parametrize("reader", ["conseil", "direction"])
@pytest.mark.parametrize("name", [name for name in READINGS if name != "long-texts"])
def test_what_is_shared_is_light(name, reader):
    assert len("\n".join(lines_of(name, reader)).encode()) <= 40_000
