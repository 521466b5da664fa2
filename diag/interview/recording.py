"""From a reply to the visit that holds it; pure.

What else is known of an answer (notes, evidence, respondent) stays when the answer changes. Values
are validated again, unlike a plain copy: the models stay the only judge of what a file may hold,
and a text they find too long raises pydantic's ValidationError.
"""

import re
from typing import Any

from diag.questionnaire.questionnaire_model import (
    MultipleQuestion,
    NumberQuestion,
    ProfileField,
    Question,
)
from diag.safe_text import clean
from diag.visit.acceptance import invalid_value, possible, profile_value
from diag.visit.visit_model import Answer, Structure, Visit

_NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")
_SPACES = re.compile(r"\s+")


class NotUnderstoodError(ValueError):
    """The reply is not an answer; the message says why, in French."""


def question_value(question: Question, values: tuple[str, ...]) -> str | list[str]:
    """Return the value to store; `values` are the keys of the options, or the number typed.

    Raises:
        NotUnderstoodError: not a number, or out of bounds.

    """
    if isinstance(question, MultipleQuestion):
        return [question.choices[int(v)].id for v in values]
    if not isinstance(question, NumberQuestion):
        return values[0]
    number = _number(values[0])
    how = invalid_value(question, number)
    if how:
        raise NotUnderstoodError(f"Il faut {how.replace('.', ',')}.")
    return number


def profile_answer(field: ProfileField, values: tuple[str, ...]) -> str | list[str]:
    """Return the profile value to store; see `question_value`.

    Raises:
        NotUnderstoodError: not a number, or out of bounds.

    """
    value: str | list[str]
    if field.kind == "choices":
        value = [field.options[int(v)].id for v in values]
    elif field.kind == "choice":
        value = field.options[int(values[0])].id
    elif field.kind == "text":
        value = one_line(values[0])
    else:
        value = _number(values[0])
    if profile_value(field, value) is None:
        how = possible(field).replace(".", ",")
        raise NotUnderstoodError(f"Il faut {how}." if not field.options else f"Choisissez : {how}.")
    return value


def one_line(text: str) -> str:
    """Return cleaned free text without line feeds."""
    return _SPACES.sub(" ", clean(text))


def _number(text: str) -> str:
    """Return a number as the file spells it; thousands may be spaced, the decimal sign a comma."""
    number = _SPACES.sub("", text).replace(",", ".").replace("\u2212", "-")
    if not _NUMBER.fullmatch(number):
        raise NotUnderstoodError("Tapez un nombre, par exemple 12 ou 7,5.")
    return number.removeprefix("+")


def record(visit: Visit, question: Question, value: str | list[str]) -> Visit:
    """Return the visit with this answer."""
    return _update(visit, question, status="answered", value=value, reason=None)


def record_unknown(visit: Visit, question: Question) -> Visit:
    """Return the visit with « ne sait pas »."""
    return _update(visit, question, status="unknown", value=None, reason=None)


def record_not_applicable(visit: Visit, question: Question, reason: str) -> Visit:
    """Return the visit with « non concerné » and why."""
    return _update(visit, question, status="not_applicable", value=None, reason=reason)


def record_note(visit: Visit, question: Question, text: str, *, private: bool) -> Visit:
    """Return the visit with this note; an empty one removes it."""
    name = "private_note" if private else "note"
    noted = _update(visit, question, **{name: text or None})
    answer = noted.answers[question.id]
    if answer == Answer(status="missing", scale=question.scale):
        return _with_answers(noted, {k: a for k, a in noted.answers.items() if k != question.id})
    return noted


def record_profile(visit: Visit, field: str, value: str | list[str]) -> Visit:
    """Return the visit with this profile value."""
    return _with_structure(visit, profile={**visit.structure.profile, field: value})


def record_name(visit: Visit, name: str) -> Visit:
    """Return the visit with the name of its structure."""
    return _with_structure(visit, name=name)


def record_finished(visit: Visit) -> Visit:
    """Return the visit, finished as the person says."""
    occasion = visit.visit.model_copy(update={"finished": True})
    return visit.model_copy(update={"visit": occasion})


def _with_structure(visit: Visit, **changes: Any) -> Visit:
    structure = Structure.model_validate({**visit.structure.model_dump(), **changes})
    return visit.model_copy(update={"structure": structure})


def _update(visit: Visit, question: Question, **changes: Any) -> Visit:
    old = visit.answers.get(question.id) or Answer(status="missing", scale=question.scale)
    new = Answer.model_validate({**old.model_dump(), "scale": question.scale, **changes})
    return _with_answers(visit, {**visit.answers, question.id: new})


def _with_answers(visit: Visit, answers: dict[str, Answer]) -> Visit:
    return visit.model_copy(update={"answers": answers})
