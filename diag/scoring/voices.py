"""What several people around the table said of one question, heard by the one kernel (M13).

The answers of a table of respondents and those of a visit are merged here alike: one retained answer
per question, and the gaps, in the order in which a team takes them (E16). Levels are never averaged:
the mean only measures how far answers stand apart.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from diag.questionnaire.admitted_values import invalid_value, typed
from diag.questionnaire.questionnaire_model import Question, level_of
from diag.scoring.rubric import Bools, Ints, Levels, Status
from diag.visit.visit_model import Answer, Said, Voice

LEVELS = 5
"""What is said of a question is a code: its level 0-4, or 4 + a status other than `ANSWERED`."""
_CODES = LEVELS + len(Status) - 1


@dataclass(frozen=True, eq=False)
class Merged:
    """One row per structure, arrays (m, Q).

    Attributes:
        values: lower median of the levels given, 0 where there is none.
        status: `Status` retained.
        highest: level at every high end: the highest given where a gap of level waits for an
            arbitration, the value otherwise.
        chosen: lowest row whose answer is the one retained, -1 where nobody answered (`MISSING`,
            `HIDDEN`). A note, a proof or a reason of « non concerné » is read there.
        given: number of levels given.
        spread: highest level given minus the lowest, 0 under two levels.
        apart: with N levels given of sum S, the sum of |N x - S|: how far they stand from their
            mean, as a whole number.
        level_gap: a range of 2 or more for 2 to 4 levels given, AD above 5/6 from 5.
        known_gap: some give a level, others do not know.
        concerned_gap: some are not concerned, others give a level or do not know.
        missing_gap: some did not answer, others did.
    """

    values: Levels
    status: NDArray[np.int8]
    highest: Levels
    chosen: NDArray[np.intp]
    given: Ints
    spread: Levels
    apart: Ints
    level_gap: Bools
    known_gap: Bools
    concerned_gap: Bools
    missing_gap: Bools

    @property
    def gap(self) -> Bools:
        """(m, Q) whether there is a gap of some kind."""
        return self.level_gap | self.known_gap | self.concerned_gap | self.missing_gap

    def deviation(self, structure: int, question: int) -> Fraction | None:
        """Return the mean distance to the mean (AD), in levels; None under two levels."""
        given = int(self.given[structure, question])
        return Fraction(int(self.apart[structure, question]), given**2) if given > 1 else None


def merge(groups: NDArray[Any], values: NDArray[Any], status: NDArray[Any]) -> Merged:
    """Return the answers of m structures out of those of n respondents (M13).

    Without any level, the first met of `UNKNOWN`, `NOT_APPLICABLE`, `MISSING`, `HIDDEN` is retained.

    Args:
        groups: (n,) rank of the structure of each row, 0..m-1, in any order. A rank without any
            row is a structure where everything is hidden.
        values, status: (n, Q) as the kernel takes them; statuses are settled (`Rubric.settled`).
    """
    groups = np.asarray(groups, dtype=np.intp)
    structures = int(groups.max(initial=-1)) + 1
    columns = [_question(groups, structures, values[:, q], status[:, q]) for q in range(status.shape[1])]
    return Merged(
        **{field.name: np.stack([getattr(c, field.name) for c in columns], axis=1) for field in fields(Merged)}
    )


def _question(groups: NDArray[np.intp], structures: int, values: NDArray[Any], status: NDArray[Any]) -> Merged:
    """Return what the respondents say of one question, arrays (m,)."""
    codes = np.where(status == Status.ANSWERED.value, values, status + (LEVELS - 1)).astype(np.intp)
    cells = np.bincount(groups * _CODES + codes, minlength=structures * _CODES)
    counts = cells.reshape(structures, _CODES)
    levels, others = counts[:, :LEVELS], counts[:, LEVELS:]
    given = levels.sum(axis=1)
    answered = given > 0

    # The lower median is the first level that half of the levels given do not exceed.
    median = (2 * levels.cumsum(axis=1) < given[:, None]).sum(axis=1)
    # Statuses are numbered from the one that prevails to the one that yields; nobody is hidden.
    others[:, -1] += 1
    retained = np.where(answered, median, LEVELS + (others > 0).argmax(axis=1))

    lowest = (levels > 0).argmax(axis=1)
    highest = np.where(answered, LEVELS - 1 - (levels[:, ::-1] > 0).argmax(axis=1), 0)
    spread = np.where(answered, highest - lowest, 0)
    total = levels @ np.arange(LEVELS)
    # AD is `apart` over N squared: whole numbers to the end.
    apart = (levels * np.abs(given[:, None] * np.arange(LEVELS) - total[:, None])).sum(axis=1)
    level_gap = np.where(given >= 5, 6 * apart > 5 * given**2, spread >= 2)

    unknown, aside, missing = (others[:, rank] > 0 for rank in range(3))
    value = np.where(answered, median, 0)
    return Merged(
        values=value.astype(np.int8),
        status=np.where(answered, Status.ANSWERED.value, retained - (LEVELS - 1)).astype(np.int8),
        highest=np.where(level_gap, highest, value).astype(np.int8),
        chosen=_first(groups, codes, retained),
        given=given,
        spread=spread.astype(np.int8),
        apart=apart,
        level_gap=level_gap,
        known_gap=answered & unknown,
        concerned_gap=aside & (answered | unknown),
        missing_gap=missing & (answered | unknown | aside),
    )


def _first(groups: NDArray[np.intp], codes: NDArray[np.intp], retained: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the lowest row that said what each structure retains, -1 where that is no answer."""
    first = np.full(len(retained), -1, dtype=np.intp)
    rows = np.flatnonzero(codes == retained[groups])[::-1]
    first[groups[rows]] = rows  # of several rows, the last written stays: the lowest
    return np.where(retained < LEVELS - 1 + Status.MISSING, first, -1)


Kind = Literal["level", "known", "concerned", "missing"]
"""Of a gap: levels far apart, known or not, concerned or not, without an answer (M13)."""
_KINDS: tuple[Kind, ...] = ("level", "known", "concerned", "missing")


@dataclass(frozen=True)
class Heard:
    """What the answers to one question amount to.

    Attributes:
        said: what is retained: the arbitration, else the answer of whom the lower median is.
        kinds: gaps between the voices, arbitrated or not; empty where they agree.
        highest: level 0-4 that the answer counts at every high end while a gap of level waits for
            an arbitration, None otherwise.
    """

    said: Said
    kinds: tuple[Kind, ...]
    highest: int | None


def hear(question: Question, voices: Sequence[Voice], arbitration: Said | None = None) -> Heard:
    """Return what is retained of the answers to a question, and how far apart they stand (M13).

    Multiple-choice and number questions are compared by their level. What the question does not
    admit counts as missing, as in a visit of one person (M2).
    """
    if not voices:
        return Heard(_without_whose(arbitration), (), None)
    rows = [standing(question, voice) for voice in voices]
    values, status = (np.array(side, np.int8).reshape(-1, 1) for side in zip(*rows, strict=True))
    merged = merge(np.zeros(len(rows), np.intp), values, status)
    chosen = int(merged.chosen[0, 0])
    waits = arbitration is None and bool(merged.level_gap[0, 0])
    return Heard(
        said=_without_whose(arbitration or (voices[chosen] if chosen >= 0 else None)),
        kinds=tuple(kind for kind in _KINDS if getattr(merged, f"{kind}_gap")[0, 0]),
        highest=int(merged.highest[0, 0]) if waits else None,
    )


def gap(question: Question, answer: Answer) -> Heard | None:
    """Return how far apart the answers of several people stand.

    None where fewer than two answered, where they agree, and where an arbitration closed the gap.
    """
    if len(answer.voices) < 2 or answer.arbitration is not None:
        return None
    heard = hear(question, answer.voices)
    return heard if heard.kinds else None


def settled(question: Question, answer: Answer) -> Answer:
    """Return an answer with what its voices and its arbitration retain; nobody's is no voice's."""
    if not answer.voices:
        return answer
    said = hear(question, answer.voices, answer.arbitration).said
    return answer.model_copy(update={**dict(said), "by": None})


def standing(question: Question, voice: Said) -> tuple[int, Status]:
    """Return the level and the status of a voice, as the kernel takes them; 0 without an answer."""
    status = Status[voice.status.upper()]
    if status is Status.NOT_APPLICABLE and not (question.not_applicable and voice.reason):
        status = Status.MISSING
    if status is Status.ANSWERED:
        if voice.value is not None and not invalid_value(question, voice.value):
            return level_of(question, typed(question, voice.value)), status
        status = Status.MISSING
    return 0, status


def _without_whose(voice: Said | None) -> Said:
    return Said(**voice.alone) if voice else Said(status="missing")


LONG, SHORT = 10, 5
"""Minutes for a core question whose levels are two apart or more, and for any other."""


@dataclass(frozen=True)
class Gap:
    """One question on which respondents differ, and no arbitration closed it."""

    question: Question
    answer: Answer
    heard: Heard

    @property
    def levels(self) -> Mapping[str, int]:
        """Levels by respondent, of those who gave one."""
        found = {voice.by: standing(self.question, voice) for voice in self.answer.voices}
        return {by: level for by, (level, status) in found.items() if status is Status.ANSWERED}

    @property
    def range(self) -> int:
        """Levels between the lowest and the highest."""
        return max(self.levels.values(), default=0) - min(self.levels.values(), default=0)

    @property
    def minutes(self) -> int:
        """Time to settle it."""
        return LONG if self.question.core and self.range > 1 else SHORT


def agenda(asked: Iterable[tuple[Question, Answer]]) -> list[Gap]:
    """Return the open gaps of the questions that are asked: core first, then the widest, the weightiest."""
    found = [Gap(q, a, heard) for q, a in asked if (heard := gap(q, a))]
    return sorted(found, key=lambda one: (not one.question.core, -one.range, -one.question.weight))
