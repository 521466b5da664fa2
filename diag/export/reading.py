"""Opening the export of a survey tool, and reading all its records as one table of categories.

Nothing of an export is taken on trust: neither the name of the file, nor its encoding, delimiter or
header. What was decided is in `Export.layout`, and the user can impose anything else.
"""

import contextlib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from diag.export.header import MOST
from diag.export.layout import Layout, Overrides, Ragged
from diag.export.source import Source, refuse_os_error
from diag.export.text_table import TextTable, open_text
from diag.export.workbook import SheetTable, open_workbook
from diag.questionnaire.mistakes import Refusal, refuse_file

_NOTHING = Overrides()


@dataclass(frozen=True, eq=False)
class RawTable:
    """All the records of an export.

    `frame` has one row a record that holds something, in the order of the file. Its index `ligne` is
    the row as a spreadsheet numbers it: header rows and blank records count, and a record with line
    breaks in a cell is one row. Its columns are the wanted positions, each a Categorical of its
    distinct texts in the order in which they are met; a cell that holds nothing is "".
    """

    frame: pd.DataFrame
    ragged: tuple[Ragged, ...]  # records without the width of the header, refused
    blank: int  # number of records that hold nothing, left out


class Export:
    """An export, open: `layout` is what was decided about it, `sha256` the print of its bytes.

    `name` is what messages call its file, `entrée standard` for standard input.
    """

    def __init__(self, source: Source, table: TextTable | SheetTable, overrides: Overrides) -> None:
        self._source, self._table, self._overrides = source, table, overrides
        self.layout: Layout = table.layout
        self.name, self.size, self.sha256 = source.name, source.size, source.sha256

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Delete the temporary copies of the file."""
        self._source.close()

    def read(
        self, wanted: Collection[int], progress: Callable[[int, int], None] = lambda _bytes, _rows: None
    ) -> RawTable:
        """Return all the records, with the columns at the wanted positions.

        `progress` is told the bytes and the rows read since it was last called. A file is refused that
        cannot be read to its end.
        """
        pieces: list[dict[int, tuple[NDArray[Any], Any]]] = []  # codes and texts, by position
        blank: list[NDArray[np.bool_]] = []
        told = 0

        def take(columns: Sequence[Any], share: float) -> None:
            nonlocal told
            pieces.append({position: _narrow(columns[position]) for position in wanted})
            blank.append(_blank_rows(columns))
            read, told = int(share * self.size) - told, int(share * self.size)
            progress(read, len(blank[-1]))

        lines, ragged = self._table.read(take)
        index = pd.Index(lines, name="ligne")
        columns = {p: _joined([piece.pop(p) for piece in pieces]) for p in dict.fromkeys(wanted)}
        frame = pd.DataFrame(columns, index, copy=False)
        nothing = np.concatenate([*blank, np.zeros(0, bool)])
        if nothing.any() or not index.is_monotonic_increasing:
            frame = frame[~nothing].sort_index()
            for position, column in frame.items():  # the texts that are left, as they are met
                frame[position] = column.cat.set_categories(list(column.unique()))
        return RawTable(frame, ragged, int(nothing.sum()))

    def other_sheets(self) -> Iterator["Export"]:
        """Yield the other sheets of a workbook that hold records, as exports of the same file."""
        for name in self.layout.others:
            overrides = replace(self._overrides, sheet=name)
            with contextlib.suppress(Refusal):
                yield Export(self._source, open_workbook(self._source, overrides), overrides)


def _narrow(column: Any) -> tuple[NDArray[Any], Any]:
    """Return the codes of an Arrow dictionary, as narrow as they may be, and its texts."""
    codes = column.indices.to_numpy(zero_copy_only=False)
    return codes.astype(np.min_scalar_type(len(column.dictionary))), column.dictionary


def _joined(pieces: list[tuple[NDArray[Any], Any]]) -> pd.Categorical:
    """Return one column from the pieces of it, in order."""
    met = pa.chunked_array([texts for _, texts in pieces], pa.string())
    distinct = met.combine_chunks().dictionary_encode()
    ranks, texts = _narrow(distinct)
    starts = np.cumsum([0, *(len(texts) for _, texts in pieces)])
    codes = [ranks[start:][own] for start, (own, _) in zip(starts, pieces, strict=False)]
    categories = pd.Index(texts.to_pandas())
    column = pd.Categorical.from_codes(np.concatenate([*codes, np.zeros(0, np.int8)]), categories)
    # That they differ was checked with a table of Python texts, five times as heavy as they are.
    getattr(categories, "_cache", {}).clear()
    return column


def _blank_rows(columns: Sequence[Any]) -> NDArray[np.bool_]:
    """Return which records hold nothing but white space; the first columns mostly settle it."""
    blank: NDArray[np.bool_] = np.ones(len(columns[0]), dtype=bool)
    for column in columns:
        if not blank.any():
            break
        nothing = np.array([not text.strip() for text in column.dictionary.to_pylist()], bool)
        blank &= nothing[column.indices.to_numpy(zero_copy_only=False)]
    return blank


def open_export(path: Path | None, overrides: Overrides = _NOTHING) -> Export:
    """Open an export, or standard input for None, and decide its shape.

    Raises:
        Refusal: the file cannot be read, is no table of answers, or not as it is imposed
            (F01, F02, E01 to E07).
    """
    source = Source.of(path)
    try:
        if overrides.header_rows is not None and not 1 <= overrides.header_rows <= MOST:
            what = f"un en-tête de {overrides.header_rows} lignes n’est pas admis"
            raise refuse_file(Path(source.name), "E04", what, f"écrivez un nombre de 1 à {MOST}")
        opened = open_text if source.find_kind() == "text" else open_workbook
        return Export(source, opened(source, overrides), overrides)
    except OSError as error:
        source.close()
        raise refuse_os_error(error, path, source.name) from None
    except BaseException:
        source.close()
        raise
