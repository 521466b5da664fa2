"""Tables of scores as `diag lot` writes them, from a few rows told in a line."""

from types import SimpleNamespace

import numpy as np
import pyarrow as pa
from benchmark.release_cases import regional

from diag.scoring.form import FORMS
from diag.scoring.kernel import score
from diag.scoring.rubric import Rubric, Status
from diag.table.results import Identity, scores_sheet
from diag.table.sheet import Dialect, csv_lines, heading

CODES = {
    "NSP": Status.UNKNOWN,
    "NC": Status.NOT_APPLICABLE,
    "SR": Status.MISSING,
    "": Status.HIDDEN,
}
PROGRAMS = Dialect()
GOOD = ("2", "2", "3", "2", "4")


def row(structure="A1", answers=GOOD, **more):
    """Return one structure; what is not told is usual."""
    usual = {
        "nom": f"Structure {structure}",
        "gestionnaire": f"Organisme {structure}",
        "type": "ehpad",
        "departement": "d59",
        "effectif": "35",
        "date": "2026-06-15",
    }
    return {"structure": structure, "answers": answers} | usual | more


def write_scores(path, rows, dialect=PROGRAMS, stamp="", questionnaire=None):
    """Write a table of scores with the code of the batch itself."""
    questionnaire = questionnaire or regional()
    answers = [r["answers"] for r in rows]
    status = np.array([[CODES.get(a, Status.ANSWERED) for a in line] for line in answers], np.int8)
    values = np.array([[int(a) if a.isdigit() else 0 for a in line] for line in answers], np.int8)
    names = {"structure_type": "type", "department": "departement", "staff": "effectif"}

    def texts(name):
        return pa.array([r[name] for r in rows], pa.string())

    def told(name):
        readings = [SimpleNamespace(value=r[name] or None) for r in rows]
        return SimpleNamespace(codes=np.arange(len(rows)), readings=readings)

    identity = Identity(
        structure=texts("structure"),
        name=texts("nom"),
        operator=texts("gestionnaire"),
        date=texts("date"),
        line=np.array([r.get("ligne", rank + 2) for rank, r in enumerate(rows)]),
        form=np.array([FORMS.index(r.get("forme", "complete")) for r in rows], np.int8),
        sent=np.ones(len(rows), bool),
        profile={field: told(name) for field, name in names.items()},
    )
    scores = score(Rubric.of(questionnaire), values, status)
    sheet = scores_sheet(questionnaire, identity, scores, (values, status), stamp)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(heading(sheet, dialect) + csv_lines(sheet, dialect))
    return path
