"""French typography for the page, and plain characters for the screen.

Authors type ordinary spaces and straight apostrophes; every sentence is typeset once, when it
enters the house (`typeset`). A terminal may know fewer characters than a page: what it cannot show
is replaced by its nearest plain spelling (`screen`), never by a question mark.
"""

import codecs
import datetime
import re
import unicodedata
from functools import lru_cache
from textwrap import wrap

NARROW = "\u202f"  # narrow no-break space, before ; : ! ? % and inside guillemets
# Each pattern starts with its sign, then looks behind it: most texts hold none, and a sign is found fast.
_APOSTROPHE = re.compile(r"'(?<=\w')(?=[\w«])")
_AFTER = re.compile(r"«[ \u00a0\u202f]*")
_THOUSANDS = re.compile(r" (?<=\d )(?=\d{3}\b)")
_BEFORE = re.compile(r"[ \u00a0\u202f]+(?=[;:!?%»€])")
# Control characters, except tab and line feed, can repaint a terminal or break a YAML file; lone
# surrogates, which a terminal in another encoding hands over, cannot be written at all.
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
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
_MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
#: Name of the codec error handler that spells out what a stream's encoding cannot carry.
TRANSLITERATE = "diag.transliterate"


@lru_cache(maxsize=16_384)  # the same titles and sentences come back all over a report
def typeset(text: str) -> str:
    """Return `text` with French spaces, apostrophes and ellipses; applying it twice changes nothing."""
    text = _APOSTROPHE.sub("’", text).replace("...", "…")
    text = _AFTER.sub("«" + NARROW, text)
    text = _THOUSANDS.sub(NARROW, text)
    return _BEFORE.sub(NARROW, text)


def long_date(day: datetime.date) -> str:
    """Return a date as it is said: « 3 novembre 2026 », « 1er mars 2027 »."""
    return f"{'1er' if day.day == 1 else day.day} {_MONTHS[day.month - 1]} {day.year}"


def clean(text: str) -> str:
    """Return free text without control characters, its line ends folded to a line feed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _CONTROL.sub("", text)).strip()


def printable(text: str) -> str:
    """Return text without what could repaint a terminal, and otherwise as it is."""
    return _CONTROL.sub("", text)


def screen(text: str, encoding: str = "utf-8") -> str:
    """Return typeset `text` as a terminal of this `encoding` can show it.

    Narrow spaces and curly apostrophes are missing from the fonts and code pages (cp850, cp1252)
    of many French consoles, so they are made plain even where the encoding could carry them.
    """
    text = (
        typeset(_CONTROL.sub("", text))
        .replace(NARROW, "\u00a0")
        .replace("’", "'")
        .replace("…", "...")
    )
    return text.encode(encoding, TRANSLITERATE).decode(encoding)


def fold(text: str, width: int, indent: str = "", hanging: str | None = None) -> list[str]:
    """Return typeset `text` as lines of at most `width` columns, cut between words only.

    Hyphens and long words (a path, an address) are never broken; no-break spaces hold.
    """
    return wrap(
        typeset(text),
        width,
        initial_indent=indent,
        subsequent_indent=indent if hanging is None else hanging,
        break_on_hyphens=False,
        break_long_words=False,
    )


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
