"""What a network did in a period: the structures that it met, as pure counts of them.

A structure counts once, by its latest visit of the period. Nothing here says who made a visit.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from diag.followup.compared_visits import Compared, VisitSide
from diag.followup.small_classes import Counts
from diag.questionnaire.questionnaire_model import DEPARTMENT_FIELD, STAFF_FIELD, TYPE_FIELD, Questionnaire
from diag.scoring.assessment import Score
from diag.scoring.detectable_change import Change, Verdict
from diag.scoring.rubric import Form
from diag.visit.visit_model import Became, Choice, Visit

Origin = Literal["print", "public", "tool", "own", "gone"]
"""Where an action comes from: as the content says, added by the structure, or no longer proposed."""
Direction = Literal["clear_up", "probable_up", "stable", "probable_down", "clear_down"]
DIRECTIONS: tuple[Direction, ...] = ("clear_up", "probable_up", "stable", "probable_down", "clear_down")
OVERALL = "overall"
"""Stands for the whole beside the ids of the axes."""


@dataclass(frozen=True)
class Decided:
    """One action that a plan holds, by its id; what was declined is none."""

    id: str
    origin: Origin
    choice: Choice


@dataclass(frozen=True)
class Met:
    """A structure met in the period: its latest visit, scored, and all of the period by date.

    `following` tells that it was visited before; `since` what moved since, None where nothing is known.
    """

    side: VisitSide
    visits: tuple[Visit, ...]
    following: bool
    since: Compared | None = None

    @property
    def kind(self) -> str:
        """The id of its type, empty where not told."""
        return str(self.side.matched.profile.get(TYPE_FIELD, ""))

    @property
    def department(self) -> str:
        """The id of its département, empty where not told."""
        return str(self.side.matched.profile.get(DEPARTMENT_FIELD, ""))

    @cached_property
    def size_class(self) -> str:
        """The id of its size class, by its professionals (M14); empty where not told."""
        staff = self.side.matched.profile.get(STAFF_FIELD)
        sizes = () if staff is None else self.side.assessment.questionnaire.header.sizes
        return next((one.id for one in reversed(sizes) if one.from_ <= int(str(staff))), "")

    @cached_property
    def decided(self) -> tuple[Decided, ...]:
        """The actions of its plan, declined ones left out."""
        origins: dict[str, Origin] = {a.id: a.origin for a in self.side.assessment.questionnaire.actions}
        plan = self.side.visit.plan
        proposed = [Decided(name, origins.get(name, "gone"), d.choice) for name, d in plan.decisions.items()]
        own = [Decided(name, "own", action.choice) for name, action in plan.own.items()]
        return tuple([one for one in (*proposed, *own) if one.choice != "decline"])

    @cached_property
    def became(self) -> tuple[Became | None, ...]:
        """What became of each action decided at the visit before; None where nobody said yet."""
        previous = self.side.visit.previous
        actions = previous.actions if previous else []
        return tuple([one.became for one in actions if one.choice != "decline"])

    @cached_property
    def scores(self) -> Mapping[str, Score]:
        """The score of each axis that is evaluated, by its id, and of the whole."""
        found = {**self.side.assessment.dimensions, OVERALL: self.side.assessment.overall}
        return {name: one for name, one in found.items() if isinstance(one, Score)}

    def level(self, axis: str) -> int | None:
        """Return the level of an axis, or of the whole; None where it is not evaluated."""
        return self.scores[axis].level.value if axis in self.scores else None

    @cached_property
    def answered(self) -> Mapping[str, int]:
        """The level of each answer, by question."""
        lines = self.side.assessment.answers
        return {line.question.id: line.level for line in lines if line.level is not None}

    @cached_property
    def moved(self) -> Mapping[str, Direction]:
        """Where each comparable axis went since the visit before, by its id, and the whole (M12)."""
        if self.since is None:
            return {}
        evolution = self.since.evolution
        found = {**evolution.dimensions, OVERALL: evolution.overall}
        return {
            name: _DIRECTION[one.verdict, one.delta > 0] for name, one in found.items() if isinstance(one, Change)
        }


_DIRECTION: Mapping[tuple[Verdict, bool], Direction] = {
    ("clear", True): "clear_up",
    ("probable", True): "probable_up",
    ("stable", True): "stable",
    ("stable", False): "stable",
    ("probable", False): "probable_down",
    ("clear", False): "clear_down",
}


@dataclass(frozen=True)
class Activity:
    """The structures met in a period, each once, all with one questionnaire."""

    questionnaire: Questionnaire
    met: tuple[Met, ...]

    def counts(self, amount: Callable[[Met], int]) -> Counts:
        """Return what each structure counts in a total, (n,)."""
        return np.array([amount(one) for one in self.met], np.int64)

    def classes(self, name_of: Callable[[Met], str]) -> dict[str, Counts]:
        """Return the classes that structures form, in the order in which they are met."""
        names = [name_of(one) for one in self.met]
        return {name: np.array([other == name for other in names], np.int64) for name in dict.fromkeys(names)}

    def main_form(self) -> tuple[Form, Sequence[Met]]:
        """Return the form that most structures were asked, and these: forms are not mixed (M2)."""
        forms = [one.side.assessment.form for one in self.met]
        form: Form = max(dict.fromkeys(forms), key=forms.count, default="complete")
        return form, [one for one in self.met if one.side.assessment.form == form]
