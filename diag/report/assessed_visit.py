"""One visit, scored and planned: all that is known of it, whatever the way of telling it."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from diag.benchmark.release import Release
from diag.followup.compared_visits import Compared, VisitSide, compared_with_previous
from diag.french import typeset
from diag.planning.plan import Plan, build_plan
from diag.planning.strengths import Strengths, strengths_of
from diag.planning.year import Year, year_of
from diag.questionnaire.located_yaml import Source
from diag.questionnaire.questionnaire_model import Action, Questionnaire
from diag.scoring.assessment import AnswerLine, Assessment, assess_all
from diag.scoring.rubric import Status
from diag.visit.acceptance import Matched, match
from diag.visit.visit_identity import mark_of
from diag.visit.visit_model import Decision, Visit


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
