"""Several respondents of one structure: one retained answer per question, disagreements (M13).

Levels are never averaged: the mean only serves to measure how far the answers stand apart.
"""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.scoring.rubric import Bools, Floats, Levels, Status

#: What is said of one question is a code: its level 0-4, or 4 + a status other than ANSWERED.
_LEVELS = 5
_CODES = _LEVELS + len(Status) - 1

#: Answers looked at together: enough for few calls, few enough for little memory.
_AT_ONCE = 2**16


@dataclass(frozen=True, eq=False)
class Merged:
    """One row per structure, arrays (m, Q), each column contiguous.

    Attributes:
        values: lower median of the levels given; 0 where the status is not ANSWERED.
        status: `Status` retained.
        deviation: mean distance to the mean (AD), NaN where fewer than two gave a level.
        spread: highest level given minus the lowest, 0 where fewer than two gave one.
        disagreement: AD above 5/6, or a spread of 2 or more.
        chosen: lowest row whose answer is the one retained, -1 where nobody answered (MISSING,
            HIDDEN). A note, a proof or a reason of « non concerné » is read there.

    """

    values: Levels
    status: NDArray[np.int8]
    deviation: Floats
    spread: Levels
    disagreement: Bools
    chosen: NDArray[np.intp]


def merge(groups: NDArray[Any], values: NDArray[Any], status: NDArray[Any]) -> Merged:
    """Return the answers of m structures out of those of n respondents (M13).

    Who gives a level prevails over who does not know, who prevails over who was not asked or did
    not answer: `unknown` is retained only where nobody gives a level. The method says nothing of
    structures where nobody gives a level nor says « ne sait pas »; there, « non concerné » is
    retained if somebody said so, else `missing` if somebody was asked, else `hidden`.

    Args:
        groups: (n,) rank of the structure of each row, 0..m-1, in any order. A rank without any
            row is a structure where everything is hidden.
        values, status: (n, Q) as the kernel takes them.

    """
    groups = np.asarray(groups, dtype=np.intp)
    respondents, questions = status.shape
    structures = int(groups.max(initial=-1)) + 1
    shape = structures, questions
    merged = Merged(
        values=np.empty(shape, dtype=np.int8, order="F"),
        status=np.empty(shape, dtype=np.int8, order="F"),
        deviation=np.empty(shape, order="F"),
        spread=np.empty(shape, dtype=np.int8, order="F"),
        disagreement=np.empty(shape, dtype=np.bool_, order="F"),
        chosen=np.empty(shape, dtype=np.intp, order="F"),
    )
    step = max(1, _AT_ONCE // max(1, respondents))
    for start in range(0, questions, step):
        part = slice(start, start + step)
        some = _merge(groups, values[:, part].T, status[:, part].T, structures)
        for field in fields(Merged):
            getattr(merged, field.name)[:, part] = getattr(some, field.name).T
    return merged


def _merge(
    groups: NDArray[np.intp], values: NDArray[Any], status: NDArray[Any], structures: int
) -> Merged:
    """Return the answers to q questions as (q, m) arrays, from (q, n) values and statuses."""
    shape = len(status), structures
    codes = np.where(status == Status.ANSWERED.value, values, status + (_LEVELS - 1)).ravel()
    # One cell per question and structure.
    cells = (groups + structures * np.arange(len(status))[:, None]).ravel()
    size = shape[0] * shape[1]
    found = np.bincount(codes.astype(np.intp) * size + cells, minlength=_CODES * size)
    counts = found.reshape(_CODES, size)
    retained = _retained(counts)
    level = retained < _LEVELS
    rows = _first(cells, codes, retained, len(groups))
    deviation, spread, disagreement = _apart(counts[:_LEVELS])
    return Merged(
        values=np.where(level, retained, 0).reshape(shape),
        status=np.where(level, Status.ANSWERED.value, retained - (_LEVELS - 1)).reshape(shape),
        deviation=deviation.reshape(shape),
        spread=spread.reshape(shape),
        disagreement=disagreement.reshape(shape),
        chosen=rows.reshape(shape),
    )


def _retained(counts: NDArray[np.intp]) -> NDArray[Any]:
    """Return the code each cell retains, from the (9, cells) respondents who gave each code."""
    levels, others = counts[:_LEVELS], counts[_LEVELS:]
    given = levels.sum(axis=0)
    median, below = np.zeros_like(given), np.zeros_like(given)
    for number in levels[:-1]:
        below += number
        median += 2 * below < given
    # Statuses are numbered from the one that prevails to the one that yields; nobody is hidden.
    return np.where(given > 0, median, _LEVELS + _absent(others[:-1]))


def _absent(counts: NDArray[np.intp]) -> NDArray[Any]:
    """Return how many counts of each cell are 0 before the first that is not."""
    absent = np.ones(counts.shape[1], dtype=np.bool_)
    number = np.zeros(counts.shape[1], dtype=np.intp)
    for row in counts:
        absent &= row == 0
        number += absent
    return number


def _apart(levels: NDArray[np.intp]) -> tuple[Floats, NDArray[Any], Bools]:
    """Return AD, the spread and the disagreement of each cell, from (5, cells) counts of levels.

    With N levels of sum S, AD is the sum of |N x - S| over N squared: whole numbers to the end.
    """
    given, total = levels.sum(axis=0), np.zeros_like(levels[0])
    for level, number in enumerate(levels):
        total += level * number
    distance = np.zeros_like(total)
    for level, number in enumerate(levels):
        distance += number * np.abs(given * level - total)
    several = given >= 2
    spread = np.where(several, _LEVELS - 1 - _absent(levels[::-1]) - _absent(levels), 0)
    deviation = np.where(several, distance / np.maximum(given, 1) ** 2, np.nan)
    # With one level the distance is 0; with none both sides are. AD is at most half the spread, so
    # 5/6 decides nothing that a spread of 2 has not: both are kept because the rule names both.
    return deviation, spread, (6 * distance > 5 * given**2) | (spread >= 2)


def _first(
    cells: NDArray[np.intp], codes: NDArray[Any], retained: NDArray[np.intp], respondents: int
) -> NDArray[Any]:
    """Return the lowest row that gave the code of each cell, -1 where that is no answer."""
    places = np.flatnonzero(codes == retained[cells])
    first = np.full(len(retained), len(codes), dtype=np.intp)
    np.minimum.at(first, cells[places], places)
    answered = retained < _LEVELS - 1 + Status.MISSING
    return np.where(answered, first % max(1, respondents), -1)
