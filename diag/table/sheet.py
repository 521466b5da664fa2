"""Sheets of results: typed columns, written as CSV text or kept as Arrow columns.

Most cells of a result are one of a few short words (a level, a score in tenths, a status): each
column is a code per row and a list of words. Columns side by side are written together, one word for
all the words that meet in a row, so that a line is put together from few pieces.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Protocol, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from diag.safe_text import CONTROL, FORMULA, NEUTRAL, as_re2, plain_data

_BLOCK = 16_384  # rows put together at a time: they stay near the processor
_JOINT = 8_192  # words of columns taken together, at most
_CONTROL, _FORMULA = as_re2(CONTROL), as_re2(FORMULA)


@dataclass(frozen=True)
class Dialect:
    """How a CSV file is written: for programs, or for French Excel."""

    separator: str = ","
    decimal: str = "."
    bom: bool = False


EXCEL = Dialect(";", ",", True)


class Column(Protocol):
    """One column of a sheet, (n,) cells."""

    def arrow(self) -> pa.Array:
        """Return typed values, null where the cell is empty."""

    def coded(self, decimal: str) -> tuple[NDArray[Any], Sequence[str]] | None:
        """Return the code of each cell and the words, or None for free text."""


@dataclass(frozen=True, eq=False)
class Text:
    """Free text, written without control characters, and in CSV safe for spreadsheets."""

    texts: pa.Array

    def arrow(self) -> pa.Array:
        """Return the texts."""
        return pc.replace_substring_regex(self.texts, _CONTROL, "")

    def coded(self, decimal: str) -> None:
        """Return None: there is a word per row."""


@dataclass(frozen=True, eq=False)
class Words:
    """One of a few words per row; a code of -1 is the last word."""

    codes: NDArray[Any]
    words: Sequence[str]

    def arrow(self) -> pa.Array:
        """Return the words, as a dictionary."""
        codes = np.where(self.codes < 0, len(self.words) - 1, self.codes).astype(np.int32)
        words = pa.array(plain_data(self.words), pa.string())
        return pa.DictionaryArray.from_arrays(pa.array(codes), words)

    def coded(self, decimal: str) -> tuple[NDArray[Any], Sequence[str]]:
        """Return the codes and words."""
        return self.codes, plain_data(self.words)


@dataclass(frozen=True, eq=False)
class Tenths:
    """Numbers rounded to one decimal, as whole numbers of tenths (M8); -1 is an empty cell."""

    values: NDArray[Any]

    def arrow(self) -> pa.Array:
        """Return the numbers."""
        return pa.array(self.values / 10, mask=self.values < 0)

    def coded(self, decimal: str) -> tuple[NDArray[Any], Sequence[str]]:
        """Return the number of tenths, and how each is written."""
        return self.values, _tenths(decimal, max(1000, int(self.values.max(initial=0))))


@dataclass(frozen=True, eq=False)
class Levels:
    """Small whole numbers; -1 is an empty cell."""

    values: NDArray[Any]

    def arrow(self) -> pa.Array:
        """Return the numbers."""
        return pa.array(self.values, mask=self.values < 0)

    def coded(self, decimal: str) -> tuple[NDArray[Any], Sequence[str]]:
        """Return the numbers, and how each is written."""
        return self.values, [*map(str, range(max(5, int(self.values.max(initial=0)) + 1))), ""]


Sheet = Mapping[str, Column]
"""Columns by name, in the order they are written."""


def heading(sheet: Sheet, dialect: Dialect) -> bytes:
    """Return the first line of a CSV file."""
    written = _quote(pa.array(plain_data(list(sheet)), pa.string()), dialect.separator)
    names = dialect.separator.join(written.to_pylist())
    return ("\ufeff" if dialect.bom else "").encode() + f"{names}\r\n".encode()


def csv_lines(sheet: Sheet, dialect: Dialect) -> bytes:
    """Return the rows of a CSV file, CRLF at the end of each as RFC 4180 asks."""
    separator = dialect.separator
    pieces: list[_Piece] = []
    for column in sheet.values():
        coded = column.coded(dialect.decimal)
        if coded is None:
            pieces.append(_quote(column.arrow(), separator))
            continue
        codes, words = coded
        piece = _Joint.of(codes, tuple(words))
        last = pieces[-1] if pieces else None
        if isinstance(last, _Joint) and len(last) * len(piece) <= _JOINT:
            pieces[-1] = last.then(piece)
        else:
            pieces.append(piece)
    blocks = []
    for start in range(0, _rows(pieces[0]), _BLOCK):
        cells = [_cells(piece, start, separator) for piece in pieces]
        cells[-1] = pc.binary_join_element_wise(cells[-1], "\r\n", "")
        blocks.append(pc.binary_join_element_wise(*cells, separator).buffers()[2])
    return b"".join(blocks)


def arrow_table(sheet: Sheet) -> pa.Table:
    """Return the sheet as an Arrow table."""
    return pa.table({plain_data(name): column.arrow() for name, column in sheet.items()})


@dataclass(frozen=True, eq=False)
class _Joint:
    """Columns of words side by side: (n,) ranks among all the ways their words can meet."""

    ranks: NDArray[np.int32]
    words: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, codes: NDArray[Any], words: tuple[str, ...]) -> "_Joint":
        return cls(codes + np.int32(len(words)) * (codes < 0), (words,))

    def __len__(self) -> int:
        return math.prod(map(len, self.words))

    def then(self, other: "_Joint") -> "_Joint":
        """Return these columns and those of `other`."""
        return _Joint(self.ranks * np.int32(len(other)) + other.ranks, self.words + other.words)


_Piece: TypeAlias = pa.Array | _Joint


def _rows(piece: _Piece) -> int:
    return len(piece.ranks) if isinstance(piece, _Joint) else len(piece)


def _cells(piece: _Piece, start: int, separator: str) -> pa.Array:
    """Return the texts of some rows."""
    if isinstance(piece, _Joint):
        # Many words are those of these rows only: they are not kept.
        join = _joined if len(piece) <= _JOINT else _joined.__wrapped__
        return join(piece.words, separator).take(pa.array(piece.ranks[start : start + _BLOCK]))
    return piece.slice(start, _BLOCK)


@lru_cache(maxsize=1024)
def _joined(words: tuple[tuple[str, ...], ...], separator: str) -> pa.Array:
    """Return all the ways in which words meet, as they are written."""
    *before, last = words
    written = _quote(pa.array(last, pa.string()), separator)
    if not before:
        return written
    firsts = _joined(tuple(before), separator)
    ranks, own = np.divmod(np.arange(len(firsts) * len(written)), len(written))
    return pc.binary_join_element_wise(firsts.take(ranks), written.take(own), separator)


def _quote(texts: pa.Array, separator: str) -> pa.Array:
    """Neutralise what a spreadsheet would run, and quote what would break a line."""
    texts = pc.replace_substring_regex(texts, _FORMULA, NEUTRAL)
    special = pc.match_substring_regex(texts, f'["\r\n{separator}]')
    doubled = pc.replace_substring(texts, '"', '""')
    quoted = pc.binary_join_element_wise('"', doubled, '"', "")
    return pc.if_else(special, quoted, texts)


@cache
def _tenths(decimal: str, largest: int) -> tuple[str, ...]:
    return (*(f"{i // 10}{decimal}{i % 10}" for i in range(largest + 1)), "")
