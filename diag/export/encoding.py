"""Which characters the bytes of an export spell.

A ladder of four rungs: a byte order mark; UTF-16 without one; UTF-8, if the whole file is; else the
8-bit code page in which the text looks most like French. General detectors name the wrong code page
for half of the French files (`exports.md`, 4.1), and a wrong one decodes without a word.
"""

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from diag.export.survey import BLOCK, Survey
from diag.questionnaire.mistakes import Mistake, Refusal, refuse_file

#: Accents of an 8-bit file that are looked at, and bytes in which they are looked for.
ACCENTS, LOOKED_AT = 50_000, 256 * BLOCK
EIGHT_BITS = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman", "cp850": "MS-DOS (cp850)"}
#: What people call « ANSI » and « Unicode » in Excel's dialogues.
ALIASES = {"ansi": "cp1252", "unicode": "utf-16", "mac": "mac_roman", "dos": "cp850"}
#: Codecs of Python that no export is written in, and that do not read byte after byte.
NOT_CHARSETS = {"unicode-escape", "unicode_escape", "raw-unicode-escape", "raw_unicode_escape"}
NOT_CHARSETS |= {"idna", "punycode", "undefined", "utf-7", "mbcs", "oem"}
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark begins it
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEQUENCE = re.compile(
    rb"[\xC2-\xDF][\x80-\xBF]|[\xE0-\xEF][\x80-\xBF]{2}|[\xF0-\xF4][\x80-\xBF]{3}"
)
_HIGH = re.compile(rb"[\x80-\xFF]{1,48}")  # 48 bytes are whole sequences of 2, 3 or 4
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1f]")
_LOWER = set("éèêëàâçùûüîïôöœæ")
_UPPER = {letter.upper() for letter in _LOWER}
_SIGNS = set("«»–—…€°•·²³“”©®™½§×‑−")


@dataclass(frozen=True)
class Charset:
    """How the bytes of a file become characters.

    Attributes:
        codec: Python codec that reads the file from its first byte, mark included.
        mark: bytes of the byte order mark, 0 without one.
        strict: every byte has a meaning; otherwise what has none is read U+FFFD.
        note: what the user should know, in French; empty when there is nothing to say.

    """

    codec: str
    mark: int = 0
    strict: bool = True
    note: str = ""

    @property
    def is_utf8(self) -> bool:
        """Whether the bytes can be given to a UTF-8 reader as they are."""
        return self.strict and self.codec in ("utf-8", "utf-8-sig")

    def decoder(self) -> codecs.IncrementalDecoder:
        """Return a decoder to feed from the first byte of the file."""
        return codecs.getincrementaldecoder(self.codec)("strict" if self.strict else "replace")


def find_charset(path: Path, name: str, seen: Survey, imposed: str | None = None) -> Charset:
    """Return the charset of a text file.

    Args:
        path: the file.
        name: of the file, for messages.
        seen: what the survey of its bytes told.
        imposed: name of a codec that the user wants, else None.

    Raises:
        Refusal: the codec is unknown or cannot read the file (E03, E04), or it is no text (E01).

    """
    with path.open("rb") as stream:
        head = stream.read(BLOCK // 16)
    mark, marked = next(((len(m), codec) for m, codec in MARKS if head.startswith(m)), (0, ""))
    if imposed is not None:
        return _impose(path, name, imposed, mark, marked)
    if marked == "utf-8-sig":
        return Charset(marked, mark) if seen.utf8 else Charset(marked, mark, False, _damaged())
    if marked:
        return Charset(marked, mark, False)
    if seen.nul:
        side = _utf16_side(head)
        if not side:
            raise _no_text(name)
        return Charset(side, 0, False, "Le fichier est en UTF-16, sans marque d’ordre des octets.")
    if len(_CONTROL.findall(head)) * 50 > len(head):
        raise _no_text(name)
    return Charset("utf-8") if seen.utf8 else _eight_bits(path)


def _no_text(name: str) -> Refusal:
    what = "c’est un fichier binaire, ni un texte ni un classeur"
    return refuse_file(Path(name), "E01", what, "exportez les réponses en CSV ou en .xlsx")


def _utf16_side(head: bytes) -> str:
    """Return the codec of UTF-16 text without a mark: its ASCII letters have one NUL byte in two."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > len(head) * 0.15 and even * 20 < odd:
        return "utf-16-le"
    return "utf-16-be" if even > len(head) * 0.15 and odd * 20 < even else ""


def _impose(path: Path, name: str, imposed: str, mark: int, marked: str) -> Charset:
    wanted = ALIASES.get(imposed.strip().casefold(), imposed.strip())
    how = "essayez « utf-8 », « cp1252 » (Excel sous Windows), « mac_roman » ou « utf-16 »"
    try:
        codec = codecs.lookup(wanted).name
        "a".encode(codec)  # not a codec from bytes to bytes
        if codec in NOT_CHARSETS:
            raise LookupError
    except (LookupError, ValueError, AttributeError):
        what = f"l’encodage « {imposed} » est inconnu"
        raise refuse_file(Path(name), "E04", what, how) from None
    if codec == "utf-8" and marked == "utf-8-sig":
        codec = marked
    charset = Charset(codec, mark if marked == codec else 0)
    decoder, line, offset = charset.decoder(), 1, 0
    with path.open("rb") as stream:
        for block in iter(lambda: stream.read(BLOCK), None):
            held = len(decoder.getstate()[0])
            try:
                text = decoder.decode(block, not block)
            except UnicodeError as error:
                start = getattr(error, "start", 0)
                line += (b"\0" * held + block)[:start].count(b"\n")
                what = f"l’octet {offset - held + start + 1} n’a pas de sens en {wanted}"
                mistake = Mistake(name, line, 1, "E03", what, f"retirez cette option, ou {how}")
                raise Refusal([mistake]) from None
            line += text.count("\n")
            offset += len(block)
            if not block:
                return charset
    raise AssertionError  # pragma: no cover - the last block is empty


def _eight_bits(path: Path) -> Charset:
    """Choose between UTF-8 with a few damaged bytes and three code pages."""
    around: Counter[bytes] = Counter()
    sequences = strays = 0
    for block in _first_blocks(path):
        for match in _HIGH.finditer(block):
            run = match[0]
            left, found = _SEQUENCE.subn(b"", run)
            sequences += found
            strays += len(left)
            around[block[max(match.start() - 1, 0) : match.end() + 1]] += 1
        if around.total() >= ACCENTS:
            break
    if sequences > 4 * strays or not around:
        return Charset("utf-8", 0, False, _damaged())
    merit = {codec: _merit(around, codec) for codec in EIGHT_BITS}
    best = max(merit, key=lambda codec: merit[codec])
    # Between two readings that are worth the same, Windows wrote the file.
    codec = best if merit[best] > merit["cp1252"] + 2 else "cp1252"
    note = f"Le fichier n’est pas en UTF-8 : il est lu en {EIGHT_BITS[codec]}."
    return Charset(codec, 0, False, note)


def _first_blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while (block := stream.read(BLOCK)) and stream.tell() <= LOOKED_AT + BLOCK:
            yield block


def _damaged() -> str:
    return "Le fichier est en UTF-8, sauf quelques octets illisibles, remplacés par « \ufffd »."


def _merit(around: Counter[bytes], codec: str) -> int:
    """Return how much high bytes, each with its neighbours, look like French in this code page."""
    total = 0
    for fragment, times in around.items():
        text = fragment.decode(codec, "replace")
        for rank, character in enumerate(text):
            if ord(character) > 127:
                before, after = text[rank - 1 : rank] or " ", text[rank + 1 : rank + 2] or " "
                total += times * _worth(before, character, after)
    return total


def _worth(before: str, character: str, after: str) -> int:
    """Return the worth of one character between its neighbours, from -4 to 3."""
    inside = before.isalpha() and after.isalpha()
    alone = not before.isalpha() and not after.isalpha()
    if character == "\ufffd" or unicodedata.category(character)[0] == "C":
        return -4
    if character.isspace():
        return 1
    if character in _LOWER:
        return 0 if alone and character != "à" else 3
    if character.islower() and "ß" <= character <= "ÿ":
        return int(inside)
    if character.isupper():
        if before.islower() or (alone and character != "À"):
            return -3
        return 3 if character == "É" else 2 if character in _UPPER else 0
    if character == "’" and inside:
        return 3
    if inside or character not in _SIGNS | {"’", "‘"}:
        return -3
    return 1
