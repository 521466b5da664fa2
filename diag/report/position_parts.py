"""Parts of the view that compare: a place among peers (M14, M15), and published landmarks."""

from dataclasses import dataclass

from diag.report.parts import Part, Shared


@dataclass(frozen=True)
class Spread(Part):
    """Coordinates on an axis of 100 units: the group below, the structure above.

    An empty string or tuple is not drawn: what the class of the group does not allow, a structure
    where there is only a group, or a halo of no width. `text` says the drawing to who does not see
    it.
    """

    box: str
    box_span: str
    median: str
    deciles: tuple[str, ...]
    score: str
    low: str
    span: str
    text: str


@dataclass(frozen=True)
class PlaceView(Part):
    """One score among the peers."""

    title: str
    where: str  # `2e au 3e quart`, or why there is no position
    figures: str  # the quantiles of the group, in words
    stamp: str
    spread: Spread | None


@dataclass(frozen=True)
class PositionView(Part):
    """Where the structure stands, or why nothing is said of it; `places` is then empty."""

    headline: str
    remarks: tuple[str, ...]  # which nearer groups were left out, or what is lacking
    places: tuple[PlaceView, ...]
    notes: tuple[str, ...]  # how to read them, and where they come from
    stamp: str
    brief: str  # the headline of the terminal
    fine: bool = False  # deciles are drawn


@dataclass(frozen=True, eq=False)
class LandmarkView(Shared):
    """One published figure, what it measures, and on what condition it may be used."""

    id: str
    figure: str
    age: str  # `repère ancien`, or nothing
    measured: str
    condition: str


@dataclass(frozen=True)
class SurveyView(Part):
    """Figures of one survey: of whom, when, how many, and by whom."""

    population: str
    source: str
    landmarks: tuple[LandmarkView, ...]


@dataclass(frozen=True)
class BesideView(Part):
    """A landmark beside the question that it defines as this questionnaire does."""

    question: str
    survey: SurveyView


@dataclass(frozen=True)
class LandmarkAxis(Part):
    """Landmarks of one axis, or that there is none."""

    title: str
    none: str
    beside: tuple[BesideView, ...]


@dataclass(frozen=True, eq=False)
class LandmarksView(Shared):
    """Published figures of other surveys, apart from the scores."""

    intro: str
    axes: tuple[LandmarkAxis, ...]
    context_note: str
    context: tuple[SurveyView, ...]
