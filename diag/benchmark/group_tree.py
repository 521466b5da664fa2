"""Groups of structures as a tree, and which of them may be published (M16).

Country > region > type in the region > type in a département. A structure that does not tell one of
them stays in the node above. What a reader can compute from published nodes are unions of *rests*,
a node less its published children: it suffices that each of these passes, as a group that contains
one that passes, passes. The proof:

1. A group passes if, its largest organisation taken away, 5 structures of 3 organisations remain.
2. If A passes and B contains A, B passes: whatever one organisation takes away from B, it takes no
   more from A than the largest of A.
3. A node is its own rest and those of the published nodes under it: published nodes and rests are
   the same thing said twice, and the rests do not meet.
4. Adding and subtracting published nodes therefore adds and subtracts whole rests: a group that
   comes out is a union of rests, or it does not come out.
5. Each rest is empty or passes; a union that is not empty contains one that passes, so it passes.
6. One organisation that takes its own structures away takes no more than the largest.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Node = tuple[str, ...]
"""Region, type, département: as many as the node is deep; empty for the country."""
COUNTRY: Node = ()
Counts = NDArray[np.int64]


class Group(NamedTuple):
    """How many structures, of how many organisations (the unknown are one), and of the largest."""

    structures: int
    organisations: int
    largest: int


NOBODY = Group(0, 0, 0)


class Floor(NamedTuple):
    """What must remain of a group, its largest organisation taken away."""

    structures: int
    organisations: int

    def holds(self, group: Group) -> bool:
        """Tell whether a group stands on the floor."""
        left = group.structures - group.largest, group.organisations - 1
        return left[0] >= self.structures and left[1] >= self.organisations


SCORES_FLOOR, SHARES_FLOOR = Floor(5, 3), Floor(20, 3)
"""For quantiles (M16), and for shares (M17)."""


class Told(NamedTuple):
    """The nodes that are told; those that pass and are withheld, each with the rest it protects."""

    nodes: tuple[Node, ...]
    withheld: Mapping[Node, Node]


class GroupTree:
    """Structures in the nodes of a tree.

    Built from the deepest nodes that structures are in, and, (n,) each, the rank in them and the code
    of the managing organisation of each structure.
    """

    def __init__(self, nodes: Sequence[Node], home: Counts, organisation: Counts) -> None:
        self._own = tuple(nodes)
        self._width = int(organisation.max(initial=0)) + 1
        # Half the bytes to sort, where they suffice.
        small = len(nodes) * self._width < np.iinfo(np.int32).max
        kind = np.int32 if small else np.int64
        self._home, self._who = home.astype(kind), organisation.astype(kind)

    @cached_property
    def groups(self) -> dict[Node, Group]:
        """What each node holds, those of its children included."""
        found = {COUNTRY: NOBODY}
        for depth in range(max(map(len, self._own), default=0) + 1):
            level = list(dict.fromkeys(n[:depth] for n in self._own if len(n) >= depth))
            rank = {node: place for place, node in enumerate(level)}
            part = [rank[n[:depth]] if len(n) >= depth else -1 for n in self._own]
            found.update(zip(level, self._spread(len(level), part), strict=True))
        return found

    def _spread(self, groups: int, part: Sequence[int]) -> list[Group]:
        """Return what groups hold, given the group of each deepest node, -1 for none."""
        group = np.array([*part, -1], self._who.dtype)[self._home]
        packed = (group * self._who.dtype.type(self._width) + self._who)[group >= 0]
        keys, held = np.unique(packed, return_counts=True)
        owner = keys // self._width
        largest = np.zeros(groups, np.int64)
        np.maximum.at(largest, owner, held)
        sizes = np.bincount(owner, held, groups).astype(np.int64)
        columns = sizes, np.bincount(owner, minlength=groups), largest
        return [Group(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]

    def rests(self, told: Iterable[Node]) -> dict[Node, Group]:
        """Return what each of some nodes holds that is in none of the others below it."""
        nodes = list(told)
        return dict(zip(nodes, self._spread(len(nodes), homes(self._own, nodes)), strict=True))

    def published(self, floor: Floor, among: Iterable[Node] | None = None) -> Told:
        """Return the nodes that are published: they stand on the floor, and each rest does too."""
        able = {n for n in (self.groups if among is None else among) if floor.holds(self.groups[n])}
        told = {node for node in able if all(node[:depth] in able for depth in range(1, len(node)))}
        withheld: dict[Node, Node] = {}
        rests = self.rests(told)
        for node in in_order(told):
            while node in told and rests[node] != NOBODY and not floor.holds(rests[node]):
                hidden = self.to_withhold(node, told)
                told -= hidden
                withheld |= dict.fromkeys(in_order(hidden), node)
                rests = self.rests(told)
        return Told(tuple(in_order(told)), withheld)

    def to_withhold(self, node: Node, told: Iterable[Node]) -> set[Node]:
        """Return the nodes to withhold when a rest tells too much: a branch, or the country alone.

        The smallest child is withheld, then by id; the node itself where it has none. Three visits
        from elsewhere must not hide a region: for the country, the country alone is withheld.
        """
        told = set(told)
        below = [one for one in told if len(one) == len(node) + 1 and one[: len(node)] == node]
        if node == COUNTRY:
            return {COUNTRY}
        hidden = min(below, key=lambda one: (self.groups[one].structures, one), default=node)
        return {one for one in told if one[: len(hidden)] == hidden}


def in_order(nodes: Iterable[Node]) -> list[Node]:
    """Return nodes from the country down, those of one depth by id."""
    return sorted(nodes, key=lambda node: (len(node), node))


def homes(nodes: Iterable[Node], told: Iterable[Node]) -> list[int]:
    """Return the rank in `told` of the deepest node that holds each of some nodes, -1 for none."""
    rank = {node: place for place, node in enumerate(told)}
    above = ([node[:depth] for depth in range(len(node), -1, -1)] for node in nodes)
    return [next((rank[one] for one in line if one in rank), -1) for line in above]
