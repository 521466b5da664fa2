"""n structures of a batch: who they are, what they answered, and how the export said it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diag.table.answers import Reading, State


@dataclass(frozen=True, eq=False)
class Said:
    """What n rows said of one question or profile field.

    `codes` (n,) are ranks in `readings`; `raw` is the text of each reading, as in the file.
    """

    codes: NDArray[Any]
    readings: Sequence[Reading]
    raw: Sequence[str] = ()

    def states(self) -> NDArray[np.int8]:
        """Return the `State` of each reading."""
        return np.array([reading.state for reading in self.readings], np.int8)

    def values(self) -> list[Any]:
        """Return the value of each reading, None where it is no answer."""
        return [one.value if one.state is State.ANSWERED else None for one in self.readings]

    def take(self, rows: Any) -> "Said":
        """Return what some rows said."""
        return Said(self.codes[rows], self.readings, self.raw)


@dataclass(frozen=True, eq=False)
class Structures:
    """n structures, in the order of their first row."""

    frame: pd.DataFrame  # the table of answers, one row a structure, as `answer_frame` describes it
    #: By id of question and of profile field; empty for a table that a user gives.
    said: Mapping[str, Said] = field(default_factory=dict)
    #: A column for each question beside which people wrote; none where it is not read.
    comments: pd.DataFrame = field(default_factory=pd.DataFrame)
    #: (n, Q) what an answer that waits for an arbitration may be at most (M13).
    highest: NDArray[np.int8] | None = None
    extra: pd.DataFrame | None = None  # columns added to the scores, of the same index

    def __len__(self) -> int:
        return len(self.frame)

    def pieces(self, size: int) -> Iterator["Structures"]:
        """Yield the structures, `size` at a time; nobody is a piece."""
        for start in range(0, max(len(self), 1), size):
            chosen = slice(start, start + size)
            yield replace(
                self,
                frame=self.frame.iloc[chosen],
                said={name: said.take(chosen) for name, said in self.said.items()},
                comments=self.comments.iloc[chosen],
                highest=None if self.highest is None else self.highest[chosen],
                extra=None if self.extra is None else self.extra.iloc[chosen],
            )
