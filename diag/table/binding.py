"""What the columns of an export tell: the result of matching, before any answer is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from diag.export.layout import Heading
from diag.table.completion import Marker
from diag.table.losses import Lost

#: Boxes that a tool adds to those of the question.
UNKNOWN_BOX, NOT_APPLICABLE_BOX = "?unknown", "?not_applicable"


@dataclass(frozen=True)
class Columns:
    """The columns of one question or profile field.

    Attributes:
        form: one answer, several joined in a cell, one box per option, or the ticked labels packed
            to the left; or the code of a table of scores.
        positions: one for `single` and `joined`, or several of a `single` answer that stands in one
            or the other; one per box for `ticks`; by rank for `packed`.
        options: of `ticks`, the option told by each position, or a box that the tool added.
        values: what raw texts mean, from a mapping file: `normalise`d text -> id, level, number or
            word of `mapping.WORDS`.
        unasked: the tool leaves every box empty when it did not ask, and writes 0 when it did.

    """

    form: Literal["single", "joined", "ticks", "packed", "code"]
    positions: tuple[int, ...]
    options: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    unasked: bool = False


@dataclass(frozen=True)
class Scored:
    """Columns of a table of scores: form, provisional or not, mention of invented data."""

    form: int
    provisional: int
    mention: int


@dataclass(frozen=True)
class Binding:
    """What each column of an export tells.

    Attributes:
        questions, profile: columns by id of question and of profile field.
        key: column that identifies the structure; None: the row does.
        key_width: digits of the key when it is a FINESS (9) or a SIRET (14), else 0.
        name: name of the structure.
        operator: managing organisation.
        role: role of the respondent.
        date: date of the answer.
        markers: how the tool marks answers that do not count.
        unused: columns that tell nothing known, in order.
        technical: what the tool writes about itself or beside an answer, ignored.
        absent: questions that no column tells, in the order they are asked.
        how: how each id was matched, in French.
        notes: what the user should settle, in French, one sentence each.
        lost: what looks like a question and is not read.
        comments: columns of what people wrote beside their answer, by question.
        scored: of a table of scores, columns that say what was asked and whether it was finished.

    """

    questions: Mapping[str, Columns]
    profile: Mapping[str, Columns]
    key: int | None
    name: int | None
    operator: int | None
    role: int | None
    date: int | None
    markers: tuple[Marker, ...]
    unused: tuple[Heading, ...]
    technical: tuple[Heading, ...]
    absent: tuple[str, ...]
    how: Mapping[str, str]
    notes: tuple[str, ...] = ()
    key_width: int = 0
    lost: tuple[Lost, ...] = ()
    comments: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    scored: Scored | None = None

    @property
    def asked(self) -> frozenset[str]:
        """Questions that the survey asked: those read, and those whose columns are lost."""
        return frozenset(self.questions) | {name for one in self.lost for name in one.questions}
