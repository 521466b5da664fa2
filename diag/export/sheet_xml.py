"""What calamine does not tell of a sheet, read from the XML of the workbook.

It gives error cells as empty ones; and it holds the whole rectangle of a sheet in memory, so that
one stray cell in the last row of the last column ends the process.
"""

import html
import re
import zipfile
from pathlib import Path

# No pattern looks further than the element it is in: a hostile file has no end of elements. Those of
# a sheet are written for the prefix of its elements, mostly none, so that they begin with a word.
_ROW = rb"<%brow\b[^<>]*?\br=[\"'](\d{1,9})[\"']"
_CELL = rb"<%bc (?:r=|[^<>]*?\sr=)[\"']([A-Z]{1,4})\d"
_ERROR = (
    rb"<%bc\b(?=[^<>]*\bt=[\"']e[\"'])[^<>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^<>]*>"
    rb"(?:<\w*:?f\b[^<>]*(?:/>|>[^<]*</\w*:?f>))?<\w*:?v>(#[^<]{1,20})<"
)
_PREFIX = re.compile(rb"<(\w{1,20}:)?worksheet\b")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^<>]*?\b\w+:id=[\"']([^\"'<>]+)[\"']")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^<>]*>")
_ATTRIBUTE = re.compile(rb"\b(Id|Target)=[\"']([^\"'<>]*)[\"']")
_BLOCK, _OVERLAP = 1 << 20, 1 << 13


def sheet_parts(path: Path) -> dict[int, str]:
    """Return the file of each sheet inside a workbook, by rank."""
    with zipfile.ZipFile(path) as archive:
        inside = set(archive.namelist())
        if "xl/_rels/workbook.xml.rels" not in inside:
            return {}
        with archive.open("xl/workbook.xml") as stream:
            sheets = _SHEET.findall(stream.read(16 * _BLOCK))
        with archive.open("xl/_rels/workbook.xml.rels") as stream:
            relations = _RELATION.findall(stream.read(16 * _BLOCK))
    targets = {}
    for relation in relations:
        found = dict(_ATTRIBUTE.findall(relation))
        target = found.get(b"Target", b"").decode("utf-8", "replace")
        targets[found.get(b"Id")] = html.unescape(target)
    paths = {rank: targets.get(key, "") for rank, key in enumerate(sheets)}
    full = {rank: p.lstrip("/") if p.startswith("/") else f"xl/{p}" for rank, p in paths.items()}
    return {rank: p for rank, p in full.items() if p in inside}


def survey_sheet(path: Path, part: str) -> tuple[dict[tuple[int, int], str], int]:
    """Go once through the XML of a sheet.

    Returns:
        The text of error cells by row and column, from 0; and how many cells the rectangle from the
        first row and column to the last ones has.

    """
    errors: dict[tuple[int, int], str] = {}
    letters: set[bytes] = set()
    last_row, block = 0, b""
    patterns: list[re.Pattern[bytes]] = []
    with zipfile.ZipFile(path) as archive, archive.open(part) as stream:
        while piece := stream.read(_BLOCK):
            block = block[-_OVERLAP:] + piece
            if not patterns:
                prefix = _PREFIX.search(block)
                before = (prefix and prefix[1]) or b""
                patterns = [re.compile(pattern % before) for pattern in (_ROW, _CELL, _ERROR)]
            row, cell, error = patterns
            last_row = max(last_row, *map(int, row.findall(block)), 0)
            letters.update(cell.findall(block))
            if b't="e"' in block or b"t='e'" in block:
                for column, line, text in error.findall(block):
                    errors[int(line) - 1, _column(column)] = text.decode("ascii", "replace")
    return errors, last_row * (max(map(_column, letters), default=0) + 1)


def _column(letters: bytes) -> int:
    """Return the rank of a column from 0: `A` is 0, `AA` is 26."""
    rank = 0
    for letter in letters:
        rank = rank * 26 + letter - 64
    return rank - 1
