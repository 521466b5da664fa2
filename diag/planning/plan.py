"""The plan of a visit: order, families and calendar as one list, whose first lines are the priorities.

What was decided bears on it: what is declined or done has left the order (M20); what is under way
comes first, then the actions that the structure added, then those whose month was decided, each in
the months that they leave (interview, line 13).

Tasks are laid over twelve months under the structure's own capacity (M23), and the year numbers what
it holds, in the order in which it begins: every reader speaks of an action by the same number.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import Literal

import numpy as np

from diag.planning.order import PLACES, Order, Step, order_of
from diag.planning.proposals import Situation
from diag.questionnaire.questionnaire_model import STAFF_FIELD, Action, Month, Questionnaire, Target
from diag.scoring.assessment import Assessment, NotScored, Score, results_of
from diag.scoring.rubric import Status
from diag.visit.acceptance import Matched
from diag.visit.visit_model import Decision, OwnAction, PlanChoices

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


VERIFICATION = Task(Decimal("0.5"), weeks=1)
"""What it takes to verify a prerequisite (M21, M23)."""
UNDECIDED = PlanChoices()
"""A visit in which nothing was decided yet."""


@dataclass(frozen=True)
class Verification:
    """A prerequisite to verify before an action: it takes no place."""

    action: Action
    questions: tuple[str, ...]
    slot: Slot


@dataclass(frozen=True)
class PlanLine(Step):
    """A step of the order, with what M24 prints of it.

    Attributes:
        rank: from 1.
        triggers: targets above today's answer; none for a mere prerequisite.
        uncertain: targets that rest on what is not known, each worth up to so many points.
        verify_before: what is to be verified before it, and when.
        slot: when it is done.
        unmoved: when it would be, had no month been decided.
        decision: what was decided of it, None as long as nothing was.
    """

    rank: int
    triggers: tuple[Target, ...]
    uncertain: tuple[tuple[Target, Fraction], ...]
    verify_before: tuple[Verification, ...]
    slot: Slot
    unmoved: Slot
    decision: Decision | None

    @property
    def under_way(self) -> bool:
        """Whether the structure has begun it."""
        return self.decision is not None and self.decision.choice == "under_way"

    @property
    def moved(self) -> bool:
        """Whether a decided month changed when it begins."""
        decided = self.decision is not None and self.decision.start is not None
        return decided and self.slot.start != self.unmoved.start


@dataclass(frozen=True)
class OwnLine:
    """An action that the structure added; no gain is computed from it, whatever was decided of it."""

    id: str
    action: OwnAction
    slot: Slot


@dataclass(frozen=True)
class Uncertain:
    """An action whose only unmet targets rest on what is not known: to verify first."""

    action: Action
    targets: tuple[tuple[Target, Fraction], ...]


@dataclass(frozen=True)
class ToVerify:
    """A question asked and not known, and the open actions that aim at it."""

    question: str
    status: Status
    actions: tuple[str, ...]


@dataclass(frozen=True)
class Quarter:
    """A quarter of the calendar, and what is read at its end « si tout est fait »."""

    number: int
    days: Fraction
    actions: tuple[str, ...]  # those that end in it
    dimensions: Mapping[str, Score | NotScored]
    overall: Score | NotScored


@dataclass(frozen=True)
class Plan:
    """The whole plan.

    Attributes:
        capacity: person-days a quarter.
        staff_known: False where efforts stand for a staff that the profile does not tell.
        lines: the actions, in order.
        own: those that the structure added, in the order of the visit.
        quarters: the four of the year.
        verify_first: actions to verify before they are advised.
        to_verify: questions asked and not known.
        covered: proposed actions that others make useless, and which.
        set_aside: declined or done, then what falls with a declined one.
    """

    capacity: Decimal
    staff_known: bool
    lines: tuple[PlanLine, ...]
    own: tuple[OwnLine, ...]
    quarters: tuple[Quarter, ...]
    verify_first: tuple[Uncertain, ...]
    to_verify: tuple[ToVerify, ...]
    covered: tuple[tuple[Action, tuple[str, ...]], ...]
    set_aside: tuple[tuple[Action, Decision], ...]

    @property
    def priorities(self) -> tuple[PlanLine, ...]:
        """What is under way, then the first of the others: the start of the calendar."""
        return self.lines[: PLACES + sum(line.under_way for line in self.lines)]

    @property
    def beyond(self) -> tuple[str, ...]:
        """Ids of what the year does not hold: « la suite »."""
        return tuple(line.action.id for line in self.lines if line.slot.fits == "later")


def build_plan(
    questionnaire: Questionnaire,
    matched: Matched,
    assessment: Assessment,
    choices: PlanChoices,
    visited: Month,
    capacity: Decimal | None = None,
) -> Plan:
    """Return the plan of a visit.

    Args:
        questionnaire: its actions.
        matched, assessment: the visit, as it is read and scored.
        choices: what was decided.
        visited: month of the visit, `AAAA-MM`; the calendar begins after it.
        capacity: person-days a quarter; by default those of the visit, then of the questionnaire.
    """
    order = order_of(
        questionnaire,
        matched.profile,
        assessment.values[0].tolist(),
        assessment.status[0].tolist(),
        [isinstance(result, Score) for result in assessment.dimensions.values()],
        choices.decisions,
    )
    days = capacity or choices.capacity or questionnaire.header.planning.capacity
    situation = order.situation
    lines, added = lay_down(order, days, choices, visited)
    verify_first = [
        Uncertain(action, situation.uncertain(action))
        for action in situation.open.values()
        if situation.standing(action, situation.levels) == "verify"
    ]
    own = [(a, choices.decisions[a.id]) for a in questionnaire.actions if a.id in choices.decisions]
    lost = [(questionnaire.action[name], why) for name, why in situation.fallen.items()]
    return Plan(
        capacity=days,
        staff_known=STAFF_FIELD in matched.profile,
        lines=lines,
        own=added,
        quarters=_quarters(questionnaire, assessment, lines, added),
        verify_first=tuple(verify_first),
        to_verify=_to_verify(assessment, situation),
        covered=order.covered,
        set_aside=tuple([(a, d) for a, d in own if d.choice in ("decline", "done")] + lost),
    )


def lay_down(
    order: Order, capacity: Decimal, choices: PlanChoices = UNDECIDED, visited: Month = ""
) -> tuple[tuple[PlanLine, ...], tuple[OwnLine, ...]]:
    """Return the actions over the months, each after what is verified before it, and the own ones.

    Args:
        order: the actions, in order.
        capacity: person-days a quarter.
        choices: what was decided.
        visited: month of the visit, `AAAA-MM`; it is read where a month was decided.
    """
    situation = order.situation
    months = {
        name: _months_after(visited, decision.start)
        for name, decision in choices.decisions.items()
        if decision.start is not None and decision.choice == "keep"
    }
    laid = _Calendar(order, choices, visited, months)
    slots = laid.slots(capacity)
    unmoved = _Calendar(order, choices, visited, {}).slots(capacity) if months else slots
    lines: list[PlanLine] = []
    for rank, step in enumerate(order.steps):
        action = step.action
        above = situation.raised(action, situation.levels)
        lines.append(
            PlanLine(
                **vars(step),
                rank=rank + 1,
                triggers=tuple(t for t in action.targets if above.get(t.question) == t.level),
                uncertain=situation.uncertain(action),
                verify_before=tuple(
                    Verification(
                        action=waited,
                        questions=tuple(t.question for t, _ in situation.uncertain(waited)),
                        slot=slots[waited.id],
                    )
                    for waited in step.verify
                ),
                slot=slots[rank],
                unmoved=unmoved[rank],
                decision=choices.decisions.get(action.id),
            )
        )
    own = [OwnLine(name, action, slots.get(("own", name), Slot())) for name, action in choices.own.items()]
    return tuple(lines), tuple(own)


def quarters_of(order: Order, capacity: Decimal, steps: int) -> list[int]:
    """Return the quarter, from 0, where each of the first steps begins; `QUARTERS` for « la suite ».

    Steps are laid down in order: those that follow change nothing to the first ones (M23).
    """
    begun = replace(order, steps=order.steps[:steps])
    slots = _Calendar(begun, UNDECIDED, "", {}).slots(capacity)
    return [quarter_of(slots[rank]) for rank in range(len(begun.steps))]


def quarter_of(slot: Slot) -> int:
    """Return the quarter, from 0, where a slot begins; `QUARTERS` for « la suite »."""
    return QUARTERS if slot.start is None else (slot.start - 1) // (MONTHS // QUARTERS)


def _months_after(visited: Month, month: Month) -> int:
    """Return how far a month is from the first of the calendar; one that is past counts as it."""
    (year, then), (own_year, own) = (map(int, one.split("-")) for one in (visited, month))
    return max(0, 12 * (own_year - year) + own - then - 1)


_Key = int | str | tuple[str, str]
"""A step by its rank, a verification by its action, an own action by `("own", id)`."""


class _Calendar:
    """The tasks of a plan, in the order that they are laid down."""

    def __init__(self, order: Order, choices: PlanChoices, visited: Month, months: Mapping[str, int]) -> None:
        """Put the tasks in order; `months` are the decided ones, by action, from 0."""
        self.order, self.months = order, months
        self.tasks: list[Task] = []
        self.place: dict[_Key, int] = {}
        steps = order.steps
        begun = len(order.situation.under_way)  # they come first
        for rank in range(begun):
            self._step(rank)
        own = [(n, a) for n, a in choices.own.items() if a.choice in ("keep", "under_way")]
        for name, action in sorted(own, key=lambda item: item[1].choice == "keep"):
            self._own(name, action, visited)
        decided = [rank for rank in range(begun, len(steps)) if steps[rank].action.id in months]
        for rank in (*decided, *range(begun, len(steps))):
            self._step(rank)

    def slots(self, capacity: Decimal) -> dict[_Key, Slot]:
        """Return when each is done."""
        slots = schedule(self.tasks, capacity)
        return {key: slots[place] for key, place in self.place.items()}

    def _own(self, name: str, action: OwnAction, visited: Month) -> None:
        wanted = action.start if action.choice == "keep" else None
        first = 0 if wanted is None else _months_after(visited, wanted)
        self._add(("own", name), Task(action.days or Decimal(0), 1, (), first))

    def _step(self, rank: int) -> None:
        """Lay a step down after what it waits for, wherever that stands in the order."""
        if rank in self.place:
            return
        step = self.order.steps[rank]
        for waited in step.after:
            if isinstance(waited, int):
                self._step(waited)
        for name in dict.fromkeys([a.id for a in step.verify] + [*step.after]):
            if isinstance(name, str) and name not in self.place:
                self._add(name, VERIFICATION)
        after = tuple(self.place[waited] for waited in step.after)
        first = self.months.get(step.action.id, 0)
        self._add(rank, Task(step.effort, step.action.weeks, after, first))

    def _add(self, key: _Key, task: Task) -> None:
        self.place[key] = len(self.tasks)
        self.tasks.append(task)


def _quarters(
    questionnaire: Questionnaire, assessment: Assessment, lines: Sequence[PlanLine], own: Sequence[OwnLine]
) -> tuple[Quarter, ...]:
    """Return the quarters: an action counts once it has ended, on answered questions alone (M20).

    An own action takes its days, and counts for nothing.
    """
    column = {q.id: index for index, q in enumerate(questionnaire.questions)}
    length = MONTHS // QUARTERS
    quarter_of = {
        line.action.id: -(-line.slot.end // length)
        for line in lines
        if line.slot.end is not None and line.slot.end <= MONTHS
    }
    values = np.repeat(assessment.values, QUARTERS, axis=0)
    for line in lines:
        for target in line.triggers:
            ended = quarter_of.get(line.action.id, QUARTERS + 1) - 1
            after = values[ended:, column[target.question]]
            np.maximum(after, target.level, out=after)
    status, highest = (np.repeat(row, QUARTERS, axis=0) for row in (assessment.status, assessment.highest))
    results = results_of(questionnaire, values, status, highest)
    slots = [line.slot for line in lines] + [line.slot for line in own]
    slots += [v.slot for line in lines for v in line.verify_before]
    parts = [part for slot in slots for part in slot.parts]
    return tuple(
        Quarter(
            number=number,
            days=sum((d for month, d in parts if -(-month // length) == number), Fraction(0)),
            actions=tuple(name for name, ended in quarter_of.items() if ended == number),
            dimensions=dimensions,
            overall=overall,
        )
        for number, (dimensions, overall) in enumerate(results, 1)
    )


def _to_verify(assessment: Assessment, situation: Situation) -> tuple[ToVerify, ...]:
    """Return every question asked and not known, with the open actions that aim at it."""
    aiming: dict[str, list[str]] = {}
    for action in situation.open.values():
        for target, _ in situation.uncertain(action):
            aiming.setdefault(target.question, []).append(action.id)
    return tuple(
        ToVerify(line.question.id, line.status, tuple(aiming.get(line.question.id, ())))
        for line in assessment.answers
        if line.question.id in situation.unsure
    )


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
