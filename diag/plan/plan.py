"""The plan of a visit: proposals, order, families, schedule and projections (M20-M24)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from diag.plan.families import FAMILIES, Family, families
from diag.plan.order import Ordered, Step, order_rows, steps
from diag.plan.projection import Quarter, project
from diag.plan.proposals import board_of, propose, refused
from diag.plan.schedule import Slot, schedule
from diag.plan.targets import current_levels
from diag.questionnaire.conditions import holds
from diag.questionnaire.questionnaire_model import Action, PlanningRules, Questionnaire, Target
from diag.scoring.assessment import Assessment, Score
from diag.scoring.rubric import Bools, Status
from diag.visit.acceptance import Matched
from diag.visit.visit_model import Decision, PlanChoices

__all__ = [
    "FAMILIES",
    "Family",
    "Plan",
    "PlanLine",
    "Quarter",
    "ToVerify",
    "build_plan",
    "build_plans",
]
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
) -> Plan:
    """Return the plan of a visit under `capacity`, or that of the visit, or that of the rules."""
    return build_plans(questionnaire, [(matched, assessment, choices)], capacity)[0]


def build_plans(
    questionnaire: Questionnaire,
    visits: Sequence[tuple[Matched, Assessment, PlanChoices]],
    capacity: Decimal | None = None,
    ordered: Ordered | None = None,
) -> list[Plan]:
    """Return the plans of n visits, as `build_plan` does one by one.

    `ordered` spares the order of visits without decisions, where it was made before.
    """
    rules, board = questionnaire.header.planning, board_of(questionnaire)
    assessments, choices = [a for _, a, _ in visits], [c for _, _, c in visits]
    values = np.concatenate([a.values for a in assessments])
    status = np.concatenate([a.status for a in assessments])
    allowed = np.array([_allowed(questionnaire, m, c.decisions) for m, _, c in visits])
    proposals = propose(board, values, status, allowed)
    fallen = [
        refused(questionnaire, c.decisions, _names(questionnaire, row))
        for c, row in zip(choices, proposals.open, strict=True)
    ]
    if any(fallen):
        allowed &= [[a.id not in lost for a in questionnaire.actions] for lost in fallen]
        proposals = propose(board, values, status, allowed)
    if ordered is None:
        scored = [[isinstance(d, Score) for d in a.dimensions.values()] for a in assessments]
        ordered = order_rows(board, values, status, np.array(scored), proposals.planned)
    days = [
        next(d for d in (capacity, c.capacity, rules.capacity) if d is not None) for c in choices
    ]
    levels = current_levels(values, status).tolist()
    kinds = families(ordered.tenths, [c.effort for c in board.catalogue.candidates], rules).tolist()
    lines = [
        _lines(
            questionnaire, ordered, row, Fraction(days[row]), levels[row], kinds[row], c.decisions
        )
        for row, c in enumerate(choices)
    ]
    slots = [[line.slot for line in own] for own in lines]
    quarters = project(board, values, status, slots, rules.quarters)
    return [
        Plan(
            capacity=days[row],
            rules=rules,
            lines=lines[row],
            quarters=quarters[row],
            beyond=tuple(line.action.id for line in lines[row] if line.slot.end is None),
            to_verify=_to_verify(
                questionnaire, assessments[row], _names(questionnaire, proposals.open[row])
            ),
            set_aside=_set_aside(questionnaire, c.decisions, fallen[row]),
        )
        for row, c in enumerate(choices)
    ]


def _allowed(
    questionnaire: Questionnaire, matched: Matched, decided: Mapping[str, Decision]
) -> list[bool]:
    """Return, for A actions, whether the condition on the profile holds, and nothing is decided."""
    return [
        holds(a.when, matched.profile, {}) and decided.get(a.id, _KEPT).choice == "keep"
        for a in questionnaire.actions
    ]


def _names(questionnaire: Questionnaire, which: Bools) -> list[str]:
    """Return the ids of the (A,) chosen actions."""
    return [questionnaire.actions[a].id for a in np.flatnonzero(which).tolist()]


def _set_aside(
    questionnaire: Questionnaire, decided: Mapping[str, Decision], fallen: Mapping[str, Decision]
) -> tuple[tuple[Action, Decision], ...]:
    """Return what was decided against, then what falls with it."""
    own = [(a, decided[a.id]) for a in questionnaire.actions if a.id in decided]
    lost = [(questionnaire.action[name], why) for name, why in fallen.items()]
    return tuple([(a, d) for a, d in own if d.choice != "keep"] + lost)


def _lines(
    questionnaire: Questionnaire,
    ordered: Ordered,
    row: int,
    capacity: Fraction,
    levels: list[int],
    kinds: list[int],
    decided: Mapping[str, Decision],
) -> tuple[PlanLine, ...]:
    """Return the lines of one of the visits, from the Q levels now and the A families."""
    questions, dimensions = questionnaire.questions, questionnaire.dimensions
    current = {q.id: level for q, level in zip(questions, levels, strict=True)}
    told = steps(board_of(questionnaire), ordered, row)
    slots = schedule([s.candidate for s in told], capacity, questionnaire.header.planning.quarters)
    lines = []
    for rank, (step, slot) in enumerate(zip(told, slots, strict=True), 1):
        index = int(ordered.actions[row, rank - 1])
        action = questionnaire.actions[index]
        lifts = [questions[c].id for c in step.lifts]
        lifts += [dimensions[d].id for d in step.lifts_dimensions]
        line = PlanLine(
            rank=rank,
            action=action,
            targets=tuple([t for t in action.targets if t.level > current[t.question]]),
            gain=step.gain,
            family=FAMILIES[kinds[index]],
            slot=slot,
            step=step,
            lifts=tuple(lifts),
            decision=decided.get(action.id, _KEPT),
        )
        lines.append(line)
    return tuple(lines)


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
