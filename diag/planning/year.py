"""What the year holds: the actions laid over its months, numbered, with their days and their money.

Every reader of a report speaks of an action by the same number: that of the order in which the year
begins them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

from diag.planning.plan import OwnLine, Plan, PlanLine
from diag.planning.schedule import MONTHS

Cost = Literal["none", "low", "medium", "high", "ask"]
CARDS, MOST_CARDS = 6, 8
"""Actions of the year that are explained one by one: the priorities, then what was already begun."""
MOST_DECISIONS = 4
"""Actions that a board is asked to decide upon."""
_UPPER: Mapping[Cost, int] = {"none": 0, "low": 500, "medium": 5_000, "high": 0, "ask": 0}


@dataclass(frozen=True)
class YearLine:
    """One action of the year: one of the questionnaire, or one that the structure added.

    Attributes:
        number: from 1, in the order in which the year begins them.
        id: of the action.
        line: its line of the plan, None for an own one.
        own: the own action, None for one of the questionnaire.
        start, end: months from 1, the one after the visit; `end` is over 12 where it ends in the
            next year.
        days: person-days, all people together.
        cost: class of what leaves the till, time apart; None where nobody said.
    """

    number: int
    id: str
    line: PlanLine | None
    own: OwnLine | None
    start: int
    end: int
    days: Decimal
    cost: Cost | None

    @property
    def ends(self) -> bool:
        """Whether it ends within the year (M23)."""
        return self.end <= MONTHS

    @property
    def is_print(self) -> bool:
        """Whether the action is one of PRINT's, or of the partner that the questionnaire names."""
        return self.line is not None and self.line.action.origin == "print"


@dataclass(frozen=True)
class Money:
    """What leaves the till: an upper bound in euros, and what cannot be summed.

    Attributes:
        upper: sum of the upper bounds of the classes that have one.
        beyond: one line at least is over 5 000 euros, which has no upper bound.
        ask: one line at least is to be asked: never a supposed price.
    """

    upper: int
    beyond: bool
    ask: bool


@dataclass(frozen=True)
class Year:
    """The actions of the year, in the order in which it begins them."""

    lines: tuple[YearLine, ...]
    capacity: Decimal  # person-days a quarter

    @cached_property
    def numbers(self) -> Mapping[str, YearLine]:
        """Lines by the id of their action, own ones included."""
        return {line.id: line for line in self.lines}

    @cached_property
    def reaching(self) -> Mapping[tuple[str, int], YearLine]:
        """The line that first brings a question to a level: (question, level) to the line."""
        found: dict[tuple[str, int], YearLine] = {}
        for one in sorted(self.lines, key=lambda one: (one.end, one.number)):
            for target in one.line.triggers if one.line else ():
                for level in range(1, target.level + 1):
                    found.setdefault((target.question, level), one)
        return found

    @cached_property
    def days(self) -> Decimal:
        """Person-days of the whole year."""
        return sum_days(self.lines)

    @cached_property
    def cards(self) -> tuple[YearLine, ...]:
        """The lines that are explained one by one, eight at most: what is begun or added, then six."""
        by_rank = sorted(self.lines, key=lambda one: one.line.rank if one.line else 0)
        begun = sum(one.line is None or one.line.under_way for one in self.lines)
        chosen = {one.id for one in by_rank[: min(CARDS + begun, MOST_CARDS)]}
        return tuple(one for one in self.lines if one.id in chosen)


def year_of(plan: Plan) -> Year:
    """Return the year of a plan: what begins in it, whether or not it ends in it."""
    found: list[tuple[int, int, PlanLine | OwnLine]] = []
    lines: list[PlanLine | OwnLine] = [*plan.lines, *plan.own]
    for rank, line in enumerate(lines):
        if line.slot.start is not None and line.slot.start <= MONTHS:
            found.append((line.slot.start, rank, line))
    found.sort(key=lambda item: item[:2])
    return Year(tuple([_line(number, line) for number, (_, _, line) in enumerate(found, 1)]), plan.capacity)


def _line(number: int, line: PlanLine | OwnLine) -> YearLine:
    start, end = line.slot.start or 0, line.slot.end or 0
    if isinstance(line, PlanLine):
        action = line.action
        return YearLine(number, action.id, line, None, start, end, line.effort, action.cost)
    days = line.action.days or Decimal(0)
    return YearLine(number, line.id, None, line, start, end, days, None)


def board_lines(year: Year, priorities: Iterable[PlanLine]) -> tuple[YearLine, ...]:
    """Return what a board is asked to decide: four priorities at most, in the order of the year.

    Those that a board decides by nature come first (`board`), and one of PRINT where there is one.
    """
    among = [year.numbers[x.action.id] for x in priorities if x.action.id in year.numbers]
    ranked = sorted(among, key=lambda one: not (one.line and one.line.action.board))
    chosen = ranked[:MOST_DECISIONS]
    offered = [one for one in among if one.is_print]
    if offered and not any(one.is_print for one in chosen):
        chosen = [*chosen[: MOST_DECISIONS - 1], offered[0]]
    return tuple(sorted(chosen, key=lambda one: one.number))


def sum_days(lines: Iterable[YearLine]) -> Decimal:
    """Return the person-days of some lines."""
    return sum((one.days for one in lines), Decimal(0))


def sum_money(lines: Iterable[YearLine]) -> Money:
    """Return what leaves the till for some lines; upper bounds add up, what is asked does not."""
    costs = [one.cost for one in lines if one.cost is not None]
    return Money(upper=sum(_UPPER[cost] for cost in costs), beyond="high" in costs, ask="ask" in costs)
