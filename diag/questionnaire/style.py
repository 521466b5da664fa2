"""How a content is written: typography, words, short phrases, ladders, time to read.

Not told, for no program can: that a rung « En plus » is impossible without the one before, that a
phrase is true alone, that nobody is judged.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from diag.questionnaire.located_yaml import Place, Source
from diag.questionnaire.mistakes import Mistake
from diag.questionnaire.questionnaire_folder import Draft, Located, Rule
from diag.questionnaire.questionnaire_model import NumberQuestion, Question, SingleQuestion, possible_levels
from diag.questionnaire.readability import reading_seconds, words

TOLD, STATED = 60, 120
"""Characters, at most, of what a lead sentence joins, and of a statement held or not."""
AXIS, STATEMENT, FACT, YEAR, DECISION, CHANNEL = 14, 32, 90, 50, 40, 32
"""Characters, at most, of a title of axis and of a statement in a narrow place, of a fact to ask, of
an action in the year, of what a board decides, and of the name of a funding channel."""
STRONG = 3
"""Level from which a fact is told of any question: it holds (M25)."""
EASY, PREPARED = 12, 20
"""Words, at most, of a text of the simple version, and of what an answer prepares elsewhere."""
SECONDS = 10
"""Between a time to read that is written and the one that is counted, at most."""
_ACRONYM = re.compile(r"\b[A-ZÀ-Ý][A-ZÀ-Ý0-9]+(?:-[A-Z0-9]+)*\b")
_CODE = re.compile(r"[A-Z]{1,3}\d+")  # S03, R12, EQ01 name things of the questionnaire
_TYPOGRAPHY = (
    (re.compile(r"\S {2,}\S"), "deux espaces de suite", "n’en gardez qu’une"),
    (re.compile(r"[\w)»][;!?»%](?:\s|$)"), "espace oubliée avant ; ! ? % ou »", "ajoutez-la"),
    (re.compile(r"[^\W\d]:(?:\s|$)"), "espace oubliée avant les deux-points", "ajoutez-la"),
    (re.compile(r"«\S"), "espace oubliée après «", "ajoutez-la"),
    (re.compile(r"\""), "guillemets droits dans le texte", "écrivez « … »"),
)
_AVOIDED = (
    (re.compile(r"\brésistan\w*|\bréfractaires?\b", re.IGNORECASE), "décrivez la condition, pas la personne"),
    (re.compile(r"\bhandicapée?s?\b", re.IGNORECASE), "écrivez « en situation de handicap »"),
)
_NOT_PROSE = {"url", "email", "phone", "id", "ref", "term", "also", "accepts", "axes", "findings"}
"""Keys whose values nobody reads as a sentence."""


def _glossary(draft: Draft) -> Iterator[Mistake]:
    """Check that each acronym used anywhere has its entry, where there is a glossary."""
    if not draft.terms.ids:
        return
    explained = [w for t in draft.terms for w in (t.item.term, *t.item.also)]
    known = {a for word in explained for a in _acronyms(word)}
    for source in draft.sources:
        for path, text in _prose(source):
            if known.issuperset(_acronyms(text)):
                continue
            for acronym in (a for a in _acronyms(text) if a not in known):
                known.add(acronym)  # said once, where it is first met
                what = f"le sigle « {acronym} » n’est pas expliqué"
                yield source.mistake(path, "Q09", what, "ajoutez-le à glossary.yaml")


def _typography(draft: Draft) -> Iterator[Mistake]:
    """Check that the spaces French wants are typed; their kind is the tool's business."""
    for source in draft.sources:
        for path, text in _prose(source):
            for what, how in _faults(text):
                yield source.mistake(path, "Q10", what, how)


def _avoided(draft: Draft) -> Iterator[Mistake]:
    for source in draft.sources:
        for path, text in _prose(source):
            for what, how in _loaded(text):
                yield source.mistake(path, "Q21", what, how)


@cache
def _loaded(text: str) -> tuple[tuple[str, str], ...]:
    """Return the words of one text that judge people, and what to write instead."""
    found = [(pattern.search(text), how) for pattern, how in _AVOIDED]
    return tuple((f"« {word[0]} » est un mot à éviter", how) for word, how in found if word)


def _prose(source: Source) -> Iterator[tuple[Place, str]]:
    """Yield the texts of a file that somebody reads."""
    for path, text in source.texts:
        key = path[-1] if isinstance(path[-1], str) or len(path) < 2 else path[-2]
        if key not in _NOT_PROSE and path[0] != "synonyms":
            yield path, text


@cache
def _acronyms(text: str) -> tuple[str, ...]:
    return tuple(a for a in _ACRONYM.findall(text) if not _CODE.fullmatch(a))


@cache
def _faults(text: str) -> tuple[tuple[str, str], ...]:
    """Return what is wrong in one text, and how to mend it."""
    faults = []
    for pattern, what, how in _TYPOGRAPHY:
        found = pattern.search(text)
        if found:
            start = max(found.start() - 12, 0)
            shown = text[start : found.end() + 12].replace("\n", " ")
            faults.append((f"{what} : {shown!r}", how))
    if text.count("«") != text.count("»"):
        faults.append(("guillemet jamais fermé", "fermez chaque « par »"))
    return tuple(faults)


def _ladders(draft: Draft) -> Iterator[Mistake]:
    """Check that « En plus » and « Les deux » rest on the rung before, and say so to the report."""
    for question in draft.questions:
        item = question.item
        if not isinstance(item, SingleQuestion):
            continue
        labels = [c.label for c in item.choices]
        for index, choice in enumerate(item.choices):
            place: Place = ("choices", index)
            more = choice.label.startswith("En plus")
            if choice.adds != (more or choice.label.startswith("Les deux")):
                what = "« adds: true » va avec « En plus… » ou « Les deux », et seulement eux"
                how = "retirez « adds », ou écrivez-le" if choice.adds else "ajoutez « adds: true »"
                yield question.mistake(place, "Q14", what, how)
            if more and (index == 0 or item.choices[index - 1].level == 0):
                what = "« En plus » suit une réponse où il n’y a rien"
                yield question.mistake(place, "Q14", what, "dites cette réponse en entier")
        for index, (before, after) in enumerate(pairwise([*labels, ""])):
            if "l’un des deux" in before.casefold() and not after.startswith("Les deux"):
                what = "« l’un des deux » n’est pas suivi de « Les deux »"
                how = "ajoutez-le : les deux faits ne dépendent pas l’un de l’autre"
                yield question.mistake(("choices", index), "Q14", what, how)
            if after.startswith("Les deux") and not re.search(r"\bl’un des deux\b|\bou\b", before):
                what = "« Les deux » ne suit pas une réponse qui nomme deux faits"
                yield question.mistake(
                    ("choices", index + 1), "Q14", what, "commencez la précédente par « L’un des deux : »"
                )


def _told(draft: Draft) -> Iterator[Mistake]:
    """Check the facts that a report tells: of every level of the core, of the strong ones of others.

    All the questions of a sort have them, or none.
    """
    sorts = {q.item.core for q in draft.questions if q.item.told}
    for question in draft.questions:
        if question.item.core in sorts:
            yield from _each_level(question, "told", 0 if question.item.core else STRONG)
            for level, text in question.item.told.items():
                yield from _phrase(question, ("told", str(level)), text)
    header = draft.header
    conditions = header.item.lasting_conditions if header else []
    for rank, condition in enumerate(conditions):
        place: Place = ("lasting_conditions", rank)
        if header and condition.told:
            for key, text in condition.told.model_dump(by_alias=True).items():
                yield from _phrase(header, (*place, "told", key), text)
        elif header and any(c.told for c in conditions):
            what = "« told » manque à cette condition, et une autre en a"
            yield header.mistake((*place, "id"), "Q17", what, "ajoutez « told: {none, some, all} »")


def _phrase(owner: Located[Any], place: Place, text: str) -> Iterator[Mistake]:
    if len(text) > TOLD:
        what = f"{len(text)} caractères, pour un fait"
        yield owner.mistake(place, "Q17", what, f"pas plus de {TOLD}")
    if text.endswith("."):
        yield owner.mistake(place, "Q17", "point final", "retirez-le : la phrase est jointe à une autre")
    if re.search(r"\bnous\b", text, re.IGNORECASE):
        yield owner.mistake(place, "Q17", "« nous »", "dites un fait, sans « nous »")


def _each_level(question: Located[Question], key: str, least: int = 0) -> Iterator[Mistake]:
    """Check that a question of which something is told has it for each level from `least` on."""
    given = getattr(question.item, key)
    levels = [level for level in possible_levels(question.item) if level >= least]
    missing = [level for level in levels if level not in given]
    if missing:
        what = f"« {key} » de {question.item.id} ne dit rien du niveau {', '.join(map(str, missing))}"
        place = (key,) if given else ("id",)
        yield question.mistake(place, "Q17", what, "ajoutez ces niveaux, ou retirez tout « " + key + " »")


def _easy(draft: Draft) -> Iterator[Mistake]:
    """Check the texts of the simple version: all of them, or none."""
    if not any(q.item.easy for q in draft.questions) and not any(a.item.easy for a in draft.actions):
        return
    for question in draft.questions:
        if question.item.easy or question.item.core:
            yield from _each_level(question, "easy")
        for level, text in question.item.easy.items():
            yield from _easy_text(question, ("easy", str(level)), text)
    for action in draft.actions:
        if action.item.easy is None:
            what = f"« easy » manque à « {action.item.id} », et d’autres en ont"
            yield action.mistake(("id",), "Q17", what, f"dites-la en {EASY} mots faciles au plus")
        else:
            yield from _easy_text(action, ("easy",), action.item.easy)


def _easy_text(owner: Located[Any], place: Place, text: str) -> Iterator[Mistake]:
    if len(words(text)) > EASY:
        what = f"{len(words(text))} mots, pour la version simple"
        yield owner.mistake(place, "Q17", what, f"pas plus de {EASY}")
    hard = [*_acronyms(text), *re.findall(r"%", text)]
    if hard:
        what = f"« {hard[0]} » n’est pas facile à lire"
        yield owner.mistake(place, "Q17", what, "écrivez-le avec des mots de tous les jours")


def _statements(draft: Draft) -> Iterator[Mistake]:
    if draft.header is None:
        return
    for rank, condition in enumerate(draft.header.item.lasting_conditions):
        for index, statement in enumerate(condition.statements):
            place: Place = ("lasting_conditions", rank, "statements", index)
            for key, most in (("held", STATED), ("not_held", STATED), ("short", STATEMENT)):
                text = getattr(statement, key)
                yield from _long(draft.header, (*place, key), text, most, "un énoncé")


def _short(draft: Draft) -> Iterator[Mistake]:
    """Check the titles that a narrow column must hold."""
    for dimension in draft.dimensions:
        yield from _long(dimension, ("short",), dimension.item.short, AXIS, "un titre d’axe court")
    for action in draft.actions:
        yield from _long(action, ("year",), action.item.year, YEAR, "un titre dans l’année")
        what = "ce qu’un conseil décide"
        yield from _long(action, ("decision",), action.item.decision, DECISION, what)
    for channel in draft.channels:
        yield from _long(channel, ("short",), channel.item.short, CHANNEL, "un nom de piste court")


def _long(owner: Located[Any], place: Place, text: str | None, most: int, what: str) -> Iterator[Mistake]:
    if text is not None and len(text) > most:
        how = f"pas plus de {most}"
        yield owner.mistake(place, "Q17", f"{len(text)} caractères, pour {what}", how)


def _facts(draft: Draft) -> Iterator[Mistake]:
    """Check that the fact to ask is one short question."""
    for question in draft.questions:
        fact = question.item.fact
        yield from _long(question, ("fact",), fact, FACT, "un fait à demander")
        if fact is not None and (fact.count("?") != 1 or not fact.endswith("?")):
            what = "un fait à demander est une question, et une seule"
            yield question.mistake(("fact",), "Q17", what, "finissez-la par « ? »")


def _prepared(draft: Draft) -> Iterator[Mistake]:
    crosswalk = draft.crosswalk
    for index, link in enumerate(crosswalk.item.links if crosswalk else []):
        length = len(words(link.text))
        if crosswalk and length > PREPARED:
            what = f"{length} mots, pour ce que prépare une réponse"
            place = ("links", index, "text")
            yield crosswalk.mistake(place, "Q17", what, f"pas plus de {PREPARED}")


def _reading_time(draft: Draft) -> Iterator[Mistake]:
    for question in draft.questions:
        counted, written = reading_seconds(question.item), question.item.seconds
        if abs(counted - written) > SECONDS:
            what = f"{question.item.id} se lit en {counted} secondes environ, et {written} sont annoncées"
            place = ("seconds",) if "seconds" in question.item.model_fields_set else ("id",)
            yield question.mistake(place, "Q19", what, f"écrivez « seconds: {max(counted, 5)} »")


def _said_aims(draft: Draft) -> Iterator[Mistake]:
    """Check that what a target aims at can be said, by the action or by the level, once one is."""
    questions = {q.item.id: q.item for q in draft.questions}
    any_said = any(action.item.aim for action in draft.actions)
    for action in draft.actions:
        for name, text in action.item.aim.items():
            yield from _phrase(action, ("aim", name), text)
        for index, target in enumerate(action.item.targets if any_said else ()):
            question = questions.get(target.question)
            told = question is None or target.level in question.told
            if not told and target.question not in action.item.aim:
                what = f"rien ne dit ce que vise {target.question} au niveau {target.level}"
                how = f"ajoutez « aim: {{{target.question}: … }} »"
                yield action.mistake(("targets", index, "question"), "Q17", what, how)


def _aims(draft: Draft) -> Iterator[Mistake]:
    """Check that the number which a target aims at can be said with its unit: « 4 réunions »."""
    numbers = {q.item.id: q.item for q in draft.questions if isinstance(q.item, NumberQuestion)}
    for action in draft.actions:
        for index, target in enumerate(action.item.targets):
            question = numbers.get(target.question)
            if question is None:
                continue
            least = next((b.from_ for b in question.table if b.level == target.level), None)
            if least is not None and least != least.to_integral_value():
                what = f"« {least} {question.unit} » ne se dit pas : la cible doit être un nombre entier"
                how = f"visez un autre niveau, ou changez le tableau de {question.id}"
                yield action.mistake(("targets", index, "level"), "Q23", what, how)


STYLE: tuple[Rule, ...] = (
    (_glossary, ("terms",)),
    (_typography, ()),
    (_avoided, ()),
    (_ladders, ()),
    (_told, ("questions",)),
    (_easy, ("questions", "actions")),
    (_statements, ()),
    (_short, ()),
    (_facts, ()),
    (_prepared, ()),
    (_reading_time, ()),
    (_said_aims, ("questions",)),
    (_aims, ()),
)
"""Each rule, and what must be whole for it to speak."""
