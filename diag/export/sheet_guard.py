"""A workbook, measured before calamine opens it; and small sheets as plain cells with their places.

calamine holds the whole rectangle of a sheet in memory, with the text of each cell apart: one stray
cell in the last row, or a million cells that show one long text, end the process. And it gives cells
of error as empty ones. The XML of the workbook is gone through first, with the parser of the standard
library.

An export of answers is read as one table of categories (`reading`). In what people fill and give
back (`read_sheets`), each cell keeps its type and its reference, and nothing heavy is loaded.
"""

import csv
import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn
from xml.etree import ElementTree
from xml.parsers import expat

import python_calamine as calamine

from diag.export.dialect import LOOKED_AT, find_dialect, read_beginning
from diag.export.encoding import read_text
from diag.export.source import DAMAGED, PROTECTED, Source
from diag.questionnaire.mistakes import Refusal, refuse_file

#: Bytes of a workbook once unpacked: beyond, it is a trap or it was not made by a survey tool.
MAX_UNPACKED = 512 << 20
#: Cells of the rectangle that a sheet fills; an export of 40,000 rows and 250 columns has as many.
MAX_CELLS = 10_000_000
#: Bytes of the texts that the cells of a sheet show, and number of texts that they share.
MAX_TEXT, MAX_TEXTS = 1 << 30, 4_000_000
#: What the cells of error of a sheet show, by row and column from 0.
Errors = dict[tuple[int, int], str]
#: The beginning or the end of an element: its name without a prefix, its attributes (None at the end),
#: and the text since the one before.
Tag = tuple[str, dict[str, str] | None, str]
_CELLS = {"table-cell", "covered-table-cell"}  # of an .ods
_PLACE = re.compile(r"\s*([A-Za-z]{1,9})(\d{1,18})\s*")


class Oversized(Exception):
    """A workbook that its reader could not hold, told in French."""


def guard(path: Path) -> Callable[[int], Errors]:
    """Measure a workbook; return what measures one of its sheets, by rank, and tells its errors.

    Nothing is known of an .xls, whose file is bounded, nor of the errors of an .ods.

    Raises:
        Oversized: the workbook is more than its reader could hold; so does what is returned.
        zipfile.BadZipFile: a part is not what the archive says, or is no XML; as above.
    """
    if not zipfile.is_zipfile(path):
        return lambda _: {}
    with zipfile.ZipFile(path) as archive:
        names, parts = archive.namelist(), archive.infolist()
        if sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise Oversized(f"le classeur dépasse {MAX_UNPACKED >> 20} Mo une fois décompressé")
        if len({name.casefold() for name in names}) < len(names):  # which one would be read?
            raise zipfile.BadZipFile
        if "xl/workbook.xml" not in names:
            with closing(_tags(archive, "content.xml")) as tags:
                _measure_document(tags)
            return lambda _: {}
        sheets, texts = _sheets(archive), []
        for name in names:
            if name.casefold() == "xl/sharedstrings.xml":
                with closing(_tags(archive, name)) as tags:
                    texts = _measure_texts(tags)

    def errors(rank: int) -> Errors:
        with zipfile.ZipFile(path) as archive, closing(_tags(archive, sheets[rank])) as tags:
            return _measure_sheet(tags, texts)

    return errors


@contextmanager
def opened_workbook(source: Source) -> Iterator[tuple[Any, Callable[[int], Errors]]]:
    """Open a workbook once it is measured; give it, and what measures one of its sheets by rank.

    Raises:
        Refusal: it is damaged or protected (E06), or oversized (E07).
    """
    name = Path(source.name)
    try:
        errors = guard(source.path)  # before calamine inflates anything
        with calamine.CalamineWorkbook.from_path(str(source.path)) as book:
            yield book, errors
    except (Refusal, KeyboardInterrupt, SystemExit):
        raise
    except calamine.PasswordError:
        raise refuse_file(name, "E06", *PROTECTED) from None
    except (MemoryError, Oversized) as error:
        how = "effacez ce qui est rempli très loin des autres cellules, ou enregistrez-le en CSV"
        raise refuse_file(name, "E07", str(error) or "le classeur est démesuré", how) from None
    except BaseException:  # calamine is Rust: on a damaged file it may also panic
        raise refuse_file(name, "E06", *DAMAGED) from None


def _sheets(archive: zipfile.ZipFile) -> list[str]:
    """Return the part of each sheet, in order."""
    try:
        book, links = (
            ElementTree.fromstring(archive.read(f"xl/{name}"))  # noqa: S314 - expat bounds entities
            for name in ("workbook.xml", "_rels/workbook.xml.rels")
        )
        targets = {one.get("Id", ""): posixpath.join("/xl", one.get("Target", "")) for one in links}
        listed = [dict(one.items()) for one in book.iterfind(".//{*}sheets/{*}sheet")]
        keys = [next(v for key, v in one.items() if key.endswith("}id")) for one in listed]
        return [posixpath.normpath(targets[key])[1:] for key in keys]
    except (KeyError, StopIteration, ElementTree.ParseError):
        raise zipfile.BadZipFile from None


def _tags(archive: zipfile.ZipFile, part: str) -> Generator[Tag, None, None]:
    """Go through a whole part."""
    met: list[Tag] = []
    pieces: list[str] = []

    def tag(name: str, given: dict[str, str] | None = None) -> None:
        met.append((name.rpartition(":")[2], given, "".join(pieces)))
        pieces.clear()

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_entities
    parser.StartElementHandler = parser.EndElementHandler = tag
    parser.CharacterDataHandler = pieces.append
    try:
        with archive.open(part) as stream:
            block = b"-"
            while block:
                block = stream.read(1 << 16)
                parser.Parse(block, not block)
                yield from met
                met.clear()
    except (KeyError, expat.ExpatError, UnicodeError, LookupError):
        raise zipfile.BadZipFile from None


class _Held:
    """What calamine would hold of a sheet, up to here."""

    def __init__(self) -> None:
        self.rows = self.width = self.shown = 0

    def take(self, row: int = 0, column: int = 0, text: int = 0) -> None:
        """Take a cell, from 1, or the bytes of the text that one shows, into account."""
        self.rows, self.width = max(self.rows, row), max(self.width, column)
        self.shown += text
        if self.rows * self.width > MAX_CELLS or self.shown > MAX_TEXT:
            most = f"{MAX_CELLS // 1_000_000} millions de cellules"
            raise Oversized(f"une feuille couvre plus de {most}, ou trop de texte")


def _measure_texts(tags: Iterator[Tag]) -> list[int]:
    """Return the bytes of each text that the cells of an .xlsx share."""
    sizes, size = [], 0
    for name, given, text in tags:
        size = 0 if given is not None and name == "si" else size + len(text.encode())
        if given is None and name == "si":
            sizes.append(size)
        # Room is made at once for as many texts as are announced.
        announced = _number(given.get("uniqueCount", "0")) if name == "sst" and given else 0
        if max(announced, len(sizes)) > MAX_TEXTS:
            raise Oversized("le classeur annonce trop de textes")
    return sizes


def _measure_sheet(tags: Iterator[Tag], texts: Sequence[int]) -> Errors:
    """Measure a sheet of an .xlsx, whose shared texts have these sizes, and return its errors.

    A cell and a row say where they are, or come after the one before.
    """
    errors, held, kind = {}, _Held(), ""
    row = column = 0  # of the last cell met, from 1
    for name, given, text in tags:
        if given is None:
            shown = text.strip() if name == "v" else ""
            if shown and kind == "e":
                errors[row - 1, column - 1] = shown[:20]
            elif kind == "s" and shown.isdecimal() and int(shown) < len(texts):
                held.take(text=texts[int(shown)])
        elif name == "c":
            kind, place = given.get("t", ""), _PLACE.fullmatch(given.get("r", ""))
            column += 1
            if place:
                row, column = int(place[2]), 0
                for letter in place[1].upper():
                    column = column * 26 + ord(letter) - 64
            held.take(row, column)
        elif name == "row":
            told = given.get("r", "").strip()
            row, column = int(told) if told.isdecimal() else row + 1, 0
    return errors


def _measure_document(tags: Iterator[Tag]) -> None:
    """Measure the sheets of an .ods.

    Rows and cells say how many times they are repeated; empty ones are held only up to the last cell
    that holds something.
    """
    held = _Held()
    row = column = filled = shown = size = 0
    holds, cells, rows = False, 1, 1  # what the last cell met holds; how many it and its row are
    for name, given, text in tags:
        size += len(text.encode())
        told = {key.rpartition(":")[2]: value for key, value in (given or {}).items()}
        if given is not None and name == "table":
            held, row = _Held(), 0
        elif given is not None and name == "table-row":
            rows, column, filled, shown = _number(told.get("number-rows-repeated", "1")), 0, 0, 0
        elif given is not None and name in _CELLS:
            cells, size = _number(told.get("number-columns-repeated", "1")), 0
            holds = any("value" in key for key in told)
        elif name in _CELLS:
            column += cells
            shown += cells * size
            filled = column if holds or size else filled
        elif name == "table-row":
            row += rows
            if filled:
                held.take(row, filled, rows * shown)


def _refuse_entities(*_: object) -> NoReturn:
    """Refuse a document that declares entities: no workbook does, and they may spell anything."""
    raise zipfile.BadZipFile


def _number(told: str) -> int:
    """Return how many times something is repeated; what is no number is out of reason."""
    told = told.strip()
    return int(told) if told.isdecimal() and len(told) <= 10 else 10**10


PLAIN_CELLS = 1_000_000
"""Cells of a sheet: one that people fill has far fewer."""


@dataclass(frozen=True)
class PlainSheet:
    """The cells of a sheet from A1, as wide as they come.

    Attributes:
        name: of the sheet; empty for a text.
        rows: cells of each: a text, a number, a date, a boolean, or "" for nothing.
        errors: what cells of error show, by row and column from 0.
    """

    name: str
    rows: Sequence[Sequence[Any]]
    errors: Errors

    def place(self, row: int, column: int) -> str:
        """Return the reference of a cell, counted from 0: « Plan!F7 »."""
        from xlsxwriter.utility import xl_rowcol_to_cell  # where somebody made a mistake

        cell: str = xl_rowcol_to_cell(row, column)
        return f"{self.name}!{cell}" if self.name else cell


def read_sheets(path: Path) -> tuple[PlainSheet, ...]:
    """Return the sheets of a workbook (.xlsx, .ods, .xls) or the only one of a text.

    Raises:
        Refusal: the file cannot be read, is none of these, is empty, damaged or oversized.
    """
    with closing(Source.of(path)) as source:
        if source.find_kind() == "text":
            return (_text_sheet(source),)
        with opened_workbook(source) as (book, errors):
            kinds = enumerate(book.sheets_metadata)
            ranks = [rank for rank, one in kinds if str(one.typ).endswith("WorkSheet")]
            return tuple([_sheet(book, rank, errors(rank)) for rank in ranks])


def _sheet(book: Any, rank: int, errors: Errors) -> PlainSheet:
    sheet = book.get_sheet_by_index(rank)
    row, column = sheet.end or (0, 0)
    if (row + 1) * (column + 1) > PLAIN_CELLS:
        raise Oversized(f"une feuille couvre plus de {PLAIN_CELLS // 1_000_000} million de cellules")
    left = (sheet.start or (0, 0))[1]
    rows = [[""] * left + list(cells) for cells in sheet.iter_rows()]
    return PlainSheet(book.sheet_names[rank], rows, errors)


def _text_sheet(source: Source) -> PlainSheet:
    beginning = read_beginning(read_text(source).path)
    if not beginning.whole:
        what, how = (f"le texte dépasse {LOOKED_AT >> 20} Mo", "vérifiez que c’est bien le fichier voulu")
        raise refuse_file(Path(source.name), "F04", what, how)
    dialect = find_dialect(beginning, source.name)
    text = io.StringIO(beginning.text, newline="")
    return PlainSheet("", list(csv.reader(text, delimiter=dialect.delimiter)), {})
