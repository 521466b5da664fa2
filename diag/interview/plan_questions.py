"""The small questions of the plan: days, a month, a role (interview, line 13)."""

import datetime
from decimal import Decimal

from pydantic import TypeAdapter, ValidationError

from diag.french import month_span, month_year, number
from diag.interview.around_the_table import type_role
from diag.interview.plan_rows import QUARTER
from diag.interview.prompts import Entry, Face
from diag.interview.recording import one_line
from diag.planning.schedule import MONTHS, QUARTERS
from diag.questionnaire.value_types import Days
from diag.visit.visit_model import Visit

_DAYS: TypeAdapter[Decimal] = TypeAdapter(Days)


def ask_days(face: Face, label: str, known: Decimal | None) -> Decimal | None:
    """Return a number of days; as it was when nothing is typed, None when it is erased.

    The field is empty: a digit typed after the days that are known would make a hundred of ten.
    """
    text, now = "", ""
    if known is not None:
        now = f" ({number(known)} aujourd’hui : Entrée seule les garde, - les efface)"
    while True:
        typed = face.write(Entry(f"{label}{now}", text, several=False))
        if not typed:
            return known
        if typed == "-":
            return None
        try:
            return _DAYS.validate_python(one_line(typed).replace(" ", "").replace(",", "."))
        except ValidationError:
            text = typed
            face.tell(f"« {typed} » n’est pas un nombre de jours ; par exemple 8 ou 2,5.")


def ask_month(face: Face, day: datetime.date, title: str, none: str = "") -> str | None:
    """Return a month that is chosen, by quarter or by itself; None is to give it up.

    Args:
        face: what asks.
        day: date of the visit; the quarters begin with the month after it.
        title: what is asked.
        none: offers to choose none, which is an empty text.
    """
    firsts = {str(k + 1): QUARTER * k + 1 for k in range(QUARTERS)}
    options = [(key, f"T{key}, {month_span(day, k, k + QUARTER - 1)}") for key, k in firsts.items()]
    options += [("5", "un mois précis"), ("6", f"après {month_year(day, MONTHS)}")]
    options += [("7", none)] if none else []
    chosen = face.menu(title, [*options, ("r", "retour")])
    if chosen == "5":
        each = [(str(k), month_year(day, k)) for k in range(1, MONTHS + 1)]
        chosen = face.menu("Quel mois ?", [*each, ("r", "retour")])
        return None if chosen == "r" else month_after(day, int(chosen))
    if chosen == "6":
        return month_after(day, MONTHS + 1)
    if chosen == "7":
        return ""
    return month_after(day, firsts[chosen]) if chosen in firsts else None


def ask_role(face: Face, visit: Visit, lead: str = "") -> str | None:
    """Return the role of who carries an action; empty for nobody, None to give it up.

    The roles around the table are proposed, then `lead`, who would usually carry it.
    """
    roles = [one.role for one in visit.respondents]
    known = list(dict.fromkeys(filter(None, [*roles, lead])))[:20]
    options = [(str(k), role) for k, role in enumerate(known, 1)]
    more = [("+", "une autre fonction"), ("0", "personne pour l’instant"), ("r", "retour")]
    chosen = face.menu("Qui la porte, par sa fonction ?", [*options, *more])
    if chosen == "+":
        return type_role(face, "Sa fonction, sans nom") or None
    if chosen == "0":
        return ""
    return None if chosen == "r" else known[int(chosen) - 1]


def month_after(day: datetime.date, months: int) -> str:
    """Return a month so far after a date, as the visit writes it."""
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    return f"{year:04}-{month + 1:02}"
