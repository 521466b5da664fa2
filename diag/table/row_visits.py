"""Rows of the table of answers as the visits that they amount to."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from diag.questionnaire.questionnaire_model import Pin, Question, Questionnaire
from diag.safe_text import clean
from diag.scoring.rubric import Status
from diag.table.answer_frame import arrays
from diag.table.answers import Reading, Said, State, Structures
from diag.table.binding import REASON
from diag.table.results import unfinished
from diag.visit.acceptance import Matched, match
from diag.visit.visit_model import MAX_TEXT, Answer, Occasion, Structure, Visit

_REASON = "selon l’export de l’enquête"


def met_visits(
    questionnaire: Questionnaire, structures: Structures, day: datetime.date
) -> Iterator[tuple[Visit, Matched]]:
    """Yield the visits that n structures amount to, and how they match the questionnaire.

    What was not understood counts as missing (M5). A form leaves questions out where it is but a part
    (M2), and an answer may be more where it waits for an arbitration (M13).
    """
    names = np.array([q.id for q in questionnaire.questions], object)
    values, status = arrays(structures.frame, questionnaire)
    part = (structures.frame["forme"] == "partielle").to_numpy()[:, None]
    most = values if structures.highest is None else structures.highest
    visits = _visits(questionnaire, structures, day)
    rows = zip(visits, part & (status == Status.HIDDEN), most > values, most, strict=True)
    for visit, out, waiting, own in rows:
        highest = dict(zip(names[waiting], own[waiting].tolist(), strict=True))
        matched = match(visit, questionnaire)
        yield visit, replace(matched, left_out=frozenset(names[out]), highest=highest)


def _visits(questionnaire: Questionnaire, structures: Structures, day: datetime.date) -> Iterator[Visit]:
    header, frame = questionnaire.header, structures.frame
    pin = Pin(id=header.id, version=header.version, hash=questionnaire.hash)
    answers, profile = {}, {}
    for name, said in structures.said.items():
        question = questionnaire.question.get(name)
        if question is None:
            profile[name] = _each(said, _value)
        else:
            answers[name] = _each(said, partial(_answer, question))
    comments = {str(name): texts.tolist() for name, texts in structures.comments.items()}
    codes = {name: [text or None for text in comments.pop(name)] for name in {*comments} & {*questionnaire.field}}
    whose = (frame[name] for name in ("nom", "date", "forme", "mention"))
    rows = zip(frame.index, *whose, unfinished(frame, questionnaire).tolist(), strict=True)
    for row, (key, title, date, form, stamp, going) in enumerate(rows):
        yield Visit(
            illustrative=stamp or None,
            questionnaire=pin,
            structure=Structure(name=(title or key)[:200], profile=_of(row, {**profile, **codes})),
            visit=Occasion(
                date=day if pd.isna(date) else date.date(),
                form="express" if form == "express" else "full",
                finished=not going,
            ),
            answers=_noted(_of(row, answers), _of(row, comments)),
        )


def _each(said: Said, make: Callable[[Reading], Any]) -> list[Any]:
    """Return what is made of each row; the same reading is made once."""
    made = {code: make(said.readings[code]) for code in np.unique(said.codes).tolist()}
    return [made[code] for code in said.codes.tolist()]


def _of(row: int, columns: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    return {name: column[row] for name, column in columns.items() if column[row] is not None}


def _noted(answers: dict[str, Answer], comments: Mapping[str, str]) -> dict[str, Answer]:
    """Return answers with the comments that stood beside them, even beside an empty one."""
    for name, text in comments.items():
        note, answer = clean(text)[:MAX_TEXT], answers.get(name.removesuffix(REASON))
        if name.endswith(REASON):
            if note and answer and answer.status == "not_applicable":
                answers[name.removesuffix(REASON)] = answer.model_copy(update={"reason": note})
        elif note:
            answer = answers.get(name, Answer(status="missing"))
            answers[name] = answer.model_copy(update={"note": note})
    return answers


def _answer(question: Question, reading: Reading) -> Answer | None:
    if reading.state is State.ANSWERED:
        return Answer(value=_value(reading), scale=question.scale)
    if reading.state is State.UNKNOWN:
        return Answer(status="unknown", scale=question.scale)
    if reading.state is State.NOT_APPLICABLE:
        return Answer(status="not_applicable", reason=_REASON, scale=question.scale)
    return None


def _value(reading: Reading) -> Any:
    """Return a value as a visit file spells it, None where there is none."""
    value = reading.value if reading.state is State.ANSWERED else None
    if value is None or isinstance(value, str):
        return value
    return [*map(str, value)] if isinstance(value, tuple | list) else str(value)
