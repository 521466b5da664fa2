"""What a file is, from its first bytes: a text, a workbook, or something to refuse by its name."""

import re
import zipfile
from pathlib import Path
from typing import Literal

from diag.questionnaire.mistakes import Refusal, refuse_file

Kind = Literal["text", "workbook", "parquet"]
#: Bytes of a workbook once unpacked: beyond, it is a trap or it was not made by a survey tool.
MAX_UNPACKED = 512 << 20
_EXPORT = "exportez les réponses en CSV ou en .xlsx"
_SAVE = "ouvrez-le dans un tableur et enregistrez-le en .xlsx ou en CSV"
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "c’est un document PDF", _EXPORT),
    (b"\x89PNG", "c’est une image PNG", _EXPORT),
    (b"\xff\xd8\xff", "c’est une image JPEG", _EXPORT),
    (b"GIF8", "c’est une image GIF", _EXPORT),
    (b"ARROW1", "c’est un fichier Arrow", _EXPORT),
    (b"SQLite format 3", "c’est une base de données SQLite", _EXPORT),
    (b"\x1f\x8b", "c’est un fichier compressé (gzip)", "décompressez-le d’abord"),
    (b"BZh", "c’est un fichier compressé (bzip2)", "décompressez-le d’abord"),
    (b"\xfd7zXZ", "c’est un fichier compressé (xz)", "décompressez-le d’abord"),
    (b"\x28\xb5\x2f\xfd", "c’est un fichier compressé (Zstandard)", "décompressez-le d’abord"),
    (b"7z\xbc\xaf", "c’est une archive 7-Zip", "décompressez-la d’abord"),
    (b"Rar!", "c’est une archive RAR", "décompressez-la d’abord"),
    (b"{\\rtf", "c’est un document RTF", _EXPORT),
    (b"$FL2", "c’est un fichier SPSS", _EXPORT),
)
#: What a text never holds; without it, `PAR1` is the code of a question.
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_TEXTUAL = (b"%PDF-", b"{\\rtf")
_MARKUP = re.compile(rb"\s*(?:<!doctype\s+html|<html\b|<table\b|<head\b|<meta\b)", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml\b", re.IGNORECASE)
_JSON = re.compile(rb"\s*(?:\{\s*\"[^\"]*\"\s*:|\[\s*[\[{])")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def find_kind(path: Path, name: str) -> Kind:
    """Return whether a file is a text, a workbook or a Parquet file.

    Raises:
        Refusal: it is neither (E01), or a workbook that cannot be read (E06, E07).

    """
    with path.open("rb") as stream:
        head = stream.read(4096)
        for magic, what, how in _MAGIC:
            if head.startswith(magic) and (magic in _TEXTUAL or _BINARY.search(head)):
                raise refuse_file(Path(name), "E01", what, how)
        if head.startswith(b"PAR1") and _BINARY.search(head):
            return "parquet"
        if head.startswith(_OLE):
            raise _old_workbook(name, head + stream.read(1 << 20))
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(path, name)
    text = head.removeprefix(b"\xef\xbb\xbf")
    if _MARKUP.match(text):
        what = "c’est une page web (HTML), même si son nom dit autre chose"
        raise refuse_file(Path(name), "E01", what, _SAVE)
    if _XML.match(text):
        raise refuse_file(Path(name), "E01", "c’est un fichier XML", _SAVE)
    if _JSON.match(text):
        raise refuse_file(Path(name), "E01", "c’est un fichier JSON", _EXPORT)
    return "text"


def _old_workbook(name: str, head: bytes) -> Refusal:
    if _ENCRYPTED in head:
        what = "le classeur est protégé par un mot de passe"
        return refuse_file(
            Path(name), "E06", what, "enregistrez-le sans mot de passe, puis recommencez"
        )
    what = "c’est un document Office d’avant 2007 (.xls, .doc…)"
    return refuse_file(Path(name), "E01", what, "enregistrez-le en .xlsx ou en CSV")


def _packed(path: Path, name: str) -> Kind:
    """Return `workbook` for an .xlsx; refuse any other archive by its name."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = {part.filename: part for part in archive.infolist()}
            kind = archive.read("mimetype")[:100] if _is_small(parts.get("mimetype")) else b""
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError, EOFError):
        raise refuse_file(
            Path(name),
            "E06",
            "le classeur est abîmé",
            "ouvrez-le dans un tableur et réenregistrez-le",
        ) from None
    if "xl/workbook.xml" in parts or b"opendocument.spreadsheet" in kind:
        if sum(part.file_size for part in parts.values()) > MAX_UNPACKED:
            what = f"le classeur dépasse {MAX_UNPACKED >> 20} Mo une fois décompressé"
            raise refuse_file(Path(name), "E07", what, "exportez les réponses en CSV")
        return "workbook"
    if "xl/workbook.bin" in parts:
        what = "c’est un classeur Excel binaire (.xlsb)"
        raise refuse_file(Path(name), "E01", what, "enregistrez-le en .xlsx ou en CSV")
    for folder, what in (("word/", "un document Word"), ("ppt/", "un document PowerPoint")):
        if any(part.startswith(folder) for part in parts):
            raise refuse_file(Path(name), "E01", f"c’est {what}", _EXPORT)
    if any(part.endswith(".iwa") for part in parts):
        what = "c’est un classeur Numbers"
        raise refuse_file(Path(name), "E01", what, "exportez-le en .xlsx ou en CSV")
    what = "c’est une archive ZIP, pas un classeur"
    raise refuse_file(Path(name), "E01", what, "décompressez-la d’abord")


def _is_small(part: zipfile.ZipInfo | None) -> bool:
    return part is not None and part.file_size < 1000
