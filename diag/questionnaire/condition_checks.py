"""Conditions and references: each one names something that exists, asked before."""

from collections.abc import Iterator
from typing import Any

from diag.questionnaire.base import Condition
from diag.questionnaire.conditions import references
from diag.questionnaire.draft import Draft, Items, Located
from diag.questionnaire.mistakes import Mistake, did_you_mean
from diag.questionnaire.models import (
    MultipleQuestion,
    NumberQuestion,
    ProfileField,
    Question,
    SingleQuestion,
)
from diag.questionnaire.source import Place


def unknown(
    owner: Located[Any], path: Place, word: str, known: Items[Any], what: str
) -> Iterator[Mistake]:
    """Yield a mistake when an id names nothing; not while a file that may hold it is unreadable."""
    if word not in known.ids and not known.lost:
        how = did_you_mean(word, known.ids) or "corrigez l’identifiant"
        yield owner.mistake(path, "Q02", f"{what} « {word} » n’existe pas", how)


def check_conditions(draft: Draft) -> Iterator[Mistake]:
    """Check every condition of the profile, the questions and the actions."""
    fields = {f.item.id: f.item for f in draft.fields}
    questions = {q.item.id: q.item for q in draft.questions}
    owners: list[tuple[Located[Any], bool, Items[Any]]] = [
        *((f, False, draft.fields) for f in draft.fields),
        *((q, True, draft.questions) for q in draft.questions),
        *((a, False, draft.actions) for a in draft.actions),
    ]
    for owner, answers_allowed, kind in owners:
        for what, name, test, place in references(owner.item.when, ("when",)):
            if what == "profile":
                yield from unknown(owner, place, name, draft.fields, "le champ de profil")
                later = kind is draft.fields and _not_before(draft.fields, name, owner.item.id)
                known: ProfileField | Question | None = fields.get(name)
            elif not answers_allowed:
                how = "utilisez « profile », ou déplacez la condition sur une question"
                yield owner.mistake(
                    place, "Q02", "ici, seule une condition sur le profil est admise", how
                )
                continue
            else:
                yield from unknown(owner, place, name, draft.questions, "la question")
                later = _not_before(draft.questions, name, owner.item.id)
                known = questions.get(name)
            if later:
                how = "une condition ne porte que sur ce qui est demandé avant"
                yield owner.mistake(place, "Q03", f"« {name} » n’est demandé que plus loin", how)
            if known is not None:
                yield from _test(owner, place[:-1], test, known)


def _not_before(items: Items[Any], name: str, owner: str) -> bool:
    """Tell whether `name` is asked at the same time as `owner`, or later."""
    order = list(items.ids)
    return name in items.ids and order.index(name) >= order.index(owner)


def _test(
    owner: Located[Any], place: Place, test: Condition, known: ProfileField | Question
) -> Iterator[Mistake]:
    """Check that a test compares values that its subject can take."""
    values = _values(known)
    for index, value in enumerate(test.in_ or []):
        if values is not None and value not in values:
            how = did_you_mean(value, values) or f"valeurs possibles : {', '.join(values)}"
            what = f"« {known.id} » ne vaut jamais « {value} »"
            yield owner.mistake((*place, "in", index), "Q02", what, how)
    compared = test.at_least is not None or test.at_most is not None
    if (
        compared
        and not isinstance(known, NumberQuestion | SingleQuestion)
        and known.kind != "number"
    ):
        what = f"« {known.id} » n’est pas un nombre"
        yield owner.mistake(place, "Q02", what, "utilisez « in » avec la liste des valeurs")


def _values(known: ProfileField | Question) -> list[str] | None:
    """Return the ids or levels that an answer can take, None for free numbers and texts."""
    if isinstance(known, ProfileField):
        return [o.id for o in known.options] if known.options else None
    if isinstance(known, SingleQuestion):
        return [str(c.level) for c in known.choices]
    return [c.id for c in known.choices] if isinstance(known, MultipleQuestion) else None
