"""Rows that are no answer of a structure: unfinished ones, totals under a table, trials of a survey.

Unfinished answers are told by the marks of the tools, where an unknown word decides nothing; totals
and trials by their whole name: « Association Contestations » is a structure.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from diag.export.spelling import is_blank, normalise
from diag.table.dates import is_date
from diag.table.word_lists import load

_LISTS = load("words")
_WORDS = _LISTS["completion"]
_NEGATED = re.compile(r"(?:non|not|pas)[ -](.+)")
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*|\d+")
_PERCENT = re.compile(r"(\d{1,3})(?:[.,]\d+)?%")

#: What the name of every total or trial holds, and few others do, to be found in a whole column.
LIKELY: str = _LISTS["likely"]


@dataclass(frozen=True)
class Marker:
    """How a tool marks an unfinished or refused answer.

    `done`: by a word, a date or a percentage that says that it is finished. `draft`: by a yes or a
    word that says that it is not. `listed`: by one of `values`, where `others` and an empty cell are
    those of answers that count.
    """

    position: int
    kind: Literal["done", "draft", "listed"]
    values: Sequence[str] = ()
    others: Sequence[str] = ()

    def complete(self, text: str) -> bool | None:
        """Tell whether an answer with this text in the marker's column counts; None: no telling."""
        said = normalise(text)
        if self.kind == "listed":
            if said in map(normalise, self.values):
                return False
            return True if is_nothing(text) or said in map(normalise, self.others) else None
        if is_nothing(text):
            return self.kind == "draft"
        if said in _WORDS["yes"] or said in _WORDS["no"]:
            return (said in _WORDS["yes"]) != (self.kind == "draft")
        return _finished(said)


def is_nothing(text: str) -> bool:
    """Tell whether a cell is empty, or was before a program saved the table again (`NA`)."""
    return is_blank(text) or text.strip().casefold() in _WORDS["nothing"]


def _finished(said: str) -> bool | None:
    """Tell whether a text says that an answer is finished; None where it says neither."""
    if said in _WORDS["done"] or is_date(said) or is_date(said, month_first=True):
        return True
    if said in _WORDS["going"]:
        return False
    if match := _NEGATED.fullmatch(said):
        return False if match[1] in _WORDS["done"] else None
    match = _PERCENT.fullmatch(said)
    return int(match[1]) >= 100 if match else None


def is_sum(name: str) -> bool:
    """Tell whether a row bears the name of a total or of a mean, and nothing else."""
    return _bears("totals", name)


def is_test(name: str) -> bool:
    """Tell whether a row says that it is a trial, or that it is not to be counted."""
    return _bears("tests", name)


def _bears(kind: str, name: str) -> bool:
    listed, said = _LISTS[kind], normalise(name)
    if any(order in said for order in listed["orders"]):
        return True
    words = _WORD.findall(said) if len(name) <= 200 else []
    rest = [word for word in words if word not in listed["names"]]
    return len(rest) < len(words) and all(w in listed["beside"] or w.isdigit() for w in rest)
