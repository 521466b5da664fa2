"""From the plan to the strings that a report prints (M24)."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache, lru_cache

from diag.french import count, in_tenths, listing, long_date, sentence, signed, tenths
from diag.plan.order import Step
from diag.plan.plan import PlanLine, Quarter
from diag.questionnaire.questionnaire_model import Action, Questionnaire, SingleQuestion, Target
from diag.report.dossier import Dossier
from diag.report.view import (
    ActionCase,
    ActionView,
    AnswerView,
    FindingView,
    QuarterView,
    VerifyView,
)
from diag.report.wording import situation, wording
from diag.report.words import DECISION, FAMILY, STATUS
from diag.scoring.rubric import Status


def action_views(dossier: Dossier, answers: Mapping[str, AnswerView]) -> tuple[ActionView, ...]:
    """Return every action of the plan, in order."""
    return tuple([_action_view(dossier, answers, line) for line in dossier.plan.lines])


def _action_view(dossier: Dossier, answers: Mapping[str, AnswerView], line: PlanLine) -> ActionView:
    questionnaire, axes = dossier.questionnaire, dossier.axes
    lifts = [
        f"l’axe « {axes[n]} »" if n in axes else f"« {questionnaire.question[n].title} »"
        for n in line.lifts
    ]
    aims = tuple([_aim(dossier, answers, t) for t in line.targets])
    needs = [name for name in line.action.needs if name in dossier.planned]
    return ActionView(
        case=_case(questionnaire, line.action.id, aims, tuple(needs), _lead(line)),
        rank=str(line.rank),
        family=FAMILY[line.family],
        gain=_gain(in_tenths(line.gain)),
        effects=_effects(dossier, line.step),
        lifts=f"débloque à ce stade : {listing(lifts)}" if lifts else "",
        when=_when(line),
    )


@lru_cache(maxsize=4_096)  # the same cases come back from one structure to the next
def _case(
    questionnaire: Questionnaire,
    name: str,
    aims: tuple[tuple[str, str, int], ...],
    needs: tuple[str, ...],
    lead: str,
) -> ActionCase:
    """Return one action, from the answers that call for it: question, words, level aimed at."""
    after = [f"« {questionnaire.action[n].title} »" for n in needs]
    because = tuple(_because(questionnaire, *aim) for aim in aims)
    return ActionCase(
        card=wording(questionnaire).cards[name],
        because=because or ("nécessaire à une action qui suit",),
        lead=lead,
        needs=f"après {listing(after)}" if after else "",
    )


def _aim(
    dossier: Dossier, answers: Mapping[str, AnswerView], target: Target
) -> tuple[str, str, int]:
    """Return the question a target is on, what was answered, if anything, and the level aimed at."""
    name = target.question
    answered = dossier.lines[name].status is Status.ANSWERED
    return name, answers[name].answer if answered else "", target.level


def _because(questionnaire: Questionnaire, name: str, answer: str, level: int) -> str:
    """Return an answer that triggers an action, and the situation aimed at."""
    question = questionnaire.question[name]
    now = f"aujourd’hui « {answer} »" if answer else "réponse inconnue"
    aim = f"niveau {level}"
    if isinstance(question, SingleQuestion):  # the questionnaire has words for it
        aim = f"« {situation(question, level)} » ({aim})"
    return f"{question.title} ({name}) : {now} ; visé : {aim}"


@cache
def _gain(tenths: int) -> str:
    noun = "point" if abs(tenths) < 20 else "points"
    return f"{signed(Decimal(tenths) / 10)} {noun} au score global"


def _effects(dossier: Dossier, step: Step) -> str:
    """Return the axes that move: `Équipement 43,8 → 62,5`."""
    moved = [(dossier.questionnaire.dimensions[d].title, d) for d in step.moved]
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


def quarter_views(dossier: Dossier) -> tuple[QuarterView, ...]:
    """Return the schedule, quarter by quarter."""
    return tuple(_quarter_view(dossier, quarter) for quarter in dossier.plan.quarters)


def _quarter_view(dossier: Dossier, quarter: Quarter) -> QuarterView:
    questionnaire = dossier.questionnaire
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


def plan_note(dossier: Dossier) -> str:
    """Return how the plan was laid out."""
    plan = dossier.plan
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


def beyond_note(dossier: Dossier) -> str:
    """Return how many actions do not fit the schedule."""
    number = len(dossier.plan.beyond)
    if not number:
        return ""
    verb = "n’entre pas" if number == 1 else "n’entrent pas"
    return f"{count(number, 'action')} {verb} dans ce calendrier ; le plan les garde dans l’ordre."


def set_aside_lines(dossier: Dossier) -> tuple[str, ...]:
    """Return the actions the structure declined or has already done."""

    def line(action: Action, choice: str, note: str | None) -> str:
        return f"{action.title} : {DECISION[choice]}{f' ({note})' if note else ''}"

    return tuple(line(a, d.choice, d.note) for a, d in dossier.plan.set_aside)


def verify_views(dossier: Dossier) -> tuple[VerifyView, ...]:
    """Return what to clear up first."""
    questionnaire = dossier.questionnaire
    views = []
    for item in dossier.plan.to_verify:
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


def finding_views(dossier: Dossier) -> tuple[FindingView, ...]:
    """Return the findings that the plan and the conditions rest on, by number."""
    cited = {f for line in dossier.plan.lines for f in line.action.findings}
    for condition in dossier.questionnaire.header.lasting_conditions:
        cited.update(condition.findings)
    return tuple(dossier.wording.findings[name] for name in sorted(cited))
