"""The state that a plan has reached, and what holds the whole there (M10)."""

from bisect import bisect_right
from collections.abc import Mapping

from diag.planning.proposals import Situation


class Reached:
    """The answered questions of a visit once some actions are done.

    Attributes:
        levels: level of each answered question.
        points: what each dimension brings to G, in parts of a point.
    """

    def __init__(self, situation: Situation) -> None:
        """Start from the visit."""
        self.situation, dimensions = situation, situation.questionnaire.dimensions
        self.levels = dict(situation.levels)
        self.rank = {q.id: rank for rank, d in enumerate(dimensions) for q in d.questions}
        self.points = [0] * len(dimensions)
        for name, level in self.levels.items():
            self.points[self.rank[name]] += situation.worth[name] * level
        counted = [rank for rank, d in enumerate(dimensions) if d.weight]
        whole = all(situation.given[rank] for rank in counted)
        # A core question that is not asked of this structure gates nothing.
        self._core = {
            rank: [q.id for q in dimensions[rank].questions if q.core and q.id in situation.worth]
            for rank in counted
            if whole and dimensions[rank].gates
        }

    def worth(self, raised: Mapping[str, int]) -> dict[str, int]:
        """Return what each raised question brings to G, in parts of a point."""
        worth = self.situation.worth
        return {name: worth[name] * (level - self.levels[name]) for name, level in raised.items()}

    def bring(self, raised: Mapping[str, int]) -> None:
        """Raise questions to their new levels."""
        for name, points in self.worth(raised).items():
            self.points[self.rank[name]] += points
        self.levels.update(raised)

    def blockers(self) -> dict[str, int]:
        """Return what holds the whole under the level of its score, none where G is not given.

        A core question comes with the level that it must reach, a dimension with what it must bring
        to G, in parts of a point.
        """
        situation, thresholds = self.situation, self._thresholds
        raw = bisect_right(thresholds, half_up(sum(self.points), situation.unit))
        level = {rank: self._level(rank) for rank in self._core}
        held = min([raw, *(own + 1 for own in level.values())])
        found: dict[str, int] = {}
        for rank in level if held < raw else ():
            if level[rank] >= held:
                continue
            for name in self._core[rank]:
                if self.levels.get(name, 0) < held - 1:
                    found[name] = held - 1
            # The least points whose score rounds to the threshold (M8).
            least = -(-(2 * thresholds[held - 1] - 1) * situation.parts[rank] // 2)
            if self.points[rank] < least:
                found[situation.questionnaire.dimensions[rank].id] = least
        return found

    def lifted(self, blockers: Mapping[str, int], raised: Mapping[str, int]) -> tuple[str, ...]:
        """Return the blockers that are lifted when questions are raised."""
        found = []
        for name, least in blockers.items():
            if name in self.rank:
                reached = raised.get(name, 0)
            else:
                own = self.situation.questionnaire.dimensions
                rank = next(rank for rank, d in enumerate(own) if d.id == name)
                won = self.worth(raised).items()
                reached = self.points[rank] + sum(w for n, w in won if self.rank[n] == rank)
            if reached >= least:
                found.append(name)
        return tuple(found)

    @property
    def _thresholds(self) -> list[int]:
        return self.situation.questionnaire.header.scoring.thresholds

    def _level(self, rank: int) -> int:
        """Return the level of a dimension."""
        score = half_up(self.points[rank], self.situation.parts[rank])
        gates = [self.levels.get(name, 0) + 1 for name in self._core[rank]]
        return min([bisect_right(self._thresholds, score), *gates])


def half_up(numerator: int, denominator: int) -> int:
    """Return a ratio rounded half up (M8)."""
    return (2 * numerator + denominator) // (2 * denominator)
