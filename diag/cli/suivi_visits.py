"""The visits that `diag suivi` is about: the plan of each, each once."""

from pathlib import Path

import click

from diag.followup.follow_up import FollowUp, follow_up
from diag.questionnaire.located_yaml import Source
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.report.assessed_visit import prepare
from diag.visit.acceptance import Matched
from diag.visit.visit_model import Visit


def followed(questionnaire: Questionnaire, visit: Visit, source: Source | None = None) -> tuple[FollowUp, Matched]:
    """Return the plan of a visit, as it is followed, and how the visit matches its questionnaire.

    Raises:
        Refusal: the visit does not answer this questionnaire, or contradicts itself.
    """
    assessed = prepare(questionnaire, visit, source)
    return follow_up(questionnaire, visit, assessed.plan), assessed.matched


def refuse_same(plans: dict[Path, FollowUp]) -> None:
    """Refuse two files of one visit: nobody knows which one is to be followed.

    Raises:
        click.UsageError: naming them.
    """
    first: dict[str, Path] = {}
    for path, plan in plans.items():
        other = first.setdefault(plan.identity, path)
        if other != path:
            text = f"{other} et {path} sont la même visite ; donnez un seul des deux fichiers."
            raise click.UsageError(text)
