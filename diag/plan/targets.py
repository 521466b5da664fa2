"""The targets of the actions: which are not met, and what each action wins in its turn (M20)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.plan.catalogue import Catalogue
from diag.plan.groups import Groups
from diag.scoring.rubric import Bools, Rubric, Status

Indices = NDArray[np.intp]
REACHED = 4
"""Level at which a question calls for nothing more."""


@dataclass(frozen=True, eq=False)
class Targets:
    """The O targets of a catalogue, action after action.

    Attributes:
        action, column: (O,) action, and question it aims at.
        level, weight: (O, 1) level it brings the question to, weight of the question.
        by_action: targets -> actions.
        by_column: targets -> questions.
        cells: targets -> (action, dimension), whose two sides are `cell_action`, `cell_dimension`.
        rivals: pairs of targets on the same question -> targets; `rival` and `rivalled` are the
            two sides of each pair.
        gated, place: the targets on a core question, and its place among the gates.

    """

    action: Indices
    column: Indices
    level: NDArray[np.int8]
    weight: NDArray[Any]
    by_action: Groups
    by_column: Groups
    cells: Groups
    cell_action: Indices
    cell_dimension: Indices
    rivals: Groups
    rival: Indices
    rivalled: Indices
    gated: Indices
    place: Indices

    @classmethod
    def of(cls, rubric: Rubric, catalogue: Catalogue, grid: Indices, small: Any) -> "Targets":
        """Return the targets of a catalogue.

        Args:
            rubric: weights of the questions.
            catalogue: the actions.
            grid: core question of each place of the gates.
            small: a type that holds any sum of points.

        """
        own = [(a, *pair) for a, aims in enumerate(catalogue.targets) for pair in aims.items()]
        actions, columns = [a for a, _, _ in own], [c for _, c, _ in own]
        dimension = rubric.dimension.tolist()
        pairs = [(a, dimension[c]) for a, c, _ in own]
        cells = {pair: i for i, pair in enumerate(dict.fromkeys(pairs))}
        same: dict[int, list[int]] = {}
        for target, column in enumerate(columns):
            same.setdefault(column, []).append(target)
        rivals = [(t, other) for t, c in enumerate(columns) for other in same[c] if other != t]
        gates = {c: place for place, c in enumerate(grid.ravel().tolist()) if c >= 0}
        sides = np.array(rivals, dtype=np.intp).reshape(-1, 2)
        return cls(
            action=np.array(actions, dtype=np.intp),
            column=np.array(columns, dtype=np.intp),
            level=np.array([level for _, _, level in own], dtype=np.int8)[:, None],
            weight=rubric.weights[columns].astype(small)[:, None],
            by_action=Groups.of(actions, len(catalogue)),
            by_column=Groups.of(columns, len(rubric.weights)),
            cells=Groups.of([cells[pair] for pair in pairs], len(cells)),
            cell_action=np.array([a for a, _ in cells], dtype=np.intp),
            cell_dimension=np.array([d for _, d in cells], dtype=np.intp),
            rivals=Groups.of([t for t, _ in rivals], len(own)),
            rival=sides[:, 1],
            rivalled=sides[:, 0],
            gated=np.array([t for t, c in enumerate(columns) if c in gates], dtype=np.intp),
            place=np.array([gates[c] for c in columns if c in gates], dtype=np.intp),
        )

    def unmet(self, values: NDArray[Any], status: NDArray[Any]) -> Bools:
        """Return (O, n) the targets above the current answer, unknown and missing counting 0."""
        above: Bools = self.level > current_levels(values, status).T.take(self.column, axis=0)
        return above

    def any_by_action(self, which: Bools) -> Bools:
        """Return (n, A) the actions of which some target is among the (O, n) `which`."""
        found: Bools = self.by_action.reduce(np.logical_or, which)
        return found.T

    def points(self, start: NDArray[np.int8], rank: Indices, dimensions: int) -> NDArray[Any]:
        """Return (A, D, n) the points that each action wins in each dimension, in its turn.

        A question stands, before an action, at its first level or at the highest that an earlier
        action has brought it to.

        Args:
            start: (Q, n) levels before the plan; `REACHED` for what no action changes.
            rank: (A, n) rank of each action, A for those that are not in the plan.
            dimensions: D.

        """
        turn = rank.take(self.action, axis=0)
        earlier = turn.take(self.rival, axis=0) < turn.take(self.rivalled, axis=0)
        brought = earlier * self.level.take(self.rival, axis=0)
        before = start.take(self.column, axis=0)
        before = np.maximum(before, self.rivals.reduce(np.maximum, brought))
        won = np.maximum(self.level, before) - before
        won[turn == len(rank)] = 0
        points = np.zeros((len(rank), dimensions, rank.shape[1]), dtype=self.weight.dtype)
        sums = self.cells.reduce(np.add, won * self.weight)
        points[self.cell_action, self.cell_dimension] = sums
        return points

    def after(
        self, values: NDArray[Any], status: NDArray[Any], done: Bools
    ) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return n rows once some actions are done: a target never lowers a value.

        What was not asked, does not concern the structure or was left unanswered stays as it is: an
        answer that does not count now (M3) would change the score by its arrival, not by the action.

        Args:
            values, status: (n, Q) the rows, or (1, Q) the same for all.
            done: (n, A) the actions done.

        """
        brought = done.T.take(self.action, axis=0) * self.level
        levels = self.by_column.reduce(np.maximum, brought).T
        answered = status == Status.ANSWERED
        learnt = (status == Status.UNKNOWN) & (levels > 0)
        better = np.where(answered, np.maximum(values, levels), np.where(learnt, levels, values))
        return better.astype(np.int8), np.where(learnt, Status.ANSWERED, status).astype(np.int8)


def current_levels(values: NDArray[Any], status: NDArray[Any]) -> NDArray[np.int8]:
    """Return (n, Q) the level of each answer, 0 where it is not known, `REACHED` if not concerned."""
    away = (status == Status.HIDDEN) | (status == Status.NOT_APPLICABLE)
    levels = np.where(status == Status.ANSWERED, values, np.where(away, REACHED, 0))
    return levels.astype(np.int8)


def within_reach(values: NDArray[Any], status: NDArray[Any]) -> NDArray[np.int8]:
    """Return (n, Q) the levels that actions raise, `REACHED` for what they leave as it is.

    They raise what enters the score: what is missing is first to be answered.
    """
    levels = current_levels(values, status)
    levels[status == Status.MISSING] = REACHED
    return levels
