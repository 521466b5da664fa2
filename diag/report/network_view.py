"""The page of a network: the programme first, then what holds it back, then the internal pages.

Every string and coordinate is worked out here and in the parts: templates hold no arithmetic, and
Markdown and HTML tell the same facts.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from diag.benchmark.words import FORM_NAMES
from diag.french import count, listing, long_date, number, typeset
from diag.planning.network_means import Means
from diag.questionnaire.questionnaire_model import Questionnaire, possible_levels
from diag.report.chart_figures import ENOUGH
from diag.report.document import Document, Foot, Head, Lead, Quality, Section
from diag.report.french_labels import FORM_TOLD
from diag.report.head_view import made_with
from diag.report.hold_view import STAND, Holds, clipped_tenths, hold_lines
from diag.report.network_counts import LEVELS, Counts
from diag.report.network_internal import Member, apart_part, calls_part, profile_part, side_part
from diag.report.programme_view import Plan, programme_part, supports_part
from diag.scoring.rubric import Form

TITLE = "Programme du réseau"
WARNING = "Document interne, à ne pas diffuser : de petits effectifs et des structures y sont nommés."
_MOST_HOLDS = 6


@dataclass(frozen=True)
class Network:
    """The structures of one batch, counted.

    Attributes:
        form: what the structures counted were asked; None without any (M2).
        others: structures of each other form, which the page leaves out.
        read: rows of the export, whatever became of them; several may speak of one structure.
        rejected, excluded: those that could not be used, and those left out on purpose.
        source: name of the file they come from, as people know it.
        stamp: what says that the data are synthetic or illustrative; empty for real ones.
        members: the structures, where they are fewer than `ENOUGH`; else some of them.
        calls: whom to call first, the most urgent first.
    """

    questionnaire: Questionnaire
    counts: Counts
    date: datetime.date
    read: int
    form: Form | None = None
    others: Mapping[Form, int] = field(default_factory=dict)
    rejected: int = 0
    excluded: int = 0
    source: str = ""
    stamp: str = ""
    means: Means = field(default_factory=Means)
    members: tuple[Member, ...] = ()
    calls: tuple[Member, ...] = ()

    @cached_property
    def plan(self) -> Plan:
        """The sessions that the means allow."""
        return Plan(self.questionnaire, self.counts, self.means)

    @property
    def few(self) -> bool:
        """Whether structures are shown side by side, as nothing can be distributed."""
        return self.counts.structures < ENOUGH


def build_network_document(network: Network) -> Document:
    """Return the page of a network: the programme, then the internal pages (M16 to M18 do not apply)."""
    return Document(
        reader="reseau",
        title=f"{TITLE}, {long_date(network.date)}",
        running=" – ".join(filter(None, [TITLE, network.stamp.rstrip("."), "document interne"])),
        mark="",
        head=_head(network),
        contents=(),
        sections=tuple(_sections(network)),
        foot=Foot("", "", "", "", made_with(network.questionnaire)),
    )


def _sections(network: Network) -> Iterator[Section]:
    """Yield the parts that have something to say, in their order."""
    questionnaire, counts = network.questionnaire, network.counts
    yield Lead("", typeset(_opening(network)), "", long=False)
    found: tuple[Section | None, ...] = (
        (side_part(questionnaire, network.members),)
        if network.few
        else (
            programme_part(network.plan),
            supports_part(network.plan),
            _holds(network),
            calls_part(network.plan, network.calls),
            profile_part(questionnaire, counts),
            apart_part(questionnaire, counts),
        )
    )
    yield from filter(None, found)
    yield Quality("Ce que valent ces chiffres", tuple(_quality(network)), network.source)


def _head(network: Network) -> Head:
    structures = count(network.counts.structures, "structure prise en compte", "structures prises en compte")
    form = FORM_TOLD[network.form] if network.form else ""
    return Head(
        kicker=network.questionnaire.header.title,
        structure=TITLE,
        small=False,
        lines=(" · ".join(filter(None, [structures, form, long_date(network.date)])), WARNING),
        stamps=(network.stamp,) if network.stamp else (),
    )


def _opening(network: Network) -> str:
    """Return the page in two sentences."""
    plan, structures = network.plan, network.counts.structures
    if not structures:
        return "Aucune structure n’a pu être prise en compte."
    if network.few:
        return f"{count(structures, 'structure')} : la suite se lit structure par structure."
    need, partner = sum(plan.needs), network.questionnaire.partner
    if plan.action is None or not need:
        return f"{count(structures, 'structure')}, et pas d’atelier à programmer."
    who = f" avec {partner.name}" if partner else ""
    wait = "attend" if need < 2 else "attendent"
    first = f"{count(need, 'structure')} sur {number(structures)} {wait} des ateliers{who}."
    if plan.sessions is None:
        hosts = int(plan.counts.hosts.sum())
        one, many = "structure pourrait en accueillir", "structures pourraient en accueillir"
        told = f"{count(hosts, one, many)} : un professionnel y anime déjà."
        told = told if hosts else "Nulle part un professionnel n’anime déjà."
        return f"{first} {told}" if partner else first
    served = sum(plan.covered)
    if served == need:
        return f"{first} Les jours prévus les servent toutes."
    peers = " Pour les autres, les pairs." if partner and plan.counts.hosts.any() else ""
    return f"{first} Les jours prévus en servent {number(served)}.{peers}"


def _holds(network: Network) -> Holds | None:
    """Return the low answers that most structures gave, with the shares of a release (M17)."""
    shares = {}
    for question, told in zip(network.questionnaire.questions, network.counts.answers.tolist(), strict=True):
        levels = told[:LEVELS]
        if sum(levels) >= ENOUGH:
            can = possible_levels(question)
            shares[question.id] = [
                clipped_tenths(n, sum(levels)) if level in can else None for level, n in enumerate(levels)
            ]
    lines = hold_lines(network.questionnaire, shares, _MOST_HOLDS)
    caption = f"{STAND} Mêmes parts que dans un repère régional."
    return Holds("Ce qui retient le réseau, en réponses", caption, lines, "retient") if lines else None


def _quality(network: Network) -> Iterator[str]:
    """Yield every row read, accounted for, and what the figures are not."""
    told = [count(network.read, "ligne lue", "lignes lues")]
    told += [count(network.rejected, "rejetée", "rejetées")] if network.rejected else []
    told += [count(network.excluded, "exclue", "exclues")] if network.excluded else []
    reasons = " ; rejets.csv dit pourquoi, ligne par ligne" if network.rejected else ""
    yield f"{listing(told)}{reasons}."
    counts = network.counts
    if without := int(counts.levels[-1, LEVELS]):
        yield f"{count(without, 'structure')} sans score d’ensemble : un axe au moins est trop peu su."
    if network.others:
        forms = listing([f"{FORM_NAMES[form]}, {number(n)}" for form, n in network.others.items()])
        yield (
            f"Hors de cette page, d’une autre forme : {forms} ; leurs scores sont dans scores.csv, et "
            "ne se mêlent pas à ceux-ci."
        )
    if unfinished := int(counts.provisional[0]):
        yield f"{count(unfinished, 'réponse inachevée', 'réponses inachevées')} : chiffres provisoires."
    yield (
        "Ces structures sont accompagnées ; elles n’ont pas été tirées au sort, et ne parlent que pour elles-mêmes."
    )
