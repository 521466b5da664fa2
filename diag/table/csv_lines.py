"""Lines of the CSV files that are written: for programs, or for French Excel."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace

from diag.safe_text import spreadsheet_text


@dataclass(frozen=True)
class Dialect:
    """How a CSV file is written: for programs, or for French Excel."""

    separator: str = ","
    decimal: str = "."
    bom: bool = False

    @property
    def encoding(self) -> str:
        """Encoding of the files."""
        return "utf-8-sig" if self.bom else "utf-8"


EXCEL = Dialect(";", ",", True)


def neutral(texts: Sequence[str]) -> list[str]:
    """Return texts that no spreadsheet runs."""
    # A line feed starts a cell as the start of a text does: what changes none of them together
    # changes none of them alone.
    together = "\n".join(texts)
    unchanged = spreadsheet_text(together) == together
    return [*texts] if unchanged else [spreadsheet_text(text) for text in texts]


def lines_of(rows: Iterable[Sequence[str]], separator: str) -> list[str]:
    """Return rows of cells as lines of CSV (RFC 4180)."""
    lines: list[str] = []
    stream = SimpleNamespace(write=lines.append)
    csv.writer(stream, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return lines
