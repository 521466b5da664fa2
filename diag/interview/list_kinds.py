"""The lists that a `DrawnList` becomes: boxes, names chosen by typing, numbered rows; pure.

Boxes: Space and Enter never undo each other, Enter on the line just ticked goes to « valider » (interview,
line 4). Names: typed words narrow the list, what matches nothing changes nothing and says so (line 3).
"""

from collections.abc import Mapping, Sequence

from diag.french import count
from diag.interview.common_words import kept_words
from diag.interview.drawn_list import POINTER, Chosen, DrawnList, Head, Line, in_field
from diag.interview.prompts import Listing, Prompt, Reply, Row
from diag.interview.typed_line import matching, named, tick, understand

CONFIRM = "o"
"""What is typed to reach « valider »: no command bears this letter."""


class TickedList(DrawnList):
    """Boxes as they stand; a line chosen is « valider », and `ticked` holds the boxes."""

    hint = "Entrée coche ou décoche une ligne ; o, puis Entrée : valider"

    def __init__(
        self, head: Head, lines: Sequence[Line], letters: Mapping[str, tuple[str, str]], prompt: Prompt
    ) -> None:
        super().__init__(head, lines, letters)
        self.boxes, self.ticked, self.kept = prompt.options, prompt.ticked, prompt.kept
        self.just = ""
        """The key that changed the pointed box last, while the pointer has not moved since."""

    @property
    def held(self) -> tuple[str, ...]:
        """The boxes, when they are not those that are recorded."""
        return self.ticked if set(self.ticked) != set(self.kept) else ()

    def _forget(self) -> None:
        super()._forget()
        self.just = ""

    def _sign(self, sign: str) -> None:
        line = self.line
        if sign != " " or line is None or line.kind != "option" or not self._settled(line):
            super()._sign(sign)
        elif self.just == "enter":
            self.just = ""
            self._tell("C'est fait. Espace encore une fois pour revenir en arrière.")
        else:
            self._toggle(line, "space")

    def _choose(self, line: Line) -> Chosen | None:
        if line.kind == "option" and self.just:
            self.just = ""
            self.pointed = next(i for i, one in enumerate(self.lines) if one.kind == "confirm")
            return None
        if line.kind == "option":
            self._toggle(line, "enter")
            return None
        if line.kind == "confirm" and not self.ticked:
            self._tell("Cochez d'abord une ligne.")
            return None
        return super()._choose(line)

    def _toggle(self, line: Line, key: str) -> None:
        before = self.ticked
        self.ticked = tick(before, line.id, self.boxes)
        self._forget()
        self.just = key
        lost = [o.label for o in self.boxes if o.key in set(before) - set(self.ticked) - {line.id}]
        if lost:
            self._tell(f"« {line.text} » ne va avec aucune autre. Décoché : {' ; '.join(lost)}")

    def _box(self, line: Line) -> str:
        if line.kind != "option":
            return ""
        return "[x] " if line.id in self.ticked else "[ ] "

    def _words(self, line: Line) -> str:
        if line.kind == "confirm":
            ticked = len(self.ticked)
            return f"valider ({count(ticked, 'cochée')})" if ticked else "valider"
        if line.kind == "neutral" and self.held:
            return f"{line.text}, sans ces coches" if self.kept else "passer sans valider ces coches"
        return line.text


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


SEARCH = "/"


class SearchedList(DrawnList):
    """The rows of a `Listing`; `words` are those that are being typed after `/`, None before it."""

    def __init__(self, listing: Listing) -> None:
        lines = [Line("option", row.id, row.key, _written(row), row.more) for row in listing.rows]
        start = next((i for i, row in enumerate(listing.rows) if row.id == listing.pointed), 0)
        head = Head(listing.title, to_open="... (Entrée pour ouvrir la ligne)")
        letters = {key: (words, f"{words} : Entrée") for key, words in listing.commands.items()}
        super().__init__(head, lines, letters, start, of_rows=True, empty=listing.empty)
        self.words: str | None = None

    def press(self, key: str, text: str = "", following: bool = False) -> Chosen | None:
        """Do what the key does; words that are being typed take the letters."""
        if self.words is None:
            return super().press(key, text, following)
        if key in ("text", "paste"):
            self.words += " ".join(text.split()) if key == "paste" else text
        elif key == "erase" and self.words:
            self.words = self.words[:-1]
        elif key == "enter" and self.words.strip():
            return Chosen("letter", SEARCH, self.line.id if self.line else "", self.words.strip())
        else:  # Enter on nothing, an arrow, Escape: back to the rows
            self.words = None
            return None if key in ("enter", "erase", "escape") else super().press(key)
        return None

    def _sign(self, sign: str) -> None:
        if sign == SEARCH and SEARCH in self.letters:
            self._forget()
            self.words = ""
        elif self.words is not None:
            self.words += sign
        else:
            super()._sign(sign)

    def _hint(self) -> str:
        if self.words is not None:
            return "tapez les mots à chercher, puis Entrée"
        return f"flèches, numéro{' ou lettre' if self.letters else ''}, puis Entrée"

    def _field(self, room: int, encoding: str) -> str | None:
        return None if self.words is None else in_field("> Chercher : ", self.words, room, encoding)


def _written(row: Row) -> str:
    text = f"[{', '.join(row.marks)}] {row.text}" if row.marks else row.text
    return f"{row.heading}\n{text}" if row.heading else text
