"""What the plans of a synthetic network are made of, and what one takes: `make bench-plans`.

The network is drawn in memory for the questionnaire in use (examples/reseau). Each line is a figure
and its target; one that is missed ends with exit code 1.
"""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "examples" / "reseau"))

from synthetic.network import structures  # noqa: E402

from diag.planning.order import FAIR, PLACES, PRINT_PLACE, Closure, Order, Ordering, main_dimension, near, order_of  # noqa: E402
from diag.planning.plan import PlanLine, lay_down  # noqa: E402
from diag.planning.proposals import situate  # noqa: E402
from diag.questionnaire.loader import find_questionnaire, load  # noqa: E402
from diag.questionnaire.questionnaire_model import Questionnaire, Value  # noqa: E402
from diag.scoring.kernel import Reason, Scores, score  # noqa: E402
from diag.scoring.rubric import Rubric  # noqa: E402

TIMED = 400
"""Plans that are timed, the best of three runs."""


class Watched(Ordering):
    """The order of the method, which counts the closures taken under a quarter of the best ratio."""

    unfair = 0

    def next_closure(self) -> tuple[Closure, tuple[str, ...]]:
        """Return what the method takes."""
        taken, lifts = super().next_closure()
        fair = near(list(self.candidates.values()), FAIR)
        self.unfair += taken not in fair
        return taken, lifts


class ByRatio(Ordering):
    """Another order, to compare: the best gain for effort, whatever it is."""

    def next_closure(self) -> tuple[Closure, tuple[str, ...]]:
        """Return the closure of the best ratio."""
        best = near(list(self.candidates.values()), (1, 1))
        return min(best, key=lambda c: (c.effort, c.chosen.id)), ()


@dataclass(frozen=True)
class Visit:
    """One structure of the network, as the plan takes it."""

    questionnaire: Questionnaire
    profile: dict[str, Value]
    values: list[int]
    status: list[int]
    given: list[bool]
    scores: Scores
    row: int

    @cached_property
    def watched(self) -> Watched:
        """The order of the method, in the making."""
        answers = (self.profile, self.values, self.status, self.given)
        return Watched(situate(self.questionnaire, *answers, {}))

    @cached_property
    def order(self) -> Order:
        """The order of the method."""
        return self.watched.run()

    @cached_property
    def lines(self) -> tuple[PlanLine, ...]:
        """The plan."""
        return self.laid(self.order)

    @cached_property
    def first(self) -> tuple[PlanLine, ...]:
        """The six priorities."""
        return self.lines[:PLACES]

    def laid(self, order: Order) -> tuple[PlanLine, ...]:
        """Return the lines of an order, with the default capacity."""
        return lay_down(order, self.questionnaire.header.planning.capacity)[0]

    @cached_property
    def lost(self) -> Fraction:
        """Points of G that the year loses to those of the pure ratio."""
        by_ratio = ByRatio(self.order.situation).run()
        return self.won(self.laid(by_ratio)) - self.won(self.lines)

    def won(self, lines: tuple[PlanLine, ...]) -> Fraction:
        """Return the points of G that the actions ended within the year bring."""
        situation = self.order.situation
        levels = dict(situation.levels)
        for line in lines:
            if line.slot.fits == "year":
                levels.update(situation.raised(line.action, levels))
        worth, start = situation.worth, situation.levels
        return Fraction(sum(worth[n] * (levels[n] - start[n]) for n in levels), situation.unit)

    def axes(self, lines: tuple[PlanLine, ...]) -> list[str]:
        """Return the main axis of each line that has one."""
        found = [main_dimension(self.questionnaire, line.action) for line in lines]
        return [axis.id for axis in found if axis is not None]

    @cached_property
    def apart(self) -> set[str]:
        """The axes that gate nothing."""
        return {d.id for d in self.questionnaire.dimensions if not d.gates}

    @cached_property
    def lowest(self) -> str:
        """The lowest axis, the first of equals; empty without a score."""
        scored = {
            d.id: self.scores.exact.fraction(self.row, rank)
            for rank, d in enumerate(self.questionnaire.dimensions)
            if self.given[rank]
        }
        return min(scored, key=lambda name: scored[name] or 0, default="")

    @cached_property
    def seats(self) -> list[bool]:
        """Whether the six have an action for each unmet condition, and for the people supported.

        Only where one is proposed at all.
        """
        questionnaire, first = self.questionnaire, self.first
        found = []
        for condition in questionnaire.header.lasting_conditions:
            ranks = [x.rank for x in self.lines if any(s in condition.statements for s in x.holds)]
            found += [ranks[0] <= PLACES] if ranks else []
        about = {q.id for q in questionnaire.questions if q.about == "people"}
        people = [x for x in self.lines if any(t.question in about for t in x.triggers)]
        return [*found, any(x in first for x in people)] if people else found


def network() -> list[Visit]:
    """Return the visits of the synthetic network."""
    questionnaire = load(find_questionnaire("print"))
    rubric, drawn = Rubric.of(questionnaire), structures(questionnaire)
    status = rubric.settled(drawn.status)
    scores = score(rubric, drawn.values, status)
    given = (scores.reason == Reason.SCORED).tolist()
    rows = zip(drawn.values.tolist(), status.tolist(), given, strict=True)
    return [Visit(questionnaire, drawn.profile_of(row), *of_one, scores, row) for row, of_one in enumerate(rows)]


def share(visits: list[Visit], test: Callable[[Visit], bool]) -> float:
    """Return the percentage of visits that pass a test."""
    return 100 * sum(map(test, visits)) / max(len(visits), 1)


def ranks(numbers: np.ndarray) -> np.ndarray:
    """Return the rank of each number, the mean one for equals."""
    _, inverse, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    middle: np.ndarray = (last - (counts - 1) / 2)[inverse]
    return middle


def figures(visits: list[Visit]) -> Iterator[tuple[str, float, str, float]]:
    """Yield (what, figure, sense of the target, target)."""
    of_print = [v for v in visits if any(x.action.origin == "print" for x in v.lines)]
    lowest = [v for v in visits if v.lowest in v.apart and set(v.axes(v.lines)) & v.apart]
    yield (
        f"une action de PRINT avant la 4e place, % de {len(of_print)} plans qui en ont une",
        share(of_print, lambda v: any(x.action.origin == "print" for x in v.lines[:PRINT_PLACE])),
        ">=",
        98,
    )
    yield (
        "une action d’IA en premier, %",
        share(visits, lambda v: bool(set(v.axes(v.lines[:1])) & v.apart)),
        "<=",
        5,
    )
    yield (
        f"une action d’IA dans l’année, % de {len(lowest)} plans où l’IA est l’axe le plus bas",
        share(lowest, lambda v: bool(set(v.axes(tuple(x for x in v.lines if x.slot.fits != "later"))) & v.apart)),
        ">=",
        97,
    )
    yield (
        "une action par condition non tenue et pour les personnes parmi les six, %",
        share(visits, lambda v: all(v.seats)),
        ">=",
        97,
    )
    yield (
        "trois axes ou plus parmi les six, %",
        share([v for v in visits if len(v.lines) >= PLACES], lambda v: len(set(v.axes(v.first))) >= 3),
        ">=",
        85,
    )
    lost = [float(v.lost) for v in visits]
    yield ("points de l’année perdus sur le seul rapport gain / effort, en moyenne", sum(lost) / len(lost), "<=", 1.5)
    overall = visits[0].scores.overall
    scored = overall.tenths >= 0
    level, raw = overall.level[scored], overall.raw_level[scored]
    exact = overall.tenths[scored]
    yield ("corrélation des rangs, niveau et score", float(np.corrcoef(ranks(level), ranks(exact))[0, 1]), ">=", 0.9)
    yield "niveau retenu sous celui du score, %", float(100 * np.mean(level < raw)), "<=", 12
    yield ("actions choisies sous le quart du meilleur rapport", sum(v.watched.unfair for v in visits), "<=", 0)


def timed(visits: list[Visit]) -> float:
    """Return the milliseconds of processor that one plan takes, on average."""
    chosen = visits[:: max(1, len(visits) // TIMED)]
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        for v in chosen:
            v.laid(order_of(v.questionnaire, v.profile, v.values, v.status, v.given))
        best = min(best, time.process_time() - start)
    return 1000 * best / len(chosen)


def reference() -> float:
    """Return the milliseconds that a plain loop takes: how fast this machine is now."""
    start, total = time.process_time(), 0
    for number in range(100_000):
        total += number * number % 7
    return 1000 * (time.process_time() - start)


def main() -> int:
    """Print each figure beside its target."""
    visits, missed = network(), False
    for what, figure, sense, target in figures(visits):
        held = figure >= target if sense == ">=" else figure <= target
        missed |= not held
        print(f"{what} : {figure:.2f}  (cible {sense} {target:g}){'' if held else '  MANQUÉE'}")
    plan, loop = timed(visits), min(reference() for _ in range(3))
    missed |= plan > 4
    print(f"un plan (M20-M23) : {plan:.2f} ms  (cible <= 4) ; 100 000 tours de boucle : {loop:.1f} ms")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
