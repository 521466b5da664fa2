"""The JSON report: the public contract for scripts, its models and how it is filled.

Every figure can be recomputed from this file alone with the rules of the method; private notes
never enter it. `report_templates/report.schema.json` is generated from these models.
"""

import datetime
import json
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from diag import __version__
from diag.benchmark.release import OVERALL
from diag.plan.plan import PlanLine
from diag.questionnaire.questionnaire_model import PlanningRules, ScoringRules
from diag.report.assessed_visit import AssessedVisit
from diag.report.position_view import Standing, position_of
from diag.report.score_view import answer_text
from diag.safe_text import plain_data
from diag.scoring.assessment import AnswerLine, NotScored, Score
from diag.scoring.rubric import Status

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


class TakenJson(DecisionJson):
    """A decision taken on one action, kept in the plan or not."""

    action: str
    title: str
    choice: Literal["keep", "decline", "done"]
    follows: bool = Field(description="True: falls with a declined action that it supposes")


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
    decisions: list[TakenJson] = Field(description="Every decision taken on an action")
    to_verify: list[ToVerifyJson]
    repere: RepereJson | None = Field(description="Null when no regional release was given")
    differences: list[str]
    mark: str = Field(description="Tells of which visit this file is, and whether it was edited")


def render_schema() -> str:
    """Return the JSON Schema of the report."""
    schema = ReportJson.model_json_schema(by_alias=True, mode="serialization")
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def render_json(assessed: AssessedVisit) -> str:
    """Return the JSON report of one visit."""
    data = plain_data(report(assessed).model_dump(mode="json", by_alias=True))
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def report(assessed: AssessedVisit) -> ReportJson:
    """Return the contract filled for one visit."""
    header, assessment = assessed.questionnaire.header, assessed.assessment
    robustness, standing = assessment.robustness, position_of(assessed)
    return ReportJson(
        diag=__version__,
        date=assessed.date,
        form=assessed.visit.visit.form,
        illustrative=assessed.visit.illustrative,
        questionnaire=QuestionnaireJson(
            id=header.id,
            version=header.version,
            hash=assessed.questionnaire.hash,
            title=header.title,
            scoring=header.scoring,
            planning=header.planning,
        ),
        structure=StructureJson(
            name=assessed.visit.structure.name, profile=dict(assessed.matched.profile)
        ),
        scores=ScoresJson(
            **{
                "global": ScoreJson(
                    **_score(assessment.overall), position=position_json(standing, OVERALL)
                )
            },
            dimensions={
                d.id: DimensionJson(
                    title=d.title,
                    weight=d.weight,
                    **_score(assessment.dimensions[d.id]),
                    position=position_json(standing, d.id),
                )
                for d in assessed.questionnaire.dimensions
            },
            balance=None if assessment.balance is None else round(assessment.balance, 4),
            robustness=robustness
            and RobustnessJson(
                low=float(robustness[0]), high=float(robustness[1]), robust=robustness[2]
            ),
        ),
        answers=_answers(assessed),
        actions=[_action(assessed, line) for line in assessed.plan.lines],
        capacity=float(assessed.plan.capacity),
        schedule=_schedule(assessed),
        decisions=[
            TakenJson(
                action=action.id,
                title=action.title,
                choice=decision.choice,
                owner=decision.owner,
                due=decision.due,
                note=decision.note,
                follows=follows,
            )
            for action, decision, follows in assessed.decisions
        ],
        to_verify=[
            ToVerifyJson(question=v.question, status=_status(v.status), actions=list(v.actions))
            for v in assessed.plan.to_verify
        ],
        repere=repere_json(standing),
        differences=list(assessed.matched.differences),
        mark=assessed.mark,
    )


def _score(result: Score | NotScored) -> dict[str, Any]:
    if isinstance(result, NotScored):
        coverage = None if result.coverage is None else float(result.coverage)
        return {"reason": result.reason.name.lower(), "coverage": coverage}
    return {
        "score": float(result.value),
        "low": float(result.low),
        "high": float(result.high),
        "level": result.level.value,
        "level_low": result.level.low,
        "level_high": result.level.high,
        "raw_level": result.level.raw,
        "coverage": float(result.coverage),
        "to_confirm": result.to_confirm,
        "blockers": list(result.level.blockers),
    }


def _status(status: Status) -> StatusName:
    return status.name.lower()  # type: ignore[return-value]


def _answers(assessed: AssessedVisit) -> list[AnswerJson]:
    answers = []
    for line in assessed.assessment.answers:
        stored = assessed.matched.answers.get(line.question.id)
        shown = stored if line.status is not Status.HIDDEN else None
        answers.append(
            AnswerJson(
                question=line.question.id,
                dimension=line.dimension.id,
                weight=line.question.weight,
                core=line.question.core,
                not_applicable_allowed=line.question.not_applicable is not None,
                status=_status(line.status),
                value=line.level,
                points=line.points,
                contribution=None
                if line.contribution is None
                else round(float(line.contribution), 4),
                given=_given(assessed, line),
                answer=answer_text(assessed, line),
                reason=shown.reason if shown else None,
                note=shown.note if shown else None,
                evidence=shown.evidence if shown else None,
            )
        )
    return answers


def _action(assessed: AssessedVisit, line: PlanLine) -> ActionJson:
    lines = {x.question.id: x for x in assessed.assessment.answers}
    return ActionJson(
        id=line.action.id,
        title=line.action.title,
        rank=line.rank,
        gain=round(float(line.gain), 4),
        effort=float(line.action.effort),
        family=line.family,
        origin=line.action.origin,
        needs=list(line.action.needs),
        targets=[TargetJson(question=t.question, level=t.level) for t in line.action.targets],
        lifts=list(line.lifts),
        reasons=[
            TriggerJson(
                question=t.question,
                status=_status(lines[t.question].status),
                value=lines[t.question].level,
                target=t.level,
            )
            for t in line.targets
        ],
        findings=list(line.action.findings),
        funding=list(line.action.funding),
        quarter=line.slot.start,
        parts=[PartJson(quarter=q, days=float(d)) for q, d in line.slot.parts],
        priority=line in assessed.plan.priorities,
        decision=_decision(line),
    )


def _decision(line: PlanLine) -> DecisionJson | None:
    decision = line.decision
    if not (decision.owner or decision.due or decision.note):
        return None
    return DecisionJson(owner=decision.owner, due=decision.due, note=decision.note)


def _given(assessed: AssessedVisit, line: AnswerLine) -> int | float | list[str] | None:
    if line.status is not Status.ANSWERED:
        return None
    given = assessed.matched.given[line.question.id]
    if isinstance(given, int):
        return given
    return float(given) if isinstance(given, Decimal) else list(given)


def _schedule(assessed: AssessedVisit) -> list[QuarterJson]:
    names = [d.id for d in assessed.questionnaire.dimensions]
    return [
        QuarterJson(
            quarter=q.number,
            days=float(q.days),
            actions=list(q.actions),
            score=None if q.score is None else float(q.score),
            level=q.level,
            dimensions={
                n: None if v is None else float(v) for n, v in zip(names, q.dimensions, strict=True)
            },
        )
        for q in assessed.plan.quarters
    ]


def position_json(standing: Standing | None, measure: str) -> PositionJson | None:
    """Return where one score stands; None when nothing may be compared."""
    position = standing.positions.get(measure) if standing else None
    if position is None:
        return None
    if position.quantiles is None:
        return PositionJson(parts=0, where=position.where)
    quantiles = position.quantiles
    return PositionJson(
        parts=position.parts,
        low=position.low,
        high=position.high,
        where=position.where,
        median=quantiles.median,
        q1=quantiles.q1,
        q3=quantiles.q3,
        deciles=None if quantiles.deciles is None else list(quantiles.deciles),
    )


def repere_json(standing: Standing | None) -> RepereJson | None:
    """Return what the release is; None when none was given."""
    if standing is None:
        return None
    release, peers = standing.release, standing.peers
    return RepereJson(
        date=datetime.date.fromisoformat(release.date),
        source=release.source,
        questionnaire=release.questionnaire,
        version=release.version,
        hash=release.hash,
        first_month=release.period[0],
        last_month=release.period[1],
        synthetic=release.synthetic,
        group=_group(standing),
        fallback=peers.fallback if peers else "",
        refusal=standing.fit.refusal,
        differences=list(standing.fit.differences),
    )


def _group(standing: Standing) -> GroupJson | None:
    peers = standing.peers
    if peers is None or peers.cell is None:
        return None
    region, department, kind, size = peers.cell.key
    return GroupJson(
        region=region,
        departement=department,
        type=kind,
        taille=size,
        name=peers.group,
        size=peers.cell.size_class,
    )
