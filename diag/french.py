"""French as it is printed: typography, dates, numbers, plurals and lists.

Authors type ordinary spaces and straight apostrophes; every sentence is typeset once, when it
enters the house (`typeset`).
"""

import datetime
import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from textwrap import wrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

NARROW = "\u202f"  # narrow no-break space, before ; : ! ? % and inside guillemets
# Each pattern starts with its sign, then looks behind it: most texts hold none, and a sign is found fast.
_APOSTROPHE = re.compile(r"'(?<=\w')(?=[\w«])")
_AFTER = re.compile(r"«[ \u00a0\u202f]*")
_THOUSANDS = re.compile(r" (?<=\d )(?=\d{3}\b)")
_BEFORE = re.compile(r"[ \u00a0\u202f]+(?=[;!?%»€]|:(?!\w))")  # « :a » is a command, and a word
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


def month_year(day: datetime.date, after: int = 0) -> str:
    """Return the month of a date, or one some months after: « avril 2026 »."""
    year, month = divmod(day.year * 12 + day.month - 1 + after, 12)
    return f"{_MONTHS[month]} {year}"


def month_span(day: datetime.date, first: int, last: int) -> str:
    """Return from which month to which, counted after a date: « avril à juin 2026 »."""
    start, end = month_year(day, first), month_year(day, last)
    if start == end:
        return start
    same_year = start[-4:] == end[-4:]
    return f"{start[:-5] if same_year else start} à {end}"


_SHORT_MONTHS = ("janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")


def short_month(day: datetime.date, after: int = 0) -> str:
    """Return a month for a narrow column, some months after a date: « nov. 2026 »."""
    year, month = divmod(day.year * 12 + day.month - 1 + after, 12)
    return f"{_SHORT_MONTHS[month]} {year}"


def short_span(day: datetime.date, first: int, last: int) -> str:
    """Return from which month to which, for a narrow column: « févr. à avril 2027 »."""
    start, end = short_month(day, first), short_month(day, last)
    if start == end:
        return start
    same_year = start[-4:] == end[-4:]
    return f"{start[:-5] if same_year else start} à {end}"


def cut_at_word(text: str, signs: int) -> str:
    """Return a text of so many signs at most, cut between words, with « … » where it goes on.

    A quotation that the cut leaves open is closed, two signs further.
    """
    if len(text) <= signs:
        return text
    kept = _DANGLING.sub("", text[: signs - 1].rsplit(None, 1)[0].rstrip(" ,;:.«")) + "…"
    return f"{kept} »" if kept.count("«") > kept.count("»") else kept


_DANGLING = re.compile(r"(?:\s+(?:et|ou|qui|de|du|des|le|la|les|un|une|à|au|aux|en))+$")
"""Small words that call for the next one: a cut text does not end on them."""


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


@cache
def number(value: Decimal | int) -> str:
    """Return a number as it is read in French: `43,8`, `1 400` (narrow space), `2,5`."""
    if -1000 < value < 1000 and value == int(value):  # its digits: an interview asks for no other
        return str(int(value))
    return _format(value)


def tenths(value: "Decimal | Fraction") -> str:
    """Return a number with exactly one decimal, rounded half up (M8)."""
    return _one_decimal(in_tenths(value))


@cache
def _one_decimal(in_tenths: int) -> str:
    return _format(Decimal(in_tenths) / 10, 1)


def round_tenths(value: "Decimal | Fraction") -> Decimal:
    """Return a number rounded half up to one decimal, exactly."""
    return Decimal(in_tenths(value)) / 10


def in_tenths(value: "Decimal | Fraction") -> int:
    """Return how many tenths a number reads, rounded half up (M8)."""
    top, bottom = value.as_integer_ratio()
    size = (20 * abs(top) + bottom) // (2 * bottom)
    return size if top > 0 else -size


def percent(value: Decimal | int) -> str:
    """Return a percentage: `88,9 %`."""
    return f"{number(value)}{NARROW}%"


def count(value: "int | Decimal | Fraction", singular: str, plural: str = "") -> str:
    """Return a number and its noun; in French the plural starts at 2."""
    noun = singular if value < 2 else plural or f"{singular}s"
    top, bottom = value.as_integer_ratio()
    return f"{number(Decimal(top) / bottom)} {noun}"


def number_of(text: str) -> Decimal | None:
    """Return a finite number, with a decimal comma or point, or None."""
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def counted(value: Decimal, unit: str) -> str:
    """Return a number with its unit, which is written in the plural: `4 réunions`, `Réunions : 1`."""
    if value < 2:
        return f"{sentence(unit)} : {number(value)}"
    return f"{number(value)} {unit}"


def cut(text: str, signs: int) -> str:
    """Return a text of so many signs at most, with « … » where it goes on."""
    return text if len(text) <= signs else text[: signs - 1] + "…"


def listing(items: Sequence[str], last: str = "et") -> str:
    """Return `a, b et c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def sentence(text: str) -> str:
    """Return a sentence starting with a capital, whatever its first word."""
    return text[:1].upper() + text[1:]


def inside(text: str) -> str:
    """Return a sentence as it goes on after a colon: « demander… »; an acronym keeps its capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _format(value: Decimal | int, places: int | None = None) -> str:
    """Return a number of so many decimals, or of three at most: its thousands apart, a comma before its decimals."""
    exact = Decimal(value)
    shown = round(exact, 3).normalize() if places is None else exact.quantize(Decimal(1).scaleb(-places))
    return f"{shown:,f}".replace(",", NARROW).replace(".", ",")
