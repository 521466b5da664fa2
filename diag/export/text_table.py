"""A text as a table: its shape, decided on its beginning, and its records, read by pyarrow.

pyarrow cuts cells as Python's `csv` does, and in one thread it counts every record, blank or ragged.
It does not see a quote that swallows records: where a cell holds a line break, `csv` looks again.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import csv as arrow_csv

from diag.export.dialect import Beginning, Dialect, find_dialect, is_blank, read_beginning
from diag.export.encoding import note_accents, read_text
from diag.export.header import MOST, read_header
from diag.export.layout import Layout, Overrides, Ragged
from diag.export.source import Source, refuse_os_error
from diag.questionnaire.mistakes import Mistake, Refusal, refuse_file

#: Columns of a spreadsheet at most, and records kept to decide on columns.
MAX_COLUMNS, SAMPLE = 16_384, 2_000
#: Bytes that pyarrow reads at once, and it reads 32 blocks ahead; no record is longer.
BLOCK = 2 << 20
#: Characters of a record at most; a spreadsheet's longest cell has 32,767 of them.
LONGEST = 1 << 20
#: Given the columns of some records, each as an Arrow dictionary of texts, and the share read so far.
Take = Callable[[Sequence[Any], float], None]
#: The row of each record, in the order in which they were given, and the records that are refused.
Placed = tuple[NDArray[np.int64], tuple[Ragged, ...]]


@dataclass(frozen=True)
class TextTable:
    """A text whose shape is known; `first_line` is the row of the first record below the header."""

    layout: Layout
    first_line: int
    _name: str
    _path: Path  # in UTF-8
    _skipped: int  # bytes above that record

    def read(self, take: Take) -> Placed:
        """Give all the records to `take`; a text is refused if its end cannot be reached."""
        try:
            return self._read(take)
        except OSError as error:
            raise refuse_os_error(error, self._path, self._name) from None
        except (pa.ArrowException, UnicodeDecodeError):
            self._check_quotes()
            what = "le texte n’est plus lisible à partir de cette ligne"
            how = "vérifiez que le fichier n’a pas changé pendant la lecture"
            mistake = Mistake(self._name, self.first_line, 1, "E03", what, how)
            raise Refusal([mistake]) from None

    def _read(self, take: Take) -> Placed:
        width, above = len(self.layout.headings), self.first_line - 1
        mended: dict[int, list[str]] = {}  # wider by empty cells only, or blank, by rank from 1
        ragged: list[Ragged] = []
        suspect = False  # a quote may have swallowed records

        def odd(row: arrow_csv.InvalidRow) -> str:
            nonlocal suspect
            suspect |= '"' in row.text
            text = io.StringIO(row.text, newline="")
            cells = next(csv.reader(text, delimiter=self.layout.delimiter))
            if is_blank(cells[width if len(cells) > width else 0 :]):
                mended[row.number] = (cells + [""] * width)[:width]
            else:
                ragged.append(Ragged(above + row.number, row.actual_columns, width))
            return "skip"

        names, count = [str(position) for position in range(width)], 0
        types = dict.fromkeys(names, pa.dictionary(pa.int32(), pa.string()))
        with self._path.open("rb") as stream:
            end = stream.seek(0, io.SEEK_END)
            stream.seek(self._skipped)
            for batch in arrow_csv.open_csv(
                pa.PythonFile(stream, "r"),
                arrow_csv.ReadOptions(use_threads=False, block_size=BLOCK, column_names=names),
                arrow_csv.ParseOptions(
                    delimiter=self.layout.delimiter,
                    newlines_in_values=True,
                    ignore_empty_lines=False,
                    invalid_row_handler=odd,
                ),
                arrow_csv.ConvertOptions(column_types=types, strings_can_be_null=False),
            ):
                count += batch.num_rows
                broken = (pc.match_substring_regex(c.dictionary, "[\\r\\n]") for c in batch.columns)
                suspect = suspect or any(pc.any(cells).as_py() for cells in broken)
                take(batch.columns, stream.tell() / end)
        if suspect:
            self._check_quotes()
        if mended:
            take([encoded(cells) for cells in zip(*mended.values(), strict=True)], 1.0)
        apart = [*mended, *(one.line - above for one in ragged)]
        others = np.setdiff1d(np.arange(1, count + len(apart) + 1), apart)
        return np.append(others, np.array([*mended], np.int64)) + above, tuple(ragged)

    def _check_quotes(self) -> None:
        with self._path.open(encoding="utf-8", errors="replace", newline="") as text:
            text.seek(self._skipped)
            check_quotes(text, self.layout.delimiter, self.first_line, self._name)


def encoded(texts: Sequence[str]) -> Any:
    """Return texts as an Arrow dictionary, each distinct one once in the order they are met."""
    return pa.array(texts, pa.string()).dictionary_encode()


def open_text(source: Source, overrides: Overrides) -> TextTable:
    """Decide the shape of a text; it is refused if it cannot be read, or holds no answer."""
    written = read_text(source, overrides.encoding)
    beginning = read_beginning(written.path)
    if not beginning.text.strip():
        raise refuse_file(Path(source.name), "F02", "le fichier est vide", "exportez de nouveau")
    dialect = find_dialect(beginning, source.name, overrides.delimiter)
    text = io.StringIO(beginning.text, newline="")
    if beginning.whole:  # else they are looked at while the records are read
        check_quotes(text, dialect.delimiter, 1, source.name)
    notes = tuple(_notes(source, written.note, beginning, dialect))
    layout = Layout(written.codec, dialect.delimiter, notes=notes)
    rows = dialect.rows
    if not rows:
        raise refuse_empty(source, layout)
    width = dialect.width
    if width > MAX_COLUMNS:
        what = f"le tableau a {width} colonnes"
        how = f"un tableur en admet {MAX_COLUMNS} : vérifiez le séparateur"
        raise refuse_file(Path(source.name), "E07", what, how)
    above = max(MOST, dialect.titles + 1)
    first = [(cells + [""] * width)[:width] for cells in rows[:above]]
    fit = [cells[:width] for cells in rows[above:] if _fits(cells, width)]
    layout = read_header(layout, first + fit, overrides.header_rows)
    if beginning.whole and len(rows) <= layout.header_rows:
        raise refuse_empty(source, layout)
    below = (tuple(cells[:width]) for cells in rows[layout.header_rows :] if _fits(cells, width))
    layout = replace(layout, sample=tuple(islice(below, SAMPLE)))
    rank, lines = dialect.places[min(layout.header_rows, len(rows)) - 1]
    text.seek(0)
    skipped = len("".join(islice(text, lines)).encode("utf-8", "replace"))
    return TextTable(layout, rank + 2, source.name, written.path, beginning.skipped + skipped)


def refuse_empty(source: Source, layout: Layout) -> Refusal:
    """Return the refusal of a table that has headings and nothing below."""
    what = f"aucune réponse sous l’en-tête ({layout.told})"
    return refuse_file(Path(source.name), "E02", what, "vérifiez l’export, ou ses filtres")


def _notes(source: Source, encoding: str, beginning: Beginning, dialect: Dialect) -> Iterator[str]:
    """Yield what the user should know of a text, before its header."""
    if source.suffix in (".xls", ".xlsx", ".ods"):
        told = f"Malgré son nom en {source.suffix}, le fichier n’est pas un classeur"
        yield f"{told} : il est lu comme du texte."
    if encoding:
        yield encoding
    yield from note_accents(beginning.text)
    if beginning.sep:
        yield f"La ligne « sep={beginning.sep} » fixe le séparateur ; elle n’est pas comptée."
    if not dialect.found:
        yield "Aucun séparateur n’a été trouvé : le fichier est lu comme une seule colonne."


def _fits(cells: list[str], width: int) -> bool:
    """Whether a record has the width of the header, empty cells beyond it left out."""
    return len(cells) >= width and is_blank(cells[width:])


def check_quotes(text: TextIO, delimiter: str, line: int, name: str) -> None:
    """Go through the records of a text, opened with `newline=""` at the record of row `line`.

    A quote that is never closed takes all that follows for one cell; closed by the next quote of
    another record, it takes several for one (E05). A record may also have no end (E07).
    """
    border = re.escape(delimiter) + r"\r\n"
    quoted = re.compile(  # it begins after a border, and what follows it is read too
        rf'"(?:(?<=[{border}]")|(?<=\A"))(?P<inside>(?:[^"]++|"")*+)'
        rf'(?P<close>"?)(?P<more>[^{border}]*)'
    )
    lines: list[str] = []
    size = 0

    def pulled() -> Iterator[str]:
        nonlocal size
        while size < LONGEST and (one := text.readline(LONGEST)):
            lines.append(one)
            size += len(one)
            yield one

    def check(record: str, line: int) -> None:
        for cell in quoted.finditer(record):
            told = "" if cell["close"] else "n’est jamais refermé"
            if cell["more"].strip() and re.search(r"[\r\n]", cell["inside"]):
                told = "n’est refermé que plusieurs lignes plus loin"
            if told:
                what = f"un guillemet ouvert sur cette ligne {told}"
                how = "refermez ce guillemet, ou exportez de nouveau : la suite du fichier est illisible"
                raise Refusal([Mistake(name, line, 1, "E05", what, how)])

    csv.field_size_limit(max(csv.field_size_limit(), 2 * LONGEST))
    record = ""
    for _ in csv.reader(pulled(), delimiter=delimiter):
        record = "".join(lines)
        if len(lines) > 1 or size >= LONGEST:
            check(record, line)
        if size >= LONGEST:
            what = f"cette ligne dépasse {LONGEST >> 20} million de caractères"
            how = "vérifiez que le fichier est bien l’export d’une enquête"
            raise Refusal([Mistake(name, line, 1, "E07", what, how)])
        lines.clear()
        size = 0
        line += 1
    check(record, line - 1)  # nothing else tells that the last one is open
