"""What remains of many structures once their rows are gone: counts, and nothing else.

A summary has the same size for one structure or five million. It only holds whole numbers, so that
summaries of parts add up to the summary of the whole, whatever the parts and their order.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diag.questionnaire.questionnaire_model import Questionnaire
from diag.scoring.kernel import Measures, Scores

Counts = NDArray[np.int64]
Codes = NDArray[Any]

TENTHS = 1001  # the scores 0.0 to 100.0; the bin after them is « no score »
_LEVELS, _STATES, _REASONS, _FAMILIES = 5, 5, 5, 4


@dataclass(eq=False)
class Summary:
    """Counts of structures: T types, P departments, D dimensions, Q questions, A actions.

    Arrays « by type » have T + 1 rows and those by department P + 1: the last is « not told ».
    Arrays « by part » have D + 1 rows: the dimensions, then the whole.

    Attributes:
        priorities: how many actions of a plan are its first ones (M23).
        scores_by_type: (T + 1, D + 1, 1002) scores in tenths; the last bin is « no score ».
        scores_by_department: (P + 1, D + 1, 1002), the same.
        levels: (D + 1, 6) by part, levels 0 to 4 with their gates (M10), then « no level ».
        held: (D + 1,) by part, structures whose level is below that of their score (M10).
        to_confirm: (D + 1,) by part, scores to confirm (M5).
        coverage: (D + 1, 2) by part, sum of the coverages in tenths of a percent, and their number.
        reasons: (D, 5) `Reason` of each dimension.
        overall_blockers, dimension_blockers: (Q,) structures that each question holds (M10).
        weak_dimensions: (D,) structures whose whole each dimension holds (M10).
        states: (Q, 5) `Status` of each question.
        planned_by_type, planned_by_department: structures whose plan was given.
        first_by_type, first_by_department: (T + 1, A), (P + 1, A) structures that have each action
            among the first of their plan.
        families: (A, 4) the same by family of the action in the plan (M22).

    """

    priorities: int
    scores_by_type: Counts
    scores_by_department: Counts
    levels: Counts
    held: Counts
    to_confirm: Counts
    coverage: Counts
    reasons: Counts
    overall_blockers: Counts
    dimension_blockers: Counts
    weak_dimensions: Counts
    states: Counts
    planned_by_type: Counts
    planned_by_department: Counts
    first_by_type: Counts
    first_by_department: Counts
    families: Counts

    @classmethod
    def of(cls, questionnaire: Questionnaire) -> "Summary":
        """Return the empty summary of a questionnaire, in the order of its options and questions.

        A questionnaire without the profile fields `structure_type` and `department` has only
        structures that do not tell them.
        """
        sizes = [
            len(questionnaire.field[name].options) if name in questionnaire.field else 0
            for name in ("structure_type", "department")
        ]
        types, departments = (size + 1 for size in sizes)
        dimensions, questions = len(questionnaire.dimensions), len(questionnaire.questions)
        parts, actions = dimensions + 1, len(questionnaire.actions)

        def zeros(*shape: int) -> Counts:
            return np.zeros(shape, np.int64)

        return cls(
            priorities=questionnaire.header.planning.priorities,
            scores_by_type=zeros(types, parts, TENTHS + 1),
            scores_by_department=zeros(departments, parts, TENTHS + 1),
            levels=zeros(parts, _LEVELS + 1),
            held=zeros(parts),
            to_confirm=zeros(parts),
            coverage=zeros(parts, 2),
            reasons=zeros(dimensions, _REASONS),
            overall_blockers=zeros(questions),
            dimension_blockers=zeros(questions),
            weak_dimensions=zeros(dimensions),
            states=zeros(questions, _STATES),
            planned_by_type=zeros(types),
            planned_by_department=zeros(departments),
            first_by_type=zeros(types, actions),
            first_by_department=zeros(departments, actions),
            families=zeros(actions, _FAMILIES),
        )

    def add(
        self,
        types: Codes,
        departments: Codes,
        status: Codes,
        scores: Scores,
        ranks: Codes | None = None,
        families: Codes | None = None,
    ) -> None:
        """Count n structures.

        Args:
            types, departments: (n,) rank of the option in its profile field, -1 where not told.
            status: (n, Q) `Status` of each answer.
            scores: what the kernel says of them.
            ranks: (n, A) rank of each action in the plan of the structure, from 0, or -1 where it
                is not proposed; None where no plan was made.
            families: (n, A) rank in `diag.plan.plan.FAMILIES` of the family of each action proposed.

        """
        types = _groups(types, len(self.scores_by_type))
        departments = _groups(departments, len(self.scores_by_department))
        self._add_scores(types, departments, scores)
        self._add_reliability(scores)
        self.overall_blockers += _totals(scores.overall_blockers)
        self.dimension_blockers += _totals(scores.dimension_blockers)
        self.weak_dimensions += _totals(scores.weak_dimensions)
        self.states += _states(status)
        if ranks is not None:
            self._add_plans(types, departments, ranks, families)

    @property
    def structures(self) -> int:
        """Number of structures counted."""
        return int(self.scores_by_type[:, 0].sum())

    def merge(self, other: "Summary") -> None:
        """Add the counts of other structures, of the same questionnaire."""
        for field in fields(self):
            counts = getattr(self, field.name)
            if isinstance(counts, np.ndarray):
                counts += getattr(other, field.name)

    def _add_scores(
        self, types: NDArray[np.intp], departments: NDArray[np.intp], scores: Scores
    ) -> None:
        for part, measures in enumerate(_parts(scores)):
            tenths = np.rint(measures.score * 10)
            bins = np.where(np.isnan(tenths), TENTHS, tenths).astype(np.intp)
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
            given = measures.coverage[~np.isnan(measures.coverage)]
            self.coverage[part] += int(np.rint(given * 10).sum()), len(given)
        for rank, reasons in enumerate(scores.reason.T):
            self.reasons[rank] += np.bincount(reasons, minlength=_REASONS)

    def _add_plans(
        self,
        types: NDArray[np.intp],
        departments: NDArray[np.intp],
        ranks: Codes,
        families: Codes | None,
    ) -> None:
        self.planned_by_type += np.bincount(types, minlength=len(self.planned_by_type))
        self.planned_by_department += np.bincount(
            departments, minlength=len(self.planned_by_department)
        )
        for action, own in enumerate(np.asfortranarray(ranks).T):
            first = np.flatnonzero((own >= 0) & (own < self.priorities))
            for counts, groups in (
                (self.first_by_type, types),
                (self.first_by_department, departments),
            ):
                counts[:, action] += np.bincount(groups[first], minlength=len(counts))
            if families is not None:
                told = families[first, action]
                self.families[action] += np.bincount(told, minlength=_FAMILIES)


def _groups(codes: Codes, number: int) -> NDArray[np.intp]:
    """Return group ranks in which « not told » is the last."""
    if codes.size and not (codes.min() >= -1 and codes.max() < number):
        raise ValueError(f"group ranks go from -1 to {number - 1}")
    return codes.astype(np.intp) % number


def _parts(scores: Scores) -> Iterator[Measures]:
    """Yield the measures, (n,) arrays, of each dimension, then of the whole."""
    names = [field.name for field in fields(Measures)]
    for rank in range(scores.dimensions.score.shape[1]):
        yield Measures(**{name: getattr(scores.dimensions, name)[:, rank] for name in names})
    yield scores.overall


def _by_group(groups: NDArray[np.intp], bins: NDArray[np.intp], counts: Counts) -> Counts:
    """Count the bins of one part, group by group, in the shape (G, bins) of `counts` (G, D, bins)."""
    number, _, width = counts.shape
    return np.bincount(groups * width + bins, minlength=number * width).reshape(number, width)


def _states(status: Codes) -> Counts:
    """Count the statuses of each column: bytes side by side are compared many at a time."""
    counts = np.empty((status.shape[1], _STATES), np.int64)
    for column, codes in enumerate(np.asfortranarray(status).T):
        counts[column] = [np.count_nonzero(codes == state) for state in range(_STATES)]
    return counts


def _totals(mask: NDArray[np.bool_]) -> Counts:
    """Count the true cells of each column."""
    columns = np.asfortranarray(mask).T
    return np.array([np.count_nonzero(column) for column in columns], np.int64)
