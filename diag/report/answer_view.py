"""Answers in words: what was answered, where a question stands today, what is aimed at."""

from collections.abc import Mapping
from dataclasses import dataclass

from diag.french import count, counted, tenths
from diag.questionnaire.questionnaire_model import (
    MultipleQuestion,
    Question,
    SingleQuestion,
)
from diag.report.assessed_visit import AssessedVisit
from diag.report.french_labels import STATUS
from diag.report.view_model import Part
from diag.scoring.assessment import AnswerLine
from diag.scoring.rubric import Status

LACKING = (Status.UNKNOWN, Status.MISSING)
"""What is asked and not known: it counts 0, and is never told as a fact."""


@dataclass(frozen=True)
class AnswerView(Part):
    """One question as answered; weight and contribution are for the annex."""

    id: str
    title: str
    text: str
    answer: str
    level: str
    weight: str
    contribution: str
    core: bool
    note: str
    evidence: str


def answer_views(assessed: AssessedVisit) -> Mapping[str, AnswerView]:
    """Return one view per question asked, by id; what a condition hides is not shown."""
    return {
        line.question.id: _answer_view(assessed, line)
        for line in assessed.assessment.answers
        if line.status is not Status.HIDDEN
    }


def _answer_view(assessed: AssessedVisit, line: AnswerLine) -> AnswerView:
    stored = assessed.matched.answers.get(line.question.id)
    return AnswerView(
        id=line.question.id,
        title=line.question.title,
        text=line.question.text,
        answer=answer_text(assessed, line),
        level="–" if line.level is None else str(line.level),
        weight=str(line.question.weight),
        contribution="–" if line.contribution is None else tenths(line.contribution),
        core=line.question.core,
        note=(stored and stored.note) or "",
        evidence=(stored and stored.evidence) or "",
    )


def answer_text(assessed: AssessedVisit, line: AnswerLine) -> str:
    """Return what was answered, in words and without a final full stop."""
    question = line.question
    stored = assessed.matched.answers.get(question.id)
    given = assessed.matched.given.get(question.id)
    if line.status is not Status.ANSWERED:
        reason = stored.reason if stored and line.status is Status.NOT_APPLICABLE else None
        return f"{STATUS[line.status]} ({reason.rstrip('.')})" if reason else STATUS[line.status]
    if isinstance(question, SingleQuestion):
        return situation(question, line.level or 0)
    if isinstance(question, MultipleQuestion):
        ticked = set(given)  # type: ignore[arg-type]
        return " ; ".join(c.label.rstrip(".") for c in question.choices if c.id in ticked)
    return counted(given, question.unit)  # type: ignore[arg-type]


def today(assessed: AssessedVisit, name: str) -> str:
    """Return where a question stands: `aujourd’hui « … »`, or that it is not known."""
    line = assessed.lines[name]
    if line.status in LACKING:
        return f"réponse à savoir ({STATUS[line.status]})"
    return f"aujourd’hui « {answer_text(assessed, line)} »"


def situation(question: SingleQuestion, level: int) -> str:
    """Return the situation of a level, with those it adds to: « une personne … En plus, … »."""
    parts: list[str] = []
    for choice in question.choices:
        if parts and choice.label == _BOTH:
            parts[-1] = _both(parts[-1])
        else:
            parts = [*parts, choice.label] if choice.adds else [choice.label]
        if choice.level == level:
            break
    return " ".join(parts).rstrip(".")


_BOTH = "Les deux."


def _both(either: str) -> str:
    """Return a rung « l’un des deux : A, ou B » once both are there: « les deux : A, et B »."""
    for one, two in (("l’un des deux", "les deux"), ("L’un des deux", "Les deux")):
        if one in either:
            return either.replace(one, two, 1).replace(", ou ", ", et ", 1)
    return f"{either} {_BOTH}"


def aimed(question: Question, level: int) -> str:
    """Return what is aimed at in facts: a situation, a number with its unit, a number of boxes."""
    if isinstance(question, SingleQuestion):
        reached = min(c.level for c in question.choices if c.level >= level)
        return f"« {situation(question, reached)} »"
    least = min(b.from_ for b in question.table if b.level >= level)
    if isinstance(question, MultipleQuestion):
        boxes = sum(not choice.exclusive for choice in question.choices)
        return f"« {count(least, 'case cochée', 'cases cochées')} sur {boxes} »"
    return f"« {counted(least, question.unit)} »"
