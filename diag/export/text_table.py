"""A text as a table: its shape, decided on its beginning, and its records."""

import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from io import BufferedReader, TextIOWrapper
from pathlib import Path

import pyarrow as pa

from diag.export.chunk import Chunk
from diag.export.dialect import find_dialect, is_blank, read_beginning, titles, usual_width
from diag.export.encoding import Charset, find_charset
from diag.export.header import MOST, read_header
from diag.export.layout import Layout, Overrides, told_layout
from diag.export.notes import note_text
from diag.export.quotes import check_quotes
from diag.export.records import Shape, read_records
from diag.export.source import Source, refuse_os_error
from diag.export.transcoding import Utf8Stream
from diag.questionnaire.mistakes import Mistake, Refusal, refuse_file

#: Columns of a spreadsheet at most.
MAX_COLUMNS = 16_384
SAMPLE = 2_000


@dataclass(frozen=True)
class TextTable:
    """A text whose shape is known.

    Attributes:
        layout: what was decided.
        first_line: row of the first record below the header, as a spreadsheet numbers it.

    """

    layout: Layout
    first_line: int
    _source: Source
    _charset: Charset
    _skipped: int

    def chunks(self, wanted: Collection[int]) -> Iterator[Chunk]:
        """Yield the records, with the wanted columns.

        Raises:
            Refusal: the text cannot be read to its end (F01, E03, E05, E07).

        """
        name = self._source.name
        shape = Shape(self.layout.delimiter, len(self.layout.headings), self.first_line)
        try:
            with self._stream() as stream:
                yield from read_records(stream, shape, wanted, self._check_quotes)
        except OSError as error:
            raise refuse_os_error(error, self._source.path, name) from None
        except (pa.ArrowException, UnicodeDecodeError):
            self._check_quotes()
            what = "le texte n’est plus lisible à partir de cette ligne"
            how = "vérifiez que le fichier n’a pas changé pendant la lecture"
            raise Refusal([Mistake(name, self.first_line, 1, "E03", what, how)]) from None

    def _stream(self) -> Utf8Stream:
        return Utf8Stream(self._source.path, self._charset, self._skipped)

    def _check_quotes(self) -> None:
        with TextIOWrapper(BufferedReader(self._stream()), "utf-8", "replace", newline="") as text:
            check_quotes(text, self.layout.delimiter, self.first_line, self._source.name)


def open_text(source: Source, overrides: Overrides) -> TextTable:
    """Decide the shape of a text.

    Raises:
        Refusal: its bytes or its records cannot be read, or it holds no answer.

    """
    charset = find_charset(source.path, source.name, source.survey, overrides.encoding)
    beginning = read_beginning(source.path, charset)
    if not beginning.text.strip():
        raise refuse_file(Path(source.name), "F02", "le fichier est vide", "exportez de nouveau")
    dialect = find_dialect(beginning, source.name, overrides.delimiter)
    if beginning.whole:  # else they are looked at while the records are read
        text = io.StringIO(beginning.text, newline="")
        check_quotes(text, dialect.delimiter, 1, source.name)
    filled = [rank for rank, cells in enumerate(dialect.records) if not is_blank(cells)]
    rows = [dialect.records[rank] for rank in filled]
    if not rows:
        told = told_layout(charset.codec, dialect.delimiter, 1)
        raise refuse_empty(source.name, told)
    width, shifted = _width(rows)
    if width > MAX_COLUMNS:
        what = f"le tableau a {width} colonnes"
        how = f"un tableur en admet {MAX_COLUMNS} : vérifiez le séparateur"
        raise refuse_file(Path(source.name), "E07", what, how)
    header = read_header(_aligned(rows, width, shifted), overrides.header_rows)
    if beginning.whole and len(rows) <= header.rows:
        told = told_layout(charset.codec, dialect.delimiter, header.rows)
        raise refuse_empty(source.name, told)
    last = filled[min(header.rows, len(filled)) - 1]
    skipped = len(beginning.text[: dialect.ends[last]].encode("utf-8", "replace"))
    answers = (cells for cells in rows[header.rows :] if _fits(cells, width))
    sample = tuple(tuple(cells[:width]) for cells, _ in zip(answers, range(SAMPLE), strict=False))
    layout = Layout(
        kind="text",
        encoding=charset.codec,
        bom=bool(charset.mark),
        delimiter=dialect.delimiter,
        header_rows=header.rows,
        tool=header.tool,
        sheet="",
        headings=header.headings,
        sample=sample,
        notes=tuple(note_text(source.suffix, charset, beginning, dialect, header, shifted)),
    )
    return TextTable(layout, last + 2, source, charset, beginning.skipped + skipped)


def refuse_empty(name: str, told: str) -> Refusal:
    """Return the refusal of a table that has headings and nothing below; `told` is how it is read."""
    what = f"aucune réponse sous l’en-tête ({told})"
    return refuse_file(Path(name), "E02", what, "vérifiez l’export, ou ses filtres")


def _width(rows: Sequence[list[str]]) -> tuple[int, bool]:
    """Return the width of a record, and whether the header lacks the heading of the first column.

    The header says it. Records that are all wider only by empty cells end with one delimiter too
    many; records that begin with their own number were written by R. Nothing else is guessed.
    """
    usual, _ = usual_width(list(rows))
    title = titles(rows)
    header = rows[title]
    answers = [cells for cells in rows[1 + title :] if len(cells) == usual]
    if usual <= len(header):
        named = max((rank for rank, cell in enumerate(header, 1) if cell.strip()), default=0)
        return (usual if answers and usual >= named else len(header)), False
    if not any(cell.strip() for cells in answers for cell in cells[len(header) :]):
        return usual, False
    numbered = all(cells[0] == str(rank) for rank, cells in enumerate(answers, 1))
    if usual == len(header) + 1 and len(answers) > 1 and numbered:
        return usual, True
    return len(header), False


def _aligned(rows: Sequence[list[str]], width: int, shifted: bool) -> list[list[str]]:
    """Return the rows among which the header is looked for, all of the same width."""
    first = []
    above = max(MOST, titles(rows) + 1)
    for cells in rows[:above]:
        lacking = width - len(cells)
        before = [""] if shifted and lacking == 1 else []
        first.append([*before, *cells, *[""] * lacking][:width])
    return first + [cells[:width] for cells in rows[above:] if _fits(cells, width)]


def _fits(cells: list[str], width: int) -> bool:
    """Whether a record has the width of the header, empty cells beyond it left out."""
    return len(cells) == width or (len(cells) > width and is_blank(cells[width:]))
