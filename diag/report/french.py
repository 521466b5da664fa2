"""French numbers, plurals and lists."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache

from babel.numbers import format_decimal

from diag.typography import NARROW

_LOCALE = "fr_FR"


@cache
def number(value: Decimal | int) -> str:
    """Return a number as it is read in French: `43,8`, `1 400` (narrow space), `2,5`."""
    return format_decimal(value, locale=_LOCALE)


@cache
def tenths(value: Decimal | Fraction) -> str:
    """Return a number with exactly one decimal, rounded half up (M8)."""
    return format_decimal(round_tenths(value), format="#,##0.0", locale=_LOCALE)


def signed(value: Fraction) -> str:
    """Return a gain with its sign: `+9,4`, `0,0`."""
    text = tenths(value)
    return f"+{text}" if round_tenths(value) > 0 else text


def round_tenths(value: Decimal | Fraction) -> Decimal:
    """Return a number rounded half up to one decimal, exactly."""
    if isinstance(value, Decimal):
        return value.quantize(Decimal("0.1"), ROUND_HALF_UP)
    sign = -1 if value < 0 else 1
    doubled = 20 * abs(value) + 1
    return Decimal(sign * (doubled.numerator // (2 * doubled.denominator))) / 10


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
