"""The gaps between respondents as rows of a table, the same of a batch and of one visit (M13, M8).

They say who answered what: they are for the adviser alone.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.french import in_tenths
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.scoring.respondent_merge import Merged, merge
from diag.scoring.rubric import Status
from diag.scoring.voices import standing
from diag.visit.visit_model import Visit

_SHORT_KINDS = {
    "level_gap": "niveau",
    "known_gap": "su ou non",
    "concerned_gap": "concerné ou non",
    "missing_gap": "sans réponse",
}
"""Cells of their kind."""
_SAID = {Status.UNKNOWN: "ne sait pas", Status.NOT_APPLICABLE: "non concerné", Status.MISSING: "sans réponse"}
Given = tuple[NDArray[np.int8], NDArray[np.int8]]
"""(n, Q) values and statuses of what n respondents said, as the kernel takes them."""


def gap_rows(
    questionnaire: Questionnaire, merged: Merged, groups: NDArray[Any], roles: Sequence[str], given: Given
) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Yield the rank of the structure and the cells of each gap, by structure then question.

    The cells are those of the table `ecarts` but the first, the name of the structure. `groups` (n,)
    are the ranks of the structures of the respondents, `roles` (n,) what they are in them, if anything.
    """
    kinds = {told: getattr(merged, kind) for kind, told in _SHORT_KINDS.items()}
    members = np.split(
        np.argsort(groups, kind="stable"), np.cumsum(np.bincount(groups, minlength=len(merged.status)))[:-1]
    )
    for row, column in np.argwhere(merged.gap).tolist():
        question, deviation = questionnaire.questions[column], merged.deviation(row, column)
        said = [
            (_cell(given[0][one, column], given[1][one, column]), roles[one])
            for one in members[row]
            if given[1][one, column] != Status.HIDDEN
        ]
        yield (
            row,
            (
                question.id,
                question.title,
                " ; ".join(told for told, gaps in kinds.items() if gaps[row, column]),
                _cell(merged.values[row, column], merged.status[row, column]),
                " ; ".join(f"{cell} ({role})" if role else cell for cell, role in said),
                np.nan if deviation is None else in_tenths(deviation) / 10,
                int(merged.spread[row, column]),
            ),
        )


def gap_rows_of(questionnaire: Questionnaire, visit: Visit) -> Iterator[tuple[Any, ...]]:
    """Yield the cells of each open gap of a visit, by question; see `gap_rows`."""
    roles = {one.id: " ".join(one.role.split()) for one in visit.respondents}
    values = np.zeros((len(roles), len(questionnaire.questions)), np.int8)
    status = np.full(values.shape, Status.HIDDEN, np.int8)
    rows = {by: row for row, by in enumerate(roles)}
    for column, question in enumerate(questionnaire.questions):
        answer = visit.answers.get(question.id)
        for voice in answer.voices if answer and answer.arbitration is None else ():
            place = rows[voice.by], column
            values[place], status[place] = standing(question, voice)
    groups = np.zeros(len(roles), np.intp)
    merged = merge(groups, values, status)
    for _, cells in gap_rows(questionnaire, merged, groups, [*roles.values()], (values, status)):
        yield cells


def _cell(value: int, status: int) -> str:
    return _SAID.get(Status(status), str(value))
