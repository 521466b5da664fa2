"""A dialect is a file format and a spelling; this writes a network down in one."""

import csv
import datetime
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from .entries import entries
from .network import Network
from .spelling import Cell, Column, Spelling

START = datetime.datetime(2026, 3, 2)
STAMP, KEY = "Données synthétiques", "Identifiant de la structure"
NAME, ORGANISATION = "Nom de la structure", "Organisme gestionnaire"
COMMENT, CONTACT = "Commentaire libre", "Adresse de contact"
ADDRESS = "contact@exemple.invalid"


@dataclass(frozen=True)
class Dialect:
    """One way to write a network down.

    Attributes:
        encoding: Python codec; `utf-8-sig` writes a byte order mark.
        delimiter: between cells.
        newline: between rows; inside a cell it is always a line feed.
        quoting: `all`; `shown`, where what was never shown is left bare; `minimal`.
        spelling: of headings and answers.
        head, tail: columns of the tool itself, before and after the answers.
        drafts: whether answers that were never sent are exported too.
        header_rows: number of header rows.
        contact: heading of the address; empty where the tool has its own column.
        comment: what becomes of a free text.
    """

    encoding: str
    delimiter: str
    newline: str
    quoting: Literal["all", "shown", "minimal"]
    spelling: Spelling
    head: Callable[[Network], list[Column]]
    tail: Callable[[Network], list[Column]] | None = None
    drafts: bool = False
    header_rows: int = 1
    contact: str = CONTACT
    comment: Callable[[str], str] = str

    def columns(self, network: Network) -> Iterator[Column]:
        """Yield every column of the export."""
        yield from self.head(network)
        yield from self._identity(network)
        for entry in entries(network):
            yield from self.spelling.columns(entry, network.complete)
        said = [None if text is None else self.comment(text) for text in network.comments]
        yield self._alone(COMMENT, said)
        if self.contact:
            yield self._alone(self.contact, addresses(network))
        if self.tail is not None:
            yield from self.tail(network)

    def _identity(self, network: Network) -> Iterator[Column]:
        yield self._alone(STAMP, ["oui" for _ in network.keys])
        yield self._alone(KEY, network.keys)
        yield self._alone(NAME, [name_of(int(key[3:])) for key in network.keys])
        numbers = network.organisations.tolist()
        yield self._alone(ORGANISATION, [organisation_of(number) for number in numbers])

    def _alone(self, heading: str, cells: Sequence[Cell]) -> Column:
        """Return a column of its own: its heading is in the last header row."""
        return Column(("",) * (self.header_rows - 1) + (heading,), cells)

    def rows(self, network: Network) -> Iterator[Sequence[Cell]]:
        """Yield the header rows, then the answers, in the order they were given."""
        columns = list(self.columns(network.joined() if self.drafts else network))
        yield from zip(*(c.headings for c in columns), strict=True)
        yield from zip(*(c.cells for c in columns), strict=True)

    def text(self, rows: Iterable[Sequence[Cell]]) -> str:
        """Return rows as the text of a file."""
        if self.quoting == "minimal":
            out = io.StringIO(newline="")
            csv.writer(out, delimiter=self.delimiter, lineterminator=self.newline).writerows(rows)
            return out.getvalue()
        lines = (self.delimiter.join(map(self._quoted, row)) + self.newline for row in rows)
        return "".join(lines)

    def _quoted(self, cell: Cell) -> str:
        if cell is None:
            return "" if self.quoting == "shown" else '""'
        return '"' + cell.replace('"', '""') + '"'


def name_of(number: int) -> str:
    """Return the name of a structure."""
    return f"Structure synthétique {number:04d}"


def organisation_of(number: int) -> str:
    """Return the name of a managing organisation."""
    return f"Organisme synthétique {number:03d}"


def addresses(network: Network) -> list[Cell]:
    """Return the address each structure left, or None; it belongs to nobody (RFC 2606)."""
    return [ADDRESS if left else None for left in network.contacts.tolist()]


def moments(network: Network, form: str, earlier: int = 0) -> list[str]:
    """Return the date of each answer, `earlier` minutes before its end."""
    wait = datetime.timedelta(minutes=earlier)
    ends = (START + datetime.timedelta(minutes=int(m)) for m in network.moments)
    return [(end - wait).strftime(form) for end in ends]
