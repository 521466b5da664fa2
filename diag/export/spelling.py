"""One spelling for what people and tools write in many: headings, labels, words of an export.

Two texts of the same `normalise` say the same thing. Nothing here brings near texts together: a
missing letter stays a difference.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from pathlib import Path

_TOLD = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
# Markup escaped several times is read at once, or its depth would cost.
_ENTITY = re.compile(r"&(?:amp;)*(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_SPACES = re.compile(r"\s+")
_BEFORE_MARK = re.compile(r" (?=[;:!?%,.)\]])")
_GUILLEMET = re.compile("[«‹] ?| ?[»›]")
_EDGES = " ?:*."
_SAME = {ord(c): to for letters, to in _TOLD["same"].items() for c in letters}
_SCIENTIFIC = re.compile(r"[-+]?\d+(?:[.,]\d+)?[eE][-+]?\d{1,3}")
# Comments are met once and may be long: they are not remembered.
_SHORT = 500


def normalise(text: str) -> str:
    """Return the one spelling of a text; applying it twice changes nothing.

    Case, accents, tags and entities of HTML, the many spaces, apostrophes, quotes and dashes, the
    French space before a mark, and `? : * .` around the text do not count.
    """
    return _remembered(text) if len(text) <= _SHORT else _normalise(text)


def _normalise(text: str) -> str:
    for _ in range(10):  # an entity may spell a tag, a tag hide an accent: until nothing moves
        before, text = text, _once(text)
        if text == before:
            break
    return text


_remembered = lru_cache(maxsize=65_536)(_normalise)


def _once(text: str) -> str:
    text = unicodedata.normalize("NFKC", text.translate(_SAME))
    if "&" in text:
        text = _ENTITY.sub(lambda match: unescape(f"&{match[1]};"), text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    text = unicodedata.normalize("NFKD", text.casefold().translate(_SAME))
    text = "".join(c for c in text if not unicodedata.combining(c)).translate(_SAME)
    # Spaces are counted once: a cell of nothing but spaces must not take a minute.
    text = _BEFORE_MARK.sub("", _SPACES.sub(" ", text))
    return _GUILLEMET.sub('"', text).strip(_EDGES)


def squeeze(text: str) -> str:
    """Return the letters and digits of a text alone: `EQ03[outil-x]` and `eq03_outilx` are one."""
    return "".join(c for c in normalise(text) if c.isalnum())


def is_blank(text: str) -> bool:
    """Tell whether a cell holds nothing; `?` and `-` are something."""
    return not text.strip(" \t\r\n\u00a0\u202f\u2009\u200b\ufeff")


def is_excel_error(text: str) -> bool:
    """Tell whether a spreadsheet wrote an error where there was an answer."""
    return text.lstrip().startswith("#") and text.strip().casefold() in _TOLD["errors"]


def is_scientific(text: str) -> bool:
    """Tell whether a spreadsheet rounded a long number to `1,23E+12`."""
    return bool(_SCIENTIFIC.fullmatch(text.strip()))


def repairs(text: str) -> Iterator[str]:
    """Yield what a text with spoiled accents may have been, before it was read as another code page."""
    if text.isascii():
        return
    for written, misread in _TOLD["misread"]:
        try:
            yield text.encode(misread).decode(written)
        except UnicodeError:
            continue
