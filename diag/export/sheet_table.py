"""A sheet of a workbook as a table: the same shape and the same records as a text would give."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from diag.export.dialect import is_blank
from diag.export.header import MOST, read_header
from diag.export.layout import Layout, Overrides
from diag.export.notes import note_sheet
from diag.export.records import Records, Wanted, columns_of
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

    def records(self, wanted: Wanted) -> Iterator[tuple[int, Records, int]]:
        """Yield records by groups, with the row of the first and the bytes read so far."""
        above = self.first_line - self._sheet.first_row
        held: list[list[str]] = []
        done = 0
        for rank, cells in enumerate(self._sheet.rows()):
            if rank < above:
                continue
            held.append(cells)
            if len(held) == ROWS:
                yield self._group(held, done, wanted)
                done += len(held)
                held = []
        if held:
            yield self._group(held, done, wanted)

    def _group(
        self, rows: Sequence[list[str]], done: int, wanted: Wanted
    ) -> tuple[int, Records, int]:
        kept = [rank for rank, cells in enumerate(rows) if not is_blank(cells)]
        columns = {
            p: pa.array([rows[rank][p] for rank in kept], pa.string())
            for p in {*wanted.coded, *wanted.texts}
        }
        codes, texts = columns_of(columns, wanted)
        blank = len(rows) - len(kept)
        records = Records(np.array(kept, dtype=np.int64), codes, texts, len(rows), blank)
        read = self.first_line - self._sheet.first_row + done + len(rows)
        return (
            self.first_line + done,
            records,
            self._source.survey.size * read // self._sheet.height,
        )


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
        if len(rows) == SAMPLE + MOST:
            break
    merged = [
        (filled.index(r), first, last) for r, first, last in sheet.merged if r in filled[:MOST]
    ]
    header = read_header(_trimmed(rows), overrides.header_rows, merged)
    if len(rows) <= header.rows:
        raise refuse_empty(source.name)
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
    )
    below = filled[header.rows - 1] + 1
    return SheetTable(layout, sheet.first_row + below, source, sheet)


def _trimmed(rows: Sequence[list[str]]) -> list[list[str]]:
    """Return rows without the last columns where neither headings nor records hold anything."""
    width = max(max((i for i, c in enumerate(cells, 1) if c.strip()), default=0) for cells in rows)
    return [cells[:width] for cells in rows]
