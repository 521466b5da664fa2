"""The CSV files of a release: written; read as a text, then as lines, located."""

import codecs
import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from diag.benchmark.page import ASK_AGAIN, Line, Page
from diag.french import number
from diag.questionnaire.mistakes import Mistake, Refusal, refuse_file
from diag.questionnaire.user_files import read_whole

_END = "\r\n"
_MAX_BYTES = 200_000_000  # every question of every group of the country takes a quarter of it

_BLOCK = 1 << 20


def written(columns: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    """Return a table as text: the same content always gives the same bytes."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator=_END)
    writer.writerow(columns)
    writer.writerows(lines)
    return stream.getvalue()


def joined(columns: Sequence[str], lines: Iterable[str]) -> str:
    """Return a table whose lines hold nothing to quote: several times faster than quoting."""
    return _END.join((",".join(columns), *lines, ""))


def digest(raw: bytes) -> str:
    """Return the fingerprint of a table."""
    return "sha256:" + hashlib.sha256(raw).hexdigest()


def read_table(path: Path) -> bytes:
    """Return the bytes of a table of a release.

    Raises:
        Refusal: absent, or as `read_whole`.

    """
    if not path.exists():
        raise refuse_file(path, "R01", "il manque ce fichier du repère", ASK_AGAIN)
    return read_whole(path, ASK_AGAIN, _MAX_BYTES)


def is_text(raw: bytes) -> bool:
    """Tell whether a file is in UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(raw), _BLOCK):  # the whole text is never held beside its bytes
            decoder.decode(raw[start : start + _BLOCK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def records(
    file: str, raw: bytes, again: str, delimiter: str = ",", encoding: str = "utf-8"
) -> Iterator[tuple[int, list[str]]]:
    """Yield each record, and the line that it begins at: a cell may hold lines.

    Args:
        file: named in the mistakes.
        raw: its bytes; what is not text is replaced.
        again: how to get a sound one.
        delimiter: between cells.
        encoding: `utf-8-sig` where a byte order mark is no cell's.

    Raises:
        Refusal: a cell is longer than `csv` reads.

    """
    text = io.TextIOWrapper(io.BytesIO(raw), encoding, "replace", newline="")
    reader, start = csv.reader(text, delimiter=delimiter), 1
    try:
        for cells in reader:
            yield start, cells
            start = reader.line_num + 1
    except csv.Error:
        most = number(csv.field_size_limit())
        what = f"une cellule dépasse {most} caractères ; un guillemet est peut-être mal refermé"
        raise Refusal([Mistake(file, start, 1, "F03", what, again)]) from None


def check_header(page: Page, raw: bytes) -> None:
    """Note columns that are not those of the table: its lines then mean nothing."""
    _, cells = next(records(page.file, raw, ASK_AGAIN), (1, []))
    header = tuple(cells)
    if header != page.columns:
        page.mistakes.append(_header(page, header))


def lines_of(page: Page, raw: bytes) -> Iterator[Line]:
    """Yield the lines of a table that have all its cells, and note the others."""
    lines = records(page.file, raw, ASK_AGAIN)
    next(lines, None)
    for line, cells in lines:
        if len(cells) == len(page.columns):
            yield Line(line, cells)
            continue
        what = f"{len(cells)} cellules au lieu de {len(page.columns)}"
        page.mistakes.append(Mistake(page.file, line, 1, "R01", what, ASK_AGAIN))


def _header(page: Page, header: tuple[str, ...]) -> Mistake:
    absent = [name for name in page.columns if name not in header]
    strange = [name for name in header if name not in page.columns]
    if absent:
        what = f"colonnes absentes : {', '.join(absent)}"
    elif strange:
        what = f"colonnes de trop : {', '.join(strange)}"
    else:
        what = "les colonnes ne sont pas dans l’ordre"
    return Mistake(page.file, 1, 1, "R01", what, ASK_AGAIN)
