"""The form of a set of answers: which questions were asked (M2)."""

from collections.abc import Collection
from typing import Literal, get_args

from diag.questionnaire.questionnaire_model import Questionnaire

Form = Literal["express", "complete", "partielle"]
"""Exactly the core, every question, or any other set: scored, never placed nor released."""
FORMS: tuple[Form, ...] = get_args(Form)
"""The forms, in the order of the codes that tables hold."""


def form_of(questionnaire: Questionnaire, asked: Collection[str], hidden: Collection[str] = ()) -> Form:
    """Return the form of the questions `asked`, by id.

    Those that the profile hides from everybody, `hidden`, count as asked where the form has them.
    """
    if lacking(questionnaire, asked, hidden):
        return "partielle"
    return "express" if _core_alone(questionnaire, asked, hidden) else "complete"


def lacking(questionnaire: Questionnaire, asked: Collection[str], hidden: Collection[str] = ()) -> tuple[str, ...]:
    """Return the questions that the nearest form would ask besides, in their order.

    The nearest is express where nothing but core questions was asked, complete otherwise.
    """
    alone = _core_alone(questionnaire, asked, hidden)
    wanted = [q.id for q in questionnaire.questions if q.core or not alone]
    return tuple(name for name in wanted if name not in asked and name not in hidden)


def _core_alone(questionnaire: Questionnaire, asked: Collection[str], hidden: Collection[str]) -> bool:
    """Tell whether what was asked, without being the whole, is core or hidden from everybody."""
    others = [q.id for q in questionnaire.questions if not q.core]
    core = len(others) < len(questionnaire.questions)
    return core and bool(others) and not any(n in asked and n not in hidden for n in others)
