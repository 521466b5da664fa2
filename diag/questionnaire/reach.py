"""Can a condition ever be true? Decided by trying the values that matter."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from itertools import chain, combinations, islice, pairwise, product
from typing import Any

from diag.questionnaire.base import Condition
from diag.questionnaire.conditions import holds, references
from diag.questionnaire.models import (
    MultipleQuestion,
    NumberQuestion,
    ProfileField,
    Question,
)
from diag.questionnaire.scale import possible_levels

_LIMIT = 50_000  # combinations tried; beyond, the condition is supposed reachable


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
