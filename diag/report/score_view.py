"""From scores to the strings and coordinates that a report prints."""

from collections.abc import Mapping
from functools import lru_cache

from diag.french import count, listing, number, percent, sentence, tenths
from diag.questionnaire.questionnaire_model import Answer as Given
from diag.questionnaire.questionnaire_model import (
    LastingCondition,
    LevelLabel,
    MultipleQuestion,
    SingleQuestion,
)
from diag.report.dossier import Dossier
from diag.report.view import AnswerView, Bar, BlockerView, ConditionView, DimensionView, ScoreView
from diag.report.wording import situation
from diag.report.words import NOT_SCORED, STATUS
from diag.scoring.assessment import AnswerLine, Level, NotScored, Score, assess_part
from diag.scoring.rubric import Status


def dimension_views(
    dossier: Dossier, answers: Mapping[str, AnswerView]
) -> tuple[DimensionView, ...]:
    """Return one view per axis, in the order of the questionnaire."""
    return tuple(
        DimensionView(
            id=d.id,
            score=score_view(dossier, d.title, d.description, dossier.assessment.dimensions[d.id]),
            origin=d.origin,
            answers=tuple(answers[q.id] for q in d.questions if q.id in answers),
        )
        for d in dossier.questionnaire.dimensions
    )


def overall_view(dossier: Dossier) -> ScoreView:
    """Return the view of the whole."""
    return score_view(dossier, "Ensemble", "", dossier.assessment.overall)


def score_view(
    dossier: Dossier, title: str, description: str, result: Score | NotScored
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
    labels = dossier.questionnaire.header.levels
    halo = f"entre {tenths(result.low)} et {tenths(result.high)}" if _wide(result) else ""
    limit = percent(dossier.questionnaire.header.scoring.unknown_to_confirm)
    remark = f"à confirmer : plus de {limit} de « ne sait pas »"
    return ScoreView(
        title=title,
        description=description,
        score=tenths(result.value),
        halo=halo,
        pips="●" * result.level.value + "○" * (4 - result.level.value),
        level_title=level_title(result.level, labels),
        level_note=_level_note(dossier, result.level),
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


def _level_note(dossier: Dossier, level: Level) -> str:
    """Return what holds the level below what the score allows, by name."""
    if not level.blockers:
        return ""
    names = [f"« {_name(dossier, name)} »" for name in level.blockers]
    return f"score de niveau {level.raw}, bloqué par : {listing(names)}"


def _name(dossier: Dossier, name: str) -> str:
    """Return the title of a question or a dimension from its id."""
    return dossier.axes.get(name) or dossier.questionnaire.question[name].title


def blocker_views(dossier: Dossier) -> tuple[BlockerView, ...]:
    """Return what holds a level, of the whole first, each named once (M10)."""
    results = [("l’ensemble", dossier.assessment.overall)]
    results += [
        (f"l’axe « {dossier.axes[k]} »", v) for k, v in dossier.assessment.dimensions.items()
    ]
    held: dict[str, list[str]] = {}
    for owner, result in results:
        for name in result.level.blockers if isinstance(result, Score) else ():
            raw = f"{owner} au niveau {result.level.value} (score de niveau {result.level.raw})"  # type: ignore[union-attr]
            held.setdefault(name, []).append(raw)
    lines, views = dossier.lines, []
    for name, owners in held.items():
        if name in lines:
            answer = answer_text(dossier, lines[name])
            text = f"{answer}. Cette réponse retient {listing(owners)}."
            views.append(BlockerView(f"{lines[name].question.title} ({name})", sentence(text)))
        else:
            result = dossier.assessment.dimensions[name]
            score = tenths(result.value) if isinstance(result, Score) else "non évalué"
            text = f"score de {score}, trop bas. Cet axe retient {listing(owners)}."
            views.append(BlockerView(f"Axe {dossier.axes[name]}", text))
    return tuple(views)


def answer_views(dossier: Dossier) -> Mapping[str, AnswerView]:
    """Return one view per question asked, by id; what a condition hides is not shown."""
    return {
        line.question.id: _answer_view(dossier, line)
        for line in dossier.assessment.answers
        if line.status is not Status.HIDDEN
    }


def _answer_view(dossier: Dossier, line: AnswerLine) -> AnswerView:
    stored = dossier.matched.answers.get(line.question.id)
    given = dossier.matched.given.get(line.question.id)
    if stored is None:
        return _shared_answer(line, given)
    return _shared_answer(line, given, stored.reason, stored.note, stored.evidence)


@lru_cache(maxsize=16_384)  # the same answers come back from one structure to the next
def _shared_answer(
    line: AnswerLine,
    given: Given | None,
    reason: str | None = None,
    note: str | None = None,
    evidence: str | None = None,
) -> AnswerView:
    return AnswerView(
        id=line.question.id,
        title=line.question.title,
        text=line.question.text,
        answer=_words(line, given, reason),
        level="–" if line.level is None else str(line.level),
        weight=str(line.question.weight),
        contribution="–" if line.contribution is None else tenths(line.contribution),
        core=line.question.core,
        note=note or "",
        evidence=evidence or "",
    )


def answer_text(dossier: Dossier, line: AnswerLine) -> str:
    """Return what was answered, in words and without a final full stop."""
    name = line.question.id
    stored = dossier.matched.answers.get(name)
    return _words(line, dossier.matched.given.get(name), stored.reason if stored else None)


def _words(line: AnswerLine, given: Given | None, reason: str | None) -> str:
    question = line.question
    if line.status is not Status.ANSWERED:
        told = reason if line.status is Status.NOT_APPLICABLE else None
        return f"{STATUS[line.status]} ({told.rstrip('.')})" if told else STATUS[line.status]
    if isinstance(question, SingleQuestion):
        return situation(question, line.level or 0)
    if isinstance(question, MultipleQuestion):
        ticked = set(given)  # type: ignore[arg-type]
        return " ; ".join(c.label.rstrip(".") for c in question.choices if c.id in ticked)
    return f"{sentence(question.unit)} : {number(given)}"


def condition_views(
    dossier: Dossier, answers: Mapping[str, AnswerView]
) -> tuple[ConditionView, ...]:
    """Return the report's conditions for lasting change, with where the structure is on each."""
    return tuple(
        ConditionView(
            title=condition.title,
            text=condition.text,
            state=_condition_state(dossier, condition),
            answers=tuple(answers[q] for q in condition.questions if q in answers),
        )
        for condition in dossier.questionnaire.header.lasting_conditions
    )


def _condition_state(dossier: Dossier, condition: LastingCondition) -> str:
    """Return where the structure is on one condition."""
    lines = (dossier.lines[name] for name in condition.questions)
    answers = (condition.title, *((line.status, line.level) for line in lines))
    known = dossier.wording.conditions  # a few questions: their answers soon come back
    if answers not in known:
        known[answers] = _scored_alone(dossier, condition)
    return known[answers]


def _scored_alone(dossier: Dossier, condition: LastingCondition) -> str:
    """Return the score of the questions of a condition, scored alone."""
    result = assess_part(dossier.assessment, condition.questions)
    if isinstance(result, NotScored):
        return f"non évalué : {NOT_SCORED[result.reason]}"
    halo = f", entre {tenths(result.low)} et {tenths(result.high)}" if _wide(result) else ""
    doubt = " (à confirmer)" if result.to_confirm else ""
    return f"{tenths(result.value)} sur 100{halo}{doubt}, sur {count(len(condition.questions), 'question')}"
