"""What the codes of the model are called in French, in reports and tables."""

from diag.french import cut_at_word
from diag.planning.order import Family
from diag.questionnaire.questionnaire_model import Dimension, Option
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
    "none": "0 €",
    "low": "moins de 500 €",
    "medium": "moins de 5 000 €",
    "high": "plus de 5 000 €",
    "ask": "à demander",
}
"""What leaves the till, time apart; what is to be asked has no price."""
CHANNEL = {"open": "ouvert", "closed": "clos aux nouveaux projets", "check": "à vérifier"}
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


_MOST_TITLE = 20  # signs of the title of an axis that has no short one


def axis_told(axis: Dimension) -> str:
    """Return the name of an axis for a narrow column."""
    return axis.short or cut_at_word(axis.title, _MOST_TITLE)


def short(option: Option) -> str:
    """Return the name of an option without its gloss: the glossary explains the acronyms."""
    return option.label.partition(" (")[0]


WHOLE = "Ensemble"
"""The line of a profile that holds all axes."""
WHOLE_ROW = "L’ensemble"
"""The same in a column of titles."""
UNNAMED = "Structure sans nom"
READER_TITLE = {
    "conseil": "une page pour le conseil",
    "direction": "rapport de direction",
    "conseiller": "dossier du conseiller, à ne pas diffuser",
    "financeur": "une page pour un financeur",
}
"""What a document is, by its reader."""
FORM_TOLD = {"complete": "formulaire complet", "express": "formulaire express", "partielle": "formulaire partiel"}
