"""The work of one slice of rows: encode, score, and put its pieces of the result on disk.

Rows are independent, so slices can be done in any order, by any number of processes, on any
machine that sees the folder: the pieces put end to end are the same bytes.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from diag.questionnaire.questionnaire import Questionnaire
from diag.scoring.kernel import score
from diag.scoring.rubric import Rubric
from diag.table.actions import actions_sheet, plan_rows
from diag.table.context import Context, FileContext, Outcome, Slice
from diag.table.dates import days
from diag.table.encode import Encoded, Reader, Told
from diag.table.ingest import Part
from diag.table.positions import position_columns
from diag.table.rejects import ragged_rows, rejected_cells, rejected_rows, rejects_sheet
from diag.table.results import Identity, scores_sheet
from diag.table.rows import Fate, keys
from diag.table.sheet import Sheet, arrow_table, csv_lines
from diag.table.summary import Summary


def do(context: Context, task: Slice) -> Outcome:
    """Do one slice: its pieces are written in the folder, its counts returned."""
    file = context.files[task.file]
    if task.part is None:  # nothing but refused records
        put(context, "rejets", task.rank, rejects_sheet(ragged_rows(task.ragged), file.name))
        return Outcome(fates=Counter({"RAGGED": len(task.ragged)}))
    part = Part(task.part, task.start, task.stop)
    encoded = reader_of(context, file).encode(part.coded(), len(part.lines))
    fate = task.fate.copy()
    fate[(fate == Fate.KEPT) & ~encoded.answered] = Fate.NO_ANSWER
    structure = keys(part, file.binding, file.stem)
    kept = np.flatnonzero(fate == Fate.KEPT)
    chosen = encoded if len(kept) == len(fate) else encoded.rows(kept)
    found = [
        *ragged_rows(task.ragged),
        *rejected_rows(fate, part.lines, structure),
        *rejected_cells(
            file.layout,
            file.binding,
            chosen,
            part.lines[kept],
            structure.take(pa.array(kept)),
        ),
    ]
    names = [task.names[i] for i in kept] if task.names else []
    identity = identity_of(file, part, structure, kept, chosen)
    outcome = finish(context, task.rank, chosen, identity, names)
    outcome.fates = Counter({Fate(int(f)).name: int((fate == f).sum()) for f in np.unique(fate)})
    outcome.fates["RAGGED"] = len(task.ragged)
    sheet = rejects_sheet(found, file.name)
    if sheet:
        put(context, "rejets", task.rank, sheet)
        outcome.cells = sum(len(r.line) for r in found if r.order.any())
    return outcome


def finish(
    context: Context,
    rank: int,
    encoded: Encoded,
    identity: Identity,
    names: Sequence[str],
    extra: Sheet | None = None,
) -> Outcome:
    """Score n structures and write their pieces of the results."""
    outcome = Outcome(structures=len(identity.line))
    if not outcome.structures:
        return outcome
    rubric = Rubric.of(context.questionnaire)
    scores = score(rubric, encoded.values, encoded.status)
    answers = encoded.values, encoded.status
    extra = dict(extra or {})
    if context.release is not None:
        found = position_columns(context.release, context.questionnaire, identity.profile, scores)
        extra |= found
    sheet = scores_sheet(context.questionnaire, identity, scores, answers, context.stamp, extra)
    put(context, "scores", rank, sheet)
    plan = ranks = families = None
    if context.actions:
        plan = plan_rows(context.questionnaire, encoded, scores)
        put(
            context, "actions", rank, actions_sheet(context.questionnaire, identity.structure, plan)
        )
        ranks, families = plan.ordered.rank, plan.families
    outcome.summary = Summary.of(context.questionnaire)
    types, departments = (
        option_ranks(context.questionnaire, identity.profile, name, outcome.structures)
        for name in ("structure_type", "department")
    )
    outcome.summary.add(types, departments, encoded.status, scores, ranks, families)
    outcome.latest = pc.max(identity.date).as_py() or ""
    if context.reports:
        from diag.table.reports import write_all

        outcome.reports = write_all(context, names, encoded, identity, plan)
    return outcome


def identity_of(
    file: FileContext,
    part: Part,
    structure: pa.Array,
    kept: NDArray[np.intp],
    encoded: Encoded,
) -> Identity:
    """Return who the kept rows are; `encoded` holds those rows only."""
    rows = pa.array(kept)
    binding = file.binding

    def texts(position: int | None) -> pa.Array:
        if position is None:
            return pa.array([""], pa.string()).take(pa.array(np.zeros(len(kept), np.int8)))
        return part.texts(position).take(rows)

    return Identity(
        structure=structure.take(rows),
        name=texts(binding.name),
        operator=texts(binding.operator),
        date=days(texts(binding.date), file.month_first),
        line=part.lines[kept],
        profile=encoded.profile,
    )


def option_ranks(
    questionnaire: Questionnaire, profile: Mapping[str, Told], name: str, rows: int
) -> NDArray[np.int16]:
    """Return (n,) the rank of the option told in a profile field, -1 where none was."""
    told = profile.get(name)
    if told is None:
        return np.full(rows, -1, np.int16)
    ranks = {option.id: i for i, option in enumerate(questionnaire.field[name].options)}
    table = np.array([ranks.get(str(r.value), -1) for r in told.readings], np.int16)
    found: NDArray[np.int16] = table[told.codes]
    return found


def put(context: Context, kind: str, rank: int, sheet: Sheet) -> None:
    """Write one piece of a result."""
    path = context.pieces / f"{kind}-{rank:06}"
    if context.dialect is not None:
        path.write_bytes(csv_lines(sheet, context.dialect))
        return
    table = arrow_table(sheet)
    with pa.OSFile(str(path), "wb") as stream, pa.ipc.new_file(stream, table.schema) as writer:
        writer.write_table(table)


_readers: dict[int, Reader] = {}


def reader_of(context: Context, file: FileContext) -> Reader:
    """Return what understands the texts of a file, kept from one slice to the next."""
    found = _readers.get(id(file))
    if found is None or found.binding is not file.binding:
        found = Reader(
            context.questionnaire, file.binding, file.distinct, context.express, file.problems
        )
        _readers[id(file)] = found
    return found
