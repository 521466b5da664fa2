"""All that is known of a network of structures, gathered once for every way of telling it."""

import datetime
from dataclasses import dataclass
from typing import Any, Protocol

from numpy.typing import NDArray

from diag.questionnaire.questionnaire_model import Questionnaire


class Counts(Protocol):
    """What the page reads of `diag.table.summary.Summary`, where each array is described.

    Named here so that the report knows no more of the tables than the tables of the report.
    """

    scores_by_type: NDArray[Any]
    scores_by_department: NDArray[Any]
    levels: NDArray[Any]
    held: NDArray[Any]
    to_confirm: NDArray[Any]
    coverage: NDArray[Any]
    reasons: NDArray[Any]
    overall_blockers: NDArray[Any]
    dimension_blockers: NDArray[Any]
    weak_dimensions: NDArray[Any]
    states: NDArray[Any]
    planned_by_type: NDArray[Any]
    planned_by_department: NDArray[Any]
    first_by_type: NDArray[Any]
    first_by_department: NDArray[Any]
    families: NDArray[Any]

    @property
    def structures(self) -> int:
        """Number of structures counted."""


@dataclass(frozen=True)
class Network:
    """The structures of one batch, counted.

    Attributes:
        questionnaire: what they were asked.
        counts: what remains of them.
        date: date printed on the page.
        read: rows of the export, whatever became of them; several may speak of one structure.
        rejected: those that could not be used.
        excluded: those left out on purpose (replaced by another, unfinished).
        source: name of the file they come from, as people know it.
        stamp: what says that the data are synthetic or illustrative; empty for real ones.

    """

    questionnaire: Questionnaire
    counts: Counts
    date: datetime.date
    read: int
    rejected: int = 0
    excluded: int = 0
    source: str = ""
    stamp: str = ""
