"""What every score is made of: sums by dimension of the weights of each status (M3)."""

from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.scoring.blocks import in_blocks
from diag.scoring.results import Tally
from diag.scoring.rubric import Rubric, Status


def count(rubric: Rubric, values: NDArray[Any], status: NDArray[Any]) -> Tally:
    """Return the sums by dimension of n structures, from (n, Q) values and statuses (M3)."""
    return in_blocks(partial(_count, rubric), values, status)


def _count(rubric: Rubric, values: NDArray[Any], status: NDArray[Any]) -> Tally:
    return tally(packed_sums(rubric, by_column(values), by_column(status)), np.int64)


def by_column(codes: NDArray[Any]) -> NDArray[np.int8]:
    """Return (n, Q) levels or statuses as bytes, each column contiguous; a copy only if needed."""
    return np.asfortranarray(codes, dtype=np.int8)


def packed_sums(rubric: Rubric, values: NDArray[np.int8], status: NDArray[np.int8]) -> NDArray[Any]:
    """Return (5, n, D) sums, in the order of the fields of a tally and a type as small as possible.

    The values and statuses are (n, Q), by column: everything is done a column at a time, on bytes.
    """
    marks = np.empty((5, *status.T.shape), dtype=np.uint8)  # 5, Q, n
    codes = (Status.ANSWERED, Status.UNKNOWN, Status.MISSING, Status.NOT_APPLICABLE)
    for mark, code in zip(marks[1:], codes, strict=True):
        np.equal(status.T, code.value, out=mark.view(np.bool_))
    np.multiply(values.T.view(np.uint8), marks[1], out=marks[0])
    weights = rubric.packed_weights
    weighted = np.multiply(marks, weights, out=marks if weights.dtype == np.uint8 else None)
    sums = np.empty((5, len(rubric.places), len(status)), dtype=weights.dtype)
    for d, place in enumerate(rubric.places):
        np.add.reduce(weighted[:, place], axis=1, dtype=weights.dtype, out=sums[:, d])
    return sums.transpose(0, 2, 1)


def tally(sums: NDArray[Any], kind: Any) -> Tally:
    """Return packed sums as numbers that can be computed with."""
    return Tally(*sums.astype(kind))


def exact_scores(tally: Tally) -> list[tuple[Fraction, ...]]:
    """Return the exact score of each dimension, row by row; 0 where nothing is known (M3)."""
    return [
        tuple(Fraction(25 * p, k) if k else Fraction(0) for p, k in zip(points, known, strict=True))
        for points, known in zip(tally.points.tolist(), tally.known.tolist(), strict=True)
    ]
