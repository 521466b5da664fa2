"""French words of the regional benchmark: every sentence that a reader meets, typeset."""

import datetime
from collections.abc import Sequence

from diag.benchmark.group_tree import Node
from diag.benchmark.release import CLASSES
from diag.french import count, month_year, typeset
from diag.questionnaire.questionnaire_model import DEPARTMENT_FIELD, TYPE_FIELD, Questionnaire
from diag.scoring.rubric import FORMS, Form

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
SECRET, NO_GROUP = "secret statistique", "pas de repère régional publiable"
WHY_SECRET = typeset(
    "trop peu de structures ou d'organismes gestionnaires, ou de quoi en déduire un autre groupe par soustraction"
)
NOT_SCORED = typeset("score non évalué : il ne peut pas être situé")
NOT_KNOWN, NO_NUMBERS = "trop peu su pour situer ce score", "pas de repère publié pour ce score"
OTHER_FORM = typeset("autre forme que celle du repère : aucune comparaison")
FORM_NAMES: dict[Form, str] = {f: f.replace("complete", "complète") for f in FORMS}
_NOUNS = {2: "moitié", 4: "quart", 10: "dixième"}
_GLOSS = {
    2: "La moitié basse réunit les scores au plus égaux à la médiane du groupe.",
    4: "Chaque quart réunit un quart des structures du groupe, du score le plus bas au plus haut.",
    10: "Chaque dixième réunit un dixième des structures du groupe, du score le plus bas au plus haut.",
}


def bracket(parts: int, low: int, high: int) -> str:
    """Return where a score stands, from the `low`-th to the `high`-th of 2, 4 or 10 parts (M15)."""
    if parts == 2:
        return ("moitié basse", "moitié haute")[low - 1] if low == high else "l’une ou l’autre moitié"
    noun = _NOUNS[parts]
    if (parts, low, high) == (4, 1, 2):
        return "moitié basse"
    if low == high:
        return f"{noun} le plus bas" if low == 1 else f"{low}e {noun}"
    if low == 1:  # « 1er » would be read as the best
        return f"jusqu’au {high}e {noun}"
    return f"{low}e {'ou' if high == low + 1 else 'à'} {high}e {noun}"


def gloss(parts: int) -> str:
    """Return what the parts mean, so that the first is never read as the best."""
    return typeset(_GLOSS[parts])


def tenths(share: int) -> str:
    """Return a share told in tenths in words: « au plus 1 sur 10 », « 4 sur 10 » (M17)."""
    return {1: "au plus 1 sur 10", 9: "au moins 9 sur 10"}.get(share, f"{share} sur 10")


def group(questionnaire: Questionnaire, node: Node) -> str:
    """Return the name of a group: « ESAT, Oise (60) », « tous types, Hauts-de-France »."""
    region, kind, department = (*node, "", "", "")[:3]
    type_ = _option(questionnaire, TYPE_FIELD, kind) or "tous types"
    place = _option(questionnaire, DEPARTMENT_FIELD, department) or region or "toutes régions"
    return typeset(f"{type_}, {place}")


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
    return month_year(datetime.date.fromisoformat(f"{text}-01"))


def listed(items: Sequence[str], shown: int = 6) -> str:
    """Return the first items, and how many are left out."""
    more = len(items) - shown
    return ", ".join(items[:shown]) + (f" et {more} de plus" if more > 0 else "")


def counted(number: int, singular: str, plural: str = "") -> str:
    """Return a number and its noun; in French the plural starts at 2."""
    return typeset(count(number, singular, plural))


def _option(questionnaire: Questionnaire, field: str, name: str) -> str:
    asked = questionnaire.field.get(field)
    return next((o.label for o in (asked.options if asked else []) if o.id == name), name)
