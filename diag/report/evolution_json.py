"""The JSON of an evolution: its figures for scripts, and beside them what its page prints (M12).

What was declined is in the file of the adviser alone. `report_templates/evolution.schema.json` is
generated from these models.
"""

import datetime
import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from diag.followup.compared_visits import ActionSince, Compared, Result, VisitSide, results_on_base
from diag.french import round_tenths
from diag.report.document import Document, Entry, Foot, Head, Lead
from diag.report.evolution_view import Evolution
from diag.report.json_report import LevelNumber, Points
from diag.safe_text import plain_data
from diag.scoring import METHOD
from diag.scoring.assessment import NotScored
from diag.scoring.detectable_change import Change, NotComparable, Verdict
from diag.scoring.rubric import Form
from diag.version import __version__
from diag.visit.visit_model import Became, Choice


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SideJson(_Model):
    """A score of one visit, on all that it was asked; null where it is not given."""

    score: Points | None
    level: LevelNumber | None
    level_high: LevelNumber | None = Field(description="Level at the high end (M10)")


class ChangeJson(_Model):
    """A dimension, or the whole, at both visits; null figures where it is not comparable (M12)."""

    comparable: bool
    first: Points | None = Field(description="Score of the first visit on the common questions")
    second: Points | None
    first_level: LevelNumber | None = Field(description="Level of the first visit on them (M10)")
    second_level: LevelNumber | None
    sem: float | None = Field(description="Standard error of measurement, points, 4 decimals")
    verdict: Verdict | None = Field(description="clear: 1.96 sqrt2 SEM; probable: sqrt2 SEM")
    questions: int | None = Field(description="Number of the common questions")
    rises_to_probable: int | None = Field(
        description="Answers that must rise by one level to be probable or clear 8 times in 10; null "
        "where they are more than the common questions"
    )
    rises_to_clear: int | None = Field(description="The same, to be clear")
    shares: tuple[float | None, float | None] | None = Field(
        description="Share of each visit that the common questions weigh, %, where it is too small"
    )
    own: tuple[SideJson, SideJson] = Field(description="Each visit by itself")


class MovedJson(_Model):
    """One answer at both visits, as levels."""

    question: str
    first: LevelNumber
    second: LevelNumber


class ActionJson(_Model):
    """An action that the first visit decided, and the answers at which it aimed."""

    id: str
    own: bool = Field(description="Added by the structure")
    title: str
    choice: Choice
    owner: str | None
    due: datetime.date | None
    became: Became | None = Field(description="Null as long as nobody said it")
    why: str | None = Field(description="Why it was given up is in the file of the adviser alone")
    answers: list[MovedJson] = Field(description="Where both visits answer, moved or not")


class ConditionJson(_Model):
    """A lasting condition: statements held then and now, of so many that count (M21)."""

    id: str
    held: tuple[int, int]
    counted: tuple[int, int]


class VisitJson(_Model):
    """One of the visits."""

    date: datetime.date
    form: Form
    version: str = Field(description="Of the questionnaire that it was answered with")
    provisional: bool


class ComparisonJson(_Model):
    """Two of the visits."""

    first: VisitJson
    second: VisitJson
    dimensions: dict[str, ChangeJson]
    overall: ChangeJson
    changed: list[MovedJson]
    better_known: list[str] = Field(description="Questions that were not known, and now are")
    less_known: list[str]
    not_compared: list[str] = Field(description="Other questions that one visit alone answers")
    actions: list[ActionJson]
    conditions: list[ConditionJson]
    not_like: list[str] = Field(description="Why figures are not set side by side, in French")
    remarks: list[str] = Field(description="What else is to be known first, in French")


class PageJson(_Model):
    """What the page prints, in words."""

    title: str
    running: str
    head: Head
    contents: tuple[Entry, ...]
    sections: tuple[Lead | Evolution, ...]
    foot: Foot


class EvolutionJson(_Model):
    """Some visits of one structure, each compared with the one before, then the last with the first."""

    format: Literal[1] = 1
    reader: Literal["direction", "conseiller"]
    method: int = Field(METHOD, description="Rules M1 to M25 of docs/method.md")
    diag: str = Field(description="Version of the tool")
    questionnaire: str
    version: str = Field(description="Content that all the visits are read with")
    hash: str
    structure: str
    comparisons: list[ComparisonJson]
    document: PageJson
    mark: str = Field(description="Tells of which visits this file is, and whether it was edited")


def render_evolution_schema() -> str:
    """Return the JSON Schema of an evolution."""
    schema = EvolutionJson.model_json_schema(mode="serialization")
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def render_evolution_json(
    compared: Sequence[Compared], document: Document, reader: Literal["direction", "conseiller"]
) -> str:
    """Return the figures of some visits compared, and what their page prints."""
    questionnaire, last = compared[-1].questionnaire, compared[-1].second.visit
    told = EvolutionJson(
        reader=reader,
        diag=__version__,
        questionnaire=questionnaire.header.id,
        version=questionnaire.header.version,
        hash=questionnaire.hash,
        structure=last.structure.name,
        comparisons=[_comparison(one, reader == "conseiller") for one in compared],
        document=PageJson(
            title=document.title,
            running=document.running,
            head=document.head,
            contents=document.contents,
            sections=tuple(x for x in document.sections if isinstance(x, Lead | Evolution)),
            foot=document.foot,
        ),
        mark=document.mark,
    )
    return json.dumps(plain_data(told.model_dump(mode="json")), ensure_ascii=False, indent=2) + "\n"


def _comparison(compared: Compared, whole: bool) -> ComparisonJson:
    evolution = compared.evolution
    first, second = compared.first.assessment, compared.second.assessment
    (first_base, first_whole), (second_base, second_whole) = results_on_base(compared)
    kept = [a for a in compared.actions if whole or a.decided.choice != "decline"]
    return ComparisonJson(
        first=_visit(compared.first),
        second=_visit(compared.second),
        dimensions={
            name: _change(
                change, (first_base[name], second_base[name]), (first.dimensions[name], second.dimensions[name])
            )
            for name, change in evolution.dimensions.items()
        },
        overall=_change(evolution.overall, (first_whole, second_whole), (first.overall, second.overall)),
        changed=[MovedJson(**vars(moved)) for moved in evolution.changed],
        better_known=list(evolution.better_known),
        less_known=list(evolution.less_known),
        not_compared=list(evolution.not_compared),
        actions=[_action(action, whole) for action in kept],
        conditions=[
            ConditionJson(
                id=both.second.condition.id,
                held=(both.first.held, both.second.held),
                counted=(both.first.counted, both.second.counted),
            )
            for both in compared.conditions
        ],
        not_like=list(compared.not_like),
        remarks=list(compared.remarks),
    )


def _visit(side: VisitSide) -> VisitJson:
    return VisitJson(
        date=side.visit.visit.date,
        form=side.assessment.form,
        version=side.visit.questionnaire.version,
        provisional=side.assessment.provisional,
    )


def _change(
    change: Change | NotComparable | None, base: tuple[Result, Result], own: tuple[Result, Result]
) -> ChangeJson:
    found = change if isinstance(change, Change) else None
    return ChangeJson(
        comparable=found is not None,
        first=found and float(round_tenths(found.first)),
        second=found and float(round_tenths(found.second)),
        first_level=found and _level(base[0]),
        second_level=found and _level(base[1]),
        sem=found and round(found.error, 4),
        verdict=found and found.verdict,
        questions=found and found.size,
        rises_to_probable=found and found.rises_to_probable,
        rises_to_clear=found and found.rises_to_clear,
        shares=(_percent(change.first), _percent(change.second)) if isinstance(change, NotComparable) else None,
        own=(_side(own[0]), _side(own[1])),
    )


def _percent(share: Fraction | None) -> float | None:
    return None if share is None else float(round_tenths(100 * share))


def _level(result: Result) -> int | None:
    return None if isinstance(result, NotScored) else result.level.value


def _side(result: Result) -> SideJson:
    if isinstance(result, NotScored):
        return SideJson(score=None, level=None, level_high=None)
    level = result.level
    return SideJson(score=float(result.value), level=level.value, level_high=level.high)


def _action(action: ActionSince, whole: bool) -> ActionJson:
    past = action.decided
    return ActionJson(
        id=past.id,
        own=past.own,
        title=action.title,
        choice=past.choice,
        owner=past.owner,
        due=past.due,
        became=past.became,
        why=past.why if whole or past.became != "dropped" else None,
        answers=[MovedJson(**vars(moved)) for moved in action.answers],
    )
