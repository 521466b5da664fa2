"""A small workbook or text as plain cells with their places, for what people fill and give back.

An export of answers is read as one table of categories (`reading`); here each cell keeps its type and
its reference, and nothing heavy is loaded.
"""

import csv
import io
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from diag.export.dialect import LOOKED_AT, find_dialect, read_beginning
from diag.export.encoding import read_text
from diag.export.sheet_guard import Errors, Oversized, opened_workbook
from diag.export.source import Source
from diag.questionnaire.mistakes import refuse_file

PLAIN_CELLS = 1_000_000
"""Cells of a sheet: one that people fill has far fewer."""


@dataclass(frozen=True)
class PlainSheet:
    """The cells of a sheet from A1, as wide as they come.

    Attributes:
        name: of the sheet; empty for a text.
        rows: cells of each: a text, a number, a date, a boolean, or "" for nothing.
        errors: what cells of error show, by row and column from 0.
    """

    name: str
    rows: Sequence[Sequence[Any]]
    errors: Errors

    def place(self, row: int, column: int) -> str:
        """Return the reference of a cell, counted from 0: « Plan!F7 »."""
        letters, rest = "", column + 1
        while rest:
            rest, letter = divmod(rest - 1, 26)
            letters = chr(65 + letter) + letters
        return f"{self.name}!{letters}{row + 1}" if self.name else f"{letters}{row + 1}"


def read_sheets(path: Path) -> tuple[PlainSheet, ...]:
    """Return the sheets of a workbook (.xlsx, .ods, .xls) or the only one of a text.

    Raises:
        Refusal: the file cannot be read, is none of these, is empty, damaged or oversized.
    """
    with closing(Source.of(path)) as source:
        if source.find_kind() == "text":
            return (_text_sheet(source),)
        with opened_workbook(source) as (book, errors):
            kinds = enumerate(book.sheets_metadata)
            ranks = [rank for rank, one in kinds if str(one.typ).endswith("WorkSheet")]
            return tuple([_sheet(book, rank, errors(rank)) for rank in ranks])


def _sheet(book: Any, rank: int, errors: Errors) -> PlainSheet:
    sheet = book.get_sheet_by_index(rank)
    row, column = sheet.end or (0, 0)
    if (row + 1) * (column + 1) > PLAIN_CELLS:
        raise Oversized(f"une feuille couvre plus de {PLAIN_CELLS // 1_000_000} million de cellules")
    left = (sheet.start or (0, 0))[1]
    rows = [[""] * left + list(cells) for cells in sheet.iter_rows()]
    return PlainSheet(book.sheet_names[rank], rows, errors)


def _text_sheet(source: Source) -> PlainSheet:
    beginning = read_beginning(read_text(source).path)
    if not beginning.whole:
        what, how = (f"le texte dépasse {LOOKED_AT >> 20} Mo", "vérifiez que c’est bien le fichier voulu")
        raise refuse_file(Path(source.name), "F04", what, how)
    dialect = find_dialect(beginning, source.name)
    text = io.StringIO(beginning.text, newline="")
    return PlainSheet("", list(csv.reader(text, delimiter=dialect.delimiter)), {})
