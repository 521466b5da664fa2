"""The plan of one visit: proposals, order, families, schedule and projections (M20-M24)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import numpy as np

from diag.plan.order import Row, Step, apply, order
from diag.plan.proposals import acts, candidate, refused, unmet, with_needs
from diag.plan.schedule import Slot, schedule
from diag.questionnaire.conditions import holds
from diag.questionnaire.header import PlanningRules
from diag.questionnaire.models import Action, Target
from diag.questionnaire.questionnaire import Questionnaire
from diag.scoring.assessment import Assessment, tenth
from diag.scoring.kernel import round_half_up, score
from diag.scoring.rubric import Status
from diag.visit.matching import Matched
from diag.visit.models import Decision, PlanChoices

Family = Literal["quick", "project", "complement", "later"]


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
) -> Plan:
    """Return the plan of a visit under `capacity`, or that of the visit, or that of the rules."""
    rules = questionnaire.header.planning
    days = next(d for d in (capacity, choices.capacity, rules.capacity) if d is not None)
    columns = {q.id: i for i, q in enumerate(questionnaire.questions)}
    decided = choices.decisions
    open_actions = {
        a.id: a
        for a in questionnaire.actions
        if holds(a.when, matched.profile, {})
        and decided.get(a.id, Decision()).choice == "keep"
        and (unmet(a, assessment, columns) or not a.targets)
    }
    fallen = refused(questionnaire, decided, open_actions)
    open_actions = {name: a for name, a in open_actions.items() if name not in fallen}
    # What rests on unknown answers alone is to be verified first, even where others suppose it.
    sure = {
        name: a for name, a in open_actions.items() if not a.targets or acts(a, assessment, columns)
    }
    chosen = with_needs([a for a in sure.values() if a.targets], sure)
    candidates = [candidate(a, columns, open_actions) for a in chosen]
    steps = order(assessment.rubric, assessment.values, assessment.status, candidates)
    slots = schedule([s.candidate for s in steps], Fraction(days), rules.quarters)
    lines = tuple(
        _line(rank, questionnaire, assessment, columns, open_actions, step, slot, decided)
        for rank, (step, slot) in enumerate(zip(steps, slots, strict=True), 1)
    )
    return Plan(
        capacity=days,
        rules=rules,
        lines=lines,
        quarters=_quarters(assessment, lines, rules.quarters),
        beyond=tuple(line.action.id for line in lines if line.slot.end is None),
        to_verify=_to_verify(assessment, open_actions),
        set_aside=tuple(
            (a, decided[a.id])
            for a in questionnaire.actions
            if a.id in decided and decided[a.id].choice != "keep"
        )
        + tuple((questionnaire.action[name], why) for name, why in fallen.items()),
    )


def _line(
    rank: int,
    questionnaire: Questionnaire,
    assessment: Assessment,
    columns: Mapping[str, int],
    actions: Mapping[str, Action],
    step: Step,
    slot: Slot,
    decided: Mapping[str, Decision],
) -> PlanLine:
    action = actions[step.candidate.id]
    names = list(columns)
    lifts = [names[c] for c in step.lifts]
    lifts += [questionnaire.dimensions[d].id for d in step.lifts_dimensions]
    return PlanLine(
        rank=rank,
        action=action,
        targets=unmet(action, assessment, columns),
        gain=step.gain,
        family=family(step.gain, Fraction(action.effort), questionnaire.header.planning),
        slot=slot,
        step=step,
        lifts=tuple(lifts),
        decision=decided.get(action.id, Decision()),
    )


def family(gain: Fraction, effort: Fraction, rules: PlanningRules) -> Family:
    """Return the family of an action; the gain compared is the one displayed (M22, M8)."""
    shown = round_half_up(np.array(gain.numerator), np.array(gain.denominator))
    matters, quick = shown >= float(rules.minimum_gain), effort <= rules.quick_effort
    if matters:
        return "quick" if quick else "project"
    return "complement" if quick else "later"


def _quarters(
    assessment: Assessment, lines: tuple[PlanLine, ...], number: int
) -> tuple[Quarter, ...]:
    """Return the projected state at each quarter's end, scored in one call of the kernel."""
    rows: list[tuple[Row, Row]] = []
    for quarter in range(1, number + 1):
        done = [x.step.candidate for x in lines if x.slot.end and x.slot.end <= quarter]
        rows.append(apply(assessment.values, assessment.status, done))
    values = np.concatenate([v for v, _ in rows])
    status = np.concatenate([s for _, s in rows])
    scores = score(assessment.rubric, values, status)
    quarters = []
    for index in range(number):
        given = not np.isnan(scores.overall.score[index])
        own = [x for x in lines if any(q == index + 1 for q, _ in x.slot.parts)]
        spent = sum((d for x in own for q, d in x.slot.parts if q == index + 1), Fraction(0))
        quarters.append(
            Quarter(
                number=index + 1,
                days=spent,
                actions=tuple(x.action.id for x in own),
                score=tenth(scores.overall.score[index]) if given else None,
                level=int(scores.overall.level[index]) if given else None,
                dimensions=tuple(
                    None if np.isnan(v) else tenth(v) for v in scores.dimensions.score[index]
                ),
            )
        )
    return tuple(quarters)


def _to_verify(assessment: Assessment, actions: Mapping[str, Action]) -> tuple[ToVerify, ...]:
    """Return every question asked and not known, with the actions aimed at it."""
    return tuple(
        ToVerify(
            line.question.id,
            line.status,
            tuple(
                a.id
                for a in actions.values()
                if line.question.id in {t.question for t in a.targets}
            ),
        )
        for line in assessment.answers
        if line.status in (Status.UNKNOWN, Status.MISSING)
    )
