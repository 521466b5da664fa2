"""A visit after one more answer or note; pure.

What else is known of an answer (notes, evidence, respondent) stays when the answer changes. Values
are validated again, unlike a plain copy: the models stay the only judge of what a file may hold,
and a text they find too long raises pydantic's ValidationError.
"""

from typing import Any

from diag.questionnaire.questionnaire_model import Question
from diag.visit.models import Answer, Structure, Visit


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


def _with_structure(visit: Visit, **changes: Any) -> Visit:
    structure = Structure.model_validate({**visit.structure.model_dump(), **changes})
    return visit.model_copy(update={"structure": structure})


def _update(visit: Visit, question: Question, **changes: Any) -> Visit:
    old = visit.answers.get(question.id) or Answer(status="missing", scale=question.scale)
    new = Answer.model_validate({**old.model_dump(), "scale": question.scale, **changes})
    return _with_answers(visit, {**visit.answers, question.id: new})


def _with_answers(visit: Visit, answers: dict[str, Answer]) -> Visit:
    return visit.model_copy(update={"answers": answers})
