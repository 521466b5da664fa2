"""A text being written, on one line or several: where the cursor is, what keys do, what shows; pure.

The text is any length, and only what fits the window is drawn. What is private is drawn as stars
until the person asks to read it (interview, line 6).
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from diag.interview.lines import wrap
from diag.interview.list_layout import Drawn, Parts, fit
from diag.interview.typed_line import room_told
from diag.safe_text import printable
from diag.screen_text import screen

_NARROWEST = 20
_WIDE = "\u1100"
"""The first sign that may take two columns."""


@dataclass(frozen=True)
class Written:
    """What the person leaves: a text, or None when it is given up."""

    text: str | None


class Editor:
    """A text and its cursor; `head` stands above, `lead` before the first line.

    Attributes:
        several: Enter with Alt goes to a new line; without, every Enter ends the text.
        leaves: the text is a place of its own, that keys save or give up; they are told.
        limit: signs that its place admits, 0 when nothing is told of it.
    """

    patient = True

    def __init__(
        self,
        head: str,
        text: str = "",
        lead: str = "> ",
        *,
        several: bool = False,
        private: bool = False,
        limit: int = 0,
        leaves: bool = False,
    ) -> None:
        self.head, self.lead = head, lead
        self.several, self.limit, self.leaves = several, limit, leaves
        self.private = self.masked = private
        self.start = self.text = _kept(text)
        self.at = len(self.text)
        self.said = ""
        self._rows: list[tuple[int, int]] = [(0, 0)]
        self._height = 10

    @property
    def held(self) -> tuple[str, ...]:
        """The text, when it is not the one that was given."""
        return (self.text,) if self.text.strip() and self.text != self.start else ()

    def press(self, key: str, text: str = "", following: bool = False) -> Written | None:
        """Return what a key ends, or None to go on.

        An end of line that more signs follow at one go is one of a paste.
        """
        self.said = ""
        if key in ("text", "paste"):
            self._insert(text)
        elif key == "tab":
            self._insert("\t")
        elif (key == "enter" and not following) or (key == "new line" and not self.several):
            return Written(self.text)
        elif key in ("enter", "new line"):
            self._insert("\n")
        elif key in _ERASING:
            self._erase(*_ERASING[key](self))
        elif key in _GOING:
            self.at = max(0, min(_GOING[key](self), len(self.text)))
        elif key == "reveal" and self.private:
            self.masked = not self.masked
        elif key == "escape" and self.leaves and not following:
            return Written(None)
        elif not following:  # a part of something pasted
            self.said = "Cette touche ne fait rien ici."
        return None

    def _insert(self, text: str) -> None:
        text = _kept(text)
        self.text = self.text[: self.at] + text + self.text[self.at :]
        self.at += len(text)

    def _erase(self, start: int, end: int) -> None:
        start, end = max(0, start), min(end, len(self.text))
        self.text, self.at = self.text[:start] + self.text[end:], start

    # Places in the text

    def _row(self) -> int:
        return bisect_right(self._rows, (self.at, len(self.text) + 1)) - 1

    def _up(self, rows: int) -> int:
        """Return the place some rows above, or below where it is negative."""
        here = self._row()
        there = max(0, min(here - rows, len(self._rows) - 1))
        if there == here:
            return 0 if rows > 0 else len(self.text)
        start, end = self._rows[there]
        last = end if there == len(self._rows) - 1 or self.text[end : end + 1] == "\n" else end - 1
        return min(start + self.at - self._rows[here][0], last)

    def _line_start(self) -> int:
        return self.text.rfind("\n", 0, self.at) + 1

    def _word_start(self) -> int:
        before = self.text[: self.at].rstrip()
        found = re.search(r"\S+$", before[-200:])
        return len(before) - len(found[0]) if found else 0

    # What is on screen

    def draw(self, width: int, height: int, encoding: str = "utf-8") -> Drawn:
        """Return what stands above, and the part of the text where the cursor is."""
        room = width - 1
        head = wrap(self.head, room, encoding) if self.head else []
        lead = screen(self.lead, encoding)
        if len(lead) + _NARROWEST > room:
            head, lead = [*head, *wrap(self.lead, room, encoding)], "> "
        self._rows = list(_folded(self.text, max(1, room - len(lead) - 1)))
        self._height, here = height, self._row()
        said = " ; ".join(filter(None, (self.said, room_told(len(self.text), self.limit))))
        parts = Parts(
            head,
            self._seen(here, lead, encoding),
            here,
            self._hint(),
            said=wrap(said, room, encoding) if said else (),
            column=len(lead) + self.at - self._rows[here][0],
        )
        return fit(parts, room, height, encoding)

    def _seen(self, here: int, lead: str, encoding: str) -> list[list[str]]:
        """Return the rows of the text; those too far from the cursor to be seen are left blank."""
        rows, indent = [[""]] * len(self._rows), " " * len(lead)
        for i in range(max(0, here - self._height), min(here + self._height, len(rows))):
            rows[i] = [(indent if i else lead) + self._shown(*self._rows[i], encoding)]
        return rows

    def _hint(self) -> str:
        """Return what keys do, where the text is a place of its own."""
        keys = [
            "Entrée enregistre",
            "Alt+Entrée va à la ligne" if self.several else "",
            f"F2 pour {'lire' if self.masked else 'masquer'}" if self.private else "",
            "- seul efface" if self.start else "",
            "Échap revient sans enregistrer",
        ]
        return " ; ".join(filter(None, keys)) if self.leaves else ""

    def _shown(self, start: int, end: int, encoding: str) -> str:
        """Return signs as the terminal can show them, one for one."""
        if self.masked:
            return "*" * (end - start)
        text = self.text[start:end].replace("\t", " ")
        try:
            text.encode(encoding)
        except UnicodeEncodeError:
            return "".join((screen(sign, encoding) or "?")[0] for sign in text)
        return text


_GOING: Mapping[str, Callable[[Editor], int]] = {
    "left": lambda e: e.at - 1,
    "right": lambda e: e.at + 1,
    "up": lambda e: e._up(1),
    "down": lambda e: e._up(-1),
    "page up": lambda e: e._up(e._height // 2),
    "page down": lambda e: e._up(-(e._height // 2)),
    "home": Editor._line_start,
    "end": lambda e: e.at + len(e.text[e.at :].partition("\n")[0]),
    "text start": lambda _: 0,
    "text end": lambda e: len(e.text),
    "word left": Editor._word_start,
    "word right": lambda e: len(e.text) - len(re.sub(r"^\s*\S*", "", e.text[e.at :])),
}
_ERASING = {
    "erase": lambda e: (e.at - 1, e.at),
    "delete": lambda e: (e.at, e.at + 1),
    "erase word": lambda e: (e._word_start(), e.at),
    "erase line": lambda e: (e._line_start(), e.at),
}


def _kept(text: str) -> str:
    """Return typed or pasted text without what could repaint a terminal."""
    return printable(text.replace("\r\n", "\n").replace("\r", "\n"))


def _folded(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each row of a text, cut after spaces where it can be."""
    start = 0
    for line in text.split("\n"):
        narrow = line.isascii() or max(line) < _WIDE
        fitting = width if narrow else max(1, width // 2)
        if len(line) <= fitting:
            yield start, start + len(line)
        else:
            cut = rf".{{1,{fitting}}}(?:(?<= )|$)|.{{{fitting}}}"
            for row in re.finditer(cut, line, re.DOTALL):
                yield start + row.start(), start + row.end()
        start += len(line) + 1
