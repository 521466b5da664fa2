"""From the plan to the strings that a report prints: actions, calendar, decisions, what to verify (M24).

Shared pages speak of facts and months; `PointsView` holds what the actions are worth in points, for
the adviser's annex.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from diag.french import (
    count,
    listing,
    long_date,
    month_span,
    month_year,
    round_tenths,
    sentence,
    typeset,
)
from diag.planning.plan import OwnLine, PlanLine, Quarter, Verification
from diag.planning.schedule import Slot
from diag.questionnaire.questionnaire_model import Channel, Target
from diag.report.answer_view import aimed, today
from diag.report.assessed_visit import AssessedVisit
from diag.report.cited_view import channels_of
from diag.report.french_labels import (
    ADDED,
    CHANNEL,
    COST,
    DECISION,
    FALLEN,
    FAMILY,
    MOVED,
    ORIGIN,
    STATUS,
)
from diag.report.score_view import level_told, points_told
from diag.report.view_model import Part
from diag.scoring.assessment import Score
from diag.visit.visit_model import Decision, OwnAction


@dataclass(frozen=True)
class ActionView(Part):
    """One action of the plan, explained (M24)."""

    id: str
    rank: str
    title: str
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
    funding: tuple[str, ...]
    contacts: str
    findings: tuple[str, ...]


@dataclass(frozen=True)
class PointsView(Part):
    """What one action is worth, for the adviser's annex (M20, M22)."""

    rank: str
    title: str
    points: str
    uncertain: str
    family: str


@dataclass(frozen=True)
class QuarterView(Part):
    """One quarter of the calendar, and where the structure is at its end if all is done (M23)."""

    title: str
    days: str
    actions: tuple[str, ...]
    score: str
    level: str
    profile: tuple[str, ...]


@dataclass(frozen=True)
class DecisionView(Part):
    """What was decided of one action, by whom, for when and why; empty where it is not told."""

    title: str
    choice: str
    owner: str
    when: str
    due: str
    note: str


@dataclass(frozen=True)
class DeclinedView(Part):
    """An action that was declined, or that falls with one, and why; for the adviser alone."""

    title: str
    choice: str
    note: str


@dataclass(frozen=True)
class VerifyView(Part):
    """One thing to clear up before deciding."""

    title: str
    text: str
    status: str
    actions: str


# Actions


def action_views(assessed: AssessedVisit) -> tuple[ActionView, ...]:
    """Return every action of the plan, in order."""
    channels = channels_of(assessed)
    return tuple([_action_view(assessed, line, channels) for line in assessed.plan.lines])


def _action_view(assessed: AssessedVisit, line: PlanLine, channels: list[Channel]) -> ActionView:
    questionnaire, action = assessed.questionnaire, line.action
    lifted = [f"« {assessed.axes.get(n) or questionnaire.question[n].title} »" for n in line.lifts]
    needs = [_title(assessed, name) for name in action.needs if name in assessed.planned]
    payers = [channel for channel in channels if channel.id in action.funding]
    return ActionView(
        id=action.id,
        rank=str(line.rank),
        title=action.title,
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
            [
                _effect(assessed, target)
                for target in (*line.triggers, *(target for target, _ in line.uncertain))
            ]
        ),
        holds=tuple([statement.held for statement in line.holds]),
        first_step=action.first_step,
        steps=tuple(action.steps),
        lead=_lead(line),
        duration=count(action.weeks, "semaine"),
        needs=f"après {listing(needs)}" if needs else "",
        verify=tuple([_verification(assessed, v) for v in line.verify_before]),
        sign=action.sign,
        funding=tuple([f"{c.title} ({CHANNEL[c.status]})" for c in payers]),
        contacts=listing([questionnaire.contacts[name].title for name in action.contacts]),
        findings=tuple(action.findings),
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
    return (
        f"{listing(questions)} ; selon la réponse, {first} vient d’abord ({when}, une demi-journée)"
    )


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


def points_views(assessed: AssessedVisit) -> tuple[PointsView, ...]:
    """Return what each action is worth, in the order of the plan, then those to verify first."""
    views = [
        PointsView(
            rank=str(line.rank),
            title=line.action.title,
            points=points_told(line.gain),
            uncertain=_uncertain(line.uncertain),
            family=FAMILY[line.family],
        )
        for line in assessed.plan.lines
    ]
    views += [
        PointsView("–", item.action.title, "–", _uncertain(item.targets), "à vérifier d’abord")
        for item in assessed.plan.verify_first
    ]
    return tuple(views)


def _uncertain(targets: tuple[tuple[Target, Fraction], ...]) -> str:
    """Return what unknown answers may add if they are no: `jusqu’à +2,5 points` (M20)."""
    total = sum((points for _, points in targets), Fraction(0))
    if total < 1:
        return ""
    return f"jusqu’à {points_told(total)}"


# Calendar


def quarter_views(assessed: AssessedVisit) -> tuple[QuarterView, ...]:
    """Return the calendar, quarter by quarter."""
    return tuple([_quarter_view(assessed, quarter) for quarter in assessed.plan.quarters])


def _quarter_view(assessed: AssessedVisit, quarter: Quarter) -> QuarterView:
    day, first = assessed.visit.visit.date, 3 * quarter.number - 2
    overall = quarter.overall if isinstance(quarter.overall, Score) else None
    return QuarterView(
        title=month_span(day, first, first + 2),
        days=count(round_tenths(quarter.days), "jour"),
        actions=tuple(_work(assessed, quarter)),
        score=str(overall.whole) if overall else "–",
        level=level_told(assessed, overall.level) if overall else "–",
        profile=tuple(
            f"{assessed.axes[name]} {result.whole if isinstance(result, Score) else 'non évalué'}"
            for name, result in quarter.dimensions.items()
        ),
    )


def _work(assessed: AssessedVisit, quarter: Quarter) -> Iterator[str]:
    """Yield what is done in a quarter, with its months, and what ends in it."""
    for line in assessed.plan.lines:
        for verification in line.verify_before:
            if months := _months(assessed, verification.slot, quarter):
                names = [assessed.questionnaire.question[q].title for q in verification.questions]
                yield f"À vérifier : {listing(names)} ({months})"
        months = _months(assessed, line.slot, quarter)
        ends = "terminée" if line.action.id in quarter.actions else ""
        if told := ", ".join(filter(None, [months, ends])):
            yield f"{line.action.title} ({told})"
    for own in assessed.plan.own:
        if months := _months(assessed, own.slot, quarter):
            yield f"{own.action.title} ({months}, {ADDED})"


def _months(assessed: AssessedVisit, slot: Slot, quarter: Quarter) -> str:
    """Return the months of a quarter when an action is worked on: `avril à mai`, or nothing."""
    own = range(3 * quarter.number - 2, 3 * quarter.number + 1)
    worked = [month for month, _ in slot.parts if month in own]
    if not worked:
        return ""
    day = assessed.visit.visit.date
    first, last = (month_year(day, worked[k]).split()[0] for k in (0, -1))
    return first if first == last else f"{first} à {last}"


def plan_note(assessed: AssessedVisit) -> str:
    """Return how the plan was laid out."""
    plan = assessed.plan
    if not plan.lines:
        if plan.to_verify:
            return "Le plan attend des réponses : commencez par ce qui est à vérifier."
        return _nothing_to_do(assessed)
    days = count(plan.capacity, "jour")
    staff = (
        ""
        if plan.staff_known
        else " L’effectif n’est pas connu : le travail est compté pour 20 professionnels."
    )
    decided = (
        " Ce qui est en cours, ce que la structure a ajouté et les mois décidés ensemble passent"
        " d’abord."
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


def _nothing_to_do(assessed: AssessedVisit) -> str:
    """Return why a plan without anything to verify holds no action."""
    if assessed.plan.set_aside:
        return "Toutes les actions possibles sont déjà faites ou écartées."
    if any(line.level is not None for line in assessed.assessment.answers):
        return (
            "Ce qui est demandé et connu est au plus haut niveau : il reste à tenir dans la durée."
        )
    return "Aucune réponse ne permet encore de proposer une action."


def next_year_lines(assessed: AssessedVisit) -> tuple[str, ...]:
    """Return what starts in the year and ends in the next."""
    return tuple(
        [
            f"{line.action.title} ({month_span(assessed.visit.visit.date, line.slot.start, line.slot.end)})"
            for line in assessed.plan.lines
            if line.slot.fits == "next_year" and line.slot.start and line.slot.end
        ]
    )


def later_note(assessed: AssessedVisit) -> str:
    """Return how many actions come after the year; the annex explains them in their order."""
    number = len(assessed.plan.beyond)
    if not number:
        return ""
    told = count(number, "autre action vient", "autres actions viennent")
    return f"La suite : {told} après ces douze mois, dans l’ordre de l’annexe."


def covered_lines(assessed: AssessedVisit) -> tuple[str, ...]:
    """Return the actions whose effect others bring, and which (M20)."""
    return tuple(
        [
            f"{action.title} : déjà couvert par {listing([_title(assessed, n) for n in by])}"
            for action, by in assessed.plan.covered
        ]
    )


# What goes with the plan


def decision_views(assessed: AssessedVisit) -> tuple[DecisionView, ...]:
    """Return what was decided and is shared: kept, moved, under way, done, and the own actions."""
    lines = {line.action.id: line for line in assessed.plan.lines}
    fallen = {action.id for action, _, follows in assessed.decisions if follows}
    views = []
    for action, decision, _ in assessed.decisions:
        line = lines.get(action.id)
        if decision.choice != "decline" and action.id not in fallen:
            views.append(
                DecisionView(
                    title=action.title,
                    choice=decided_of(line) if line else DECISION[decision.choice],
                    owner=decision.owner or "",
                    when=when_of(assessed, line) if line else "",
                    due=long_date(decision.due) if decision.due else "",
                    note=decision.note or "",
                )
            )
    shared = [own for own in assessed.plan.own if own.action.choice != "decline"]
    return (*views, *[_own_view(assessed, own) for own in shared])


def _own_view(assessed: AssessedVisit, own: OwnLine) -> DecisionView:
    action = own.action
    return DecisionView(
        title=action.title,
        choice=own_choice(action),
        owner=action.owner or "",
        when=own_when(assessed, own),
        due="",
        note=action.note or "",
    )


def own_choice(action: OwnAction) -> str:
    """Return what an own action is: `ajoutée`, and what was decided of it since."""
    return ADDED if action.choice == "keep" else f"{ADDED}, {DECISION[action.choice]}"


def own_when(assessed: AssessedVisit, own: OwnLine) -> str:
    """Return the months of an own action; one that is done or declined has none."""
    if own.action.choice not in ("keep", "under_way"):
        return ""
    return months_of(assessed, own.slot)


def declined_views(assessed: AssessedVisit) -> tuple[DeclinedView, ...]:
    """Return what was declined, why, and what falls with it; for the adviser alone."""
    views = [
        DeclinedView(
            title=action.title,
            choice=FALLEN if follows else DECISION[decision.choice],
            # What people typed stays as they typed it; why an action falls is in our words.
            note=typeset(decision.note or "") if follows else decision.note or "",
        )
        for action, decision, follows in assessed.decisions
        if decision.choice == "decline"
    ]
    views += [
        DeclinedView(own.action.title, own_choice(own.action), own.action.note or "")
        for own in assessed.plan.own
        if own.action.choice == "decline"
    ]
    return tuple(views)


def verify_views(assessed: AssessedVisit) -> tuple[VerifyView, ...]:
    """Return what to clear up first."""
    questionnaire = assessed.questionnaire
    views = []
    for item in assessed.plan.to_verify:
        question = questionnaire.question[item.question]
        actions = [_title(assessed, name) for name in item.actions]
        views.append(
            VerifyView(
                title=f"{question.title} ({question.id})",
                text=question.text,
                status=sentence(STATUS[item.status]),
                actions=f"selon la réponse : {listing(actions, 'ou')}" if actions else "",
            )
        )
    return tuple(views)
