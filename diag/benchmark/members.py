"""Who stands behind what is published, for the producer alone: what two releases are compared by.

An organisation is a pseudonym, and what it brings a short mark for each subject: the size of a cell,
a score, its levels, the answers to a question. That is enough to count the organisations that came,
left or changed between two releases (M18). Marks are short: two that agree by chance hide a change,
and the value then stays as it was.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from diag.benchmark.census import Census
from diag.benchmark.pseudonyms import sealed
from diag.benchmark.release import CellKey, Content
from diag.benchmark.spread import heads
from diag.benchmark.structures import UNKNOWN, Structures
from diag.benchmark.subjects import LEVELS

NO_KEY = b"diag:sans-cle"
"""Stands for the key of a network that has none: its pseudonyms hide nothing from who guesses."""
_HEX = re.compile(r"[0-9a-f]{64}")
Marks = NDArray[np.uint16]


@dataclass(frozen=True, eq=False)
class Members:
    """Who stands behind what readers know of one cell.

    Attributes:
        owners: (K,) pseudonyms of the organisations, in order; empty for those that tell none.
        structures: (K,) how many each had in the cell, when its size was told.
        marks: (K, S) what each brought to the value of each subject; 0 for nothing.

    """

    owners: tuple[str, ...]
    structures: NDArray[np.int64]
    marks: Marks

    @property
    def spread(self) -> tuple[int, int, int]:
        """Structures, organisations, structures of the largest (M16)."""
        present = self.structures[self.structures > 0]
        return int(present.sum()), len(present), int(present.max(initial=0))

    def among(self, owners: tuple[str, ...]) -> "Members":
        """Return the same among more organisations."""
        if self.owners == owners:
            return self
        if not self.owners:
            return nobody(self.marks.shape[1], owners)
        rank = {owner: place for place, owner in enumerate(owners)}
        rows = [rank[owner] for owner in self.owners]
        structures = np.zeros(len(owners), dtype=np.int64)
        marks = np.zeros((len(owners), self.marks.shape[1]), dtype=np.uint16)
        structures[rows], marks[rows] = self.structures, self.marks
        return Members(owners, structures, marks)


Membership = Mapping[CellKey, Members]


def subject_names(content: Content) -> tuple[str, ...]:
    """Return all that may be told of a cell: its size, scores, levels, answers."""
    levels = (LEVELS + name for name in content.measures)
    return ("", *content.measures, *levels, *(question.id for question in content.questions))


def together(one: Members, other: Members) -> tuple[Members, Members]:
    """Return both among the organisations of either."""
    owners = one.owners
    if other.owners not in (owners, ()):
        owners = tuple(sorted({*owners, *other.owners}))
    return one.among(owners), other.among(owners)


def changed(one: Members, other: Members) -> NDArray[np.int64]:
    """Return (S,) how many organisations came, left or changed, subject by subject."""
    first, second = together(one, other)
    counts: NDArray[np.int64] = (first.marks != second.marks).sum(axis=0, dtype=np.int64)
    return counts


def nobody(subjects: int, owners: tuple[str, ...] = ()) -> Members:
    """Return the members of a cell of which nothing was ever told, among some organisations."""
    size = len(owners)
    return Members(owners, np.zeros(size, np.int64), np.zeros((size, subjects), np.uint16))


def realigned(members: Membership, before: Content, now: Content) -> Membership:
    """Return members with the subjects of another content; a new subject was never told."""
    place = {name: rank for rank, name in enumerate(subject_names(before))}
    columns = [place.get(name, len(place)) for name in subject_names(now)]
    return {
        key: Members(
            told.owners,
            told.structures,
            np.pad(told.marks, ((0, 0), (0, 1)))[:, columns],
        )
        for key, told in members.items()
    }


def members_of(
    census: Census,
    structures: Structures,
    told: Collection[tuple[CellKey, str]],
    content: Content,
    key: bytes | None,
) -> dict[CellKey, Members]:
    """Return who is in the cells that are told, and what they bring to each subject.

    Args:
        census: who is in which cell.
        structures: as it was counted.
        told: cells and subjects; the size of a cell is told wherever anything is.
        content: what the columns of the structures are.
        key: of the network, when the names of the structures were made pseudonyms with it.

    """
    shown = _shown(census, told, subject_names(content))
    marks, names = _marks(structures, content, key), _names(census, structures, key)
    shared = np.array(names, dtype=object)
    ordered = sorted(range(len(names)), key=names.__getitem__)
    rank_of = np.argsort(ordered)
    found = {}
    for cells in census.members.T:
        rows = np.flatnonzero(shown[cells, 0])
        if not len(rows):
            continue
        rows = rows[np.lexsort((rank_of[census.organisation[rows]], cells[rows]))]
        parts = heads(cells[rows], census.organisation[rows])
        counts = np.diff(np.append(parts, len(rows)))
        cell, owner = cells[rows[parts]], census.organisation[rows[parts]]
        # Sums modulo 2**16: they do not depend on the order of the structures.
        whole = np.cumsum(marks[:, rows], axis=1, dtype=np.uint16)[:, parts + counts - 1]
        sums = np.where(shown[cell], np.diff(whole, axis=1, prepend=np.uint16(0)).T, np.uint16(0))
        starts = heads(cell)
        for start, end in zip(starts, np.append(starts[1:], len(parts)), strict=True):
            owners = tuple(shared[owner[start:end]].tolist())
            behind = Members(owners, counts[start:end], sums[start:end])
            found[census.grid.keys[cell[start]]] = behind
    return found


def _shown(
    census: Census, told: Collection[tuple[CellKey, str]], names: Sequence[str]
) -> NDArray[np.bool_]:
    """Return (C + 1, S) which subjects are told of which cells; the last row is false."""
    cell = {key: rank for rank, key in enumerate(census.grid.keys)}
    subject = {name: rank for rank, name in enumerate(names)}
    shown = np.zeros((len(cell) + 1, len(names)), dtype=bool)
    shown[[cell[key] for key, _ in told], [subject[name] for _, name in told]] = True
    return shown


def _names(census: Census, structures: Structures, key: bytes | None) -> list[str]:
    """Return the pseudonym of each organisation of the census; those that sources bring are kept."""
    _, first = np.unique(census.organisation, return_index=True)
    names = [structures.labels["operator"][code] for code in structures.operator[first]]
    return [n if _HEX.fullmatch(n) else sealed(key or NO_KEY, "operator", n) for n in names]


def _marks(structures: Structures, content: Content, key: bytes | None) -> Marks:
    """Return (S, n) the mark of what each structure counts for, 0 where it does not count."""
    secret = (key or NO_KEY)[:64]
    columns = [_hashed(secret, "", map(str, structures.key))]
    for name, codes, largest in _counted(structures, content):
        table = _hashed(secret, name, map(str, range(largest + 1)))
        columns.append(np.append(table, np.uint16(0))[codes])
    return np.stack(columns)


def _counted(
    structures: Structures, content: Content
) -> Iterator[tuple[str, NDArray[np.int64], int]]:
    """Yield each subject after the size, (n,) codes that count, -1 for those that do not, and the last."""
    scores = np.where(np.isnan(structures.scores), -0.1, structures.scores)
    levels = structures.levels.astype(np.int64)
    answers = np.where(structures.answers > UNKNOWN, -1, structures.answers).astype(np.int64)
    for rank, name in enumerate(content.measures):
        yield name, np.rint(scores[:, rank] * 10).astype(np.int64), 1000
    for rank, name in enumerate(content.measures):
        yield LEVELS + name, levels[:, rank], 4
    for rank, question in enumerate(content.questions):
        yield question.id, answers[:, rank], UNKNOWN


def _hashed(key: bytes, subject: str, values: Iterable[str]) -> Marks:
    """Return 16 bits for each value, never 0."""
    start, digests = blake2b(f"{subject}\n".encode(), digest_size=2, key=key), bytearray()
    for value in values:
        one = start.copy()  # half the time of a new one, that would take the key in again
        one.update(value.encode())
        digests += one.digest()
    return np.maximum(np.frombuffer(digests, ">u2").astype(np.uint16), np.uint16(1))
