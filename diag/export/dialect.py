"""How the text of an export is cut into records and cells.

Every delimiter is tried on a long beginning of the text with Python's `csv`, and the one that gives
most records the same width is kept. A guess from the first line or the first kilobytes is wrong for
French files, whose long headings are full of commas.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from diag.export.layout import Delimiter
from diag.export.source import BLOCK
from diag.questionnaire.mistakes import Mistake, Refusal, refuse_file

#: Bytes of the beginning on which delimiters are tried: real header lines run to 33 kB.
LOOKED_AT = 2 * BLOCK
#: Rows above the headings, which name no column, at most.
ABOVE = 10
#: Names that a command line gives to delimiters it can hardly type.
ALIASES = {"\\t": "\t", "tab": "\t", "tabulation": "\t"}
ALIASES |= {"point-virgule": ";", "virgule": ",", "barre": "|"}
_SEP_LINE = re.compile(r'\s*"?sep=(.)"?[;,\t ]*(?:\r\n|\r|\n|$)', re.IGNORECASE)


@dataclass(frozen=True)
class Beginning:
    """The beginning of a text, without byte order mark nor `sep=` line."""

    text: str
    skipped: int  # bytes of UTF-8 that come before
    whole: bool  # the text is there to its end
    sep: str  # delimiter that a first line `sep=;` announces, else empty


@dataclass(frozen=True)
class Dialect:
    """The delimiter of a text, and the records that it makes of its beginning, blank ones left out."""

    delimiter: Delimiter
    rows: list[list[str]]  # cells of each
    places: list[tuple[int, int]]  # rank of each from 0, blank ones counted; lines up to its end
    found: bool = True  # some delimiter cuts the text; otherwise it is read as one column

    @property
    def titles(self) -> int:
        """Number of records of one cell that stand above the table."""
        rows = self.rows
        alone = next((rank for rank, cells in enumerate(rows) if not is_blank(cells[1:])), 0)
        return alone if 0 < alone <= ABOVE and len(rows[alone]) > 2 else 0

    @property
    def regularity(self) -> tuple[float, int]:
        """What makes a delimiter likely: share of the usual width, then that width."""
        title = self.titles
        if len(self.rows) > 3 and (title or len(self.rows[0]) == 1):
            # Titles of a table, or the only heading of a column of sentences, which are irregular.
            width, share = _usual_width(self.rows[title:])
            return (share, width) if width > 2 and share > 0.9 else (0.0, 1)
        width, share = _usual_width(self.rows)
        return (share, width) if width > 1 and len(self.rows[0]) > 1 else (0.0, 1)

    @property
    def width(self) -> int:
        """Number of cells of a record.

        The header says it, but for records that are all wider by empty cells: they end with one
        delimiter too many. Nothing else is guessed.
        """
        title, (usual, _) = self.titles, _usual_width(self.rows)
        header = self.rows[title]
        answers = [cells for cells in self.rows[1 + title :] if len(cells) == usual]
        if usual > len(header):
            more = any(not is_blank(cells[len(header) :]) for cells in answers)
            return len(header) if more else usual
        named = max((rank for rank, cell in enumerate(header, 1) if cell.strip()), default=0)
        return usual if answers and usual >= named else len(header)


def read_beginning(path: Path) -> Beginning:
    """Return the first characters of a text in UTF-8, freed from its mark and its `sep=` line."""
    with path.open("rb") as stream:
        text = stream.read(LOOKED_AT).decode("utf-8", "ignore")  # the last character may be cut
        whole = not stream.read(1)
    bare = text.removeprefix("\ufeff")
    line = _SEP_LINE.match(bare)
    above, sep = (line[0], line[1]) if line else ("", "")
    bare = bare.removeprefix(above)
    return Beginning(bare, len(text.removesuffix(bare).encode()), whole, sep)


def find_dialect(beginning: Beginning, name: str, imposed: str | None = None) -> Dialect:
    """Return the delimiter that gives the most regular table, or the one that the user imposes.

    It is refused if it is none of the four (E04), and so is a text of which no record ends (E05, E07).
    """
    known: tuple[Delimiter, ...] = get_args(Delimiter)
    typed = beginning.sep if imposed is None else imposed.strip(" ")
    tried = [one for one in known if one == ALIASES.get(typed.casefold(), typed)]
    if imposed is not None and not tried:
        what = f"le séparateur « {imposed} » n’est pas admis"
        raise refuse_file(Path(name), "E04", what, "choisissez « ; », « , », « | » ou tab")
    cuts = [cut(beginning, one) for one in tried or known if tried or one in beginning.text]
    found = max(cuts, key=lambda one: one.regularity, default=None)
    if found is None or (not tried and found.regularity <= (0.0, 1)):
        found = cut(beginning, ";", found=False)
    if not (found.rows or beginning.whole):
        what, code = f"la première ligne dépasse {LOOKED_AT // BLOCK} Mo", "E07"
        if '"' in beginning.text:
            what, code = f"{what} : sans doute un guillemet ouvert et jamais refermé", "E05"
        how = "vérifiez que le fichier est bien l’export d’une enquête"
        raise Refusal([Mistake(name, 1, 1, code, what, how)])
    return found


def cut(beginning: Beginning, delimiter: Delimiter, found: bool = True) -> Dialect:
    """Cut a beginning into records; the last one is left out when the text goes on after it."""
    csv.field_size_limit(max(csv.field_size_limit(), LOOKED_AT))
    reader = csv.reader(io.StringIO(beginning.text, newline=""), delimiter=delimiter)
    records = [(cells, (rank, reader.line_num)) for rank, cells in enumerate(reader)]
    ended = records if beginning.whole else records[:-1]
    filled = [(cells, place) for cells, place in ended if not is_blank(cells)]
    rows, places = [cells for cells, _ in filled], [place for _, place in filled]
    return Dialect(delimiter, rows, places, found)


def is_blank(cells: list[str]) -> bool:
    """Whether a record holds nothing but white space."""
    return not any(cell and not cell.isspace() for cell in cells)


def _usual_width(rows: Sequence[list[str]]) -> tuple[int, float]:
    """Return the most frequent number of cells of records, and the share that has it."""
    widths = Counter(map(len, rows))
    width = max(widths, key=lambda w: (widths[w], w), default=0)
    return width, widths[width] / max(len(rows), 1)
