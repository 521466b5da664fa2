"""A text as a table: its shape, decided on its beginning, and its records, parsed block by block."""

import csv
import io
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyarrow as pa

from diag.export import blocks
from diag.export.borders import Unreadable
from diag.export.dialect import (
    Beginning,
    Dialect,
    find_dialect,
    is_blank,
    read_beginning,
    usual_width,
)
from diag.export.encoding import Charset, find_charset
from diag.export.header import MOST, read_header
from diag.export.layout import Layout, Overrides
from diag.export.notes import note_text
from diag.export.records import Records, Wanted, read_block
from diag.export.source import Source, refuse_os_error
from diag.questionnaire.mistakes import Mistake, Refusal, refuse_file

#: Columns of a spreadsheet at most.
MAX_COLUMNS = 16_384
SAMPLE = 2_000
_PARSERS = 2  # beyond, whoever consumes the records is the slower one


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

    def records(self, wanted: Wanted) -> Iterator[tuple[int, Records, int]]:
        """Yield the records of each block, with the row of the first and the bytes read so far.

        Blocks are parsed side by side and given in order.

        Raises:
            Refusal: the text cannot be read to its end (F01, E03, E05, E07).

        """
        line, delimiter, name = self.first_line, self.layout.delimiter, self._source.name
        text = blocks.stream_text(self._source.path, self._charset, self._skipped)
        parse = partial(read_block, wanted=wanted)
        try:
            for records, read in _side_by_side(blocks.cut_blocks(text, delimiter), parse):
                yield line, records, read
                line += records.total
        except Unreadable as unreadable:
            raise refuse_cut(unreadable, name, line, delimiter) from None
        except OSError as error:
            raise refuse_os_error(error, self._source.path, name) from None
        except (pa.ArrowException, UnicodeDecodeError):
            what = "le texte n’est plus lisible à partir de cette ligne"
            how = "vérifiez que le fichier n’a pas changé pendant la lecture"
            raise Refusal([Mistake(name, line, 1, "E03", what, how)]) from None


def _side_by_side(
    pieces: Iterator[tuple[blocks.Block, int]], parse: Callable[[blocks.Block], Records]
) -> Iterator[tuple[Records, int]]:
    """Parse blocks a few at once and yield them in order; what stops the cutting is raised last."""
    waiting: deque[tuple[Future[Records], int]] = deque()
    failure = None
    with ThreadPoolExecutor(_PARSERS) as pool:
        try:
            for block, read in pieces:
                waiting.append((pool.submit(parse, block), read))
                if len(waiting) > _PARSERS:
                    future, at = waiting.popleft()
                    yield future.result(), at
        except Unreadable as unreadable:
            failure = unreadable
        while waiting:
            future, at = waiting.popleft()
            yield future.result(), at
    if failure:
        raise failure


def refuse_cut(failure: Unreadable, name: str, line: int, delimiter: str) -> Refusal:
    """Return why a text cannot be cut into records, where `line` is the row its block begins at."""
    line += _count(failure.before + b"x", delimiter) - 1
    if failure.kind == "long":
        what = f"cette ligne dépasse {blocks.LONGEST >> 20} Mo"
        how = "vérifiez que le fichier est bien l’export d’une enquête"
        return Refusal([Mistake(name, line, 1, "E07", what, how)])
    what = "un guillemet ouvert sur cette ligne n’est jamais refermé"
    if failure.kind == "swallowed":
        what = "un guillemet ouvert sur cette ligne n’est refermé que plusieurs lignes plus loin"
    how = "refermez ce guillemet, ou exportez de nouveau : la suite du fichier est illisible"
    return Refusal([Mistake(name, line, 1, "E05", what, how)])


def _count(text: bytes, delimiter: str) -> int:
    """Return how many records a text begins, the last one whole or not."""
    lines = io.StringIO(text.decode("utf-8", "replace"), newline="")
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    return sum(1 for _ in csv.reader(lines, delimiter=delimiter))


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
    _check_quotes(beginning, dialect, source.name)
    filled = [rank for rank, cells in enumerate(dialect.records) if not is_blank(cells)]
    rows = [dialect.records[rank] for rank in filled]
    if not rows:
        raise refuse_empty(source.name)
    width, shifted = _width(rows)
    if width > MAX_COLUMNS:
        what = f"le tableau a {width} colonnes"
        how = f"un tableur en admet {MAX_COLUMNS} : vérifiez le séparateur"
        raise refuse_file(Path(source.name), "E07", what, how)
    header = read_header(_aligned(rows, width, shifted), overrides.header_rows)
    if beginning.whole and len(rows) <= header.rows:
        raise refuse_empty(source.name)
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


def refuse_empty(name: str) -> Refusal:
    """Return the refusal of a table that has headings and nothing below."""
    return refuse_file(
        Path(name), "E02", "aucune réponse sous l’en-tête", "vérifiez l’export, ou ses filtres"
    )


def _check_quotes(beginning: Beginning, dialect: Dialect, name: str) -> None:
    """Refuse at once a short text in which a quote is never closed."""
    if not beginning.whole:
        return
    text = beginning.text.encode("utf-8", "replace")
    done = 0
    try:
        for block, _ in blocks.cut_blocks(iter([(text, len(text))]), dialect.delimiter):
            done += len(block.text)
    except Unreadable as unreadable:
        whole = Unreadable(unreadable.kind, text[:done] + unreadable.before)
        raise refuse_cut(whole, name, 1, dialect.delimiter) from None


def _width(rows: Sequence[list[str]]) -> tuple[int, bool]:
    """Return the width of a record, and whether the header lacks the heading of the first column.

    The header says it. Records that are all wider only by empty cells end with one delimiter too
    many; records that begin with their own number were written by R. Nothing else is guessed.
    """
    usual, _ = usual_width(list(rows))
    title = len(rows) > 1 and len(rows[0]) == 1 and len(rows[1]) > 2
    header = rows[1 if title else 0]
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
    for cells in rows[:MOST]:
        lacking = width - len(cells)
        before = [""] if shifted and lacking == 1 else []
        first.append([*before, *cells, *[""] * lacking][:width])
    return first + [cells[:width] for cells in rows[MOST:] if _fits(cells, width)]


def _fits(cells: list[str], width: int) -> bool:
    """Whether a record has the width of the header, empty cells beyond it left out."""
    return len(cells) == width or (len(cells) > width and is_blank(cells[width:]))
