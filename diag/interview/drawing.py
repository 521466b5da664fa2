"""Draws in place, on a terminal, what a pure model of a screen says, and gives it the keys.

prompt_toolkit reads keys and repaints what changed; none of its own panels, which are in English, can
be reached: every key goes through one door.
"""

import asyncio
import re
import sys
from collections.abc import Callable
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

from diag.interview.lines import Keyboard, repair
from diag.interview.list_layout import Drawn
from diag.safe_text import clean

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
