"""What a plan cites, told once a page: funding channels, contacts, findings of the report (M24)."""

import datetime
from dataclasses import dataclass

from diag.french import month_year
from diag.questionnaire.conditions import holds
from diag.questionnaire.questionnaire_model import Channel, Contact
from diag.report.assessed_visit import AssessedVisit
from diag.report.french_labels import CHANNEL
from diag.report.view_model import Part


@dataclass(frozen=True)
class FundingView(Part):
    """One funding channel that this structure may have: who, state, date and address."""

    title: str
    pays_for: str
    eligible: str
    state: str
    remark: str
    source: str


@dataclass(frozen=True)
class ContactView(Part):
    """Whom to turn to."""

    title: str
    role: str
    reach: str  # address, telephone, e-mail, site
    source: str


@dataclass(frozen=True)
class FindingView(Part):
    """One finding of the research report cited in the plan."""

    id: str
    text: str
    place: str


def funding_views(assessed: AssessedVisit) -> tuple[FundingView, ...]:
    """Return the funding channels that the plan cites and that this structure may have."""
    return tuple([_funding_view(channel) for channel in channels_of(assessed)])


def channels_of(assessed: AssessedVisit) -> list[Channel]:
    """Return the channels cited by the plan that this structure may have: its profile admits them.

    A channel closed to new projects pays nobody: the actions that speak of it say so.
    """
    cited = {name for line in assessed.plan.lines for name in line.action.funding}
    profile = assessed.matched.profile
    return [
        channel
        for channel in assessed.questionnaire.channels.values()
        if channel.id in cited and channel.status != "closed" and holds(channel.when, profile, {})
    ]


def _funding_view(channel: Channel) -> FundingView:
    return FundingView(
        title=channel.title,
        pays_for=channel.pays_for,
        eligible=channel.eligible,
        state=f"{CHANNEL[channel.status]}, dernier état connu : {_seen(channel.seen)}",
        remark=channel.remark or "",
        source=f"Source : {channel.source}, {channel.url}",
    )


def _seen(when: str) -> str:
    """Return when a page was seen, to the month: « 2024 », « novembre 2025 »."""
    return month_year(datetime.date.fromisoformat(f"{when[:7]}-01")) if "-" in when else when


def contact_views(assessed: AssessedVisit) -> tuple[ContactView, ...]:
    """Return whom the plan says to turn to; the first contact of the questionnaire closes the page."""
    contacts = list(assessed.questionnaire.contacts.values())
    cited = {name for line in assessed.plan.lines for name in line.action.contacts}
    others = [contact for contact in contacts[1:] if contact.id in cited]
    return tuple([_contact_view(contact) for contact in (*others, *contacts[:1])])


def _contact_view(contact: Contact) -> ContactView:
    reach = [contact.address, contact.phone, contact.email, contact.url]
    return ContactView(
        title=contact.title,
        role=contact.role,
        reach=" ; ".join(filter(None, reach)),
        source=f"Source : {contact.source}. Vu en {_seen(contact.seen)}.",
    )


def finding_views(assessed: AssessedVisit) -> tuple[FindingView, ...]:
    """Return the findings that the plan and the conditions rest on, by number."""
    cited = {f for line in assessed.plan.lines for f in line.action.findings}
    for condition in assessed.questionnaire.header.lasting_conditions:
        cited.update(condition.findings)
    known = assessed.questionnaire.findings
    return tuple(FindingView(name, known[name].text, known[name].place) for name in sorted(cited))
