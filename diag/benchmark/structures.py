"""The structures that a release tells about: one row each, as columns of codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.benchmark.release import regions_of
from diag.questionnaire.questionnaire_model import Questionnaire, SizeClass

NOT_TOLD = -1
ANSWER_CODES = ("0", "1", "2", "3", "4", "NSP", "NC", "SR", "")
"""Codes 0 to 8 of `Structures.answers`, as the table of scores writes them."""
UNKNOWN = ANSWER_CODES.index("NSP")
Codes = NDArray[np.int16]


def content_of(questionnaire: Questionnaire) -> str:
    """Return what names the content of a questionnaire, as the table of scores writes it."""
    header, digest = questionnaire.header, questionnaire.hash.removeprefix("sha256:")[:12]
    return f"{header.id} {header.version} {digest}"


@dataclass(frozen=True, eq=False)
class Structures:
    """n structures, each once: its last visit.

    Attributes:
        key: (n,) what tells a structure from another.
        operator: (n,) code of the managing organisation. Those that tell none share one code, as
            if they were one organisation: what is not known must not pass for diversity (M16).
        region, department, type, size: (n,) rank in `labels`, -1 where not told.
        labels: ids of each crossing, under `region`, `departement`, `type` and `taille`; the months
            `AAAA-MM` under `month`.
        scores: (n, D + 1) 0 to 100 with one decimal, NaN where not given: the dimensions, then
            the whole.
        levels: (n, D + 1) levels 0 to 4, -1 where there is none.
        answers: (n, Q) rank in `ANSWER_CODES`.
        month: (n,) rank of the month of the visit in `labels`, -1 where not told.

    """

    key: NDArray[Any]
    operator: NDArray[np.int64]
    region: Codes
    department: Codes
    type: Codes
    size: Codes
    labels: Mapping[str, tuple[str, ...]]
    scores: NDArray[np.float64]
    levels: NDArray[np.int8]
    answers: NDArray[np.int8]
    month: Codes

    def __len__(self) -> int:
        return len(self.operator)


def size_codes(staff: NDArray[np.float64], sizes: Sequence[SizeClass]) -> Codes:
    """Return the rank of the size class of each number of professionals (M14).

    Args:
        staff: (n,) professionals, NaN where not told.
        sizes: the classes, in any order of their first number.

    """
    order = sorted(range(len(sizes)), key=lambda rank: sizes[rank].from_)
    starts = np.array([sizes[rank].from_ for rank in order], dtype=np.float64)
    ranks = np.array([NOT_TOLD, *order], dtype=np.int16)
    # NaN sorts after every number: it would fall in the last class.
    place = np.where(np.isnan(staff), 0, np.searchsorted(starts, staff, side="right"))
    return ranks[place]


def homes(
    questionnaire: Questionnaire, departments: Sequence[str], regions: Sequence[str]
) -> Codes:
    """Return (P,) the rank of the region of each department, -1 for one that has none."""
    found = regions_of(questionnaire)
    rank = {region: i for i, region in enumerate(regions)}
    return np.array([rank.get(found.get(d, ""), NOT_TOLD) for d in departments], dtype=np.int16)


def region_codes(department: Codes, home: Codes) -> Codes:
    """Return the region of each structure from its department, -1 where it has none."""
    regions: Codes = np.append(home, np.int16(NOT_TOLD))[department]
    return regions
