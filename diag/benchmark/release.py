"""A release: what is published of the others, and nothing else (M16-M18).

Everything here may be printed. A cell is a node of the tree of groups; it tells, for each measure, a
size class, quantiles, and the share of each level in tenths; never a count, a mean, a minimum or a
maximum.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from diag.benchmark.group_tree import COUNTRY, Node
from diag.questionnaire.questionnaire_model import (
    DEPARTMENT_FIELD,
    TYPE_FIELD,
    Flag,
    Identifier,
    Model,
    Option,
    ProfileField,
    Prose,
    QuestionId,
    Questionnaire,
)
from diag.scoring import METHOD
from diag.scoring.rubric import Form

OVERALL = "global"
"""Name of the measure of the whole, beside those of the dimensions."""
MAX_SOURCE = 5_000
"""Characters that say whose visits these are, at most."""
SECRET = "s"  # noqa: S105 - statistical secrecy, no password
_FROM = {"6-9": 6, "10-19": 10, "20-49": 20, "50-99": 50, "100+": 100}
FEWEST = min(_FROM.values())
"""Structures of a published group, at least."""
CLASSES = tuple(_FROM)
"""Size classes of what is published, from the smallest (M18)."""
SHARED = CLASSES[2:]
"""Classes of the groups whose shares may be told: 20 structures beside the largest organisation."""

Tenths = tuple[int, ...]
"""Share of each level, in tenths from 1, « au plus 1 sur 10 », to 9, « au moins 9 sur 10 » (M17)."""


def size_class(n: int) -> str:
    """Return how the size of a published group is told (M18)."""
    return [name for name, start in _FROM.items() if n >= start][-1]


@dataclass(frozen=True)
class Quantiles:
    """Published numbers of one measure in one cell; None where its size class does not allow them."""

    size_class: str
    median: int
    q1: int | None = None
    q3: int | None = None
    deciles: tuple[int, ...] | None = None

    @property
    def step(self) -> int:
        """Points to which the numbers are rounded."""
        return 1 if self.size_class in CLASSES[3:] else 5

    @property
    def finest(self) -> tuple[int, ...]:
        """Nine deciles, three quartiles or the median: the finest quantiles that are told."""
        if self.q1 is None or self.q3 is None:
            return (self.median,)
        return self.deciles or (self.q1, self.median, self.q3)


@dataclass(frozen=True)
class Cell:
    """One node of the tree of groups, its ids empty below its depth; a measure left out is « s »."""

    region: str = ""
    type: str = ""
    departement: str = ""
    measures: Mapping[str, Quantiles] = field(default_factory=dict)
    levels: Mapping[str, Tenths] = field(default_factory=dict)

    @classmethod
    def of(
        cls, node: Node, measures: Mapping[str, Quantiles] | None = None, levels: Mapping[str, Tenths] | None = None
    ) -> "Cell":
        """Return the cell of a node; secret where nothing is told of it."""
        region, kind, department = (*node, "", "", "")[:3]
        return cls(region, kind, department, measures or {}, levels or {})

    @property
    def node(self) -> Node:
        """Region, type, département: as many as the node is deep."""
        return tuple(filter(None, (self.region, self.type, self.departement)))

    @property
    def secret(self) -> bool:
        """Whether nothing of it is published."""
        return not self.measures

    @property
    def shared(self) -> bool:
        """Whether its shares may be told: a measure of it is of a class that allows them."""
        return any(told.size_class in SHARED for told in self.measures.values())

    @property
    def size_class(self) -> str:
        """Size class of the structures with a global score, else of those with another."""
        told = self.measures.get(OVERALL) or next(iter(self.measures.values()), None)
        return told.size_class if told else ""


class Asked(Model):
    """What a release remembers of one question, so that another version can be compared to it."""

    id: QuestionId
    dimension: Identifier
    scale: int = Field(ge=1)
    weight: int = Field(ge=1, le=3)
    core: Flag


class Content(Model):
    """What a release remembers of the questionnaire that its structures answered."""

    questions: tuple[Asked, ...] = Field(min_length=1)
    dimensions: dict[Identifier, Annotated[int, Field(ge=0, le=9)]] = Field(min_length=1)  # weights
    departments: dict[Identifier, Prose]  # their regions
    types: tuple[Identifier, ...]

    @property
    def regions(self) -> tuple[str, ...]:
        """Regions, in the order of their first department."""
        return tuple(dict.fromkeys(self.departments.values()))

    @property
    def measures(self) -> tuple[str, ...]:
        """Ids of the dimensions, then that of the whole."""
        return (*self.dimensions, OVERALL)

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Every node that structures may be in, from the country down."""
        regions = [(region,) for region in self.regions]
        types = [(*region, kind) for region in regions for kind in self.types]
        places = [(*t, d) for t in types for d, home in self.departments.items() if home == t[0]]
        return (COUNTRY, *regions, *types, *places)


@dataclass(frozen=True)
class Release:
    """Everything that is published of one period."""

    date: str  # `AAAA-MM-JJ`
    source: str  # whose visits these are, in French
    questionnaire: str
    version: str
    hash: str
    period: tuple[str, str]  # first and last month covered, `AAAA-MM`
    synthetic: bool  # the data are invented; every page that uses them says so (M18)
    content: Content
    cells: tuple[Cell, ...]  # every node, secret or not, in the order of `content.nodes`
    shares: Mapping[tuple[Node, str], tuple[int | None, ...]] = field(default_factory=dict)
    """What structures answered, by node and question; None for a level that it does not admit."""
    form: Form = "complete"
    method: int = METHOD


def content_of(questionnaire: Questionnaire) -> Content:
    """Return what a release remembers of a questionnaire."""
    return Content(
        questions=tuple(
            Asked(id=q.id, dimension=d.id, scale=q.scale, weight=q.weight, core=q.core)
            for d in questionnaire.dimensions
            for q in d.questions
        ),
        dimensions={d.id: d.weight for d in questionnaire.dimensions},
        departments=regions_of(questionnaire),
        types=tuple(o.id for o in _options(questionnaire.field.get(TYPE_FIELD))),
    )


def regions_of(questionnaire: Questionnaire) -> dict[str, str]:
    """Return the region of each department; « autre » has none, and counts in no region."""
    options = _options(questionnaire.field.get(DEPARTMENT_FIELD))
    return {o.id: o.region for o in options if o.region is not None}


def _options(asked: ProfileField | None) -> list[Option]:
    return asked.options if asked else []
