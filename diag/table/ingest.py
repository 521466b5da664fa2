"""One pass through an export: what later steps need of it, put on disk in parts.

A part holds the rows of one chunk: small whole codes for the columns of answers, plain text for
the identity columns. The distinct texts of each column are kept once for the file, so that each is
understood once, whatever the number of rows; memory does not grow with the file.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from diag.questionnaire.mistakes import Refusal, refuse_file
from diag.table.layout import Ragged
from diag.table.reading import Export

MAX_DISTINCT = 100_000
"""Beyond this many different texts, a column is not a column of answers."""

PART_ROWS = 32_768
"""Rows of a part: enough for few calls, few enough for little memory."""
Progress = Callable[[int, int], None]
"""Called with the bytes and the rows read since the last call."""


@dataclass(frozen=True)
class Ingested:
    """An export gone through once.

    Attributes:
        parts: files of the parts, in the order of the rows.
        sizes: number of rows of each part.
        distinct: texts of each coded column, by position; a code is a rank in this list.
        ragged: records refused for their number of cells.
        records: rows in the parts.
        blank: empty records, counted and left out.

    """

    parts: tuple[Path, ...]
    sizes: tuple[int, ...]
    distinct: dict[int, list[str]]
    ragged: tuple[Ragged, ...]
    records: int
    blank: int

    def placed(self) -> Iterator[tuple[Path, int, int]]:
        """Yield each part, its number of rows, and the rank of its first row."""
        first = 0
        for path, size in zip(self.parts, self.sizes, strict=True):
            yield path, size, first
            first += size


class Part:
    """One part read back: arrays by position of the column."""

    def __init__(self, path: Path, start: int = 0, stop: int | None = None) -> None:
        whole = pa.ipc.open_file(pa.memory_map(str(path))).read_all()  # only what is used is read
        self._table = whole.slice(start, None if stop is None else stop - start)
        self.lines: NDArray[np.int64] = self._table.column("line").to_numpy()

    def codes(self, position: int) -> NDArray[np.unsignedinteger]:
        """Return the codes of a column of answers."""
        codes: NDArray[np.unsignedinteger] = self._table.column(f"c{position}").to_numpy()
        return codes

    def coded(self) -> dict[int, NDArray[np.unsignedinteger]]:
        """Return the codes of every column of answers, by position."""
        names = [n for n in self._table.column_names if n[0] == "c"]
        return {int(n[1:]): self._table.column(n).to_numpy() for n in names}

    def texts(self, position: int) -> pa.Array:
        """Return the texts of an identity column."""
        return self._table.column(f"t{position}").combine_chunks()


def ingest(
    export: Export,
    coded: Sequence[int],
    texts: Sequence[int],
    folder: Path,
    progress: Progress = lambda _bytes, _rows: None,
) -> Ingested:
    """Go through an export once and write its parts in `folder`.

    Args:
        export: the file, opened.
        coded: positions of the columns of answers.
        texts: positions of the columns kept as they are.
        folder: an empty folder, removed by the caller.
        progress: told after each chunk.

    Raises:
        Refusal: the file cannot be read to its end, or a column of answers is free text.

    """
    distinct: dict[int, dict[str, int]] = {position: {} for position in coded}
    parts = _Parts(folder)
    ragged: list[Ragged] = []
    read = 0
    for chunk in export.chunks(coded, texts):
        ragged.extend(chunk.ragged)
        progress(chunk.read - read, len(chunk.lines))
        read = chunk.read
        columns: dict[str, Any] = {"line": chunk.lines}
        for position in coded:
            columns[f"c{position}"] = _codes(chunk.coded[position], distinct[position])
            if len(distinct[position]) > MAX_DISTINCT:
                raise _free_text(export, position)
        parts.add(columns | {f"t{position}": chunk.texts[position] for position in texts})
    parts.flush()
    if not parts.sizes and not ragged:
        how = "vérifiez l’export"
        raise refuse_file(Path(export.name), "F02", "aucune réponse sous l’en-tête", how)
    known = {position: list(texts) for position, texts in distinct.items()}
    return Ingested(
        tuple(parts.paths),
        tuple(parts.sizes),
        known,
        tuple(ragged),
        sum(parts.sizes),
        export.blank,
    )


class _Parts:
    """Parts being written, of at least `PART_ROWS` rows but for the last."""

    def __init__(self, folder: Path) -> None:
        self.paths: list[Path] = []
        self.sizes: list[int] = []
        self._folder = folder
        self._waiting: list[dict[str, Any]] = []
        self._rows = 0

    def add(self, columns: dict[str, Any]) -> None:
        """Add the columns of one chunk."""
        self._waiting.append(columns)
        self._rows += len(columns["line"])
        if self._rows >= PART_ROWS:
            self.flush()

    def flush(self) -> None:
        """Write what waits as one part."""
        if self._rows:
            table = pa.table({name: self._end_to_end(name) for name in self._waiting[0]})
            self.paths.append(self._folder / f"part-{len(self.paths):05}.arrow")
            self.sizes.append(self._rows)
            _write(self.paths[-1], table)
        self._waiting, self._rows = [], 0

    def _end_to_end(self, name: str) -> pa.Array:
        pieces = [columns[name] for columns in self._waiting]
        if name.startswith("t"):
            return pa.concat_arrays(pieces)
        return pa.array(np.concatenate(pieces))


def codes_of(
    columns: Sequence[pa.Array],
) -> tuple[dict[int, NDArray[np.unsignedinteger]], dict[int, list[str]]]:
    """Return the codes and the distinct texts of columns of texts in memory, by position."""
    codes, distinct = {}, {}
    for position, column in enumerate(columns):
        known: dict[str, int] = {}
        codes[position] = _codes(column.dictionary_encode(), known)
        distinct[position] = list(known)
    return codes, distinct


def _codes(column: pa.DictionaryArray, known: dict[str, int]) -> NDArray[np.unsignedinteger]:
    """Return the code of each cell; a text met for the first time takes the next code."""
    local = [known.setdefault(text, len(known)) for text in column.dictionary.to_pylist()]
    width = np.uint8 if len(known) <= 2**8 else np.uint16 if len(known) <= 2**16 else np.uint32
    codes: NDArray[np.unsignedinteger] = np.array(local, dtype=width)[
        column.indices.to_numpy(zero_copy_only=False)
    ]
    return codes


def _write(path: Path, table: pa.Table) -> None:
    with pa.OSFile(str(path), "wb") as stream, pa.ipc.new_file(stream, table.schema) as writer:
        writer.write_table(table)


def _free_text(export: Export, position: int) -> Refusal:
    name = export.layout.headings[position].name
    what = f"la colonne « {name} » compte plus de {MAX_DISTINCT} textes différents"
    how = "ce n’est pas une réponse à choix : retirez-la de la correspondance"
    return refuse_file(Path(export.name), "E20", what, how)
