"""What a questionnaire must hold together, beyond the form of each file.

`check_integrity` is run by every load: a questionnaire that breaks it cannot be used.
`check_completeness` is for authors: a question nobody can reach, an axis without core questions, a
level that no action lifts.
"""

from collections.abc import Callable, Iterator
from typing import Any

from diag.questionnaire.condition_checks import check_conditions, unknown
from diag.questionnaire.content_checks import (
    check_finding_coverage,
    check_glossary,
    check_typography,
)
from diag.questionnaire.draft import Draft, Located
from diag.questionnaire.mistakes import Mistake
from diag.questionnaire.models import Action, MultipleQuestion
from diag.questionnaire.reach import reachable
from diag.questionnaire.scale import possible_levels
from diag.questionnaire.scale_checks import check_scales


def check(draft: Draft) -> list[Mistake]:
    """Return every mistake of a questionnaire folder, form included, in reading order."""
    found = [*draft.mistakes, *check_integrity(draft), *check_completeness(draft)]
    return sorted(set(found))


def check_integrity(draft: Draft) -> list[Mistake]:
    """Return the dangling references, impossible orders and incoherent scales."""
    return [m for rule in _INTEGRITY for m in rule(draft)]


def check_completeness(draft: Draft) -> list[Mistake]:
    """Return what is missing for the questionnaire to be asked, scored and advised upon."""
    # A faulty item would be reported again as an absence: each rule waits for what it counts.
    whole = {
        "fields": draft.fields.whole,
        "questions": draft.questions.whole,
        "actions": draft.actions.whole,
        "terms": draft.terms.whole,
    }
    return [
        m
        for rule, needed in _COMPLETENESS
        if all(whole[name] for name in needed)
        for m in rule(draft)
    ]


def _findings(draft: Draft) -> Iterator[Mistake]:
    if not draft.findings.whole:
        return
    owners: list[Located[Any]] = [*draft.questions, *draft.actions]
    for owner in owners:
        for index, cited in enumerate(owner.item.findings):
            yield from unknown(owner, ("findings", index), cited, draft.findings, "le constat")
    if draft.header:
        for rank, condition in enumerate(draft.header.item.lasting_conditions):
            for index, cited in enumerate(condition.findings):
                place = ("lasting_conditions", rank, "findings", index)
                yield from unknown(draft.header, place, cited, draft.findings, "le constat")


def _funding(draft: Draft) -> Iterator[Mistake]:
    for action in draft.actions:
        for index, cited in enumerate(action.item.funding):
            yield from unknown(action, ("funding", index), cited, draft.channels, "le financement")


def _landmarks(draft: Draft) -> Iterator[Mistake]:
    for landmark in draft.landmarks:
        for index, cited in enumerate(landmark.item.beside):
            yield from unknown(landmark, ("beside", index), cited, draft.questions, "la question")


def _lasting_conditions(draft: Draft) -> Iterator[Mistake]:
    if not draft.header:
        return
    for rank, condition in enumerate(draft.header.item.lasting_conditions):
        for index, cited in enumerate(condition.questions):
            place = ("lasting_conditions", rank, "questions", index)
            yield from unknown(draft.header, place, cited, draft.questions, "la question")


def _dimension_ids(draft: Draft) -> Iterator[Mistake]:
    seen: set[str] = set()
    for dimension in draft.dimensions:
        if dimension.item.id in seen:
            what = f"l’identifiant d’axe « {dimension.item.id} » est déjà pris"
            yield dimension.mistake(("id",), "Q01", what, "donnez un autre identifiant")
        if dimension.item.id in draft.questions.ids:
            what = f"« {dimension.item.id} » nomme déjà une question"
            yield dimension.mistake(("id",), "Q01", what, "donnez un autre identifiant")
        seen.add(dimension.item.id)


def _dimension_weights(draft: Draft) -> Iterator[Mistake]:
    if draft.dimensions and not any(d.item.weight for d in draft.dimensions):
        how = "donnez un poids à un axe au moins"
        yield draft.dimensions[0].mistake(("weight",), "Q07", "aucun axe n’a de poids", how)


def _inner_ids(draft: Draft) -> Iterator[Mistake]:
    owners: list[tuple[Located[Any], str]] = [(f, "options") for f in draft.fields]
    owners += [(q, "choices") for q in draft.questions if isinstance(q.item, MultipleQuestion)]
    for owner, key in owners:
        seen: set[str] = set()
        for index, choice in enumerate(getattr(owner.item, key)):
            if choice.id in seen:
                what = f"l’identifiant « {choice.id} » est déjà pris dans cette liste"
                yield owner.mistake((key, index, "id"), "Q01", what, "donnez un autre identifiant")
            seen.add(choice.id)


def _targets(draft: Draft) -> Iterator[Mistake]:
    questions = {q.item.id: q.item for q in draft.questions}
    for action in draft.actions:
        for index, target in enumerate(action.item.targets):
            place = ("targets", index)
            yield from unknown(
                action, (*place, "question"), target.question, draft.questions, "la question visée"
            )
            question = questions.get(target.question)
            if question and target.level not in possible_levels(question):
                levels = ", ".join(map(str, possible_levels(question)))
                what = f"la question {question.id} n’a pas de niveau {target.level}"
                how = f"visez l’un de ses niveaux : {levels}"
                yield action.mistake((*place, "level"), "Q02", what, how)


def _needs(draft: Draft) -> Iterator[Mistake]:
    actions = {a.item.id: a for a in draft.actions}
    for action in draft.actions:
        for index, need in enumerate(action.item.needs):
            yield from unknown(action, ("needs", index), need, draft.actions, "l’action préalable")
    done: set[str] = set()
    for name in actions:
        cycle = _cycle(name, actions, done, [])
        if cycle:
            owner = actions[cycle[0]]
            what = f"ces actions s’attendent l’une l’autre : {' → '.join(cycle)}"
            yield owner.mistake(("needs",), "Q03", what, "retirez un de ces préalables")


def _cycle(
    name: str, actions: dict[str, Located[Action]], done: set[str], trail: list[str]
) -> list[str]:
    """Return the first cycle of prerequisites met from `name`, closed on itself, or nothing."""
    if name in trail:
        return [*trail[trail.index(name) :], name]
    if name in done or name not in actions:
        return []
    for need in actions[name].item.needs:
        cycle = _cycle(need, actions, done, [*trail, name])
        if cycle:
            done.update(cycle)
            return cycle
    done.add(name)
    return []


def _unreachable(draft: Draft) -> Iterator[Mistake]:
    owners: list[Located[Any]] = [*draft.fields, *draft.questions, *draft.actions]
    fields = {f.item.id: f.item for f in draft.fields}
    questions = {q.item.id: q.item for q in draft.questions}
    for owner in owners:
        if owner.item.when is not None and not reachable(owner.item.when, fields, questions):
            what = f"« {owner.item.id} » : aucune réponse ne remplit la condition"
            yield owner.mistake(("when",), "Q04", what, "élargissez ou supprimez la condition")


def _dimensions(draft: Draft) -> Iterator[Mistake]:
    for dimension in draft.dimensions:
        if not any(q.core for q in dimension.item.questions):
            what = f"l’axe « {dimension.item.title} » n’a aucune question du socle"
            how = "ajoutez « core: true » à une question au moins"
            yield dimension.mistake(("questions",), "Q05", what, how)


def _lifted(draft: Draft) -> Iterator[Mistake]:
    best: dict[str, int] = {}
    for action in draft.actions:
        for target in action.item.targets:
            best[target.question] = max(best.get(target.question, 0), target.level)
    for question in draft.questions:
        highest = max(possible_levels(question.item))
        reached = best.get(question.item.id, 0)
        if reached < highest:
            what = f"aucune action n’élève {question.item.id} au-delà du niveau {reached}"
            how = f"ajoutez une action qui vise {question.item.id} au niveau {highest}"
            yield question.mistake(("id",), "Q06", what, how)


Rule = Callable[[Draft], Iterator[Mistake]]
_INTEGRITY: tuple[Rule, ...] = (
    _dimension_ids,
    _dimension_weights,
    _inner_ids,
    _findings,
    _funding,
    _landmarks,
    _lasting_conditions,
    _targets,
    _needs,
    check_conditions,
    check_scales,
)
_COMPLETENESS: tuple[tuple[Rule, tuple[str, ...]], ...] = (
    (_unreachable, ("fields", "questions")),
    (_dimensions, ()),
    (_lifted, ("questions", "actions")),
    (check_finding_coverage, ("questions", "actions")),
    (check_glossary, ("terms",)),
    (check_typography, ()),
)
"""Each rule, and what must be whole for it to speak."""
