"""One report per structure of a batch, by the very path that writes the report of a visit."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from diag.report.assessed_visit import AssessedVisit, prepare_all
from diag.report.report_files import FORMATS, file_name
from diag.report.visit_view import build_visit_view
from diag.scoring.form import FORMS
from diag.scoring.rubric import Status
from diag.table.context import Context
from diag.table.encode import Encoded
from diag.table.results import Identity
from diag.table.visits import visits_of
from diag.visit.acceptance import match

_TOGETHER = 128  # structures scored and planned at once: more are no faster, and take memory


def write_all(
    context: Context,
    names: Sequence[str],
    encoded: Encoded,
    identity: Identity,
    highest: NDArray[np.int8] | None = None,
) -> int:
    """Write the reports of n structures as `rapports/rapport-NAME.FORMAT`; return their number.

    Args:
        context: the batch.
        names: (n,) file name of each structure, already unique in the batch.
        encoded: what each structure answered.
        identity: who each structure is.
        highest: (n, Q) what an answer that waits for an arbitration may be at most (M13).

    """
    context.reports_folder.mkdir(exist_ok=True)
    for start in range(0, len(names), _TOGETHER):
        rows = slice(start, start + _TOGETHER)
        visits = visits_of(context, encoded, identity, rows)
        asked = _left_out(context, encoded, identity, rows)
        waiting = _waiting(context, encoded, highest, rows)
        met = [
            (visit, replace(match(visit, context.questionnaire), left_out=left, highest=levels))
            for visit, left, levels in zip(visits, asked, waiting, strict=True)
        ]
        assessed = prepare_all(context.questionnaire, met, release=context.release)
        for name, visit in zip(names[rows], assessed, strict=True):
            _write(context, name, visit)
    return len(names)


def _left_out(
    context: Context, encoded: Encoded, identity: Identity, rows: slice
) -> Iterator[frozenset[str]]:
    """Yield the questions that each structure was not asked, where its form is but a part (M2)."""
    names = [q.id for q in context.questionnaire.questions]
    partial = identity.form[rows] == FORMS.index("partielle")
    hidden = (encoded.status[rows] == Status.HIDDEN) & partial[:, None]
    for row in hidden:
        yield frozenset(names[column] for column in np.flatnonzero(row))


def _waiting(
    context: Context, encoded: Encoded, highest: NDArray[np.int8] | None, rows: slice
) -> Iterator[dict[str, int]]:
    """Yield, for each structure, the level that each answer which waits may be at most (M13)."""
    names = [q.id for q in context.questionnaire.questions]
    for values, most in zip(
        encoded.values[rows], (encoded.values if highest is None else highest)[rows], strict=True
    ):
        yield {names[column]: int(most[column]) for column in np.flatnonzero(most > values)}


def _write(context: Context, name: str, assessed: AssessedVisit) -> None:
    view = build_visit_view(assessed)
    for kind in context.reports:
        # Without a flush to the disk for each: the whole folder appears at once, or not at all.
        path = context.reports_folder / f"rapport-{name}.{kind}"
        path.write_bytes(FORMATS[kind](assessed, view).encode())


def report_names(keys: Sequence[str]) -> list[str]:
    """Return a safe and unique file name for each key, whatever it holds: never `../x`."""
    names: list[str] = []
    taken: set[str] = set()
    for key in keys:
        name, number = file_name(key), 2
        while name in taken:
            name, number = f"{file_name(key)}-{number}", number + 1
        taken.add(name)
        names.append(name)
    return names
