"""The files of the folder of results: sheets put end to end, and the journal that names them all."""

import hashlib
import json
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.user_files import read_whole, refuse_irregular
from diag.safe_text import plain_data
from diag.table.sheet import Dialect

JOURNAL = "journal.json"
_OURS = re.compile(
    r"(?:scores|reponses|actions|rejets|ecarts)\.(?:csv|parquet)|datapackage\.json|resultats\.xlsx|synthese\.(?:html|md)"
    r"|rapports/rapport-[a-z0-9-]+\.(?:html|md)"
)
"""Names of the files that a batch writes."""
_GROUP = 65_536  # rows of a Parquet row group: fixed, so that the bytes do not depend on chunks


def unchanged_files(folder: Path) -> set[str]:
    """Return the files of a folder that the last run wrote there and that nobody changed since.

    A journal is a file like others, that anybody may have written: it is believed of the names that
    a batch gives, and where the bytes are those it tells.
    """
    try:
        written = json.loads(read_whole(folder / JOURNAL, ""))["fichiers"]
        told = {str(name): digest for name, digest in written.items() if _OURS.fullmatch(name)}
    except (Refusal, RecursionError, ValueError, LookupError, TypeError, AttributeError):
        return set()
    same = {name for name, digest in told.items() if _fingerprint(folder / name) == digest}
    return same and {JOURNAL, *same}


def may_stay(name: str) -> bool:
    """Tell whether somebody's file may stay in the folder: it bears no name of a batch."""
    return not _OURS.fullmatch(name) and name != "rapports"


def _fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file, empty where there is none."""
    try:
        refuse_irregular(path)
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, Refusal):
        return ""


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
    """Write the journal; it names every file of the folder, with its SHA-256."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): _fingerprint(path) for path in files}
    told = plain_data({**journal, "fichiers": named})
    text = json.dumps(told, ensure_ascii=False, indent=2)
    (folder / JOURNAL).write_text(text + "\n", encoding="utf-8", newline="\n")
