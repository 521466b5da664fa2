"""Where the structure stands among regional aggregates, in words (M14, M15).

Nothing ranks: a position is a part of the group, and a score that may rise touches several.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from diag.benchmark import words
from diag.benchmark.position import Position, Standing
from diag.benchmark.release import OVERALL, Quantiles, Release
from diag.french import long_date, sentence
from diag.report.assessed_visit import AssessedVisit
from diag.report.document import Part
from diag.report.french_labels import WHOLE
from diag.scoring.assessment import Score


@dataclass(frozen=True)
class PlaceView(Part):
    """One score among the peers."""

    title: str
    where: str  # `2e ou 3e quart`, or why there is no position
    figures: str  # the quantiles of the group, in words


@dataclass(frozen=True)
class PositionView(Part):
    """Where the structure stands, or why nothing is said of it; `places` is then empty."""

    headline: str
    remarks: tuple[str, ...]  # which nearer groups were left out, or what is lacking
    places: tuple[PlaceView, ...]
    notes: tuple[str, ...]  # how to read them, and where they come from
    stamp: str
    brief: str  # the headline of the terminal


_STAMP = "Repère régional : données de démonstration, aucune structure réelle"
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
    standing = assessed.standing
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
    return PositionView(headline, remarks, places, notes, stamp, brief)


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
    """Yield one place by axis, then that of the whole; a score without place keeps the reason why."""
    results = {**assessed.assessment.dimensions, OVERALL: assessed.assessment.overall}
    for measure, position in standing.positions.items():
        scored = isinstance(results[measure], Score)
        figures = _figures(position) if scored else ""
        yield PlaceView(assessed.axes.get(measure, WHOLE), sentence(position.where), figures)


def _figures(position: Position) -> str:
    """Return the quantiles of a group in words, and its size where fewer have this score."""
    quantiles = position.quantiles
    if quantiles is None:
        return ""
    told = _quantiles(quantiles)
    if position.peers.cell and quantiles.size_class != position.peers.cell.size_class:
        return f"{told} ; {words.size(quantiles.size_class)}"
    return told


def _quantiles(quantiles: Quantiles) -> str:
    """Return the quantiles of a group in words, as fine as they are published."""
    parts = [f"médiane {quantiles.median}"]
    if quantiles.q1 is not None:
        parts.append(f"une structure sur deux entre {quantiles.q1} et {quantiles.q3}")
    if quantiles.deciles is not None:
        parts.append(f"huit sur dix entre {quantiles.deciles[0]} et {quantiles.deciles[-1]}")
    return " ; ".join(parts)
