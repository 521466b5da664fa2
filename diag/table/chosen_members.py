"""The few structures that the internal pages of a network name: chosen as rows come, never all kept."""

from collections import defaultdict
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
    first = [_member(frame, figures.loc[[row]], row) for row in figures.index[:lacking]]
    rows = figures.index[_waiting(questionnaire, figures)]
    staff = _staff(frame)
    calls = [*known.calls]
    for row in _furthest(questionnaire, figures.loc[rows], staff[rows]):
        calls.append(_member(frame, figures.loc[[row]], row))
    calls.sort(key=lambda member: _urgency(questionnaire, member))
    return Chosen((*known.first, *first), _few_of_each(calls))


def _waiting(questionnaire: Questionnaire, figures: pd.DataFrame) -> NDArray[np.bool_]:
    if "first" not in figures:
        return np.zeros(len(figures), bool)
    return to_call(questionnaire, figures["first"].to_numpy(), figures["answers"].to_numpy())


def _furthest(questionnaire: Questionnaire, figures: pd.DataFrame, staff: NDArray[np.float64]) -> list[int]:
    """Return the rows to call first of each département, without looking at each one."""
    if not len(figures):
        return []
    levels = figures["answers"].to_numpy()[:, sign_rank(questionnaire)]
    order = np.lexsort((np.arange(len(figures)), -np.nan_to_num(staff), levels))
    ranked = pd.Series(figures["departments"].to_numpy()[order, 0], figures.index[order])
    return [int(row) for row in ranked.groupby(ranked.to_numpy()).head(_EACH).index]


def _urgency(questionnaire: Questionnaire, member: Member) -> tuple[int, int]:
    return member.answers[sign_rank(questionnaire)], -(member.staff or 0)


def _few_of_each(members: list[Member]) -> tuple[Member, ...]:
    """Return the first structures of each département, in their order."""
    kept: defaultdict[int, list[Member]] = defaultdict(list)
    for member in members:
        kept[member.department].append(member)
    return tuple([member for group in kept.values() for member in group[:_EACH]])


def _staff(frame: pd.DataFrame) -> NDArray[np.float64]:
    """Return (n,) the professionals of each structure, NaN where not known."""
    if STAFF_FIELD not in frame:
        return np.full(len(frame), np.nan)
    return frame[STAFF_FIELD].to_numpy(np.float64)


def _member(frame: pd.DataFrame, figures: pd.DataFrame, row: int) -> Member:
    staff = _staff(frame.iloc[[row]])[0]

    def held(block: str) -> tuple[int, ...]:
        return tuple(figures[block].to_numpy().ravel().tolist())

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
