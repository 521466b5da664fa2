"""A folder of results put down whole or not at all, and never over somebody's files."""

import glob
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from itertools import filterfalse
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock, Timeout

from diag.questionnaire.mistakes import refuse_file
from diag.questionnaire.user_files import explain_os_error

_STAGE, _NEW, _OLD = "-en-cours-", "resultat", "ancien"
_LOCK = "en-cours.lock"  # held as long as the run lives, by the system itself

Ours = Callable[[Path], Collection[str]]
"""Says which files of a folder are those of an earlier result, by their path in it."""
Keeps = Callable[[str], bool]
"""Says whether somebody's file may stay beside a result, from its path in the folder."""


def keeps_none(_: str) -> bool:
    """Let nobody's file stay."""
    return False


@contextmanager
def staged(target: Path, ours: Ours, proof: str, keeps: Keeps = keeps_none) -> Iterator[Path]:
    """Give a folder to fill beside `target`; it takes its place at the end, or disappears.

    No system exchanges two folders in one move everywhere: the former result is set aside for an
    instant in a folder `TARGET-en-cours-…`, in sight. A run that is killed then leaves it there,
    and the next one puts it back, and clears what the killed one had begun.

    Args:
        target: folder wanted; replaced when it is empty or holds an earlier result.
        ours: says which files of a folder are those of an earlier result.
        proof: the one of them without which a folder is not ours.
        keeps: says what else may stay in the folder of an earlier result; the rest is a refusal.

    Raises:
        Refusal: `target` holds other files, or the disk refuses.
    """
    try:
        target = Path(os.path.realpath(target))
        _recover(target, ours, proof)
        _clear(target, ours)
        _strangers(target, target, ours, proof, keeps)
        target.parent.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=f"{target.name}{_STAGE}", dir=target.parent))
        lock = FileLock(stage / _LOCK)
        lock.acquire()
        try:
            inner = stage / _NEW
            inner.mkdir()
            yield inner
            _settle(inner, target, ours, proof, keeps)
        finally:
            lock.release()
            if target.exists() or not (stage / _OLD).exists():
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


def _recover(target: Path, ours: Ours, proof: str) -> None:
    """Put back the former result that a run killed between two moves left aside.

    What bears such a name and is no result of ours, or lies beside one, is somebody's.
    """
    if os.path.lexists(target):
        return
    for stage in target.parent.glob(f"{glob.escape(target.name)}{_STAGE}*"):
        old = stage / _OLD
        if old.is_dir() and not old.is_symlink() and proof in ours(old):
            old.replace(target)
            shutil.rmtree(stage / _NEW, ignore_errors=True)
            (stage / _LOCK).unlink(missing_ok=True)
            with suppress(OSError):  # somebody put something else there
                stage.rmdir()
            return


def _clear(target: Path, ours: Ours) -> None:
    """Remove what runs that were killed had begun: their lock is there, and nobody holds it."""
    for stage in target.parent.glob(f"{glob.escape(target.name)}{_STAGE}*"):
        lock = stage / _LOCK
        if stage.is_symlink() or not lock.is_file():
            continue
        try:
            with FileLock(lock, timeout=0):
                shutil.rmtree(stage / _NEW, ignore_errors=True)
                old = stage / _OLD
                if old.is_dir() and set(_inside(old)) <= set(ours(old)):
                    shutil.rmtree(old, ignore_errors=True)
        except Timeout:
            continue  # that run is alive
        lock.unlink(missing_ok=True)
        with suppress(OSError):  # somebody put something else there
            stage.rmdir()


def _strangers(folder: Path, target: Path, ours: Ours, proof: str, keeps: Keeps) -> set[str]:
    """Return what lies in an earlier result without being of it, and may stay.

    Raises:
        Refusal: this is no earlier result, or it holds what may not stay; told of `target`.
    """
    if not folder.exists():
        return set()
    if not folder.is_dir():
        raise refuse_file(target, "F01", "ce n’est pas un dossier", "choisissez un autre dossier")
    found, known = set(_inside(folder)), set(ours(folder))
    strangers = found - known if proof in found & known else found
    refused = sorted(strangers if strangers == found else filterfalse(keeps, strangers))
    if refused:
        named = ", ".join(refused[:3]) + ("…" if len(refused) > 3 else "")
        what = f"ce dossier contient déjà autre chose : {named}"
        how = "choisissez un dossier vide ou nouveau ; un résultat modifié depuis n’est pas remplacé"
        raise refuse_file(target, "F01", what, how)
    return strangers


def _inside(folder: Path) -> Iterator[str]:
    """Yield the path of every file, link and empty folder of a folder."""
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            inner = [f"{entry.name}/{name}" for name in _inside(Path(entry.path))]
            yield from inner or [entry.name]
        else:
            yield entry.name


def _settle(inner: Path, target: Path, ours: Ours, proof: str, keeps: Keeps) -> None:
    """Put the new folder in the place of the old one, or leave the old one."""
    old = inner.with_name(_OLD)
    kept = _strangers(target, target, ours, proof, keeps)
    for name in kept:  # copied, so that they are whole in one folder or the other at any instant
        _copy(target / name, inner / name)
    try:
        if target.exists():
            shutil.copymode(target, inner)  # who may read it stays as the user decided
            target.replace(old)
            # What somebody put there meanwhile was not copied.
            _strangers(old, target, ours, proof, kept.__contains__)
        inner.replace(target)
    except BaseException:
        if old.exists() and not target.exists():
            old.replace(target)
        raise


def _copy(source: Path, place: Path) -> None:
    """Copy a file, a link as a link, or an empty folder."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir() and not source.is_symlink():
        place.mkdir()
    else:
        shutil.copy2(source, place, follow_symlinks=False)
