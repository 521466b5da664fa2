"""French words of the regional benchmark: every sentence that a reader meets, typeset."""

import datetime
from collections.abc import Sequence

from diag.benchmark.release import CLASSES, CellKey
from diag.french import long_date, typeset
from diag.questionnaire.questionnaire_model import DEPARTMENT_FIELD, TYPE_FIELD, Questionnaire
from diag.scoring.form import Form

TITLE = "Repères régionaux de maturité numérique"
STAMP = "Données synthétiques : aucune structure réelle."
DESCRIPTION = (
    "Quantiles des scores et parts des réponses de structures sociales et médico-sociales "
    "accompagnées. Ces structures ne sont pas un échantillon. « s » : secret."
)
LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte 2.0",
    "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
}
NOT_A_SAMPLE = typeset(
    "Ce sont des structures accompagnées : elles ne forment pas un échantillon, et le repère ne dit "
    "rien de celles qui n'ont pas été visitées."
)
SECRET = typeset("secret statistique")
WHY_SECRET = typeset(
    "trop peu de structures ou d'organismes gestionnaires, ou de quoi en déduire un autre groupe par "
    "soustraction"
)
NO_GROUP = typeset("pas de repère régional publiable")
NOT_SCORED = typeset("score non évalué : il ne peut pas être situé")
NOT_KNOWN = typeset("trop peu su pour situer ce score")
OTHER_FORM = typeset("autre forme que celle du repère : aucune comparaison")
NO_NUMBERS = typeset("pas de repère publié pour ce score")
_BELOW, _ABOVE, _BOTH = (
    typeset(text)
    for text in (
        "à la médiane ou au-dessous",
        "au-dessus de la médiane",
        "de part et d'autre de la médiane",
    )
)
_PARTS = {4: "quart", 10: "dixième"}
_GLOSS = {
    2: "La moitié du groupe a un score au plus égal à la médiane.",
    4: "Le 1er quart réunit les scores les plus bas du groupe, le 4e les plus hauts.",
    10: "Le 1er dixième réunit les scores les plus bas du groupe, le 10e les plus hauts.",
}


def bracket(parts: int, low: int, high: int) -> str:
    """Return where a score stands, from the `low`-th to the `high`-th of 2, 4 or 10 parts (M15)."""
    if parts == 2:
        return (_BELOW if high == 1 else _ABOVE) if low == high else _BOTH
    noun = _PARTS[parts]
    return f"{_rank(low)} {noun}" if low == high else f"{_rank(low)} au {_rank(high)} {noun}"


def gloss(parts: int) -> str:
    """Return what the parts mean, so that the first is never read as the best."""
    return typeset(_GLOSS[parts])


def group(questionnaire: Questionnaire, key: CellKey) -> str:
    """Return the name of a group: « ESAT, Oise (60) », « tous types, Hauts-de-France »."""
    region, department, kind, size = key
    names = [
        _option(questionnaire, TYPE_FIELD, kind) if kind else "tous types",
        _option(questionnaire, DEPARTMENT_FIELD, department) if department else "",
        "" if department else region or "toutes régions",
        next((s.label for s in questionnaire.header.sizes if s.id == size), size),
    ]
    return typeset(", ".join(name for name in names if name))


FORM_NAMES: dict[Form, str] = {
    "express": "express",
    "complete": "complète",
    "partielle": "partielle",
}


def size(name: str) -> str:
    """Return a size class in words (M18)."""
    if name == CLASSES[-1]:
        return f"{name.removesuffix('+')} structures accompagnées ou plus"
    return f"{name.replace('-', ' à ')} structures accompagnées"


def period(first: str, last: str) -> str:
    """Return the months of the visits: « visites de mars 2026 à octobre 2026 »."""
    start = month(first)
    begun = f"visites {'d’' if start[0] in 'ao' else 'de '}{start}"
    return begun if first == last else f"{begun} à {month(last)}"


def month(text: str) -> str:
    """Return a month `AAAA-MM` as it is said."""
    year, number = text.split("-")
    return long_date(datetime.date(int(year), int(number), 1)).split(" ", 1)[1]


def listed(items: Sequence[str], shown: int = 6) -> str:
    """Return the first items, and how many are left out."""
    more = len(items) - shown
    return ", ".join(items[:shown]) + (f" et {more} de plus" if more > 0 else "")


def counted(number: int, singular: str, plural: str = "") -> str:
    """Return a number and its noun; in French the plural starts at 2."""
    noun = singular if number < 2 else plural or f"{singular}s"
    return typeset(f"{number:,} ".replace(",", " ") + noun)


def _rank(number: int) -> str:
    return "1er" if number == 1 else f"{number}e"


def _option(questionnaire: Questionnaire, field: str, name: str) -> str:
    asked = questionnaire.field.get(field)
    return next((o.label for o in (asked.options if asked else []) if o.id == name), name)
