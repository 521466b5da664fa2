"""Answers in words: what was answered, where a question stands today, what is aimed at."""

from collections.abc import Sequence
from decimal import Decimal

from diag.followup.compared_visits import VisitSide
from diag.french import count, counted, cut_at_word, inside, sentence
from diag.questionnaire.questionnaire_model import (
    MultipleQuestion,
    NumberQuestion,
    Question,
    SingleQuestion,
    situation,
)
from diag.report.assessed_visit import AssessedVisit
from diag.report.french_labels import STATUS
from diag.scoring.assessment import AnswerLine
from diag.scoring.rubric import Status

_MOST_SIGNS_OF_A_NOTE = 300  # on a page that many read (report, all pages)
LACKING = (Status.UNKNOWN, Status.MISSING)
"""What is asked and not known: it counts 0, and is never told as a fact."""


Side = AssessedVisit | VisitSide
"""A visit that is told, or one of two that are compared."""


def answer_text(assessed: Side, line: AnswerLine) -> str:
    """Return what was answered, in words and without a final full stop."""
    question = line.question
    stored = assessed.matched.answers.get(question.id)
    given = assessed.matched.given.get(question.id)
    if line.status is not Status.ANSWERED:
        return status_told(line.status, stored.reason if stored else None)
    if isinstance(question, SingleQuestion):
        return situation(question, line.level or 0)
    if isinstance(question, MultipleQuestion):
        ticked = set(given)  # type: ignore[arg-type]
        return " ; ".join(c.label.rstrip(".") for c in question.choices if c.id in ticked)
    return counted(given, question.unit)  # type: ignore[arg-type]


def answer_fact(assessed: Side, line: AnswerLine, signs: int) -> str:
    """Return an answer that stands for a fact nobody wrote, within so many signs; of boxes, how many."""
    question = line.question
    if isinstance(question, MultipleQuestion):
        ticked = set(assessed.matched.given[question.id])  # type: ignore[arg-type]
        number = sum(c.id in ticked and not c.exclusive for c in question.choices)
        return boxes_told(question, number)
    return fact_kept(question, answer_text(assessed, line), signs)


def fact_kept(question: Question, answer: str, signs: int) -> str:
    """Return an answer within so many signs; a proposed one is between guillemets."""
    told = cut_at_word(answer, signs)
    return f"« {told} »" if isinstance(question, SingleQuestion) else told


def to_ask_first(assessed: AssessedVisit, questions: Sequence[Question]) -> list[Question]:
    """Return those that are not known, in the order to ask them: the core, then by weight."""
    lacking = [q for q in questions if assessed.lines[q.id].status in LACKING]
    return sorted(lacking, key=lambda q: (not q.core, -q.weight))


def note_told(assessed: Side, name: str) -> str:
    """Return the shared note of an answer on one line; empty where there is none."""
    stored = assessed.matched.answers.get(name)
    return " ".join(((stored and stored.note) or "").split())


def note_kept(note: str, whole: bool) -> str:
    """Return a note as a document keeps it: whole for the adviser, else cut between words."""
    return note if whole else cut_at_word(note, _MOST_SIGNS_OF_A_NOTE)


def status_told(status: Status, reason: str | None) -> str:
    """Return why there is no level, with the reason given where nobody is concerned."""
    if status is Status.NOT_APPLICABLE and reason:
        return f"{STATUS[status]} ({reason.rstrip('.')})"
    return STATUS[status]


def today(assessed: AssessedVisit, name: str) -> str:
    """Return where a question stands: `aujourd’hui « … »`, or that it is not known."""
    line = assessed.lines[name]
    if line.status in LACKING:
        return f"réponse à savoir ({STATUS[line.status]})"
    return f"aujourd’hui « {answer_text(assessed, line)} »"


def aimed(question: Question, level: int) -> str:
    """Return what is aimed at in facts: a situation, a number with its unit, a number of boxes."""
    if isinstance(question, SingleQuestion):
        reached = min(c.level for c in question.choices if c.level >= level)
        return f"« {situation(question, reached)} »"
    return f"« {least_told(question, level)} »"


def least_told(question: MultipleQuestion | NumberQuestion, level: int) -> str:
    """Return the least that reaches a level: a number with its unit, a number of boxes."""
    least = min(b.from_ for b in question.table if b.level >= level)
    if isinstance(question, NumberQuestion):
        return counted(least, question.unit)
    return boxes_told(question, least)


def boxes_told(question: MultipleQuestion, ticked: int | Decimal) -> str:
    """Return a number of boxes, of those that count: « 2 cases cochées sur 4 »."""
    boxes = sum(not choice.exclusive for choice in question.choices)
    return f"{count(ticked, 'case cochée', 'cases cochées')} sur {boxes}"


def ask_told(assessed: AssessedVisit, question: Question) -> str:
    """Return whom to ask, and which fact: the question itself where the content names none."""
    to = {asked.id: asked.to for asked in assessed.questionnaire.header.asked}.get(question.ask or "")
    fact = question.fact or question.text
    return f"{sentence(to)} : {inside(fact)}" if to else sentence(fact)
