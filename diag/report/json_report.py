"""The JSON report: the public contract for scripts, its models and how it is filled.

It holds the figures, from which all can be recomputed with the rules of the method, and beside them,
in `document`, every fact that the pages of its reader print, in words, part by part. Private notes,
what was declined and what each respondent answered are in the file of the adviser alone.
`report_templates/report.schema.json` is generated from these models and from the parts.
"""

import datetime
import json
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import AliasPath, BaseModel, BeforeValidator, ConfigDict, Field, create_model, model_validator

from diag.benchmark.position import Standing
from diag.benchmark.release import OVERALL
from diag.planning.plan import PlanLine, Quarter
from diag.questionnaire.questionnaire_model import PlanningRules, ScoringRules
from diag.report.action_words import channels_of
from diag.report.assessed_visit import AssessedVisit, answer_text
from diag.report.document import Document, Entry, Foot, Head, Reader
from diag.report.reader_document import SECTIONS
from diag.safe_text import plain_data
from diag.scoring import METHOD
from diag.scoring.assessment import AnswerLine, NotScored, Score
from diag.scoring.kernel import Reason
from diag.scoring.rubric import Form, Status
from diag.version import __version__
from diag.visit.visit_model import Choice, Mode

Points = Annotated[float, Field(ge=0, le=100)]
LevelNumber = Annotated[int, Field(ge=0, le=4)]


def _name(code: Status | Reason) -> str:
    return code.name.lower()


def _rounded(value: Fraction | float) -> float:
    return round(float(value), 4)


Named = BeforeValidator(_name)
Rounded = Annotated[float, BeforeValidator(_rounded)]
StatusName = Annotated[Literal["answered", "unknown", "not_applicable", "missing", "hidden"], Named]
ReasonName = Annotated[Literal["nothing_asked", "not_applicable", "unknown", "dimension"], Named]


class _Model(BaseModel):
    """What is told; where it has the names of the domain, it is read from an object of the domain."""

    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)


class QuestionnaireJson(_Model):
    """The questionnaire in use, with the parameters that it sets."""

    id: str = Field(validation_alias=AliasPath("header", "id"))
    version: str = Field(validation_alias=AliasPath("header", "version"))
    hash: str
    title: str = Field(validation_alias=AliasPath("header", "title"))
    scoring: ScoringRules = Field(validation_alias=AliasPath("header", "scoring"))
    planning: PlanningRules = Field(validation_alias=AliasPath("header", "planning"))


class StructureJson(_Model):
    """The structure as the visit describes it."""

    name: str
    profile: dict[str, Any]


class PositionJson(_Model):
    """Where a score stands in the group of comparison (M15); never a rank."""

    parts: Literal[2, 4, 10] = Field(description="Parts of the group")
    low: int = Field(description="First part that the score may be in, 1 the lowest")
    high: int = Field(description="Last part that the score may be in")
    where: str = Field(description="The same in French")
    median: int | None = Field(None, validation_alias=AliasPath("quantiles", "median"))
    q1: int | None = Field(None, validation_alias=AliasPath("quantiles", "q1"))
    q3: int | None = Field(None, validation_alias=AliasPath("quantiles", "q3"))
    deciles: list[int] | None = Field(None, validation_alias=AliasPath("quantiles", "deciles"))
    step: Literal[1, 5] = Field(
        validation_alias=AliasPath("quantiles", "step"), description="Points to which these numbers are rounded"
    )


class NeedJson(_Model):
    """One thing that a level needs: points of a score, an axis at a threshold, a core question."""

    kind: Literal["points", "dimension", "question"]
    id: str = Field(description="Id of the question or dimension; empty for points of the whole")
    at_least: int = Field(description="Score 0-100 for points and dimensions, level for questions")
    lacking: int = Field(description="Points or levels missing")


class ScoreJson(_Model):
    """A score 0-100 with its range and level, or the `reason` why there is none (M3-M10)."""

    score: Points | None = None
    low: Points | None = Field(None, description="The score: what is not known counts 0 (M4)")
    high: Points | None = Field(None, description="The score if all that is not known were at 4")
    level: LevelNumber | None = None
    level_high: LevelNumber | None = Field(None, description="Level at the high end (M10)")
    raw_level: LevelNumber | None = Field(None, description="Level of the score alone (M9)")
    known: Points | None = Field(None, description="Share of what is asked that is known, % (M5)")
    to_confirm: bool = False
    confirm: list[Literal["unknown", "not_applicable"]] = Field([], description="Why (M5)")
    blockers: list[str] = Field([], description="Ids of what holds the level under `raw_level`")
    keys: list[str] = Field([], description="Core questions to confirm for `level_high`")
    next: list[NeedJson] = Field([], description="What the next level needs; empty at level 4")
    reason: ReasonName | None = None
    position: PositionJson | None = Field(None, description="Null without a regional release, or a place in it")


class DimensionJson(ScoreJson):
    """The score of one dimension, its weight in the whole, and whether it may hold its level."""

    title: str
    weight: int
    gates: bool


class RobustnessJson(_Model):
    """Ends of the global score when the weights of the dimensions vary (M11)."""

    low: Points
    high: Points
    robust: bool


class ScoresJson(_Model):
    """Every score of the visit; `global` is absent of no report, even where it has no score."""

    global_: ScoreJson = Field(alias="global")
    dimensions: dict[str, DimensionJson]
    balance: Rounded | None = Field(description="Evenness of the profile, 0 to 1 (M7), 4 decimals")
    robustness: RobustnessJson | None


class StatementJson(_Model):
    """One statement of a lasting condition: a question at a level."""

    question: str = Field(validation_alias=AliasPath("statement", "question"))
    at_least: LevelNumber = Field(validation_alias=AliasPath("statement", "at_least"))
    state: Literal["held", "not_held", "unknown", "not_posed", "not_applicable"]


class ConditionJson(_Model):
    """A condition for lasting change: statements held among those that count, never a score."""

    id: str = Field(validation_alias=AliasPath("condition", "id"))
    title: str = Field(validation_alias=AliasPath("condition", "title"))
    held: int
    counted: int = Field(description="Statements that concern the structure")
    statements: list[StatementJson]


class FragileJson(_Model):
    """What makes the structure fragile: a core answer at 0, or not known, or what holds a level."""

    id: str
    kind: Literal["zero", "unknown", "blocker"]


class SummaryJson(_Model):
    """What the first page says (M25)."""

    opening: str = Field(description="The sentence that opens the report (M25)")
    holds: list[str] = Field(description="Ids of the questions that hold")
    fragile: list[FragileJson]


class AnswerJson(_Model):
    """One question of the questionnaire and how it counts (M1-M3)."""

    question: str
    dimension: str
    weight: int
    core: bool
    not_applicable_allowed: bool
    status: StatusName
    value: LevelNumber | None = Field(description="Level 0-4, null unless answered")
    points: Points | None = Field(description="25 x value; 0 when not known; null when not counted")
    contribution: Rounded | None = Field(description="Points brought to the dimension, 4 decimals")
    highest: LevelNumber | None = Field(
        None,
        description="Level up to which it counts in high ends while respondents disagree (M13); null "
        "where nothing waits, and in every file but the adviser's",
    )
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
    """Person-days of an action in one month."""

    month: int = Field(description="1 is the month after the visit")
    days: float

    @model_validator(mode="before")
    @classmethod
    def _pair(cls, part: tuple[int, Fraction]) -> dict[str, int | Fraction]:
        return {"month": part[0], "days": part[1]}


class SlotJson(_Model):
    """When an action is worked on and ends (M23)."""

    fits: Literal["year", "next_year", "later"] = Field(
        description="Ends in the year, in the next one, or takes no time in the year"
    )
    start: int | None = Field(description="First month, 1 to 12; null if later")
    end: int | None = Field(description="Last month; over 12 in the next year")
    parts: list[PartJson]


class UncertainJson(_Model):
    """A target whose answer is not known, and what it may add (M20)."""

    question: str
    target: LevelNumber
    up_to: Rounded = Field(description="Points of the whole if the answer is 0, 4 decimals")


class VerificationJson(_Model):
    """Questions to ask before an action, half a day (M21)."""

    action: str = Field(
        validation_alias=AliasPath("action", "id"), description="The prerequisite that the answer may call for"
    )
    questions: list[str]
    slot: SlotJson


class DecisionJson(_Model):
    """What the structure decided about one action."""

    choice: Choice
    owner: str | None
    start: str | None = Field(description="Month before which it does not begin, `2027-03`")
    due: datetime.date | None
    note: str | None


class OwnJson(_Model):
    """An action that the structure added: it takes its days, and no gain is computed from it."""

    id: str
    title: str = Field(validation_alias=AliasPath("action", "title"))
    days: float | None = Field(validation_alias=AliasPath("action", "days"), description="Person-days")
    choice: Choice = Field(validation_alias=AliasPath("action", "choice"))
    owner: str | None = Field(validation_alias=AliasPath("action", "owner"))
    start: str | None = Field(
        validation_alias=AliasPath("action", "start"), description="Month when it was to begin, `2027-03`"
    )
    due: datetime.date | None = Field(validation_alias=AliasPath("action", "due"))
    note: str | None = Field(validation_alias=AliasPath("action", "note"))
    slot: SlotJson


class TakenJson(DecisionJson):
    """A decision taken on one action, kept in the plan or not."""

    action: str
    title: str
    follows: bool = Field(description="True: falls with a declined action that it supposes")


class ActionJson(_Model):
    """One action at its rank (M20-M24)."""

    id: str
    title: str
    rank: int
    chosen: bool = Field(description="False: a prerequisite of `closure_of`")
    closure_of: str = Field(description="Id of the chosen action that brought it")
    gain: Rounded = Field(description="Points of the global score at this rank, 4 decimals")
    effort: float = Field(description="Person-days for this staff (M20)")
    family: Literal["unlock", "quick", "project", "complement"]
    origin: Literal["print", "public", "tool"]
    needs: list[str]
    targets: list[TargetJson]
    lifts: list[str] = Field(description="Blockers lifted: ids of questions or dimensions")
    holds: list[str] = Field(description="Questions whose statement it makes hold")
    reasons: list[TriggerJson]
    uncertain: list[UncertainJson]
    verify_before: list[VerificationJson]
    findings: list[str]
    funding: list[str] = Field(description="Channels that this profile may have")
    contacts: list[str]
    slot: SlotJson
    priority: bool = Field(description="Among the first six")
    moved: bool = Field(description="True: a decided month changed when it begins")
    decision: DecisionJson | None = Field(description="Null as long as nothing was decided")


class QuarterJson(_Model):
    """State at the end of a quarter if all is done (M23)."""

    quarter: int
    days: float
    actions: list[str] = Field(description="Actions that end in it, credited")
    score: Points | None
    level: LevelNumber | None
    level_high: LevelNumber | None
    dimensions: dict[str, Points | None]


class CoveredJson(_Model):
    """An action whose effect others of the plan bring."""

    action: str
    by: list[str]


class ToVerifyJson(_Model):
    """A question to clear up first, and the actions that may follow."""

    question: str
    status: Annotated[Literal["unknown", "missing"], Named]
    actions: list[str]


class LeftAsideJson(_Model):
    """What the visit holds that this questionnaire does not ask in this form."""

    id: str = Field(description="Of the question, profile field or action")
    title: str = Field(description="What it is called now, else was; empty if nobody knows")
    held: str = Field(description="In French, without private notes")
    note: str = Field(description="Shared note given with it")
    why: str = Field(description="In French")


class GroupJson(_Model):
    """The group of comparison; an empty id stands for all (M14)."""

    region: str = Field(validation_alias=AliasPath("cell", "region"))
    departement: str = Field(validation_alias=AliasPath("cell", "departement"))
    type: str = Field(validation_alias=AliasPath("cell", "type"))
    name: str = Field(validation_alias="group", description="In French")
    size: str = Field(validation_alias=AliasPath("cell", "size_class"), description="Size class, `20-49`")


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


PartsJson = create_model(
    "PartsJson",
    __base__=_Model,
    __doc__="The parts by name; null where this reader or this visit has none.",
    **{name: (section | None, ...) for name, section in SECTIONS.items()},  # type: ignore[call-overload]
)


class DocumentJson(_Model):
    """What the pages of a reader print, in words."""

    title: str
    running: str
    head: Head
    contents: tuple[Entry, ...]
    parts: PartsJson
    foot: Foot


class ReportJson(_Model):
    """One report."""

    format: Literal[3] = 3
    reader: Reader = Field(description="Who reads; decides what may be told")
    method: int = Field(METHOD, description="Rules M1 to M25 of docs/method.md")
    diag: str = Field(description="Version of the tool")
    date: datetime.date
    form: Form = Field(description="express: exactly the core; complete: all; partielle: other")
    provisional: bool = Field(description="True until the person says that the visit is finished")
    mode: Mode | None = Field(description="How the visit took place, where it is known")
    respondents: list[str] = Field(description="Roles of those who answered")
    illustrative: str | None = Field(description="Wording of a fictitious case, else null")
    questionnaire: QuestionnaireJson
    structure: StructureJson
    summary: SummaryJson
    scores: ScoresJson
    conditions: list[ConditionJson]
    answers: list[AnswerJson]
    actions: list[ActionJson]
    own: list[OwnJson] = Field(description="Actions that the structure added; see `decisions`")
    capacity: float = Field(description="Person-days a quarter")
    staff_known: bool = Field(description="False: efforts are counted for 20 professionals")
    schedule: list[QuarterJson]
    covered: list[CoveredJson]
    decisions: list[TakenJson] = Field(
        description="Decisions taken on an action; what was declined is in the file of the adviser"
    )
    to_verify: list[ToVerifyJson]
    repere: RepereJson | None = Field(description="Null when no regional release was given")
    set_aside: list[LeftAsideJson]
    differences: list[str]
    document: DocumentJson
    mark: str = Field(description="Tells of which visit this file is, and whether it was edited")


def render_schema() -> str:
    """Return the JSON Schema of the report."""
    schema = ReportJson.model_json_schema(by_alias=True, mode="serialization")
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def render_json(assessed: AssessedVisit, document: Document) -> str:
    """Return the JSON report of one visit for the reader of a document."""
    data = plain_data(report(assessed, document).model_dump(mode="json", by_alias=True))
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def report(assessed: AssessedVisit, document: Document) -> ReportJson:
    """Return the contract filled for one visit and the reader of a document."""
    assessment, plan, strengths = assessed.assessment, assessed.plan, assessed.strengths
    standing = assessed.standing
    channels = {channel.id for channel in channels_of(assessed)}
    whole = document.reader == "conseiller"  # what was declined is told to nobody else
    return ReportJson(
        reader=document.reader,
        diag=__version__,
        date=assessed.date,
        form=assessment.form,
        provisional=assessment.provisional,
        mode=assessed.matched.mode,
        respondents=[respondent.role for respondent in assessed.matched.respondents],
        illustrative=assessed.visit.illustrative,
        questionnaire=assessed.questionnaire,
        structure=StructureJson(name=assessed.visit.structure.name, profile=dict(assessed.matched.profile)),
        summary=SummaryJson(
            opening=assessed.opening, holds=[line.question.id for line in strengths.holds], fragile=strengths.fragile
        ),
        scores=_scores(assessed, standing),
        conditions=assessment.conditions,
        answers=_answers(assessed, whole),
        actions=[_action(assessed, line, channels) for line in plan.lines],
        own=[line for line in plan.own if whole or line.action.choice != "decline"],
        capacity=plan.capacity,
        staff_known=plan.staff_known,
        schedule=[_quarter(quarter) for quarter in plan.quarters],
        covered=[CoveredJson(action=action.id, by=by) for action, by in plan.covered],
        decisions=[
            TakenJson(action=action.id, title=action.title, follows=follows, **dict(decision))
            for action, decision, follows in assessed.decisions
            if whole or not (follows or decision.choice == "decline")
        ],
        to_verify=plan.to_verify,
        repere=_repere(standing),
        set_aside=[
            item
            for item in assessed.matched.set_aside
            if whole or item.stored.decision is None or item.stored.decision.choice != "decline"
        ],
        differences=assessed.matched.differences,
        document=DocumentJson(
            title=document.title,
            running=document.running,
            head=document.head,
            contents=document.contents,
            parts=PartsJson(**{name: document.parts.get(name) for name in SECTIONS}),
            foot=document.foot,
        ),
        mark=document.mark,
    )


def _scores(assessed: AssessedVisit, standing: Standing | None) -> ScoresJson:
    assessment = assessed.assessment
    whole = ScoreJson(**_score(assessment.overall), position=_position(standing, OVERALL))
    return ScoresJson(
        **{"global": whole},
        dimensions={
            d.id: DimensionJson(
                title=d.title,
                weight=d.weight,
                gates=bool(d.weight and d.gates),
                **_score(assessment.dimensions[d.id]),
                position=_position(standing, d.id),
            )
            for d in assessed.questionnaire.dimensions
        },
        balance=assessment.balance,
        robustness=assessment.robustness,
    )


def _score(result: Score | NotScored) -> dict[str, Any]:
    if isinstance(result, NotScored):
        return {"reason": result.reason, "known": result.known}
    return {
        "score": result.value,
        "low": result.value,
        "high": result.high,
        "level": result.level.value,
        "level_high": result.level.high,
        "raw_level": result.level.raw,
        "known": result.known_tenths,
        "to_confirm": result.to_confirm,
        "confirm": result.confirm,
        "blockers": [need.id for need in result.level.blockers],
        "keys": result.level.keys,
        "next": result.level.next,
    }


def _answers(assessed: AssessedVisit, whole: bool) -> list[AnswerJson]:
    answers = []
    ends = assessed.assessment.highest[0].tolist() if whole else []
    ends = ends or [0] * len(assessed.assessment.answers)
    for line, highest in zip(assessed.assessment.answers, ends, strict=True):
        stored = assessed.matched.answers.get(line.question.id)
        shown = stored if line.status is not Status.HIDDEN else None
        answers.append(
            AnswerJson(
                question=line.question.id,
                dimension=line.dimension.id,
                weight=line.question.weight,
                core=line.question.core,
                not_applicable_allowed=line.question.not_applicable is not None,
                status=line.status,
                value=line.level,
                points=line.points,
                contribution=line.contribution,
                highest=highest if line.level is not None and highest > line.level else None,
                given=_given(assessed, line),
                answer=answer_text(assessed, line),
                reason=shown.reason if shown else None,
                note=shown.note if shown else None,
                evidence=shown.evidence if shown else None,
            )
        )
    return answers


def _action(assessed: AssessedVisit, line: PlanLine, channels: set[str]) -> ActionJson:
    lines = assessed.lines
    return ActionJson(
        id=line.action.id,
        title=line.action.title,
        rank=line.rank,
        chosen=line.chosen,
        closure_of=line.closure_of,
        gain=line.gain,
        effort=line.effort,
        family=line.family,
        origin=line.action.origin,
        needs=line.action.needs,
        targets=line.action.targets,
        lifts=line.lifts,
        holds=[statement.question for statement in line.holds],
        reasons=[
            TriggerJson(
                question=t.question, status=lines[t.question].status, value=lines[t.question].level, target=t.level
            )
            for t in line.triggers
        ],
        uncertain=[UncertainJson(question=t.question, target=t.level, up_to=points) for t, points in line.uncertain],
        verify_before=line.verify_before,
        findings=line.action.findings,
        funding=[name for name in line.action.funding if name in channels],
        contacts=line.action.contacts,
        slot=line.slot,
        priority=line in assessed.plan.priorities,
        moved=line.moved,
        decision=line.decision,
    )


def _given(assessed: AssessedVisit, line: AnswerLine) -> int | float | list[str] | None:
    if line.status is not Status.ANSWERED:
        return None
    given = assessed.matched.given[line.question.id]
    if isinstance(given, int):
        return given
    return float(given) if isinstance(given, Decimal) else list(given)


def _quarter(quarter: Quarter) -> QuarterJson:
    overall = quarter.overall if isinstance(quarter.overall, Score) else None
    return QuarterJson(
        quarter=quarter.number,
        days=quarter.days,
        actions=quarter.actions,
        score=overall.value if overall else None,
        level=overall.level.value if overall else None,
        level_high=overall.level.high if overall else None,
        dimensions={
            name: result.value if isinstance(result, Score) else None for name, result in quarter.dimensions.items()
        },
    )


def _position(standing: Standing | None, measure: str) -> PositionJson | None:
    """Return where one score stands; None when it has no place."""
    position = standing.positions.get(measure) if standing else None
    if position is None or position.quantiles is None:
        return None
    return PositionJson.model_validate(position)


def _repere(standing: Standing | None) -> RepereJson | None:
    """Return what the release is; None when none was given."""
    if standing is None:
        return None
    release, peers = standing.release, standing.peers
    return RepereJson(
        date=release.date,
        source=release.source,
        questionnaire=release.questionnaire,
        version=release.version,
        hash=release.hash,
        first_month=release.period[0],
        last_month=release.period[1],
        synthetic=release.synthetic,
        group=peers if peers and peers.cell else None,
        fallback=peers.fallback if peers else "",
        refusal=standing.fit.refusal,
        differences=standing.fit.differences,
    )
