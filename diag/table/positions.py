"""Where the structures of a batch stand among their peers (M14, M15)."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.benchmark.position import Peers, cuts_of, peer_group, straddled
from diag.benchmark.release import OVERALL, Release
from diag.benchmark.words import NO_NUMBERS, NOT_KNOWN, OTHER_FORM, STAMP, bracket
from diag.questionnaire.questionnaire_model import DEPARTMENT_FIELD, TYPE_FIELD, Questionnaire
from diag.scoring.form import FORMS
from diag.scoring.kernel import WELL_KNOWN, Measures, Scores
from diag.table.results import Identity
from diag.table.sheet import Column, Sheet, Words


def position_columns(
    release: Release, questionnaire: Questionnaire, identity: Identity, scores: Scores
) -> Sheet:
    """Return the group of each of n structures, and where each of its scores stands, in words.

    Structures that were asked another form than those of the release have no group (M2).
    """
    rows = len(identity.line)
    groups, codes = _groups(release, questionnaire, identity)
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
    release: Release, questionnaire: Questionnaire, identity: Identity
) -> tuple[list[Peers], NDArray[np.intp]]:
    """Return the peer groups met, and the rank of each row's own; the first is of other forms."""
    profile = identity.profile
    told = {name: profile[name] for name in (TYPE_FIELD, DEPARTMENT_FIELD) if name in profile}
    both = np.zeros((len(identity.line), len(told)), np.int64)
    for column, one in enumerate(told.values()):
        both[:, column] = one.codes
    met, codes = np.unique(both, axis=0, return_inverse=True)
    groups = [Peers(None, OTHER_FORM, "", "", "")]
    for ranks in met:
        said = {n: t.readings[r].value for (n, t), r in zip(told.items(), ranks, strict=True)}
        known = {name: value for name, value in said.items() if value is not None}
        groups.append(peer_group(release, questionnaire, known))
    same = np.array([form == release.form for form in FORMS])[identity.form]
    return groups, np.where(same, codes.ravel() + 1, 0)


def _positions(
    name: str, groups: Sequence[Peers], codes: NDArray[np.intp], measures: Measures, place: Any
) -> Words:
    """Return where the scores of one measure stand; an empty cell where there is no score."""
    low, high, known = (
        end[place].astype(np.int64) for end in (measures.whole, measures.high_whole, measures.known)
    )
    words: dict[str, int] = {"": 0}
    said = np.zeros(len(codes), np.int16)
    for rank, peers in enumerate(groups):
        own = np.flatnonzero((codes == rank) & (low >= 0))
        quantiles = peers.cell.measures.get(name) if peers.cell else None
        cuts = cuts_of(quantiles) if quantiles else ()
        if not cuts:
            why = NO_NUMBERS if peers.cell else peers.group
            said[own] = words.setdefault(why, len(words))
            continue
        for row in own.tolist():
            told = (
                bracket(len(cuts) + 1, *straddled(cuts, int(low[row]), int(high[row])))
                if known[row] >= WELL_KNOWN
                else NOT_KNOWN
            )
            said[row] = words.setdefault(told, len(words))
    return Words(said, list(words))
