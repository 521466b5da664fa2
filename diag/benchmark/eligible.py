"""Which visits count: recent, scored, and the last of each structure."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.benchmark.structures import Structures, homes, region_codes, size_codes
from diag.benchmark.visits import Crossings, Visits, distinct

MONTHS = 24
"""Oldest visit that counts, in months before the date of the release."""


@dataclass(frozen=True, eq=False)
class Chosen:
    """The visits that count, one per structure, in the order of their identifiers.

    Attributes:
        visits: one row per structure.
        excluded: number of the others by reason, in French.
        tied: structures of which several visits bear the same last date.

    """

    visits: Visits
    excluded: Mapping[str, int]
    tied: int


def choose(visits: Visits, date: datetime.date) -> Chosen:
    """Return the last usable visit of each structure.

    A visit is usable when it is dated, not after `date`, at most 24 months before it, and has a
    global score, which says that enough is known (M5, M6). A later visit without a score
    leaves the earlier one in. Of two visits of the same day, the later source then row is kept.
    """
    day, end = visits.day, np.datetime64(date, "D")
    dated = ~np.isnat(day)
    reasons = {
        "sans identifiant": visits.structure == "",
        "sans date": ~dated,
        f"après le {date:%d/%m/%Y}": dated & (day > end),
        f"plus de {MONTHS} mois avant le {date:%d/%m/%Y}": dated & (day < oldest(date)),
        "sans score global": np.isnan(visits.scores[:, -1]),
    }
    open_ = np.ones(len(visits), dtype=bool)
    excluded = {}
    for reason, refused in reasons.items():
        excluded[reason] = int((open_ & refused).sum())
        open_ &= ~refused
    rows = np.flatnonzero(open_)
    last, tied = _last(visits.structure[rows], day[rows])
    excluded["remplacées par une visite plus récente de la même structure"] = len(rows) - len(last)
    return Chosen(visits.take(rows[last]), {k: n for k, n in excluded.items() if n}, tied)


def oldest(date: datetime.date) -> np.datetime64:
    """Return the first day that counts: 24 months before, or the end of that month."""
    month = np.datetime64(date, "M") - MONTHS
    first, following = month.astype("datetime64[D]"), (month + 1).astype("datetime64[D]")
    return np.datetime64(min(first + (date.day - 1), following - 1), "D")


def _last(structure: NDArray[Any], day: NDArray[Any]) -> tuple[NDArray[np.intp], int]:
    """Return the last row of each structure, by identifier, and how many were tied."""
    if not len(structure):
        return np.zeros(0, np.intp), 0
    _, codes = distinct(structure)
    order = np.lexsort((np.arange(len(codes)), day, codes))
    ordered, days = codes[order], day[order]
    final = np.append(ordered[1:] != ordered[:-1], True)
    same = np.append(False, (ordered[1:] == ordered[:-1]) & (days[1:] == days[:-1]))
    return order[final], int((final & same).sum())


def structures_of(visits: Visits, crossings: Crossings) -> Structures:
    """Return visits, one per structure, as the aggregates take them."""
    labels = crossings.labels
    months, month = np.unique(visits.day.astype("datetime64[M]"), return_inverse=True)
    operators, operator = distinct(visits.operator)
    sizes = crossings.questionnaire.header.sizes
    size = np.where(visits.size < 0, size_codes(visits.staff, sizes), visits.size)
    home = homes(crossings.questionnaire, labels["departement"], labels["region"])
    named = {"month": tuple(months.astype(str).tolist()), "operator": tuple(operators)}
    return Structures(
        key=visits.structure,
        operator=operator.astype(np.int64),
        region=region_codes(visits.department, home),
        department=visits.department,
        type=visits.type,
        size=size.astype(np.int16),
        labels={**labels, **named},
        scores=visits.scores,
        levels=visits.levels,
        answers=visits.answers,
        month=month.astype(np.int16),
    )
