"""The year in months: the chart is the table (E9, M23)."""

from dataclasses import dataclass
from typing import ClassVar

from diag.french import count, cut_at_word, long_date, month_span, number, sentence, short_month
from diag.planning.plan import MONTHS, QUARTERS, Year, YearLine, sum_money
from diag.report.action_words import (
    cost_told,
    days_told,
    money_told,
    own_days,
    short_owner,
    state_told,
    tag_told,
    title_told,
    when_told,
    why_none,
)
from diag.report.assessed_visit import AssessedVisit, note_kept
from diag.report.document import Fact, Part, Reader, Section
from diag.report.french_labels import DECISION
from diag.visit.visit_model import Decision, OwnAction

_MOST_TITLE = 110  # signs of a title in the table; a longer one, of an own action, is whole on its card


@dataclass(frozen=True)
class YearRow(Part):
    """One action over the year: the bar goes from `start` over `span`, in units of 100."""

    number: str
    title: str
    anchor: str  # of its card, or of this row where it has none
    carded: bool
    tag: str
    start: str
    span: str
    cells: str  # the same in 12 plain characters, one a month
    goes_on: bool  # ends in the next year
    months: str  # « mai à juin 2027 », « dès sept. 2027, se termine l’année suivante »
    owner: str
    days: str
    money: str
    state: str  # what was decided of it, empty as long as nothing was


@dataclass(frozen=True)
class YearTable(Section):
    """The actions in the order in which the year begins them, and their total against the capacity."""

    name: ClassVar[str] = "year"

    caption: str
    quarters: tuple[str, ...]  # « nov. à janv. »
    rows: tuple[YearRow, ...]
    none: str  # why nothing is scheduled
    total: str  # « 8 actions »
    capacity: str
    days: str
    money: str
    notes: tuple[str, ...]  # staff not known, months decided together
    decided: tuple[Fact, ...]  # what was decided and is not in the year: done, or for later


def year_part(assessed: AssessedVisit, reader: Reader) -> YearTable | None:
    """Return the year in months (E9); without any action it says why nothing is scheduled."""
    year = assessed.year
    if not year.lines:
        why = why_none(assessed)
        return YearTable(
            heading="L’année",
            caption="",
            quarters=(),
            rows=(),
            none=why,
            total="",
            capacity="",
            days="",
            money="",
            notes=(),
            decided=_decided(assessed, reader),
        )
    return YearTable(
        heading="L’année, si tout est décidé",
        caption=_caption(assessed),
        quarters=_quarters(assessed),
        rows=_rows(assessed),
        none="",
        total=count(len(year.lines), "action"),
        capacity=_capacity(year),
        days=days_told(year.days),
        money=money_told(sum_money(year.lines)),
        notes=_notes(assessed),
        decided=_decided(assessed, reader),
    )


def _caption(assessed: AssessedVisit) -> str:
    """Return which months these are, and how a bar is read; an arrow only where there is one."""
    months = month_span(assessed.visit.visit.date, 1, MONTHS)
    goes_on = any(not one.ends for one in assessed.year.lines)
    arrow = " ; une flèche : l’action se termine l’année suivante" if goes_on else ""
    return f"De {months}, dans l’ordre où l’on commence{arrow}."


def _quarters(assessed: AssessedVisit) -> tuple[str, ...]:
    """Return the months above each band: « nov. à janv. »."""
    day, length = assessed.visit.visit.date, MONTHS // QUARTERS
    ends = [(length * k + 1, length * (k + 1)) for k in range(QUARTERS)]
    return tuple(f"{_month(short_month(day, a))} à {_month(short_month(day, b))}" for a, b in ends)


def _month(told: str) -> str:
    return told.rpartition(" ")[0]


def _rows(assessed: AssessedVisit) -> tuple[YearRow, ...]:
    return tuple([_row(assessed, one) for one in assessed.year.lines])


def _row(assessed: AssessedVisit, one: YearLine) -> YearRow:
    return YearRow(
        number=str(one.number),
        title=cut_at_word(title_told(one), _MOST_TITLE),
        anchor=f"action-{one.id}",
        carded=one in assessed.year.cards,
        tag=tag_told(assessed, one),
        start=_percent(one.start - 1),
        span=_percent(min(one.end, MONTHS) - one.start + 1),
        cells=_cells(one),
        goes_on=not one.ends,
        months=when_told(assessed, one),
        owner=short_owner(one),
        days=own_days(one),
        money=cost_told(one.cost),
        state=state_told(one),
    )


def _percent(months: int) -> str:
    """Return some months as a share of the year, for the drawing."""
    return f"{100 * months / MONTHS:.2f}"


def _cells(one: YearLine) -> str:
    """Return a bar in plain characters: a month worked on, a month without, the next year."""
    worked = range(one.start, one.end + 1)
    drawn = "".join("■" if month in worked else "□" for month in range(1, MONTHS + 1))
    return drawn if one.ends else f"{drawn} →"


def _capacity(year: Year) -> str:
    a_quarter, a_year = count(year.capacity, "jour"), number(year.capacity * QUARTERS)
    return f"Temps disponible : {a_quarter} par trimestre, {a_year} dans l’année."


def _notes(assessed: AssessedVisit) -> tuple[str, ...]:
    """Return what the months rest on: a staff that is not known, months decided together."""
    plan = assessed.plan
    decided = plan.own or any(line.under_way or line.moved for line in plan.lines)
    notes = [
        "" if plan.staff_known else "L’effectif n’est pas connu : 20 professionnels sont comptés.",
        "Ce qui est en cours, ajouté par la structure ou daté ensemble passe d’abord." if decided else "",
    ]
    return tuple(filter(None, notes))


def _decided(assessed: AssessedVisit, reader: Reader) -> tuple[Fact, ...]:
    """Return what was decided and has no month in the year: what is done, what waits (line 13).

    What was declined is the adviser's. The note is whole in the adviser's file.
    """
    taken: list[tuple[str, str, Decision | OwnAction]] = [
        (action.id, action.year or action.title, decision)
        for action, decision, follows in assessed.decisions
        if not follows
    ]
    taken += [(own.id, own.action.title, own.action) for own in assessed.plan.own]
    return tuple(
        [
            _told(title, found, reader)
            for name, title, found in taken
            if found.choice != "decline" and name not in assessed.year.numbers
        ]
    )


def _told(title: str, decision: Decision | OwnAction, reader: Reader) -> Fact:
    """Return one decision: « Déjà faite : Tenir l’inventaire (Direction, pour le 3 mars 2026) »."""
    when = f"pour le {long_date(decision.due)}" if decision.due else ""
    who = ", ".join(filter(None, [decision.owner, when]))
    told = f"{sentence(DECISION[decision.choice])} : {cut_at_word(title, _MOST_TITLE)}"
    kept = note_kept(decision.note or "", reader == "conseiller")
    return Fact(f"{told} ({who})" if who else told, kept)
