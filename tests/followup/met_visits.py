"""Visits of a network for the tests: one line makes one, and a folder holds them."""

import datetime

from helpers import PRINT, make_visit

from diag.followup.activity import Activity, Met
from diag.followup.compared_visits import VisitSide, compared_with_previous
from diag.questionnaire.loader import load
from diag.scoring.assessment import assess_all
from diag.visit.acceptance import match
from diag.visit.visit_model import Decision, PlanChoices

PERIOD = (datetime.date(2026, 7, 1), datetime.date(2026, 9, 30))
DAY = datetime.date(2026, 8, 12)


def full():
    """Return the PRINT questionnaire."""
    return load(PRINT)


def visited(questionnaire, name="Les Tilleuls", day=DAY, actions=None, answers=None, plan=None, **more):
    """Return a finished visit; a profile field is given by its id, an action by its choice."""
    fields = [field.id for field in questionnaire.profile]
    profile = {"structure_type": "ehpad", "department": "d59", "staff": "30"}
    profile = {k: v for k, v in profile.items() if k in fields}
    profile |= {key: more.pop(key) for key in [*more] if key in fields}
    decisions = {action: Decision(choice=choice) for action, choice in (actions or {}).items()}
    return make_visit(
        questionnaire,
        answers or {},
        {key: value for key, value in profile.items() if value},
        name=name,
        date=day,
        finished=more.pop("finished", True),
        plan=plan or PlanChoices(decisions=decisions),
        **more,
    )


def activity_of(questionnaire, visits):
    """Return the activity of structures visited once each in the period."""
    rows = [match(visit, questionnaire) for visit in visits]
    sides = [VisitSide(*side) for side in zip(visits, rows, assess_all(questionnaire, rows), strict=True)]
    met = [
        Met(side, (side.visit,), side.visit.previous is not None, compared_with_previous(questionnaire, side))
        for side in sides
    ]
    return Activity(questionnaire, tuple(met))
