"""Where the actions are played: what each closure would still bring (M20, M21).

The state of a structure is one column of levels: those of the questions, those of the gates that
block now, then 0 or 1 for each action. A closure is a list of entries, each a row of the state and
a level to bring it to: what it would still bring there is that level less the state, never below 0,
times a weight. The points a closure would win, the blockers it would lift and the effort left come
out of this one subtraction.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.plan.catalogue import Catalogue
from diag.plan.gates import gate_grid
from diag.plan.groups import Groups
from diag.plan.targets import Targets
from diag.scoring.rubric import Bools, Rubric

Indices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Entries:
    """The E entries of the closures, in lists side by side.

    The first T bring a question to a level, one by closure and question. Those on a core question
    come again, to lift it where it blocks. Then each of the S members is to be done.

    Attributes:
        closure, row, weight: of each entry.
        questions: column of each of the first T.
        on_gates: which of the T come again.
        merged: targets of the members -> the T entries; the highest level stands.
        member, level: of each of these targets.

    """

    closure: list[int]
    row: list[int]
    weight: list[int]
    questions: list[int]
    on_gates: list[int]
    merged: Groups
    member: Indices
    level: NDArray[np.int8]

    @classmethod
    def of(cls, rubric: Rubric, catalogue: Catalogue, grid: Indices) -> "Entries":
        """Return the entries of a catalogue; the gates have the places of `grid`."""
        pairs: dict[tuple[int, int], int] = {}
        targets = [
            (pairs.setdefault((closure, column), len(pairs)), member, level)
            for member, (closure, action) in enumerate(catalogue.members)
            for column, level in catalogue.targets[action].items()
        ]
        merged = Groups.of([entry for entry, _, _ in targets], len(pairs))
        weights, number = rubric.weights.tolist(), len(rubric.weights)
        gates = {c: number + place for place, c in enumerate(grid.ravel().tolist()) if c >= 0}
        on_gates = [(entry, pair) for pair, entry in pairs.items() if pair[1] in gates]
        first = number + grid.size
        parts = [
            [(closure, column, weights[column]) for closure, column in pairs],
            [(closure, gates[column], 1) for _, (closure, column) in on_gates],
            [(closure, first + a, catalogue.efforts[a]) for closure, a in catalogue.members],
        ]
        closure, row, weight = ([entry[side] for entry in chain(*parts)] for side in range(3))
        return cls(
            closure=closure,
            row=row,
            weight=weight,
            questions=[column for _, column in pairs],
            on_gates=[entry for entry, _ in on_gates],
            merged=merged,
            member=np.array([m for _, m, _ in targets], dtype=np.intp),
            level=np.array([v for _, _, v in targets], dtype=np.int8),
        )


@dataclass(frozen=True, eq=False)
class Board:
    """The closures of a catalogue, laid out under a rubric for any number of structures.

    Wherever there is one column by closure, the A closures are sorted by id. There are Q questions
    in D dimensions, and H x D places for the gates.

    Attributes:
        grid: (H, D) core question of each place, -1 for none.
        rows: (E + 1,) row of the state of each entry; the last is a filler.
        weights: (E, 1) what one level is worth.
        sums: entries -> P sums of points by closure and dimension, one of nothing, A of blockers and
            A of efforts.
        dimension: (P,) dimension of the sums of points.
        gains: sums of points -> closures.
        won: (2 D, A) the sum to add to the points of each dimension once a closure is done, twice.
        done: (M, A) the entries that change the state once a closure is done, E as filler.
        small, exact: types in which sums, then gains and ratios, are exact.
        far: above any effort.

    """

    rubric: Rubric
    catalogue: Catalogue
    targets: Targets
    grid: Indices
    entries: Entries
    rows: Indices
    weights: NDArray[Any]
    sums: Groups
    dimension: Indices
    gains: Groups
    won: Indices
    done: Indices
    small: Any
    exact: Any
    far: int

    @classmethod
    def of(cls, rubric: Rubric, catalogue: Catalogue) -> "Board":
        """Lay out the closures of a catalogue."""
        grid, number = gate_grid(rubric), len(catalogue)
        entries = Entries.of(rubric, catalogue, grid)
        place = np.argsort(catalogue.by_id).tolist()
        closures = [place[closure] for closure in entries.closure]
        dimensions = rubric.dimension[entries.questions].tolist()
        pairs = list(zip(closures, dimensions, strict=False))
        cells = {pair: rank for rank, pair in enumerate(dict.fromkeys(pairs))}
        levels, lifts = len(pairs), len(pairs) + len(entries.on_gates)
        groups = [cells[pair] for pair in pairs]
        groups += [len(cells) + 1 + closure for closure in closures[levels:lifts]]
        groups += [len(cells) + 1 + number + closure for closure in closures[lifts:]]
        won = np.full((grid.shape[1], number), len(cells))
        for (closure, dimension), rank in cells.items():
            won[dimension, closure] = rank
        small, exact = _types(rubric, catalogue)
        filler = len(rubric.weights) + grid.size + number
        lasting = [*range(levels), *range(lifts, len(closures))]
        return cls(
            rubric=rubric,
            catalogue=catalogue,
            targets=Targets.of(rubric, catalogue, grid, small),
            grid=grid,
            entries=entries,
            rows=np.append(np.array(entries.row, dtype=np.intp), filler),
            weights=np.array(entries.weight).astype(small)[:, None],
            sums=Groups.of(groups, len(cells) + 1 + 2 * number),
            dimension=np.array([dimension for _, dimension in cells], dtype=np.intp),
            gains=Groups.of([closure for closure, _ in cells], number),
            won=np.concatenate([won, won]),
            done=_columns(closures, lasting, number),
            small=small,
            exact=exact,
            far=sum(catalogue.efforts) + 1,
        )

    @cached_property
    def aiming(self) -> Bools:
        """(A,) the actions of the catalogue that have a target."""
        return np.array([bool(own) for own in self.catalogue.targets], dtype=bool)

    def levels(self, reached: Bools) -> NDArray[np.int8]:
        """Return (E + 1, n) the level that each entry brings its row to, 0 for the filler.

        Args:
            reached: (S, n) the members that are in their closure.

        """
        entries = self.entries
        aims = reached.take(entries.member, axis=0) * entries.level[:, None]
        questions = entries.merged.reduce(np.maximum, aims)
        gates = questions.take(entries.on_gates, axis=0)
        filler = np.zeros((1, reached.shape[1]), dtype=np.int8)
        return np.concatenate([questions, gates, reached, filler])


def _columns(closures: list[int], entries: list[int], number: int) -> Indices:
    """Return (M, A) those `entries` of each closure, filled up with the number of all entries."""
    own: list[list[int]] = [[] for _ in range(number)]
    for entry in entries:
        own[closures[entry]].append(entry)
    columns = np.full((max(map(len, own), default=0), number), len(closures))
    for closure, chosen in enumerate(own):
        columns[: len(chosen), closure] = chosen
    return columns


def _types(rubric: Rubric, catalogue: Catalogue) -> tuple[Any, Any]:
    """Return types in which sums, then gains and ratios, are exact: the smallest, then the fastest."""
    effort = sum(catalogue.efforts)
    # Twice: an effort is compared once raised by one more than their sum.
    largest = max(2 * effort + 1, 4 * int(rubric.weights.sum()))
    small = np.int16 if largest < 2**15 else np.int64 if largest < 2**63 else object
    known = prod(max(int(total), 1) for total in rubric.spread.sum(axis=0))
    weights = max(int(rubric.dimension_weights.sum()), len(rubric.dimension_weights))
    # Ratios N / E that differ do so by at least 1 / (N E) of their size: below 2**52, rounding to
    # 53 bits leaves them apart and in order. Thresholds form 2000 denominators.
    fits = 100 * weights * known * max(effort, 2000) < 2**52
    return small, np.float64 if fits else object
