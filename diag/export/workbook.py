"""A sheet of a workbook (.xlsx, .ods, .xls) as a table: the records that a text would give.

calamine reads it, once `sheet_guard` has measured what it would hold.
"""

import datetime
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from diag.export.dialect import ABOVE, is_blank
from diag.export.header import MOST, read_header
from diag.export.layout import Layout, Overrides
from diag.export.sheet_guard import Errors, opened_workbook
from diag.export.source import Source
from diag.export.text_table import SAMPLE, Placed, Take, encoded, refuse_empty
from diag.questionnaire.mistakes import did_you_mean, refuse_file

ROWS = 16_384  # rows held as Python text at once


class SheetTable:
    """A sheet as calamine gives it: all its rows, from its first column that holds something."""

    layout: Layout  # told once the sheet is chosen
    first_line: int  # the row of the first record below the header, from 1; as above

    def __init__(self, book: Any, rank: int, errors: Errors) -> None:
        self.name: str = book.sheet_names[rank]
        self._sheet, self._errors = book.get_sheet_by_index(rank), errors
        self._left: int = (self._sheet.start or (0, 0))[1]
        held = ((row, cells) for row, cells in enumerate(self.rows()) if not is_blank(cells))
        #: The first rows that hold something, by rank in the sheet.
        self.first = dict(islice(held, SAMPLE + ABOVE + MOST))

    def read(self, take: Take) -> Placed:
        """Give all the records to `take`, by groups."""
        line, last = self.first_line, self._sheet.end[0] + 1
        rows = islice(self.rows(), line - 1, None)
        while held := list(islice(rows, ROWS)):
            line += len(held)
            take([encoded(cells) for cells in zip(*held, strict=True)], (line - 1) / last)
        return np.arange(self.first_line, line), ()

    def rows(self) -> Iterator[list[str]]:
        """Yield the rows, all as wide, blank ones included."""
        for row, values in enumerate(self._sheet.iter_rows()):
            cells = [_text(value) for value in values]
            if self._errors:
                places = enumerate(cells, self._left)
                cells = [cell or self._errors.get((row, column), "") for column, cell in places]
            yield cells

    def merged(self) -> Iterator[tuple[int, int, int]]:
        """Yield the merged cells of the first rows, counted among `first` and from its first column."""
        ranks = list(self.first)[: ABOVE + MOST]
        for (row, left), (_, right) in self._sheet.merged_cell_ranges or ():
            if right > left >= self._left and row in ranks:
                yield ranks.index(row), left - self._left, right - self._left


def open_workbook(source: Source, overrides: Overrides) -> SheetTable:
    """Open a sheet: the one that is wanted, else the first that has records.

    A workbook is refused that is damaged, protected or without such a sheet (E06), oversized (E07), or
    without answers (E02).
    """
    with opened_workbook(source) as (book, errors):
        return _open(source, overrides, book, errors)


def _open(source: Source, overrides: Overrides, book: Any, errors: Callable[[int], Errors]) -> SheetTable:
    names = list(book.sheet_names)
    ranks = _candidates(book, source.name, overrides.sheet)
    sheets: list[SheetTable] = []
    for rank in ranks:
        sheets.append(SheetTable(book, rank, errors(rank)))
        if len(sheets[-1].first) >= 2:  # headings, and one record
            break
    chosen = max(sheets, key=lambda sheet: min(len(sheet.first), 2))
    tool = ""
    for rank, name in enumerate(names):
        if name != chosen.name and name.casefold() == "information":
            errors(rank)  # measured before it is opened
            about = str(book.get_sheet_by_index(rank).to_python(nrows=10))
            tool = "sphinx" if "sphinx" in about.casefold() else tool
    rows = list(chosen.first.values())
    if not rows:
        told = "le classeur" if overrides.sheet is None else f"la feuille « {overrides.sheet} »"
        how = "vérifiez l’export, ou la feuille à lire"
        raise refuse_file(Path(source.name), "E02", f"{told} est vide", how)
    width = max(rank for cells in rows for rank, cell in enumerate(cells, 1) if cell.strip())
    trimmed = [cells[:width] for cells in rows]
    layout = Layout(
        "utf-8",
        tool=tool,
        sheet=chosen.name,
        notes=tuple(_notes(source, chosen.name, names)),
        others=tuple(names[rank] for rank in ranks if names[rank] != chosen.name),
    )
    layout = read_header(layout, trimmed, overrides.header_rows, [*chosen.merged()])
    below = trimmed[layout.header_rows :]
    if not below:
        raise refuse_empty(source, layout)
    chosen.layout = replace(layout, sample=tuple(map(tuple, below[:SAMPLE])))
    chosen.first_line = [*chosen.first][layout.header_rows - 1] + 2
    return chosen


def _notes(source: Source, sheet: str, names: Sequence[str]) -> Iterator[str]:
    """Yield what the user should know of a workbook, before its header."""
    if source.suffix not in (".xlsx", ".xlsm", ".xls", ".ods", ""):
        told = f"Malgré son nom en {source.suffix}, le fichier est un classeur"
        yield f"{told} : il est lu comme tel."
    if len(names) > 1:
        listed = ", ".join(f"« {name} »" for name in names if name != sheet)
        yield f"La feuille lue est « {sheet} » ; le classeur contient aussi {listed}."
    if not zipfile.is_zipfile(source.path):
        yield "Les cases en erreur (#N/A…) d’un classeur .xls sont lues comme vides."


def _candidates(book: Any, name: str, wanted: str | None) -> list[int]:
    """Return the ranks of the sheets to look at, in order."""
    names = list(book.sheet_names)
    if wanted is None:
        shown = [
            rank
            for rank, sheet in enumerate(book.sheets_metadata)
            if str(sheet.typ).endswith("WorkSheet") and str(sheet.visible).endswith(".Visible")
        ]
        return shown or list(range(len(names)))
    typed, known = wanted.strip().casefold(), [name.strip().casefold() for name in names]
    if typed in known:
        return [known.index(typed)]
    if typed.isdecimal() and 1 <= int(typed) <= len(names):
        return [int(typed) - 1]
    near = did_you_mean(wanted, names)
    how = f"feuilles du classeur : {', '.join(f'« {n} »' for n in names)}"
    what = f"le classeur n’a pas de feuille « {wanted} »"
    raise refuse_file(Path(name), "E06", what, f"{how} ; {near}" if near else how)


def _text(value: Any) -> str:
    """Return a cell as text: whole numbers without « .0 », dates in ISO form, « Vrai » or « Faux »."""
    if isinstance(value, bool):
        return "Vrai" if value else "Faux"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e21 else f"{value:.15g}"
    if isinstance(value, datetime.datetime | datetime.time):
        return str(value.replace(microsecond=0)).removesuffix(" 00:00:00")
    return "" if value is None else str(value)
