"""What the page of a network says of many structures: counts, and nothing that names one of them."""

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from diag.planning.order import PLACES
from diag.questionnaire.questionnaire_model import DEPARTMENT_FIELD, TYPE_FIELD, Questionnaire
from diag.scoring.kernel import Reason, Scores
from diag.scoring.rubric import Status

if TYPE_CHECKING:
    import pandas as pd

Numbers = NDArray[np.int64]
TENTHS = 1001  # the scores 0.0 to 100.0; the bin after them is « no score »
_LEVELS = 5
_BLOCKERS = "blocking_questions", "blocking_dimensions", "own_blockers"


@dataclass(frozen=True, eq=False)
class Counts:
    """Counts of structures: T types, P departments, D dimensions, Q questions, A actions.

    They have the same size for one structure or a million, and those of parts add up, in any order.
    Arrays « by type » have T + 1 rows and those by department P + 1: the last is « not told ».
    Arrays of D + 1 rows, « by part », are those of the dimensions, then of the whole.
    """

    scores_by_type: Numbers  # (T + 1, D + 1, 1002) in tenths; the last bin is « no score »
    scores_by_department: Numbers  # (P + 1, D + 1, 1002)
    levels: Numbers  # (D + 1, 6) levels 0 to 4 with their gates (M10), then « no level »
    held: Numbers  # (D + 1,) whose level is below that of their score (M10)
    to_confirm: Numbers  # (D + 1,) whose score is to confirm (M5)
    known: Numbers  # (D + 1, 2) sum of the known shares in tenths of a percent, and their number
    reasons: Numbers  # (D, 5) `Reason` of each dimension
    blocking_questions: Numbers  # (Q,) whose whole the question holds (M10)
    blocking_dimensions: Numbers  # (D,) whose whole the dimension holds (M10)
    own_blockers: Numbers  # (Q,) whose dimension the question holds (M10)
    provisional: Numbers  # (1,) not known to have finished (M2)
    states: Numbers  # (Q, 5) `Status` of each question
    planned_by_type: Numbers  # (T + 1,) whose plan was given
    planned_by_department: Numbers  # (P + 1,)
    first_by_type: Numbers  # (T + 1, A) that have the action among the first six of their plan
    first_by_department: Numbers  # (P + 1, A)
    places: Numbers  # (A, 6) that have the action at each of the first six places

    @classmethod
    def of(cls, questionnaire: Questionnaire) -> "Counts":
        """Return the counts of nobody, in the order of the options and questions."""
        types, departments = _groups(questionnaire)
        questions, actions = len(questionnaire.questions), len(questionnaire.actions)
        dimensions = len(questionnaire.dimensions)
        parts = dimensions + 1
        shapes = {
            "scores_by_type": (types, parts, TENTHS + 1),
            "scores_by_department": (departments, parts, TENTHS + 1),
            "levels": (parts, _LEVELS + 1),
            "held": (parts,),
            "to_confirm": (parts,),
            "known": (parts, 2),
            "reasons": (dimensions, len(Reason)),
            "blocking_questions": (questions,),
            "blocking_dimensions": (dimensions,),
            "own_blockers": (questions,),
            "provisional": (1,),
            "states": (questions, len(Status)),
            "planned_by_type": (types,),
            "planned_by_department": (departments,),
            "first_by_type": (types, actions),
            "first_by_department": (departments, actions),
            "places": (actions, PLACES),
        }
        return cls(**{name: np.zeros(shape, np.int64) for name, shape in shapes.items()})

    def __add__(self, other: "Counts") -> "Counts":
        """Return the counts of these structures and of others, of the same questionnaire."""
        names = [field.name for field in fields(self)]
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in names})

    @property
    def structures(self) -> int:
        """Number of structures counted."""
        return int(self.scores_by_type[:, 0].sum())


def figures_of(
    questionnaire: Questionnaire,
    types: NDArray[Any],
    departments: NDArray[Any],
    status: NDArray[Any],
    scores: Scores,
    provisional: NDArray[Any],
    first: NDArray[Any] | None = None,
) -> "pd.DataFrame":
    """Return what is counted of n structures, one a row.

    Args:
        questionnaire: what was asked.
        types, departments: (n,) rank of the option in its profile field, -1 where not told.
        status: (n, Q) `Status` of each answer.
        scores: what the kernel says of them.
        provisional: (n,) whether it is not known to have finished.
        first: (n, 6) ranks of the first actions of each plan, -1 where there are fewer; None where
            no plan was made.

    Raises:
        ValueError: a type or a department is none of the questionnaire.

    """
    import pandas as pd

    for codes, size in zip((types, departments), _groups(questionnaire), strict=True):
        if codes.size and not (codes.min() >= -1 and codes.max() < size):
            raise ValueError(f"group ranks go from -1 to {size - 1}")

    def by_part(name: str) -> NDArray[Any]:
        return np.column_stack([getattr(scores.dimensions, name), getattr(scores.overall, name)])

    blocks = {
        "types": types,
        "departments": departments,
        "provisional": provisional,
        "tenths": by_part("tenths"),
        "levels": by_part("level"),
        "held": by_part("level") < by_part("raw_level"),
        "to_confirm": by_part("to_confirm"),
        "known": by_part("known_tenths"),
        "reasons": scores.reason,
        "blocking_questions": scores.blocking_questions,
        "blocking_dimensions": scores.blocking_dimensions,
        "own_blockers": scores.dimension_blockers,
        "states": status,
    }
    if first is not None:
        blocks["first"] = first
    return pd.concat({name: pd.DataFrame(block) for name, block in blocks.items()}, axis=1)


def counts_of(questionnaire: Questionnaire, figures: "pd.DataFrame") -> Counts:
    """Return the counts of n structures, whose figures are those of `figures_of`."""
    counts = Counts.of(questionnaire)
    told: dict[str, NDArray[Any]] = {
        name: figures[name].to_numpy() for name in figures.columns.unique(0)
    }
    for name in ("held", "to_confirm", "provisional", *_BLOCKERS):
        getattr(counts, name)[:] = told[name].sum(axis=0)
    counts.known[:] = np.stack([told["known"].clip(0).sum(0), (told["known"] >= 0).sum(0)], axis=1)
    # A rank of -1, « not told » or « none », is counted in the last place.
    for name in ("levels", "reasons", "states"):
        _tally(getattr(counts, name), np.arange(told[name].shape[1]), told[name])
    types, departments, tenths = told["types"], told["departments"], told["tenths"]
    _tally(counts.scores_by_type, types, np.arange(tenths.shape[1]), tenths)
    _tally(counts.scores_by_department, departments, np.arange(tenths.shape[1]), tenths)
    if "first" in told:
        _tally(counts.planned_by_type, types)
        _tally(counts.planned_by_department, departments)
        row, place = np.nonzero(told["first"] >= 0)
        action = told["first"][row, place]
        _tally(counts.first_by_type, types[row, 0], action)
        _tally(counts.first_by_department, departments[row, 0], action)
        _tally(counts.places, action, place)
    return counts


def _tally(counts: Numbers, *ranks: NDArray[Any]) -> None:
    np.add.at(counts, ranks, 1)


def _groups(questionnaire: Questionnaire) -> tuple[int, int]:
    """Return the number of types and of departments, « not told » included."""
    known = questionnaire.field
    types, departments = (
        len(known[name].options) + 1 if name in known else 1
        for name in (TYPE_FIELD, DEPARTMENT_FIELD)
    )
    return types, departments
