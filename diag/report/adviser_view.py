"""What the adviser alone reads: private notes, what was declined, what the data are (`conseiller`)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from diag.french import count, listing, long_date, percent, typeset
from diag.report.action_words import own_choice
from diag.report.assessed_visit import LACKING, AssessedVisit
from diag.report.document import Part, Reader, Section
from diag.report.french_labels import DECISION, FALLEN, FORM_TOLD, MODE
from diag.report.position_view import source_line
from diag.scoring import METHOD
from diag.version import __version__


@dataclass(frozen=True)
class NoteRow(Part):
    """A private note, whole, and where it was written."""

    subject: str
    note: str


@dataclass(frozen=True)
class PrivateNotes(Section):
    """The private notes of the visit: they are in no other document."""

    name: ClassVar[str] = "private_notes"

    notes: tuple[NoteRow, ...]


@dataclass(frozen=True)
class DeclinedRow(Part):
    """An action that was declined, or that falls with one, and why."""

    title: str
    choice: str
    note: str


@dataclass(frozen=True)
class DeclinedPart(Section):
    """What was declined."""

    name: ClassVar[str] = "declined"

    actions: tuple[DeclinedRow, ...]


@dataclass(frozen=True)
class AsideRow(Part):
    """One thing that the visit holds and that the questionnaire does not ask in this form."""

    title: str
    held: str
    why: str
    note: str


@dataclass(frozen=True)
class DataQuality(Section):
    """What is known of the data: form, known shares, versions, what was set aside."""

    name: ClassVar[str] = "data_quality"

    lines: tuple[str, ...]
    set_aside: tuple[AsideRow, ...]


def private_notes_part(assessed: AssessedVisit, reader: Reader) -> PrivateNotes | None:
    """Return the private notes, whole; None where there are none, and for every other reader."""
    notes = tuple([NoteRow(*row) for row in _private(assessed)])
    if reader != "conseiller" or not notes:
        return None
    return PrivateNotes("Notes privées de la visite", notes)


def _private(assessed: AssessedVisit) -> Iterator[tuple[str, str]]:
    """Yield where each private note was written, and the note: the visit, its profile, its answers."""
    visit, questionnaire = assessed.visit, assessed.questionnaire
    if visit.visit.private_note:
        yield "Toute la visite", visit.visit.private_note
    for name, remarks in visit.structure.remarks.items():
        if remarks.private_note:
            asked = questionnaire.field.get(name)
            yield asked.title if asked else _NAME, remarks.private_note
    for question in questionnaire.questions:
        stored = assessed.matched.answers.get(question.id)
        if stored and stored.private_note:
            yield f"{question.title} ({question.id})", stored.private_note
    for item in assessed.matched.set_aside:
        held = item.stored.answer
        if held and held.private_note and item.id not in assessed.matched.answers:
            yield item.name, held.private_note


_NAME = "Nom de la structure"


def declined_part(assessed: AssessedVisit, reader: Reader) -> DeclinedPart | None:
    """Return what was declined; None where nothing was, and for every other reader."""
    rows = tuple(_declined(assessed))
    if reader != "conseiller" or not rows:
        return None
    return DeclinedPart("Actions écartées par la structure", rows)


def _declined(assessed: AssessedVisit) -> Iterator[DeclinedRow]:
    """Yield what was declined, why, and what falls with it."""
    for action, decision, follows in assessed.decisions:
        if decision.choice == "decline":
            choice = FALLEN if follows else DECISION[decision.choice]
            # What people typed stays as they typed it; why an action falls is in our words.
            note = typeset(decision.note or "") if follows else decision.note or ""
            yield DeclinedRow(action.title, choice, note)
    for own in assessed.plan.own:
        if own.action.choice == "decline":
            yield DeclinedRow(own.action.title, own_choice(own.action), own.action.note or "")


def data_quality_part(assessed: AssessedVisit, reader: Reader) -> DataQuality | None:
    """Return what is known of the data, and with what it was read."""
    rows = [AsideRow(x.name, x.held, x.why, x.note) for x in assessed.matched.set_aside]
    lines = tuple(_quality(assessed))
    return DataQuality("Les données, et les versions", lines, tuple(rows))


def _quality(assessed: AssessedVisit) -> Iterator[str]:
    assessment, header = assessed.assessment, assessed.questionnaire.header
    mode = assessed.matched.mode
    state = "non finie, chiffres provisoires" if assessment.provisional else "finie"
    yield (
        ", ".join(
            filter(
                None,
                [
                    f"Visite du {long_date(assessed.visit.visit.date)}",
                    MODE[mode] if mode else "",
                    FORM_TOLD[assessment.form],
                    state,
                ],
            )
        )
        + "."
    )
    yield from _known(assessed)
    yield from (f"{told.rstrip('.')}." for told in assessed.matched.differences)
    pin = assessed.visit.questionnaire
    yield (
        f"Visite faite avec le questionnaire « {pin.id} » {pin.version} (empreinte {pin.hash[7:19]}), lue "
        f"avec le {header.version} (empreinte {assessed.questionnaire.hash[7:19]}) ; méthode {METHOD}, "
        f"diag {__version__}. {header.licence}."
    )
    standing = assessed.standing
    if standing is not None:
        yield source_line(standing.release)


def _known(assessed: AssessedVisit) -> Iterator[str]:
    """Yield the known share of what is asked, and what is not known, by name (M5)."""
    overall = assessed.assessment.overall
    if overall.known is not None:
        yield f"Part connue : {percent(overall.known)} de ce qui est demandé, selon les poids (M5)."
    lacking = [x.question.id for x in assessed.assessment.answers if x.status in LACKING]
    if lacking:
        yield f"{count(len(lacking), 'réponse')} à savoir : {listing(lacking)}."
