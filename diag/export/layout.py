"""The shape of an export: what was decided about a file before any answer is read."""

from dataclasses import dataclass
from typing import Literal

from diag.french import count

Delimiter = Literal[";", ",", "\t", "|"]


@dataclass(frozen=True)
class Overrides:
    """What the command line imposes; None lets the file decide."""

    encoding: str | None = None  # name of a Python codec
    delimiter: str | None = None  # one of `; , TAB |`
    header_rows: int | None = None  # 1 to 3
    sheet: str | None = None  # name of a sheet of a workbook, or its rank from 1


@dataclass(frozen=True)
class Heading:
    """One column as its header rows name it.

    `group` is the heading of the block (the question of boxes or of a grid), carried to each of its
    columns, and empty for a column that stands alone.
    """

    position: int  # rank of the column, from 0
    group: str
    label: str  # the column's own heading, as in the file; may be empty

    @property
    def name(self) -> str:
        """Return the heading as people read it, `Question [option]`."""
        if self.group and self.label:
            return f"{self.group} [{self.label}]"
        return self.group or self.label or f"(colonne {self.position + 1} sans titre)"


@dataclass(frozen=True)
class Layout:
    """What was decided about an export."""

    encoding: str  # Python codec of a text; `utf-8` for a workbook
    delimiter: str = ""  # empty for a workbook
    header_rows: int = 1  # records before the first answer
    tool: str = ""  # survey tool recognised, as in `header.toml`, or empty
    sheet: str = ""  # name of the sheet of a workbook
    headings: tuple[Heading, ...] = ()  # as many as a record has cells, in order
    sample: tuple[tuple[str, ...], ...] = ()  # first records, to decide on columns; never printed
    notes: tuple[str, ...] = ()  # what the user should know of it, in French, one sentence each
    others: tuple[str, ...] = ()  # other sheets that a user sees: the answers may be there

    @property
    def told(self) -> str:
        """Return how it is read: `lu en cp1252, séparateur « ; », 1 ligne d’en-tête`."""
        shown = "tabulation" if self.delimiter == "\t" else f"« {self.delimiter} »"
        read = f"lu en {self.encoding}, séparateur {shown}"
        rows = count(self.header_rows, "ligne d’en-tête", "lignes d’en-tête")
        return f"{f'feuille « {self.sheet} »' if self.sheet else read}, {rows}"


@dataclass(frozen=True)
class Ragged:
    """A record that has not the width of the header; `line` is its row in a spreadsheet, from 1."""

    line: int
    cells: int
    expected: int
