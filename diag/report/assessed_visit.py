"""One visit, scored and planned: all that is known of it, whatever the way of telling it.

With it, answers in words: what was answered, where a question stands today, what is aimed at.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from diag.benchmark.position import Standing, standing_of
from diag.benchmark.release import Release
from diag.followup.compared_visits import Compared, VisitSide, compared_with_previous
from diag.french import count, counted, cut_at_word, inside, sentence, typeset
from diag.planning.plan import Plan, Year, build_plan, year_of
from diag.planning.strengths import Strengths, strengths_of
from diag.questionnaire.located_yaml import Source
from diag.questionnaire.questionnaire_model import (
    Action,
    MultipleQuestion,
    NumberQuestion,
    Question,
    Questionnaire,
    SingleQuestion,
    situation,
)
from diag.report.french_labels import STATUS
from diag.scoring.assessment import AnswerLine, Assessment, assess_all
from diag.scoring.rubric import Status
from diag.visit.acceptance import Matched, match
from diag.visit.visit_model import Decision, Visit, mark_of


@dataclass(frozen=True)
class AssessedVisit:
    """A visit, scored and planned; `date` is the date printed on the report.

    `release` is what is published of other structures: none is used unless it was asked for.
    """

    questionnaire: Questionnaire
    visit: Visit
    matched: Matched
    assessment: Assessment
    plan: Plan
    date: datetime.date
    release: Release | None = None

    @cached_property
    def lines(self) -> Mapping[str, AnswerLine]:
        """Answers as they count, by question id."""
        return {line.question.id: line for line in self.assessment.answers}

    @cached_property
    def asked(self) -> tuple[AnswerLine, ...]:
        """Answers to what this form and this profile ask, in the order of the questionnaire."""
        return tuple([x for x in self.assessment.answers if x.status is not Status.HIDDEN])

    @cached_property
    def strengths(self) -> Strengths:
        """What holds, what is fragile, and the sentence that opens the report (M25)."""
        noted = [name for name, answer in self.matched.answers.items() if answer.note]
        return strengths_of(self.questionnaire, self.assessment, noted)

    @property
    def opening(self) -> str:
        """The sentence that opens the report: the one written with the structure, or ours (M25)."""
        return self.visit.opening or typeset(self.strengths.lead)

    @cached_property
    def axes(self) -> Mapping[str, str]:
        """Titles of the dimensions by id."""
        return {d.id: d.title for d in self.questionnaire.dimensions}

    @cached_property
    def planned(self) -> frozenset[str]:
        """Ids of the actions of the plan."""
        return frozenset(line.action.id for line in self.plan.lines)

    @cached_property
    def year(self) -> Year:
        """What the year holds, numbered: every reader speaks of an action by the same number."""
        return year_of(self.plan)

    @cached_property
    def standing(self) -> Standing | None:
        """Where the visit stands (M14, M15); None without a release, as none is used by default."""
        if self.release is None:
            return None
        return standing_of(self.release, self.questionnaire, self.matched.profile, self.assessment)

    @cached_property
    def since(self) -> Compared | None:
        """What moved since the visit that this one recalls; None where it follows none (M12)."""
        side = VisitSide(self.visit, self.matched, self.assessment)
        return compared_with_previous(self.questionnaire, side)

    @cached_property
    def decisions(self) -> tuple[tuple[Action, Decision, bool], ...]:
        """Each decision taken on an action, and whether it only follows from another.

        An action that supposes a declined one falls with it, whatever was decided about itself.
        """
        taken = self.visit.plan.decisions
        own = [(a, taken[a.id], False) for a in self.questionnaire.actions if a.id in taken]
        fallen = [(a, d, True) for a, d in self.plan.set_aside if taken.get(a.id) != d]
        return tuple(own + fallen)

    @property
    def mark(self) -> str:
        """What a report of this visit bears, still without the digits of its content."""
        return mark_of(self.visit)


def prepare(
    questionnaire: Questionnaire,
    visit: Visit,
    source: Source | None = None,
    capacity: Decimal | None = None,
    date: datetime.date | None = None,
    release: Release | None = None,
) -> AssessedVisit:
    """Match, score and plan one visit.

    Args:
        questionnaire: the questionnaire in use.
        visit: what was answered.
        source: where the visit was read, to place its mistakes.
        capacity: person-days a quarter; by default that of the visit, then of the questionnaire.
        date: date of the report; by default that of the visit, so that the same visit always gives
            the same bytes.
        release: where to place the structure; one that does not compare is said so, and not used.

    Raises:
        Refusal: the visit belongs to another questionnaire, or contradicts itself.
    """
    met = [(visit, match(visit, questionnaire, source))]
    return prepare_all(questionnaire, met, capacity, date, release)[0]


def prepare_all(
    questionnaire: Questionnaire,
    met: Sequence[tuple[Visit, Matched]],
    capacity: Decimal | None = None,
    date: datetime.date | None = None,
    release: Release | None = None,
) -> list[AssessedVisit]:
    """Score and plan n visits as `prepare` does one by one, with one call of the kernel.

    Args:
        questionnaire: the questionnaire in use.
        met: the visits, and how they match it.
        capacity, date, release: as for `prepare`.
    """
    assessments = assess_all(questionnaire, [matched for _, matched in met])
    assessed = []
    for (visit, matched), assessment in zip(met, assessments, strict=True):
        month = f"{visit.visit.date:%Y-%m}"
        plan = build_plan(questionnaire, matched, assessment, visit.plan, month, capacity)
        day = date or visit.visit.date
        assessed.append(AssessedVisit(questionnaire, visit, matched, assessment, plan, day, release))
    return assessed


_MOST_SIGNS_OF_A_NOTE = 300  # on a page that many read (report, all pages)
LACKING = (Status.UNKNOWN, Status.MISSING)
"""What is asked and not known: it counts 0, and is never told as a fact."""


Side = AssessedVisit | VisitSide
"""A visit that is told, or one of two that are compared."""


def answer_text(assessed: Side, line: AnswerLine) -> str:
    """Return what was answered, in words and without a final full stop."""
    question = line.question
    stored = assessed.matched.answers.get(question.id)
    given = assessed.matched.given.get(question.id)
    if line.status is not Status.ANSWERED:
        return status_told(line.status, stored.reason if stored else None)
    if isinstance(question, SingleQuestion):
        return situation(question, line.level or 0)
    if isinstance(question, MultipleQuestion):
        ticked = set(given)  # type: ignore[arg-type]
        return " ; ".join(c.label.rstrip(".") for c in question.choices if c.id in ticked)
    return counted(given, question.unit)  # type: ignore[arg-type]


def answer_fact(assessed: Side, line: AnswerLine, signs: int) -> str:
    """Return an answer that stands for a fact nobody wrote, within so many signs; of boxes, how many."""
    question = line.question
    if isinstance(question, MultipleQuestion):
        ticked = set(assessed.matched.given[question.id])  # type: ignore[arg-type]
        number = sum(c.id in ticked and not c.exclusive for c in question.choices)
        return boxes_told(question, number)
    return fact_kept(question, answer_text(assessed, line), signs)


def fact_kept(question: Question, answer: str, signs: int) -> str:
    """Return an answer within so many signs; a proposed one is between guillemets."""
    told = cut_at_word(answer, signs)
    return f"« {told} »" if isinstance(question, SingleQuestion) else told


def to_ask_first(assessed: AssessedVisit, questions: Sequence[Question]) -> list[Question]:
    """Return those that are not known, in the order to ask them: the core, then by weight."""
    lacking = [q for q in questions if assessed.lines[q.id].status in LACKING]
    return sorted(lacking, key=lambda q: (not q.core, -q.weight))


def note_told(assessed: Side, name: str) -> str:
    """Return the shared note of an answer on one line; empty where there is none."""
    stored = assessed.matched.answers.get(name)
    return " ".join(((stored and stored.note) or "").split())


def note_kept(note: str, whole: bool) -> str:
    """Return a note as a document keeps it: whole for the adviser, else cut between words."""
    return note if whole else cut_at_word(note, _MOST_SIGNS_OF_A_NOTE)


def status_told(status: Status, reason: str | None) -> str:
    """Return why there is no level, with the reason given where nobody is concerned."""
    if status is Status.NOT_APPLICABLE and reason:
        return f"{STATUS[status]} ({reason.rstrip('.')})"
    return STATUS[status]


def today(assessed: AssessedVisit, name: str) -> str:
    """Return where a question stands: `aujourd’hui « … »`, or that it is not known."""
    line = assessed.lines[name]
    if line.status in LACKING:
        return f"réponse à savoir ({STATUS[line.status]})"
    return f"aujourd’hui « {answer_text(assessed, line)} »"


def aimed(question: Question, level: int) -> str:
    """Return what is aimed at in facts: a situation, a number with its unit, a number of boxes."""
    if isinstance(question, SingleQuestion):
        reached = min(c.level for c in question.choices if c.level >= level)
        return f"« {situation(question, reached)} »"
    return f"« {least_told(question, level)} »"


def least_told(question: MultipleQuestion | NumberQuestion, level: int) -> str:
    """Return the least that reaches a level: a number with its unit, a number of boxes."""
    least = min(b.from_ for b in question.table if b.level >= level)
    if isinstance(question, NumberQuestion):
        return counted(least, question.unit)
    return boxes_told(question, least)


def boxes_told(question: MultipleQuestion, ticked: int | Decimal) -> str:
    """Return a number of boxes, of those that count: « 2 cases cochées sur 4 »."""
    boxes = sum(not choice.exclusive for choice in question.choices)
    return f"{count(ticked, 'case cochée', 'cases cochées')} sur {boxes}"


def ask_told(assessed: AssessedVisit, question: Question) -> str:
    """Return whom to ask, and which fact: the question itself where the content names none."""
    to = {asked.id: asked.to for asked in assessed.questionnaire.header.asked}.get(question.ask or "")
    fact = question.fact or question.text
    return f"{sentence(to)} : {inside(fact)}" if to else sentence(fact)
