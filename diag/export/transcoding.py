"""A text as a stream of UTF-8, whatever it is written in."""

import io
from pathlib import Path
from typing import Any

from diag.export.encoding import Charset

#: Bytes given at once; no record is longer.
BLOCK = 4 << 20


class Utf8Stream(io.RawIOBase):
    """The bytes of a text in UTF-8, from some place to the end, which ends a line.

    Attributes:
        consumed: bytes of the file read so far.

    """

    def __init__(self, path: Path, charset: Charset, skipped: int) -> None:
        self._file = path.open("rb")
        self._decoder = None if charset.is_utf8 else charset.decoder()
        self._held, self._at, self._last, self._ended = b"", 0, b"\n", False
        self.consumed = 0
        if self._decoder is None:
            self._file.seek(skipped)
            skipped = 0
        self._skipped = skipped

    def readable(self) -> bool:
        """Tell that the stream is read."""
        return True

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer with what comes next; a line end is never cut in two.

        Raises:
            OSError, UnicodeDecodeError: the file changed since it was looked at.

        """
        size = min(len(buffer), BLOCK)
        while not self._ended and len(self._held) - self._at <= size:
            # A short block might end no record.
            self._held, self._at = self._held[self._at :] + self._next(), 0
        piece = self._held[self._at : self._at + size]
        if len(piece) > 1 and piece.endswith(b"\r"):
            piece = piece[:-1]
        self._at += len(piece)
        buffer[: len(piece)] = piece
        return len(piece)

    def _next(self) -> bytes:
        raw = self._file.read(BLOCK)
        self.consumed = self._file.tell()
        self._ended = len(raw) < BLOCK
        piece = raw
        if self._decoder is not None:
            piece = self._decoder.decode(raw, self._ended).encode("utf-8", "replace")
            passed = min(self._skipped, len(piece))
            self._skipped -= passed
            piece = piece[passed:]
        self._last = piece[-1:] or self._last
        if self._ended and self._last not in b"\r\n":
            piece += b"\n"
        return piece
