"""From the closures taken to the rank of each action, and to the blockers it lifts (M21)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.plan.board import Board, Indices
from diag.plan.lockstep import Game, Moves
from diag.scoring.rubric import Bools


@dataclass(frozen=True, eq=False)
class Ranks:
    """Where each action comes, for n structures.

    Attributes:
        rank: (A, n) rank of each action, A for those that are not in the plan.
        actions: (A, n) action of each rank, those that are not in the plan last.
        step: (A, n) step of `Moves` at which the action of each rank is done; none after the last.

    """

    rank: Indices
    actions: Indices
    step: Indices

    @classmethod
    def of(cls, game: Game, moves: Moves) -> "Ranks":
        """Return the ranks: by the step that first takes the action, then by its place there."""
        catalogue, (steps, width) = game.board.catalogue, moves.closures.shape
        number, columns = len(catalogue), np.arange(width)
        taken = np.full((number + 1, width), steps)
        taken[moves.closures, columns] = np.arange(steps)[:, None]
        never = steps * number
        turns = taken.take(catalogue.closures, axis=0) * number + game.places
        turns = np.where(game.places >= 0, turns, never)
        turn = catalogue.by_action.reduce(np.minimum, turns)
        actions = turn.argsort(axis=0)
        rank = np.empty_like(actions)
        rank[actions, columns] = np.arange(number)[:, None]
        rank[turn >= never] = number
        return cls(rank, actions, np.take_along_axis(turn, actions, axis=0) // max(number, 1))


def lifted_gates(board: Board, moves: Moves, ranks: Ranks) -> Bools:
    """Return (A, H D, n) the gates that the action of each rank lifts.

    An action lifts what blocked when its closure was taken, together with those done before it in
    that closure.
    """
    targets, number, (steps, width) = board.targets, len(ranks.rank), moves.closures.shape
    lifted = np.zeros((number + 1, board.grid.size, width), dtype=bool)  # the last: not in the plan
    if not steps:
        return lifted[:-1]
    action, columns = targets.action[targets.gated], np.arange(width)
    rank = ranks.rank.take(action, axis=0)
    step = ranks.step[np.minimum(rank, number - 1), columns]
    place = targets.place[:, None]
    bars = moves.bars[np.minimum(step, steps - 1), place, columns]
    lifted[rank, place, columns] = targets.level[targets.gated] > bars
    together = ranks.step[1:] == ranks.step[:-1]
    for before in np.flatnonzero(together.any(axis=1)):
        lifted[before + 1] |= lifted[before] & together[before]
    return lifted[:-1]


def raised_dimensions(game: Game, moves: Moves, ranks: Ranks, points: NDArray[Any]) -> Bools:
    """Return (A, D, n) the dimensions that held the whole and no longer do, at each rank.

    Args:
        game, moves, ranks: how the actions were ordered.
        points: (A, D, n) what each action wins.

    """
    raised = np.zeros(points.shape, dtype=bool)
    if moves.floors is None:
        return raised
    columns = np.flatnonzero((moves.floors < np.inf).any(axis=(0, 1)))
    won = np.take_along_axis(points[..., columns], ranks.actions[:, None, columns], axis=0)
    after = np.cumsum(won, axis=0, dtype=game.points.dtype) + game.points[:, columns]
    step = ranks.step[:, None, columns]
    floors = moves.floors[
        np.minimum(step, len(moves.floors) - 1), np.arange(len(after[0]))[:, None], columns
    ]
    raised[..., columns] = (after >= floors) & (step < len(moves.floors))
    return raised
