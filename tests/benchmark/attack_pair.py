"""An oracle on two releases: what changed between them, and whose doing it is (M16).

A cell whose numbers change while one or two organisations entered it, left it or answered otherwise
tells something of these. What stays as it was tells nothing.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from diag.benchmark.findings import Finding, Kind
from diag.benchmark.release import Cell, CellKey, Release
from diag.benchmark.rules import LEAST_ORGANISATIONS
from diag.benchmark.structures import Structures
from diag.benchmark.subjects import LEVELS, Subject, numbers, subjects

Contribution = tuple[str, float]
"""Managing organisation of a structure, and what is counted of it."""


class Issue(NamedTuple):
    """A release, and the structures that it tells about."""

    structures: Structures
    release: Release


def attack_pair(before: Issue, after: Issue) -> list[Finding]:
    """Return the cells whose change reveals fewer than three organisations.

    Structures are told apart by `key`, and organisations by `labels["operator"]` where there is one
    (their codes otherwise): both releases must name them alike.
    """
    found: list[Finding] = []
    old = {subject.name: subject for subject in subjects(*before)}
    earlier = {cell.key: cell for cell in before.release.cells}
    for subject in subjects(*after):
        if subject.name in old:
            for cell in after.release.cells:
                if cell.key in subject.told & old[subject.name].told:
                    pair = (earlier[cell.key], cell)
                    if _changed(before.release, after.release, pair, subject.name):
                        found += _revealed(before, after, (old[subject.name], subject), cell.key)
    return found


def _changed(before: Release, after: Release, cells: tuple[Cell, Cell], subject: str) -> bool:
    """Tell whether two releases say different things of a cell."""
    return numbers(before, cells[0], subject) != numbers(after, cells[1], subject)


def _revealed(
    before: Issue, after: Issue, pair: tuple[Subject, Subject], key: CellKey
) -> Iterator[Finding]:
    """Yield a finding when fewer than three organisations explain the change of a cell."""
    was = _contributions(before, pair[0], key)
    now = _contributions(after, pair[1], key)
    moved = [name for name in was.keys() | now.keys() if was.get(name) != now.get(name)]
    owners = [told[name][0] for told in (was, now) for name in moved if name in told]
    distinct = set(owners)
    if 0 < len(distinct) < LEAST_ORGANISATIONS:
        largest = max(owners.count(owner) for owner in distinct)
        yield Finding(Kind.CHANGE, pair[1].name, key, (), len(moved), len(distinct), largest)


def _contributions(issue: Issue, subject: Subject, key: CellKey) -> dict[object, Contribution]:
    """Return what each structure of a cell counts for, by its key."""
    structures, labels = issue.structures, issue.structures.labels
    columns = (structures.region, structures.department, structures.type, structures.size)
    inside = subject.counted.copy()
    for name, column, wanted in zip(
        ("region", "departement", "type", "taille"), columns, key, strict=True
    ):
        if wanted:
            inside &= np.append(labels[name], "")[column] == wanted
    rows = np.flatnonzero(inside)
    names = labels.get("operator")
    owners = [names[code] if names else str(code) for code in structures.operator[rows].tolist()]
    values = _values(issue, subject.name)[rows].tolist()
    told = zip(structures.key[rows].tolist(), owners, values, strict=True)
    return {name: (owner, value) for name, owner, value in told}


def _values(issue: Issue, subject: str) -> NDArray[Any]:
    """Return (n,) what a subject is computed from."""
    structures, content = issue.structures, issue.release.content
    if not subject:
        return np.zeros(len(structures))
    if subject.startswith(LEVELS):
        return structures.levels[:, content.measures.index(subject.removeprefix(LEVELS))]
    if subject in content.measures:
        return structures.scores[:, content.measures.index(subject)]
    asked = [question.id for question in content.questions]
    return structures.answers[:, asked.index(subject)]
