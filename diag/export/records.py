"""The records of a text, read by pyarrow in pieces.

pyarrow cuts cells as Python's `csv` does, and in one thread it counts every record, blank or ragged.
It does not see a quote that swallows records: where that may be, `quotes` looks again.
"""

import csv
import io
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import csv as arrow_csv

from diag.export import transcoding
from diag.export.chunk import Chunk, encoded
from diag.export.dialect import is_blank
from diag.export.layout import Ragged
from diag.export.transcoding import Utf8Stream


@dataclass(frozen=True)
class Shape:
    """How a text is cut: its delimiter, the cells of a record, the row of the first one."""

    delimiter: str
    width: int
    first_line: int


def read_records(
    stream: Utf8Stream, shape: Shape, wanted: Collection[int], recheck: Callable[[], None]
) -> Iterator[Chunk]:
    """Yield the records of a text, from its first record to its end.

    Args:
        stream: the text.
        shape: how it is cut.
        wanted: positions of the columns to keep.
        recheck: called once, when a quote may have swallowed records.

    Raises:
        pyarrow.ArrowInvalid: bytes have no meaning, or a record is longer than a block.
        OSError, UnicodeDecodeError: the file changed since it was looked at.

    """
    odd = _OddRecords(shape)
    names = [str(position) for position in range(shape.width)]
    batches = arrow_csv.open_csv(
        pa.PythonFile(stream, "r"),
        arrow_csv.ReadOptions(use_threads=False, block_size=transcoding.BLOCK, column_names=names),
        arrow_csv.ParseOptions(
            delimiter=shape.delimiter,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=odd,
        ),
        arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.dictionary(pa.int32(), pa.string())),
            strings_can_be_null=False,
        ),
    )
    first, checked = 1, False
    for batch in batches:
        if not checked and (odd.quoted or any(map(_breaks, batch.columns))):
            recheck()
            checked = True
        ranks = odd.regular(first, batch.num_rows)
        first = int(ranks[-1]) + 1 if len(ranks) else first
        yield odd.placed(ranks, batch.columns, first, wanted, stream.consumed)
    if odd.quoted and not checked:
        recheck()
    if odd.ragged or odd.mended:
        nothing = [encoded([])] * shape.width
        yield odd.placed(np.zeros(0, np.int64), nothing, None, wanted, stream.consumed)


def _breaks(column: Any) -> bool:
    """Tell whether a cell holds a line break."""
    return bool(pc.any(pc.match_substring_regex(column.dictionary, "[\\r\\n]")).as_py())


@dataclass
class _OddRecords:
    """Records that have not the width of the header, until they take their place among the others.

    Attributes:
        shape: of the text.
        ragged: those that are refused; `line` is the rank of the record, from 1.
        mended: cells of those that are wider by empty cells only, or hold nothing, by rank.
        quoted: one of them holds a quote.

    """

    shape: Shape
    ragged: list[Ragged] = field(default_factory=list)
    mended: dict[int, list[str]] = field(default_factory=dict)
    quoted: bool = False

    def __call__(self, row: arrow_csv.InvalidRow) -> str:
        """Take a record into account; pyarrow then leaves it out."""
        width = self.shape.width
        self.quoted |= '"' in row.text
        cells = next(csv.reader(io.StringIO(row.text, newline=""), delimiter=self.shape.delimiter))
        if is_blank(cells[width if len(cells) > width else 0 :]):
            self.mended[row.number] = (cells + [""] * width)[:width]
        else:
            self.ragged.append(Ragged(row.number, row.actual_columns, width))
        return "skip"

    def regular(self, first: int, count: int) -> NDArray[np.int64]:
        """Return the ranks of the next records of the right width, from rank `first` on."""
        odd = [*(r.line for r in self.ragged), *self.mended]
        ranks = np.setdiff1d(np.arange(first, first + count + len(odd)), odd)
        return ranks[:count]

    def placed(
        self,
        ranks: NDArray[np.int64],
        cells: Sequence[Any],
        before: int | None,
        wanted: Collection[int],
        read: int,
    ) -> Chunk:
        """Return a chunk of records and of the odd ones that come before a rank, now forgotten."""
        ragged = tuple(r for r in self.ragged if before is None or r.line < before)
        self.ragged = self.ragged[len(ragged) :]
        mended = [rank for rank in self.mended if before is None or rank < before]
        if mended:
            rows = [self.mended.pop(rank) for rank in mended]
            order = np.argsort(np.append(ranks, mended), kind="stable")
            ranks = np.append(ranks, mended)[order]
            added = zip(cells, zip(*rows, strict=True), strict=True)
            cells = [
                encoded(pa.concat_arrays([c.dictionary_decode(), pa.array(a)]).take(order))
                for c, a in added
            ]
        line = self.shape.first_line - 1
        told = tuple(Ragged(line + r.line, r.cells, r.expected) for r in ragged)
        return Chunk.of(ranks + line, cells, wanted, read, told)
