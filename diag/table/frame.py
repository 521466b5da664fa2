"""The row-wise function on its own: a table of answers in, a table of scores out.

Anything that cuts a table into partitions (Dask, Spark) can call it on each: rows are independent.
What looks across rows stays out of it: duplicates, several respondents, aggregates.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from diag.export.named import as_texts, layout_of
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.scoring.kernel import score
from diag.scoring.rubric import Rubric
from diag.table.binding import Binding
from diag.table.columns import bind
from diag.table.encode import Reader, Told, find_problems
from diag.table.ingest import codes_of
from diag.table.mapping import Correspondence
from diag.table.results import Identity, scores_sheet
from diag.table.rows import row_keys
from diag.table.sheet import arrow_table

if TYPE_CHECKING:
    import pandas as pd

_SAMPLE = 2_000


def score_frame(
    frame: "pd.DataFrame",
    questionnaire: Questionnaire,
    mapping: Correspondence | None = None,
    express: bool = False,
) -> "pd.DataFrame":
    """Return the scores of the rows of a DataFrame, one row out for each row in.

    Args:
        frame: columns named as the headings of an export, one row per structure.
        questionnaire: what was asked.
        mapping: which column answers which question, where headings do not say it.
        express: only the core questions were asked.

    Returns:
        The columns of `scores.csv`; `ligne` counts the rows of this frame from 1. A partition is
        read by itself: the order of day and month of its dates too.

    """
    table = pa.Table.from_pandas(frame, preserve_index=False)
    scored: pd.DataFrame = score_table(table, questionnaire, mapping, express).to_pandas()
    return scored


def score_table(
    table: pa.Table,
    questionnaire: Questionnaire,
    mapping: Correspondence | None = None,
    express: bool = False,
) -> pa.Table:
    """Return the scores of the rows of an Arrow table; see `score_frame`."""
    columns = [as_texts(column) for column in table.columns]
    sample = zip(*(c.slice(0, _SAMPLE).to_pylist() for c in columns), strict=True)
    layout = layout_of(table.column_names, tuple(sample))
    binding = bind(layout, questionnaire, mapping)
    codes, distinct = codes_of(columns)
    problems = find_problems(questionnaire, binding, distinct)
    reader = Reader(questionnaire, binding, distinct, express, problems)
    encoded = reader.encode(codes, len(table))
    scores = score(Rubric.of(questionnaire), encoded.values, encoded.status)
    identity = _identity(binding, columns, len(table), encoded.profile)
    sheet = scores_sheet(questionnaire, identity, scores, (encoded.values, encoded.status), "")
    return arrow_table(sheet)


def _identity(
    binding: Binding, columns: Sequence[pa.Array], rows: int, profile: Mapping[str, Told]
) -> Identity:
    from diag.table.dates import days, month_first

    empty = pa.array([""] * rows, pa.string())

    def texts(position: int | None) -> pa.Array:
        return empty if position is None else columns[position]

    lines = np.arange(1, rows + 1)
    key = row_keys(lines) if binding.key is None else texts(binding.key)
    dates = texts(binding.date)
    first = month_first(dates.slice(0, _SAMPLE).to_pylist(), american=False)
    return Identity(
        key, texts(binding.name), texts(binding.operator), days(dates, first), lines, profile
    )
