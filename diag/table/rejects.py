"""Every row, column and cell that was not scored: where, what, why, how to mend."""

from collections.abc import Iterator
from operator import itemgetter

import numpy as np
import pandas as pd

from diag.french import typeset
from diag.table.answers import State
from diag.table.completion import is_nothing
from diag.table.dates import is_date
from diag.table.export_rows import ExportRows
from diag.table.rows import Fate, each
from diag.table.word_lists import load

COLUMNS = ("fichier", "ligne", "structure", "portee", "colonne", "valeur", "motif", "remede")
CELL = "cellule"
FATES: dict[str, dict[str, str]] = load("fates")
"""What is said of each fate, by its name."""
_DATE = "date illisible", "écrivez AAAA-MM-JJ ou JJ/MM/AAAA"
_MARK = (
    "mention inconnue : rien ne dit si la réponse est achevée, elle est gardée",
    "écrivez oui ou non, ou mettez la colonne sous « ignore » dans une correspondance",
)
Reject = tuple[int, int, str, str, str, str, str, str]
"""Row, column from 1 (0: the whole row), structure, scope, heading, text, why, how to mend."""


def rejects_of(rows: ExportRows) -> pd.DataFrame:
    """Return what was refused of an export, in the order of its rows then of its columns."""
    found = [*_lost(rows), *_whole_rows(rows), *_answers(rows), *_beside(rows)]
    found.sort(key=itemgetter(0, 1))
    told = [(rows.name, line, *rest) for line, _, *rest in found]
    return pd.DataFrame(told, columns=[*COLUMNS]).astype("str").astype({"ligne": "int64"})


def _lost(rows: ExportRows) -> Iterator[Reject]:
    """Yield the columns that were not read, though they look like a question: the header's row."""
    for one in rows.binding.lost:
        why = typeset(one.reason), typeset(one.how)
        yield 1, one.position + 1, "", "colonne", one.column, "", *why


def _whole_rows(rows: ExportRows) -> Iterator[Reject]:
    """Yield the rows rejected or excluded as a whole; of an unfinished one, the columns that say it."""
    said = FATES[Fate.RAGGED.name]
    for one in rows.raw.ragged:
        reason = said["reason"].format(cells=one.cells, expected=one.expected)
        yield one.line, 0, "", said["scope"], "", "", reason, said["how"]
    marks = ", ".join(rows.heading(marker.position) for marker in rows.binding.markers)
    out = rows.fate != Fate.KEPT
    for (line, key), fate in zip(rows.key[out].items(), map(Fate, rows.fate[out]), strict=True):
        said, column = FATES[fate.name], marks if fate is Fate.INCOMPLETE else ""
        yield line, 0, key, said["scope"], column, "", said["reason"], said["how"]


def _answers(rows: ExportRows) -> Iterator[Reject]:
    """Yield the answers that were not understood, of the rows kept and of those that lack any other."""
    listed = np.isin(rows.fate, (Fate.KEPT, Fate.NO_ANSWER))
    bound = {**rows.binding.profile, **rows.binding.questions}
    for name, said in rows.said.items():
        wrong = (said.states() == State.DAMAGED)[said.codes] & listed
        first, *others = bound[name].positions
        title = name if others else rows.heading(first)
        for (line, key), code in zip(rows.key[wrong].items(), said.codes[wrong], strict=True):
            why = said.readings[code]
            yield line, first + 1, key, CELL, title, said.raw[code], why.reason, why.how


def _beside(rows: ExportRows) -> Iterator[Reject]:
    """Yield the dates and the marks of completion that were not understood, of the rows kept."""
    date, unread = rows.binding.date, {}
    for marker in rows.binding.markers:
        column = rows.frame[marker.position]
        unread[marker.position] = np.isnan(each(column, marker.complete, float)), _MARK
    if date is not None:
        dated = each(rows.frame[date], lambda t: is_nothing(t) or is_date(t, rows.month_first), bool)
        unread[date] = ~dated, _DATE
    for place, (wrong, why) in unread.items():
        cells = rows.frame[place][wrong & (rows.fate == Fate.KEPT)]
        reason, how = map(typeset, why)
        for (line, text), key in zip(cells.items(), rows.key.loc[cells.index], strict=True):
            yield line, place + 1, key, CELL, rows.heading(place), text, reason, how
