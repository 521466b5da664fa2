"""What a document opens on: the sentence (E2), and what to do on Monday (E3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from diag.french import cut_at_word, inside
from diag.planning.year import YearLine
from diag.report.action_words import title_told
from diag.report.answer_view import ask_told
from diag.report.assessed_visit import AssessedVisit
from diag.report.document import Lead, Reader, Section
from diag.report.view_model import Part

_MOST_OPENING: Mapping[Reader, int] = {"conseil": 130, "financeur": 130, "direction": 600}
_LARGE = 160  # signs that are set large; a longer opening is set as a text
_WHOLE = "La suite est dans le dossier du conseiller."


@dataclass(frozen=True)
class Beginning(Part):
    """One thing to do first, and the action that it begins: `Action 1`, empty for a verification."""

    text: str
    action: str
    anchor: str


@dataclass(frozen=True)
class Monday(Section):
    """What to do on Monday: a verification, else the first step of what begins first."""

    name: ClassVar[str] = "monday"

    steps: tuple[Beginning, ...]


def lead_part(assessed: AssessedVisit, reader: Reader) -> Lead | None:
    """Return the sentence that opens the document, None where there is none (E2, M25)."""
    whole = " ".join(assessed.opening.split())
    if not whole:
        return None
    opening = cut_at_word(whole, _MOST_OPENING.get(reader, len(whole)))
    more = "" if opening == whole else _WHOLE
    return Lead("", opening, more, len(opening) > _LARGE)


def monday_part(assessed: AssessedVisit, reader: Reader) -> Monday | None:
    """Return what to do first: how the first actions begin, else what is to be asked (E3)."""
    lines = [x for x in assessed.year.lines if not (x.line and x.line.under_way)][:2]
    together = [one for one in lines if one.start == lines[0].start]
    steps = [_beginning(assessed, rank, one) for rank, one in enumerate(together)]
    if not lines and assessed.plan.to_verify:
        question = assessed.questionnaire.question[assessed.plan.to_verify[0].question]
        steps = [Beginning(f"demander {inside(ask_told(assessed, question))}", "", "verify")]
    return Monday("", tuple(steps)) if steps else None


def _beginning(assessed: AssessedVisit, rank: int, one: YearLine) -> Beginning:
    """Return how an action begins: by what must be verified before it, else by its first step."""
    told = _first(assessed, one)
    return Beginning(
        text=told if rank else inside(told),  # the first goes on after « Lundi : »
        action=f"Action {one.number}",
        anchor=f"action-{one.id}" if one in assessed.year.cards else "",
    )


def _first(assessed: AssessedVisit, one: YearLine) -> str:
    if one.line is None:
        return title_told(one)
    asked = [name for before in one.line.verify_before for name in before.questions]
    if not asked:
        return one.line.action.first_step
    return f"Demander {inside(ask_told(assessed, assessed.questionnaire.question[asked[0]]))}"
