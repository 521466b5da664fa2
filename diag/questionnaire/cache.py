"""Questionnaires already read and found without mistake, kept for the next command.

Reading and checking the PRINT folder takes longer than importing pydantic, at every command. A
questionnaire is kept as JSON (`plain.py`) in the user's cache folder, under the fingerprint of all
that decides what `load` returns: the bytes and names of the folder's files, the code that reads
them, the versions of diag, pydantic and Python. A file that changes changes the fingerprint; a
damaged cache, or one that cannot be written, is as no cache. Nothing is ever kept of a
questionnaire with mistakes, nor read here by those who check one: they call `load`.

`DIAG_SANS_CACHE=1` in the environment does without.
"""

import hashlib
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from pydantic import VERSION

from diag import __version__
from diag.questionnaire.files import MAX_BYTES
from diag.questionnaire.loader import load
from diag.questionnaire.plain import from_json, to_json
from diag.questionnaire.questionnaire import Questionnaire

KEPT = 12  # questionnaires; an author who edits one all day fills no disk


def load_cached(folder: Path) -> Questionnaire:
    """Return what `load` returns for a folder, without reading it again if it is known.

    Raises:
        Refusal: as `load`.

    """
    place = cache_folder()
    key = content_key(folder) if place else None
    if place is None or key is None:
        return load(folder)
    known = _recall(place, key)
    if known is not None:
        return known
    questionnaire = load(folder)
    if content_key(folder) == key:  # nobody edited a file while it was being read
        _keep(place, key, questionnaire)
    return questionnaire


def content_key(folder: Path) -> str | None:
    """Return the fingerprint of all that decides what `load` returns, or None not to keep it."""
    digest = hashlib.sha256(f"{__version__} {VERSION} {sys.version}".encode())
    try:
        if not (folder / "questionnaire.yaml").is_file() or any(folder.glob("**/*.yml")):
            return None  # `load` will say why
        for root, path in (*_code(), *_content(folder)):
            raw = path.read_bytes()
            digest.update(b"%s\0%d\0" % (os.fsencode(path.relative_to(root)), len(raw)))
            digest.update(raw)
    except (OSError, ValueError):
        return None
    return digest.hexdigest()


def _code() -> Iterator[tuple[Path, Path]]:
    """Yield the files of the code that turns a folder into a questionnaire."""
    package = Path(__file__).parents[1]
    for path in (*sorted((package / "questionnaire").glob("*.py")), package / "french.py"):
        yield package, path


def _content(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Yield the files of a questionnaire folder, and those that could pass for one of them.

    Raises:
        ValueError: one of them has no settled content, or is too large for a questionnaire.

    """
    for part in (folder, folder / "dimensions", folder / "actions"):
        for path in sorted(part.iterdir()) if part.is_dir() else []:
            found = path.stat()
            if stat.S_ISDIR(found.st_mode):
                continue
            if not stat.S_ISREG(found.st_mode) or found.st_size > MAX_BYTES:
                raise ValueError(path)
            yield folder, path


def _recall(place: Path, key: str) -> Questionnaire | None:
    try:
        seal, _, body = (place / f"{key}.json").read_bytes().partition(b"\n")
        return from_json(body.decode()) if seal == _seal(key, body) else None
    except Exception:  # whatever the file holds, the folder is still there to be read
        return None


def _keep(place: Path, key: str, questionnaire: Questionnaire) -> None:
    """Write one file whole or not at all, for its owner alone, and remove the oldest."""
    draft = place / f"{key}.json.{os.getpid()}"
    with suppress(OSError, TypeError, ValueError):
        body = to_json(questionnaire).encode()
        try:
            draft.touch(mode=0o600)
            draft.write_bytes(_seal(key, body) + b"\n" + body)
            draft.replace(place / f"{key}.json")
        finally:
            draft.unlink(missing_ok=True)
        kept = sorted(place.glob("*.json*"), key=lambda p: p.stat().st_mtime, reverse=True)
        for old in kept[KEPT:]:
            old.unlink(missing_ok=True)


def _seal(key: str, body: bytes) -> bytes:
    """Return what tells a whole file, kept under this name, from any other."""
    return hashlib.sha256(key.encode() + body).hexdigest().encode()


def cache_folder() -> Path | None:
    """Return our folder in the user's cache, made if need be; None to do without."""
    base = _user_cache()
    if base is None or os.environ.get("DIAG_SANS_CACHE", "0") not in ("", "0"):
        return None
    place = base / "diag"
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = place.stat()
    except OSError:
        return None
    # Where others write (a cache in /tmp, say), what we find may be theirs.
    if os.name == "posix" and (found.st_uid != os.getuid() or found.st_mode & 0o022):
        return None
    return place


def _user_cache() -> Path | None:
    """Return where this system keeps caches, or None where it does not say (a bare environment).

    As platformdirs would, whose import takes as long as reading the cache itself.
    """
    variable, inside = {
        "win32": ("LOCALAPPDATA", ""),
        "darwin": ("HOME", "Library/Caches"),
    }.get(sys.platform, ("HOME", ".cache"))
    if sys.platform not in ("win32", "darwin") and os.environ.get("XDG_CACHE_HOME"):
        variable, inside = "XDG_CACHE_HOME", ""
    told = Path(os.environ.get(variable, ""), inside)
    return told if told.is_absolute() else None
