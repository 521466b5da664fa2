"""Groups of structures as unions of blocks, for attacks: set differences and linear sums.

A block is made of structures that no published group tells apart. The algebra is that of floating
numbers on orthonormal bases, and owes nothing to that of the control.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from diag.benchmark.rules import LEAST_ORGANISATIONS, passes

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ranks = NDArray[np.intp]
_TINY = 1e-7
_FEW = 4


@dataclass(frozen=True, eq=False)
class Blocks:
    """B blocks of structures, as P parts that each belong to one managing organisation.

    Attributes:
        block, owner, count: (P,) block, organisation and structures of each part, 0 or more.
        n, owners, largest: (B,) structures, organisations, structures of the largest.

    """

    block: Ranks
    owner: Ranks
    count: Ranks
    n: Ranks
    owners: Ranks
    largest: Ranks

    @classmethod
    def of(cls, block: Ranks, owner: Ranks, count: Ranks, number: int) -> "Blocks":
        """Count `number` blocks; an organisation has one part at most in each."""
        n, owners = (np.bincount(block, of, number).astype(np.intp) for of in (count, count > 0))
        largest = np.zeros(number, dtype=np.intp)
        np.maximum.at(largest, block, count)
        return cls(block, owner, count, n, owners, largest)

    def narrowed(self, blocks: Ranks, parts: Ranks, block: Ranks, others: Bools) -> "Blocks":
        """Return some blocks, and as one block more some other parts.

        Args:
            blocks: (K,) ranks of the blocks.
            parts, block: (M,) ranks of their parts, and which of the K blocks each is in.
            others: (P,) parts of the last block.

        """
        owners, rank = np.unique(self.owner[others], return_inverse=True)
        count = np.bincount(rank, self.count[others], len(owners)).astype(np.intp)
        return Blocks(
            np.append(block, np.full(len(owners), len(blocks))),
            np.append(self.owner[parts], owners),
            np.append(self.count[parts], count),
            np.append(self.n[blocks], count.sum()),
            np.append(self.owners[blocks], len(owners)),
            np.append(self.largest[blocks], count.max(initial=0)),
        )

    def spread(self, union: Bools) -> tuple[int, int, int]:
        """Return structures, organisations and largest organisation of a union of blocks."""
        parts = union[self.block]
        sizes = np.bincount(self.owner[parts], self.count[parts])
        return int(sizes.sum()), int(np.count_nonzero(sizes)), int(sizes.max(initial=0))

    def weak(self, unions: Bools, least: int = 5) -> Iterator[tuple[int, tuple[int, int, int]]]:
        """Yield the rank of each union that holds somebody and fails M16, and how it is spread."""
        # In floats, that matrices are multiplied by a library; whole numbers stay exact.
        enough = self.owners >= LEAST_ORGANISATIONS
        weights = np.stack([self.n, self.largest, enough], axis=1).astype(np.float64)
        n, largest, rich = (unions.astype(np.float64) @ weights).T
        # A block of three organisations is enough for all the union.
        safe = passes(n, np.where(rich > 0, LEAST_ORGANISATIONS, 0), largest, least)
        for rank in np.flatnonzero(~safe & (n > 0)):
            spread = self.spread(unions[rank])
            if not passes(*spread, least):
                yield int(rank), spread


class Differences(NamedTuple):
    """What is left of groups once others that lie in them are subtracted.

    Attributes:
        left: (U, B) blocks left.
        large: (U,) group that others are subtracted from.
        small: (U, G) these others.

    """

    left: Bools
    large: Ranks
    small: Bools


def differences(groups: Bools, crossed: Ranks) -> Differences:
    """Subtract groups that lie in another: each alone, then all those that are crossed alike.

    Args:
        groups: (G, B) blocks of each group.
        crossed: (G,) what each group is crossed by, as a code; those alike share no structure.

    """
    sizes, held = groups.sum(axis=1), groups.astype(np.float32)
    inside = ((1 - held) @ held.T == 0) & (sizes[:, None] > sizes)
    one = np.nonzero(inside)
    kinds = np.unique(crossed)
    of_kind = crossed == kinds[:, None]
    several, kind = np.nonzero(inside.astype(np.float32) @ of_kind.T.astype(np.float32) > 1)
    alike = inside[several] & of_kind[kind]
    large = np.concatenate([one[0], several])
    small = np.concatenate([np.eye(len(groups), dtype=bool)[one[1]], alike])
    covered = [groups[one[1]], alike.astype(np.float32) @ held > 0]
    left = groups[large] & ~np.concatenate(covered)
    # From the smallest: of two that leave the same, the narrower is told.
    order = np.lexsort((-large, sizes[large]))
    return Differences(left[order], large[order], small[order])


def span(groups: Bools, basis: Floats) -> Floats:
    """Return (B, R) an orthonormal basis of all sums of groups and of what another basis spans.

    Args:
        groups: (G, B) blocks of each group.
        basis: (B, S) orthonormal; what it spans already costs nothing.

    """
    matrix = groups.astype(float)
    matrix -= (matrix @ basis) @ basis.T
    # Eigenvectors of the squared matrix: LAPACK does not always find its singular values.
    values, vectors = np.linalg.eigh(matrix @ matrix.T)
    kept = values > _TINY
    return np.concatenate([basis, matrix.T @ vectors[:, kept] / np.sqrt(values[kept])], axis=1)


def fixed(unions: Bools, basis: Floats) -> Bools:
    """Tell which unions of blocks the groups determine: those that are sums of groups."""
    reached = ((unions.astype(float) @ basis) ** 2).sum(axis=1)
    found: Bools = np.asarray(unions.sum(axis=1) - reached < _TINY)
    return found


def unions_to_try(n: Ranks, basis: Floats) -> Bools:
    """Return (U, B) unions of blocks that may be determined.

    Those of one or two blocks, and those of fewer than five structures, less unions of these.

    Args:
        n: (B,) structures of each block.
        basis: (B, R) as `span` gives it.

    """
    # What no sum of groups holds of a mixture: over a union that is determined, it adds up to 0.
    mixture = np.cos(np.arange(len(n)) + 1.0)
    mark = mixture - basis @ (basis.T @ mixture)
    alone = (np.abs(mark) < _TINY) & (n > 0)
    few = np.flatnonzero(~alone & (n > 0) & (n < _FEW))
    first, second = few[np.stack(np.triu_indices(len(few), 1))]
    light = n[first] + n[second] <= _FEW
    parts = np.concatenate(
        [
            np.repeat(np.flatnonzero(~alone & (n > 0))[:, None], 2, axis=1),
            np.stack([first[light], second[light]], axis=1),
        ]
    )
    # A part of one block is written twice the same: it weighs once.
    sums = np.where(parts[:, 0] == parts[:, 1], mark[parts[:, 0]], mark[parts].sum(axis=1))
    order = np.argsort(sums)
    low, high = (np.searchsorted(sums[order], -sums + end) for end in (-_TINY, _TINY))
    one = np.repeat(np.arange(len(parts)), high - low)
    other = order[
        np.arange(len(one)) + np.repeat(low - np.cumsum(high - low) + (high - low), high - low)
    ]
    ranks = np.sort(np.concatenate([parts[one], parts[other]], axis=1), axis=1)
    # A block that comes twice counts once; the last rank stands for none.
    ranks[:, 1:][ranks[:, 1:] == ranks[:, :-1]] = len(n)
    ranks.sort(axis=1)
    wanted = ((ranks < len(n)).sum(axis=1) == 2) | (np.append(n, 0)[ranks].sum(axis=1) <= _FEW)
    ranks = np.unique(ranks[wanted], axis=0)
    unions = np.zeros((len(ranks), len(n) + 1), dtype=bool)
    unions[np.arange(len(ranks))[:, None], ranks] = True
    return np.concatenate([np.eye(len(n), dtype=bool)[alone], unions[:, :-1]])


def terms(groups: Bools, union: Bools) -> list[tuple[Fraction, int]]:
    """Return a sum of few groups that gives a union: how many times each, and its rank."""
    wanted, kept = union.astype(float), list(range(len(groups)))

    def solved(ranks: list[int]) -> Floats | None:
        matrix = groups[ranks].astype(float)
        values, basis = np.linalg.eigh(matrix @ matrix.T)
        kept = values > _TINY
        found: Floats = basis[:, kept] @ ((basis[:, kept].T @ (matrix @ wanted)) / values[kept])
        return found if np.abs(found @ matrix - wanted).max(initial=0) < _TINY else None

    for rank in list(kept):
        fewer = [other for other in kept if other != rank]
        if solved(fewer) is not None:
            kept = fewer
    found = solved(kept)
    numbers = [] if found is None else [Fraction(x).limit_denominator(60) for x in found.tolist()]
    return [(number, rank) for number, rank in zip(numbers, kept, strict=False) if number]
