"""The profile: one row an axis, whose drawing, score, level and place tell the same (E5)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from diag.benchmark.position import Peers, Standing
from diag.benchmark.release import OVERALL, Quantiles
from diag.french import listing
from diag.questionnaire.questionnaire_model import TYPE_FIELD
from diag.report.assessed_visit import AssessedVisit
from diag.report.chart_figures import DotStrip
from diag.report.document import Part, Reader, Section
from diag.report.french_labels import WHOLE_ROW, axis_told, short
from diag.report.score_view import LegendItem, band_told, bar_cells, is_held, level_told, score_told
from diag.scoring.assessment import NotScored, Score
from diag.scoring.kernel import WELL_KNOWN


@dataclass(frozen=True)
class ProfileRow(Part):
    """One axis, or the whole: what is drawn is told beside it."""

    title: str
    strip: DotStrip
    score: str  # « 35 à 44 », « 52 », « – »
    level: str  # « Point de départ ou Amorce », « tenu à Amorce : projet », « à établir : 9 réponses »
    place: str  # « moitié basse », « pas de repère publié », empty where none is given
    whole: bool  # the last row


@dataclass(frozen=True)
class Profile(Section):
    """The chart is the table; `bands` are the names of the five levels, above it."""

    name: ClassVar[str] = "profile"

    caption: str
    bands: tuple[str, ...]
    level_title: str  # « Niveau », « Niveau provisoire »
    place_title: str  # heading of the column of places; empty where no row has one
    rows: tuple[ProfileRow, ...]
    legend: tuple[LegendItem, ...]
    notes: tuple[str, ...]  # why no group is published, what makes a row « à confirmer »


def profile_part(assessed: AssessedVisit, reader: Reader) -> Profile | None:
    """Return the profile, one row an axis, then the whole (E5)."""
    standing = assessed.standing
    results = {**assessed.assessment.dimensions, OVERALL: assessed.assessment.overall}
    rows = tuple([_row(assessed, standing, name, result) for name, result in results.items()])
    return Profile(
        heading="Où en est la structure",
        caption=_caption(assessed, rows),
        bands=tuple([band_told(level.title) for level in assessed.questionnaire.header.levels]),
        level_title="Niveau provisoire" if assessed.assessment.provisional else "Niveau",
        place_title="Dans le groupe" if standing else "",
        rows=rows,
        legend=tuple(_legend(assessed, rows, standing)),
        notes=tuple(_notes(assessed)),
    )


def _caption(assessed: AssessedVisit, rows: Sequence[ProfileRow]) -> str:
    """Return how the drawing is read, and what counts for half in the whole."""
    read = "Le point est le score, le niveau se lit au-dessus."
    drawn = any(row.strip.dot for row in rows)
    return " ".join(filter(None, [read if drawn else "", _half(assessed)]))


def _half(assessed: AssessedVisit) -> str:
    """Return which axes weigh half of all the others; empty where the weights are otherwise."""
    axes = assessed.questionnaire.dimensions
    most = max(axis.weight for axis in axes)
    lighter = [axis for axis in axes if axis.weight != most]
    if not lighter or any(2 * axis.weight != most for axis in lighter):
        return ""
    names = listing([axis_told(axis) for axis in lighter])
    told = f"l’axe {names} compte" if len(lighter) == 1 else f"les axes {names} comptent"
    return f"Dans l’ensemble, {told} pour moitié."


def _row(assessed: AssessedVisit, standing: Standing | None, name: str, result: Score | NotScored) -> ProfileRow:
    axis = next((d for d in assessed.questionnaire.dimensions if d.id == name), None)
    quantiles = _quantiles(standing, name)
    return ProfileRow(
        title=axis_told(axis) if axis else WHOLE_ROW,
        strip=_strip(result, quantiles, assessed.assessment.provisional),
        score=_score(result),
        level=level_told(assessed.assessment, axis, result),
        place=_place(assessed, standing, name, result),
        whole=axis is None,
    )


def _quantiles(standing: Standing | None, name: str) -> Quantiles | None:
    """Return what is published of the group for one score, placed or not."""
    if standing is None or standing.peers is None or standing.peers.cell is None:
        return None
    return standing.peers.cell.measures.get(name)


def _strip(result: Score | NotScored, group: Quantiles | None, provisional: bool) -> DotStrip:
    """Return the drawing of a row: the structure above its group, or a line without any dot."""
    low, middle, median = _group(group)
    if isinstance(result, NotScored):
        return DotStrip("", "whole", "", low, middle, median, dotted=True, cells="")
    return DotStrip(
        dot=str(result.whole),
        kind="provisional" if provisional else "held" if is_held(result) else "whole",
        high=str(result.high_whole) if result.high_whole > result.whole else "",
        low_quarter=low,
        middle_half=middle,
        median=median,
        dotted=False,
        cells=bar_cells(result, "■", "▪", "□"),
    )


def _group(group: Quantiles | None) -> tuple[str, str, str]:
    """Return where the middle half of a group begins, how long it is, and its median."""
    if group is None:
        return "", "", ""
    if group.q1 is None or group.q3 is None:
        return "", "", str(group.median)
    return str(group.q1), str(group.q3 - group.q1), str(group.median)


def _score(result: Score | NotScored) -> str:
    return "–" if isinstance(result, NotScored) else score_told(result)


def _place(assessed: AssessedVisit, standing: Standing | None, name: str, result: Score | NotScored) -> str:
    """Return where a score stands (M15), or why it stands nowhere."""
    if standing is None:
        return ""
    if isinstance(result, NotScored) or result.known < WELL_KNOWN:
        return "sans place"
    if standing.release.form != assessed.assessment.form:
        return _NO_FORM.get(assessed.assessment.form, _NOT_PUBLISHED)
    position = standing.positions.get(name)
    return position.where if position and position.parts else _NOT_PUBLISHED


_NOT_PUBLISHED = "pas de repère publié"
_NO_FORM = {"express": "pas de repère express", "partielle": "pas de repère partiel"}


def _legend(assessed: AssessedVisit, rows: Sequence[ProfileRow], standing: Standing | None) -> Iterator[LegendItem]:
    """Yield the signs that are drawn, and no other."""
    strips = [row.strip for row in rows]
    kinds = {strip.kind for strip in strips if strip.dot}
    if "whole" in kinds or "held" in kinds:
        yield LegendItem("structure", "la structure")
    if "held" in kinds:
        yield LegendItem("held", "niveau tenu plus bas par ce qui est nommé")
    if "provisional" in kinds:
        yield LegendItem("provisional", "la structure, provisoire")
    if any(strip.high for strip in strips):
        yield LegendItem("unknown", "reste à savoir (réponses inconnues)")
    if standing and standing.peers and any(strip.median for strip in strips):
        drawn = any(strip.middle_half for strip in strips)
        told = "moitié centrale et médiane" if drawn else "médiane"
        peers = standing.peers
        told = f"{told} : {_group_told(assessed, peers)}, {peers.size}, {peers.period}"
        yield LegendItem("group" if drawn else "median", told)


def _group_told(assessed: AssessedVisit, peers: Peers) -> str:
    """Return the name of the group, without glosses nor codes: « EHPAD, Somme »."""
    asked = assessed.questionnaire.field.get(TYPE_FIELD)
    for option in asked.options if asked else []:
        if peers.group.startswith(f"{option.label},"):
            group = f"{short(option)}{peers.group.removeprefix(option.label)}"
            return _CODE.sub("", group)
    return _CODE.sub("", peers.group)


_CODE = re.compile(r" \(\d[\dAB]\d?\)")
"""The number of a département after its name, which a reader knows."""


def _notes(assessed: AssessedVisit) -> Iterator[str]:
    """Yield what makes a row « à confirmer » (M5): one line, whatever their number."""
    known, concerned = [], []
    for axis in assessed.questionnaire.dimensions:
        result = assessed.assessment.dimensions[axis.id]
        if isinstance(result, Score) and "unknown" in result.confirm:
            known.append(axis_told(axis))
        elif isinstance(result, Score) and "not_applicable" in result.confirm:
            concerned.append(axis_told(axis))
    if known:
        yield f"À confirmer, trop de réponses manquent : {listing(known)}."
    if concerned:
        yield f"À confirmer, plus d’un quart est « non concerné » : {listing(concerned)}."
