"""What calamine does not tell of a sheet, read from the XML of the workbook.

It gives error cells as empty ones. And it holds the whole rectangle of a sheet in memory, with the
text of each cell apart: one stray cell in the last row, or a million cells that show one long text,
end the process. What it would hold is counted first, on the bytes as they inflate.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray

Lengths: TypeAlias = NDArray[np.int64]

#: Cells of the rectangle that a sheet fills; an export of 40,000 rows and 250 columns has as many.
MAX_CELLS = 10_000_000
#: Bytes of the texts that the cells of a sheet show, and number of texts that they share.
MAX_TEXT, MAX_TEXTS = 1 << 30, 4_000_000
_ROOT, _WORKBOOK = "_rels/.rels", "xl/workbook.xml"
_RELATIONS, _TEXTS = "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"
# A hostile file has any prefix, any attribute around, and no end of elements: no pattern looks
# further than the element it is in, and what is in doubt is counted.
_OPEN = rb"<(?:[^\s<>/:]{1,99}:)?"
_ATTRIBUTES = rb"(?:\s+[^\s<>=\"']+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*?"
_REFERENCE = re.compile(rb"\sr\s*=\s*[\"']\s*([A-Za-z]{0,9})(\d{0,18})\s*[\"']")
_ROW = re.compile(_OPEN + rb"row(?=[\s/>])")
_PLACELESS_ROW = re.compile(_ROW.pattern + rb"(?!" + _ATTRIBUTES + rb"\s+r\s*=)")
_PLACELESS_CELL = re.compile(_OPEN + rb"c(?=[\s/>])(?!" + _ATTRIBUTES + rb"\s+r\s*=)")
_VALUE = re.compile(_OPEN + rb"v(?:\s[^<>]*)?>\s*(\d{1,9})\s*(?=<|\Z)")
_ODD_VALUE = re.compile(_OPEN + rb"v(?:\s[^<>]*)?>[^<]*(?:&|<!)")
_SHARED = re.compile(_OPEN + rb"si(?=[\s/>])")
_ERROR = re.compile(
    rb"<(?:\w+:)?c\b(?=[^<>]*\bt=[\"']e[\"'])[^<>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^<>]*>"
    rb"(?:<\w*:?f\b[^<>]*(?:/>|>[^<]*</\w*:?f>))?<\w*:?v>(#[^<]{1,20})<"
)
_SHARING = "sharedStrings"
_BLOCK, _OVERLAP, _LONGEST = 1 << 20, 1 << 13, 8 << 20
_SMALLEST = 20  # bytes of a cell that shows a shared text


class Oversized(Exception):
    """A sheet that its reader could not hold."""


@dataclass
class Extent:
    """How far the cells of a sheet go.

    Attributes:
        row, column: last ones that a reference names, from 1.
        rows: rows that have no reference, and come one after the other.
        widest: cells without a reference in one row, at most.

    """

    row: int = 0
    column: int = 0
    rows: int = 0
    widest: int = 0
    _beside: int = 0

    def add(self, block: bytes) -> None:
        """Take the elements of a block into account.

        Raises:
            Oversized: the rectangle has too many cells.

        """
        found = _REFERENCE.findall(block)
        self.column = max([self.column, *map(_column, {letters for letters, _ in found})])
        self.row = max([self.row, *(int(digits or 0) for digits in {d for _, d in found})])
        self.rows += len(_PLACELESS_ROW.findall(block))
        if _PLACELESS_CELL.search(block):
            counts = [len(_PLACELESS_CELL.findall(row)) for row in _ROW.split(block)]
            counts[0] += self._beside
            self.widest, self._beside = max(self.widest, *counts), counts[-1]
        elif _ROW.search(block):
            self._beside = 0
        if (self.row + self.rows) * (self.column + self.widest) > MAX_CELLS:
            raise Oversized


class WorkbookXml:
    """The XML of a workbook, to be looked at before calamine opens it.

    Raises:
        zipfile.BadZipFile: a part inflates beyond its size, or two bear one name.
        Oversized: the cells of the workbook share too many texts.

    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        _check_archive(archive)
        self._archive = archive
        self._parts = _sheet_parts(archive)
        self._lengths = _lengths_of_texts(archive)

    def errors(self, rank: int) -> dict[tuple[int, int], str]:
        """Return the error cells of a sheet, by row and column from 0.

        Raises:
            Oversized: its reader could not hold the sheet.
            zipfile.BadZipFile: it is no XML.

        """
        if rank in self._parts:
            return self._survey(self._parts[rank])
        for part in self._archive.namelist():  # nothing tells which one calamine would read
            self._survey(part)
        return {}

    def _survey(self, part: str) -> dict[tuple[int, int], str]:
        errors: dict[tuple[int, int], str] = {}
        extent, shown, before = Extent(), 0, b""
        longest = int(self._lengths.max(initial=0))
        heavy = longest * (self._archive.getinfo(part).file_size // _SMALLEST) > MAX_TEXT
        for block in _blocks(self._archive, part):
            extent.add(block)
            if heavy:
                ranks = np.array(_VALUE.findall(block), "S9").astype(np.int64)
                shown += int(self._lengths[ranks[ranks < len(self._lengths)]].sum())
                shown += longest * len(_ODD_VALUE.findall(block))
                if shown > MAX_TEXT:
                    raise Oversized
            around, before = before + block, block[-_OVERLAP:]
            if b't="e"' in around or b"t='e'" in around:
                for letters, line, text in _ERROR.findall(around):
                    errors[int(line) - 1, _column(letters) - 1] = text.decode("ascii", "replace")
        return errors


def _sheet_parts(archive: zipfile.ZipFile) -> dict[int, str]:
    """Return the file of each sheet inside a workbook, by rank; none where it cannot be told."""
    try:
        book = ElementTree.fromstring(archive.read(_WORKBOOK))  # noqa: S314 - as in _relations
        root, targets = _relations(archive, _ROOT, "/"), _relations(archive, _RELATIONS, "/xl")
    except (KeyError, ElementTree.ParseError):
        return {}
    if [path for kind, path in root.values() if kind == "officeDocument"] != [_WORKBOOK]:
        return {}
    sheets = [one for one in book.iter() if one.tag.rpartition("}")[2] == "sheet"]
    keys = [next((v for name, v in s.items() if name.endswith("}id")), "") for s in sheets]
    parts = {rank: targets[key][1] for rank, key in enumerate(keys) if key in targets}
    inside = set(archive.namelist())
    return {rank: part for rank, part in parts.items() if part in inside}


def _relations(archive: zipfile.ZipFile, name: str, base: str) -> dict[str, tuple[str, str]]:
    """Return the kind and the path of what a part is related to, by key."""
    listed = ElementTree.fromstring(archive.read(name))  # noqa: S314 - expat bounds what entities spell
    return {
        one.get("Id", ""): (
            one.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join(base, one.get("Target", "")))[1:],
        )
        for one in listed
    }


def _check_archive(archive: zipfile.ZipFile) -> None:
    """Make sure that the parts of an archive are those that its directory tells.

    Raises:
        zipfile.BadZipFile: a part inflates beyond its size, or two bear one name.

    """
    names = {name.casefold() for name in archive.namelist()}
    if len(names) < len(archive.infolist()):
        raise zipfile.BadZipFile
    for part in archive.infolist():
        told, size, part.file_size = part.file_size, 0, part.file_size + 1
        with archive.open(part) as stream:
            while piece := stream.read(_BLOCK):
                size += len(piece)
        part.file_size = told
        if size != told:
            raise zipfile.BadZipFile


def _lengths_of_texts(archive: zipfile.ZipFile) -> Lengths:
    """Return (n,) the bytes of each text that the cells of a workbook share.

    Raises:
        Oversized: there are too many.
        zipfile.BadZipFile: they lie in two places.

    """
    try:
        told = {
            p for kind, p in _relations(archive, _RELATIONS, "/xl").values() if kind == _SHARING
        }
    except (KeyError, ElementTree.ParseError):
        told = set()
    wanted = {name.casefold() for name in (_TEXTS, *told)}
    named = [name for name in archive.namelist() if name.casefold() in wanted]
    if len(named) > 1:
        raise zipfile.BadZipFile
    lengths = [0]
    for block in _blocks(archive, named[0]) if named else ():
        before, *others = map(len, _SHARED.split(block))
        lengths[-1] += before
        lengths += others
        if len(lengths) > MAX_TEXTS:
            raise Oversized
    return np.array(lengths[1:], np.int64)


def _blocks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """Yield the bytes of an XML part, never cut within an element."""
    held = b""
    with archive.open(part) as stream:
        while piece := stream.read(_BLOCK):
            held += piece
            end = held.rfind(b"<")
            if end > 0:
                yield held[:end]
                held = held[end:]
            elif len(held) > _LONGEST:
                raise zipfile.BadZipFile
    yield held


def _column(letters: bytes) -> int:
    """Return the rank of a column from 1: `A` is 1, `AA` is 27."""
    rank = 0
    for letter in letters.upper():
        rank = rank * 26 + letter - 64
    return rank
