"""The few structures that the internal pages of a network name: chosen as rows come, never all kept."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

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
    first, calls = (*known.first, *_members(frame, figures[:lacking])), known.calls
    if "first" in figures and questionnaire.partner:
        sign, met = sign_rank(questionnaire), Counter[int]()
        waiting = to_call(questionnaire, figures["first"].to_numpy(), figures["answers"].to_numpy())
        every = [*known.calls, *_members(frame, figures[waiting])]
        every.sort(key=lambda member: (member.answers[sign], -(member.staff or 0)))
        kept = []
        for member in every:
            met[member.department] += 1
            if met[member.department] <= _EACH:
                kept.append(member)
        calls = tuple(kept)
    return Chosen(first, calls)


def _members(frame: pd.DataFrame, figures: pd.DataFrame) -> Iterator[Member]:
    """Yield what is told of the structures of which these are the figures."""
    rows = frame.iloc[figures.index]
    staff = rows[STAFF_FIELD] if STAFF_FIELD in rows else [None] * len(rows)
    blocks = ("types", "departments", "answers", "tenths", "levels", "first")
    held = (figures[block].to_numpy().tolist() if block in figures else [()] * len(rows) for block in blocks)
    for key, name, size, (kind,), (department,), answers, tenths, levels, first in zip(
        rows.index, rows["nom"], staff, *held, strict=True
    ):
        yield Member(
            name=str(name or key),
            kind=kind,
            department=department,
            staff=None if pd.isna(size) else int(size),
            answers=tuple(answers),
            tenths=tuple(tenths),
            levels=tuple(levels),
            first=tuple(one for one in first if one >= 0),
        )
