"""A plan sheet that people filled: where its columns are now, and what its cells say.

Rows may have been sorted, moved or deleted, columns moved; a cell is understood as people write it, or
named: its sheet, its reference, what is wrong, how to mend.
"""

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from diag.export.plain_sheets import PlainSheet
from diag.export.spelling import normalise
from diag.followup.follow_up import STATE, State, last_of
from diag.followup.plan_sheet import HEADINGS, SHOWN, Column
from diag.questionnaire.mistakes import Mistake, Refusal
from diag.safe_text import clean

_ABOVE = 20  # rows among which the headings are looked for
_COLUMNS: Mapping[str, Column] = {normalise(told): column for column, told in HEADINGS.items()}
_NEEDED: tuple[Column, ...] = ("title", "state")  # what makes a sheet one of ours
_AWAITED: tuple[Column, ...] = ("structure", "owner", "start", "due", "note")
_STATES: Mapping[str, State] = {
    **{normalise(told): state for state, told in STATE.items()},
    "fait": "done",
    "abandonne": "dropped",
    "ecartee": "dropped",
    "ecarte": "dropped",
}
_MONTHS = (
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
)
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2})(?:[T ]00:00(?::00)?)?)?")
_FRENCH = re.compile(r"(?:(\d{1,2})[/.-])?(\d{1,2})[/.-](\d{4})")
_WORDS = re.compile(r"(?:(\d{1,2}|1er) )?([a-z]{3,9})\.? (\d{4})")
_YEARS = range(2000, 2100)


@dataclass(frozen=True)
class FilledSheet:
    """A sheet with its headings found.

    Attributes:
        file: how its file is named.
        cells: all its cells.
        head: rank of the row of headings, from 0.
        columns: rank of each column that is there.
        mistakes: what its headings hold that is not ours, or lack.
    """

    file: str
    cells: PlainSheet
    head: int
    columns: Mapping[Column, int]
    mistakes: tuple[Mistake, ...]

    def rows(self) -> Iterator[int]:
        """Yield the ranks of the rows where something can be read."""
        for row in range(self.head + 1, len(self.cells.rows)):
            if any(self.text(row, column) or self.error(row, column) for column in SHOWN):
                yield row

    def value(self, row: int, column: Column) -> Any:
        """Return what a cell holds, "" for nothing or where the column is gone."""
        place, cells = self.columns.get(column), self.cells.rows[row]
        return "" if place is None or place >= len(cells) else cells[place]

    def text(self, row: int, column: Column) -> str:
        """Return what a cell holds as a text, without blanks around it."""
        return text_of(self.value(row, column))

    def error(self, row: int, column: Column) -> str:
        """Return the error that a cell shows, `#REF!`; empty for none."""
        return self.cells.errors.get((row, self.columns.get(column, -1)), "")

    def mistake(self, row: int, column: Column, what: str, how: str, code: str = "T02") -> Mistake:
        """Return a mistake of a cell, named by its sheet and its reference."""
        place = self.cells.place(row, self.columns.get(column, 0))
        return Mistake(f"{self.file}, {place}", 0, 0, code, what, how)


def find_sheet(file: str, sheets: Sequence[PlainSheet]) -> FilledSheet:
    """Return the first sheet that has the headings of a plan; the others that have them are told.

    Raises:
        Refusal: no sheet has them (T01).
    """
    found = [filled for one in sheets if (filled := _headed(file, one))]
    if not found:
        what = "ce n’est pas un tableau de suivi : aucune feuille n’a les colonnes « Action » et « État »"
        how = "donnez un fichier écrit par « diag suivi VISITE --xlsx FICHIER »"
        raise Refusal([Mistake(file, 0, 0, "T01", what, how)])
    first, *others = found
    what = f"cette feuille n’est pas relue : seule « {first.cells.name} » l’est"
    how = "gardez une seule feuille de ce genre"
    told = [one.mistake(one.head, "title", what, how) for one in others]
    return FilledSheet(file, first.cells, first.head, first.columns, (*first.mistakes, *told))


def _headed(file: str, sheet: PlainSheet) -> FilledSheet | None:
    for row, cells in enumerate(sheet.rows[:_ABOVE]):
        named = [_COLUMNS.get(normalise(text_of(cell))) for cell in cells]
        if all(column in named for column in _NEEDED):
            columns = {column: named.index(column) for column in dict.fromkeys(named) if column is not None}
            return FilledSheet(file, sheet, row, columns, tuple(_odd(file, sheet, row, columns)))
    return None


def _odd(file: str, sheet: PlainSheet, head: int, columns: Mapping[Column, int]) -> Iterator[Mistake]:
    """Yield what the headings hold that is not ours and is not empty below, then what they lack."""
    width = max(map(len, sheet.rows), default=0)
    for place in sorted({*range(width)} - {*columns.values()}):
        below = [row for row in sheet.rows[head + 1 :] if place < len(row) and text_of(row[place])]
        if below:
            what = "cette colonne n’est pas de ce tableau : rien n’en est repris"
            how = "écrivez ce qui compte dans « Commentaire »"
            yield Mistake(f"{file}, {sheet.place(head, place)}", 0, 0, "T02", what, how)
    for column in _AWAITED:
        if column not in columns:
            what = f"la colonne « {HEADINGS[column]} » manque : rien n’en est repris"
            how = f"rendez son titre, « {HEADINGS[column]} », à cette colonne"
            place = f"{file}, {sheet.place(head, 0)}"
            yield Mistake(place, 0, 0, "T02", what, how)


def text_of(value: Any) -> str:
    """Return a cell as a text: whole numbers without a point, dates as they are read in French."""
    if isinstance(value, bool):
        return "Vrai" if value else "Faux"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    return clean(str(value))


def state_of(text: str) -> State | None:
    """Return a state from its words, None for others."""
    return _STATES.get(normalise(text))


def day_of(value: Any) -> datetime.date | None:
    """Return a day: a date, `31/03/2027`, `2027-03-31`, « 31 mars 2027 »; of a month, its last day.

    None for anything else, and for a year that no plan speaks of.
    """
    found = _parts(value)
    if found is None:
        return None
    year, month, day = found
    try:
        return datetime.date(year, month, day) if day else last_of(datetime.date(year, month, 1))
    except ValueError:
        return None


def month_of(value: Any) -> str | None:
    """Return a month, `2027-03`, from what says a day or a month; see `day_of`."""
    day = day_of(value)
    return f"{day:%Y-%m}" if day else None


def _parts(value: Any) -> tuple[int, int, int] | None:
    """Return a year, a month and a day, 0 for no day."""
    found = None
    if isinstance(value, datetime.date):
        found = (value.year, value.month, value.day)
    elif isinstance(value, str):
        text = normalise(value)
        if iso := _ISO.fullmatch(text):
            found = (int(iso[1]), int(iso[2]), int(iso[3] or 0))
        elif french := _FRENCH.fullmatch(text):
            found = (int(french[3]), int(french[2]), int(french[1] or 0))
        elif (words := _WORDS.fullmatch(text)) and (month := _month(words[2])):
            found = (int(words[3]), month, int((words[1] or "0").removesuffix("er")))
    return found if found and found[0] in _YEARS else None


def _month(word: str) -> int:
    """Return the number of a month from its name or the beginning of it; 0 for none, or for two."""
    near = [number for number, name in enumerate(_MONTHS, 1) if name.startswith(word)]
    return near[0] if len(near) == 1 else 0
