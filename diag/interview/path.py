"""The way through a questionnaire for one visit: what is asked now, what comes next, what remains.

Pure: no clock, no file, no print. The path is computed anew after each answer, so a step that a
condition hides is simply absent from it while its answer stays in the visit.
"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from diag.questionnaire.conditions import holds
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.visit.acceptance import Matched, match
from diag.visit.visit_model import Visit

PROFILE_SECONDS = 10
"""Estimated time of one profile field."""


@dataclass(frozen=True)
class Step:
    """One thing to ask.

    Attributes:
        seconds: time to read and answer it.
        order: its place among everything that could be asked.
        proof_seconds: time to open what the answer is checked in, if it is.
        last: a profile field that is asked after the questions.

    """

    kind: Literal["name", "profile", "question"]
    id: str
    seconds: int
    order: int
    proof_seconds: int = 0
    last: bool = False


@dataclass(frozen=True)
class Path:
    """The steps visible now, in the order they are asked.

    Attributes:
        steps: the structure's name, the first profile fields, questions, the last profile fields.
        answered: those of `steps` that hold an answer (a note alone is not one).
        matched: the visit as the questionnaire reads it.

    """

    steps: tuple[Step, ...]
    answered: frozenset[Step]
    matched: Matched

    @property
    def questions(self) -> tuple[Step, ...]:
        """Visible questions, without the name and the profile."""
        return tuple(s for s in self.steps if s.kind == "question")

    @property
    def done(self) -> int:
        """Number of visible questions that are answered."""
        return sum(1 for s in self.questions if s in self.answered)

    @property
    def total(self) -> int:
        """Number of visible questions."""
        return len(self.questions)

    @property
    def unanswered(self) -> tuple[Step, ...]:
        """Visible questions without an answer."""
        return tuple(s for s in self.questions if s not in self.answered)

    @property
    def unanswered_ids(self) -> tuple[str, ...]:
        """Ids of the visible questions without an answer."""
        return tuple(s.id for s in self.unanswered)

    @property
    def started(self) -> bool:
        """Tell whether a profile field or a question holds an answer."""
        return any(s.kind != "name" for s in self.answered)

    @property
    def percent(self) -> int:
        """Share of the estimated time that is behind, rounded down; 100 when nothing remains."""
        whole = sum(s.seconds for s in self.steps)
        return 100 * (whole - self._remaining) // whole if whole else 100

    @property
    def minutes(self) -> int:
        """Estimated minutes that remain to read and answer, rounded up."""
        return -(-self._remaining // 60)

    @property
    def proof_minutes(self) -> int:
        """Estimated minutes that remain to open files and documents, rounded up."""
        return -(-sum(s.proof_seconds for s in self.steps if s not in self.answered) // 60)

    @property
    def _remaining(self) -> int:
        return sum(s.seconds for s in self.steps if s not in self.answered)

    def step(self, identifier: str) -> Step | None:
        """Return the visible question, else the profile field, of this id."""
        found = [s for s in self.steps if s.id == identifier and s.kind != "name"]
        return found[-1] if found else None

    def first_unanswered(self) -> Step | None:
        """Return the first step without an answer, of any kind."""
        return self._first(lambda s: s not in self.answered)

    def resume(self) -> Step | None:
        """Return where an interview starts or goes on.

        The name first when it is empty. Once a question is answered, profile fields were passed on
        purpose: go to the first unanswered question. None is a visit where nothing is left to ask,
        or that was said to be finished with all its questions answered.
        """
        first = self.first_unanswered()
        if first is None or first.kind == "name" or not self.done:
            return first
        if self.unanswered:
            return self.unanswered[0]
        return None if self.matched.finished else first

    def after(self, step: Step) -> Step | None:
        """Return the visible step that follows, even when `step` itself is hidden now."""
        return self._first(lambda s: s.order > step.order)

    def unanswered_after(self, step: Step) -> Step | None:
        """Return the next step without an answer."""
        return self._first(lambda s: s.order > step.order and s not in self.answered)

    def before(self, step: Step) -> Step | None:
        """Return the visible step that precedes, even when `step` itself is hidden now."""
        earlier = [s for s in self.steps if s.order < step.order]
        return earlier[-1] if earlier else None

    def position(self, step: Step) -> tuple[int, int]:
        """Return the place of a visible step among those asked with it, from 1, and their number."""
        alike = [s for s in self.steps if (s.kind, s.last) == (step.kind, step.last)]
        return alike.index(step) + 1, len(alike)

    def _first(self, wanted: Callable[[Step], bool]) -> Step | None:
        return next((s for s in self.steps if wanted(s)), None)


def find_path(questionnaire: Questionnaire, visit: Visit) -> Path:
    """Return the path of a visit, in its own form (full or express).

    Raises:
        Refusal: see `match`.

    """
    matched = match(visit, questionnaire)
    asked = matched.asked(questionnaire)
    fields = [f.id for f in questionnaire.profile if holds(f.when, matched.profile, {})]
    questions = [q.id for q in questionnaire.questions if asked[q.id]]
    visible = (
        {("name", "")} | {("profile", f) for f in fields} | {("question", q) for q in questions}
    )
    known = {("profile", name) for name in matched.profile}
    known |= {("question", k) for k, a in matched.answers.items() if a.status != "missing"}
    known |= {("name", "")} if visit.structure.name else set()
    steps = tuple(s for s in _everything(questionnaire) if (s.kind, s.id) in visible)
    return Path(steps, frozenset(s for s in steps if (s.kind, s.id) in known), matched)


def _everything(questionnaire: Questionnaire) -> Iterator[Step]:
    first = [f for f in questionnaire.profile if f.asked == "first"]
    last = [f for f in questionnaire.profile if f.asked == "last"]
    order = itertools.count()
    yield Step("name", "", PROFILE_SECONDS, next(order))
    for field in first:
        yield Step("profile", field.id, PROFILE_SECONDS, next(order))
    for asked in questionnaire.questions:
        yield Step("question", asked.id, asked.seconds, next(order), asked.proof_seconds)
    for field in last:
        yield Step("profile", field.id, PROFILE_SECONDS, next(order), last=True)
