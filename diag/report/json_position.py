"""The regional release in the JSON contract: what it is, and where each score stands in it."""

import datetime

from diag.report.contract import GroupJson, PositionJson, RepereJson
from diag.report.standing import Standing


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
