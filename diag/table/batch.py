"""A whole batch: files in, a folder of results out."""

import csv
import datetime
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, Literal, Protocol

from diag.benchmark.release import Release
from diag.benchmark.words import STAMP
from diag.export.layout import Layout, Overrides
from diag.export.reading import Export
from diag.export.spelling import normalise
from diag.questionnaire.mistakes import Mistake, Refusal, refuse_file
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.table.answers_sheet import MAX_STRUCTURES
from diag.table.asked_form import AskedForm, declared_form, form_of_columns, hidden_from_all
from diag.table.binding import Binding
from diag.table.chosen_sheet import open_answers
from diag.table.context import Context, FileContext, Outcome
from diag.table.dates import month_first
from diag.table.duplicates import Duplicates, same_names, settle
from diag.table.encode import Reader
from diag.table.identity import likely_keys, names_responses, pick_stamp, shown
from diag.table.ingest import Ingested, ingest
from diag.table.mapping import Correspondence
from diag.table.output import JOURNAL, may_stay, unchanged_files, write_journal
from diag.table.previous_scores import Previous
from diag.table.processes import available, sharing
from diag.table.publish import journal_of, write_sheets, write_synthesis
from diag.table.results_workbook import write_workbook
from diag.table.rows import Keyed, Selection, answers_met, select
from diag.table.scale import Scale, weigh
from diag.table.scores_read_back import form_of_scores
from diag.table.sheet import Dialect
from diag.table.slices import cut_slices
from diag.table.work import do
from diag.visit.result_folder import SCRATCH, staged

# Rows from which several processes end sooner than one, where each is scored, then planned or told.
_MANY, _MANY_PLANNED = 200_000, 600
TOLD = 20
"""Refused rows and cells that a trial tells."""
_SLICE, _PLANNED, _REPORTED = 65_536, 250, 100


@dataclass(frozen=True)
class Options:
    """What the command line asks of a batch; `folders` are those of which it reads every export."""

    overrides: Overrides = field(default_factory=Overrides)
    folders: frozenset[Path] = frozenset()
    mapping: Correspondence | None = None
    key: str | None = None
    duplicates: Duplicates = "refuser"
    respondents: bool = False
    form: Literal["express", "complete"] | None = None
    dialect: Dialect | None = field(default_factory=Dialect)
    release: Release | None = None
    previous: Previous | None = None
    actions: bool = True
    answers: bool = False
    workbook: bool = False
    reports: tuple[str, ...] = ()
    synthetic: bool = False
    processes: int | None = None
    date: datetime.date = datetime.date(1970, 1, 1)
    slice_rows: int | None = None


class Progress(Protocol):
    """What a batch tells of its advance; the command line draws it."""

    def start(self, what: str, total: int) -> None:
        """Begin a step of `total` units: bytes to read, or rows to score."""

    def advance(self, units: int, rows: int) -> None:
        """Say how many units were done since the last call, and how many rows they were."""


class _Silent:
    def start(self, what: str, total: int) -> None: ...

    def advance(self, units: int, rows: int) -> None: ...


@dataclass(frozen=True)
class Opened:
    """One export: open, its columns matched."""

    export: Export
    layout: Layout
    binding: Binding
    stamp: int | None


def open_all(
    paths: Sequence[Path | None], questionnaire: Questionnaire, options: Options, stack: ExitStack
) -> list[Opened]:
    """Open the exports and match their columns; what is no export in a folder is left out, and told.

    Raises:
        Refusal: a file cannot be read, or nothing in it answers the questionnaire.

    """
    opened: list[Opened] = []
    strays: list[Mistake] = []
    for path in paths:
        try:
            opened.append(_open(path, questionnaire, options, stack))
        except Refusal as refusal:
            if path is None or path.parent not in options.folders:
                raise
            strays += refusal.mistakes
    if not opened:
        raise Refusal(strays)
    told = [f"Dans le dossier, « {Path(m.file).name} » n’est pas lu : {m.what}." for m in strays]
    layout = opened[0].layout
    opened[0] = replace(opened[0], layout=replace(layout, notes=(*layout.notes, *told)))
    return opened


def _open(
    path: Path | None, questionnaire: Questionnaire, options: Options, stack: ExitStack
) -> Opened:
    """Open an export and match its columns."""
    export, binding = open_answers(
        path, questionnaire, options.overrides, options.mapping, options.key
    )
    stack.enter_context(export)
    if not binding.questions:
        what = f"aucune colonne ne répond à une question de ce questionnaire ({export.layout.told})"
        how = "vérifiez --questionnaire, ou préparez une correspondance avec --preparer"
        raise refuse_file(Path(export.name), "E21", what, how)
    scored = binding.scored
    stamp = pick_stamp(export.layout) if scored is None else scored.mention
    return Opened(export, export.layout, binding, stamp)


def run(
    paths: Sequence[Path | None],
    questionnaire: Questionnaire,
    options: Options,
    target: Path | None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Score exports into the folder `target` and return the journal.

    With no `target` everything is read and scored, and nothing is kept: the journal then holds the
    refused rows and cells under `rejets`, the first `TOLD` of them.

    Raises:
        Refusal: nothing could be read, or the folder cannot be written.

    """
    progress = progress or _Silent()
    if target is None:
        options = replace(options, dialect=Dialect(), actions=False, reports=(), workbook=False)
    with ExitStack() as stack:
        opened = open_all(paths, questionnaire, options, stack)
        if options.respondents:
            _check_keys(opened, options)
        if options.reports:
            _check_answers(opened)
        result = stack.enter_context(
            _nowhere() if target is None else staged(target, unchanged_files, JOURNAL, may_stay)
        )
        gathered = gather(opened, questionnaire, options, result, progress)
        total = _work(gathered, options, progress)
        written = write_sheets(gathered.context, result)
        asked = options.workbook
        workbook = _workbook(gathered.context, total, written, result) if asked else ""
        write_synthesis(gathered.context, total, gathered.read, result)
        journal = gathered.journal(total, options, workbook)
        if target is None:
            journal["rejets"] = _first_rejects(result)
        else:
            write_journal(result, journal)
    return journal


@dataclass(frozen=True, eq=False)
class Gathered:
    """Exports gone through once, and what becomes of each of their rows.

    Attributes:
        opened, ingested, context, selection: the exports, and the fate of their rows.
        same: names that come back without a key, as the journal tells them.
        settled: structures that came back, and which row stays, in French.

    """

    opened: Sequence[Opened]
    ingested: Sequence[Ingested]
    context: Context
    selection: Selection
    same: Sequence[Any]
    settled: Sequence[str]

    @property
    def read(self) -> int:
        """Number of rows read."""
        return sum(one.records + len(one.ragged) for one in self.ingested)

    def journal(self, total: Outcome, options: Options, workbook: str = "") -> dict[str, Any]:
        """Return what was read, decided and counted, and what became of the workbook."""
        hashes = [one.export.sha256 for one in self.opened]
        blank = sum(one.blank for one in self.ingested)
        return journal_of(
            self.context,
            total,
            hashes,
            self.read,
            blank,
            _decisions(options, self.context),
            workbook,
            self.same,
            self.settled,
        )


def gather(
    opened: Sequence[Opened],
    questionnaire: Questionnaire,
    options: Options,
    result: Path,
    progress: Progress | None = None,
) -> Gathered:
    """Go through the exports, and decide what becomes of each row.

    Args:
        opened: the exports.
        questionnaire, options: what was asked.
        result: folder of the results; what is needed meanwhile is put beside it.
        progress: told of each chunk.

    Raises:
        Refusal: a file cannot be read to its end, or a column of answers is free text.

    """
    scratch, pieces = (result.parent / name for name in SCRATCH)
    pieces.mkdir()
    commented = bool(options.reports) and not options.respondents
    ingested = _ingest_all(opened, scratch, commented, progress or _Silent())
    keyed = [
        Keyed(read, one.binding, _stem(rank, one, len(opened)))
        for rank, (one, read) in enumerate(zip(opened, ingested, strict=True))
    ]
    selection = select(keyed)
    scale = weigh(questionnaire, _evidence(keyed, selection))
    context = _context(opened, keyed, scale, questionnaire, options, result, pieces)
    settled, same = [], []
    if not options.respondents:
        same = same_names(context, ingested, selection, options.key)
        settled = settle(context, ingested, selection, options.duplicates)
    return Gathered(opened, ingested, context, selection, same, settled)


@contextmanager
def _nowhere() -> Iterator[Path]:
    """Give a folder to fill that is then forgotten."""
    with tempfile.TemporaryDirectory(prefix="diag-essai-") as folder:
        inner = Path(folder) / "resultat"
        inner.mkdir()
        yield inner


def _first_rejects(folder: Path) -> list[dict[str, str]]:
    with (folder / "rejets.csv").open(encoding="utf-8", newline="") as stream:
        return list(islice(csv.DictReader(stream), TOLD))


def _workbook(
    context: Context, total: Outcome, written: Mapping[str, Sequence[str]], result: Path
) -> str:
    """Write the workbook where it can be opened, and return what became of it, in French."""
    if total.structures > MAX_STRUCTURES:
        return "non écrit : un classeur de plus de 50 000 structures ne s’ouvre plus"
    left = write_workbook(result, context.questionnaire, written, context.dialect)
    if not left:
        return "écrit"
    named = " et ".join(f"{name}.csv" for name in left)
    return f"écrit, et incomplet : une feuille ne tient pas toutes les lignes de {named}"


def _decisions(options: Options, context: Context) -> dict[str, Any]:
    """Return what was asked on the command line, as the journal tells it."""
    return {
        "doublons": "répondants fusionnés" if options.respondents else options.duplicates,
        "cle": options.key,
        "actions": options.actions,
        "reponses": context.answers,
        "correspondance": options.mapping is not None,
    }


def _check_keys(opened: Sequence[Opened], options: Options) -> None:
    """Refuse to merge respondents whose structure no column tells.

    Raises:
        Refusal: a file has no key, or the number that its tool gives to each response.

    """
    asked = options.key is not None or (
        options.mapping is not None and options.mapping.file.key is not None
    )
    mistakes = []
    for one in opened:
        key = one.binding.key
        if key is not None and (asked or not names_responses(one.layout, key)):
            continue
        what = "--repondants : aucune colonne ne dit de quelle structure est chaque réponse"
        if key is not None:
            what += f", et {shown(one.layout.headings[key])} change à chaque ligne"
        binding = one.binding
        told = (*binding.questions.values(), *binding.profile.values())
        read = {p for columns in told for p in columns.positions}
        read |= {p for p in (key, binding.operator, binding.role, binding.date) if p is not None}
        likely = [shown(heading) for heading in likely_keys(one.layout, read)[:2]]
        how = "dites laquelle avec --cle"
        if likely:
            how += f", peut-être {' ou '.join(likely)}"
        mistakes.append(Mistake(one.export.name, 0, 0, "E04", what, how))
    if mistakes:
        raise Refusal(mistakes)


def _check_answers(opened: Sequence[Opened]) -> None:
    """Refuse to write reports from a table of scores.

    Raises:
        Refusal: it keeps the levels of multiple choices and numbers, and not what was answered.

    """
    what = "--rapports : un tableau de scores ne garde que le niveau de chaque réponse"
    how = "donnez l’export d’origine, ou laissez --rapports"
    found = [Mistake(o.export.name, 0, 0, "E04", what, how) for o in opened if o.binding.scored]
    if found:
        raise Refusal(found)


def _ingest_all(
    opened: Sequence[Opened], scratch: Path, commented: bool, progress: Progress
) -> list[Ingested]:
    progress.start("Lecture", sum(one.export.size for one in opened))
    ingested = []
    for rank, one in enumerate(opened):
        folder = scratch / f"{rank:04}"
        folder.mkdir(parents=True)
        binding = one.binding
        coded = {p for c in binding.questions.values() for p in c.positions}
        coded |= {p for c in binding.profile.values() for p in c.positions}
        coded |= {m.position for m in binding.markers}
        coded |= set() if one.stamp is None else {one.stamp}
        if binding.scored is not None:
            coded |= {binding.scored.form, binding.scored.provisional}
        identity = (binding.key, binding.name, binding.operator, binding.role, binding.date)
        beside = [p for places in binding.comments.values() for p in places] if commented else []
        texts = sorted({p for p in (*identity, *beside) if p is not None})
        ingested.append(ingest(one.export, sorted(coded), texts, folder, progress.advance))
    return ingested


def _stem(rank: int, opened: Opened, files: int) -> str:
    """Return what tells the row numbers of a file from those of the others, where they are keys."""
    return f"{rank + 1}:" if opened.binding.key is None and files > 1 else ""


def _evidence(
    keyed: Sequence[Keyed], selection: Selection
) -> Iterator[tuple[Binding, Mapping[int, Sequence[str]]]]:
    """Yield each export with the texts of its answers."""
    first = 0
    for file in keyed:
        last = first + file.ingested.records
        yield file.binding, answers_met(file, selection.fate[first:last])
        first = last


def _context(
    opened: Sequence[Opened],
    keyed: Sequence[Keyed],
    scale: Scale,
    questionnaire: Questionnaire,
    options: Options,
    result: Path,
    pieces: Path,
) -> Context:
    files = []
    stamped = options.synthetic
    for one, whose, problems in zip(opened, keyed, scale.problems, strict=True):
        binding, file = one.binding, whose.ingested
        files.append(
            FileContext(
                name=Path(one.export.name).name,
                layout=one.layout,
                binding=binding,
                distinct=file.distinct,
                problems=problems,
                month_first=_month_first(opened, one.layout.tool),
                form=_form(questionnaire, one, file, problems, options),
                stem=whose.stem,
            )
        )
        stamped |= one.stamp is not None and any(
            normalise(text) not in ("", "0", "non") for text in file.distinct[one.stamp]
        )
    return Context(
        questionnaire=questionnaire,
        files=tuple(files),
        notes=(scale.note,) if scale.note else (),
        stamp=STAMP if stamped else "",
        dialect=options.dialect,
        respondents=options.respondents,
        release=options.release,
        previous=options.previous,
        actions=options.actions,
        answers=options.answers or sum(k.ingested.records for k in keyed) <= MAX_STRUCTURES,
        reports=options.reports,
        date=options.date,
        pieces=pieces,
        reports_folder=result / "rapports",
    )


def _month_first(opened: Sequence[Opened], tool: str) -> bool:
    """Tell the order of day and month of the files of one tool, whose dates are weighed together."""
    texts = [
        row[one.binding.date]
        for one in opened
        if one.layout.tool == tool and one.binding.date is not None
        for row in one.layout.sample
        if one.binding.date < len(row)
    ]
    return month_first(texts, tool == "surveymonkey")


def _form(
    questionnaire: Questionnaire,
    opened: Opened,
    file: Ingested,
    problems: Mapping[str, str],
    options: Options,
) -> AskedForm:
    """Return the form of an export: the one that is declared, else what its columns make."""
    if options.form is not None:
        return declared_form(questionnaire, options.form)
    scored = opened.binding.scored
    if scored is not None:
        return form_of_scores(questionnaire, file.distinct[scored.form])
    reader = Reader(questionnaire, opened.binding, file.distinct, problems=problems)
    hidden = hidden_from_all(questionnaire, reader, file.parts)
    return form_of_columns(questionnaire, opened.binding.asked, hidden)


def _work(gathered: Gathered, options: Options, progress: Progress) -> Outcome:
    """Do every slice and add up what they gave."""
    context, ingested, selection = gathered.context, gathered.ingested, gathered.selection
    if options.respondents:
        from diag.table.respondents import do_all

        return do_all(context, ingested, selection)
    size = options.slice_rows or (
        _REPORTED if options.reports else _PLANNED if options.actions else _SLICE
    )
    tasks = list(cut_slices(context, ingested, selection, size))
    rows = sum(task.stop - task.start for task in tasks)
    progress.start("Rapports" if options.reports else "Calcul", rows)
    many = _REPORTED if options.reports else _MANY_PLANNED if options.actions else _MANY
    processes = options.processes or (available() if rows >= many else 1)
    total = Outcome()
    with sharing(min(processes, len(tasks)) or 1, context) as share:
        for task, outcome in zip(tasks, share(do, tasks), strict=True):
            total.add(outcome)
            progress.advance(task.stop - task.start, task.stop - task.start)
    return total
