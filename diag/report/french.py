"""French numbers, plurals and lists."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache

from babel.numbers import format_decimal

from diag.typography import NARROW

_LOCALE = "fr_FR"


@cache
def number(value: Decimal | int) -> str:
    """Return a number as it is read in French: `43,8`, `1 400` (narrow space), `2,5`."""
    return format_decimal(value, locale=_LOCALE)


def tenths(value: Decimal | Fraction) -> str:
    """Return a number with exactly one decimal, rounded half up (M8)."""
    return _one_decimal(in_tenths(value))


@cache
def _one_decimal(in_tenths: int) -> str:
    return format_decimal(Decimal(in_tenths) / 10, format="#,##0.0", locale=_LOCALE)


def signed(value: Decimal | Fraction) -> str:
    """Return a gain with its sign: `+9,4`, `0,0`."""
    rounded = in_tenths(value)
    return f"+{_one_decimal(rounded)}" if rounded > 0 else _one_decimal(rounded)


def round_tenths(value: Decimal | Fraction) -> Decimal:
    """Return a number rounded half up to one decimal, exactly."""
    return Decimal(in_tenths(value)) / 10


def in_tenths(value: Decimal | Fraction) -> int:
    """Return how many tenths a number reads, rounded half up (M8)."""
    top, bottom = value.as_integer_ratio()
    size = (20 * abs(top) + bottom) // (2 * bottom)
    return size if top > 0 else -size


def percent(value: Decimal | int) -> str:
    """Return a percentage: `88,9 %`."""
    return f"{number(value)}{NARROW}%"


def count(value: int | Decimal | Fraction, singular: str, plural: str = "") -> str:
    """Return a number and its noun; in French the plural starts at 2."""
    noun = singular if value < 2 else plural or f"{singular}s"
    exact = Decimal(value.numerator) / value.denominator if isinstance(value, Fraction) else value
    return f"{number(exact)} {noun}"


def listing(items: Sequence[str], last: str = "et") -> str:
    """Return `a, b et c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def sentence(text: str) -> str:
    """Return a sentence starting with a capital, whatever its first word."""
    return text[:1].upper() + text[1:]
