"""Rubrics for the tests: the worked example of the method, and random ones."""

from dataclasses import fields

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from diag.questionnaire.questionnaire_model import ScoringRules
from diag.scoring.rubric import Rubric, Status

RULES = ScoringRules(
    thresholds=[20, 40, 60, 80],
    dimension_margin=20,
    minimum_coverage=80,
    maximum_not_applicable=50,
    unknown_to_confirm=30,
    uneven_balance=85,
    weight_variation=25,
)
NAMES = ["A1", "A2", "A3", "A4", "B1", "B2", "B3", "B4", "C1", "C2", "C3"]
ANSWERED, UNKNOWN, NOT_APPLICABLE, MISSING, HIDDEN = Status
#: How a row is written in the tests: a level, or a letter for another status.
LETTERS = {"?": UNKNOWN, "n": NOT_APPLICABLE, ".": MISSING, "h": HIDDEN}
quick = settings(max_examples=50)

#: What is known of every structure beside its measures, computed at once or when asked for.
ALONE = (
    "reason",
    "balance",
    "robust_low",
    "robust_high",
    "robust",
    "dimension_blockers",
    "overall_blockers",
    "weak_dimensions",
)


def flat(scores):
    """Return every array of the scores, by name."""
    found = {name: getattr(scores, name) for name in ALONE}
    for part in ("dimensions", "overall"):
        measures = getattr(scores, part)
        found |= {f"{part}.{f.name}": getattr(measures, f.name) for f in fields(measures)}
    return found


def make_rubric(
    weights, dimension=None, core=None, allowed=None, dimension_weights=None, rules=RULES
):
    """Return a rubric; without more, one dimension, no core question, « non concerné » allowed."""
    count = len(weights)
    dimension = [0] * count if dimension is None else dimension
    core = [False] * count if core is None else core
    allowed = [True] * count if allowed is None else allowed
    dimension_weights = dimension_weights or [1] * (max(dimension) + 1)
    return Rubric(
        weights=np.array(weights, dtype=np.int64),
        dimension=np.array(dimension, dtype=np.intp),
        core=np.array(core, dtype=bool),
        not_applicable_allowed=np.array(allowed, dtype=bool),
        dimension_weights=np.array(dimension_weights, dtype=np.int64),
        rules=rules,
    )


def make_rows(*rows):
    """Return values and statuses from words such as `30?n` (levels, unknown, not applicable)."""
    status = [[LETTERS.get(mark, ANSWERED) for mark in row] for row in rows]
    values = [[0 if mark in LETTERS else int(mark) for mark in row] for row in rows]
    return np.array(values, dtype=np.int8), np.array(status, dtype=np.int8)


def worked_example():
    """Return the rubric and the row of the worked example of method.md."""
    rubric = make_rubric(
        weights=[2, 1, 1, 1, 3, 3, 2, 1, 1, 1, 2],
        dimension=[0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2],
        core=[name in ("B1", "B2") for name in NAMES],
        dimension_weights=[1, 2, 1],
    )
    return rubric, *make_rows("31?n" + "203." + "433")


@st.composite
def rubrics(draw, dimension_weights=None, largest=5):
    """Draw a rubric of 1 to 4 dimensions, at least one of which counts."""
    if dimension_weights is None:
        dimension_weights = st.integers(0, 3)
    sizes = draw(st.lists(st.integers(1, largest), min_size=1, max_size=4))
    dimension = [d for d, size in enumerate(sizes) for _ in range(size)]
    count = len(dimension)

    def each(strategy, size=count):
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
    )


@st.composite
def tables(draw, rubric, most=3):
    """Draw the values and statuses of a few rows, mostly answered, as visits are."""
    size = len(rubric.weights)
    mark = st.sampled_from("0123401234012340123401234?nh.")
    row = st.lists(mark, min_size=size, max_size=size)
    return make_rows(*draw(st.lists(row, min_size=1, max_size=most)))


@st.composite
def cases(draw, most=3, **options):
    """Draw a rubric and rows that fit it."""
    rubric = draw(rubrics(**options))
    return rubric, *draw(tables(rubric, most))
