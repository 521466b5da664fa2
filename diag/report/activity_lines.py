"""The page of a period as lines of a terminal: the same facts, one paragraph a small table."""

from collections.abc import Iterator

from diag.french import inside
from diag.report.activity_view import NOTHING, ActivityRow, ActivityTable, ActivityTables
from diag.report.document import Document, Lead
from diag.report.network_view import Quality

_LEFT = "une-a-une"
"""What names structures stays on the page."""


def activity_lines(document: Document) -> Iterator[tuple[int, str]]:
    """Yield lines to print, each at its depth of indent; an empty text is a blank line."""
    yield 0, document.title
    for stamp in document.head.stamps:
        yield 0, stamp
    for section in document.sections:
        if isinstance(section, Lead):
            yield 0, section.opening
        elif isinstance(section, ActivityTables) and section.anchor != _LEFT:
            yield 0, ""
            yield 0, section.heading
            yield from _tables(section)
        elif isinstance(section, Quality):
            yield 0, ""
            yield from ((0, line) for line in section.lines)


def _tables(section: ActivityTables) -> Iterator[tuple[int, str]]:
    for table in (*section.small, *section.wide):
        if table in section.small and len(table.columns) == 2:  # classes, and how many are in each
            told = ", ".join(f"{_named(row)} {row.cells[0]}" for row in table.rows)
            yield 1, f"{table.title} : {told}"
            continue
        if table.title:
            yield 1, table.title
        for row in table.rows:
            yield 1, f"{_named(row)} : {_told(table, row)}"
    yield from ((1, line) for line in section.lines)


def _named(row: ActivityRow) -> str:
    return row.quote or row.title


def _told(table: ActivityTable, row: ActivityRow) -> str:
    """Return the cells of a row, each with the name of its column where there are several."""
    if len(row.cells) == 1:
        return row.cells[0]
    first, *others = [f"{inside(name)} {cell}" for name, cell in zip(table.columns[1:], row.cells, strict=True)]
    untold = ("0", NOTHING) if table.numbers else ()
    held = [one for one, cell in zip(others, row.cells[1:], strict=True) if cell not in untold]
    return ", ".join(held if row.cells[0] == NOTHING and held else [first, *held])
