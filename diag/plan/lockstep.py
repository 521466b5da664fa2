"""The best closure of each structure, step after step (M21).

Every structure moves at the same pace and takes, at each step, its own best closure; one visit is
one structure. A structure whose actions are all done takes closures that bring nothing, until the
last one is over.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.plan.board import Board, Indices
from diag.plan.gates import FREE, Gates, Worth
from diag.plan.targets import within_reach
from diag.scoring.kernel import count, gate_values
from diag.scoring.rubric import Bools, Ints, Status

_FREE = np.array(FREE, dtype=np.int8)
_fraction = np.frompyfunc(Fraction, 2, 1)


@dataclass(frozen=True, eq=False)
class Game:
    """n structures on a board; `state` and `standing` change at each step.

    Attributes:
        worth, gates: what points are worth, and what holds levels back.
        known, points: (D, n) weights of what counts, and points at the start.
        places: (S, n) place of each member in its closure, -1 where it is not in it.
        levels: (E + 1, n) what each entry brings its row of the state to.
        state: (R, n) levels of the questions, of the gates that block, of the actions; a filler.
            What no action changes stands at the highest level.
        standing: (2 D + 1, n) what has been won, as `Gates.floors`.

    """

    board: Board
    worth: Worth
    gates: Gates
    known: Ints
    points: Ints
    places: Indices
    levels: NDArray[np.int8]
    state: NDArray[np.int8]
    standing: NDArray[Any]

    @classmethod
    def of(
        cls,
        board: Board,
        values: NDArray[Any],
        status: NDArray[Any],
        scored: Bools,
        available: Bools,
    ) -> "Game":
        """Return the game of n structures; the arguments are those of `order_rows`."""
        rubric = board.rubric
        tally = count(rubric, values, status)
        worth = Worth.of(rubric, tally.known, scored, board.exact)
        known = (status == Status.ANSWERED) | (status == Status.UNKNOWN)
        shown = np.where(known, _FREE, gate_values(rubric, values, status))
        places = board.catalogue.places(available)
        state = np.zeros((board.rows[-1] + 1, len(values)), dtype=np.int8)
        state[: values.shape[1]] = within_reach(values, status).T
        state[-1] = FREE
        points = tally.points.T.astype(board.exact)
        whole = (worth.point * points).sum(axis=0, keepdims=True)
        return cls(
            board=board,
            worth=worth,
            gates=Gates.of(rubric, board.grid, shown, tally.known, scored, worth),
            known=tally.known.T,
            points=tally.points.T,
            places=places,
            levels=board.levels(places >= 0),
            state=state,
            standing=np.concatenate([points, points, whole]),
        )

    @cached_property
    def _columns(self) -> Indices:
        return np.arange(self.state.shape[1])

    @cached_property
    def _gate_columns(self) -> Indices:
        return np.where(self.board.grid < 0, self.board.rows[-1], self.board.grid)

    @cached_property
    def _gate_rows(self) -> slice:
        first = len(self.board.rubric.weights)
        return slice(first, first + self.board.grid.size)

    @cached_property
    def _point(self) -> NDArray[Any]:
        return self.worth.point.take(self.board.dimension, axis=0)

    @cached_property
    def _done_rows(self) -> Indices:
        """(M, A) first place, in the flattened state, of the rows that each closure changes."""
        return np.multiply(self.board.rows.take(self.board.done), self.state.shape[1])

    @cached_property
    def _done_entries(self) -> Indices:
        """(M, A) first place, in the flattened levels, of the entries that change them."""
        return np.multiply(self.board.done, self.state.shape[1])

    @cached_property
    def _divide(self) -> Any:
        return np.true_divide if self.board.exact is np.float64 else _fraction

    @cached_property
    def _far(self) -> NDArray[Any]:
        return np.array(self.board.far, dtype=self.board.small)

    @cached_property
    def _huge(self) -> NDArray[Any]:
        """Above any gain: G never wins more than 100."""
        return np.array(101 * int(max(self.worth.whole, default=1)), dtype=self.board.exact)

    @cached_property
    def _one(self) -> NDArray[Any]:
        return np.ones((len(self.board.catalogue), 1), dtype=self.board.small)

    def blockers(self) -> tuple[NDArray[np.int8], NDArray[Any] | None]:
        """Return what blocks now, as one step of `Moves`, and write the gates in the state."""
        shown = self.state.take(self._gate_columns, axis=0)
        held, weak = self.gates.holding(shown, self.standing)
        bars = np.where(held, shown, _FREE).reshape(self.board.grid.size, len(self._columns))
        self.state[self._gate_rows] = bars
        if not np.count_nonzero(weak):
            return bars, None
        return bars, np.where(weak, self.gates.next_floor(self.standing), np.inf)

    def outlook(self) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        """Return what each closure would still bring.

        Returns:
            (P + 1, n) points by closure and dimension, and a row of 0; (A, n) blocking questions
            that it lifts; (A, n) effort left.

        """
        now = self.state.take(self.board.rows[:-1], axis=0)
        left = np.maximum(self.levels[:-1], now)
        left -= now
        sums = self.board.sums.reduce(np.add, left * self.board.weights)
        points, number = len(self.board.dimension) + 1, len(self.board.catalogue)
        return sums[:points], sums[points : points + number], sums[points + number :]

    def gains(self, points: NDArray[Any]) -> NDArray[Any]:
        """Return (A, n) the gain of each closure, as a numerator."""
        return self.board.gains.reduce(np.add, points[:-1] * self._point)

    def raising(self, points: NDArray[Any], floors: NDArray[Any]) -> Bools:
        """Return (A, n) the closures after which some dimension no longer holds the whole."""
        lacking = (floors - self.standing[: len(floors)]).take(self.board.dimension, axis=0)
        raising: Bools = self.board.gains.reduce(np.logical_or, points[:-1] >= lacking)
        return raising

    def best(
        self, gains: NDArray[Any], lifting: Bools, effort: NDArray[Any]
    ) -> tuple[Indices, Bools]:
        """Return (n,) the first closure by the rule of M21, and whether there is one."""
        eligible = effort > 0
        if np.count_nonzero(lifting):
            eligible &= lifting | ~np.logical_or.reduce(lifting)
        # Arithmetic on masks, as a choice by `where` is several times slower.
        days = np.maximum(effort, self._one).astype(self.board.exact)
        ratio = self._divide(gains - ~eligible * self._huge, days)
        highest = np.maximum.reduce(ratio)
        # The first of the smallest efforts: closures are sorted by id.
        choice = (effort + (ratio < highest) * self._far).argmin(axis=0)
        return choice, highest >= 0

    def take(self, choice: Indices, points: NDArray[Any], gains: NDArray[Any]) -> None:
        """Do the closure chosen by each structure."""
        columns = self._columns
        by_dimension, whole = self.standing[:-1], self.standing[-1]
        by_dimension += points[self.board.won.take(choice, axis=1), columns]
        whole += gains[choice, columns]
        # As one-dimensional arrays, which are read and written several times faster.
        state, levels = self.state.reshape(-1), self.levels.reshape(-1)
        rows = self._done_rows.take(choice, axis=1) + columns
        entries = self._done_entries.take(choice, axis=1) + columns
        state[rows] = np.maximum(state.take(rows), levels.take(entries))


@dataclass(frozen=True, eq=False)
class Moves:
    """The k steps of a game.

    Attributes:
        closures: (k, n) closure taken, as an action of the catalogue; A where none is left.
        bars: (k, H D, n) level of each gate that blocks when the step begins, 4 for the others.
        floors: (k, D, n) points at which each dimension that holds the whole when the step begins
            lets it one level higher; infinite for the others. None where none ever does.

    """

    closures: Indices
    bars: NDArray[np.int8]
    floors: NDArray[Any] | None


def play(game: Game) -> Moves:
    """Take closures one after the other, until nothing is left to do."""
    number, width = len(game.board.catalogue), game.state.shape[1]
    closures, bars = [], []
    floors: list[NDArray[Any] | None] = []
    while number:
        barring, needed = game.blockers()
        points, blockers, effort = game.outlook()
        lifting = blockers > 0
        if needed is not None:
            lifting |= game.raising(points, needed)
        gains = game.gains(points)
        choice, going = game.best(gains, lifting, effort)
        if not np.count_nonzero(going):
            break
        game.take(choice, points, gains)
        closures.append(np.where(going, game.board.catalogue.by_id.take(choice), number))
        bars.append(barring)
        floors.append(needed)
    nothing = np.full((game.board.grid.shape[1], width), np.inf)
    ever = any(needed is not None for needed in floors)
    return Moves(
        closures=np.array(closures, dtype=np.intp).reshape(len(closures), width),
        bars=np.array(bars, dtype=np.int8).reshape(len(bars), game.board.grid.size, width),
        floors=np.array([nothing if f is None else f for f in floors]) if ever else None,
    )
