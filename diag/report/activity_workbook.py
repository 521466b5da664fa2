"""The page of a period as a workbook: a sheet for each table, the very cells of the page.

It bears no author, and no date but a fixed one; the same page gives the same bytes.
"""

import re
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import xlsxwriter

from diag.export.made_workbook import MADE
from diag.french import NARROW, cut, cut_at_word
from diag.report.activity_view import ActivityTable, ActivityTables
from diag.report.document import Document
from diag.safe_text import spreadsheet_text

_MOST_NAME, _MOST_TEXT = 31, 32_767  # signs of the name of a sheet, and of a cell
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")
_WIDE, _NARROW = 46, 16  # signs of the columns


def activity_workbook(document: Document) -> bytes:
    """Return the tables of a page as a workbook, which bears the mark of the page."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"title": document.title, "created": MADE})
    styles = {
        "title": book.add_format({"bold": True, "font_size": 13}),
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "whole": book.add_format({"bold": True}),
    }
    taken: set[str] = set()
    for section in document.sections:
        if isinstance(section, ActivityTables):
            for table in (*section.small, *section.wide):
                name = table.title or section.heading
                _fill(book.add_worksheet(_free(name, taken)), document, name, table, styles)
    book.close()
    with ZipFile(stream, "a") as archive:
        archive.comment = document.mark.encode()
    return stream.getvalue()


def _fill(sheet: Any, document: Document, name: str, table: ActivityTable, styles: dict[str, Any]) -> None:
    told = (name, table.caption, document.title, *document.head.lines, *document.head.stamps)
    about = [text for text in told if text]
    for row, text in enumerate(about):
        sheet.write_string(row, 0, _text(text), styles["title"] if row == 0 else None)
    first = len(about) + 1
    for place, column in enumerate(table.columns):
        sheet.write_string(first, place, _text(column), styles["head"])
        sheet.set_column(place, place, _NARROW if place and table.numbers else _WIDE)
    for row, line in enumerate(table.rows, first + 1):
        style = styles["whole"] if line.whole else None
        sheet.write_string(row, 0, _text(line.quote or line.title), style)
        for place, cell in enumerate(line.cells, 1):
            plain = cell.replace(NARROW, "")
            if plain.isdecimal():
                sheet.write_number(row, place, int(plain), style)
            else:
                sheet.write_string(row, place, _text(cell), style)
    sheet.freeze_panes(first + 1, 1)


def _text(text: str) -> str:
    return cut(spreadsheet_text(text), _MOST_TEXT)


def _free(name: str, taken: set[str]) -> str:
    """Return a name of a sheet that no other has, within what spreadsheets admit."""
    short = cut_at_word(_NOT_IN_A_NAME.sub(" ", name), _MOST_NAME - 3)
    free, number = short, 1
    while free.casefold() in taken:
        number += 1
        free = f"{short} {number}"
    taken.add(free.casefold())
    return free
