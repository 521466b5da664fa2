"""A sentence as a terminal can show it, whatever its encoding and its fonts."""

import codecs
import unicodedata

from diag.french import NARROW, typeset
from diag.safe_text import printable

_PLAIN = {
    NARROW: "\u00a0",
    "\u00a0": " ",
    "\u2009": " ",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "…": "...",
    "–": "-",
    "—": "-",
    "•": "-",
    "→": "->",
    "≥": ">=",
    "≤": "<=",
    "œ": "oe",
    "Œ": "Oe",
    "æ": "ae",
    "Æ": "Ae",
    "ß": "ss",
    "«": '"',
    "»": '"',
    "€": "EUR",
}
#: Name of the codec error handler that spells out what a stream's encoding cannot carry.
TRANSLITERATE = "diag.transliterate"


def screen(text: str, encoding: str = "utf-8") -> str:
    """Return typeset `text` as a terminal of this `encoding` can show it.

    Narrow spaces and curly apostrophes are missing from the fonts and code pages (cp850, cp1252)
    of many French consoles, so they are made plain even where the encoding could carry them.
    """
    text = typeset(printable(text)).replace(NARROW, "\u00a0").replace("’", "'").replace("…", "...")
    return text.encode(encoding, TRANSLITERATE).decode(encoding)


def _transliterate(error: UnicodeError) -> tuple[str, int]:
    """Codec error handler: nearest plain spelling of the characters that could not be encoded."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_spell, error.object[error.start : error.end])), error.end


def _spell(character: str) -> str:
    plain = _PLAIN.get(character, character)
    ascii_only = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode("ascii")
    return ascii_only or (" " if character.isspace() else "?")


codecs.register_error(TRANSLITERATE, _transliterate)
