"""The folder of results: put down whole or not at all, and never over somebody's files."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pyarrow as pa

from diag.questionnaire.files import explain_os_error
from diag.questionnaire.mistakes import refuse_file
from diag.table.sheet import Dialect

JOURNAL = "journal.json"
_GROUP = 65_536  # rows of a Parquet row group: fixed, so that the bytes do not depend on chunks


@contextmanager
def staged(target: Path) -> Iterator[Path]:
    """Give a folder to fill; it becomes `target` at the end, or disappears.

    The folder lies beside `target`, on the same disk. A `target` that exists is replaced when it
    holds nothing but an earlier result (its journal names its files), else refused.

    Raises:
        Refusal: `target` holds other files, or the disk refuses.

    """
    try:
        target = Path(os.path.realpath(target))
        _check(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent))
        try:
            inner = stage / "resultat"
            inner.mkdir()
            yield inner
            _settle(inner, target, stage)
        finally:
            shutil.rmtree(stage, ignore_errors=True)
    except OSError as error:
        place = Path(error.filename or target)
        place = target if ".tmp" in place.parts or stage_of(place, target) else place
        raise refuse_file(place, "F01", *explain_os_error(error, place)) from None


def stage_of(place: Path, target: Path) -> bool:
    """Tell whether a path lies in the hidden folder where `target` is prepared."""
    return any(part.startswith(f".{target.name}.") for part in place.parts)


def _check(target: Path) -> None:
    """Refuse a folder that holds something else than an earlier result."""
    if not target.exists():
        return
    if not target.is_dir():
        raise refuse_file(target, "F01", "ce n’est pas un dossier", "choisissez un autre dossier")
    found = {p.name for p in target.iterdir()}
    strangers = sorted(found - _ours(target))
    if strangers:
        what = f"ce dossier contient déjà autre chose : {', '.join(strangers[:3])}"
        raise refuse_file(target, "F01", what, "choisissez un dossier vide ou nouveau")


def _ours(target: Path) -> set[str]:
    """Return the files and folders that an earlier result says it wrote."""
    with suppress(OSError, ValueError, AttributeError, TypeError):
        written = json.loads((target / JOURNAL).read_text("utf-8")).get("fichiers")
        return {JOURNAL, *map(str, written)}
    return set()


def _settle(inner: Path, target: Path, stage: Path) -> None:
    old = stage / "ancien"
    if target.exists():
        target.replace(old)
    try:
        inner.replace(target)
    except OSError:
        if old.exists():
            old.replace(target)
        raise


def assemble(
    pieces: Path, kind: str, path: Path, first_line: bytes | None, dialect: Dialect | None
) -> bool:
    """Put the pieces of one sheet end to end; return whether there was any.

    Args:
        pieces: folder of the pieces, `KIND-RANK`.
        kind: of the sheet.
        path: file to write, without its suffix.
        first_line: header of a CSV file without any row, None to write no such file.
        dialect: of the CSV, None for Parquet.

    """
    found = sorted(pieces.glob(f"{kind}-*"))
    if not found and first_line is None:
        return False
    if dialect is None:
        _parquet(found, path.with_suffix(".parquet"))
        return bool(found)
    with path.with_suffix(".csv").open("wb") as stream:
        stream.write(first_line or b"")
        for piece in found:
            with piece.open("rb") as source:
                shutil.copyfileobj(source, stream, 1 << 20)
            piece.unlink()  # the disk never holds everything twice
    return True


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
    text = json.dumps({**journal, "fichiers": files}, ensure_ascii=False, indent=2)
    (folder / JOURNAL).write_text(text + "\n", encoding="utf-8", newline="\n")
