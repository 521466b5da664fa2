"""Shares told in tenths, and what follows from all that is told of one question (M17).

A reader who knows the size of each group knows, of each told share, between which two counts it
lies. Levels add up to the size of their rest, rests to their node: each sum narrows its parts until
nothing moves (interval arithmetic). Nothing of a rest may be forced to nobody or everybody, for the
public or for an organisation that takes its own answers away.

Who knows more than another is told of no less by it: what one organisation holds at most of each
level of each rest, all organisations put together, is an organisation that knows more than any. If
nothing is forced for that one, nothing is for any; else each is tried.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from diag.benchmark.group_tree import SCORES_FLOOR, SHARES_FLOOR, Counts, GroupTree, Node, homes, in_order
from diag.benchmark.release import Tenths

DEEPEST = 2
"""Shares are told of the country, of regions and of types in a region."""
LEAST_TENTHS, MOST_TENTHS = 1, 9
FEWEST = 2
"""Structures that a level of a rest must be able to hold, or a tenth of the rest if it is more."""


@dataclass(frozen=True, eq=False)
class Answers:
    """What n structures answered one question, or the levels of one score.

    (n,) `home`, rank in `nodes` of the deepest node of each, a type in a region at most; (n,)
    `organisation`, its code; (n,) `level`, rank among the K `levels` that the question admits.
    """

    nodes: Sequence[Node]
    home: Counts
    organisation: Counts
    level: Counts
    levels: int

    @cached_property
    def counts(self) -> Counts:
        """(N, K) structures of each of `nodes` at each level."""
        shape = len(self.nodes), self.levels
        return np.bincount(self.home * shape[1] + self.level, minlength=shape[0] * shape[1]).reshape(shape)

    @cached_property
    def tree(self) -> GroupTree:
        """The groups of those who answered."""
        return GroupTree(self.nodes, self.home, self.organisation)


class Shares(NamedTuple):
    """What is told, by node, of each level; and, as in `Told`, what is withheld."""

    tenths: Mapping[Node, Tenths]
    withheld: Mapping[Node, Node]


def told_shares(answers: Answers) -> Shares:
    """Return the shares that may be told, from the country down (M17)."""
    tree = answers.tree
    passing = [node for node in tree.published(SCORES_FLOOR).nodes if len(node) <= DEEPEST]
    found = tree.published(SHARES_FLOOR, among=passing)
    told, withheld = set(found.nodes), dict(found.withheld)
    view = Inference.of(answers, told)
    while told and (weak := view.first_weak()) is not None:
        hidden = tree.to_withhold(weak, told)
        told -= hidden
        withheld |= dict.fromkeys(in_order(hidden), weak)
        view = Inference.of(answers, told)
    return Shares(view.tenths, withheld)


def tenths(counts: Counts) -> Counts:
    """Return the shares of (…, K) levels in tenths, half up, clipped: never nobody, never everybody."""
    n = np.maximum(counts.sum(axis=-1, keepdims=True), 1)
    found: Counts = np.clip((20 * counts + n) // (2 * n), LEAST_TENTHS, MOST_TENTHS)
    return found


def bounds(told: Counts, n: Counts) -> tuple[Counts, Counts]:
    """Return the least and the most structures that shares told of n structures may stand for."""
    low, high = -(-n * (2 * told - 1) // 20), -(-n * (2 * told + 1) // 20) - 1
    return np.where(told == LEAST_TENTHS, 0, low), np.where(told == MOST_TENTHS, n, high)


@dataclass(frozen=True, eq=False)
class Inference:
    """What may be inferred of R rests from the shares of as many nodes, told from the country down."""

    answers: Answers
    nodes: Sequence[Node]
    tenths: Mapping[Node, Tenths]
    rest: Counts  # (n,) the rest that each structure is in, -1 for none
    counts: Counts  # (R, K) the truth of each rest
    sizes: Counts  # (R,)
    inside: NDArray[np.bool_]  # (R, R) the rests that each node is made of
    low: Counts  # (R, K) what is told of each node means no less
    high: Counts  # nor more

    @classmethod
    def of(cls, answers: Answers, told: set[Node]) -> "Inference":
        """Prepare what is told of some nodes."""
        nodes = in_order(told)
        rest = np.array(homes(answers.nodes, nodes), np.int64)
        counts = np.zeros((len(nodes) + 1, answers.levels), np.int64)
        np.add.at(counts, rest, answers.counts)  # those of no rest in the last row, that is dropped
        counts = counts[:-1]
        inside = np.array([[b[: len(a)] == a for b in nodes] for a in nodes], bool)
        inside = inside.reshape(len(nodes), len(nodes))
        whole = inside @ counts
        said = tenths(whole)
        low, high = bounds(said, whole.sum(axis=1, keepdims=True))
        told_of = dict(zip(nodes, map(tuple, said.tolist()), strict=True))
        home = rest[answers.home] if len(rest) else answers.home
        return cls(answers, nodes, told_of, home, counts, counts.sum(axis=1), inside, low, high)

    def first_weak(self) -> Node | None:
        """Return the first node whose rest tells too much, from the country down, or None."""
        held, room = (self.sizes > 0)[:, None], np.maximum(10 * FEWEST, self.sizes)[:, None]
        narrow = held & ((10 * self.counts < room) | (10 * self.counts > 9 * self.sizes[:, None]))
        if narrow.any():  # the truth is always among what follows
            least, most = self.known_by(np.zeros((1, *self.counts.shape), np.int64))
            narrow = narrow & ((10 * most[0] < room) | (10 * least[0] > 9 * self.sizes[:, None]))
        if not narrow.any() and self.forced(self.most[None]).any():
            narrow = np.logical_or.reduce(self.forced(self.suspects()))
        rows = np.flatnonzero(narrow.any(axis=1))
        return self.nodes[rows[0]] if len(rows) else None

    def forced(self, own: Counts) -> NDArray[np.bool_]:
        """Return (W, R, K) where W readers, by their `own` answers, force the others to all or none."""
        left = (self.sizes - own.sum(axis=2))[:, :, None]
        others = self.counts - own
        found: NDArray[np.bool_] = (self.sizes > 0)[:, None] & ((others < 1) | (others >= left))
        if found.any():
            least, most = self.known_by(own)
            found = found & ((most - own < 1) | (least - own >= left))
        return found

    def known_by(self, own: Counts) -> tuple[Counts, Counts]:
        """Return (W, R, K) the least and the most of each level of each rest, for W readers."""
        least = own.copy()
        most = own + (self.sizes - own.sum(axis=2))[:, :, None]
        alone = self.inside.sum(axis=1) == 1  # a node that is its own rest: said once for all
        least[:, alone] = np.maximum(least[:, alone], self.low[alone])
        most[:, alone] = np.minimum(most[:, alone], self.high[alone])
        whole = self.inside @ self.sizes
        while True:
            before = least.sum() - most.sum()
            _share_out(least, most, self.sizes[:, None], self.sizes[:, None], 2)
            for node in np.flatnonzero(~alone):
                rests = self.inside[node]
                part = least[:, rests], most[:, rests]
                under, over = part[0].sum(axis=1), part[1].sum(axis=1)
                ends = np.maximum(under, self.low[node]), np.minimum(over, self.high[node])
                _share_out(*ends, whole[node], whole[node], 1)
                _share_out(*part, ends[0][:, None], ends[1][:, None], 1)
                least[:, rests], most[:, rests] = part
            if least.sum() - most.sum() == before:
                return least, most

    @cached_property
    def held(self) -> NDArray[np.int32]:
        """(O, R, K) the answers of each organisation, by its code: a few million, mostly 0."""
        known, size = self.rest >= 0, self.counts.size
        cell = (self.rest * self.answers.levels + self.answers.level)[known]
        who = self.answers.organisation[known]
        found = np.zeros((int(who.max(initial=0)) + 1) * size, np.int32)
        places, times = np.unique(who * size + cell, return_counts=True)
        found[places] = times
        return found.reshape(-1, *self.counts.shape)

    @property
    def most(self) -> Counts:
        """(R, K) the most answers that one organisation holds of each level of each rest."""
        most: Counts = self.held.max(axis=0).astype(np.int64)
        return most

    def suspects(self) -> Counts:
        """Return (W, R, K) the answers of the organisations that might read the others', each once.

        The truth is always among what follows: only who holds all the answers of a level of a rest,
        or all the others of it, may find the others forced.
        """
        own = np.unique(self.held, axis=0).astype(np.int64)
        others = self.counts - own
        left = others.sum(axis=2, keepdims=True)
        suspect = ((others == 0) | (others == left)) & (self.sizes > 0)[:, None]
        found: Counts = own[suspect.any(axis=(1, 2))]
        return found


def _share_out(least: Counts, most: Counts, low: Counts, high: Counts, axis: int) -> None:
    """Narrow, in place, parts that add up along an axis to something between `low` and `high`."""
    under, over = least.sum(axis=axis, keepdims=True), most.sum(axis=axis, keepdims=True)
    lows, highs = low - (over - most), high - (under - least)
    np.maximum(least, lows, out=least)
    np.minimum(most, highs, out=most)
