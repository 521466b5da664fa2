"""Dates of answers, as survey tools and people write them, brought to `AAAA-MM-JJ`."""

import datetime
import re
from collections.abc import Iterable

import pandas as pd

from diag.export.spelling import normalise
from diag.table.word_lists import load

_WORDS = load("words")["dates"]
_MONTHS = {name: rank for rank, names in enumerate(_WORDS["months"], 1) for name in names}
_DAY, _MONTH = r"(?P<day>\d{1,2})", r"(?P<month>\d{1,2})"
_YEAR = r"(?P<year>\d{4}(?!\d)|\d{2}(?!\d| ?[h:]))"  # `3 mars 10:04` has no year
_NAMED = rf"(?P<month>{'|'.join(_MONTHS)})\b\.?"
_BEFORE = rf"(?:(?:{'|'.join(_WORDS['before'])})\b\.?,? )*"
_LATIN = re.compile(rf"{_DAY}[-/.]{_MONTH}[-/.]{_YEAR}")
_AMERICAN = re.compile(rf"{_MONTH}[-/.]{_DAY}[-/.]{_YEAR}")
_NOTATIONS = (
    re.compile(rf"(?P<year>\d{{4}})[-/]{_MONTH}[-/]{_DAY}"),
    re.compile(rf"{_BEFORE}{_DAY}(?:er|st|nd|rd|th)?[-./ ]+{_NAMED}[-./, ]+{_YEAR}"),
    re.compile(rf"{_BEFORE}{_NAMED} {_DAY}(?:st|nd|rd|th)?,? {_YEAR}"),
)
_NO_DATE = "1980-01-01"  # LimeSurvey writes it where dates are not stored


def days(texts: "pd.Series[str]", month_first: bool) -> "pd.Series[str]":
    """Return the day of each text, an empty text where none can be read; (n,) both ways.

    Texts are dates and times in any notation of the tools, or with the month in letters;
    `month_first` reads `03/04/2026` as the 4th of March.
    """
    texts = texts.str.strip()
    heads = texts.str.slice(0, 11)  # without the time few are distinct, and each is read once
    heads = heads.where(heads.str.match(r"\d+[-/.]\d+[-/.]\d"), texts.str.slice(0, 40))
    codes, distinct = heads.factorize()
    read = pd.Series([_day(text, month_first) for text in distinct], dtype="str")
    return read.replace(_NO_DATE, "").take(codes).set_axis(texts.index)


def is_date(text: str, month_first: bool = False) -> bool:
    """Tell whether a text begins with a day, that which a tool writes for none included."""
    return bool(_day(text, month_first))


def month_first(texts: Iterable[str], american: bool) -> bool:
    """Tell the order of day and month of a column from what it holds.

    A part above 12 settles it; otherwise the habit of the tool does (`american`).
    """
    dates = [match for text in texts if (match := _LATIN.match(text.strip()))]
    if any(int(date["day"]) > 12 for date in dates):
        return False
    return american or any(int(date["month"]) > 12 for date in dates)


def _day(text: str, month_first: bool) -> str:
    said = normalise(text)
    notations = (*_NOTATIONS, _AMERICAN if month_first else _LATIN)
    match = next(filter(None, (notation.match(said) for notation in notations)), None)
    if match is None:
        return ""
    year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
    month = _MONTHS.get(match["month"]) or int(match["month"])
    try:
        day = datetime.date(year, month, int(match["day"])).isoformat()
    except ValueError:
        return ""
    return day if "1990" <= day < "2101" or day == _NO_DATE else ""
