"""The view: every string and every coordinate that a report prints, ready for the templates.

Templates hold no arithmetic and no rule; Markdown and HTML tell the same facts from this one view.
Private notes never enter it.
"""

from dataclasses import dataclass

from diag.report.parts import Part, Shared
from diag.report.position_parts import LandmarksView, PositionView


@dataclass(frozen=True)
class Bar(Part):
    """Coordinates of one bar on an axis of 100 units; texts are its alternative."""

    score: str
    low: str
    span: str  # width of the halo
    cells: str  # the same in 20 plain characters: # score, + rest of the halo
    text: str  # what the drawing says, for who does not see it


@dataclass(frozen=True)
class ScoreView(Part):
    """A score and its level; `reason` replaces both when there is no score."""

    title: str
    description: str
    score: str
    halo: str
    pips: str  # the level as four dots
    level_title: str
    level_note: str
    coverage: str
    remark: str
    reason: str
    bar: Bar | None


@dataclass(frozen=True, eq=False)
class AnswerView(Shared):
    """One question as answered."""

    id: str
    title: str
    text: str
    answer: str
    level: str
    weight: str
    contribution: str
    core: bool
    note: str
    evidence: str


@dataclass(frozen=True)
class DimensionView(Part):
    """One axis: its score, then its answers."""

    id: str
    score: ScoreView
    origin: str
    answers: tuple[AnswerView, ...]


@dataclass(frozen=True)
class ConditionView(Part):
    """One condition for lasting change, and where the structure is on it."""

    title: str
    text: str
    state: str
    answers: tuple[AnswerView, ...]


@dataclass(frozen=True)
class BlockerView(Part):
    """What holds a level, and what would lift it."""

    title: str
    text: str


@dataclass(frozen=True, eq=False)
class ActionCard(Shared):
    """What the questionnaire says of one action, the same in every report."""

    id: str
    title: str
    reason: str
    findings: tuple[str, ...]
    origin: str
    first_step: str
    steps: tuple[str, ...]
    effort: str
    duration: str
    cost: str
    sign: str
    funding: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class ActionCase(Shared):
    """One action where the same answers call for it, and the same person leads it."""

    card: ActionCard
    because: tuple[str, ...]
    lead: str
    needs: str


@dataclass(frozen=True)
class ActionView(Part):
    """One action of the plan, explained (M24)."""

    case: ActionCase
    rank: str
    family: str
    gain: str
    effects: str
    lifts: str
    when: str

    @property
    def card(self) -> ActionCard:
        """What the questionnaire says of it."""
        return self.case.card


@dataclass(frozen=True)
class QuarterView(Part):
    """One quarter of the schedule and what is expected at its end."""

    title: str
    days: str
    actions: tuple[str, ...]
    score: str
    level: str
    profile: tuple[str, ...]


@dataclass(frozen=True)
class VerifyView(Part):
    """One thing to clear up before deciding."""

    title: str
    text: str
    status: str
    actions: str


@dataclass(frozen=True, eq=False)
class FindingView(Shared):
    """One finding of the research report cited in the plan."""

    id: str
    text: str
    place: str


@dataclass(frozen=True, eq=False)
class TermView(Shared):
    """One term of the glossary."""

    term: str
    text: str


@dataclass(frozen=True, eq=False)
class MethodView(Shared):
    """How to read and recompute the figures, what they rest on, and what each level means."""

    rules: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class View(Part):
    """One report, whole."""

    title: str
    structure: str
    profile: tuple[str, ...]
    summary: tuple[str, ...]  # the profile in a line, under the name
    date: str
    stamp: str
    headline: str
    remarks: tuple[str, ...]
    overall: ScoreView
    dimensions: tuple[DimensionView, ...]
    ticks: tuple[str, ...]  # thresholds of the levels, on the axis of the bars
    position: PositionView
    conditions: tuple[ConditionView, ...]
    blockers: tuple[BlockerView, ...]
    first: tuple[ActionView, ...]  # where to start, on the first page
    priorities: tuple[ActionView, ...]
    others: tuple[ActionView, ...]
    plan_note: str
    quarters: tuple[QuarterView, ...]
    beyond: str
    set_aside: tuple[str, ...]
    verify: tuple[VerifyView, ...]
    differences: tuple[str, ...]
    findings: tuple[FindingView, ...]
    landmarks: LandmarksView | None
    glossary: tuple[TermView, ...]
    method: MethodView
