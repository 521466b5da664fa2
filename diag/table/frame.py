"""Scores, plans and positions of a table of answers: a pandas DataFrame in, a DataFrame out.

Rows are independent, so that whatever cuts a table into partitions may call these on each of them
(`ddf.map_partitions(diag.score)`). What looks across rows is not here: duplicates, respondents,
aggregates.
"""

from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import pyarrow as pa

from diag.benchmark.package import read_release
from diag.questionnaire.loader import settled
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.scoring.kernel import Scores
from diag.scoring.kernel import score as kernel_score
from diag.scoring.rubric import Rubric
from diag.table.actions import actions_sheet, order_rows
from diag.table.answer_frame import Rows, dates_of, read_frame
from diag.table.positions import position_columns
from diag.table.results import scores_sheet
from diag.table.sheet import Levels, Sheet, Tenths, Text

Asked = str | Path | Questionnaire
"""A questionnaire: the name of a shipped one, its folder, or the one that `diag.load` returned."""
Declared = Literal["express", "complete"]


def score(
    answers: pd.DataFrame, questionnaire: Asked = "print", *, form: Declared | None = None
) -> pd.DataFrame:
    """Return the scores of n structures, one row out for each row in, of the same index.

    Args:
        answers: as `answer_frame` describes it; `read_export(...).answers` is one.
        questionnaire: what was asked.
        form: what the survey asked, where the columns do not say it (M2).

    Returns:
        The columns of `scores.csv` but the answers: scores and known shares 0 to 100 with one
        decimal, NaN where there is none; levels as `Int8`; `date` as a date.

    Raises:
        Refusal: unknown columns, or values that a column does not admit, each named.

    """
    asked = settled(questionnaire)
    rows, scores = _scored(answers, asked, form)
    arrays = rows.encoded.values, rows.encoded.status
    sheet = dict(scores_sheet(asked, rows.identity, scores, arrays, ""))
    sheet["mention"] = Text(rows.mention)
    for name in ("structure", *asked.question):
        del sheet[name]
    found = _frame(sheet, answers.index)
    found["date"] = dates_of(found["date"])
    found["effectif"] = pd.to_numeric(found["effectif"].mask(found["effectif"] == ""))
    found["effectif"] = found["effectif"].astype("float64")
    lines = pd.Series(rows.identity.line, answers.index, dtype="Int64")
    found["ligne"] = lines.mask(lines < 0)
    return found


def plan(
    answers: pd.DataFrame, questionnaire: Asked = "print", *, form: Declared | None = None
) -> pd.DataFrame:
    """Return the actions proposed to n structures, in the order of the rows then of each plan (M21).

    Args:
        answers, questionnaire, form: as for `score`.

    Returns:
        The columns of `actions.csv`, indexed by structure: several rows each, or none.

    """
    asked = settled(questionnaire)
    rows, scores = _scored(answers, asked, form)
    orders = order_rows(asked, rows.encoded, scores)
    sheet = dict(actions_sheet(rows.identity.structure, orders))
    del sheet["structure"]
    times = np.array([len(order.steps) for order in orders], np.int64)
    return _frame(sheet, answers.index.repeat(times))


def position(
    answers: pd.DataFrame,
    release: str | Path,
    questionnaire: Asked = "print",
    *,
    form: Declared | None = None,
) -> pd.DataFrame:
    """Return where n structures stand among their peers, in words, one row out for each row in (M15).

    Args:
        answers, questionnaire, form: as for `score`.
        release: folder of the regional release.

    Raises:
        Refusal: as for `score`; the release cannot be read, or does not compare.

    """
    asked = settled(questionnaire)
    published = read_release(Path(release), asked, with_shares=False)
    rows, scores = _scored(answers, asked, form)
    return _frame(position_columns(published, asked, rows.identity, scores), answers.index)


def _scored(
    answers: pd.DataFrame, questionnaire: Questionnaire, form: Declared | None
) -> tuple[Rows, Scores]:
    rows = read_frame(answers, questionnaire, form)
    encoded = rows.encoded
    return rows, kernel_score(Rubric.of(questionnaire), encoded.values, encoded.status)


def _frame(sheet: Sheet, index: "pd.Index[Any]") -> pd.DataFrame:
    """Return a sheet as a DataFrame, each column of one type whatever the rows."""
    columns: dict[str, Any] = {}
    for name, column in sheet.items():
        if isinstance(column, Tenths):
            columns[name] = column.arrow().to_numpy(zero_copy_only=False)
        elif isinstance(column, Levels):
            levels = pd.Series(column.values.astype(np.int64), dtype="Int64")
            columns[name] = levels.mask(levels < 0).array
        else:
            columns[name] = column.arrow().cast(pa.string()).to_pandas().array
    return pd.DataFrame(columns, index=index)
