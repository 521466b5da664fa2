"""The answers of many structures, in long form: one row per structure and question that it was asked."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from diag.questionnaire.questionnaire_model import Questionnaire
from diag.scoring.rubric import Status
from diag.table.cells import Reading, State
from diag.table.encode import Encoded, Told
from diag.table.results import spelled
from diag.table.sheet import Levels, Sheet, Text, Words

MAX_STRUCTURES = 50_000
"""Structures beyond which the answers are written only when asked for: three million rows."""
STATUSES = ("répondu", "ne sait pas", "non concerné", "sans réponse", "non compris")
"""Cells of the status; `non compris` counts as no answer, and `rejets.csv` says why."""
_STATUS = {
    Status.ANSWERED: "répondu",
    Status.UNKNOWN: "ne sait pas",
    Status.NOT_APPLICABLE: "non concerné",
    Status.MISSING: "sans réponse",
}
_NOTHING = Reading(State.NO_ANSWER)


def answers_sheet(questionnaire: Questionnaire, structure: pa.Array, encoded: Encoded) -> Sheet:
    """Return the answers of n structures, in the order of the structures then of the questions.

    The text is as the export gives it, ticks joined by a bar; the value is a level, a number, or
    the ids of what is ticked, joined by a space.
    """
    questions = questionnaire.questions
    status, values = encoded.status, encoded.values
    rows, columns = np.nonzero(status != Status.HIDDEN)
    said = status[rows, columns]
    given = said == Status.ANSWERED
    texts, read = _Words(), _Words()
    states = np.array([STATUSES.index(_STATUS.get(s, "sans réponse")) for s in Status], np.int8)
    state = states[said]
    for rank, question in enumerate(questions):
        own = np.flatnonzero(columns == rank)
        told = encoded.questions.get(question.id) or Told(
            np.zeros(len(status), np.int8), [_NOTHING], [""]
        )
        codes = told.codes[rows[own]].astype(np.int64)
        texts.put(own, codes, list(told.raw))
        words = [*map(spelled, told.readings), ""]
        read.put(own, np.where(given[own], codes, -1), words)
        damaged = (told.states() == State.DAMAGED)[codes] & (said[own] == Status.MISSING)
        state[own[damaged]] = STATUSES.index("non compris")
    level = np.where(given, values[rows, columns], -1)
    return {
        "structure": Text(structure.take(pa.array(rows))),
        "question": Words(columns.astype(np.int16), [q.id for q in questions]),
        "texte": texts.column(len(rows)),
        "valeur": read.column(len(rows)),
        "statut": Words(state, STATUSES),
        "niveau": Levels(level),
        "poids": Levels(np.array([q.weight for q in questions], np.int8)[columns]),
    }


class _Words:
    """The cells of one column, question by question, as codes of few words."""

    def __init__(self) -> None:
        self._ranks: dict[str, int] = {"": 0}
        self._pieces: list[tuple[NDArray[np.intp], NDArray[np.int64]]] = []

    def put(self, places: NDArray[np.intp], codes: NDArray[np.int64], words: Sequence[str]) -> None:
        """Write words at some places; a code of -1 is the last word."""
        ranks = [self._ranks.setdefault(word, len(self._ranks)) for word in words]
        self._pieces.append((places, np.array(ranks, np.int64)[codes]))

    def column(self, rows: int) -> Words:
        """Return the column."""
        cells = np.zeros(rows, np.int32)
        for places, ranks in self._pieces:
            cells[places] = ranks
        return Words(cells, list(self._ranks))
