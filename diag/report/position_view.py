"""Where the structure stands among regional aggregates: in words, and as a drawing (M14, M15).

Nothing ranks: a position is a part of the group, and a score that may rise touches several.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from diag.benchmark import words
from diag.benchmark.fit import Fit, compatible
from diag.benchmark.position import Peers, Position, positions
from diag.benchmark.release import OVERALL, Quantiles, Release
from diag.french import long_date, sentence
from diag.report.assessed_visit import AssessedVisit
from diag.report.view_model import Part
from diag.scoring.assessment import NotScored, Score


@dataclass(frozen=True)
class Spread(Part):
    """Coordinates on an axis of 100 units: the group below, the structure above.

    An empty string or tuple is not drawn: what the class of the group does not allow, a structure
    where there is only a group, or a score that is wholly known. `text` says the drawing to who does
    not see it.
    """

    box: str
    box_span: str
    median: str
    deciles: tuple[str, ...]
    score: str
    low: str
    span: str
    text: str


@dataclass(frozen=True)
class PlaceView(Part):
    """One score among the peers."""

    title: str
    where: str  # `2e ou 3e quart`, or why there is no position
    figures: str  # the quantiles of the group, in words
    stamp: str
    spread: Spread | None


@dataclass(frozen=True)
class PositionView(Part):
    """Where the structure stands, or why nothing is said of it; `places` is then empty."""

    headline: str
    remarks: tuple[str, ...]  # which nearer groups were left out, or what is lacking
    places: tuple[PlaceView, ...]
    notes: tuple[str, ...]  # how to read them, and where they come from
    stamp: str
    brief: str  # the headline of the terminal
    fine: bool = False  # deciles are drawn


@dataclass(frozen=True)
class Standing:
    """One visit beside one release (M14, M15).

    Attributes:
        release: what is published of the others.
        fit: whether its scores compare with those of the visit.
        peers: the group of comparison; None where the scores do not compare.
        positions: by dimension id, then `global`; empty where the scores do not compare.

    """

    release: Release
    fit: Fit
    peers: Peers | None = None
    positions: Mapping[str, Position] = field(default_factory=dict)

    @property
    def placed(self) -> bool:
        """Whether a group may be published, and the scores compare with its own."""
        return self.peers is not None and self.peers.cell is not None


def position_of(assessed: AssessedVisit) -> Standing | None:
    """Return where a visit stands; None when no release was given, as none is used by default."""
    release, questionnaire = assessed.release, assessed.questionnaire
    if release is None:
        return None
    fit = compatible(release, questionnaire, assessed.assessment.form)
    if not fit.usable:
        return Standing(release, fit)
    profile = assessed.matched.profile
    results = {**assessed.assessment.dimensions, OVERALL: assessed.assessment.overall}
    found = positions(release, questionnaire, profile, results)
    return Standing(release, fit, found[OVERALL].peers, found)


DEMONSTRATION = "données de démonstration"
WHOLE = "Ensemble"
_STAMP = f"Repère régional : {DEMONSTRATION}, aucune structure réelle"
_NONE = "Aucun repère régional n’a été donné : la structure n’est comparée à aucune autre."
_NO_PLACE = f"{sentence(words.NO_GROUP)} pour cette structure : aucune comparaison n'est donnée."
_HOW_TO_GET_ONE = (
    "Un réseau publie un repère régional à partir de ses propres visites. Pour situer la structure, "
    "donnez le dossier de ce repère : « diag rapport VISITE --repere DOSSIER », ou la variable "
    "DIAG_REPERE."
)
_COARSE = (
    "Sous 50 structures, les nombres d'un groupe sont arrondis à 5 points : un score proche de l'un "
    "d'eux est dit dans les deux parts où il peut être."
)


def position_view(assessed: AssessedVisit) -> PositionView:
    """Return the part of the report that compares the structure with others, or why none does."""
    standing = position_of(assessed)
    if standing is None:
        return PositionView(_NONE, (_HOW_TO_GET_ONE,), (), (), "", "")
    stamp = _STAMP if standing.release.synthetic else ""
    notes = tuple(_notes(standing))
    if standing.peers is None:
        refusal = sentence(f"{standing.fit.refusal}.")
        headline = f"Aucune comparaison n'est donnée. {refusal}"
        mend = sentence(f"{standing.fit.mend}.")
        return PositionView(headline, (mend,), (), notes, stamp, headline)
    remarks = tuple(_remarks(standing))
    if not standing.placed:
        return PositionView(_NO_PLACE, remarks, (), notes, stamp, _NO_PLACE)
    peers = standing.peers
    headline = f"Groupe de comparaison : {peers.group}, {peers.size}, {peers.period}."
    brief = f"{peers.group}, {peers.size}"
    places = tuple(_places(assessed, standing))
    fine = any(place.spread and place.spread.deciles for place in places)
    return PositionView(headline, remarks, places, notes, stamp, brief, fine)


def _remarks(standing: Standing) -> Iterator[str]:
    """Yield why nearer groups were left out, and what differs between the questionnaires."""
    fallback = standing.peers.fallback if standing.peers else ""
    if fallback:
        tried = "Pourquoi pas un groupe plus proche" if standing.placed else "Groupes essayés"
        yield f"{tried} : {fallback}."
    yield from standing.fit.differences


def _notes(standing: Standing) -> Iterator[str]:
    """Yield how to read the positions, whose they are, and where they come from."""
    if standing.placed:
        yield from filter(None, [_gloss(standing)])
        if any(p.step > 1 for p in standing.positions.values()):
            yield _COARSE
        yield words.NOT_A_SAMPLE
    yield source_line(standing.release)


def _gloss(standing: Standing) -> str:
    """Return what the parts mean: those of the whole group, or of the scores that it tells less of."""
    return " ".join(dict.fromkeys(p.gloss for p in standing.positions.values() if p.parts))


def source_line(release: Release) -> str:
    """Return where the figures come from, and of when they are."""
    day = long_date(datetime.date.fromisoformat(release.date))
    return (
        f"Source : {release.source.rstrip('.')}. Repère du {day}, questionnaire "
        f"« {release.questionnaire} » version {release.version}, forme "
        f"{words.FORM_NAMES[release.form]}, {words.period(*release.period)}."
    )


def _places(assessed: AssessedVisit, standing: Standing) -> Iterator[PlaceView]:
    """Yield one place by axis, then that of the whole."""
    stamp = DEMONSTRATION if standing.release.synthetic else ""
    results = {**assessed.assessment.dimensions, OVERALL: assessed.assessment.overall}
    for measure, position in standing.positions.items():
        title = assessed.axes.get(measure, WHOLE)
        yield _place(title, results[measure], position, stamp)


def _place(title: str, result: Score | NotScored, position: Position, stamp: str) -> PlaceView:
    """Return one place; a score without position keeps the reason why."""
    where, quantiles = sentence(position.where), position.quantiles
    if isinstance(result, NotScored) or quantiles is None:
        return PlaceView(title, where, "", stamp, None)
    more = f", jusqu’à {result.high_whole}" if _wide(result) else ""
    figures = group_figures(quantiles)
    if position.peers.cell and quantiles.size_class != position.peers.cell.size_class:
        figures = f"{figures} ; {words.size(quantiles.size_class)}"
    told = f"{title} : score de {result.whole} sur 100{more}, {position.where}. Groupe : {figures}"
    text = f"{told} ({stamp})" if stamp else told
    return PlaceView(title, where, figures, stamp, _spread(result, quantiles, text))


def group_figures(quantiles: Quantiles) -> str:
    """Return the quantiles of a group in words, as fine as they are published."""
    parts = [f"médiane {quantiles.median}"]
    if quantiles.q1 is not None:
        parts.append(f"une structure sur deux entre {quantiles.q1} et {quantiles.q3}")
    if quantiles.deciles is not None:
        parts.append(f"huit sur dix entre {quantiles.deciles[0]} et {quantiles.deciles[-1]}")
    return " ; ".join(parts)


def group_spread(quantiles: Quantiles, text: str) -> Spread:
    """Return the drawing of a group alone."""
    box = span = ""
    if quantiles.q1 is not None and quantiles.q3 is not None:
        box, span = str(quantiles.q1), str(quantiles.q3 - quantiles.q1)
    return Spread(
        box=box,
        box_span=span,
        median=str(quantiles.median),
        deciles=tuple(map(str, quantiles.deciles or ())),
        score="",
        low="",
        span="",
        text=text,
    )


def _spread(result: Score, quantiles: Quantiles, text: str) -> Spread:
    """Return the drawing of a structure above its group."""
    return replace(
        group_spread(quantiles, text),
        score=str(result.whole),
        low=str(result.whole) if _wide(result) else "",
        span=str(result.high_whole - result.whole) if _wide(result) else "",
    )


def _wide(result: Score) -> bool:
    return result.whole != result.high_whole
