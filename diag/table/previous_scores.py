"""The scores of an earlier batch, beside those of this one, structure by structure."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from diag.benchmark.scores_table import ROW_NUMBER, forms_told, levels_told, same_method
from diag.benchmark.table_file import Table, open_table
from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.scoring.form import FORMS
from diag.table.results import OVERALL, Identity
from diag.table.rows import comparable
from diag.table.sheet import Column, Levels, Sheet, Tenths, Words

SCORES = "scores.csv"
_SCORE = re.compile(r"(\d{1,3})(?:[.,](\d))?", re.ASCII)


@dataclass(frozen=True, eq=False)
class Previous:
    """The scores of n structures in an earlier batch.

    Attributes:
        rows: row of each structure, by its key as `comparable` spells it.
        dates: days met, each once, and the one of each row by rank.
        form: (n,) rank in `FORMS` of what each was asked.
        tenths, levels: (n, D + 1) scores in tenths and levels, -1 where there is none: the
            dimensions, then the whole.

    """

    rows: dict[str, int]
    dates: tuple[NDArray[Any], tuple[str, ...]]
    form: NDArray[np.int8]
    tenths: NDArray[np.int16]
    levels: NDArray[np.int8]


def read_previous(folder: Path, questionnaire: Questionnaire) -> Previous:
    """Read the scores of an earlier batch: its folder, or its `scores.csv`.

    Raises:
        Refusal: unreadable, of another questionnaire, or scored with another method: no figure of
            one method stands beside one of another.

    """
    parts = [*(d.id for d in questionnaire.dimensions), OVERALL]
    names = [f"{part}_{kind}" for part in parts for kind in ("score", "niveau")]
    path = folder / SCORES if folder.is_dir() else folder
    table = open_table(path, ["structure", "date", "methode", "forme", *names])
    same_method(table, "notez de nouveau l’export de cette année-là avec « diag lot »")
    form = forms_told(table)
    tenths = [_column(table, f"{part}_score") for part in parts]
    levels = [levels_told(table, part) for part in parts]
    if table.mistakes:
        raise Refusal(table.mistakes)
    keys = table.columns["structure"].texts().tolist()
    spelled = comparable(pa.array(keys, pa.string())).to_pylist()
    rows = {key: row for row, key in enumerate(spelled) if not ROW_NUMBER.fullmatch(key)}
    dates = table.columns["date"]
    return Previous(
        rows,
        (dates.codes, tuple(dates.words)),
        form,
        np.stack(tenths, axis=1),
        np.stack(levels, axis=1),
    )


def _column(table: Table, name: str) -> NDArray[np.int16]:
    found: NDArray[np.int16] = table.convert(name, _tenths, np.int16, ("R05", "score impossible"))
    return found


def _tenths(word: str) -> int | None:
    match = _SCORE.fullmatch(word)
    if match is None:
        return None if word else -1
    tenths = 10 * int(match[1]) + int(match[2] or 0)
    return tenths if tenths <= 1000 else None


def previous_columns(
    previous: Previous, questionnaire: Questionnaire, identity: Identity
) -> tuple[Sheet, int]:
    """Return what n structures had before, and how many of them were there.

    Scores of another form are left out: the same answers would not give the same score (M2).
    """
    keys = comparable(identity.structure).to_pylist()
    rows = np.array([previous.rows.get(key, -1) for key in keys], np.int64)
    found = rows >= 0
    codes, days = previous.dates
    dates = np.where(found, codes[rows], len(days)) if len(codes) else np.zeros(len(rows), int)
    forms = np.where(found, previous.form[rows], len(FORMS)) if len(codes) else dates
    sheet: dict[str, Column] = {
        "date_precedente": Words(dates, [*days, ""]),
        "forme_precedente": Words(forms, [*FORMS, ""]),
    }
    same = found & (forms == identity.form)
    for rank, part in enumerate([*(d.id for d in questionnaire.dimensions), OVERALL]):
        for name, kind, values in (
            ("score", Tenths, previous.tenths),
            ("niveau", Levels, previous.levels),
        ):
            told = np.full(len(rows), -1, values.dtype)
            told[same] = values[rows[same], rank]
            sheet[f"{part}_{name}_precedent"] = kind(told)
    return sheet, int(found.sum())
