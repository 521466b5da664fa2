"""Every row and cell that was not scored: where, what, why, how to mend."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from diag.export.layout import Layout, Ragged
from diag.table.binding import Binding
from diag.table.cells import State
from diag.table.encode import Encoded
from diag.table.rows import REJECTED, Fate
from diag.table.sheet import Sheet, Text

CELL, REJECTED_ROW, EXCLUDED_ROW = "cellule", "ligne rejetée", "ligne exclue"

_FATES = {
    Fate.NO_KEY: ("identifiant de la structure absent", "complétez la colonne de l’identifiant"),
    Fate.DAMAGED_KEY: (
        "identifiant abîmé par le tableur",
        "reprenez l’export d’origine, sans l’enregistrer depuis le tableur",
    ),
    Fate.DUPLICATE: (
        "identifiant présent plusieurs fois",
        "gardez une ligne, ou choisissez --doublons premier, --doublons dernier ou --repondants",
    ),
    Fate.NO_ANSWER: (
        "aucune réponse comprise",
        "vérifiez les colonnes reconnues, ou préparez une correspondance avec --preparer",
    ),
    Fate.INCOMPLETE: ("réponse inachevée, selon l’outil d’enquête", "rien à faire"),
    Fate.REPLACED: ("remplacée par une autre ligne de la même structure", "rien à faire"),
}


@dataclass(frozen=True, eq=False)
class Rejects:
    """Refused rows and cells, as (m,) columns; `order` sorts those of a line from left to right."""

    line: NDArray[np.int64]
    order: NDArray[np.int64]
    structure: pa.Array
    scope: pa.Array
    column: pa.Array
    value: pa.Array
    reason: pa.Array
    how: pa.Array


def rejected_cells(
    layout: Layout,
    binding: Binding,
    encoded: Encoded,
    lines: NDArray[np.int64],
    structure: pa.Array,
) -> list[Rejects]:
    """Return the cells of kept rows that were not understood, one batch per question.

    Args:
        layout, binding: the columns of the export.
        encoded: the kept rows.
        lines, structure: (n,) their rows in the file and their keys.

    """
    found = []
    bound = {**binding.profile, **binding.questions}
    for name, told in [*encoded.profile.items(), *encoded.questions.items()]:
        damaged = told.states() == State.DAMAGED
        rows = np.flatnonzero(damaged[told.codes])
        if not len(rows):
            continue
        codes = pa.array(told.codes[rows].astype(np.int64))
        columns = bound[name].positions
        title = layout.headings[columns[0]].name if len(columns) == 1 else name
        found.append(
            Rejects(
                line=lines[rows],
                order=np.full(len(rows), columns[0] + 1),
                structure=structure.take(pa.array(rows)),
                scope=_repeat(CELL, len(rows)),
                column=_repeat(title, len(rows)),
                value=pa.array(told.raw, pa.string()).take(codes),
                reason=pa.array([r.reason for r in told.readings], pa.string()).take(codes),
                how=pa.array([r.how for r in told.readings], pa.string()).take(codes),
            )
        )
    return found


def rejected_rows(
    fate: NDArray[np.int8], lines: NDArray[np.int64], structure: pa.Array
) -> list[Rejects]:
    """Return the rows that were rejected or excluded as a whole."""
    rows = np.flatnonzero(fate != Fate.KEPT)
    if not len(rows):
        return []
    codes = pa.array(fate[rows])

    def said(word: Callable[[Fate], str]) -> pa.Array:
        return pa.array([word(f) if f else "" for f in Fate], pa.string()).take(codes)

    return [
        Rejects(
            line=lines[rows],
            order=np.zeros(len(rows), np.int64),
            structure=structure.take(pa.array(rows)),
            scope=said(lambda f: REJECTED_ROW if f in REJECTED else EXCLUDED_ROW),
            column=_repeat("", len(rows)),
            value=_repeat("", len(rows)),
            reason=said(lambda f: _FATES[f][0]),
            how=said(lambda f: _FATES[f][1]),
        )
    ]


def ragged_rows(ragged: Sequence[Ragged]) -> list[Rejects]:
    """Return the records whose number of cells is not that of the header."""
    if not ragged:
        return []
    how = "cherchez un séparateur ou un guillemet en trop dans cette ligne"
    return [
        Rejects(
            line=np.array([r.line for r in ragged], np.int64),
            order=np.zeros(len(ragged), np.int64),
            structure=_repeat("", len(ragged)),
            scope=_repeat(REJECTED_ROW, len(ragged)),
            column=_repeat("", len(ragged)),
            value=_repeat("", len(ragged)),
            reason=pa.array([f"{r.cells} cellules au lieu de {r.expected}" for r in ragged]),
            how=_repeat(how, len(ragged)),
        )
    ]


def rejects_sheet(found: Sequence[Rejects], file: str) -> Sheet:
    """Return rejects as a sheet, in the order of the rows then of the columns."""
    if not found:
        return {}
    line = np.concatenate([r.line for r in found])
    order = np.concatenate([r.order for r in found])
    sort = pa.array(np.lexsort((order, line)))

    def gather(name: str) -> Text:
        return Text(pa.concat_arrays([getattr(r, name) for r in found]).take(sort))

    columns: Mapping[str, Any] = {
        "fichier": Text(_repeat(file, len(line))),
        "ligne": Text(pa.array(line).take(sort).cast(pa.string())),
        "structure": gather("structure"),
        "portee": gather("scope"),
        "colonne": gather("column"),
        "valeur": gather("value"),
        "motif": gather("reason"),
        "remede": gather("how"),
    }
    return columns


REJECT_COLUMNS = (
    "fichier",
    "ligne",
    "structure",
    "portee",
    "colonne",
    "valeur",
    "motif",
    "remede",
)


def _repeat(text: str, times: int) -> pa.Array:
    return pa.array([text], pa.string()).take(pa.array(np.zeros(times, np.int8)))
