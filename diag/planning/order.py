"""The order of the actions of one visit (M21), and their families (M22).

One action is taken at a time, with the prerequisites that it lacks: a *closure*. What a closure is
worth depends on the state reached before it, and on what holds the whole there (M10); those that a
taken one touches are made again. Points, half days and their ratios are whole numbers, compared by
products: nothing is rounded.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from diag.planning.proposals import REACHED, Situation, Standing, situate
from diag.questionnaire.questionnaire_model import Action, Dimension, Questionnaire, Statement, Value
from diag.visit.visit_model import Decision


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


Family = Literal["unlock", "quick", "project", "complement"]

PLACES = 6
"""Places of the priorities, which seats and spread compose."""
PRINT_PLACE = 3
"""Place by which an action of PRINT stands."""
OF_ONE_DIMENSION = 2
"""Chosen actions of one main dimension among the priorities, at most."""
FAIR = (1, 4)
"""Share of the best ratio from which a closure is fair."""
NEAR = (7, 10)
"""Share of the best ratio from which two count as equal: efforts are guesses."""
QUICK = 6
"""Half days of a quick gain, at most."""


@dataclass(frozen=True)
class Step:
    """One action of the order, whose rank is that of the step.

    Attributes:
        action: what is done.
        closure_of: id of the chosen action that brought it; its own if it is chosen.
        effort: person-days, for the staff of this visit.
        gain: points of G that it adds to what stands before it.
        family: M22.
        lifts: blockers of the whole that its closure lifts, told on the chosen action.
        holds: statements of the lasting conditions that it makes hold.
        verify: the prerequisites to verify before it.
        after: what it waits for: steps by rank from 0, prerequisites to verify by id.
    """

    action: Action
    closure_of: str
    effort: Decimal
    gain: Fraction
    family: Family
    lifts: tuple[str, ...]
    holds: tuple[Statement, ...]
    verify: tuple[Action, ...]
    after: tuple[int | str, ...]

    @property
    def chosen(self) -> bool:
        """Whether it was chosen for itself, not brought in as a prerequisite."""
        return self.closure_of == self.action.id


@dataclass(frozen=True)
class Order:
    """The order of one visit; `covered` are the proposed actions that others make useless, by whom."""

    situation: Situation
    steps: tuple[Step, ...]
    covered: tuple[tuple[Action, tuple[str, ...]], ...]


def order_of(
    questionnaire: Questionnaire,
    profile: Mapping[str, Value],
    values: Sequence[int],
    status: Sequence[int],
    given: Sequence[bool],
    decided: Mapping[str, Decision] | None = None,
) -> Order:
    """Return the order of the actions of one visit.

    A choice of ours: a closure that is not fair is never taken, in any step, so that no chosen
    action stands under a quarter of the best ratio of its turn.

    Args:
        questionnaire: its questions and actions.
        profile: typed values of the profile, by field.
        values, status: (Q,) answers as the kernel reads them.
        given: (D,) whether each dimension has a score.
        decided: what was decided of actions, by id.
    """
    return Ordering(situate(questionnaire, profile, values, status, given, decided or {})).run()


def main_dimension(questionnaire: Questionnaire, action: Action) -> Dimension | None:
    """Return the dimension where the targets of an action weigh most, the first named of equals."""
    weights: dict[str, int] = {}
    for target in action.targets:
        name = questionnaire.dimension_of[target.question].id
        weight = questionnaire.question[target.question].weight * target.level
        weights[name] = weights.get(name, 0) + weight
    main = max(weights, key=weights.__getitem__, default=None)
    return next((d for d in questionnaire.dimensions if d.id == main), None)


@dataclass(frozen=True, eq=False)
class Seat:
    """Something that an action of the first places must do: be of PRINT, or raise a question.

    `crosses` holds the level that each question must come to from under it, 0 for any rise; it is
    None for the seat of PRINT.
    """

    deadline: int
    crosses: Mapping[str, int] | None

    def filled_by(self, action: Action, raised: Mapping[str, int], before: Mapping[str, int]) -> bool:
        """Tell whether an action fills the seat when it raises `raised` from `before`."""
        if self.crosses is None:
            return action.origin == "print"
        return any(
            name in self.crosses and _crosses(before[name], level, self.crosses[name])
            for name, level in raised.items()
        )


@dataclass(eq=False)
class Closure:
    """A proposed action after the prerequisites that it lacks.

    Attributes:
        chosen: the proposed action, last of all.
        parts: each action in order, with what it raises and the statements that it makes hold.
        checks: the prerequisites to verify, each with the action that it comes before.
        raised: questions raised, and the levels that they come to.
        fills: the seats that it can fill, each with the places that it takes to do so.
        holds: whether it makes a statement of a condition hold.
        gain, effort: of the whole, in parts of a point and in half days.
    """

    chosen: Action
    parts: dict[str, tuple[Action, dict[str, int], tuple[Statement, ...]]] = field(default_factory=dict)
    checks: dict[str, str] = field(default_factory=dict)
    raised: dict[str, int] = field(default_factory=dict)
    fills: dict[Seat, int] = field(default_factory=dict)
    holds: bool = False
    gain: int = 0
    effort: int = 0

    def fill(self, seat: Seat, taken: int) -> bool:
        """Tell whether it fills a seat by its deadline, so many places being taken."""
        return seat in self.fills and taken + self.fills[seat] <= seat.deadline


class Ordering:
    """One order in the making: `run` takes what `next_closure` says, until nothing is left."""

    def __init__(self, situation: Situation) -> None:
        """Start from the visit, with nothing taken."""
        self.situation, self.reached = situation, Reached(situation)
        self.fixed = _fixed(situation.questionnaire)
        self.seats = _seats(self.reached)
        self.steps: list[Step] = []
        self.places: dict[str, int] = {}  # action -> rank from 0
        self.verified: set[str] = set()
        self.raised_by: dict[str, list[tuple[int, int]]] = {}  # question -> (level, rank)
        self.spread: dict[str, int] = {}  # main dimension -> chosen actions
        self.candidates: dict[str, Closure] = {}

    def run(self) -> Order:
        """Take what is under way, then closures until none is left."""
        self._go_on()
        levels, actions = self.situation.levels, self.situation.open.values()
        proposed = [a for a in actions if self.situation.standing(a, levels) == "proposed"]
        touched = {action.id for action in proposed}
        while True:
            for action in proposed:
                if action.id in touched:
                    self._renew(action)
            if not self.candidates:
                break
            closure, lifts = self.next_closure()
            self._take(closure, lifts)
            main = self.fixed.main[closure.chosen.id]
            self.spread[main] = self.spread.get(main, 0) + 1
            changed = [*closure.parts, *closure.checks, *closure.raised]
            touched = {name for key in changed for name in self.fixed.watchers[key]}
        covered = [
            (action, tuple(self.steps[rank].action.id for rank in self._coverers(action)))
            for action in proposed
            if action.id not in self.places
        ]
        return Order(self.situation, tuple(self.steps), tuple(covered))

    def _go_on(self) -> None:
        """Take what is under way before anything, and whatever it needs: it has begun."""
        for action in self.situation.under_way:
            closure = Closure(action)
            self._add(action, closure, dict(self.reached.levels))
            self._take(closure, self.reached.lifted(self.reached.blockers(), closure.raised))

    # Closures

    def _renew(self, action: Action) -> None:
        """Make the closure of a proposed action again; it has none where nothing is left to do."""
        closure = Closure(action)
        if action.id not in self.places:
            self._enter(action, closure, dict(self.reached.levels))
        if action.id in closure.parts:
            self.candidates[action.id] = closure
        else:
            self.candidates.pop(action.id, None)

    def _enter(self, action: Action, closure: Closure, levels: dict[str, int]) -> None:
        """Append an action after the prerequisites that it lacks, in declared order.

        `levels` are those that the closure has come to; the action raises them.
        """
        for need in self._lacking(action, closure, levels, {"proposed", "support"}):
            self._enter(need, closure, levels)
        raised = self.situation.raised(action, levels)
        if action.targets and not raised:
            return  # what it needs already does all of it
        for need in self._lacking(action, closure, levels, {"verify"}):
            if need.id not in self.verified and need.id not in closure.checks:
                closure.checks[need.id] = action.id
                closure.effort += 1
        self._add(action, closure, levels)

    def _add(self, action: Action, closure: Closure, levels: dict[str, int]) -> None:
        """Append an action to a closure, with all that it raises and fills."""
        raised = self.situation.raised(action, levels)
        holds = tuple(
            statement
            for name, level in raised.items()
            for statement in self.fixed.statements.get(name, ())
            if _crosses(levels[name], level, statement.at_least)
        )
        closure.parts[action.id] = (action, raised, holds)
        for seat in self.seats:
            if seat not in closure.fills and seat.filled_by(action, raised, levels):
                closure.fills[seat] = len(closure.parts)
        worth = self.situation.worth
        closure.gain += sum(worth[n] * (level - levels[n]) for n, level in raised.items())
        closure.effort += self.situation.efforts[action.id]
        closure.holds |= bool(holds)
        closure.raised.update(raised)
        levels.update(raised)

    def _lacking(
        self, action: Action, closure: Closure, levels: Mapping[str, int], standings: Collection[Standing]
    ) -> Iterator[Action]:
        """Yield the prerequisites of some standings that are neither planned nor in a closure."""
        for name in action.needs:
            need = self.situation.open.get(name)
            if need is None or name in self.places or name in closure.parts:
                continue
            if self.situation.standing(need, levels) in standings:
                yield need

    # The next one (M21)

    def next_closure(self) -> tuple[Closure, tuple[str, ...]]:
        """Return the closure to take, and the blockers that it lifts."""
        kept = near(list(self.candidates.values()), FAIR)
        if self._taken < PLACES:  # 1 and 2: seats, spread
            kept = self._seated(kept)
            spread, main = self.spread, self.fixed.main
            kept = [c for c in kept if spread.get(main[c.chosen.id], 0) < OF_ONE_DIMENSION] or kept
        blockers = self.reached.blockers()  # 3
        lifts = {c: self.reached.lifted(blockers, c.raised) for c in kept} if blockers else {}
        kept = [c for c in kept if lifts.get(c)] or kept
        kept = near(kept, NEAR)  # 4: near-equals
        kept = [c for c in kept if c.chosen.origin == "print"] or kept
        kept = [c for c in kept if c.holds] or kept
        taken = min(near(kept, (1, 1)), key=lambda c: (c.effort, c.chosen.id))
        return taken, lifts.get(taken, ())

    def _seated(self, fair: list[Closure]) -> list[Closure]:
        """Keep the closures after which the seats left can be filled, else those that fill one."""
        taken = self._taken
        needs = {  # places that each seat needs; one that nothing can fill in time is void for now
            seat: min(len(c.parts) for c in fair if seat in c.fills)
            for seat in self.seats
            if any(c.fill(seat, taken) for c in fair)
        }

        def leaves_room(closure: Closure) -> bool:
            left = [seat for seat in needs if not closure.fill(seat, taken)]
            for deadline in (PRINT_PLACE, PLACES):
                due = sum(needs[seat] for seat in left if seat.deadline <= deadline)
                if due and due > deadline - taken - len(closure.parts):
                    return False
            # What raises a question of a seat still does after one that raises none of them: only
            # an action of PRINT can be covered by one that leaves its seat empty.
            return all(seat.crosses is not None for seat in left) or self._spares(closure, fair)

        kept = [c for c in fair if leaves_room(c)]
        return kept or [c for c in fair if any(c.fill(seat, taken) for seat in needs)] or fair

    def _spares(self, closure: Closure, fair: list[Closure]) -> bool:
        """Tell whether a closure leaves something to do to an action of PRINT."""
        after = {**self.reached.levels, **closure.raised}
        return any(
            not action.targets or bool(self.situation.raised(action, after))
            for other in fair
            for action, _, _ in other.parts.values()
            if action.origin == "print"
        )

    def _take(self, closure: Closure, lifts: tuple[str, ...]) -> None:
        """Append the actions of a closure to the order."""
        situation, chosen, taken = self.situation, closure.chosen, self._taken
        self.verified.update(closure.checks)
        for name, (action, raised, holds) in closure.parts.items():
            gain, effort = sum(self.reached.worth(raised).values()), situation.efforts[name]
            step = Step(
                action=action,
                closure_of=chosen.id,
                effort=Decimal(effort) / 2,
                gain=Fraction(gain, situation.unit),
                family=_family(gain, situation.unit, effort, bool(lifts)),
                lifts=lifts if action is chosen else (),
                holds=holds,
                verify=tuple(situation.open[n] for n, b in closure.checks.items() if b == name),
                after=self._waits(action),
            )
            self.reached.bring(raised)
            for question, level in raised.items():
                self.raised_by.setdefault(question, []).append((level, len(self.steps)))
            self.places[name] = len(self.steps)
            self.steps.append(step)
        self.seats = [seat for seat in self.seats if not closure.fill(seat, taken)]

    @property
    def _taken(self) -> int:
        """Places of the priorities that are taken: what is under way takes none."""
        return len(self.steps) - len(self.situation.under_way)

    def _waits(self, action: Action) -> tuple[int | str, ...]:
        """Return what an action waits for: its prerequisites, or what reaches them on the way."""
        if action in self.situation.under_way:
            return ()
        waits: list[int | str] = []
        for name in action.needs:
            if name in self.places:
                waits.append(self.places[name])
                continue
            if name in self.verified:
                waits.append(name)
            if name in self.situation.open:
                waits.extend(self._coverers(self.situation.open[name]))
        return tuple(waits)

    def _coverers(self, action: Action) -> list[int]:
        """Return the ranks of the first steps that bring each question to the target of an action."""
        now = self.situation.levels
        above = [t for t in action.targets if t.level > now.get(t.question, REACHED)]
        by = self.raised_by
        return sorted({next(rank for level, rank in by[t.question] if level >= t.level) for t in above})


def _seats(reached: Reached) -> list[Seat]:
    """Return the seats of the first places; the lowest dimension is the one of the visit."""
    situation, questionnaire = reached.situation, reached.situation.questionnaire
    scores = {
        rank: Fraction(reached.points[rank], situation.parts[rank])
        for rank, dimension in enumerate(questionnaire.dimensions)
        if situation.given[rank] and dimension.weight
    }
    lowest = min(scores, key=scores.__getitem__, default=None)
    return [
        Seat(PRINT_PLACE, None),
        *(  # a condition that is whole at the visit has no statement left to make hold
            Seat(PLACES, {s.question: s.at_least for s in condition.statements})
            for condition in questionnaire.header.lasting_conditions
        ),
        Seat(PLACES, {q.id: 0 for q in questionnaire.questions if q.about == "people"}),
        Seat(PLACES, {name: 0 for name, rank in reached.rank.items() if rank == lowest}),
    ]


def _crosses(before: int, after: int, at_least: int) -> bool:
    """Tell whether a level comes to `at_least` from under it; any rise does to 0."""
    return not at_least or before < at_least <= after


def near(closures: list[Closure], share: tuple[int, int]) -> list[Closure]:
    """Keep the closures whose ratio is at least a share of the best one's."""
    times, over = share
    best = closures[0]
    for closure in closures:
        if closure.gain * best.effort > best.gain * closure.effort:
            best = closure
    gain, effort = times * best.gain, over * best.effort
    return [closure for closure in closures if closure.gain * effort >= gain * closure.effort]


def _family(gain: int, unit: int, effort: int, unlocking: bool) -> Family:
    """Return the family of an action: the gain counts at one decimal (M22)."""
    if unlocking:
        return "unlock"
    if half_up(10 * gain, unit) < 10:
        return "complement"
    return "quick" if effort <= QUICK else "project"


@dataclass(frozen=True)
class _Fixed:
    """What the order reads of a questionnaire, whatever the visit.

    Attributes:
        main: id of the main dimension of each action, empty without target.
        statements: statements of the lasting conditions, by question.
        watchers: actions whose closure depends on a question, or on whether an action is taken.
    """

    main: Mapping[str, str]
    statements: Mapping[str, Sequence[Statement]]
    watchers: Mapping[str, Sequence[str]]


@lru_cache(maxsize=8)
def _fixed(questionnaire: Questionnaire) -> _Fixed:
    main = {a.id: main_dimension(questionnaire, a) for a in questionnaire.actions}
    statements: dict[str, list[Statement]] = {}
    for condition in questionnaire.header.lasting_conditions:
        for statement in condition.statements:
            statements.setdefault(statement.question, []).append(statement)
    watchers: dict[str, list[str]] = {}
    for action in questionnaire.actions:
        for key in _watched(questionnaire, action):
            watchers.setdefault(key, []).append(action.id)
    return _Fixed({name: d.id if d else "" for name, d in main.items()}, statements, watchers)


def _watched(questionnaire: Questionnaire, action: Action) -> set[str]:
    """Return an action and the questions that it aims at, and those of all that it needs."""
    own = {action.id, *(target.question for target in action.targets)}
    return own.union(*(_watched(questionnaire, questionnaire.action[n]) for n in action.needs))
