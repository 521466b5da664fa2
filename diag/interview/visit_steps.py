"""What is asked of the visit itself, before the profile: its name, how it goes, who is there."""

from collections.abc import Mapping
from dataclasses import dataclass

from diag.visit.acceptance import ROLES
from diag.visit.visit_model import Visit

OTHER = "autre"
"""Value of a function that has to be named."""


@dataclass(frozen=True)
class VisitStep:
    """One step about the visit; `options` are `(value, label)`."""

    title: str
    text: str
    help: str
    options: tuple[tuple[str, str], ...] = ()


VISIT_STEPS: Mapping[str, VisitStep] = {
    "name": VisitStep(
        "Nom de la structure",
        "Quel est le nom de la structure ?",
        "Le nom d’usage suffit. Il sert à reconnaître le fichier et à titrer le rapport.",
    ),
    "mode": VisitStep(
        "Façon de répondre",
        "Comment se passe cette visite ?",
        "Le rapport le dit : des réponses vues sur place ne se lisent pas comme des réponses"
        " données par la structure seule.",
        (
            ("visite", "Sur place, avec une personne qui accompagne"),
            ("distance", "À distance, avec une personne qui accompagne"),
            ("autonomie", "La structure répond seule"),
        ),
    ),
    "respondents": VisitStep(
        "Autour de la table",
        "Qui est autour de la table ?",
        "Des fonctions, jamais de noms. Chacun peut répondre autrement à une question : les deux"
        " réponses sont gardées.",
        (
            *((name, role) for name, role in ROLES.items() if name != OTHER),
            (OTHER, "Une autre fonction, à écrire ensuite"),
        ),
    ),
}
"""By the id of the step: `name`, `mode`, `respondents` (interview, line 11)."""


def respondent_options(visit: Visit) -> list[tuple[str, str]]:
    """Return `(value, function)` to tick: those that are usual, those of the visit, another one."""
    *usual, other = VISIT_STEPS["respondents"].options
    roles = {role for _, role in usual}
    return [*usual, *((r.id, r.role) for r in visit.respondents if r.role not in roles), other]
