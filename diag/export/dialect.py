"""How the text of an export is cut into records and cells.

Every delimiter is tried on a long beginning of the text with Python's `csv`, and the one that gives
most records the same width is kept. A guess from the first line or the first kilobytes is wrong for
French files, whose long headings are full of commas (`exports.md`, 0.1 and 4.2).
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

from diag.export.encoding import Charset
from diag.export.layout import Delimiter
from diag.export.survey import BLOCK
from diag.questionnaire.mistakes import Mistake, Refusal, refuse_file

#: Bytes of the beginning on which delimiters are tried: real header lines run to 33 kB.
LOOKED_AT = 2 * BLOCK
#: Rows above the headings, which name no column, at most.
ABOVE = 10
#: Names that a command line gives to delimiters it can hardly type.
ALIASES = {
    "\\t": "\t",
    "tab": "\t",
    "tabulation": "\t",
    "point-virgule": ";",
    "virgule": ",",
    "barre": "|",
}
_SEP_LINE = re.compile(r'\s*"?sep=(.)"?[;,\t ]*(?:\r\n|\r|\n|$)', re.IGNORECASE)


@dataclass(frozen=True)
class Beginning:
    """The beginning of a text.

    Attributes:
        text: its characters, without byte order mark nor `sep=` line.
        skipped: bytes of UTF-8 that this text comes after.
        whole: the text is there to its end.
        sep: delimiter that a first line `sep=;` announces, else empty.

    """

    text: str
    skipped: int
    whole: bool
    sep: str


@dataclass(frozen=True)
class Dialect:
    """The delimiter of a text, and what it makes of its beginning.

    Attributes:
        delimiter: one of `; , TAB |`.
        records: cells of each record of the beginning, blank ones included.
        ends: rank of the character after each record.
        found: some delimiter cuts the text; otherwise it is read as one column.

    """

    delimiter: Delimiter
    records: list[list[str]]
    ends: list[int]
    found: bool = True


def read_beginning(path: Path, charset: Charset) -> Beginning:
    """Return the first characters of a text, freed from its mark and its `sep=` line."""
    with path.open("rb") as stream:
        raw = stream.read(LOOKED_AT)
        whole = not stream.read(1)
    text = charset.decoder().decode(raw, whole)
    skipped = charset.mark if charset.is_utf8 else 0
    bare = text.removeprefix("\ufeff")
    skipped += 3 * (len(text) - len(bare))
    line = _SEP_LINE.match(bare)
    if line is None:
        return Beginning(bare, skipped, whole, "")
    skipped += len(line[0].encode("utf-8", "replace"))
    return Beginning(bare[line.end() :], skipped, whole, line[1])


def find_dialect(beginning: Beginning, name: str, imposed: str | None = None) -> Dialect:
    """Return the delimiter that gives the most regular table, or the one that is imposed.

    Args:
        beginning: first characters of the text.
        name: of the file, for messages.
        imposed: delimiter that the user wants, or its name; None lets the text decide.

    Raises:
        Refusal: the imposed delimiter is none of the four (E04), or no record ends (E05, E07).

    """
    known = get_args(Delimiter)
    typed = None if imposed is None else imposed.strip(" ")
    wanted = None if typed is None else ALIASES.get(typed.casefold(), typed)
    if wanted is not None and wanted not in known:
        what = f"le séparateur « {imposed} » n’est pas admis"
        raise refuse_file(Path(name), "E04", what, "choisissez ; ou , ou | ou tab")
    if wanted is None and beginning.sep in known:
        wanted = beginning.sep
    if wanted is not None:
        return _or_refuse(cut(beginning, cast("Delimiter", wanted)), beginning, name)
    tried = [cut(beginning, delimiter) for delimiter in known if delimiter in beginning.text]
    regular = max(tried, key=_regularity, default=None)
    if regular is None or _regularity(regular) <= (0.0, 1):
        alone = cut(beginning, ";")
        return _or_refuse(Dialect(";", alone.records, alone.ends, found=False), beginning, name)
    return _or_refuse(regular, beginning, name)


def cut(beginning: Beginning, delimiter: Delimiter) -> Dialect:
    """Cut a beginning into records; the last one is left out when the text goes on after it."""
    records, ends, position = [], [], 0

    def lines() -> Iterator[str]:
        nonlocal position
        for line in io.StringIO(beginning.text, newline=""):
            position += len(line)
            yield line

    csv.field_size_limit(max(csv.field_size_limit(), LOOKED_AT))
    for cells in csv.reader(lines(), delimiter=delimiter):
        records.append(cells)
        ends.append(position)
    if not beginning.whole:
        records, ends = records[:-1], ends[:-1]
    return Dialect(delimiter, records, ends)


def is_blank(cells: list[str]) -> bool:
    """Whether a record holds nothing but white space."""
    return not any(cell and not cell.isspace() for cell in cells)


def usual_width(records: list[list[str]]) -> tuple[int, float]:
    """Return the most frequent number of cells of records, and the share that has it."""
    widths = Counter(len(cells) for cells in records if not is_blank(cells))
    if not widths:
        return 0, 0.0
    width = max(widths, key=lambda w: (widths[w], w))
    return width, widths[width] / widths.total()


def titles(records: Sequence[list[str]]) -> int:
    """Return how many records of one cell stand above a table, at its beginning."""
    alone = next((rank for rank, cells in enumerate(records) if not is_blank(cells[1:])), 0)
    return alone if 0 < alone <= ABOVE and len(records[alone]) > 2 else 0


def _regularity(dialect: Dialect) -> tuple[float, int]:
    """Return what makes a delimiter likely: share of the usual width, then that width."""
    filled = [cells for cells in dialect.records if not is_blank(cells)]
    title = titles(filled)
    if len(filled) > 3 and (title or len(filled[0]) == 1):
        # Titles of a table, or the only heading of a column of sentences, which are irregular.
        width, share = usual_width(filled[title:])
        return (share, width) if width > 2 and share > 0.9 else (0.0, 1)
    width, share = usual_width(filled)
    return (share, width) if width > 1 and len(filled[0]) > 1 else (0.0, 1)


def _or_refuse(dialect: Dialect, beginning: Beginning, name: str) -> Dialect:
    if not dialect.records:
        what, code = f"la première ligne dépasse {LOOKED_AT // BLOCK} Mo", "E07"
        if '"' in beginning.text:
            what, code = f"{what} : sans doute un guillemet ouvert et jamais refermé", "E05"
        how = "vérifiez que le fichier est bien l’export d’une enquête"
        raise Refusal([Mistake(name, 1, 1, code, what, how)])
    return dialect
