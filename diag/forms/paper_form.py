"""The form on paper: to print, to fill by hand, then to type in the order of the interview.

Two columns, in the order of the screens; what the profile of a visit hides is left out, else the condition is told.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from diag.forms.form_order import LONG, FormOrder, Moment
from diag.forms.form_page import page
from diag.interview.path import VISIT_STEPS
from diag.questionnaire.outline import asked_if
from diag.questionnaire.questionnaire_model import MultipleQuestion, NumberQuestion, ProfileField, Question, may_hold


@dataclass(frozen=True)
class PaperItem:
    """One thing that is asked.

    Attributes:
        number: rank and code of a question; empty for the rest.
        text, help, only_if: what is asked, and when.
        boxes: what may be ticked, with the digit that the interview takes for a level.
        several: whether more than one may be.
        line: what stands after a line to write on; empty where nothing is written.
        written: what is known already.
        not_applicable: when « non concerné » is right; empty where it never is.
        note: whether a line is left for a note.
    """

    number: str
    text: str
    help: str
    only_if: str
    boxes: tuple[tuple[str, str], ...]
    several: bool
    line: str
    written: str
    not_applicable: str
    note: bool


def form(order: FormOrder) -> bytes:
    """Return the page to print."""
    questionnaire = order.questionnaire
    documents = questionnaire.documents
    sections = [("La structure", [*_steps(order), *_fields(order, "first")])]
    number = 0
    for dimension, questions in order.dimensions:
        sections.append(
            (dimension.title, [_question(order, q, number + rank) for rank, q in enumerate(questions, 1)])
        )
        number += len(questions)
    if last := [*_fields(order, "last")]:
        sections.append(("Pour finir", last))
    return page(
        "paper",
        title=questionnaire.header.title,
        structure=order.name,
        express=order.express,
        count=number,
        documents=[one.title for one in documents.documents] if documents else [],
        documents_note=documents.note if documents else "",
        sections=sections,
        source=questionnaire.header.source,
        version=f"Questionnaire « {questionnaire.header.id} » version {questionnaire.header.version}.",
    )


def _steps(order: FormOrder) -> Iterator[PaperItem]:
    for name, step in VISIT_STEPS.items():
        labels = tuple(("", label) for _, label in step.options)
        written, line = (order.name, "name") if name == "name" else ("", "")
        yield PaperItem("", step.text, "", "", labels, name == "respondents", line, written, "", note=False)


def _fields(order: FormOrder, asked: Moment) -> Iterator[PaperItem]:
    yield from (_field(order, field) for field in order.fields_asked(asked))


def _field(order: FormOrder, field: ProfileField) -> PaperItem:
    known = order.profile.get(field.id)
    chosen = known if isinstance(known, list | tuple) else [str(known)]
    labels = {one.id: one.label for one in field.options}
    written = "" if known is None else " ; ".join(labels.get(one, one) for one in chosen)
    listed = labels.values() if len(labels) <= LONG and known is None else ()
    doubtful = field.when and known is None and _doubtful(order, field)
    only_if = asked_if(field.when, order.questionnaire) if field.when and doubtful else ""
    boxes = tuple(("", label) for label in listed)
    line, several = "" if boxes else "text", field.kind == "choices"
    return PaperItem("", field.text, field.help or "", only_if, boxes, several, line, written, "", note=False)


def _doubtful(order: FormOrder, asked: ProfileField | Question) -> bool:
    return may_hold(asked.when, order.profile, wanted=False)


def _question(order: FormOrder, question: Question, number: int) -> PaperItem:
    boxes: tuple[tuple[str, str], ...] = ()
    line = ""
    if isinstance(question, NumberQuestion):
        line = f"{question.unit} (de {question.minimum} à {question.maximum})"
    elif isinstance(question, MultipleQuestion):
        boxes = tuple(("", one.label) for one in question.choices)
    else:
        boxes = tuple((str(one.level), one.label) for one in question.choices)
    return PaperItem(
        number=f"{number}. {question.id}",
        text=question.text,
        help=question.help or "",
        only_if=asked_if(question.when, order.questionnaire) if question.when and _doubtful(order, question) else "",
        boxes=boxes,
        several=isinstance(question, MultipleQuestion),
        line=line,
        written="",
        not_applicable=question.not_applicable or "",
        note=True,
    )
