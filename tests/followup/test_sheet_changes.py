"""A filled sheet read back, beyond the random edits.

1. A sheet that nobody touched changes nothing, whatever its gate wrote before a formula.
2. Without hidden columns, a row is known by its structure and its title; an empty cell is no order.
3. What the visit changed meanwhile is named, and stays; where both say the same, nothing is told.
4. Another visit, another action, twice the same, codes that did not follow a sort: named, not taken.
5. Columns that are missing, doubled or not ours, other sheets of the same kind: named.
6. A sheet of another program is refused; a huge one before it is held.
7. The same in .ods made by a spreadsheet, and in .csv.
"""

import csv
import datetime
import io

import pytest
from followup.filled_books import COLUMN, Formula, applied, book_of, decided, example, followed, full, rows_of

from diag.export.sheet_guard import read_sheets
from diag.followup.plan_sheet import CODES, sheet_bytes
from diag.followup.sheet_changes import day_of, find_sheet, month_of, sheet_changes, state_of
from diag.questionnaire.mistakes import Refusal
from diag.visit.visit_model import Decision


@pytest.fixture(scope="module")
def asked():
    return full()


@pytest.fixture(scope="module")
def plans(asked):
    return [
        followed(asked, decided(asked, example("ehpad-somme-rurale"))),
        followed(asked, example("esat-oise-rurale")),
    ]


@pytest.fixture
def rows(plans):
    return rows_of(sheet_bytes(plans))


@pytest.fixture
def read(tmp_path):
    """Return what reads rows, or bytes, back."""

    def reading(rows, plans, name="plan.xlsx", **more):
        path = tmp_path / name
        path.write_bytes(rows if isinstance(rows, bytes) else book_of(rows, **more))
        return sheet_changes(find_sheet(name, read_sheets(path)), plans)

    return reading


def row_of(rows, action):
    return next(row for row in rows if row[COLUMN["action_code"]] == action)


def told(found):
    return [(mistake.file, mistake.code) for mistake in found.mistakes]


def first_of(plan):
    """Return an action that the visit keeps."""
    return next(one for one in plan.decided if one.state == "to_do" and not one.own)


def test_nobody_touched_it(rows, plans, read):
    found = read(rows, plans)
    assert (found.changes, found.mistakes) == ((), ())


def without_codes(rows):
    return [[cell for place, cell in enumerate(row) if place < COLUMN[CODES[0]]] for row in rows]


def test_without_codes_a_row_is_known_by_its_structure_and_its_title(rows, plans, read):
    one = first_of(plans[0])
    row_of(rows, one.id)[COLUMN["owner"]] = ""
    assert read(without_codes(rows), plans).changes == ()
    row_of(rows, one.id)[COLUMN["state"]] = "faite"
    (change,) = read(without_codes(rows), plans).changes
    assert (change.id, change.taken.choice, change.taken.owner) == (one.id, "done", one.owner)
    assert read(without_codes(rows), plans).mistakes == ()


def test_without_codes_a_declined_action_stays_declined(rows, plans, read):
    name = next(k for k, d in plans[0].visit.plan.decisions.items() if d.choice == "decline")
    row = [""] * len(COLUMN)
    row[COLUMN["structure"]] = plans[0].structure
    row[COLUMN["title"]] = plans[0].questionnaire.action[name].title
    row[COLUMN["state"]] = "à faire"
    found = read([*rows, row], plans)
    assert found.changes == ()
    assert told(found) == [(f"plan.xlsx, Plan!H{len(rows) + 1}", "T03")]


def with_decision(asked, plan, name, decision):
    choices = plan.visit.plan
    changed = choices.model_copy(update={"decisions": {**choices.decisions, name: decision}})
    return followed(asked, plan.visit.model_copy(update={"plan": changed}))


def test_what_the_visit_changed_meanwhile_is_named_and_stays(asked, rows, plans, read):
    one = first_of(plans[0])
    row = row_of(rows, one.id)
    row[COLUMN["owner"]] = "Agent"
    row[COLUMN["state"]] = "faite"
    moved = with_decision(asked, plans[0], one.id, Decision(owner="Une autre"))
    found = read(rows, [moved, plans[1]])
    (change,) = found.changes
    assert (change.taken.choice, change.taken.owner) == ("done", "Une autre")
    assert told(found) == [(f"plan.xlsx, Plan!E{rows.index(row) + 1}", "T03")]
    assert "Une autre" in found.mistakes[0].what


def test_where_the_visit_says_the_same_nothing_is_told(asked, rows, plans, read):
    one = first_of(plans[0])
    row_of(rows, one.id)[COLUMN["owner"]] = "Agent"
    moved = with_decision(asked, plans[0], one.id, Decision(owner="Agent"))
    found = read(rows, [moved, plans[1]])
    assert (found.changes, found.mistakes) == ((), ())


def test_an_old_sheet_undoes_nothing_that_it_does_not_change(asked, rows, plans, read):
    one = first_of(plans[0])
    moved = with_decision(asked, plans[0], one.id, Decision(choice="done", note="fini"))
    found = read(rows, [moved, plans[1]])
    assert (found.changes, found.mistakes) == ((), ())


def test_a_visit_that_is_not_given_is_told_once(rows, plans, read):
    found = read(rows, plans[1:])
    assert found.changes == ()
    assert told(found) == [("plan.xlsx, Plan!A2", "T02")]
    assert found.mistakes[0].what.startswith(f"{len(plans[0].actions)} lignes viennent")


@pytest.mark.parametrize(
    ("column", "value", "named"),
    [
        ("action_code", "inconnue", "C"),
        ("title", "", "C"),
        ("structure", "ESAT, Oise rurale", "A"),
        ("structure", "Ailleurs", "A"),
    ],
)
def test_a_row_that_cannot_be_its_own_is_named(rows, plans, read, column, value, named):
    rows[1][COLUMN[column]] = value
    found = read(rows, plans)
    assert found.changes == ()
    assert told(found) == [(f"plan.xlsx, Plan!{named}2", "T02")]


def test_titles_sorted_without_their_codes_are_all_named(rows, plans, read):
    mine = [row for row in rows[1:] if row[COLUMN["visit_code"]] == plans[0].identity]
    titles = [row[COLUMN["title"]] for row in mine]
    for row, title in zip(mine, [*titles[1:], titles[0]], strict=True):
        row[COLUMN["title"]] = title
        row[COLUMN["state"]] = "faite"
    found = read(rows, plans)
    assert found.changes == ()
    assert len(found.mistakes) == len(mine)


def test_a_row_that_is_there_twice_is_taken_once(rows, plans, read):
    row = row_of(rows, first_of(plans[0]).id)
    row[COLUMN["state"]] = "faite"
    found = read([*rows, [*row]], plans)
    assert len(found.changes) == 1
    assert told(found) == [(f"plan.xlsx, Plan!C{len(rows) + 1}", "T02")]


def test_an_added_action_is_known_again_once_it_is_written(asked, rows, plans, read):
    row = [""] * len(COLUMN)
    row[COLUMN["structure"]], row[COLUMN["title"]] = plans[1].structure.lower(), "=Repeindre"
    found = read([*rows, row], plans)
    (change,) = found.changes
    assert (change.id, change.taken.title, change.taken.choice) == (None, "=Repeindre", "keep")
    written = followed(asked, applied(plans[1].visit, found.changes))
    again = read([*rows, row], [plans[0], written])
    assert (again.changes, again.mistakes) == ((), ())
    row[COLUMN["state"]] = "en cours"
    (change,) = read([*rows, row], [plans[0], written]).changes
    assert (change.id, change.taken.choice) == ("repeindre", "under_way")


def test_a_formula_is_what_it_shows(rows, plans, read):
    row_of(rows, first_of(plans[0]).id)[COLUMN["owner"]] = Formula('"résultat"')
    (change,) = read(rows, plans).changes
    assert change.taken.owner == "résultat"


def test_missing_doubled_and_foreign_columns_are_named(rows, plans, read):
    lost = [[cell for place, cell in enumerate(row) if place != COLUMN["owner"]] for row in rows]
    assert told(read(lost, plans)) == [("plan.xlsx, Plan!A1", "T02")]
    wider = [[*row, "Budget" if row is rows[0] else ""] for row in rows]
    assert read(wider, plans).mistakes == ()
    wider[3][-1] = 500
    assert told(read(wider, plans)) == [("plan.xlsx, Plan!M1", "T02")]
    doubled = [[*row, row[COLUMN["state"]]] for row in rows]
    assert told(read(doubled, plans)) == [("plan.xlsx, Plan!M1", "T02")]


def test_a_second_sheet_of_the_kind_is_named_and_lines_above_are_passed(rows, plans, read):
    lower = [["Plan de l’EHPAD"], [], *rows]
    found = read(lower, plans, sheet="Feuille 1", more=[("Copie", rows)])
    assert found.changes == ()
    assert told(found) == [("plan.xlsx, Copie!C1", "T02")]


def refused(path):
    with pytest.raises(Refusal) as caught:
        find_sheet("x", read_sheets(path))
    return caught.value.mistakes[0].code


def test_what_is_no_plan_sheet_is_refused(tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(book_of([["Nom", "Prénom"], ["a", "b"]]))
    assert refused(path) == "T01"
    path.write_bytes(b"")
    assert refused(path) == "F02"
    path.write_bytes(b"PK\x03\x04 damaged")
    assert refused(path) == "E06"
    path.write_bytes(b"%PDF-1.7\n%\xe2\xe3")
    assert refused(path) == "E01"


def test_a_huge_sheet_is_refused_before_it_is_held(tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(book_of([["Action", "État"], *([[]] * 100_000), [*[""] * 20, "x"]]))
    assert refused(path) == "E07"


def test_a_text_is_read_as_a_workbook(rows, plans, read):
    one = first_of(plans[0])
    row_of(rows, one.id)[COLUMN["due"]] = datetime.date(2027, 3, 31)
    text = io.StringIO()
    table = csv.writer(text, delimiter=";")
    for row in rows:
        cells = [f"{c:%d/%m/%Y}" if isinstance(c, datetime.date) else c for c in row]
        table.writerow([int(c) if isinstance(c, float) else c for c in cells])
    for encoding in ("utf-8-sig", "cp1252"):
        found = read(text.getvalue().encode(encoding, "replace"), plans, "plan.csv")
        (change,) = found.changes
        assert found.mistakes == ()
        assert (change.id, change.taken.due) == (one.id, datetime.date(2027, 3, 31))


@pytest.mark.parametrize(
    ("typed", "month"),
    [("mars 2027", "2027-03"), ("sept 2027", "2027-09"), ("31/12/2027", "2027-12"), ("ma 2027", None)],
)
def test_a_month_is_read_as_people_write_it(typed, month):
    assert month_of(typed) == month


def test_dates_that_are_none_are_not_read():
    for typed in ("", "2027", "30/02/2027", "0/2027", "mars", True, 45000.0, "1899-12-31", "3/31/2027"):
        assert day_of(typed) is None


def test_a_state_has_one_meaning():
    assert state_of("ÉCARTÉE ") == "dropped"
    assert state_of("en  cours") == "under_way"
    assert state_of("peut-être") is None
