"""Structures that come back: which of their rows stays, and those that only seem to come back."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from diag.export.layout import Heading
from diag.french import count
from diag.scoring.rubric import Status
from diag.table.context import Context, FileContext
from diag.table.dates import days
from diag.table.identity import names_responses
from diag.table.ingest import Ingested, Part
from diag.table.rows import Fate, Selection, comparable, keys
from diag.table.work import reader_of

Duplicates = Literal["refuser", "premier", "dernier"]
_TIME = re.compile(r"(?<!\d)(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp][Mm])?")


@dataclass(frozen=True)
class _Row:
    """One row of a structure that comes back: its place in the batch, when, and how full."""

    place: int
    file: str
    line: int
    key: str
    moment: str
    answers: int

    def told(self) -> str:
        """Return where and when the row is, in French."""
        day = f" du {self.moment[:10]}" if self.moment else ""
        return f"la ligne {self.line} de {self.file}{day}"


def settle(
    context: Context, ingested: Sequence[Ingested], selection: Selection, rule: Duplicates
) -> list[str]:
    """Settle the structures that come back, in place, and return what the user should know.

    `dernier` keeps the latest answer and `premier` the earliest, by their date, then their row.
    A row never takes the place of one that has more than twice as many answers: a form opened
    again and left would erase a visit. The fuller one stays, and both are told.

    Args:
        context, ingested: the batch.
        selection: what becomes of its rows; each row left out gets its fate.
        rule: which row to keep.

    """
    kept = np.flatnonzero(selection.fate == Fate.KEPT)
    times = np.bincount(selection.group[kept], minlength=1)
    again = kept[times[selection.group[kept]] > 1]
    if rule == "refuser" or not len(again):
        selection.fate[again] = Fate.DUPLICATE
        return []
    found: dict[int, list[_Row]] = {}
    for row in _rows(context, ingested, again):
        found.setdefault(int(selection.group[row.place]), []).append(row)
    notes = []
    for rows in found.values():
        rows.sort(key=lambda row: row.moment)
        if rule == "premier":
            rows.reverse()
        stays = rows[0]
        for row in rows[1:]:
            if 2 * row.answers < stays.answers:
                selection.fate[row.place] = Fate.LESS_FULL
                notes.append(
                    f"{row.key} : {row.told()} ({count(row.answers, 'réponse')}) ne remplace pas "
                    f"{stays.told()} ({count(stays.answers, 'réponse')}), plus complète, qui reste"
                )
            else:
                selection.fate[stays.place] = Fate.REPLACED
                stays = row
    if not all(row.moment for rows in found.values() for row in rows):
        notes.append(f"sans date lisible, --doublons {rule} suit l’ordre des lignes")
    return notes


def _rows(
    context: Context, ingested: Sequence[Ingested], wanted: NDArray[np.intp]
) -> Iterator[_Row]:
    """Yield the wanted rows, in their order."""
    start = 0
    for file, read in zip(context.files, ingested, strict=True):
        for path, size, _ in read.placed():
            own = wanted[(wanted >= start) & (wanted < start + size)] - start
            if len(own):
                yield from _rows_of(context, file, Part(path), own, start)
            start += size


def _rows_of(
    context: Context, file: FileContext, part: Part, own: NDArray[np.intp], start: int
) -> Iterator[_Row]:
    binding, chosen = file.binding, pa.array(own)
    codes = {position: told[own] for position, told in part.coded().items()}
    status = reader_of(context, file).encode(codes, len(own)).status
    full = (~np.isin(status, (Status.MISSING, Status.HIDDEN))).sum(axis=1)
    texts = keys(part, binding, file.stem).take(chosen).to_pylist()
    when = [""] * len(own)
    if binding.date is not None:
        when = moments(part.texts(binding.date).take(chosen), file.month_first)
    for place, key, moment, answers in zip(own.tolist(), texts, when, full.tolist(), strict=True):
        yield _Row(start + place, file.name, int(part.lines[place]), key, moment, answers)


def moments(texts: pa.Array, month_first: bool) -> list[str]:
    """Return the day and time of each text, in an order that sorts; empty without a day."""
    dated = zip(days(texts, month_first).to_pylist(), texts.to_pylist(), strict=True)
    return [f"{day} {_time(text)}".strip() if day else "" for day, text in dated]


def _time(text: str) -> str:
    match = _TIME.search(text)
    if match is None:
        return ""
    hour, minute, second, half = match.groups()
    hours = int(hour) % 12 + 12 * (half.lower() == "pm") if half else int(hour)
    return f"{hours:02}:{minute}:{second or '00'}"


@dataclass(frozen=True)
class SameName:
    """A name met on several rows that no identifier of the structure tells apart."""

    name: str
    column: Heading
    lines: tuple[int, ...]


def same_names(
    context: Context, ingested: Sequence[Ingested], selection: Selection, key: str | None
) -> list[SameName]:
    """Return the names met several times where no column, or only a tool's number, is the key.

    A structure that answers twice would count as two; two structures of one name may exist, so that
    nobody but the user can tell. `key` is the column that the user said is the key, which settles it.
    """
    spelled, texts, lines, columns = [], [], [], []
    start = 0
    for file, read in zip(context.files, ingested, strict=True):
        binding, layout = file.binding, file.layout
        numbered = binding.key is None or names_responses(layout, binding.key)
        for path, size, _ in read.placed():
            kept = np.flatnonzero(selection.fate[start : start + size] == Fate.KEPT)
            start += size
            if key is None and numbered and binding.name not in (None, binding.key):
                part = Part(path)
                texts.append(part.texts(binding.name).take(pa.array(kept)))
                spelled.append(comparable(texts[-1]))
                lines.append(part.lines[kept])
                columns += [layout.headings[binding.name]] * len(kept)
    if not spelled:
        return []
    names = pa.concat_arrays(spelled).dictionary_encode()
    codes = names.indices.to_numpy(zero_copy_only=False)
    told = np.array([bool(name) for name in names.dictionary.to_pylist()], bool)
    again = np.flatnonzero((np.bincount(codes)[codes] > 1) & told[codes])
    met: dict[int, list[int]] = {}
    for place in again.tolist():
        met.setdefault(int(codes[place]), []).append(place)
    whole, rows = pa.concat_arrays(texts), np.concatenate(lines)
    return [
        SameName(
            " ".join(whole[places[0]].as_py().split()),
            columns[places[0]],
            tuple(rows[places].tolist()),
        )
        for places in met.values()
    ]
