"""The actions of many structures, in long form: one row per structure and action (M20-M22)."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from diag.french import in_tenths
from diag.planning.order import FAMILIES, PLACES, Order, order_of
from diag.questionnaire.conditions import Value
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.report.french_labels import FAMILY, ORIGIN
from diag.scoring.kernel import Reason, Scores
from diag.table.encode import Encoded, Told, profile_facts
from diag.table.sheet import Column, Levels, Sheet, Tenths, Text, Words

_NO_YES = ("non", "oui")


def order_rows(questionnaire: Questionnaire, encoded: Encoded, scores: Scores) -> list[Order]:
    """Order the actions of each structure, as if nothing had been decided on any."""
    profiles = profiles_of(questionnaire, encoded.profile, len(encoded.values))
    given = scores.reason == Reason.SCORED.value
    rows = zip(
        profiles, encoded.values.tolist(), encoded.status.tolist(), given.tolist(), strict=True
    )
    return [order_of(questionnaire, *row) for row in rows]


def profiles_of(
    questionnaire: Questionnaire, told: Mapping[str, Told], rows: int
) -> list[dict[str, Value]]:
    """Return what each of n rows says of the profile fields that it is asked."""
    profiles: list[dict[str, Value]] = [{} for _ in range(rows)]
    for name, fact in profile_facts(questionnaire, rows, told).profile.items():
        present = range(rows) if fact.present is None else np.flatnonzero(fact.present).tolist()
        codes = fact.codes.tolist()
        for row in present:
            value = fact.values[codes[row]]
            if value is not None:
                profiles[row][name] = value
    return profiles


def first_actions(questionnaire: Questionnaire, orders: Sequence[Order]) -> NDArray[np.int16]:
    """Return (n, 6) the ranks of the first actions of each plan in the questionnaire, then -1."""
    ranks = {action.id: rank for rank, action in enumerate(questionnaire.actions)}
    first = np.full((len(orders), PLACES), -1, np.int16)
    for row, order in enumerate(orders):
        for place, step in enumerate(order.steps[:PLACES]):
            first[row, place] = ranks[step.action.id]
    return first


def actions_sheet(structure: pa.Array, orders: Sequence[Order]) -> Sheet:
    """Return the actions of n structures, in the order of the rows then of the plan."""
    steps = [
        (row, rank, step)
        for row, order in enumerate(orders)
        for rank, step in enumerate(order.steps, start=1)
    ]
    rows, ranks = (np.array([one[k] for one in steps], np.int64) for k in (0, 1))
    found = [step for _, _, step in steps]
    actions = {step.action.id: step.action for step in found}
    place = {name: rank for rank, name in enumerate(actions)}
    action = np.array([place[step.action.id] for step in found], np.int16)
    families = np.array([FAMILIES.index(step.family) for step in found], np.int8)
    columns: dict[str, Column] = {
        "structure": Text(structure.take(pa.array(rows))),
        "rang": Levels(ranks),
        "action": Words(action, list(actions)),
        "titre": Words(action, [a.title for a in actions.values()]),
        "origine": Words(action, [ORIGIN[a.origin] for a in actions.values()]),
        "famille": Words(families, [FAMILY[name] for name in FAMILIES]),
        "effort_jours": Tenths(np.array([in_tenths(step.effort) for step in found], np.int32)),
        "gain": Tenths(np.array([in_tenths(step.gain) for step in found], np.int32)),
        "prealable_de": Text(
            pa.array(["" if s.chosen else s.closure_of for s in found], pa.string())
        ),
        "debloque": Words(np.array([bool(s.lifts) for s in found], np.int8), _NO_YES),
        "priorite": Words((ranks <= PLACES).astype(np.int8), _NO_YES),
    }
    return columns
