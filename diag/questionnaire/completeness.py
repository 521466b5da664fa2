"""What authors must add for a questionnaire to be asked, scored and advised upon.

A question nobody can reach, an axis without core questions, a level that no action lifts, a finding
left aside, an acronym without a word. A questionnaire that lacks it can be used.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from itertools import chain, combinations, islice, pairwise, product
from typing import Any

from diag.questionnaire.conditions import Condition, holds, references
from diag.questionnaire.integrity import check_integrity
from diag.questionnaire.located_yaml import Place, Source
from diag.questionnaire.mistakes import Mistake
from diag.questionnaire.questionnaire_folder import Draft, Located
from diag.questionnaire.questionnaire_model import (
    MultipleQuestion,
    NumberQuestion,
    ProfileField,
    Question,
    possible_levels,
)

_ACRONYM = re.compile(r"\b[A-ZÀ-Ý][A-ZÀ-Ý0-9]+(?:-[A-Z0-9]+)*\b")
_CODE = re.compile(r"[A-Z]{1,3}\d+")  # S03, R12, EQ01 name things of the questionnaire
_TYPOGRAPHY = (
    (re.compile(r"\S {2,}\S"), "deux espaces de suite", "n’en gardez qu’une"),
    (re.compile(r"[\w)»][;!?»%](?:\s|$)"), "espace oubliée avant ; ! ? % ou »", "ajoutez-la"),
    (re.compile(r"[^\W\d]:(?:\s|$)"), "espace oubliée avant les deux-points", "ajoutez-la"),
    (re.compile(r"«\S"), "espace oubliée après «", "ajoutez-la"),
    (re.compile(r"\""), "guillemets droits dans le texte", "écrivez « … »"),
)
_NOT_PROSE = {"url", "id", "term", "also", "accepts", "axes", "findings", "verified"}
"""Keys whose values nobody reads as a sentence."""
_LIMIT = 50_000
"""Combinations tried; beyond, a condition is supposed reachable."""


def check(draft: Draft) -> list[Mistake]:
    """Return every mistake of a questionnaire folder, form included, in reading order."""
    found = [*draft.mistakes, *check_integrity(draft), *check_completeness(draft)]
    return sorted(set(found))


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


def _finding_coverage(draft: Draft) -> Iterator[Mistake]:
    """Check that each finding that names an axis is carried by a question or an action."""
    owners: list[Located[Any]] = [*draft.questions, *draft.actions]
    cited = {name for owner in owners for name in owner.item.findings}
    for finding in draft.findings:
        if finding.item.axes and finding.item.id not in cited:
            what = f"le constat {finding.item.id} n’est porté par aucune question ni action"
            how = "citez-le là où il est vrai, ou retirez ses axes s’il n’est que du contexte"
            yield finding.mistake(("id",), "Q08", what, how)


def _glossary(draft: Draft) -> Iterator[Mistake]:
    """Check that each acronym used anywhere has its entry, where there is a glossary."""
    if not draft.terms.ids:
        return
    words = [w for t in draft.terms for w in (t.item.term, *t.item.also)]
    known = {a for word in words for a in _acronyms(word)}
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


def reachable(
    condition: Condition, fields: Mapping[str, ProfileField], questions: Mapping[str, Question]
) -> bool:
    """Tell whether some profile and answers make `condition` true.

    What is not asked has no answer: a value is only given where the condition of its own question,
    or profile field, holds.
    """
    subjects: dict[tuple[str, str], ProfileField | Question | None] = {}
    tests: dict[tuple[str, str], list[Condition]] = {}
    waiting = [condition]
    while waiting:
        for kind, name, test, _ in references(waiting.pop()):
            key = (kind, name)
            tests.setdefault(key, []).append(test)
            if key not in subjects:
                subject = fields.get(name) if kind == "profile" else questions.get(name)
                subjects[key] = subject
                waiting += [subject.when] if subject and subject.when else []
    domains = [_domain(subjects[key], tests[key]) for key in subjects]
    size = 1
    for domain in domains:
        size *= len(domain)
    if size > _LIMIT:
        return True
    for values in product(*domains):
        given = {key: v for key, v in zip(subjects, values, strict=True) if v is not None}
        profile = {name: v for (kind, name), v in given.items() if kind == "profile"}
        answers = {name: v for (kind, name), v in given.items() if kind == "answer"}
        asked = (subject.when for key in given if (subject := subjects[key]))
        if all(holds(when, profile, answers) for when in (condition, *asked)):
            return True
    return False


def _domain(subject: ProfileField | Question | None, tests: list[Condition]) -> list[Any]:
    """Return the values worth trying: those the tests tell apart, and no answer."""
    named = [v for t in tests for v in t.in_ or []]
    bounds = [b for t in tests for b in (t.at_least, t.at_most) if b is not None]
    if subject is None:
        return [None, *named, *bounds]
    if subject.kind == "text":
        return [None, *named]
    if isinstance(subject, NumberQuestion) or subject.kind == "number":
        return [None, *_numbers(subject.minimum, subject.maximum, [*bounds, *_decimals(named)])]
    if isinstance(subject, ProfileField):
        values = _alike([o.id for o in subject.options], named)
        return [None, *(_subsets(values) if subject.kind == "choices" else values)]
    if isinstance(subject, MultipleQuestion):
        values = _alike([c.id for c in subject.choices if not c.exclusive], named)
        return [None, *_subsets(values), *([c.id] for c in subject.choices if c.exclusive)]
    return [None, *possible_levels(subject)]


def _alike(ids: list[str], named: list[str]) -> list[str]:
    """Return the ids that the tests name, and one of the others, which all behave alike."""
    return [i for i in ids if i in named] + [i for i in ids if i not in named][:1]


def _subsets(values: list[str]) -> list[list[str]]:
    """Return every way to tick some of `values`, or so many of them that the limit is passed."""
    every = chain.from_iterable(combinations(values, n + 1) for n in range(len(values)))
    return [list(ticks) for ticks in islice(every, _LIMIT + 1)]


def _numbers(low: Decimal, high: Decimal, named: Iterable[Decimal]) -> list[Decimal]:
    """Return the numbers that the tests name, and one between each two of them."""
    points = sorted({n for n in (low, high, *named) if low <= n <= high})
    return sorted({*points, *((a + b) / 2 for a, b in pairwise(points))})


def _decimals(words: list[str]) -> Iterator[Decimal]:
    for word in words:
        try:
            number = Decimal(word)
        except InvalidOperation:
            continue
        if number.is_finite():
            yield number


Rule = Callable[[Draft], Iterator[Mistake]]
_COMPLETENESS: tuple[tuple[Rule, tuple[str, ...]], ...] = (
    (_unreachable, ("fields", "questions")),
    (_dimensions, ()),
    (_lifted, ("questions", "actions")),
    (_finding_coverage, ("questions", "actions")),
    (_glossary, ("terms",)),
    (_typography, ()),
)
"""Each rule, and what must be whole for it to speak."""
