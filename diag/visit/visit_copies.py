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
from diag.visit.acceptance import OF_THE_VISIT, said_finished
from diag.visit.visit_model import (
    FORMAT,
    Answer,
    Decision,
    Occasion,
    OwnAction,
    PastAction,
    Previous,
    Remarks,
    SetAside,
    Structure,
    Visit,
    answer_hash,
)
from diag.visit.visit_texts import Place, texts_of

_WHOSE: Mapping[str, Any] = {"by": None, "voices": [], "arbitration": None}
"""What an answer says of who gave it."""

HANDED_OVER = ".a-transmettre.yaml"
"""How the name of a copy for somebody else ends: it is not a visit to go on with."""


@dataclass(frozen=True)
class Removed:
    """What was taken out, of one kind.

    Attributes:
        what: how many of what, in French: « 2 notes privées ».
        where: the place of each in the visit, as `visit_texts.place_words` says it.
    """

    what: str
    where: tuple[Place, ...]


@dataclass(frozen=True)
class HandedOver:
    """A visit without what is private.

    Attributes:
        visit: what may be given.
        removed: what was taken out, most private first; empty where there was nothing.
    """

    visit: Visit
    removed: tuple[Removed, ...]


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
        "gathered": None,
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
    """Return the former visit without what it declined; what became of the rest was told by all."""
    actions = [one for one in previous.actions if one.choice != "decline"]
    return previous.model_copy(update={"answers": _shared(previous.answers), "actions": actions})


def _shared_aside(visit: Visit) -> Iterator[SetAside]:
    for one in visit.set_aside:
        answer = one.answer and _shared_answer(one.answer)
        decision = one.decision if one.decision and one.decision.choice != "decline" else None
        if answer is not None or decision is not None:
            yield one.model_copy(update={"answer": answer, "decision": decision})


def _removed(visit: Visit) -> Iterator[Removed]:
    """Yield what the copy does not hold, most private first."""
    notes = tuple(place for place, _ in texts_of(visit) if place[-1] == "private_note")
    declined = tuple(place for place, one in _decisions(visit) if one.choice == "decline")
    drafts = tuple(("drafts", *filter(None, (one.of, one.kind))) for one in visit.drafts)
    whose = tuple(place for place, one in _answers(visit) if any(getattr(one, w) for w in _WHOSE))
    if notes:
        yield Removed(count(len(notes), "note privée", "notes privées"), notes)
    if declined:
        yield Removed(count(len(declined), "action écartée", "actions écartées"), declined)
    if drafts:
        yield Removed(count(len(drafts), "saisie en cours", "saisies en cours"), drafts)
    if whose:
        what = f"l’auteur de {count(len(whose), 'réponse')} (ce qui est retenu reste)"
        yield Removed(what, whose)
    if visit.gathered:
        what = "ce que disait chacun des formulaires réunis"
        yield Removed(what, tuple(("gathered", *place) for place, _ in texts_of(visit.gathered)))


def _answers(visit: Visit) -> Iterator[tuple[Place, Answer]]:
    """Yield every answer that a visit holds, wherever, with its place."""
    recalled = visit.previous.answers if visit.previous else {}
    for name, answer in visit.answers.items():
        yield ("answers", name), answer
    for name, answer in recalled.items():
        yield ("previous", "answers", name), answer
    for one in visit.set_aside:
        if one.answer:
            yield ("set_aside", one.id), one.answer


def _decisions(visit: Visit) -> Iterator[tuple[Place, Decision | OwnAction | PastAction]]:
    """Yield every decision that a visit holds, wherever, with its place."""
    for name, decision in visit.plan.decisions.items():
        yield ("plan", "decisions", name), decision
    for name, own in visit.plan.own.items():
        yield ("plan", "own", name), own
    for aside in visit.set_aside:
        if aside.decision:
            yield ("set_aside", aside.id), aside.decision
    for past in visit.previous.actions if visit.previous else ():
        yield ("previous", "actions", past.id), past


def next_visit(visit: Visit, date: datetime.date) -> Visit:
    """Return a new visit of the same structure, where every answer is to confirm.

    The name and the profile are copied, and what M12 compares is recalled in `previous`, with the
    notes; whose the answers were is not, nor how that visit went, as other people may sit around the
    table. The version stays that of the answers: `acceptance.adopt` brings the new visit to the one
    in use, and leaves what is recalled as it was said.
    """
    recalled = {
        name: answer.model_copy(update={**_WHOSE, "to_check": False}) for name, answer in visit.answers.items()
    }
    profile = {k: v for k, v in visit.structure.profile.items() if k not in OF_THE_VISIT}
    return Visit(
        illustrative=visit.illustrative,
        questionnaire=visit.questionnaire,
        structure=Structure(name=visit.structure.name, profile=profile),
        visit=Occasion(date=date, form=visit.visit.form),
        previous=Previous(
            date=visit.visit.date,
            hash=answer_hash(visit),
            version=visit.questionnaire.version,
            form=visit.visit.form,
            finished=said_finished(visit),
            profile=visit.structure.profile,
            answers=recalled,
            other_scale=other_scale(visit),
            actions=list(past_actions(visit)),
        ),
    )


def other_scale(visit: Visit) -> list[str]:
    """Return the questions whose answer a file keeps aside and that nobody answered again."""
    latest = {one.id: one.answer for one in visit.set_aside if one.answer}
    again = {name for name, answer in visit.answers.items() if answer.status != "missing"}
    return [n for n, a in latest.items() if a.status == "answered" and n not in again]


def past_actions(visit: Visit) -> Iterator[PastAction]:
    """Yield what a visit decided about actions, in the order of its file, those set aside since too."""
    decided = visit.plan.decisions
    for name, decision in decided.items():
        yield PastAction(id=name, **dict(decision))
    for one in visit.set_aside:
        if one.decision is not None and one.id not in decided:
            yield PastAction(id=one.id, **dict(one.decision))
    for name, own in visit.plan.own.items():
        told = {key: value for key, value in dict(own).items() if key != "days"}
        yield PastAction(id=name, own=True, **told)


def former_visit(visit: Visit) -> Visit | None:
    """Return the visit that this one follows, as far as it is recalled; None without any.

    Its answers, its profile and its form are those that M12 compares; its decisions are in
    `previous.actions`.
    """
    previous = visit.previous
    if previous is None:
        return None
    version = previous.version or visit.questionnaire.version
    # A visit that an old format recalls has no hash, nor a profile: the one it has since is read.
    profile = previous.profile if previous.hash else visit.structure.profile
    return Visit(
        format=1 if previous.finished is None else FORMAT,
        illustrative=visit.illustrative,
        questionnaire=visit.questionnaire.model_copy(update={"version": version}),
        structure=Structure(name=visit.structure.name, profile=profile),
        visit=Occasion(date=previous.date, form=previous.form or visit.visit.form, finished=bool(previous.finished)),
        answers={name: one.model_copy(update=_WHOSE) for name, one in previous.answers.items()},
    )


def restarted(visit: Visit) -> Visit:
    """Return the same visit with nothing answered: its name, its date, its form, and what it follows.

    What became of the actions of the visit before is answered anew too, as the plan is.
    """
    previous = visit.previous
    if previous is not None:
        unsaid = {"became": None, "why": None}
        actions = [one.model_copy(update=unsaid) for one in previous.actions]
        previous = previous.model_copy(update={"actions": actions})
    return Visit(
        illustrative=visit.illustrative,
        questionnaire=visit.questionnaire,
        structure=Structure(name=visit.structure.name),
        visit=Occasion(date=visit.visit.date, form=visit.visit.form),
        previous=previous,
    )
