"""A sheet of a workbook as a table: the same shape and the same records as a text would give."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from diag.export.chunk import Chunk, encoded
from diag.export.dialect import ABOVE, is_blank
from diag.export.header import MOST, read_header
from diag.export.layout import Layout, Overrides, told_layout
from diag.export.notes import note_sheet
from diag.export.source import Source
from diag.export.text_table import SAMPLE, refuse_empty
from diag.export.workbook import Sheet, open_sheet

ROWS = 16_384  # rows held as Python text at once


@dataclass(frozen=True)
class SheetTable:
    """A sheet whose shape is known.

    Attributes:
        layout: what was decided.
        first_line: row of the first record below the header.

    """

    layout: Layout
    first_line: int
    _source: Source
    _sheet: Sheet

    def chunks(self, wanted: Collection[int]) -> Iterator[Chunk]:
        """Yield records by groups, with the wanted columns."""
        rows = self._sheet.rows()
        above = self.first_line - self._sheet.first_row
        for _ in islice(rows, above):
            pass
        done = above
        while held := list(islice(rows, ROWS)):
            lines = np.arange(done, done + len(held)) + self._sheet.first_row
            done += len(held)
            columns = [encoded(list(cells)) for cells in zip(*held, strict=True)]
            read = self._source.survey.size * done // self._sheet.height
            yield Chunk.of(lines, columns, wanted, read)


def open_workbook(source: Source, overrides: Overrides) -> SheetTable:
    """Decide the shape of a workbook.

    Raises:
        Refusal: it cannot be read, or it holds no answer.

    """
    sheet = open_sheet(source.path, source.name, overrides.sheet)
    filled: list[int] = []
    rows: list[list[str]] = []
    for rank, cells in enumerate(sheet.rows()):
        if not is_blank(cells):
            filled.append(rank)
            rows.append(cells)
        if len(rows) == SAMPLE + ABOVE + MOST:
            break
    merged = [
        (filled.index(r), first, last)
        for r, first, last in sheet.merged
        if r in filled[: ABOVE + MOST]
    ]
    header = read_header(_trimmed(rows), overrides.header_rows, merged)
    if len(rows) <= header.rows:
        told = told_layout("", "", header.rows, sheet.name)
        raise refuse_empty(source.name, told)
    tool = header.tool or ("sphinx" if sheet.made_by_sphinx else "")
    width = len(header.headings)
    layout = Layout(
        kind="workbook",
        encoding="utf-8",
        bom=False,
        delimiter="",
        header_rows=header.rows,
        tool=tool,
        sheet=sheet.name,
        headings=header.headings,
        sample=tuple(tuple(cells[:width]) for cells in rows[header.rows :][:SAMPLE]),
        notes=tuple(note_sheet(source.suffix, sheet.name, sheet.others, header)),
        others=sheet.candidates,
    )
    below = filled[header.rows - 1] + 1
    return SheetTable(layout, sheet.first_row + below, source, sheet)


def _trimmed(rows: Sequence[list[str]]) -> list[list[str]]:
    """Return rows without the last columns where neither headings nor records hold anything."""
    width = max(max((i for i, c in enumerate(cells, 1) if c.strip()), default=0) for cells in rows)
    return [cells[:width] for cells in rows]
