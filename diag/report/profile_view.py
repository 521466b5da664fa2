"""The profile: one row an axis, whose drawing, score, level and place tell the same (E5)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from diag.benchmark.position import Peers
from diag.benchmark.release import OVERALL, Quantiles
from diag.french import count, cut_at_word, inside, listing
from diag.questionnaire.questionnaire_model import TYPE_FIELD, Dimension
from diag.report.assessed_visit import LACKING, AssessedVisit
from diag.report.document import Part, Reader, Section
from diag.report.french_labels import NOT_SCORED, axis_told, short
from diag.report.position_view import Standing, position_of
from diag.report.score_view import bar_cells, score_told
from diag.scoring.assessment import Assessment, NotScored, Score
from diag.scoring.kernel import WELL_KNOWN, Reason

_MOST_BAND, _LONG_WORD = 14, 10  # signs of the name of a level above its band, and of its words
_MOST_LEVEL, _MOST_HELD = 24, 26  # signs of a level in a row, and of it with what holds it


@dataclass(frozen=True)
class DotStrip(Part):
    """Coordinates on an axis of 100 units, as texts; an empty one is not drawn.

    `dot` is the score; `kind` is how it is drawn: whole, held by a gate, or provisional. The whisker
    goes from the dot to `high`. The group lies from `low_quarter` over `middle_half`, its median at
    `median`. Where nothing is known, `dotted` draws a line without any dot. `cells` says the same in
    20 plain characters.
    """

    dot: str
    kind: str  # whole | held | provisional
    high: str
    low_quarter: str
    middle_half: str
    median: str
    dotted: bool
    cells: str


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
class LegendItem(Part):
    """One sign of the drawing, and what it means."""

    kind: str  # structure | held | provisional | unknown | group | median
    text: str


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
    standing = position_of(assessed)
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


def band_told(title: str) -> str:
    """Return the name of a level above its band: « Env. capacitant »."""
    if len(title) <= _MOST_BAND or " " not in title:
        return title
    return " ".join(w if len(w) <= _LONG_WORD else f"{w[:3]}." for w in title.split(" "))


def _row(assessed: AssessedVisit, standing: Standing | None, name: str, result: Score | NotScored) -> ProfileRow:
    axis = next((d for d in assessed.questionnaire.dimensions if d.id == name), None)
    quantiles = _quantiles(standing, name)
    return ProfileRow(
        title=axis_told(axis) if axis else "L’ensemble",
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


def is_held(result: Score) -> bool:
    """Tell whether a gate holds a level under that of its score (M10)."""
    return result.level.value < result.level.raw


def _score(result: Score | NotScored) -> str:
    return "–" if isinstance(result, NotScored) else score_told(result)


def level_told(assessment: Assessment, axis: Dimension | None, result: Score | NotScored) -> str:
    """Return a level in words, what holds it, or what must be known for it (M5, M10)."""
    if isinstance(result, NotScored):
        return _to_establish(assessment, axis, result)
    levels = assessment.questionnaire.header.levels
    low, high = result.level.value, result.level.high
    told = cut_at_word(levels[low].title, _MOST_LEVEL)
    if high > low:
        if result.to_confirm:
            return "à confirmer"
        return f"{told} {'ou' if high == low + 1 else 'à'} {levels[high].title}"
    if result.to_confirm:
        return f"{told}, à confirmer"
    if not is_held(result):
        return told
    return f"tenu à {told} : {_holding(assessment, result, len(told))}"


def _holding(assessment: Assessment, result: Score, taken: int) -> str:
    """Return the first thing that holds a level, by its name, in the room that the level leaves."""
    questionnaire = assessment.questionnaire
    axes = {axis.id: axis_told(axis) for axis in questionnaire.dimensions}
    first = result.level.blockers[0].id
    name = axes.get(first) or questionnaire.question[first].title
    return cut_at_word(inside(name), max(_MOST_HELD - taken, _LONG_WORD))


def _to_establish(assessment: Assessment, axis: Dimension | None, result: NotScored) -> str:
    """Return why a score is not given, and how many answers it waits for (M5, M6)."""
    if axis is None:
        return "à établir après les axes"
    if result.reason is not Reason.UNKNOWN:
        return NOT_SCORED[result.reason]
    own = [line for line in assessment.answers if line.dimension.id == axis.id]
    lacking = sum(line.status in LACKING for line in own)
    return f"à établir : {count(lacking, 'réponse')}"


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
