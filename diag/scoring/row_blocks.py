"""Many rows, a block at a time, so that what is computed on the way stays in the cache."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from diag.scoring.rubric import Rubric

#: Rows of a block. With fewer, calling costs more than adding; with more, the cache overflows.
BLOCK = 8192

Result = TypeVar("Result")


def in_blocks(
    function: Callable[[NDArray[Any], NDArray[Any]], Result],
    first: NDArray[Any],
    second: NDArray[Any],
) -> Result:
    """Return `function(first, second)`, computed block by block.

    Args:
        function: gives arrays of n rows, alone or in dataclasses; its rows are independent.
        first, second: arrays of n rows.

    """
    rows = len(first)
    if rows <= BLOCK:
        return function(first, second)
    whole: Any = None
    for start in range(0, rows, BLOCK):
        part = slice(start, start + BLOCK)
        piece = function(first[part], second[part])
        if whole is None:
            whole = _room(piece, rows)
        _lay(piece, whole, part)
    result: Result = whole
    return result


def _room(piece: Any, rows: int) -> Any:
    """Return what holds `rows` rows of results like `piece`; columns are contiguous."""
    if isinstance(piece, np.ndarray):
        return np.empty((rows, *piece.shape[1:]), dtype=piece.dtype, order="F")
    if isinstance(piece, tuple):
        return tuple(_room(part, rows) for part in piece)
    if isinstance(piece, Rubric):
        return piece
    return type(piece)(**{name: _room(part, rows) for name, part in _parts(piece)})


def _lay(piece: Any, whole: Any, part: slice) -> None:
    """Copy the rows of a piece to their place."""
    if isinstance(piece, np.ndarray):
        whole[part] = piece
    elif isinstance(piece, tuple):
        for one, other in zip(piece, whole, strict=True):
            _lay(one, other, part)
    elif not isinstance(piece, Rubric):
        for name, one in _parts(piece):
            _lay(one, getattr(whole, name), part)


def _parts(piece: Any) -> list[tuple[str, Any]]:
    return [(field.name, getattr(piece, field.name)) for field in fields(piece)]
