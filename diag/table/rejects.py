"""Every row and cell that was not scored: where, what, why, how to mend."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from diag.export.layout import Heading, Layout, Ragged
from diag.french import typeset
from diag.table.binding import Binding
from diag.table.cells import State
from diag.table.encode import Encoded
from diag.table.losses import Lost
from diag.table.rows import REJECTED, Fate
from diag.table.sheet import Sheet, Text

CELL, COLUMN, REJECTED_ROW, EXCLUDED_ROW = "cellule", "colonne", "ligne rejetée", "ligne exclue"

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
        "s’il y en a, elles sont listées sous cette ligne : dites ce que vaut chaque texte dans une "
        "correspondance (--preparer)",
    ),
    Fate.INCOMPLETE: ("réponse inachevée, selon l’outil d’enquête", "rien à faire"),
    Fate.REPLACED: ("remplacée par une autre ligne de la même structure", "rien à faire"),
    Fate.LESS_FULL: (
        "moins de la moitié des réponses d’une autre ligne de la même structure, qui reste",
        "si celle-ci est la bonne, retirez l’autre de l’export",
    ),
    Fate.SUM: (
        "total ou moyenne du tableau",
        "retirez la ligne ; une structure de ce nom s’écrit avec un mot de plus",
    ),
    Fate.TEST: (
        "ligne d’essai",
        "retirez la ligne ; une structure de ce nom s’écrit avec un mot de plus",
    ),
}


class Reject(NamedTuple):
    """One row, cell or column refused; `order` sorts those of a line from left to right."""

    line: int
    order: int
    structure: str
    scope: str
    column: str
    value: str
    reason: str
    how: str


def rejected_cells(
    layout: Layout,
    binding: Binding,
    encoded: Encoded,
    lines: NDArray[np.int64],
    structure: pa.Array,
) -> Iterator[Reject]:
    """Yield the answers that were not understood, question by question.

    Args:
        layout, binding: the columns of the export.
        encoded: n rows.
        lines, structure: (n,) their rows in the file and their keys.

    """
    bound = {**binding.profile, **binding.questions}
    for name, told in [*encoded.profile.items(), *encoded.questions.items()]:
        columns = bound[name].positions
        title = layout.headings[columns[0]].name if len(columns) == 1 else name
        for row in np.flatnonzero((told.states() == State.DAMAGED)[told.codes]).tolist():
            code = told.codes[row]
            why, key = told.readings[code], structure[row].as_py()
            place = int(lines[row]), columns[0] + 1
            yield Reject(*place, key, CELL, title, told.raw[code], why.reason, why.how)


def unread_cells(
    heading: Heading,
    texts: tuple[NDArray[Any], Sequence[str]],
    reads: Callable[[str], bool],
    said: tuple[str, str],
    lines: NDArray[np.int64],
    structure: pa.Array,
) -> Iterator[Reject]:
    """Yield the cells that were not understood in a column that is no answer.

    Args:
        heading: of the column.
        texts: (n,) codes, and the text of each code.
        reads: tells whether a text is understood.
        said: why the others are not, and how to mend them.
        lines, structure: (n,) rows in the file and keys.

    """
    codes, words = texts
    wrong = np.array([not reads(word) for word in words], bool)
    for row in np.flatnonzero(wrong[codes]).tolist():
        place, key = (int(lines[row]), heading.position + 1), structure[row].as_py()
        why = map(typeset, said)
        yield Reject(*place, key, CELL, heading.name, words[codes[row]], *why)


def rejected_rows(
    fate: NDArray[np.int8], lines: NDArray[np.int64], structure: pa.Array, marks: str
) -> Iterator[Reject]:
    """Yield the rows rejected or excluded as a whole; `marks` are the columns of completion."""
    for row in np.flatnonzero(fate != Fate.KEPT).tolist():
        what = Fate(int(fate[row]))
        scope = REJECTED_ROW if what in REJECTED else EXCLUDED_ROW
        column = marks if what is Fate.INCOMPLETE else ""
        key = structure[row].as_py()
        yield Reject(int(lines[row]), 0, key, scope, column, "", *_FATES[what])


def lost_columns(lost: Iterable[Lost]) -> Iterator[Reject]:
    """Yield the columns that were not read, though they look like a question: the header's row."""
    for one in lost:
        why = map(typeset, (one.reason, one.how))
        yield Reject(1, one.position + 1, "", COLUMN, one.column, "", *why)


def ragged_rows(ragged: Iterable[Ragged]) -> Iterator[Reject]:
    """Yield the records whose number of cells is not that of the header."""
    how = "cherchez un séparateur ou un guillemet en trop dans cette ligne"
    for one in ragged:
        reason = f"{one.cells} cellules au lieu de {one.expected}"
        yield Reject(one.line, 0, "", REJECTED_ROW, "", "", reason, how)


def rejects_sheet(found: Iterable[Reject], file: str) -> Sheet:
    """Return rejects as a sheet, in the order of the rows then of the columns; empty for none."""
    rows = sorted(found, key=lambda one: (one.line, one.order))
    cells = [(file, str(r.line), *r[2:]) for r in rows]
    columns = zip(REJECT_COLUMNS, zip(*cells, strict=True), strict=True) if cells else ()
    return {name: Text(pa.array(texts, pa.string())) for name, texts in columns}


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
