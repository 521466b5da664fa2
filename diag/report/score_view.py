"""From scores to the strings and coordinates that a report prints: axes, levels, conditions.

Shared pages read whole numbers; `ExactView` holds the decimals, for the adviser's annex (M8).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from diag.french import count, in_tenths, listing, percent, tenths
from diag.questionnaire.questionnaire_model import Question
from diag.report.answer_view import LACKING, AnswerView, aimed, today
from diag.report.assessed_visit import AssessedVisit
from diag.report.french_labels import NOT_SCORED
from diag.report.view_model import Part
from diag.scoring.assessment import ConditionState, Level, Need, NotScored, Score


@dataclass(frozen=True)
class Bar(Part):
    """Coordinates of one bar on an axis of 100 units; texts are its alternative."""

    score: str
    span: str  # from the score to the highest it may be
    cells: str  # the same in 20 plain characters: # score, + what remains to be known
    text: str  # what the drawing says, for who does not see it


@dataclass(frozen=True)
class ScoreView(Part):
    """A score and its level; `reason` replaces both when there is no score."""

    title: str
    description: str
    score: str
    range: str  # how high it may be, once what is not known is
    pips: str  # the level as four dots
    level: str
    level_high: str  # the level at the high end, that of the score without a range
    raw_level: str  # the level of the score alone
    level_title: str
    level_range: str  # up to which level, and what must be confirmed for it (M10)
    held: str  # what holds the level below that of the score, by name (M10)
    known: str  # share of what is asked that is known (M5)
    remark: str
    reason: str
    ask: str  # without a score: the questions to ask first
    bar: Bar | None


@dataclass(frozen=True)
class DimensionView(Part):
    """One axis: its score, then its answers."""

    id: str
    score: ScoreView
    origin: str
    answers: tuple[AnswerView, ...]


@dataclass(frozen=True)
class StatementView(Part):
    """One statement of a condition, and whether it is held."""

    mark: str
    text: str


@dataclass(frozen=True)
class ConditionView(Part):
    """One condition for lasting change: its statements, and how many are held."""

    title: str
    text: str
    state: str
    statements: tuple[StatementView, ...]


@dataclass(frozen=True)
class NextLevelView(Part):
    """What the whole, or one axis, needs for its next level (M10)."""

    title: str
    needs: tuple[str, ...]
    brief: tuple[str, ...]  # the same by name alone, for the terminal


@dataclass(frozen=True)
class ExactView(Part):
    """The figures of one score with their decimal, for the adviser's annex."""

    title: str
    weight: str
    score: str
    high: str
    known: str
    raw_level: str
    level: str


WHOLE = "Ensemble"
_ASKED_FIRST = 4  # questions named beside a score that is not given


def dimension_views(
    assessed: AssessedVisit, answers: Mapping[str, AnswerView]
) -> tuple[DimensionView, ...]:
    """Return one view per axis, in the order of the questionnaire."""
    return tuple(
        DimensionView(
            id=d.id,
            score=_score_view(
                assessed, d.title, d.description, assessed.assessment.dimensions[d.id], d.questions
            ),
            origin=d.origin,
            answers=tuple(answers[q.id] for q in d.questions if q.id in answers),
        )
        for d in assessed.questionnaire.dimensions
    )


def overall_view(assessed: AssessedVisit) -> ScoreView:
    """Return the view of the whole."""
    return _score_view(assessed, WHOLE, "", assessed.assessment.overall, ())


def _score_view(
    assessed: AssessedVisit,
    title: str,
    description: str,
    result: Score | NotScored,
    questions: list[Question] | tuple[()],
) -> ScoreView:
    """Return the view of one score, or of its absence."""
    known = "" if result.known is None else percent(result.known)
    if isinstance(result, NotScored):
        return ScoreView(
            title=title,
            description=description,
            score="non évalué",
            range="",
            pips="",
            level="",
            level_high="",
            raw_level="",
            level_title="non évalué",
            level_range="",
            held="",
            known=known,
            remark="",
            reason=NOT_SCORED[result.reason],
            ask=_to_ask(assessed, questions),
            bar=None,
        )
    level = level_title(assessed, result.level)
    upto = f"jusqu’à {result.high_whole} selon ce qui reste à savoir" if _wide(result) else ""
    told = ", ".join(filter(None, [f"{result.whole} sur 100", upto, level]))
    return ScoreView(
        title=title,
        description=description,
        score=str(result.whole),
        range=upto,
        pips="●" * result.level.value + "○" * (4 - result.level.value),
        level=str(result.level.value),
        level_high=str(result.level.high),
        raw_level=str(result.level.raw),
        level_title=level,
        level_range=level_range(assessed, result.level),
        held=held_by(assessed, result.level),
        known=known,
        remark=_to_confirm(result),
        reason="",
        ask="",
        bar=Bar(
            score=str(result.whole),
            span=str(result.high_whole - result.whole),
            cells=_cells(result),
            text=f"{title} : {told}",
        ),
    )


def _wide(result: Score) -> bool:
    return result.high_whole > result.whole


def _cells(result: Score) -> str:
    """Return a bar of 20 characters, one for 5 points."""
    full, high = result.whole // 5, result.high_whole // 5
    return "#" * full + "+" * (high - full) + "-" * (20 - high)


def _to_confirm(result: Score) -> str:
    """Return why a score is to be confirmed (M5)."""
    if not result.to_confirm:
        return ""
    reasons = {
        "unknown": f"{percent(result.known)} seulement de ce qui est demandé est connu",
        "not_applicable": "plus d’un quart de ce qui est demandé est « non concerné »",
    }
    return f"à confirmer : {listing([reasons[reason] for reason in result.confirm])}"


def _to_ask(assessed: AssessedVisit, questions: list[Question] | tuple[()]) -> str:
    """Return the questions of an axis to ask first: the core, then by weight."""
    lacking = [q for q in questions if assessed.lines[q.id].status in LACKING]
    if not lacking:
        return ""
    lacking.sort(key=lambda q: (not q.core, -q.weight))
    named = [f"« {q.title} »" for q in lacking[:_ASKED_FIRST]]
    others = len(lacking) - len(named)
    if others:
        named.append(count(others, "autre question", "autres questions"))
    return f"à demander : {listing(named)}"


# Levels


def level_title(assessed: AssessedVisit, level: Level) -> str:
    """Return `niveau 2 – Structuration`."""
    return f"niveau {level.value} – {assessed.questionnaire.header.levels[level.value].title}"


def level_range(assessed: AssessedVisit, level: Level) -> str:
    """Return up to which level, and on what condition: `jusqu’à 4 si « … » se confirme` (M10)."""
    if level.high == level.value:
        return ""
    if not level.keys:
        return f"jusqu’à {level.high} si les réponses manquantes se confirment"
    names = [f"« {assessed.questionnaire.question[name].title} »" for name in level.keys]
    verb = "se confirme" if len(names) == 1 else "se confirment"
    return f"jusqu’à {level.high} si {listing(names)} {verb}"


def level_told(assessed: AssessedVisit, level: Level) -> str:
    """Return a level with its range, `niveau 2, jusqu’à 4 si « … » se confirme`."""
    return ", ".join(filter(None, [f"niveau {level.value}", level_range(assessed, level)]))


def held_by(assessed: AssessedVisit, level: Level) -> str:
    """Return what holds the level below what the score allows, by name (M10)."""
    if not level.blockers:
        return ""
    names = [f"« {_name(assessed, need)} »" for need in level.blockers]
    verb = "retient" if len(names) == 1 else "retiennent"
    return (
        f"Le score atteint le niveau {level.raw} ; {listing(names)} {verb} le niveau {level.value}."
    )


def _name(assessed: AssessedVisit, need: Need) -> str:
    """Return the title of the question or of the axis that a level needs."""
    return assessed.axes.get(need.id) or assessed.questionnaire.question[need.id].title


def next_level_views(assessed: AssessedVisit) -> tuple[NextLevelView, ...]:
    """Return what the whole, then each axis, needs for its next level; none at the highest (M10)."""
    results = [(WHOLE, assessed.assessment.overall)]
    results += [
        (d.title, assessed.assessment.dimensions[d.id]) for d in assessed.questionnaire.dimensions
    ]
    labels = assessed.questionnaire.header.levels
    return tuple(
        [
            NextLevelView(
                title=f"{title}, pour le niveau {result.level.value + 1} – "
                f"{labels[result.level.value + 1].title}",
                needs=tuple([_need(assessed, need) for need in result.level.next]),
                brief=tuple([_brief(assessed, need) for need in result.level.next]),
            )
            for title, result in results
            if isinstance(result, Score) and result.level.next
        ]
    )


def _brief(assessed: AssessedVisit, need: Need) -> str:
    """Return one thing that a level needs, by name: `« Suivi des appareils »`, `4 points de plus`."""
    if need.kind == "points":
        return f"{count(need.lacking, 'point')} de plus"
    if need.kind == "dimension":
        return f"l’axe « {assessed.axes[need.id]} » à {need.at_least}"
    return f"« {assessed.questionnaire.question[need.id].title} »"


def _need(assessed: AssessedVisit, need: Need) -> str:
    """Return one thing that a level needs: points, a question at its gate, an axis at its threshold."""
    lacking = f"{count(need.lacking, 'point')} de plus"
    if need.kind == "points":
        return f"{lacking} au score"
    if need.kind == "dimension":
        return f"l’axe « {assessed.axes[need.id]} » à {need.at_least} au moins : {lacking}"
    question = assessed.questionnaire.question[need.id]
    aim = aimed(question, need.at_least)
    return f"{question.title} : {today(assessed, need.id)} ; il faut au moins {aim}"


# Conditions

_STATEMENT = {
    "held": "tenu",
    "not_held": "pas encore",
    "unknown": "à savoir",
    "not_posed": "non posé",
}


def condition_views(assessed: AssessedVisit) -> tuple[ConditionView, ...]:
    """Return the report's conditions for lasting change, statement by statement."""
    return tuple([_condition_view(state) for state in assessed.assessment.conditions])


def _condition_view(state: ConditionState) -> ConditionView:
    return ConditionView(
        title=state.condition.title,
        text=state.condition.text,
        state=f"{state.held} sur {state.counted}",
        statements=tuple(_statements(state)),
    )


def _statements(state: ConditionState) -> Iterator[StatementView]:
    """Yield each statement that counts; what is not known is said so, never told as a fact."""
    for line in state.statements:
        if line.state != "not_applicable":
            told = line.statement.not_held if line.state == "not_held" else line.statement.held
            yield StatementView(_STATEMENT[line.state], told)


# The adviser's annex


def exact_views(assessed: AssessedVisit) -> tuple[ExactView, ...]:
    """Return the scores with their decimal, axis by axis, then the whole."""
    rows = [
        (d.title, str(d.weight), assessed.assessment.dimensions[d.id])
        for d in assessed.questionnaire.dimensions
    ]
    rows.append((WHOLE, "–", assessed.assessment.overall))
    return tuple([_exact_view(*row) for row in rows])


def _exact_view(title: str, weight: str, result: Score | NotScored) -> ExactView:
    if isinstance(result, NotScored):
        known = "–" if result.known is None else percent(result.known)
        return ExactView(title, weight, "non évalué", "–", known, "–", "–")
    level = str(result.level.value)
    if result.level.high > result.level.value:
        level = f"{level} à {result.level.high}"
    return ExactView(
        title=title,
        weight=weight,
        score=tenths(result.value),
        high=tenths(result.high),
        known=f"{tenths(result.known_tenths)} %",
        raw_level=str(result.level.raw),
        level=level,
    )


def points_told(value: Fraction) -> str:
    """Return a gain in points: `+5,0 points`; under one point, that and no more (M24)."""
    if value <= 0:
        return "–"
    if value < 1:
        return "moins de 1 point"
    return f"+{tenths(value)} {'point' if in_tenths(value) < 20 else 'points'}"
