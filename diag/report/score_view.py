"""From scores to the strings and coordinates that a report prints: axes, answers, conditions, blockers."""

from collections.abc import Mapping
from dataclasses import dataclass

from diag.french import count, listing, number, percent, sentence, tenths
from diag.questionnaire.questionnaire_model import (
    LastingCondition,
    LevelLabel,
    MultipleQuestion,
    SingleQuestion,
)
from diag.report.assessed_visit import AssessedVisit
from diag.report.french_labels import NOT_SCORED, STATUS
from diag.report.view_model import Part
from diag.scoring.assessment import AnswerLine, Level, NotScored, Score, assess_part
from diag.scoring.rubric import Status


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


@dataclass(frozen=True)
class AnswerView(Part):
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


def dimension_views(
    assessed: AssessedVisit, answers: Mapping[str, AnswerView]
) -> tuple[DimensionView, ...]:
    """Return one view per axis, in the order of the questionnaire."""
    return tuple(
        DimensionView(
            id=d.id,
            score=score_view(
                assessed, d.title, d.description, assessed.assessment.dimensions[d.id]
            ),
            origin=d.origin,
            answers=tuple(answers[q.id] for q in d.questions if q.id in answers),
        )
        for d in assessed.questionnaire.dimensions
    )


def overall_view(assessed: AssessedVisit) -> ScoreView:
    """Return the view of the whole."""
    return score_view(assessed, "Ensemble", "", assessed.assessment.overall)


def score_view(
    assessed: AssessedVisit, title: str, description: str, result: Score | NotScored
) -> ScoreView:
    """Return the view of one score, or of its absence."""
    if isinstance(result, NotScored):
        return ScoreView(
            title=title,
            description=description,
            score="non évalué",
            halo="",
            pips="",
            level_title="non évalué",
            level_note="",
            coverage="" if result.coverage is None else percent(result.coverage),
            remark="",
            reason=NOT_SCORED[result.reason],
            bar=None,
        )
    labels = assessed.questionnaire.header.levels
    halo = f"entre {tenths(result.low)} et {tenths(result.high)}" if _wide(result) else ""
    limit = percent(assessed.questionnaire.header.scoring.unknown_to_confirm)
    remark = f"à confirmer : plus de {limit} de « ne sait pas »"
    return ScoreView(
        title=title,
        description=description,
        score=tenths(result.value),
        halo=halo,
        pips="●" * result.level.value + "○" * (4 - result.level.value),
        level_title=level_title(result.level, labels),
        level_note=_level_note(assessed, result.level),
        coverage=percent(result.coverage),
        remark=remark if result.to_confirm else "",
        reason="",
        bar=Bar(
            score=str(result.value),
            low=str(result.low),
            span=str(result.high - result.low),
            cells=_cells(result),
            text=f"{title} : {tenths(result.value)} sur 100{', ' if halo else ''}{halo}, "
            f"{level_title(result.level, labels)}",
        ),
    )


def _cells(result: Score) -> str:
    """Return a bar of 20 characters, one for 5 points."""
    full = int(result.value / 5)
    halo = max(int(result.high / 5), full)
    return "#" * full + "+" * (halo - full) + "-" * (20 - halo)


def _wide(result: Score) -> bool:
    return result.low != result.high


def level_title(level: Level, labels: list[LevelLabel]) -> str:
    """Return `niveau 2 – Structuration`, or `niveau 1 à 2` where the halo spans levels (M10)."""
    if level.low != level.high:
        return f"niveau {level.low} à {level.high}"
    return f"niveau {level.value} – {labels[level.value].title}"


def _level_note(assessed: AssessedVisit, level: Level) -> str:
    """Return what holds the level below what the score allows, by name."""
    if not level.blockers:
        return ""
    names = [f"« {_name(assessed, name)} »" for name in level.blockers]
    return f"score de niveau {level.raw}, bloqué par : {listing(names)}"


def _name(assessed: AssessedVisit, name: str) -> str:
    """Return the title of a question or a dimension from its id."""
    return assessed.axes.get(name) or assessed.questionnaire.question[name].title


def blocker_views(assessed: AssessedVisit) -> tuple[BlockerView, ...]:
    """Return what holds a level, of the whole first, each named once (M10)."""
    results = [("l’ensemble", assessed.assessment.overall)]
    results += [
        (f"l’axe « {assessed.axes[k]} »", v) for k, v in assessed.assessment.dimensions.items()
    ]
    held: dict[str, list[str]] = {}
    for owner, result in results:
        for name in result.level.blockers if isinstance(result, Score) else ():
            raw = f"{owner} au niveau {result.level.value} (score de niveau {result.level.raw})"  # type: ignore[union-attr]
            held.setdefault(name, []).append(raw)
    lines, views = assessed.lines, []
    for name, owners in held.items():
        if name in lines:
            answer = answer_text(assessed, lines[name])
            text = f"{answer}. Cette réponse retient {listing(owners)}."
            views.append(BlockerView(f"{lines[name].question.title} ({name})", sentence(text)))
        else:
            result = assessed.assessment.dimensions[name]
            score = tenths(result.value) if isinstance(result, Score) else "non évalué"
            text = f"score de {score}, trop bas. Cet axe retient {listing(owners)}."
            views.append(BlockerView(f"Axe {assessed.axes[name]}", text))
    return tuple(views)


def answer_views(assessed: AssessedVisit) -> Mapping[str, AnswerView]:
    """Return one view per question asked, by id; what a condition hides is not shown."""
    return {
        line.question.id: _answer_view(assessed, line)
        for line in assessed.assessment.answers
        if line.status is not Status.HIDDEN
    }


def _answer_view(assessed: AssessedVisit, line: AnswerLine) -> AnswerView:
    stored = assessed.matched.answers.get(line.question.id)
    return AnswerView(
        id=line.question.id,
        title=line.question.title,
        text=line.question.text,
        answer=answer_text(assessed, line),
        level="–" if line.level is None else str(line.level),
        weight=str(line.question.weight),
        contribution="–" if line.contribution is None else tenths(line.contribution),
        core=line.question.core,
        note=(stored and stored.note) or "",
        evidence=(stored and stored.evidence) or "",
    )


def answer_text(assessed: AssessedVisit, line: AnswerLine) -> str:
    """Return what was answered, in words and without a final full stop."""
    question = line.question
    stored = assessed.matched.answers.get(question.id)
    given = assessed.matched.given.get(question.id)
    if line.status is not Status.ANSWERED:
        reason = stored.reason if stored and line.status is Status.NOT_APPLICABLE else None
        return f"{STATUS[line.status]} ({reason.rstrip('.')})" if reason else STATUS[line.status]
    if isinstance(question, SingleQuestion):
        return situation(question, line.level or 0)
    if isinstance(question, MultipleQuestion):
        ticked = set(given)  # type: ignore[arg-type]
        return " ; ".join(c.label.rstrip(".") for c in question.choices if c.id in ticked)
    return f"{sentence(question.unit)} : {number(given)}"


def situation(question: SingleQuestion, level: int) -> str:
    """Return the situation of a level, with those it adds to: « une personne … En plus, … »."""
    parts: list[str] = []
    for choice in question.choices:
        parts = [*parts, choice.label] if choice.adds else [choice.label]
        if choice.level == level:
            break
    return " ".join(parts).rstrip(".")


def condition_views(
    assessed: AssessedVisit, answers: Mapping[str, AnswerView]
) -> tuple[ConditionView, ...]:
    """Return the report's conditions for lasting change, with where the structure is on each."""
    return tuple(
        ConditionView(
            title=condition.title,
            text=condition.text,
            state=_condition_state(assessed, condition),
            answers=tuple(answers[q] for q in condition.questions if q in answers),
        )
        for condition in assessed.questionnaire.header.lasting_conditions
    )


def _condition_state(assessed: AssessedVisit, condition: LastingCondition) -> str:
    """Return where the structure is on one condition: the score of its questions, scored alone."""
    result = assess_part(assessed.assessment, condition.questions)
    if isinstance(result, NotScored):
        return f"non évalué : {NOT_SCORED[result.reason]}"
    halo = f", entre {tenths(result.low)} et {tenths(result.high)}" if _wide(result) else ""
    doubt = " (à confirmer)" if result.to_confirm else ""
    return f"{tenths(result.value)} sur 100{halo}{doubt}, sur {count(len(condition.questions), 'question')}"
