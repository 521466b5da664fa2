"""The form as one page: opened from a file, without network, it asks, keeps, scores and gives the visit file back.

What the page asks and how it scores are data made here, from the same content as everything else; the script
(`report_templates/forms/page.js`) holds the rules M1-M10 alone, and tests hold it to the kernel.
"""

import json
from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from diag.forms.form_order import FormOrder
from diag.forms.form_page import page
from diag.questionnaire.questionnaire_model import (
    Choice,
    Condition,
    Dimension,
    NumberQuestion,
    ProfileField,
    Question,
    SingleQuestion,
    Tick,
)
from diag.visit.new_names import ROLES
from diag.visit.visit_model import FORMAT, MAX_TEXT


def form(order: FormOrder) -> bytes:
    """Return the page: one file, with its style, its script and its questions in it, and no address."""
    told = content(order)
    return page("page", form=told, data=Markup(_embedded(told)))  # noqa: S704 - no end of script is in it


def content(order: FormOrder) -> dict[str, Any]:
    """Return all that the page asks and scores with, as plain data."""
    header = order.questionnaire.header
    return {
        "format": FORMAT,
        "pin": {"id": header.id, "version": header.version, "hash": order.questionnaire.hash},
        "form": "express" if order.express else "full",
        "title": header.title,
        "source": header.source,
        "thresholds": list(header.scoring.thresholds),
        "levels": [one.title for one in header.levels],
        "known": {"name": order.name, "profile": {name: _plain(value) for name, value in order.profile.items()}},
        "roles": [{"id": name, "label": label} for name, label in ROLES.items() if name != "autre"],
        "longest": MAX_TEXT,
        "profile": [_field(one) for one in order.fields],
        "dimensions": [_dimension(one, order) for one in order.questionnaire.dimensions],
    }


def _embedded(value: Any) -> str:
    """Return JSON that no page takes for the end of a script."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _plain(value: Any) -> Any:
    return [str(one) for one in value] if isinstance(value, list | tuple) else str(value)


def _dimension(dimension: Dimension, order: FormOrder) -> dict[str, Any]:
    """Return a dimension, even without a question here: the whole has no score without it (M6)."""
    asked = {one.id for one in order.questions}
    return {
        "id": dimension.id,
        "title": dimension.title,
        "weight": dimension.weight,
        "gates": dimension.gates and dimension.weight > 0,
        "questions": [_question(one) for one in dimension.questions if one.id in asked],
    }


def _field(field: ProfileField) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": field.id,
        "title": field.title,
        "text": field.text,
        "help": field.help or "",
        "kind": field.kind,
        "last": field.asked == "last",
        "when": _condition(field.when),
    }
    if field.options:
        told["options"] = [{"id": one.id, "label": one.label, "exclusive": one.exclusive} for one in field.options]
    if field.kind == "number":
        told |= {"minimum": str(field.minimum), "maximum": str(field.maximum)}
    return told


def _question(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "title": question.title,
        "text": question.text,
        "help": question.help or "",
        "why": question.why,
        "kind": question.kind,
        "core": question.core,
        "weight": question.weight,
        "scale": question.scale,
        "seconds": question.seconds,
        "not_applicable": question.not_applicable or "",
        "when": _condition(question.when),
        **dict(_answers(question)),
    }


def _answers(question: Question) -> Iterator[tuple[str, Any]]:
    """Yield what may be answered: choices with how to know, the table of a count, the bounds of a number."""
    if isinstance(question, NumberQuestion):
        yield "unit", question.unit
        yield from (("minimum", str(question.minimum)), ("maximum", str(question.maximum)))
    else:
        yield "choices", [_choice(one) for one in question.choices]
    if not isinstance(question, SingleQuestion):
        yield "table", [[float(one.from_), one.level] for one in question.table]


def _choice(choice: Choice | Tick) -> dict[str, Any]:
    if isinstance(choice, Choice):
        name, exclusive = str(choice.level), False
    else:
        name, exclusive = choice.id, choice.exclusive
    return {"id": name, "label": choice.label, "check": choice.check, "exclusive": exclusive}


def _condition(condition: Condition | None) -> Any:
    """Return a condition as data; its bounds are numbers (M2)."""
    if condition is None:
        return None
    told = condition.model_dump(by_alias=True, exclude_none=True)
    return json.loads(json.dumps(told, default=float))
