"""The plan of a visit: order, families and calendar as one list, whose first lines are the priorities.

What was decided bears on it: what is declined or done has left the order (M20); what is under way
comes first, then the actions that the structure added, then those whose month was decided, each in
the months that they leave (interview, line 13).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import numpy as np

from diag.planning.order import PLACES, Order, Step, order_of
from diag.planning.proposals import Situation
from diag.planning.schedule import MONTHS, QUARTERS, Slot, Task, schedule
from diag.questionnaire.questionnaire_model import STAFF_FIELD, Action, Questionnaire, Target
from diag.questionnaire.value_types import Month
from diag.scoring.assessment import Assessment, NotScored, Score, results_of
from diag.scoring.rubric import Status
from diag.visit.acceptance import Matched
from diag.visit.visit_model import Decision, OwnAction, PlanChoices

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
