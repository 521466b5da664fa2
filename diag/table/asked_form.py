"""Which form an export holds: the core, every question, or a part of them (M2)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from diag.questionnaire.conditions import Condition, references
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.scoring.form import Form, form_of, lacking
from diag.scoring.rubric import Status
from diag.table.encode import Reader
from diag.table.ingest import Part


@dataclass(frozen=True)
class AskedForm:
    """The form of one export.

    Attributes:
        form: its name.
        asked: questions of the form; every other one is hidden.
        lacking: of a `partielle` form, the questions it lacks, in the order asked.
        declared: those who ran the survey said it.

    """

    form: Form
    asked: frozenset[str]
    lacking: tuple[str, ...] = ()
    declared: bool = False


def declared_form(questionnaire: Questionnaire, form: Form) -> AskedForm:
    """Return the form that those who ran the survey say it was: all its questions were asked."""
    asked = [q.id for q in questionnaire.questions if q.core or form != "express"]
    return AskedForm(form, frozenset(asked), declared=True)


def form_of_columns(
    questionnaire: Questionnaire, told: Collection[str], hidden: Collection[str] = ()
) -> AskedForm:
    """Return the form that the columns of an export make.

    Args:
        questionnaire: what may be asked.
        told: questions that have a column.
        hidden: questions without one that the profile hides from everybody: they count as asked.

    """
    return AskedForm(
        form_of(questionnaire, told, hidden),
        frozenset(told) | frozenset(hidden),
        lacking(questionnaire, told, hidden),
    )


def hidden_from_all(
    questionnaire: Questionnaire, reader: Reader, parts: Sequence[Path]
) -> frozenset[str]:
    """Return the questions without a column that a condition hides from each row of an export.

    Args:
        questionnaire: what may be asked.
        reader: of the export, every question being asked.
        parts: of the export.

    """
    told = reader.binding.questions
    left = [
        i
        for i, q in enumerate(questionnaire.questions)
        if q.when and q.id not in told and _readable(q.when, told)
    ]
    if not left:
        return frozenset()
    hidden = np.ones(len(left), dtype=bool)
    for path in parts:
        part = Part(path)
        status = reader.encode(part.coded(), len(part.lines)).status
        hidden &= (status[:, left] == Status.HIDDEN).all(axis=0)
    names = [questionnaire.questions[i].id for i in left]
    return frozenset(name for name, never in zip(names, hidden, strict=True) if never)


def _readable(condition: Condition, told: Collection[str]) -> bool:
    """Tell whether every answer that a condition reads has a column."""
    return all(kind == "profile" or name in told for kind, name, *_ in references(condition))
