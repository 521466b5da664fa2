"""A Parquet file as an export: named columns, one row per record."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from diag.export.chunk import Chunk, encoded
from diag.export.layout import Layout
from diag.export.named import as_texts, layout_of
from diag.export.source import Source
from diag.questionnaire.mistakes import Refusal, refuse_file

_BATCH = 65_536
_SAMPLE = 2_000
#: Rows and columns, and bytes once unpacked, that a small file may claim and that nobody exports.
MAX_ROWS, MAX_COLUMNS, MAX_UNPACKED = 20_000_000, 16_384, 4 << 30
#: Bytes of the texts of one column in one batch.
MAX_TEXT = 256 << 20
_DAMAGED = "fichier Parquet illisible", "reprenez le fichier d’origine"


@dataclass
class ParquetTable:
    """An open Parquet file; its rows are numbered from 2, as under a header."""

    layout: Layout
    name: str
    _file: Any = field(repr=False)
    _size: int = 0

    def chunks(self, wanted: Collection[int]) -> Iterator[Chunk]:
        """Yield the records of each batch, with the wanted columns."""
        try:
            yield from self._chunks(sorted(wanted))
        except MemoryError:
            raise _oversized(self.name) from None
        except (pa.ArrowException, OSError):
            raise refuse_file(Path(self.name), "E01", *_DAMAGED) from None

    def _chunks(self, wanted: Sequence[int]) -> Iterator[Chunk]:
        names = self._file.schema_arrow.names
        total, done = max(self._file.metadata.num_rows, 1), 0
        for batch in self._file.iter_batches(_BATCH, columns=[names[p] for p in wanted]):
            columns = {p: encoded(_texts(batch.column(i))) for i, p in enumerate(wanted)}
            lines = np.arange(done, done + len(batch)) + 2
            done += len(batch)
            yield Chunk(lines, columns, self._size * done // total)


def open_parquet(source: Source) -> ParquetTable:
    """Open a Parquet file.

    Raises:
        Refusal: it is damaged (E01), empty (E02) or oversized (E07).

    """
    import pyarrow.parquet as pq  # slower to import than a small export is to read

    path = Path(source.path)
    try:
        told = pq.read_metadata(path)
        groups = (told.row_group(rank).total_byte_size for rank in range(told.num_row_groups))
        if (
            told.num_rows > MAX_ROWS
            or told.num_columns > MAX_COLUMNS
            or sum(map(abs, groups)) > MAX_UNPACKED
        ):
            raise _oversized(source.name)
        names = told.schema.to_arrow_schema().names
        # A text that many rows share comes once.
        shared = [told.schema.column(rank) for rank in range(told.num_columns)]
        shared = [c.path for c in shared if c.physical_type == "BYTE_ARRAY" and c.path in names]
        file = pq.ParquetFile(path, read_dictionary=shared)
        head = next(file.iter_batches(_SAMPLE), None)
        columns: Sequence[list[str]] = (
            [] if head is None else [_texts(column).to_pylist() for column in head.columns]
        )
    except MemoryError:
        raise _oversized(source.name) from None
    except (pa.ArrowException, OSError):
        raise refuse_file(Path(source.name), "E01", *_DAMAGED) from None
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        what = f"plusieurs colonnes s’appellent « {twice} »"
        raise refuse_file(Path(source.name), "L04", what, "renommez-les, ou exportez en CSV")
    if head is None or not len(head):
        how = "vérifiez l’export"
        raise refuse_file(Path(source.name), "E02", "aucune réponse dans ce fichier", how)
    layout = layout_of(names, tuple(zip(*columns, strict=True)))
    return ParquetTable(layout, source.name, file, source.survey.size)


def _texts(column: pa.Array) -> pa.Array:
    """Return a column of a batch as texts.

    Raises:
        MemoryError: many rows share a long text, and would each hold it.

    """
    if pa.types.is_dictionary(column.type):
        sizes = pc.binary_length(column.dictionary.cast(pa.string()))
        if (pc.sum(sizes.take(column.indices)).as_py() or 0) > MAX_TEXT:
            raise MemoryError
    return as_texts(pa.chunked_array([column]))


def _oversized(name: str) -> Refusal:
    what = "ce fichier Parquet annonce plus de lignes ou de texte qu’un export n’en a"
    how = "vérifiez que le fichier est bien l’export d’une enquête, ou exportez en CSV"
    return refuse_file(Path(name), "E07", what, how)
