"""The list face: lists drawn in place, and texts written in place; one echo line per answer.

What is on screen and what keys do is decided by pure models (`drawn_list.py` and those that follow
it, `editor.py`); `drawing.py` shows them. Here prompts become lists, and what was confirmed a reply.
"""

import re
from collections.abc import Sequence
from typing import TextIO, TypeVar, cast

from prompt_toolkit.input import Input
from prompt_toolkit.output import Output

from diag.interview.drawing import Console, Scene
from diag.interview.drawn_list import CONFIRM, Chosen, DrawnList, Head, Line, SearchedList, TickedList, TypedChoice
from diag.interview.editor import Editor
from diag.interview.lines import told_early, wrap
from diag.interview.prompts import ANSWERS, LONG, SHORT, Command, Entry, Listing, Option, Picked, Prompt, Reply
from diag.interview.typed_line import (
    GIVE_UP,
    header,
    kept_words,
    marks_of,
    numbered,
    stray_command,
    takes_a_colon,
    typed_command,
    understand,
)

ERASED = "-"
"""What a text is worth when it was there and was taken away."""
NEUTRAL = "choisir (Entrée = passer)"

Result = TypeVar("Result")


class ListFace:
    """Questions as lists; making one raises where the console cannot draw in place."""

    def __init__(
        self, stdin: TextIO, stdout: TextIO, keys: Input | None = None, output: Output | None = None
    ) -> None:
        self.held: tuple[str, ...] = ()
        self._stdout = stdout
        self._console = Console(stdin, stdout, keys, output)

    def ask(self, prompt: Prompt) -> Reply:
        """Show the question and return what was confirmed with Enter."""
        if prompt.kind in ("number", "text"):
            return self._ask_typed(prompt)
        drawn = _list_of(prompt)
        reply = None
        while not reply:
            try:
                chosen = self._show(drawn)
                letters = chosen.what == "letters"
                reply = self._ask_command(prompt) if letters else _reply_to(chosen, drawn)
            finally:
                self.held = drawn.held
        if reply.command == "answer":
            self.held = ()
        return reply

    def choose(self, listing: Listing) -> Picked:
        """Show rows until one is opened or a command is given."""
        chosen = self._show(SearchedList(listing))
        if chosen.what == "letter":
            return Picked(chosen.id, chosen.row, chosen.text)
        return Picked("", chosen.id)

    def write(self, entry: Entry) -> str | None:
        """Open an editor on the text: Enter ends it, Escape gives it up.

        A text that was given up is in `held`.
        """
        while True:
            editor = Editor(
                entry.label, entry.text, several=entry.several, private=entry.private, limit=entry.limit, leaves=True
            )
            text = self._show(editor).text
            if text is None:
                return None
            text, self.held = text.strip(), ()
            if text in GIVE_UP:
                return None
            if not stray_command(text):
                return text or (ERASED if entry.text else "")
            self.tell(stray_command(text))

    def menu(self, title: str, options: Sequence[tuple[str, str]], start: str = "") -> str:
        """Show a list without a neutral line: the pointer starts on `start`, or the first option."""
        lines = [Line("option", key, key, label) for key, label in options]
        at = next((i for i, line in enumerate(lines) if line.key == start), 0)
        return self._show(DrawnList(Head(title), lines, {}, at)).id

    def tell(self, text: str) -> None:
        """Print the text above what follows, wrapped by words."""
        self._print(self._wrap(text))

    def read(self, text: str) -> None:
        """Show a long text a screenful at a time."""
        lines = self._wrap(f"\n{text}")
        while lines:
            page = max(5, self._console.size[1] - 3)
            shown, lines = lines[:page], lines[page:]
            self._print(shown)
            label = "(Entrée pour lire la suite) " if lines else "(Entrée pour revenir) "
            self._tell_early(self._show(Editor("", lead=label)).text or "")
            self.held = ()

    def _ask_command(self, prompt: Prompt) -> Reply | None:
        commands = [c for c in prompt.commands if c not in ANSWERS]
        options = [("0", "revenir à la question"), *((str(c), LONG[c]) for c in commands)]
        letter = self.menu("Que voulez-vous faire ?", options)
        return next((Reply(c) for c in commands if c == letter), None)

    def _ask_typed(self, prompt: Prompt) -> Reply:
        hint = f"Tapez {prompt.hint}." if prompt.kind == "number" else prompt.hint
        kept = f"Réponse enregistrée : {kept_words(prompt)}" if prompt.kept else ""
        commands = "  ".join(typed_command(c, prompt) for c in prompt.commands)
        # A window that is too low cuts the end: what is known beside it, which notes may fill.
        parts = (header(prompt.place), prompt.text, kept, hint, commands, prompt.earlier)
        head, text = "\n".join(filter(None, ("\n", *parts))), prompt.draft
        lead = f"Votre réponse (Entrée = {'garder' if kept else 'passer'}) : "
        while True:
            editor = Editor(head, text, lead)
            editor.start = prompt.draft  # what is refused is held too
            text = self._show(editor).text or ""
            reply = understand(text, prompt)
            if isinstance(reply, Reply):
                self.held = ()
                return reply
            self.tell(reply)

    def _show(self, scene: Scene[Result]) -> Result:
        """Show a scene; what it held is known whatever ends it."""
        self._tell_early(self._console.early())
        try:
            return self._console.show(scene)
        finally:
            self.held = scene.held

    def _tell_early(self, text: str) -> None:
        said = told_early(text)
        if said:
            self.tell(said)

    def _wrap(self, text: str) -> list[str]:
        return wrap(text, self._console.size[0] - 1, self._console.encoding)

    def _print(self, lines: Sequence[str]) -> None:
        self._stdout.write("".join(f"{line}\n" for line in lines))
        self._stdout.flush()


def _list_of(prompt: Prompt) -> DrawnList:
    """Return the list that a prompt is answered with."""
    letters = {str(c): (SHORT[c], LONG[c]) for c in prompt.commands if c not in ANSWERS}
    answers = [
        Line("command", c, "" if prompt.typing else c, SHORT[c] + marks_of(c, prompt))
        for c in ANSWERS
        if c in prompt.commands
    ]
    options = [
        Line("option", o.key, _key(prompt, o), o.label + marks_of(o.key, prompt), _proof(o)) for o in prompt.options
    ]
    if prompt.typing:
        return TypedChoice(_head(prompt), [*options, *answers], letters, prompt)
    if prompt.kind == "single":
        return DrawnList(_head(prompt), [_neutral(prompt), *options, *answers], letters)
    lines = [_neutral(prompt), *options, Line("confirm", CONFIRM, CONFIRM), *answers]
    return TickedList(_head(prompt), lines, letters, prompt)


def _head(prompt: Prompt) -> Head:
    colon = ":" if takes_a_colon(prompt) else ""
    letter = "n" if "Note :" in prompt.earlier else "a" if "Note de " in prompt.earlier else ""
    read = f" ; {colon}{letter}, puis Entrée, pour lire" if letter else ""
    return Head(
        f"{header(prompt.place)}\n{prompt.text}",
        prompt.earlier,
        f"... ({{lines}} lignes{read})",
        f"... ({colon}a : aide entière)",
    )


def _neutral(prompt: Prompt) -> Line:
    """Return the line that records nothing; it says in part the answer that Enter keeps."""
    text = f"garder la réponse : {kept_words(prompt)}" if prompt.kept else NEUTRAL
    under = next((_proof(o) for o in prompt.options if (o.key,) == prompt.kept), "")
    return Line("neutral", "", "", text, under)


def _key(prompt: Prompt, option: Option) -> str:
    """Return what is typed to reach an option: its rank, or the number that it alone shows."""
    if prompt.typing:
        return ""
    if not prompt.by_name:
        return option.key
    shown = re.findall(r"\d+[ab]?", option.label.casefold())
    return next((n for n in shown if len(numbered(n, prompt.options)) == 1), "")


def _proof(option: Option) -> str:
    return f"Comment le savoir : {option.proof}" if option.proof else ""


def _reply_to(chosen: Chosen, drawn: DrawnList) -> Reply:
    if chosen.what == "letter":
        return Reply(cast(Command, chosen.id), tuple(chosen.text.split()))
    if not chosen.id:
        return Reply("pass")
    if isinstance(drawn, TickedList):
        return Reply("answer", drawn.ticked)
    return Reply("answer", (chosen.id,))
