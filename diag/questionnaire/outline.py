"""A questionnaire told in lines: what is asked, how it counts, what lifts it, what goes with it."""

from collections.abc import Iterator

from diag.questionnaire.conditions import Condition
from diag.questionnaire.questionnaire_model import (
    Dimension,
    MultipleQuestion,
    NumberQuestion,
    ProfileField,
    Question,
    Questionnaire,
    SingleQuestion,
)

Line = tuple[int, str]
"""Depth of the indent, and text; an empty text is a blank line."""

ABOUT = {
    "professionals": "les professionnels",
    "people": "les personnes accompagnées",
    "structure": "la structure",
}


def outline(questionnaire: Questionnaire, only: Dimension | None = None) -> Iterator[Line]:
    """Yield the profile, the questions of every axis and what goes with them, or one axis."""
    header = questionnaire.header
    yield 0, f"{header.title}, version {header.version}"
    yield 0, header.description
    if only is None:
        yield 0, ""
        yield 0, "Profil"
        for field in questionnaire.profile:
            yield 1, f"{field.id} : {field.text}"
    for dimension in [only] if only else questionnaire.dimensions:
        yield 0, ""
        yield 0, f"{dimension.id} – {dimension.title}"
        for question in dimension.questions:
            core = ", socle" if question.core else ""
            yield 1, f"{question.id} (poids {question.weight}{core}) : {question.text}"
    if only is None:
        yield from _conditions(questionnaire)
        yield from _documents(questionnaire)
        yield from _words(questionnaire)
        yield from _contacts(questionnaire)


def _conditions(questionnaire: Questionnaire) -> Iterator[Line]:
    for condition in questionnaire.header.lasting_conditions:
        yield 0, ""
        yield 0, f"Pour durer – {condition.title}"
        for statement in condition.statements:
            yield (
                1,
                f"{statement.question}, à partir du niveau {statement.at_least} : {statement.held}",
            )


def _documents(questionnaire: Questionnaire) -> Iterator[Line]:
    if questionnaire.documents:
        yield 0, ""
        yield 0, f"Documents à réunir. {questionnaire.documents.note}"
        for document in questionnaire.documents.documents:
            yield 1, f"{document.title} ({', '.join(document.questions)})"


def _words(questionnaire: Questionnaire) -> Iterator[Line]:
    if questionnaire.words:
        yield 0, ""
        yield 0, "Mots du rapport"
    for word in questionnaire.words:
        yield 1, f"{word.term} : {word.text}"
        origin = "Scène imaginée" if word.imagined else "Scène du rapport"
        yield 2, f"{origin} : {word.scene}"
        yield 2, f"Constats : {', '.join(word.findings)}."


def _contacts(questionnaire: Questionnaire) -> Iterator[Line]:
    if questionnaire.contacts:
        yield 0, ""
        yield 0, "À qui s’adresser"
    for contact in questionnaire.contacts.values():
        reached = (contact.address, contact.phone, contact.email, contact.url)
        yield 1, f"{contact.title} : {contact.role}"
        if any(reached):
            yield 2, " ; ".join(part for part in reached if part)
        yield 2, f"Source : {contact.source}. Vu : {contact.seen}."


def outline_question(questionnaire: Questionnaire, question: Question) -> Iterator[Line]:
    """Yield everything that concerns one question."""
    dimension = questionnaire.dimension_of[question.id]
    yield 0, f"{question.id} – {question.title}"
    yield 0, question.text
    yield 0, ""
    core = "question du socle" if question.core else "hors du socle"
    yield (
        0,
        f"Axe : {dimension.title}. Poids {question.weight}, {core}, échelle version {question.scale}.",
    )
    yield 0, f"On parle de : {ABOUT[question.about]}."
    if question.help:
        yield 0, f"Aide : {question.help}"
    yield 0, f"Pourquoi : {question.why}"
    if question.when:
        yield 0, f"Posée seulement si {describe(question.when, questionnaire)}."
    yield from _scale(question)
    if question.not_applicable:
        yield 0, f"« Non concerné » est admis : {question.not_applicable}"
    yield from _read_in(questionnaire, question)
    yield 0, ""
    yield 0, "Constats du rapport"
    for name in question.findings:
        finding = questionnaire.findings[name]
        yield 1, f"{name} ({finding.place}) : {finding.text}"
    yield 0, ""
    yield 0, "Actions qui l’élèvent"
    for action in questionnaire.actions:
        for target in action.targets:
            if target.question == question.id:
                yield 1, f"vers le niveau {target.level} : {action.title} ({action.id})"


def _read_in(questionnaire: Questionnaire, question: Question) -> Iterator[Line]:
    """Yield the documents that tell the answer, and the statements that it holds."""
    listed = questionnaire.documents.documents if questionnaire.documents else []
    documents = [d.title for d in listed if question.id in d.questions]
    if documents:
        yield 0, f"Où le lire : {' ; '.join(documents)}."
    elif question.oral:
        yield 0, "Aucun document ne le dit : à demander."
    for condition in questionnaire.header.lasting_conditions:
        for statement in condition.statements:
            if statement.question == question.id:
                level = f"tenu à partir du niveau {statement.at_least}"
                yield 0, f"Pour durer ({condition.title}), {level} : {statement.held}"


def _scale(question: Question) -> Iterator[Line]:
    yield 0, ""
    if isinstance(question, NumberQuestion):
        yield 0, f"Réponse : un nombre de {question.minimum} à {question.maximum} ({question.unit})"
    elif isinstance(question, MultipleQuestion):
        yield 0, "Réponses à cocher"
        for tick in question.choices:
            yield 1, f"{tick.label}{' (seule)' if tick.exclusive else ''}"
            yield 2, f"Comment le savoir : {tick.check}"
    else:
        yield 0, "Réponses proposées"
        for choice in question.choices:
            yield 1, f"{choice.level} : {choice.label}"
            yield 2, f"Comment le savoir : {choice.check}"
    if not isinstance(question, SingleQuestion):
        bins = " ; ".join(f"à partir de {b.from_}, niveau {b.level}" for b in question.table)
        yield 0, f"Barème : {bins}."


def describe(condition: Condition, questionnaire: Questionnaire) -> str:
    """Return a condition in French."""
    for group, word in ((condition.all, " et "), (condition.any, " ou ")):
        if group is not None:
            parts = [describe(c, questionnaire) for c in group]
            return parts[0] if len(parts) == 1 else f"({word.join(parts)})"
    if condition.not_ is not None:
        return f"il n’est pas vrai que {describe(condition.not_, questionnaire)}"
    subject: ProfileField | Question
    if condition.profile is not None:
        subject = questionnaire.field[condition.profile]
        labels = {o.id: o.label for o in subject.options}
    else:
        subject = questionnaire.question[condition.answer or ""]
        labels = (
            {c.id: c.label for c in subject.choices}
            if isinstance(subject, MultipleQuestion)
            else {}
        )
    tests = []
    if condition.in_ is not None:
        tests.append(" ou ".join(f"« {labels.get(v, v)} »" for v in condition.in_))
    if condition.at_least is not None:
        tests.append(f"au moins {condition.at_least}")
    if condition.at_most is not None:
        tests.append(f"au plus {condition.at_most}")
    return f"« {subject.title} » vaut {' et '.join(tests)}"
