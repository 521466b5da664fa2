"""A Parquet file as an export: named columns, one row per record."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from diag.export.layout import Layout
from diag.export.named import as_texts, layout_of
from diag.export.records import Records, Wanted, columns_of
from diag.export.source import Source
from diag.questionnaire.mistakes import refuse_file

_BATCH = 65_536
_SAMPLE = 2_000
_DAMAGED = "fichier Parquet illisible", "reprenez le fichier d’origine"


@dataclass
class ParquetTable:
    """An open Parquet file; its rows are numbered from 2, as under a header."""

    layout: Layout
    name: str
    _file: Any = field(repr=False)
    _size: int = 0

    def records(self, wanted: Wanted) -> Iterator[tuple[int, Records, int]]:
        """Yield the row before each batch, its records, and the bytes read so far."""
        try:
            yield from self._records(wanted)
        except (pa.ArrowException, OSError):
            raise refuse_file(Path(self.name), "E01", *_DAMAGED) from None

    def _records(self, wanted: Wanted) -> Iterator[tuple[int, Records, int]]:
        names = self._file.schema_arrow.names
        chosen = sorted({*wanted.coded, *wanted.texts})
        total, done = max(self._file.metadata.num_rows, 1), 0
        for batch in self._file.iter_batches(_BATCH, columns=[names[p] for p in chosen]):
            columns = {
                p: as_texts(pa.chunked_array([batch.column(i)])) for i, p in enumerate(chosen)
            }
            done += len(batch)
            records = Records(np.arange(len(batch)), *columns_of(columns, wanted), len(batch))
            yield done - len(batch) + 2, records, self._size * done // total


def open_parquet(source: Source) -> ParquetTable:
    """Open a Parquet file.

    Raises:
        Refusal: it is damaged, or its columns bear the same name twice.

    """
    import pyarrow.parquet as pq  # slower to import than a small export is to read

    path = Path(source.path)
    try:
        file = pq.ParquetFile(path)
        head = next(file.iter_batches(_SAMPLE), None)
    except (pa.ArrowException, OSError):
        raise refuse_file(Path(source.name), "E01", *_DAMAGED) from None
    if head is None or not len(head):
        how = "vérifiez l’export"
        raise refuse_file(Path(source.name), "E02", "aucune réponse dans ce fichier", how)
    columns: Sequence[list[str]] = [
        as_texts(pa.chunked_array([c])).to_pylist() for c in head.columns
    ]
    layout = layout_of(file.schema_arrow.names, tuple(zip(*columns, strict=True)))
    return ParquetTable(layout, source.name, file, source.survey.size)
