"""A release: what is published of the others, and nothing else (M16-M18).

Everything here may be printed. A cell is a group of structures crossed by region, department, type
and size; it tells its size class and quantiles, never a count, a mean, a minimum or a maximum.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from diag.questionnaire.questionnaire_model import (
    DEPARTMENT_FIELD,
    TYPE_FIELD,
    Option,
    ProfileField,
    Questionnaire,
)
from diag.scoring import METHOD
from diag.scoring.form import Form

OVERALL = "global"
"""Name of the measure of the whole, beside those of the dimensions."""
MAX_SOURCE = 5_000
"""Characters that say whose visits these are, at most."""
SECRET = "s"  # noqa: S105 - statistical secrecy, no password
CLASSES = ("5-9", "10-19", "20-49", "50-99", "100+")
"""Size classes of a published cell, from the smallest (M18)."""
ANSWERS = ("0", "1", "2", "3", "4", "NSP")
"""Answers whose shares are published: the levels, and « ne sait pas » (M17)."""

CellKey = tuple[str, str, str, str]
"""Region, department, type and size of a cell; an empty text is not crossed."""
NATIONAL: CellKey = ("", "", "", "")


@dataclass(frozen=True)
class Quantiles:
    """Published numbers of one measure in one cell; None where M16 does not allow them."""

    median: int | None = None
    q1: int | None = None
    q3: int | None = None
    deciles: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Cell:
    """One group of structures.

    Attributes:
        region, departement, type, taille: ids; empty where the cell is not crossed by it.
        size_class: one of `CLASSES`; empty when the cell is secret.
        secret: printed « s », never 0 and never empty.
        measures: by dimension id, then `global`; empty when secret.
        levels: shares of the levels 0-4 in %, by measure; a measure that has none is left out.

    """

    region: str = ""
    departement: str = ""
    type: str = ""
    taille: str = ""
    size_class: str = ""
    secret: bool = False
    measures: Mapping[str, Quantiles] = field(default_factory=dict)
    levels: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def key(self) -> CellKey:
        """What the cell is crossed by."""
        return (self.region, self.departement, self.type, self.taille)


@dataclass(frozen=True)
class Asked:
    """What a release remembers of one question, so that another version can be compared to it."""

    id: str
    dimension: str
    scale: int
    weight: int
    core: bool


@dataclass(frozen=True)
class Content:
    """What a release remembers of the questionnaire that its structures answered.

    Attributes:
        questions: every scored question, in the order it is asked.
        dimensions: weight of each dimension id, in the order they are asked.
        departments: region of each department that has one.
        types, sizes: ids of the types of structure and of the size classes.

    """

    questions: tuple[Asked, ...]
    dimensions: Mapping[str, int]
    departments: Mapping[str, str]
    types: tuple[str, ...]
    sizes: tuple[str, ...]

    @property
    def regions(self) -> tuple[str, ...]:
        """Regions, in the order of their first department."""
        return tuple(dict.fromkeys(self.departments.values()))

    @property
    def measures(self) -> tuple[str, ...]:
        """Ids of the dimensions, then that of the whole."""
        return (*self.dimensions, OVERALL)


Parts = tuple[int | None, ...]
"""Share of each of `ANSWERS`, in %; None for a level that the question does not admit."""
Shares = Mapping[tuple[CellKey, str], Parts]
"""What structures answered, by cell and question id (M17)."""


@dataclass(frozen=True)
class Release:
    """Everything that is published at one date.

    Attributes:
        date: of the release, `AAAA-MM-JJ`.
        source: whose visits these are, in French.
        questionnaire, version, hash: what was asked.
        form: `express` or `complete`, the same for all (M2).
        period: months of the first and last visit, `AAAA-MM`.
        synthetic: the data are invented; every page that uses them says so (M18).
        cells: published and secret cells; `rows.in_order` gives the order they are written in.
        shares: what structures answered.
        content: None until the release is written: `write_release` is given the questionnaire.
        method: that the scores were computed with.

    """

    date: str
    source: str
    questionnaire: str
    version: str
    hash: str
    period: tuple[str, str]
    synthetic: bool
    cells: tuple[Cell, ...]
    shares: Shares = field(default_factory=dict)
    content: Content | None = None
    form: Form = "complete"
    method: int = METHOD


def content_of(questionnaire: Questionnaire) -> Content:
    """Return what a release remembers of a questionnaire."""
    return Content(
        questions=tuple(
            Asked(q.id, questionnaire.dimension_of[q.id].id, q.scale, q.weight, q.core)
            for q in questionnaire.questions
        ),
        dimensions={d.id: d.weight for d in questionnaire.dimensions},
        departments=regions_of(questionnaire),
        types=tuple(o.id for o in _options(questionnaire.field.get(TYPE_FIELD))),
        sizes=tuple(size.id for size in questionnaire.header.sizes),
    )


def regions_of(questionnaire: Questionnaire) -> dict[str, str]:
    """Return the region of each department; « autre » has none, and counts in no region."""
    options = _options(questionnaire.field.get(DEPARTMENT_FIELD))
    return {o.id: o.region for o in options if o.region is not None}


def _options(asked: ProfileField | None) -> list[Option]:
    return asked.options if asked else []
