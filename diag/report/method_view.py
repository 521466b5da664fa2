"""How to read and recompute the figures of a report, and the terms that it uses."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from diag import __version__
from diag.french import count, listing, percent
from diag.questionnaire.questionnaire_model import Questionnaire, Term
from diag.report.view_model import Part, texts

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class TermView(Part):
    """One term of the glossary."""

    term: str
    text: str


@dataclass(frozen=True)
class MethodView(Part):
    """How to read and recompute the figures, what they rest on, and what each level means."""

    rules: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, str], ...]


def glossary_of(terms: Sequence[Term], view: Part) -> tuple[TermView, ...]:
    """Return the terms that a view uses as whole words, case included, in alphabetical order."""
    said = set(texts(view))
    words = set(_WORD.findall("\n".join(said)))
    used = [term for term in terms if any(_says(said, words, s) for s in _spellings(term))]
    used.sort(key=lambda term: term.term.casefold())
    return tuple([TermView(term.term, term.text) for term in used])


def _spellings(term: Term) -> list[str]:
    return [*term.term.split(" / "), *term.also]


def _says(said: set[str], words: set[str], spelling: str) -> bool:
    own = _WORD.findall(spelling)
    if not words.issuperset(own) or own == [spelling]:
        return words.issuperset(own)
    whole = re.compile(rf"\b{re.escape(spelling)}\b")
    return any(whole.search(text) for text in said if spelling in text)


def method_view(questionnaire: Questionnaire) -> MethodView:
    """Return how to read the report of a visit."""
    levels = tuple((x.title, x.description) for x in questionnaire.header.levels)
    return MethodView(_rules(questionnaire), levels)


def _rules(questionnaire: Questionnaire) -> tuple[tuple[str, str], ...]:
    header = questionnaire.header
    rules, planning = header.scoring, header.planning
    thresholds = listing([str(t) for t in rules.thresholds])
    weights = listing([f"{d.title} {d.weight}" for d in questionnaire.dimensions])
    return (
        (
            "Score d’un axe",
            "Chaque réponse vaut de 0 à 4, soit 0 à 100 points ; le score est leur moyenne pondérée. "
            "« Ne sait pas » compte 0 ; « non concerné », les questions non posées et les questions "
            "sans réponse ne comptent pas (M1 à M3).",
        ),
        (
            "Halo",
            "Les deux bornes du score, selon que ce qui n’est pas connu serait au plus bas ou au plus haut (M4).",
        ),
        (
            "Couverture",
            "Part des questions qui ont une réponse, « ne sait pas » compris. "
            f"Sous {percent(rules.minimum_coverage)}, ou si plus de "
            f"{percent(rules.maximum_not_applicable)} de l’axe est « non concerné », l’axe n’est pas évalué (M5).",
        ),
        ("Score global", f"Moyenne des axes, avec ces poids : {weights} (M6)."),
        (
            "Niveaux",
            f"Seuils : {thresholds}. Le niveau N demande aussi que chaque question du socle soit au moins "
            "au niveau N − 1, et que chaque axe soit au plus "
            f"{rules.dimension_margin} points sous le seuil (M9, M10).",
        ),
        (
            "Équilibre et robustesse",
            f"Un profil est inégal quand la moyenne géométrique des axes est sous "
            f"{percent(rules.uneven_balance)} de leur moyenne (M7). Un score est robuste quand son niveau "
            f"tient si chaque poids varie de {percent(rules.weight_variation)} (M11).",
        ),
        (
            "Gain d’une action",
            "Ce qu’elle ajouterait au score global une fois faite, après celles qui la précèdent (M20, M21).",
        ),
        (
            "Familles et calendrier",
            f"Gain rapide ou chantier : au moins {count(planning.minimum_gain, 'point')} de gain, en "
            f"{count(planning.quick_effort, 'jour')} au plus ou davantage ; complément et à différer : "
            "moins (M22). Une action commence quand celles qu’elle suppose sont finies et qu’il reste "
            "du temps dans le trimestre (M23).",
        ),
        (
            "Situation parmi les pairs",
            "Le groupe est le plus proche que publie un repère régional : même type et même "
            "département, puis même type et même région, puis même région, puis toutes les "
            "structures ; 10 structures si possible, 5 au moins (M14). La position est une part du "
            "groupe, jamais un rang : la moitié, le quart ou le dixième, selon sa taille ; si le "
            "halo touche plusieurs parts, la première et la dernière sont dites (M15).",
        ),
        ("Sources", header.source),
        (
            "Versions",
            f"{header.title}, version {header.version} (questionnaire « {header.id} », empreinte "
            f"{questionnaire.hash[7:19]}) ; diag {__version__}. {header.licence}",
        ),
    )
