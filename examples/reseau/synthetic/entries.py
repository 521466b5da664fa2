"""Profile fields and questions as a survey tool sees them: questions of three kinds, nothing more."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from diag.questionnaire.questionnaire_model import ProfileField, Question
from diag.scoring.rubric import Status

from .draws import Ints
from .network import Network

PROFILE = "profil"
UNKNOWN, NOT_APPLICABLE = "NSP", "NC"


@dataclass(frozen=True)
class Choice:
    """One proposed answer: its code, what people read, and a shorter name that is also admitted."""

    code: str
    label: str
    short: str


@dataclass(frozen=True, eq=False)
class Entry:
    """One question of the survey and its n answers.

    Attributes:
        id: of the field or of the question.
        group: page of the survey.
        title, text, help: as the questionnaire words them; `help` may be empty.
        kind: single, multiple or number.
        choices: proposed answers.
        extras: further boxes of a multiple question, « NSP » and « NC ».
        given: (n,) rank of the choice, or tenths; (n, choices) ticks.
        status: (n,) `Status` of each answer.
    """

    id: str
    group: str
    title: str
    text: str
    help: str
    kind: str
    choices: tuple[Choice, ...]
    extras: tuple[str, ...]
    given: Ints
    status: Ints


def entries(network: Network) -> Iterator[Entry]:
    """Yield the profile then the questions, in the order they are asked."""
    for field in network.questionnaire.profile:
        if field.id in network.profile:
            yield _field(field, network.profile[field.id])
    groups = dict(
        zip((d.id for d in network.questionnaire.dimensions), network.questionnaire.header.dimensions, strict=True)
    )
    for rank, question in enumerate(network.questionnaire.questions):
        group = groups[network.questionnaire.dimension_of[question.id].id]
        yield _question(question, group, network.given[question.id], network.status[:, rank])


def _field(field: ProfileField, column: Ints) -> Entry:
    number = field.kind == "number"
    blank = ~column.any(axis=1) if field.kind == "choices" else column < 0
    return Entry(
        id=field.id,
        group=PROFILE,
        title=field.title,
        text=field.text,
        help=field.help or "",
        kind={"choice": "single", "choices": "multiple"}.get(field.kind, field.kind),
        choices=tuple(Choice(o.id, o.label, [*o.accepts, o.label][0]) for o in field.options),
        extras=(),
        given=column * 10 if number else column,
        status=np.where(blank, Status.MISSING, Status.ANSWERED),
    )


def _question(question: Question, group: str, given: Ints, status: Ints) -> Entry:
    choices: tuple[Choice, ...] = ()
    if question.kind == "single":
        choices = tuple(Choice(str(c.level), c.label, str(c.level)) for c in question.choices)
    elif question.kind == "multiple":
        choices = tuple(Choice(c.id, c.label, c.label) for c in question.choices)
    extras = (UNKNOWN, NOT_APPLICABLE) if question.not_applicable else (UNKNOWN,)
    return Entry(
        id=question.id,
        group=group,
        title=question.title,
        text=question.text,
        help=question.help or "",
        kind=question.kind,
        choices=choices,
        extras=extras if question.kind == "multiple" else (),
        given=given,
        status=status,
    )
