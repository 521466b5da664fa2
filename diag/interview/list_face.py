"""The list face: arrow keys and single keys on a list drawn in place, one echo line per answer.

questionary cuts long lines without a sign (tmbo/questionary#429) and only knows arrows: the lines
wrap themselves at every rendering, typed keys move the pointer, and Enter alone confirms.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, TextIO, cast

import questionary
from prompt_toolkit.input import DummyInput, Input
from prompt_toolkit.input.defaults import create_input
from prompt_toolkit.input.typeahead import get_typeahead
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.output import Output
from prompt_toolkit.output.defaults import create_output
from prompt_toolkit.output.vt100 import Vt100_Output
from questionary.prompts.common import InquirerControl

from diag.interview.lines import Keyboard, repair, told_early, wrap
from diag.interview.prompts import (
    ANSWERS,
    GIVE_UP,
    LONG,
    SHORT,
    Command,
    Option,
    Place,
    Prompt,
    Reply,
    begins_a_number,
    numbered,
    stray_command,
    tick,
    understand,
)
from diag.safe_text import clean

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
NUMBER_HINT = "flèches, ou le numéro que porte la ligne, puis Entrée"
SEVERAL_HINT = "Entrée coche ou décoche une ligne ; v puis Entrée valide"
MORE_HINT = "la liste continue plus bas"
PASTED = 5
"""Signs that arrive at one go when a text is pasted, and not typed, on a list."""
#: Editing keys that would open prompt_toolkit's own panels, in English.
_PANELS = ("c-r", "c-s", "c-x", "c-o", "escape")

RowKind = Literal["neutral", "option", "confirm", "command", "commands"]


@dataclass(frozen=True)
class Row:
    """One line of the list; `key` is what is typed to reach it, when it is shown."""

    kind: RowKind
    key: str = ""
    label: str = ""
    shown: bool = True


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
    by_name: bool = False
    typed: str = field(default="", init=False)
    letter: str = field(default="", init=False)
    said: str = field(default="", init=False)
    before: int = field(default=0, init=False)
    burst: str = field(default="", init=False)
    former: tuple[int, tuple[str, ...], bool] = field(default=(0, (), False), init=False)
    in_burst: bool = field(default=False, init=False)
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
        return cast(Reply | None, question.unsafe_ask())

    def _rows(self) -> Sequence[Row]:
        rows = [Row("neutral", "", NEUTRAL)] if self.neutral else []
        rows += [Row("option", o.key, o.label, not self.by_name) for o in self.options]
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
        hint = SEVERAL_HINT if self.several else NUMBER_HINT if self.by_name else ONE_HINT
        hint += "" if len(head) + body + 2 <= size.rows else f" ; {MORE_HINT}"
        under = wrap(f"({hint})", size.columns - 2, self.encoding)
        said = wrap(self.said, size.columns - 2, self.encoding) if self.said else []
        return "\n".join(["", *head, *under, *said])

    def _label(self) -> None:
        for choice, row in zip(self.control.choices, self.rows, strict=True):
            choice.title = "\n".join(self._title(row))

    def _title(self, row: Row) -> list[str]:
        width = max([len(o.key) for o in self.options], default=1)
        lead = f"{row.key:>{width}}  " if row.key and row.shown else ""
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
        bindings.add(Keys.Backspace, eager=True)(self._rub_out)
        bindings.add(Keys.ControlD, eager=True)(_leave(EOFError))
        bindings.add(Keys.ControlC, eager=True)(_leave(KeyboardInterrupt))
        bindings.add(Keys.SIGINT, eager=True)(_leave(KeyboardInterrupt))
        return bindings

    def _move(self, step: int) -> None:
        self._forget()
        self.control.pointed_at = (self.control.pointed_at + step) % len(self.rows)

    def _forget(self) -> None:
        self.typed = self.letter = self.said = ""

    def _type(self, event: KeyPressEvent) -> None:
        text = event.data.strip().casefold()
        if event.key_sequence[0].key == Keys.BracketedPaste:
            self._forget()
            self._look(text)
        elif len(text) == 1 and text.isprintable():
            self._hear(event)
            extends = self._found(self.typed + text) is not None or (
                text.isdigit() and (self.by_name or self._long_keys())
            )
            self._look(self.typed + text if extends else text)

    def _hear(self, event: KeyPressEvent) -> None:
        """Remember the signs that arrived at one go: nobody types five of them so fast."""
        if not self.in_burst:
            self.burst = ""
            self.former = (self.control.pointed_at, self.ticked, self.changed)
        self.burst += event.data
        self.in_burst = bool(event.key_processor.input_queue)

    def _long_keys(self) -> bool:
        return any(len(row.key) > 1 for row in self.rows if row.shown)

    def _found(self, typed: str) -> list[int] | None:
        """Return the lines of what is typed; none yet is an empty list, and None is no line ever."""
        rows = [i for i, row in enumerate(self.rows) if row.key == typed and row.shown]
        begun = any(row.key.startswith(typed) for row in self.rows if row.shown)
        if self.by_name:
            keys = {o.key for o in numbered(typed, self.options)} if typed else set()
            rows += [
                i for i, row in enumerate(self.rows) if row.kind == "option" and row.key in keys
            ]
            begun = begun or begins_a_number(typed, self.options)
        return rows if rows or (begun and typed) else None

    def _look(self, typed: str) -> None:
        """Point at the only line of what is typed; the pointer comes back when there is none."""
        if not self.typed or not typed.startswith(self.typed):
            self.before = self.control.pointed_at
        found = self._found(typed)
        self.typed, self.letter, self.said = typed, "", ""
        self.control.pointed_at = self.before
        if found and len(found) == 1:
            self.control.pointed_at = found[0]
        elif typed in self._letters():
            self.typed, self.letter = "", typed
            self.control.pointed_at = len(self.rows) - 1
        elif found is None or found:
            self.said = self._why(typed, found)

    def _why(self, typed: str, found: list[int] | None) -> str:
        shown = typed if len(typed) <= 20 else f"{typed[:20]}..."
        if found:
            return f"« {shown} » : plusieurs lignes portent ce numéro. Choisissez avec les flèches."
        if typed[:1].isdigit():
            return f"« {shown} » : aucune ligne ne porte ce numéro."
        return f"« {shown} » ne désigne rien ici."

    def _settled(self) -> bool:
        """Tell whether what was typed names the pointed line; say so, and forget it, otherwise."""
        if not self.typed or len(self._found(self.typed) or ()) == 1:
            return True
        self.said = self.said or self._why(self.typed, None)
        self.typed = ""
        return False

    def _rub_out(self, _: KeyPressEvent) -> None:
        shorter = self.typed[:-1]
        self.control.pointed_at = self.before if self.typed else self.control.pointed_at
        self._forget()
        if shorter:
            self._look(shorter)

    def _toggle(self, event: KeyPressEvent) -> None:
        self._hear(event)
        row = self.rows[self.control.pointed_at]
        if self._settled() and self.several and row.kind == "option":
            self.ticked, self.changed = tick(self.ticked, row.key, self.options), True
            self._forget()

    def _confirm(self, event: KeyPressEvent) -> None:
        pasted = self.in_burst and len(self.burst) >= PASTED
        self.in_burst = bool(event.key_processor.input_queue)
        row = self.rows[self.control.pointed_at]
        if pasted:
            self._forget()
            self.control.pointed_at, self.ticked, self.changed = self.former
            shown = self.burst if len(self.burst) <= 200 else f"{self.burst[:200]}..."
            self.said = f"« {shown} » : un texte collé ici ne répond à rien."
        elif row.kind == "option" and self.several:
            self._toggle(event)
        elif self._settled() and (row.kind != "confirm" or self.ticked):
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


class ListFace:
    """Questions as lists; making one raises where the console cannot draw in place."""

    def __init__(self, stdin: TextIO, stdout: TextIO) -> None:
        self._keyboard, self._stdout = Keyboard(stdin), stdout
        self._input, self._output = create_input(stdin), create_output(stdout)
        if isinstance(self._input, DummyInput):
            raise OSError("no keyboard behind this stream")
        if isinstance(self._output, Vt100_Output):
            # Asking for the cursor's place warns in English where the terminal does not answer,
            # and flushing the keyboard could cut the answer in two.
            self._output.enable_cpr = False
        self._output.show_cursor()  # a killed list leaves it hidden
        self._output.flush()

    def ask(self, prompt: Prompt) -> Reply:
        """Show the question and return what was confirmed with Enter."""
        if prompt.kind in ("number", "text"):
            return self._ask_typed(prompt)
        while True:
            message = "\n".join(filter(None, (header(prompt.place), prompt.text, prompt.earlier)))
            reply = self._chooser(
                message,
                prompt.options,
                commands=prompt.commands,
                several=prompt.kind == "multiple",
                ticked=prompt.ticked,
                by_name=prompt.by_name,
            ).run()
            reply = reply or self._ask_command(prompt)
            if reply:
                return reply

    def menu(self, title: str, options: Sequence[tuple[str, str]]) -> str:
        """Show a list without a neutral line: the pointer starts on the first option."""
        listed = [Option(key, label) for key, label in options]
        reply = self._chooser(title, listed, neutral=False).run()
        return reply.values[0] if reply else options[0][0]

    def text(self, label: str, *, several: bool = False, draft: str = "") -> str | None:
        """Ask for free text; Enter ends it, but for the ends of line of a paste."""
        while True:
            text = self._typed(label, "> ", draft).strip()
            if not stray_command(text):
                return None if text in GIVE_UP else text
            self.tell(stray_command(text))

    def tell(self, text: str) -> None:
        """Print the text above what follows, wrapped by words."""
        self._print(self._wrap(text))

    def read(self, text: str) -> None:
        """Show a long text a screenful at a time."""
        lines = self._wrap(f"\n{text}")
        while lines:
            page = max(5, self._output.get_size().rows - 3)
            shown, lines = lines[:page], lines[page:]
            self._print(shown)
            label = "(Entrée pour lire la suite) " if lines else "(Entrée pour revenir) "
            self._tell_early(self._typed("", label))

    def _ask_command(self, prompt: Prompt) -> Reply | None:
        commands = [c for c in prompt.commands if c not in ANSWERS]
        options = [("0", "revenir à la question"), *((str(c), LONG[c]) for c in commands)]
        letter = self.menu("Que voulez-vous faire ?", options)
        return next((Reply(c) for c in commands if c == letter), None)

    def _ask_typed(self, prompt: Prompt) -> Reply:
        colon = ":" if prompt.kind == "text" else ""
        hint = f"Tapez {prompt.hint}." if prompt.kind == "number" else prompt.hint
        glued = (f"{colon}{c} {SHORT[c]}".replace(" ", "\u00a0") for c in prompt.commands)
        commands = ", ".join(glued)
        parts = (header(prompt.place), prompt.text, prompt.earlier, hint, commands)
        while True:
            line = self._typed("\n".join(filter(None, parts)), "Votre réponse (Entrée = passer) :")
            reply = understand(line, prompt)
            if isinstance(reply, Reply):
                return reply
            self.tell(reply)

    def _chooser(
        self,
        message: str,
        options: Sequence[Option],
        *,
        commands: tuple[Command, ...] = (),
        several: bool = False,
        neutral: bool = True,
        ticked: tuple[str, ...] = (),
        by_name: bool = False,
    ) -> Chooser:
        self._tell_early(self._early())
        made = Chooser(message, options, self._input, self._output, self._encoding)
        made.commands, made.several, made.neutral, made.ticked = commands, several, neutral, ticked
        made.by_name = by_name
        return made

    def _typed(self, message: str, label: str, draft: str = "") -> str:
        """Return a text typed below a message, ended by Enter."""
        self._tell_early(self._early())
        above = ["", *self._wrap(message)] if message else []
        question = questionary.text(
            "\n".join([*above, *self._wrap(label)]),
            default=draft,
            qmark="",
            style=STYLE,
            multiline=True,
            instruction="",  # none at all would bring questionary's English one
            input=self._input,
            output=self._output,
            erase_when_done=True,
        )
        keys = KeyBindings()
        keys.add(Keys.Enter, eager=True)(self._end_text)
        keys.add(Keys.ControlJ, eager=True)(self._end_text)  # Enter, on some terminals
        # A colour pasted from a terminal looks like the report of a mouse, which nobody asked for.
        for key in (*_PANELS, Keys.Vt100MouseEvent):
            keys.add(key, eager=True)(lambda _: None)
        bindings = question.application.key_bindings
        question.application.key_bindings = merge_key_bindings(
            [keys] if bindings is None else [bindings, keys]
        )
        return repair(str(question.unsafe_ask()))

    def _end_text(self, event: KeyPressEvent) -> None:
        """End the text, unless more follows at once: then it is one line of a paste."""
        if event.key_processor.input_queue or self._keyboard.waiting():
            event.current_buffer.insert_text("\n")
        else:
            event.current_buffer.validate_and_handle()

    def _early(self) -> str:
        """Take away what was typed before a prompt, and return what can be read of it."""
        parsed = "".join(press.data for press in get_typeahead(self._input))
        return clean(parsed + self._keyboard.early())

    def _tell_early(self, text: str) -> None:
        said = told_early(text)
        if said:
            self.tell(said)

    @property
    def _encoding(self) -> str:
        return self._stdout.encoding or "ascii"

    def _wrap(self, text: str) -> list[str]:
        return wrap(text, self._output.get_size().columns - 1, self._encoding)

    def _print(self, lines: Sequence[str]) -> None:
        self._stdout.write("".join(f"{line}\n" for line in lines))
        self._stdout.flush()


def header(place: Place) -> str:
    """Return `[Équipement 12/55 - 21 % - encore 25 min environ]`."""
    where = (
        place.section
        if place.total == 1 and place.profile
        else (f"{place.section} {place.position}/{place.total}")
    )
    left = f"encore {place.minutes} min environ" if place.minutes else "tout a une réponse"
    return f"[{where} - {place.percent} % - {left}]"
