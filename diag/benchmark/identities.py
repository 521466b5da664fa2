"""One structure, one identifier, whatever the source that tells it: nobody counts twice."""

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.benchmark.pseudonyms import pseudonym, same_name
from diag.benchmark.visits import Crossings, Visits


def recognised(visits: Visits, tables: Visits, crossings: Crossings) -> tuple[Visits, int]:
    """Give visits the identifier that tables give to the only structure of that name there.

    Returns the visits, and how many were recognised.
    """
    places = ["", *crossings.labels["departement"]]
    homonyms: dict[str, set[str]] = {}
    rows = zip(tables.name, tables.department, tables.structure, strict=True)
    for name, place, structure in rows:
        if name:
            homonyms.setdefault(same_name(f"{name} {places[place + 1]}"), set()).add(structure)
    found = visits.structure.copy()
    known = 0
    for row, name in enumerate(visits.name):
        place = places[visits.department[row] + 1]
        same = homonyms.get(same_name(f"{name} {place}"), set()) if name else set()
        if len(same) == 1:
            found[row] = next(iter(same))
            known += 1
    return replace(visits, structure=found), known


def comparable(visits: Visits, key: bytes | None) -> Visits:
    """Bring identifiers to one spelling, or to their pseudonyms when there is a key."""
    return replace(
        visits,
        structure=_spelled("structure", visits.structure, key),
        operator=_spelled("operator", visits.operator, key),
    )


def _spelled(kind: str, texts: NDArray[Any], key: bytes | None) -> NDArray[Any]:
    spell = same_name if key is None else partial(pseudonym, key, kind)
    known = {word: spell(word) for word in set(texts)}
    spelled: NDArray[Any] = np.fromiter((known[word] for word in texts), object, len(texts))
    return spelled
