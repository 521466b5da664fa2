"""Where the cells of a text end: its delimiters and line ends that lie outside quotes.

A mask over the bytes of a text is held as bits, 64 to a whole number, so that one operation looks
at 64 bytes. What no reader tells is told here: a quote that is closed by the next quote of another
record would swallow answers in silence.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint64]
"""Bit i % 64 of number i // 64 tells of byte i."""

QUOTE, LF, CR = b'"\n\r'
_ONE, _LAST, _ALL = np.uint64(1), np.uint64(63), np.uint64(2**64 - 1)
_WINDOW = 1 << 17  # bytes compared together: they stay in the cache of the processor


class Unreadable(Exception):
    """The text cannot be cut further.

    Attributes:
        kind: `open` (a quote is never closed), `swallowed` (a quote is closed in another record)
            or `long` (no end of record within `blocks.LONGEST`).
        before: what precedes the guilty record in its block, to count records.

    """

    def __init__(self, kind: str, before: bytes = b"") -> None:
        super().__init__(kind)
        self.kind = kind
        self.before = before


@dataclass(frozen=True, eq=False)
class Borders:
    """The borders of a text that begins with a record.

    Attributes:
        cells: last byte of what ends each cell: a delimiter, or a line end.
        end: bytes of the whole records; a carriage return that ends the text may be half a line
            end, and is not yet one.
        is_open: a quote stays open at the end of the text.

    """

    cells: Bits
    end: int
    is_open: bool


def find_borders(text: bytes, delimiter: str) -> Borders:
    """Return the borders of a text, not empty, by the rule of all CSV readers.

    A quote opens a cell only at its beginning; within, two quotes are one of the text.

    Raises:
        Unreadable: a quoted cell spans lines and goes on after its closing quote: that quote
            opened a cell of a later record, and records were swallowed.

    """
    quotes, feeds, returns = (_where(text, sign) for sign in (QUOTE, LF, CR))
    delimiters = _where(text, ord(delimiter))
    inside, is_open = _between(quotes)
    # Where each opening quote follows a border, and each closing one goes before a border, quotes
    # open and close cells in turn; two quotes within a cell close it and open it again.
    edges = quotes | delimiters | feeds | returns
    follows, precedes = _after(edges), _before(edges)
    follows[0] |= _ONE
    precedes |= _beyond(len(text) - 1)
    if ((quotes & inside & ~follows) | (quotes & ~inside & ~precedes)).any():
        inside, is_open = _cell_by_cell(text, delimiter)
    # CR LF is one line end.
    lines = feeds | (returns & ~_before(feeds) & ~_beyond(len(text) - 1))
    lines &= ~inside
    return Borders(lines | (delimiters & ~inside), _highest(lines) + 1, is_open)


def _where(text: bytes, sign: int) -> Bits:
    """Return the bytes that are this one."""
    found = np.zeros((len(text) + 63) // 64 * 8, np.uint8)
    cells = np.frombuffer(text, np.uint8)
    for start in range(0, len(cells), _WINDOW):
        bits = np.packbits(cells[start : start + _WINDOW] == sign, bitorder="little")
        found[start // 8 : start // 8 + len(bits)] = bits
    return found.view("<u8")


def _after(bits: Bits) -> Bits:
    """Return the bytes that follow those."""
    moved = bits << _ONE
    moved[1:] |= bits[:-1] >> _LAST
    return moved


def _before(bits: Bits) -> Bits:
    """Return the bytes that precede those."""
    moved = bits >> _ONE
    moved[:-1] |= bits[1:] << _LAST
    return moved


def _beyond(place: int) -> Bits:
    """Return the bytes from this one, in the last number."""
    bits = np.zeros(place // 64 + 1, np.uint64)
    bits[-1] = _ALL << np.uint64(place % 64)
    return bits


def _between(quotes: Bits) -> tuple[Bits, bool]:
    """Return the bytes from each odd quote to before the next, and whether the last is odd."""
    inside = quotes.copy()
    for step in (1, 2, 4, 8, 16, 32):
        inside ^= inside << np.uint64(step)
    odd = np.bitwise_xor.accumulate(inside >> _LAST)
    inside[1:] ^= odd[:-1] * _ALL
    return inside, bool(odd[-1])


def _highest(bits: Bits) -> int:
    """Return the last byte marked, -1 when none is."""
    filled = np.flatnonzero(bits)
    return 64 * int(filled[-1]) + int(bits[filled[-1]]).bit_length() - 1 if len(filled) else -1


def _cell_by_cell(text: bytes, delimiter: str) -> tuple[Bits, bool]:
    """Return the bytes of quoted cells, one after the other, and whether the last one stays open."""
    marks = np.zeros(len(text) + 1, np.int8)
    is_open = False
    for cell in _quoted(delimiter).finditer(text):
        if cell["more"].strip() and (b"\n" in cell["inside"] or b"\r" in cell["inside"]):
            raise Unreadable("swallowed", text[: cell.start()])
        start, end = cell.span()
        marks[start] += 1
        marks[end] -= 1
        is_open = not cell["close"]  # then this cell goes to the end of the text
    inside = np.zeros((len(text) + 63) // 64 * 8, np.uint8)
    bits = np.packbits(np.cumsum(marks[:-1], dtype=np.int8).view(bool), bitorder="little")
    inside[: len(bits)] = bits
    return inside.view("<u8"), is_open


@lru_cache
def _quoted(delimiter: str) -> re.Pattern[bytes]:
    """Return what a quoted cell is: it begins after a border, and what follows it is read too."""
    border = re.escape(delimiter).encode() + rb"\r\n"
    return re.compile(
        rb'"(?:(?<=[' + border + rb']")|(?<=\A"))(?P<inside>(?:[^"]++|"")*+)'
        rb'(?P<close>"?)(?P<more>[^' + border + rb"]*)"
    )
