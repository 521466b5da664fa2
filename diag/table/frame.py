"""Scores, plans and positions of a table of answers: a pandas DataFrame in, a DataFrame out.

Rows are independent, so that whatever cuts a table into partitions may call these on each of them
(`ddf.map_partitions(diag.score)`). What looks across rows is not here: duplicates, respondents,
aggregates.
"""

from pathlib import Path
from typing import Any

import pandas as pd

from diag.benchmark.package import read_release
from diag.questionnaire.loader import settled
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.scoring.kernel import Scores
from diag.scoring.kernel import score as kernel_score
from diag.scoring.rubric import Rubric
from diag.table.answer_frame import arrays, checked
from diag.table.answers import Structures
from diag.table.asked_form import Declared
from diag.table.results import planned, position_frame, scores_frame

Asked = str | Path | Questionnaire
"""A questionnaire: the name of a shipped one, its folder, or the one that `diag.load` returned."""


def score(answers: pd.DataFrame, questionnaire: Asked = "print", *, form: Declared | None = None) -> pd.DataFrame:
    """Return the scores of n structures, one row out for each row in, of the same index.

    Args:
        answers: as `answer_frame` describes it; `read_export(...).answers` is one.
        questionnaire: what was asked.
        form: what the survey asked, where the columns do not say it (M2).

    Returns:
        The columns of `scores.csv` but the answers: scores and known shares 0 to 100 with one
        decimal, NaN where there is none; levels as `Int64`; `date` as a date.

    Raises:
        Refusal: unknown columns, or values that a column does not admit, each named.
    """
    asked = settled(questionnaire)
    return _plain(_scored(answers, asked, form)[0], answers.index)


def plan(answers: pd.DataFrame, questionnaire: Asked = "print", *, form: Declared | None = None) -> pd.DataFrame:
    """Return the actions proposed to n structures, in the order of the rows then of each plan (M21).

    The columns of `actions.csv`, indexed by structure: several rows each, or none. Takes and refuses
    what `score` does.
    """
    asked = settled(questionnaire)
    return planned(asked, checked(answers, asked, form).set_index(answers.index))[0]


def position(
    answers: pd.DataFrame, release: str | Path, questionnaire: Asked = "print", *, form: Declared | None = None
) -> pd.DataFrame:
    """Return where n structures stand among their peers, in words, one row out for each row in (M15).

    Takes and refuses what `score` does; `release` is the folder of a regional release, refused where
    it cannot be read or does not compare.
    """
    asked = settled(questionnaire)
    published = read_release(Path(release), asked, with_shares=False)
    table, scores = _scored(answers, asked, form)
    return _plain(position_frame(published, asked, table, scores), answers.index)


def _scored(
    answers: pd.DataFrame, questionnaire: Questionnaire, form: Declared | None
) -> tuple[pd.DataFrame, Scores]:
    """Return the columns of `scores.csv`, and what the kernel says."""
    structures = Structures(checked(answers, questionnaire, form))
    scores = kernel_score(Rubric.of(questionnaire), *arrays(structures.frame, questionnaire))
    return scores_frame(structures, scores, questionnaire), scores


def _plain(table: pd.DataFrame, index: "pd.Index[Any]") -> pd.DataFrame:
    """Return a table whose words are texts, whatever the rows."""
    words = table.select_dtypes("category")
    return table.astype(dict.fromkeys(words, "str")).set_index(index)
