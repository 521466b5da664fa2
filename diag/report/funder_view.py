"""The page for a funder: need, what is done, how it is seen, what it costs; and « Qui peut payer » (E13).

The channels are those that the year cites; each says whether this structure may have it.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlsplit

from diag.french import count, cut_at_word, inside, listing, long_date, month_year, number, sentence, short_span
from diag.planning.plan import MONTHS, YearLine, sum_days, sum_money
from diag.questionnaire.questionnaire_model import (
    DEPARTMENT_FIELD,
    PEOPLE_FIELD,
    STAFF_FIELD,
    TYPE_FIELD,
    Channel,
    ProfileField,
    Value,
    references,
)
from diag.report.action_words import (
    Card,
    cards_part,
    channel_told,
    cited_channels,
    days_told,
    may_pay,
    money_told,
    numbers_told,
    payers_of,
    tag_told,
    verdict_on,
    why_none,
)
from diag.report.assessed_visit import AssessedVisit, answer_text
from diag.report.condition_view import conditions_part
from diag.report.document import Part, Reader, Section
from diag.report.fact_view import fact_quoted, fact_told, facts_part, room_of
from diag.report.french_labels import CHANNEL, MODE, axis_told, short
from diag.report.score_view import score_told
from diag.scoring.assessment import Score

_OLD = 24
"""Months after which what was seen of a channel is told to be old."""
_MOST_SIGNS = 130  # of what a channel pays for and of who may have it, in a shared report
_MOST_ADDRESS = 48  # signs of an address that a narrow column prints whole


@dataclass(frozen=True)
class PayerRow(Part):
    """One channel."""

    title: str
    pays_for: str
    actions: str  # « 2, 5 et 6 »
    verdict: str  # « oui », « non », « à vérifier »
    fact: str  # why
    state: str  # « à vérifier, avril 2025 », « ancien »
    where: str  # whom to ask
    address: str  # of the page, as it is printed
    url: str


@dataclass(frozen=True)
class Payers(Section):
    """The channels, those that are set aside and why, and where to write it."""

    name: ClassVar[str] = "payers"

    caption: str
    rows: tuple[PayerRow, ...]
    none: str
    set_aside: tuple[str, ...]
    notes: tuple[str, ...]  # a CPOM is a place to write it, not a payer


def payers_part(assessed: AssessedVisit, reader: Reader) -> Payers | None:
    """Return who may pay (E13); None where the year holds no action."""
    lines = assessed.year.lines
    if not lines:
        return None
    payers = [channel for channel in payers_of(assessed, lines) if channel.pays]
    rows = [_row(assessed, channel, reader) for channel in payers]
    return Payers(
        heading="Qui peut payer",
        caption="Pistes datées. Chacune est à vérifier auprès du financeur avant d’en parler "
        "comme d’une piste ouverte."
        if rows
        else "",
        rows=tuple(sorted(rows, key=lambda row: row.verdict != "oui")),
        none="" if rows else "Aucune action de l’année ne cite de financeur.",
        set_aside=_set_aside(assessed),
        notes=_notes(assessed),
    )


def _row(assessed: AssessedVisit, channel: Channel, reader: Reader) -> PayerRow:
    year = assessed.year
    citing = [one for one in year.lines if one.line and channel.id in one.line.action.funding]
    return PayerRow(
        title=channel_told(channel),
        pays_for=channel.pays_for if reader == "conseiller" else _first(channel.pays_for),
        actions=numbers_told(citing),
        verdict=verdict_on(assessed, channel),
        fact=_fact(assessed, channel, reader),
        state=_state(assessed, channel),
        where=channel.ask or "",
        address=_address(channel),
        url=channel.url,
    )


def _first(text: str) -> str:
    """Return a short text whole, and the first sentence of a longer one, which the adviser has."""
    return text if len(text) <= _MOST_SIGNS else f"{text.partition('. ')[0].rstrip('.')}."


def _fact(assessed: AssessedVisit, channel: Channel, reader: Reader) -> str:
    """Return what the verdict rests on: the profile, else the rule that it does not decide."""
    rule = channel.eligible if reader == "conseiller" else _first(channel.eligible)
    if channel.when is None:
        return rule
    told = _told(assessed, channel)
    return f"{told}. {rule}" if reader == "conseiller" else told


def _told(assessed: AssessedVisit, channel: Channel) -> str:
    """Return the fields of the profile that a channel looks at: « Département : Somme »."""
    known, profile = assessed.questionnaire.field, assessed.matched.profile
    names = dict.fromkeys(name for kind, name, *_ in references(channel.when) if kind == "profile")
    waits = verdict_on(assessed, channel) == "à vérifier"
    told = [
        f"{known[name].title} : {_value(known[name], profile[name])}"
        if name in profile
        else f"{known[name].title} : non renseigné"
        for name in names
        if name in profile or waits
    ]
    return " ; ".join(told)


def _value(field: ProfileField, value: Value) -> str:
    """Return a value of the profile in words."""
    labels = {option.id: short(option) for option in field.options}
    if isinstance(value, str):
        return labels.get(value, value)
    if isinstance(value, Sequence):
        return listing([labels.get(one, one) for one in value])
    return number(value)


def _state(assessed: AssessedVisit, channel: Channel) -> str:
    """Return what is known of it and since when: « à vérifier, 2021 (ancien) »."""
    seen = _month(channel.seen)
    now = assessed.visit.visit.date
    age = 12 * (now.year - seen.year) + now.month - seen.month
    old = " (ancien)" if age > _OLD else ""
    return f"{CHANNEL[channel.status]}, {_seen(channel.seen)}{old}"


def _month(seen: str) -> datetime.date:
    """Return when a page was seen; a year alone stands for its last month, so as not to age it."""
    year, _, rest = seen.partition("-")
    return datetime.date(int(year), int(rest[:2] or 12), 1)


def _seen(seen: str) -> str:
    return month_year(_month(seen)) if "-" in seen else seen


def _address(channel: Channel) -> str:
    """Return an address as it is printed: without its scheme, and its site alone if it is long."""
    parts = urlsplit(channel.url)
    site = parts.netloc.removeprefix("www.")
    whole = f"{site}{parts.path.rstrip('/')}"
    return whole if len(whole) <= _MOST_ADDRESS else site


def _set_aside(assessed: AssessedVisit) -> tuple[str, ...]:
    """Return the channels that the year cites and that pay nothing here, and why."""
    return tuple(
        [
            f"{channel_told(channel)} : {_why_not(assessed, channel)}"
            for channel in cited_channels(assessed, assessed.year.lines)
            if not may_pay(assessed, channel)
        ]
    )


def _why_not(assessed: AssessedVisit, channel: Channel) -> str:
    if channel.status == "closed":
        return f"{CHANNEL['closed']}, à notre connaissance ({_seen(channel.seen)})"
    return f"{channel.eligible.rstrip('.')} ({_told(assessed, channel)})"


def _notes(assessed: AssessedVisit) -> tuple[str, ...]:
    """Return where to write what is wanted, and what is to be asked of the partner."""
    asked = [one for one in assessed.year.lines if one.cost == "ask" and tag_told(assessed, one)]
    notes = [
        f"{channel_told(channel)} : ne paie pas, mais c’est là que ces objectifs s’écrivent ; "
        "date du prochain à noter"
        for channel in payers_of(assessed, assessed.year.lines)
        if not channel.pays
    ]
    if asked:
        which = "action" if len(asked) == 1 else "actions"
        told = f"{which} {numbers_told(asked)}"
        notes.append(f"Conditions à demander à {tag_told(assessed, asked[0])} : {told}")
    return tuple(notes)


_MOST_ACTIONS, _MOST_NEEDS = 4, 4  # rows that one page holds
_MOST_NUMBERS = 8  # of actions, that a line holds
_MOST_PROJECT, _MOST_VALUE, _MOST_FACT, _MOST_TEXT = 150, 50, 64, 90  # signs of each


@dataclass(frozen=True)
class Line(Part):
    """A label and its value; `blank` is a line to fill, with its unit."""

    label: str
    value: str
    blank: str


@dataclass(frozen=True)
class Request(Section):
    """The structure and its eligibility, beside what is asked: amounts are lines to fill."""

    name: ClassVar[str] = "request"

    project: str  # the project in a sentence
    structure_title: str
    structure: tuple[Line, ...]
    request_title: str
    request: tuple[Line, ...]


@dataclass(frozen=True)
class NeedRow(Part):
    """One need, and the answer, the words and the evidence that show it."""

    need: str
    answer: str
    quote: str
    evidence: str


@dataclass(frozen=True)
class Needs(Section):
    """The need, as the team described it on a day."""

    name: ClassVar[str] = "needs"

    rows: tuple[NeedRow, ...]


@dataclass(frozen=True)
class IndicatorRow(Part):
    """One action, and how it is seen that it was done."""

    number: str
    title: str
    tag: str
    when: str
    days: str
    today: str
    aim: str


@dataclass(frozen=True)
class Indicators(Section):
    """What will be done, and how it will be seen, by a second visit."""

    name: ClassVar[str] = "indicators"

    caption: str
    rows: tuple[IndicatorRow, ...]
    none: str  # why nothing is proposed
    total: str
    days: str
    others: str  # actions led outside the request


@dataclass(frozen=True)
class CostRow(Part):
    """One cost, to fill."""

    title: str
    spending: str  # « à demander », « moins de 500 € »; empty for a line to fill


@dataclass(frozen=True)
class Costs(Section):
    """What it costs: the tool knows no price."""

    name: ClassVar[str] = "costs"

    caption: str
    rows: tuple[CostRow, ...]
    established: str  # who established this page, and how
    profile: str  # its last sentence


def request_part(assessed: AssessedVisit, reader: Reader) -> Request | None:
    """Return the project, the structure and its eligibility, and the request, to fill."""
    return Request(
        heading="",
        project=_project(assessed),
        structure_title="La structure",
        structure=tuple(_structure(assessed)),
        request_title="La demande",
        request=_request(assessed),
    )


def asked_lines(assessed: AssessedVisit) -> tuple[YearLine, ...]:
    """Return the actions that a funder is asked for: those that cost, PRINT's, those that last.

    Four at most of those that are explained: the partner's first, then what makes a condition hold,
    then what costs; in the order of the year.
    """
    found = [one for one in assessed.year.cards if one.line and any(_why(one))]
    found.sort(key=lambda one: [not reason for reason in _why(one)])
    return tuple(sorted(found[:_MOST_ACTIONS], key=lambda one: one.number))


def _why(one: YearLine) -> tuple[bool, bool, bool]:
    """Return why an action is asked for: the partner bears it, it makes a condition hold, it costs."""
    return one.is_print, bool(one.line and one.line.holds), one.cost not in (None, "none")


def _cards(assessed: AssessedVisit) -> dict[str, Card]:
    cards = cards_part(assessed, "financeur")
    return {card.id: card for card in cards.cards} if cards else {}


def _project(assessed: AssessedVisit) -> str:
    """Return the project in a sentence: what will be there in a year, as far as it is short."""
    cards, told = _cards(assessed), list[str]()
    for one in asked_lines(assessed):
        effects = cards[one.id].effects
        aim = effects[0].aim if effects else cards[one.id].title
        if len(listing([*told, aim])) <= _MOST_PROJECT - len(_IN_A_YEAR):
            told.append(aim)
    return f"{_IN_A_YEAR}{listing(list(dict.fromkeys(told)))}." if told else _HOLD


_IN_A_YEAR = "Dans un an : "
_HOLD = "Tenir dans la durée ce qui est déjà en place."


def _structure(assessed: AssessedVisit) -> Iterator[Line]:
    """Yield what a funder asks of the structure, as far as its profile tells, else a line to fill."""
    profile, fields = assessed.matched.profile, assessed.questionnaire.field
    for name in (TYPE_FIELD, DEPARTMENT_FIELD, PEOPLE_FIELD, STAFF_FIELD):
        if name in fields:
            labels = {o.id: short(o) for o in fields[name].options}
            held = profile.get(name)
            value = "" if held is None else labels.get(str(held), _plain(held))
            title = _TITLE.get(name, fields[name].title)
            yield Line(title, cut_at_word(value, _MOST_VALUE), "" if value else " ")
    payers = payers_part(assessed, "financeur")
    rows = payers.rows if payers else ()
    for verdict, title in (("oui", "Éligible (profil)"), ("à vérifier", "À vérifier")):
        named = listing([row.title for row in rows if row.verdict == verdict])
        if named:
            yield Line(title, cut_at_word(named, _MOST_VALUE), "")


_TITLE = {
    TYPE_FIELD: "Type",
    DEPARTMENT_FIELD: "Département",
    PEOPLE_FIELD: "Personnes accompagnées",
    STAFF_FIELD: "Professionnels",
}


def _plain(value: object) -> str:
    return number(int(str(value))) if str(value).isdigit() else str(value)


def _request(assessed: AssessedVisit) -> tuple[Line, ...]:
    """Return what is asked: the tool knows the days and the period, and no amount."""
    days = sum_days(asked_lines(assessed))
    brought = f"{count(days, 'jour')} de travail" if days else ""
    return (
        Line("Financeur, dispositif", "", " "),
        Line("Montant demandé", "", "€"),
        Line("Apport de la structure", brought, "€"),
        Line("Autres cofinancements", "", "€"),
        Line("Période", short_span(assessed.visit.visit.date, 1, MONTHS), ""),
    )


def needs_part(assessed: AssessedVisit, reader: Reader) -> Needs | None:
    """Return the need, shown by answers: those that will rise, a condition not held, a start."""
    rows = [*_raised(assessed), *_conditions(assessed)][: _MOST_NEEDS - 1]
    rows += _engaged(assessed)
    if not rows:
        return None
    day = long_date(assessed.visit.visit.date)
    return Needs(f"Le besoin, tel que l’équipe l’a décrit le {day}", tuple(rows))


def _raised(assessed: AssessedVisit) -> Iterator[NeedRow]:
    """Yield two answers that the actions asked for raise, the fragile and the core ones first.

    A need that nothing asked for meets is not told to who is asked to pay.
    """
    raised = {t.question for one in asked_lines(assessed) if one.line for t in one.line.triggers}
    fragile = {item.id for item in assessed.strengths.fragile}
    lines = [line for line in assessed.assessment.answers if line.question.id in raised]
    lines.sort(key=lambda x: (x.question.id not in fragile, not x.question.core, x.level or 0))
    for line in lines[:2]:
        told, quote = fact_quoted(assessed, line, room_of("financeur"))
        yield _need(assessed, line.question.id, told, quote)


def _need(assessed: AssessedVisit, name: str, told: str, quote: str) -> NeedRow:
    """Return one need with its answer, and one proof: a document, else the words of the team."""
    line, stored = assessed.lines[name], assessed.matched.answers.get(name)
    answer = sentence(cut_at_word(answer_text(assessed, line), _MOST_TEXT))
    evidence = " ".join(((stored and stored.evidence) or "").split())
    return NeedRow(
        need=cut_at_word(told if line.level in line.question.told else line.question.title, 80),
        answer=inside(answer),
        quote="" if evidence else quote,
        evidence=cut_at_word(evidence, _MOST_VALUE),
    )


def _conditions(assessed: AssessedVisit) -> Iterator[NeedRow]:
    """Yield the conditions that do not hold, and which of their statements do not."""
    part = conditions_part(assessed, "conseil")
    for condition in part.conditions if part else ():
        lacking = [x.text for x in condition.statements if x.state == "pas encore"]
        if lacking:
            told = cut_at_word(listing([inside(x) for x in lacking]), _MOST_TEXT)
            yield NeedRow(f"{condition.title} : {condition.count}", f"pas encore tenu : {told}", "", "")


def _engaged(assessed: AssessedVisit) -> list[NeedRow]:
    """Return what holds best already: the structure commits itself."""
    if not assessed.strengths.holds:
        return []
    line = assessed.strengths.holds[0]
    facts = facts_part(assessed, "financeur")
    row = _need(assessed, line.question.id, "", facts.holds[0].quote if facts else "")
    told = cut_at_word(fact_told(assessed, line), _MOST_TEXT)
    return [NeedRow("La structure s’y engage déjà", told, row.quote, row.evidence)]


def indicators_part(assessed: AssessedVisit, reader: Reader) -> Indicators | None:
    """Return what will be done, and how it is seen; without any action, why."""
    lines, cards = asked_lines(assessed), _cards(assessed)
    month = month_year(assessed.visit.visit.date, MONTHS)
    seen = f"Les indicateurs sont constatés par une seconde visite, en {month}, avec les mêmes questions."
    others = [one for one in assessed.year.lines if one not in lines]
    return Indicators(
        heading="Ce qui sera fait, et comment on le verra",
        caption=seen if lines else "",
        rows=tuple([_indicator(cards[one.id]) for one in lines]),
        none="" if lines else _why_none(assessed),
        total="Temps de travail apporté" if lines else "",
        days=days_told(sum_days(lines)) if lines else "",
        others=_others(others),
    )


def _why_none(assessed: AssessedVisit) -> str:
    if not assessed.year.lines:
        return why_none(assessed)
    return "Les actions de l’année se font sans dépense : rien n’est à demander à un financeur."


def _indicator(card: Card) -> IndicatorRow:
    effect = card.effects[0] if card.effects else None
    return IndicatorRow(
        number=card.number,
        title=cut_at_word(card.title, _MOST_VALUE),
        tag=cut_at_word(card.tag, 12),
        when=card.when,
        days=card.days,
        today=sentence(cut_at_word(effect.today, _MOST_FACT)) if effect else "",
        aim=sentence(cut_at_word(effect.aim if effect else card.sign, _MOST_FACT)),
    )


def _others(others: Sequence[YearLine]) -> str:
    if not others:
        return ""
    told = count(len(others), "action menée hors demande", "actions menées hors demande")
    numbers = f" ({numbers_told(others)})" if len(others) <= _MOST_NUMBERS else ""
    return f"{told}{numbers} : {days_told(sum_days(others))}"


def costs_part(assessed: AssessedVisit, reader: Reader) -> Costs | None:
    """Return what it costs, to fill: the partner once, then the other costs, then replaced time."""
    lines = asked_lines(assessed)
    partner = {tag: None for one in lines if (tag := tag_told(assessed, one))}
    rows = [CostRow(f"Accompagnement de {cut_at_word(x, 30)}", "à demander") for x in partner]
    costly = [one for one in lines if not one.is_print and one.cost not in (None, "none")]
    if costly:
        told = f"Dépenses {'de l’action' if len(costly) == 1 else 'des actions'} {numbers_told(costly)}"
        rows.append(CostRow(told, money_told(sum_money(costly))))
    rows.append(CostRow("Temps de remplacement des professionnels", ""))
    return Costs(
        heading="Ce que cela coûte" if lines else "",
        caption="L’outil ne connaît aucun prix : à compléter avec les devis." if lines else "",
        rows=tuple(rows) if lines else (),
        established=_established(assessed),
        profile=_profile(assessed),
    )


def _established(assessed: AssessedVisit) -> str:
    mode = assessed.matched.mode
    told = [
        assessed.questionnaire.header.title,
        f"visite du {long_date(assessed.visit.visit.date)}",
        f"menée {MODE[mode]}" if mode else "",
        count(len(assessed.asked), "question"),
    ]
    return f"{sentence(', '.join(filter(None, told)))}."


def _profile(assessed: AssessedVisit) -> str:
    """Return the profile in one sentence, the last one of the page."""
    told = []
    for axis in assessed.questionnaire.dimensions:
        result = assessed.assessment.dimensions[axis.id]
        score = score_told(result) if isinstance(result, Score) else "à établir"
        told.append(f"{axis_told(axis)} {score}")
    return f"Profil, sur 100 : {', '.join(told)} ; échelles de l’outil, non éprouvées."
