"""How much the reader of an OpenDocument workbook (.ods) would hold, counted before it opens it.

A cell or a row says how many times it is repeated: a few bytes spell any number of cells. Empty ones
are held only up to the last cell that holds something.
"""

import zipfile

from diag.export.sheet_xml import MAX_CELLS, MAX_TEXT, Elements, Oversized, check_archive

CONTENT = "content.xml"


def measure(archive: zipfile.ZipFile) -> None:
    """Go through the tables of a workbook.

    Raises:
        Oversized: a table covers too many cells, or its cells hold too much text.
        zipfile.BadZipFile: the archive or its content is damaged.

    """
    check_archive(archive)
    with archive.open(CONTENT) as stream:
        _Tables().parse(stream)


class _Tables(Elements):
    """The extent of each table, as its cells are met."""

    def __init__(self) -> None:
        super().__init__()
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._add
        self._rows = self._width = self._shown = 0  # up to the last cell that holds something
        self._empty_rows = self._repeated = 0
        self._columns = self._filled = self._text = self._row_text = 0
        self._cell_repeated, self._holds = 0, False

    def begin(self, name: str, given: dict[str, str]) -> None:
        """Follow tables, rows and cells."""
        told = {key.rpartition(":")[2]: value.strip() for key, value in given.items()}
        if name == "table":
            self._rows = self._width = self._empty_rows = 0
        elif name == "table-row":
            self._repeated = _number(told.get("number-rows-repeated", "1"))
            self._columns = self._filled = self._row_text = 0
        elif name in ("table-cell", "covered-table-cell"):
            self._cell_repeated = _number(told.get("number-columns-repeated", "1"))
            self._holds, self._text = any("value" in key for key in told), 0

    def _add(self, text: str) -> None:
        self._text += len(text.encode())

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local in ("table-cell", "covered-table-cell"):
            self._columns += self._cell_repeated
            if self._holds or self._text:
                self._filled = self._columns
                self._row_text += self._cell_repeated * self._text
        elif local == "table-row":
            self._end_row()

    def _end_row(self) -> None:
        if not self._filled:
            self._empty_rows += self._repeated
            return
        self._rows += self._empty_rows + self._repeated
        self._empty_rows = 0
        self._width = max(self._width, self._filled)
        self._shown += self._repeated * self._row_text
        if self._rows * self._width > MAX_CELLS or self._shown > MAX_TEXT:
            raise Oversized


def _number(told: str) -> int:
    """Return how many times something is repeated."""
    if not told.isdecimal():
        raise zipfile.BadZipFile
    if len(told) > 10:
        raise Oversized
    return int(told)
