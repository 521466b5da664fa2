"""The bytes of a text, in blocks that end where a record ends."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from diag.export.borders import Bits, Unreadable, find_borders
from diag.export.encoding import Charset

#: Bytes read at once: about 2,000 records of 150 short cells, which arrays hold in the cache.
BLOCK = 1 << 20
#: A record is not longer than this; a spreadsheet's longest cell has 32,767 characters.
LONGEST = 16 << 20


@dataclass(frozen=True, eq=False)
class Block:
    """Whole records of a text in UTF-8, and where their cells end."""

    text: bytes
    delimiter: str
    borders: Bits

    def ends(self) -> NDArray[np.intp]:
        """Return the place of what ends each cell."""
        count = len(self.text)
        bits = np.unpackbits(self.borders.view(np.uint8), count=count, bitorder="little")
        return np.flatnonzero(bits.view(bool))


def cut_blocks(stream: Iterator[tuple[bytes, int]], delimiter: str) -> Iterator[tuple[Block, int]]:
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
        found = find_borders(rest, delimiter)
        if found.end:
            yield Block(rest[: found.end], delimiter, found.cells), read
            rest, enough = rest[found.end :], 0
        elif len(rest) > LONGEST:
            raise Unreadable("open" if found.is_open else "long")
        else:
            enough = 2 * len(rest)
    if rest:
        whole = rest if rest.endswith(b"\n") else rest + b"\n"
        found = find_borders(whole, delimiter)
        if found.is_open:
            raise Unreadable("open", rest[: found.end])
        before = find_borders(rest, delimiter).end
        if len(rest) - before > LONGEST:
            raise Unreadable("long", rest[:before])
        yield Block(whole, delimiter, found.cells), read


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
