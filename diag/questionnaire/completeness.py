"""What authors must add for a questionnaire to be asked, scored and advised upon.

A question nobody can reach, an axis without core questions, a level that no action lifts, a finding
left aside, a field that serves nothing. A questionnaire that lacks it can be used.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from itertools import chain, combinations, islice, pairwise, product
from typing import Any

from diag.questionnaire.mistakes import Mistake
from diag.questionnaire.questionnaire_folder import Draft, Located, Rule
from diag.questionnaire.questionnaire_model import (
    TOOL_FIELDS,
    Condition,
    MultipleQuestion,
    NumberQuestion,
    ProfileField,
    Question,
    holds,
    possible_levels,
    references,
)

_LIMIT = 50_000
"""Combinations tried; beyond, a condition is supposed reachable."""


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


def _unread_fields(draft: Draft) -> Iterator[Mistake]:
    """Check that what the profile asks serves; a free text is for the reader of the report."""
    owners: list[Located[Any]] = [*draft.fields, *draft.questions, *draft.actions, *draft.channels]
    read = {name for owner in owners for kind, name, _, _ in references(owner.item.when) if kind == "profile"}
    if draft.partner:
        read.add(draft.partner.item.followed)
    for field in draft.fields:
        if field.item.kind != "text" and field.item.id not in read | TOOL_FIELDS:
            what = f"rien ne lit « {field.item.id} » : on le demande pour rien"
            how = "retirez ce champ, ou servez-vous-en dans une condition"
            yield field.mistake(("id",), "Q15", what, how)


def _unreadable_statements(draft: Draft) -> Iterator[Mistake]:
    if draft.header is None:
        return
    fields = {f.item.id: f.item for f in draft.fields}
    questions = {q.item.id: q.item for q in draft.questions}
    for rank, condition in enumerate(draft.header.item.lasting_conditions):
        for index, statement in enumerate(condition.statements):
            question = questions.get(statement.question)
            if question and question.when and not reachable(question.when, fields, questions):
                what = f"aucune forme ne peut lire cet énoncé : {question.id} n’est jamais posée"
                place = ("lasting_conditions", rank, "statements", index, "question")
                how = "élargissez la condition de cette question, ou changez d’énoncé"
                yield draft.header.mistake(place, "Q16", what, how)


def _documents(draft: Draft) -> Iterator[Mistake]:
    """Check that each question has a document, or says that it has none, where any is listed."""
    if not draft.documents.ids:
        return
    cited = {name for document in draft.documents for name in document.item.questions}
    for question in draft.questions:
        name, oral = question.item.id, question.item.oral
        if oral and name in cited:
            what = f"{name} est dite sans document, et documents.yaml lui en donne un"
            yield question.mistake(("oral",), "Q18", what, "retirez l’un des deux")
        elif not oral and name not in cited:
            what = f"aucun document n’atteste {name}"
            how = "citez-la dans documents.yaml, ou écrivez « oral: true »"
            yield question.mistake(("id",), "Q18", what, how)


def reachable(condition: Condition, fields: Mapping[str, ProfileField], questions: Mapping[str, Question]) -> bool:
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


COMPLETENESS: tuple[Rule, ...] = (
    (_unreachable, ("fields", "questions")),
    (_dimensions, ()),
    (_lifted, ("questions", "actions")),
    (_finding_coverage, ("questions", "actions")),
    (_unread_fields, ("fields", "questions", "actions", "channels")),
    (_unreadable_statements, ("fields", "questions")),
    (_documents, ("questions", "documents")),
)
