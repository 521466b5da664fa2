"""What the plan says on screen: its heading, its rows, the same as lines of text (interview, line 13)."""

from collections.abc import Iterator

from diag.french import count, listing, month_span, month_year, number, round_tenths
from diag.interview.last_year import OWN, last_time
from diag.interview.prompts import Row
from diag.planning.plan import OwnLine, PlanLine
from diag.planning.schedule import MONTHS, QUARTERS, Slot
from diag.questionnaire.questionnaire_model import Action
from diag.report.action_words import decided_of, own_when, plan_note, when_of
from diag.report.assessed_visit import AssessedVisit
from diag.report.french_labels import DECISION, FALLEN
from diag.report.score_view import level_range, level_title
from diag.scoring.assessment import NotScored, Score
from diag.visit.visit_model import Decision, OwnAction

QUARTER = MONTHS // QUARTERS


def heading(assessed: AssessedVisit, before: AssessedVisit | None = None) -> str:
    """Return what stands above the rows: the year, where it leads, and the days of each quarter.

    `before` is the visit as it stood before the last decision, to tell what the decision changed.
    """
    plan, day = assessed.plan, assessed.visit.visit.date
    now = told_level(assessed, assessed.assessment.overall)
    days = listing([number(round_tenths(q.days)) for q in plan.quarters])
    taken = f"Jours pris de T1 à T{QUARTERS} : {days}."
    waiting = count(len(plan.verify_first), "action attend", "actions attendent")
    return "\n".join(
        [
            f"Plan d’action, {month_span(day, 1, MONTHS)}",
            f"Aujourd’hui : {now}. Si tout est fait, fin {month_year(day, MONTHS)} : {_change(assessed, before)}.",
            f"{count(plan.capacity, 'jour')} par trimestre (k pour changer). {taken}",
            *([f"{waiting} une réponse à vérifier d’abord."] if plan.verify_first else []),
        ]
    )


def projected(assessed: AssessedVisit) -> str:
    """Return the level at the end of the year « si tout est fait » (M23)."""
    return told_level(assessed, assessed.plan.quarters[-1].overall)


def _change(assessed: AssessedVisit, before: AssessedVisit | None) -> str:
    """Return the level at the end of the year, after what it was before the last decision."""
    now = projected(assessed)
    if before is None or projected(before) == now:
        return now
    was = before.plan.quarters[-1].overall
    told = f"niveau {was.level.value}, {was.whole} sur 100" if isinstance(was, Score) else "non calculé"
    return f"avant, {told} ; maintenant, {now}"


def told_level(assessed: AssessedVisit, result: Score | NotScored) -> str:
    """Return a level with its range and its score, in words."""
    if isinstance(result, NotScored):
        return "niveau non calculé"
    level = [level_title(assessed, result.level), level_range(assessed, result.level)]
    return f"{', '.join(filter(None, level))}, {result.whole} sur 100"


def rows(assessed: AssessedVisit) -> tuple[Row, ...]:
    """Return the rows: what the year holds, the own actions, « la suite », what was set aside.

    The id of a row is that of its action, after `OWN` for one that the structure added.
    """
    lines = assessed.plan.lines
    year = [x for x in lines if x.under_way or x.slot.fits != "later"]
    told = [_line(assessed, line) for line in year]
    live = [own for own in assessed.plan.own if own.action.choice in ("keep", "under_way")]
    told += [_own(assessed, own) for own in live]
    told += [_line(assessed, line, "la suite") for line in lines if line not in year]
    told += [_aside(assessed, action, taken) for action, taken in assessed.plan.set_aside]
    told += [_own(assessed, own) for own in assessed.plan.own if own not in live]
    return tuple(Row(name, str(rank), text, marks) for rank, (name, text, marks) in enumerate(told, 1))


def plan_lines(assessed: AssessedVisit) -> Iterator[str]:
    """Yield the plan as lines of text, before they are wrapped."""
    yield f"{assessed.visit.structure.name}".strip()
    yield from heading(assessed).replace(" (k pour changer)", "").split("\n")
    kept = rows(assessed)
    if not kept:
        yield plan_note(assessed)
    for row in kept:
        marks = f"[{', '.join(row.marks)}] " if row.marks else ""
        yield f"{row.key}. {marks}{row.text}"


_Told = tuple[str, str, tuple[str, ...]]
"""The id, the text and the marks of a row."""


def _line(assessed: AssessedVisit, line: PlanLine, *marks: str) -> _Told:
    decision = line.decision or Decision()
    told = ["" if marks else when_of(assessed, line)]  # « la suite » says it
    told += [count(line.effort, "jour"), decision.owner or "", _due(decision)]
    origin = ("PRINT",) if line.action.origin == "print" else ()
    found = tuple(filter(None, [*origin, _mark(line), *marks]))
    before = last_time(assessed.visit, line.action.id)
    text = f"{line.action.title} : {', '.join(filter(None, told))}"
    return line.action.id, f"{text} ({before})" if before else text, found


def _due(decided: Decision | OwnAction) -> str:
    return f"pour le {decided.due:%d/%m/%Y}" if decided.due else ""


def _mark(line: PlanLine) -> str:
    """Return what was decided of a line in a word or two: `déplacée, de T2 à T3`."""
    if not line.moved:
        return decided_of(line)
    before, after = (quarter_of(slot) for slot in (line.unmoved, line.slot))
    return f"déplacée, de {before} à {after}" if before != after else "déplacée"


def quarter_of(slot: Slot) -> str:
    """Return the quarter that a slot begins in, `T2`; `la suite` where it has none."""
    return "la suite" if slot.start is None else f"T{-(-slot.start // QUARTER)}"


def _own(assessed: AssessedVisit, own: OwnLine) -> _Told:
    action = own.action
    told = [own_when(assessed, own), count(action.days, "jour") if action.days else ""]
    told = [*filter(None, [*told, action.owner or "", _due(action)])]
    marks = ("à vous",) if action.choice == "keep" else ("à vous", DECISION[action.choice])
    text = f"{action.title} : {', '.join(told)}" if told else action.title
    return f"{OWN}{own.id}", text, marks


def _aside(assessed: AssessedVisit, action: Action, decision: Decision) -> _Told:
    taken = assessed.visit.plan.decisions.get(action.id)
    mark = DECISION[decision.choice] if taken == decision else FALLEN
    note = f" ({decision.note})" if decision.note else ""
    return action.id, f"{action.title}{note}", (mark,)
