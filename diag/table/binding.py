"""What the columns of an export tell: the result of matching, before any answer is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from diag.export.layout import Heading
from diag.french import cut, typeset
from diag.table.completion import Marker

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
    def position(self) -> int:
        """Return the first of its columns."""
        return self.positions[0]

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
