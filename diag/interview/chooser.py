"""One list on screen: a questionary select that takes keys, ticks and wraps by words.

questionary cuts long lines without a sign (tmbo/questionary#429) and only knows arrows: the lines
wrap themselves at every rendering, typed keys move the pointer, and Enter alone confirms.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, cast

import questionary
from prompt_toolkit.input import Input
from prompt_toolkit.input.typeahead import clear_typeahead
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.output import Output
from questionary.prompts.common import InquirerControl

from diag.interview.face import ANSWERS, LONG, SHORT, Command, Option, Reply, tick
from diag.interview.terminal import wrap

STYLE = questionary.Style(
    [
        ("question", "bold"),
        ("pointer", "bold"),
        ("highlighted", "bold"),
        ("answer", "noinherit"),
        ("nbsp", "noinherit"),
    ]
)
POINTER = ">"
NEUTRAL = "choisir (Entrée = passer)"
ONE_HINT = "flèches ou touche, puis Entrée"
SEVERAL_HINT = "Entrée coche ou décoche une ligne ; v puis Entrée valide"
MORE_HINT = "la liste continue plus bas"

RowKind = Literal["neutral", "option", "confirm", "command", "commands"]


@dataclass(frozen=True)
class Row:
    """One line of the list; `key` is what is typed to reach it."""

    kind: RowKind
    key: str = ""
    label: str = ""


@dataclass
class Chooser:
    """A list shown once; `run` returns the reply, or None when the last line was opened."""

    message: str
    options: Sequence[Option]
    input: Input
    output: Output
    encoding: str
    commands: tuple[Command, ...] = ()
    several: bool = False
    neutral: bool = True
    ticked: tuple[str, ...] = ()
    digits: str = field(default="", init=False)
    letter: str = field(default="", init=False)
    changed: bool = field(default=False, init=False)

    def run(self) -> Reply | None:
        """Show the list and return what was confirmed.

        Raises:
            KeyboardInterrupt: Ctrl-C.
            EOFError: Ctrl-D, or the terminal is gone.

        """
        self.rows = list(self._rows())
        choices = [questionary.Choice(title=" ", value=i) for i in range(len(self.rows))]
        question = questionary.select(
            _Reflowing(self._message),
            choices,
            qmark="",
            pointer=POINTER,
            style=STYLE,
            instruction=" ",  # an empty one would bring questionary's English one
            use_jk_keys=False,
            input=self.input,
            output=self.output,
        )
        application = question.application
        controls = application.layout.find_all_controls()
        self.control = next(c for c in controls if isinstance(c, InquirerControl))
        application.key_bindings = merge_key_bindings(
            [cast(KeyBindings, application.key_bindings), self._bindings()]
        )
        application.erase_when_done = True
        application.before_render += lambda _: self._label()
        clear_typeahead(self.input)
        return cast(Reply | None, question.unsafe_ask())

    def _rows(self) -> Sequence[Row]:
        rows = [Row("neutral", "", NEUTRAL)] if self.neutral else []
        rows += [Row("option", o.key, o.label) for o in self.options]
        rows += [Row("confirm", "v")] if self.several else []
        rows += [Row("command", c, SHORT[c]) for c in self.commands if c in ANSWERS]
        return [*rows, Row("commands")] if self._letters() else rows

    def _letters(self) -> list[Command]:
        return [c for c in self.commands if c not in ANSWERS]

    # What is shown, at every rendering: the window may have changed its size.

    def _message(self) -> str:
        size = self.output.get_size()
        head = wrap(self.message, size.columns - 1, self.encoding)
        body = sum(len(self._title(row)) for row in self.rows)
        hint = SEVERAL_HINT if self.several else ONE_HINT
        hint += "" if len(head) + body + 2 <= size.rows else f" ; {MORE_HINT}"
        return "\n".join(["", *head, *wrap(f"({hint})", size.columns - 2, self.encoding)])

    def _label(self) -> None:
        for choice, row in zip(self.control.choices, self.rows, strict=True):
            choice.title = "\n".join(self._title(row))

    def _title(self, row: Row) -> list[str]:
        width = max([len(o.key) for o in self.options], default=1)
        lead = f"{row.key:>{width}}  " if row.key else ""
        if self.several and row.kind == "option":
            lead += "[x] " if row.key in self.ticked else "[ ] "
        margin = len(POINTER) + 2 + len(lead)
        room = self.output.get_size().columns - margin - 1
        first, *others = wrap(self._words(row), room, self.encoding)
        return [lead + first, *(" " * margin + line for line in others)]

    def _words(self, row: Row) -> str:
        if row.kind == "neutral":
            return "passer sans enregistrer ces coches" if self.changed else NEUTRAL
        if row.kind == "confirm":
            count = len(self.ticked)
            if not count:
                return "valider (cochez d'abord une ligne avec Entrée)"
            return f"valider ({count} {'cochées' if count > 1 else 'cochée'})"
        if row.kind == "commands":
            if self.letter:
                return f"{self.letter}  {LONG[cast(Command, self.letter)]}"
            return "  ".join(f"{c} {SHORT[c]}".replace(" ", "\u00a0") for c in self._letters())
        return row.label

    # What keys do: all are eager, so that no binding of a text field, in English, is reached.

    def _bindings(self) -> KeyBindings:
        bindings = KeyBindings()
        bindings.add(Keys.Any, eager=True)(self._type)
        bindings.add(Keys.Up, eager=True)(lambda _: self._move(-1))
        bindings.add(Keys.Down, eager=True)(lambda _: self._move(1))
        bindings.add(Keys.Enter, eager=True)(self._confirm)
        bindings.add(Keys.ControlJ, eager=True)(self._confirm)  # Enter, on some terminals
        bindings.add(" ", eager=True)(self._toggle)
        bindings.add(Keys.ControlD, eager=True)(_leave(EOFError))
        bindings.add(Keys.ControlC, eager=True)(_leave(KeyboardInterrupt))
        bindings.add(Keys.SIGINT, eager=True)(_leave(KeyboardInterrupt))
        return bindings

    def _move(self, step: int) -> None:
        self.digits = self.letter = ""
        self.control.pointed_at = (self.control.pointed_at + step) % len(self.rows)

    def _type(self, event: KeyPressEvent) -> None:
        typed = event.data.casefold()
        keys = {row.key: index for index, row in enumerate(self.rows) if row.key}
        wanted = self.digits + typed if self.digits + typed in keys else typed
        if wanted in keys:
            self.digits, self.letter = wanted, ""
            self.control.pointed_at = keys[wanted]
        elif typed in self._letters():
            self.digits, self.letter = "", typed
            self.control.pointed_at = len(self.rows) - 1

    def _toggle(self, _: KeyPressEvent) -> None:
        row = self.rows[self.control.pointed_at]
        if self.several and row.kind == "option":
            self.ticked, self.changed = tick(self.ticked, row.key, self.options), True
            self.digits = ""

    def _confirm(self, event: KeyPressEvent) -> None:
        row = self.rows[self.control.pointed_at]
        if row.kind == "option" and self.several:
            self._toggle(event)
        elif row.kind != "confirm" or self.ticked:
            event.app.exit(result=self._reply(row))

    def _reply(self, row: Row) -> Reply | None:
        if row.kind == "option":
            return Reply("answer", (row.key,))
        if row.kind == "confirm":
            return Reply("answer", self.ticked)
        if row.kind == "neutral":
            return Reply("pass")
        letter = row.key or self.letter
        return Reply(cast(Command, letter)) if letter else None


def _leave(exception: type[BaseException]) -> Callable[[KeyPressEvent], None]:
    return lambda event: event.app.exit(exception=exception)


class _Reflowing(str):
    """A message that questionary formats at every rendering, and that is computed each time."""

    _text: Callable[[], str]

    def __new__(cls, text: Callable[[], str]) -> "_Reflowing":
        made = super().__new__(cls)
        made._text = text
        return made

    def __format__(self, spec: str) -> str:
        return self._text()
