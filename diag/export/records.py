"""Blocks of records as columns: the one parser of cells.

Columns of answers come as codes of their texts, so that later steps read each distinct text once;
columns of identity come as plain texts. Only the columns asked for are read.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from diag.export.blocks import Block
from diag.export.borders import CR
from diag.export.dialect import is_blank
from diag.export.layout import Ragged
from diag.export.spellings import Cells, Codes, Spellings, cut_records


@dataclass(frozen=True)
class Wanted:
    """What is read of each record.

    Attributes:
        width: cells of a record.
        coded: positions of the columns of answers, going up.
        texts: positions of the columns of identity.
        spellings: texts of the columns of answers, as they are met.

    """

    width: int
    coded: tuple[int, ...]
    texts: tuple[int, ...]
    spellings: Spellings = field(default_factory=Spellings)


@dataclass(frozen=True, eq=False)
class Records:
    """Records of one block.

    Attributes:
        ranks: (n,) rank of each record kept, among all those of the block, from 0.
        codes: (C, n) codes in the spellings, one row per column of answers.
        texts: columns of identity by position, n strings without nulls.
        total: records of the block, those kept, blank or ragged.
        blank: records that hold nothing.
        ragged: records without the right number of cells; `line` is the rank from 0.

    """

    ranks: NDArray[np.int64]
    codes: Codes
    texts: dict[int, Any]
    total: int
    blank: int = 0
    ragged: tuple[Ragged, ...] = ()


def read_block(block: Block, wanted: Wanted) -> Records:
    """Return the records of a block.

    Raises:
        UnicodeDecodeError, pyarrow.ArrowInvalid: the bytes are not UTF-8 after all.

    """
    found = _Found.of(block)
    kept = np.diff(found.last, prepend=-1) == wanted.width
    odd = np.flatnonzero(~kept)
    blank, ragged = 0, []
    for rank, cells in zip(odd.tolist(), found.cut(odd), strict=True):
        if is_blank(cells):
            blank += 1
        elif len(cells) > wanted.width and is_blank(cells[wanted.width :]):
            kept[rank] = True
        else:
            ragged.append(Ragged(rank, len(cells), wanted.width))
    ranks = np.flatnonzero(kept)
    grid = found.grid(ranks, wanted.width)
    texts = {position: grid.pick((slice(None), position)).texts() for position in wanted.texts}
    codes = wanted.spellings.read(grid, wanted.coded)
    empty = _blank_rows(codes, texts, wanted.spellings)
    for rank, cells in zip(np.flatnonzero(empty).tolist(), found.cut(ranks[empty]), strict=True):
        empty[rank] = is_blank(cells)  # the columns that are not read too
    if empty.any():
        ranks, codes = ranks[~empty], codes[:, ~empty]
        texts = {position: column.filter(pa.array(~empty)) for position, column in texts.items()}
    return Records(ranks, codes, texts, len(kept), blank + int(empty.sum()), tuple(ragged))


@dataclass(frozen=True, eq=False)
class _Found:
    """Records found in a block: all cells in a row, and the last cell of each record."""

    cells: Cells
    last: NDArray[np.intp]

    @classmethod
    def of(cls, block: Block) -> "_Found":
        text, ends = np.frombuffer(block.text, np.uint8), block.ends()
        starts = np.empty_like(ends)
        starts[0], starts[1:] = 0, ends[:-1] + 1
        last = np.flatnonzero(text.take(ends) != ord(block.delimiter))
        ends[last] -= (text.take(ends[last] - 1) == CR) & (ends[last] > starts[last])
        return cls(Cells(block.text, block.delimiter, starts, ends), last)

    @property
    def first(self) -> NDArray[np.intp]:
        """First cell of each record."""
        return np.append(0, self.last[:-1] + 1)

    def cut(self, ranks: NDArray[np.intp]) -> Iterator[list[str]]:
        """Yield the cells of some records, one record after the other."""
        cells = self.cells
        starts = cells.starts[self.first[ranks]].tolist()
        ends = cells.ends[self.last[ranks]].tolist()
        records = (cells.text[a:b] for a, b in zip(starts, ends, strict=True))
        return cut_records(records, cells.delimiter)

    def grid(self, ranks: NDArray[np.intp], width: int) -> Cells:
        """Return the first cells of some records, (n, width)."""
        cells = self.cells
        if len(ranks) * width == len(cells.starts):
            return replace(
                cells, starts=cells.starts.reshape(-1, width), ends=cells.ends.reshape(-1, width)
            )
        return cells.pick(self.first[ranks, None] + np.arange(width))


def columns_of(columns: Mapping[int, pa.Array], wanted: Wanted) -> tuple[Codes, dict[int, Any]]:
    """Return the codes and the texts of n records already cut into cells, by position in `columns`."""
    codes = [wanted.spellings.learn(columns[position]) for position in wanted.coded]
    return np.array(codes, np.int32), {position: columns[position] for position in wanted.texts}


def _blank_rows(codes: Codes, texts: dict[int, Any], spellings: Spellings) -> NDArray[np.bool_]:
    """Return which rows hold nothing in these columns."""
    blank: NDArray[np.bool_] = np.ones(codes.shape[1], dtype=bool)
    for column in texts.values():  # first: an identifier settles it at once
        if not blank.any():
            break
        trimmed = pc.equal(pc.utf8_trim_whitespace(column), "")
        blank &= trimmed.to_numpy(zero_copy_only=False)
    for column in codes:
        if not blank.any():
            break
        blank &= np.isin(column, spellings.blank)
    return blank
