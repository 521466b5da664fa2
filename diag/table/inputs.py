"""What is asked of a batch, and the files that it reads: found, opened, their columns matched."""

import datetime
import glob
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

import pandas as pd

from diag.benchmark.release import Release
from diag.export.layout import Overrides
from diag.export.reading import Export
from diag.planning.network_means import Means
from diag.questionnaire.mistakes import Mistake, Refusal, refuse_file
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.table.asked_form import Declared
from diag.table.binding import Binding
from diag.table.columns import open_answers
from diag.table.csv_lines import Dialect
from diag.table.dates import month_first
from diag.table.identity import likely_keys, names_responses, samples, shown
from diag.table.mapping import Correspondence

MAX_STRUCTURES = 50_000
"""Rows beyond which answers are written only when asked for, as they are three million; structures
beyond which there is no workbook."""
Duplicates = Literal["refuser", "premier", "dernier"]
SUFFIXES = {".csv", ".tsv", ".tab", ".txt", ".xls", ".xlsx", ".xlsm", ".ods"}


@dataclass(frozen=True)
class Options:
    """What the command line asks of a batch; `folders` are those of which it reads every export.

    `respondents` of one structure are merged, unless their rows are to stay `apart`.
    `previous` is what `comparisons.read_previous` gives; `means` is what the network can give in a year.
    """

    overrides: Overrides = field(default_factory=Overrides)
    folders: frozenset[Path] = frozenset()
    mapping: Correspondence | None = None
    key: str | None = None
    role: str | None = None
    duplicates: Duplicates = "refuser"
    respondents: bool = False
    apart: bool = False
    form: Declared | None = None
    dialect: Dialect = field(default_factory=Dialect)
    release: Release | None = None
    previous: pd.DataFrame | None = None
    actions: bool = True
    answers: bool = False
    workbook: bool = False
    reports: bool = False
    synthetic: bool = False
    means: Means = field(default_factory=Means)
    processes: int | None = None
    date: datetime.date = datetime.date(1970, 1, 1)

    @property
    def names_key(self) -> bool:
        """Tell whether somebody said which column names the structure, an option or a mapping."""
        return self.key is not None or (self.mapping is not None and self.mapping.file.key is not None)


class Progress(Protocol):
    """What a batch tells of its advance; the command line draws it."""

    def start(self, what: str, total: int) -> None:
        """Begin a step of `total` units: bytes to read, or rows to score."""

    def advance(self, units: int, rows: int) -> None:
        """Say how many units were done since the last call, and how many rows they were."""


class _Silent:
    def start(self, what: str, total: int) -> None: ...

    def advance(self, units: int, rows: int) -> None: ...


SILENT: Progress = _Silent()


def find_inputs(named: Sequence[str]) -> list[Path | None]:
    """Return the files named, each once; None is standard input.

    A folder stands for its files, sorted by name, hidden ones and locks of spreadsheets left out: those
    that are no export are told when they are opened. A pattern that the shell left as it is (on
    Windows) is expanded here.

    Raises:
        Refusal: nothing of that name.
    """
    found: dict[Path | None, None] = {}
    for name in named:
        if name == "-":
            found[None] = None
            continue
        path = Path(name)
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.is_file() and p.name[0] not in ".~")
            if not any(p.suffix.lower() in SUFFIXES for p in inside):
                what = "aucun export dans ce dossier"
                how = f"attendus : {', '.join(sorted(SUFFIXES))}"
                raise refuse_file(path, "F02", what, how)
            found |= dict.fromkeys(inside)
        elif not path.exists() and glob.has_magic(name):
            matched = sorted(map(Path, glob.glob(name)))  # noqa: PTH207 - absolute patterns too
            if not matched:
                how = "vérifiez le motif"
                raise refuse_file(path, "F01", "aucun fichier ne correspond à ce motif", how)
            found |= dict.fromkeys(matched)
        else:
            found[path] = None
    return list(found)


class Opened(NamedTuple):
    """One export, open, and what its columns tell."""

    export: Export
    binding: Binding


def open_all(
    paths: Sequence[Path | None], questionnaire: Questionnaire, options: Options, stack: ExitStack
) -> list[Opened]:
    """Open the exports and match their columns; what is no export in a folder is left out, and told.

    Raises:
        Refusal: a file cannot be read, nothing in it answers the questionnaire, or respondents are
            to be merged and no column tells their structure.
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
    layout = opened[0].export.layout
    told = [f"Dans le dossier, « {Path(m.file).name} » n’est pas lu : {m.what}." for m in strays]
    opened[0].export.layout = replace(layout, notes=(*layout.notes, *told))
    if options.respondents:
        _check_keys(opened, options)
    return opened


def _open(path: Path | None, questionnaire: Questionnaire, options: Options, stack: ExitStack) -> Opened:
    told = options.overrides, options.mapping, options.key, options.role
    opened = Opened(*open_answers(path, questionnaire, *told))
    stack.enter_context(opened.export)
    if not opened.binding.questions:
        layout = opened.export.layout
        what = f"aucune colonne ne répond à une question de ce questionnaire ({layout.told})"
        how = "vérifiez --questionnaire, ou préparez une correspondance avec --preparer"
        raise refuse_file(Path(opened.export.name), "E21", what, how)
    return opened


def _check_keys(opened: Sequence[Opened], options: Options) -> None:
    """Refuse to merge respondents whose structure no column tells: none, or the tool's own number."""
    mistakes = []
    for export, binding in opened:
        layout, key = export.layout, binding.key
        if key is not None and (options.names_key or not names_responses(layout, key)):
            continue
        what = "aucune colonne ne dit de quelle structure est chaque répondant"
        if key is not None:
            what += f", et {shown(layout.headings[key])} change à chaque ligne"
        told = (*binding.questions.values(), *binding.profile.values())
        read = {p for columns in told for p in columns.positions}
        read |= {p for p in (key, binding.operator, binding.role, binding.date) if p is not None}
        likely = " ou ".join(shown(heading) for heading in likely_keys(layout, read)[:2])
        how = "dites laquelle avec --cle" + (f", peut-être {likely}" if likely else "")
        mistakes.append(Mistake(export.name, 0, 0, "E04", what, how))
    if mistakes:
        raise Refusal(mistakes)


def refuse_scores(opened: Sequence[Opened], how: str) -> None:
    """Refuse tables of scores where answers are to be told; `how` is what to do, in French."""
    what = "un tableau de scores ne garde que le niveau de chaque réponse"
    names = [one.export.name for one in opened if one.binding.scored]
    if names:
        raise Refusal([Mistake(name, 0, 0, "E04", what, how) for name in names])


def months_first(opened: Sequence[Opened], tool: str) -> bool:
    """Tell the order of day and month in the files of one tool, whose dates are weighed together."""
    dated = [one for one in opened if one.export.layout.tool == tool]
    texts = [
        text for export, binding in dated if binding.date is not None for text in samples(export.layout, binding.date)
    ]
    return month_first(texts, tool == "surveymonkey")
