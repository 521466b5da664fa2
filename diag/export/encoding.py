"""Which characters the bytes of an export spell.

A ladder of four rungs: a byte order mark; UTF-16 without one; UTF-8, if the whole file is; else the
8-bit code page in which the text looks most like French. General detectors name the wrong code page
for half of the French files (`exports.md`, 4.1), and a wrong one decodes without a word.
"""

import codecs
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from diag.export.source import BLOCK, Source, temporary
from diag.questionnaire.mistakes import Mistake, Refusal, refuse_file

_TOLD = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
#: Accents of an 8-bit file that are looked at, and bytes in which they are looked for.
ACCENTS, LOOKED_AT = 50_000, 256 * BLOCK
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32"}
MARKS |= {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}  # it begins that of UTF-32
_HIGH = re.compile(rb"[\x80-\xFF]{1,48}")
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1f]")
_ENCODINGS = "essayez « utf-8 », « cp1252 » (Excel sous Windows), « mac_roman » ou « utf-16 »"
_DAMAGED = "Le fichier est en UTF-8, sauf quelques octets illisibles, remplacés par « \ufffd »."
# UTF-8 read as Windows-1252 then saved as UTF-8 again; or Windows-1252 read as Mac Roman: a capital
# or a dagger inside a word.
_SPOILED = re.compile("Ã[\u0080-¿]|â€[™œ“¦]|Å“|(?<=[a-zà-ÿ])[ÈÍËÁ‡Ù](?=[a-zà-ÿ\\s,;.]|$)")
_LOWER: str = _TOLD["letters"]["lower"]
_MARKS: str = _TOLD["letters"]["marks"]


@dataclass(frozen=True)
class Text:
    """A text in UTF-8, and how its file is written."""

    path: Path  # the file itself, or a copy
    codec: str  # of Python, that reads the file from its first byte
    note: str  # what the user should know, in French


def read_text(source: Source, imposed: str | None = None) -> Text:
    """Return a text, read as its bytes tell, or with the codec whose name the user imposes.

    What is no text is refused (E01), and a codec that is unknown (E04) or cannot read it (E03).
    """
    with source.path.open("rb") as stream:
        head = stream.read(BLOCK // 16)
    marked = next((codec for mark, codec in MARKS.items() if head.startswith(mark)), "")
    if imposed is None:
        codec, note = _find_codec(source, head, marked)
    else:
        codec, note = _imposed_codec(source, imposed), ""
        codec = marked if (codec, marked) == ("utf-8", "utf-8-sig") else codec
    path = source.path
    if not (source.utf8 and codec in ("utf-8", "utf-8-sig")):
        path = temporary(source.copies)
        _translate(source, path, codec, "replace" if imposed is None else "strict")
    return Text(path, codec, note)


def _find_codec(source: Source, head: bytes, marked: str) -> tuple[str, str]:
    """Return the codec of a text, and what the user should know of it."""
    if marked:
        return marked, _DAMAGED if marked == "utf-8-sig" and not source.utf8 else ""
    if source.nul and (side := _utf16_side(head)):
        return side, "Le fichier est en UTF-16, sans marque d’ordre des octets."
    if source.nul or len(_CONTROL.findall(head)) * 50 > len(head):
        what = "c’est un fichier binaire, ni un texte ni un classeur"
        how = "exportez les réponses en CSV ou en .xlsx"
        raise refuse_file(Path(source.name), "E01", what, how)
    return ("utf-8", "") if source.utf8 else _eight_bits(source.path)


def _imposed_codec(source: Source, imposed: str) -> str:
    wanted = imposed.strip()
    try:
        codec = codecs.lookup(_TOLD["aliases"].get(wanted.casefold(), wanted)).name
        "a".encode(codec)  # not a codec from bytes to bytes
    except (LookupError, ValueError, AttributeError):
        what = f"l’encodage « {imposed} » est inconnu"
        raise refuse_file(Path(source.name), "E04", what, _ENCODINGS) from None
    return codec


def _translate(source: Source, to: Path, codec: str, errors: str) -> None:
    """Write a text in UTF-8; refused (E03) at the first byte without meaning if errors are strict."""
    decoder, line, block = codecs.getincrementaldecoder(codec)(errors), 1, b"-"
    with source.path.open("rb") as stream, to.open("wb") as copy:
        try:
            while block:
                block = stream.read(BLOCK)
                text = decoder.decode(block, not block)
                copy.write(text.encode("utf-8", "replace"))
                line += text.count("\n")
        except UnicodeError as error:
            held, start = getattr(error, "object", b""), getattr(error, "start", 0)
            line += held[:start].count(b"\n")
            what = f"l’octet {stream.tell() - len(held) + start + 1} n’a pas de sens en {codec}"
            how = f"retirez cette option, ou {_ENCODINGS}"
            raise Refusal([Mistake(source.name, line, 1, "E03", what, how)]) from None


def note_accents(text: str) -> Iterator[str]:
    """Yield a warning if accents were read with a wrong code page before the file was saved."""
    spoiled = 0 if text.isascii() else len(_SPOILED.findall(text))
    if spoiled >= 2 and 2 * spoiled > len(re.findall("[éèêàç]", text)):
        yield (
            "Des accents semblent abîmés dans le fichier lui-même : exportez de nouveau sans passer"
            " par un tableur, sinon les intitulés touchés ne seront pas reconnus."
        )


def _utf16_side(head: bytes) -> str:
    """Return the codec of UTF-16 text without a mark: its ASCII letters have one NUL byte in two."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > len(head) * 0.15 and even * 20 < odd:
        return "utf-16-le"
    return "utf-16-be" if even > len(head) * 0.15 and odd * 20 < even else ""


def _eight_bits(path: Path) -> tuple[str, str]:
    """Choose between UTF-8 with a few damaged bytes and three code pages."""
    around: Counter[bytes] = Counter()
    sequences = strays = read = 0
    with path.open("rb") as stream:
        while around.total() < ACCENTS and read < LOOKED_AT and (block := stream.read(BLOCK)):
            read += len(block)
            sound = block.decode("utf-8", "ignore")
            sequences += len(sound) - len(sound.encode("ascii", "ignore"))
            strays += len(block) - len(sound.encode())
            for match in _HIGH.finditer(block):
                around[block[max(match.start() - 1, 0) : match.end() + 1]] += 1
    if sequences > 4 * strays or not around:
        return "utf-8", _DAMAGED
    merit = {codec: _merit(around, codec) for codec in _TOLD["eight_bits"]}
    best = max(merit, key=lambda codec: merit[codec])
    # Between two readings that are worth the same, Windows wrote the file.
    codec = best if merit[best] > merit["cp1252"] + 2 else "cp1252"
    return codec, f"Le fichier n’est pas en UTF-8 : il est lu en {_TOLD['eight_bits'][codec]}."


def _merit(around: Counter[bytes], codec: str) -> int:
    """Return how much high bytes, each with its neighbours, look like French in this code page."""
    total = 0
    for fragment, times in around.items():
        text = f" {fragment.decode(codec, 'replace')} "
        neighbours = zip(text, text[1:], text[2:], strict=False)
        total += times * sum(_worth(*three) for three in neighbours if ord(three[1]) > 127)
    return total


def _worth(before: str, character: str, after: str) -> int:
    """Return the worth of one character between its neighbours, from -3 to 3."""
    inside = before.isalpha() and after.isalpha()
    alone = not before.isalpha() and not after.isalpha()
    if character in _LOWER:
        return 0 if alone and character != "à" else 3
    if "ß" <= character <= "ÿ":  # letters of our neighbours
        return int(inside)
    if character in _LOWER.upper() and not before.islower() and (not alone or character == "À"):
        return 3 if character == "É" else 2
    if character == "’" and inside:
        return 3
    return 1 if character.isspace() or (character in _MARKS and not inside) else -3
