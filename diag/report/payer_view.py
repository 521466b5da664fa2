"""« Qui peut payer »: the channels that the year cites, and whether this structure may have them (E13)."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlsplit

from diag.french import listing, month_year, number
from diag.questionnaire.questionnaire_model import Channel, ProfileField, Value, references
from diag.report.action_words import (
    channel_told,
    cited_channels,
    may_pay,
    numbers_told,
    payers_of,
    tag_told,
    verdict_on,
)
from diag.report.assessed_visit import AssessedVisit
from diag.report.document import Reader, Section
from diag.report.french_labels import CHANNEL, short
from diag.report.view_model import Part

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
