"""The work of one slice of rows: encode, score, and put its pieces of the result on disk.

Rows are independent, so slices can be done in any order, by any number of processes, on any
machine that sees the folder: the pieces put end to end are the same bytes.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from diag.export.layout import Layout, Ragged
from diag.questionnaire.questionnaire_model import DEPARTMENT_FIELD, TYPE_FIELD, Questionnaire
from diag.scoring.form import FORMS
from diag.scoring.kernel import score
from diag.scoring.rubric import Rubric
from diag.table.actions import actions_sheet, first_actions, order_rows
from diag.table.answers import State
from diag.table.answers_sheet import answers_sheet
from diag.table.binding import Binding
from diag.table.completion import Marker, is_nothing
from diag.table.context import Context, FileContext, Outcome, Slice
from diag.table.dates import days, is_date
from diag.table.encode import Encoded, Reader, Told
from diag.table.ingest import Part
from diag.table.losses import Lost
from diag.table.positions import position_columns
from diag.table.previous_scores import previous_columns
from diag.table.rejects import (
    CELL,
    Reject,
    lost_columns,
    ragged_rows,
    rejected_cells,
    rejected_rows,
    rejects_sheet,
    unread_cells,
)
from diag.table.results import Identity, provisional, scores_sheet
from diag.table.rows import Fate, keys
from diag.table.scores_read_back import forms_of
from diag.table.sheet import Sheet, arrow_table, csv_lines
from diag.table.summary import Summary


def do(context: Context, task: Slice) -> Outcome:
    """Do one slice: its pieces are written in the folder, its counts returned."""
    file = context.files[task.file]
    if task.part is None:  # nothing but refused records
        return put_rejects(context, task.rank, file, [], task.ragged, file.binding.lost)
    taken = take_rows(context, file, Part(task.part, task.start, task.stop), task.fate)
    names = [task.names[i] for i in taken.kept] if task.names else []
    outcome = finish(context, task.rank, taken.encoded, taken.identity, names)
    outcome.add(taken.counts)
    lost = file.binding.lost if task.first else ()
    outcome.add(put_rejects(context, task.rank, file, taken.rejects, task.ragged, lost))
    return outcome


@dataclass(frozen=True, eq=False)
class Taken:
    """The kept rows of a part, and what became of the others.

    Attributes:
        kept: (n,) ranks of the kept rows in the part.
        encoded, identity: of the kept rows.
        rejects: the other rows, and the cells of the kept ones that were not understood.
        counts: rows by fate, answers by state.

    """

    kept: NDArray[np.intp]
    encoded: Encoded
    identity: Identity
    rejects: list[Reject]
    counts: Outcome


def take_rows(context: Context, file: FileContext, part: Part, decided: NDArray[np.int8]) -> Taken:
    """Read the rows of a part, `decided` being their fate so far (`rows.Fate`)."""
    encoded = reader_of(context, file).encode(part.coded(), len(part.lines))
    fate = decided.copy()
    fate[(fate == Fate.KEPT) & ~encoded.answered] = Fate.NO_ANSWER
    structure = keys(part, file.binding, file.stem)
    kept = np.flatnonzero(fate == Fate.KEPT)
    # A row of which nothing was understood says which texts it holds.
    told = np.flatnonzero((fate == Fate.KEPT) | (fate == Fate.NO_ANSWER))
    listed = encoded if len(told) == len(fate) else encoded.rows(told)
    chosen = listed if len(kept) == len(told) else encoded.rows(kept)
    fates = {Fate(int(f)).name: int((fate == f).sum()) for f in np.unique(fate)}
    marks = ", ".join(file.layout.headings[m.position].name for m in file.binding.markers)
    own = part.lines[told], structure.take(pa.array(told))
    return Taken(
        kept=kept,
        encoded=chosen,
        identity=identity_of(file, part, structure, kept, chosen, context.with_comments),
        rejects=[
            *rejected_rows(fate, part.lines, structure, marks),
            *rejected_cells(file.layout, file.binding, listed, *own),
            *_unread(file, part, kept, structure),
        ],
        counts=Outcome(fates=Counter(fates), states=_states(chosen)),
    )


_DATE = "date illisible", "écrivez AAAA-MM-JJ ou JJ/MM/AAAA"
_MARK = (
    "mention inconnue : rien ne dit si la réponse est achevée, elle est gardée",
    "écrivez oui ou non, ou mettez la colonne sous « ignore » dans une correspondance",
)


def _unread(
    file: FileContext, part: Part, kept: NDArray[np.intp], structure: pa.Array
) -> list[Reject]:
    """Return the dates and the marks of completion of kept rows that were not understood."""
    headings, date = file.layout.headings, file.binding.date
    own = part.lines[kept], structure.take(pa.array(kept))
    found: list[Reject] = []
    if date is not None:
        texts = part.texts(date).take(pa.array(kept)).dictionary_encode()
        said = texts.indices.to_numpy(zero_copy_only=False), texts.dictionary.to_pylist()

        def reads(text: str) -> bool:
            return is_nothing(text) or is_date(text, file.month_first)

        found += unread_cells(headings[date], said, reads, _DATE, *own)
    for marker in file.binding.markers:
        if marker.position != date:
            place = marker.position
            said = part.codes(place)[kept], file.distinct[place]
            found += unread_cells(headings[place], said, partial(_counts, marker), _MARK, *own)
    return found


def _counts(marker: Marker, text: str) -> bool:
    return marker.complete(text) is not None


def _states(rows: Encoded) -> Counter[str]:
    """Return how many answers of the questions are in each state, before any condition (M2)."""
    found: Counter[str] = Counter()
    for told in rows.questions.values():
        times = np.bincount(told.codes, minlength=len(told.readings))
        for state in np.unique(told.states()):
            found[State(int(state)).name] += int(times[told.states() == state].sum())
    return found


def put_rejects(
    context: Context,
    rank: int,
    file: FileContext,
    found: Sequence[Reject],
    ragged: Sequence[Ragged],
    lost: Sequence[Lost],
) -> Outcome:
    """Write what was refused, ragged records and lost columns included; return how much it was."""
    sheet, outcome = refused(file, found, ragged, lost)
    if sheet:
        put(context, "rejets", rank, sheet)
    return outcome


def refused(
    file: FileContext, found: Sequence[Reject], ragged: Sequence[Ragged], lost: Sequence[Lost]
) -> tuple[Sheet, Outcome]:
    """Return what was refused, ragged records and lost columns included, and how much it was."""
    sheet = rejects_sheet([*lost_columns(lost), *ragged_rows(ragged), *found], file.name)
    cells = sum(one.scope == CELL for one in found)
    return sheet, Outcome(fates=Counter({"RAGGED": len(ragged)}), cells=cells)


def finish(
    context: Context,
    rank: int,
    encoded: Encoded,
    identity: Identity,
    names: Sequence[str],
    extra: Sheet | None = None,
    highest: NDArray[np.int8] | None = None,
) -> Outcome:
    """Score n structures and write their pieces of the results.

    Args:
        context: the batch.
        rank: of the pieces, in the order of the results.
        encoded, identity: what the structures answered, and who they are.
        names: of their reports, empty where none is asked.
        extra: columns added to the scores.
        highest: (n, Q) what an answer that waits for an arbitration may be at most (M13).

    """
    outcome = Outcome(structures=len(identity.line))
    if not outcome.structures:
        return outcome
    rubric, answers = Rubric.of(context.questionnaire), (encoded.values, encoded.status)
    scores = score(rubric, *answers, highest)
    extra = dict(extra or {})
    if context.release is not None:
        extra |= position_columns(context.release, context.questionnaire, identity, scores)
    if context.previous is not None:
        beside, outcome.found_before = previous_columns(
            context.previous, context.questionnaire, identity
        )
        extra |= beside
    sheet = scores_sheet(context.questionnaire, identity, scores, answers, context.stamp, extra)
    put(context, "scores", rank, sheet)
    if context.answers:
        answers_told = answers_sheet(context.questionnaire, identity.structure, encoded)
        put(context, "reponses", rank, answers_told)
    first = None
    if context.actions:
        orders = order_rows(context.questionnaire, encoded, scores)
        put(context, "actions", rank, actions_sheet(identity.structure, orders))
        first = first_actions(context.questionnaire, orders)
    types, departments = (
        option_ranks(context.questionnaire, identity.profile, name, outcome.structures)
        for name in (TYPE_FIELD, DEPARTMENT_FIELD)
    )
    status = rubric.settled(encoded.status)
    unfinished = provisional(identity, status)
    for form in np.unique(identity.form).tolist():  # several in respondents merged, one elsewhere
        own = identity.form == form
        summary = Summary.of(context.questionnaire)
        summary.add(
            types[own],
            departments[own],
            status[own],
            scores if own.all() else score(rubric, answers[0][own], answers[1][own]),
            unfinished[own],
            None if first is None else first[own],
        )
        outcome.summaries[FORMS[form]] = summary
    outcome.latest = pc.max(identity.date).as_py() or ""
    if context.reports:
        from diag.table.reports import write_all

        outcome.reports = write_all(context, names, encoded, identity, highest)
    return outcome


def identity_of(
    file: FileContext,
    part: Part,
    structure: pa.Array,
    kept: NDArray[np.intp],
    encoded: Encoded,
    with_comments: bool,
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
        form=_forms(file, part)[kept],
        sent=_sent(file, part)[kept],
        profile=encoded.profile,
        comments={
            name: pc.binary_join_element_wise(*map(texts, places), "\n")
            for name, places in (binding.comments.items() if with_comments else ())
        },
    )


def was_sent(layout: Layout, binding: Binding) -> bool:
    """Tell whether the rows kept are finished: a mark says it, or a survey tool that exports what was sent."""
    return bool(binding.markers or layout.tool)


def _sent(file: FileContext, part: Part) -> NDArray[np.bool_]:
    """Return (n,) the rows that are finished, by the tool or by every mark of it (M2)."""
    scored = file.binding.scored
    if scored is not None:
        said = file.distinct[scored.provisional]
        final = np.array([text.strip() == "non" for text in said], bool)
        told: NDArray[np.bool_] = final[part.codes(scored.provisional)]
        return told
    sent = np.full(len(part.lines), was_sent(file.layout, file.binding))
    for marker in file.binding.markers:
        known = np.array([_counts(marker, text) for text in file.distinct[marker.position]], bool)
        sent &= known[part.codes(marker.position)]
    return sent


def _forms(file: FileContext, part: Part) -> NDArray[np.int8]:
    """Return (n,) the rank in `FORMS` of what each row was asked."""
    scored = file.binding.scored
    if scored is None or file.form.declared:
        return np.full(len(part.lines), FORMS.index(file.form.form), np.int8)
    forms: NDArray[np.int8] = forms_of(file.distinct[scored.form])[part.codes(scored.form)]
    return forms


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
            context.questionnaire, file.binding, file.distinct, file.form.asked, file.problems
        )
        _readers[id(file)] = found
    return found
