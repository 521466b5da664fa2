"""The few structures that the internal pages of a network name: chosen as rows come, never all kept."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diag.questionnaire.questionnaire_model import STAFF_FIELD, Questionnaire
from diag.report.chart_figures import ENOUGH
from diag.report.network_counts import sign_rank, to_call
from diag.report.network_internal import Member

_EACH = 2
"""Structures to call kept of each département."""


@dataclass(frozen=True)
class Chosen:
    """The first structures met, fewer than `ENOUGH`; and those to call, at most two a département."""

    first: tuple[Member, ...] = ()
    calls: tuple[Member, ...] = ()


def chosen(questionnaire: Questionnaire, frame: pd.DataFrame, figures: pd.DataFrame, known: Chosen) -> Chosen:
    """Return the structures to name, of those already chosen and of new rows.

    To call first: those that begin with the workshop and where nobody does it yet, the furthest from it,
    then the largest.

    Args:
        questionnaire: what was asked.
        frame: the table of answers of n structures.
        figures: what is counted of some of its rows, by their place.
        known: chosen among the rows before.
    """
    lacking = ENOUGH - 1 - len(known.first)
    first = [_member(frame, figures, row) for row in figures.index[:lacking]]
    waiting = figures[:0]
    if "first" in figures:
        waiting = figures[to_call(questionnaire, figures["first"].to_numpy(), figures["answers"].to_numpy())]
    if waiting.empty:
        return Chosen((*known.first, *first), known.calls)
    sign = sign_rank(questionnaire)
    ranks = pd.DataFrame(
        {
            "department": waiting["departments"].to_numpy()[:, 0],
            "level": waiting["answers"].to_numpy()[:, sign],
            "largest": -np.nan_to_num(_staff(frame)[waiting.index]),
        },
        waiting.index,
    )
    furthest = ranks.sort_values(["level", "largest"], kind="stable").groupby("department").head(_EACH).index
    calls = [*known.calls, *(_member(frame, figures, int(row)) for row in furthest)]
    calls.sort(key=lambda member: (member.answers[sign], -(member.staff or 0)))
    met: Counter[int] = Counter()
    kept = []
    for member in calls:
        met[member.department] += 1
        if met[member.department] <= _EACH:
            kept.append(member)
    return Chosen((*known.first, *first), tuple(kept))


def _staff(frame: pd.DataFrame) -> NDArray[np.float64]:
    """Return (n,) the professionals of each structure, NaN where not known."""
    if STAFF_FIELD not in frame:
        return np.full(len(frame), np.nan)
    return frame[STAFF_FIELD].to_numpy(np.float64)


def _member(frame: pd.DataFrame, figures: pd.DataFrame, row: int) -> Member:
    staff = _staff(frame.iloc[[row]])[0]

    def held(block: str) -> tuple[int, ...]:
        return tuple(figures.loc[[row], block].to_numpy().ravel().tolist())

    return Member(
        name=str(frame["nom"].iloc[row] or frame.index[row]),
        kind=held("types")[0],
        department=held("departments")[0],
        staff=None if np.isnan(staff) else int(staff),
        answers=held("answers"),
        tenths=held("tenths"),
        levels=held("levels"),
        first=tuple(one for one in held("first") if one >= 0) if "first" in figures else (),
    )
