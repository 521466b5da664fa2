"""All that is known of one visit, gathered once for every way of telling it."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from diag.plan.plan import Plan, build_plan
from diag.questionnaire.questionnaire import Questionnaire
from diag.questionnaire.source import Source
from diag.scoring.assessment import Assessment, assess
from diag.visit.matching import Matched, match
from diag.visit.models import Visit


@dataclass(frozen=True)
class Dossier:
    """A visit, scored and planned; `date` is the date printed on the report."""

    questionnaire: Questionnaire
    visit: Visit
    matched: Matched
    assessment: Assessment
    plan: Plan
    date: datetime.date


def prepare(
    questionnaire: Questionnaire,
    visit: Visit,
    source: Source | None = None,
    capacity: Decimal | None = None,
    date: datetime.date | None = None,
) -> Dossier:
    """Match, score and plan one visit.

    Args:
        questionnaire: the questionnaire in use.
        visit: what was answered.
        source: where the visit was read, to place its mistakes.
        capacity: person-days a quarter; by default that of the visit, then of the questionnaire.
        date: date of the report; by default that of the visit, so that the same visit always gives
            the same bytes.

    Raises:
        Refusal: the visit does not match the questionnaire it is pinned to.

    """
    matched = match(visit, questionnaire, source)
    assessment = assess(questionnaire, matched)
    plan = build_plan(questionnaire, matched, assessment, visit.plan, capacity)
    return Dossier(questionnaire, visit, matched, assessment, plan, date or visit.visit.date)
