"""The view of a release: every string and coordinate that its page prints, ready for the template."""

from dataclasses import dataclass

from diag.report.network_view import Cell, Heading, Stack
from diag.report.parts import Part
from diag.report.position_parts import Spread


@dataclass(frozen=True)
class MeasureRow(Part):
    """Quantiles of one axis, or of the whole, in one group; « s » where they are secret."""

    title: str
    spread: Spread | None
    median: str
    middle: str  # between the quartiles
    wide: str  # between the first and the last decile


@dataclass(frozen=True)
class StackRow(Part):
    """Shares of levels, or of answers: a drawing, then one cell by share."""

    title: str
    text: str  # the question as asked; empty for an axis
    stack: Stack | None
    cells: tuple[str, ...]


@dataclass(frozen=True)
class GroupRow(Part):
    """One published group: its size class, its whole drawn, its medians."""

    title: str
    size: str
    spread: Spread | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class GroupSection(Part):
    """Groups crossed alike; `secret` names those that are not published.

    A folded section is of a finer crossing: it opens on demand.
    """

    title: str
    rows: tuple[GroupRow, ...]
    secret: str
    folded: bool


@dataclass(frozen=True)
class QuestionSection(Part):
    """Answers to the questions of one axis."""

    title: str
    rows: tuple[StackRow, ...]


@dataclass(frozen=True)
class ReleaseView(Part):
    """One page, whole; an empty tuple is a section that has nothing to say."""

    title: str
    questionnaire: str
    meta: tuple[str, ...]
    stamp: str
    demo: str  # the same in short, on each table
    headline: str
    about: tuple[tuple[str, str], ...]
    widest: str
    measures: tuple[MeasureRow, ...]
    level_heads: tuple[str, ...]
    level_names: tuple[str, ...]
    levels: tuple[StackRow, ...]
    headings: tuple[Heading, ...]
    groups: tuple[GroupSection, ...]
    questions_note: str
    answer_heads: tuple[str, ...]
    questions: tuple[QuestionSection, ...]
    protection: tuple[tuple[str, str], ...]
    use: tuple[tuple[str, str], ...]
    footer: str
