"""Attacks on a release by who has the structures: what a reader with time would compute (M16-M18).

Nothing here knows how the release was controlled. Groups are found again from the ids of each cell,
subtracted from each other, added and subtracted; only the rule that a group must pass is shared.
Who answered is taken as known to everybody.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from diag.benchmark.blocks import (
    Blocks,
    Bools,
    Differences,
    Floats,
    fixed,
    terms,
    unions_to_try,
)
from diag.benchmark.findings import Finding, Kind
from diag.benchmark.release import NATIONAL, CellKey, Release
from diag.benchmark.structures import Structures
from diag.benchmark.subjects import Subject, numbers, subjects, too_fine
from diag.benchmark.terrain import Terrain


def attack(structures: Structures, release: Release) -> list[Finding]:
    """Return what can be got at; nothing, if the release is sound.

    Args:
        structures: those that the release tells about.
        release: with its `content`, in the order of the columns of the structures.

    """
    told = list(subjects(structures, release))
    terrain = Terrain.of(structures, release, told)
    findings: list[Finding] = []
    for subject in told:
        blocks = terrain.count(subject)
        findings += _told(terrain, release, subject, blocks)
        for region in sorted({key[0] for key in subject.cells} - {""}):
            findings += _Region.of(terrain, subject, blocks, region).findings(subject.name)
    return findings


def _told(
    terrain: Terrain, release: Release, subject: Subject, blocks: Blocks
) -> Iterator[Finding]:
    """Yield the published cells that fail M16, or tell more than their size allows."""
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
    def of(cls, terrain: Terrain, subject: Subject, whole: Blocks, region: str) -> "_Region":
        """Return what a subject tells of a region, given the blocks of the country."""
        ground, shown = terrain.ground(region), terrain.shown(subject)
        # Published regions are subtracted from the country; what is left elsewhere is one block.
        others = shown & terrain.whole & (terrain.region != region)
        known = ground.inside | terrain.groups[others].any(axis=0)
        far = ~known[terrain.block] & (whole.count > 0) & (NATIONAL in subject.told)
        blocks = whole.narrowed(ground.blocks, ground.parts, ground.block, far)
        told, held = shown[ground.cells], blocks.n > 0
        groups = ground.groups & held
        hidden = ~told & (terrain.region[ground.cells] == region) & groups.any(axis=1)
        keys = [terrain.keys[cell] for cell in ground.cells]
        return cls(
            blocks,
            _chosen(keys, told),
            groups[told],
            _chosen(keys, hidden),
            groups[hidden],
            _chosen(terrain.keys, others),
            *ground.reach(told, held),
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
