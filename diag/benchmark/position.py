"""Where a structure stands among its peers: a bracket, never a rank (M14, M15).

What is compared is what is read: whole scores (M8) and the published quantiles, which are rounded.
A score belongs to a part of the group when it is above the quantile that opens it, and
not above the one that closes it: a score equal to the median is in the 2nd quarter. Where several
quantiles are equal, as when many structures share a score, a score equal to them belongs to every
part that they enclose.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from diag.benchmark import words
from diag.benchmark.release import CLASSES, NATIONAL, Cell, CellKey, Quantiles, Release, regions_of
from diag.french import typeset
from diag.questionnaire.conditions import Value
from diag.questionnaire.questionnaire_model import DEPARTMENT_FIELD, TYPE_FIELD, Questionnaire
from diag.scoring.assessment import NotScored, Score
from diag.scoring.kernel import WELL_KNOWN


@dataclass(frozen=True)
class Peers:
    """The group a structure is compared with, in words (M14).

    Attributes:
        cell: of the release; None when no group may be published.
        group: its name, or that there is none.
        size: its size class, with « structures accompagnées »; empty without a group.
        period: months of the visits.
        fallback: why nearer groups were left out; empty when the nearest is used.

    """

    cell: Cell | None
    group: str
    size: str
    period: str
    fallback: str


@dataclass(frozen=True)
class Position:
    """One score among the peers.

    Attributes:
        measure: dimension id, or `global`.
        peers: the group.
        parts: 2, 4 or 10 parts, as the class of the group allows; 0 without a position.
        low, high: first and last part that the range of the score touches, from 1, the lowest scores.
        where: the same in words, or why there is no position.
        gloss: what the parts mean.
        quantiles: to draw; None without a position.
        step: how the quantiles are rounded, in points.

    """

    measure: str
    peers: Peers
    parts: int
    low: int
    high: int
    where: str
    gloss: str
    quantiles: Quantiles | None
    step: int


def positions(
    release: Release,
    questionnaire: Questionnaire,
    profile: Mapping[str, Value],
    results: Mapping[str, Score | NotScored],
) -> dict[str, Position]:
    """Return the position of each result, all in the same group.

    Args:
        release: what is published, compatible with the questionnaire.
        questionnaire: in use.
        profile: of the structure, as `matching.match` types it.
        results: by dimension id, then `global`.

    """
    peers = peer_group(release, questionnaire, profile)
    return {measure: _position(measure, peers, result) for measure, result in results.items()}


def peer_group(
    release: Release, questionnaire: Questionnaire, profile: Mapping[str, Value]
) -> Peers:
    """Return the peer group: the nearest of 10 structures or more, else of 5 or more (M14)."""
    cells = {cell.key: cell for cell in release.cells}
    tried = [(key, cells.get(key) if key else None) for key in _nearest(questionnaire, profile)]
    open_ = [cell for _, cell in tried if cell is not None and not cell.secret]
    large = [cell for cell in open_ if cell.size_class != CLASSES[0]]
    chosen = next(iter([*large, *open_]), None)
    left = [
        _reason(questionnaire, profile, rank, *trial)
        for rank, trial in enumerate(tried)
        if trial[1] is not chosen or chosen is None
    ]
    before = [key for key, _ in tried].index(chosen.key) if chosen else len(tried)
    period = words.period(*release.period)
    fallback = typeset(" ; ".join(dict.fromkeys(left[:before])))
    if any(cell is not None and cell.secret for _, cell in tried[:before]):
        fallback = f"{fallback} ({words.WHY_SECRET})"
    if chosen is None:
        return Peers(None, words.NO_GROUP, "", period, fallback)
    name = words.group(questionnaire, chosen.key)
    return Peers(chosen, name, words.size(chosen.size_class), period, fallback)


def straddled(cuts: Sequence[int], low: int, high: int) -> tuple[int, int]:
    """Return the first and last part that a range of scores touches, from 1 (M15)."""
    return brackets(cuts, low)[0], brackets(cuts, high)[1]


def brackets(cuts: Sequence[int], score: int) -> tuple[int, int]:
    """Return the first and last part that a score belongs to, from 1; see the top of this file."""
    below = sum(cut < score for cut in cuts)
    reached = sum(cut <= score for cut in cuts)
    return below + 1, max(below + 1, reached)


def _nearest(
    questionnaire: Questionnaire, profile: Mapping[str, Value]
) -> tuple[CellKey | None, ...]:
    """Return the groups from the nearest, None where the structure does not tell what it takes."""
    kind, department = (str(profile.get(name, "")) for name in (TYPE_FIELD, DEPARTMENT_FIELD))
    region = regions_of(questionnaire).get(department, "")
    return (
        (region, department, kind, "") if region and kind else None,
        (region, "", kind, "") if region and kind else None,
        (region, "", "", "") if region else None,
        NATIONAL,
    )


def _reason(
    questionnaire: Questionnaire,
    profile: Mapping[str, Value],
    rank: int,
    key: CellKey | None,
    cell: Cell | None,
) -> str:
    """Return why a group is not used."""
    if key is None:
        if rank < 2 and not profile.get(TYPE_FIELD):
            return "le type de la structure n’est pas indiqué"
        if profile.get(DEPARTMENT_FIELD):
            return "le département n’est d’aucune région connue"
        return "le département de la structure n’est pas indiqué"
    name = words.group(questionnaire, key)
    if cell is None:
        return f"{name} : groupe absent du repère"
    if cell.secret:
        return f"{name} : {words.SECRET}"
    return f"{name} : {words.size(cell.size_class)} seulement"


def _position(measure: str, peers: Peers, result: Score | NotScored) -> Position:
    quantiles = peers.cell.measures.get(measure) if peers.cell else None
    cuts = cuts_of(quantiles) if quantiles else ()
    if isinstance(result, NotScored):
        return Position(measure, peers, 0, 0, 0, words.NOT_SCORED, "", None, 0)
    if peers.cell is None or not cuts:
        why = words.NO_NUMBERS if peers.cell else words.NO_GROUP
        return Position(measure, peers, 0, 0, 0, why, "", None, 0)
    if result.known < WELL_KNOWN:
        return Position(measure, peers, 0, 0, 0, words.NOT_KNOWN, "", None, 0)
    low, high = straddled(cuts, result.whole, result.high_whole)
    parts = len(cuts) + 1
    return Position(
        measure=measure,
        peers=peers,
        parts=parts,
        low=low,
        high=high,
        where=words.bracket(parts, low, high),
        gloss=words.gloss(parts),
        quantiles=quantiles,
        step=5 if peers.cell.size_class == CLASSES[0] else 1,
    )


def cuts_of(quantiles: Quantiles) -> tuple[int, ...]:
    """Return the finest quantiles published: nine deciles, three quartiles, or the median."""
    if quantiles.deciles is not None:
        return quantiles.deciles
    if quantiles.median is None:
        return ()
    if quantiles.q1 is not None and quantiles.q3 is not None:
        return (quantiles.q1, quantiles.median, quantiles.q3)
    return (quantiles.median,)
