"""A row of an export as a visit: what the report of one structure is written from."""

import datetime
from collections.abc import Mapping
from typing import Any

from diag.questionnaire.questionnaire import Questionnaire
from diag.table.cells import Reading, State
from diag.visit.models import Answer, Occasion, Pin, Structure, Visit

_REASON = "selon l’export de l’enquête"


def visit_of(
    questionnaire: Questionnaire,
    name: str,
    date: datetime.date,
    express: bool,
    profile: Mapping[str, Reading],
    answers: Mapping[str, Reading],
    stamp: str = "",
) -> Visit:
    """Return the visit that one structure's answers amount to.

    Args:
        questionnaire: what was asked.
        name: of the structure, or its key.
        date: of the answer.
        express: only the core questions were asked.
        profile, answers: what was read, by field and question id; what was not understood is left
            out, and counts as missing (M5).
        stamp: mention of synthetic data.

    """
    header = questionnaire.header
    return Visit(
        illustrative=stamp or None,
        questionnaire=Pin(id=header.id, version=header.version, hash=questionnaire.hash),
        structure=Structure(
            name=name[:200],
            profile={
                key: _spelled(r.value) for key, r in profile.items() if r.state is State.ANSWERED
            },
        ),
        visit=Occasion(date=date, form="express" if express else "full"),
        answers={
            key: answer
            for key, reading in answers.items()
            if (answer := _answer(questionnaire, key, reading))
        },
    )


def _answer(questionnaire: Questionnaire, name: str, reading: Reading) -> Answer | None:
    scale = questionnaire.question[name].scale
    if reading.state is State.ANSWERED:
        return Answer(value=_spelled(reading.value), scale=scale)
    if reading.state is State.UNKNOWN:
        return Answer(status="unknown", scale=scale)
    if reading.state is State.NOT_APPLICABLE:
        return Answer(status="not_applicable", reason=_REASON, scale=scale)
    return None


def _spelled(value: Any) -> str | list[str]:
    """Return a value as a visit file spells it."""
    return [str(v) for v in value] if isinstance(value, tuple | list) else str(value)
