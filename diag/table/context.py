"""What the slices of a batch share, and what they give."""

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from diag.benchmark.release import Release
from diag.export.layout import Layout, Ragged
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.scoring.form import Form
from diag.table.asked_form import AskedForm
from diag.table.binding import Binding
from diag.table.previous_scores import Previous
from diag.table.rows import REJECTED, Fate
from diag.table.sheet import Dialect
from diag.table.summary import Summary


@dataclass(frozen=True)
class FileContext:
    """One export of the batch, once its columns and texts are known."""

    name: str
    layout: Layout
    binding: Binding
    distinct: Mapping[int, Sequence[str]]
    problems: Mapping[str, str]
    month_first: bool
    form: AskedForm
    stem: str = ""


@dataclass(frozen=True)
class Context:
    """What every slice needs.

    Attributes:
        questionnaire: what was asked.
        files: the exports.
        notes: what was decided of all of them together, in French.
        stamp: mention of synthetic data, or empty.
        dialect: how CSV files are written; None for Parquet.
        respondents: rows of a structure are several respondents (M13).
        release: where to place the structures, or None.
        previous: scores of an earlier batch, to be put beside, or None.
        actions: also order the actions of each structure (M20-M22).
        answers: also write every answer, in long form.
        reports: formats of the reports of each structure; empty for none.
        date: date of the reports whose row has none.
        pieces: folder where the pieces of the sheets go.
        reports_folder: folder of the reports.

    """

    questionnaire: Questionnaire
    files: tuple[FileContext, ...]
    notes: tuple[str, ...]
    stamp: str
    dialect: Dialect | None
    respondents: bool
    release: Release | None
    previous: Previous | None
    actions: bool
    answers: bool
    reports: tuple[str, ...]
    date: datetime.date
    pieces: Path
    reports_folder: Path

    @property
    def with_comments(self) -> bool:
        """Whether the comments beside answers are read: reports of one respondent hold them."""
        return bool(self.reports) and not self.respondents


@dataclass(frozen=True, eq=False)
class Slice:
    """Rows `start` to `stop` of one part.

    `fate` says what was decided of each row (`rows.Fate`); `names` are the file names of their
    reports, empty where no report is asked. The first of a file tells the columns that are lost.
    """

    rank: int
    file: int
    part: Path | None
    start: int
    stop: int
    fate: NDArray[np.int8]
    ragged: tuple[Ragged, ...]
    names: tuple[str, ...] = ()
    first: bool = False


REJECTED_NAMES = frozenset({"RAGGED", *(fate.name for fate in REJECTED)})
EXCLUDED_NAMES = frozenset(fate.name for fate in Fate if fate and fate not in REJECTED)


@dataclass
class Outcome:
    """What slices gave; those of a batch add up."""

    fates: Counter[str] = field(default_factory=Counter)
    structures: int = 0
    cells: int = 0
    states: Counter[str] = field(default_factory=Counter)
    reports: int = 0
    found_before: int = 0
    latest: str = ""
    summaries: dict[Form, Summary] = field(default_factory=dict)

    @property
    def rejected(self) -> int:
        """Rows refused: somebody has something to mend."""
        return sum(self.fates[name] for name in REJECTED_NAMES)

    @property
    def excluded(self) -> int:
        """Rows left out by a known rule."""
        return sum(self.fates[name] for name in EXCLUDED_NAMES)

    def add(self, other: "Outcome") -> None:
        """Add what another slice gave."""
        self.fates += other.fates
        self.states += other.states
        self.structures += other.structures
        self.cells += other.cells
        self.reports += other.reports
        self.found_before += other.found_before
        self.latest = max(self.latest, other.latest)
        for form, summary in other.summaries.items():
            if form in self.summaries:
                self.summaries[form].merge(summary)
            else:
                self.summaries[form] = summary
