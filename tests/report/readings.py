"""The visits that a report is read on: the four illustrations, the full case, and the odd ones.

Shared by the tests of words, of parity and of the pages.
"""

import datetime
from collections.abc import Callable, Mapping
from functools import cache

from helpers import ROOT, make_visit
from report.full_case import full_case
from report.position_cases import ESAT, HDF, TENTHS, example, printed, release_of
from report.position_cases import cell as published
from report.random_visits import answered, partial, three_respondents

from diag.benchmark.release import Cell, Quantiles
from diag.questionnaire.loader import load
from diag.report.assessed_visit import AssessedVisit, prepare
from diag.visit.visit_copies import next_visit
from diag.visit.visit_file import read_visit
from diag.visit.visit_model import Answer, PastAction, Visit

EXAMPLES = tuple(path.stem for path in sorted((ROOT / "examples").glob("*.yaml")))
LONG_NAME = (
    "Établissement d’hébergement pour personnes âgées dépendantes « Les Tilleuls de la Haute-Vallée », "
    "Somme rurale et Ponthieu"
)
LONG_NOTE = "L’équipe relit chaque mois ce qui a été convenu, et le dit aux familles. " * 54
REGION = (
    published("", "esat", ESAT),
    published("", "ehpad", TENTHS),
    published("", "insertion", Quantiles("20-49", 45, 30, 50)),
    Cell(HDF, "siae", "", {}),
)


def placed_example(name: str) -> AssessedVisit:
    """Return an illustration, placed in a release made by hand (one of them is withheld)."""
    return example(name, release_of(printed(), REGION))


def _print(visit: Visit) -> AssessedVisit:
    return prepare(printed(), visit, release=release_of(printed(), REGION))


def long_texts() -> AssessedVisit:
    """Return a visit with a name of 120 signs and notes of 4,000."""
    visit = answered(printed(), 1, name=LONG_NAME)
    noted = {n: a.model_copy(update={"note": LONG_NOTE[:4000]}) for n, a in visit.answers.items()}
    return _print(visit.model_copy(update={"answers": noted}))


def one_unknown() -> AssessedVisit:
    """Return a visit of which one answer, that an action waits for, is not known."""
    visit = answered(printed(), 3)
    unknown = Answer(status="unknown", scale=printed().question["IA01"].scale)
    return _print(visit.model_copy(update={"answers": visit.answers | {"IA01": unknown}}))


def express() -> AssessedVisit:
    """Return a visit of the express form, whole."""
    return _print(answered(printed(), 2, form="express"))


def a_year_after() -> AssessedVisit:
    """Return a second visit of the EHPAD: its money moved clearly, one answer is lower."""
    return prepare(printed(), a_year_after_visit(), release=release_of(printed(), REGION))


def a_year_after_visit() -> Visit:
    """Return the visit itself, which recalls the illustration."""
    former, _ = read_visit(ROOT / "examples" / "ehpad-somme-rurale.yaml")
    begun = next_visit(former, datetime.date(2027, 10, 12))
    assert begun.previous
    moved = {name: Answer(value=value, scale=printed().question[name].scale) for name, value in MOVED.items()}
    kept = {name: a.model_copy(update={"by": None}) for name, a in former.answers.items()}
    return begun.model_copy(
        update={
            "answers": kept | moved,
            "respondents": former.respondents,
            "visit": begun.visit.model_copy(update={"finished": True, "mode": "visite"}),
            "previous": begun.previous.model_copy(update={"actions": list(PAST)}),
        }
    )


MOVED = {
    "EQ03": "1",
    "EQ09": "7",
    "IA06": "1",
    "FO02": "2",
    "FO05": "2",
    "FO06": "2",
    "FO07": "2",
    "FO13": "2",
    "FI01": "1",
    "FI02": "2",
    "FI03": "2",
    "FI04": "1",
    "FI05": "2",
    "FI09": "1",
    "AP03": "2",
    "AP04": "2",
}
"""What the second visit of the EHPAD answers otherwise."""
PAST = (
    PastAction(id="rejoindre-les-temps-collectifs-de-print", became="done", why="deux réunions à Amiens"),
    PastAction(id="suivre-le-parcours-print", became="under_way", why="une séance reste à faire"),
    PastAction(id="nommer-une-personne-referente", became="done", why="lettre du 24 novembre"),
    PastAction(id="completer-les-fiches-de-poste", became="done"),
    PastAction(id="inventorier-et-garder-un-secours"),
    PastAction(id="co-animer-avec-les-personnes", became="dropped", why="un départ"),
    PastAction(id="reunir-les-supports-d-animation", choice="decline", note="non"),
)
"""What the EHPAD had decided, and what became of it."""


def without_partner() -> AssessedVisit:
    """Return a visit of the questionnaire that names no partner."""
    other = load(ROOT / "questionnaires" / "express-service")
    return prepare(other, answered(other, 1, name="Accueil de jour"))


READINGS: Mapping[str, Callable[[], AssessedVisit]] = {
    **{name: (lambda name=name: placed_example(name)) for name in EXAMPLES},
    "full": full_case,
    "unknown": lambda: _print(answered(printed(), None)),
    "lowest": lambda: _print(answered(printed(), 0)),
    "highest": lambda: _print(answered(printed(), 4)),
    "one-unknown": one_unknown,
    "express": express,
    "partial": lambda: _print(partial(printed())),
    "empty": lambda: _print(make_visit(printed())),
    "no-group": lambda: prepare(printed(), answered(printed(), 2)),
    "three-respondents": lambda: _print(three_respondents(printed())),
    "long-texts": long_texts,
    "a-year-after": a_year_after,
    "without-partner": without_partner,
}


@cache
def reading(name: str) -> AssessedVisit:
    """Return one of the readings by its name, assessed once."""
    return READINGS[name]()
