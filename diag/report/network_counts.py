"""What the page of a network says of many structures: counts, and nothing that names one of them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from diag.planning.plan import QUARTERS
from diag.planning.strengths import STRONG
from diag.questionnaire.questionnaire_model import DEPARTMENT_FIELD, TYPE_FIELD, Format, Questionnaire, Support
from diag.scoring.kernel import Scores
from diag.scoring.rubric import Status

if TYPE_CHECKING:  # the other pages that read these counts do without pandas
    import pandas as pd

Numbers = NDArray[np.int64]
TENTHS = 1001  # the scores 0.0 to 100.0; the bin after them is « no score »
LEVELS = 5
LATER = QUARTERS
"""Rank that stands for « not within the year » among the quarters."""


@dataclass(frozen=True, eq=False)
class Counts:
    """Counts of structures: T types, P departments, D dimensions, Q questions, A actions.

    They have the same size for one structure or a million, and those of parts add up, in any order.
    Arrays « by type » have T + 1 rows and those by department P + 1: the last is « not told ».
    Arrays of D + 1 rows are those of the dimensions, then of the whole.
    """

    scores_by_type: Numbers  # (T + 1, D + 1, 1002) in tenths; the last bin is « no score »
    levels: Numbers  # (D + 1, 6) levels 0 to 4 with their gates (M10), then « no level »
    provisional: Numbers  # (1,) not known to have finished (M2)
    answers: Numbers  # (Q, 9) levels 0 to 4 of who answered, then each other `Status` in its order
    planned: Numbers  # (1,) whose plan was given
    starts: Numbers  # (P + 1, A, 5) with the action among the first six, by quarter of its start
    hosts: Numbers  # (P + 1,) whose professionals already do what the partner brings
    to_call: Numbers  # (P + 1,) that begin with the workshop, where nobody does it yet

    @classmethod
    def of(cls, questionnaire: Questionnaire) -> "Counts":
        """Return the counts of nobody, in the order of the options and questions."""
        types, departments = _groups(questionnaire)
        parts = len(questionnaire.dimensions) + 1
        shapes = {
            "scores_by_type": (types, parts, TENTHS + 1),
            "levels": (parts, LEVELS + 1),
            "provisional": (1,),
            "answers": (len(questionnaire.questions), LEVELS + len(Status) - 1),
            "planned": (1,),
            "starts": (departments, len(questionnaire.actions), QUARTERS + 1),
            "hosts": (departments,),
            "to_call": (departments,),
        }
        return cls(**{name: np.zeros(shape, np.int64) for name, shape in shapes.items()})

    def __add__(self, other: "Counts") -> "Counts":
        """Return the counts of these structures and of others, of the same questionnaire."""
        return Counts(**{name: mine + getattr(other, name) for name, mine in vars(self).items()})

    @property
    def structures(self) -> int:
        """Number of structures counted."""
        return int(self.scores_by_type[:, 0].sum())


@dataclass(frozen=True, eq=False)
class Ahead:
    """How n plans begin: (n, 6) ranks of the first actions, -1 where there are fewer, and their quarters.

    A quarter counts from 0; it is `LATER` where the year does not hold the action.
    """

    first: NDArray[Any]
    quarters: NDArray[Any]


def figures_of(
    questionnaire: Questionnaire,
    types: NDArray[Any],
    departments: NDArray[Any],
    answers: tuple[NDArray[Any], NDArray[Any]],
    scores: Scores,
    provisional: NDArray[Any],
    ahead: Ahead | None = None,
) -> "pd.DataFrame":
    """Return what is counted of n structures, one a row.

    Args:
        types, departments: (n,) rank of the option in its profile field, -1 where not told.
        answers: (n, Q) level, then (n, Q) `Status`, of each answer.
        provisional: (n,) whether it is not known to have finished.
        ahead: how each plan begins; None where no plan was made.

    Raises:
        ValueError: a type or a department is none of the questionnaire.
    """
    import pandas as pd

    for codes, size in zip((types, departments), _groups(questionnaire), strict=True):
        if codes.size and not (codes.min() >= -1 and codes.max() < size):
            raise ValueError(f"group ranks go from -1 to {size - 1}")

    def by_part(name: str) -> NDArray[Any]:
        return np.column_stack([getattr(scores.dimensions, name), getattr(scores.overall, name)])

    values, status = answers
    blocks = {
        "types": types,
        "departments": departments,
        "provisional": provisional,
        "tenths": by_part("tenths"),
        "levels": by_part("level"),
        "answers": np.where(status == Status.ANSWERED, values, status + np.int8(LEVELS - 1)),
    }
    if ahead is not None:
        blocks |= {"first": ahead.first, "quarters": ahead.quarters}
    return pd.concat({name: pd.DataFrame(block) for name, block in blocks.items()}, axis=1)


def counts_of(questionnaire: Questionnaire, figures: "pd.DataFrame") -> Counts:
    """Return the counts of n structures, whose figures are those of `figures_of`."""
    counts = Counts.of(questionnaire)
    told: dict[str, NDArray[Any]] = {name: figures[name].to_numpy() for name in figures.columns.unique(0)}
    counts.provisional[:] = told["provisional"].sum(axis=0)
    # A rank of -1, « not told » or « none », is counted in the last place.
    for name in ("levels", "answers"):
        _tally(getattr(counts, name), np.arange(told[name].shape[1]), told[name])
    types, departments, tenths = told["types"], told["departments"][:, 0], told["tenths"]
    _tally(counts.scores_by_type, types, np.arange(tenths.shape[1]), tenths)
    _tally(counts.hosts, departments[_doing(questionnaire, told["answers"])[0]])
    if "first" in told:
        counts.planned[:] = len(figures)
        row, place = np.nonzero(told["first"] >= 0)
        _tally(counts.starts, departments[row], told["first"][row, place], told["quarters"][row, place])
        _tally(counts.to_call, departments[to_call(questionnaire, told["first"], told["answers"])])
    return counts


def to_call(questionnaire: Questionnaire, first: NDArray[Any], answers: NDArray[Any]) -> NDArray[np.bool_]:
    """Return (n,) whether a structure begins with the workshop, and nobody there does it yet.

    `first` (n, 6) and `answers` (n, Q) are as in the figures.
    """
    main = next(iter(workshops(questionnaire)), None)
    if main is None or not questionnaire.partner:
        return np.zeros(len(first), bool)
    found: NDArray[np.bool_] = (first[:, 0] == main) & _doing(questionnaire, answers)[1]
    return found


def workshops(questionnaire: Questionnaire) -> tuple[int, ...]:
    """Return the ranks of the actions that the partner carries, the one of its first format first.

    Without a partner in the questionnaire, those whose origin is PRINT.
    """
    ranks = {action.id: rank for rank, action in enumerate(questionnaire.actions)}
    partner = questionnaire.partner
    if partner is None:
        return tuple([ranks[a.id] for a in questionnaire.actions if a.origin == "print"])
    offers: list[Format | Support] = [*partner.formats, *partner.supports]
    return tuple(dict.fromkeys(ranks[name] for offer in offers for name in offer.actions))


def sign_rank(questionnaire: Questionnaire) -> int:
    """Return the rank of the question that says that a structure does without the partner.

    Raises:
        ValueError: the questionnaire has no partner.
    """
    if questionnaire.partner is None:
        raise ValueError("this questionnaire names no partner")
    return [question.id for question in questionnaire.questions].index(questionnaire.partner.sign_question)


def _doing(questionnaire: Questionnaire, answers: NDArray[Any]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return (n,) who does without the partner what it brings, and (n,) who is known not to."""
    if questionnaire.partner is None:
        nobody = np.zeros(len(answers), bool)
        return nobody, nobody
    levels = answers[:, sign_rank(questionnaire)]
    return (levels >= STRONG) & (levels < LEVELS), levels < STRONG


def _tally(counts: Numbers, *ranks: NDArray[Any]) -> None:
    np.add.at(counts, ranks, 1)


def _groups(questionnaire: Questionnaire) -> tuple[int, int]:
    """Return the number of types and of departments, « not told » included."""
    types, departments = map(questionnaire.field.get, (TYPE_FIELD, DEPARTMENT_FIELD))
    return len(types.options) + 1 if types else 1, len(departments.options) + 1 if departments else 1
