"""From a dossier to the JSON contract."""

import json
from decimal import Decimal
from typing import Any

from diag import __version__
from diag.benchmark.release import OVERALL
from diag.plan.plan import PlanLine
from diag.report.contract import (
    ActionJson,
    AnswerJson,
    DecisionJson,
    DimensionJson,
    PartJson,
    QuarterJson,
    QuestionnaireJson,
    ReportJson,
    RobustnessJson,
    ScoreJson,
    ScoresJson,
    StatusName,
    StructureJson,
    TargetJson,
    ToVerifyJson,
    TriggerJson,
)
from diag.report.dossier import Dossier
from diag.report.json_position import position_json, repere_json
from diag.report.score_view import answer_text
from diag.report.standing import position_of
from diag.scoring.assessment import AnswerLine, NotScored, Score
from diag.scoring.rubric import Status


def render_json(dossier: Dossier) -> str:
    """Return the JSON report of one dossier."""
    data = report(dossier).model_dump(mode="json", by_alias=True)
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def report(dossier: Dossier) -> ReportJson:
    """Return the contract of one dossier."""
    header, assessment = dossier.questionnaire.header, dossier.assessment
    robustness, standing = assessment.robustness, position_of(dossier)
    return ReportJson(
        diag=__version__,
        date=dossier.date,
        form=dossier.visit.visit.form,
        illustrative=dossier.visit.illustrative,
        questionnaire=QuestionnaireJson(
            id=header.id,
            version=header.version,
            hash=dossier.questionnaire.hash,
            title=header.title,
            scoring=header.scoring,
            planning=header.planning,
        ),
        structure=StructureJson(
            name=dossier.visit.structure.name, profile=dict(dossier.matched.profile)
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
                for d in dossier.questionnaire.dimensions
            },
            balance=None if assessment.balance is None else round(assessment.balance, 4),
            robustness=robustness
            and RobustnessJson(
                low=float(robustness[0]), high=float(robustness[1]), robust=robustness[2]
            ),
        ),
        answers=_answers(dossier),
        actions=[_action(dossier, line) for line in dossier.plan.lines],
        capacity=float(dossier.plan.capacity),
        schedule=_schedule(dossier),
        to_verify=[
            ToVerifyJson(question=v.question, status=_status(v.status), actions=list(v.actions))
            for v in dossier.plan.to_verify
        ],
        repere=repere_json(standing),
        differences=list(dossier.matched.differences),
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


def _answers(dossier: Dossier) -> list[AnswerJson]:
    answers = []
    for line in dossier.assessment.answers:
        stored = dossier.matched.answers.get(line.question.id)
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
                given=_given(dossier, line),
                answer=answer_text(dossier, line),
                reason=shown.reason if shown else None,
                note=shown.note if shown else None,
                evidence=shown.evidence if shown else None,
            )
        )
    return answers


def _action(dossier: Dossier, line: PlanLine) -> ActionJson:
    lines = {x.question.id: x for x in dossier.assessment.answers}
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
        priority=line in dossier.plan.priorities,
        decision=_decision(line),
    )


def _decision(line: PlanLine) -> DecisionJson | None:
    decision = line.decision
    if not (decision.owner or decision.due or decision.note):
        return None
    return DecisionJson(owner=decision.owner, due=decision.due, note=decision.note)


def _given(dossier: Dossier, line: AnswerLine) -> int | float | list[str] | None:
    if line.status is not Status.ANSWERED:
        return None
    given = dossier.matched.given[line.question.id]
    if isinstance(given, int):
        return given
    return float(given) if isinstance(given, Decimal) else list(given)


def _schedule(dossier: Dossier) -> list[QuarterJson]:
    names = [d.id for d in dossier.questionnaire.dimensions]
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
        for q in dossier.plan.quarters
    ]
