"""The result on one screen of a terminal, 24 lines: a bar an axis, the whole, where to start (line 12)."""

from collections.abc import Iterator
from dataclasses import dataclass

from diag.french import count, fold, listing, long_date, sentence
from diag.report.action_words import ActionView, action_views, plan_note
from diag.report.assessed_visit import AssessedVisit
from diag.report.document import Part
from diag.report.french_labels import UNNAMED
from diag.report.position_view import PositionView, position_view
from diag.report.score_view import (
    DimensionView,
    NextLevelView,
    ScoreView,
    dimension_views,
    known_remarks,
    level_range,
    level_title,
    next_level_views,
    overall_view,
)
from diag.scoring.assessment import NotScored, Score
from diag.visit.acceptance import by_reason


@dataclass(frozen=True)
class ResultView(Part):
    """What the screen of the result says, and what its rows open on (interview, line 12)."""

    structure: str
    date: str
    stamp: str
    provisional: bool
    headline: str
    remarks: tuple[str, ...]
    overall: ScoreView
    dimensions: tuple[DimensionView, ...]
    next_levels: tuple[NextLevelView, ...]
    position: PositionView
    first: tuple[ActionView, ...]  # where to start
    plan_note: str
    to_verify: int  # answers that are not known
    differences: tuple[str, ...]
    aside: tuple[tuple[str, tuple[str, ...]], ...]  # what is set aside, by reason


_FIRST = 3  # actions where to start


def build_result_view(assessed: AssessedVisit) -> ResultView:
    """Return what a terminal tells of a visit."""
    return ResultView(
        structure=assessed.visit.structure.name or UNNAMED,
        date=long_date(assessed.date),
        stamp=assessed.visit.illustrative or "",
        provisional=assessed.assessment.provisional,
        headline=_headline(assessed),
        remarks=known_remarks(assessed),
        overall=overall_view(assessed),
        dimensions=dimension_views(assessed),
        next_levels=next_level_views(assessed),
        position=position_view(assessed),
        first=_first(assessed),
        plan_note=plan_note(assessed),
        to_verify=len(assessed.plan.to_verify),
        differences=assessed.matched.differences,
        aside=tuple(by_reason(assessed.matched.set_aside)),
    )


def _headline(assessed: AssessedVisit) -> str:
    """Return the result in one sentence; the profile stands alone where there is no global score."""
    overall = assessed.assessment.overall
    if not isinstance(overall, Score):
        return _without_global(assessed)
    upto = level_range(assessed, overall.level)
    level = ", ".join(filter(None, [level_title(assessed, overall.level), upto]))
    text = f"{sentence(level)} : {overall.whole} sur 100"
    if overall.high_whole > overall.whole:
        text += f", jusqu’à {overall.high_whole} selon ce qui reste à savoir"
    return f"{text}."


def _without_global(assessed: AssessedVisit) -> str:
    missing = [
        f"« {d.title} »"
        for d in assessed.questionnaire.dimensions
        if d.weight and isinstance(assessed.assessment.dimensions[d.id], NotScored)
    ]
    axis = "l’axe" if len(missing) == 1 else "les axes"
    verb = "n’est pas évalué" if len(missing) == 1 else "ne sont pas évalués"
    return f"Score global non calculé : {axis} {listing(missing)} {verb}. Le profil se lit axe par axe."


def _first(assessed: AssessedVisit) -> tuple[ActionView, ...]:
    """Return the actions to begin with; by their month where the structure moved one."""
    lines = {line.action.id: line for line in assessed.plan.priorities}
    first = [view for view in action_views(assessed) if view.id in lines and view.begins]
    if any(lines[view.id].moved for view in first):
        first.sort(key=lambda view: lines[view.id].slot.start or 0)
    return tuple(first[:_FIRST])


LEGEND = "# : acquis ; + : à confirmer, de 0 à 100."
NAMED = 4
"""Things that a level needs, named on the screen; the others are counted, and told behind it."""
_ORDER = ("D’abord", "Puis", "Et")
_TITLES = 47  # where the titles stand, after the bar, the score and the level


@dataclass(frozen=True)
class ResultLines:
    """What the screen says, each text on a line of its own before it is wrapped.

    Attributes:
        head: the name, the date, and what is to be known before reading the figures.
        axes: one text an axis: its bar, its score, its level, its title.
        whole: the same of the whole, then up to where it may go and what its next level needs.
        first: the first actions, or why there is none.
        peers: the place among peers, empty where there is none.
    """

    head: tuple[str, ...]
    axes: tuple[str, ...]
    whole: tuple[str, ...]
    first: tuple[str, ...]
    peers: str


def result_lines(view: ResultView, named: int = NAMED) -> ResultLines:
    """Return what the screen says; of what a level needs, at most `named` things bear their name."""
    provisional = "Chiffres provisoires. " if view.provisional else ""
    stamps = [f"({stamp})" for stamp in (view.stamp, view.position.stamp) if stamp]
    first = tuple(
        f"{order} : {action.short} ({action.brief})" for order, action in zip(_ORDER, view.first, strict=False)
    )
    return ResultLines(
        head=(f"{view.structure}, {view.date}", *stamps, f"{provisional}{LEGEND}"),
        axes=tuple(_bar(dimension.score, dimension.short) for dimension in view.dimensions),
        whole=tuple(_whole(view, named)),
        first=first or (view.plan_note,),
        peers=_peers(view),
    )


def render_result(view: ResultView, width: int, height: int = 24) -> str:
    """Return the result as plain lines of at most `width` columns; at 80, at most `height` lines.

    Where the names of what the next level needs would not all fit, the last ones are counted.
    """
    width = max(40, min(width, 100))
    for named in range(NAMED, 0, -1):
        lines = list(_folded(result_lines(view, named), width))
        if len(lines) <= height:
            break
    return "\n".join(lines) + "\n"


def _folded(told: ResultLines, width: int) -> Iterator[str]:
    for text in told.head:
        yield from fold(text, width)
    under = " " * _TITLES if width > _TITLES + 20 else "  "
    for text in (*told.axes, told.whole[0]):
        yield from fold(text, width, "", under if text.startswith("[") else "  ")
    for text in (*told.whole[1:], *told.first, told.peers):
        yield from fold(text, width, "", "  ")


def _bar(score: ScoreView, title: str) -> str:
    """Return a score as one text whose parts stand in columns, the title last."""
    if not score.cells:
        told = f"{score.title} : non évalué, {score.reason}"
        return f"{told} ({score.ask})" if score.ask else told
    figures, level = _figures(score)
    return f"[{score.cells}] {figures:>8}  niveau {level:<6} {title}"


def aloud(score: ScoreView) -> str:
    """Return a score in the order in which it is said; empty where there is none."""
    if not score.cells:
        return ""
    figures, level = _figures(score)
    return f"{score.title} : {figures} sur 100, niveau {level}"


def _figures(score: ScoreView) -> tuple[str, str]:
    """Return a score and its level, each up to where it may go."""
    return _range(score.score, score.high), _range(score.level, score.level_high)


def _range(low: str, high: str) -> str:
    return low if low == high else f"{low} à {high}"


def _whole(view: ResultView, named: int) -> Iterator[str]:
    """Yield the whole: its bar, up to where it may go, and what its next level needs by name."""
    whole = view.overall
    if not whole.cells:
        yield view.headline
        return
    yield _bar(whole, f"{whole.title} : {level_name(whole)}")
    if whole.level_range:
        yield f"Niveau {whole.level}, {whole.level_range}."
    for needs in view.next_levels[:1]:
        if needs.title.startswith(whole.title):
            yield _needs(whole, needs, named)


def level_name(score: ScoreView) -> str:
    """Return the name of a level without its number: « Amorce »."""
    return score.level_title.partition(" – ")[2]


def _needs(whole: ScoreView, needs: NextLevelView, named: int) -> str:
    """Return what the next level needs: what holds the level, where its score is reached."""
    names = list(needs.brief[:named])
    left = len(needs.brief) - len(names)
    if left:
        names.append(count(left, "autre point", "autres points"))
    if not whole.held:
        return f"{sentence(needs.title.partition(', ')[2])} : {listing(names)}."
    verb = "retient" if len(needs.brief) == 1 else "retiennent"
    return f"Le score atteint le niveau {whole.raw_level} ; {listing(names)} {verb} le niveau {whole.level}."


def _peers(view: ResultView) -> str:
    """Return the place of the whole among peers, or why a release that was given gives none."""
    if not view.position.places:
        return view.position.brief
    return f"Parmi ses pairs : {view.position.places[-1].where} ({view.position.brief})."
