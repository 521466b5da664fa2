"""What became of a plan on a given day: its actions in their months, late, done, without an owner.

An action is numbered as the year numbers it, on every page. What the year proposes and nobody decided
is told apart: it is nobody's delay. What was declined, and what falls with it, is left out: it is for
the adviser alone.
"""

import calendar
import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

from diag.french import cut_at_word, sentence
from diag.planning.plan import OwnLine, Plan, PlanLine, Slot, Year, year_of
from diag.questionnaire.questionnaire_model import Action, Month, Questionnaire
from diag.visit.visit_model import Choice, Decision, OwnAction, Visit, identity_of

State = Literal["to_decide", "to_do", "under_way", "done", "dropped"]
STATE: Mapping[State, str] = {
    "to_decide": "à décider",
    "to_do": "à faire",
    "under_way": "en cours",
    "done": "faite",
    "dropped": "abandonnée",
}
"""What a state is called, on screen and in the sheet."""
STATE_OF: Mapping[Choice, State] = {"keep": "to_do", "under_way": "under_way", "done": "done", "decline": "dropped"}
"""The state of an action, from what was decided of it."""
UNNAMED = "Structure sans nom"
_MOST_WHY = 160  # signs
_AIMS = 2  # facts that tell what an action is for


@dataclass(frozen=True)
class FollowedAction:
    """One action of a plan, of the questionnaire or added by the structure (`own`).

    Attributes:
        number: in the year; None where the year gives it no month: done, or for later.
        why: what will be there once it is done, in French; empty for an own action.
        taken: what was decided; None as long as nothing was.
        start: first day of the month when it begins.
        due: last day on which it is on time: the one decided, else that of its last month.
        days: person-days.
    """

    id: str
    own: bool
    number: int | None
    title: str
    why: str
    taken: Decision | OwnAction | None
    start: datetime.date | None
    due: datetime.date | None
    days: Decimal | None

    @property
    def state(self) -> State:
        """What was decided of it, and where it stands."""
        return STATE_OF[self.taken.choice] if self.taken else "to_decide"

    @property
    def owner(self) -> str:
        """Who carries it, by a function; empty for nobody."""
        return (self.taken and self.taken.owner) or ""

    @property
    def open(self) -> bool:
        """Whether it was decided, and is still to be done."""
        return self.state in ("to_do", "under_way")

    def late(self, day: datetime.date) -> bool:
        """Tell whether it should have been done by a day."""
        return self.open and self.due is not None and self.due < day


@dataclass(frozen=True)
class FollowUp:
    """The actions of one visit: those that the year numbers in its order, then the others."""

    visit: Visit
    questionnaire: Questionnaire
    actions: tuple[FollowedAction, ...]

    @cached_property
    def identity(self) -> str:
        """What names the visit, in whatever file."""
        return identity_of(self.visit)

    @property
    def structure(self) -> str:
        """Name of the structure."""
        return self.visit.structure.name or UNNAMED

    @cached_property
    def decided(self) -> tuple[FollowedAction, ...]:
        """What was decided."""
        return tuple(one for one in self.actions if one.taken is not None)

    @cached_property
    def proposed(self) -> tuple[FollowedAction, ...]:
        """What the year proposes, and nobody decided yet."""
        return tuple(one for one in self.actions if one.taken is None)


def follow_up(questionnaire: Questionnaire, visit: Visit, plan: Plan) -> FollowUp:
    """Return the actions of a visit, with its plan."""
    found = [*_listed(questionnaire, visit, plan, year_of(plan))]
    found.sort(key=lambda one: (one.number is None, one.number or 0))
    return FollowUp(visit, questionnaire, tuple(found))


def every_action(questionnaire: Questionnaire, plan: FollowUp) -> Iterator[FollowedAction]:
    """Yield what is followed, then what may still be named: other actions, and declined ones."""
    yield from plan.actions
    followed = {(one.own, one.id) for one in plan.actions}
    taken = plan.visit.plan
    for action in questionnaire.actions:
        if (False, action.id) not in followed:
            yield _proposed(questionnaire, plan.visit, action, None, None)
    for name, own in taken.own.items():
        if (True, name) not in followed:
            yield _own(plan.visit, OwnLine(name, own, Slot()), None)


def _why(questionnaire: Questionnaire, action: Action) -> str:
    """Return what an action is for in a line: the facts that it aims at, else its reason."""
    asked = questionnaire.question
    facts = [
        action.aim.get(target.question) or asked[target.question].told.get(target.level, "")
        for target in action.targets
    ]
    told = " ; ".join([fact.rstrip(".") for fact in facts if fact][:_AIMS])
    return cut_at_word(sentence(told) or action.reason, _MOST_WHY)


def _listed(questionnaire: Questionnaire, visit: Visit, plan: Plan, year: Year) -> Iterator[FollowedAction]:
    """Yield the actions: those of the plan in its order, those that left it, the own ones."""
    taken, lines = visit.plan.decisions, {line.action.id: line for line in plan.lines}
    fallen = {action.id for action, decision in plan.set_aside if taken.get(action.id) != decision}
    left = [one.id for one in questionnaire.actions if one.id in taken and one.id not in lines]
    for name in (*lines, *left):
        decision, numbered = taken.get(name), name in year.numbers
        declined = name in fallen or (decision is not None and decision.choice == "decline")
        if not declined and (decision is not None or numbered):
            number = year.numbers[name].number if numbered else None
            yield _proposed(questionnaire, visit, questionnaire.action[name], number, lines.get(name))
    for own in plan.own:
        if own.action.choice != "decline":
            number = year.numbers[own.id].number if own.id in year.numbers else None
            yield _own(visit, own, number)


def _proposed(
    questionnaire: Questionnaire, visit: Visit, action: Action, number: int | None, line: PlanLine | None
) -> FollowedAction:
    slot, decision = line.slot if line else Slot(), visit.plan.decisions.get(action.id)
    return FollowedAction(
        id=action.id,
        own=False,
        number=number,
        title=action.year or action.title,
        why=_why(questionnaire, action),
        taken=decision,
        start=_start(visit, slot, decision),
        due=_due(visit, slot, decision),
        days=line.effort if line else None,
    )


def _own(visit: Visit, own: OwnLine, number: int | None) -> FollowedAction:
    """Return an action of the structure; one without days or a month is late for nobody."""
    laid = own.action.days is not None or own.action.start is not None
    slot = own.slot if laid else Slot()
    return FollowedAction(
        id=own.id,
        own=True,
        number=number,
        title=own.action.title,
        why="",
        taken=own.action,
        start=_start(visit, slot, own.action),
        due=_due(visit, slot, own.action),
        days=own.action.days,
    )


def _start(visit: Visit, slot: Slot, taken: Decision | OwnAction | None) -> datetime.date | None:
    if slot.start is not None:
        return _first_day(visit.visit.date, slot.start)
    return first_of(taken.start) if taken and taken.start else None


def _due(visit: Visit, slot: Slot, taken: Decision | OwnAction | None) -> datetime.date | None:
    if taken and taken.due:
        return taken.due
    return None if slot.end is None else last_of(_first_day(visit.visit.date, slot.end))


def _first_day(day: datetime.date, after: int) -> datetime.date:
    """Return the first day of the month that is some months after a day."""
    year, month = divmod(12 * day.year + day.month - 1 + after, 12)
    return _first(year, month + 1)


def first_of(month: Month) -> datetime.date:
    """Return the first day of a month, `AAAA-MM`."""
    return _first(*map(int, month.split("-")))


def _first(year: int, month: int) -> datetime.date:
    """Return the first day of a month; a file may speak of the year 0, and no calendar does."""
    return datetime.date(min(max(year, datetime.MINYEAR), datetime.MAXYEAR), month, 1)


def last_of(day: datetime.date) -> datetime.date:
    """Return the last day of the month of a day."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
