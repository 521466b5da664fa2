"""What a batch says of its structures: the sheets `scores`, `actions` and `rejets`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from diag.benchmark.structures import ANSWER_CODES, content_of
from diag.questionnaire.questionnaire_model import (
    DEPARTMENT_FIELD,
    STAFF_FIELD,
    TYPE_FIELD,
    Questionnaire,
)
from diag.scoring import METHOD
from diag.scoring.form import FORMS
from diag.scoring.kernel import Measures, Reason, Scores
from diag.scoring.rubric import Status
from diag.table.answers import Reading
from diag.table.encode import Told
from diag.table.sheet import Column, Levels, Sheet, Tenths, Text, Words

OVERALL = "global"
"""Prefix of the columns of the whole, beside those of the dimensions."""
STATES = {
    Reason.SCORED: "noté",
    Reason.NOTHING_ASKED: "rien demandé",
    Reason.NOT_APPLICABLE: "trop peu concerné",
    Reason.UNKNOWN: "trop peu su",
    Reason.DIMENSION: "axe manquant",
}
"""Cells of the status: `noté`, or why there is no score (M5, M6). Short, as every row holds six."""
TO_CONFIRM = "à confirmer"
ANSWERS = ANSWER_CODES
"""Cells of the answers: level, ne sait pas, non concerné, sans réponse, non posée."""


@dataclass(frozen=True, eq=False)
class Identity:
    """Who n structures are: (n,) texts, and what the profile says.

    `line` is the row in the file (the first of them when several respondents answered), `form` the
    rank in `FORMS` of what was asked, and `sent` whether the export itself says that the answer is
    finished (M2). `comments` are what they wrote beside their answers, by question, where it is read.
    """

    structure: pa.Array
    name: pa.Array
    operator: pa.Array
    date: pa.Array
    line: NDArray[np.int64]
    form: NDArray[np.int8]
    sent: NDArray[np.bool_]
    profile: Mapping[str, Told]
    comments: Mapping[str, pa.Array] = field(default_factory=dict)


def scores_sheet(
    questionnaire: Questionnaire,
    identity: Identity,
    scores: Scores,
    answers: tuple[NDArray[np.int8], NDArray[np.int8]],
    stamp: str,
    extra: Sheet | None = None,
) -> Sheet:
    """Return one row per structure.

    Args:
        questionnaire: what was asked.
        identity: who the n structures are.
        scores: what the kernel says of them.
        answers: the values and statuses it was given, (n, Q) each.
        stamp: mention of synthetic data, repeated on each row; empty otherwise.
        extra: columns added after the blockers.

    """
    rows = len(identity.line)
    constant = np.zeros(rows, dtype=np.int8)
    sheet: dict[str, Column] = {
        "structure": Text(identity.structure),
        "nom": Text(identity.name),
        "gestionnaire": Text(identity.operator),
        "type": profile_column(identity.profile, TYPE_FIELD, rows),
        "departement": profile_column(identity.profile, DEPARTMENT_FIELD, rows),
        "effectif": profile_column(identity.profile, STAFF_FIELD, rows),
        "date": Text(identity.date),
        "ligne": Text(pa.array(identity.line).cast(pa.string())),
        "questionnaire": Words(constant, [content_of(questionnaire)]),
        "methode": Words(constant, [str(METHOD)]),
        "forme": Words(identity.form, FORMS),
        "provisoire": Words(provisional(identity, answers[1]).astype(np.int8), ["non", "oui"]),
        "mention": Words(constant, [stamp]),
    }
    names = [d.id for d in questionnaire.dimensions]
    for rank, name in enumerate(names):
        sheet |= _measures(name, scores.dimensions, (slice(None), rank), scores.reason[:, rank])
    sheet |= _measures(OVERALL, scores.overall, (slice(None),), scores.overall_reason)
    held = np.concatenate([scores.blocking_questions, scores.blocking_dimensions], axis=1)
    questions = [q.id for q in questionnaire.questions]
    sheet["points_bloquants"] = Words(*_listed(held, [*questions, *names]))
    sheet |= extra or {}
    for column, question in enumerate(questions):
        sheet[question] = Words(answer_codes(answers[0][:, column], answers[1][:, column]), ANSWERS)
    return sheet


def provisional(identity: Identity, status: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Return (n,) the visits not known to be finished: no mark says so, and an answer is missing."""
    missing: NDArray[np.bool_] = (status == Status.MISSING).any(axis=1)
    return ~identity.sent & missing


def profile_column(profile: Mapping[str, Told], name: str, rows: int) -> Words:
    """Return what the profile says, by option id or number; empty where nothing usable was told."""
    told = profile.get(name)
    if told is None:
        return Words(np.zeros(rows, np.int8), [""])
    words = [spelled(r) for r in told.readings]
    return Words(told.codes, words)


def spelled(reading: Reading) -> str:
    """Return what was read as a cell holds it: ids joined by a space, empty where nothing usable."""
    value = reading.value
    if value is None:
        return ""
    return " ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def _measures(
    name: str, measures: Measures, place: tuple[Any, ...], reason: NDArray[Any]
) -> dict[str, Column]:
    """Return the columns of one dimension, or of the whole."""
    state = np.where(measures.to_confirm[place], len(STATES), reason)
    return {
        f"{name}_score": Tenths(measures.tenths[place]),
        f"{name}_haut": Tenths(measures.high_tenths[place]),
        f"{name}_niveau": Levels(measures.level[place]),
        f"{name}_niveau_haut": Levels(measures.level_high[place]),
        f"{name}_part_connue": Tenths(measures.known_tenths[place]),
        f"{name}_statut": Words(state, [*STATES.values(), TO_CONFIRM]),
    }


def _listed(held: NDArray[np.bool_], names: Sequence[str]) -> tuple[NDArray[Any], list[str]]:
    """Return (n,) codes and the lists of names they stand for, joined by a space."""
    used = np.flatnonzero(held.any(axis=0))
    if len(used) > 62:
        patterns, codes = np.unique(held[:, used], axis=0, return_inverse=True)
    else:
        weights = 1 << np.arange(len(used), dtype=np.int64)
        marks, codes = np.unique(held[:, used] @ weights, return_inverse=True)
        patterns = (marks[:, None] & weights) > 0
    words = [" ".join(names[used[i]] for i in np.flatnonzero(p)) for p in patterns]
    return codes.ravel(), words or [""]


_ANSWER = np.array([0, 5, 6, 7, 8], dtype=np.int8)  # rank in ANSWERS of each status, ANSWERED apart


def answer_codes(values: NDArray[np.int8], status: NDArray[np.int8]) -> NDArray[np.int8]:
    """Return the ranks in `ANSWERS` of what was answered."""
    return np.where(status == Status.ANSWERED, values, _ANSWER[status]).astype(np.int8)
