"""Several respondents per structure: their rows become one (M13)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diag.questionnaire.questionnaire_model import Questionnaire
from diag.report.gap_view import gap_rows
from diag.scoring.voices import merge
from diag.table.answer_frame import arrays, words
from diag.table.answers import NO_ANSWER, Said, Structures
from diag.table.published_columns import types_of


def merged(
    rows: Structures, groups: NDArray[Any], roles: Sequence[str], questionnaire: Questionnaire
) -> tuple[Structures, pd.DataFrame]:
    """Return m structures, in the order of their first row, and their perception gaps.

    Of the n respondents, `groups` (n,) numbers their structure and `roles` (n,) says what they are in
    it, if anything.
    """
    group, found = pd.factorize(groups)
    first = np.flatnonzero(~pd.Series(group).duplicated())
    values, status = arrays(rows.frame, questionnaire)
    result = merge(group, values, status)
    places = {q.id: place for place, q in enumerate(questionnaire.questions)}
    frame = rows.frame.iloc[first].copy()
    respondents = rows.frame.groupby(group, sort=False)
    alike = (respondents["forme"].nunique() == 1).to_numpy()
    frame.loc[~alike, "forme"] = "partielle"  # they were not asked alike
    frame["finie"] = respondents["finie"].all().to_numpy()
    for name, place in places.items():
        if name in frame:
            frame[name] = words(result.values[:, place], result.status[:, place])
    counts = np.bincount(group, minlength=len(found))
    extra = {"repondants": counts, "ecarts_de_perception": result.gap.sum(axis=1)}
    structures = replace(
        rows,
        frame=frame,
        said={
            name: _chosen(said, result.chosen[:, places[name]]) if name in places else said.take(first)
            for name, said in rows.said.items()
        },
        highest=result.highest,
        extra=pd.DataFrame(extra, frame.index, dtype="Int64"),
    )
    rows_told = gap_rows(questionnaire, result, group, roles, (values, status))
    told = [(frame.index[row], *cells) for row, cells in rows_told]
    types = types_of("ecarts")
    return structures, pd.DataFrame(told, columns=[*types]).astype(types)


def _chosen(said: Said, rows: NDArray[Any]) -> Said:
    """Return what the row retained for each structure said; nothing where there is none, -1."""
    codes = np.where(rows < 0, len(said.readings), said.codes[np.maximum(rows, 0)])
    return Said(codes, [*said.readings, NO_ANSWER], [*said.raw, ""])
