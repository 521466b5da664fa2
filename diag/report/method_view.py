"""How the figures of a report are computed, and what each level means, for the adviser (M1 to M23)."""

from dataclasses import dataclass
from typing import ClassVar

from diag.french import listing
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.report.assessed_visit import AssessedVisit
from diag.report.cited_view import RuleRow
from diag.report.document import Reader, Section


@dataclass(frozen=True)
class MethodPart(Section):
    """How the figures are computed, and what each level means."""

    name: ClassVar[str] = "method"

    rules: tuple[RuleRow, ...]
    levels: tuple[RuleRow, ...]


def method_part(assessed: AssessedVisit, reader: Reader) -> MethodPart | None:
    """Return how the figures are computed; versions stand with the data."""
    questionnaire = assessed.questionnaire
    return MethodPart(
        heading="La méthode, en bref",
        rules=tuple([RuleRow(*rule) for rule in _rules(questionnaire)]),
        levels=tuple([RuleRow(x.title, x.description) for x in questionnaire.header.levels]),
    )


def _rules(questionnaire: Questionnaire) -> tuple[tuple[str, str], ...]:
    header = questionnaire.header
    thresholds = listing([str(t) for t in header.scoring.thresholds])
    weights = listing([f"{d.title} {d.weight}" for d in questionnaire.dimensions])
    alone = [f"« {d.title} »" for d in questionnaire.dimensions if not (d.weight and d.gates)]
    excepted = f" {listing(alone)} ne retient que son propre niveau." if alone else ""
    return (
        (
            "Score d’un axe",
            "Chaque réponse vaut de 0 à 4, soit 0 à 100 points ; le score est leur moyenne pondérée. "
            "« Ne sait pas » et une réponse manquante comptent 0 ; « non concerné » et les questions "
            "non posées ne comptent pas (M1 à M3).",
        ),
        (
            "Halo",
            "Le score est son bas. Son haut est le score si tout ce qui n’est pas connu était au plus haut (M4).",
        ),
        (
            "Part connue",
            "Part des questions posées qui ont une réponse, selon leur poids. Sous 50 %, l’axe n’est "
            "pas évalué : trop peu su. Plus de la moitié « non concerné » : trop peu concernée. "
            "Sous 70 % connus, ou plus d’un quart « non concerné », le score est à confirmer (M5).",
        ),
        (
            "Score global",
            f"Moyenne des axes, avec ces poids : {weights}. Il faut que chacun de ceux qui pèsent "
            "soit évalué (M6). Un nombre est arrondi une fois, le demi vers le haut (M8).",
        ),
        (
            "Niveaux",
            f"Seuils : {thresholds}. Le niveau N d’un axe demande aussi que chacune de ses questions "
            "du socle soit au moins au niveau N − 1 ; celui de l’ensemble, que chaque axe soit au "
            f"moins au niveau N − 1 (M9, M10).{excepted}",
        ),
        (
            "Équilibre et robustesse",
            "Un profil est inégal quand la moyenne géométrique des axes est sous 85 % de leur moyenne "
            "(M7). Un niveau est robuste s’il tient quand chaque poids d’axe varie de 25 % (M11).",
        ),
        (
            "Points d’une action",
            "Ce qu’elle ajouterait au score global, après celles qui la précèdent, sur les seules "
            "questions dont la réponse est connue (M20, M21).",
        ),
        (
            "Ordre du plan",
            "Parmi les actions d’effet proche par jour de travail, PRINT d’abord, puis ce qui fait "
            "tenir une condition d’un changement durable. Dans les six premières : PRINT avant la "
            "quatrième, une action pour chaque condition qui ne tient pas, une pour les personnes "
            "accompagnées, une pour l’axe le plus bas, et deux au plus d’un même axe (M21).",
        ),
        (
            "Familles et calendrier",
            "Déblocage : choisie pour ce qu’elle débloque. Gain rapide ou chantier : au moins un "
            "point, en 3 jours au plus ou davantage. Complément : moins d’un point (M22). Une action "
            "commence quand celles qu’elle suppose sont finies et qu’il reste du temps dans le mois ; "
            "son effet compte quand elle se termine (M23).",
        ),
        (
            "Situation parmi les pairs",
            "Le groupe est le plus proche que publie un repère régional pour la même forme du "
            "questionnaire (M14). La position est une part du groupe, jamais un rang ; si plusieurs "
            "parts sont possibles, la première et la dernière sont dites (M15).",
        ),
    )
