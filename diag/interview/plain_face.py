"""The plain face, for screen readers and terminals of any age; and when it is the one to choose."""

import os
import shutil
from collections.abc import Mapping, Sequence
from typing import TextIO

from diag.french import listing
from diag.interview.lines import Keyboard, told_early, wrap
from diag.interview.prompts import (
    ANSWERS,
    GIVE_UP,
    SHORT,
    Face,
    Place,
    Prompt,
    Reply,
    expected,
    expected_answers,
    stray_command,
    understand,
)

END = "."
"""What ends a text of several lines, alone on its line."""


class PlainFace:
    """Lines out, lines in; nothing is ever drawn over."""

    def __init__(self, stdin: TextIO, stdout: TextIO) -> None:
        self._keyboard, self._out = Keyboard(stdin), stdout
        self._introduced: set[str] = set()

    def ask(self, prompt: Prompt) -> Reply:
        """Show the question with its numbered answers; ask until the line is understood."""
        self._tell_early()
        self._show(prompt)
        while True:
            read = self._whole if prompt.kind == "text" else self._line
            line = read("Votre réponse : ").strip()
            if line == "?":
                self.tell(expected(prompt))
                continue
            reply = understand(line, prompt)
            if isinstance(reply, Reply):
                return reply
            self.tell(reply)
            self._tell_early()  # the lines that were pasted with this one

    def menu(self, title: str, options: Sequence[tuple[str, str]]) -> str:
        """Ask until one of the keys is typed."""
        self._tell_early()
        self.tell(f"\n{title}")
        for key, label in options:
            self._item(key, label)
        keys = {key.casefold(): key for key, _ in options}
        while True:
            line = self._line("Votre choix : ").strip().casefold()
            if line in keys:
                return keys[line]
            self.tell(f"Tapez {listing(list(keys.values()), 'ou')}, puis Entrée.")
            self._tell_early()

    def text(self, label: str, *, several: bool = False, draft: str = "") -> str | None:
        """Ask for free text; a line that holds a single point ends one of several lines.

        A draft cannot be put back under the cursor: what was typed stands above.
        """
        self._tell_early()
        self.tell(label)
        if several:
            self.tell("Sur une ou plusieurs lignes ; pour finir, tapez un point seul, puis Entrée.")
        while True:
            text = (self._several() if several else self._whole("> ")).strip()
            if not stray_command(text):
                return None if text in GIVE_UP else text
            self.tell(stray_command(text))
            self._tell_early()

    def tell(self, text: str) -> None:
        """Append the text, wrapped by words."""
        for line in wrap(text, self._width, self._encoding):
            self._out.write(f"{line}\n")
        self._out.flush()

    def read(self, text: str) -> None:
        """Append the text; the terminal and the screen reader know how to go back up."""
        self.tell(f"\n{text}\n")

    @property
    def _encoding(self) -> str:
        return self._out.encoding or "ascii"

    @property
    def _width(self) -> int:
        return shutil.get_terminal_size().columns - 1

    def _show(self, prompt: Prompt) -> None:
        self.tell(f"\n{_spoken(prompt.place)}\n{prompt.text}")
        if prompt.earlier:
            self.tell(prompt.earlier)
        for option in prompt.options:
            self._item("" if prompt.by_name else option.key, option.label)
        for letter in (c for c in prompt.commands if c in ANSWERS):
            self._item(letter, SHORT[letter])
        if prompt.hint and prompt.kind == "number":
            self.tell(f"Tapez {prompt.hint}.")
        elif prompt.hint:
            self.tell(prompt.hint)
        if prompt.by_name:
            self.tell(expected_answers(prompt))
        elif prompt.kind == "multiple":
            self.tell("Plusieurs réponses possibles, par exemple : 0,2")
        self._introduce(prompt)

    def _introduce(self, prompt: Prompt) -> None:
        """Say the commands when one of them is new, and in each field of free text."""
        free = prompt.kind == "text"
        letters = [c for c in prompt.commands if c not in ANSWERS]
        if not free and set(letters) <= self._introduced:
            return
        listed = ", ".join(f"{':' if free else ''}{c} {SHORT[c]}" for c in letters)
        self.tell(f"Commandes : {listed} ; Entrée seule passe.")
        if not free:
            self._introduced |= set(letters)
            self.tell("Tapez ? pour les relire à tout moment.")

    def _item(self, key: str, label: str) -> None:
        lead = f"{key} : " if key else "  "
        lines = wrap(label, self._width - len(lead), self._encoding)
        self._out.write(lead + f"\n{' ' * len(lead)}".join(lines) + "\n")
        self._out.flush()

    def _line(self, label: str) -> str:
        while True:
            self._out.write(wrap(label, self._width, self._encoding)[0].rstrip() + " ")
            self._out.flush()
            try:
                return self._keyboard.line()
            except UnicodeDecodeError:
                self.tell("Ces caractères ne sont pas lisibles. Tapez votre réponse de nouveau.")

    def _whole(self, label: str) -> str:
        """Return a line, and those that were pasted with it."""
        with self._keyboard.held():
            lines = [self._line(label)]
            while self._keyboard.waiting():
                lines.append(self._keyboard.line())
        return "\n".join(lines)

    def _several(self) -> str:
        """Return lines up to a single point; one that is empty or a command at once ends them."""
        lines: list[str] = []
        with self._keyboard.held():
            while (line := self._first_or_next(lines)).strip() != END:
                lines.append(line)
                alone = len(lines) == 1 and not self._keyboard.waiting()
                if alone and (not line.strip() or stray_command(line.strip()) or line in GIVE_UP):
                    break
        return "\n".join(lines)

    def _first_or_next(self, lines: Sequence[str]) -> str:
        """Return one more line; Ctrl-D ends a text, and leaves where there is none."""
        try:
            return self._line("> ")
        except EOFError:
            if lines:
                return END
            raise

    def _tell_early(self) -> None:
        said = told_early(self._keyboard.early())
        if said:
            self.tell(said)


def _spoken(place: Place) -> str:
    if place.total == 1 and place.profile:
        return place.section
    if place.profile:
        return f"{place.section}, question {place.position} sur {place.total}"
    return f"Question {place.position} sur {place.total}, axe {place.section}"


def choose_face(
    simple: bool, stdin: TextIO, stdout: TextIO, environ: Mapping[str, str]
) -> Face | None:
    """Return the face to ask with, or None when there is nobody to ask.

    The list face needs a terminal on both sides that can draw in place; `--simple`,
    `DIAG_SIMPLE=1` and `ACCESSIBLE` choose the plain one.
    """
    if not _is_terminal(stdin):
        return None
    dumb = environ.get("TERM", "").casefold() in ("dumb", "unknown")
    wanted_plain = simple or _on(environ.get("DIAG_SIMPLE")) or _on(environ.get("ACCESSIBLE"))
    if dumb or not _is_terminal(stdout):
        return PlainFace(stdin, stdout)
    face = None if wanted_plain else _list_face(stdin, stdout)
    if face is None and os.name != "nt":
        stdout.write("\x1b[?25h")  # a killed list left the cursor hidden
        stdout.flush()
    return face or PlainFace(stdin, stdout)


def _list_face(stdin: TextIO, stdout: TextIO) -> Face | None:
    try:
        from diag.interview.list_face import ListFace  # heavy, and fails on some consoles

        return ListFace(stdin, stdout)
    except Exception:  # whatever it lacks, the plain face does without
        return None


def _is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except (AttributeError, ValueError):  # None under pythonw, or closed
        return False


def _on(value: str | None) -> bool:
    return (value or "").strip().casefold() not in ("", "0", "non", "no", "false")
