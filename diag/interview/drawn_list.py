"""Lists of lines: what is pointed at, what each key does, what is on screen; pure.

The pointer moves with the arrows, with the number or the letter of a line, and Enter alone confirms.
A key that means nothing is told in one line and leaves everything as it was (interview, line 2).

Boxes: Space and Enter never undo each other, Enter on the line just ticked goes to « valider » (line 4).
Names: typed words narrow the list, what matches nothing changes nothing and says so (line 3).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from diag.french import count
from diag.interview.lines import wrap
from diag.interview.list_layout import Drawn, Parts, cut, fit
from diag.interview.prompts import Listing, Prompt, Reply, Row
from diag.interview.typed_line import in_one_piece, kept_words, matching, named, tick, understand
from diag.screen_text import screen

POINTER, SUBJECT = "> ", "- "
"""What stands before the line that Enter opens, and before the one that a letter acts on."""
PASTED = 5
"""Signs that arrive at one go when a text is pasted, and not typed, on a list."""
_SHOWN = 200
"""Signs of a text typed at the wrong place that are shown again."""

Kind = Literal["neutral", "option", "confirm", "command"]


@dataclass(frozen=True)
class Line:
    """One line of a list; a neutral one records nothing.

    `id` is given back when it is chosen, `key` typed to reach it; `under` is shown when it is pointed at.
    """

    kind: Kind
    id: str
    key: str = ""
    text: str = ""
    under: str = ""


@dataclass(frozen=True)
class Chosen:
    """What Enter confirmed: a line, a letter, or the line of letters itself.

    `row` is the line pointed at when a letter was given, `text` the words typed with it.
    """

    what: Literal["line", "letter", "letters"]
    id: str = ""
    row: str = ""
    text: str = ""


@dataclass(frozen=True)
class Head:
    """What stands above the lines.

    `to_read` says how to read all of `earlier`, which has so many `{lines}`, if it is cut; `to_open`
    does for what is under the pointed line.
    """

    top: str
    earlier: str = ""
    to_read: str = "... ({lines} lignes ; a, puis Entrée, pour lire)"
    to_open: str = "... (a : aide entière)"


class DrawnList:
    """A list as it stands; `press` changes it, `draw` shows it.

    Attributes:
        letters: letter -> what it does, in a word or two and in a sentence.
        colon: what is typed before a letter.
        of_rows: the letters act on the pointed line, that stays pointed.
    """

    hint = "flèches ou touche, puis Entrée"
    patient = several = False
    colon = ""

    def __init__(
        self,
        head: Head,
        lines: Sequence[Line],
        letters: Mapping[str, tuple[str, str]],
        start: int = 0,
        *,
        of_rows: bool = False,
        empty: str = "",
    ) -> None:
        self.head, self.lines, self.letters = head, tuple(lines), letters
        self.of_rows, self.empty = of_rows, empty
        self.pointed = self.before = max(0, min(start, len(self.lines) - 1))
        self.typed = self.letter = self.said = self.pasted = ""
        self.height, self._room, self._encoding = 24, 79, "utf-8"

    @property
    def held(self) -> tuple[str, ...]:
        """What would be lost if the list were left now."""
        return ()

    # Keys

    def press(self, key: str, text: str = "", following: bool = False) -> Chosen | None:
        """Return what a key confirms, or None to go on.

        `key` is "text", "paste" or the name of a key; `following` tells that more signs arrived with
        it, at one go.
        """
        if self._swallowed(key, text, following):
            return None
        if key == "paste":
            self._pasted(text)
        elif key == "text":
            for sign in text:
                self._sign(sign)
        elif key == "enter":
            return self._enter()
        elif key in _MOVES:
            self._moved(key)
        elif key == "erase":
            self._rub_out()
        else:
            self._tell("Cette touche ne fait rien ici.")
        return None

    def _swallowed(self, key: str, text: str, following: bool) -> bool:
        """Tell whether a key belongs to a text that was pasted with its ends of line.

        Nobody types five signs at one go: such a text answers nothing, and is shown again.
        """
        if key not in ("text", "enter"):
            self.pasted = ""
            return False
        begun = bool(self.pasted) or (key == "text" and len(text) >= PASTED and following)
        if begun:
            self.pasted += text if key == "text" else " "
            self._tell(f"« {_short(self.pasted)} » : un texte collé ici ne répond à rien.")
            self.pasted = self.pasted if following else ""
        return begun

    def _pasted(self, text: str) -> None:
        text = " ".join(text.split())
        if len(text) < PASTED and text:
            self.press("text", text)
        else:
            self._tell(f"« {_short(text)} » : un texte collé ici ne répond à rien.")

    def _sign(self, sign: str) -> None:
        """Point at what a typed sign names, alone or with those before it."""
        if not sign.strip():
            self._forget()
            return
        longer, sign = (self.typed + sign).casefold(), sign.casefold()
        numbers = longer.isdigit() and any(len(line.key) > 1 for line in self.lines)
        self._look(longer if numbers or self._begun(longer) else sign)

    def _begun(self, typed: str) -> bool:
        return any(line.key.startswith(typed) for line in self.lines)

    def _look(self, typed: str) -> None:
        """Point at the line of what is typed; the pointer comes back when there is none."""
        if not self.typed or not typed.startswith(self.typed):
            self.before = self.pointed
        self._forget()
        self.typed, self.pointed = typed, self.before
        found = next((i for i, line in enumerate(self.lines) if line.key == typed), None)
        if found is not None:
            self.pointed = found
        elif typed in self.letters:
            self.typed, self.letter = "", typed
            self.pointed = self.pointed if self.of_rows else len(self.lines)
        elif not self._begun(typed):
            self._tell(self._why(typed))

    def _why(self, typed: str) -> str:
        if typed[:1].isdigit():
            return f"« {_short(typed)} » : aucune ligne ne porte ce numéro."
        return f"« {_short(typed)} » ne désigne rien ici."

    def _rub_out(self) -> None:
        shorter = self.typed[:-1]
        self.pointed = self.before if self.typed or self.letter else self.pointed
        self._forget()
        if shorter:
            self._look(shorter)

    def _forget(self) -> None:
        self.typed = self.letter = self.said = ""

    def _tell(self, said: str) -> None:
        self.said = said

    def _moved(self, key: str) -> None:
        self._forget()
        count = len(self.lines) + (bool(self.letters) and not self.of_rows)
        if count and key in ("up", "down"):
            self.pointed = (self.pointed + (1 if key == "down" else -1)) % count
        elif count:
            self._leapt(key)
        self.before = self.pointed

    def _leapt(self, key: str) -> None:
        """Point a page away, or at an end of the lines."""
        page = max(1, self.height // 2)
        steps = {"page up": -page, "page down": page, "home": -len(self.lines)}
        there = self.pointed + steps.get(key, len(self.lines))
        self.pointed = max(0, min(there, len(self.lines) - 1))

    def _enter(self) -> Chosen | None:
        if self.letter:
            return Chosen("letter", self.letter, self.line.id if self.line else "")
        if self._at_letters:
            return Chosen("letters")
        line = self.line
        if line is None:
            self._tell(self.empty or "Cette touche ne fait rien ici.")
            return None
        if not self._settled(line):
            self._tell(self._why(self.typed))
            self.typed = ""
            return None
        return self._choose(line)

    @property
    def _at_letters(self) -> bool:
        """Whether the pointer is under the lines, on the letters."""
        return self.pointed == len(self.lines) and bool(self.letters) and not self.of_rows

    @property
    def line(self) -> Line | None:
        """The line that is pointed at."""
        return self.lines[self.pointed] if 0 <= self.pointed < len(self.lines) else None

    def _settled(self, line: Line) -> bool:
        """Tell whether what was typed, if anything was, names this line."""
        return self.typed in ("", line.key)

    def _choose(self, line: Line) -> Chosen | None:
        return Chosen("letter" if line.kind == "command" else "line", line.id)

    # What is on screen

    def draw(self, width: int, height: int, encoding: str = "utf-8") -> Drawn:
        """Return the list as it fits a window."""
        self.height, self._room, self._encoding = height, width - 1, encoding
        earlier = self._folded(self.head.earlier)
        parts = Parts(
            self._folded(self.head.top),
            self._rows(),
            self.pointed,
            self._hint(),
            earlier,
            self.head.to_read.format(lines=len(earlier)),
            self._field(self._room, encoding),
            self._letter_lines(),
            self._at_letters,
            self._at_letters or self.of_rows,
            self._folded(self.line.under if self.line else "", "    "),
            self.head.to_open,
            self._folded(self.said),
        )
        return fit(parts, self._room, height, encoding)

    def _folded(self, text: str, lead: str = "", rest: str = "") -> list[str]:
        """Return a text under its `lead`, nothing where there is no text."""
        if not text:
            return []
        first, *others = wrap(text, max(1, self._room - len(lead)), self._encoding)
        return [lead + first, *((rest or " " * len(lead)) + line for line in others)]

    def _hint(self) -> str:
        return self.hint

    def _field(self, room: int, encoding: str) -> str | None:
        """Return the line where words are typed, None where there is none."""
        return None

    def _rows(self) -> list[list[str]]:
        """Return the lines of each row; those too far from the pointer to be seen are left blank."""
        if not self.lines:
            return [self._folded(self.empty, "  ")] if self.empty else []
        near = range(self.pointed - self.height, self.pointed + self.height + 1)
        wide = max(len(line.key) for line in self.lines)
        return [self._row(line, i, wide) if i in near else [""] for i, line in enumerate(self.lines)]

    def _row(self, line: Line, at: int, wide: int) -> list[str]:
        mark = (SUBJECT if self.letter else POINTER) if at == self.pointed else "  "
        key = f"{line.key:>{wide}}  " if line.key else ""
        lines = self._folded(self._words(line) or " ", mark + key + self._box(line))
        # The list marks the kept answer whole: the neutral line may say it in part.
        return cut(lines, 1, "...", self._room) if line.kind == "neutral" else lines

    def _box(self, line: Line) -> str:
        return ""

    def _words(self, line: Line) -> str:
        return line.text

    def _letter_lines(self) -> list[str]:
        if self.letter:
            return self._folded(f"{self.letter}  {self.letters[self.letter][1]}", POINTER)
        words = (f"{self.colon}{letter} {short}" for letter, (short, _) in self.letters.items())
        line = "  ".join(map(in_one_piece, words))
        return self._folded(line, POINTER if self._at_letters else "  ", "  ")


_MOVES = ("up", "down", "page up", "page down", "home", "end")


def in_field(lead: str, words: str, room: int, encoding: str) -> str:
    """Return a line where words are being typed, of which the end is seen."""
    line = screen(f"{lead}{words}", encoding).replace("\u00a0", " ")
    over = len(line) - max(len(lead) + 4, room - 1)  # the cursor stands after it
    return line if over <= 0 else f"{line[: len(lead)]}...{line[len(lead) + over + 3 :]}"


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


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
