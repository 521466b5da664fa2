"""A release after another: no value moves because of one or two organisations (M18).

Subject by subject, where fewer than three organisations came, left or changed, a cell keeps the
value it was published with; where that value is no longer there, it is secret. What counts is who
stands behind the value that readers have, however many releases ago it was told.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from diag.benchmark.members import Members, Membership, changed, nobody, subject_names, together
from diag.benchmark.release import Cell, CellKey, Content, Release
from diag.benchmark.rules import LEAST_ORGANISATIONS, LEAST_RESPONDENTS
from diag.benchmark.subjects import LEVELS, Told, told_by


@dataclass(frozen=True)
class Previous:
    """The release before, and who stands behind what it tells."""

    release: Release
    members: Membership


@dataclass(frozen=True)
class Succession:
    """A release that may follow the one before.

    Attributes:
        release: what may be published.
        members: who stands behind each value that readers have, or had.
        kept: cells of which a value at least is that of the release before.
        hidden: cells that are secret because of it.

    """

    release: Release
    members: Membership
    kept: tuple[CellKey, ...] = ()
    hidden: tuple[CellKey, ...] = ()


def succeed(
    release: Release, content: Content, members: Membership, previous: Previous | None
) -> Succession:
    """Return what may be published of a release that was controlled by itself.

    To tell less never tells more: what becomes secret leaves the rest as safe as it was.

    Args:
        release: to publish.
        content: of both releases.
        members: of its published cells.
        previous: release that this one follows.

    """
    if previous is None:
        return Succession(release, members)
    names, earlier = subject_names(content), previous.members
    new, before = told_by(release, content), told_by(previous.release, content)
    stays: set[tuple[CellKey, str]] = set()
    for key, now in members.items():
        if key in earlier:
            few = changed(now, earlier[key]) < LEAST_ORGANISATIONS
            stays |= {(key, names[rank]) for rank in np.flatnonzero(few)}
    # Shares need eleven structures, and a class goes from ten: they wait for the size that is told.
    small = {key for key, name in stays if not name and earlier[key].spread[0] < LEAST_RESPONDENTS}
    scores = {"", *content.measures}
    new = {place: v for place, v in new.items() if place[0] not in small or place[1] in scores}
    told = _told(new, before, stays)
    hidden = tuple(key for key in members if (key, "") not in told)
    told = {place: value for place, value in told.items() if (place[0], "") in told}
    release = replace(
        release,
        cells=tuple(_cell(cell.key, told, content) for cell in release.cells),
        shares={place: told[place] for place in release.shares if place in told},
    )
    fresh = {place for place in told if place not in stays and told[place] == new[place]}
    behind = dict(earlier)
    for key in {key for key, _ in told}:
        shown = np.array([(key, name) in fresh for name in names])
        behind[key] = _behind(members[key], earlier.get(key, nobody(len(names))), shown)
    kept = tuple(dict.fromkeys(key for key, name in told if told[key, name] != new[key, name]))
    return Succession(release, behind, kept, hidden)


def parents_of(key: CellKey) -> Iterator[CellKey]:
    """Yield the cells whose secret makes a cell secret: each crossing but the region left out."""
    region, department, kind, size = key
    if department:
        yield region, "", kind, size
    if kind:
        yield region, department, "", size
    if size:
        yield region, department, kind, ""


def _told(new: Told, before: Told, stays: set[tuple[CellKey, str]]) -> Told:
    """Return the values to tell: new ones, or those before where too few organisations changed."""
    told: Told = {}
    for place, fresh in new.items():
        size = (place[0], "")
        same = before.get(size) == new[size]
        # Numbers are as fine as the size class: where an old class stays, so do they all.
        frozen, value = size in stays and not same, fresh
        if place in stays or frozen:
            value = before.get(place) if same or frozen else None
        if value is not None:
            told[place] = value
    lost: set[CellKey] = set()
    for key in sorted({key for key, _ in new}, key=lambda key: sum(map(bool, key))):
        if (key, "") not in told or not lost.isdisjoint(parents_of(key)):
            lost.add(key)
    return {place: value for place, value in told.items() if place[0] not in lost}


def _cell(key: CellKey, told: Told, content: Content) -> Cell:
    if (key, "") not in told:
        return Cell(*key, secret=True)
    measures = {m: told[key, m] for m in content.measures if (key, m) in told}
    levels = {m: told[key, LEVELS + m] for m in content.measures if (key, LEVELS + m) in told}
    return Cell(*key, told[key, ""], False, measures, levels)


def _behind(now: Members, was: Members, fresh: NDArray[np.bool_]) -> Members:
    """Return who stands behind each value: today's members where it is new, else those before."""
    now, was = together(now, was)
    structures = now.structures if fresh[0] else was.structures
    marks = np.where(fresh, now.marks, was.marks)
    some = (structures > 0) | marks.any(axis=1)
    if some.all():
        return Members(now.owners, structures, marks)
    owners = tuple(owner for owner, kept in zip(now.owners, some, strict=True) if kept)
    return Members(owners, structures[some], marks[some])
