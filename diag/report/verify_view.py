"""What to verify first: knowing is not progressing (E11)."""

from dataclasses import dataclass
from typing import ClassVar

from diag.french import count, sentence
from diag.questionnaire.questionnaire_model import Question
from diag.report.action_words import actions_told
from diag.report.assessed_visit import AssessedVisit, ask_told
from diag.report.document import Part, Reader, Section
from diag.scoring.assessment import Score
from diag.scoring.rubric import Status

_MOST_ROWS = 6  # of a page for the direction; the adviser's file has them all


@dataclass(frozen=True)
class VerifyRow(Part):
    """One answer to look for."""

    subject: str
    ask: str  # whom, and which fact: « À la direction : quelles dates, cette année ? »
    change: str  # what it can change: « Équipement, de 35 à 44 au plus »; an action that waits for it
    reminder: bool  # the adviser marked it « à vérifier » during the visit


@dataclass(frozen=True)
class Verify(Section):
    """The answers that are not known; an adviser reads first those marked during the visit."""

    name: ClassVar[str] = "verify"

    caption: str
    rows: tuple[VerifyRow, ...]
    rest: str  # how many others the adviser's file names


def verify_part(assessed: AssessedVisit, reader: Reader) -> Verify | None:
    """Return what to verify first; None where everything is known (E11)."""
    marked = _marked(assessed) if reader == "conseiller" else []
    names = [*marked, *[name for name in _unknown(assessed) if name not in marked]]
    if not names:
        return None
    shown = names if reader == "conseiller" else names[:_MOST_ROWS]
    return Verify(
        heading="À vérifier d’abord",
        caption=_caption(len(_unknown(assessed))),
        rows=tuple([_row(assessed, name, name in marked) for name in shown]),
        rest=_rest(len(names) - len(shown)),
    )


def _unknown(assessed: AssessedVisit) -> list[str]:
    """Return what is asked and not known: core questions first, then the heaviest."""
    asked = assessed.questionnaire.question
    names = [item.question for item in assessed.plan.to_verify]
    return sorted(names, key=lambda name: (not asked[name].core, -asked[name].weight))


def _marked(assessed: AssessedVisit) -> list[str]:
    """Return what the adviser marked « à vérifier » during the visit, in the order it is asked."""
    answers = assessed.matched.answers
    return [q.id for q in assessed.questionnaire.questions if q.id in answers and answers[q.id].to_check]


def _caption(unknown: int) -> str:
    if not unknown:
        return "Ce que la visite a marqué « à vérifier » : cela ne change aucun score."
    told = count(unknown, "réponse manque", "réponses manquent")
    return (
        f"{sentence(told)}, et {'compte' if unknown < 2 else 'comptent'} zéro tant qu’on ne sait pas. "
        "Savoir n’est pas progresser : le rapport le dira à part."
    )


def _row(assessed: AssessedVisit, name: str, reminder: bool) -> VerifyRow:
    question = assessed.questionnaire.question[name]
    return VerifyRow(
        subject=question.title,
        ask=ask_told(assessed, question),
        change=_change(assessed, question),
        reminder=reminder,
    )


def _change(assessed: AssessedVisit, question: Question) -> str:
    """Return how high its axis may be once it is known, and the action that waits for it."""
    if assessed.lines[question.id].status not in (Status.UNKNOWN, Status.MISSING):
        return "déjà répondu : à confirmer"
    return " ; ".join(filter(None, [_axis(assessed, question), _waiting(assessed, question.id)]))


def _axis(assessed: AssessedVisit, question: Question) -> str:
    axis = assessed.questionnaire.dimension_of[question.id]
    result, title = assessed.assessment.dimensions[axis.id], axis.short or axis.title
    if not isinstance(result, Score):
        return f"{title}, à établir"
    if result.high_whole == result.whole:
        return f"{title}, {result.whole}"
    return f"{title}, de {result.whole} à {result.high_whole} au plus"


def _waiting(assessed: AssessedVisit, name: str) -> str:
    """Return the actions of the year that are verified before they begin."""
    waiting = [
        one for one in assessed.year.lines if one.line and any(name in v.questions for v in one.line.verify_before)
    ]
    return actions_told(waiting) if waiting else ""


def _rest(number: int) -> str:
    if number < 1:
        return ""
    return f"{count(number, 'autre', 'autres')} dans le dossier du conseiller."
