"""From the plan to the strings that a report prints: actions, schedule, decisions, what to verify (M24)."""

from collections.abc import Mapping
from dataclasses import dataclass

from diag.french import count, in_tenths, listing, long_date, sentence, signed, tenths, typeset
from diag.plan.order import Step
from diag.plan.plan import PlanLine, Quarter
from diag.questionnaire.questionnaire_model import Channel, SingleQuestion, Target
from diag.report.assessed_visit import AssessedVisit
from diag.report.french_labels import CHANNEL, COST, DECISION, FAMILY, ORIGIN, STATUS
from diag.report.score_view import AnswerView, situation
from diag.report.view_model import Part
from diag.scoring.rubric import Status


@dataclass(frozen=True)
class ActionView(Part):
    """One action of the plan, explained (M24)."""

    id: str
    rank: str
    title: str
    when: str
    effort: str
    gain: str
    family: str
    cost: str
    origin: str
    lifts: str
    reason: str
    because: tuple[str, ...]  # the answers that call for it
    first_step: str
    steps: tuple[str, ...]
    lead: str
    duration: str
    needs: str
    sign: str
    funding: tuple[str, ...]
    effects: str
    findings: tuple[str, ...]


@dataclass(frozen=True)
class QuarterView(Part):
    """One quarter of the schedule and what is expected at its end."""

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
    due: str
    note: str


@dataclass(frozen=True)
class VerifyView(Part):
    """One thing to clear up before deciding."""

    title: str
    text: str
    status: str
    actions: str


@dataclass(frozen=True)
class FindingView(Part):
    """One finding of the research report cited in the plan."""

    id: str
    text: str
    place: str


def action_views(
    assessed: AssessedVisit, answers: Mapping[str, AnswerView]
) -> tuple[ActionView, ...]:
    """Return every action of the plan, in order."""
    return tuple([_action_view(assessed, answers, line) for line in assessed.plan.lines])


def _action_view(
    assessed: AssessedVisit, answers: Mapping[str, AnswerView], line: PlanLine
) -> ActionView:
    questionnaire, axes, action = assessed.questionnaire, assessed.axes, line.action
    lifts = [
        f"l’axe « {axes[n]} »" if n in axes else f"« {questionnaire.question[n].title} »"
        for n in line.lifts
    ]
    needs = [f"« {questionnaire.action[n].title} »" for n in action.needs if n in assessed.planned]
    because = tuple([_because(assessed, answers, target) for target in line.targets])
    return ActionView(
        id=action.id,
        rank=str(line.rank),
        title=action.title,
        when=_when(line),
        effort=f"{count(action.effort, 'jour')} de travail",
        gain=_gain(line),
        family=FAMILY[line.family],
        cost=COST[action.cost],
        origin=ORIGIN[action.origin],
        lifts=f"débloque à ce stade : {listing(lifts)}" if lifts else "",
        reason=action.reason,
        because=because or ("nécessaire à une action qui suit",),
        first_step=action.first_step,
        steps=tuple(action.steps),
        lead=_lead(line),
        duration=count(action.weeks, "semaine"),
        needs=f"après {listing(needs)}" if needs else "",
        sign=action.sign,
        funding=tuple([_funding(questionnaire.channels[name]) for name in action.funding]),
        effects=_effects(assessed, line.step),
        findings=tuple(action.findings),
    )


def _because(assessed: AssessedVisit, answers: Mapping[str, AnswerView], target: Target) -> str:
    """Return an answer that triggers an action, and the situation aimed at."""
    name = target.question
    question = assessed.questionnaire.question[name]
    answered = assessed.lines[name].status is Status.ANSWERED
    now = f"aujourd’hui « {answers[name].answer} »" if answered else "réponse inconnue"
    aim = f"niveau {target.level}"
    if isinstance(question, SingleQuestion):  # the questionnaire has words for it
        aim = f"« {situation(question, target.level)} » ({aim})"
    return f"{question.title} ({name}) : {now} ; visé : {aim}"


def _funding(channel: Channel) -> str:
    """Return one funding channel with its date: what is not dated cannot be trusted."""
    state = f"{CHANNEL[channel.status]}, état connu : {channel.seen}"
    return f"{channel.title} ({state}) : {channel.pays_for}"


def _gain(line: PlanLine) -> str:
    noun = "point" if abs(in_tenths(line.gain)) < 20 else "points"
    return f"{signed(line.gain)} {noun} au score global"


def _effects(assessed: AssessedVisit, step: Step) -> str:
    """Return the axes that move: `Équipement 43,8 → 62,5`."""
    moved = [(assessed.questionnaire.dimensions[d].title, d) for d in step.moved]
    return " ; ".join(
        [f"{title} {tenths(step.before[d])} → {tenths(step.after[d])}" for title, d in moved]
    )


def _when(line: PlanLine) -> str:
    quarters = [quarter for quarter, _ in line.slot.parts]
    if not quarters:
        return "au-delà du calendrier"
    first, last = quarters[0], quarters[-1]
    return f"trimestre {first}" if first == last else f"trimestres {first} à {last}"


def _lead(line: PlanLine) -> str:
    """Return who leads: the owner decided upon, with date and note, else the function proposed."""
    decision = line.decision
    due = f", pour le {long_date(decision.due)}" if decision.due else ""
    note = f" ({decision.note})" if decision.note else ""
    return f"{decision.owner or line.action.lead}{due}{note}"


def quarter_views(assessed: AssessedVisit) -> tuple[QuarterView, ...]:
    """Return the schedule, quarter by quarter."""
    return tuple(_quarter_view(assessed, quarter) for quarter in assessed.plan.quarters)


def _quarter_view(assessed: AssessedVisit, quarter: Quarter) -> QuarterView:
    questionnaire = assessed.questionnaire
    level = "–" if quarter.level is None else f"niveau {quarter.level}"
    profile = zip(questionnaire.dimensions, quarter.dimensions, strict=True)
    return QuarterView(
        title=f"Trimestre {quarter.number}",
        days=count(quarter.days, "jour"),
        actions=tuple(questionnaire.action[name].title for name in quarter.actions),
        score="–" if quarter.score is None else tenths(quarter.score),
        level=level,
        profile=tuple(
            f"{d.title} {'non évalué' if score is None else tenths(score)}" for d, score in profile
        ),
    )


def plan_note(assessed: AssessedVisit) -> str:
    """Return how the plan was laid out."""
    plan = assessed.plan
    if not plan.lines:
        top = not (plan.set_aside or plan.to_verify)
        why = " : toutes les réponses sont au plus haut niveau" if top else ""
        return f"Aucune action n’est proposée{why}."
    days = count(plan.capacity, "jour")
    return (
        f"Ordre : d’abord ce qui lève un point bloquant, puis le meilleur gain par jour de travail. "
        f"Calendrier établi pour {days} de travail par trimestre, sur {count(plan.rules.quarters, 'trimestre')}. "
        "Les gains s’ajoutent dans l’ordre du plan, et un point peut devenir bloquant en chemin, "
        "quand le score monte. Le calendrier compte le temps de travail ; la durée de chaque action "
        "peut en retarder l’effet."
    )


def beyond_note(assessed: AssessedVisit) -> str:
    """Return how many actions do not fit the schedule."""
    number = len(assessed.plan.beyond)
    if not number:
        return ""
    verb = "n’entre pas" if number == 1 else "n’entrent pas"
    return f"{count(number, 'action')} {verb} dans ce calendrier ; le plan les garde dans l’ordre."


def decision_views(assessed: AssessedVisit) -> tuple[DecisionView, ...]:
    """Return what was decided of each action, kept, declined or done, then what falls with it."""
    return tuple(
        [
            DecisionView(
                title=action.title,
                choice=DECISION[decision.choice],
                owner=decision.owner or "",
                due=long_date(decision.due) if decision.due else "",
                # What people typed stays as they typed it; why an action falls is in our words.
                note=typeset(decision.note or "") if follows else decision.note or "",
            )
            for action, decision, follows in assessed.decisions
        ]
    )


def verify_views(assessed: AssessedVisit) -> tuple[VerifyView, ...]:
    """Return what to clear up first."""
    questionnaire = assessed.questionnaire
    views = []
    for item in assessed.plan.to_verify:
        question = questionnaire.question[item.question]
        actions = [f"« {questionnaire.action[name].title} »" for name in item.actions]
        views.append(
            VerifyView(
                title=f"{question.title} ({question.id})",
                text=question.text,
                status=sentence(STATUS[item.status]),
                actions=f"selon la réponse : {listing(actions, 'ou')}" if actions else "",
            )
        )
    return tuple(views)


def finding_views(assessed: AssessedVisit) -> tuple[FindingView, ...]:
    """Return the findings that the plan and the conditions rest on, by number."""
    cited = {f for line in assessed.plan.lines for f in line.action.findings}
    for condition in assessed.questionnaire.header.lasting_conditions:
        cited.update(condition.findings)
    known = assessed.questionnaire.findings
    return tuple(FindingView(name, known[name].text, known[name].place) for name in sorted(cited))
