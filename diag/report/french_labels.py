"""What the codes of the model are called in French, in reports and tables."""

from diag.plan.plan import Family
from diag.questionnaire.questionnaire_model import Option
from diag.scoring.kernel import Reason
from diag.scoring.rubric import Status

STATUS = {
    Status.UNKNOWN: "ne sait pas",
    Status.NOT_APPLICABLE: "non concerné",
    Status.MISSING: "sans réponse",
    Status.HIDDEN: "non posée",
}
NOT_SCORED = {
    Reason.NOTHING_ASKED: "aucune question de cet axe ne concerne la structure",
    Reason.COVERAGE: "trop de questions sans réponse",
    Reason.NOT_APPLICABLE: "trop de questions « non concerné »",
    Reason.DIMENSION: "il faut que tous les axes soient évalués",
}
FAMILY: dict[Family, str] = {
    "quick": "gain rapide",
    "project": "chantier",
    "complement": "complément",
    "later": "à différer",
}
ORIGIN = {"print": "PRINT", "public": "dispositif public", "tool": "conseil de l’outil"}
COST = {
    "none": "aucune dépense, hors temps passé",
    "low": "moins de 500 €",
    "medium": "de 500 à 5 000 €",
    "high": "plus de 5 000 €",
}
CHANNEL = {
    "open": "ouvert",
    "closed": "clos aux nouveaux projets",
    "check": "à vérifier",
}
DECISION = {"keep": "retenue", "decline": "écartée", "done": "déjà faite"}


def short(option: Option) -> str:
    """Return the name of an option without its gloss: the glossary explains the acronyms."""
    return option.label.partition(" (")[0]
