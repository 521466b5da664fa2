"""Where too little is known: what to ask, to whom, with what at hand; no plan (`a-etablir`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from diag.french import count, cut_at_word, inside, sentence
from diag.questionnaire.questionnaire_model import Question
from diag.report.assessed_visit import LACKING, AssessedVisit
from diag.report.document import Lead, Part, Reader, Section

_MOST_QUESTIONS = 16  # that one page holds
_MOST_SIGNS = 90  # of a question that has no short fact
_MOST_DOCUMENTS, _MOST_TITLE = 2, 72  # beside one person, and signs of each
_NOBODY = "À savoir"


@dataclass(frozen=True)
class AskedRow(Part):
    """One person, by function: what to ask, and what to have at hand."""

    whom: str
    questions: tuple[str, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True)
class ToEstablish(Section):
    """The core questions that are not known, by person to ask."""

    name: ClassVar[str] = "to_establish"

    caption: str
    rows: tuple[AskedRow, ...]
    monday: str
    plan: str  # why there is none


def to_establish_lead(assessed: AssessedVisit, reader: Reader) -> Lead | None:
    """Return the sentence that opens the page: no level is told."""
    rows = len(_rows(assessed))
    told = _NUMBER.get(rows, "")
    talk = f"{told} pour établir l’essentiel." if told else ""
    few = "Trop peu de réponses pour dire un niveau."
    return Lead("", " ".join(filter(None, [few, talk])), "", long=False)


_NUMBER = {
    1: "Une conversation suffit",
    2: "Deux conversations suffisent",
    3: "Trois conversations suffisent",
    4: "Quatre conversations suffisent",
}


def to_establish_part(assessed: AssessedVisit, reader: Reader) -> ToEstablish | None:
    """Return what to ask, to whom: core questions, else all that are not known."""
    rows = _rows(assessed)
    return ToEstablish(
        heading=_heading(assessed),
        caption=_caption(assessed),
        rows=rows,
        monday=_MONDAY if rows else _FEW_CONCERN,
        plan="Un plan d’action serait bâti sur du sable : il viendra avec les réponses.",
    )


_MONDAY = (
    "fixer une date avec chacune de ces personnes. Puis reprendre la visite où elle s’est arrêtée : rien n’est perdu."
)
_FEW_CONCERN = "relire ensemble ce qui a été dit « non concerné » : ces questions parlent trop peu de la structure."


def _heading(assessed: AssessedVisit) -> str:
    number = len(_lacking(assessed))
    if not number:
        return "Ce qui reste à établir"
    sort = "question du socle" if _core(assessed) else "question"
    plural = "questions du socle" if _core(assessed) else "questions"
    return f"{count(number, sort, plural)} à poser, et à qui"


def _caption(assessed: AssessedVisit) -> str:
    others = len(_unknown(assessed)) - len(_shown(assessed))
    if not others:
        return ""
    verb = "peut" if others == 1 else "peuvent"
    return f"{count(others, 'autre question', 'autres questions')} {verb} attendre."


def _unknown(assessed: AssessedVisit) -> list[Question]:
    """Return what is asked and not known, in the order it is asked."""
    return [x.question for x in assessed.assessment.answers if x.status in LACKING]


def _core(assessed: AssessedVisit) -> list[Question]:
    return [question for question in _unknown(assessed) if question.core]


def _lacking(assessed: AssessedVisit) -> list[Question]:
    return _core(assessed) or _unknown(assessed)


def _shown(assessed: AssessedVisit) -> list[Question]:
    return _lacking(assessed)[:_MOST_QUESTIONS]


def _rows(assessed: AssessedVisit) -> tuple[AskedRow, ...]:
    """Return what to ask by person, in the order of the questionnaire, then what names nobody."""
    people = {asked.id: asked.title for asked in assessed.questionnaire.header.asked}
    shown = _shown(assessed)
    groups = [(title, [q for q in shown if q.ask == name]) for name, title in people.items()]
    groups.append((_NOBODY, [q for q in shown if (q.ask or "") not in people]))
    return tuple([_row(assessed, title, found) for title, found in groups if found])


def _row(assessed: AssessedVisit, whom: str, questions: Sequence[Question]) -> AskedRow:
    return AskedRow(
        whom=whom,
        questions=tuple([sentence(q.fact or cut_at_word(q.text, _MOST_SIGNS)) for q in questions]),
        documents=_documents(assessed, questions),
    )


def _documents(assessed: AssessedVisit, questions: Sequence[Question]) -> tuple[str, ...]:
    """Return what to have at hand: the documents that answer most of these questions first."""
    held, asked = assessed.questionnaire.documents, {q.id for q in questions}
    useful = [d for d in (held.documents if held else []) if asked & set(d.questions)]
    useful.sort(key=lambda document: -len(asked & set(document.questions)))
    kept = useful[: min(_MOST_DOCUMENTS, len(questions))]
    titles = [cut_at_word(document.title, _MOST_TITLE) for document in kept]
    return tuple([inside(title) if rank else title for rank, title in enumerate(titles)])
