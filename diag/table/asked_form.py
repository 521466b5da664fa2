"""Which questions each row is asked, and which form an export holds (M2), on many rows at once.

The meaning of a condition stays in `diag.questionnaire.conditions`: it is asked once per distinct
value, and the answers are spread over the rows.
"""

from collections.abc import Collection, Mapping
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from diag.questionnaire.questionnaire_model import Condition, ProfileField, Questionnaire, holds, references
from diag.scoring.rubric import Form, form_of, lacking
from diag.table.answers import NO_ANSWER, Said

Bools = NDArray[np.bool_]
Declared = Literal["express", "complete"]
"""What those who ran a survey may say that it asked (M2)."""


def asked_rows(
    questionnaire: Questionnaire, rows: int, said: Mapping[str, Said], blind: Collection[str] = ()
) -> tuple[dict[str, Said], dict[str, Bools]]:
    """Return what n rows say where they are asked, and (n,) who is asked each question.

    Questions without a condition are asked of all. A test on what was not `said` is false; a
    condition on a `blind` field or question, of which the table cannot say enough, is not looked at.
    """
    met: dict[str, Said] = {}
    shown: dict[str, Bools] = {}
    for one in (*questionnaire.profile, *questionnaire.questions):
        own = said.get(one.id)
        if one.when and not any(name in blind for _, name, *_ in references(one.when)):
            asked = _hold(one.when, rows, met)
            if not isinstance(one, ProfileField):
                shown[one.id] = asked
            if own is not None:
                codes = np.where(asked, own.codes, own.codes.dtype.type(len(own.readings)))
                own = Said(codes, [*own.readings, NO_ANSWER])
        if own is not None:
            met[one.id] = own
    return met, shown


def _hold(condition: Condition, rows: int, said: Mapping[str, Said]) -> Bools:
    """Return (n,) where the condition is true, as `conditions.holds` would say row by row."""
    if condition.not_ is not None:
        return ~_hold(condition.not_, rows, said)
    if condition.all is not None or condition.any is not None:
        parts = [_hold(one, rows, said) for one in condition.all or condition.any or []]
        found: Bools = (np.logical_or if condition.all is None else np.logical_and).reduce(parts)
        return found
    name = condition.profile or condition.answer or ""
    if name not in said:
        return np.zeros(rows, dtype=bool)
    told = [{} if value is None else {name: value} for value in said[name].values()]
    spread: Bools = np.array([holds(condition, one, one) for one in told], bool)[said[name].codes]
    return spread


class AskedForm(NamedTuple):
    """The form of one export: its name, its questions, those it lacks (M2)."""

    form: Form
    asked: frozenset[str]
    lacking: tuple[str, ...] = ()


def declared_form(questionnaire: Questionnaire, form: Form) -> AskedForm:
    """Return the form that those who ran the survey say it was: all its questions were asked."""
    asked = [q.id for q in questionnaire.questions if q.core or form != "express"]
    return AskedForm(form, frozenset(asked))


def form_of_columns(questionnaire: Questionnaire, told: Collection[str], hidden: Collection[str] = ()) -> AskedForm:
    """Return the form of the questions that have a column; those `hidden` from everybody count too."""
    asked = frozenset((*told, *hidden))
    form = form_of(questionnaire, told, hidden)
    return AskedForm(form, asked, lacking(questionnaire, told, hidden))


def hidden_from_all(
    questionnaire: Questionnaire, told: Collection[str], shown: Mapping[str, Bools]
) -> frozenset[str]:
    """Return the questions without a column that a condition hides from each row of an export.

    `told` are those that have one: a condition on another answer says nothing. `shown` are the rows
    that are asked each question.
    """
    return frozenset(
        q.id
        for q in questionnaire.questions
        if q.when and q.id not in told and not shown[q.id].any()
        if all(kind == "profile" or name in told for kind, name, *_ in references(q.when))
    )
