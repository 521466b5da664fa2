"""Rubrics and rows for the tests: the worked example of the method, and random ones."""

from dataclasses import fields

import numpy as np
from hypothesis import strategies as st

from diag.scoring.rubric import Rubric, Status

THRESHOLDS = (20, 40, 60, 80)
NAMES = ["A1", "A2", "A3", "A4", "B1", "B2", "B3", "B4", "C1", "C2", "C3"]
ANSWERED, UNKNOWN, NOT_APPLICABLE, MISSING, HIDDEN = Status
#: How a row is written in the tests: a level, or a letter for another status.
LETTERS = {"?": UNKNOWN, "n": NOT_APPLICABLE, ".": MISSING, "h": HIDDEN}
EXAMPLE = "42?n" + "404." + "034"
"""The visit of the worked example."""

USUAL = st.integers(0, 3)
"""Weights of dimensions."""

#: What is known of every structure beside its measures; by question or by dimension, or alone.
BY_QUESTION = ("next_questions", "own_questions", "blocking_questions", "dimension_blockers", "keys", "own_keys")
BY_DIMENSION = ("reason", "asked", "next_dimensions", "own_points", "blocking_dimensions")
ALONE = ("overall_reason", "next_points", "robust_low", "robust_high", "robust")


def flat(scores):
    """Return every array of the scores, by name."""
    found = {name: getattr(scores, name) for name in BY_QUESTION + BY_DIMENSION + ALONE}
    for part in ("dimensions", "overall"):
        measures = getattr(scores, part)
        found |= {f"{part}.{f.name}": getattr(measures, f.name) for f in fields(measures)}
    return found


def make_rubric(weights, dimension=None, core=None, allowed=None, dimension_weights=None, gates=None):
    """Return a rubric; without more, one dimension, no core question, « non concerné » allowed."""
    count = len(weights)
    dimension = [0] * count if dimension is None else dimension
    dimension_weights = dimension_weights or [1] * (max(dimension) + 1)
    gates = [True] * len(dimension_weights) if gates is None else gates
    return Rubric(
        weights=np.array(weights, dtype=np.int64),
        dimension=np.array(dimension, dtype=np.intp),
        core=np.array([False] * count if core is None else core, dtype=bool),
        not_applicable_allowed=np.array([True] * count if allowed is None else allowed, dtype=bool),
        dimension_weights=np.array(dimension_weights, dtype=np.int64),
        gates=np.array(gates, dtype=bool) & (np.array(dimension_weights) > 0),
        thresholds=np.array(THRESHOLDS, dtype=np.int64),
    )


def make_rows(*rows):
    """Return values and statuses from words such as `30?n` (levels, unknown, not applicable)."""
    status = [[LETTERS.get(mark, ANSWERED) for mark in row] for row in rows]
    values = [[0 if mark in LETTERS else int(mark) for mark in row] for row in rows]
    return np.array(values, dtype=np.int8), np.array(status, dtype=np.int8)


def worked_rubric():
    """Return the rubric of the worked example."""
    return make_rubric(
        weights=[2, 1, 1, 1, 3, 2, 2, 1, 1, 1, 2],
        dimension=[0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2],
        core=[name in ("A3", "B1", "B2", "C1") for name in NAMES],
        dimension_weights=[2, 2, 1],
        gates=[True, True, False],
    )


@st.composite
def rubrics(draw, dimension_weights=USUAL, largest=5):
    """Draw a rubric of 1 to 4 dimensions, at least one of which counts."""
    sizes = draw(st.lists(st.integers(1, largest), min_size=1, max_size=4))
    dimension = [d for d, size in enumerate(sizes) for _ in range(size)]

    def each(strategy, size=None):
        size = len(dimension) if size is None else size
        return draw(st.lists(strategy, min_size=size, max_size=size))

    chosen = each(dimension_weights, len(sizes))
    if not any(chosen):
        chosen[0] = 1
    return make_rubric(
        weights=each(st.integers(1, 3)),
        dimension=dimension,
        core=each(st.sampled_from([False, False, True])),
        allowed=each(st.booleans()),
        dimension_weights=chosen,
        gates=each(st.sampled_from([True, True, False]), len(sizes)),
    )


@st.composite
def cases(draw, most=3, marks="0123401234012340123444?nh.", **options):
    """Draw a rubric, and values and statuses of a few rows, mostly answered, as visits are."""
    rubric = draw(rubrics(**options))
    size = len(rubric.weights)
    row = st.lists(st.sampled_from(marks), min_size=size, max_size=size)
    return rubric, *make_rows(*draw(st.lists(row, min_size=1, max_size=most)))
