"""The visit file on disk: strict reading, atomic saving, one writer at a time, for its owner alone.

One window writes a visit at a time (`locked`), but other programs know nothing of the lock: an
editor, a synchronised folder, a second computer (see `outside_changes`).
"""

import errno
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Literal, get_args

from filelock import FileLock, Timeout

from diag.questionnaire.located_yaml import Source, dump, read_source
from diag.questionnaire.mistakes import Mistake, Refusal, refuse_file
from diag.questionnaire.user_files import system_refusal
from diag.questionnaire.validation import validate
from diag.visit.result_folder import write_whole
from diag.visit.visit_model import FORMAT, Visit

OWNER_ONLY = 0o600
"""A visit may hold private notes: neither it nor a copy, a draft or a lock is for other people."""
_HEADING = "# Visite enregistrée par diag. Ce fichier se lit, se copie et s'envoie tel quel.\n"
_PRIVATE = "# Les notes privées (private_note) y figurent : retirez-les avant de le transmettre à d'autres.\n"
_HOLDS_PRIVATE = re.compile(r"^ *private_note:", re.MULTILINE)
NOT_A_VISIT = "ce n’est pas un fichier de visite"
"""What is wrong with a file of another kind."""
CopyWord = Literal[
    "secours", "secours-laisse", "avant-secours", "modifie-ailleurs", "avant-recommencement", "a-transmettre"
]
"""What the name of a copy of a visit says after that of the visit: `v.WORD.yaml`, `v.WORD-2.yaml`."""
COPIES: tuple[str, ...] = get_args(CopyWord)
_SPARE: CopyWord = "secours"
_SPARED = rf"\.{_SPARE}(-\d+)?"
_HEAD = 4_000
"""Bytes in which a visit says that it is one."""
_TRIES = 5
"""Times that a busy file is tried before its text goes to a spare copy."""


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
        raise Refusal([source.mistake((), "V01", NOT_A_VISIT, how)])
    visit, mistakes = validate(Visit, source)
    if visit is None:
        raise Refusal(mistakes)
    return visit, source


def says_visit(path: Path) -> bool:
    """Tell whether a file says in its first lines that it is a visit, readable or not."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError:
        return False
    return any(line.startswith(b"format:") for line in head.splitlines())


def write_visit(visit: Visit, path: Path) -> Path:
    """Save a visit for its owner alone; see `write_text`."""
    return write_text(path, visit_text(visit), private=True)


def visit_text(visit: Visit) -> str:
    """Return the whole text of the file of a visit."""
    said = visit.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"format"})
    text = dump(_unquote({"format": FORMAT, **said}))
    return (_HEADING + _PRIVATE if _HOLDS_PRIVATE.search(text) else _HEADING) + text


def write_text(path: Path, text: str, *, private: bool = False, spare: Path | None = None) -> Path:
    """Save `text` whole or not at all, and return where it was written.

    A temporary file of the same folder is flushed to disk, then takes the place of the old one: a
    power cut or a full disk leaves the old file intact. Where Windows keeps the target busy after
    several tries, a copy named `….secours.yaml` is written beside it and its path returned; none
    that is there already is replaced.

    Args:
        path: file wanted; a link is followed.
        text: what it will hold.
        private: for its owner alone.
        spare: copy that the caller wrote because the file was busy, and may write again. The file
            is then tried once: somebody waits for the next question.

    Raises:
        Refusal: the folder refuses the file, or the disk is full.
    """
    return write_bytes(path, text.encode(), private=private, spare=spare)


def write_bytes(path: Path, data: bytes, *, private: bool = False, spare: Path | None = None) -> Path:
    """Save bytes as `write_text` saves a text."""
    try:
        path = Path(os.path.realpath(path))
        draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            draft.unlink(missing_ok=True)
            draft.touch(OWNER_ONLY if private else 0o666)
            with draft.open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            written = _put(draft, path, spare)
            _flush_folder(path.parent)
            return written
        finally:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
    except OSError as error:
        raise system_refusal(error, path) from None


def _put(draft: Path, path: Path, spare: Path | None) -> Path:
    """Put a draft in the place of a file, else of a spare copy, and return where it is."""
    tries = 1 if spare else _TRIES
    if _replaced(draft, path, tries):
        return path
    if spare and _replaced(draft, spare, tries):
        return spare
    return draft.replace(spare_of(path))


def _replaced(draft: Path, path: Path, tries: int) -> bool:
    """Put a draft in the place of a file; False where Windows keeps the file busy."""
    for attempt in range(tries):
        try:
            draft.replace(path)
        except PermissionError as error:
            if os.name != "nt" or path.is_dir() or error.errno != errno.EACCES:
                raise
            if attempt < tries - 1:  # an antivirus or a preview holds the file for a moment
                time.sleep(0.05 * 2**attempt)
        else:
            return True
    return False


def _flush_folder(folder: Path) -> None:
    """Have the disk itself know a new name, where the system allows: Windows does not."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def spare_of(path: Path) -> Path:
    """Return where a text goes while its file cannot be replaced: a name that nothing has."""
    return free_name(path, _SPARE)


def is_spare(path: Path) -> bool:
    """Tell whether a save went to a spare copy rather than to its file."""
    return re.search(rf"{_SPARED}$", path.stem) is not None


def free_name(path: Path, word: CopyWord) -> Path:
    """Return a path beside a file that nothing has: `v.WORD.yaml`, `v.WORD-2.yaml` and so on."""
    path = Path(os.path.realpath(path))
    return free_path(path.with_name(f"{path.stem}.{word}{path.suffix}"))


def free_path(path: Path) -> Path:
    """Return a path that nothing has: this one, else `v-2.yaml`, `v-3.yaml` and so on."""
    free, number = path, 1
    while os.path.lexists(free):
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free


def keep_beside(path: Path, raw: bytes, word: CopyWord) -> Path:
    """Write under a free name beside a file what it must not lose, and return that name.

    Raises:
        Refusal: the folder refuses it, or the disk is full.
    """
    beside = free_name(path, word)
    try:
        beside.touch(OWNER_ONLY, exist_ok=False)
        write_whole(beside, raw)
        _flush_folder(beside.parent)
    except OSError as error:
        raise system_refusal(error, beside) from None
    return beside


def newer_spare(path: Path) -> Path | None:
    """Return the latest spare copy that holds what the file does not, None where there is none.

    It is offered when the visit is opened (interview, line 9). A copy that is no visit is somebody
    else's, and one that only stopped at another place holds nothing more.
    """
    spares = _spares(path)
    held = _lasting(path) if spares else None
    holding = [spare for spare in spares if _lasting(spare) not in (None, held)]
    return max(holding, key=lambda spare: spare.stat().st_mtime_ns, default=None)


def take_spare(path: Path) -> Path | None:
    """Put the spare copy in the place of the file, and return where the former file is kept.

    Cut at any moment, both are still there, under these names or others. None is no former file.

    Raises:
        Refusal: there is no copy, or the system refuses.
    """
    spare, path = _offered(path), Path(os.path.realpath(path))
    try:
        former = None
        if path.is_file():
            former = keep_beside(path, path.read_bytes(), "avant-secours")
        spare.replace(path)
        path.chmod(OWNER_ONLY)
        _flush_folder(path.parent)
    except OSError as error:
        raise system_refusal(error, path) from None
    return former


def leave_spare(path: Path) -> Path:
    """Set the spare copy aside under a name that says so, and return it: it is offered no more.

    Raises:
        Refusal: there is no copy, or the system refuses.
    """
    spare, aside = _offered(path), free_name(path, "secours-laisse")
    try:
        spare.rename(aside)
        _flush_folder(aside.parent)
    except OSError as error:
        raise system_refusal(error, spare) from None
    return aside


def _offered(path: Path) -> Path:
    spare = newer_spare(path)
    if spare is None:
        raise refuse_file(path, "F01", "il n’y a pas de copie de secours", "ouvrez la visite")
    return spare


def _spares(path: Path) -> list[Path]:
    """Return the spare copies of a file, whoever made them."""
    path = Path(os.path.realpath(path))
    return _beside(path, rf"{re.escape(path.stem)}{_SPARED}{re.escape(path.suffix)}")


def _beside(path: Path, names: str) -> list[Path]:
    """Return the files of the folder of a file whose names match."""
    try:
        return sorted(one for one in path.parent.iterdir() if re.fullmatch(names, one.name))
    except OSError:
        return []


def _lasting(path: Path) -> Visit | None:
    """Return the visit in a file without the place where it stopped, None where there is none."""
    try:
        visit = read_visit(path)[0]
    except Refusal:
        return None
    return visit.model_copy(update={"visit": visit.visit.model_copy(update={"place": None})})


def _refuse_no_folder(path: Path) -> None:
    """Refuse a file whose folder is not there: the lock would make it, for a name mistyped."""
    try:
        path.parent.stat()
    except FileNotFoundError:
        what, how = "ce dossier n’existe pas", "vérifiez le chemin, ou créez d’abord le dossier"
        raise refuse_file(path.parent, "F01", what, how) from None
    except OSError as error:
        raise system_refusal(error, path) from None


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the visit file for this window alone, and sweep what a killed one left behind.

    Raises:
        Refusal: another window holds it, or the folder is not there or refuses the lock.
    """
    path = Path(os.path.realpath(path))  # a loop of links is left to the system to refuse
    _refuse_no_folder(path)
    lock = FileLock(path.with_name(f".{path.name}.lock"), timeout=0, mode=OWNER_ONLY)
    try:
        lock.acquire()
    except Timeout:
        what = "cette visite est déjà ouverte dans une autre fenêtre"
        raise refuse_file(path, "F01", what, "fermez l’autre fenêtre, puis recommencez") from None
    except (OSError, NotImplementedError) as error:
        problem = error if isinstance(error, OSError) else OSError(0, str(error))
        raise system_refusal(problem, path) from None
    try:
        stem, suffix = re.escape(path.stem), re.escape(path.suffix)
        for orphan in _beside(path, rf"\.{stem}({_SPARED})?{suffix}\.\d+\.tmp"):
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
