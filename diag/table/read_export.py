"""The file of a survey tool as a table of answers, with what was refused and what was decided."""

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from diag.questionnaire.loader import settled
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.table.answer_frame import frame_of
from diag.table.batch import Options, gather, open_all
from diag.table.context import Context, Outcome, Slice
from diag.table.duplicates import Duplicates
from diag.table.ingest import Part
from diag.table.inputs import find_inputs
from diag.table.mapping import read_mapping
from diag.table.rejects import REJECT_COLUMNS, Reject
from diag.table.sheet import arrow_table
from diag.table.slices import cut_slices
from diag.table.work import refused, take_rows

_SLICE = 65_536


@dataclass(frozen=True, eq=False)
class ReadExport:
    """An export, read.

    Attributes:
        answers: one row a structure, as `diag.score` takes it; see `answer_frame`.
        rejects: every row and cell that was refused or left out: where, why, how to mend.
        journal: what was read, decided and counted, as in `journal.json`.

    """

    answers: pd.DataFrame
    rejects: pd.DataFrame
    journal: dict[str, Any]


def read_export(
    path: str | Path | Sequence[str | Path],
    mapping: str | Path | None = None,
    *,
    questionnaire: str | Path | Questionnaire = "print",
    key: str | None = None,
    duplicates: Duplicates = "refuser",
    form: Literal["express", "complete"] | None = None,
) -> ReadExport:
    """Read the export of a survey tool, as `diag lot` does.

    Args:
        path: a file, a folder of files, or several of either.
        mapping: file that says which column answers which question, where headings do not.
        questionnaire: what was asked.
        key: heading of the column that identifies the structures.
        duplicates: what to do with a structure that comes back.
        form: what the survey asked, where its columns do not say it (M2).

    Raises:
        Refusal: a file cannot be read, or nothing in it answers the questionnaire.

    """
    asked = settled(questionnaire)
    told = None if mapping is None else read_mapping(Path(mapping))
    options = Options(mapping=told, key=key, duplicates=duplicates, form=form, actions=False)
    names = [path] if isinstance(path, str | Path) else path
    with ExitStack() as stack:
        result = Path(stack.enter_context(tempfile.TemporaryDirectory()), "resultat")
        opened = open_all(find_inputs([*map(str, names)]), asked, options, stack)
        gathered = gather(opened, asked, options, result)
        slices = cut_slices(gathered.context, gathered.ingested, gathered.selection, _SLICE)
        answers, rejects, counts = zip(*(_read(gathered.context, s) for s in slices), strict=True)
    total = Outcome()
    for one in counts:
        total.add(one)
    journal = gathered.journal(total, options)
    return ReadExport(_joined(answers, asked), pd.concat(rejects, ignore_index=True), journal)


def _read(context: Context, task: Slice) -> tuple[pd.DataFrame, pd.DataFrame, Outcome]:
    """Return the answers of a slice, what was refused of it, and its counts."""
    file = context.files[task.file]
    found, answers, counts = list[Reject](), pd.DataFrame(), Outcome()
    if task.part is not None:
        part = Part(task.part, task.start, task.stop)
        taken = take_rows(context, file, part, task.fate)
        counts, found = taken.counts, taken.rejects
        counts.structures = len(taken.kept)
        asked = file.form.asked
        answers = frame_of(context.questionnaire, taken.encoded, taken.identity, asked)
    lost = file.binding.lost if task.first else ()
    sheet, refusals = refused(file, found, task.ragged, lost)
    counts.add(refusals)
    rejects = arrow_table(sheet).to_pandas() if sheet else pd.DataFrame(columns=REJECT_COLUMNS)
    rejects = rejects.astype("str").astype({"ligne": "int64"})
    answers["mention"] = pd.Series(context.stamp, answers.index, dtype="str")
    return answers, rejects, counts


def _joined(parts: Sequence[pd.DataFrame], questionnaire: Questionnaire) -> pd.DataFrame:
    """Return tables end to end; a question that a file did not ask is hidden from its rows.

    Boxes ticked together are few ways of ticking many: categories, of one type for the whole table.
    """
    answers = pd.concat(parts)
    for field in questionnaire.profile:
        if field.kind == "choices" and field.id in answers:
            answers[field.id] = answers[field.id].astype("category")
    for name in questionnaire.question:
        if name in answers and answers[name].hasnans:
            answers[name] = answers[name].fillna("hidden")
    known = [
        name for name in answers if name not in {*questionnaire.question, *questionnaire.field}
    ]
    order = [*known, *questionnaire.field, *questionnaire.question]
    return answers[[name for name in order if name in answers]]
