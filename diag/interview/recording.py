"""From a reply to the visit that holds it; pure: each function returns a new visit.

What else is known of an answer (notes, evidence, what others said) stays when the answer changes.
Values are validated again, unlike a plain copy: the models stay the only judge of what a file may
hold, and a text they find too long raises pydantic's ValidationError.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, TypeVar

from pydantic import BaseModel

from diag.interview.path import OTHER, Step, respondent_options
from diag.interview.prompts import Reply
from diag.questionnaire.admitted_values import invalid_value, possible, profile_value
from diag.questionnaire.questionnaire_model import (
    MultipleQuestion,
    NumberQuestion,
    ProfileField,
    Question,
    Questionnaire,
)
from diag.safe_text import one_line
from diag.visit.new_names import folded, identifier, role_id, untaken
from diag.visit.visit_model import (
    MAX_DRAFT,
    Answer,
    Arbitration,
    Decision,
    Draft,
    DraftKind,
    OwnAction,
    RemarkKind,
    Remarks,
    Respondent,
    Said,
    Visit,
    Voice,
)

_NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")
_SPACES = re.compile(r"\s+")
_Kept = TypeVar("_Kept")


class NotUnderstoodError(ValueError):
    """The reply is not an answer; the message says why, in French."""


def said_of(question: Question, reply: Reply) -> Said:
    """Return what a reply answers: the keys of the options, the number typed, « ne sait pas ».

    Raises:
        NotUnderstoodError: not a number, or out of bounds.
    """
    if reply.command == "s":
        return Said(status="unknown")
    if isinstance(question, MultipleQuestion):
        return Said(value=[question.choices[int(v)].id for v in reply.values])
    if not isinstance(question, NumberQuestion):
        return Said(value=reply.values[0])
    number = _number(reply.values[0])
    how = invalid_value(question, number)
    if how:
        raise NotUnderstoodError(f"Il faut {how}.")
    return Said(value=number)


def profile_answer(field: ProfileField, values: tuple[str, ...]) -> str | list[str]:
    """Return the profile value to store; see `said_of`.

    Raises:
        NotUnderstoodError: not a number, or out of bounds.
    """
    value: str | list[str]
    if field.kind == "choices":
        value = [field.options[int(v)].id for v in values]
    elif field.kind == "choice":
        value = field.options[int(values[0])].id
    elif field.kind == "text":
        value = one_line(values[0])
    else:
        value = _number(values[0])
    if profile_value(field, value) is None:
        how = possible(field).replace(".", ",")
        raise NotUnderstoodError(f"Il faut {how}." if not field.options else f"Choisissez : {how}.")
    return value


def _number(text: str) -> str:
    """Return a number as the file spells it; thousands may be spaced, the decimal sign a comma."""
    number = _SPACES.sub("", text).replace(",", ".").replace("\u2212", "-")
    if not _NUMBER.fullmatch(number):
        raise NotUnderstoodError("Tapez un nombre, par exemple 12 ou 7,5.")
    return number.removeprefix("+")


# --- answers, and who gave them -------------------------------------------------------------------


def record(visit: Visit, question: Question, said: Said, by: str | None = None) -> Visit:
    """Return the visit with this answer of the respondent `by`.

    Where someone else answered already, both answers are kept as voices, and the one that is
    retained is repeated in the answer (M13; interview, line 11). Without `by`, the first respondent
    answers, if there is one. Who changes an answer replaces their own, and no one else's.
    """
    by = by or next((r.id for r in visit.respondents), None)
    old = visit.answers.get(question.id) or Answer(status="missing", scale=question.scale)
    voices: list[Voice] = []
    if by is not None:  # what all left blank apart, and is answered around the table, makes no gap
        blank = all(voice.status == "missing" for voice in old.heard)
        before = {} if blank else {voice.by: voice for voice in old.heard}
        voices = list({**before, by: Voice(by=by, **said.alone)}.values())
    if len(voices) < 2:
        alone = {**said.alone, "by": by, "voices": [], "arbitration": None}
        return _with_answer(visit, question.id, **alone, scale=question.scale)
    decided = old.arbitration if voices == old.voices else None
    changes = {"voices": voices, "arbitration": decided, "scale": question.scale}
    heard = _with_answer(visit, question.id, **changes)
    retained = settle(question, heard.answers[question.id])
    return heard.model_copy(update={"answers": {**heard.answers, question.id: retained}})


def record_arbitration(visit: Visit, question: Question, said: Said, by: str, why: str) -> Visit:
    """Return the visit where a gap is closed: what is retained, who decided by role, and why.

    What each said stays; the arbitration falls when one of them answers otherwise.
    """
    decided = Arbitration(**said.alone, by=by, why=why)
    changes = {**said.alone, "arbitration": decided, "scale": question.scale}
    return _with_answer(visit, question.id, **changes)


def settle(question: Question, answer: Answer) -> Answer:
    """Return an answer with what its voices and its arbitration retain (M13)."""
    from diag.scoring.voices import settled  # numpy: only where several people answered

    return settled(question, answer)


# --- what is written beside -----------------------------------------------------------------------


def record_remark(visit: Visit, step: Step | None, kind: RemarkKind, text: str) -> Visit:
    """Return the visit with a note, a private note or a proof; an empty text removes it.

    It is written beside a step of any kind; without a step, beside the whole visit, which has notes
    and no proof.
    """
    return _with_remarks(visit, step, **{kind: text or None})


def remark(visit: Visit, step: Step | None, kind: RemarkKind) -> str:
    """Return what `record_remark` has written, empty where there is nothing."""
    return getattr(remarks_of(visit, step), kind) or ""


def record_to_check(visit: Visit, step: Step, wanted: bool) -> Visit:
    """Return the visit with or without the reminder to check what a step asks."""
    return _with_remarks(visit, step, to_check=wanted)


def remarks_of(visit: Visit, step: Step | None) -> Remarks:
    """Return what is written beside a step, or the whole visit; all empty where there is nothing."""
    if step is None:
        return Remarks(note=visit.visit.note, private_note=visit.visit.private_note)
    if step.kind == "question":
        return visit.answers.get(step.id) or Remarks()
    return visit.structure.remarks.get(step.id) or Remarks()


def _with_remarks(visit: Visit, step: Step | None, **changes: Any) -> Visit:
    if step is None:
        return changed(visit, "visit", **changes)
    if step.kind == "question":
        return _with_answer(visit, step.id, **changes)
    old = visit.structure.remarks.get(step.id) or Remarks()
    new = Remarks.model_validate({**_fields(old), **changes})
    kept = _put(visit.structure.remarks, step.id, None if new == Remarks() else new)
    return changed(visit, "structure", remarks=kept)


# --- the visit itself -----------------------------------------------------------------------------


def changed(visit: Visit, part: Literal["structure", "visit", "plan"], **changes: Any) -> Visit:
    """Return the visit with fields of one of its parts changed, judged by its model."""
    old = getattr(visit, part)
    new = type(old).model_validate({**_fields(old), **changes})
    return visit.model_copy(update={part: new})


def roles_of(visit: Visit, values: Sequence[str]) -> tuple[list[str], bool]:
    """Return the functions that a reply holds, and whether another one is to be named."""
    options = respondent_options(visit)
    chosen = [options[int(v)] for v in values]
    return [role for name, role in chosen if name != OTHER], any(n == OTHER for n, _ in chosen)


def record_respondents(visit: Visit, roles: Iterable[str]) -> Visit:
    """Return the visit with these functions around the table, in this order.

    Who has answered already stays, after them: their answers are in the file.
    """
    spoke = {a.by for a in visit.answers.values()}
    spoke |= {v.by for a in visit.answers.values() for v in a.voices}
    stay = [one.id for one in visit.respondents if one.id in spoke]
    listed = []
    for role in roles:
        visit, name = with_respondent(visit, role)
        listed.append(name)
    known = {one.id: one for one in visit.respondents}
    people = [known[name] for name in dict.fromkeys([*listed, *stay])]
    return visit.model_copy(update={"respondents": people})


def with_respondent(visit: Visit, role: str) -> tuple[Visit, str]:
    """Return the visit with one more person around the table, known by a function, and their id.

    A function that is there already is the same person.
    """
    role = one_line(role)
    for one in visit.respondents:
        if folded(one.role) == folded(role):
            return visit, one.id
    new = role_id(role, [r.id for r in visit.respondents])
    people = [*visit.respondents, Respondent(id=new, role=role)]
    return visit.model_copy(update={"respondents": people}), new


def record_profile(visit: Visit, field: str, value: str | list[str]) -> Visit:
    """Return the visit with this profile value."""
    return changed(visit, "structure", profile={**visit.structure.profile, field: value})


# --- what was left --------------------------------------------------------------------------------


def record_draft(visit: Visit, left: Draft) -> Visit:
    """Return the visit with what was left before it was an answer or a note (interview, line 6)."""
    others = drop_draft(visit, left.of, left.kind).drafts
    return visit.model_copy(update={"drafts": [*others, left]})


def drop_draft(visit: Visit, of: str | None, kind: DraftKind) -> Visit:
    """Return the visit without the draft of this place and kind."""
    kept = [d for d in visit.drafts if (d.of, d.kind) != (of, kind)]
    return visit if len(kept) == len(visit.drafts) else visit.model_copy(update={"drafts": kept})


def left_answer(questionnaire: Questionnaire, visit: Visit, step: Step, held: Sequence[str]) -> Draft:
    """Return what a prompt held when it was left, as the file keeps it: ids of boxes, or a text.

    `held` is that of the face: keys of ticked boxes, or what was typed.
    """
    boxes = box_ids(questionnaire, visit, step)
    value = [boxes[int(key)] for key in held] if boxes else "\n".join(held)[:MAX_DRAFT]
    return Draft.model_validate({"of": step.id, "kind": "answer", "value": value})


def box_ids(questionnaire: Questionnaire, visit: Visit, step: Step) -> list[str]:
    """Return the ids of the boxes of a step, in the order of their keys; none without boxes."""
    if step.kind == "question":
        question = questionnaire.question[step.id]
        return [c.id for c in question.choices] if isinstance(question, MultipleQuestion) else []
    if step.kind == "profile":
        field = questionnaire.field[step.id]
        return [o.id for o in field.options] if field.kind == "choices" else []
    return [name for name, _ in respondent_options(visit)] if step.id == "respondents" else []


def draft(visit: Visit, of: str | None, kind: DraftKind) -> Draft | None:
    """Return what was left of this place and kind."""
    return next((d for d in visit.drafts if (d.of, d.kind) == (of, kind)), None)


# --- the plan -------------------------------------------------------------------------------------


def record_decision(visit: Visit, action_id: str, decision: Decision | None) -> Visit:
    """Return the visit with what is decided about a proposed action; None forgets it."""
    return changed(visit, "plan", decisions=_put(visit.plan.decisions, action_id, decision))


def record_own(visit: Visit, own_id: str | None, action: OwnAction | None) -> Visit:
    """Return the visit with an action that the structure adds; None as id is a new one."""
    own_id = own_id or untaken(identifier(action.title if action else ""), visit.plan.own)
    return changed(visit, "plan", own=_put(visit.plan.own, own_id, action))


def record_opening(visit: Visit, text: str) -> Visit:
    """Return the visit with the sentence that opens its report; an empty one removes it."""
    return Visit.model_validate({**_fields(visit), "opening": text or None})


# --- new values, judged by the models -------------------------------------------------------------


def _put(known: Mapping[str, _Kept], name: str, value: _Kept | None) -> dict[str, _Kept]:
    if value is not None:
        return {**known, name: value}
    return {k: v for k, v in known.items() if k != name}


def _with_answer(visit: Visit, name: str, **changes: Any) -> Visit:
    """Return the visit with an answer changed; one that holds nothing any more leaves the file."""
    old = visit.answers.get(name) or Answer(status="missing")
    new = Answer.model_validate({**_fields(old), **changes})
    nothing = Answer(status="missing", scale=new.scale)
    answers = _put(visit.answers, name, None if new == nothing else new)
    return visit.model_copy(update={"answers": answers})


def _fields(model: BaseModel) -> dict[str, Any]:
    return {name: getattr(model, name) for name in type(model).model_fields}
