"""The internal pages of a network: whom to call first, its profile, the types that differ, the data.

Structures are named here, and nowhere else.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest
from typing import ClassVar

from diag.benchmark import words
from diag.benchmark.release import OVERALL
from diag.french import count, cut_at_word, number
from diag.planning.strengths import STRONG
from diag.questionnaire.questionnaire_model import DEPARTMENT_FIELD, TYPE_FIELD, Questionnaire
from diag.report.chart_figures import (
    ENOUGH,
    ENOUGH_TO_DIFFER,
    DotStrip,
    Histogram,
    coordinate,
    median,
    noise,
    quantile,
    rounded,
    scored,
)
from diag.report.document import Part, Section
from diag.report.french_labels import WHOLE_ROW, axis_told, short
from diag.report.hold_view import clipped_tenths
from diag.report.network_counts import LEVELS, Counts
from diag.report.programme_view import Plan, title_of
from diag.report.score_view import band_told

_MOST_CALLS = 8  # structures named: a morning of calls
_MOST_REASONS = 2
_MOST_NAME, _MOST_KIND, _MOST_REASON = 60, 26, 110
_MOST_TYPES, _MOST_OTHERS = 5, 2
_MIDDLE = 2  # level under which a score is told: « sous Structuration »
_NOTHING = "–"


@dataclass(frozen=True)
class Member:
    """One structure that the internal pages name.

    `kind`, `department` and `first` are ranks of options and actions; `tenths` and `levels` are of each
    axis, then of the whole; -1 where there is none. `answers` are (Q,), as the figures of `network_counts`.
    """

    name: str
    kind: int
    department: int
    staff: int | None
    answers: tuple[int, ...]
    tenths: tuple[int, ...]
    levels: tuple[int, ...]
    first: tuple[int, ...]


@dataclass(frozen=True)
class Call(Part):
    """One structure to call, where it is, and why, in facts."""

    structure: str
    kind: str
    place: str
    staff: str
    why: str


@dataclass(frozen=True)
class Calls(Section):
    """Whom to call first; without rows, the caption says why."""

    name: ClassVar[str] = "calls"

    caption: str
    rows: tuple[Call, ...]


@dataclass(frozen=True)
class AxisRow(Part):
    """One axis, or the whole: median, middle half, and the share under the middle level."""

    title: str
    strip: DotStrip
    median: str
    middle: str
    under: str
    whole: bool


@dataclass(frozen=True)
class NetworkProfile(Section):
    """Where the scores lie, axis by axis; what is drawn is told beside it."""

    name: ClassVar[str] = "network_profile"

    caption: str
    bands: tuple[str, ...]
    under_title: str
    rows: tuple[AxisRow, ...]


@dataclass(frozen=True)
class Gap(Part):
    """One type whose median differs from that of the network; the bar starts at the middle, 50."""

    kind: str
    axis: str  # where it differs most
    others: str  # the other axes where it differs, with their gaps
    gap: str
    start: str
    span: str
    lower: bool
    number: str


@dataclass(frozen=True)
class Apart(Section):
    """The types that differ beyond noise, largest gap first."""

    name: ClassVar[str] = "apart"

    caption: str
    rows: tuple[Gap, ...]


@dataclass(frozen=True)
class SideRow(Part):
    """One line, and what each structure says of it."""

    title: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Column(Part):
    """One structure of the columns."""

    structure: str
    kind: str


@dataclass(frozen=True)
class SideBySide(Section):
    """A few structures of one organisation, one column each: nothing is distributed."""

    name: ClassVar[str] = "side_by_side"

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[SideRow, ...]


def calls_part(plan: Plan, members: Sequence[Member]) -> Calls | None:
    """Return whom to call first; None where nobody waits for the workshop."""
    if plan.action is None or not plan.questionnaire.partner or not sum(plan.needs):
        return None
    waiting = int(plan.counts.to_call.sum())
    questionnaire = plan.questionnaire
    rows = [
        Call(
            structure=cut_at_word(member.name, _MOST_NAME),
            kind=cut_at_word(_option(questionnaire, TYPE_FIELD, member.kind), _MOST_KIND),
            place=_option(questionnaire, DEPARTMENT_FIELD, member.department),
            staff=_NOTHING if member.staff is None else number(member.staff),
            why=_why(questionnaire, member),
        )
        for member in _spread(plan, members)
    ]
    who = count(waiting, "structure") if waiting else "Aucune structure"
    caption = f"{who} dont « {title_of(plan.action)} » est la première action, et aucun professionnel n’anime"
    if waiting:
        caption += (
            " ; ici, celles qui en sont le plus loin, par département. Toutes : rang 1 d’actions.csv, et scores.csv"
        )
    return Calls("Qui appeler d’abord", f"{caption}.", tuple(rows))


def _spread(plan: Plan, members: Sequence[Member]) -> list[Member]:
    """Return the structures named: the first of each département, then the second, by département."""

    def need(member: Member) -> tuple[int, int]:
        return -plan.needs[member.department], member.department

    met: Counter[int] = Counter()
    placed = []
    for member in members:
        placed.append((met[member.department], need(member), member))
        met[member.department] += 1
    placed.sort(key=lambda one: one[:2])
    return sorted([member for *_, member in placed[:_MOST_CALLS]], key=need)


def _option(questionnaire: Questionnaire, field: str, rank: int) -> str:
    """Return the name of an option of the profile by its rank."""
    asked = questionnaire.field.get(field)
    return short(asked.options[rank]) if asked and rank >= 0 else _NOTHING


def _why(questionnaire: Questionnaire, member: Member) -> str:
    """Return the facts that call for the partner: who animates, then its formats' other questions."""
    partner = questionnaire.partner
    if partner is None:
        return _NOTHING
    asked = [partner.sign_question, *(q for f in partner.formats for q in f.questions)]
    ranks = {question.id: rank for rank, question in enumerate(questionnaire.questions)}
    facts = []
    for name in dict.fromkeys(asked):
        level, told = member.answers[ranks[name]], questionnaire.question[name].told
        if level < STRONG and level in told:
            facts.append((level, told[level]))
    first, others = facts[:1], sorted(facts[1:], key=lambda fact: fact[0])
    kept = [text for _, text in (first + others)[:_MOST_REASONS]]
    return cut_at_word(" ; ".join(kept), _MOST_REASON) or _NOTHING


def profile_part(questionnaire: Questionnaire, counts: Counts) -> NetworkProfile | None:
    """Return the profile of a network; None under the fewest structures that make a distribution."""
    if counts.structures < ENOUGH:
        return None
    levels = questionnaire.header.levels
    histograms = counts.scores_by_type.sum(axis=0)
    return NetworkProfile(
        heading="Le profil du réseau",
        caption="Médiane et moitié centrale des structures évaluées, sur 100.",
        bands=tuple([band_told(level.title) for level in levels]),
        under_title=f"Sous « {levels[_MIDDLE].title} »",
        rows=tuple(map(_axis_row, titles(questionnaire).values(), histograms, counts.levels.tolist())),
    )


def titles(questionnaire: Questionnaire) -> dict[str, str]:
    """Return the names of the axes by id, then of the whole."""
    return {axis.id: axis_told(axis) for axis in questionnaire.dimensions} | {OVERALL: WHOLE_ROW}


def _axis_row(title: str, histogram: Histogram, levels: Sequence[int]) -> AxisRow:
    middle = median(histogram)
    if middle is None:
        why = f"trop peu : {count(scored(histogram), 'structure évaluée', 'structures évaluées')}"
        return AxisRow(title, blank_strip(), _NOTHING, why, _NOTHING, title == WHOLE_ROW)
    low, high = (rounded(quantile(histogram, Fraction(k, 4))) for k in (1, 3))
    given = sum(levels[:LEVELS])
    return AxisRow(
        title=title,
        strip=group_strip(low, rounded(middle), high),
        median=str(rounded(middle)),
        middle=f"de {low} à {high}",
        under=words.tenths(clipped_tenths(sum(levels[:_MIDDLE]), given)) if given else _NOTHING,
        whole=title == WHOLE_ROW,
    )


def blank_strip() -> DotStrip:
    """Return the drawing of a group of which nothing is told."""
    return DotStrip("", "whole", "", "", "", "", dotted=True, cells="")


def group_strip(low: int | None, middle: int, high: int | None) -> DotStrip:
    """Return the drawing of a group: its middle half where it is known, and its median."""
    half = None if low is None or high is None else (low, high)
    start, end = half or (middle, middle)
    cells = ["▪" if min(start // 5, 19) <= n <= min(end // 5, 19) else "□" for n in range(20)]
    if half:
        cells[min(middle // 5, 19)] = "■"
    drawn = (str(start), str(end - start)) if half else ("", "")
    return DotStrip("", "whole", "", *drawn, str(middle), dotted=False, cells="".join(cells))


def apart_part(questionnaire: Questionnaire, counts: Counts) -> Apart | None:
    """Return the types whose median differs beyond noise; None where no type can be set apart."""
    field = questionnaire.field.get(TYPE_FIELD)
    if field is None or not any(
        scored(own) >= ENOUGH_TO_DIFFER for kind in counts.scores_by_type[:-1] for own in kind
    ):
        return None
    found = [(rank, gaps) for rank in range(len(field.options)) if (gaps := _gaps(counts, rank))]
    found.sort(key=lambda one: -abs(one[1][0][1]))
    most = max((abs(gaps[0][1]) for _, gaps in found), default=1)
    return Apart(
        heading="Les types qui s’écartent du réseau",
        caption=_apart_caption(len(found)),
        rows=tuple([_gap(questionnaire, counts, *one, most) for one in found[:_MOST_TYPES]]),
    )


def _gaps(counts: Counts, rank: int) -> list[tuple[int, int]]:
    """Return the axes where a type differs beyond noise, with its gap in points, the largest first."""
    found = []
    for axis, histogram in enumerate(counts.scores_by_type[rank, :-1]):
        whole = median(counts.scores_by_type[:, axis].sum(axis=0))
        if scored(histogram) < ENOUGH_TO_DIFFER or whole is None:
            continue
        middle = quantile(histogram, Fraction(1, 2))
        if abs(middle - whole) > noise(histogram):
            found.append((axis, rounded(middle) - rounded(whole)))
    return sorted(found, key=lambda one: -abs(one[1]))


def _apart_caption(found: int) -> str:
    rule = (
        f"Écarts à la médiane du réseau plus grands que le hasard, types d’au moins {ENOUGH_TO_DIFFER} "
        "structures, sur l’axe où ils sont le plus grands."
    )
    if not found:
        return f"{rule} Aucun : les types ressemblent au réseau."
    more = f" Les {_MOST_TYPES} premiers, sur {found}." if found > _MOST_TYPES else ""
    return f"{rule}{more} Les autres types ressemblent au réseau ; ce n’est pas un classement."


def _gap(questionnaire: Questionnaire, counts: Counts, rank: int, gaps: Sequence[tuple[int, int]], most: int) -> Gap:
    names, (axis, points) = [*titles(questionnaire).values()], gaps[0]
    others = ", ".join(f"{names[other]} {_signed(own)}" for other, own in gaps[1 : 1 + _MOST_OTHERS])
    return Gap(
        kind=cut_at_word(_option(questionnaire, TYPE_FIELD, rank), _MOST_KIND),
        axis=names[axis],
        others=f"aussi {others}" if others else "",
        gap=_signed(points),
        start="50" if points > 0 else coordinate(most - abs(points), 2 * most),
        span=coordinate(abs(points), 2 * most),
        lower=points < 0,
        number=number(scored(counts.scores_by_type[rank, axis])),
    )


def _signed(points: int) -> str:
    return f"{'−' if points < 0 else '+'}{abs(points)}"


def side_part(questionnaire: Questionnaire, members: Sequence[Member]) -> SideBySide | None:
    """Return a few structures side by side; None without any."""
    if not members:
        return None
    scores = [
        SideRow(title, tuple([_score(questionnaire, m, part) for m in members]))
        for part, title in enumerate(titles(questionnaire).values())
    ]
    actions = questionnaire.actions
    first = zip_longest(*([title_of(actions[rank]) for rank in m.first] for m in members), fillvalue=_NOTHING)
    return SideBySide(
        heading="Côte à côte" if len(members) > 1 else "La structure",
        caption=f"Moins de {ENOUGH} structures : ni médiane, ni part. Score sur 100 et niveau, puis "
        "les premières actions du plan de chacune.",
        columns=tuple([Column(cut_at_word(m.name, _MOST_NAME), _kind(questionnaire, m)) for m in members]),
        rows=(*scores, *(SideRow(f"Action {place}", cells) for place, cells in enumerate(first, 1))),
    )


def _kind(questionnaire: Questionnaire, member: Member) -> str:
    named = ((TYPE_FIELD, member.kind), (DEPARTMENT_FIELD, member.department))
    return ", ".join(told for field, rank in named if (told := _option(questionnaire, field, rank)) != _NOTHING)


def _score(questionnaire: Questionnaire, member: Member, part: int) -> str:
    """Return a score and its level; what is not evaluated shows neither."""
    if member.tenths[part] < 0 or member.levels[part] < 0:
        return "à établir"
    title = questionnaire.header.levels[member.levels[part]].title
    return f"{rounded(Fraction(member.tenths[part], 10))}, {title}"
