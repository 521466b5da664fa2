"""The schedule: actions laid over quarters under the structure's own capacity (M23)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from diag.plan.catalogue import Candidate


@dataclass(frozen=True)
class Slot:
    """When an action is done: (quarter from 1, person-days); no part means beyond the schedule."""

    id: str
    parts: tuple[tuple[int, Fraction], ...]

    @property
    def start(self) -> int | None:
        """First quarter, None when beyond."""
        return self.parts[0][0] if self.parts else None

    @property
    def end(self) -> int | None:
        """Last quarter, None when beyond."""
        return self.parts[-1][0] if self.parts else None


def schedule(actions: Sequence[Candidate], capacity: Fraction, quarters: int) -> list[Slot]:
    """Return the slot of each action, taken in order.

    Args:
        actions: in the order of the plan; a need that is not among them is already met.
        capacity: person-days a quarter, above 0.
        quarters: number of quarters.

    """
    # In parts of a day that make every number whole: whole numbers compare much faster.
    unit = lcm(capacity.denominator, *(a.effort.denominator for a in actions))
    whole = int(capacity * unit)
    room = [whole] * quarters
    ends: dict[str, int | None] = {}
    slots: list[Slot] = []
    for action in actions:
        waited = [ends[n] for n in action.needs if n in ends]
        beyond = any(end is None for end in waited)
        first = max([1, *(end for end in waited if end is not None)])
        effort = action.effort.numerator * (unit // action.effort.denominator)
        parts = () if beyond else _place(effort, first, whole, room)
        for quarter, days in parts:
            room[quarter - 1] -= days
        slot = Slot(action.id, tuple((q, Fraction(days, unit)) for q, days in parts))
        ends[action.id] = slot.end
        slots.append(slot)
    return slots


def _place(
    effort: int, first: int, capacity: int, room: Sequence[int]
) -> tuple[tuple[int, int], ...]:
    """Return the parts of one action: whole if it fits a quarter, else spread over what remains."""
    open_quarters = [(q, r) for q, r in enumerate(room, 1) if q >= first and r > 0]
    if effort <= capacity:
        return next((((q, effort),) for q, r in open_quarters if r >= effort), ())
    parts: list[tuple[int, int]] = []
    for quarter, free in open_quarters:
        days = min(free, effort)
        parts.append((quarter, days))
        effort -= days
        if not effort:
            return tuple(parts)
    return ()
