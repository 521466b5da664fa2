"""By what a visit is known, in whatever folder and under whatever name its file lies."""

import hashlib
from collections.abc import Iterable

from diag.questionnaire.questionnaire_model import DEPARTMENT_FIELD, TYPE_FIELD
from diag.visit.visit_model import Visit


def identity_of(*visits: Visit) -> str:
    """Return what every report of some visits has in common, and no report of others: 16 digits.

    A visit is known by its date and its structure: the name, type and département of the structure;
    without a name, its whole profile.
    """
    told = " ; ".join(map(_known, visits))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def joint_identity(identities: Iterable[str]) -> str:
    """Return what a table of several visits is known by, whatever their order: 16 digits."""
    return hashlib.sha256(" ".join(sorted(identities)).encode()).hexdigest()[:16]


def mark_of(*visits: Visit) -> str:
    """Return what all that is written of some visits bears, still without the digits of its content."""
    return f"diag:{identity_of(*visits)}:{'0' * 16}"


def _known(visit: Visit) -> str:
    structure = visit.structure
    name = " ".join(structure.name.casefold().split())
    known = sorted(
        (field, str(value))
        for field, value in structure.profile.items()
        if not name or field in (TYPE_FIELD, DEPARTMENT_FIELD)
    )
    return f"{visit.visit.date} {visit.questionnaire.id} {name} {known}"
