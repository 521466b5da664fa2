"""Reads a page or a Markdown text back as a person does: tables under their heading, cell by cell.

Shared by the tests that compare what a page says with the counts it comes from: a figure in the
column or on the line of another is a fault that a search for words never finds.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_SILENT = ("style", "title", "script")


@dataclass
class Table:
    """One table: the heading above it, its columns, and its lines."""

    heading: str
    columns: list[str] = field(default_factory=list)
    lines: list[list[str]] = field(default_factory=list)

    def rows(self) -> dict[str, dict[str, str]]:
        """Return each line by its first cell, each of its cells by its column."""
        return {line[0]: dict(zip(self.columns, line, strict=True)) for line in self.lines}


def plain(text: str) -> str:
    """Return text with ordinary spaces, each once."""
    return " ".join(text.split())


class _Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tables, self.heading = [], ""
        self._cell = self._title = None
        self._silent = 0

    def handle_starttag(self, tag, attrs):
        if tag in _SILENT:
            self._silent += 1
        elif tag in ("h1", "h2", "h3", "summary"):
            self._title = []
        elif tag == "table":
            self.tables.append(Table(self.heading))
        elif tag == "tr":
            self.tables[-1].lines.append([])
        elif tag in ("td", "th"):
            self._cell = []
        elif tag in ("span", "p", "li", "br", "div", "abbr") and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag):
        if tag in _SILENT:
            self._silent -= 1
        elif tag in ("h1", "h2", "h3", "summary"):
            self.heading, self._title = plain("".join(self._title)), None
        elif tag in ("td", "th"):
            self.tables[-1].lines[-1].append(plain("".join(self._cell)))
            self._cell = None
        elif tag == "thead":
            (self.tables[-1].columns,) = self.tables[-1].lines
            self.tables[-1].lines = []

    def handle_data(self, data):
        if self._silent:
            return
        for part in (self._cell, self._title):
            if part is not None:
                part.append(data)


def html_tables(page: str) -> dict[str, Table]:
    """Return the tables of a page by the heading above each."""
    reader = _Page()
    reader.feed(page)
    return _by_heading(reader.tables)


def markdown_tables(text: str) -> dict[str, Table]:
    """Return the tables of a Markdown text by the heading above each."""
    tables, heading = [], ""
    for line in text.splitlines():
        if line.startswith("#"):
            heading = _read(line.lstrip("#"))
        elif line.startswith("|---"):
            tables[-1].columns = tables[-1].lines.pop()
        elif line.startswith("|"):
            if not tables or tables[-1].heading != heading:
                tables.append(Table(heading))
            tables[-1].lines.append([_read(c) for c in re.split(r"(?<!\\)\|", line)[1:-1]])
    return _by_heading(tables)


def _read(cell: str) -> str:
    return plain(re.sub(r"\\(.)", r"\1", cell.strip().strip("*")))


def _by_heading(tables: list[Table]) -> dict[str, Table]:
    found = {table.heading: table for table in tables}
    assert len(found) == len(tables)
    return found
