"""The order of the actions: marginal gains, prerequisites first, blockers first (M20, M21)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from diag.scoring.kernel import count, gate_values, overall_ratio, round_half_up, score
from diag.scoring.results import Scores
from diag.scoring.rubric import Rubric, Status

Row = NDArray[np.int8]


@dataclass(frozen=True)
class Candidate:
    """An action as the order sees it: `targets` are (column of the question, level)."""

    id: str
    effort: Fraction
    targets: tuple[tuple[int, int], ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """One action at its rank.

    Attributes:
        gain: what it adds to G at this rank, in points (M20).
        before, after: exact score of each dimension on both sides of this step.
        lifts: columns of the blocking questions, and ranks of the weak dimensions, it lifts.

    """

    candidate: Candidate
    gain: Fraction
    before: tuple[Fraction, ...]
    after: tuple[Fraction, ...]
    lifts: tuple[int, ...]
    lifts_dimensions: tuple[int, ...]


@dataclass(frozen=True)
class _Blockers:
    """Gates that hold a level now: (column, value needed) and (dimension, score needed)."""

    questions: tuple[tuple[int, int], ...]
    dimensions: tuple[tuple[int, int], ...]


def order(rubric: Rubric, values: Row, status: Row, candidates: Sequence[Candidate]) -> list[Step]:
    """Return every candidate at its rank.

    Args:
        rubric: weights and gates.
        values, status: the visit, one row (1, Q).
        candidates: actions to order; a need that is not among them counts as met.

    """
    remaining = {c.id: c for c in candidates}
    # An action turns unknown into answered, never missing: whether G is given does not change.
    given = not np.isnan(score(rubric, values, status).overall.score[0])
    steps: list[Step] = []
    while remaining:
        blockers = _blockers(rubric, score(rubric, values, status), values, status)
        closures = [closure(c, remaining) for c in remaining.values()]
        rows = [apply(values, status, members) for members in closures]
        stacked = (np.concatenate([v for v, _ in rows]), np.concatenate([s for _, s in rows]))
        gains = _gains(rubric, given, (values, status), stacked)
        lifting = _lifting(rubric, blockers, *stacked)
        ranked = [
            (not lifts, -gain / effort, effort, owner.id, members)
            for owner, members, gain, lifts in zip(
                remaining.values(), closures, gains, lifting, strict=True
            )
            for effort in [sum((m.effort for m in members), Fraction(0))]
        ]
        for member in min(ranked, key=lambda r: r[:4])[4]:
            steps.append(_step(rubric, given, blockers, values, status, member))
            values, status = apply(values, status, [member])
            del remaining[member.id]
    return steps


def closure(candidate: Candidate, remaining: Mapping[str, Candidate]) -> list[Candidate]:
    """Return a candidate after the prerequisites that remain to be done, in a workable order."""
    found: dict[str, Candidate] = {}

    def visit(one: Candidate) -> None:
        for need in one.needs:
            if need in remaining and need not in found:
                visit(remaining[need])
        found[one.id] = one

    visit(candidate)
    return list(found.values())


def apply(values: Row, status: Row, done: Iterable[Candidate]) -> tuple[Row, Row]:
    """Return the row once actions are done: a target never lowers a value (M20).

    What was not asked, does not concern the structure or was left unanswered stays as it is: an
    action cannot answer in the structure's place.
    """
    values, status = values.copy(), status.copy()
    for action in done:
        for column, level in action.targets:
            if status[0, column] in (Status.ANSWERED, Status.UNKNOWN):
                now = values[0, column] if status[0, column] == Status.ANSWERED else 0
                values[0, column] = max(int(now), level)
                status[0, column] = Status.ANSWERED
    return values, status


def dimension_scores(rubric: Rubric, values: Row, status: Row) -> tuple[Fraction, ...]:
    """Return the exact score of each dimension of one row; 0 where nothing is known."""
    tally = count(rubric, values, status)
    return tuple(
        Fraction(25 * int(p), int(k)) if k else Fraction(0)
        for p, k in zip(tally.points[0], tally.known[0], strict=True)
    )


def _gains(
    rubric: Rubric, given: bool, now: tuple[Row, Row], after: tuple[Row, Row]
) -> list[Fraction]:
    """Return the exact gain of each row of `after` over `now` (M20)."""
    if given:
        base, *later = _overall(rubric, *map(np.concatenate, zip(now, after, strict=True)))
        return [value - base for value in later]
    # Without G, the mean gain of the dimensions stands for it.
    before = sum(dimension_scores(rubric, *now))
    number = len(rubric.dimension_weights)
    rows = zip(after[0], after[1], strict=True)
    sums = [sum(dimension_scores(rubric, v[None], s[None])) for v, s in rows]
    return [Fraction(total - before) / number for total in sums]


def _overall(rubric: Rubric, values: Row, status: Row) -> Iterator[Fraction]:
    tally = count(rubric, values, status)
    top, bottom = overall_ratio(rubric, 25 * tally.points, tally.known)
    return (Fraction(int(t), int(b)) for t, b in zip(top, bottom, strict=True))


def _blockers(rubric: Rubric, scores: Scores, values: Row, status: Row) -> _Blockers:
    """Return the gates named as blocking, each with what lifts it."""
    questions: list[tuple[int, int]] = []
    for column in np.flatnonzero(scores.overall_blockers[0] | scores.dimension_blockers[0]):
        levels = [int(scores.dimensions.level[0, rubric.dimension[column]])]
        if scores.overall_blockers[0, column]:
            levels.append(int(scores.overall.level[0]))
        shown = int(gate_values(rubric, values, status)[0, column])
        questions.append((int(column), min(level for level in levels if level > shown)))
    floor = [*rubric.rules.thresholds, 100][max(int(scores.overall.level[0]), 0)]
    weak = np.flatnonzero(scores.weak_dimensions[0])
    needed = floor - rubric.rules.dimension_margin
    return _Blockers(tuple(questions), tuple((int(d), needed) for d in weak))


def _lifting(rubric: Rubric, blockers: _Blockers, values: Row, status: Row) -> list[bool]:
    """Tell, for each row, whether it lifts at least one blocker."""
    lifted = np.zeros(len(values), dtype=bool)
    for column, needed in blockers.questions:
        lifted |= gate_values(rubric, values, status)[:, column] >= needed
    if blockers.dimensions:
        tally = count(rubric, values, status)
        rounded = round_half_up(25 * tally.points, tally.known)
        for rank, floor in blockers.dimensions:
            lifted |= rounded[:, rank] >= floor
    return [bool(b) for b in lifted]


def _step(
    rubric: Rubric, given: bool, blockers: _Blockers, values: Row, status: Row, member: Candidate
) -> Step:
    after = apply(values, status, [member])
    gates = gate_values(rubric, *after)[0]
    tally = count(rubric, *after)
    shown = round_half_up(25 * tally.points, tally.known)[0]  # gates compare what is read (M8)
    return Step(
        candidate=member,
        gain=_gains(rubric, given, (values, status), after)[0],
        before=dimension_scores(rubric, values, status),
        after=dimension_scores(rubric, *after),
        lifts=tuple(c for c, needed in blockers.questions if gates[c] >= needed),
        lifts_dimensions=tuple(d for d, floor in blockers.dimensions if shown[d] >= floor),
    )
