"""A folder of results put down whole or not at all, and never over somebody's files."""

import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from diag.questionnaire.mistakes import refuse_file
from diag.questionnaire.user_files import explain_os_error


@contextmanager
def staged(target: Path, ours: Collection[str], proof: str) -> Iterator[Path]:
    """Give a folder to fill beside `target`; it takes its place at the end, or disappears.

    Args:
        target: folder wanted; replaced when it is empty or holds an earlier result alone.
        ours: names of the files of a result.
        proof: the one of them without which a folder is not ours.

    Raises:
        Refusal: `target` holds other files, or the disk refuses.

    """
    try:
        target = Path(os.path.realpath(target))
        _check(target, ours, proof)
        target.parent.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent))
        try:
            inner = stage / "resultat"
            inner.mkdir()
            yield inner
            _settle(inner, target, stage / "ancien")
        finally:
            shutil.rmtree(stage, ignore_errors=True)
    except OSError as error:
        # The disk refuses what goes into the folder, not the folder for being one.
        raise refuse_file(target, "F01", *explain_os_error(error, target / proof)) from None


def write_whole(path: Path, raw: bytes) -> None:
    """Write a file to the disk itself."""
    with opened_whole(path) as stream:
        stream.write(raw)


@contextmanager
def opened_whole(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write, that is on the disk itself once closed."""
    with path.open("wb") as stream:
        yield stream
        stream.flush()
        os.fsync(stream.fileno())


def _check(target: Path, ours: Collection[str], proof: str) -> None:
    """Refuse a folder that holds something else than an earlier result."""
    if not target.exists():
        return
    if not target.is_dir():
        raise refuse_file(target, "F01", "ce n’est pas un dossier", "choisissez un autre dossier")
    found = {path.name for path in target.iterdir()}
    strangers = sorted(found - set(ours) if proof in found else found)
    if strangers:
        what = f"ce dossier contient déjà autre chose : {', '.join(strangers[:3])}"
        raise refuse_file(target, "F01", what, "choisissez un dossier vide ou nouveau")


def _settle(inner: Path, target: Path, old: Path) -> None:
    """Put the new folder in the place of the old one, or leave the old one."""
    if target.exists():
        target.replace(old)
    try:
        inner.replace(target)
    except OSError:
        if old.exists():
            old.replace(target)
        raise
