"""From the plan to the strings that a report prints (M24)."""

from diag.plan.plan import PlanLine, Quarter
from diag.questionnaire.models import Action, Question, SingleQuestion
from diag.report.dossier import Dossier
from diag.report.french import count, listing, round_tenths, sentence, signed, tenths
from diag.report.score_view import answer_text
from diag.report.view import ActionView, FindingView, QuarterView, VerifyView
from diag.report.words import DECISION, FAMILY, STATUS
from diag.scoring.rubric import Status
from diag.typography import long_date


def action_views(dossier: Dossier) -> tuple[ActionView, ...]:
    """Return every action of the plan, in order."""
    return tuple(_action_view(dossier, line) for line in dossier.plan.lines)


def _action_view(dossier: Dossier, line: PlanLine) -> ActionView:
    action, questionnaire, axes = line.action, dossier.questionnaire, dossier.axes
    lifts = [
        f"l’axe « {axes[n]} »" if n in axes else f"« {questionnaire.question[n].title} »"
        for n in line.lifts
    ]
    needs = [f"« {questionnaire.action[n].title} »" for n in action.needs if n in dossier.planned]
    gain = round_tenths(line.gain)
    return ActionView(
        card=dossier.wording.cards[action.id],
        rank=str(line.rank),
        family=FAMILY[line.family],
        gain=f"{signed(gain)} {'point' if abs(gain) < 2 else 'points'} au score global",
        effects=_effects(dossier, line),
        lifts=f"débloque à ce stade : {listing(lifts)}" if lifts else "",
        because=_because(dossier, line),
        lead=_lead(line),
        when=_when(line),
        needs=f"après {listing(needs)}" if needs else "",
    )


def _effects(dossier: Dossier, line: PlanLine) -> tuple[str, ...]:
    """Return the axes that move: `Équipement 43,8 → 62,5`."""
    pairs = zip(dossier.questionnaire.dimensions, line.step.before, line.step.after, strict=True)
    return tuple(f"{d.title} {tenths(b)} → {tenths(a)}" for d, b, a in pairs if a != b)


def _because(dossier: Dossier, line: PlanLine) -> tuple[str, ...]:
    """Return the answers that triggered the action."""
    because = []
    for target in line.targets:
        answered = dossier.lines[target.question]
        now = "réponse inconnue"
        if answered.status is Status.ANSWERED:
            now = f"aujourd’hui « {answer_text(dossier, answered)} »"
        aim = _aim(dossier, answered.question, target.level)
        because.append(f"{answered.question.title} ({target.question}) : {now} ; visé : {aim}")
    return tuple(because) or ("nécessaire à une action qui suit",)


def _aim(dossier: Dossier, question: Question, level: int) -> str:
    """Return the situation aimed at, in words where the questionnaire has them."""
    if not isinstance(question, SingleQuestion):
        return f"niveau {level}"
    return f"« {dossier.wording.situations[question.id, level]} » (niveau {level})"


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
