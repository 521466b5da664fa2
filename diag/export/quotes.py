"""Quotes that swallow records, which no reader of texts tells.

A quote that is never closed takes all that follows for one cell; closed by the next quote of
another record, it takes several records for one. Either leaves a line break in a cell: where there
is none, there is nothing to look for.
"""

import csv
import re
from collections.abc import Iterator
from functools import cache
from typing import TextIO

from diag.export import transcoding
from diag.questionnaire.mistakes import Mistake, Refusal

#: Characters of a record at most, never more than a block of bytes; a spreadsheet's longest cell has
#: 32,767 of them.
LONGEST = transcoding.BLOCK // 4


def check_quotes(text: TextIO, delimiter: str, line: int, name: str) -> None:
    """Go through the records of a text.

    Args:
        text: opened with `newline=""`, at the beginning of a record.
        delimiter: between cells.
        line: row of the first record.
        name: of the file, for messages.

    Raises:
        Refusal: a quote is not closed, or in another record (E05), or a record has no end (E07).

    """
    lines: list[str] = []

    def pulled() -> Iterator[str]:
        while one := text.readline(LONGEST):
            lines.append(one)
            if sum(map(len, lines)) >= LONGEST:
                raise _endless("".join(lines), delimiter, line, name)
            yield one

    csv.field_size_limit(max(csv.field_size_limit(), LONGEST))
    record = ""
    for _ in csv.reader(pulled(), delimiter=delimiter):
        record, spans = "".join(lines), len(lines)
        lines.clear()
        if spans > 1:
            _check(record, delimiter, line, name)
        line += 1
    _check(record, delimiter, line - 1, name)  # nothing else tells that the last one is open


def _check(record: str, delimiter: str, line: int, name: str) -> None:
    for cell in _quoted(delimiter).finditer(record):
        if cell["more"].strip() and ("\n" in cell["inside"] or "\r" in cell["inside"]):
            told = "n’est refermé que plusieurs lignes plus loin"
            raise _misquoted(told, line, name)
        if not cell["close"]:
            raise _misquoted("n’est jamais refermé", line, name)


def _misquoted(told: str, line: int, name: str) -> Refusal:
    what = f"un guillemet ouvert sur cette ligne {told}"
    how = "refermez ce guillemet, ou exportez de nouveau : la suite du fichier est illisible"
    return Refusal([Mistake(name, line, 1, "E05", what, how)])


def _endless(record: str, delimiter: str, line: int, name: str) -> Refusal:
    try:
        _check(record, delimiter, line, name)
    except Refusal as refusal:
        return refusal
    what = f"cette ligne dépasse {LONGEST >> 20} million de caractères"
    how = "vérifiez que le fichier est bien l’export d’une enquête"
    return Refusal([Mistake(name, line, 1, "E07", what, how)])


@cache
def _quoted(delimiter: str) -> re.Pattern[str]:
    """Return what a quoted cell is: it begins after a border, and what follows it is read too."""
    border = re.escape(delimiter) + r"\r\n"
    return re.compile(
        rf'"(?:(?<=[{border}]")|(?<=\A"))(?P<inside>(?:[^"]++|"")*+)'
        rf'(?P<close>"?)(?P<more>[^{border}]*)'
    )
