"""What cells turned out to say: of one question in a row, of n rows, of n structures; and their numbers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import IntEnum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diag.export.spelling import is_scientific, normalise
from diag.french import typeset
from diag.questionnaire.questionnaire_model import Answer as Given
from diag.questionnaire.questionnaire_model import Value


class State(IntEnum):
    """The six things that a cell can say (M2); only the first gives a level."""

    ANSWERED = 0
    UNKNOWN = 1
    NOT_APPLICABLE = 2
    NO_ANSWER = 3
    NOT_ASKED = 4
    DAMAGED = 5


@dataclass(frozen=True)
class Reading:
    """What the cells of one question say in one row."""

    state: State
    #: When answered: a level, a number, ticked ids, or the typed value of a profile field.
    value: Given | Value | None = None
    level: int = 0  # of an answered question, 0 to 4
    reason: str = ""  # when damaged, in French, without the raw text; and how to mend it
    how: str = ""


NO_ANSWER = Reading(State.NO_ANSWER)


def answered(value: Given | Value) -> Reading:
    """Return an answer whose level is not known yet."""
    return Reading(State.ANSWERED, value)


def damaged(reason: str, how: str) -> Reading:
    """Return what cannot be scored."""
    return Reading(State.DAMAGED, reason=typeset(reason), how=typeset(how))


@dataclass(frozen=True, eq=False)
class Said:
    """What n rows said of one question or profile field.

    `codes` (n,) are ranks in `readings`; `raw` is the text of each reading, as in the file.
    """

    codes: NDArray[Any]
    readings: Sequence[Reading]
    raw: Sequence[str] = ()

    def states(self) -> NDArray[np.int8]:
        """Return the `State` of each reading."""
        return np.array([reading.state for reading in self.readings], np.int8)

    def values(self) -> list[Any]:
        """Return the value of each reading, None where it is no answer."""
        return [one.value if one.state is State.ANSWERED else None for one in self.readings]

    def take(self, rows: Any) -> "Said":
        """Return what some rows said."""
        return Said(self.codes[rows], self.readings, self.raw)


@dataclass(frozen=True, eq=False)
class Structures:
    """n structures, in the order of their first row."""

    frame: pd.DataFrame  # the table of answers, one row a structure, as `answer_frame` describes it
    #: By id of question and of profile field; empty for a table that a user gives.
    said: Mapping[str, Said] = field(default_factory=dict)
    #: A column for each question beside which people wrote; none where it is not read.
    comments: pd.DataFrame = field(default_factory=pd.DataFrame)
    #: (n, Q) what an answer that waits for an arbitration may be at most (M13).
    highest: NDArray[np.int8] | None = None
    extra: pd.DataFrame | None = None  # columns added to the scores, of the same index

    def __len__(self) -> int:
        return len(self.frame)

    def pieces(self, size: int) -> Iterator["Structures"]:
        """Yield the structures, `size` at a time; nobody is a piece."""
        for start in range(0, max(len(self), 1), size):
            chosen = slice(start, start + size)
            yield replace(
                self,
                frame=self.frame.iloc[chosen],
                said={name: said.take(chosen) for name, said in self.said.items()},
                comments=self.comments.iloc[chosen],
                highest=None if self.highest is None else self.highest[chosen],
                extra=None if self.extra is None else self.extra.iloc[chosen],
            )


_SPACES = re.compile(r"[ \u00a0\u202f\u2009]+")
_HEAD = re.compile(r"([-+−]?) ?(\d[\d.,]{0,29}(?: \d{3}(?!\d)[\d.,]*){0,9})(.*)", re.DOTALL)
#: The two ways of reading digits: a mark before the decimals, or between the thousands.
_WAYS = (
    re.compile(r"(?P<whole>\d+|\d{1,3}(?: \d{3})+)(?:[.,](?P<part>\d+))?"),
    re.compile(
        r"(?P<whole>(?!0[.,])\d{1,3}(?P<mark>[.,])\d{3}(?:(?P=mark)\d{3})*)"
        r"(?:(?!(?P=mark))[.,](?P<part>\d+))?"
    ),
)
_OUT_OF = re.compile(r"\bsur (\d+)\b")


def read_number(text: str, minimum: Decimal, maximum: Decimal, unit: str = "") -> Decimal | Reading:
    """Return the number that a text says, from the minimum to the maximum, or why it is damaged.

    `1,234` is a thousand for some and one for others: the bounds settle it, or nothing does.
    A unit of `professionnels sur 10` admits `7 sur 10`, `7/10` and `7 professionnels`.
    """
    within: set[Decimal] = set()
    match = _HEAD.fullmatch(_SPACES.sub(" ", text.strip()))
    if is_scientific(text):
        why = "nombre abîmé par un tableur (écriture scientifique)"
    elif not match or not _is_unit(match[3], unit):
        why = "ce n’est pas un nombre"
    elif not (possible := _values(match[2])):
        why = "nombre mal écrit"
    else:
        sign = -1 if match[1] in ("-", "−") else 1
        within = {sign * value for value in possible if minimum <= sign * value <= maximum}
        why = "nombre hors des bornes"
    if len(within) == 1:
        return within.pop()
    if within:
        why = "virgule ou séparateur de milliers : le nombre se lit de deux façons"
    low, high = (f"{end.normalize():f}".replace(".", ",") for end in (minimum, maximum))
    return damaged(why, f"écrivez un nombre de {low} à {high}, en chiffres")


def _values(digits: str) -> set[Decimal]:
    """Return every number that digits with spaces, commas and points may mean."""
    if digits[-1] in ".," and digits.count(digits[-1]) == 1:  # the end of a sentence
        digits = digits.rstrip(".,")
    found = [match for way in _WAYS if (match := way.fullmatch(digits))]
    return {Decimal(re.sub(r"\D", "", m["whole"]) + f".{m['part'] or ''}") for m in found}


def _is_unit(rest: str, unit: str) -> bool:
    """Tell whether what follows a number is nothing, or its unit."""
    said, whole = normalise(rest), normalise(unit)
    if not rest.strip() or not said or not whole:
        return not rest.strip()
    first = whole.split(" ", 1)[0]
    admitted = {whole, first, first.removesuffix("s")}
    if out_of := _OUT_OF.search(whole):
        admitted |= {out_of[0], f"/{out_of[1]}", f"/ {out_of[1]}"}
    return said in admitted or (said == "%" and "%" in unit)
