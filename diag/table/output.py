"""The files of the folder of results: sheets put end to end, and the journal that names them all."""

import json
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa

from diag.safe_text import plain_data
from diag.table.sheet import Dialect

JOURNAL = "journal.json"
_GROUP = 65_536  # rows of a Parquet row group: fixed, so that the bytes do not depend on chunks


def earlier_files(target: Path) -> set[str]:
    """Return the files and folders that an earlier result in a folder says it wrote."""
    with suppress(OSError, ValueError, AttributeError, TypeError):
        written = json.loads((target / JOURNAL).read_text("utf-8")).get("fichiers")
        return {JOURNAL, *map(str, written)}
    return set()


def assemble(
    pieces: Path, kind: str, path: Path, first_line: bytes, dialect: Dialect | None
) -> None:
    """Put the pieces of one sheet end to end.

    Args:
        pieces: folder of the pieces, `KIND-RANK`.
        kind: of the sheet.
        path: file to write, without its suffix.
        first_line: header of a CSV file.
        dialect: of the CSV, None for Parquet.

    """
    found = sorted(pieces.glob(f"{kind}-*"))
    if dialect is None:
        _parquet(found, path.with_suffix(".parquet"))
        return
    with path.with_suffix(".csv").open("wb") as stream:
        stream.write(first_line)
        for piece in found:
            with piece.open("rb") as source:
                shutil.copyfileobj(source, stream, 1 << 20)
            piece.unlink()  # the disk never holds everything twice


def _parquet(found: Sequence[Path], path: Path) -> None:
    import pyarrow.parquet as pq

    writer = None
    waiting: list[pa.Table] = []
    try:
        for piece in found:
            with pa.OSFile(str(piece)) as stream:
                waiting.append(_plain(pa.ipc.open_file(stream).read_all()))
            piece.unlink()
            writer = writer or pq.ParquetWriter(path, waiting[0].schema)
            table = pa.concat_tables(waiting)
            full = len(table) // _GROUP * _GROUP
            if full:
                writer.write_table(table.slice(0, full), row_group_size=_GROUP)
            waiting = [table.slice(full)]
        if writer and len(waiting[0]):
            writer.write_table(waiting[0], row_group_size=_GROUP)
    finally:
        if writer:
            writer.close()


def _plain(table: pa.Table) -> pa.Table:
    """Return a table whose dictionaries are plain texts: their order would tell the chunks."""
    fields = [
        pa.field(f.name, f.type.value_type if pa.types.is_dictionary(f.type) else f.type)
        for f in table.schema
    ]
    return table.cast(pa.schema(fields))


def write_journal(folder: Path, journal: Mapping[str, Any]) -> None:
    """Write the journal; it names every file of the folder."""
    files = sorted(p.name for p in folder.iterdir())
    told = plain_data({**journal, "fichiers": files})
    text = json.dumps(told, ensure_ascii=False, indent=2)
    (folder / JOURNAL).write_text(text + "\n", encoding="utf-8", newline="\n")
