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

from diag.export.chunk import Chunk
from diag.export.layout import Ragged
from diag.export.reading import Export
from diag.questionnaire.mistakes import refuse_file

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
        coded: positions of the columns of answers, going up.
        texts: positions of the columns kept as they are.
        folder: an empty folder, removed by the caller.
        progress: told after each chunk.

    Raises:
        Refusal: the file cannot be read to its end, or a column of answers is free text.

    """
    parts = _Parts(folder, coded, texts)
    ragged: list[Ragged] = []
    read = 0
    for chunk in export.chunks(sorted({*coded, *texts})):
        ragged.extend(chunk.ragged)
        progress(chunk.read - read, len(chunk.lines))
        read = chunk.read
        parts.add(chunk)
        _check_columns(export, parts)
    parts.flush()
    _check_columns(export, parts)
    if not parts.sizes and not ragged:
        how = "vérifiez l’export"
        what = f"aucune réponse sous l’en-tête ({export.layout.told})"
        raise refuse_file(Path(export.name), "F02", what, how)
    return Ingested(
        tuple(parts.paths),
        tuple(parts.sizes),
        {position: column.texts for position, column in parts.columns.items()},
        tuple(ragged),
        sum(parts.sizes),
        export.blank,
    )


class _Parts:
    """Parts being written, of at least `PART_ROWS` rows but for the last."""

    def __init__(self, folder: Path, coded: Sequence[int], texts: Sequence[int]) -> None:
        self.paths: list[Path] = []
        self.sizes: list[int] = []
        self.columns = {position: _Column() for position in coded}
        self._folder, self._texts = folder, texts
        self._waiting: list[Chunk] = []
        self._rows = 0

    def add(self, chunk: Chunk) -> None:
        """Add the rows of one chunk."""
        self._waiting.append(chunk)
        self._rows += len(chunk.lines)
        if self._rows >= PART_ROWS:
            self.flush()

    def flush(self) -> None:
        """Write what waits as one part."""
        if self._rows:
            waiting = self._waiting
            table = {"line": pa.array(np.concatenate([chunk.lines for chunk in waiting]))}
            for position, column in self.columns.items():
                ranks = [column.ranks(chunk.columns[position]) for chunk in waiting]
                table[f"c{position}"] = pa.array(np.concatenate(ranks))
            for position in self._texts:
                pieces = [chunk.columns[position].dictionary_decode() for chunk in waiting]
                table[f"t{position}"] = pa.concat_arrays(pieces)
            self.paths.append(self._folder / f"part-{len(self.paths):05}.arrow")
            self.sizes.append(self._rows)
            _write(self.paths[-1], pa.table(table))
        self._waiting, self._rows = [], 0


class _Column:
    """The texts of one column, in the order they are met."""

    def __init__(self) -> None:
        self._ranks: dict[str, int] = {}

    @property
    def texts(self) -> list[str]:
        """Return the distinct texts; a code is a rank among them."""
        return list(self._ranks)

    def ranks(self, column: pa.DictionaryArray) -> NDArray[Any]:
        """Return the rank in `texts` of each cell."""
        told = column.dictionary.to_pylist()
        own = np.array([self._ranks.setdefault(t, len(self._ranks)) for t in told], np.uint32)
        number = len(self._ranks)
        width = np.uint8 if number <= 2**8 else np.uint16 if number <= 2**16 else np.uint32
        ranks: NDArray[Any] = own.astype(width)[column.indices.to_numpy(zero_copy_only=False)]
        return ranks


def _write(path: Path, table: pa.Table) -> None:
    with pa.OSFile(str(path), "wb") as stream, pa.ipc.new_file(stream, table.schema) as writer:
        writer.write_table(table)


def _check_columns(export: Export, parts: _Parts) -> None:
    """Refuse a column of answers that is free text."""
    for position, column in parts.columns.items():
        if len(column.texts) > MAX_DISTINCT:
            name = export.layout.headings[position].name
            what = f"la colonne « {name} » compte plus de {MAX_DISTINCT} textes différents"
            how = "ce n’est pas une réponse à choix : retirez-la de la correspondance"
            raise refuse_file(Path(export.name), "E20", what, how)
