"""The plain face: it only appends lines, for screen readers and for terminals of any age."""

import shutil
from collections.abc import Sequence
from typing import TextIO

from diag.interview.face import ANSWERS, GIVE_UP, SHORT, Place, Prompt, Reply, stray_command
from diag.interview.terminal import flush_typeahead, repair, wrap
from diag.interview.typed import expected, understand


class PlainFace:
    """Lines out, lines in; nothing is ever drawn over."""

    def __init__(self, stdin: TextIO, stdout: TextIO) -> None:
        self._in, self._out = stdin, stdout
        self._introduced: set[str] = set()

    def ask(self, prompt: Prompt) -> Reply:
        """Show the question with its numbered answers; ask until the line is understood."""
        self._show(prompt)
        while True:
            line = self._line("Votre réponse : ").strip()
            if line == "?":
                self.tell(expected(prompt))
                continue
            reply = understand(line, prompt)
            if isinstance(reply, Reply):
                return reply
            self.tell(reply)

    def menu(self, title: str, options: Sequence[tuple[str, str]]) -> str:
        """Ask until one of the keys is typed."""
        self.tell(f"\n{title}")
        for key, label in options:
            self._item(key, label)
        keys = {key.casefold(): key for key, _ in options}
        while True:
            line = self._line("Votre choix : ").strip().casefold()
            if line in keys:
                return keys[line]
            self.tell(f"Tapez {', '.join(keys.values())}, puis Entrée.")

    def text(self, label: str) -> str | None:
        """Ask for a line of free text."""
        self.tell(label)
        while True:
            line = self._line("> ").strip()
            if not stray_command(line):
                return None if line in GIVE_UP else line
            self.tell(stray_command(line))

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
            self._item(option.key, option.label)
        for letter in (c for c in prompt.commands if c in ANSWERS):
            self._item(letter, SHORT[letter])
        if prompt.hint and prompt.kind == "number":
            self.tell(f"Tapez {prompt.hint}.")
        elif prompt.hint:
            self.tell(prompt.hint)
        if prompt.kind == "multiple":
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
        lead = f"{key} : "
        lines = wrap(label, self._width - len(lead), self._encoding)
        self._out.write(lead + f"\n{' ' * len(lead)}".join(lines) + "\n")
        self._out.flush()

    def _line(self, label: str) -> str:
        flush_typeahead(self._in)
        while True:
            self._out.write(wrap(label, self._width, self._encoding)[0].rstrip() + " ")
            self._out.flush()
            try:
                line = self._in.readline()
            except UnicodeDecodeError:
                self.tell("Ces caractères ne sont pas lisibles. Tapez votre réponse de nouveau.")
                continue
            if not line:
                raise EOFError
            return repair(line)


def _spoken(place: Place) -> str:
    if place.total == 1 and place.profile:
        return place.section
    if place.profile:
        return f"{place.section}, question {place.position} sur {place.total}"
    return f"Question {place.position} sur {place.total}, axe {place.section}"
