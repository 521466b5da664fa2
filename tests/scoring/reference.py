"""A second scoring, slow and plain, written from the rules: loops and fractions, one visit at a time.

It shares nothing with the kernel but the rubric it reads, so that each checks the other. It reads
the rules as they are worded: a level is tried from the top down against each of its gates.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from math import exp, floor, log
from statistics import median_low

from diag.scoring.rubric import Status

ANSWERED, UNKNOWN, NOT_APPLICABLE, MISSING, HIDDEN = Status
DOUBTFUL = (UNKNOWN, MISSING)


def half_up(number, scale=1):
    """Return `number` times `scale` rounded half up, exactly (M8); -1 for None."""
    return -1 if number is None else floor(scale * number + Fraction(1, 2))


@dataclass
class Result:
    """Scores of one dimension or of the whole; None or -1 where not scored."""

    score: Fraction | None = None
    high: Fraction | None = None
    known: Fraction | None = None
    aside: Fraction | None = None
    why: str = ""
    to_confirm: bool = False
    raw: int = -1
    level: int = -1
    level_high: int = -1
    keys: set = field(default_factory=set)
    next_points: int = 0
    next_questions: set = field(default_factory=set)
    next_dimensions: dict = field(default_factory=dict)


class Visit:
    """One row: what each question is worth at both ends."""

    def __init__(self, rubric, values, status, highest=None):
        self.rubric = rubric
        self.size = len(rubric.weights)
        self.status = []
        self.ends = []  # (low, high) levels of each question
        for q in range(self.size):
            state = Status(int(status[q]))
            if state is NOT_APPLICABLE and not rubric.not_applicable_allowed[q]:
                state = MISSING
            low = int(values[q]) if state is ANSWERED else 0
            high = 4 if state in DOUBTFUL else low
            if highest is not None and state is ANSWERED:
                high = int(highest[q])
            self.status.append(state)
            self.ends.append((low, high))

    def of(self, dimension, *states):
        """Return the questions of a dimension whose status is among `states`."""
        return [q for q in range(self.size) if self.rubric.dimension[q] == dimension and self.status[q] in states]

    def weight(self, questions):
        """Return the weight of some questions."""
        return sum(int(self.rubric.weights[q]) for q in questions)

    def points(self, questions, end):
        """Return the weighted points of some questions, at one end."""
        return sum(25 * int(self.rubric.weights[q]) * self.ends[q][end] for q in questions)

    def gates(self, dimension):
        """Return the core questions that gate a dimension."""
        return [q for q in self.of(dimension, ANSWERED, *DOUBTFUL) if self.rubric.core[q]]


def raw_level(rubric, score):
    """Return the level that a score reaches, as it is read (M9)."""
    return sum(half_up(score) >= int(t) for t in rubric.thresholds)


def highest_level(rubric, score, free):
    """Return the highest level that the score reaches and that is `free` (M10)."""
    return max(n for n in range(raw_level(rubric, score) + 1) if n == 0 or free(n))


def points_to(rubric, score, level):
    """Return the points that a score lacks to the threshold of a level from 1 to 4."""
    return max(int(rubric.thresholds[level - 1]) - half_up(score), 0) if 1 <= level <= 4 else 0


def score_dimension(visit, d):
    """Return the result of one dimension (M3-M5, M9, M10)."""
    rubric = visit.rubric
    asked = visit.of(d, ANSWERED, *DOUBTFUL)
    weight, aside = visit.weight(asked), visit.weight(visit.of(d, NOT_APPLICABLE))
    result = Result()
    if weight:
        result.known = Fraction(visit.weight(visit.of(d, ANSWERED)), weight)
    if weight + aside:
        result.aside = Fraction(aside, weight + aside)
    if not weight + aside:
        result.why = "nothing asked"
    elif half_up(result.aside, 100) > 50:
        result.why = "not applicable"
    elif half_up(result.known, 100) < 50:
        result.why = "unknown"
    if result.why:
        return result
    result.score = Fraction(visit.points(asked, 0), weight)
    result.high = Fraction(visit.points(asked, 1), weight)
    result.to_confirm = half_up(result.known, 100) < 70 or half_up(result.aside, 100) > 25
    gates = visit.gates(d)

    def free(end):
        return lambda level: all(25 * visit.ends[q][end] >= 25 * (level - 1) for q in gates)

    result.raw = raw_level(rubric, result.score)
    result.level = highest_level(rubric, result.score, free(0))
    result.level_high = highest_level(rubric, result.high, free(1))
    if result.level_high > result.level:
        result.keys = {q for q in gates if visit.ends[q][0] < result.level_high - 1}
    if result.level < 4:
        result.next_points = points_to(rubric, result.score, result.level + 1)
        result.next_questions = {q for q in gates if visit.ends[q][0] < result.level}
    return result


def score_visit(rubric, values, status, highest=None):
    """Return the result of each dimension and that of the whole (M3-M6, M9, M10)."""
    visit = Visit(rubric, values, status, highest)
    dimensions = range(len(rubric.dimension_weights))
    parts = [score_dimension(visit, d) for d in dimensions]
    counted = [d for d in dimensions if rubric.dimension_weights[d] > 0]
    weights = [int(rubric.dimension_weights[d]) for d in counted]
    own = [parts[d] for d in counted]
    whole = Result(known=mean(weights, [p.known for p in own]), aside=mean(weights, [p.aside for p in own]))
    whole.score = mean(weights, [p.score for p in own])
    if whole.score is None:
        return parts, whole
    whole.high = mean(weights, [p.high for p in own])
    whole.to_confirm = half_up(whole.known, 100) < 70 or half_up(whole.aside, 100) > 25
    gating = [d for d in counted if rubric.gates[d]]
    whole.raw = raw_level(rubric, whole.score)
    whole.level = highest_level(rubric, whole.score, lambda level: all(parts[d].level >= level - 1 for d in gating))
    whole.level_high = highest_level(
        rubric, whole.high, lambda level: all(parts[d].level_high >= level - 1 for d in gating)
    )
    if whole.level_high > whole.level:
        whole.keys = {q for d in gating for q in visit.gates(d) if visit.ends[q][0] < whole.level_high - 2}
    if whole.level < 4:
        whole.next_points = points_to(rubric, whole.score, whole.level + 1)
        for d in gating:
            if parts[d].level < whole.level:
                lacking = points_to(rubric, parts[d].score, whole.level)
                if lacking:
                    whole.next_dimensions[d] = lacking
                whole.next_questions |= {q for q in visit.gates(d) if visit.ends[q][0] < whole.level - 1}
    return parts, whole


def mean(weights, values):
    """Return a weighted mean; None where a value is None or where nothing weighs."""
    if not weights or None in values:
        return None
    return Fraction(sum(w * v for w, v in zip(weights, values, strict=True))) / sum(weights)


def counted_scores(rubric, parts):
    """Return the weights and the scores of the dimensions that count."""
    pairs = zip(rubric.dimension_weights, parts, strict=True)
    return zip(*[(int(w), p.score) for w, p in pairs if w > 0], strict=True)


def robustness(rubric, parts):
    """Return the lowest and the highest G when each weight varies by 25 % (M11)."""
    weights, scores = counted_scores(rubric, parts)
    steps = (Fraction(3, 4), Fraction(5, 4))
    ends = [
        mean([w * step for w, step in zip(weights, varied, strict=True)], scores)
        for varied in product(steps, repeat=len(weights))
    ]
    return min(ends), max(ends)


def robust(rubric, parts):
    """Tell whether the level of the whole is the same at both ends (M11)."""
    gating = [p.level for p, gates in zip(parts, rubric.gates, strict=True) if gates]
    low, high = (
        highest_level(rubric, end, lambda level: all(x >= level - 1 for x in gating))
        for end in robustness(rubric, parts)
    )
    return low == high


def balance(rubric, parts, whole):
    """Return E, or None where G is 0 or not given (M7)."""
    if not whole.score:
        return None
    weights, scores = counted_scores(rubric, parts)
    logs = sum(w * log(max(float(s), 1)) for w, s in zip(weights, scores, strict=True))
    return exp(logs / sum(weights)) / float(whole.score)


def merge_one(values, status):
    """Read M13 of one question, in the order of the respondents; return the fields of a merge."""
    states = [Status(int(s)) for s in status]
    levels = [int(v) for v, s in zip(values, states, strict=True) if s is ANSWERED]
    state = next((s for s in Status if s in states), HIDDEN)
    value = median_low(levels) if levels else 0
    said = [
        i
        for i, s in enumerate(states)
        if s is state and (s is not ANSWERED or values[i] == value) and s not in (MISSING, HIDDEN)
    ]
    deviation = None
    if len(levels) > 1:
        middle = Fraction(sum(levels), len(levels))
        deviation = sum(abs(x - middle) for x in levels) / len(levels)
    spread = max(levels) - min(levels) if levels else 0
    gap = deviation > Fraction(5, 6) if len(levels) >= 5 else spread >= 2
    concerned = bool(levels) or UNKNOWN in states
    return {
        "values": value,
        "status": state,
        "highest": max(levels) if gap else value,
        "chosen": said[0] if said else -1,
        "given": len(levels),
        "spread": spread,
        "apart": sum(abs(len(levels) * x - sum(levels)) for x in levels),
        "level_gap": gap,
        "known_gap": bool(levels) and UNKNOWN in states,
        "concerned_gap": concerned and NOT_APPLICABLE in states,
        "missing_gap": MISSING in states and (concerned or NOT_APPLICABLE in states),
    }
