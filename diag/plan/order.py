"""The order of the actions: each at its rank, with what it brings there (M20, M21)."""

from dataclasses import dataclass, fields
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.plan.board import Board
from diag.plan.catalogue import Candidate
from diag.plan.lockstep import Game, play
from diag.plan.ranks import Ranks, lifted_gates, raised_dimensions
from diag.scoring.rubric import Bools, Ints

BLOCK = 512
"""Structures ordered together: what one step reads and writes stays in the processor's cache."""


@dataclass(frozen=True, eq=False)
class Ordered:
    """The actions of n structures at their ranks; columns by action follow the catalogue.

    Attributes:
        rank: (n, A) rank of each action, from 0; -1 out of the plan.
        gain: (n, A) what it adds to G at its rank (M20), as a numerator.
        whole: (n,) the denominator of the gains.
        lifts: (n, A) whether it lifts a blocker, alone or with those of its closure done before.
        points: (n, A, D) points (weight x level) that it wins in each dimension.
        first, known: (n, D) points before the plan, and weights of what counts.
        gates, dimensions: (n, A, H D) and (n, A, D) what the action of each rank lifts: places of
            the gates, and dimensions that held the whole.

    """

    rank: NDArray[np.int16]
    gain: Ints
    whole: Ints
    lifts: Bools
    points: Ints
    first: Ints
    known: Ints
    gates: Bools
    dimensions: Bools

    def rows(self, some: slice) -> "Ordered":
        """Return some structures alone."""
        return Ordered(**{field.name: getattr(self, field.name)[some] for field in fields(self)})

    @cached_property
    def actions(self) -> NDArray[np.int16]:
        """(n, A) action of each rank, -1 after the last one."""
        number = self.rank.shape[1]
        turn = np.where(self.rank < 0, number, self.rank)
        actions = turn.argsort(axis=1, kind="stable").astype(np.int16)
        actions[np.arange(number) >= (turn < number).sum(axis=1)[:, None]] = -1
        return actions

    @cached_property
    def tenths(self) -> NDArray[np.int64]:
        """(n, A) the gain that is read, in tenths of a point, rounded half up (M8)."""
        whole = self.whole[:, None]
        tenths = (20 * self.gain.astype(whole.dtype) + whole) // (2 * whole)
        return np.asarray(tenths, dtype=np.int64)


def order_rows(
    board: Board,
    values: NDArray[Any],
    status: NDArray[Any],
    scored: Bools,
    available: Bools,
) -> Ordered:
    """Order the actions of n structures, each as if it were alone.

    Args:
        board: A actions, laid out under a rubric of Q questions in D dimensions.
        values, status: (n, Q) answers, as `score` reads them.
        scored: (n, D) whether each dimension has a score (M5).
        available: (n, A) the actions to order; a need that is not among them counts as met.

    """
    arrays = values, status, scored, available
    starts = range(0, max(len(values), 1), BLOCK)
    blocks = [_order_block(board, *(a[s : s + BLOCK] for a in arrays)) for s in starts]
    if len(blocks) == 1:
        return blocks[0]
    names = [field.name for field in fields(Ordered)]
    return Ordered(**{n: np.concatenate([getattr(b, n) for b in blocks]) for n in names})


def _order_block(
    board: Board,
    values: NDArray[Any],
    status: NDArray[Any],
    scored: Bools,
    available: Bools,
) -> Ordered:
    game = Game.of(board, values, status, scored, available)
    start = game.state[: values.shape[1]].copy()
    moves = play(game)
    ranks = Ranks.of(game, moves)
    points = board.targets.points(start, ranks.rank, scored.shape[1])
    gates = lifted_gates(board, moves, ranks)
    dimensions = raised_dimensions(game, moves, ranks, points)
    number = len(board.catalogue)
    lifts = np.zeros((number + 1, len(values)), dtype=bool)  # by rank; the last: out of the plan
    lifts[:-1] = gates.any(axis=1) | dimensions.any(axis=1)
    return Ordered(
        rank=np.where(ranks.rank < number, ranks.rank, -1).T.astype(np.int16),
        gain=(points * game.worth.point).sum(axis=1).T,
        whole=game.worth.whole,
        lifts=np.take_along_axis(lifts, ranks.rank, axis=0).T,
        points=points.transpose(2, 0, 1),
        first=game.points.T,
        known=game.known.T,
        gates=gates.transpose(2, 0, 1),
        dimensions=dimensions.transpose(2, 0, 1),
    )


@dataclass(frozen=True)
class Step:
    """One action at its rank.

    Attributes:
        gain: what it adds to G at this rank, in points (M20).
        before, after: exact score of each dimension on both sides of this step.
        moved: ranks of the dimensions whose score changes.
        lifts: columns of the blocking questions, and ranks of the weak dimensions, it lifts.

    """

    candidate: Candidate
    gain: Fraction
    before: tuple[Fraction, ...]
    after: tuple[Fraction, ...]
    moved: tuple[int, ...]
    lifts: tuple[int, ...]
    lifts_dimensions: tuple[int, ...]


def steps(board: Board, ordered: Ordered, row: int = 0) -> list[Step]:
    """Return the steps of one structure, in order."""
    actions = [a for a in ordered.actions[row].tolist() if a >= 0]
    gates = board.grid.ravel().tolist()
    lifted: list[list[int]] = [[] for _ in actions]
    for rank, place in np.argwhere(ordered.gates[row]).tolist():
        lifted[rank].append(gates[place])
    raised: list[list[int]] = [[] for _ in actions]
    for rank, dimension in np.argwhere(ordered.dimensions[row]).tolist():
        raised[rank].append(dimension)
    whole, gains = int(ordered.whole[row]), ordered.gain[row].tolist()
    won, known = ordered.points[row].tolist(), ordered.known[row].tolist()
    points = ordered.first[row].tolist()
    before = tuple(
        Fraction(25 * p, k) if k else Fraction(0) for p, k in zip(points, known, strict=True)
    )
    told: list[Step] = []
    for rank, action in enumerate(actions):
        moved = [d for d, more in enumerate(won[action]) if more]
        after = list(before)
        for d in moved:
            points[d] += won[action][d]
            after[d] = Fraction(25 * points[d], known[d])
        step = Step(
            candidate=board.catalogue.candidates[action],
            gain=Fraction(int(gains[action]), whole),
            before=before,
            after=tuple(after),
            moved=tuple(moved),
            lifts=tuple(sorted(lifted[rank])),
            lifts_dimensions=tuple(raised[rank]),
        )
        told.append(step)
        before = step.after
    return told
