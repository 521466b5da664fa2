"""Opening the export of a survey tool, and going through its records in columns.

Nothing of an export is taken on trust: neither the name of the file, nor its encoding, delimiter or
header. What was decided is in `Export.layout`, and the user can impose anything else.
"""

import contextlib
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from diag.export.chunk import Chunk
from diag.export.header import MOST
from diag.export.kinds import find_kind
from diag.export.layout import Layout, Overrides
from diag.export.parquet import ParquetTable, open_parquet
from diag.export.sheet_table import SheetTable, open_workbook
from diag.export.source import Source, refuse_os_error
from diag.export.text_table import TextTable, open_text
from diag.questionnaire.mistakes import Refusal, refuse_file

_NOTHING = Overrides()


class Export:
    """An export, open: what was decided about it, and its records.

    Attributes:
        layout: encoding, delimiter, header, tool, first records.
        name: name of the file for messages, `entrée standard` for standard input.
        size: bytes of the file.
        sha256: fingerprint of its bytes.
        blank: records that hold nothing, known once the records have been gone through.

    """

    def __init__(
        self, source: Source, table: TextTable | SheetTable | ParquetTable, overrides: Overrides
    ) -> None:
        self._source, self._table, self._overrides = source, table, overrides
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

    def chunks(self, wanted: Collection[int]) -> Iterator[Chunk]:
        """Yield the records, in order, with the columns at the wanted positions.

        Raises:
            Refusal: the file cannot be read to its end; what was yielded before is not to be used.

        """
        self.blank = 0
        for chunk in self._table.chunks(wanted):
            self.blank += chunk.blank
            yield chunk

    def other_sheets(self) -> Iterator["Export"]:
        """Yield the other sheets of a workbook that hold records, as exports of the same file."""
        for name in self.layout.others:
            overrides = replace(self._overrides, sheet=name)
            with contextlib.suppress(Refusal):
                yield Export(self._source, open_workbook(self._source, overrides), overrides)


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
        return Export(source, _open(source, overrides), overrides)
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
