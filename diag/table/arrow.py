"""Blocks of records as columns: the one parser of cells, pyarrow's.

Columns of answers come dictionary-encoded, so that later steps read each distinct text once;
columns of identity come as plain text. Only the columns asked for are converted.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
from numpy.typing import NDArray

from diag.table.layout import Ragged

_CODED = pa.dictionary(pa.int32(), pa.string())


@dataclass(frozen=True)
class Wanted:
    """What is read of each record.

    Attributes:
        width: cells of a record.
        coded: positions of the columns of answers.
        texts: positions of the columns of identity.

    """

    width: int
    coded: tuple[int, ...]
    texts: tuple[int, ...]

    @property
    def types(self) -> dict[int, Any]:
        """Arrow type of each column to read, by position; the first column when none is wanted."""
        types = dict.fromkeys(self.texts or self.coded[:1] or (0,), pa.string())
        return types | dict.fromkeys(self.coded, _CODED)


@dataclass(frozen=True, eq=False)
class Records:
    """Records of one block.

    Attributes:
        ranks: (n,) rank of each record kept, among all those of the block, from 0.
        columns: columns read, by position, n long.
        total: records of the block, those kept, blank or ragged.
        blank: records that hold nothing.
        ragged: records without the right number of cells; `line` is the rank from 0.

    """

    ranks: NDArray[np.int64]
    columns: dict[int, Any]
    total: int
    blank: int
    ragged: tuple[Ragged, ...]


def read_block(block: bytes, delimiter: str, wanted: Wanted) -> Records:
    """Return the records of a block of UTF-8 text that begins and ends where a record does.

    Raises:
        pyarrow.ArrowInvalid: the bytes are not UTF-8 after all.

    """
    table, odd = _parse(block, delimiter, wanted.width, wanted.types)
    columns = {position: _only_chunk(table, position) for position in wanted.types}
    total = table.num_rows + len(odd)
    ranks = np.delete(np.arange(total, dtype=np.int64), [rank for rank, _ in odd])
    blank = _blank_rows(columns)
    if len(columns) < wanted.width and blank.any():  # is the rest of these records empty too?
        every = dict.fromkeys(range(wanted.width), pa.string())
        whole, _ = _parse(block, delimiter, wanted.width, every)
        blank = _blank_rows({position: _only_chunk(whole, position) for position in every})
    if blank.any():
        kept = pa.array(~blank)
        columns = {position: column.filter(kept) for position, column in columns.items()}
        ranks = ranks[~blank]
    ragged, mended, empty = _sort_out(odd, delimiter, wanted.width)
    if mended:
        ranks = np.append(ranks, [rank for rank, _ in mended])
        order = np.argsort(ranks)
        added = columns_of([cells for _, cells in mended], wanted)
        columns = {p: _join(column, added[p]).take(order) for p, column in columns.items()}
        ranks = ranks[order]
    return Records(ranks, columns, total, empty + int(blank.sum()), ragged)


def count_records(text: bytes, delimiter: str) -> int:
    """Return how many records a text begins, the last one whole or not."""
    lines = io.StringIO(text.decode("utf-8", "replace"), newline="")
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    return sum(1 for _ in csv.reader(lines, delimiter=delimiter))


def columns_of(rows: Sequence[Sequence[str]], wanted: Wanted) -> dict[int, Any]:
    """Return the columns of records already cut into cells, as a workbook gives them."""
    columns = {}
    for position, kind in wanted.types.items():
        texts = pa.array([cells[position] for cells in rows], pa.string())
        columns[position] = texts.dictionary_encode() if kind == _CODED else texts
    return columns


def _parse(
    block: bytes, delimiter: str, width: int, types: dict[int, Any]
) -> tuple[Any, list[tuple[int, str]]]:
    """Return the table of the records of the right width, and the rank and text of the others."""
    odd: list[tuple[int, str]] = []

    def set_aside(row: pcsv.InvalidRow) -> str:
        odd.append((row.number - 1, row.text))
        return "skip"

    names = [str(position) for position in range(width)]
    table = pcsv.read_csv(
        pa.py_buffer(block),
        # One block is one task: blocks are parsed side by side, and each numbers its rows.
        read_options=pcsv.ReadOptions(
            use_threads=False, block_size=len(block) + 1, column_names=names
        ),
        parse_options=pcsv.ParseOptions(
            delimiter=delimiter,
            newlines_in_values=True,
            ignore_empty_lines=False,  # a spreadsheet counts them
            invalid_row_handler=set_aside,
        ),
        convert_options=pcsv.ConvertOptions(
            column_types={str(position): kind for position, kind in types.items()},
            include_columns=[str(position) for position in types],
            strings_can_be_null=False,
        ),
    )
    return table, odd


def _only_chunk(table: Any, position: int) -> Any:
    column = table.column(str(position))
    return column.chunk(0) if column.num_chunks == 1 else pa.array([], column.type)


def _sort_out(
    odd: list[tuple[int, str]], delimiter: str, width: int
) -> tuple[tuple[Ragged, ...], list[tuple[int, list[str]]], int]:
    """Sort records of another width: refused, mended (their extra cells are empty), or blank."""
    text = "\n".join(text for _, text in odd)
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    cut = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    ragged, mended, blank = [], [], 0
    for (rank, _), cells in zip(odd, cut, strict=True):
        if not any(map(str.strip, cells)):
            blank += 1
        elif len(cells) > width and not any(map(str.strip, cells[width:])):
            mended.append((rank, cells[:width]))
        else:
            ragged.append(Ragged(rank, len(cells), width))
    return tuple(ragged), mended, blank


def _join(column: Any, added: Any) -> Any:
    joined = pa.chunked_array([column, added])
    if pa.types.is_dictionary(column.type):
        joined = joined.unify_dictionaries()
    joined = joined.combine_chunks()
    return joined.combine_chunks() if isinstance(joined, pa.ChunkedArray) else joined


def _blank_rows(columns: dict[int, Any]) -> NDArray[np.bool_]:
    """Return which rows hold nothing in these columns."""
    blank: NDArray[np.bool_] = np.ones(len(next(iter(columns.values()))), dtype=bool)
    # Plain texts first: an identifier settles it at once.
    ordered = sorted(columns.values(), key=lambda column: pa.types.is_dictionary(column.type))
    for column in ordered:
        if not blank.any():
            break
        if pa.types.is_dictionary(column.type):
            empty = [i for i, text in enumerate(column.dictionary.to_pylist()) if not text.strip()]
            blank &= np.isin(column.indices.to_numpy(zero_copy_only=False), empty)
        else:
            trimmed = pc.equal(pc.utf8_trim_whitespace(column), "")
            blank &= trimmed.to_numpy(zero_copy_only=False)
    return blank
