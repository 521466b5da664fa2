"""Several respondents per structure: their rows become one (M13)."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from diag.french import in_tenths
from diag.scoring.form import FORMS
from diag.scoring.respondent_merge import Merged, merge
from diag.scoring.rubric import Status
from diag.table.cells import Reading, State
from diag.table.context import Context, Outcome
from diag.table.encode import Encoded, Told
from diag.table.ingest import Ingested, Part
from diag.table.rejects import Reject
from diag.table.results import Identity
from diag.table.rows import Selection
from diag.table.sheet import Column, Levels, Sheet, Tenths, Text
from diag.table.work import finish, put, put_rejects, take_rows

GAPS = ("structure", "question", "titre", "genre", "retenu", "reponses", "ecart_moyen", "etendue")
"""Columns of the perception gaps."""
KINDS = {
    "level_gap": "niveau",
    "known_gap": "su ou non",
    "concerned_gap": "concerné ou non",
    "missing_gap": "sans réponse",
}
"""Cells of their kind."""
_SAID = {
    Status.UNKNOWN: "ne sait pas",
    Status.NOT_APPLICABLE: "non concerné",
    Status.MISSING: "sans réponse",
}
RESPONDENT_COLUMNS = ("repondants", "ecarts_de_perception")
"""Columns added to the scores."""


def do_all(context: Context, ingested: Sequence[Ingested], selection: Selection) -> Outcome:
    """Merge the respondents of each structure, then score the structures.

    All the answers are in memory together here: rows of a structure may be anywhere.
    """
    total = Outcome()
    gathered = _Gathered()
    start = 0
    for rank, (file, read) in enumerate(zip(context.files, ingested, strict=True)):
        found: list[Reject] = []
        for path, rows, _ in read.placed():
            part, stop = Part(path), start + rows
            taken = take_rows(context, file, part, selection.fate[start:stop])
            found += taken.rejects
            roles = _roles(file.binding.role, part, taken.kept)
            groups = selection.group[start:stop][taken.kept]
            gathered.add(taken.encoded, taken.identity, groups, roles)
            total.add(taken.counts)
            start = stop
        total.add(put_rejects(context, rank, file, found, read.ragged, file.binding.lost))
    if gathered.blocks:
        total.add(_finish(context, gathered))
    return total


class _Gathered:
    """The kept rows of every part, end to end."""

    def __init__(self) -> None:
        self.blocks: list[Encoded] = []
        self.identities: list[Identity] = []
        self.groups: list[NDArray[np.int64]] = []
        self.roles: list[str] = []

    def add(
        self, rows: Encoded, identity: Identity, groups: NDArray[np.int64], roles: list[str]
    ) -> None:
        self.blocks.append(rows)
        self.identities.append(identity)
        self.groups.append(groups)
        self.roles += roles

    def told(self, kind: str) -> dict[str, Told]:
        """Return what all rows said of each question (or profile field), end to end."""
        names = dict.fromkeys(n for block in self.blocks for n in getattr(block, kind))
        return {name: self._end_to_end(kind, name) for name in names}

    def _end_to_end(self, kind: str, name: str) -> Told:
        # The first reading is for the rows that a structure has nowhere.
        readings, raw = [Reading(State.NO_ANSWER)], [""]
        codes = []
        for block in self.blocks:
            told = getattr(block, kind).get(name)
            if told is None:
                codes.append(np.zeros(len(block.values), np.int64))
                continue
            codes.append(told.codes.astype(np.int64) + len(readings))
            readings += told.readings
            raw += told.raw
        return Told(np.concatenate(codes), readings, raw)


def _finish(context: Context, gathered: _Gathered) -> Outcome:
    groups = np.concatenate(gathered.groups)
    _, first, rank = np.unique(groups, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")  # structures in the order of their first row
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    group, first = place[rank], first[order]
    values = np.concatenate([b.values for b in gathered.blocks])
    status = np.concatenate([b.status for b in gathered.blocks])
    merged = merge(group, values, status)
    columns = {q.id: i for i, q in enumerate(context.questionnaire.questions)}
    questions = {
        name: Told(_chosen(told.codes, merged.chosen[:, columns[name]]), told.readings, told.raw)
        for name, told in gathered.told("questions").items()
    }
    profile = {
        name: Told(told.codes[first], told.readings, told.raw)
        for name, told in gathered.told("profile").items()
    }
    encoded = Encoded(
        np.asfortranarray(merged.values),
        np.asfortranarray(merged.status),
        questions,
        profile,
        np.ones(len(first), dtype=bool),
    )
    rows = pa.array(first)

    def every(name: str) -> pa.Array:
        return pa.concat_arrays([getattr(i, name) for i in gathered.identities]).take(rows)

    line = np.concatenate([i.line for i in gathered.identities])[first]
    structure = every("structure")
    identity = Identity(
        structure=structure,
        name=every("name"),
        operator=every("operator"),
        date=every("date"),
        line=line,
        form=_forms(np.concatenate([i.form for i in gathered.identities]), group),
        sent=_all(np.concatenate([i.sent for i in gathered.identities]), group),
        profile=profile,
    )
    names = _report_names(context, structure)
    gaps = _gaps(context, merged, group, values, status, gathered.roles, structure)
    if gaps:
        put(context, "ecarts", 0, gaps)
    counts = np.bincount(group), merged.gap.sum(axis=1)
    extra = {n: Levels(c) for n, c in zip(RESPONDENT_COLUMNS, counts, strict=True)}
    return finish(context, 0, encoded, identity, names, extra, merged.highest)


def _all(flags: NDArray[np.bool_], group: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return (m,) the structures of which every row has the flag."""
    every: NDArray[np.bool_] = np.bincount(group, ~flags) == 0
    return every


def _forms(forms: NDArray[np.int8], group: NDArray[np.int64]) -> NDArray[np.int8]:
    """Return (m,) the form of each structure; that of respondents who were not asked alike is partial."""
    alike = np.stack([_all(forms == rank, group) for rank in range(len(FORMS))], axis=1)
    found = np.where(alike.any(axis=1), alike.argmax(axis=1), FORMS.index("partielle"))
    return found.astype(np.int8)


def _chosen(codes: NDArray[Any], rows: NDArray[Any]) -> NDArray[Any]:
    """Return the code said by the row retained for each structure; 0 where there is none."""
    return np.where(rows < 0, 0, codes[np.maximum(rows, 0)])


def _report_names(context: Context, structure: pa.Array) -> Sequence[str]:
    if not context.reports:
        return ()
    from diag.table.reports import report_names

    return report_names(structure.to_pylist())


def _roles(position: int | None, part: Part, kept: NDArray[np.intp]) -> list[str]:
    if position is None:
        return [""] * len(kept)
    told: list[str] = part.texts(position).take(pa.array(kept)).to_pylist()
    return told


def _gaps(
    context: Context,
    merged: Merged,
    group: NDArray[np.int64],
    values: NDArray[np.int8],
    status: NDArray[np.int8],
    roles: Sequence[str],
    structure: pa.Array,
) -> Sheet:
    """Return the perception gaps, one row per structure and question, answers by role."""
    found = np.argwhere(merged.gap)
    if not len(found):
        return {}
    keys_ = structure.to_pylist()
    order = np.argsort(group, kind="stable")
    bounds = np.searchsorted(group[order], np.arange(len(keys_) + 1))
    kinds = {kind: getattr(merged, kind) for kind in KINDS}
    lines: list[tuple[str, ...]] = []
    apart: list[int] = []
    for row, column in found.tolist():
        members = order[bounds[row] : bounds[row + 1]]
        told = zip(members, values[members, column], status[members, column], strict=True)
        said = [(m, int(v), Status(s)) for m, v, s in told if s != Status.HIDDEN]
        question = context.questionnaire.questions[column]
        retained = Status(merged.status[row, column])
        lines.append(
            (
                keys_[row],
                question.id,
                question.title,
                " ; ".join(KINDS[kind] for kind, gaps in kinds.items() if gaps[row, column]),
                _SAID.get(retained, str(merged.values[row, column])),
                " ; ".join(_by_role(_SAID.get(s, str(v)), roles[m]) for m, v, s in said),
                str(merged.spread[row, column]),
            )
        )
        deviation = merged.deviation(row, column)
        apart.append(-1 if deviation is None else in_tenths(deviation))
    columns: dict[str, Column] = {
        name: Text(pa.array([line[i] for line in lines], pa.string()))
        for i, name in enumerate(name for name in GAPS if name != "ecart_moyen")
    }
    columns["ecart_moyen"] = Tenths(np.array(apart))
    return {name: columns[name] for name in GAPS}


def _by_role(said: str, role: str) -> str:
    return f"{said} ({role})" if role else said
