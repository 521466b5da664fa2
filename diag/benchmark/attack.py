"""Attacks on a release by who has the structures: what a reader with time would compute (M16-M18).

Nothing here knows how the release was controlled. Groups are found again from the ids of each cell,
subtracted from each other, added and subtracted; only the rule that a group must pass is shared.
Who answered is taken as known to everybody.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from diag.benchmark.blocks import (
    Blocks,
    Bools,
    Differences,
    Floats,
    Ranks,
    differences,
    fixed,
    span,
    terms,
    unions_to_try,
)
from diag.benchmark.findings import Finding, Kind
from diag.benchmark.release import NATIONAL, CellKey, Release
from diag.benchmark.structures import Structures
from diag.benchmark.subjects import Subject, numbers, subjects, too_fine


def attack(structures: Structures, release: Release) -> list[Finding]:
    """Return what can be got at; nothing, if the release is sound.

    Args:
        structures: those that the release tells about.
        release: with its `content`, in the order of the columns of the structures.

    """
    terrain = _Terrain.of(structures, release)
    findings: list[Finding] = []
    for subject in subjects(structures, release):
        count = np.bincount(terrain.part[subject.counted], minlength=len(terrain.block))
        findings += _told(terrain, release, subject, count)
        for region in sorted({key[0] for key in subject.cells} - {""}):
            findings += _Region.of(terrain, subject, count, region).findings(subject.name)
    return findings


@dataclass(frozen=True, eq=False)
class _Terrain:
    """Structures as blocks, and every cell of a release as blocks.

    Attributes:
        keys: (H,) cells.
        region, whole: (H,) their region, and whether they are all of it.
        groups: (H, B) blocks of each.
        part: (n,) part of each structure: those of its block and of its organisation.
        block, owner: (P,) block and managing organisation of each part.
        reached: differences and sums of some published cells: many subjects are told of the same.

    """

    keys: Sequence[CellKey]
    region: NDArray[np.str_]
    whole: Bools
    groups: Bools
    part: Ranks
    block: Ranks
    owner: Ranks
    reached: dict[Hashable, tuple[Differences, Floats]] = field(default_factory=dict)

    @classmethod
    def of(cls, structures: Structures, release: Release) -> "_Terrain":
        keys = [cell.key for cell in release.cells]
        labels = [structures.labels[name] for name in ("region", "departement", "type", "taille")]
        columns = [structures.region, structures.department, structures.type, structures.size]
        codes = np.stack(columns, axis=1).astype(np.intp)
        ranks, block = np.unique(codes, axis=0, return_inverse=True)
        blocks = np.stack([np.append(labels[k], "")[ranks[:, k]] for k in range(4)], axis=1)
        wanted = np.array(keys)[:, None, :]
        _, owner = np.unique(structures.operator, return_inverse=True)
        width = int(owner.max(initial=0)) + 1
        parts, part = np.unique(block.ravel() * width + owner, return_inverse=True)
        return cls(
            keys,
            np.array([key[0] for key in keys]),
            np.array([bool(key[0]) and not any(key[1:]) for key in keys]),
            ((wanted == "") | (wanted == blocks)).all(axis=2),
            part,
            *np.divmod(parts, width),
        )

    def shown(self, subject: Subject) -> Bools:
        """Return (H,) where a subject is published."""
        return np.array([key in subject.told for key in self.keys])

    def reach(self, keys: Sequence[CellKey], groups: Bools) -> tuple[Differences, Floats]:
        """Return the differences of published cells, and a basis of their sums."""
        asked = (tuple(keys), groups.tobytes())
        if asked not in self.reached:
            crossed = np.array(["".join("x" if name else "-" for name in key) for key in keys])
            self.reached[asked] = differences(groups, crossed), span(groups)
        return self.reached[asked]


def _told(terrain: _Terrain, release: Release, subject: Subject, count: Ranks) -> Iterator[Finding]:
    """Yield the published cells that fail M16, or tell more than their size allows."""
    blocks = Blocks.of(terrain.block, terrain.owner, count, terrain.groups.shape[1])
    cells = [cell for cell in release.cells if cell.key in subject.told]
    shown = terrain.groups[terrain.shown(subject)]
    weak = dict(blocks.weak(shown, subject.least))
    for rank, (cell, n) in enumerate(zip(cells, (shown @ blocks.n).tolist(), strict=True)):
        if rank in weak or n == 0:
            yield Finding(Kind.SMALL, subject.name, cell.key, (), *weak.get(rank, (0, 0, 0)))
        elif too_fine(numbers(release, cell, subject.name), n):
            kind = Kind.FINE if subject.name else Kind.SIZE
            yield Finding(kind, subject.name, cell.key, (), n)


@dataclass(frozen=True, eq=False)
class _Region:
    """What is told of one region, the rest of the country being one block more.

    Attributes:
        blocks: B blocks.
        keys, groups: (G,), (G, B) published cells.
        hidden, secret: (H,), (H, B) the others that hold somebody.
        elsewhere: the other published regions, subtracted from the country.
        left, basis: differences of the published cells, and a basis of their sums.

    """

    blocks: Blocks
    keys: list[CellKey]
    groups: Bools
    hidden: list[CellKey]
    secret: Bools
    elsewhere: list[CellKey]
    left: Differences
    basis: Floats

    @classmethod
    def of(cls, terrain: _Terrain, subject: Subject, count: Ranks, region: str) -> "_Region":
        """Return what a subject tells of a region, given the (P,) structures of each part."""
        shown, here = terrain.shown(subject), terrain.region == region
        others = shown & terrain.whole & ~here
        inside = terrain.groups[here & terrain.whole][0]
        known = inside | terrain.groups[others].any(axis=0)
        own = inside[terrain.block] & (count > 0)
        held = np.bincount(terrain.block[own], minlength=len(known)) > 0
        kept, block = np.flatnonzero(held), (np.cumsum(held) - 1)[terrain.block[own]]
        # Published regions are subtracted from the country; what is left elsewhere is one block.
        far = ~known[terrain.block] & (count > 0) & (NATIONAL in subject.told)
        owners, rank = np.unique(terrain.owner[far], return_inverse=True)
        outer = np.bincount(rank, count[far], len(owners)).astype(np.intp)
        blocks = Blocks.of(
            np.append(block, np.full(len(owners), len(kept))),
            np.append(terrain.owner[own], owners),
            np.append(count[own], outer),
            len(kept) + 1,
        )
        groups = np.append(terrain.groups[:, kept], np.zeros((len(shown), 1), bool), axis=1)
        groups[terrain.region == "", -1] = True
        told = shown & (here | (terrain.region == ""))
        hidden = ~shown & here & groups.any(axis=1)
        keys = _chosen(terrain.keys, told)
        return cls(
            blocks,
            keys,
            groups[told],
            _chosen(terrain.keys, hidden),
            groups[hidden],
            _chosen(terrain.keys, others),
            *terrain.reach(keys, groups[told]),
        )

    def findings(self, name: str) -> Iterator[Finding]:
        """Yield the groups that come out and fail M16, each once."""
        seen = set()
        left, large, small = self.left
        for rank, spread in self.blocks.weak(left):
            if left[rank].tobytes() not in seen:
                seen.add(left[rank].tobytes())
                others = np.flatnonzero(small[rank]).tolist()
                sums = ((Fraction(1), int(large[rank])), *((Fraction(-1), o) for o in others))
                yield self._finding(Kind.DIFFERENCE, name, left[rank], sums, spread)
        tried = np.concatenate([self.secret, unions_to_try(self.blocks.n, self.basis)])
        unions = tried[fixed(tried, self.basis)]
        for rank, spread in self.blocks.weak(unions):
            if unions[rank].tobytes() not in seen:
                seen.add(unions[rank].tobytes())
                sums = tuple(terms(self.groups, unions[rank]))
                yield self._finding(Kind.SUM, name, unions[rank], sums, spread)

    def _finding(
        self,
        kind: Kind,
        name: str,
        union: Bools,
        sums: tuple[tuple[Fraction, int], ...],
        spread: tuple[int, int, int],
    ) -> Finding:
        told = [(number, self.keys[rank]) for number, rank in sums]
        for number, key in [*told]:
            if key == NATIONAL:
                told += [(-number, other) for other in self.elsewhere]
        return Finding(kind, name, self._at_fault(union), tuple(told), *spread)

    def _at_fault(self, union: Bools) -> CellKey:
        """Return the secret cell that is a union of blocks, else the smallest published around it."""
        same = np.flatnonzero((self.secret == union).all(axis=1))
        if len(same):
            return self.hidden[int(same[0])]
        around = np.flatnonzero(~(union & ~self.groups).any(axis=1))
        sizes = self.groups[around] @ self.blocks.n
        return self.keys[int(around[sizes.argmin()])]


def _chosen(keys: Sequence[CellKey], which: Bools) -> list[CellKey]:
    return [key for key, chosen in zip(keys, which, strict=True) if chosen]
