"""What calamine does not tell of a sheet, read from the XML of the workbook.

It gives error cells as empty ones. And it holds the whole rectangle of a sheet in memory, with the
text of each cell apart: one stray cell in the last row, or a million cells that show one long text,
end the process. What it would hold is counted first, with the parser of the standard library.
"""

import posixpath
import re
import zipfile
from typing import IO, NoReturn
from xml.etree import ElementTree
from xml.parsers import expat

#: Cells of the rectangle that a sheet fills; an export of 40,000 rows and 250 columns has as many.
MAX_CELLS = 10_000_000
#: Bytes of the texts that the cells of a sheet show, and number of texts that they share.
MAX_TEXT, MAX_TEXTS = 1 << 30, 4_000_000
_ROOT, WORKBOOK = "_rels/.rels", "xl/workbook.xml"
_RELATIONS, _TEXTS = "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"
_SHARING = "sharedStrings"
_PLACE = re.compile(r"([A-Za-z]{1,9})(\d{1,18})")
_BLOCK = 1 << 20


class Oversized(Exception):
    """A sheet that its reader could not hold."""


class WorkbookXml:
    """The XML of a workbook, to be looked at before calamine opens it.

    Raises:
        zipfile.BadZipFile: a part inflates beyond its size, two bear one name, or one is no XML.
        Oversized: the cells of the workbook share too many texts.

    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        check_archive(archive)
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
            with self._archive.open(part) as stream:
                is_xml = b"<" in stream.read(64)
            if is_xml:
                self._survey(part)
        return {}

    def _survey(self, part: str) -> dict[tuple[int, int], str]:
        sheet = _Sheet(self._lengths)
        with self._archive.open(part) as stream:
            sheet.parse(stream)
        return sheet.errors


class Elements:
    """Goes through the elements of a part, whatever the prefix of their names."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = _no_entities
        self.parser.StartElementHandler = self._begin

    def _begin(self, name: str, given: dict[str, str]) -> None:
        self.begin(name.rpartition(":")[2] if ":" in name else name, given)

    def begin(self, name: str, given: dict[str, str]) -> None:
        """Take an element into account, from its name and attributes."""
        raise NotImplementedError

    def parse(self, stream: IO[bytes]) -> None:
        """Go through a whole part.

        Raises:
            zipfile.BadZipFile: it is no XML.

        """
        try:
            while piece := stream.read(_BLOCK):
                self.parser.Parse(piece)
            self.parser.Parse(b"", True)
        except (expat.ExpatError, UnicodeError, LookupError):
            raise zipfile.BadZipFile from None


class _Sheet(Elements):
    """The error cells of a sheet, and how much its reader would hold."""

    def __init__(self, lengths: list[int]) -> None:
        super().__init__()
        self.errors: dict[tuple[int, int], str] = {}
        self._lengths = lengths
        self._row = self._column = 0  # of the last cell or row met, from 1
        self._height = self._width = self._shown = 0
        self._kind, self._value = "", ""

    def begin(self, name: str, given: dict[str, str]) -> None:
        """Follow rows and cells, and read the values that errors and shared texts have."""
        if name == "c":
            self._place(given.get("r", ""))
            self._kind = given.get("t", "")
        elif name == "row":
            told = given.get("r", "").strip()
            self._row = int(told) if told.isdecimal() else self._row + 1
            self._column = 0
        elif name == "v" and self._kind in ("e", "s"):
            self._value = ""
            self.parser.CharacterDataHandler = self._add
            self.parser.EndElementHandler = self._end

    def _place(self, told: str) -> None:
        found = _PLACE.fullmatch(told.strip())
        if found:
            self._row, self._column = int(found[2]), _column(found[1])
        else:
            self._column += 1
        self._height = max(self._height, self._row)
        self._width = max(self._width, self._column)
        if self._height * self._width > MAX_CELLS:
            raise Oversized

    def _add(self, text: str) -> None:
        self._value += text

    def _end(self, _: str) -> None:
        self.parser.CharacterDataHandler = self.parser.EndElementHandler = None
        value = self._value.strip()
        if self._kind == "e":
            self.errors[self._row - 1, self._column - 1] = value[:20]
        elif value.isdecimal() and int(value) < len(self._lengths):
            self._shown += self._lengths[int(value)]
            if self._shown > MAX_TEXT:
                raise Oversized


class _SharedTexts(Elements):
    """The bytes of each text that cells share."""

    def __init__(self) -> None:
        super().__init__()
        self.lengths: list[int] = []
        self.parser.CharacterDataHandler = self._add

    def begin(self, name: str, given: dict[str, str]) -> None:
        """Count one more text, or as many as are announced: room is made for them at once."""
        if name == "sst":
            told = [given.get(count, "0").strip() for count in ("count", "uniqueCount")]
            if any(not number.isdecimal() or int(number) > MAX_TEXTS for number in told[1:]):
                raise Oversized
        elif name == "si":
            self.lengths.append(0)
            if len(self.lengths) > MAX_TEXTS:
                raise Oversized

    def _add(self, text: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(text.encode())


def _no_entities(*_: object) -> NoReturn:
    """Refuse a document that declares entities: no workbook does, and they may spell anything."""
    raise zipfile.BadZipFile


def _sheet_parts(archive: zipfile.ZipFile) -> dict[int, str]:
    """Return the file of each sheet inside a workbook, by rank; none where it cannot be told."""
    try:
        book = ElementTree.fromstring(archive.read(WORKBOOK))  # noqa: S314 - as in _relations
        root, targets = _relations(archive, _ROOT, "/"), _relations(archive, _RELATIONS, "/xl")
    except (KeyError, ElementTree.ParseError):
        return {}
    if [path for kind, path in root.values() if kind == "officeDocument"] != [WORKBOOK]:
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


def check_archive(archive: zipfile.ZipFile) -> None:
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


def _lengths_of_texts(archive: zipfile.ZipFile) -> list[int]:
    """Return the bytes of each text that the cells of a workbook share.

    Raises:
        Oversized: there are too many.
        zipfile.BadZipFile: they lie in two places, or are no XML.

    """
    try:
        related = _relations(archive, _RELATIONS, "/xl").values()
        told = {path for kind, path in related if kind == _SHARING}
    except (KeyError, ElementTree.ParseError):
        told = set()
    wanted = {name.casefold() for name in (_TEXTS, *told)}
    named = [name for name in archive.namelist() if name.casefold() in wanted]
    if len(named) > 1:
        raise zipfile.BadZipFile
    texts = _SharedTexts()
    if named:
        with archive.open(named[0]) as stream:
            texts.parse(stream)
    return texts.lengths


def _column(letters: str) -> int:
    """Return the rank of a column from 1: `A` is 1, `AA` is 27."""
    rank = 0
    for letter in letters.upper():
        rank = rank * 26 + ord(letter) - 64
    return rank
