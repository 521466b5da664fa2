"""What the codes of the model are called in French, in reports and tables."""

from diag.planning.order import Family
from diag.questionnaire.questionnaire_model import Option
from diag.scoring.kernel import Reason
from diag.scoring.rubric import Status
from diag.visit.visit_model import Choice

STATUS = {
    Status.UNKNOWN: "ne sait pas",
    Status.NOT_APPLICABLE: "non concerné",
    Status.MISSING: "sans réponse",
    Status.HIDDEN: "non posée",
}
NOT_SCORED = {
    Reason.NOTHING_ASKED: "rien n’a été demandé sur cet axe",
    Reason.NOT_APPLICABLE: "trop peu concernée",
    Reason.UNKNOWN: "trop peu su",
    Reason.DIMENSION: "il faut que tous les axes soient évalués",
}
"""Why a score is not given (M5, M6)."""
FAMILY: dict[Family, str] = {
    "unlock": "déblocage",
    "quick": "gain rapide",
    "project": "chantier",
    "complement": "complément",
}
"""Families of actions (M22), for the annex and the tables of an adviser."""
ORIGIN = {"print": "PRINT", "public": "dispositif public", "tool": "conseil de l’outil"}
COST = {
    "none": "aucune dépense, hors temps passé",
    "low": "moins de 500 €",
    "medium": "de 500 à 5 000 €",
    "high": "plus de 5 000 €",
    "ask": "coût à demander",
}
CHANNEL = {
    "open": "ouvert",
    "closed": "clos aux nouveaux projets",
    "check": "à vérifier",
}
MODE = {"visite": "sur place", "distance": "à distance", "autonomie": "en autonomie"}
MOVED, ADDED = "déplacée", "ajoutée par la structure"
"""An action whose month was decided together; one that is not the tool's."""
FALLEN = "plus proposée"
"""An action that needs a declined one: nobody decided about it (M20)."""
DECISION: dict[Choice, str] = {
    "keep": "gardée",
    "decline": "écartée",
    "under_way": "déjà en cours",
    "done": "déjà faite",
}


def short(option: Option) -> str:
    """Return the name of an option without its gloss: the glossary explains the acronyms."""
    return option.label.partition(" (")[0]
