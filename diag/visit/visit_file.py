"""The visit file on disk: strict reading, atomic saving, one writer at a time, for its owner alone.

One window writes a visit at a time (`locked`), but other programs know nothing of the lock: an
editor, a synchronised folder, a second computer (see `outside_changes`).
"""

import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from diag.questionnaire.located_yaml import Source, dump, read_source
from diag.questionnaire.mistakes import Mistake, Refusal, refuse_file
from diag.questionnaire.user_files import explain_os_error
from diag.questionnaire.validation import validate
from diag.visit.visit_model import FORMAT, Visit

OWNER_ONLY = 0o600
"""A visit may hold private notes: neither it nor a copy, a draft or a lock is for other people."""
_HEADING = """\
# Visite enregistrée par diag. Ce fichier se lit, se copie et s'envoie tel quel.
# Les notes privées (private_note) y figurent : retirez-les avant de le transmettre à d'autres.
"""


def read_visit(path: Path) -> tuple[Visit, Source]:
    """Return the visit in a file, and the place of each value for later mistakes.

    Raises:
        Refusal: unreadable, wrongly written, or of a later format.

    """
    source = read_source(path)
    written = source.data.get("format") if isinstance(source.data, dict) else None
    if isinstance(written, str) and _is_number(written) and int(written) > FORMAT:
        what = f"cette visite utilise le format {written}, plus récent que cette version de diag"
        mark = source.value_mark(("format",))
        how = "mettez diag à jour, ou ouvrez la visite avec la version qui l’a enregistrée"
        raise Refusal([Mistake(source.name, mark.line, mark.column, "V01", what, how)])
    if isinstance(source.data, dict) and written is None:
        how = "choisissez un fichier enregistré par « diag entretien »"
        raise Refusal([source.mistake((), "V01", "ce n’est pas un fichier de visite", how)])
    visit, mistakes = validate(Visit, source)
    if visit is None:
        raise Refusal(mistakes)
    return visit, source


def write_visit(visit: Visit, path: Path) -> Path:
    """Save a visit whole or not at all, and return where it was written.

    A temporary file of the same folder is flushed to disk, then takes the place of the old one: a
    power cut or a full disk leaves the old file intact. Where Windows keeps the target busy after
    several tries, a copy named `….secours.yaml` is written beside it and its path returned.

    Raises:
        Refusal: the folder refuses the file, or the disk is full.

    """
    return write_text(path, visit_text(visit), private=True)


def visit_text(visit: Visit) -> str:
    """Return the whole text of the file of a visit."""
    said = visit.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"format"})
    return _HEADING + dump(_unquote({"format": FORMAT, **said}))


def write_text(path: Path, text: str, *, private: bool = False) -> Path:
    """Save `text` whole or not at all; see `write_visit`. `private` is for its owner alone."""
    try:
        path = Path(os.path.realpath(path))
        draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            draft.unlink(missing_ok=True)
            draft.touch(OWNER_ONLY if private else 0o666)
            with draft.open("w", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            return _replace(draft, path)
        finally:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
    except OSError as error:
        raise refuse_file(path, "F01", *explain_os_error(error, path)) from None


def _replace(draft: Path, path: Path) -> Path:
    for attempt in range(5):
        try:
            draft.replace(path)
        except PermissionError as error:
            if os.name != "nt" or path.is_dir():
                raise
            if attempt == 4:
                spare = path.with_name(f"{path.stem}.secours{path.suffix}")
                draft.replace(spare)
                return spare
            if error.errno != errno.EACCES:
                raise
            time.sleep(0.05 * 2**attempt)  # an antivirus or a preview holds the file for a moment
        else:
            break
    return path


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the visit file for this window alone, and sweep what a killed one left behind.

    Raises:
        Refusal: another window holds it, or the folder refuses the lock.

    """
    path = Path(os.path.realpath(path))  # a loop of links is left to the system to refuse
    lock = FileLock(path.with_name(f".{path.name}.lock"), timeout=0, mode=OWNER_ONLY)
    try:
        lock.acquire()
    except Timeout:
        what = "cette visite est déjà ouverte dans une autre fenêtre"
        raise refuse_file(path, "F01", what, "fermez l’autre fenêtre, puis recommencez") from None
    except (OSError, NotImplementedError) as error:
        problem = error if isinstance(error, OSError) else OSError(0, str(error))
        raise refuse_file(path, "F01", *explain_os_error(problem, path)) from None
    try:
        for orphan in path.parent.glob(f".{escape(path.name)}.*.tmp"):
            with suppress(OSError):
                orphan.unlink()
        yield
    finally:
        with suppress(OSError):  # while held: filelock lets nobody in by an unlinked file
            Path(lock.lock_file).unlink()
        lock.release()


def _unquote(value: Any) -> Any:
    """Return plain data whose numbers are written without quotes; they are read back as spelled."""
    if isinstance(value, dict):
        return {k: _unquote(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_unquote(v) for v in value]
    if isinstance(value, str) and _is_number(value) and str(int(value)) == value:
        return int(value)
    return value


def _is_number(text: str) -> bool:
    """Tell whether `text` is a whole number of a sensible length."""
    return text.isascii() and text.isdigit() and len(text) <= 15
