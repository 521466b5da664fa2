"""Several respondents of one structure: one retained answer per question, and the gaps (M13).

Levels are never averaged: the mean only measures how far answers stand apart.
"""

from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.scoring.rubric import Bools, Ints, Levels, Status

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
