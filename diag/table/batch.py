"""A whole batch: files in, a folder of results out, with the journal that names all its files."""

import hashlib
import json
import multiprocessing
import os
import re
import signal
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.questionnaire_model import DEPARTMENT_FIELD, TYPE_FIELD, Questionnaire
from diag.questionnaire.user_files import read_whole, refuse_irregular
from diag.report.html_markdown import document_html, document_markdown
from diag.report.network_counts import Ahead, Counts, counts_of, figures_of
from diag.report.network_view import Network, build_network_document
from diag.safe_text import plain_data, printable, spreadsheet_text
from diag.scoring.kernel import Scores, score
from diag.scoring.rubric import FORMS, Form, Rubric
from diag.table.answer_frame import arrays
from diag.table.answers import Structures
from diag.table.chosen_members import Chosen, chosen
from diag.table.inputs import MAX_STRUCTURES, SILENT, Options, Progress, open_all, refuse_scores
from diag.table.read_export import Batch, read_all
from diag.table.result_tables import ResultTables
from diag.table.results import (
    answer_columns,
    answers_told,
    found_before,
    planned,
    position_frame,
    previous_frame,
    scores_frame,
    unfinished,
)
from diag.visit.new_names import file_names
from diag.visit.result_folder import staged

JOURNAL = "journal.json"
_OURS = re.compile(
    r"(?:scores|reponses|actions|rejets|ecarts)\.csv|datapackage\.json|resultats\.xlsx"
    r"|synthese\.(?:html|md)|rapports/rapport-[a-z0-9-]+\.html"
)


def unchanged_files(folder: Path) -> set[str]:
    """Return the files of a folder that the last run wrote there and that nobody changed since.

    A journal is a file like others, that anybody may have written: it is believed of the names that
    a batch gives, and where the bytes are those it tells.
    """
    try:
        written = json.loads(read_whole(folder / JOURNAL, ""))["fichiers"]
        told = {str(name): digest for name, digest in written.items() if _OURS.fullmatch(name)}
    except (Refusal, RecursionError, ValueError, LookupError, TypeError, AttributeError):
        return set()
    same = {name for name, digest in told.items() if _fingerprint(folder / name) == digest}
    return same and {JOURNAL, *same}


def may_stay(name: str) -> bool:
    """Tell whether somebody's file may stay in the folder: it bears no name of a batch."""
    return not _OURS.fullmatch(name) and name != "rapports"


def _fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file, empty where there is none."""
    try:
        refuse_irregular(path)
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, Refusal):
        return ""


def write_journal(folder: Path, journal: Mapping[str, Any]) -> None:
    """Write the journal; it names every file of the folder, with its SHA-256."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): _fingerprint(path) for path in files}
    told = plain_data({**journal, "fichiers": named})
    text = json.dumps(told, ensure_ascii=False, indent=2)
    (folder / JOURNAL).write_text(text + "\n", encoding="utf-8", newline="\n")


TOLD = 20
"""Refused rows and cells that a trial tells."""
# Rows from which several processes end sooner than one; rows of a task; rows scored at once.
_MANY_PLANNED, _MANY_REPORTED = 600, 100
_PLANNED, _REPORTED, _SCORED = 250, 100, 8_192
Share = Callable[..., Iterator[Any]]  # what `map` does, perhaps over processes
_TOO_MANY = "non écrit : un classeur de plus de 50 000 structures ne s’ouvre plus"


def run(
    paths: list[Path | None],
    questionnaire: Questionnaire,
    options: Options,
    target: Path | None,
    progress: Progress = SILENT,
) -> dict[str, Any]:
    """Score exports into the folder `target` and return the journal.

    With no `target` everything is read and nothing is kept: the journal then holds the refused rows
    and cells under `rejets`, the first `TOLD` of them.

    Raises:
        Refusal: nothing could be read, or the folder cannot be written.
    """
    if target is None:
        options = replace(options, actions=False, reports=False, workbook=False)
    with ExitStack() as stack:
        opened = open_all(paths, questionnaire, options, stack)
        if options.reports:
            refuse_scores(opened, "donnez l’export d’origine, ou laissez --rapports")
        folder = Path()
        if target is not None:
            folder = stack.enter_context(staged(target, unchanged_files, JOURNAL, may_stay))
        batch = read_all(opened, questionnaire, options, progress)
        journal = batch.journal
        if options.previous is not None:
            found = found_before(options.previous, batch.structures.frame)
            journal["retrouvees_dans_le_precedent"] = found
        if target is None:
            first = batch.rejects.head(TOLD).astype("str").map(spreadsheet_text)
            journal["rejets"] = first.to_dict("records")
        else:
            _write(_Writing(batch, questionnaire, options, folder, progress))
            write_journal(folder, journal)
    return journal


@dataclass(frozen=True, eq=False)
class _Writing:
    """What is written of a batch, where, and what is counted of it on the way, form by form."""

    batch: Batch
    questionnaire: Questionnaire
    options: Options
    folder: Path
    progress: Progress
    counts: dict[Form, Counts] = field(default_factory=dict)
    members: dict[Form, Chosen] = field(default_factory=dict)

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of the reports of each structure, unique in the batch."""
        keys = self.batch.structures.frame.index
        return dict(zip(keys, file_names(keys), strict=True))


def _write(writing: _Writing) -> None:
    """Fill a folder with what a batch gives; its journal learns of the reports and the workbook."""
    batch, options, folder = writing.batch, writing.options, writing.folder
    structures, journal = batch.structures, batch.journal
    writing.progress.start("Calcul", len(structures))
    workbook = options.workbook and len(structures) <= MAX_STRUCTURES
    with (
        _sharing(options, len(structures)) as share,
        ResultTables(folder, writing.questionnaire, options.dialect, workbook) as tables,
    ):
        # Tables are described in the order in which they are first written.
        for rank, chunk in enumerate(structures.pieces(_SCORED)):
            given = arrays(chunk.frame, writing.questionnaire)
            scores = _write_scores(writing, chunk, given, tables)
            if not rank:
                tables.write("rejets", batch.rejects)
            if journal["decisions"]["reponses"]:
                told = answers_told(chunk, writing.questionnaire)
                tables.write_answers(chunk.frame.index, told)
            if not rank and batch.gaps is not None:
                tables.write("ecarts", batch.gaps)
            ahead = _write_plans(writing, chunk, tables, share)
            _count(writing, chunk.frame, given, scores, ahead if options.actions else None)
        if options.reports:
            journal["rapports"] = len(structures)
    _write_synthesis(writing)
    if options.workbook:
        named = " et ".join(f"{name}.csv" for name in tables.too_long)
        left = f", et incomplet : une feuille ne tient pas toutes les lignes de {named}"
        journal["classeur"] = f"écrit{left if named else ''}" if workbook else _TOO_MANY


def _write_scores(
    writing: _Writing, chunk: Structures, given: tuple[NDArray[np.int8], NDArray[np.int8]], tables: ResultTables
) -> Scores:
    """Write the scores of n structures, from the values and statuses `given`, and return them."""
    questionnaire, options, frame = writing.questionnaire, writing.options, chunk.frame
    scores = score(Rubric.of(questionnaire), *given, chunk.highest)
    told = [scores_frame(chunk, scores, questionnaire)]
    if options.release is not None:
        told.append(position_frame(options.release, questionnaire, told[0], scores))
    if options.previous is not None:
        told.append(previous_frame(options.previous, frame))
    told.append(answer_columns(frame, questionnaire))
    tables.write("scores", pd.concat(told, axis=1).reset_index(names="structure"))
    return scores


def _write_plans(writing: _Writing, chunk: Structures, tables: ResultTables, share: Share) -> Ahead | None:
    """Write the actions and the reports of n structures, as asked; return how each plan begins."""
    if not (writing.options.actions or writing.options.reports):
        writing.progress.advance(len(chunk), len(chunk))
        return None
    ahead: list[Ahead] = []
    for actions, begun in _plans(writing, chunk, share):
        if writing.options.actions:
            tables.write("actions", actions.reset_index(names="structure"))
        ahead.append(begun)
        writing.progress.advance(len(begun.first), len(begun.first))
    return Ahead(np.concatenate([one.first for one in ahead]), np.concatenate([one.quarters for one in ahead]))


def _plans(writing: _Writing, chunk: Structures, share: Share) -> Iterator[tuple[pd.DataFrame, Ahead]]:
    """Yield the plans of a piece of a chunk after another, their reports written where asked."""
    questionnaire, options = writing.questionnaire, writing.options
    if not options.reports:
        frames = (piece.frame for piece in chunk.pieces(_PLANNED))
        return share(partial(planned, questionnaire), frames)
    from diag.table.reports import write_reports

    told = questionnaire, options.release, options.date
    named = ((p, [writing.names[key] for key in p.frame.index]) for p in chunk.pieces(_REPORTED))
    return share(partial(write_reports, *told, writing.folder / "rapports"), named)


def _count(
    writing: _Writing,
    frame: pd.DataFrame,
    given: tuple[NDArray[np.int8], NDArray[np.int8]],
    scores: Scores,
    ahead: Ahead | None,
) -> None:
    """Count n structures for the network page, and keep the few that its internal pages name."""
    questionnaire, nowhere = writing.questionnaire, np.full(len(frame), -1)
    types, departments = (
        frame[name].cat.codes.to_numpy() if name in frame else nowhere for name in (TYPE_FIELD, DEPARTMENT_FIELD)
    )
    answers = given[0], Rubric.of(questionnaire).settled(given[1])
    going = unfinished(frame, questionnaire)
    figures = figures_of(questionnaire, types, departments, answers, scores, going, ahead)
    for form, own in figures.groupby(frame["forme"].array, observed=True):
        counts = writing.counts.get(form, Counts.of(questionnaire))
        writing.counts[form] = counts + counts_of(questionnaire, own)
        known = writing.members.get(form, Chosen())
        writing.members[form] = chosen(questionnaire, frame, own, known)


def _write_synthesis(writing: _Writing) -> None:
    """Write the network at a glance: the form of most structures alone (M2)."""
    journal, latest = writing.batch.journal, writing.batch.structures.frame["date"].max()
    sizes = {form: counts.structures for form, counts in writing.counts.items()}
    form = max(sizes, key=lambda name: (sizes[name], -FORMS.index(name)), default=None)
    named = writing.members[form] if form else Chosen()
    files, lines = journal["fichiers_lus"], journal["lignes"]
    network = Network(
        questionnaire=writing.questionnaire,
        counts=writing.counts[form] if form else Counts.of(writing.questionnaire),
        form=form,
        others={name: size for name, size in sizes.items() if name != form},
        date=writing.options.date if pd.isna(latest) else latest.date(),
        read=lines["lues"],
        rejected=lines["rejetees"],
        excluded=lines["exclues"],
        source=printable(", ".join(file["nom"] for file in files)),
        stamp=journal["mention"],
        means=writing.options.means,
        members=named.first,
        calls=named.calls,
    )
    document = build_network_document(network)
    for kind, render in (("html", document_html), ("md", document_markdown)):
        path = writing.folder / f"synthese.{kind}"
        path.write_text(render(document), encoding="utf-8", newline="\n")


@contextmanager
def _sharing(options: Options, rows: int) -> Iterator[Share]:
    """Give `map`, over several processes of this machine where plans or reports are many."""
    many = _MANY_REPORTED if options.reports else _MANY_PLANNED
    here = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    processes = options.processes or (here if rows >= many else 1)
    if processes == 1 or not (options.actions or options.reports):
        yield map
        return
    # A fork would copy the threads of Arrow in an unknown state. Ctrl-C is for this process alone.
    spawn, deaf = multiprocessing.get_context("spawn"), (signal.SIGINT, signal.SIG_IGN)
    pool = ProcessPoolExecutor(processes, spawn, signal.signal, deaf)
    try:
        yield pool.map
    except BaseException:
        for worker in multiprocessing.active_children():
            worker.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
