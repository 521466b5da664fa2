"""Where the structures of a batch stand among their peers (M14, M15)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.benchmark.position import Peers, brackets, cuts_of, peer_group
from diag.benchmark.release import DEPARTMENT_FIELD, OVERALL, TYPE_FIELD, Release
from diag.benchmark.words import NO_GROUP, NO_NUMBERS, STAMP, bracket
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.scoring.kernel import Measures, Scores
from diag.table.encode import Told
from diag.table.sheet import Column, Sheet, Words


def position_columns(
    release: Release, questionnaire: Questionnaire, profile: Mapping[str, Told], scores: Scores
) -> Sheet:
    """Return the group of each of n structures, and where each of its scores stands, in words."""
    rows = len(scores.overall.score)
    groups, codes = _groups(release, questionnaire, profile, rows)
    stamp = f"{release.date} ; {STAMP}" if release.synthetic else release.date
    sheet: dict[str, Column] = {
        "repere": Words(np.zeros(rows, np.int8), [stamp]),
        "groupe": Words(codes, [peers.group for peers in groups]),
        "groupe_effectif": Words(codes, [peers.size for peers in groups]),
    }
    parts = [(d.id, scores.dimensions, rank) for rank, d in enumerate(questionnaire.dimensions)]
    for name, measures, rank in [*parts, (OVERALL, scores.overall, None)]:
        place = slice(None) if rank is None else (slice(None), rank)
        sheet[f"{name}_position"] = _positions(name, groups, codes, measures, place)
    return sheet


def _groups(
    release: Release, questionnaire: Questionnaire, profile: Mapping[str, Told], rows: int
) -> tuple[list[Peers], NDArray[np.intp]]:
    """Return the peer groups met, and the rank of each row's own."""
    told = {name: profile[name] for name in (TYPE_FIELD, DEPARTMENT_FIELD) if name in profile}
    if not told:
        return [peer_group(release, questionnaire, {})], np.zeros(rows, np.intp)
    both = np.stack([t.codes.astype(np.int64) for t in told.values()], axis=1)
    met, codes = np.unique(both, axis=0, return_inverse=True)
    groups = []
    for ranks in met:
        said = {n: t.readings[r].value for (n, t), r in zip(told.items(), ranks, strict=True)}
        known = {name: value for name, value in said.items() if value is not None}
        groups.append(peer_group(release, questionnaire, known))
    return groups, codes.ravel()


def _positions(
    name: str, groups: Sequence[Peers], codes: NDArray[np.intp], measures: Measures, place: Any
) -> Words:
    """Return where the scores of one measure stand; an empty cell where there is no score."""
    tenths = [
        np.rint(np.nan_to_num(end[place]) * 10).astype(np.int64)
        for end in (measures.low, measures.score, measures.high)
    ]
    words: dict[str, int] = {"": 0}
    said = np.zeros(len(codes), np.int16)
    for rank, peers in enumerate(groups):
        own = np.flatnonzero((codes == rank) & ~np.isnan(measures.score[place]))
        quantiles = peers.cell.measures.get(name) if peers.cell else None
        cuts = cuts_of(quantiles) if quantiles else ()
        if not cuts:
            why = NO_NUMBERS if peers.cell else NO_GROUP
            said[own] = words.setdefault(why, len(words))
            continue
        ends = [_brackets(cuts, end[own]) for end in tenths]
        low = np.min([first for first, _ in ends], axis=0)
        high = np.max([last for _, last in ends], axis=0)
        for pair in set(zip(low.tolist(), high.tolist(), strict=True)):
            text = bracket(len(cuts) + 1, *pair)
            mine = own[(low == pair[0]) & (high == pair[1])]
            said[mine] = words.setdefault(text, len(words))
    return Words(said, list(words))


def _brackets(
    cuts: Sequence[int], tenths: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first and last part of each score, each distinct score being asked once."""
    met, ranks = np.unique(tenths, return_inverse=True)
    told = np.array([brackets(cuts, Decimal(t) / 10) for t in met.tolist()], np.int64)
    return told.reshape(-1, 2)[ranks, 0], told.reshape(-1, 2)[ranks, 1]
