"""The bytes of an export, and what they are: a text, a workbook, or something to refuse by its name.

They are a file as it stands, or a temporary copy of what comes through a pipe.
"""

import codecs
import contextlib
import hashlib
import io
import re
import shutil
import stat
import sys
import tempfile
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from diag.questionnaire.mistakes import Refusal, refuse_file
from diag.questionnaire.user_files import explain_os_error

BLOCK = 1 << 20
#: Bytes of an old workbook: its reader holds it whole, and no survey tool makes a larger one.
MAX_OLD = 64 << 20
DAMAGED = "le classeur est abîmé", "ouvrez-le dans un tableur et réenregistrez-le"
PROTECTED = ("le classeur est protégé par un mot de passe", "enregistrez-le sans mot de passe, puis recommencez")
_KINDS = tomllib.loads(Path(__file__).with_name("kinds.toml").read_text("utf-8"))
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Source:
    """A file that can be read as many times as needed."""

    path: Path  # where its bytes are
    name: str  # what messages call it, `entrée standard` for standard input
    copies: contextlib.ExitStack  # deletes the temporary copies
    size: int
    sha256: str
    utf8: bool  # all of it is
    nul: bool  # it holds a NUL byte

    @classmethod
    def of(cls, path: Path | None) -> "Source":
        """Return the source at a path, or standard input; refused if unreadable (F01), empty (F02)."""
        name = "entrée standard" if path is None else str(path)
        with contextlib.ExitStack() as copies:
            try:
                regular = path is not None and _is_regular(path)
                where = path if path is not None and regular else _copy(path, copies)
                told = survey(where)
            except OSError as error:
                raise refuse_os_error(error, path, name) from None
            if not told[0]:
                raise refuse_file(Path(name), "F02", "le fichier est vide", "exportez de nouveau")
            return cls(where, name, copies.pop_all(), *told)

    @property
    def suffix(self) -> str:
        """Extension that the name of the file claims, in lower case; empty for a pipe."""
        return Path(self.name).suffix.lower()

    def find_kind(self) -> Literal["text", "workbook"]:
        """Return what it is; what is no table of answers (E01), or is protected (E06), is refused."""
        with self.path.open("rb") as stream:
            head = stream.read(4096)
            if head.startswith(_OLE):
                return self._ole(head + stream.read(MAX_OLD))
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return self._packed()
        text = head.decode("latin-1").removeprefix("ï»¿")
        kinds = _KINDS["starts"] | (_KINDS["binary"] if _BINARY.search(text) else {})
        for pattern, told in kinds.items():
            if re.match(pattern, text):
                raise self._refuse(*told)
        return "text"

    def _refuse(self, told: str, advice: str) -> Refusal:
        return refuse_file(Path(self.name), "E01", told, _KINDS["advice"][advice])

    def _ole(self, content: bytes) -> Literal["workbook"]:
        """Accept an .xls, from the names of the streams of an Office document."""
        words = ("EncryptedPackage", "WordDocument", "Workbook", "Book")
        protected, document, *books = (word.encode("utf-16-le") in content for word in words)
        if protected:
            raise refuse_file(Path(self.name), "E06", *PROTECTED)
        if document or not any(books):
            raise self._refuse("c’est un document Office d’avant 2007 (.xls, .doc…)", "save_as")
        if len(content) > MAX_OLD:
            what = f"le classeur dépasse {MAX_OLD >> 20} Mo"
            raise refuse_file(Path(self.name), "E07", what, _KINDS["advice"]["save_as"])
        return "workbook"

    def _packed(self) -> Literal["workbook"]:
        """Accept an .xlsx or an .ods; any other archive is refused by its name."""
        try:
            with zipfile.ZipFile(self.path) as archive:
                parts = archive.namelist()
                mime = archive.open("mimetype").read(100) if "mimetype" in parts else b""
        except (zipfile.BadZipFile, OSError, RuntimeError, ValueError, EOFError):
            raise refuse_file(Path(self.name), "E06", *DAMAGED) from None
        if "xl/workbook.xml" in parts or b"opendocument.spreadsheet" in mime:
            return "workbook"
        listed = "\n".join(parts)
        kinds = _KINDS["inside"].items()
        raise self._refuse(*next(told for one, told in kinds if re.search(one, listed, re.M)))

    def close(self) -> None:
        """Delete the temporary copies."""
        self.copies.close()


def survey(path: Path) -> tuple[int, str, bool, bool]:
    """Go once through a file; return its `size`, `sha256`, `utf8` and `nul`."""
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    size, utf8, nul, block = 0, True, False, b"-"
    with path.open("rb") as stream:
        while block:
            block = stream.read(BLOCK)
            size += len(block)
            digest.update(block)
            nul = nul or b"\0" in block
            try:
                if utf8:
                    decoder.decode(block, not block)
            except UnicodeDecodeError:
                utf8 = False
    return size, digest.hexdigest(), utf8, nul


def refuse_os_error(error: OSError, path: Path | None, name: str) -> Refusal:
    """Return the refusal of a file that the system would not read."""
    return refuse_file(Path(name), "F01", *explain_os_error(error, path or Path("-")))


def _is_regular(path: Path) -> bool:
    """Whether a file can be read again; `<(command)` is read once. What may never end is refused."""
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError
    pipe = stat.S_ISFIFO(mode) and path.resolve().exists()  # that of a shell has no name
    typed = stat.S_ISCHR(mode) and path.samefile("/dev/stdin")
    if pipe or stat.S_ISBLK(mode) or (stat.S_ISCHR(mode) and not typed):
        what = "c’est un tube ou un périphérique, pas un fichier"
        raise refuse_file(path, "F01", what, "donnez un fichier, ou « - » pour l’entrée standard")
    return stat.S_ISREG(mode)


def temporary(copies: contextlib.ExitStack) -> Path:
    """Return the path of a file to write, of its owner alone, that goes with `copies`."""
    folder = tempfile.TemporaryDirectory(prefix="diag-", ignore_cleanup_errors=True)
    return Path(copies.enter_context(folder)) / "export"


def _copy(path: Path | None, copies: contextlib.ExitStack) -> Path:
    """Copy standard input, or what a pipe gives."""
    typed = getattr(sys.stdin, "buffer", io.BytesIO())  # there may be no standard input at all
    stream = typed if path is None else copies.enter_context(path.open("rb"))
    copy = temporary(copies)
    with copy.open("wb") as to:
        shutil.copyfileobj(stream, to, BLOCK)
    return copy
