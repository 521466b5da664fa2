"""Two visits of one structure, read with one content: what moved, and what became of the plan (M12).

`detectable_change` says the figures. Here stands what surrounds them: which visits they are, the
lasting conditions then and now, the actions that were decided and the answers at which they aimed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from diag.french import count, listing, long_date
from diag.questionnaire.loader import content_then, kept_contents
from diag.questionnaire.questionnaire_model import TYPE_FIELD, Questionnaire
from diag.scoring.assessment import Assessment, ConditionState, NotScored, Score, assess_all, results_of
from diag.scoring.detectable_change import Evolution, Moved, compare
from diag.scoring.rubric import Status
from diag.visit.acceptance import Matched, match
from diag.visit.visit_copies import former_visit, past_actions
from diag.visit.visit_model import PastAction, Previous, Visit, answer_hash

Result = Score | NotScored
"""What a visit says of an axis, or of the whole."""


@dataclass(frozen=True)
class VisitSide:
    """One of the two visits, scored with the content that both are read with."""

    visit: Visit
    matched: Matched
    assessment: Assessment


@dataclass(frozen=True)
class ActionSince:
    """An action that the first visit decided, titled as now if it still exists, and what became of it.

    `answers` are those of the questions it aimed at, before and after, where both visits answer.
    """

    title: str
    decided: PastAction
    answers: tuple[Moved, ...]


@dataclass(frozen=True)
class ConditionSince:
    """A lasting condition at both visits: statements held, never a score (M21)."""

    first: ConditionState
    second: ConditionState


@dataclass(frozen=True)
class Compared:
    """Two visits of one structure, the first and a later one, scored with one content (M12).

    Attributes:
        actions: what the first decided, in its order; declined ones are for the adviser alone.
        not_like: why some figures are not set side by side, in French, without a full stop.
        remarks: what else is to be known before the figures are read, in the same way.
    """

    questionnaire: Questionnaire
    first: VisitSide
    second: VisitSide
    evolution: Evolution
    actions: tuple[ActionSince, ...]
    conditions: tuple[ConditionSince, ...]
    not_like: tuple[str, ...]
    remarks: tuple[str, ...]


def results_on_base(compared: Compared) -> list[tuple[dict[str, Result], Result]]:
    """Return the dimensions and the whole of each visit on what both answer, and on that alone (M12)."""
    sides = [compared.first.assessment, compared.second.assessment]
    values, status, highest = (
        np.concatenate([getattr(side, name) for side in sides]) for name in ("values", "status", "highest")
    )
    common = (status == Status.ANSWERED.value).all(axis=0)
    alone = np.where(common, status, np.int8(Status.HIDDEN.value))
    return results_of(compared.questionnaire, values, alone, highest)


def compare_visits(questionnaire: Questionnaire, visits: Sequence[Visit]) -> tuple[Compared, ...]:
    """Return each visit compared with the one before, then the last with the first if there are three.

    Args:
        questionnaire: the content to read them all with.
        visits: two or more of one structure; they are put in the order of their dates. Of one date,
            the visit that recalls one of that date comes after it; others stay as they are given.

    Raises:
        Refusal: a visit is of another questionnaire, or contradicts itself.
        ValueError: fewer than two visits.
    """
    if len(visits) < 2:
        raise ValueError("an evolution is between two visits")
    sides = _sides(questionnaire, sorted(visits, key=_moment))
    runs = [list(pair) for pair in pairwise(sides)]
    if len(sides) > 2:
        runs.append(sides)
    return tuple(_compared(*run, answers=answer_hash(run[0].visit)) for run in runs)


def compared_with_previous(questionnaire: Questionnaire, side: VisitSide) -> Compared | None:
    """Return a visit compared with the one it recalls in `previous`, None without any."""
    former, previous = former_visit(side.visit), side.visit.previous
    if former is None or previous is None:
        return None
    return _compared(*_sides(questionnaire, [former]), side, answers=previous.hash)


def _moment(visit: Visit) -> tuple[object, ...]:
    day = visit.visit.date
    return day, visit.previous is not None and visit.previous.date == day


def _sides(questionnaire: Questionnaire, visits: Sequence[Visit]) -> list[VisitSide]:
    met = [match(visit, questionnaire) for visit in visits]
    scored = assess_all(questionnaire, met)
    return [VisitSide(*side) for side in zip(visits, met, scored, strict=True)]


def _compared(first: VisitSide, *later: VisitSide, answers: str | None) -> Compared:
    """Return the first and the last of some visits compared.

    The visit that recalls the plan of the first tells what became of it, be it one between them; `answers`
    is the hash of what the first answered.
    """
    second, recalled = later[-1], _recalled(first, later)
    aside = _other_scale(first, second, recalled)
    waiting = {*_waiting(first), *_waiting(second)}
    apart = {*aside, *waiting, *_not_asked(first), *_not_asked(second)}
    evolution = compare(first.assessment, second.assessment, apart)
    apart_for_good = tuple(name for name in evolution.not_compared if name not in waiting)
    conditions = zip(first.assessment.conditions, second.assessment.conditions, strict=True)
    return Compared(
        questionnaire=first.assessment.questionnaire,
        first=first,
        second=second,
        evolution=replace(evolution, not_compared=apart_for_good),
        actions=tuple(_actions(first, second, recalled)),
        conditions=tuple(ConditionSince(*pair) for pair in conditions),
        not_like=tuple(_not_like(first, second, aside)),
        remarks=tuple(_remarks(first, second, recalled, answers)),
    )


def _other_scale(first: VisitSide, second: VisitSide, recalled: Previous | None) -> tuple[str, ...]:
    """Return the questions that one of two visits answered in a way that is no longer read (M12).

    A file of before may hold aside what it recalled of the first, even if it was answered again.
    """
    aside = [*first.matched.set_aside, *second.matched.set_aside]
    left = [*(one.stored for one in aside), *second.visit.set_aside]
    known = {one.id for one in left if one.answer and one.answer.status == "answered"}
    known |= {*(recalled.other_scale if recalled else ())}
    return tuple(q.id for q in first.assessment.questionnaire.questions if q.id in known)


def _not_asked(side: VisitSide) -> Iterator[str]:
    """Yield the questions that the content of a visit did not have yet, or had no more."""
    questionnaire, version = side.assessment.questionnaire, side.visit.questionnaire.version
    if version != questionnaire.header.version and (then := content_then(questionnaire, version)):
        yield from (q.id for q in questionnaire.questions if q.id not in then.question)


def _waiting(side: VisitSide) -> tuple[str, ...]:
    """Return the questions that a visit that is not finished has still to answer: nothing is lost of them."""
    lines = side.assessment.answers if side.assessment.provisional else ()
    return tuple(line.question.id for line in lines if line.status is Status.MISSING)


def _actions(first: VisitSide, second: VisitSide, recalled: Previous | None) -> Iterator[ActionSince]:
    """Yield what the first visit decided, and what became of it where a later one recalls it."""
    questionnaire = first.assessment.questionnaire
    decided = recalled.actions if recalled else past_actions(first.visit)
    levels = [{line.question.id: line.level for line in side.assessment.answers} for side in (first, second)]
    for one in decided:
        action = None if one.own else questionnaire.action.get(one.id)
        answers = [
            Moved(target.question, before, after)
            for target in (action.targets if action else ())
            if (before := levels[0][target.question]) is not None
            and (after := levels[1][target.question]) is not None
        ]
        title = action.title if action else one.title or _former_title(questionnaire, one.id)
        yield ActionSince(title, one, tuple(answers))


def _recalled(first: VisitSide, later: Sequence[VisitSide]) -> Previous | None:
    """Return what a later visit recalls of the first; None where none follows it."""
    recalled = (side.visit.previous for side in later)
    day = first.visit.visit.date
    return next((one for one in recalled if one and one.hash and one.date == day), None)


def _former_title(questionnaire: Questionnaire, name: str) -> str:
    """Return the last title of an action that is no longer proposed, its id where nobody knows."""
    kept = (content.action.get(name) for content in kept_contents(questionnaire))
    return next((action.title for action in kept if action), name)


def _not_like(first: VisitSide, second: VisitSide, aside: Sequence[str]) -> Iterator[str]:
    """Yield why figures of two visits are not set side by side."""
    questionnaire = first.assessment.questionnaire
    forms = [_FORMS[side.visit.visit.form] for side in (first, second)]
    if forms[0] != forms[1]:
        yield f"la première visite est {forms[0]}, la seconde {forms[1]}"
    before, after = (side.visit.questionnaire.version for side in (first, second))
    used = questionnaire.header.version
    if before != after:
        told = f"la première visite a été faite avec la version {before} du questionnaire"
        yield f"{told}, la seconde avec la {after} ; les deux sont lues avec la {used}"
    elif before != used:
        told = f"les deux visites ont été faites avec la version {before} du questionnaire"
        yield f"{told}, et sont lues avec la {used}"
    if aside:
        titles = [f"« {questionnaire.question[name].title} »" for name in aside]
        some = listing(titles) if len(titles) <= _NAMED else f"{len(titles)} questions"
        yield f"pour {some}, l’échelle n’est pas la même aux deux visites"


_NAMED = 3  # questions named in a sentence: all of them are told with what is not compared
_FORMS = {"express": "express (les questions du socle)", "full": "complète"}


def _remarks(first: VisitSide, second: VisitSide, recalled: Previous | None, answers: str | None) -> Iterator[str]:
    """Yield what is to be known of two visits before their figures are read."""
    for rank, side in (("première", first), ("seconde", second)):
        if side.assessment.provisional:
            left = len(_waiting(side))
            told = f"{count(left, 'question y attend', 'questions y attendent')} une réponse, " if left else ""
            yield f"la {rank} visite n’est pas finie : {told}ses chiffres sont provisoires"
    yield from _other_structure(first, second)
    if first.visit.visit.date == second.visit.visit.date:
        yield f"les deux visites portent la même date, le {long_date(second.visit.visit.date)}"
    if answers == answer_hash(second.visit):
        yield "les deux visites ont exactement les mêmes réponses"
    if recalled and recalled.hash != answers:
        yield "la première visite a changé depuis qu’une autre l’a reprise"


def _other_structure(first: VisitSide, second: VisitSide) -> Iterator[str]:
    """Yield the signs that the visits may not be of one structure: it is asked, never refused."""
    names = [side.visit.structure.name for side in (first, second)]
    if all(names) and len({" ".join(name.casefold().split()) for name in names}) > 1:
        yield f"le nom a changé, de « {names[0]} » à « {names[1]} » : vérifiez que c’est la même structure"
    types = [side.matched.profile.get(TYPE_FIELD) for side in (first, second)]
    if all(types) and types[0] != types[1]:
        field = first.assessment.questionnaire.field[TYPE_FIELD]
        labels = {option.id: option.label for option in field.options}
        told = [labels.get(str(one), str(one)) for one in types]
        yield f"le type de structure a changé, de « {told[0]} » à « {told[1]} »"
