"""The actions of many structures, in long form: one row per structure and action (M20-M22)."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from diag.plan.families import families
from diag.plan.order import Ordered, order_rows
from diag.plan.proposals import board_of, propose
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.report.french_labels import FAMILY, ORIGIN
from diag.scoring.kernel import Reason, Scores
from diag.table.encode import Encoded, profile_facts
from diag.table.sheet import Column, Levels, Sheet, Tenths, Text, Words


@dataclass(frozen=True, eq=False)
class Planned:
    """The plans of n structures: `families` are (n, A) ranks in `FAMILIES`, read in the plan only."""

    ordered: Ordered
    families: NDArray[np.int8]


def plan_rows(questionnaire: Questionnaire, encoded: Encoded, scores: Scores) -> Planned:
    """Order the actions of each structure, as if nothing had been decided on any."""
    rows = len(encoded.values)
    facts = profile_facts(questionnaire, rows, encoded.profile)
    allowed = np.stack([facts.hold(a.when) for a in questionnaire.actions], axis=1)
    board, answers = board_of(questionnaire), (encoded.values, encoded.status)
    planned = propose(board, *answers, allowed).planned
    ordered = order_rows(board, *answers, scores.reason == Reason.SCORED.value, planned)
    efforts = [Fraction(action.effort) for action in questionnaire.actions]
    rules = questionnaire.header.planning
    return Planned(ordered, families(ordered.tenths, efforts, rules))


def actions_sheet(questionnaire: Questionnaire, structure: pa.Array, plan: Planned) -> Sheet:
    """Return the actions of n structures, in the order of the rows then of the plan."""
    actions = questionnaire.actions
    row, rank = np.nonzero(plan.ordered.actions >= 0)
    action = plan.ordered.actions[row, rank]
    place = (row, action)
    tenths: NDArray[Any] = plan.ordered.tenths[place]
    priorities = questionnaire.header.planning.priorities
    columns: dict[str, Column] = {
        "structure": Text(structure.take(pa.array(row))),
        "rang": Levels(rank + 1),
        "action": Words(action, [a.id for a in actions]),
        "titre": Words(action, [a.title for a in actions]),
        "origine": Words(action, [ORIGIN[a.origin] for a in actions]),
        "famille": Words(plan.families[place], list(FAMILY.values())),
        "effort_jours": Tenths(np.array([float(a.effort) for a in actions])[action]),
        "gain": Tenths(tenths / 10),
        "debloque": Words(plan.ordered.lifts[place].astype(np.int8), ["non", "oui"]),
        "priorite": Words((rank < priorities).astype(np.int8), ["non", "oui"]),
    }
    return columns


def no_actions() -> Sheet:
    """Return the sheet of nobody's actions: its columns."""
    names = [
        "structure",
        "rang",
        "action",
        "titre",
        "origine",
        "famille",
        "effort_jours",
        "gain",
        "debloque",
        "priorite",
    ]
    return {name: Text(pa.array([], pa.string())) for name in names}
