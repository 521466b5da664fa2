"""Opening the export of a survey tool, and going through its records in columns.

Nothing of an export is taken on trust: neither the name of the file, nor its encoding, delimiter or
header. What was decided is in `Export.layout`, and the user can impose anything else.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from diag.export.header import MOST
from diag.export.kinds import find_kind
from diag.export.layout import Layout, Overrides, Ragged
from diag.export.parquet import ParquetTable, open_parquet
from diag.export.records import Records, Wanted
from diag.export.sheet_table import SheetTable, open_workbook
from diag.export.source import Source, refuse_os_error
from diag.export.spellings import Codes
from diag.export.text_table import TextTable, open_text
from diag.questionnaire.mistakes import refuse_file

#: Records in a chunk at most.
MAX_ROWS = 65_536
_NOTHING = Overrides()


@dataclass(frozen=True, eq=False)
class Chunk:
    """Some records of an export, as columns of n cells.

    Attributes:
        lines: (n,) row of each record as a spreadsheet numbers it, header rows and blank records
            included; a record with line breaks in a cell is one row.
        codes: (C, n) columns of answers, in the order asked for: rank of each text in `spelled`.
        spelled: texts met so far, a cell that holds nothing being "".
        texts: columns of identity by position, plain strings without nulls.
        ragged: records met on the way without the width of the header, refused.
        read: bytes of the file consumed so far.

    """

    lines: NDArray[np.int64]
    codes: Codes
    spelled: Mapping[str, int]
    texts: dict[int, Any]
    ragged: tuple[Ragged, ...]
    read: int


class Export:
    """An export, open: what was decided about it, and its records.

    Attributes:
        layout: encoding, delimiter, header, tool, first records.
        name: name of the file for messages, `entrée standard` for standard input.
        size: bytes of the file.
        sha256: fingerprint of its bytes.
        blank: records that hold nothing, known once the records have been gone through.

    """

    def __init__(self, source: Source, table: TextTable | SheetTable | ParquetTable) -> None:
        self._source, self._table = source, table
        self.layout: Layout = table.layout
        self.name = source.name
        self.size = source.survey.size
        self.sha256 = source.survey.sha256
        self.blank = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Delete the temporary copy of standard input, if there is one."""
        self._source.close()

    def chunks(self, coded: Sequence[int], texts: Sequence[int]) -> Iterator[Chunk]:
        """Yield the records, in order; blank ones are left out.

        Args:
            coded: positions of the columns of answers, going up.
            texts: positions of the columns of identity.

        Raises:
            Refusal: the file cannot be read to its end; what was yielded before is not to be used.

        """
        wanted = Wanted(len(self.layout.headings), tuple(coded), tuple(texts))
        self.blank = 0
        for line, records, read in self._table.records(wanted):
            self.blank += records.blank
            yield from _slices(records, wanted, line, read)


def open_export(path: Path | None, overrides: Overrides = _NOTHING) -> Export:
    """Open an export and decide its shape.

    Args:
        path: the file; None is standard input, copied to a temporary file.
        overrides: what the user imposes.

    Raises:
        Refusal: the file cannot be read, is no table of answers, or not as it is imposed
            (F01, F02, E01 to E07).

    """
    source = Source.of(path)
    try:
        return Export(source, _open(source, overrides))
    except OSError as error:
        source.close()
        raise refuse_os_error(error, path, source.name) from None
    except BaseException:
        source.close()
        raise


def _open(source: Source, overrides: Overrides) -> TextTable | SheetTable | ParquetTable:
    if overrides.header_rows is not None and not 1 <= overrides.header_rows <= MOST:
        what = f"un en-tête de {overrides.header_rows} lignes n’est pas admis"
        raise refuse_file(Path(source.name), "E04", what, f"écrivez un nombre de 1 à {MOST}")
    kind = find_kind(source.path, source.name)
    if kind == "parquet":
        return open_parquet(source)
    if kind == "workbook":
        return open_workbook(source, overrides)
    return open_text(source, overrides)


def _slices(records: Records, wanted: Wanted, line: int, read: int) -> Iterator[Chunk]:
    """Yield the records of a block, at most `MAX_ROWS` at once; the ragged ones go with the first."""
    ragged = tuple(Ragged(line + r.line, r.cells, r.expected) for r in records.ragged)
    for start in range(0, max(len(records.ranks), 1), MAX_ROWS):
        some = slice(start, start + MAX_ROWS)
        yield Chunk(
            lines=records.ranks[some] + line,
            codes=records.codes[:, some],
            spelled=wanted.spellings.codes,
            texts={p: column.slice(start, MAX_ROWS) for p, column in records.texts.items()},
            ragged=ragged if start == 0 else (),
            read=read,
        )
