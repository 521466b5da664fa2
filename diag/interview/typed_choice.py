"""A list chosen by typing a part of a name, or a number that its lines show; pure.

Typed words narrow the list; those that match nothing change nothing and say so (interview, line 3).
The field is the neutral line: Enter there, with nothing typed, passes or keeps the answer.
"""

from collections.abc import Mapping, Sequence

from diag.interview.common_words import kept_words
from diag.interview.drawn_list import POINTER, Chosen, DrawnList, Head, Line, in_field
from diag.interview.prompts import Prompt, Reply
from diag.interview.typed_line import matching, named, understand

FIELD = -1
"""Where the pointer is when it is on the field."""


class TypedChoice(DrawnList):
    """The answers to a prompt under a field.

    The pointer leaves the field for the only line that matches, or by the arrows.
    """

    colon = ":"

    def __init__(
        self, head: Head, lines: Sequence[Line], letters: Mapping[str, tuple[str, str]], prompt: Prompt
    ) -> None:
        super().__init__(head, lines, letters)
        self.everything, self.prompt = self.lines, prompt
        enter = f"garder la réponse : {kept_words(prompt)}" if prompt.kept else "passer"
        self.hint = f"tapez une partie du nom, ou flèches ; Entrée seule : {enter}"
        self.words, self.by_hand = "", False
        self.pointed = FIELD

    def _swallowed(self, key: str, text: str, following: bool) -> bool:
        """Words may come at one go: it is a field."""
        return False

    def _pasted(self, text: str) -> None:
        self._write(self.words + " ".join(text.split()))

    def _sign(self, sign: str) -> None:
        self._write(self.words + sign)

    def _rub_out(self) -> None:
        self._write(self.words[:-1])

    def _write(self, words: str) -> None:
        """Keep the words, and narrow the list to what they match, if they match anything."""
        self.words, self.said, self.by_hand = words, "", False
        found = self._named()
        if found:
            self.lines = found
            self.pointed = 0 if words.strip() and len(found) == 1 else FIELD
        elif not self._command:
            self._tell(self._why(words))

    def _named(self) -> tuple[Line, ...]:
        """Return the lines that match; with a command they are those that matched before it."""
        if self._command:
            return self.lines
        if not self.words.strip():
            return self.everything
        keys = {o.key for o in matching(self.words, self.prompt.options)}
        return tuple(line for line in self.everything if line.id in keys)

    @property
    def _command(self) -> bool:
        return self.words.lstrip().startswith(":")

    def _why(self, typed: str) -> str:
        return f"« {typed.strip()[:80]} » : aucune ligne ne porte ce nom ou ce numéro."

    def _moved(self, key: str) -> None:
        self.said, last = "", len(self.lines) - 1
        if key == "up":
            self.pointed = last if self.pointed == FIELD else self.pointed - 1
        elif key == "down":
            self.pointed = FIELD if self.pointed == last else self.pointed + 1
        else:
            self._leapt(key)
        self.by_hand = self.pointed != FIELD

    def _enter(self) -> Chosen | None:
        words, line, found = self.words.strip(), self.line, self._named()
        if line and self.by_hand:
            return self._choose(line)
        if self._command:
            return self._given(words)
        if not words:
            return Chosen("line")
        whole = named(words, self.prompt.options)
        for line in found:
            if len(found) == 1 or (whole and line.id == whole.key):
                return self._choose(line)
        several = f"{len(found)} lignes correspondent : tapez la suite, ou prenez les flèches."
        self._tell(several if found else self._why(words))
        return None

    def _given(self, words: str) -> Chosen | None:
        """Give a command, with what was typed after it: « :w c nord »."""
        reply = understand(words, self.prompt)
        if isinstance(reply, Reply):
            return Chosen("letter", reply.command, text=" ".join(reply.values))
        self._tell(reply)
        return None

    def _field(self, room: int, encoding: str) -> str:
        return in_field(POINTER if self.pointed == FIELD else "  ", self.words, room, encoding)
