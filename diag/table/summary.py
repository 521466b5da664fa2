"""What remains of many structures once their rows are gone: counts, and nothing else.

A summary has the same size for one structure or five million. It only holds whole numbers, so that
summaries of parts add up to the summary of the whole, whatever the parts and their order.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.planning.order import PLACES
from diag.questionnaire.questionnaire_model import DEPARTMENT_FIELD, TYPE_FIELD, Questionnaire
from diag.scoring.kernel import Measures, Reason, Scores
from diag.scoring.rubric import Status

Counts = NDArray[np.int64]
Codes = NDArray[Any]

TENTHS = 1001  # the scores 0.0 to 100.0; the bin after them is « no score »
_LEVELS = 5


@dataclass(eq=False)
class Summary:
    """Counts of structures: T types, P departments, D dimensions, Q questions, A actions.

    Arrays « by type » have T + 1 rows and those by department P + 1: the last is « not told ».
    Arrays « by part » have D + 1 rows: the dimensions, then the whole.

    Attributes:
        scores_by_type: (T + 1, D + 1, 1002) scores in tenths; the last bin is « no score ».
        scores_by_department: (P + 1, D + 1, 1002), the same.
        levels: (D + 1, 6) by part, levels 0 to 4 with their gates (M10), then « no level ».
        held: (D + 1,) by part, structures whose level is below that of their score (M10).
        to_confirm: (D + 1,) by part, scores to confirm (M5).
        known: (D + 1, 2) by part, sum of the known shares in tenths of a percent, and their number.
        reasons: (D, 5) `Reason` of each dimension.
        blocking_questions, blocking_dimensions: (Q,), (D,) structures whose whole each holds (M10).
        own_blockers: (Q,) structures whose dimension each question holds (M10).
        provisional: (1,) structures not known to have finished (M2).
        states: (Q, 5) `Status` of each question.
        planned_by_type, planned_by_department: structures whose plan was given.
        first_by_type, first_by_department: (T + 1, A), (P + 1, A) structures that have each action
            among the first six of their plan.
        places: (A, 6) structures that have each action at each of the first six places.

    """

    scores_by_type: Counts
    scores_by_department: Counts
    levels: Counts
    held: Counts
    to_confirm: Counts
    known: Counts
    reasons: Counts
    blocking_questions: Counts
    blocking_dimensions: Counts
    own_blockers: Counts
    provisional: Counts
    states: Counts
    planned_by_type: Counts
    planned_by_department: Counts
    first_by_type: Counts
    first_by_department: Counts
    places: Counts

    @classmethod
    def of(cls, questionnaire: Questionnaire) -> "Summary":
        """Return the empty summary of a questionnaire, in the order of its options and questions.

        A questionnaire without the profile fields `structure_type` and `department` has only
        structures that do not tell them.
        """
        sizes = [
            len(questionnaire.field[name].options) if name in questionnaire.field else 0
            for name in (TYPE_FIELD, DEPARTMENT_FIELD)
        ]
        types, departments = (size + 1 for size in sizes)
        dimensions, questions = len(questionnaire.dimensions), len(questionnaire.questions)
        parts, actions = dimensions + 1, len(questionnaire.actions)

        def zeros(*shape: int) -> Counts:
            return np.zeros(shape, np.int64)

        return cls(
            scores_by_type=zeros(types, parts, TENTHS + 1),
            scores_by_department=zeros(departments, parts, TENTHS + 1),
            levels=zeros(parts, _LEVELS + 1),
            held=zeros(parts),
            to_confirm=zeros(parts),
            known=zeros(parts, 2),
            reasons=zeros(dimensions, len(Reason)),
            blocking_questions=zeros(questions),
            blocking_dimensions=zeros(dimensions),
            own_blockers=zeros(questions),
            provisional=zeros(1),
            states=zeros(questions, len(Status)),
            planned_by_type=zeros(types),
            planned_by_department=zeros(departments),
            first_by_type=zeros(types, actions),
            first_by_department=zeros(departments, actions),
            places=zeros(actions, PLACES),
        )

    def add(
        self,
        types: Codes,
        departments: Codes,
        status: Codes,
        scores: Scores,
        provisional: Codes,
        first: Codes | None = None,
    ) -> None:
        """Count n structures.

        Args:
            types, departments: (n,) rank of the option in its profile field, -1 where not told.
            status: (n, Q) `Status` of each answer.
            scores: what the kernel says of them.
            provisional: (n,) whether it is not known to have finished.
            first: (n, 6) ranks of the first actions of each plan, -1 where there are fewer; None
                where no plan was made.

        """
        types = _groups(types, len(self.scores_by_type))
        departments = _groups(departments, len(self.scores_by_department))
        self._add_scores(types, departments, scores)
        self._add_reliability(scores)
        self.blocking_questions += scores.blocking_questions.sum(axis=0)
        self.blocking_dimensions += scores.blocking_dimensions.sum(axis=0)
        self.own_blockers += scores.dimension_blockers.sum(axis=0)
        self.provisional += np.count_nonzero(provisional)
        self.states += np.stack([(status == state.value).sum(axis=0) for state in Status], axis=1)
        if first is not None:
            self._add_plans(types, departments, first)

    @property
    def structures(self) -> int:
        """Number of structures counted."""
        return int(self.scores_by_type[:, 0].sum())

    def merge(self, other: "Summary") -> None:
        """Add the counts of other structures, of the same questionnaire."""
        for field in fields(self):
            getattr(self, field.name)[...] += getattr(other, field.name)

    def _add_scores(
        self, types: NDArray[np.intp], departments: NDArray[np.intp], scores: Scores
    ) -> None:
        for part, measures in enumerate(_parts(scores)):
            bins = np.where(measures.tenths < 0, TENTHS, measures.tenths).astype(np.intp)
            self.scores_by_type[:, part] += _by_group(types, bins, self.scores_by_type)
            self.scores_by_department[:, part] += _by_group(
                departments, bins, self.scores_by_department
            )

    def _add_reliability(self, scores: Scores) -> None:
        for part, measures in enumerate(_parts(scores)):
            # No level, -1, becomes the last bin.
            levels = measures.level % (_LEVELS + 1)
            self.levels[part] += np.bincount(levels, minlength=_LEVELS + 1)
            self.held[part] += np.count_nonzero(measures.level < measures.raw_level)
            self.to_confirm[part] += np.count_nonzero(measures.to_confirm)
            told = measures.known_tenths[measures.known_tenths >= 0]
            self.known[part] += int(told.sum()), len(told)
        for rank, reasons in enumerate(scores.reason.T):
            self.reasons[rank] += np.bincount(reasons, minlength=len(Reason))

    def _add_plans(
        self, types: NDArray[np.intp], departments: NDArray[np.intp], first: Codes
    ) -> None:
        self.planned_by_type += np.bincount(types, minlength=len(self.planned_by_type))
        self.planned_by_department += np.bincount(
            departments, minlength=len(self.planned_by_department)
        )
        row, place = np.nonzero(first >= 0)
        action = first[row, place]
        np.add.at(self.first_by_type, (types[row], action), 1)
        np.add.at(self.first_by_department, (departments[row], action), 1)
        np.add.at(self.places, (action, place), 1)


def _groups(codes: Codes, number: int) -> NDArray[np.intp]:
    """Return group ranks in which « not told » is the last."""
    if codes.size and not (codes.min() >= -1 and codes.max() < number):
        raise ValueError(f"group ranks go from -1 to {number - 1}")
    return codes.astype(np.intp) % number


def _parts(scores: Scores) -> Iterator[Measures]:
    """Yield the measures, (n,) arrays, of each dimension, then of the whole."""
    names = [field.name for field in fields(Measures)]
    for rank in range(scores.dimensions.tenths.shape[1]):
        yield Measures(**{name: getattr(scores.dimensions, name)[:, rank] for name in names})
    yield scores.overall


def _by_group(groups: NDArray[np.intp], bins: NDArray[np.intp], counts: Counts) -> Counts:
    """Count the bins of one part, group by group, in the shape (G, bins) of `counts` (G, D, bins)."""
    number, _, width = counts.shape
    return np.bincount(groups * width + bins, minlength=number * width).reshape(number, width)
