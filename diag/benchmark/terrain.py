"""Where a release is attacked: structures as blocks, cells as unions of blocks, region by region."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from diag.benchmark.blocks import Blocks, Bools, Differences, Floats, Ranks, differences, span
from diag.benchmark.release import CellKey, Release
from diag.benchmark.structures import Structures
from diag.benchmark.subjects import Subject


@dataclass(frozen=True, eq=False)
class Ground:
    """One region, the rest of the country being one block more.

    Attributes:
        cells: (G,) ranks of the cells of the country and of the region.
        inside: (B,) blocks of the country that are its own.
        blocks: (K,) their ranks.
        parts, block: (M,) ranks of its parts, and which of the K blocks they are in.
        groups: (G, K + 1) blocks of each cell.
        crossed: (G,) code of what each cell is crossed by.
        always: (G,) cells told of every subject.
        reached: differences and sums of some cells of some blocks: subjects have them in common.

    """

    cells: Ranks
    inside: Bools
    blocks: Ranks
    parts: Ranks
    block: Ranks
    groups: Bools
    crossed: Ranks
    always: Bools
    reached: dict[bytes, tuple[Differences, Floats]] = field(default_factory=dict)

    @cached_property
    def basis(self) -> Floats:
        """(K + 1, R) basis of the sums of the cells told of every subject."""
        return span(self.groups[self.always], np.zeros((self.groups.shape[1], 0)))

    def reach(self, told: Bools, held: Bools) -> tuple[Differences, Floats]:
        """Return the differences of some cells, and a basis of their sums.

        Args:
            told: (G,) cells.
            held: (K + 1,) blocks that hold somebody. It is known that the others do not.

        """
        asked = np.packbits(np.append(told, held)).tobytes()
        if asked not in self.reached:
            more = [self.groups[told & ~self.always], np.eye(len(held), dtype=bool)[~held]]
            basis = span(np.concatenate(more), self.basis)
            left = differences(self.groups[told] & held, self.crossed[told])
            self.reached[asked] = left, basis
        return self.reached[asked]


@dataclass(frozen=True, eq=False)
class Terrain:
    """Structures as blocks, and every cell of a release as blocks.

    Attributes:
        keys: (H,) cells.
        region, whole: (H,) their region, and whether they are all of it.
        always: (H,) cells told of every subject.
        crossed: (H,) code of what each is crossed by.
        groups: (H, B) blocks of each.
        part: (n,) part of each structure: those of its block and of its organisation.
        block, owner: (P,) block and managing organisation of each part.
        grounds: by region.

    """

    keys: Sequence[CellKey]
    region: NDArray[np.str_]
    whole: Bools
    always: Bools
    crossed: Ranks
    groups: Bools
    part: Ranks
    block: Ranks
    owner: Ranks
    grounds: dict[str, Ground] = field(default_factory=dict)

    @classmethod
    def of(cls, structures: Structures, release: Release, subjects: Sequence[Subject]) -> "Terrain":
        """Sort structures into blocks and parts."""
        keys = [cell.key for cell in release.cells]
        always = frozenset(keys).intersection(*(subject.told for subject in subjects))
        labels = [structures.labels[name] for name in ("region", "departement", "type", "taille")]
        columns = (structures.region, structures.department, structures.type, structures.size)
        # Ranks from -1, as one number.
        widths = [len(names) + 1 for names in labels]
        packed = np.ravel_multi_index([column.astype(np.intp) + 1 for column in columns], widths)
        known, block = np.unique(packed, return_inverse=True)
        ranks = np.unravel_index(known, widths)
        blocks = np.stack(
            [np.array(["", *names])[rank] for names, rank in zip(labels, ranks, strict=True)],
            axis=1,
        )
        wanted = np.array(keys).reshape(-1, 1, len(labels))
        _, owner = np.unique(structures.operator, return_inverse=True)
        width = int(owner.max(initial=0)) + 1
        parts, part = np.unique(block * width + owner, return_inverse=True)
        return cls(
            keys,
            np.array([key[0] for key in keys]),
            np.array([bool(key[0]) and not any(key[1:]) for key in keys]),
            np.array([key in always for key in keys]),
            (wanted[:, 0] != "") @ np.array([8, 4, 2, 1]),
            ((wanted == "") | (wanted == blocks)).all(axis=2),
            part,
            *np.divmod(parts, width),
        )

    def shown(self, subject: Subject) -> Bools:
        """Return (H,) where a subject is published."""
        return np.array([key in subject.told for key in self.keys])

    def count(self, subject: Subject) -> Blocks:
        """Return the blocks of the structures that a subject is about."""
        count = np.bincount(self.part[subject.counted], minlength=len(self.block))
        return Blocks.of(self.block, self.owner, count, self.groups.shape[1])

    def ground(self, region: str) -> Ground:
        """Return one region."""
        if region not in self.grounds:
            cells = np.flatnonzero((self.region == region) | (self.region == ""))
            inside = self.groups[self.whole & (self.region == region)][0]
            blocks, parts = np.flatnonzero(inside), np.flatnonzero(inside[self.block])
            elsewhere = self.region[cells] == ""
            groups = np.append(self.groups[cells][:, blocks], elsewhere[:, None], axis=1)
            self.grounds[region] = Ground(
                cells,
                inside,
                blocks,
                parts,
                np.searchsorted(blocks, self.block[parts]),
                groups,
                self.crossed[cells],
                self.always[cells],
            )
        return self.grounds[region]
