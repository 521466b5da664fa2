"""What is proposed: from the answers of one visit, with efforts for its staff (M20)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import Literal

from diag.questionnaire.questionnaire_model import STAFF_FIELD, Action, Effort, Questionnaire, Target, Value, holds
from diag.scoring.kernel import HIGHEST_LEVEL, POINTS
from diag.scoring.rubric import Status
from diag.visit.visit_model import Decision

UNKNOWN_STAFF = 20
"""Professionals counted where the profile does not say how many they are (M20)."""
REACHED = HIGHEST_LEVEL
"""Level of a question that no action raises: it is not answered, or does not concern the visit."""

Standing = Literal["proposed", "verify", "support", "reached"]
"""What an action is to a visit: to do, to verify first, only ever a prerequisite, nothing left."""


@dataclass(frozen=True)
class Situation:
    """The answers of one visit, as the plan reads them; points are whole numbers of `1 / unit`.

    Attributes:
        levels: level of each answered question.
        unsure: questions asked and not known: `unknown` or `missing`.
        worth: what one level of each question that counts is worth, in parts of a point of G.
        unit: parts in one point of G.
        parts: parts of a point of G in one point of each dimension, 0 where it does not count.
        given: whether each dimension has a score.
        efforts: effort of every action, in half days.
        open: the actions that the profile admits and that nobody has begun, done, declined or made
            fall.
        fallen: those that need a declined one, and why they fall with it.
        under_way: what the structure has begun, whatever its profile and its answers say.
    """

    questionnaire: Questionnaire
    levels: Mapping[str, int]
    unsure: frozenset[str]
    worth: Mapping[str, int]
    unit: int
    parts: Sequence[int]
    given: Sequence[bool]
    efforts: Mapping[str, int]
    open: Mapping[str, Action]
    fallen: Mapping[str, Decision]
    under_way: tuple[Action, ...]

    def raised(self, action: Action, levels: Mapping[str, int]) -> dict[str, int]:
        """Return the questions that an action raises above `levels`, and where it brings them."""
        above: dict[str, int] = {}
        for target in action.targets:
            if target.level > above.get(target.question, levels.get(target.question, REACHED)):
                above[target.question] = target.level
        return above

    def standing(self, action: Action, levels: Mapping[str, int]) -> Standing:
        """Return what an action is once answered questions stand at `levels`."""
        if not action.targets:
            return "support"
        if self.raised(action, levels):
            return "proposed"
        return "verify" if any(t.question in self.unsure for t in action.targets) else "reached"

    def uncertain(self, action: Action) -> tuple[tuple[Target, Fraction], ...]:
        """Return the targets that rest on what is not known, each worth up to so many points."""
        return tuple(
            (t, Fraction(self.worth[t.question] * t.level, self.unit))
            for t in action.targets
            if t.question in self.unsure
        )


def situate(
    questionnaire: Questionnaire,
    profile: Mapping[str, Value],
    values: Sequence[int],
    status: Sequence[int],
    given: Sequence[bool],
    decided: Mapping[str, Decision],
) -> Situation:
    """Return one visit as the plan reads it.

    Args:
        questionnaire: its questions and actions.
        profile: typed values of the profile, by field.
        values, status: (Q,) answers as the kernel reads them.
        given: (D,) whether each dimension has a score.
        decided: what was decided of actions, by id.
    """
    dimensions = questionnaire.dimensions
    levels: dict[str, int] = {}
    unsure: set[str] = set()
    counted: list[list[tuple[str, int]]] = [[] for _ in dimensions]
    rows = zip(_questions(questionnaire), values, status, strict=True)
    for (name, dimension, weight), value, code in rows:
        if code == Status.ANSWERED:
            levels[name] = int(value)
        elif code in (Status.UNKNOWN, Status.MISSING):
            unsure.add(name)
        else:
            continue
        counted[dimension].append((name, weight))
    asked = [sum(weight for _, weight in own) for own in counted]
    whole = lcm(*(total for total in asked if total))
    worth = {
        name: POINTS * dimension.weight * weight * (whole // total)
        for dimension, own, total in zip(dimensions, counted, asked, strict=True)
        for name, weight in own
    }
    unit = whole * (sum(d.weight for d in dimensions) or 1)
    admitted = {
        a.id: a
        for a in questionnaire.actions
        if (a.id not in decided or decided[a.id].choice == "keep") and holds(a.when, profile, {})
    }
    situation = Situation(
        questionnaire,
        levels,
        frozenset(unsure),
        worth,
        unit,
        [whole * d.weight if own else 0 for d, own in zip(dimensions, counted, strict=True)],
        given,
        _efforts(questionnaire, staff(profile)),
        admitted,
        {},
        tuple(a for a in questionnaire.actions if a.id in decided and decided[a.id].choice == "under_way"),
    )
    declined = [
        a.id
        for a in questionnaire.actions
        if a.id in decided and decided[a.id].choice == "decline" and holds(a.when, profile, {})
        if situation.standing(a, levels) != "reached"
    ]
    return _without(situation, declined) if declined else situation


def staff(profile: Mapping[str, Value]) -> int:
    """Return the number of professionals, or what stands for it where it is not known."""
    value = profile.get(STAFF_FIELD)
    return UNKNOWN_STAFF if value is None else int(value)  # type: ignore[arg-type]


def half_days(effort: Effort, professionals: int) -> int:
    """Return an effort in half days, up to the next one; a group is never larger than the staff."""
    people = professionals if effort.who == "all" else min(effort.who, professionals)
    # 7 hours a day: `hours` half-hours for each are `hours / 7` half days.
    hours = int(2 * effort.hours_each) * people
    return max(1, int(2 * effort.days) - (-hours // 7))


def _without(situation: Situation, declined: Sequence[str]) -> Situation:
    """Return the situation less what needs a declined action, directly or not."""
    titles, lost = situation.questionnaire.action, set(declined)
    left, fallen = dict(situation.open), dict[str, Decision]()
    while falling := [
        (action.id, next(need for need in action.needs if need in lost))
        for action in left.values()
        if not lost.isdisjoint(action.needs) and situation.standing(action, situation.levels) != "reached"
    ]:
        for name, need in falling:
            note = f"suppose « {titles[need].title} »"
            fallen[name] = Decision(choice="decline", note=note)
            lost.add(name)
            del left[name]
    return replace(situation, open=left, fallen=fallen)


@lru_cache(maxsize=8)
def _questions(questionnaire: Questionnaire) -> tuple[tuple[str, int, int], ...]:
    """Return (id, rank of the dimension, weight) of each question."""
    return tuple(
        (question.id, rank, question.weight)
        for rank, dimension in enumerate(questionnaire.dimensions)
        for question in dimension.questions
    )


@lru_cache(maxsize=256)
def _efforts(questionnaire: Questionnaire, professionals: int) -> Mapping[str, int]:
    """Return the effort of every action for a staff, in half days; few sizes come back often."""
    return {a.id: half_days(a.effort, professionals) for a in questionnaire.actions}
