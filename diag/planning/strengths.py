"""What holds already, what is fragile, and the sentence that opens a report (M25)."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeVar

from diag.questionnaire.questionnaire_model import Questionnaire
from diag.scoring.assessment import AnswerLine, Assessment, ConditionState, Score
from diag.scoring.rubric import Status

SHOWN, OF_ONE_DIMENSION = 3, 2
"""Facts of each sort, and of one dimension among them, at most."""
STRONG = 3
"""Level from which an answer holds."""
_Item = TypeVar("_Item")


@dataclass(frozen=True)
class Fragile:
    """A core question at 0 or not known, or a blocker: a question, or a dimension."""

    kind: Literal["zero", "unknown", "blocker"]
    id: str


@dataclass(frozen=True)
class Strengths:
    """What a report says before any figure; `lead` is empty where neither of its halves exists."""

    holds: tuple[AnswerLine, ...]
    fragile: tuple[Fragile, ...]
    lead: str


def strengths_of(questionnaire: Questionnaire, assessment: Assessment, notes: Collection[str] = ()) -> Strengths:
    """Return what holds and what is fragile in a visit.

    Args:
        questionnaire: its questions, and the short phrases of its lead.
        assessment: the visit, scored.
        notes: questions with a shared note: people had something to say of them.
    """
    strong = [x for x in assessment.answers if x.level is not None and x.level >= STRONG]
    strong.sort(key=lambda x: (not x.question.core, -x.question.weight, -(x.level or 0)))
    holds = _few((line, line.dimension.id) for line in strong)
    axis = {name: d.id for name, d in questionnaire.dimension_of.items()}
    fragile = _few((x, axis.get(x.id, x.id)) for x in _fragile(assessment, notes))
    strongest = holds[0].question.told.get(holds[0].level or 0, "") if holds else ""
    halves = dict.fromkeys([strongest, _weakest(assessment)])
    lead = " ".join(f"{half[0].upper()}{half[1:]}." for half in halves if half)
    return Strengths(holds, fragile, lead)


def _few(found: Iterable[tuple[_Item, str]]) -> tuple[_Item, ...]:
    """Return the first items of (item, dimension), at most two of one dimension."""
    kept: list[tuple[_Item, str]] = []
    for item, dimension in found:
        if len(kept) < SHOWN and [d for _, d in kept].count(dimension) < OF_ONE_DIMENSION:
            kept.append((item, dimension))
    return tuple(item for item, _ in kept)


def _fragile(assessment: Assessment, notes: Collection[str]) -> Iterator[Fragile]:
    """Yield what is fragile, each once, the most first."""
    core = [line for line in assessment.answers if line.question.core]
    core.sort(key=lambda x: (-x.question.weight, x.question.id not in notes))
    zero = [x.question.id for x in core if x.level == 0]
    unknown = [x.question.id for x in core if x.status in (Status.UNKNOWN, Status.MISSING)]
    yield from (Fragile("zero", name) for name in zero)
    yield from (Fragile("unknown", name) for name in unknown)
    if isinstance(assessment.overall, Score):
        held = [need.id for need in assessment.overall.level.blockers]
        yield from (Fragile("blocker", n) for n in held if n not in {*zero, *unknown})


def _weakest(assessment: Assessment) -> str:
    """Return what the condition least held says, or the lowest dimension where all are held."""
    conditions = [c for c in assessment.conditions if c.counted and not c.whole]
    if not conditions:
        return _lowest(assessment)
    told = [c for c in conditions if _is_known(c)]
    if not told:
        return ""
    weakest = min(told, key=lambda c: Fraction(c.held, c.counted))
    words = weakest.condition.told
    return "" if words is None else words.some if weakest.held else words.none


def _is_known(condition: ConditionState) -> bool:
    """Tell whether its phrase is a fact: « rien » is none while a statement is not known."""
    states = {line.state for line in condition.statements}
    return "held" in states or ("not_held" in states and "unknown" not in states)


def _lowest(assessment: Assessment) -> str:
    """Return what the lowest answer of the lowest dimension says, among those that have words."""
    told = [
        line
        for line in assessment.answers
        if line.dimension.id == assessment.lowest and line.level in line.question.told
    ]
    weakest = min(told, key=lambda x: (x.level or 0, -x.question.weight), default=None)
    return "" if weakest is None else weakest.question.told.get(weakest.level or 0, "")
