"""A questionnaire told in lines: as it is read before answering, or as its author checks it."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from diag.french import count, sentence
from diag.french import number as french_number
from diag.questionnaire.questionnaire_model import (
    Condition,
    Dimension,
    MultipleQuestion,
    NumberQuestion,
    ProfileField,
    Question,
    Questionnaire,
    SingleQuestion,
    Value,
    may_hold,
)

Line = tuple[int, str]
"""Depth of the indent, and text; an empty text is a blank line."""

ABOUT = {"professionals": "les professionnels", "people": "les personnes accompagnées", "structure": "la structure"}


def questions_to_read(
    questionnaire: Questionnaire,
    minutes: tuple[int, int],
    only: Dimension | None = None,
    core_only: bool = False,
    profile: Mapping[str, Value] = MappingProxyType({}),
) -> Iterator[Line]:
    """Yield the questions as they are read before answering, with their answers and proofs.

    Args:
        questionnaire: to read.
        minutes: that they take to answer, and to open files.
        only: the axis to keep; None keeps all of them, and the profile.
        core_only: the express form.
        profile: typed values by field, that choose the questions. Those that depend on more, or on
            an answer, are told with their condition.
    """
    kept = [q for q in questionnaire.questions if (q.core or not core_only) and may_hold(q.when, profile)]
    yield 0, sentence(questionnaire.header.title) + "."
    yield 0, questionnaire.header.description
    if only is None:
        yield 0, _time_to_answer(len(kept), *minutes)
        yield from _profile_to_read(questionnaire)
    number = 0
    for dimension in questionnaire.dimensions:
        questions = [q for q in dimension.questions if q in kept]
        if questions and only in (None, dimension):
            yield 0, ""
            yield (0, f"{dimension.title} : {count(len(questions), 'question')}. {dimension.description}")
        for question in questions:
            number += 1
            if only in (None, dimension):
                yield from _question_to_read(questionnaire, question, number, profile)


def _time_to_answer(questions: int, minutes: int, proof: int) -> str:
    """Return how many questions there are, and the time they take, files and documents apart."""
    told = f"{count(questions, 'question')}, {minutes} min environ pour y répondre"
    return f"{told}, et {proof} min pour ouvrir les dossiers." if proof else f"{told}."


def _profile_to_read(questionnaire: Questionnaire) -> Iterator[Line]:
    yield 0, ""
    yield 0, "Profil de la structure, qui ne compte pas dans les scores."
    for field in questionnaire.profile:
        yield 1, f"- {field.text}"


def _question_to_read(
    questionnaire: Questionnaire, question: Question, number: int, profile: Mapping[str, Value]
) -> Iterator[Line]:
    yield 0, ""
    yield 0, f"{number}. {question.text} ({question.id})"
    if question.when and may_hold(question.when, profile, wanted=False):
        yield 1, asked_if(question.when, questionnaire)
    if question.help:
        yield 1, question.help
    yield from _answers(question, 1)
    if question.not_applicable:
        yield 1, f"« Non concerné » convient dans ce cas : {question.not_applicable}"
    yield from ((1, text) for text in _where_to_read(questionnaire, question))


def outline(questionnaire: Questionnaire, only: Dimension | None = None) -> Iterator[Line]:
    """Yield what an author checks: ids, weights, and what goes with the questions, or one axis."""
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
        yield from _partner(questionnaire)


def _conditions(questionnaire: Questionnaire) -> Iterator[Line]:
    for condition in questionnaire.header.lasting_conditions:
        yield 0, ""
        yield 0, f"Pour durer – {condition.title}"
        for statement in condition.statements:
            yield (1, f"{statement.question}, à partir du niveau {statement.at_least} : {statement.held}")


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


def _partner(questionnaire: Questionnaire) -> Iterator[Line]:
    partner = questionnaire.partner
    if partner is None:
        return
    yield 0, ""
    yield 0, f"Avec {partner.name}. {partner.intro}"
    for one in partner.formats:
        yield 1, f"{one.title} ({', '.join(one.questions)}) : {one.text}"
    for support in partner.supports:
        yield 1, f"{support.title} ({', '.join(support.questions)}). À demander : {support.ask}."
    yield 1, f"Le signe que cela tient ({partner.sign_question}) : {partner.sign}"


def outline_question(questionnaire: Questionnaire, question: Question) -> Iterator[Line]:
    """Yield everything that concerns one question."""
    dimension = questionnaire.dimension_of[question.id]
    yield 0, f"{question.id} – {question.title}"
    yield 0, question.text
    yield 0, ""
    core = "question du socle" if question.core else "hors du socle"
    yield (0, f"Axe : {dimension.title}. Poids {question.weight}, {core}, échelle version {question.scale}.")
    yield 0, f"On parle de : {ABOUT[question.about]}."
    if question.help:
        yield 0, f"Aide : {question.help}"
    yield 0, f"Pourquoi : {question.why}"
    if question.when:
        yield 0, asked_if(question.when, questionnaire)
    yield from _scale(question)
    if question.not_applicable:
        yield 0, f"« Non concerné » est admis : {question.not_applicable}"
    yield from _read_in(questionnaire, question)
    yield from _told(questionnaire, question)
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
                if aim := action.aim.get(question.id) or question.told.get(target.level):
                    yield 2, f"Visé : {aim}"


def _told(questionnaire: Questionnaire, question: Question) -> Iterator[Line]:
    """Yield what a report tells of each level, whom it says to ask, and which fact."""
    if question.told:
        yield 0, ""
        yield 0, "Ce qu’en dit le rapport de la visite"
    for level, text in sorted(question.told.items()):
        yield 1, f"{level} : {text}"
    to = {one.id: one.to for one in questionnaire.header.asked}.get(question.ask or "", "")
    if question.fact:
        yield 0, f"À demander{f' {to}' if to else ''} : « {question.fact} »"


def _where_to_read(questionnaire: Questionnaire, question: Question) -> Iterator[str]:
    """Yield the documents that tell the answer."""
    listed = questionnaire.documents.documents if questionnaire.documents else []
    documents = [d.title for d in listed if question.id in d.questions]
    if documents:
        yield f"Où le lire : {' ; '.join(documents)}."
    elif question.oral:
        yield "Aucun document ne le dit : à demander."


def _read_in(questionnaire: Questionnaire, question: Question) -> Iterator[Line]:
    """Yield the documents that tell the answer, and the statements that it holds."""
    yield from ((0, text) for text in _where_to_read(questionnaire, question))
    for condition in questionnaire.header.lasting_conditions:
        for statement in condition.statements:
            if statement.question == question.id:
                level = f"tenu à partir du niveau {statement.at_least}"
                yield 0, f"Pour durer ({condition.title}), {level} : {statement.held}"


def _answers(question: Question, depth: int) -> Iterator[Line]:
    """Yield the answers that are offered, each with how one knows."""
    if isinstance(question, NumberQuestion):
        low, high = french_number(question.minimum), french_number(question.maximum)
        yield depth, f"Réponse : un nombre de {low} à {high} ({question.unit})."
    elif isinstance(question, MultipleQuestion):
        yield depth, "Réponses à cocher, et comment le savoir :"
        for tick in question.choices:
            yield depth + 1, f"[ ] {tick.label}{' (seule)' if tick.exclusive else ''}"
            yield depth + 2, tick.check
    else:
        yield depth, "Réponses proposées, et comment le savoir :"
        for choice in question.choices:
            yield depth + 1, f"{choice.level} : {choice.label}"
            yield depth + 2, choice.check


def _scale(question: Question) -> Iterator[Line]:
    yield 0, ""
    yield from _answers(question, 0)
    if not isinstance(question, SingleQuestion):
        bins = " ; ".join(f"à partir de {b.from_}, niveau {b.level}" for b in question.table)
        yield 0, f"Barème : {bins}."


def asked_if(condition: Condition, questionnaire: Questionnaire) -> str:
    """Return when something is asked, as a sentence."""
    told = describe(condition, questionnaire)
    return f"Posée seulement {'s’' if told.startswith('il ') else 'si '}{told}."


def describe(condition: Condition, questionnaire: Questionnaire, within: bool = False) -> str:
    """Return a condition in French, in brackets where it stands `within` another one."""
    for group, word in ((condition.all, " et "), (condition.any, " ou ")):
        if group is not None:
            parts = [describe(c, questionnaire, within=len(group) > 1) for c in group]
            comma = "," if any(part.endswith(")") for part in parts) else ""
            told = f"{comma}{word}".join(parts)
            return f"({told})" if within and len(parts) > 1 else told
    if condition.not_ is not None:
        subject = _subject(condition.not_, questionnaire)
        if subject is not None and _one_of(condition.not_, subject):
            return _named_in(subject, condition.not_.in_ or [], wanted=False)
        return f"il n’est pas vrai que {describe(condition.not_, questionnaire, within=True)}"
    return _test_in_words(condition, questionnaire)


def _subject(condition: Condition, questionnaire: Questionnaire) -> ProfileField | Question | None:
    """Return what a test reads; None for a condition made of others."""
    if condition.profile is not None:
        return questionnaire.field[condition.profile]
    return questionnaire.question[condition.answer] if condition.answer is not None else None


def _test_in_words(condition: Condition, questionnaire: Questionnaire) -> str:
    subject = _subject(condition, questionnaire)
    if subject is None:
        return ""
    tests = []
    if condition.in_ is not None:
        tests.append(_named_in(subject, condition.in_, wanted=True))
    if condition.at_least is not None:
        tests.append(f"« {subject.title} » vaut au moins {french_number(condition.at_least)}")
    if condition.at_most is not None:
        tests.append(f"« {subject.title} » vaut au plus {french_number(condition.at_most)}")
    return " et ".join(tests)


def _one_of(condition: Condition, subject: ProfileField | Question) -> bool:
    """Tell whether a test asks for one value among some, where only one can be chosen."""
    bounded = condition.at_least is not None or condition.at_most is not None
    several = isinstance(subject, MultipleQuestion) or subject.kind == "choices"
    return condition.in_ is not None and not bounded and not several


def _named_in(subject: ProfileField | Question, values: Sequence[str], *, wanted: bool) -> str:
    """Return which values a subject must have, or must not; the shorter of both lists."""
    if isinstance(subject, MultipleQuestion):
        labels = {c.id: c.label for c in subject.choices}
    else:
        labels = {o.id: o.label for o in subject.options} if isinstance(subject, ProfileField) else {}
    single = isinstance(subject, ProfileField) and subject.kind == "choice"
    if single and 2 * len(values) > len(labels):
        values, wanted = [name for name in labels if name not in values], not wanted
    names = [f"« {labels.get(name, name).partition(' (')[0]} »" for name in values]
    if wanted:
        return f"« {subject.title} » {'est' if single else 'comprend'} {' ou '.join(names)}"
    denied = f"n’est pas {names[0]}" if len(names) == 1 else f"n’est ni {' ni '.join(names)}"
    return f"« {subject.title} » {denied}"
