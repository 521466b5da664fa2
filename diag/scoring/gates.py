"""Gates: what the core questions and the weakest dimension let through (M10).

Only the K core questions are looked at; the K columns follow `Rubric.gates`.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.scoring.ratios import reached
from diag.scoring.rubric import Bools, Floats, Levels, Rubric, Status


def gate_values(
    rubric: Rubric, values: NDArray[Any], status: NDArray[Any], doubt: int = 0
) -> Levels:
    """Return (n, Q) the value each question shows at a gate; 4 where it blocks nothing (M10).

    Unknown and missing count `doubt`: 0, or 4 at the high end of the halo. An illegitimate « non
    concerné » counts 0; a hidden question, a legitimate « non concerné » and a question outside the
    core do not block.
    """
    gates = np.full(np.shape(status), 4, dtype=np.int8)
    gates[:, rubric.gates] = core_values(rubric, values, status, doubt)[1]
    return gates


def core_values(
    rubric: Rubric, values: NDArray[Any], status: NDArray[Any], doubt: int = 4
) -> tuple[Levels, Levels]:
    """Return (n, K) what the core questions show, unknown and missing counting 0, then `doubt`."""
    chosen, shown = (np.take(x.T, rubric.gates, axis=0).T for x in (status, values))
    answered = chosen == Status.ANSWERED.value
    excused = chosen == Status.NOT_APPLICABLE.value
    excused &= rubric.not_applicable_allowed[rubric.gates]
    excused |= chosen == Status.HIDDEN.value
    doubtful = (chosen == Status.UNKNOWN.value) | (chosen == Status.MISSING.value)
    # Sums of products of bytes, as a choice by `where` is twenty times slower.
    worst = shown.astype(np.int8) * answered.view(np.int8)
    worst += np.int8(4) * excused.view(np.int8)
    return worst, worst + np.int8(doubt) * doubtful.view(np.int8)


def caps(rubric: Rubric, gates: Levels) -> Levels:
    """Return (n, D) the highest level each dimension's gates let through: L needs values >= L - 1."""
    highest = np.empty((len(gates), len(rubric.gate_places)), dtype=np.int8, order="F")
    for d, place in enumerate(rubric.gate_places):
        weakest = gates[:, place].min(axis=1, initial=4)
        np.minimum(weakest + np.int8(1), 4, out=highest[:, d])
    return highest


def overall_cap(rubric: Rubric, own: Levels, scores: Floats) -> Levels:
    """Return (n,) the highest level of the whole, from the (n, D) caps and scores (M10)."""
    margin = rubric.rules.dimension_margin
    weakest = scores[:, rubric.counted].min(axis=1, initial=100)
    through = reached(weakest, [threshold - margin for threshold in rubric.rules.thresholds])
    highest: Levels = np.minimum(own.min(axis=1), through)
    return highest


def question_blockers(rubric: Rubric, gates: Levels, level: Levels, raw: Levels) -> Bools:
    """Return (n, Q) the core questions that hold a level below the raw one.

    Args:
        rubric: which questions are core.
        gates: (n, K) what they show.
        level, raw: (n, K), or (n, 1), what each of them may hold.

    """
    blockers = np.zeros((len(gates), len(rubric.core)), dtype=np.bool_, order="F")
    blockers[:, rubric.gates] = (level < raw) & (gates < level)
    return blockers


def weak_dimensions(rubric: Rubric, scores: Floats, level: Levels, raw: Levels) -> Bools:
    """Return (n, D) the counted dimensions below what the next level of the whole needs."""
    floors = np.array([*rubric.rules.thresholds, 100]) - rubric.rules.dimension_margin
    weak: Bools = scores < floors[np.clip(level, 0, 4)][:, None]
    weak &= (level < raw)[:, None]
    weak[:, rubric.dimension_weights == 0] = False
    return weak
