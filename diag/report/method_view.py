"""What the adviser checks a report with: the method, its computation for this structure, what it cites.

M1 to M23; landmarks of other surveys, findings, and words that are explained.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from diag.french import count, inside, listing, month_year, percent, tenths
from diag.planning.plan import Quarter
from diag.questionnaire.questionnaire_model import Landmark, Questionnaire, Term
from diag.report.assessed_visit import AssessedVisit
from diag.report.document import Part, Reader, Section, texts
from diag.report.french_labels import FAMILY, NOT_SCORED, WHOLE
from diag.report.score_view import held_by, level_range
from diag.scoring.assessment import Level, NotScored, Score


@dataclass(frozen=True)
class RuleRow(Part):
    """A term of the method, of the glossary or of the report, and its text."""

    term: str
    text: str


@dataclass(frozen=True)
class CitedLandmark(Part):
    """One published figure, with what its honest use requires; never beside a score."""

    figure: str
    beside: str  # the question of the same definition; empty for one of the context
    about: str
    source: str


@dataclass(frozen=True)
class CitedLandmarks(Section):
    """Published landmarks, those of the definition of a question first."""

    name: ClassVar[str] = "landmarks"

    intro: str
    landmarks: tuple[CitedLandmark, ...]


@dataclass(frozen=True)
class CitedFindings(Section):
    """Findings of the report that the plan rests on."""

    name: ClassVar[str] = "findings"

    findings: tuple[RuleRow, ...]


@dataclass(frozen=True)
class Glossary(Section):
    """Words and acronyms that the document uses, and the ideas of the report."""

    name: ClassVar[str] = "glossary"

    terms: tuple[RuleRow, ...]


_OLD_AFTER = 5  # years from which a landmark is old


def landmarks_part(assessed: AssessedVisit, reader: Reader) -> CitedLandmarks | None:
    """Return the published figures, those of the definition of a question first; None without any."""
    cited = [_landmark(assessed, one) for one in assessed.questionnaire.landmarks]
    if not cited:
        return None
    return CitedLandmarks(
        heading="Repères publiés par d’autres enquêtes",
        intro="Ils n’entrent jamais dans un score, et ne se lisent pas à côté de l’un d’eux.",
        landmarks=tuple(sorted(cited, key=lambda one: not one.beside)),
    )


def _landmark(assessed: AssessedVisit, one: Landmark) -> CitedLandmark:
    """Return a figure with what its honest use requires: of whom, when, how many, on what condition."""
    question = assessed.questionnaire.question
    beside = listing([question[name].title for name in one.beside])
    asked = f", n = {one.n}" if one.n else ", effectif non publié"
    old = " Repère ancien." if _is_old(one, assessed.date.year) else ""
    return CitedLandmark(
        figure=one.figure,
        beside=f"Même définition : {beside}" if beside else "",
        about=f"{one.condition}{old}",
        source=f"{one.population.rstrip('.')}. {one.geography}, {one.year}{asked}. {one.source}",
    )


def _is_old(landmark: Landmark, year: int) -> bool:
    """Tell whether a landmark is old for a report of a year."""
    return landmark.old or year - int(landmark.year) > _OLD_AFTER


def cited_parts(assessed: AssessedVisit, sections: Sequence[Section]) -> Iterator[Section]:
    """Yield the findings that the year rests on, and the words that the parts before use."""
    findings = _findings(assessed)
    if findings:
        yield CitedFindings("Constats du rapport sur lesquels l’année repose", findings)
    known = {term.term.casefold() for term in assessed.questionnaire.terms}
    ideas = [
        Term(term=word.term, also=[inside(word.term)], text=word.text)
        for word in assessed.questionnaire.words
        if word.term.casefold() not in known
    ]
    said = (*sections, *findings)
    terms = glossary_of((*assessed.questionnaire.terms, *ideas), said)
    if terms:
        yield Glossary("Mots et sigles", terms)


def _findings(assessed: AssessedVisit) -> tuple[RuleRow, ...]:
    """Return the findings of the actions that are explained, and of the lasting conditions."""
    cited = {f for one in assessed.year.cards if one.line for f in one.line.action.findings}
    for condition in assessed.questionnaire.header.lasting_conditions:
        cited.update(condition.findings)
    known = assessed.questionnaire.findings
    return tuple([RuleRow(f, f"{known[f].text} ({known[f].place})") for f in sorted(cited)])


_WORD = re.compile(r"\w+")


def glossary_of(terms: Sequence[Term], view: Part | tuple[Part, ...]) -> tuple[RuleRow, ...]:
    """Return the terms that a view uses as whole words, case included, in alphabetical order."""
    said = set(texts(view))
    words = set(_WORD.findall("\n".join(said)))
    used = [term for term in terms if any(_says(said, words, s) for s in _spellings(term))]
    used.sort(key=lambda term: term.term.casefold())
    return tuple([RuleRow(term.term, term.text) for term in used])


def _spellings(term: Term) -> list[str]:
    return [*term.term.split(" / "), *term.also]


def _says(said: set[str], words: set[str], spelling: str) -> bool:
    own = _WORD.findall(spelling)
    if not words.issuperset(own) or own == [spelling]:
        return words.issuperset(own)
    whole = re.compile(rf"\b{re.escape(spelling)}\b")
    return any(whole.search(text) for text in said if spelling in text)


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


@dataclass(frozen=True)
class ComputationRow(Part):
    """One axis with its decimals."""

    title: str
    weight: str
    score: str
    high: str
    known: str
    raw_level: str
    level: str


@dataclass(frozen=True)
class Computation(Section):
    """The computation of this structure: (2 × 35,4 + …) ÷ 9 = 24,0; weights ±25 %; order of the plan."""

    name: ClassVar[str] = "computation"

    rows: tuple[ComputationRow, ...]
    lines: tuple[str, ...]
    quarters: tuple[str, ...]  # level range and profile at each quarter’s end, « si tout est fait »


def computation_part(assessed: AssessedVisit, reader: Reader) -> Computation | None:
    """Return the computation of this structure, with its decimals."""
    return Computation(
        heading="Le calcul, pour cette structure",
        rows=tuple(_rows(assessed)),
        lines=tuple(_computed(assessed)),
        quarters=tuple(_quarter(assessed, quarter) for quarter in assessed.plan.quarters),
    )


def _rows(assessed: AssessedVisit) -> Iterator[ComputationRow]:
    """Yield the figures of each axis, then those of the whole."""
    for axis in assessed.questionnaire.dimensions:
        yield _row(axis.title, str(axis.weight), assessed.assessment.dimensions[axis.id])
    yield _row(WHOLE, "–", assessed.assessment.overall)


def _row(title: str, weight: str, result: Score | NotScored) -> ComputationRow:
    if isinstance(result, NotScored):
        known = "–" if result.known is None else percent(result.known)
        return ComputationRow(title, weight, "non évalué", "–", known, "–", "–")
    level = str(result.level.value)
    if result.level.high > result.level.value:
        level = f"{level} à {result.level.high}"
    return ComputationRow(
        title=title,
        weight=weight,
        score=tenths(result.value),
        high=tenths(result.high),
        known=f"{tenths(result.known_tenths)} %",
        raw_level=str(result.level.raw),
        level=level,
    )


def _computed(assessed: AssessedVisit) -> Iterator[str]:
    """Yield how the whole is computed (M6), its level (M10), weights (M11), balance (M7), order (M21)."""
    overall = assessed.assessment.overall
    if isinstance(overall, NotScored):
        yield f"Score de l’ensemble non calculé : {NOT_SCORED[overall.reason]} (M6)."
    else:
        yield _mean(assessed, overall)
        yield _level(assessed, overall)
    if weights := assessed.assessment.robustness:
        same = "même niveau" if weights.robust else "le niveau change"
        yield (f"Poids des axes à ±25 % : de {tenths(weights.low)} à {tenths(weights.high)}, {same} (M11).")
    yield from _balance(assessed)
    if assessed.plan.lines:
        yield _order(assessed)


def _mean(assessed: AssessedVisit, overall: Score) -> str:
    """Return the weighted mean of the axes: « (2 × 35,4 + …) ÷ 9 = 24,0 »."""
    results = assessed.assessment.dimensions
    terms, total = [], 0
    for axis in assessed.questionnaire.dimensions:
        result = results[axis.id]
        if axis.weight and isinstance(result, Score):
            terms.append(f"{axis.weight} × {tenths(result.value)}")
            total += axis.weight
    told = f"({' + '.join(terms)}) ÷ {total} = {tenths(overall.value)}"
    if overall.high > overall.value:
        told = f"{told} ; avec ce qui reste à savoir à son plus haut, {tenths(overall.high)}"
    return f"{told}."


def _level(assessed: AssessedVisit, overall: Score) -> str:
    """Return which thresholds are reached, and what holds the level below them."""
    thresholds = assessed.questionnaire.header.scoring.thresholds
    reached = [str(t) for t in thresholds if overall.whole >= t]
    above = [str(t) for t in thresholds if overall.whole < t]
    parts = [
        f"seuil de {reached[-1]} atteint" if reached else "",
        f"celui de {above[0]} non" if reached and above else "",
        f"seuil de {above[0]} non atteint" if above and not reached else "",
    ]
    held = held_by(assessed, overall.level) or "Rien ne le retient."
    return f"Niveau : {', '.join(filter(None, parts))}. {held}"


def _balance(assessed: AssessedVisit) -> Iterator[str]:
    """Yield how even the profile is, and its lowest axis where it is not (M7)."""
    balance, lowest = assessed.assessment.balance, assessed.assessment.lowest
    if balance is not None and lowest is not None:
        uneven = f" : profil inégal, le plus bas est « {assessed.axes[lowest]} »"
        told = uneven if balance < UNEVEN else ""
        yield (f"Moyenne géométrique des axes : {percent(int(100 * balance))} de leur moyenne{told} (M7).")


UNEVEN = 0.85
"""Balance under which a profile is uneven (M7)."""


def _order(assessed: AssessedVisit) -> str:
    """Return how the plan is ordered, and how many actions are in each family."""
    families = Counter(FAMILY[line.family] for line in assessed.plan.lines)
    told = ", ".join(f"{name} {number}" for name, number in families.items())
    number = count(len(assessed.plan.lines), "action")
    return (
        f"Ordre du plan : {number} ({told}), par points gagnés par jour de travail ; à effet proche, "
        "le partenaire d’abord, puis ce qui fait tenir une condition (M21, M22)."
    )


def _quarter(assessed: AssessedVisit, quarter: Quarter) -> str:
    """Return where the structure is at the end of a quarter, if all is done (M23)."""
    month = month_year(assessed.visit.visit.date, 3 * quarter.number)
    axes = {d.id: d.short or d.title for d in assessed.questionnaire.dimensions}
    profile = ", ".join(
        f"{axes[name]} {tenths(x.value) if isinstance(x, Score) else 'à établir'}"
        for name, x in quarter.dimensions.items()
    )
    if isinstance(quarter.overall, NotScored):
        return f"Fin {month} : {profile}."
    whole = quarter.overall
    return f"Fin {month} : {tenths(whole.value)}, {_level_told(assessed, whole.level)} ; {profile}."


def _level_told(assessed: AssessedVisit, level: Level) -> str:
    """Return a level with its range, `niveau 2, jusqu’à 4 si « … » se confirme`."""
    return ", ".join(filter(None, [f"niveau {level.value}", level_range(assessed, level)]))
