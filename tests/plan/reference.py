"""A second order of the actions of one visit, slow and plain, written from method.md.

Loops and fractions over whole visits, scored again by the plain reference at each step: it shares
nothing with the boards but the rubric and the candidates it reads, so that each checks the other.
"""

from dataclasses import dataclass
from fractions import Fraction

from scoring.reference import half_up, score_visit, sums

from diag.scoring.rubric import Status


@dataclass(frozen=True)
class Turn:
    """One action at its rank: what it wins, and what it lifts."""

    id: str
    gain: Fraction
    after: tuple[Fraction, ...]
    lifts: frozenset[int]
    lifts_dimensions: frozenset[int]


def order_plainly(rubric, values, status, actions):
    """Return the turns of one visit; `values` and `status` are (Q,) (M20, M21)."""
    row = [int(v) for v in values], [Status(s) for s in status]
    remaining = {a.id: a for a in actions}
    turns = []
    while remaining:
        closures = {name: closure(name, remaining) for name in remaining}
        before = score_visit(rubric, *row)

        def key(name, row=row, before=before, closures=closures):
            members = closures[name]
            later = done(row, members)
            effort = sum(m.effort for m in members)
            gain = worth(rubric, later) - worth(rubric, row)
            return not any(lifted(rubric, before, later)), -gain / effort, effort, name

        for member in closures[min(remaining, key=key)]:
            later = done(row, [member])
            gain = worth(rubric, later) - worth(rubric, row)
            lifts = lifted(rubric, before, later)
            turns.append(Turn(member.id, gain, profile(rubric, later), *lifts))
            row = later
            del remaining[member.id]
    return turns


def closure(name, remaining):
    """Return an action after all that it supposes and that remains to be done."""
    found = []
    for need in remaining[name].needs:
        if need in remaining:
            found += [m for m in closure(need, remaining) if m not in found]
    return [*found, remaining[name]]


def done(row, actions):
    """Return a row once actions are done: a target never lowers a value (M20)."""
    values, status = list(row[0]), list(row[1])
    for one in actions:
        for column, level in one.targets:
            if status[column] == Status.ANSWERED:
                values[column] = max(values[column], level)
            elif status[column] == Status.UNKNOWN:
                values[column], status[column] = level, Status.ANSWERED
    return values, status


def profile(rubric, row):
    """Return the exact score of each dimension, 0 where nothing is known (M3)."""
    scores = []
    for dimension in range(len(rubric.dimension_weights)):
        points, weight = sums(rubric, *row, dimension)
        known = weight[Status.ANSWERED] + weight[Status.UNKNOWN]
        scores.append(Fraction(points, known) if known else Fraction(0))
    return tuple(scores)


def worth(rubric, row):
    """Return G, or the mean of the dimensions where it is not given (M20)."""
    _, whole = score_visit(rubric, *row)
    scores = profile(rubric, row)
    return sum(scores) / len(scores) if whole.score is None else whole.score


def lifted(rubric, before, row):
    """Return the questions and the dimensions that blocked before and do not in `row` (M10)."""
    parts, whole = before
    values, status = row
    questions = {
        column
        for held in (*parts, whole)
        for column in held.blockers
        if status[column] == Status.ANSWERED and values[column] >= held.level
    }
    needed = [t - rubric.rules.dimension_margin for t in rubric.rules.thresholds]
    scores = profile(rubric, row)
    dimensions = {d for d in whole.weak if half_up(scores[d]) >= needed[whole.level]}
    return frozenset(questions), frozenset(dimensions)
