"""« Avec PRINT »: the formats of the report, where the structure stands in each, and what to say (E12)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from diag.french import cut_at_word, inside, listing, long_date, sentence, short_month
from diag.planning.plan import YearLine
from diag.planning.strengths import STRONG
from diag.questionnaire.questionnaire_model import TYPE_FIELD, Card, Format, Partner, Support
from diag.report.assessed_visit import AssessedVisit, answer_text, note_told
from diag.report.document import Fact, Part, Reader, Section
from diag.report.french_labels import short
from diag.scoring.assessment import AnswerLine

_MOST_QUOTE = 90  # signs of a note that a reply quotes whole; a longer one is left
_MOST_ANSWER = 70
_NOTHING = Fact("")
DONE, TO_CONFIRM, NOT_NEEDED = "déjà fait", "à confirmer avec {}", "pas nécessaire aujourd’hui"


@dataclass(frozen=True)
class FormatRow(Part):
    """One format: what it is, the answer that it replies to, and its state."""

    title: str
    text: str
    reply: str  # the fact that it replies to; empty where `quote` says it
    quote: str  # a shared note of the visit, whole
    state: str  # « déjà fait », « prévu : nov. 2026 », « proposé : après l’action 6 »…
    done: bool


@dataclass(frozen=True)
class SupportRow(Part):
    """One other support, told only where an answer calls for it."""

    title: str
    reply: str
    quote: str
    ask: str
    when: str


@dataclass(frozen=True)
class PartnerPart(Section):
    """The partner that the questionnaire names; another questionnaire names another, or none."""

    name: ClassVar[str] = "partner"

    intro: str
    formats: tuple[FormatRow, ...]
    sign: str  # that it lasts: activities without the partner
    contact: str
    phone: str
    email: str
    address: str
    to_say: tuple[str, ...]  # three sentences, from the visit
    supports_caption: str
    supports: tuple[SupportRow, ...]
    at_home_title: str  # card of the type of structure: « Chez vous »
    at_home: str
    payers: str


def partner_part(assessed: AssessedVisit, reader: Reader) -> PartnerPart | None:
    """Return the part of the partner; None where the questionnaire names none (E12)."""
    partner = assessed.questionnaire.partner
    return _With(assessed, partner).part() if partner else None


@dataclass(frozen=True)
class _With:
    """A visit and the partner: where the structure stands with it."""

    assessed: AssessedVisit
    partner: Partner

    def part(self) -> PartnerPart:
        contact = self.assessed.questionnaire.contacts[self.partner.contact]
        card = self._card()
        supports = self._supports()
        return PartnerPart(
            heading=f"Avec {self.partner.name}",
            intro=self.partner.intro,
            formats=self._formats(),
            sign=self._sign(),
            contact=contact.title,
            phone=contact.phone or "",
            email=contact.email or "",
            address=contact.address or "",
            to_say=(self._diagnosed(), self._already(), self._wanted()),
            supports_caption="Les autres appuis, selon vos réponses." if supports else "",
            supports=supports,
            at_home_title=f"Chez vous : {card.title}" if card else "",
            at_home=f"Le niveau 3, conseil de l’outil : {inside(card.text)}" if card else "",
            payers=f"Qui peut payer : {inside(card.payers)}" if card else "",
        )

    @cached_property
    def followed(self) -> Sequence[str] | None:
        """What the structure has already followed; None where nobody said."""
        value = self.assessed.matched.profile.get(self.partner.followed)
        return None if value is None or not isinstance(value, Sequence) else value

    @cached_property
    def states(self) -> tuple[str, ...]:
        """The state of each format, in their order."""
        return tuple([self._state(found) for found in self.partner.formats])

    def _formats(self) -> tuple[FormatRow, ...]:
        rows: list[FormatRow] = []
        told: set[Fact] = set()
        for found, state in zip(self.partner.formats, self.states, strict=True):
            new = (r for r in self._replies(found.questions) if r not in told)
            reply = _NOTHING if state == DONE else next(new, _NOTHING)
            told.add(reply)
            rows.append(FormatRow(found.title, found.text, inside(reply.text), reply.quote, state, state == DONE))
        return tuple(rows)

    def _state(self, found: Format) -> str:
        """Return where the structure stands in a format (E12)."""
        if found.done and found.done in (self.followed or ()):
            return DONE
        if line := self._bearing(found):
            return f"prévu : {self._month(found, line)}"
        if any(True for _ in self._replies(found.questions)):
            return self._offered() if self.followed is not None else self._to_confirm
        known = all(self.assessed.lines[name].level is not None for name in found.questions)
        return NOT_NEEDED if known else self._to_confirm

    @property
    def _to_confirm(self) -> str:
        return TO_CONFIRM.format(self.partner.name)

    def _bearing(self, found: Format | Support) -> YearLine | None:
        """Return the first action of the year that bears a format, or another support."""
        return next((one for one in self.assessed.year.lines if one.id in found.actions), None)

    def _month(self, found: Format, line: YearLine) -> str:
        """Return the month of a format: those of one action share its months, in their order."""
        waiting = [
            other
            for other in self.partner.formats
            if self._bearing(other) is line and other.done not in (self.followed or ())
        ]
        after = waiting.index(found) * (line.end - line.start + 1) // len(waiting)
        return short_month(self.assessed.visit.visit.date, line.start + after)

    def _offered(self) -> str:
        """Return after which action a format is offered: the last that bears another one."""
        bearing = [one for f in self.partner.formats if (one := self._bearing(f))]
        theirs = bearing or [one for one in self.assessed.year.lines if one.is_print]
        if not theirs:
            return "proposé : quand vous voudrez"
        return f"proposé : après l’action {max(one.number for one in theirs)}"

    def _replies(self, names: Sequence[str]) -> Iterator[Fact]:
        """Yield what calls for something, the weakest first: a shared note, else the fact told."""
        levels = {name: self.assessed.lines[name].level for name in names}
        calling = {name: level for name, level in levels.items() if level in range(STRONG)}
        for name in sorted(calling, key=lambda name: calling[name] or 0):
            yield self._reply(self.assessed.lines[name])

    def _reply(self, line: AnswerLine) -> Fact:
        note = note_told(self.assessed, line.question.id)
        if note and len(note) <= _MOST_QUOTE:
            return Fact("", note)
        if told := line.question.told.get(line.level or 0):
            return Fact(told)
        answer = cut_at_word(answer_text(self.assessed, line), _MOST_ANSWER)
        return Fact(f"{line.question.title}, « {answer} »")

    def _sign(self) -> str:
        """Return the sign that it lasts, and when the year brings it."""
        line = self.assessed.lines[self.partner.sign_question]
        sign = f"Le signe que cela tient : {inside(self.partner.sign.rstrip('.'))}"
        if line.level is not None and line.level >= STRONG:
            return f"{sign}. C’est déjà le cas."
        reached = self.assessed.year.reaching.get((self.partner.sign_question, STRONG))
        if reached is None:
            return f"{sign}."
        when = f"l’année suivante, par l’action {reached.number}"
        if reached.ends:
            day = self.assessed.visit.visit.date
            when = f"{short_month(day, reached.end)}, par l’action {reached.number}"
        return f"{sign} ({when})."

    def _diagnosed(self) -> str:
        return f"Nous avons fait le diagnostic le {long_date(self.assessed.visit.visit.date)}."

    def _already(self) -> str:
        """Return what was already followed, as far as it is known."""
        name = self.partner.name
        if self.followed is None:
            return f"Nous ne savons pas ce qui a déjà été suivi avec {name}."
        options = self.assessed.questionnaire.field[self.partner.followed].options
        done = [inside(short(o)) for o in options if o.id in self.followed and not o.exclusive]
        if not done:
            return f"Nous n’avons encore rien suivi avec {name}."
        return f"Nous avons déjà suivi : {listing(done)}."

    def _wanted(self) -> str:
        """Return what is looked for: the first format to come."""
        for found, state in zip(self.partner.formats, self.states, strict=True):
            if state not in (DONE, NOT_NEEDED):
                when = f" ({state.removeprefix('prévu : ')})" if state.startswith("prévu") else ""
                title = f"{inside(found.title)}{when}"
                return f"Nous cherchons : {title} ; quelles conditions, quelles dates ?"
        return "Qu’est-ce qui nous serait utile maintenant ?"

    def _supports(self) -> tuple[SupportRow, ...]:
        """Return the other supports that an answer calls for, and that were not followed yet."""
        rows = []
        for found in self.partner.supports:
            reply = next(self._replies(found.questions), None)
            if reply and found.done not in (self.followed or ()):
                when = self._when(found)
                rows.append(SupportRow(found.title, sentence(reply.text), reply.quote, found.ask, when))
        return tuple(rows)

    def _when(self, found: Support) -> str:
        line = self._bearing(found)
        if line is None:
            return "quand vous voudrez"
        return f"{short_month(self.assessed.visit.visit.date, line.start)}, action {line.number}"

    def _card(self) -> Card | None:
        """Return what changes for the type of the structure."""
        kind = self.assessed.matched.profile.get(TYPE_FIELD)
        cards = self.assessed.questionnaire.cards
        return next((card for card in cards if kind in card.types), None)
