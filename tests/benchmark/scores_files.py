"""Tables of scores as `diag lot` writes them, from a few rows told in a line."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from benchmark.release_cases import regional

from diag.benchmark.structures import ANSWER_CODES
from diag.scoring.kernel import score
from diag.scoring.rubric import Rubric
from diag.table.answer_frame import ANSWER_TYPE, arrays
from diag.table.answers import Reading, Said, State, Structures
from diag.table.csv_lines import Dialect
from diag.table.result_tables import ResultTables
from diag.table.results import answer_columns, scores_frame

FIELDS = {"structure_type": "type", "department": "departement", "staff": "effectif"}
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
    table = pd.DataFrame(rows).set_index("structure")
    ranks = [[ANSWER_CODES.index(answer) for answer in answers] for answers in table["answers"]]
    words = np.array(ranks, np.int8)
    told = {q.id: words[:, place] for place, q in enumerate(questionnaire.questions)}
    frame = pd.DataFrame(
        {
            "nom": table["nom"],
            "gestionnaire": table["gestionnaire"],
            "date": pd.to_datetime(table["date"].replace("", None)),
            "ligne": [r.get("ligne", rank + 2) for rank, r in enumerate(rows)],
            "forme": [r.get("forme", "complete") for r in rows],
            "finie": [r.get("fini", True) for r in rows],
            "mention": stamp,
            **{n: pd.Categorical.from_codes(c, dtype=ANSWER_TYPE) for n, c in told.items()},
        },
        index=table.index,
    )
    profile = {
        field: Said(np.arange(len(rows)), [Reading(State.ANSWERED, t or None) for t in table[name]], table[name])
        for field, name in FIELDS.items()
    }
    structures = Structures(frame, profile)
    scores = score(Rubric.of(questionnaire), *arrays(frame, questionnaire))
    scored = [scores_frame(structures, scores, questionnaire), answer_columns(frame, questionnaire)]
    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        with ResultTables(Path(folder), questionnaire, dialect, workbook=False) as tables:
            tables.write("scores", pd.concat(scored, axis=1).reset_index(names="structure"))
        path.write_bytes(Path(folder, "scores.csv").read_bytes())
    return path
