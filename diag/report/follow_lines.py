"""What became of some plans, as lines of text: what is late, then month by month, then what waits."""

import datetime
from collections.abc import Iterable, Iterator, Sequence

from diag.followup.follow_up import STATE, FollowedAction, FollowUp
from diag.followup.plan_sheet import labels
from diag.french import count, cut_at_word, listing, long_date, month_span, month_year, sentence

Line = tuple[int, str]
"""A line of text with its depth of indent; an empty text is a blank line."""
LATE, DATELESS, DONE = "En retard", "Sans échéance", "Faites"
PROPOSED = "Proposé, pas encore décidé"
_MOST_OWNER = 60  # signs
_Followed = tuple[FollowUp, FollowedAction]


def follow_lines(plans: Sequence[FollowUp], day: datetime.date) -> Iterator[Line]:
    """Yield the actions of some plans as they stand on a day: totals, then what is due when."""
    several, named = len(plans) > 1, labels(plans)
    yield 0, f"Actions décidées, au {long_date(day)}"
    for plan in plans:
        yield 0, f"{named[plan.identity]} : {totals(plan, day)}."
    for title, actions in _sections(plans, day):
        if several and title == PROPOSED:
            continue  # the totals tell how many: nobody decided, nobody is called about them
        yield 0, ""
        yield 0, title
        for plan, one in actions:
            whose = f"{named[plan.identity]}, " if several else ""
            yield 1, f"{whose}{_told(one, day, title)}"


def totals(plan: FollowUp, day: datetime.date) -> str:
    """Return how many actions of a plan are where, in a line."""
    waiting = len(plan.proposed)
    proposed = f" ; {count(waiting, 'action proposée', 'actions proposées')}" if waiting else ""
    if not plan.decided:
        return f"rien n’est encore décidé{proposed}"
    late = sum(one.late(day) for one in plan.decided)
    done = sum(one.state == "done" for one in plan.decided)
    alone = sum(one.open and not one.owner for one in plan.decided)
    told = [count(len(plan.decided), "action décidée", "actions décidées")]
    told += [f"{late} en retard"] if late else []
    told += [count(done, "faite")] if done else []
    told += [f"{alone} sans responsable"] if alone else []
    undecided = f"{proposed}, pas encore décidée{'s' if waiting > 1 else ''}" if waiting else ""
    return f"{listing(told)}{undecided}"


def _sections(plans: Iterable[FollowUp], day: datetime.date) -> Iterator[tuple[str, list[_Followed]]]:
    """Yield each heading with its actions: late ones, months, no date, done, proposed."""
    found: dict[tuple[int, datetime.date], list[_Followed]] = {}
    for plan in plans:
        for one in plan.actions:
            found.setdefault(_rank(one, day), []).append((plan, one))
    for (rank, month), actions in sorted(found.items(), key=lambda item: item[0]):
        title = (LATE, sentence(month_year(month)), DATELESS, DONE, PROPOSED)[rank]
        if title != PROPOSED:
            actions.sort(key=lambda item: item[1].due or datetime.date.max)
        yield title, actions


def _rank(one: FollowedAction, day: datetime.date) -> tuple[int, datetime.date]:
    """Return where an action is told: its section, and its month in the section of months."""
    if one.taken is None or one.state == "done":
        return 4 if one.taken is None else 3, datetime.date.min
    if one.due is None:
        return 2, datetime.date.min
    return (0, datetime.date.min) if one.late(day) else (1, one.due.replace(day=1))


def _told(one: FollowedAction, day: datetime.date, section: str) -> str:
    """Return one action: « 3. Tenir l’inventaire : à faire, direction, mars à avril 2027, 2 jours »."""
    who = cut_at_word(one.owner, _MOST_OWNER) or ("sans responsable" if one.open else "")
    state = "" if section in (DONE, PROPOSED) else STATE[one.state]
    days = count(one.days, "jour") if one.days else ""
    told = ", ".join(filter(None, [state, who, _when(one), days]))
    number = f"{one.number}. " if one.number else ""
    return f"{number}{one.title} : {told}" if told else f"{number}{one.title}"


def _when(one: FollowedAction) -> str:
    """Return the day that was decided, else the months that the year gives it."""
    if one.taken is not None and one.taken.due is not None:
        return f"pour le {long_date(one.taken.due)}"
    if one.due is None:
        return f"dès {month_year(one.start)}" if one.start else ""
    start = one.start or one.due
    months = 12 * (one.due.year - start.year) + one.due.month - start.month
    return month_span(start, 0, months) if months > 0 else month_year(one.due)
