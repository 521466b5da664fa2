"""What the columns of an export tell, before any answer is read; and the rows that are no answer.

Unfinished answers are told by the marks of the tools, where an unknown word decides nothing; totals
under a table and trials of a survey by their whole name: « Association Contestations » is a structure.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from diag.export.layout import Heading
from diag.export.spelling import is_blank, normalise
from diag.french import cut, typeset
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


Form = Literal["single", "joined", "ticks", "packed", "code"]
#: Boxes that a tool adds to those of the question.
UNKNOWN_BOX, NOT_APPLICABLE_BOX = "?unknown", "?not_applicable"


@dataclass(frozen=True)
class Columns:
    """The columns of one question or profile field, and how they tell it.

    `single`: one answer, in one column or the other. `joined`: several answers in a cell. `ticks`:
    a column for each box. `packed`: the ticked labels, by rank. `code`: that of a table of scores.
    """

    form: Form
    positions: tuple[int, ...]
    options: tuple[str, ...] = ()  # of `ticks`, that of each position, or a box that the tool added
    #: What raw texts mean, from a mapping file: `normalise`d text -> id, level, number or word of
    #: `mapping.WORDS`.
    values: Mapping[str, str] = field(default_factory=dict)
    unasked: bool = False  # the tool leaves every box empty when it did not ask, else writes 0


@dataclass(frozen=True)
class Scored:
    """Columns of a table of scores: form, provisional or not, mention of invented data."""

    form: int
    provisional: int
    mention: int


@dataclass(frozen=True)
class Lost:
    """What looks like a question and is not read: told, and no full success."""

    column: str  # heading, or id of the question
    positions: tuple[int, ...]
    questions: tuple[str, ...]  # ids of what was asked, and is not read
    reason: str  # in French, as how to mend it
    how: str

    @property
    def sentence(self) -> str:
        """Return the whole of it, in one sentence."""
        return typeset(f"« {cut(' '.join(self.column.split()), 60)} » : {self.reason} ; {self.how}")


REASON = "?"
"""Ends the name, in `Binding.comments`, of what says why a question does not concern the structure."""


@dataclass(frozen=True)
class Binding:
    """What each column of an export tells; columns are told by their position from 0."""

    questions: Mapping[str, Columns]
    profile: Mapping[str, Columns]
    key: int | None  # of the structure; None: the row is one
    name: int | None  # of the structure
    operator: int | None  # its managing organisation
    role: int | None  # of the respondent
    date: int | None  # of the answer
    markers: tuple[Marker, ...]  # how the tool marks answers that do not count
    unused: tuple[Heading, ...]  # not read, in order, those of `lost` included
    technical: tuple[Heading, ...]  # what the tool writes of itself or beside an answer
    absent: tuple[str, ...]  # questions that no column tells, in the order they are asked
    how: Mapping[str, str]  # how each id was matched, in French
    notes: tuple[str, ...] = ()  # what the user should settle, in French, a sentence each
    key_width: int = 0  # digits of the key when it is a FINESS (9) or a SIRET (14), else 0
    lost: tuple[Lost, ...] = ()
    comments: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # beside each question, and codes
    scored: Scored | None = None  # of a table of scores

    @property
    def asked(self) -> frozenset[str]:
        """Questions that the survey asked: those read, and those whose columns are lost."""
        return frozenset(self.questions) | {name for one in self.lost for name in one.questions}

    @property
    def unknown(self) -> tuple[Heading, ...]:
        """Columns that tell nothing known: those that are lost are told as lost."""
        lost = {position for one in self.lost for position in one.positions}
        return tuple(heading for heading in self.unused if heading.position not in lost)
