"""The programme of a network: the need, the sessions that its means allow, and who could host them.

The days of a session, those of the year and the places are the network's: no content gives them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from diag.french import count, listing, number
from diag.planning.network_means import Means
from diag.planning.plan import QUARTERS
from diag.questionnaire.questionnaire_model import DEPARTMENT_FIELD, Action, Questionnaire
from diag.report.chart_figures import ENOUGH, coordinate
from diag.report.document import Part, Section
from diag.report.french_labels import short
from diag.report.hold_view import clipped_tenths
from diag.report.network_counts import Counts, workshops

_MOST_ROWS = 12
"""Départements of the table; the others are told together."""
_MOST_COLUMNS = 6
"""Départements of the narrow columns of the other supports."""
_NOTHING, ELSEWHERE, OTHERS = "–", "Non renseigné", "Les autres"


@dataclass(frozen=True)
class Figure(Part):
    """One number of the page, and what it counts."""

    value: str
    text: str


@dataclass(frozen=True)
class NeedRow(Part):
    """One département: the structures that wait, the sessions, whom they serve, who could host.

    `need_span` and `covered_span` are lengths on an axis of 100 units; `cells` draws the same in text.
    """

    title: str
    need_span: str
    covered_span: str
    cells: str
    need: str
    sessions: tuple[str, ...]  # by quarter; empty where the means were not given
    covered: str
    left: str
    hosts: str


@dataclass(frozen=True)
class Programme(Section):
    """Need, sessions and hosts of the first workshop, by département; `none` says why there is none."""

    name: ClassVar[str] = "programme"

    none: str
    figures: tuple[Figure, ...]
    caption: str
    quarters: tuple[str, ...]
    hosted: bool  # whether hosts are known
    rows: tuple[NeedRow, ...]
    total: tuple[NeedRow, ...]  # one row, or none where there is a single row
    lacking: str  # the options that would give the sessions


@dataclass(frozen=True)
class SupportNeed(Part):
    """Another support of the partner, and the structures that wait for it, by département."""

    title: str
    need: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Supports(Section):
    """The other supports; `days` tells those that the sessions leave for them."""

    name: ClassVar[str] = "support_needs"

    caption: str
    departments: tuple[str, ...]
    rows: tuple[SupportNeed, ...]
    days: str


@dataclass(frozen=True)
class Plan:
    """The sessions of the first workshop, worked out: one line per département."""

    questionnaire: Questionnaire
    counts: Counts
    means: Means

    @cached_property
    def workshop(self) -> int | None:
        """The rank of its action; None where the questionnaire has none."""
        return next(iter(workshops(self.questionnaire)), None)

    @property
    def action(self) -> Action | None:
        """The workshop; None where the questionnaire has none."""
        return None if self.workshop is None else self.questionnaire.actions[self.workshop]

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """Names of the départements, then of « not told »."""
        field = self.questionnaire.field.get(DEPARTMENT_FIELD)
        return (*(short(option) for option in (field.options if field else [])), ELSEWHERE)

    @cached_property
    def starts(self) -> list[list[int]]:
        """By département, structures that wait for the workshop, by quarter where they begin it."""
        return [] if self.workshop is None else self.counts.starts[:, self.workshop].tolist()

    @cached_property
    def needs(self) -> list[int]:
        """Structures that wait for the workshop, by département."""
        return [sum(line) for line in self.starts]

    @cached_property
    def sessions(self) -> list[list[int]] | None:
        """Sessions by département and quarter; None where the means were not given.

        No département gets more sessions than its need fills; where it is not told, none can be held,
        unless nobody tells it.
        """
        allowed, places = self.means.sessions, self.means.places
        if allowed is None or places is None:
            return None
        known = any(self.needs[:-1])
        needs = [*self.needs[:-1], 0 if known else self.needs[-1]]
        most = [-(-need // places) for need in needs]
        given = shared(min(allowed, sum(most)), needs, most)
        return [
            shared(sessions, weights[:QUARTERS], [sessions] * QUARTERS)
            for sessions, weights in zip(given, self.starts, strict=True)
        ]

    @cached_property
    def covered(self) -> list[int]:
        """Structures that the sessions serve, by département."""
        given = self.sessions or [[0]] * len(self.needs)
        places = self.means.places or 0
        return [min(need, places * sum(one)) for one, need in zip(given, self.needs, strict=True)]

    @property
    def held(self) -> int:
        """Sessions in all."""
        return sum(map(sum, self.sessions or []))

    @property
    def days(self) -> int:
        """Days of PRINT that they take."""
        return self.held * (self.means.per_session or 0)


def shared(total: int, weights: Sequence[int], most: Sequence[int]) -> list[int]:
    """Return a total shared in proportion to weights, by largest remainder, none above its most.

    What does not fit in one goes to the others; equal ones come in their order. Without any weight,
    they count alike.
    """
    weights = weights if any(weights) else [1] * len(weights)
    whole = sum(weights)
    given = [min(total * w // whole, limit) for w, limit in zip(weights, most, strict=True)]
    for _ in range(min(total, sum(most)) - sum(given)):
        room = [rank for rank, one in enumerate(given) if one < most[rank]]
        given[max(room, key=lambda rank: (total * weights[rank] - given[rank] * whole, -rank))] += 1
    return given


def programme_part(plan: Plan) -> Programme:
    """Return the programme, whatever can be told of it."""
    none = _none(plan)
    if none or plan.action is None:
        return Programme("Le programme", none, (), "", (), False, (), (), "")
    order = _order(plan.needs)
    shown, rest = order[:_MOST_ROWS], order[_MOST_ROWS:]
    rows = [_row(plan, plan.titles[d], [d]) for d in shown]
    if rest:
        rows.append(_row(plan, f"{OTHERS} ({len(rest)})", rest))
    lacking = plan.means.lacking
    verb = "donne" if len(lacking) == 1 else "donnent"
    total = (_row(plan, "Le réseau", range(len(plan.needs))),) if len(rows) > 1 else ()
    return Programme(
        heading=f"{title_of(plan.action)} : le besoin et ce qui y répond",
        none="",
        figures=tuple(_figures(plan)),
        caption=_caption(plan),
        quarters=() if plan.sessions is None else tuple([f"Mois {3 * q + 1}-{3 * q + 3}" for q in range(QUARTERS)]),
        hosted=plan.questionnaire.partner is not None,
        rows=tuple(rows),
        total=total,
        lacking=f"Sessions à préciser : {listing(lacking)} de « diag lot » {verb} ce qu’il faut." if lacking else "",
    )


def _none(plan: Plan) -> str:
    """Return why there is nothing to programme; empty where there is something."""
    if plan.action is None:
        return "Ce questionnaire ne nomme ni partenaire, ni action de PRINT : rien à programmer."
    if not plan.counts.planned[0]:
        return "Les plans n’ont pas été établis : le besoin ne peut pas être compté."
    if not sum(plan.needs):
        return f"Aucune structure n’a « {title_of(plan.action)} » parmi ses six premières actions."
    return ""


def title_of(action: Action) -> str:
    """Return the name of an action for a table."""
    return action.year or action.title


def _order(needs: Sequence[int]) -> list[int]:
    """Return the départements where somebody waits, the largest need first, « not told » last."""
    last = len(needs) - 1
    return sorted((d for d, n in enumerate(needs) if n), key=lambda d: (d == last, -needs[d], d))


def _row(plan: Plan, title: str, ranks: Sequence[int]) -> NeedRow:
    need, covered = (sum(one[d] for d in ranks) for one in (plan.needs, plan.covered))
    given = plan.sessions
    by_quarter = [] if given is None else [sum(given[d][q] for d in ranks) for q in range(QUARTERS)]
    largest = max(plan.needs)
    filled, whole = (min(20, -(-20 * one // largest)) for one in (covered, need))
    return NeedRow(
        title=title,
        need_span=coordinate(need, largest),
        covered_span=coordinate(covered, largest) if covered else "",
        cells="■" * filled + "□" * (whole - filled),
        need=number(need),
        sessions=tuple(number(n) if n else _NOTHING for n in by_quarter),
        covered=number(covered) if given is not None else "",
        left=number(need - covered) if given is not None else "",
        hosts=number(sum(int(plan.counts.hosts[d]) for d in ranks)),
    )


def _figures(plan: Plan) -> Iterator[Figure]:
    """Yield what a meeting remembers: the need, the sessions, who is served, who could host."""
    need, structures = sum(plan.needs), plan.counts.structures
    who = _plural(need, "structure a", "structures ont")
    yield Figure(number(need), f"{who} ce besoin parmi leurs six premières actions, sur {number(structures)}")
    if plan.sessions is not None:
        means, served = plan.means, sum(plan.covered)
        used = f"{number(plan.days)} des {count(means.days or 0, 'jour')} de PRINT"
        sessions = _plural(plan.held, "session possible", "sessions possibles")
        places = count(means.places or 0, "place")
        yield Figure(number(plan.held), f"{sessions} : {used}, {places} chacune")
        part = f", {clipped_tenths(served, need)} sur 10 de ce besoin" if served and need >= 2 * ENOUGH else ""
        part = " : tout le besoin" if served == need else part
        yield Figure(number(served), f"{_plural(served, 'structure servie', 'structures servies')}{part}")
    if plan.questionnaire.partner:
        hosts = int(plan.counts.hosts.sum())
        where = _plural(hosts, "structure", "structures")
        yield Figure(number(hosts), f"{where} où un professionnel anime déjà : des hôtes pour les autres")


def _plural(value: int, one: str, many: str) -> str:
    return one if value < 2 else many


def _caption(plan: Plan) -> str:
    told = "Besoin : structures dont c’est l’une des six premières actions."
    if plan.sessions is not None:
        means = plan.means
        told += (
            f" Sessions de {count(means.places or 0, 'place')} et {count(means.per_session or 0, 'jour')} "
            "de PRINT, aux mois qui suivent la visite, quand le plus de structures commencent."
        )
    if plan.questionnaire.partner:
        told += " Hôtes : un professionnel y anime déjà."
    return told


def supports_part(plan: Plan) -> Supports | None:
    """Return the need of the other supports, None where nobody waits for one."""
    ranks = workshops(plan.questionnaire)[1:]
    by_action = {a: plan.counts.starts[:, a].sum(axis=1).tolist() for a in ranks}
    waited = sorted((a for a in ranks if sum(by_action[a])), key=lambda a: -sum(by_action[a]))
    if not waited:
        return None
    columns = [d for d in _order(plan.needs) if d < len(plan.titles) - 1]
    columns = columns if len(columns) <= _MOST_COLUMNS else []
    rows = [
        SupportNeed(
            title_of(plan.questionnaire.actions[a]),
            number(sum(by_action[a])),
            tuple([number(by_action[a][d]) if by_action[a][d] else _NOTHING for d in columns]),
        )
        for a in waited
    ]
    used, whole = plan.days, plan.means.days
    days = (
        f"Jours de PRINT : {number(used)} pour les sessions, {number(whole - used)} à répartir entre ces "
        f"appuis, {number(whole)} en tout."
        if plan.sessions is not None and whole is not None
        else ""
    )
    return Supports(
        heading="Les autres appuis",
        caption="Même règle : une structure compte une fois par appui, et peut en attendre plusieurs.",
        departments=tuple([plan.titles[d] for d in columns]),
        rows=tuple(rows),
        days=days,
    )
