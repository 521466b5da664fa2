"""Visits before they are counted: what every kind of source is brought to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.benchmark.release import regions_of
from diag.benchmark.structures import NOT_TOLD
from diag.questionnaire.questionnaire_model import DEPARTMENT_FIELD, TYPE_FIELD, Questionnaire


@dataclass(frozen=True, eq=False)
class Visits:
    """n visits, a structure coming back as often as it was visited.

    Attributes:
        structure, name, operator: (n,) texts as they were written; pseudonyms where they were made.
        day: (n,) date, NaT where not told; the first of the month where only the month is.
        type, department: (n,) rank in the crossings, -1 where not told.
        staff: (n,) professionals, NaN where not told.
        size: (n,) rank of the size class where the source tells nothing finer, else -1.
        scores, levels: (n, D + 1) as in `Structures`.
        answers: (n, Q) as in `Structures`.
        form: (n,) rank in `FORMS`.

    """

    structure: NDArray[Any]
    name: NDArray[Any]
    operator: NDArray[Any]
    day: NDArray[Any]
    type: NDArray[np.int16]
    department: NDArray[np.int16]
    staff: NDArray[np.float64]
    size: NDArray[np.int16]
    scores: NDArray[np.float64]
    levels: NDArray[np.int8]
    answers: NDArray[np.int8]
    form: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.structure)

    def take(self, rows: NDArray[Any]) -> "Visits":
        """Return some visits, in the order of `rows`."""
        return Visits(*(getattr(self, f.name)[rows] for f in fields(self)))


def put_together(parts: Sequence[Visits]) -> Visits:
    """Return the visits of several sources, one after the other."""
    if len(parts) == 1:
        return parts[0]
    columns = (f.name for f in fields(Visits))
    return Visits(*(np.concatenate([getattr(part, c) for part in parts]) for c in columns))


def distinct(texts: Collection[str]) -> tuple[list[str], NDArray[np.intp]]:
    """Return the distinct texts in order, and (n,) the rank in them of each of (n,) texts."""
    words = sorted(set(texts))
    rank = {word: place for place, word in enumerate(words)}
    return words, np.fromiter(map(rank.__getitem__, texts), np.intp, len(texts))


@dataclass(frozen=True)
class Crossings:
    """Ids that structures are crossed by, and what every source checks its own against."""

    questionnaire: Questionnaire

    @cached_property
    def types(self) -> dict[str, int]:
        """Rank of each type of structure."""
        return {name: rank for rank, name in enumerate(self._options(TYPE_FIELD))}

    @cached_property
    def departments(self) -> dict[str, int]:
        """Rank of each department that has a region; -1 for one that has none, as « autre »."""
        homes = list(regions_of(self.questionnaire))
        known = {name: rank for rank, name in enumerate(homes)}
        return {name: known.get(name, NOT_TOLD) for name in self._options(DEPARTMENT_FIELD)}

    @cached_property
    def sizes(self) -> dict[str, int]:
        """Rank of each size class."""
        return {size.id: rank for rank, size in enumerate(self.questionnaire.header.sizes)}

    @cached_property
    def labels(self) -> dict[str, tuple[str, ...]]:
        """The ids by crossing, in the order of their ranks."""
        homes = regions_of(self.questionnaire)
        return {
            "region": tuple(dict.fromkeys(homes.values())),
            "departement": tuple(homes),
            "type": tuple(self.types),
            "taille": tuple(self.sizes),
        }

    def _options(self, field: str) -> list[str]:
        asked = self.questionnaire.field.get(field)
        return [option.id for option in asked.options] if asked else []
