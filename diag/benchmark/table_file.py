"""A wide CSV table as codes: each column is ranks in its distinct texts.

What `diag lot` writes repeats a few words: each distinct text is understood once, whatever the
number of rows, and only a refused one is looked for again, to tell its line.
"""

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pcsv
from numpy.typing import DTypeLike, NDArray

from diag.benchmark.words import listed
from diag.french import number
from diag.questionnaire.mistakes import Mistake, Refusal, did_you_mean, refuse_file
from diag.questionnaire.user_files import read_whole

_BLOCK = 1 << 22
"""Bytes read at once: each block brings its words, that are then put together."""
AGAIN = "reprenez le fichier scores.csv tel que « diag lot » l’a écrit"


@dataclass(frozen=True, eq=False)
class Coded:
    """One column: (n,) ranks in its distinct texts."""

    codes: NDArray[Any]
    words: Sequence[str]

    def texts(self) -> NDArray[Any]:
        """Return (n,) texts."""
        texts: NDArray[Any] = np.array([*self.words, ""], dtype=object)[self.codes]
        return texts

    def first(self, rank: int) -> int:
        """Return the first row that holds a text."""
        return int(np.flatnonzero(self.codes == rank)[0])


@dataclass
class Table:
    """A table being read, and the mistakes found in it; `again` says how to get a sound one."""

    path: Path
    raw: bytes
    again: str
    delimiter: str
    header: Sequence[str]
    columns: dict[str, Coded] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())).codes)

    def convert(
        self, name: str, understand: Callable[[str], Any], kind: DTypeLike, refused: tuple[str, str], how: str = ""
    ) -> NDArray[Any]:
        """Return (n,) values of a column; `understand` gives that of a text, None to refuse it.

        What is refused is noted once, with the code and the beginning of what `refused` says.
        """
        column = self.columns[name]
        values = [understand(word) for word in column.words]
        for rank, value in enumerate(values):
            if value is None:
                code, what = refused
                what = f"{what} « {column.words[rank][:60]} »"
                self.say(column.first(rank), name, code, what, how)
        known = next((value for value in values if value is not None), None)
        filled = [known if value is None else value for value in values]
        if known is None:
            return np.zeros(len(column.codes), kind)
        typed: NDArray[Any] = np.array(filled, kind)[column.codes]
        return typed

    def ranks(self, name: str, known: Mapping[str, int], what: str) -> NDArray[np.int16]:
        """Return (n,) ranks of the known ids of a column; another one is noted, with a guess."""
        strange = [word for word in self.columns[name].words if word not in known]
        how = did_you_mean(strange[0], filter(None, known)) if strange else ""
        return self.convert(name, known.get, np.int16, ("R04", what), how)

    def say(self, row: int, name: str, code: str, what: str, how: str = "") -> None:
        """Note a mistake at a row; the column counts from 1, as a spreadsheet does."""
        place = self.header.index(name) + 1
        lines = (line for rank, (line, _) in enumerate(self.records()) if rank == row + 1)
        said = (code, what, how or self.again)
        self.mistakes.append(Mistake(str(self.path), next(lines, 0), place, *said))

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each record that is not blank, the header first, and the line it begins at."""
        lines = records(str(self.path), self.raw, self.again, self.delimiter)
        return ((line, cells) for line, cells in lines if cells)


def open_table(path: Path, wanted: Sequence[str], optional: Sequence[str] = ()) -> Table:
    """Return the table of a file that `diag lot` wrote; see `read_columns`."""
    return read_columns(path, read_whole(path, AGAIN), AGAIN, wanted, optional)


def read_columns(path: Path, raw: bytes, again: str, wanted: Sequence[str], optional: Sequence[str] = ()) -> Table:
    """Return a table and its columns, comma or semicolon, byte order mark or not.

    Raises:
        Refusal: empty, not in UTF-8, without one of the `wanted` columns, with ragged rows or an endless cell.
    """
    if not raw.removeprefix(codecs.BOM_UTF8).strip():
        raise refuse_file(path, "F02", "le fichier est vide", again)
    if not is_text(raw):
        raise refuse_file(path, "F03", "le texte n’est pas en UTF-8", again)
    header: dict[str, list[str]] = {}
    for mark in ",;":
        lines = records(str(path), raw, again, mark)
        header[mark] = next((cells for _, cells in lines if cells), [])
    delimiter = max(header, key=lambda mark: len(set(header[mark]) & set(wanted)))
    table = Table(path, raw, again, delimiter, header[delimiter])
    _check_header(table, wanted)
    names = [*wanted, *(name for name in optional if name in table.header)]
    parsed = _parse(table, names)
    table.columns = {name: _coded(parsed.column(name)) for name in names}
    return table


def _check_header(table: Table, wanted: Sequence[str]) -> None:
    absent = [name for name in wanted if name not in table.header]
    twice = sorted({name for name in wanted if list(table.header).count(name) > 1})
    if absent or twice:
        code, what = ("R01", "absentes") if absent else ("R04", "écrites deux fois")
        what = f"colonnes {what} : {listed(absent or twice)}"
        raise Refusal([Mistake(str(table.path), 1, 1, code, what, table.again)])


def _parse(table: Table, names: Sequence[str]) -> pa.Table:
    ragged = []

    def skip(row: pcsv.InvalidRow) -> str:
        ragged.append(row)
        return "skip"

    options = pcsv.ParseOptions(
        delimiter=table.delimiter,
        # A line is a record, and more threads read, where nothing is quoted.
        newlines_in_values=b'"' in table.raw,
        # The reader goes on to the end: its threads do not outlive a refusal.
        invalid_row_handler=skip,
    )
    types = dict.fromkeys(names, pa.dictionary(pa.int32(), pa.string()))
    wanted = pcsv.ConvertOptions(include_columns=list(names), column_types=types, null_values=[])
    reading = pcsv.ReadOptions(block_size=_BLOCK)
    try:
        found = pcsv.read_csv(pa.BufferReader(table.raw), reading, options, wanted)
    except pa.ArrowException:
        raise Refusal([_unreadable(table)]) from None
    if ragged:
        raise Refusal([_unreadable(table)])
    return found


def _unreadable(table: Table) -> Mistake:
    """Return the first record that does not have the cells that the header announces."""
    for line, cells in table.records():
        if len(cells) != len(table.header):
            what = f"{len(cells)} cellules au lieu de {len(table.header)}"
            return Mistake(str(table.path), line, 1, "R01", what, table.again)
    return Mistake(str(table.path), 0, 0, "F03", "ce tableau est illisible", table.again)


def _coded(column: pa.ChunkedArray) -> Coded:
    coded = column.unify_dictionaries().combine_chunks()
    return Coded(coded.indices.to_numpy(), coded.dictionary.to_pylist())


def is_text(raw: bytes) -> bool:
    """Tell whether a file is in UTF-8; the whole text is never held beside its bytes."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(raw) + 1, _BLOCK):
            decoder.decode(raw[start : start + _BLOCK], final=start + _BLOCK > len(raw))
    except UnicodeDecodeError:
        return False
    return True


def records(file: str, raw: bytes, again: str, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Yield each record, and the line that it begins at: a cell may hold lines.

    Raises:
        Refusal: a cell is longer than `csv` reads, or a line end is no line end of a table.
    """
    text = io.TextIOWrapper(io.BytesIO(raw), "utf-8-sig", "replace", newline="")
    reader, start = csv.reader(text, delimiter=delimiter), 1
    try:
        for cells in reader:
            yield start, cells
            start = reader.line_num + 1
    except csv.Error:
        most = number(csv.field_size_limit())
        what = f"une cellule dépasse {most} caractères ; un guillemet est peut-être mal refermé"
        raise Refusal([Mistake(file, start, 1, "F03", what, again)]) from None
