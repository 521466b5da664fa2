"""The state expected at the end of each quarter of a schedule (M23)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.plan.board import Board
from diag.plan.schedule import Slot
from diag.scoring.assessment import tenth
from diag.scoring.kernel import Scores, score


@dataclass(frozen=True)
class Quarter:
    """State expected at the end of a quarter; scores and levels are None where not given."""

    number: int
    days: Fraction
    actions: tuple[str, ...]
    score: Decimal | None
    level: int | None
    dimensions: tuple[Decimal | None, ...]


def project(
    board: Board,
    values: NDArray[Any],
    status: NDArray[Any],
    slots: Sequence[Sequence[Slot]],
    number: int,
) -> list[tuple[Quarter, ...]]:
    """Return the quarters of n visits, scored in one call of the kernel.

    Args:
        board: the A actions.
        values, status: (n, Q) the answers today.
        slots: when each visit does the actions of its plan.
        number: quarters of the schedule.

    """
    never = number + 1
    ends = [{slot.id: slot.end or never for slot in own} for own in slots]
    last = np.array([[own.get(c.id, never) for c in board.catalogue.candidates] for own in ends])
    done = last[:, None] <= np.arange(1, never)[:, None]
    values, status = (np.repeat(side, number, axis=0) for side in (values, status))
    state = board.targets.after(values, status, np.concatenate(done))
    scores = score(board.rubric, *state)
    return [_quarters(own, scores, row * number, number) for row, own in enumerate(slots)]


def _quarters(
    slots: Sequence[Slot], scores: Scores, first: int, number: int
) -> tuple[Quarter, ...]:
    """Return the quarters of one visit, whose scores start at the row `first`."""
    names: list[list[str]] = [[] for _ in range(number)]
    days = [Fraction(0)] * number
    for slot in slots:
        for quarter, part in slot.parts:
            names[quarter - 1].append(slot.id)
            days[quarter - 1] += part
    quarters = []
    for index in range(number):
        overall, level = (x[first + index] for x in (scores.overall.score, scores.overall.level))
        given = not np.isnan(overall)
        quarters.append(
            Quarter(
                number=index + 1,
                days=days[index],
                actions=tuple(names[index]),
                score=tenth(overall) if given else None,
                level=int(level) if given else None,
                dimensions=tuple(
                    None if np.isnan(v) else tenth(v)
                    for v in scores.dimensions.score[first + index].tolist()
                ),
            )
        )
    return tuple(quarters)
