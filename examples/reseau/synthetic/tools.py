"""The columns that each survey tool adds of its own: numbers, dates, states, pages."""

import datetime
import uuid
from collections.abc import Mapping, Sequence

import numpy as np

from diag.scoring.rubric import Status

from .files import START, addresses, moments
from .network import Network
from .spelling import Cell, Column

TITLE = "Autodiagnostic numérique (données synthétiques)"
SUMMER = (datetime.datetime(2026, 3, 29, 2), datetime.datetime(2026, 10, 25, 3))
"""Summer time in France in 2026."""


def limesurvey_codes(network: Network) -> list[Column]:
    """Return LimeSurvey's first columns, by their codes."""
    return _limesurvey(network, "id", "submitdate", "lastpage", "startlanguage")


def limesurvey_labels(network: Network) -> list[Column]:
    """Return LimeSurvey's first columns, by their French labels."""
    names = ("ID de la réponse", "Date de soumission", "Dernière page", "Langue de départ")
    return _limesurvey(network, *names)


def framaforms(network: Network) -> list[Column]:
    """Return the nine columns of Webform; the title of the form stands over the first."""
    when = moments(network, "%d/%m/%Y - %H:%M")
    sent, count = network.complete.tolist(), len(network.keys)
    columns = {
        "Séquentiel": _ranks(network),
        "SID": _ranks(network, 9_300_001),
        "Heure de soumission": when,
        "Heure de complétion": [w if s else "" for s, w in zip(sent, when, strict=True)],
        "Heure de modification": when,
        "Brouillon": ["0" if s else "1" for s in sent],
        "Adresse IP": ["0.0.0.0"] * count,  # noqa: S104 (nobody's address)
        "UID": ["0"] * count,
        "Nom d'utilisateur": ["Anonyme"] * count,
    }
    tops = [(TITLE, "Détails de la soumission"), *[("", "")] * (len(columns) - 1)]
    return [Column((*top, name), cells) for top, (name, cells) in zip(tops, columns.items(), strict=True)]


def kobo_head(network: Network) -> list[Column]:
    """Return when each interview began and ended, with the offset of France that day."""
    hours = _offsets(network)
    return _columns(
        {
            name: [
                f"{moment}+0{hour}:00"
                for moment, hour in zip(moments(network, "%Y-%m-%dT%H:%M:%S.000", earlier), hours, strict=True)
            ]
            for name, earlier in (("start", 40), ("end", 0))
        }
    )


def kobo_tail(network: Network) -> list[Column]:
    """Return Kobo's last columns."""
    count = len(network.keys)
    return _columns(
        {
            "_id": _ranks(network, 400_001),
            "_uuid": [str(uuid.uuid5(uuid.NAMESPACE_OID, key)) for key in network.keys],
            "_submission_time": _utc(network),
            "_validation_status": [""] * count,
            "_notes": [""] * count,
            "_status": ["submitted_via_web"] * count,
            "_submitted_by": [""] * count,
            "__version__": ["vSYNTHETIQUE"] * count,
            "_tags": [""] * count,
            "_index": _ranks(network),
        }
    )


def google(network: Network) -> list[Column]:
    """Return Google's time stamp and the address that a form may collect."""
    return _columns({"Horodateur": moments(network, "%d/%m/%Y %H:%M:%S"), "Adresse e-mail": addresses(network)})


def excel(network: Network) -> list[Column]:
    """Return the date as French Excel shows it."""
    return _columns({"Date de réponse": moments(network, "%d/%m/%Y %H:%M")})


def _limesurvey(network: Network, *names: str) -> list[Column]:
    sent, count = network.complete.tolist(), len(network.keys)
    when = moments(network, "%Y-%m-%d %H:%M:%S")
    cells: list[Sequence[Cell]] = [
        _ranks(network),
        [w if s else None for s, w in zip(sent, when, strict=True)],
        _last_pages(network),
        ["fr"] * count,
    ]
    return _columns(dict(zip(names, cells, strict=True)))


def _last_pages(network: Network) -> list[str]:
    """Return the last page seen: the profile is the first, then one page for each axis."""
    questionnaire = network.questionnaire
    ranks = {d.id: i + 2 for i, d in enumerate(questionnaire.dimensions)}
    page = np.array([ranks[questionnaire.dimension_of[q.id].id] for q in questionnaire.questions])
    seen = (network.status != Status.MISSING) & (network.status != Status.HIDDEN)
    last = np.where(seen, page, 1).max(axis=1)
    return [str(p) for p in np.where(network.complete, page[-1], last)]


def _columns(cells: Mapping[str, Sequence[Cell]]) -> list[Column]:
    return [Column((name,), column) for name, column in cells.items()]


def _ranks(network: Network, start: int = 1) -> list[str]:
    return [str(rank + start) for rank in range(len(network.keys))]


def _offsets(network: Network) -> list[int]:
    days = (START + datetime.timedelta(minutes=int(m)) for m in network.moments)
    return [2 if SUMMER[0] <= day < SUMMER[1] else 1 for day in days]


def _utc(network: Network) -> list[str]:
    form = "%Y-%m-%dT%H:%M:%S"
    winter, summer = (moments(network, form, earlier=60 * hours) for hours in (1, 2))
    hours = _offsets(network)
    return [(winter, summer)[hour - 1][row] for row, hour in enumerate(hours)]
