"""How an action of the year is told, the same on every page, its card (E10, M24), and who may pay for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Literal

from diag.french import (
    NARROW,
    count,
    cut_at_word,
    inside,
    listing,
    long_date,
    month_span,
    month_year,
    number,
    short_month,
    short_span,
)
from diag.planning.plan import Cost, Money, OwnLine, PlanLine, Slot, Verification, YearLine
from diag.questionnaire.questionnaire_model import Channel, Target, holds, may_hold
from diag.report.assessed_visit import AssessedVisit, aimed, answer_fact, fact_kept, note_kept, today
from diag.report.document import Part, Reader, Section
from diag.report.french_labels import ADDED, COST, DECISION, MOVED, ORIGIN
from diag.scoring.rubric import Status
from diag.visit.visit_model import Decision, OwnAction


@dataclass(frozen=True)
class ActionView(Part):
    """One action of the plan, explained (M24)."""

    id: str
    title: str
    short: str  # the same for a narrow column
    decision: str  # what was decided of it, empty as long as nothing was
    when: str
    brief: str  # the month when it begins, and its days, for the terminal
    begins: bool  # within the year, and nobody has begun it
    effort: str
    cost: str
    origin: str
    serves: str  # of a prerequisite: the action that it prepares
    lifts: str  # what held the level and holds it no more
    reason: str
    because: tuple[str, ...]  # from the answers of today to what is aimed at
    holds: tuple[str, ...]  # statements of lasting conditions that it makes hold
    first_step: str
    steps: tuple[str, ...]
    lead: str
    duration: str
    needs: str
    verify: tuple[str, ...]  # what to verify before
    sign: str
    contacts: str


# Actions


def action_views(assessed: AssessedVisit) -> tuple[ActionView, ...]:
    """Return every action of the plan, in order."""
    return tuple([_action_view(assessed, line) for line in assessed.plan.lines])


def _action_view(assessed: AssessedVisit, line: PlanLine) -> ActionView:
    questionnaire, action = assessed.questionnaire, line.action
    lifted = [f"« {assessed.axes.get(n) or questionnaire.question[n].title} »" for n in line.lifts]
    needs = [_title(assessed, name) for name in action.needs if name in assessed.planned]
    return ActionView(
        id=action.id,
        title=action.title,
        short=action.year or action.title,
        decision=decided_of(line),
        when=when_of(assessed, line),
        brief=_brief(assessed, line),
        begins=line.slot.start is not None and not line.under_way,
        effort=f"{count(line.effort, 'jour')} de travail",
        cost=COST[action.cost],
        origin=ORIGIN[action.origin],
        serves="" if line.chosen else f"prépare {_title(assessed, line.closure_of)}",
        lifts=f"lève ce qui retient le niveau : {listing(lifted)}" if lifted else "",
        reason=action.reason,
        because=tuple(
            [_effect(assessed, target) for target in (*line.triggers, *(target for target, _ in line.uncertain))]
        ),
        holds=tuple([statement.held for statement in line.holds]),
        first_step=action.first_step,
        steps=tuple(action.steps),
        lead=_lead(line),
        duration=count(action.weeks, "semaine"),
        needs=f"après {listing(needs)}" if needs else "",
        verify=tuple([_verification(assessed, v) for v in line.verify_before]),
        sign=action.sign,
        contacts=listing([questionnaire.contacts[name].title for name in action.contacts]),
    )


def _effect(assessed: AssessedVisit, target: Target) -> str:
    """Return the effect aimed at, in facts: `Titre : aujourd’hui « … » → visé « … »`."""
    question = assessed.questionnaire.question[target.question]
    now, aim = today(assessed, question.id), aimed(question, target.level)
    return f"{question.title} : {now} → visé {aim}"


def _title(assessed: AssessedVisit, name: str) -> str:
    return f"« {assessed.questionnaire.action[name].title} »"


def _verification(assessed: AssessedVisit, verification: Verification) -> str:
    """Return what to verify before an action, and when: half a day."""
    questions = [f"« {assessed.questionnaire.question[q].title} »" for q in verification.questions]
    when = months_of(assessed, verification.slot)
    first = _title(assessed, verification.action.id)
    return f"{listing(questions)} ; selon la réponse, {first} vient d’abord ({when}, une demi-journée)"


def decided_of(line: PlanLine) -> str:
    """Return what was decided of an action, `déplacée` where its month was; empty for nothing."""
    if line.decision is None:
        return ""
    return MOVED if line.moved else DECISION[line.decision.choice]


def when_of(assessed: AssessedVisit, line: PlanLine) -> str:
    """Return the months of an action; what is under way is never told to come after the year."""
    if line.under_way and line.slot.fits == "later":
        return "le temps prévu ne suffit pas à la terminer dans l’année"
    return months_of(assessed, line.slot)


def _brief(assessed: AssessedVisit, line: PlanLine) -> str:
    """Return when an action begins and what it takes: `novembre 2026, 3 jours`."""
    if line.slot.start is None:
        return ""
    month = month_year(assessed.visit.visit.date, line.slot.start)
    return f"{month}, {count(line.effort, 'jour')}"


def months_of(assessed: AssessedVisit, slot: Slot) -> str:
    """Return the months of an action, from the month after the visit (M23)."""
    if slot.start is None or slot.end is None:
        return "la suite, après ces douze mois"
    months = month_span(assessed.visit.visit.date, slot.start, slot.end)
    return f"{months}, se termine l’année suivante" if slot.fits == "next_year" else months


def _lead(line: PlanLine) -> str:
    """Return who leads: the owner decided upon, with date and note, else the function proposed."""
    decision = line.decision or Decision()
    due = f", pour le {long_date(decision.due)}" if decision.due else ""
    note = f" ({decision.note})" if decision.note else ""
    return f"{decision.owner or line.action.lead}{due}{note}"


# Calendar


def plan_note(assessed: AssessedVisit) -> str:
    """Return how the plan was laid out."""
    plan = assessed.plan
    if not plan.lines:
        return why_none(assessed)
    days = count(plan.capacity, "jour")
    staff = "" if plan.staff_known else " L’effectif n’est pas connu : le travail est compté pour 20 professionnels."
    decided = (
        " Ce qui est en cours, ce que la structure a ajouté et les mois décidés ensemble passent d’abord."
        if plan.own or any(line.under_way or line.moved for line in plan.lines)
        else ""
    )
    none = (
        ""
        if any(line.slot.start for line in plan.lines)
        else " Ce temps ne suffit à aucune de ces actions dans l’année."
    )
    return (
        f"L’ordre de la liste est celui du calendrier, pour {days} de travail par trimestre à partir "
        "du mois qui suit la visite. Il se discute : c’est un point de départ pour décider ensemble."
        f"{decided}{none}{staff}"
    )


def why_none(assessed: AssessedVisit) -> str:
    """Return why nothing is scheduled."""
    plan = assessed.plan
    if plan.lines:
        return (
            f"{count(plan.capacity, 'jour')} de travail par trimestre ne suffisent à aucune des "
            "actions possibles : c’est le premier point à décider."
        )
    if plan.to_verify:
        return "Le plan attend des réponses : commencez par ce qui est à vérifier."
    if plan.set_aside:
        return "Toutes les actions possibles sont déjà faites, ou n’ont pas été retenues."
    if any(line.status is Status.ANSWERED for line in assessed.assessment.answers):
        return "Toutes les réponses connues sont au plus haut niveau : il reste à tenir dans la durée."
    return "Aucune réponse ne permet encore de proposer une action."


# What goes with the plan


def own_choice(action: OwnAction) -> str:
    """Return what an own action is: `ajoutée`, and what was decided of it since."""
    return ADDED if action.choice == "keep" else f"{ADDED}, {DECISION[action.choice]}"


def own_when(assessed: AssessedVisit, own: OwnLine) -> str:
    """Return the months of an own action; one that is done or declined has none."""
    if own.action.choice not in ("keep", "under_way"):
        return ""
    return months_of(assessed, own.slot)


NOT_SAID = "à préciser"
"""Days or money that nobody said: never a zero."""
_MOST_OWNER = 60  # signs of an owner that people typed


def title_told(one: YearLine) -> str:
    """Return the short title of an action, or its whole one; an own action has one only."""
    if one.line is not None:
        return one.line.action.year or one.line.action.title
    return one.own.action.title if one.own else ""


def tag_told(assessed: AssessedVisit, one: YearLine) -> str:
    """Return the mark of an action of the partner, « PRINT »; empty for any other."""
    if not one.is_print:
        return ""
    partner = assessed.questionnaire.partner
    return partner.name if partner else ORIGIN["print"]


def owner_told(one: YearLine) -> str:
    """Return who leads: who was decided upon, else the function that is proposed."""
    if one.line is None:
        return cut_at_word((one.own and one.own.action.owner) or "", _MOST_OWNER)
    decided = one.line.decision and one.line.decision.owner
    return cut_at_word(decided, _MOST_OWNER) if decided else one.line.action.lead


def short_owner(one: YearLine) -> str:
    """Return who leads, for a narrow column: the first function named."""
    decided = one.line is None or (one.line.decision is not None and one.line.decision.owner)
    return owner_told(one) if decided else owner_told(one).partition(", ")[0]


def when_told(assessed: AssessedVisit, one: YearLine) -> str:
    """Return its months: « mai à juin 2027 », « dès sept. 2027, se termine l’année suivante » (M23)."""
    day = assessed.visit.visit.date
    if one.ends:
        return short_span(day, one.start, one.end)
    return f"dès {short_month(day, one.start)}, se termine l’année suivante"


def days_told(days: Decimal) -> str:
    """Return person-days: « 1,5 j »."""
    return f"{number(days)}{NARROW}j"


def own_days(one: YearLine) -> str:
    """Return the days of one action; an own one may have none said."""
    unsaid = one.own is not None and one.own.action.days is None
    return NOT_SAID if unsaid else days_told(one.days)


def cost_told(cost: Cost | None) -> str:
    """Return what leaves the till for one action; what is to be asked has no price."""
    return NOT_SAID if cost is None else COST[cost]


def money_told(money: Money) -> str:
    """Return what leaves the till for several: « moins de 1 000 €, le reste à demander »."""
    if money.beyond:
        known = COST["high"]
    elif money.upper:
        known = f"moins de {number(money.upper)} €"
    else:
        known = "" if money.ask else COST["none"]
    return ", ".join(filter(None, [known, _asked(money, known)]))


def _asked(money: Money, known: str) -> str:
    if not money.ask:
        return ""
    return f"le reste {COST['ask']}" if known else COST["ask"]


def state_told(one: YearLine) -> str:
    """Return what was decided of it, and for when; empty as long as nothing was."""
    decided = one.line.decision if one.line else one.own and one.own.action
    told = decided_of(one.line) if one.line else own_choice(one.own.action) if one.own else ""
    due = decided and decided.due
    return f"{told}, pour le {long_date(due)}" if due else told


def core_first(assessed: AssessedVisit, line: PlanLine) -> list[Target]:
    """Return what an action raises, those of core questions first."""
    asked = assessed.questionnaire.question
    return sorted(line.triggers, key=lambda target: not asked[target.question].core)


def aim_told(assessed: AssessedVisit, line: PlanLine, target: Target) -> str:
    """Return the fact that is aimed at, as the content tells it; empty where it does not."""
    told = assessed.questionnaire.question[target.question].told
    return line.action.aim.get(target.question) or told.get(target.level, "")


def numbers_told(lines: Sequence[YearLine]) -> str:
    """Return the numbers of some actions: « 2, 5 et 6 »."""
    return listing([str(one.number) for one in lines])


def actions_told(lines: Sequence[YearLine]) -> str:
    """Return some actions, one at least, by their numbers: « les actions 2, 5 et 6 »."""
    return f"{'les actions' if len(lines) > 1 else 'l’action'} {numbers_told(lines)}"


Verdict = Literal["oui", "non", "à vérifier"]


def payers_of(assessed: AssessedVisit, lines: Sequence[YearLine]) -> list[Channel]:
    """Return the channels that some actions cite and that this structure may have.

    A channel closed to new projects pays nobody.
    """
    return [c for c in cited_channels(assessed, lines) if may_pay(assessed, c)]


def channel_told(channel: Channel) -> str:
    """Return the short name of a channel, or its title."""
    return channel.short or channel.title


def cited_channels(assessed: AssessedVisit, lines: Sequence[YearLine]) -> list[Channel]:
    """Return the channels that some actions cite."""
    cited = {name for one in lines if one.line for name in one.line.action.funding}
    return [channel for channel in assessed.questionnaire.channels.values() if channel.id in cited]


def may_pay(assessed: AssessedVisit, channel: Channel) -> bool:
    """Tell whether this structure may have it: a channel closed to new projects pays nobody."""
    return channel.status != "closed" and verdict_on(assessed, channel) != "non"


def channels_of(assessed: AssessedVisit) -> list[Channel]:
    """Return the channels cited by the plan that this structure may have: its profile admits them.

    A channel closed to new projects pays nobody: the actions that speak of it say so.
    """
    cited = {name for line in assessed.plan.lines for name in line.action.funding}
    profile = assessed.matched.profile
    return [
        channel
        for channel in assessed.questionnaire.channels.values()
        if channel.id in cited and channel.status != "closed" and holds(channel.when, profile, {})
    ]


def verdict_on(assessed: AssessedVisit, channel: Channel) -> Verdict:
    """Return whether this structure may have it, as far as its profile tells."""
    profile = assessed.matched.profile
    if channel.when is None:  # nothing of the profile decides
        return "oui" if channel.status == "open" else "à vérifier"
    if not may_hold(channel.when, profile):
        return "non"
    return "à vérifier" if may_hold(channel.when, profile, wanted=False) else "oui"


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
