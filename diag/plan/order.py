"""The order of the actions: marginal gains, prerequisites first, blockers first (M20, M21)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from diag.scoring.kernel import (
    count,
    exact_scores,
    gate_values,
    overall_ratio,
    round_half_up,
    score,
)
from diag.scoring.results import Scores
from diag.scoring.rubric import Rubric, Status

Row = NDArray[np.int8]
_ANSWERED, _UNKNOWN = int(Status.ANSWERED), int(Status.UNKNOWN)


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
    rows = [(values, status)]
    chosen: list[tuple[Candidate, _Blockers]] = []
    while remaining:
        now = rows[-1]
        blockers = _blockers(rubric, score(rubric, *now), *now)
        closures = [closure(c, remaining) for c in remaining.values()]
        after = _stack([apply(*now, members) for members in closures])
        worths, (base,) = _worth(rubric, given, *after), _worth(rubric, given, *now)
        lifting = _lifting(rubric, blockers, *after)
        ranked = [
            (not lifts, (base - worth) / effort, effort, owner.id, members)
            for owner, members, worth, lifts in zip(
                remaining.values(), closures, worths, lifting, strict=True
            )
            for effort in [sum((m.effort for m in members), Fraction(0))]
        ]
        for member in min(ranked, key=lambda r: r[:4])[4]:
            chosen.append((member, blockers))
            rows.append(apply(*rows[-1], [member]))
            del remaining[member.id]
    return _steps(rubric, given, chosen, _stack(rows))


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
    answer that does not count now (M3) would change the score by its arrival, not by the action.
    """
    values, status = values.copy(), status.copy()
    for action in done:
        for column, level in action.targets:
            code = status[0, column]
            if code == _ANSWERED:
                values[0, column] = max(int(values[0, column]), level)
            elif code == _UNKNOWN:
                values[0, column], status[0, column] = level, _ANSWERED
    return values, status


def _stack(rows: Sequence[tuple[Row, Row]]) -> tuple[Row, Row]:
    return np.concatenate([v for v, _ in rows]), np.concatenate([s for _, s in rows])


def _worth(rubric: Rubric, given: bool, values: Row, status: Row) -> list[Fraction]:
    """Return what each row is worth: the exact G, or the mean of the dimensions without G (M20)."""
    if not given:
        number = len(rubric.dimension_weights)
        return [sum(d, Fraction(0)) / number for d in exact_scores(count(rubric, values, status))]
    tally = count(rubric, values, status)
    top, bottom = overall_ratio(rubric, 25 * tally.points, tally.known)
    return [Fraction(t, b) for t, b in zip(top.tolist(), bottom.tolist(), strict=True)]


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


def _steps(
    rubric: Rubric,
    given: bool,
    chosen: Sequence[tuple[Candidate, _Blockers]],
    rows: tuple[Row, Row],
) -> list[Step]:
    """Return the steps between successive rows, read in one call of the kernel."""
    worths = _worth(rubric, given, *rows)
    scores = exact_scores(count(rubric, *rows))
    gates = gate_values(rubric, *rows)
    tally = count(rubric, *rows)
    shown = round_half_up(25 * tally.points, tally.known)  # gates compare what is read (M8)
    return [
        Step(
            candidate=candidate,
            gain=worths[rank] - worths[rank - 1],
            before=scores[rank - 1],
            after=scores[rank],
            lifts=tuple(c for c, need in blockers.questions if gates[rank, c] >= need),
            lifts_dimensions=tuple(d for d, need in blockers.dimensions if shown[rank, d] >= need),
        )
        for rank, (candidate, blockers) in enumerate(chosen, 1)
    ]
