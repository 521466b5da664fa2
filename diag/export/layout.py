"""The shape of an export: what was decided about a file before any answer is read."""

from dataclasses import dataclass
from typing import Literal

from diag.french import count

TAB = "\t"
Delimiter = Literal[";", ",", "\t", "|"]


@dataclass(frozen=True)
class Overrides:
    """What the command line imposes; None lets the file decide.

    Attributes:
        encoding: name of a Python codec.
        delimiter: one of `; , TAB |`.
        header_rows: 1 to 3.
        sheet: name of a sheet of a workbook, or its rank from 1.

    """

    encoding: str | None = None
    delimiter: str | None = None
    header_rows: int | None = None
    sheet: str | None = None


@dataclass(frozen=True)
class Heading:
    """One column as its header rows name it.

    Attributes:
        position: rank of the column, from 0.
        group: heading of the block in a header of several rows (the question of a multi-select or a
            grid), already carried to each column of its block; empty for a stand-alone column.
        label: the column's own heading, as in the file; empty where the file has none.
        occurrence: 1 for the first column of this group and label, 2 for the second, and so on.

    """

    position: int
    group: str
    label: str
    occurrence: int = 1

    @property
    def name(self) -> str:
        """Return the heading as people read it, `Question [option]`."""
        if self.group and self.label:
            return f"{self.group} [{self.label}]"
        return self.group or self.label or f"(colonne {self.position + 1} sans titre)"


@dataclass(frozen=True)
class Layout:
    """What was decided about an export.

    Attributes:
        kind: text (CSV, TSV, mislabelled .xls) or workbook (XLSX).
        encoding: Python codec of the text, `utf-8` where a workbook has none.
        bom: whether a byte order mark was found.
        delimiter: of the text; empty for a workbook.
        header_rows: records before the first answer, 1 to 3.
        tool: survey tool recognised by its signature (`limesurvey`, `framaforms`, `kobo`,
            `google_forms`, `ms_forms`, `surveymonkey`, `qualtrics`, `typeform`, `tally`, `sphinx`,
            `demarches`, `grist`), or empty.
        sheet: name of the sheet of a workbook, else empty.
        others: names of the other sheets that a user sees, among which the answers may be.
        headings: one per column, in order; their number is the width of a record.
        sample: first records (at most 2,000), to decide on columns; never printed.
        notes: what the user should know of the decisions, in French, one sentence each.

    """

    kind: Literal["text", "workbook"]
    encoding: str
    bom: bool
    delimiter: str
    header_rows: int
    tool: str
    sheet: str
    headings: tuple[Heading, ...]
    sample: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """Return how the file is read, as refusals say it."""
        return told_layout(self.encoding, self.delimiter, self.header_rows, self.sheet)


def told_layout(encoding: str, delimiter: str, header_rows: int, sheet: str = "") -> str:
    """Return how a file is read: `lu en cp1252, séparateur « ; », 1 ligne d’en-tête`."""
    said = (
        f"lu en {encoding}, séparateur {'tabulation' if delimiter == TAB else f'« {delimiter} »'}"
    )
    read = f"feuille « {sheet} »" if sheet else said
    return f"{read}, {count(header_rows, 'ligne d’en-tête', 'lignes d’en-tête')}"


@dataclass(frozen=True)
class Ragged:
    """A record that has not the width of the header: it is refused, never realigned by guess.

    `line` is the row as a spreadsheet numbers it, header rows included, from 1.
    """

    line: int
    cells: int
    expected: int
