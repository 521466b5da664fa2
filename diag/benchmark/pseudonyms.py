"""Names that tell one structure from another without saying which (M19).

A pseudonym is a keyed fingerprint (HMAC-SHA256): the same name always gives the same one, and
nobody finds the name again without the key. Whoever holds the key can: it stays with the network.
"""

import hmac
import re
import unicodedata
from pathlib import Path

from diag.questionnaire.mistakes import refuse_file
from diag.questionnaire.user_files import explain_os_error, refuse_irregular

LEAST_BYTES = 16
_LEAST_DISTINCT = 8
_MAX_BYTES = 4_096
_HEXADECIMAL = re.compile(rb"[0-9A-Fa-f]+")
_BETWEEN = re.compile(r"[\W_]+")
_HOW = "demandez la clé du réseau, ou créez-en une : diag contribuer --nouvelle-cle FICHIER"


class _Accents(dict[int, int | None]):
    """What a character becomes once decomposed: itself, nothing for an accent; learnt as they come."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.combining(chr(code)) else code
        return self[code]


_ACCENTS = _Accents()


def read_key(path: Path) -> bytes:
    """Return the key held by a file, less its last line end.

    Raises:
        Refusal: unreadable, under 16 bytes, or easy to guess: few different characters, or so short
            a number in hexadecimal that it stands for less than 16 bytes.

    """
    refuse_irregular(path)
    try:
        with path.open("rb") as stream:
            raw = stream.read(_MAX_BYTES + 1)
    except OSError as error:
        raise refuse_file(path, "F01", *explain_os_error(error, path)) from None
    key = raw.rstrip(b"\r\n")
    if len(raw) > _MAX_BYTES:
        raise refuse_file(path, "R08", "ce fichier est trop long pour être une clé", _HOW)
    size = len(key) // 2 if _HEXADECIMAL.fullmatch(key) else len(key)
    if size < LEAST_BYTES:
        what = f"cette clé compte {size} octets ; il en faut au moins {LEAST_BYTES}"
        raise refuse_file(path, "R08", what, _HOW)
    if len(set(key)) < _LEAST_DISTINCT:
        what = "cette clé est trop facile à deviner : trop peu de caractères différents"
        raise refuse_file(path, "R08", what, _HOW)
    return key


def key_mark(key: bytes) -> str:
    """Return what tells a key from another without giving it: pseudonyms of two keys never meet."""
    return hmac.digest(key, b"diag:key", "sha256").hex()[:16]


def pseudonym(key: bytes, kind: str, name: str) -> str:
    """Return the pseudonym of a name, empty for an empty name.

    Args:
        key: of the network.
        kind: `structure` or `operator`; a structure named as its organisation differs from it.
        name: as people write it; see `same_name`.

    """
    return sealed(key, kind, same_name(name))


def sealed(key: bytes, kind: str, same: str) -> str:
    """Return the pseudonym of a name that is already spelled as `same_name` does."""
    return hmac.digest(key, f"diag:{kind}:{same}".encode(), "sha256").hex() if same else ""


def same_name(name: str) -> str:
    """Return a name without what varies from one person to another: case, accents, punctuation.

    The digits of a number lose their spaces: `59 000 0001` is `590000001`, and `1-12` stays apart
    from `11-2`.
    """
    if name.isascii() and name.isalnum():
        return name.lower()
    plain = name.casefold()
    if not plain.isascii():
        letters = unicodedata.normalize("NFKD", plain.replace("œ", "oe").replace("æ", "ae"))
        plain = letters.translate(_ACCENTS)
    words = _BETWEEN.sub(" ", plain).strip()
    bare = "".join(name.split())
    return bare if bare.isdigit() else words
