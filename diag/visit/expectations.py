"""Cases: answers and what an adviser expects of them, written beside the questionnaire."""

import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from diag.questionnaire.located_yaml import Source, read_source
from diag.questionnaire.mistakes import Mistake, Refusal
from diag.questionnaire.questionnaire_model import (
    Days,
    Flag,
    Identifier,
    Level,
    Model,
    MultipleQuestion,
    NumberQuestion,
    Pin,
    Prose,
    Question,
    QuestionId,
    Questionnaire,
)
from diag.questionnaire.validation import validate
from diag.visit.visit_model import Answer, Occasion, Structure, Visit

WORDS = ("unknown", "missing", "not_applicable")


def _answer(value: Any) -> Any:
    """Accept `2`, `[a, b]`, `unknown`, `missing` or `not_applicable` for a whole answer."""
    if isinstance(value, dict):
        return value
    if value in WORDS:
        reason = "cas de test" if value == "not_applicable" else None
        return {"status": value, "reason": reason}
    return {"value": value}


class Expected(Model):
    """What the case expects; what is absent is not checked."""

    level: Level | Literal["none"] | None = Field(None, description="Niveau de l’ensemble, ou none sans score global")
    levels: dict[Identifier, Level | Literal["none"]] = Field({}, description="Niveau de chaque axe, ou none")
    blockers: list[str] | None = Field(None, description="Ce qui bloque l’ensemble, dans l’ordre")
    priorities: list[Identifier] = Field(
        [], description="Actions présentes parmi les six premières, dans un ordre quelconque"
    )
    first_twelve: list[Identifier] = Field([], description="Actions présentes parmi les douze premières")
    actions: list[Identifier] = Field([], description="Actions présentes dans le plan")
    no_actions: list[Identifier] = Field([], description="Actions absentes du plan")
    print_by: int | None = Field(None, ge=1, description="Place à laquelle une action de PRINT est là, au plus tard")
    priority_days: Days | None = Field(None, description="Jours-personnes des six premières actions, au plus")
    ai_at_most: int | None = Field(
        None, ge=0, description="Actions d’un axe qui ne verrouille pas, parmi les six, au plus"
    )
    funding: list[Identifier] = Field([], description="Financements montrés à cette structure")
    no_funding: list[Identifier] = Field([], description="Financements qu’elle ne voit pas")


class Case(Model):
    """One situation and what it should give."""

    title: Prose
    realistic: Flag = Field(False, description="Situation plausible : son plan doit être de ceux que l’on signe")
    form: Literal["full", "express"] = "full"
    profile: dict[Identifier, str | list[str]] = {}
    fill: Literal["lowest", "highest", "unknown", "missing"] = Field(
        "missing", description="Réponse aux questions que « answers » ne cite pas"
    )
    answers: dict[QuestionId, Annotated[Answer, BeforeValidator(_answer)]] = {}
    expected: Expected


def read_cases(folder: Path) -> list[tuple[Case, Source]]:
    """Read every case of a questionnaire folder, sorted by name.

    Raises:
        Refusal: with every mistake of every case.
    """
    cases: list[tuple[Case, Source]] = []
    mistakes: list[Mistake] = []
    for path in sorted((folder / "cases").glob("*.yaml")):
        try:
            source = read_source(path)
        except Refusal as refusal:
            mistakes.extend(refusal.mistakes)
            continue
        case, found = validate(Case, source)
        mistakes.extend(found)
        if case is not None:
            cases.append((case, source))
    if mistakes:
        raise Refusal(mistakes)
    return cases


def visit_of(case: Case, questionnaire: Questionnaire) -> Visit:
    """Return the visit that a case stands for."""
    header = questionnaire.header
    filled = {q.id: _filled(q, case.fill) for q in questionnaire.questions}
    answers = {name: answer for name, answer in filled.items() if answer is not None}
    scales = {q.id: q.scale for q in questionnaire.questions}  # a case is written for today's scale
    given = {name: answer.model_copy(update={"scale": scales.get(name, 1)}) for name, answer in case.answers.items()}
    return Visit(
        questionnaire=Pin(id=header.id, version=header.version, hash=questionnaire.hash),
        structure=Structure(name=case.title, profile=case.profile),
        visit=Occasion(date=datetime.date(2000, 1, 1), form=case.form),
        answers=answers | given,
    )


def _filled(question: Question, fill: str) -> Answer | None:
    if fill == "missing":
        return None
    if fill == "unknown":
        return Answer(status="unknown", scale=question.scale)
    high = fill == "highest"
    value: str | list[str]
    if isinstance(question, NumberQuestion):
        value = str(question.table[-1 if high else 0].from_)
    elif isinstance(question, MultipleQuestion):
        value = [c.id for c in question.choices if c.exclusive != high]
    else:
        value = str(question.choices[-1 if high else 0].level)
    return Answer(value=value, scale=question.scale)
