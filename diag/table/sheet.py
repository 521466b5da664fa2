"""Sheets of results: typed columns, written as CSV text or kept as Arrow columns.

Most cells of a result are one of a few short words (a level, a score in tenths, a status): each
column is a code per row and a list of words, so that a line is put together by copying words of
fixed width and dropping their padding, for thousands of rows at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

_BLOCK = 8_192  # rows put together at a time: the widest sheet stays under 10 MB
_TENTHS = 1001  # the numbers 0.0 to 100.0; the word after them is an empty cell
_HOSTILE = "^[=+\\-@\t\r]"
"""First characters that a spreadsheet takes for a formula."""


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
    """Free text, written safe for spreadsheets."""

    texts: pa.Array

    def arrow(self) -> pa.Array:
        """Return the texts."""
        return self.texts

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
        return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(self.words, pa.string()))

    def coded(self, decimal: str) -> tuple[NDArray[Any], Sequence[str]]:
        """Return the codes and words."""
        return self.codes, self.words


@dataclass(frozen=True, eq=False)
class Tenths:
    """Numbers from 0 to 100 rounded to one decimal (M8); NaN is an empty cell."""

    values: NDArray[np.float64]

    def arrow(self) -> pa.Array:
        """Return the numbers."""
        return pa.array(self.values, mask=np.isnan(self.values))

    def coded(self, decimal: str) -> tuple[NDArray[Any], Sequence[str]]:
        """Return the number of tenths, and how each is written."""
        codes = np.where(np.isnan(self.values), _TENTHS, self.values * 10 + 0.5).astype(np.int16)
        return codes, _tenths(decimal)


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
    names = dialect.separator.join(_quote(pa.array(list(sheet)), dialect.separator).to_pylist())
    return ("\ufeff" if dialect.bom else "").encode() + f"{names}\r\n".encode()


def csv_lines(sheet: Sheet, dialect: Dialect) -> bytes:
    """Return the rows of a CSV file, CRLF at the end of each as RFC 4180 asks."""
    pieces: list[pa.Array] = []
    run: list[tuple[NDArray[Any], Sequence[str]]] = []
    for column in sheet.values():
        coded = column.coded(dialect.decimal)
        if coded is not None:
            run.append(coded)
            continue
        if run:
            pieces.append(_join_words(run, dialect.separator))
            run = []
        pieces.append(_quote(column.arrow(), dialect.separator))
    if run:
        pieces.append(_join_words(run, dialect.separator))
    if not len(pieces[0]):
        return b""
    lines = pc.binary_join_element_wise(*pieces, dialect.separator)
    ended = pc.cast(pc.binary_join_element_wise(lines, "\r\n", ""), pa.large_string())
    return bytes(ended.buffers()[2])


def arrow_table(sheet: Sheet) -> pa.Table:
    """Return the sheet as an Arrow table."""
    return pa.table({name: column.arrow() for name, column in sheet.items()})


def _quote(texts: pa.Array, separator: str) -> pa.Array:
    """Neutralise what a spreadsheet would run, and quote what would break a line."""
    hostile = pc.match_substring_regex(texts, _HOSTILE)
    if pc.any(hostile).as_py():
        texts = pc.if_else(hostile, pc.binary_join_element_wise("'", texts, ""), texts)
    special = pc.match_substring_regex(texts, f'["\r\n{separator}]')
    if pc.any(special).as_py():
        doubled = pc.replace_substring(texts, '"', '""')
        quoted = pc.binary_join_element_wise('"', doubled, '"', "")
        texts = pc.if_else(special, quoted, texts)
    return texts


@cache
def _tenths(decimal: str) -> tuple[str, ...]:
    return (*(f"{i // 10}{decimal}{i % 10}" for i in range(_TENTHS)), "")


@lru_cache(maxsize=1024)
def _padded(words: tuple[str, ...], separator: str, end: str) -> NDArray[Any]:
    """Return the words as they are written, each followed by `end`, padded to one width."""
    quoted = _quote(pa.array(words, pa.string()), separator).to_pylist()
    ended = [(word + end).encode() for word in quoted]
    width = 1 << (max(1, *map(len, ended)) - 1).bit_length()  # powers of two copy fastest
    return np.array([word.ljust(width, b"\0") for word in ended], dtype=f"V{width}")


def _join_words(run: Sequence[tuple[NDArray[Any], Sequence[str]]], separator: str) -> pa.Array:
    """Return (n,) texts: the words of each row, joined."""
    ends = [separator] * (len(run) - 1) + [""]
    tables = [_padded(tuple(w), separator, e) for (_, w), e in zip(run, ends, strict=True)]
    line = np.dtype([(str(rank), table.dtype) for rank, table in enumerate(tables)])
    rows = len(run[0][0])
    blocks = []
    for start in range(0, rows, _BLOCK):
        some = slice(start, min(start + _BLOCK, rows))
        block = np.empty(some.stop - start, dtype=line)
        for rank, ((codes, _), table) in enumerate(zip(run, tables, strict=True)):
            block[str(rank)] = table[codes[some]]
        raw = block.view(np.uint8).reshape(len(block), line.itemsize)
        offsets = np.zeros(len(block) + 1, np.int32)
        np.cumsum(np.count_nonzero(raw, axis=1), out=offsets[1:])
        data = pa.py_buffer(np.compress(raw.ravel() != 0, raw.ravel()))
        blocks.append(pa.StringArray.from_buffers(len(block), pa.py_buffer(offsets), data))
    return pa.concat_arrays(blocks) if blocks else pa.array([], pa.string())
