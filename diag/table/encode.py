"""From the codes of a part to the arrays of the kernel: values, statuses, profile (M1, M2)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.questionnaire.conditions import Value
from diag.questionnaire.questionnaire_model import ProfileField, Question, Questionnaire
from diag.scoring.rubric import Status
from diag.table.applicable import Bools, Fact, Facts
from diag.table.binding import Binding, Columns
from diag.table.cells import Lexicon, Reading, State, read_profile, read_question

Codes = Mapping[int, NDArray[Any]]
"""(n,) codes of the coded columns, by position."""

_STATUS = np.array(
    [
        {
            State.ANSWERED: Status.ANSWERED,
            State.UNKNOWN: Status.UNKNOWN,
            State.NOT_APPLICABLE: Status.NOT_APPLICABLE,
        }.get(state, Status.MISSING)
        for state in State
    ],
    dtype=np.int8,
)
_DENSE = 1 << 16


@dataclass(frozen=True, eq=False)
class Told:
    """What the rows say of one question or profile field: (n,) ranks in `readings`.

    `raw` is the text of each reading, as in the file, for the list of rejects.
    """

    codes: NDArray[Any]
    readings: Sequence[Reading]
    raw: Sequence[str]

    def states(self) -> NDArray[np.int8]:
        """Return the state of each reading."""
        return np.array([r.state for r in self.readings], dtype=np.int8)


@dataclass(frozen=True, eq=False)
class Encoded:
    """The rows of a part as the kernel takes them.

    Attributes:
        values, status: (n, Q), column by column in memory.
        questions, profile: what was told, by id, bound columns only.
        answered: (n,) rows where at least one answer was understood.

    """

    values: NDArray[np.int8]
    status: NDArray[np.int8]
    questions: Mapping[str, Told]
    profile: Mapping[str, Told]
    answered: Bools

    def rows(self, chosen: NDArray[Any]) -> "Encoded":
        """Return some rows only."""

        def take(told: Mapping[str, Told]) -> dict[str, Told]:
            return {k: Told(t.codes[chosen], t.readings, t.raw) for k, t in told.items()}

        return Encoded(
            np.asfortranarray(self.values[chosen]),
            np.asfortranarray(self.status[chosen]),
            take(self.questions),
            take(self.profile),
            self.answered[chosen],
        )


@dataclass
class Reader:
    """Understands the texts of one export, each distinct text once.

    Attributes:
        questionnaire: what was asked.
        binding: what each column tells.
        distinct: texts of each coded column, by position.
        asked: ids of the questions of the form, every other one being hidden; None for them all.
        problems: columns whose numbers cannot be trusted, by question id, and why.

    """

    questionnaire: Questionnaire
    binding: Binding
    distinct: Mapping[int, Sequence[str]]
    asked: Collection[str] | None = None
    problems: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._lexicon = Lexicon.of(self.questionnaire)
        self._read: dict[tuple[str, tuple[str, ...]], Reading] = {}
        self._alone: dict[str, list[Reading]] = {}

    def encode(self, codes: Codes, rows: int) -> Encoded:
        """Return n rows as arrays; the rows are independent of each other."""
        bound = self.binding
        profile = {
            name: self._told(self.questionnaire.field[name], columns, codes)
            for name, columns in bound.profile.items()
        }
        told = {
            name: self._told(self.questionnaire.question[name], columns, codes)
            for name, columns in bound.questions.items()
        }
        asked = _Asked(self.questionnaire, rows, profile, self.asked)
        values = np.zeros((rows, len(self.questionnaire.questions)), np.int8, order="F")
        status = np.full(values.shape, Status.MISSING, np.int8, order="F")
        # A row of a table of scores was scored before, be it on what its conditions then hid.
        answered = np.full(rows, bound.scored is not None)
        for column, question in enumerate(self.questionnaire.questions):
            said = told.get(question.id)
            if said is not None:
                levels = np.array([r.level for r in said.readings], np.int8)
                values[:, column] = levels.take(said.codes)
                status[:, column] = _STATUS[said.states()].take(said.codes)
                answered |= status[:, column] != Status.MISSING
                if self.binding.scored is not None:  # the table says what was asked
                    unasked = (said.states() == State.NOT_ASKED).take(said.codes)
                    out = self.asked is not None and question.id not in self.asked
                    status[unasked | out, column] = Status.HIDDEN
                    continue
            shown = asked.next(question, said)
            if shown is not None:
                status[~shown, column] = Status.HIDDEN
        return Encoded(values, status, told, profile, answered)

    def _told(self, asked: Question | ProfileField, columns: Columns, codes: Codes) -> Told:
        """Read the columns of one question; several columns are read by distinct combination."""
        texts = [self.distinct[p] for p in columns.positions]
        if len(texts) == 1:
            readings = self._alone.get(asked.id)
            if readings is None:
                readings = [self._reading(asked, columns, (text,)) for text in texts[0]]
                self._alone[asked.id] = readings
            return Told(codes[columns.positions[0]], readings, texts[0])
        combined, pieces = _combine([codes[p] for p in columns.positions], texts)
        readings = [self._reading(asked, columns, piece) for piece in pieces]
        raw = [" | ".join(text for text in piece if text) for piece in pieces]
        return Told(combined, readings, raw)

    def _reading(
        self, asked: Question | ProfileField, columns: Columns, texts: tuple[str, ...]
    ) -> Reading:
        known = self._read.get((asked.id, texts))
        if known is None:
            if isinstance(asked, ProfileField):
                known = read_profile(asked, columns, self._lexicon, texts)
            else:
                problem = self.problems.get(asked.id, "")
                known = read_question(asked, columns, self._lexicon, texts, problem)
            self._read[asked.id, texts] = known
        return known


class _Asked:
    """Goes through the questions in order and says which rows are asked each (M2)."""

    def __init__(
        self,
        questionnaire: Questionnaire,
        rows: int,
        profile: Mapping[str, Told],
        asked: Collection[str] | None,
    ) -> None:
        self._asked = asked
        self._answers: dict[str, Fact] = {}
        self._facts = replace(profile_facts(questionnaire, rows, profile), answers=self._answers)

    def next(self, question: Question, told: Told | None) -> Bools | None:
        """Return the rows that are asked this question; None when all are."""
        if self._asked is not None and question.id not in self._asked:
            return np.zeros(self._facts.rows, dtype=bool)
        shown = self._facts.hold(question.when) if question.when else None
        if told is not None:
            self._answers[question.id] = _fact(told, shown)
        return shown


def profile_facts(questionnaire: Questionnaire, rows: int, profile: Mapping[str, Told]) -> Facts:
    """Return what n rows say of the profile fields whose condition holds."""
    visible: dict[str, Fact] = {}
    facts = Facts(rows, visible, {})
    for one in questionnaire.profile:
        if one.id in profile:
            visible[one.id] = _fact(profile[one.id], facts.hold(one.when) if one.when else None)
    return facts


def _fact(told: Told, present: Bools | None) -> Fact:
    values: list[Value | None] = [
        r.value if r.state is State.ANSWERED else None for r in told.readings
    ]
    return Fact(told.codes, values, present)


def _combine(
    codes: Sequence[NDArray[Any]], texts: Sequence[Sequence[str]]
) -> tuple[NDArray[Any], list[tuple[str, ...]]]:
    """Return the distinct combinations met in several columns, and the rank of each row's own."""
    sizes = [len(t) for t in texts]
    total = reduce(lambda a, b: a * b, sizes, 1)
    if total >= 2**62:  # free texts beside the boxes: compare the rows themselves
        stacked = np.stack([c.astype(np.uint32) for c in codes], axis=1)
        rows, inverse = np.unique(stacked, axis=0, return_inverse=True)
        pieces = [tuple(t[i] for t, i in zip(texts, row, strict=True)) for row in rows]
        return inverse.ravel(), pieces
    ranks: NDArray[Any]
    met: NDArray[Any]
    key = np.zeros(len(codes[0]), dtype=np.int64)
    for column, size in zip(codes, sizes, strict=True):
        key = key * size + column
    if total <= _DENSE:
        met = np.flatnonzero(np.bincount(key, minlength=total))
        place = np.zeros(total, dtype=np.uint16)
        place[met] = np.arange(len(met))
        ranks = place.take(key)
    else:
        met, ranks = np.unique(key, return_inverse=True)
    places = zip(*np.unravel_index(met, sizes), strict=True)
    return ranks, [tuple(t[i] for t, i in zip(texts, place, strict=True)) for place in places]
