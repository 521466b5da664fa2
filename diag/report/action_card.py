"""The cards of the actions, and what comes after them (E10, M24)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from diag.french import count, inside, listing
from diag.planning.plan import PlanLine, Verification
from diag.planning.year import YearLine
from diag.questionnaire.questionnaire_model import Target
from diag.report.action_words import (
    aim_told,
    channel_told,
    core_first,
    cost_told,
    days_told,
    own_days,
    owner_told,
    payers_of,
    state_told,
    tag_told,
    title_told,
    when_told,
)
from diag.report.answer_view import aimed, answer_fact, fact_kept, note_kept
from diag.report.assessed_visit import AssessedVisit
from diag.report.document import Reader, Section
from diag.report.view_model import Part

_MOST_EFFECTS = 1  # of a short card: that of a core question first
_MOST_STEPS = 150  # signs of the steps after the first that a short card holds; no step is cut
_MOST_ANSWER = 100  # signs of an answer that stands for a fact nobody wrote
_MOST_LATER = 5


@dataclass(frozen=True)
class Effect(Part):
    """From the answer of today to what is aimed at, in facts."""

    today: str
    aim: str


@dataclass(frozen=True)
class Card(Part):
    """One action, short: when, who, how long; today → aimed; first step, then, when it is done."""

    id: str
    number: str
    title: str
    tag: str
    when: str
    owner: str
    days: str
    money: str
    decided: str
    effects: tuple[Effect, ...]
    verify: tuple[str, ...]  # what to verify before
    first_step: str
    then: tuple[str, ...]
    sign: str
    funding: str
    note: str  # written with the decision


@dataclass(frozen=True)
class Cards(Section):
    """Six to eight actions explained one by one."""

    name: ClassVar[str] = "cards"

    cards: tuple[Card, ...]


@dataclass(frozen=True)
class NextAction(Part):
    """One action of the rest, and its days."""

    title: str
    days: str


@dataclass(frozen=True)
class NextActions(Section):
    """« La suite, quand vous voudrez »: five titles, and the count of the rest."""

    name: ClassVar[str] = "later"

    actions: tuple[NextAction, ...]
    rest: str


def cards_part(assessed: AssessedVisit, reader: Reader) -> Cards | None:
    """Return the cards of the year (E10)."""
    cards = tuple([_card(assessed, one, reader == "conseiller") for one in assessed.year.cards])
    return Cards("Les actions", cards) if cards else None


def _card(assessed: AssessedVisit, one: YearLine, whole: bool) -> Card:
    line = one.line
    return Card(
        id=one.id,
        number=str(one.number),
        title=title_told(one),
        tag=tag_told(assessed, one),
        when=when_told(assessed, one),
        owner=owner_told(one),
        days=own_days(one),
        money=cost_told(one.cost),
        decided=state_told(one),
        effects=_effects(assessed, line, whole) if line else (),
        verify=tuple([_asked_before(assessed, v) for v in line.verify_before]) if line else (),
        first_step=line.action.first_step if line else "",
        then=_steps(line.action.steps, whole) if line else (),
        sign=line.action.sign if line else "",
        funding=_funding(assessed, one),
        note=_note(one, whole),
    )


def _effects(assessed: AssessedVisit, line: PlanLine, whole: bool) -> tuple[Effect, ...]:
    """Return what the action changes; a short card has room for one, a told fact first."""
    ranked = core_first(assessed, line)
    if whole:
        return tuple([_effect_row(assessed, line, target) for target in ranked])
    facts = [target for target in ranked if all(_told(assessed, line, target))]
    return tuple([_effect_row(assessed, line, t) for t in facts[:_MOST_EFFECTS] or ranked[:1]])


def _effect_row(assessed: AssessedVisit, line: PlanLine, target: Target) -> Effect:
    """Return from which fact to which: as the content tells them, else the answers themselves."""
    question = assessed.questionnaire.question[target.question]
    today, aim = _told(assessed, line, target)
    answered = answer_fact(assessed, assessed.lines[question.id], _MOST_ANSWER)
    return Effect(
        today=today or f"{inside(question.title)}, {answered}",
        aim=aim or fact_kept(question, aimed(question, target.level).strip("« »"), _MOST_ANSWER),
    )


def _told(assessed: AssessedVisit, line: PlanLine, target: Target) -> tuple[str, str]:
    """Return the facts of today and of what is aimed at, as the content tells them; else empty."""
    question = assessed.questionnaire.question[target.question]
    today = question.told.get(assessed.lines[question.id].level or 0, "")
    return today, aim_told(assessed, line, target)


def _asked_before(assessed: AssessedVisit, verification: Verification) -> str:
    """Return what to verify before an action, and the action that comes first if need be."""
    asked = assessed.questionnaire.question
    titles = listing([asked[name].title for name in verification.questions])
    return f"{titles} (selon la réponse, d’abord : {verification.action.title})"


def _steps(steps: Sequence[str], whole: bool) -> tuple[str, ...]:
    """Return the steps after the first; a short card holds the first of them, and counts the rest."""
    kept: list[str] = []
    for step in [step if step[-1] in ".?!…" else f"{step}." for step in steps]:
        if kept and not whole and sum(map(len, [*kept, step])) > _MOST_STEPS:
            break
        kept.append(step)
    left = len(steps) - len(kept)
    more = "une autre étape" if left == 1 else f"{left} autres étapes"
    return (*kept, f"Puis {more}.") if left else tuple(kept)


def _funding(assessed: AssessedVisit, one: YearLine) -> str:
    """Return who may pay, with what is known of each channel; what PRINT asks is asked of it."""
    if one.line is None or one.cost == "none":
        return ""
    if one.cost == "ask" and (tag := tag_told(assessed, one)):
        return f"Conditions : à demander à {tag}"
    names = [channel_told(c) for c in payers_of(assessed, (one,)) if c.pays]
    return f"Argent : {', '.join(names)}" if names else ""


def _note(one: YearLine, whole: bool) -> str:
    """Return what was written with the decision; the adviser's file alone holds it whole."""
    source = one.line.decision if one.line else one.own and one.own.action
    return note_kept((source and source.note) or "", whole)


def later_part(assessed: AssessedVisit, reader: Reader) -> NextActions | None:
    """Return what comes after the year: five titles with their days, and the count of the rest."""
    held = assessed.year.numbers
    lines = [line for line in assessed.plan.lines if line.action.id not in held]
    if not lines:
        return None
    return NextActions(
        heading="La suite, quand vous voudrez",
        actions=tuple(
            [
                NextAction(line.action.year or line.action.title, days_told(line.effort))
                for line in lines[:_MOST_LATER]
            ]
        ),
        rest=_rest(len(lines) - _MOST_LATER, reader),
    )


def _rest(number: int, reader: Reader) -> str:
    if number < 1:
        return ""
    told = count(number, "autre piste", "autres pistes")
    return f"{told} plus loin" if reader == "conseiller" else f"{told} dans le dossier du conseiller"
