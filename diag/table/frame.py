"""The row-wise function on its own: a table of answers in, a table of scores out.

Anything that cuts a table into partitions (Dask, Spark) can call it on each: rows are independent.
What looks across rows stays out of it: duplicates, several respondents, aggregates.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from diag.export.layout import Layout
from diag.export.named import as_texts, layout_of
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.scoring.form import FORMS
from diag.scoring.kernel import score
from diag.scoring.rubric import Rubric
from diag.table.asked_form import declared_form, form_of_columns
from diag.table.binding import Binding
from diag.table.columns import bind
from diag.table.encode import Reader, find_problems
from diag.table.ingest import codes_of
from diag.table.mapping import Correspondence
from diag.table.results import Identity, scores_sheet
from diag.table.rows import row_keys
from diag.table.sheet import arrow_table
from diag.table.work import was_sent

if TYPE_CHECKING:
    import pandas as pd

_SAMPLE = 2_000


def score_frame(
    frame: "pd.DataFrame",
    questionnaire: Questionnaire,
    mapping: Correspondence | None = None,
    form: Literal["express", "complete"] | None = None,
) -> "pd.DataFrame":
    """Return the scores of the rows of a DataFrame, one row out for each row in.

    Args:
        frame: columns named as the headings of an export, one row per structure.
        questionnaire: what was asked.
        mapping: which column answers which question, where headings do not say it.
        form: what the survey asked, where the columns do not say it.

    Returns:
        The columns of `scores.csv`; `ligne` counts the rows of this frame from 1. A partition is
        read by itself: the order of day and month of its dates too.

    """
    table = pa.Table.from_pandas(frame, preserve_index=False)
    scored: pd.DataFrame = score_table(table, questionnaire, mapping, form).to_pandas()
    return scored


def score_table(
    table: pa.Table,
    questionnaire: Questionnaire,
    mapping: Correspondence | None = None,
    form: Literal["express", "complete"] | None = None,
) -> pa.Table:
    """Return the scores of the rows of an Arrow table; see `score_frame`."""
    columns = [as_texts(column) for column in table.columns]
    sample = zip(*(c.slice(0, _SAMPLE).to_pylist() for c in columns), strict=True)
    layout = layout_of(table.column_names, tuple(sample))
    binding = bind(layout, questionnaire, mapping)
    codes, distinct = codes_of(columns)
    problems = find_problems(questionnaire, binding, distinct)
    asked = (
        form_of_columns(questionnaire, binding.questions)
        if form is None
        else declared_form(questionnaire, form)
    )
    reader = Reader(questionnaire, binding, distinct, asked.asked, problems)
    encoded = reader.encode(codes, len(table))
    scores = score(Rubric.of(questionnaire), encoded.values, encoded.status)
    who = _identity(binding, columns, len(table))
    identity = Identity(
        **who,
        form=np.full(len(table), FORMS.index(asked.form), np.int8),
        sent=_sent(layout, binding, columns, len(table)),
        profile=encoded.profile,
    )
    sheet = scores_sheet(questionnaire, identity, scores, (encoded.values, encoded.status), "")
    return arrow_table(sheet)


def _identity(binding: Binding, columns: Sequence[pa.Array], rows: int) -> dict[str, Any]:
    """Return what says who the rows are, by name in `Identity`."""
    from diag.table.dates import days, month_first

    empty = pa.array([""] * rows, pa.string())

    def texts(position: int | None) -> pa.Array:
        return empty if position is None else columns[position]

    lines = np.arange(1, rows + 1)
    key = row_keys(lines) if binding.key is None else texts(binding.key)
    dates = texts(binding.date)
    first = month_first(dates.slice(0, _SAMPLE).to_pylist(), american=False)
    return {
        "structure": key,
        "name": texts(binding.name),
        "operator": texts(binding.operator),
        "date": days(dates, first),
        "line": lines,
    }


def _sent(
    layout: Layout, binding: Binding, columns: Sequence[pa.Array], rows: int
) -> NDArray[np.bool_]:
    """Return (n,) the rows that are finished, by the tool or by every mark of it (M2)."""
    sent = np.full(rows, was_sent(layout, binding))
    for marker in binding.markers:
        sent &= [marker.complete(text or "") for text in columns[marker.position].to_pylist()]
    return sent
