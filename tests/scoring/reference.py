"""A second scoring of one visit, slow and plain, written from method.md: loops and fractions.

It shares nothing with the kernel but the rubric it reads, so that each checks the other.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import exp, floor, log

from diag.scoring.rubric import Status


@dataclass
class Result:
    """Scores of one dimension or of the whole; None where not scored."""

    score: Fraction | None
    low: Fraction | None = None
    high: Fraction | None = None
    raw: int = -1
    level: int = -1
    level_low: int = -1
    level_high: int = -1
    coverage: Fraction | None = None
    to_confirm: bool = False
    blockers: frozenset[int] = frozenset()
    weak: frozenset[int] = frozenset()


def half_up(number):
    """Return `number` rounded half up to one decimal, exactly (M8)."""
    return Fraction(floor(10 * number + Fraction(1, 2)), 10)


def sums(rubric, values, status, dimension):
    """Return, over one dimension, the weighted points and the weight of each status."""
    points, weight = 0, dict.fromkeys(Status, 0)
    for q, w in enumerate(rubric.weights):
        if rubric.dimension[q] == dimension:
            weight[Status(status[q])] += int(w)
            if status[q] == Status.ANSWERED:
                points += int(w) * 25 * int(values[q])
    return points, weight


def score_dimension(rubric, values, status, dimension):
    """Return D, its halo, coverage and levels (M3-M5, M9, M10)."""
    points, weight = sums(rubric, values, status, dimension)
    known = weight[Status.ANSWERED] + weight[Status.UNKNOWN]
    asked = known + weight[Status.MISSING]
    doubtful = asked - weight[Status.ANSWERED]
    concerned = asked + weight[Status.NOT_APPLICABLE]
    coverage = Fraction(known, asked) if asked else None
    rules = rubric.rules
    if (
        not known
        or half_up(100 * Fraction(weight[Status.NOT_APPLICABLE], concerned))
        > rules.maximum_not_applicable
        or half_up(100 * coverage) < rules.minimum_coverage
    ):
        return Result(None, coverage=coverage)
    share = half_up(100 * Fraction(weight[Status.UNKNOWN], known))
    result = Result(
        score=Fraction(points, known),
        low=Fraction(points, asked),
        high=Fraction(points + 100 * doubtful, asked),
        coverage=coverage,
        to_confirm=share > rules.unknown_to_confirm,
    )
    own = [q for q in range(len(rubric.weights)) if rubric.dimension[q] == dimension]
    add_levels(
        rubric,
        result,
        lambda level, doubt: broken_gates(rubric, values, status, own, level, doubt),
    )
    return result


def score_visit(rubric, values, status):
    """Return the result of each dimension and that of the whole (M6, M10)."""
    dimensions = range(len(rubric.dimension_weights))
    parts = [score_dimension(rubric, values, status, d) for d in dimensions]
    counted = [(int(w), p) for w, p in zip(rubric.dimension_weights, parts, strict=True) if w > 0]
    if any(part.score is None for _, part in counted):
        return parts, Result(None)
    whole = Result(
        score=mean([(w, p.score) for w, p in counted]),
        low=mean([(w, p.low) for w, p in counted]),
        high=mean([(w, p.high) for w, p in counted]),
    )

    def weak(level, doubt):
        needed = rubric.rules.thresholds[level - 1] - rubric.rules.dimension_margin
        return {
            d
            for d in dimensions
            if rubric.dimension_weights[d] > 0
            and half_up(parts[d].high if doubt else parts[d].score) < needed
        }

    every = range(len(rubric.weights))
    add_levels(
        rubric,
        whole,
        lambda level, doubt: broken_gates(rubric, values, status, every, level, doubt),
        weak,
    )
    return parts, whole


def mean(weighted):
    """Return the weighted mean of (weight, value) pairs."""
    return Fraction(sum(w * v for w, v in weighted)) / sum(w for w, _ in weighted)


def broken_gates(rubric, values, status, questions, level, doubt):
    """Return the core questions that forbid `level` (M10); what is not known is worth `doubt`."""
    broken = set()
    for q in questions:
        if not rubric.core[q] or status[q] == Status.HIDDEN:
            continue
        if status[q] == Status.NOT_APPLICABLE and rubric.not_applicable_allowed[q]:
            continue
        worth = int(values[q]) if status[q] == Status.ANSWERED else 0
        worth = doubt if status[q] in (Status.UNKNOWN, Status.MISSING) else worth
        points = 25 * worth
        if points < 25 * (level - 1):
            broken.add(q)
    return broken


def add_levels(rubric, result, broken, weak=lambda level, doubt: set()):
    """Fill in the raw level, the level, its range and the blockers (M9, M10)."""

    def raw(number):
        return sum(half_up(number) >= t for t in rubric.rules.thresholds)

    def gated(level, doubt=0):
        free = (n for n in range(1, level + 1) if not (broken(n, doubt) or weak(n, doubt)))
        return max(free, default=0)

    result.raw = raw(result.score)
    result.level, result.level_low = gated(raw(result.score)), gated(raw(result.low))
    result.level_high = gated(raw(result.high), doubt=4)
    if result.level < result.raw:
        result.blockers = frozenset(broken(result.level + 1, 0))
        result.weak = frozenset(weak(result.level + 1, 0))


def robustness(rubric, parts):
    """Return the lowest and the highest G when each weight varies (M11)."""
    vary = Fraction(rubric.rules.weight_variation, 100)
    counted = [
        (int(w), p.score) for w, p in zip(rubric.dimension_weights, parts, strict=True) if w > 0
    ]
    ends = [
        mean([(w * (1 + sign * vary), s) for sign, (w, s) in zip(signs, counted, strict=True)])
        for signs in product((-1, 1), repeat=len(counted))
    ]
    return min(ends), max(ends)


def balance(rubric, parts, whole):
    """Return E, or None where G is 0 (M7)."""
    if not whole.score:
        return None
    counted = [
        (int(w), p.score) for w, p in zip(rubric.dimension_weights, parts, strict=True) if w > 0
    ]
    total = sum(w for w, _ in counted)
    return exp(sum(w * log(max(float(s), 1)) for w, s in counted) / total) / float(whole.score)
