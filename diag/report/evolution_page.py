"""The page of `diag evolution`: two visits or more of one structure, compared one after the other."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from diag.followup.compared_visits import Compared
from diag.french import count, cut_at_word, listing, long_date, sentence, typeset
from diag.report.document import MOST_SIGNS, Document, Entry, Head, Lead
from diag.report.evolution_view import evolution_of
from diag.report.evolution_words import done_told, moments, moved_told, period_told
from diag.report.french_labels import FORM_TOLD
from diag.report.head_view import MOST_NAME, foot_under, illustrative_told, name_of
from diag.visit.visit_identity import mark_of
from diag.visit.visit_model import Visit

_KICKER = {
    "direction": "depuis la dernière visite",
    "conseiller": "depuis la dernière visite, pour le conseiller, à ne pas diffuser",
}
_MOST_AXES = 3  # named in the sentence that opens the page
_READING = (
    "Ils décrivent des conditions de travail, pas des personnes. Une évolution est nette quand l’écart "
    "dépasse ce que deux visites sans changement donneraient 19 fois sur 20. Les échelles sont celles "
    "de l’outil, pas encore éprouvées sur le terrain."
)


def evolution_page(
    compared: Sequence[Compared], reader: Literal["direction", "conseiller"] = "direction"
) -> Document:
    """Return the page of some visits of one structure, rendered as any document.

    Args:
        compared: each visit with the one before, then the last with the first (`compare_visits`).
        reader: `direction` may be shared; `conseiller` also holds what was declined.

    Its `reader` is « evolution »; its `mark` is that of these visits, so that the page is replaced by
    its next edition and by nothing else (`report_files`).

    Raises:
        IndexError: nothing is compared.
    """
    visits = _visits(compared)
    head = _head(compared[-1], visits, reader)
    sections = [
        evolution_of(one, reader, _heading(one, rank, len(compared)), _anchor(rank))
        for rank, one in enumerate(compared)
    ]
    if len(sections) == 1:
        sections = [replace(sections[0], told="")]  # the page opens on it
    contents = [Entry(one.anchor, one.heading) for one in sections]
    return Document(
        reader="evolution",
        title=f"{head.structure} – {head.kicker}",
        running=_running(compared[-1], visits),
        mark=mark_of(*visits),
        head=head,
        contents=tuple(contents) if len(sections) > 1 else (),
        sections=(_lead(compared[-1]), *sections),
        foot=foot_under(compared[-1].questionnaire, _READING),
    )


def _visits(compared: Sequence[Compared]) -> list[Visit]:
    """Return the visits in their order; where there are three, the last comparison is of two of them."""
    pairs = compared if len(compared) == 1 else compared[:-1]
    return [pairs[0].first.visit, *(one.second.visit for one in pairs)]


def _heading(compared: Compared, rank: int, number: int) -> str:
    first, second = moments(compared)
    if number == 1:
        return "Ce qui a bougé"
    whole = "De la première visite à la dernière : entre" if rank == number - 1 else "Entre"
    return f"{whole} {first} et {second}"


def _anchor(rank: int) -> str:
    return f"evolution-{rank + 1}" if rank else "evolution"


def _between(visits: Sequence[Visit]) -> str:
    days = [long_date(visit.visit.date) for visit in visits]
    return f"visites du {listing(days)}"


def _head(last: Compared, visits: Sequence[Visit], reader: Literal["direction", "conseiller"]) -> Head:
    name = name_of(visits[-1])
    return Head(
        kicker=f"{last.questionnaire.header.title} · {_KICKER[reader]}",
        structure=name if reader == "conseiller" else cut_at_word(name, MOST_NAME),
        small=len(name) > MOST_SIGNS,
        lines=(f"{sentence(_between(visits))} · {_content(last, visits)}",),
        stamps=tuple([told for _, told in _stamps(last, visits)]),
    )


def _content(last: Compared, visits: Sequence[Visit]) -> str:
    """Return with what content they were answered, and with which they are all read."""
    header = last.questionnaire.header
    versions = list(dict.fromkeys(visit.questionnaire.version for visit in visits))
    forms = list(dict.fromkeys(FORM_TOLD[side.assessment.form] for side in (last.first, last.second)))
    told = f"{listing(forms, 'puis')} · questionnaire « {header.id} » {', puis '.join(versions)}"
    return told if versions == [header.version] else f"{told}, relu avec {header.version}"


def _stamps(last: Compared, visits: Sequence[Visit]) -> Iterator[tuple[str, str]]:
    """Yield what is said of the data, in two words for the foot of a sheet, then as a stamp."""
    imagined = next((v.illustrative for v in reversed(visits) if v.illustrative), None)
    if imagined:
        yield "cas illustratif", illustrative_told(imagined, "direction")
    unfinished = [s for s in (last.first, last.second) if s.assessment.provisional]
    if unfinished:
        days = listing([long_date(side.visit.visit.date) for side in unfinished])
        yield "provisoire", f"Provisoire : visite non finie ({days})"


def _running(last: Compared, visits: Sequence[Visit]) -> str:
    """Return what stands at the foot of each printed sheet."""
    name = cut_at_word(name_of(visits[-1]), MOST_SIGNS)
    return " – ".join([name, _between(visits), *(short for short, _ in _stamps(last, visits))])


def _lead(compared: Compared) -> Lead:
    """Return what clearly moved, then what was done and what is lower, in two sentences."""
    lower = sum(moved.second < moved.first for moved in compared.evolution.changed)
    told = count(lower, "réponse plus basse", "réponses plus basses") if lower else _NOTHING_LOWER
    facts = " ; ".join(filter(None, [done_told(compared), told]))
    moved = moved_told(compared, _MOST_AXES)
    opening = f"{sentence(period_told(compared))}, {moved}. {sentence(facts)}."
    return Lead("", typeset(opening), "", long=False)


_NOTHING_LOWER = "aucune réponse n’est plus basse"
