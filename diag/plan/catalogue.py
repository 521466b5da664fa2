"""The actions as the order sees them: efforts, targets, and what each supposes (M20, M21)."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from math import lcm

import numpy as np
from numpy.typing import NDArray

from diag.plan.groups import Groups
from diag.scoring.rubric import Bools


@dataclass(frozen=True)
class Candidate:
    """An action as the order sees it: `targets` are (column of the question, level)."""

    id: str
    effort: Fraction
    targets: tuple[tuple[int, int], ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Catalogue:
    """A actions; every array with one column per action follows `candidates`.

    A need that is not among them counts as met. A closure is an action after all that it supposes,
    in a workable order; the S members of the closures, one closure after the other, are the rows of
    several arrays.
    """

    candidates: tuple[Candidate, ...]

    def __len__(self) -> int:
        return len(self.candidates)

    @cached_property
    def by_id(self) -> NDArray[np.intp]:
        """Actions sorted by id: what decides between equals (M21)."""
        ranked = sorted(range(len(self)), key=lambda a: self.candidates[a].id)
        return np.array(ranked, dtype=np.intp)

    @cached_property
    def needs(self) -> list[list[int]]:
        """What each action supposes, in the order in which it says so."""
        index = {c.id: a for a, c in enumerate(self.candidates)}
        return [[index[n] for n in c.needs if n in index] for c in self.candidates]

    @cached_property
    def unit(self) -> int:
        """Parts of a day in which every effort is a whole number: 2 for half-days."""
        return lcm(*(c.effort.denominator for c in self.candidates))

    @cached_property
    def efforts(self) -> list[int]:
        """Effort of each action, in parts of a day."""
        return [int(c.effort * self.unit) for c in self.candidates]

    @cached_property
    def targets(self) -> list[dict[int, int]]:
        """Level that each action brings a question to, by column; the highest if it says two."""
        levels: list[dict[int, int]] = []
        for candidate in self.candidates:
            own: dict[int, int] = {}
            for column, level in candidate.targets:
                own[column] = max(level, own.get(column, 0))
            levels.append(own)
        return levels

    @cached_property
    def members(self) -> list[tuple[int, int]]:
        """(closure, action) of each of the S members, where every action is available."""
        return [(c, a) for c in range(len(self)) for a in self._closure(c, frozenset())]

    def places(self, available: Bools) -> NDArray[np.intp]:
        """Return (S, n) the place of each member in its closure, -1 where it is not in it.

        A need that is not available counts as met, and what it supposes is then not supposed.

        Args:
            available: (n, A) the actions to order for each structure.

        """
        lacking = ~available[:, self._between]
        if lacking.any():
            patterns, which = np.unique(lacking, axis=0, return_inverse=True)
            known = np.array([self._places(pattern.tobytes()) for pattern in patterns])
            places = known.take(which.ravel(), axis=0).T
        else:
            places = self._places(bytes(len(self._between)))[:, None]
        closures, inside = (
            available.T.take(side, axis=0) for side in (self.closures, self._inside)
        )
        return np.where(closures & inside, places, -1)

    @cached_property
    def closures(self) -> NDArray[np.intp]:
        """(S,) closure of each member."""
        return np.array([c for c, _ in self.members], dtype=np.intp)

    @cached_property
    def by_action(self) -> Groups:
        """Members -> actions: the places of an action in every closure."""
        return Groups.of([a for _, a in self.members], len(self))

    @cached_property
    def _inside(self) -> NDArray[np.intp]:
        return np.array([a for _, a in self.members], dtype=np.intp)

    @cached_property
    def _between(self) -> list[int]:
        """Actions that suppose some and that some suppose: without them, closures are cut."""
        supposed = {need for needs in self.needs for need in needs}
        return [a for a in range(len(self)) if self.needs[a] and a in supposed]

    @cached_property
    def _places(self) -> Callable[[bytes], NDArray[np.intp]]:
        """(S,) the place of each member, given a byte, 1 where lacking, for each of `_between`."""

        @lru_cache(maxsize=1024)
        def places(lacking: bytes) -> NDArray[np.intp]:
            absent = frozenset(a for a, away in zip(self._between, lacking, strict=True) if away)
            found = {
                (c, a): place
                for c in range(len(self))
                for place, a in enumerate(self._closure(c, absent))
            }
            return np.array([found.get(member, -1) for member in self.members], dtype=np.intp)

        return places

    def _closure(self, action: int, absent: frozenset[int]) -> list[int]:
        found: dict[int, None] = {}

        def visit(one: int) -> None:
            for need in self.needs[one]:
                if need not in absent and need not in found:
                    visit(need)
            found[one] = None

        visit(action)
        return list(found)
