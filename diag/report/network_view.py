"""The view of a network: every string and every coordinate that its page prints.

Same rule as `view.py`: templates hold no arithmetic, Markdown and HTML tell the same facts. No
structure is named here, and nothing ranks them.
"""

from dataclasses import dataclass

from diag.report.parts import Part
from diag.report.view import TermView


@dataclass(frozen=True)
class Strip(Part):
    """Where scores lie on an axis of 100 units; the text says it to who does not see it.

    `box` holds the middle half of the structures, `wide` eight in ten (empty when they are few).
    """

    wide: str
    wide_span: str
    box: str
    box_span: str
    median: str
    text: str


@dataclass(frozen=True)
class Segment(Part):
    """One level in a stacked bar of 100 units; the level is 0 to 4, or `none`."""

    level: str
    start: str
    span: str


@dataclass(frozen=True)
class Stack(Part):
    """Levels side by side, and their text."""

    segments: tuple[Segment, ...]
    text: str


@dataclass(frozen=True)
class Share(Part):
    """A number of structures and, where they are enough, its percentage."""

    number: str
    share: str
    text: str  # both: `412 (29 %)`


@dataclass(frozen=True)
class ScoreRow(Part):
    """Scores of one axis, or of the whole; `reason` replaces them when structures are too few."""

    title: str
    strip: Strip | None
    median: str
    middle: str
    wide: str
    number: str
    reason: str


@dataclass(frozen=True)
class LevelRow(Part):
    """Levels of one axis, or of the whole: 0 to 4, then not scored; `reason` as in `ScoreRow`."""

    title: str
    stack: Stack | None
    cells: tuple[Share, ...]
    reason: str


@dataclass(frozen=True)
class Heading(Part):
    """Heading of a narrow column: a phone shows its mark, explained above the table."""

    title: str
    mark: str


@dataclass(frozen=True)
class Cell(Part):
    """One figure on a ground; `shade` goes from 0 (light) to 9, and is empty without a figure."""

    text: str
    shade: str


@dataclass(frozen=True)
class GroupRow(Part):
    """Medians of one group of structures."""

    title: str
    number: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class GroupTable(Part):
    """Medians by type or by department; `few` names the groups too small for one."""

    title: str
    rows: tuple[GroupRow, ...]
    few: str


@dataclass(frozen=True)
class BlockerRow(Part):
    """A question, or an axis, and the structures whose level it holds."""

    title: str
    axis: str
    overall: Share
    own: Share
    bar: str


@dataclass(frozen=True)
class UnknownRow(Part):
    """A question and the structures that do not know its answer."""

    title: str
    axis: str
    unknown: Share
    known: str
    bar: str


@dataclass(frozen=True)
class ActionRow(Part):
    """An action and the structures that have it among their first ones."""

    title: str
    origin: str
    family: str
    first: Share
    bar: str
    where: tuple[str, ...]


@dataclass(frozen=True)
class WorkshopRow(Part):
    """An action of PRINT and the structures waiting for it, by department."""

    title: str
    duration: str
    first: Share
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class CoverageRow(Part):
    """How far one axis, or the whole, could be scored."""

    title: str
    coverage: str
    scored: Share
    reasons: tuple[str, ...]
    to_confirm: Share


@dataclass(frozen=True)
class FileName:
    """Name of a file, as its owner typed it: not a part that takes French spaces."""

    text: str


@dataclass(frozen=True)
class Point(Part):
    """One line of the summary; `place` is the section that says more."""

    label: str
    text: str
    place: str


@dataclass(frozen=True)
class NetworkView(Part):
    """One page, whole. An empty tuple is a section that has nothing to say."""

    title: str
    questionnaire: str
    meta: tuple[str, ...]
    source: FileName
    stamp: str
    warning: str
    headline: str
    points: tuple[Point, ...]
    population: str
    ticks: tuple[str, ...]
    scores: tuple[ScoreRow, ...]
    legend: tuple[tuple[str, str], ...]  # level, title
    levels: tuple[LevelRow, ...]
    headings: tuple[Heading, ...]
    groups_note: str
    groups: tuple[GroupTable, ...]
    blockers_note: str
    blockers: tuple[BlockerRow, ...]
    unknown_note: str
    unknown: tuple[UnknownRow, ...]
    actions_note: str
    actions: tuple[ActionRow, ...]
    workshops_note: str
    departments: tuple[str, ...]
    workshops: tuple[WorkshopRow, ...]
    coverage_note: str
    coverage: tuple[CoverageRow, ...]
    silent: tuple[str, ...]
    method: tuple[tuple[str, str], ...]
    glossary: tuple[TermView, ...]
    footer: str
