"""The list face: arrow keys and single keys on a list drawn in place, one echo line per answer."""

from collections.abc import Sequence
from typing import TextIO

import questionary
from prompt_toolkit.input import DummyInput
from prompt_toolkit.input.defaults import create_input
from prompt_toolkit.input.typeahead import clear_typeahead
from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings
from prompt_toolkit.output.defaults import create_output
from prompt_toolkit.output.vt100 import Vt100_Output

from diag.interview.chooser import STYLE, Chooser
from diag.interview.face import (
    ANSWERS,
    GIVE_UP,
    LONG,
    SHORT,
    Command,
    Option,
    Place,
    Prompt,
    Reply,
    stray_command,
)
from diag.interview.terminal import flush_typeahead, repair, wrap
from diag.interview.typed import understand

#: Editing keys that would open prompt_toolkit's own panels, in English.
_PANELS = ("c-r", "c-s", "c-x", "c-o", "escape")


class ListFace:
    """Questions as lists; making one raises where the console cannot draw in place."""

    def __init__(self, stdin: TextIO, stdout: TextIO) -> None:
        self._stdin, self._stdout = stdin, stdout
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
            ).run()
            reply = reply or self._ask_command(prompt)
            if reply:
                return reply

    def menu(self, title: str, options: Sequence[tuple[str, str]]) -> str:
        """Show a list without a neutral line: the pointer starts on the first option."""
        listed = [Option(key, label) for key, label in options]
        reply = self._chooser(title, listed, neutral=False).run()
        return reply.values[0] if reply else options[0][0]

    def text(self, label: str) -> str | None:
        """Ask for a line of free text."""
        while True:
            line = self._line(label, "> ").strip()
            if not stray_command(line):
                return None if line in GIVE_UP else line
            self.tell(stray_command(line))

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
            self._line("", "(Entrée pour lire la suite) " if lines else "(Entrée pour revenir) ")

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
            line = self._line("\n".join(filter(None, parts)), "Votre réponse (Entrée = passer) :")
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
    ) -> Chooser:
        flush_typeahead(self._stdin)
        made = Chooser(message, options, self._input, self._output, self._encoding)
        made.commands, made.several, made.neutral, made.ticked = commands, several, neutral, ticked
        return made

    def _line(self, message: str, label: str) -> str:
        flush_typeahead(self._stdin)
        clear_typeahead(self._input)
        above = ["", *self._wrap(message)] if message else []
        question = questionary.text(
            "\n".join([*above, *self._wrap(label)]),
            qmark="",
            style=STYLE,
            input=self._input,
            output=self._output,
            erase_when_done=True,
        )
        silent = KeyBindings()
        for key in _PANELS:
            silent.add(key, eager=True)(lambda _: None)
        bindings = question.application.key_bindings
        question.application.key_bindings = merge_key_bindings(
            [silent] if bindings is None else [bindings, silent]
        )
        return repair(str(question.unsafe_ask()))

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
