"""Some records of an export, as columns: what every kind of file is read into."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from diag.export.layout import Ragged


@dataclass(frozen=True, eq=False)
class Chunk:
    """Some records of an export, n of them kept.

    Attributes:
        lines: (n,) row of each record as a spreadsheet numbers it, header rows and blank records
            included; a record with line breaks in a cell is one row.
        columns: by position, (n,) texts as an Arrow dictionary without nulls: each distinct text is
            held once, in the order in which it is met; a cell that holds nothing is "".
        read: bytes of the file consumed so far.
        blank: records that hold nothing, left out.
        ragged: records without the width of the header, refused.

    """

    lines: NDArray[np.int64]
    columns: dict[int, Any]
    read: int
    blank: int = 0
    ragged: tuple[Ragged, ...] = ()

    @classmethod
    def of(
        cls,
        lines: NDArray[np.int64],
        cells: Sequence[Any],
        wanted: Collection[int],
        read: int,
        ragged: tuple[Ragged, ...] = (),
    ) -> "Chunk":
        """Return the chunk of records whose cells are all given, the blank ones left out.

        Args:
            lines: (n,) rows.
            cells: one Arrow dictionary of n texts a column, whether it is wanted or not: a record is
                blank only if all its cells are.
            wanted: positions of the columns to keep.
            read, ragged: as the attributes.

        """
        blank = _blank_rows(cells, len(lines))
        columns = {position: cells[position] for position in wanted}
        if blank.any():
            kept = pa.array(~blank)
            columns = {p: encoded(c.filter(kept).dictionary_decode()) for p, c in columns.items()}
        return cls(lines[~blank], columns, read, int(blank.sum()), ragged)


def encoded(texts: Any) -> Any:
    """Return texts as an Arrow dictionary; a list of them too."""
    texts = texts if isinstance(texts, pa.Array) else pa.array(texts, pa.string())
    return texts.dictionary_encode()


def _blank_rows(cells: Sequence[Any], rows: int) -> NDArray[np.bool_]:
    """Return which rows hold nothing but white space; the first columns mostly settle it."""
    blank: NDArray[np.bool_] = np.ones(rows, dtype=bool)
    for column in cells:
        if not blank.any():
            break
        nothing = np.array([not text.strip() for text in column.dictionary.to_pylist()], bool)
        blank &= nothing[column.indices.to_numpy(zero_copy_only=False)]
    return blank
