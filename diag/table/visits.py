"""Rows of an export as visits: what the reports of structures are written from."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, TypeVar

from diag.questionnaire.questionnaire_model import Pin, Question
from diag.safe_text import clean
from diag.scoring.form import FORMS
from diag.table.cells import Reading, State
from diag.table.context import Context
from diag.table.encode import Encoded, Told
from diag.table.results import Identity, provisional
from diag.visit.visit_model import MAX_TEXT, Answer, Occasion, Structure, Visit

_REASON = "selon l’export de l’enquête"
Made = TypeVar("Made")


def visits_of(
    context: Context, encoded: Encoded, identity: Identity, rows: slice
) -> Iterator[Visit]:
    """Yield the visits that the answers of some structures amount to.

    Args:
        context: the batch.
        encoded: what each structure answered; what was not understood is left out, and counts as
            missing (M5).
        identity: who each structure is.
        rows: the structures wanted.

    """
    questionnaire, header = context.questionnaire, context.questionnaire.header
    asked = questionnaire.question
    answers = {n: _each(t, rows, partial(_answer, asked[n])) for n, t in encoded.questions.items()}
    notes = {name: texts[rows].to_pylist() for name, texts in identity.comments.items()}
    profile = {name: _each(told, rows, _value) for name, told in encoded.profile.items()}
    whose = (x[rows].to_pylist() for x in (identity.structure, identity.name, identity.date))
    express = (identity.form[rows] == FORMS.index("express")).tolist()
    finished = (~provisional(identity, encoded.status)[rows]).tolist()
    for row, (key, title, date) in enumerate(zip(*whose, strict=True)):
        day = datetime.date.fromisoformat(date) if date else context.date
        yield Visit(
            illustrative=context.stamp or None,
            questionnaire=Pin(id=header.id, version=header.version, hash=questionnaire.hash),
            structure=Structure(name=(title or key)[:200], profile=_of(profile, row)),
            visit=Occasion(
                date=day, form="express" if express[row] else "full", finished=finished[row]
            ),
            answers=_noted(
                _of(answers, row), {n: clean(t[row])[:MAX_TEXT] for n, t in notes.items()}
            ),
        )


def _each(told: Told, rows: slice, make: Callable[[Reading], Made]) -> list[Made]:
    """Return what is made of each row; the same reading is made once."""
    codes = told.codes[rows].tolist()
    made = {code: make(told.readings[code]) for code in set(codes)}
    return [made[code] for code in codes]


def _of(columns: dict[str, list[Made | None]], row: int) -> dict[str, Made]:
    """Return what one row holds."""
    return {name: held for name, column in columns.items() if (held := column[row]) is not None}


def _noted(answers: dict[str, Answer], notes: Mapping[str, str]) -> dict[str, Answer]:
    """Return answers with the comments that stood beside them, even beside an empty one."""
    missing = Answer(status="missing")
    written = {
        name: answers.get(name, missing).model_copy(update={"note": note})
        for name, note in notes.items()
        if note
    }
    return {**answers, **written}


def _answer(question: Question, reading: Reading) -> Answer | None:
    if reading.state is State.ANSWERED:
        return Answer(value=_spelled(reading.value), scale=question.scale)
    if reading.state is State.UNKNOWN:
        return Answer(status="unknown", scale=question.scale)
    if reading.state is State.NOT_APPLICABLE:
        return Answer(status="not_applicable", reason=_REASON, scale=question.scale)
    return None


def _value(reading: Reading) -> str | list[str] | None:
    return _spelled(reading.value) if reading.state is State.ANSWERED else None


def _spelled(value: Any) -> str | list[str]:
    """Return a value as a visit file spells it."""
    return [str(v) for v in value] if isinstance(value, tuple | list) else str(value)
