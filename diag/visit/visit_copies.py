"""Visits made from a visit: the copy to hand over, the next one, the same one from its beginning.

The copy is without what is private (interview, line 14): private notes, declined actions, what was
being typed, and who said what stay with the adviser. What is retained stays, and all that was shared.
None of the three touches a file: what is replaced has been kept before (interview, line 8).
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from diag.french import count
from diag.visit.visit_model import (
    Answer,
    Decision,
    Occasion,
    OwnAction,
    Previous,
    Remarks,
    SetAside,
    Structure,
    Visit,
)

_WHOSE: Mapping[str, Any] = {"by": None, "voices": [], "arbitration": None}
"""What an answer says of who gave it."""

HANDED_OVER = ".a-transmettre.yaml"
"""How the name of a copy for somebody else ends: it is not a visit to go on with."""


@dataclass(frozen=True)
class HandedOver:
    """A visit without what is private.

    Attributes:
        visit: what may be given.
        removed: what was taken out, in French, with counts; empty where there was nothing.

    """

    visit: Visit
    removed: tuple[str, ...]


def without_private_parts(visit: Visit) -> HandedOver:
    """Return a copy of a visit that says nothing private, and what was taken out of it.

    Without its voices, an answer that waits for an arbitration counts as it is retained, at its low
    end. A declined action is proposed again to whoever opens the copy.
    """
    structure, occasion, plan = visit.structure, visit.visit, visit.plan
    remarks = {name: _unnoted(one) for name, one in structure.remarks.items()}
    shared = {name: one for name, one in remarks.items() if one != Remarks()}
    own = {name: one for name, one in plan.own.items() if one.choice != "decline"}
    decisions = {name: one for name, one in plan.decisions.items() if one.choice != "decline"}
    changes = {
        "structure": structure.model_copy(update={"remarks": shared}),
        "visit": occasion.model_copy(update={"private_note": None}),
        "answers": _shared(visit.answers),
        "set_aside": list(_shared_aside(visit)),
        "plan": plan.model_copy(update={"decisions": decisions, "own": own}),
        "drafts": [],
        "previous": visit.previous and _shared_previous(visit.previous),
    }
    return HandedOver(visit.model_copy(update=changes), tuple(_removed(visit)))


def _unnoted(one: Remarks) -> Remarks:
    return one.model_copy(update={"private_note": None})


def _shared_answer(answer: Answer) -> Answer | None:
    """Return an answer without what is private, None where nothing is left of it."""
    shared = answer.model_copy(update={"private_note": None, **_WHOSE})
    return None if shared == Answer(status="missing", scale=answer.scale) else shared


def _shared(answers: Mapping[str, Answer]) -> dict[str, Answer]:
    shared = ((name, _shared_answer(answer)) for name, answer in answers.items())
    return {name: answer for name, answer in shared if answer is not None}


def _shared_previous(previous: Previous) -> Previous:
    return previous.model_copy(update={"answers": _shared(previous.answers)})


def _shared_aside(visit: Visit) -> Iterator[SetAside]:
    for one in visit.set_aside:
        answer = one.answer and _shared_answer(one.answer)
        decision = one.decision if one.decision and one.decision.choice != "decline" else None
        if answer is not None or decision is not None:
            yield one.model_copy(update={"answer": answer, "decision": decision})


def _removed(visit: Visit) -> Iterator[str]:
    """Yield what the copy does not hold, most private first."""
    answers = list(_answers(visit))
    remarks = [*visit.structure.remarks.values(), *answers]
    notes = [visit.visit.private_note, *(one.private_note for one in remarks)]
    declined = sum(one.choice == "decline" for one in _decisions(visit))
    whose = sum(any(getattr(one, name) for name in _WHOSE) for one in answers)
    if any(notes):
        yield count(sum(map(bool, notes)), "note privée", "notes privées")
    if declined:
        yield count(declined, "action écartée", "actions écartées")
    if visit.drafts:
        yield count(len(visit.drafts), "saisie en cours", "saisies en cours")
    if whose:
        yield f"l’auteur de {count(whose, 'réponse')} (ce qui est retenu reste)"


def _answers(visit: Visit) -> Iterator[Answer]:
    """Yield every answer that a visit holds, wherever."""
    yield from visit.answers.values()
    yield from visit.previous.answers.values() if visit.previous else ()
    yield from (one.answer for one in visit.set_aside if one.answer)


def _decisions(visit: Visit) -> Iterator[Decision | OwnAction]:
    """Yield every decision that a visit holds, wherever."""
    yield from visit.plan.decisions.values()
    yield from visit.plan.own.values()
    yield from (one.decision for one in visit.set_aside if one.decision)


def next_visit(visit: Visit, date: datetime.date) -> Visit:
    """Return a new visit of the same structure, where every answer is to confirm.

    The name and the profile are copied, and the answers are recalled in `previous`, with their
    notes; whose they were is not, as other people may sit around the table. The version stays that
    of the answers: `acceptance.adopt` brings both to the one in use.
    """
    recalled = {
        name: answer.model_copy(update={**_WHOSE, "to_check": False})
        for name, answer in visit.answers.items()
    }
    return Visit(
        illustrative=visit.illustrative,
        questionnaire=visit.questionnaire,
        structure=Structure(name=visit.structure.name, profile=visit.structure.profile),
        visit=Occasion(date=date, form=visit.visit.form),
        previous=Previous(date=visit.visit.date, answers=recalled),
    )


def restarted(visit: Visit) -> Visit:
    """Return the same visit with nothing answered: its name, its date, its form, and what it follows."""
    return Visit(
        illustrative=visit.illustrative,
        questionnaire=visit.questionnaire,
        structure=Structure(name=visit.structure.name),
        visit=Occasion(date=visit.visit.date, form=visit.visit.form),
        previous=visit.previous,
    )
