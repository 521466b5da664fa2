"""The way through a questionnaire for one visit: what is asked now, what comes next, what remains.

Pure: no clock, no file, no print. The path is computed anew after each answer, so a step that a
condition hides is simply absent from it while its answer stays in the visit. First comes what is asked
of the visit itself: its name, how it goes, who is there.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from diag.interview.typed_line import chosen_by_typing
from diag.questionnaire.questionnaire_model import MultipleQuestion, ProfileField, Questionnaire, holds
from diag.questionnaire.readability import seconds_to_read
from diag.visit.acceptance import Matched, match
from diag.visit.new_names import ROLES
from diag.visit.visit_model import Visit

OTHER = "autre"
"""Value of a function that has to be named."""


@dataclass(frozen=True)
class VisitStep:
    """One step about the visit; `options` are `(value, label)`."""

    title: str
    text: str
    help: str
    options: tuple[tuple[str, str], ...] = ()


VISIT_STEPS: Mapping[str, VisitStep] = {
    "name": VisitStep(
        "Nom de la structure",
        "Quel est le nom de la structure ?",
        "Le nom d’usage suffit. Il sert à reconnaître le fichier et à titrer le rapport.",
    ),
    "mode": VisitStep(
        "Façon de répondre",
        "Comment se passe cette visite ?",
        "Le rapport le dit : des réponses vues sur place ne se lisent pas comme des réponses"
        " données par la structure seule.",
        (
            ("visite", "Sur place, avec une personne qui accompagne"),
            ("distance", "À distance, avec une personne qui accompagne"),
            ("autonomie", "La structure répond seule"),
        ),
    ),
    "respondents": VisitStep(
        "Autour de la table",
        "Qui est autour de la table ?",
        "Des fonctions, jamais de noms. Chacun peut répondre autrement à une question : les deux"
        " réponses sont gardées.",
        (
            *((name, role) for name, role in ROLES.items() if name != OTHER),
            (OTHER, "Une autre fonction, à écrire ensuite"),
        ),
    ),
}
"""By the id of the step: `name`, `mode`, `respondents` (interview, line 11)."""


def respondent_options(visit: Visit) -> list[tuple[str, str]]:
    """Return `(value, function)` to tick: those that are usual, those of the visit, another one."""
    *usual, other = VISIT_STEPS["respondents"].options
    roles = {role for _, role in usual}
    return [*usual, *((r.id, r.role) for r in visit.respondents if r.role not in roles), other]


CHOICE_SECONDS = 3
"""Time to make one choice, once what is asked is read (interview, line 1)."""
BOXES = 2
"""Choices that several boxes ask for: as many as are ticked, which nobody knows before."""

Kind = Literal["name", "visit", "profile", "question"]


@dataclass(frozen=True)
class Step:
    """One thing to ask: `name` and `visit` are of the visit itself (`visit_steps.py`).

    `section` is its axis, or the part of the interview that it belongs to; `seconds` the time to read and
    answer it, files apart (`proof_seconds`); `order` its place among everything that could be asked;
    `last` tells a profile field that is asked after the questions.
    """

    kind: Kind
    id: str
    title: str
    text: str
    section: str
    seconds: int
    order: int
    proof_seconds: int = 0
    last: bool = False


@dataclass(frozen=True)
class Path:
    """The steps visible now, in the order they are asked, and those that hold an answer.

    `matched` is the visit as the questionnaire reads it; `place` where the person was last, which may be
    hidden now; None where nobody knows.
    """

    steps: tuple[Step, ...]
    answered: frozenset[Step]
    matched: Matched
    place: Step | None = None

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
        return any(s.kind in ("profile", "question") for s in self.answered)

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
        """Seconds left; what may stay open and was left so is behind, a question always waits."""
        at = self.steps[-1].order + 1 if self.matched.finished else self.place.order if self.place else 0
        left = (s for s in self.steps if s not in self.answered and (s.kind == "question" or s.order >= at))
        return sum(s.seconds for s in left)

    def step(self, identifier: str) -> Step | None:
        """Return the visible step of this id."""
        return self._first(lambda s: s.id == identifier)

    def first_unanswered(self) -> Step | None:
        """Return the first step without an answer, of any kind."""
        return self._first(lambda s: s not in self.answered)

    def resume(self) -> Step | None:
        """Return where an interview starts or goes on, None at the end (interview, line 7).

        It is the place where the person was, or what follows it when it is not asked any more; past
        the last step, once that is answered, it is the end. Where nobody knows the place, as in
        older files, it is the first step without an answer; but how the visit goes is asked of new
        ones only, what was passed before the first answer of a question was passed on purpose, and
        nothing is asked again of a visit that was said to be finished.
        """
        if self.place is not None:
            over = self.place == self.steps[-1] and self.place in self.answered
            here = self.place in self.steps and not over
            return self.place if here else self.after(self.place)
        first = self._first(lambda s: s not in self.answered and s.kind != "visit")
        if first is None or first.kind == "name" or not self.done:
            return first
        if self.unanswered:
            return self.unanswered[0]
        return None if self.matched.finished else first

    def after(self, step: Step) -> Step | None:
        """Return the visible step that follows, even when `step` itself is hidden now."""
        return self._first(lambda s: s.order > step.order)

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


def begins(visit: Visit, path: Path) -> bool:
    """Tell whether a visit that follows another was made and not begun: no question was reached."""
    return visit.previous is not None and visit.visit.place is None and not path.done


def find_path(questionnaire: Questionnaire, visit: Visit) -> Path:
    """Return the path of a visit, in its own form (full or express).

    Raises:
        Refusal: see `match`.
    """
    matched = match(visit, questionnaire)
    asked = matched.asked(questionnaire)
    fields = [f.id for f in questionnaire.profile if holds(f.when, matched.profile, {})]
    questions = [q.id for q in questionnaire.questions if asked[q.id]]
    visible = {*VISIT_STEPS, *fields, *questions}
    known = set(matched.profile)
    known |= {name for name, answer in matched.answers.items() if answer.status != "missing"}
    known |= {"name"} if visit.structure.name else set()
    known |= {"mode"} if matched.mode else set()
    known |= {"respondents"} if matched.respondents else set()
    every = tuple(_everything(questionnaire))
    steps = tuple(s for s in every if s.id in visible)
    answered = frozenset(s for s in steps if s.id in known)
    place = next((s for s in every if s.id == visit.visit.place), None)
    return Path(steps, answered, matched, place)


def _everything(questionnaire: Questionnaire) -> Iterator[Step]:
    order = itertools.count()
    for name, asked in VISIT_STEPS.items():
        labels = [label for _, label in asked.options]
        seconds = _seconds(asked.text, asked.help, *labels, several=name == "respondents")
        asking = (name, asked.title, asked.text)
        if name == "name":
            yield Step("name", *asking, "Structure", seconds, next(order))
        else:
            yield Step("visit", *asking, "Visite", seconds, next(order))
    for field in (f for f in questionnaire.profile if f.asked == "first"):
        yield _field_step(field, "Profil", next(order))
    for one in questionnaire.questions:
        section = questionnaire.dimension_of[one.id].title
        seconds = one.seconds + _choosing(several=isinstance(one, MultipleQuestion))
        told = (one.title, one.text, section, seconds, next(order))
        yield Step("question", one.id, *told, one.proof_seconds)
    for field in (f for f in questionnaire.profile if f.asked == "last"):
        yield _field_step(field, "Pour finir", next(order), last=True)


def _field_step(field: ProfileField, section: str, order: int, *, last: bool = False) -> Step:
    labels = [o.label for o in field.options]
    typed = field.kind == "choice" and chosen_by_typing(labels)  # such a list is not read whole
    several = field.kind == "choices"
    seconds = _seconds(field.text, field.help or "", *([] if typed else labels), several=several)
    return Step("profile", field.id, field.title, field.text, section, seconds, order, last=last)


def _seconds(*texts: str, several: bool) -> int:
    return seconds_to_read(*texts) + _choosing(several=several)


def _choosing(*, several: bool) -> int:
    return CHOICE_SECONDS * (BOXES if several else 1)
