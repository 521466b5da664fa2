"""The bytes of a text, in blocks that end where a record ends.

A cell between quotes may hold line breaks, so a line end is the end of a record only outside quotes.
Quotes are counted in arrays; where they are not all where they should be, the block is gone through
cell by cell. What no reader tells is told here: a quote that is never closed, or closed by the next
quote of another record, would swallow answers in silence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from diag.table.encoding import Charset

#: Bytes read at once: about 25,000 records of 60 short cells.
BLOCK = 4 << 20
#: A record is not longer than this; a spreadsheet's longest cell has 32,767 characters.
LONGEST = 16 << 20
_WINDOW = 1 << 17  # bytes looked at together: they stay in the cache of the processor
_QUOTE, _LF, _CR = b'"\n\r'


class Unreadable(Exception):
    """The text cannot be cut further.

    Attributes:
        kind: `open` (a quote is never closed), `swallowed` (a quote is closed in another record)
            or `long` (no end of record within `LONGEST`).
        before: what precedes the guilty record in its block, to count records.

    """

    def __init__(self, kind: str, before: bytes = b"") -> None:
        super().__init__(kind)
        self.kind = kind
        self.before = before


@dataclass(frozen=True)
class Cut:
    """Where a block of records can be cut: bytes of whole records, and whether a quote stays open."""

    end: int
    is_open: bool


def cut_blocks(stream: Iterator[tuple[bytes, int]], delimiter: str) -> Iterator[tuple[bytes, int]]:
    """Yield whole records of a text in UTF-8, with the bytes of the file read so far.

    Args:
        stream: pieces of the text from the beginning of a record, each with the bytes read so far.
        delimiter: between cells.

    Raises:
        Unreadable: after the last block that could be cut.

    """
    rest, read, enough = b"", 0, 0
    for piece, read in stream:
        rest += piece
        if len(rest) < enough:  # a long record: looked at again when it has doubled
            continue
        cut = find_cut(rest, delimiter)
        if cut.end:
            yield rest[: cut.end], read
            rest, enough = rest[cut.end :], 0
        elif len(rest) > LONGEST:
            raise Unreadable("open" if cut.is_open else "long")
        else:
            enough = 2 * len(rest)
    if rest:
        cut = find_cut(rest, delimiter)
        if cut.is_open:
            raise Unreadable("open", rest[: cut.end])
        if len(rest) - cut.end > LONGEST:
            raise Unreadable("long", rest[: cut.end])
        yield rest, read


def stream_text(
    path: Path, charset: Charset, skipped: int, block: int = 0
) -> Iterator[tuple[bytes, int]]:
    """Yield a text in UTF-8 after its first `skipped` bytes, with the bytes of the file read so far.

    Bytes that are already UTF-8 are given as they are; others are transcoded as they come.
    """
    block = block or BLOCK
    with path.open("rb") as stream:
        if charset.is_utf8:
            stream.seek(skipped)
            while piece := stream.read(block):
                yield piece, stream.tell()
        else:
            yield from _transcode(stream, charset, skipped, block)


def _transcode(
    stream: BinaryIO, charset: Charset, skipped: int, block: int
) -> Iterator[tuple[bytes, int]]:
    decoder, raw = charset.decoder(), b"?"
    while raw:
        raw = stream.read(block)
        piece = decoder.decode(raw, not raw).encode("utf-8", "replace")
        passed = min(skipped, len(piece))
        skipped -= passed
        if len(piece) > passed:
            yield piece[passed:], stream.tell()


def find_cut(block: bytes, delimiter: str) -> Cut:
    """Return the end of the last whole record of a block that begins with one.

    Raises:
        Unreadable: a quoted cell spans lines and goes on after its closing quote: that quote
            opened a cell of a later record, and records were swallowed.

    """
    if b'"' not in block:
        return Cut(_after_last_line(block, 0, len(block)), False)
    opened = _open_at_end(block, ord(delimiter))
    if opened is None:
        # The block may only end between two quotes: look at its whole lines.
        lines = block.rfind(b"\n") + 1
        opened = _open_at_end(block[:lines], ord(delimiter)) if 0 < lines < len(block) else None
        if opened is None:
            return _cut_cell_by_cell(block, delimiter)
        end = _last_end(block[:lines], opened)
        return Cut(end, _cut_cell_by_cell(block[end:], delimiter).is_open)
    return Cut(_last_end(block, opened), opened)


def _last_end(block: bytes, opened: bool) -> int:
    """Return the end of the last record, knowing whether a quote is open at the end of the block."""
    cells = np.frombuffer(block, dtype=np.uint8)
    for window in (1 << 16, len(block)):
        start = max(len(block) - window, 0)
        tail = cells[start:]
        ends = np.flatnonzero((tail == _LF) | (tail == _CR))
        ends = ends[ends < len(tail) - 1] if block.endswith(b"\r") else ends
        quotes = np.flatnonzero(tail == _QUOTE)
        after = len(quotes) - np.searchsorted(quotes, ends)
        outside = ends[after % 2 == opened]
        if len(outside):
            return start + int(outside[-1]) + 1
    return 0


def _open_at_end(block: bytes, delimiter: int) -> bool | None:
    """Tell whether a quote is open at the end; None where a quote is not plainly in its place.

    An odd run of quotes opens a cell (after a border, before text) or closes one (after text,
    before a border), in turn; an even one is an empty cell, or quotes within a text. Anything else
    is left to the exact rule.
    """
    padded = np.full(len(block) + 3, _LF, dtype=np.uint8)  # the ends of the text are borders
    padded[1:-2] = np.frombuffer(block, dtype=np.uint8)
    start = state = 0
    while start < len(block):
        line = block.find(b"\n", start + _WINDOW)  # no run of quotes goes over a line end
        stop = len(block) if line < 0 else line + 1
        turns = _turns(padded[start : stop + 3], delimiter)
        if turns is None:
            return None
        states = np.cumsum(turns, dtype=np.int32) + state
        if states.min() < 0 or states.max() > 1:
            return None
        start, state = stop, int(states[-1])
    return bool(state)


def _turns(cells: NDArray[np.uint8], delimiter: int) -> NDArray[np.int8] | None:
    """Return +1 where a run of quotes opens a cell, -1 where one closes it; None if unsure.

    The first byte and the last two are only what stands around.
    """
    quote = cells == _QUOTE
    border = (cells == delimiter) | (cells == _LF) | (cells == _CR)
    here, before, after = quote[1:-2], quote[:-3], quote[2:-1]
    left, right = border[:-3], border[2:-1]
    alone = here & ~before & ~after
    opening, closing = alone & left & ~right, alone & right & ~left
    pair = here & ~before & after & ~quote[3:]
    if ((alone & ~opening & ~closing) | (pair & (left != border[3:]))).any():
        return None
    middles = np.flatnonzero(here & before & after)
    for run in np.split(middles, np.flatnonzero(np.diff(middles) > 1) + 1) if len(middles) else ():
        first, last = int(run[0]) - 1, int(run[-1]) + 1
        opens, closes = bool(left[first]), bool(right[last])
        if (last - first) % 2:  # an even run
            if opens != closes:
                return None
        elif opens == closes:
            return None
        else:
            (opening if opens else closing)[first] = True
    turns: NDArray[np.int8] = opening.view(np.int8) - closing.view(np.int8)
    return turns


def _cut_cell_by_cell(block: bytes, delimiter: str) -> Cut:
    """Find the cut with the exact rule of CSV readers: a quote opens a cell only at its beginning."""
    spans: list[tuple[int, int]] = []
    is_open = False
    for cell in _quoted(delimiter).finditer(block):
        if cell["more"].strip() and (b"\n" in cell["inside"] or b"\r" in cell["inside"]):
            raise Unreadable("swallowed", block[: cell.start()])
        spans.append(cell.span())
        is_open = not cell["close"]  # then this cell goes to the end of the block
    limit = len(block)
    for start, end in reversed(spans):
        if found := _after_last_line(block, end, limit):
            return Cut(found, is_open)
        limit = start
    return Cut(_after_last_line(block, 0, limit), is_open)


@lru_cache
def _quoted(delimiter: str) -> re.Pattern[bytes]:
    """Return what a quoted cell is: it begins after a border, and what follows it is read too."""
    border = re.escape(delimiter).encode() + rb"\r\n"
    return re.compile(
        rb'"(?:(?<=[' + border + rb']")|(?<=\A"))(?P<inside>(?:[^"]++|"")*+)'
        rb'(?P<close>"?)(?P<more>[^' + border + rb"]*)"
    )


def _after_last_line(block: bytes, start: int, limit: int) -> int:
    """Return the end of the last line of `block[start:limit]`, 0 when no line ends there."""
    line_feed = block.rfind(b"\n", start, limit)
    # A carriage return that ends the block may be the first half of a line end.
    carriage = block.rfind(b"\r", max(start, line_feed), min(limit, len(block) - 1))
    return max(line_feed, carriage) + 1
