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
from typing import Any, TextIO

from diag.safe_text import clean, printable
from diag.screen_text import screen

MAX_WIDTH = 100
"""Longer lines are hard to read, however wide the window is."""
PASTE = 0.05
"""Seconds in which more signs follow a line when it was pasted: nobody types that fast."""
_ERASE, _END = (0x08, 0x7F), 0x04
_ESCAPE = 0x1B
_ECHO_INPUT = 0x4
"""Flag of a Windows console."""


class Keyboard:
    """What is typed on a stream, as whole lines."""

    def __init__(self, stdin: TextIO) -> None:
        self._stdin = stdin
        self._encoding = stdin.encoding or "ascii"
        self._left = b""
        self._decoder = codecs.getincrementaldecoder(self._encoding)("surrogateescape")
        self._signs: list[str] = []
        self._read = bytearray()
        self._held = self._silent = self._ended = False
        self._tty = _terminal(stdin)

    def line(self, *, silent: bool = False) -> str:
        """Return the next line, without its end; a `silent` one is not shown as it is typed.

        Raises:
            EOFError: Ctrl-D on an empty line, or the terminal is gone.
            KeyboardInterrupt: Ctrl-C.
            UnicodeDecodeError: a stream that is no terminal holds something else than text.
        """
        self._signs, self._silent, self._ended = [], silent, False
        self._decoder.reset()
        if self._tty is None:
            with _unseen(self._stdin, silent):
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
        return clean(self.rest())

    def unfinished(self) -> str:
        """Take away and return what was typed since the last line that was `taken`.

        It is the line that an interruption left before its end, or that it caught between its Enter
        and whoever asked for it, and what follows.
        """
        line, self._signs = repair("".join(self._signs)), []
        self._left = self._decoder.getstate()[0] + self._left  # half a letter
        rest = self.rest()
        return f"{line}\n{rest}" if self._ended and rest else line + rest

    def taken(self) -> None:
        """Hear that the last line is kept by whoever asked for it."""
        self._signs, self._ended = [], False

    def rest(self) -> str:
        """Take away and return what was typed and nobody read, with what leaves a program."""
        if self._tty is None:
            return _console_typed(self._stdin)
        raw = self._left + bytes(self._read).rstrip(b"\0")
        self._left, self._read = b"", bytearray()
        self._decoder.reset()
        with self.held(), suppress(OSError):
            while self.waiting(0) and (more := os.read(self._tty, 4096)):
                raw += more
        kept, *escaped = raw.split(b"\x1b")
        kept += b"".join(map(_after_escape, escaped))
        return repair(kept.decode(self._encoding, "surrogateescape"))

    @contextmanager
    def held(self) -> Iterator[None]:
        """Read sign by sign for a while: a text of several lines is read at one go."""
        before = None if self._held or self._tty is None else _mode_of(self._tty)
        if self._tty is None or before is None:
            yield
            return
        tty, held = self._tty, _sign_by_sign(before)

        def hold(*paused: object) -> None:
            _set_mode(tty, held)
            if paused:  # the shell wrote in between: the line goes on below
                self._show("".join(self._signs))

        self._held = True
        try:
            hold()
            with _after_a_pause(hold):
                yield
        finally:
            self._held = False
            _set_mode(tty, before)

    def _typed(self, tty: int) -> str:
        """Return one line, edited and echoed as it is typed."""
        while True:
            if not self._left:
                self._take_keys(tty)
            byte = self._left[0]
            if (byte >= 0x20 and byte not in _ERASE) or byte == 0x09:
                typed = self._decoder.decode(b" " if byte == 0x09 else bytes([byte]))
                self._signs += typed  # with the next line: no call, so no interruption, in between
                self._left = self._left[1:]
                self._show(typed)
                continue
            self._left = self._left[1:]
            if byte in b"\r\n":
                self._ended = True
                os.write(tty, b"\n")
                return "".join(self._signs)
            if byte == _END and not self._signs:
                raise EOFError
            if byte == _ESCAPE:
                self._left = _after_escape(self._left)
            else:
                self._erase(_erased(byte, "".join(self._signs)))

    def _take_keys(self, tty: int) -> None:
        """Wait for keys, and take them: an interruption that comes with them loses none."""
        self._read = bytearray(4096)
        count = os.readv(tty, [self._read])  # in place: nothing is lost when it raises
        keys = bytes(self._read[:count])
        self._left, self._read = keys, bytearray()
        if not keys:  # the window is gone: a line without its Enter is no answer
            raise EOFError

    def _show(self, typed: str) -> None:
        if self._tty is not None and not self._silent:
            os.write(self._tty, printable(typed).encode(self._encoding, "replace"))

    def _erase(self, count: int) -> None:
        for _ in range(min(count, len(self._signs))):
            columns = _columns(self._signs.pop())
            if self._tty is not None and not self._silent:
                os.write(self._tty, b"\b \b" * columns)


def _erased(byte: int, line: str) -> int:
    """Return how many signs of a line an editing key takes away."""
    if byte in _ERASE:
        return 1
    if byte == 0x15:  # Ctrl-U
        return len(line)
    kept = line.rstrip().rpartition(" ")
    return len(line) - len(kept[0] + kept[1]) if byte == 0x17 else 0  # Ctrl-W


@contextmanager
def _unseen(stdin: TextIO, silent: bool) -> Iterator[None]:
    """Keep a Windows console from showing what is typed, which it does by itself."""
    if sys.platform != "win32" or not silent or not stdin.isatty():
        yield
        return
    import ctypes
    import msvcrt

    console = ctypes.windll.kernel32
    handle, mode = ctypes.c_void_p(msvcrt.get_osfhandle(stdin.fileno())), ctypes.c_uint32()
    console.GetConsoleMode(handle, ctypes.byref(mode))
    console.SetConsoleMode(handle, mode.value & ~_ECHO_INPUT)
    try:
        yield
    finally:
        console.SetConsoleMode(handle, mode.value)


def _mode_of(tty: int) -> list[Any] | None:
    """Return how a terminal reads and shows, None when its window is gone: reading will say so."""
    import termios

    with suppress(termios.error, OSError):
        return termios.tcgetattr(tty)
    return None


def _set_mode(tty: int, mode: list[Any]) -> None:
    import termios

    with suppress(termios.error, OSError):
        termios.tcsetattr(tty, termios.TCSANOW, mode)


def _sign_by_sign(mode: list[Any]) -> list[Any]:
    """Return the mode of a terminal that gives each sign as it is typed, and echoes none."""
    import termios

    control = [*mode[6]]
    control[termios.VMIN], control[termios.VTIME] = 1, 0
    local = mode[3] & ~(termios.ICANON | termios.ECHO) | termios.NOFLSH  # Ctrl-C drops nothing
    return [*mode[:3], local, *mode[4:6], control]


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


def _terminal(stdin: TextIO) -> int | None:
    """Return the terminal behind a stream, to read sign by sign and to echo what is typed."""
    if sys.platform == "win32":
        return None
    import fcntl

    with suppress(AttributeError, OSError, ValueError):
        tty = stdin.fileno()
        both_ways = fcntl.fcntl(tty, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDWR
        return tty if both_ways and os.isatty(tty) else None
    return None


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
    lines: list[str] = []
    for paragraph in screen(text, encoding).expandtabs(2).split("\n"):
        words = paragraph.lstrip(" ")
        indent = paragraph[: len(paragraph) - len(words)]
        lines += textwrap.wrap(
            words, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
        ) or [""]
    # No-break spaces have done their work; some terminals and speech synthesisers stumble on them.
    return [line.replace("\u00a0", " ") for line in lines]


def repair(line: str) -> str:
    """Return typed text whose undecodable bytes, kept as surrogates, are read as 8-bit French."""
    try:
        return line.encode("utf-8", "surrogateescape").decode("utf-8")
    except UnicodeEncodeError:  # half of a pair of surrogates, from a Windows console
        return line.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    except UnicodeDecodeError:
        return line.encode("utf-8", "surrogateescape").decode("cp1252", "replace")
