"""What the columns of an export tell: the result of matching, before any answer is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from diag.export.layout import Heading
from diag.export.spelling import normalise

#: Boxes that a tool adds to those of the question.
UNKNOWN_BOX, NOT_APPLICABLE_BOX = "?unknown", "?not_applicable"
_TRUE = frozenset({"1", "true", "vrai", "oui", "yes", "y", "o", "on"})
_FALSE = frozenset({"", "0", "false", "faux", "non", "no", "n", "off"})


@dataclass(frozen=True)
class Columns:
    """The columns of one question or profile field.

    Attributes:
        form: one answer, several joined in a cell, one box per option, or the ticked labels packed
            to the left.
        positions: one for `single` and `joined`; one per box for `ticks`; by rank for `packed`.
        options: of `ticks`, the option told by each position, or a box that the tool added.
        values: what raw texts mean, from a mapping file: `normalise`d text -> id, level, number or
            word of `mapping.WORDS`.
        unasked: the tool leaves every box empty when it did not ask, and writes 0 when it did.

    """

    form: Literal["single", "joined", "ticks", "packed"]
    positions: tuple[int, ...]
    options: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    unasked: bool = False


@dataclass(frozen=True)
class Marker:
    """How a tool marks an unfinished or refused answer.

    `filled`: complete when the cell holds something. `false`, `true`: when it says so. `equals`:
    when it is one of `values`. `differs`: when it is none of them, an empty cell included.
    """

    position: int
    kind: Literal["filled", "false", "true", "equals", "differs"]
    values: tuple[str, ...] = ()

    def complete(self, text: str) -> bool:
        """Tell whether an answer with this text in the marker's column counts."""
        said = normalise(text)
        if self.kind == "filled":
            return bool(text.strip())
        if self.kind == "false":
            return said in _FALSE or said in ("0.0", "0,0")
        if self.kind == "true":
            return said in _TRUE or said in ("1.0", "1,0")
        return (said in map(normalise, self.values)) == (self.kind == "equals")


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
