"""A table of a release while it is checked: its lines, what they may name, what was found wrong."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from diag.benchmark.release import CellKey, Content
from diag.questionnaire.mistakes import Mistake, did_you_mean

ASK_AGAIN = "redemandez le repère à qui l’a publié"


class Line(NamedTuple):
    """One line of a CSV file: its place, and its cells."""

    number: int
    cells: Sequence[str]


@dataclass
class Page:
    """A CSV file being checked, and the mistakes found in it."""

    file: str
    columns: tuple[str, ...]
    stamp: str
    content: Content
    mistakes: list[Mistake] = field(default_factory=list)
    keys: set[CellKey] = field(default_factory=set)

    @cached_property
    def places(self) -> dict[str, int]:
        """Place of each column."""
        return {name: place for place, name in enumerate(self.columns)}

    @cached_property
    def crossings(self) -> tuple[frozenset[str], ...]:
        """Names that each crossing may hold; empty: all of them."""
        told = self.content
        known = (told.regions, told.departments, told.types, told.sizes)
        return tuple(frozenset(("", *names)) for names in known)

    def cell(self, line: Line, column: str) -> str:
        """Return a cell by its column."""
        return line.cells[self.places[column]]

    def say(self, line: Line, column: str, code: str, what: str, how: str = ASK_AGAIN) -> None:
        """Note a mistake; the column counts from 1, as a spreadsheet does."""
        place = self.places[column] + 1
        self.mistakes.append(Mistake(self.file, line.number, place, code, what, how))

    def knows(self, line: Line, column: str, known: Collection[str], what: str) -> bool:
        """Tell whether a cell holds one of the `known` names, and note it if not."""
        name = line.cells[self.places[column]]
        if name in known:
            return True
        how = did_you_mean(name, (k for k in known if k)) or ASK_AGAIN
        self.say(line, column, "R04", f"{what} « {name} »", how)
        return False

    def stamped(self, line: Line) -> None:
        """Note a line whose mention is not that of the release: invented data never pass for real."""
        if line.cells[-1] != self.stamp:
            what = "mention de données synthétiques absente ou de trop"
            self.say(line, "mention", "R07", what)
