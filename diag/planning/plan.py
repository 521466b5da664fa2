"""The plan of a visit: order, families and calendar as one list, whose first lines are the priorities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from diag.planning.order import PLACES, Order, Step, order_of
from diag.planning.proposals import Situation
from diag.planning.schedule import MONTHS, QUARTERS, Slot, Task, schedule
from diag.questionnaire.questionnaire_model import STAFF_FIELD, Action, Questionnaire, Target
from diag.scoring.assessment import Assessment, NotScored, Score, results_of
from diag.scoring.rubric import Status
from diag.visit.acceptance import Matched
from diag.visit.visit_model import Decision, PlanChoices

VERIFICATION = Task(Decimal("0.5"), weeks=1)
"""What it takes to verify a prerequisite (M21, M23)."""
_KEPT = Decision()


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
        decision: what was decided of it.

    """

    rank: int
    triggers: tuple[Target, ...]
    uncertain: tuple[tuple[Target, Fraction], ...]
    verify_before: tuple[Verification, ...]
    slot: Slot
    decision: Decision


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
        quarters: the four of the year.
        verify_first: actions to verify before they are advised.
        to_verify: questions asked and not known.
        covered: proposed actions that others make useless, and which.
        set_aside: declined or done, then what falls with a declined one.

    """

    capacity: Decimal
    staff_known: bool
    lines: tuple[PlanLine, ...]
    quarters: tuple[Quarter, ...]
    verify_first: tuple[Uncertain, ...]
    to_verify: tuple[ToVerify, ...]
    covered: tuple[tuple[Action, tuple[str, ...]], ...]
    set_aside: tuple[tuple[Action, Decision], ...]

    @property
    def priorities(self) -> tuple[PlanLine, ...]:
        """The first lines: the start of the calendar."""
        return self.lines[:PLACES]

    @property
    def beyond(self) -> tuple[str, ...]:
        """Ids of what the year does not hold: « la suite »."""
        return tuple(line.action.id for line in self.lines if line.slot.fits == "later")


def build_plan(
    questionnaire: Questionnaire,
    matched: Matched,
    assessment: Assessment,
    choices: PlanChoices,
    capacity: Decimal | None = None,
) -> Plan:
    """Return the plan of a visit under `capacity`, or that of the visit, or that of the rules."""
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
    lines = lay_down(order, days, choices.decisions)
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
        quarters=_quarters(questionnaire, assessment, lines),
        verify_first=tuple(verify_first),
        to_verify=_to_verify(assessment, situation),
        covered=order.covered,
        set_aside=tuple([(a, d) for a, d in own if d.choice != "keep"] + lost),
    )


def lay_down(
    order: Order, capacity: Decimal, decided: Mapping[str, Decision]
) -> tuple[PlanLine, ...]:
    """Return the actions over the months, each after what is verified before it."""
    situation, tasks = order.situation, list[Task]()
    place: dict[int | str, int] = {}  # a step by its rank, a verification by its action -> task
    for rank, step in enumerate(order.steps):
        for action in step.verify:
            place[action.id] = len(tasks)
            tasks.append(VERIFICATION)
        place[rank] = len(tasks)
        after = [place[waited] for waited in step.after]
        tasks.append(Task(step.effort, step.action.weeks, after))
    slots = schedule(tasks, capacity)
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
                        slot=slots[place[waited.id]],
                    )
                    for waited in step.verify
                ),
                slot=slots[place[rank]],
                decision=decided.get(action.id, _KEPT),
            )
        )
    return tuple(lines)


def _quarters(
    questionnaire: Questionnaire, assessment: Assessment, lines: Sequence[PlanLine]
) -> tuple[Quarter, ...]:
    """Return the quarters: an action counts once it has ended, on answered questions alone (M20)."""
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
    status, highest = (
        np.repeat(row, QUARTERS, axis=0) for row in (assessment.status, assessment.highest)
    )
    results = results_of(questionnaire, values, status, highest)
    slots = [line.slot for line in lines] + [v.slot for line in lines for v in line.verify_before]
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
