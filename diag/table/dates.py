"""Dates of answers, as survey tools write them, brought to `AAAA-MM-JJ`."""

import datetime
import re
from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_LATIN = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?!\d)")
_NO_DATE = "1980-01-01"  # LimeSurvey writes it where dates are not stored


def days(texts: pa.Array, month_first: bool) -> pa.Array:
    """Return the day of each text, an empty text where none can be read; (n,) both ways.

    Args:
        texts: date and time in any notation of the tools; only the first ten characters count.
        month_first: read `03/04/2026` as the 4th of March.

    """
    heads = pc.utf8_slice_codeunits(pc.utf8_trim_whitespace(texts), 0, 10).dictionary_encode()
    read = [_day(text, month_first) for text in heads.dictionary.to_pylist()]
    return pa.array(["" if day == _NO_DATE else day for day in read], pa.string()).take(
        heads.indices
    )


def is_date(text: str, month_first: bool = False) -> bool:
    """Tell whether a text begins with a day, that which a tool writes for none included."""
    return bool(_day(text.strip()[:10], month_first))


def month_first(texts: Iterable[str], american: bool) -> bool:
    """Tell the order of day and month of a column from what it holds.

    A part above 12 settles it; otherwise the habit of the tool does (`american`).
    """
    pairs = [match.groups() for text in texts if (match := _LATIN.match(text.strip()))]
    if any(int(first) > 12 for first, _, _ in pairs):
        return False
    return american or any(int(second) > 12 for _, second, _ in pairs)


def _day(text: str, month_first: bool) -> str:
    if match := _ISO.match(text):
        year, month, day = match.groups()
    elif match := _LATIN.match(text):
        day, month, year = match.groups()
        if month_first:
            day, month = month, day
        year = f"20{year}" if len(year) == 2 else year
    else:
        return ""
    try:
        found = datetime.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""
    return found if "1990" <= found < "2101" or found == _NO_DATE else ""
