"""All that is known of one visit, gathered once for every way of telling it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from diag.benchmark.release import Release
from diag.plan.order import Ordered
from diag.plan.plan import Plan, build_plan
from diag.questionnaire.questionnaire import Questionnaire
from diag.questionnaire.source import Source
from diag.report.wording import Wording, wording
from diag.scoring.assessment import AnswerLine, Assessment, assess
from diag.visit.matching import Matched, match
from diag.visit.models import Visit


@dataclass(frozen=True)
class Dossier:
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
    def wording(self) -> Wording:
        """What the questionnaire says in every report."""
        return wording(self.questionnaire)

    @cached_property
    def lines(self) -> Mapping[str, AnswerLine]:
        """Answers as they count, by question id."""
        return {line.question.id: line for line in self.assessment.answers}

    @cached_property
    def axes(self) -> Mapping[str, str]:
        """Titles of the dimensions by id."""
        return {d.id: d.title for d in self.questionnaire.dimensions}

    @cached_property
    def planned(self) -> frozenset[str]:
        """Ids of the actions of the plan."""
        return frozenset(line.action.id for line in self.plan.lines)


def prepare(
    questionnaire: Questionnaire,
    visit: Visit,
    source: Source | None = None,
    capacity: Decimal | None = None,
    date: datetime.date | None = None,
    release: Release | None = None,
    ordered: Ordered | None = None,
) -> Dossier:
    """Match, score and plan one visit.

    Args:
        questionnaire: the questionnaire in use.
        visit: what was answered.
        source: where the visit was read, to place its mistakes.
        capacity: person-days a quarter; by default that of the visit, then of the questionnaire.
        date: date of the report; by default that of the visit, so that the same visit always gives
            the same bytes.
        release: where to place the structure; one that does not compare is said so, and not used.
        ordered: its actions, where they were ordered together with those of many visits.

    Raises:
        Refusal: the visit does not match the questionnaire it is pinned to.

    """
    matched = match(visit, questionnaire, source)
    assessment = assess(questionnaire, matched)
    plan = build_plan(questionnaire, matched, assessment, visit.plan, capacity, ordered)
    day = date or visit.visit.date
    return Dossier(questionnaire, visit, matched, assessment, plan, day, release)
