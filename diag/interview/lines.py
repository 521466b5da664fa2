"""Lines in and lines out, on any terminal: read whole however long, wrapped by words.

A terminal that edits lines by itself drops what a line holds beyond 4,095 bytes, without a word. The
keyboard is therefore read sign by sign where that is possible, with the few editing keys of such a
terminal (erase, erase a word, erase all), echoed the same way: nothing is drawn over, so that screen
readers hear what they are used to.

What of a list fits a window, and where the signs of what does not stand; pure.

A window is given up piece by piece, always in the same order: the proof, what is known beside the
question, then the rows, which scroll. The pointed row, the hint and what was just said stay. What is
cut always ends with a sign (interview, line 16).

Draws in place, on a terminal, what a pure model of a screen says, and gives it the keys.

prompt_toolkit reads keys and repaints what changed; none of its own panels, which are in English, can
be reached: every key goes through one door.
"""

import asyncio
import codecs
import os
import re
import signal
import sys
import textwrap
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Protocol, TextIO, TypeVar

from prompt_toolkit.application import Application
from prompt_toolkit.application import application as _application
from prompt_toolkit.data_structures import Point
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.input import DummyInput, Input
from prompt_toolkit.input.defaults import create_input
from prompt_toolkit.input.typeahead import get_typeahead, store_typeahead
from prompt_toolkit.input.vt100_parser import Vt100Parser
from prompt_toolkit.key_binding import KeyBindings, KeyPress, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import FormattedTextControl, Layout, Window
from prompt_toolkit.output import Output
from prompt_toolkit.output.defaults import create_output
from prompt_toolkit.output.vt100 import Vt100_Output
from prompt_toolkit.styles import Style

from diag.safe_text import clean, printable, screen

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


BELOW, ABOVE, AROUND = "la suite plus bas", "le début plus haut", "la suite plus bas et plus haut"
#: What is given up first, and how many of its lines stay: a part may come twice.
_ORDER = (
    ("blank", 0),
    ("under", 2),
    ("earlier", 1),
    ("commands", 1),
    ("under", 1),
    ("rows", 6),
    ("top", 3),
    ("top", 2),
    ("rows", 2),
    ("said", 1),
    ("under", 0),
    ("top", 1),
    ("rows", 1),
    ("commands", 0),
    ("earlier", 0),
    ("top", 0),
)


@dataclass(frozen=True)
class Drawn:
    """What is on screen: its lines, those in bold, and where the cursor stands (column, line)."""

    lines: tuple[str, ...]
    strong: frozenset[int] = frozenset()
    cursor: tuple[int, int] | None = None


@dataclass(frozen=True)
class Parts:
    """A list before it is fitted: whole lines, already wrapped to the window.

    `to_read` says how to read all of `earlier`, `to_open` all of `under`, the proof of the pointed row.
    In `field` words are typed, with the cursor at its end; `column` is where it stands in the pointed row
    when a text is written there. `all_commands`: there is no other way to see them than to show them all.
    """

    top: Sequence[str]
    rows: Sequence[Sequence[str]]
    pointed: int
    hint: str = ""
    earlier: Sequence[str] = ()
    to_read: str = ""
    field: str | None = None
    commands: Sequence[str] = ()
    at_commands: bool = False
    all_commands: bool = False
    under: Sequence[str] = ()
    to_open: str = ""
    said: Sequence[str] = ()
    column: int | None = None


def fit(parts: Parts, width: int, height: int, encoding: str = "utf-8") -> Drawn:
    """Return what is shown of a list in `width` columns and `height` lines."""
    hint = _hint(parts.hint, "", width, encoding)
    sizes = _shared(parts, len(hint), height)
    seen = range(len(parts.rows))
    if sizes["rows"] < _tall(parts.rows):
        longest = len(_hint(parts.hint, AROUND, width, encoding))
        sizes = _shared(parts, longest, height)
        seen = _around(parts, sizes["rows"])
        hint = _hint(parts.hint, _where(seen, len(parts.rows)), width, encoding)
        sizes["under"] += longest - len(hint)
    rows = {i: cut(parts.rows[i], sizes["rows"], "...", width) for i in seen}
    sizes["under"] += max(0, sizes["rows"] - _tall([*rows.values()]))  # rows stay whole
    page = _Page()
    page.add([""] * sizes["blank"])
    page.add(cut(parts.top, sizes["top"], "...", width), strong=True)
    page.add(cut(parts.earlier, sizes["earlier"], parts.to_read, width))
    page.add(hint[: max(0, height - len(page.lines))])
    page.add_rows(parts, rows)
    page.add(cut(parts.commands, sizes["commands"], "...", width), strong=parts.at_commands)
    page.add(cut(parts.under, sizes["under"], parts.to_open, width))
    page.add(cut(parts.said, sizes["said"], "...", width))
    return page.drawn(height)


class _Page:
    """Lines as they are laid one under the other."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.strong: set[int] = set()
        self.cursor: tuple[int, int] | None = None

    def add(self, lines: Sequence[str], *, strong: bool = False) -> None:
        start = len(self.lines)
        self.lines += lines
        if strong:
            self.strong |= set(range(start, len(self.lines)))

    def add_rows(self, parts: Parts, rows: Mapping[int, Sequence[str]]) -> None:
        """Add the rows that are seen, under the field; the cursor is where words are typed."""
        if parts.field is not None:
            self.cursor = (len(parts.field), len(self.lines))
            self.add([parts.field])
        for i, row in rows.items():
            written = i == parts.pointed and parts.column is not None
            if written:
                self.cursor = (parts.column or 0, len(self.lines))
            self.add(row, strong=i == parts.pointed and not written)

    def drawn(self, height: int) -> Drawn:
        """Return the page; a window of a few lines shows the last ones, where things happen."""
        over = max(0, len(self.lines) - height)
        cursor = self.cursor and (self.cursor[0], max(0, self.cursor[1] - over))
        strong = frozenset(i - over for i in self.strong if i >= over)
        return Drawn(tuple(self.lines[over:]), strong, cursor)


def cut(lines: Sequence[str], size: int, sign: str, width: int) -> list[str]:
    """Return `size` lines, of which the last ends with `sign` when something is left out."""
    if size >= len(lines):
        return list(lines)
    if not size:
        return []
    *whole, last = lines[:size]
    indent = " " * (len(last) - len(last.lstrip()))
    sign = sign if len(sign) < width else "..."
    kept = last if len(last) + len(sign) < width else _words_within(last, width - len(sign) - 1)
    return [*whole, f"{kept} {sign}" if kept.strip() else f"{indent}{sign}"]


def _words_within(line: str, width: int) -> str:
    """Return the beginning of a line, cut between commands or words where it can be."""
    if len(line) <= width:
        return line
    ends = (line.rfind(gap, width // 2, width + 1) for gap in ("  ", " "))
    return line[: next((end for end in ends if end > 0), width)].rstrip()


def _hint(hint: str, where: str, width: int, encoding: str) -> list[str]:
    said = " ; ".join(filter(None, (hint, where)))
    return wrap(f"({said})", width, encoding) if said else []


def _tall(rows: Sequence[Sequence[str]]) -> int:
    return sum(len(row) for row in rows)


def _shared(parts: Parts, hint: int, height: int) -> dict[str, int]:
    """Return how many lines each part gets."""
    sizes = {
        "blank": 1,
        "top": len(parts.top),
        "earlier": len(parts.earlier),
        "rows": _tall(parts.rows),
        "commands": len(parts.commands),
        "under": len(parts.under),
        "said": len(parts.said),
    }
    over = sum(sizes.values()) + hint + (parts.field is not None) - height
    scrolls = sizes["rows"] > height  # whatever else is given up
    for name, floor in _ORDER:
        if floor == 1 and ((name == "commands" and parts.all_commands) or (name == "under" and scrolls)):
            continue
        given = max(0, min(over, sizes[name] - floor))
        sizes[name] -= given
        over -= given
    return sizes


def _around(parts: Parts, size: int) -> range:
    """Return the rows that fit whole in `size` lines, with the pointed one in the middle."""
    first = max(0, min(parts.pointed, len(parts.rows) - 1))
    last, left = first + 1, size - len(parts.rows[first])
    grown = True
    while grown:
        grown = False
        if last < len(parts.rows) and len(parts.rows[last]) <= left:
            left -= len(parts.rows[last])
            last, grown = last + 1, True
        if first and len(parts.rows[first - 1]) <= left:
            left -= len(parts.rows[first - 1])
            first, grown = first - 1, True
    return range(first, last)


def _where(seen: range, count: int) -> str:
    if seen.start and seen.stop < count:
        return AROUND
    return ABOVE if seen.start else BELOW if seen.stop < count else ""


Result_co = TypeVar("Result_co", covariant=True)
# No key of its own can be reached (`Console._door`), and it makes 600 bindings at each question, then
# searches them at each key: two fifths of the time between Enter and the next question.
_application.load_key_bindings = KeyBindings  # type: ignore[attr-defined]
_application.load_page_navigation_bindings = KeyBindings  # type: ignore[attr-defined]
# Bold is all that is drawn: merging and parsing the styles of panels takes 5 ms at each question.
_STYLE = Style([])
_NAMES: dict[str, str] = {
    Keys.Up: "up",
    Keys.Down: "down",
    Keys.Left: "left",
    Keys.Right: "right",
    Keys.PageUp: "page up",
    Keys.PageDown: "page down",
    Keys.Home: "home",
    Keys.End: "end",
    Keys.ControlA: "home",
    Keys.ControlE: "end",
    Keys.ControlHome: "text start",
    Keys.ControlEnd: "text end",
    Keys.ControlLeft: "word left",
    Keys.ControlRight: "word right",
    Keys.ControlM: "enter",
    Keys.ControlH: "erase",
    Keys.Delete: "delete",
    Keys.ControlW: "erase word",
    Keys.ControlU: "erase line",
    Keys.ControlI: "tab",
    Keys.F2: "reveal",
    Keys.Escape: "escape",
    Keys.BracketedPaste: "paste",
}
_LEAVING: dict[str, type[BaseException]] = {
    Keys.ControlC: KeyboardInterrupt,
    Keys.SIGINT: KeyboardInterrupt,
    Keys.ControlD: EOFError,
}
_ENDS = {"\x03": Keys.ControlC, "\x04": Keys.ControlD}
#: What terminals send by themselves. A colour pasted from one looks like the report of a mouse.
_SILENT = (
    Keys.Ignore,
    Keys.CPRResponse,
    Keys.Vt100MouseEvent,
    Keys.WindowsMouseEvent,
    Keys.ScrollUp,
    Keys.ScrollDown,
)
_PASTE_END = "\x1b[201~"


class Scene(Protocol[Result_co]):
    """A screen: a pure model that takes keys and says what is drawn.

    A `patient` one believes that Enter or Escape ends it only when nothing follows for an instant.
    Where `several` lines are written, another key than Enter goes to a new one.
    """

    patient: bool
    several: bool

    @property
    def held(self) -> tuple[str, ...]:
        """What would be lost if it were left now."""

    def press(self, key: str, text: str = "", following: bool = False) -> Result_co | None:
        """Take a key, or signs typed at one go; return a result to end the scene."""

    def draw(self, width: int, height: int, encoding: str = "utf-8") -> Drawn:
        """Return what is on screen, within this size."""


class Console:
    """A terminal that can draw in place; making one raises where this one cannot."""

    def __init__(
        self, stdin: TextIO, stdout: TextIO, keys: Input | None = None, output: Output | None = None
    ) -> None:
        self.encoding = stdout.encoding or "ascii"
        self._keyboard = Keyboard(stdin)
        self._input, self._output = keys or create_input(stdin), output or create_output(stdout)
        self._return_seen = False
        if isinstance(self._input, DummyInput):
            raise OSError("no keyboard behind this stream")
        parser = getattr(self._input, "vt100_parser", None)
        if parser is not None:
            self._input.vt100_parser = _Parser(parser.feed_key_callback)  # type: ignore[attr-defined]
        if isinstance(self._output, Vt100_Output):
            # Asking for the cursor's place warns in English where the terminal does not answer,
            # and flushing the keyboard could cut the answer in two.
            self._output.enable_cpr = False
        self._output.show_cursor()  # a killed list leaves it hidden
        self._output.flush()

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows of the window, as it is now."""
        size = self._output.get_size()
        return size.columns, size.rows

    def early(self) -> str:
        """Take away what was typed before a scene, and return what can be read of it.

        What leaves is given back to the scene: Ctrl-C is one at any moment (interview, line 10).
        """
        parsed = "".join(press.data for press in get_typeahead(self._input))
        typed = parsed + self._keyboard.rest()
        leaving = [KeyPress(_ENDS[sign], sign) for sign in typed if sign in _ENDS]
        store_typeahead(self._input, leaving[:1])
        return clean(typed)

    def show(self, scene: Scene[Result_co]) -> Result_co:
        """Draw the scene until a key ends it, then take it off the screen.

        Raises:
            KeyboardInterrupt: Ctrl-C.
            EOFError: Ctrl-D, or the terminal is gone.
            OSError: the terminal cannot be written to any more.
        """
        application = self._application(scene)

        def failed(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
            """End the scene with what went wrong: prompt_toolkit would tell it in English."""
            if not application.is_done:
                application.exit(exception=context.get("exception") or OSError("no terminal"))

        return application.run(
            set_exception_handler=False, pre_run=lambda: asyncio.get_running_loop().set_exception_handler(failed)
        )

    def _application(self, scene: Scene[Result_co]) -> Application[Result_co]:
        screen = _Screen(scene, self._output, self.encoding)
        application: Application[Result_co] = Application(
            layout=Layout(Window(screen.control, dont_extend_height=True)),
            key_bindings=self._door(scene),
            input=self._input,
            output=self._output,
            erase_when_done=True,
        )
        application.renderer.style = _STYLE
        application.before_render += lambda _: screen.compose(application)
        return application

    def _door(self, scene: Scene[Result_co]) -> KeyBindings:
        """Return the only binding: eager, so that no other one is reached."""
        bindings = KeyBindings()

        def came(event: KeyPressEvent) -> None:
            key, queue = event.key_sequence[0].key, event.key_processor.input_queue
            if key in _LEAVING:
                event.app.exit(exception=_LEAVING[key])
            elif key == Keys.ControlZ and sys.platform != "win32":
                event.app.suspend_to_background()
            elif key not in _SILENT:
                name, text = self._named(event, scene.several)
                ends = scene.patient and name in ("enter", "escape")
                following = bool(queue) or (ends and self._keyboard.waiting())
                result = scene.press(name, text, following)
                if result is not None:
                    event.app.exit(result=result)

        bindings.add(Keys.Any, eager=True)(came)
        return bindings

    def _named(self, event: KeyPressEvent, several: bool) -> tuple[str, str]:
        """Return the name of a key and its text; signs that came together are taken together."""
        first, queue = event.key_sequence[0], event.key_processor.input_queue
        if not isinstance(first.key, Keys):
            text = first.data
            while queue and not isinstance(queue[0].key, Keys):
                text += queue.popleft().data
            return "text", repair(text)
        if first.key == Keys.Escape and queue and queue[0].key in (Keys.ControlM, Keys.ControlJ):
            queue.popleft()
            return "new line" if several else "enter", ""
        if first.key == Keys.ControlJ:
            # Enter on some terminals, and everywhere while nothing is shown; elsewhere a new line.
            return "new line" if several and self._return_seen else "enter", ""
        self._return_seen = self._return_seen or first.key == Keys.ControlM
        text = repair(first.data) if first.key == Keys.BracketedPaste else ""
        return _NAMES.get(first.key, ""), text


class _Screen:
    """What a scene draws, as prompt_toolkit wants it."""

    def __init__(self, scene: Scene[object], output: Output, encoding: str) -> None:
        self._scene, self._output, self._encoding = scene, output, encoding
        self._drawn = Drawn(())
        self._size = output.get_size()
        self.control = FormattedTextControl(self._fragments, focusable=True, get_cursor_position=self._cursor)

    def compose(self, application: Application[Result_co]) -> None:
        """Ask the scene for its lines; a window that changed its size is painted anew."""
        size = self._output.get_size()
        if size != self._size:
            application.renderer.clear()  # the terminal has folded the lines in its own way
        self._size = size
        self._drawn = self._scene.draw(size.columns, size.rows, self._encoding)
        self.control.show_cursor = self._drawn.cursor is not None

    def _fragments(self) -> StyleAndTextTuples:
        lines, strong = self._drawn.lines, self._drawn.strong
        return [
            ("bold" if i in strong else "", line if i == len(lines) - 1 else f"{line}\n")
            for i, line in enumerate(lines)
        ]

    def _cursor(self) -> Point | None:
        at = self._drawn.cursor or (0, max(self._drawn.strong, default=0))
        return Point(*at)


class _Parser(Vt100Parser):
    """Reads keys; a paste whose end never comes is ended by Ctrl-C or Ctrl-D."""

    def __init__(self, callback: Callable[[KeyPress], None]) -> None:
        super().__init__(callback)

    def feed(self, data: str) -> None:
        """Take what was read from the terminal."""
        pasting = self._in_bracketed_paste
        if pasting and _PASTE_END not in self._paste_buffer[-len(_PASTE_END) :] + data:
            data = re.sub("[\x03\x04]", rf"{_PASTE_END}\g<0>", data, count=1)
        super().feed(data)
