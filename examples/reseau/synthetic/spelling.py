"""How a survey tool writes an answer down, and from it the columns of a question."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from diag.scoring.rubric import Status

from .draws import Bools, Ints
from .entries import NOT_APPLICABLE, UNKNOWN, Choice, Entry

Cell = str | None
"""Text of a cell; None is an empty cell that even a tool that quotes everything leaves bare."""
WORDS = {UNKNOWN: "Je ne sais pas", NOT_APPLICABLE: "Non concerné"}


@dataclass(frozen=True)
class Column:
    """One column: its headings, one per header row, and its n cells."""

    headings: tuple[str, ...]
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Spelling:
    """How one dialect spells.

    Attributes:
        heading: headings of a question.
        choice: how a choice is written in a cell.
        word: how « NSP » and « NC » are written in a cell.
        box: headings of one box of a question; None where boxes have no column of their own.
        repeat: whether each box repeats the question over it, or only the first one.
        yes, no: a box ticked, and a box seen and left empty.
        blank: a box of a question seen and left without any tick.
        hidden: a question that was not asked.
        missing: a question seen and left without an answer.
        decimal, thousands: decimal sign, and sign between thousands.
        joined: separator of the ticks in one cell; empty where there is no such cell.
    """

    heading: Callable[[Entry], tuple[str, ...]]
    choice: Callable[[Choice], str]
    word: Callable[[str], str]
    box: Callable[[Entry, Choice], tuple[str, ...]] | None = None
    repeat: bool = True
    yes: str = ""
    no: Cell = None
    blank: Cell = None
    hidden: Cell = None
    missing: Cell = None
    decimal: str = "."
    thousands: str = ""
    joined: str = ""

    def columns(self, entry: Entry, complete: Bools) -> Iterator[Column]:
        """Yield the columns of one question; `complete` tells the answers that were sent."""
        if entry.kind != "multiple":
            cells = self._numbers(entry) if entry.kind == "number" else self._choices(entry)
            yield Column(self.heading(entry), self._status(entry, cells, complete))
            return
        if self.joined:
            cells = self._joined(entry)
            yield Column(self.heading(entry), self._status(entry, cells, complete))
        if self.box is not None:
            yield from self._boxes(entry, self.box, complete)

    def _choices(self, entry: Entry) -> list[str]:
        labels = [self.choice(c) for c in entry.choices]
        return [labels[i] for i in entry.given]

    def _numbers(self, entry: Entry) -> list[str]:
        return [self._number(int(tenths)) for tenths in entry.given]

    def _number(self, tenths: int) -> str:
        whole = f"{tenths // 10:,}".replace(",", self.thousands)
        return f"{whole}{self.decimal}{tenths % 10}" if tenths % 10 else whole

    def _joined(self, entry: Entry) -> list[str]:
        labels = [self.choice(c) for c in entry.choices]
        return [
            self.joined.join(label for label, tick in zip(labels, row, strict=True) if tick)
            for row in entry.given.tolist()
        ]

    def _status(self, entry: Entry, cells: list[str], complete: Bools) -> list[Cell]:
        """Return `cells` where an answer was given, else what the tool writes instead."""
        other: dict[int, Cell] = {
            Status.UNKNOWN: self.word(UNKNOWN),
            Status.NOT_APPLICABLE: self.word(NOT_APPLICABLE),
            Status.MISSING: self.missing,
            Status.HIDDEN: self.hidden,
        }
        states = _states(entry.status, complete)
        return [
            cell if state == Status.ANSWERED else other.get(state) for cell, state in zip(cells, states, strict=True)
        ]

    def _boxes(
        self, entry: Entry, box: Callable[[Entry, Choice], tuple[str, ...]], complete: Bools
    ) -> Iterator[Column]:
        states = np.array(_states(entry.status, complete))
        unticked = {Status.MISSING: self.blank, Status.HIDDEN: self.hidden, NEVER_SEEN: None}
        rest = [unticked.get(state, self.no) for state in states.tolist()]
        said = {UNKNOWN: Status.UNKNOWN, NOT_APPLICABLE: Status.NOT_APPLICABLE}
        ticks = [(states == Status.ANSWERED) & column for column in entry.given.T]
        ticks += [states == said[code] for code in entry.extras]
        extras = (Choice(code, WORDS[code], WORDS[code]) for code in entry.extras)
        for rank, choice in enumerate((*entry.choices, *extras)):
            *over, own = box(entry, choice)
            headings = over if self.repeat or rank == 0 else [""] * len(over)
            ticked = ticks[rank].tolist()
            cells = [self.yes if t else cell for t, cell in zip(ticked, rest, strict=True)]
            yield Column((*headings, own), cells)


NEVER_SEEN = -1
"""A question that an answer left before the end never reached: it is empty in every tool."""


def _states(status: Ints, complete: Bools) -> list[int]:
    states: list[int] = np.where(~complete & (status == Status.MISSING), NEVER_SEEN, status).tolist()
    return states
