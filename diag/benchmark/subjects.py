"""What a release tells, subject by subject, for attacks: of which cells, and of which structures."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.benchmark.release import Cell, CellKey, Content, Quantiles, Release
from diag.benchmark.rules import DECILES_FROM, size_class
from diag.benchmark.structures import UNKNOWN, Structures

LEVELS = "niveaux:"
"""Before the name of a measure: the subject is the shares of its levels."""
_SCORES_FROM, _SHARES_FROM = 5, 11

Told = dict[tuple[CellKey, str], Any]
"""What a release tells, by cell and subject."""


@dataclass(frozen=True, eq=False)
class Subject:
    """One thing that a release tells of some cells.

    Attributes:
        name: empty for the size of the cells, a measure, `LEVELS` and a measure, or a question.
        counted: (n,) structures that it is about.
        cells: where it is published.
        least: fewest structures of each (M16, M17).

    """

    name: str
    counted: NDArray[np.bool_]
    cells: list[CellKey]
    least: int

    @cached_property
    def told(self) -> frozenset[CellKey]:
        """The same cells, to look one up."""
        return frozenset(self.cells)


def subjects(structures: Structures, release: Release) -> Iterator[Subject]:
    """Yield all that a release tells, in the order of the columns of the structures.

    Raises:
        ValueError: the release does not say what its columns are.

    """
    content = release.content
    if content is None:
        raise ValueError("a release is attacked with its content")
    shown = [cell.key for cell in release.cells if not cell.secret]
    yield Subject("", np.ones(len(structures), bool), shown, _SCORES_FROM)
    for rank, name in enumerate(content.measures):
        scores, levels = structures.scores[:, rank], structures.levels[:, rank]
        told = [
            c.key for c in release.cells if c.measures.get(name, Quantiles()).median is not None
        ]
        yield Subject(name, ~np.isnan(scores), told, _SCORES_FROM)
        told = [c.key for c in release.cells if c.levels.get(name)]
        yield Subject(LEVELS + name, levels >= 0, told, _SHARES_FROM)
    asked = {question.id: rank for rank, question in enumerate(content.questions)}
    by_question: dict[str, list[CellKey]] = {}
    for key, question in release.shares:
        by_question.setdefault(question, []).append(key)
    for question, keys in by_question.items():
        answers = structures.answers[:, asked[question]]
        yield Subject(question, answers <= UNKNOWN, keys, _SHARES_FROM)


def told_by(release: Release, content: Content) -> Told:
    """Return all that a release tells, the size of a cell under the empty subject."""
    scored = ("", *content.measures, *(LEVELS + name for name in content.measures))
    shown = {cell.key: cell for cell in release.cells if not cell.secret}
    told: Told = {
        (key, name): value
        for key, cell in shown.items()
        for name in scored
        if (value := numbers(release, cell, name)) is not None
    }
    asked = {question.id for question in content.questions}
    told |= {place: parts for place, parts in release.shares.items() if place[1] in asked}
    return told


def numbers(release: Release, cell: Cell, subject: str) -> object:
    """Return what a release tells of a cell on a subject; None if nothing."""
    if not subject:
        return cell.size_class or None
    if subject.startswith(LEVELS):
        return cell.levels.get(subject.removeprefix(LEVELS))
    return cell.measures.get(subject) or release.shares.get((cell.key, subject))


def too_fine(told: object, n: int) -> bool:
    """Tell whether what is told of n structures is finer than they allow (M16-M18)."""
    if isinstance(told, str):
        return told != size_class(n)
    if n >= DECILES_FROM:
        return False
    if isinstance(told, Quantiles):
        rough = n < 10 and (told.median or 0) % 5 > 0
        quarters = n < 10 and (told.q1 is not None or told.q3 is not None)
        return rough or quarters or told.deciles is not None
    return n < 20 and isinstance(told, tuple) and any((part or 0) % 5 for part in told)
