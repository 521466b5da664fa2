"""What a questionnaire must hold together to be used, beyond the form of each file.

Run by every load: dangling references, impossible orders, incoherent scales.
"""

from collections.abc import Callable, Collection, Iterator
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any

from diag.questionnaire.located_yaml import Place
from diag.questionnaire.mistakes import Mistake, did_you_mean
from diag.questionnaire.questionnaire_folder import Draft, Items, Located
from diag.questionnaire.questionnaire_model import (
    STEPS,
    TYPE_FIELD,
    Condition,
    Format,
    MultipleQuestion,
    NumberQuestion,
    Partner,
    ProfileField,
    Question,
    SingleQuestion,
    Support,
    possible_levels,
    references,
)


def check_integrity(draft: Draft) -> list[Mistake]:
    """Return the dangling references, impossible orders and incoherent scales."""
    return [m for rule in _INTEGRITY for m in rule(draft)]


def _unknown(owner: Located[Any], path: Place, word: str, known: Items[Any], what: str) -> Iterator[Mistake]:
    """Yield a mistake when an id names nothing; not while a file that may hold it is unreadable."""
    if not known.lost:
        yield from _not_among(owner, path, word, known.ids, what)


def _not_among(owner: Located[Any], path: Place, word: str, known: Collection[str], what: str) -> Iterator[Mistake]:
    if word not in known:
        how = did_you_mean(word, known) or "corrigez l’identifiant"
        yield owner.mistake(path, "Q02", f"{what} « {word} » n’existe pas", how)


def _taken(owner: Located[Any], path: Place, ids: Iterator[str]) -> Iterator[Mistake]:
    """Yield a mistake for each id of a list that names something already named there."""
    seen: set[str] = set()
    for index, name in enumerate(ids):
        if name in seen:
            what = f"l’identifiant « {name} » est déjà pris dans cette liste"
            yield owner.mistake((*path, index, "id"), "Q01", what, "donnez un autre identifiant")
        seen.add(name)


def _references(draft: Draft) -> Iterator[Mistake]:
    """Check that each id that an item cites names something."""
    for items, key, known, what in (
        (draft.questions, "findings", draft.findings, "le constat"),
        (draft.actions, "findings", draft.findings, "le constat"),
        (draft.cards, "findings", draft.findings, "le constat"),
        (draft.words, "findings", draft.findings, "le constat"),
        (draft.actions, "needs", draft.actions, "l’action préalable"),
        (draft.actions, "funding", draft.channels, "le financement"),
        (draft.cards, "funding", draft.channels, "le financement"),
        (draft.actions, "contacts", draft.contacts, "le contact"),
        (draft.landmarks, "beside", draft.questions, "la question"),
        (draft.documents, "questions", draft.questions, "la question"),
    ):
        owners: Items[Any] = items
        if known is draft.findings and not known.whole:
            continue  # the one cited may be the one whose id is wrong
        for owner in owners:
            for index, cited in enumerate(getattr(owner.item, key)):
                yield from _unknown(owner, (key, index), cited, known, what)


def _lasting_conditions(draft: Draft) -> Iterator[Mistake]:
    if not draft.header:
        return
    seen: set[str] = set()
    for rank, condition in enumerate(draft.header.item.lasting_conditions):
        place: Place = ("lasting_conditions", rank)
        if condition.id in seen:
            what = f"l’identifiant « {condition.id} » est déjà pris dans cette liste"
            how = "donnez un autre identifiant"
            yield draft.header.mistake((*place, "id"), "Q01", what, how)
        seen.add(condition.id)
        for index, cited in enumerate(condition.findings if draft.findings.whole else ()):
            there = (*place, "findings", index)
            yield from _unknown(draft.header, there, cited, draft.findings, "le constat")
        for index, statement in enumerate(condition.statements):
            there = (*place, "statements", index)
            yield from _rung(draft, draft.header, there, statement.question, statement.at_least)


def _rung(draft: Draft, owner: Located[Any], place: Place, cited: str, level: int) -> Iterator[Mistake]:
    """Check that a question exists, and that its ladder has this level."""
    yield from _unknown(owner, (*place, "question"), cited, draft.questions, "la question")
    key = "level" if "targets" in place else "at_least"
    for question in (q.item for q in draft.questions if q.item.id == cited):
        yield from _level(owner, (*place, key), question, level, "visez l’un de ses niveaux")


def _level(owner: Located[Any], place: Place, question: Question, level: int, how: str) -> Iterator[Mistake]:
    levels = possible_levels(question)
    if level not in levels:
        what = f"la question {question.id} n’a pas de niveau {level}"
        yield owner.mistake(place, "Q02", what, f"{how} : {', '.join(map(str, levels))}")


def _phrases(draft: Draft) -> Iterator[Mistake]:
    """Check that what is told of a level is told of a level that exists."""
    for question in draft.questions:
        for key in ("told", "easy"):
            for level in getattr(question.item, key):
                place, how = (key, str(level)), "gardez ses niveaux"
                yield from _level(question, place, question.item, level, how)


def _card_types(draft: Draft) -> Iterator[Mistake]:
    fields = [f.item for f in draft.fields if f.item.id == TYPE_FIELD]
    types = [o.id for f in fields for o in f.options]
    for card in draft.cards if draft.fields.whole else ():
        for index, cited in enumerate(card.item.types):
            if cited not in types:
                how = did_you_mean(cited, types) or f"types : {', '.join(types) or 'aucun'}"
                what = f"le type de structure « {cited} » n’existe pas"
                yield card.mistake(("types", index), "Q02", what, how)


def _crosswalk(draft: Draft) -> Iterator[Mistake]:
    if not draft.crosswalk:
        return
    for index, link in enumerate(draft.crosswalk.item.links):
        for key, cited, known, what in (
            ("question", link.question, draft.questions, "la question"),
            ("framework", link.framework, draft.frameworks, "le référentiel"),
        ):
            wanted: Items[Any] = known
            yield from _unknown(draft.crosswalk, ("links", index, key), cited, wanted, what)


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


def _step_ids(draft: Draft) -> Iterator[Mistake]:
    """Check that an id names one thing to ask: an interview goes to it by its id alone."""
    for field in draft.fields:
        if field.item.id in draft.questions.ids:
            what = f"« {field.item.id} » nomme déjà une question"
            yield field.mistake(("id",), "Q01", what, "donnez un autre identifiant")
    asked: list[Located[Any]] = [*draft.fields, *draft.questions]
    for one in asked:
        if one.item.id in STEPS:
            what = f"« {one.item.id} » nomme ce que toute visite demande"
            yield one.mistake(("id",), "Q01", what, "donnez un autre identifiant")


def _dimension_weights(draft: Draft) -> Iterator[Mistake]:
    if draft.dimensions and not any(d.item.weight for d in draft.dimensions):
        how = "donnez un poids à un axe au moins"
        yield draft.dimensions[0].mistake(("weight",), "Q07", "aucun axe n’a de poids", how)


def _inner_ids(draft: Draft) -> Iterator[Mistake]:
    owners: list[tuple[Located[Any], str]] = [(f, "options") for f in draft.fields]
    owners += [(q, "choices") for q in draft.questions if isinstance(q.item, MultipleQuestion)]
    if draft.header:
        owners.append((draft.header, "asked"))
    if draft.partner:
        owners += [(draft.partner, key) for key in ("formats", "supports")]
    for owner, key in owners:
        yield from _taken(owner, (key,), (one.id for one in getattr(owner.item, key)))


def _asked(draft: Draft) -> Iterator[Mistake]:
    """Check that each question is put to somebody that the questionnaire names."""
    if not draft.header:
        return
    known = [one.id for one in draft.header.item.asked]
    for question in draft.questions:
        if question.item.ask is not None:
            yield from _not_among(question, ("ask",), question.item.ask, known, "la fonction")


def _partner(draft: Draft) -> Iterator[Mistake]:
    """Check what the partner, its formats and its supports name."""
    owner = draft.partner
    if owner is None:
        return
    item = owner.item
    yield from _unknown(owner, ("contact",), item.contact, draft.contacts, "le contact")
    yield from _unknown(owner, ("followed",), item.followed, draft.fields, "le champ de profil")
    yield from _unknown(owner, ("sign_question",), item.sign_question, draft.questions, "la question")
    for index, cited in enumerate(item.findings if draft.findings.whole else ()):
        yield from _unknown(owner, ("findings", index), cited, draft.findings, "le constat")
    for rank, format_ in enumerate(item.formats):
        yield from _offer(draft, owner, ("formats", rank), format_)
    for rank, support in enumerate(item.supports):
        yield from _offer(draft, owner, ("supports", rank), support)


def _offer(draft: Draft, owner: Located[Partner], place: Place, offer: Format | Support) -> Iterator[Mistake]:
    for index, cited in enumerate(offer.questions):
        there = (*place, "questions", index)
        yield from _unknown(owner, there, cited, draft.questions, "la question")
    for index, cited in enumerate(offer.actions):
        yield from _unknown(owner, (*place, "actions", index), cited, draft.actions, "l’action")
    name = owner.item.followed
    for field in (f.item for f in draft.fields if f.item.id == name and offer.done is not None):
        options, what = [o.id for o in field.options], f"parmi les options de « {name} »,"
        yield from _not_among(owner, (*place, "done"), offer.done or "", options, what)


def _aimed(draft: Draft) -> Iterator[Mistake]:
    """Check that an action says what it aims at of the questions that it targets, and no other."""
    for action in draft.actions:
        targets = [target.question for target in action.item.targets]
        for name in (n for n in action.item.aim if n not in targets):
            what = f"cette action ne vise pas {name}"
            how = did_you_mean(name, targets) or "retirez-la de « aim », ou ajoutez la cible"
            yield action.mistake(("aim", name), "Q02", what, how)


def _targets(draft: Draft) -> Iterator[Mistake]:
    for action in draft.actions:
        for index, target in enumerate(action.item.targets):
            yield from _rung(draft, action, ("targets", index), target.question, target.level)


def _circles(draft: Draft) -> Iterator[Mistake]:
    actions = {a.item.id: a for a in draft.actions}
    waiting = {name: [n for n in a.item.needs if n in actions] for name, a in actions.items()}
    while cycle := _cycle(waiting):
        what = f"ces actions s’attendent l’une l’autre : {' → '.join(cycle)}"
        yield actions[cycle[0]].mistake(("needs",), "Q03", what, "retirez un de ces préalables")
        for name in cycle[:-1]:
            waiting.pop(name)


def _cycle(waiting: dict[str, list[str]]) -> list[str]:
    """Return names that wait for one another, from the first declared to itself, or nothing."""
    try:
        TopologicalSorter(waiting).prepare()
    except CycleError as error:
        found: list[str] = error.args[1][:0:-1]  # each before what waits for it, and closed
        start = min(found, key=list(waiting).index)
        rank = found.index(start)
        return [*found[rank:], *found[:rank], start]
    return []


def _conditions(draft: Draft) -> Iterator[Mistake]:
    """Check every condition of the profile, the questions, the actions and the channels."""
    fields = {f.item.id: f.item for f in draft.fields}
    questions = {q.item.id: q.item for q in draft.questions}
    owners: list[tuple[Located[Any], bool, Items[Any]]] = [
        *((f, False, draft.fields) for f in draft.fields),
        *((q, True, draft.questions) for q in draft.questions),
        *((a, False, draft.actions) for a in draft.actions),
        *((c, False, draft.channels) for c in draft.channels),
    ]
    for owner, answers_allowed, kind in owners:
        for what, name, test, place in references(owner.item.when, ("when",)):
            if what == "profile":
                yield from _unknown(owner, place, name, draft.fields, "le champ de profil")
                later = kind is draft.fields and _not_before(draft.fields, name, owner.item.id)
                known: ProfileField | Question | None = fields.get(name)
            elif not answers_allowed:
                how = "utilisez « profile », ou déplacez la condition sur une question"
                yield owner.mistake(place, "Q02", "ici, seule une condition sur le profil est admise", how)
                continue
            else:
                yield from _unknown(owner, place, name, draft.questions, "la question")
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


def _test(owner: Located[Any], place: Place, test: Condition, known: ProfileField | Question) -> Iterator[Mistake]:
    """Check that a test compares values that its subject can take."""
    values = _values(known)
    for index, value in enumerate(test.in_ or []):
        if values is not None and value not in values:
            how = did_you_mean(value, values) or f"valeurs possibles : {', '.join(values)}"
            what = f"« {known.id} » ne vaut jamais « {value} »"
            yield owner.mistake((*place, "in", index), "Q02", what, how)
    compared = test.at_least is not None or test.at_most is not None
    if compared and not isinstance(known, NumberQuestion | SingleQuestion) and known.kind != "number":
        what = f"« {known.id} » n’est pas un nombre"
        yield owner.mistake(place, "Q02", what, "utilisez « in » avec la liste des valeurs")


def _values(known: ProfileField | Question) -> list[str] | None:
    """Return the ids or levels that an answer can take, None for free numbers and texts."""
    if isinstance(known, ProfileField):
        return [o.id for o in known.options] if known.options else None
    if isinstance(known, SingleQuestion):
        return [str(c.level) for c in known.choices]
    return [c.id for c in known.choices] if isinstance(known, MultipleQuestion) else None


def _scales(draft: Draft) -> Iterator[Mistake]:
    """Check the ladder or the table of every question."""
    for question in draft.questions:
        item = question.item
        if isinstance(item, SingleQuestion):
            levels = [c.level for c in item.choices]
            if sorted(set(levels)) != levels:
                what = "les niveaux ne sont pas strictement croissants"
                yield question.mistake(("choices",), "Q07", what, "rangez-les du plus bas au plus haut")
            elif (levels[0], levels[-1]) != (0, 4):
                what = "l’échelle ne va pas de 0 à 4"
                yield question.mistake(("choices",), "Q07", what, "commencez par 0 et finissez par 4")
        else:
            yield from _table(question, item)


def _table(question: Located[Question], item: MultipleQuestion | NumberQuestion) -> Iterator[Mistake]:
    """Check that a table goes from 0 to 4, increasing, within what can be answered (M1)."""
    starts = [b.from_ for b in item.table]
    if isinstance(item, MultipleQuestion):
        low, high = Decimal(0), Decimal(sum(not c.exclusive for c in item.choices))
        if sum(c.exclusive for c in item.choices) != 1:
            what = "il faut une case « aucun » et une seule, pour pouvoir répondre zéro"
            yield question.mistake(("choices",), "Q07", what, "ajoutez « exclusive: true » à cette case")
    else:
        low, high = item.minimum, item.maximum
    if sorted(set(starts)) != starts:
        yield question.mistake(("table",), "Q07", "le tableau n’est pas croissant", "rangez « from »")
    elif any(a.level > b.level for a, b in pairwise(item.table)):
        what = "le niveau baisse quand la réponse monte"
        yield question.mistake(("table",), "Q07", what, "rangez « level » en ordre croissant")
    elif isinstance(item, MultipleQuestion) and item.table[0].level != 0:
        what = "« aucun » ne vaut pas 0"
        yield question.mistake(("table", 0, "level"), "Q07", what, "écrivez « level: 0 »")
    elif starts[0] != low:
        what, how = f"le tableau ne commence pas à {low}", f"commencez par « from: {low} »"
        yield question.mistake(("table", 0, "from"), "Q07", what, how)
    elif starts[-1] > high:
        what = f"le tableau dépasse le maximum possible, {high}"
        yield question.mistake(("table", len(starts) - 1, "from"), "Q07", what, "réduisez cette borne")
    elif 4 not in possible_levels(item):
        yield question.mistake(("table",), "Q07", "aucune ligne ne mène au niveau 4", "ajoutez-la")


_INTEGRITY: tuple[Callable[[Draft], Iterator[Mistake]], ...] = (
    _dimension_ids,
    _step_ids,
    _dimension_weights,
    _inner_ids,
    _references,
    _lasting_conditions,
    _phrases,
    _card_types,
    _crosswalk,
    _targets,
    _aimed,
    _asked,
    _partner,
    _circles,
    _conditions,
    _scales,
)
