"""The JSON report: the public contract for scripts.

Every figure can be recomputed from this file alone with the rules of the method; private notes
never enter it. `report_templates/report.schema.json` is generated from these models.
"""

import datetime
import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from diag.questionnaire.questionnaire_model import PlanningRules, ScoringRules

FORMAT = 1
Points = Annotated[float, Field(ge=0, le=100)]
LevelNumber = Annotated[int, Field(ge=0, le=4)]
StatusName = Literal["answered", "unknown", "not_applicable", "missing", "hidden"]
ReasonName = Literal["nothing_asked", "coverage", "not_applicable", "dimension"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class QuestionnaireJson(_Model):
    """The questionnaire in use, with the parameters of the method."""

    id: str
    version: str
    hash: str
    title: str
    scoring: ScoringRules
    planning: PlanningRules


class StructureJson(_Model):
    """The structure as the visit describes it."""

    name: str
    profile: dict[str, Any]


class PositionJson(_Model):
    """Where a score stands in the group of comparison (M15); never a rank."""

    parts: Literal[0, 2, 4, 10] = Field(description="Parts of the group; 0 without a position")
    low: int | None = Field(None, description="First part that the halo touches, 1 the lowest")
    high: int | None = Field(None, description="Last part that the halo touches")
    where: str = Field(description="The same in French, or why there is no position")
    median: int | None = None
    q1: int | None = None
    q3: int | None = None
    deciles: list[int] | None = None


class ScoreJson(_Model):
    """A score 0-100 with its halo and level, or the `reason` why there is none (M3-M10)."""

    score: Points | None = None
    low: Points | None = None
    high: Points | None = None
    level: LevelNumber | None = None
    level_low: LevelNumber | None = None
    level_high: LevelNumber | None = None
    raw_level: LevelNumber | None = None
    coverage: Points | None = None
    to_confirm: bool = False
    blockers: list[str] = Field([], description="Ids of questions, then of dimensions (M10)")
    reason: ReasonName | None = None
    position: PositionJson | None = Field(
        None, description="Null without a regional release, or if it does not compare"
    )


class DimensionJson(ScoreJson):
    """The score of one dimension and its weight in the whole."""

    title: str
    weight: int


class RobustnessJson(_Model):
    """Ends of the global score when the weights of the dimensions vary (M11)."""

    low: Points
    high: Points
    robust: bool


class ScoresJson(_Model):
    """Every score of the visit; `global` is absent of no report, even where it has no score."""

    global_: ScoreJson = Field(alias="global")
    dimensions: dict[str, DimensionJson]
    balance: float | None = Field(description="M7, to 4 decimals")
    robustness: RobustnessJson | None


class AnswerJson(_Model):
    """One question of the questionnaire and how it counts (M1-M3)."""

    question: str
    dimension: str
    weight: int
    core: bool
    not_applicable_allowed: bool
    status: StatusName
    value: LevelNumber | None = Field(description="Level 0-4, null unless answered")
    points: Points | None = Field(description="25 x value; 0 when unknown; null when not counted")
    contribution: float | None = Field(description="Points brought to the dimension, 4 decimals")
    given: int | float | list[str] | None = Field(
        description="What was given: a level, a number or ticked ids; null unless answered"
    )
    answer: str = Field(description="What was answered, in French")
    reason: str | None = None
    note: str | None = Field(None, description="Shared note")
    evidence: str | None = None


class TargetJson(_Model):
    """A level that an action brings a question to."""

    question: str
    level: LevelNumber


class TriggerJson(_Model):
    """An answer that calls for the action: below the target level."""

    question: str
    status: StatusName
    value: LevelNumber | None
    target: LevelNumber


class PartJson(_Model):
    """Person-days of an action in one quarter."""

    quarter: int
    days: float


class DecisionJson(_Model):
    """What the structure decided about one action."""

    owner: str | None
    due: datetime.date | None
    note: str | None


class ActionJson(_Model):
    """One action at its rank (M20-M24)."""

    id: str
    title: str
    rank: int
    gain: float = Field(description="Points of the global score at this rank, 4 decimals")
    effort: float = Field(description="Person-days")
    family: Literal["quick", "project", "complement", "later"]
    origin: Literal["print", "public", "tool"]
    needs: list[str]
    targets: list[TargetJson]
    lifts: list[str] = Field(description="Blockers lifted: ids of questions or dimensions")
    reasons: list[TriggerJson]
    findings: list[str]
    funding: list[str] = Field(description="Ids of possible funding channels")
    quarter: int | None = Field(description="First quarter, null beyond the schedule")
    parts: list[PartJson]
    priority: bool
    decision: DecisionJson | None


class QuarterJson(_Model):
    """State expected at the end of a quarter (M23)."""

    quarter: int
    days: float
    actions: list[str]
    score: Points | None
    level: LevelNumber | None
    dimensions: dict[str, Points | None]


class ToVerifyJson(_Model):
    """A question to clear up first, and the actions that may follow."""

    question: str
    status: Literal["unknown", "missing"]
    actions: list[str]


class GroupJson(_Model):
    """The group of comparison; an empty id is not crossed (M14)."""

    region: str
    departement: str
    type: str
    taille: str
    name: str = Field(description="In French")
    size: str = Field(description="Size class, `20-49`")


class RepereJson(_Model):
    """The regional release that was given, and what was made of it (M14-M18)."""

    date: datetime.date
    source: str
    questionnaire: str
    version: str
    hash: str
    first_month: str
    last_month: str
    synthetic: bool = Field(description="Demonstration data: no real structure")
    group: GroupJson | None = Field(description="Null when no group may be published")
    fallback: str = Field(description="Why nearer groups were left out, in French")
    refusal: str = Field(description="Why the scores do not compare, in French")
    differences: list[str]


class ReportJson(_Model):
    """One report."""

    format: Literal[1] = 1
    diag: str = Field(description="Version of the tool")
    date: datetime.date
    form: Literal["full", "express"] = Field(description="express: core questions only")
    illustrative: str | None = Field(description="Wording of a fictitious case, else null")
    questionnaire: QuestionnaireJson
    structure: StructureJson
    scores: ScoresJson
    answers: list[AnswerJson]
    actions: list[ActionJson]
    capacity: float = Field(description="Person-days a quarter")
    schedule: list[QuarterJson]
    to_verify: list[ToVerifyJson]
    repere: RepereJson | None = Field(description="Null when no regional release was given")
    differences: list[str]


def render_schema() -> str:
    """Return the JSON Schema of the report."""
    schema = ReportJson.model_json_schema(by_alias=True, mode="serialization")
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
