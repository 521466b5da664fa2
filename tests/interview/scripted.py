"""A face without a terminal: it replies from a script and remembers what crossed it.

It is asked and told a bounded number of times: a loop that never ends fails instead of hanging.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from helpers import make_visit, mini

from diag.interview.prompts import Entry, Listing, Picked, Prompt, Reply
from diag.interview.session import run
from diag.interview.typed_line import understand

PATIENCE = 500
"""Calls of a face in one test; the longest script takes a tenth of them."""
MINI = mini()
PROFILE = {"structure_type": "ehpad", "places": "60", "roles": ["direction"]}
FINISHED = {"MA01": 2, "MA02": ["aucun"], "MA03": 5, "SA01": 0}
DOORS = [("back", ""), ("confirm", ""), ("plan", ""), ("report", "")]


@dataclass(frozen=True)
class Left:
    """What a prompt or an editor holds when it is left by `by`: a command, or an exception."""

    held: tuple[str, ...]
    by: Any


@dataclass
class ScriptedFace:
    """Types the lines of `script`, one per question, listing, menu or text; an exception is raised.

    In a listing, a line is « 12 » to open a row, « n 12 » to act on it, « / mots » to look for words,
    a letter for the pointed row, nothing to open it.
    """

    script: list[Any]
    prompts: list[Prompt] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    menus: list[str] = field(default_factory=list)
    options: list[dict[str, str]] = field(default_factory=list)
    starts: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)
    held: tuple[str, ...] = ()
    keys: int = 0
    calls: int = 0

    def ask(self, prompt: Prompt) -> Reply:
        self.prompts.append(prompt)
        reply = understand(self._next(), prompt)
        assert isinstance(reply, Reply), reply
        return reply

    def choose(self, listing: Listing) -> Picked:
        self.listings.append(listing)
        line = self._next()
        rows = {row.key: row.id for row in listing.rows}
        pointed = listing.pointed if listing.pointed in rows.values() else ""
        pointed = pointed or next(iter(rows.values()), "")
        if line.startswith("/"):
            return Picked("/", pointed, line[1:].strip())
        letter, number = re.fullmatch(r"([a-z+]?)\s*(\d*)", line).groups()
        assert not letter or letter in listing.commands, line
        return Picked(letter, rows[number] if number else pointed)

    def write(self, entry: Entry) -> str | None:
        self.entries.append(entry)
        return self._next()

    def menu(self, title: str, options: Sequence[tuple[str, str]], start: str = "") -> str:
        self.menus.append(title)
        self.options.append(dict(options))
        self.starts.append(start)
        chosen = self._next() or start or options[0][0]
        assert chosen in dict(options), (title, chosen, options)
        return chosen

    def tell(self, text: str) -> None:
        self._count()
        self.told.append(text)

    read = tell

    @property
    def asked(self) -> list[str]:
        """Texts of the questions, in the order they were asked."""
        return [p.text for p in self.prompts]

    @property
    def labels(self) -> list[str]:
        """What was asked of each text."""
        return [entry.label for entry in self.entries]

    def _count(self) -> None:
        self.calls += 1
        assert self.calls < PATIENCE, f"asked for ever: {self.told[-3:]}"

    def _next(self) -> Any:
        self._count()
        line = self.script.pop(0) if self.script else EOFError()
        self.held = ()
        if isinstance(line, Left):
            self.held, line = line.held, line.by
        if isinstance(line, BaseException) or line in (KeyboardInterrupt, EOFError):
            raise line
        self.keys += len(line or "") + 1
        return line


def shown(face, assessed):
    """Stand for the screen of the result, which has its own tests: a door is chosen by its name."""
    return face.menu("RÉSULTAT", DOORS)


def hold(script, answers=None, profile=PROFILE, save=None, start="resume", hand_over=None, **more):
    """Run an interview; return the outcome, the face, and every visit that was saved."""
    return hold_visit(script, make_visit(MINI, answers, profile, **more), save, start, hand_over)


def hold_visit(script, visit, save=None, start="resume", hand_over=None, questionnaire=MINI):
    """Run an interview on a visit; see `hold`."""
    face, saved = ScriptedFace([*script]), []
    with mock.patch("diag.interview.result_screen.show_result", shown):
        outcome = run(
            face,
            questionnaire,
            visit,
            save or saved.append,  # None: saved as it was given
            start=start,
            hand_over=hand_over,
        )
    return outcome, face, saved
