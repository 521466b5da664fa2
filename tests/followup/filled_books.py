"""Plan sheets as people fill them: the rows of one, and a workbook made of rows again."""

import datetime
from io import BytesIO

import python_calamine
import xlsxwriter
from helpers import PRINT, ROOT

from diag.followup.follow_up import follow_up
from diag.followup.plan_sheet import HEADINGS
from diag.interview.recording import record_decision, record_own
from diag.questionnaire.loader import load
from diag.report.assessed_visit import prepare
from diag.visit.visit_file import read_visit
from diag.visit.visit_model import Decision, OwnAction, PlanChoices

ERRORS = ("#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?")
COLUMN = {column: place for place, column in enumerate(HEADINGS)}


class Formula(str):
    """A formula whose result is kept in the file."""


def example(name):
    """Return one of the illustrative visits, of which nothing is decided."""
    return read_visit(ROOT / "examples" / f"{name}.yaml")[0]


def full():
    """Return the whole questionnaire."""
    return load(PRINT)


def followed(questionnaire, visit):
    """Return the plan of a visit, as it is followed."""
    return follow_up(questionnaire, visit, prepare(questionnaire, visit).plan)


def decided(questionnaire, visit):
    """Return a visit where some of everything was decided."""
    ids = [line.id for line in prepare(questionnaire, visit).year.lines]
    due = datetime.date(2026, 12, 15)
    decisions = {
        ids[0]: Decision(owner="Directrice"),
        ids[1]: Decision(choice="under_way", owner="Référente =1+1", due=due, note="Un\ndeux; =x"),
        ids[2]: Decision(choice="done", owner="Direction"),
        ids[3]: Decision(start="2027-05", note="Voir le conseil"),
        ids[4]: Decision(choice="decline", note="CANARI pas ici"),
    }
    own = {
        "peindre": OwnAction(title="Repeindre <script>", owner="Agent", due="2027-06-30"),
        "mur": OwnAction(title="=cmd() un mur", start="2027-02"),
        "toit": OwnAction(title="CANARI du toit", choice="decline", note="CANARI"),
    }
    return visit.model_copy(update={"plan": PlanChoices(decisions=decisions, own=own)})


def rows_of(data, sheet="Plan"):
    """Return the typed cells of a sheet, headings first, all as wide."""
    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(data))
    return [list(row) for row in book.get_sheet_by_name(sheet).to_python()]


def book_of(rows, sheet="Plan", more=()):
    """Return a workbook of typed rows; a text that is an error is a cell of error."""
    data = BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, lines in ((sheet, rows), *more):
            page = book.add_worksheet(name)
            for row, cells in enumerate(lines):
                for place, cell in enumerate(cells):
                    _write(page, row, place, cell, day)
    return data.getvalue()


def _write(page, row, place, cell, day):
    if cell in ERRORS:
        page.write_formula(row, place, "=1/0", None, cell)
    elif isinstance(cell, Formula):
        page.write_formula(row, place, f"={cell}", None, "résultat")
    elif isinstance(cell, bool):
        page.write_boolean(row, place, cell)
    elif isinstance(cell, datetime.date):
        page.write_datetime(row, place, cell, day)
    elif isinstance(cell, int | float):
        page.write_number(row, place, cell)
    elif cell:
        page.write_string(row, place, cell)


def applied(visit, changes):
    """Return a visit with what a sheet changes of it."""
    for change in changes:
        if isinstance(change.taken, OwnAction):
            visit = record_own(visit, change.id, change.taken)
        else:
            visit = record_decision(visit, change.id, change.taken)
    return visit
