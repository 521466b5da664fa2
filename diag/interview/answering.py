"""From what is replied to the visit that is saved, and to what is said of it."""

from collections.abc import Callable
from typing import get_args

from pydantic import ValidationError

from diag.interview import sentences
from diag.interview.path import Path, Step
from diag.interview.prompts import Entry, Reply
from diag.interview.recording import (
    NotUnderstoodError,
    changed,
    drop_draft,
    profile_answer,
    record,
    record_profile,
    record_respondents,
    roles_of,
    said_of,
)
from diag.interview.sitting import Sitting
from diag.interview.writing import keep_waiting, take_down, tell_personal_data
from diag.questionnaire.questionnaire_model import Dimension
from diag.safe_text import one_line
from diag.visit.visit_model import MAX_NAME, Mode, Said, Visit

Moved = Callable[[Visit], Visit]
"""Adds to a visit the place where its answer leads, so that one save holds both."""


def answer(sitting: Sitting, step: Step, reply: Reply, by: str | None, moved: Moved) -> bool:
    """Save an answer as one respondent gives it; False where it is to be given again."""
    try:
        visit = _recorded(sitting, step, reply, by)
    except NotUnderstoodError as problem:
        sitting.face.tell(str(problem))
        return False
    except ValidationError:
        typed = " ".join(reply.values)
        keep_waiting(sitting, step.id, "answer", typed)
        sitting.face.tell(f"Ce texte est trop long : il est gardé, à raccourcir. C’était : {typed}")
        return False
    sitting.keep(moved(drop_draft(visit, step.id, "answer")))
    field = sitting.questionnaire.field.get(step.id) if step.kind == "profile" else None
    if step.kind == "name" or (field is not None and field.kind == "text"):
        tell_personal_data(sitting.face, " ".join(reply.values), sitting.questionnaire)
    return True


def as_before(sitting: Sitting, step: Step, moved: Moved) -> bool:
    """Save the answer of the last visit as one that is given today (line 4); False where there is none."""
    said = sentences.said_before(sitting.questionnaire, sitting.visit, step)
    if said is None:
        return False
    visit = record(sitting.visit, sitting.questionnaire.question[step.id], said, sitting.by)
    sitting.keep(moved(drop_draft(visit, step.id, "answer")))
    return True


def _recorded(sitting: Sitting, step: Step, reply: Reply, by: str | None) -> Visit:
    visit, values = sitting.visit, reply.values
    if step.kind == "name":
        return changed(visit, "structure", name=one_line(values[0]))
    if step.kind == "visit":
        return _recorded_occasion(sitting, step, values)
    if step.kind == "profile":
        known = profile_answer(sitting.questionnaire.field[step.id], values)
        return record_profile(visit, step.id, known)
    question = sitting.questionnaire.question[step.id]
    return record(visit, question, said_of(question, reply), by)


def _recorded_occasion(sitting: Sitting, step: Step, values: tuple[str, ...]) -> Visit:
    """Record how the visit goes, or who is around the table."""
    if step.id == "mode":
        return changed(sitting.visit, "visit", mode=get_args(Mode)[int(values[0])])
    roles, another = roles_of(sitting.visit, values)
    if another:
        label = "Quelle autre fonction ? Sans nom de personne ; plusieurs : séparées par des virgules"
        typed = sitting.face.write(Entry(label, several=False, limit=MAX_NAME)) or ""
        tell_personal_data(sitting.face, typed)
        roles += filter(None, (one_line(role) for role in typed.split(",")))
    return record_respondents(sitting.visit, roles)


def not_applicable(sitting: Sitting, step: Step, moved: Moved) -> bool:
    """Ask why a question does not concern the structure, and save it; False when it is given up."""
    question = sitting.questionnaire.question[step.id]
    known = sitting.visit.answers.get(step.id)
    old = known.reason if known and known.status == "not_applicable" else None
    entry = Entry(sentences.ask_reason(question), old or "", several=False)

    def recorded(reason: str) -> Visit:
        said = Said(status="not_applicable", reason=reason)
        visit = record(sitting.visit, question, said, sitting.by)
        return moved(drop_draft(visit, step.id, "answer"))

    if take_down(sitting, step.id, "reason", entry, recorded):
        return True
    sitting.face.tell("Aucune raison : la question reste sans changement.")
    return False


def tell_saved(sitting: Sitting, step: Step) -> None:
    """Acknowledge an answer, with what each said where several people answered."""
    questionnaire, visit = sitting.questionnaire, sitting.visit
    told = sentences.in_words(questionnaire, visit, step)
    sitting.face.tell(f"Enregistré. {step.title} : {told}")
    for line in sentences.who_said(questionnaire, visit, step):
        sitting.face.tell(line)


def tell_hidden(sitting: Sitting, before: Path) -> None:
    """Say which answers an answer makes useless: they stay in the file (M2)."""
    shown = {step.id for step in sitting.path.steps}
    hidden = [step for step in before.answered if step.id not in shown]
    told = f"{len(hidden)} questions ne sont plus utiles ; leurs réponses restent"
    if len(hidden) == 1:
        told = "Une question n’est plus utile ; sa réponse reste"
    if hidden:
        sitting.face.tell(f"{told} dans le fichier.")


def tell_axis(sitting: Sitting, axis: Dimension) -> None:
    """Say the level of an axis whose last question is behind, in one line (line 12)."""
    from diag.scoring.assessment import Score, assess  # numbers are loaded at the end of an axis

    result = assess(sitting.questionnaire, sitting.path.matched).dimensions[axis.id]
    if isinstance(result, Score):
        level = result.level.value
        told = f"niveau {level}, « {sitting.questionnaire.header.levels[level].title} »"
    else:
        told = "pas encore de niveau, il manque des réponses"
    sitting.face.tell(f"{axis.title} : {told}. v, puis Entrée : le résultat.")
