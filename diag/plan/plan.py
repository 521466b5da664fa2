"""The plan of one visit: proposals, order, families, schedule and projections (M20-M24)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from diag.plan.board import Board
from diag.plan.families import FAMILIES, Family, families
from diag.plan.order import Ordered, Step, order_rows, steps
from diag.plan.proposals import board_of, propose, refused
from diag.plan.schedule import Slot, schedule
from diag.plan.targets import current_levels
from diag.questionnaire.conditions import holds
from diag.questionnaire.header import PlanningRules
from diag.questionnaire.models import Action, Target
from diag.questionnaire.questionnaire import Questionnaire
from diag.scoring.assessment import Assessment, Score, tenth
from diag.scoring.kernel import score
from diag.scoring.rubric import Bools, Status
from diag.visit.matching import Matched
from diag.visit.models import Decision, PlanChoices

__all__ = ["FAMILIES", "Family", "Plan", "PlanLine", "Quarter", "ToVerify", "build_plan"]
_KEPT = Decision()


@dataclass(frozen=True)
class PlanLine:
    """One action of the plan, with what M24 prints.

    `targets` are those above the current answer; `gain` is marginal, in points of G.
    """

    rank: int
    action: Action
    targets: tuple[Target, ...]
    gain: Fraction
    family: Family
    slot: Slot
    step: Step
    lifts: tuple[str, ...]
    decision: Decision


@dataclass(frozen=True)
class ToVerify:
    """A question to clear up before advising on it, and the actions that would follow."""

    question: str
    status: Status
    actions: tuple[str, ...]


@dataclass(frozen=True)
class Quarter:
    """State expected at the end of a quarter; scores and levels are None where not given."""

    number: int
    days: Fraction
    actions: tuple[str, ...]
    score: Decimal | None
    level: int | None
    dimensions: tuple[Decimal | None, ...]


@dataclass(frozen=True)
class Plan:
    """The whole plan; `beyond` holds the ids of what does not fit the schedule."""

    capacity: Decimal
    rules: PlanningRules
    lines: tuple[PlanLine, ...]
    quarters: tuple[Quarter, ...]
    beyond: tuple[str, ...]
    to_verify: tuple[ToVerify, ...]
    set_aside: tuple[tuple[Action, Decision], ...]

    @property
    def priorities(self) -> tuple[PlanLine, ...]:
        """The first lines, at most as many as the rules show."""
        return self.lines[: self.rules.priorities]


def build_plan(
    questionnaire: Questionnaire,
    matched: Matched,
    assessment: Assessment,
    choices: PlanChoices,
    capacity: Decimal | None = None,
    ordered: Ordered | None = None,
) -> Plan:
    """Return the plan of a visit under `capacity`, or that of the visit, or that of the rules.

    `ordered` spares the order of a visit without decisions, made together with many others.
    """
    rules, decided = questionnaire.header.planning, choices.decisions
    days = next(d for d in (capacity, choices.capacity, rules.capacity) if d is not None)
    board, (values, status) = board_of(questionnaire), (assessment.values, assessment.status)
    allowed = _allowed(questionnaire, matched, decided)
    proposals = propose(board, values, status, allowed)
    fallen = refused(questionnaire, decided, _names(questionnaire, proposals.open))
    if fallen:
        allowed &= [a.id not in fallen for a in questionnaire.actions]
        proposals = propose(board, values, status, allowed)
    scored = np.array([[isinstance(d, Score) for d in assessment.dimensions.values()]])
    if ordered is None:
        ordered = order_rows(board, values, status, scored, proposals.planned)
    told = steps(board, ordered)
    slots = schedule([s.candidate for s in told], Fraction(days), rules.quarters)
    lines = _lines(
        questionnaire, board, assessment, ordered, list(zip(told, slots, strict=True)), decided
    )
    return Plan(
        capacity=days,
        rules=rules,
        lines=lines,
        quarters=_quarters(board, assessment, lines, rules.quarters),
        beyond=tuple(line.action.id for line in lines if line.slot.end is None),
        to_verify=_to_verify(questionnaire, assessment, _names(questionnaire, proposals.open)),
        set_aside=tuple(
            (a, decided[a.id])
            for a in questionnaire.actions
            if a.id in decided and decided[a.id].choice != "keep"
        )
        + tuple((questionnaire.action[name], why) for name, why in fallen.items()),
    )


def _allowed(
    questionnaire: Questionnaire, matched: Matched, decided: Mapping[str, Decision]
) -> Bools:
    """Return (1, A) the actions whose condition on the profile holds, and that are not decided."""
    allowed = [
        holds(a.when, matched.profile, {}) and decided.get(a.id, _KEPT).choice == "keep"
        for a in questionnaire.actions
    ]
    return np.array([allowed], dtype=bool)


def _names(questionnaire: Questionnaire, which: Bools) -> list[str]:
    """Return the ids of the actions of the only row of `which`."""
    return [a.id for a, chosen in zip(questionnaire.actions, which[0], strict=True) if chosen]


def _lines(
    questionnaire: Questionnaire,
    board: Board,
    assessment: Assessment,
    ordered: Ordered,
    placed: list[tuple[Step, Slot]],
    decided: Mapping[str, Decision],
) -> tuple[PlanLine, ...]:
    names = [q.id for q in questionnaire.questions]
    levels = current_levels(assessment.values, assessment.status)[0].tolist()
    current = dict(zip(names, levels, strict=True))
    efforts = [c.effort for c in board.catalogue.candidates]
    codes = families(ordered.tenths, efforts, questionnaire.header.planning)[0].tolist()
    lines = []
    for rank, ((step, slot), index) in enumerate(
        zip(placed, ordered.actions[0].tolist(), strict=False), 1
    ):
        action = questionnaire.actions[index]
        lifts = [names[c] for c in step.lifts]
        lifts += [questionnaire.dimensions[d].id for d in step.lifts_dimensions]
        line = PlanLine(
            rank=rank,
            action=action,
            targets=tuple(t for t in action.targets if t.level > current[t.question]),
            gain=step.gain,
            family=FAMILIES[codes[index]],
            slot=slot,
            step=step,
            lifts=tuple(lifts),
            decision=decided.get(action.id, _KEPT),
        )
        lines.append(line)
    return tuple(lines)


def _quarters(
    board: Board, assessment: Assessment, lines: tuple[PlanLine, ...], number: int
) -> tuple[Quarter, ...]:
    """Return the projected state at each quarter's end, scored in one call of the kernel."""
    ends = {line.action.id: line.slot.end or number + 1 for line in lines}
    last = np.array([ends.get(c.id, number + 1) for c in board.catalogue.candidates])
    done = last <= np.arange(1, number + 1)[:, None]
    scores = score(board.rubric, *board.targets.after(assessment.values, assessment.status, done))
    names: list[list[str]] = [[] for _ in range(number)]
    days = [Fraction(0)] * number
    for line in lines:
        for quarter, part in line.slot.parts:
            names[quarter - 1].append(line.action.id)
            days[quarter - 1] += part
    quarters = []
    for index in range(number):
        given = not np.isnan(scores.overall.score[index])
        quarters.append(
            Quarter(
                number=index + 1,
                days=days[index],
                actions=tuple(names[index]),
                score=tenth(scores.overall.score[index]) if given else None,
                level=int(scores.overall.level[index]) if given else None,
                dimensions=tuple(
                    None if np.isnan(v) else tenth(v) for v in scores.dimensions.score[index]
                ),
            )
        )
    return tuple(quarters)


def _to_verify(
    questionnaire: Questionnaire, assessment: Assessment, proposed: list[str]
) -> tuple[ToVerify, ...]:
    """Return every question asked and not known, with the proposed actions aimed at it."""
    aimed: dict[str, dict[str, None]] = {}
    for name in proposed:
        for target in questionnaire.action[name].targets:
            aimed.setdefault(target.question, {})[name] = None
    return tuple(
        ToVerify(line.question.id, line.status, tuple(aimed.get(line.question.id, ())))
        for line in assessment.answers
        if line.status in (Status.UNKNOWN, Status.MISSING)
    )
