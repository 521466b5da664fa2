"""What a questionnaire says in every report, put in words once for all of them."""

from collections.abc import Mapping
from functools import cached_property, lru_cache

from diag import __version__
from diag.french import count, listing, percent
from diag.questionnaire.questionnaire_model import Action, Channel, Questionnaire, SingleQuestion
from diag.report.glossary import Glossary
from diag.report.view import ActionCard, FindingView, MethodView
from diag.report.words import CHANNEL, COST, ORIGIN


class Wording:
    """The words of one questionnaire, each made when first needed."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._questionnaire = questionnaire
        self.conditions: dict[tuple[object, ...], str] = {}  # what their answers come to

    @cached_property
    def cards(self) -> Mapping[str, ActionCard]:
        """What the questionnaire says of each action, by id."""
        return {a.id: _card(self._questionnaire, a) for a in self._questionnaire.actions}

    @cached_property
    def findings(self) -> Mapping[str, FindingView]:
        """Findings by number."""
        known = self._questionnaire.findings
        return {name: FindingView(name, f.text, f.place) for name, f in known.items()}

    @cached_property
    def glossary(self) -> Glossary:
        """The terms that a report may explain."""
        return Glossary(self._questionnaire.terms)

    @cached_property
    def method(self) -> MethodView:
        """How to read and recompute the figures, and what they rest on."""
        levels = tuple((x.title, x.description) for x in self._questionnaire.header.levels)
        return MethodView(_method(self._questionnaire, __version__), levels)


@lru_cache(maxsize=8)
def wording(questionnaire: Questionnaire) -> Wording:
    """Return the words of a questionnaire, made once for all the reports of a command."""
    return Wording(questionnaire)


def _card(questionnaire: Questionnaire, action: Action) -> ActionCard:
    return ActionCard(
        id=action.id,
        title=action.title,
        reason=action.reason,
        findings=tuple(action.findings),
        origin=ORIGIN[action.origin],
        first_step=action.first_step,
        steps=tuple(action.steps),
        effort=f"{count(action.effort, 'jour')} de travail",
        duration=count(action.weeks, "semaine"),
        cost=COST[action.cost],
        sign=action.sign,
        funding=tuple(_funding(questionnaire.channels[name]) for name in action.funding),
    )


def _funding(channel: Channel) -> str:
    """Return one funding channel with its date: what is not dated cannot be trusted."""
    state = f"{CHANNEL[channel.status]}, état connu : {channel.seen}"
    return f"{channel.title} ({state}) : {channel.pays_for}"


def situation(question: SingleQuestion, level: int) -> str:
    """Return the situation of a level, with those it adds to: « une personne … En plus, … »."""
    parts: list[str] = []
    for choice in question.choices:
        parts = [*parts, choice.label] if choice.adds else [choice.label]
        if choice.level == level:
            break
    return " ".join(parts).rstrip(".")


def _method(questionnaire: Questionnaire, version: str) -> tuple[tuple[str, str], ...]:
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
            f"{questionnaire.hash[7:19]}) ; diag {version}. {header.licence}",
        ),
    )
