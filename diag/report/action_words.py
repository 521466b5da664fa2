"""How an action of the year is told, the same on every page: title, tag, who, when, days, money, state."""

from collections.abc import Sequence
from decimal import Decimal

from diag.french import NARROW, cut_at_word, listing, long_date, number, short_month, short_span
from diag.planning.plan import PlanLine
from diag.planning.year import Cost, Money, YearLine
from diag.questionnaire.questionnaire_model import Target
from diag.report.assessed_visit import AssessedVisit
from diag.report.french_labels import COST, ORIGIN
from diag.report.plan_view import decided_of, own_choice

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
