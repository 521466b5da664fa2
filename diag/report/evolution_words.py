"""What moved between two visits, in sentences: the same on every page that tells it (E15, M12)."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from diag.followup.compared_visits import ActionSince, Compared
from diag.french import count, listing, long_date, month_year, short_month
from diag.report.french_labels import axis_told
from diag.scoring.detectable_change import Change, Verdict
from diag.scoring.rubric import Status
from diag.visit.visit_model import Decision, OwnAction

State = Literal["done", "under_way", "postponed", "dropped", "unsaid", "declined"]
"""What became of an action; a declined one is for the adviser alone."""
_STATES: dict[State, tuple[str, str]] = {
    "done": ("faite", "faites"),
    "under_way": ("en cours", "en cours"),
    "postponed": ("reportée", "reportées"),
    "dropped": ("abandonnée", "abandonnées"),
    "unsaid": ("dont rien n’est dit", "dont rien n’est dit"),
    "declined": ("écartée", "écartées"),
}
ORDER = tuple(_STATES)
"""Order in which actions are told."""
_YEARS = {1: "un an", 2: "deux ans", 3: "trois ans", 4: "quatre ans", 5: "cinq ans"}


def days_of(compared: Compared) -> tuple[datetime.date, datetime.date]:
    """Return the dates of the two visits."""
    return compared.first.visit.visit.date, compared.second.visit.visit.date


def moments(compared: Compared) -> tuple[str, str]:
    """Return when each visit took place: « octobre 2026 », with the day where one month holds both."""
    first, second = days_of(compared)
    if month_year(first) == month_year(second):
        return f"le {long_date(first)}", f"le {long_date(second)}"
    return month_year(first), month_year(second)


def period_told(compared: Compared) -> str:
    """Return how long lies between them: « en un an », « en 7 mois »."""
    first, second = days_of(compared)
    months = (second.year - first.year) * 12 + second.month - first.month
    years = _YEARS.get((months + 1) // 12)
    if years and abs(months - 12 * ((months + 1) // 12)) <= 1:
        return f"en {years}"
    return f"en {months} mois" if months > 0 else "en moins d’un mois"


def verdict_told(change: Change) -> str:
    """Return how sure an evolution is: « nette », « probable, en recul », « stable »."""
    verdict = "nette" if change.verdict == "clear" else change.verdict
    return f"{verdict}, en recul" if change.delta < 0 and verdict != "stable" else verdict


def moved_told(compared: Compared, most: int | None = None) -> str:
    """Return what clearly moved, as it goes on in a sentence; so many axes are named at most."""
    evolution = compared.evolution
    if not any(isinstance(x, Change) for x in evolution.dimensions.values()):
        return "trop peu de réponses en commun pour comparer les deux visites"
    axes = [(axis_told(d), evolution.dimensions[d.id]) for d in compared.questionnaire.dimensions]
    changes = [(name, x) for name, x in [*axes, ("l’ensemble", evolution.overall)] if isinstance(x, Change)]

    def said(verdict: Verdict) -> Iterator[str]:
        for up in (True, False):
            names = [name for name, x in changes if x.verdict == verdict and (x.delta > 0) is up]
            if names:
                yield f"{some(names, most)} {_MOVED[verdict, up][len(names) > 1]}"

    return " ; ".join([*said("clear")] or [*said("probable"), "rien de net : il est trop tôt pour conclure"])


_MOVED: dict[tuple[Verdict, bool], tuple[str, str]] = {
    ("clear", True): ("a nettement avancé", "ont nettement avancé"),
    ("clear", False): ("a nettement reculé", "ont nettement reculé"),
    ("probable", True): ("avance sans doute", "avancent sans doute"),
    ("probable", False): ("recule sans doute", "reculent sans doute"),
}


def some(names: Sequence[str], most: int | None) -> str:
    """Return some names, and how many others."""
    kept = list(names[:most])
    if left := len(names) - len(kept):
        kept.append(count(left, "autre", "autres") if kept else count(left, "réponse"))
    return listing(kept)


def titles_of(compared: Compared, names: Iterable[str]) -> list[str]:
    """Return the titles of some questions."""
    return [compared.questionnaire.question[name].title for name in names]


def common_base(compared: Compared) -> int:
    """Return how many questions both visits answer."""
    pairs = zip(compared.first.assessment.answers, compared.second.assessment.answers, strict=True)
    return sum(a.status is b.status is Status.ANSWERED for a, b in pairs)


# What was decided


def done_told(compared: Compared) -> str:
    """Return how many actions are done, of those that were kept; empty where none was."""
    states = [state_of(compared, action) for action in compared.actions]
    kept = [state for state in states if state != "declined"]
    if not kept:
        return ""
    done = kept.count("done")
    return f"{count(done, 'action faite', 'actions faites')} sur {len(kept)}"


def state_of(compared: Compared, action: ActionSince) -> State:
    """Return what became of an action: as it was said, else as the second visit decided on it."""
    past, now = action.decided, _now(compared, action)
    if past.choice == "decline":
        return "declined"
    if past.became:
        return past.became
    if "done" in (past.choice, now and now.choice):
        return "done"
    if now is None or now.choice == "decline":
        return "unsaid"
    return "under_way" if now.choice == "under_way" else "postponed"


def state_told(compared: Compared, action: ActionSince) -> str:
    """Return it in words: « reportée à janv. 2028 » where the second visit says when."""
    state, now = state_of(compared, action), _now(compared, action)
    if state == "unsaid":
        return "rien n’est dit"
    when = _month(now) if now and state == "postponed" else None
    return f"{_STATES[state][0]} à {short_month(when)}" if when else _STATES[state][0]


def year_title(compared: Compared, action: ActionSince) -> str:
    """Return what an action is called in the year, else its title."""
    found = compared.questionnaire.action.get(action.decided.id)
    return (found and found.year) or action.title


def _now(compared: Compared, action: ActionSince) -> Decision | OwnAction | None:
    """Return what the second visit decided about the same action."""
    plan, past = compared.second.visit.plan, action.decided
    return plan.own.get(past.id) if past.own else plan.decisions.get(past.id)


def _month(now: Decision | OwnAction) -> datetime.date | None:
    if now.start:
        return datetime.date.fromisoformat(f"{now.start}-01")
    return now.due if isinstance(now, Decision) else None


def decided_told(states: list[State]) -> str:
    """Return how many actions, and what became of them: « 8 actions : 4 faites, 2 en cours »."""
    told = [f"{states.count(state)} {_STATES[state][states.count(state) > 1]}" for state in ORDER if state in states]
    return f"{count(len(states), 'action')} : {', '.join(told)}"
