"""Lines in and lines out, on any terminal: read whole however long, wrapped by words.

A terminal that edits lines by itself drops what a line holds beyond 4,095 bytes, without a word. The
keyboard is therefore read sign by sign where that is possible, with the few editing keys of such a
terminal (erase, erase a word, erase all), echoed the same way: nothing is drawn over, so that screen
readers hear what they are used to.
"""

import codecs
import os
import signal
import sys
import textwrap
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from diag.safe_text import clean, printable, screen

MAX_WIDTH = 100
"""Longer lines are hard to read, however wide the window is."""
PASTE = 0.05
"""Seconds in which more signs follow a line when it was pasted: nobody types that fast."""
_ERASE, _END = (0x08, 0x7F), 0x04
_ESCAPE = 0x1B


class Keyboard:
    """What is typed on a stream, as whole lines."""

    def __init__(self, stdin: TextIO) -> None:
        self._stdin = stdin
        self._encoding = stdin.encoding or "ascii"
        self._left = b""
        self._held = False
        self._tty, self._echo = _terminal(stdin)

    def line(self) -> str:
        """Return the next line, without its end.

        Raises:
            EOFError: Ctrl-D on an empty line, or the terminal is gone.
            KeyboardInterrupt: Ctrl-C.
            UnicodeDecodeError: a stream that is no terminal holds something else than text.

        """
        if self._tty is None:
            line = self._stdin.readline()
            if not line:
                raise EOFError
            return repair(line.rstrip("\r\n"))
        with self.held():
            return repair(self._typed(self._tty))

    def waiting(self, seconds: float = PASTE) -> bool:
        """Tell whether more was typed, or is within this time."""
        if self._left:
            return True
        if self._tty is not None:
            import select

            return bool(select.select([self._tty], [], [], seconds)[0])
        return _console_waits(self._stdin, seconds)

    def early(self) -> str:
        """Take away what was typed before a question was shown, and return what can be read of it.

        A double Enter must not answer two questions; but a text is never dropped in silence.
        """
        if self._tty is None:
            return clean(_console_typed(self._stdin))
        raw, self._left = self._left, b""
        with self.held(), suppress(OSError):
            while self.waiting(0) and (more := os.read(self._tty, 4096)):
                raw += more
        return clean(repair(_without_escapes(raw).decode(self._encoding, "surrogateescape")))

    @contextmanager
    def held(self) -> Iterator[None]:
        """Read sign by sign for a while: a text of several lines is read at one go."""
        if self._tty is None or self._held:
            yield
            return
        import termios

        tty = self._tty
        try:
            before = termios.tcgetattr(tty)
        except (termios.error, OSError):  # the window is gone: reading will say so
            yield
            return
        mode = [*before]
        mode[3] &= ~(termios.ICANON | termios.ECHO)
        mode[6] = [*before[6]]
        mode[6][termios.VMIN], mode[6][termios.VTIME] = 1, 0

        def hold(*_: object) -> None:
            with suppress(termios.error, OSError):
                termios.tcsetattr(tty, termios.TCSANOW, mode)

        self._held = True
        try:
            hold()
            with _after_a_pause(hold):
                yield
        finally:
            self._held = False
            with suppress(termios.error, OSError):
                termios.tcsetattr(tty, termios.TCSANOW, before)

    def _typed(self, tty: int) -> str:
        """Return one line, edited and echoed as it is typed."""
        signs: list[str] = []
        decoder = codecs.getincrementaldecoder(self._encoding)("surrogateescape")
        while True:
            if not self._left:
                self._left = os.read(tty, 4096)
                if not self._left and not signs:
                    raise EOFError
                if not self._left:
                    return "".join(signs)
            byte, self._left = self._left[0], self._left[1:]
            if byte in b"\r\n":
                os.write(self._echo, b"\n")
                return "".join(signs)
            if byte == _END and not signs:
                raise EOFError
            if byte == _ESCAPE:
                self._left = _after_escape(self._left)
            elif byte in _ERASE:
                self._erase(signs, 1)
            elif byte == 0x17:  # Ctrl-W
                word = "".join(signs).rstrip().rpartition(" ")[2]
                trailing = len(signs) - len("".join(signs).rstrip())
                self._erase(signs, trailing + len(word))
            elif byte == 0x15:  # Ctrl-U
                self._erase(signs, len(signs))
            elif byte >= 0x20 or byte == 0x09:
                typed = decoder.decode(b" " if byte == 0x09 else bytes([byte]))
                signs.extend(typed)
                os.write(self._echo, printable(typed).encode(self._encoding, "replace"))

    def _erase(self, signs: list[str], count: int) -> None:
        for _ in range(min(count, len(signs))):
            os.write(self._echo, b"\b \b" * _columns(signs.pop()))


@contextmanager
def _after_a_pause(hold: Callable[..., None]) -> Iterator[None]:
    """Take the terminal again after Ctrl-Z: the shell gives it back in its own way."""
    try:
        before = signal.signal(signal.SIGCONT, hold)
    except (AttributeError, ValueError):  # Windows; or not the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGCONT, before)


def _terminal(stdin: TextIO) -> tuple[int | None, int]:
    """Return the terminal behind a stream, to read sign by sign, and where to echo what is typed."""
    if sys.platform == "win32":
        return None, -1
    import fcntl

    try:
        tty = stdin.fileno()
        if not os.isatty(tty):
            return None, -1
        if fcntl.fcntl(tty, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDWR:
            return tty, tty
        return tty, os.open(os.ttyname(tty), os.O_WRONLY | os.O_NOCTTY)  # `diag … < /dev/tty`
    except (AttributeError, OSError, ValueError):
        return None, -1


def _console_waits(stdin: TextIO, seconds: float) -> bool:
    """Tell whether a Windows console holds more keys; any other stream never says so."""
    if sys.platform != "win32" or not stdin.isatty():
        return False
    import msvcrt
    import time

    end = time.monotonic() + seconds
    while not msvcrt.kbhit() and time.monotonic() < end:
        time.sleep(0.005)
    return msvcrt.kbhit()


def _console_typed(stdin: TextIO) -> str:
    """Take away and return what a Windows console holds."""
    typed = ""
    if sys.platform == "win32":
        import msvcrt

        while _console_waits(stdin, 0):
            typed += msvcrt.getwch()
    return typed


def _after_escape(raw: bytes) -> bytes:
    """Return what follows the sequence of an arrow, of a function key or of the ends of a paste."""
    if raw[:1] == b"O":
        return raw[2:]
    if raw[:1] != b"[":
        return raw
    end = next((i for i, byte in enumerate(raw[1:], 1) if 0x40 <= byte <= 0x7E), len(raw))
    return raw[end + 1 :]


def _without_escapes(raw: bytes) -> bytes:
    kept, _, rest = raw.partition(b"\x1b")
    while rest:
        text, _, rest = _after_escape(rest).partition(b"\x1b")
        kept += text
    return kept


def _columns(sign: str) -> int:
    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def told_early(text: str) -> str:
    """Return what to say of a text typed before its question, or an empty string for none."""
    if not any(c.isalnum() for c in text):
        return ""
    return f"Tapé avant la question, et pas pris en compte : « {text} »"


def wrap(text: str, width: int, encoding: str) -> list[str]:
    """Return at least one line, all within `width`, cut between words."""
    width = max(20, min(width, MAX_WIDTH))
    shown = screen(text, encoding).expandtabs(2)
    lines = [line for paragraph in shown.split("\n") for line in _fold(paragraph, width)]
    # No-break spaces have done their work; some terminals and speech synthesisers stumble on them.
    return [line.replace("\u00a0", " ") for line in lines]


def _fold(paragraph: str, width: int) -> list[str]:
    """Return the lines of a paragraph; all keep the indentation of the first."""
    words = paragraph.lstrip(" ")
    indent = paragraph[: len(paragraph) - len(words)]
    folded = textwrap.wrap(
        words, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )
    return folded or [""]


def repair(line: str) -> str:
    """Return typed text whose undecodable bytes, kept as surrogates, are read as 8-bit French."""
    try:
        return line.encode("utf-8", "surrogateescape").decode("utf-8")
    except UnicodeEncodeError:  # half of a pair of surrogates, from a Windows console
        return line.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    except UnicodeDecodeError:
        return line.encode("utf-8", "surrogateescape").decode("cp1252", "replace")
