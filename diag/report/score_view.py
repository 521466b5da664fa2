"""From scores to the words of a terminal: axes, levels, what the next one needs, in whole numbers (M8)."""

from collections.abc import Iterator
from dataclasses import dataclass

from diag.french import count, cut_at_word, inside, listing, percent
from diag.questionnaire.questionnaire_model import Dimension, Question, holds
from diag.report.assessed_visit import LACKING, AssessedVisit, aimed, answer_text, to_ask_first, today
from diag.report.document import Part
from diag.report.french_labels import NOT_SCORED, WHOLE, axis_told
from diag.scoring.assessment import Assessment, Level, Need, NotScored, Score
from diag.scoring.kernel import Reason
from diag.scoring.rubric import Status, lacking

_MOST_BAND, _LONG_WORD = 14, 10  # signs of the name of a level above its band, and of its words
_MOST_LEVEL, _MOST_HELD = 24, 26  # signs of a level in a row, and of it with what holds it


@dataclass(frozen=True)
class ScoreView(Part):
    """A score and its level; `reason` replaces both when there is no score."""

    title: str
    score: str
    high: str  # the score if all that is not known were at the highest
    cells: str  # its bar in 20 plain characters: # score, + what remains to be known; empty without
    range: str  # how high it may be, once what is not known is
    level: str
    level_high: str  # the level at the high end, that of the score without a range
    raw_level: str  # the level of the score alone
    level_title: str
    level_range: str  # up to which level, and what must be confirmed for it (M10)
    held: str  # what holds the level below that of the score, by name (M10)
    remark: str
    reason: str
    ask: str  # without a score: the questions to ask first


@dataclass(frozen=True)
class DimensionView(Part):
    """One axis: its score, then its answers."""

    id: str
    score: ScoreView
    short: str  # its name for a narrow column
    answers: tuple[tuple[str, str, str], ...]  # question, answer, level or « – »


@dataclass(frozen=True)
class NextLevelView(Part):
    """What the whole, or one axis, needs for its next level (M10)."""

    title: str
    needs: tuple[str, ...]
    brief: tuple[str, ...]  # the same by name alone, for the terminal


_ASKED_FIRST = 4  # questions named beside a score that is not given


def dimension_views(assessed: AssessedVisit) -> tuple[DimensionView, ...]:
    """Return one view per axis, in the order of the questionnaire."""
    return tuple(
        DimensionView(
            id=d.id,
            score=_score_view(assessed, d.title, assessed.assessment.dimensions[d.id], d.questions),
            short=axis_told(d),
            answers=tuple(_answers(assessed, d)),
        )
        for d in assessed.questionnaire.dimensions
    )


def _answers(assessed: AssessedVisit, axis: Dimension) -> Iterator[tuple[str, str, str]]:
    for question in axis.questions:
        line = assessed.lines[question.id]
        if line.status is not Status.HIDDEN:
            level = "–" if line.level is None else str(line.level)
            yield question.title, answer_text(assessed, line), level


def overall_view(assessed: AssessedVisit) -> ScoreView:
    """Return the view of the whole."""
    return _score_view(assessed, WHOLE, assessed.assessment.overall, ())


def _score_view(
    assessed: AssessedVisit, title: str, result: Score | NotScored, questions: list[Question] | tuple[()]
) -> ScoreView:
    """Return the view of one score, or of its absence."""
    if isinstance(result, NotScored):
        return ScoreView(
            title=title,
            score="non évalué",
            high="",
            cells="",
            range="",
            level="",
            level_high="",
            raw_level="",
            level_title="non évalué",
            level_range="",
            held="",
            remark="",
            reason=NOT_SCORED[result.reason],
            ask=_to_ask(assessed, questions),
        )
    upto = f"jusqu’à {result.high_whole} selon ce qui reste à savoir"
    return ScoreView(
        title=title,
        score=str(result.whole),
        high=str(result.high_whole),
        cells=bar_cells(result, "#", "+", "-"),
        range=upto if result.high_whole > result.whole else "",
        level=str(result.level.value),
        level_high=str(result.level.high),
        raw_level=str(result.level.raw),
        level_title=level_title(assessed, result.level),
        level_range=level_range(assessed, result.level),
        held=held_by(assessed, result.level),
        remark=_to_confirm(result),
        reason="",
        ask="",
    )


def score_told(result: Score) -> str:
    """Return a whole score, up to where it may go: « 24 à 30 »."""
    high = f" à {result.high_whole}" if result.high_whole > result.whole else ""
    return f"{result.whole}{high}"


def bar_cells(result: Score, known: str, open_: str, beyond: str) -> str:
    """Return a bar of 20 characters, one for 5 points: what is known, what may be, the rest."""
    full, high = result.whole // 5, result.high_whole // 5
    return known * full + open_ * (high - full) + beyond * (20 - high)


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
    lacking = to_ask_first(assessed, questions)
    if not lacking:
        return ""
    named = [f"« {q.title} »" for q in lacking[:_ASKED_FIRST]]
    others = len(lacking) - len(named)
    if others:
        named.append(count(others, "autre question", "autres questions"))
    return f"à demander : {listing(named)}"


def known_remarks(assessed: AssessedVisit) -> tuple[str, ...]:
    """Return what was asked and how much of it is known, in sentences."""
    assessment = assessed.assessment
    remarks = []
    if assessment.form == "express":
        asked = sum(q.core for q in assessed.questionnaire.questions)
        remarks.append(f"Forme express : seules les {asked} questions du socle sont posées.")
    if assessment.form == "partielle":
        remarks.append(
            "Formulaire partiel : ces chiffres ne se comparent à ceux d’aucune autre structure. "
            f"N’ont pas été posées : {listing(_not_asked(assessed))}."
        )
    if assessment.overall.known is not None:
        remarks.append(
            f"Part connue : {percent(assessment.overall.known)} de ce qui est demandé, selon le "
            "poids des questions. « Ne sait pas » et une réponse manquante comptent 0 jusqu’à ce "
            "que la réponse soit connue."
        )
    return tuple(remarks)


def _not_asked(assessed: AssessedVisit) -> tuple[str, ...]:
    """Return the questions that a partial form lacks, less those that the profile hides (M2)."""
    matched, questions = assessed.matched, assessed.questionnaire.questions
    asked = [q.id for q in questions if q.id not in matched.left_out]
    hidden = [q.id for q in questions if not holds(q.when, matched.profile, matched.given)]
    return lacking(assessed.questionnaire, asked, hidden)


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


def held_by(assessed: AssessedVisit, level: Level) -> str:
    """Return what holds the level below what the score allows, by name (M10)."""
    if not level.blockers:
        return ""
    names = [f"« {_name(assessed, need)} »" for need in level.blockers]
    verb = "retient" if len(names) == 1 else "retiennent"
    return f"Le score atteint le niveau {level.raw} ; {listing(names)} {verb} le niveau {level.value}."


def _name(assessed: AssessedVisit, need: Need) -> str:
    """Return the title of the question or of the axis that a level needs."""
    return assessed.axes.get(need.id) or assessed.questionnaire.question[need.id].title


def next_level_views(assessed: AssessedVisit) -> tuple[NextLevelView, ...]:
    """Return what the whole, then each axis, needs for its next level; none at the highest (M10)."""
    results = [(WHOLE, assessed.assessment.overall)]
    results += [(d.title, assessed.assessment.dimensions[d.id]) for d in assessed.questionnaire.dimensions]
    labels = assessed.questionnaire.header.levels
    return tuple(
        [
            NextLevelView(
                title=f"{title}, pour le niveau {result.level.value + 1} – {labels[result.level.value + 1].title}",
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


@dataclass(frozen=True)
class LegendItem(Part):
    """One sign of the drawing, and what it means."""

    kind: str  # structure | held | provisional | unknown | group | median
    text: str


def band_told(title: str) -> str:
    """Return the name of a level above its band: « Env. capacitant »."""
    if len(title) <= _MOST_BAND or " " not in title:
        return title
    return " ".join(w if len(w) <= _LONG_WORD else f"{w[:3]}." for w in title.split(" "))


def is_held(result: Score) -> bool:
    """Tell whether a gate holds a level under that of its score (M10)."""
    return result.level.value < result.level.raw


def level_told(assessment: Assessment, axis: Dimension | None, result: Score | NotScored) -> str:
    """Return a level in words, what holds it, or what must be known for it (M5, M10)."""
    if isinstance(result, NotScored):
        return _to_establish(assessment, axis, result)
    levels = assessment.questionnaire.header.levels
    low, high = result.level.value, result.level.high
    told = cut_at_word(levels[low].title, _MOST_LEVEL)
    if high > low:
        if result.to_confirm:
            return "à confirmer"
        return f"{told} {'ou' if high == low + 1 else 'à'} {levels[high].title}"
    if result.to_confirm:
        return f"{told}, à confirmer"
    if not is_held(result):
        return told
    return f"tenu à {told} : {_holding(assessment, result, len(told))}"


def _to_establish(assessment: Assessment, axis: Dimension | None, result: NotScored) -> str:
    """Return why a score is not given, and how many answers it waits for (M5, M6)."""
    if axis is None:
        return "à établir après les axes"
    if result.reason is not Reason.UNKNOWN:
        return NOT_SCORED[result.reason]
    own = [line for line in assessment.answers if line.dimension.id == axis.id]
    lacking = sum(line.status in LACKING for line in own)
    return f"à établir : {count(lacking, 'réponse')}"


def _holding(assessment: Assessment, result: Score, taken: int) -> str:
    """Return the first thing that holds a level, by its name, in the room that the level leaves."""
    questionnaire = assessment.questionnaire
    axes = {axis.id: axis_told(axis) for axis in questionnaire.dimensions}
    first = result.level.blockers[0].id
    name = axes.get(first) or questionnaire.question[first].title
    return cut_at_word(inside(name), max(_MOST_HELD - taken, _LONG_WORD))
