"""The bytes of an export: a file as it stands, or a temporary copy of what comes through a pipe."""

import contextlib
import shutil
import stat
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from diag.export.survey import BLOCK, Survey, survey
from diag.questionnaire.mistakes import Refusal, refuse_file
from diag.questionnaire.user_files import explain_os_error

STANDARD_INPUT = "entrée standard"


@dataclass(frozen=True)
class Source:
    """A file that can be read as many times as needed.

    Attributes:
        path: where its bytes are.
        name: what messages call it.
        survey: size, fingerprint, and what one pass over the bytes told.
        copied: `path` is a copy, to delete at the end.

    """

    path: Path
    name: str
    survey: Survey
    copied: bool = False

    @classmethod
    def of(cls, path: Path | None) -> "Source":
        """Return the source at a path, or of standard input for None.

        Raises:
            Refusal: it cannot be read (F01), or it is empty (F02).

        """
        name = STANDARD_INPUT if path is None else str(path)
        copy = None
        try:
            if path is None or not _is_regular(path):
                copy = _copy(path)
            seen = survey(copy or path or Path())
        except OSError as error:
            _delete(copy)
            raise refuse_os_error(error, path, name) from None
        except BaseException:
            _delete(copy)
            raise
        if not seen.size:
            _delete(copy)
            raise refuse_file(Path(name), "F02", "le fichier est vide", "exportez de nouveau")
        return cls(copy or path or Path(), name, seen, copy is not None)

    @property
    def suffix(self) -> str:
        """Extension that the name of the file claims, in lower case; empty for a pipe."""
        return "" if self.copied else self.path.suffix.lower()

    def close(self) -> None:
        """Delete the copy, if there is one."""
        if self.copied:
            _delete(self.path)


def refuse_os_error(error: OSError, path: Path | None, name: str) -> Refusal:
    """Return the refusal of a file that the system would not read."""
    return refuse_file(Path(name), "F01", *explain_os_error(error, path or Path("-")))


def _is_regular(path: Path) -> bool:
    """Whether a file can be read again; `<(command)` is read once.

    Raises:
        OSError: it is absent, or a folder.
        Refusal: it is a device, which may never end, or a pipe with a name, which may never begin.

    """
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError
    if stat.S_ISFIFO(mode) and path.resolve().exists():  # that of a shell has no name
        what = "c’est un tube, pas un fichier"
        raise refuse_file(path, "F01", what, "donnez un fichier, ou « - » pour l’entrée standard")
    if stat.S_ISBLK(mode) or (stat.S_ISCHR(mode) and not path.samefile("/dev/stdin")):
        what = "c’est un périphérique, pas un fichier"
        raise refuse_file(path, "F01", what, "donnez le chemin d’un fichier")
    return stat.S_ISREG(mode)


def _copy(path: Path | None) -> Path:
    """Copy standard input, or what a pipe gives, to a file that only its owner can read."""
    with tempfile.NamedTemporaryFile(prefix="diag-", delete=False) as copy:
        try:
            if path is None:
                if sys.stdin is None:  # a program without a terminal, on Windows
                    return Path(copy.name)
                shutil.copyfileobj(sys.stdin.buffer, copy, BLOCK)
            else:
                with path.open("rb") as stream:
                    shutil.copyfileobj(stream, copy, BLOCK)
        except BaseException:
            copy.close()
            _delete(Path(copy.name))
            raise
    return Path(copy.name)


def _delete(path: Path | None) -> None:
    if path is not None:
        with contextlib.suppress(OSError):
            path.unlink()
