"""The answers, axis by axis: the core for the direction, all of them for the adviser (E14)."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from diag.french import count, sentence, tenths
from diag.questionnaire.questionnaire_model import Dimension, Question, SingleQuestion, possible_levels
from diag.report.assessed_visit import AssessedVisit, answer_text, least_told, note_kept, status_told
from diag.report.document import Part, Reader, Section
from diag.report.french_labels import STATUS
from diag.report.score_view import score_told
from diag.scoring.assessment import AnswerLine, Score
from diag.scoring.rubric import Status
from diag.scoring.voices import hear, standing
from diag.visit.visit_model import Answer, Voice

_MOST_KEPT = 1_000  # signs of a note that a printed row keeps on one page


@dataclass(frozen=True)
class AnswerRow(Part):
    """One answer; what is for the adviser alone is empty elsewhere."""

    id: str
    title: str
    core: bool
    level: str  # « niveau 2 sur 4 », « ne sait pas », « non concerné »
    answer: str
    note: str  # shared; whole for the adviser, else cut at a word over 300 signs
    evidence: str
    next_rung: str  # empty at the top, or where the answer does not count
    weight: str
    contribution: str
    voices: tuple[str, ...]  # what each respondent answered
    long: bool  # too high to be kept whole on a printed page


@dataclass(frozen=True)
class AnswerAxis(Part):
    """One axis: « Équipement · 35 à 44 »."""

    title: str
    origin: str
    rows: tuple[AnswerRow, ...]


@dataclass(frozen=True)
class AnswerTable(Section):
    """The answers that matter, or all."""

    name: ClassVar[str] = "answers"

    caption: str
    axes: tuple[AnswerAxis, ...]


def answers_part(assessed: AssessedVisit, reader: Reader) -> AnswerTable | None:
    """Return the answers: the core for the direction, all for the adviser."""
    asked = assessed.asked
    whole = reader == "conseiller"
    shown = [line for line in asked if whole or line.question.core]
    if not shown:
        return None
    axes = [_axis(assessed, d, shown, whole) for d in assessed.questionnaire.dimensions]
    return AnswerTable(
        heading="Toutes les réponses" if whole else "Vos réponses au socle",
        caption=_caption(len(shown), len(asked) - len(shown)),
        axes=tuple(axis for axis in axes if axis.rows),
    )


def _caption(shown: int, others: int) -> str:
    """Return what is in the table, and where the rest is."""
    told = f"{count(shown, 'question')}, les notes entre guillemets, et la marche suivante de chaque échelle."
    if not others:
        return told
    rest = count(others, "autre question est", "autres questions sont")
    return f"{told} {sentence(rest)} dans le dossier du conseiller."


def _axis(assessed: AssessedVisit, dimension: Dimension, shown: list[AnswerLine], whole: bool) -> AnswerAxis:
    return AnswerAxis(
        title=f"{dimension.title} · {_score(assessed, dimension)}",
        origin=dimension.origin if whole else "",
        rows=tuple([_row(assessed, ln, whole) for ln in shown if ln.dimension is dimension]),
    )


def _score(assessed: AssessedVisit, dimension: Dimension) -> str:
    result = assessed.assessment.dimensions[dimension.id]
    return score_told(result) if isinstance(result, Score) else "à établir"


def _row(assessed: AssessedVisit, line: AnswerLine, whole: bool) -> AnswerRow:
    stored = assessed.matched.answers.get(line.question.id) or Answer(status="missing")
    note = stored.note or ""
    return AnswerRow(
        id=line.question.id if whole else "",
        title=line.question.title,
        core=line.question.core,
        level=_level(line),
        answer=_answer(assessed, line),
        note=note_kept(note, whole),
        evidence=(stored.evidence or "") if whole else "",
        next_rung=_next_rung(line),
        weight=f"poids {line.question.weight}" if whole else "",
        contribution=_contribution(line.contribution) if whole else "",
        voices=tuple(_voices(assessed, line.question, stored)) if whole else (),
        long=whole and len(note) > _MOST_KEPT,
    )


def _level(line: AnswerLine) -> str:
    return STATUS[line.status] if line.level is None else f"niveau {line.level} sur 4"


def _answer(assessed: AssessedVisit, line: AnswerLine) -> str:
    """Return what was answered; where nothing was, why the question does not count, if anybody said."""
    if line.status is Status.ANSWERED:
        return answer_text(assessed, line)
    stored = assessed.matched.answers.get(line.question.id)
    reason = stored.reason if stored and line.status is Status.NOT_APPLICABLE else None
    return (reason or "").rstrip(".")


def _next_rung(line: AnswerLine) -> str:
    """Return the situation of the next level; none at the top, or where the answer does not count."""
    if line.level is None:
        return ""
    above = [level for level in possible_levels(line.question) if level > line.level]
    return _rung(line.question, above[0]) if above else ""


def _rung(question: Question, level: int) -> str:
    """Return one rung by itself: a situation, a number of boxes, a number."""
    if isinstance(question, SingleQuestion):
        return next(c.label for c in question.choices if c.level == level).rstrip(".")
    return least_told(question, level)


def _contribution(points: Fraction | None) -> str:
    """Return what an answer brings to the score of its axis; under 1 point it is not told."""
    if points is None:
        return ""
    if not points:
        return "0 point"
    return "moins de 1 point" if points < 1 else f"{tenths(points)} points"


def _voices(assessed: AssessedVisit, question: Question, stored: Answer) -> Iterator[str]:
    """Yield what each respondent answered, by function, where they differ (M13)."""
    if not hear(question, stored.voices).kinds:
        return
    roles = {one.id: one.role for one in assessed.matched.respondents}
    for voice in stored.voices:
        yield f"{roles.get(voice.by, voice.by)} : {_said(question, voice)}"


def _said(question: Question, voice: Voice) -> str:
    """Return one answer in words; what the question does not admit counts as missing."""
    level, status = standing(question, voice)
    return str(level) if status is Status.ANSWERED else status_told(status, voice.reason)
