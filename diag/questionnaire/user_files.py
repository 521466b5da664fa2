"""Files that people give: only regular ones are opened; what the system refused, in French."""

import errno
import os
import re
import stat
import sys
from pathlib import Path

from diag.french import number
from diag.questionnaire.mistakes import Mistake, Refusal, refuse_file

MAX_BYTES = 4_000_000
"""Of a text that people write, at most."""
LARGEST = 2_000_000_000
"""Bytes of a file that is read whole, at most: the scores of a million structures take half of it."""
_NO_FILE = (
    (stat.S_ISDIR, "c’est un dossier"),
    (stat.S_ISFIFO, "c’est un tube"),
    (stat.S_ISSOCK, "c’est une prise (socket)"),
    (stat.S_ISREG, ""),
    (lambda _: True, "c’est un périphérique"),
)


def refuse_irregular(path: Path) -> None:
    """Refuse what is no file, before it is opened: opening a pipe waits, a device never ends.

    Raises:
        Refusal: F01, it is a folder, a pipe, a socket or a device, or it cannot be found.
    """
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise system_refusal(error, path) from None
    what = next(words for is_kind, words in _NO_FILE if is_kind(mode))
    if what:
        raise refuse_file(path, "F01", f"{what}, pas un fichier", "donnez le chemin d’un fichier")


def read_whole(path: Path, how: str, most: int = LARGEST) -> bytes:
    """Return the bytes of a regular file, of which `how` says what to do when it is too long.

    Raises:
        Refusal: it is absent or no regular file, the system refuses it, or it holds more than `most`
            bytes.
    """
    refuse_irregular(path)
    try:
        if path.stat().st_size > most:  # before any room is made for it
            size = f"{number(most // 1_000_000)} Mo" if most >= 1_000_000 else f"{most // 1000} ko"
            what = f"le fichier dépasse {size}"
            raise refuse_file(path, "F04", what, how)
        return path.read_bytes()
    except OSError as error:
        raise system_refusal(error, path) from None


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file (BOM allowed).

    Raises:
        Refusal: it is absent, no regular file, unreadable, too large, empty, binary or in another
            encoding.
    """
    raw = read_whole(path, "vérifiez que c’est bien le fichier voulu", MAX_BYTES)
    if not raw.strip():
        raise refuse_file(path, "F02", "le fichier est vide", "restaurez-le depuis une copie")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rsplit(b"\n", 1)[-1].decode("utf-8", "replace")) + 1
        what = "le texte n’est pas en UTF-8"
        how = "enregistrez le fichier avec l’encodage UTF-8 dans votre éditeur"
        raise Refusal([Mistake(str(path), line, column, "F03", what, how)]) from None
    if "\0" in text:
        raise refuse_file(path, "F03", "c’est un fichier binaire, pas du texte", "choisissez un fichier YAML")
    return text


_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]) *(\..*)?")
_NOT_IN_A_NAME = re.compile(r'[<>:"|?*\x00-\x1f]')
_WINDOWS_PATH = 260
"""Signs of a path from which Windows refuses it, unless its long paths were allowed."""


def windows_refusal(name: str) -> str:
    """Return why Windows cannot keep a file of this name, in French; empty if it can.

    A device would take what is written, « a:b » would hide it in the file « a », and a name that
    ends with a point or a space would lose it
    (https://learn.microsoft.com/windows/win32/fileio/naming-a-file).
    """
    if _DEVICES.fullmatch(name):
        return f"« {name} » est le nom d’un appareil pour Windows"
    if _NOT_IN_A_NAME.search(name):
        return "ce nom contient un signe que Windows refuse"
    return "ce nom finit par un point ou une espace" if name.endswith((".", " ")) else ""


def refuse_windows_name(path: Path) -> None:
    """Refuse, on Windows, a new file that it would not keep.

    Raises:
        Refusal: F01.
    """
    what = windows_refusal(path.name) if sys.platform == "win32" else ""
    if what:
        raise refuse_file(path, "F01", what, "choisissez un autre nom, par exemple visite.yaml")


def _too_long_for_windows(path: Path) -> bool:
    return sys.platform == "win32" and len(os.path.abspath(path)) >= _WINDOWS_PATH  # noqa: PTH100


def system_refusal(error: OSError, path: Path) -> Refusal:
    """Return what the system refuses of a file, to be raised: F01, and how to mend it."""
    return refuse_file(path, "F01", *explain_os_error(error, path))


def explain_os_error(error: OSError, path: Path) -> tuple[str, str]:
    """Return what happened to `path` and how to mend it, in French."""
    if isinstance(error, FileNotFoundError) and _too_long_for_windows(path):
        return "ce chemin est trop long pour Windows", "choisissez un dossier moins profond"
    if isinstance(error, FileNotFoundError):
        if not os.path.isdir(path.parent):  # noqa: PTH112 - never raises
            return "le dossier de ce fichier n’existe pas", "vérifiez le chemin, ou créez ce dossier"
        return "fichier introuvable", "vérifiez le nom et le dossier"
    if isinstance(error, IsADirectoryError) or os.path.isdir(path):  # noqa: PTH112 - never raises
        return "c’est un dossier, pas un fichier", "donnez le chemin d’un fichier"
    if isinstance(error, NotADirectoryError | FileExistsError):
        return "un élément du chemin n’est pas un dossier", "vérifiez le chemin"
    if isinstance(error, PermissionError):
        return "accès refusé", "vérifiez vos droits sur ce fichier et son dossier"
    known = {
        errno.ELOOP: ("des liens se renvoient l’un à l’autre", "donnez le fichier lui-même"),
        errno.ENOSPC: ("le disque est plein", "libérez de la place puis recommencez"),
        errno.EFBIG: ("ce disque n’accepte pas un si gros fichier", "choisissez un autre dossier"),
        errno.EROFS: ("le disque est en lecture seule", "choisissez un autre dossier"),
        errno.ENAMETOOLONG: ("le nom est trop long", "choisissez un nom plus court"),
        errno.EDQUOT: ("votre quota de disque est atteint", "libérez de la place puis recommencez"),
    }
    default = (f"erreur du système (code {error.errno or 0})", "choisissez un autre dossier")
    return known.get(error.errno or 0, default)
