"""Random networks for the tests: plausible answers and plans, always the same for a seed."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import numpy as np

from diag.planning.order import PLACES
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.report.network_counts import Ahead, Counts, counts_of, figures_of
from diag.report.network_view import Network
from diag.scoring.kernel import Measures, Scores, score
from diag.scoring.rubric import Rubric

DATE = datetime.date(2026, 11, 3)


@dataclass
class Rows:
    """The arguments of `figures_of`, for n structures."""

    questionnaire: Questionnaire
    types: Any
    departments: Any
    values: Any
    status: Any
    provisional: Any
    first: Any
    quarters: Any

    @property
    def scores(self) -> Scores:
        return score(Rubric.of(self.questionnaire), self.values, self.status)

    def part(self, rows: Any) -> "Rows":
        """Return some of the rows."""
        arrays = {f.name: getattr(self, f.name)[rows].copy() for f in fields(self)[1:]}
        return Rows(self.questionnaire, **arrays)

    def counts(self, planned: bool = True) -> Counts:
        """Return the counts of the rows, all together."""
        return counts_of(self.questionnaire, self.figures(planned))

    def figures(self, planned: bool = True) -> Any:
        """Return what is counted of each row."""
        told = (self.types, self.departments, (self.values, self.status), self.scores)
        ahead = Ahead(self.first, self.quarters) if planned else None
        return figures_of(self.questionnaire, *told, self.provisional, ahead)

    def network(self, planned: bool = True, **more: Any) -> Network:
        """Return the network of the rows, all of them read and kept."""
        more = {"date": DATE, "read": len(self.types), **more}
        return Network(self.questionnaire, self.counts(planned), **more)


def rows(questionnaire: Questionnaire, structures: int, seed: int = 1) -> Rows:
    """Return random structures: some answer little, some do not tell their type or department."""
    random = np.random.default_rng(seed)
    questions, actions = len(questionnaire.questions), len(questionnaire.actions)
    shape = (structures, questions)
    skill = random.normal(0, 0.6, (structures, 1)) - random.normal(0, 0.6, questions)
    values = np.clip(np.rint(1.7 + skill + random.normal(0, 0.8, shape)), 0, 4)
    status = random.choice(5, shape, p=[0.9, 0.05, 0.02, 0.02, 0.01])
    silent = (random.random((structures, 1)) < 0.05) & (random.random(shape) < 0.5)
    first = np.argsort(random.random((structures, max(actions, PLACES))), axis=1)[:, :PLACES]
    first = np.where(first < actions, first, -1)
    first = np.take_along_axis(first, np.argsort(first < 0, axis=1, kind="stable"), axis=1)
    return Rows(
        questionnaire,
        types=random.integers(-1, _options(questionnaire, "structure_type"), structures),
        departments=random.integers(-1, _options(questionnaire, "department"), structures),
        values=values.astype(np.int8),
        status=np.where(silent, 3, status).astype(np.int8),
        provisional=random.random(structures) < 0.05,
        first=first.astype(np.int16),
        quarters=random.integers(0, 5, first.shape),
    )


def _options(questionnaire: Questionnaire, field: str) -> int:
    known = questionnaire.field
    return len(known[field].options) if field in known else 0


def parts(scores: Scores) -> list[Measures]:
    """Return the measures of each dimension, then of the whole."""
    names = [f.name for f in fields(Measures)]
    columns = range(scores.dimensions.tenths.shape[1])
    own = [Measures(**{n: getattr(scores.dimensions, n)[:, d] for n in names}) for d in columns]
    return [*own, scores.overall]


def strings(part: Any, but: Callable[[Any, str], bool] = lambda part, name: False) -> Iterator[str]:
    """Yield every string of a view, except those of the fields for which `but(part, name)` holds."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from strings(item, but)
    elif is_dataclass(part):
        for field in fields(part):
            if not but(part, field.name):
                yield from strings(getattr(part, field.name), but)
