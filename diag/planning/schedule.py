"""The calendar: tasks laid over twelve months under the structure's own capacity (M23)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Literal

MONTHS = 12
QUARTERS = 4
Fits = Literal["year", "next_year", "later"]
"""Ends within the year; begins in it and ends in the next; takes nothing: « la suite »."""


@dataclass(frozen=True)
class Task:
    """Something to lay down: person-days, weeks that it lasts, earlier tasks that it waits for.

    It does not begin before the month `not_before`, from 0; without days it takes its month alone.
    """

    days: Decimal
    weeks: int
    after: Sequence[int] = ()
    not_before: int = 0


@dataclass(frozen=True)
class Slot:
    """When a task is done: (month from 1, person-days); no part means « la suite ».

    `end` is the month at whose end it is credited; above 12, in the next year.
    """

    parts: tuple[tuple[int, Fraction], ...] = ()
    end: int | None = None

    @property
    def start(self) -> int | None:
        """First month, None when nothing is laid down."""
        return self.parts[0][0] if self.parts else None

    @property
    def fits(self) -> Fits:
        """Whether it ends within the year."""
        if self.end is None:
            return "later"
        return "year" if self.end <= MONTHS else "next_year"


def schedule(tasks: Sequence[Task], capacity: Decimal) -> list[Slot]:
    """Return the slot of each task, taken in order.

    A task starts in the first month after what it waits for that has days left, and takes what is
    left month after month. One that the year cannot hold whole takes nothing.

    Args:
        tasks: in the order of the plan.
        capacity: person-days a quarter, above 0, a third of it each month.
    """
    month = Fraction(capacity) / 3
    spelled = (Fraction(task.days).denominator for task in tasks)
    unit = lcm(month.denominator, 2, *spelled)  # in parts of a day that make every number whole
    room = [int(month * unit)] * MONTHS
    slots: list[Slot] = []
    for task in tasks:
        ends = [slots[rank].end for rank in task.after]
        first = max([task.not_before, *(MONTHS if end is None else end for end in ends)])
        effort, parts = int(task.days * unit), []
        for index in range(first, MONTHS):
            days = min(room[index], effort)
            if days:
                parts.append((index, days))
                effort -= days
        if not task.days and first < MONTHS:
            parts = [(first, 0)]
        if effort or not parts:
            slots.append(Slot())
            continue
        for index, days in parts:
            room[index] -= days
        lasts = -(-12 * task.weeks // 52)
        end = max(parts[-1][0] + 1, parts[0][0] + lasts)
        slots.append(Slot(tuple((i + 1, Fraction(days, unit)) for i, days in parts), end))
    return slots
