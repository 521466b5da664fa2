"""A table of respondents as one visit for each structure: a row is a form that somebody filled.

What is gathered is what would have been of as many visit files; the gaps are those of a batch.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from diag.questionnaire.mistakes import Mistake, Refusal
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.safe_text import one_line
from diag.scoring.voices import settled
from diag.table.identity import names_responses
from diag.table.inputs import Opened, Options, open_all, refuse_scores
from diag.table.read_export import read_all
from diag.table.row_visits import met_visits
from diag.visit.acceptance import Matched
from diag.visit.gathered_visits import GatheredVisits, fullest, gather
from diag.visit.new_names import file_names, folded, role_id
from diag.visit.visit_model import MAX_NAME, Respondent, Visit


@dataclass(frozen=True, eq=False)
class FromTable:
    """What a table of respondents gives.

    Attributes:
        visits: by a safe name, unique: that of the structure.
        keys: (n,) what identifies each structure in the table.
        rejects: what was refused or left out, as the table `rejets` tells it.
        journal: what was decided of the file; see `read_export.Batch`.
    """

    visits: dict[str, GatheredVisits]
    keys: Sequence[str]
    rejects: pd.DataFrame
    journal: dict[str, Any]


def read_respondents(
    paths: Sequence[Path | None],
    questionnaire: Questionnaire,
    options: Options,
    *,
    one: bool = False,
    name: str | None = None,
) -> FromTable:
    """Read tables whose rows are respondents, and gather those of each structure.

    Args:
        paths: the tables; None is standard input.
        questionnaire: what was asked.
        options: of the batch, `key` and `role` included.
        one: all the rows are of one structure, even without a column that says it.
        name: of that one structure.

    Raises:
        Refusal: a table cannot be read, no column tells the structures apart, or they are several
            where one was expected.
    """
    options = replace(options, respondents=True, apart=True, actions=False)
    with ExitStack() as stack:
        opened = open_all(paths, questionnaire, replace(options, respondents=not one), stack)
        refuse_scores(opened, "donnez l’export d’origine")
        batch = read_all(opened, questionnaire, options)
        rows, groups = batch.structures, batch.groups.tolist()
        keyed = not one or _told_apart(opened, options)
        apart = groups if keyed else [*map(folded, filter(None, rows.frame["nom"]))]
        if one and len(set(apart)) > 1:
            what = f"ce tableau compte {len(set(apart))} structures, et une visite n’en a qu’une"
            how = "donnez un dossier : -o DOSSIER, où chaque structure aura sa visite"
            raise Refusal([Mistake(opened[0].export.name, 0, 0, "E04", what, how)])
        if one:
            groups = [0] * len(groups)
        by_group: dict[int, list[tuple[Visit, Matched]]] = {}
        met_rows = met_visits(questionnaire, rows, options.date)
        for group, role, (visit, matched) in zip(groups, batch.roles, met_rows, strict=True):
            answered = _answered_by(visit, role, finished=not matched.left_out)
            by_group.setdefault(group, []).append((answered, matched))
    visits = by_group.values()
    names = [fullest(visit.structure.name for visit, _ in met) for met in visits]
    if not keyed:  # a row without a key bears but its number
        names = [fullest(rows.frame["nom"])]
    names = names if name is None else [name] * len(names)
    gathered = [
        gather(met, questionnaire, settled, name=own, apart=True) for met, own in zip(visits, names, strict=True)
    ]
    keys = dict(zip(groups, rows.frame.index, strict=True)).values()
    named = dict(zip(file_names(names), gathered, strict=True))
    return FromTable(named, [*keys], batch.rejects, batch.journal)


def _told_apart(opened: Sequence[Opened], options: Options) -> bool:
    """Tell whether a column says of which structure each row is, and not only its own number."""
    return any(
        binding.key is not None and (options.names_key or not names_responses(export.layout, binding.key))
        for export, binding in opened
    )


def _answered_by(visit: Visit, role: str, *, finished: bool) -> Visit:
    """Return the visit of a row; what its table does not ask is still to be asked."""
    told = one_line(role)[:MAX_NAME]
    people = [Respondent(id=role_id(told, ()), role=told)] if told else []
    occasion = visit.visit.model_copy(update={"finished": finished and visit.visit.finished})
    return visit.model_copy(update={"respondents": people, "visit": occasion})
