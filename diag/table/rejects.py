"""Every row, column and cell that was not scored: where, what, why, how to mend.

A structure that comes back has one row that stays; names may only seem to come back.
"""

import re
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any

import numpy as np
import pandas as pd

from diag.french import count, typeset
from diag.table.answers import State
from diag.table.binding import is_nothing
from diag.table.dates import days, is_date
from diag.table.export_rows import ExportRows
from diag.table.identity import names_responses
from diag.table.inputs import Duplicates
from diag.table.rows import Fate, comparable, each
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
        yield 1, one.positions[0] + 1, "", "colonne", one.column, "", *why


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


_TIME = re.compile(r"(?<!\d)(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp][Mm])?")


def settle(files: Sequence[ExportRows], rows: pd.DataFrame, rule: Duplicates) -> list[str]:
    """Settle the structures that come back, in place, and return what the user should know.

    `dernier` keeps the latest answer and `premier` the earliest, by their date, then their row.
    A row never takes the place of one that has more than twice as many answers: a form opened
    again and left would erase a visit. The fuller one stays, and both are told.

    `rows` are those of all the files, in order: `file` (rank), `ligne`, `fate`, `group` (rank of the
    structure) and `given` (number of answers); each row left out gets its fate.
    """
    kept = rows[rows["fate"] == Fate.KEPT]
    again = kept[kept["group"].duplicated(keep=False)]
    if rule == "refuser" or again.empty:
        rows.loc[again.index, "fate"] = Fate.DUPLICATE
        return []
    # Structures in the order of their first row; in each, the row that should stay comes last.
    met = again["file"].unique().tolist()
    again = pd.concat([_dated(files[rank], again[again["file"] == rank]) for rank in met])
    again["group"] = pd.factorize(again["group"])[0]
    order, up = ["group", "moment", "rang"], rule == "dernier"
    ordered: Any = again.rename_axis("rang").sort_values(order, ascending=[True, up, up])
    stays: Any = None
    notes, replaced, less_full = [], [], []
    for row in ordered.itertuples():
        if stays is None or row.group != stays.group:
            stays = row
        elif 2 * row.given < stays.given:
            less_full.append(row.Index)
            notes.append(
                f"{row.cle} : {_told(row)} ({count(row.given, 'réponse')}) ne remplace pas "
                f"{_told(stays)} ({count(stays.given, 'réponse')}), plus complète, qui reste"
            )
        else:
            replaced.append(stays.Index)
            stays = row
    rows.loc[replaced, "fate"], rows.loc[less_full, "fate"] = Fate.REPLACED, Fate.LESS_FULL
    if (again["moment"] == "").any():
        notes.append(f"sans date lisible, --doublons {rule} suit l’ordre des lignes")
    return notes


def _dated(file: ExportRows, rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of one file with its name, their key and the moment of each."""
    when: Sequence[str] | str = ""
    if file.binding.date is not None:
        texts = file.frame[file.binding.date].loc[rows["ligne"]].astype("str")
        when = moments(texts, file.month_first)
    return rows.assign(fichier=file.name, cle=file.key.loc[rows["ligne"]].to_numpy(), moment=when)


def _told(row: Any) -> str:
    """Return where and when a row is, in French."""
    day = f" du {row.moment[:10]}" if row.moment else ""
    return f"la ligne {row.ligne} de {row.fichier}{day}"


def moments(texts: "pd.Series[str]", month_first: bool) -> list[str]:
    """Return the day and time of each text, in an order that sorts; empty without a day."""
    dated = zip(days(texts, month_first), texts, strict=True)
    return [f"{day} {_time(text)}".strip() if day else "" for day, text in dated]


def _time(text: str) -> str:
    match = _TIME.search(text)
    if match is None:
        return ""
    hour, minute, second, half = match.groups()
    hours = int(hour) % 12 + 12 * (half.lower() == "pm") if half else int(hour)
    return f"{hours:02}:{minute}:{second or '00'}"


def same_names(files: Sequence[ExportRows], rows: pd.DataFrame, key: str | None) -> list[dict[str, Any]]:
    """Return the names met several times where no column, or only a tool's number, is the key.

    A structure that answers twice would count as two; two structures of one name may exist, so that
    nobody but the user can tell. `key` is the column that the user said is the key, which settles it.
    `files` and `rows` are those of `settle`.
    """
    found = []
    for rank, file in enumerate(files):
        name, own = file.binding.name, file.binding.key
        numbered = own is None or names_responses(file.export.layout, own)
        if key is None and numbered and name is not None and name != own:
            kept = rows["ligne"][(rows["file"] == rank) & (rows["fate"] == Fate.KEPT)]
            names = file.frame[name].loc[kept]
            told = {"nom": names.astype("str"), "cle": each(names, comparable, object)}
            found.append(pd.DataFrame(told).assign(colonne=file.heading(name)))
    whole = pd.concat(found) if found else pd.DataFrame(columns=["nom", "cle", "colonne"])
    whole = whole[whole["cle"].duplicated(keep=False) & (whole["cle"] != "")]
    return [
        {"nom": " ".join(met["nom"].iloc[0].split()), "colonne": met["colonne"].iloc[0], "lignes": met.index.tolist()}
        for _, met in whole.groupby("cle", sort=False)
    ]
