"""Five hundred seeded edits of a plan sheet: each is applied exactly, or named with its cell.

1. Owners, months, dates, states and notes, in every spelling that people use, and broken ones.
2. Cells that are not for writing, titles of another row, errors of a spreadsheet, texts too long.
3. Actions added on blank rows, whole or not; rows deleted.
4. Rows are shuffled, blank ones put between them, columns moved and their titles respelled.
5. The same sheet read again changes nothing.
"""

import datetime
from copy import deepcopy

import numpy as np
import pytest
from followup.filled_books import COLUMN, ERRORS, applied, book_of, decided, example, followed, full, rows_of

from diag.export.sheet_guard import read_sheets
from diag.followup.follow_up import follow_up
from diag.followup.plan_sheet import OWN, sheet_bytes
from diag.followup.sheet_changes import find_sheet, sheet_changes
from diag.report.assessed_visit import prepare

EDITS, IN_ONE = 500, 10
OWNERS = ("Directrice", "  Chef de service ", "=1+1", "@cmd", "<b>x</b>", "a;=b", "Référent·e", 12)
MONTHS = (
    (datetime.date(2027, 3, 15), "2027-03"),
    ("mars 2027", "2027-03"),
    ("Déc. 2027", "2027-12"),
    ("01/05/2027", "2027-05"),
    ("5/2027", "2027-05"),
    ("2027-08", "2027-08"),
    ("1er FEVRIER 2027", "2027-02"),
    ("2027-08-31 00:00:00", "2027-08"),
)
DAYS = (
    (datetime.date(2027, 3, 15), datetime.date(2027, 3, 15)),
    (datetime.datetime(2028, 2, 29), datetime.date(2028, 2, 29)),
    ("31/03/2027", datetime.date(2027, 3, 31)),
    ("31.3.2027", datetime.date(2027, 3, 31)),
    ("2027-04-02", datetime.date(2027, 4, 2)),
    ("mars 2027", datetime.date(2027, 3, 31)),
    ("02/2027", datetime.date(2027, 2, 28)),
    ("14 juillet 2027", datetime.date(2027, 7, 14)),
)
NO_DATES = ("bientôt", "31/02/2027", "mars", "13/2027", "jui 2027", 46112, 2027.5, "31/03/27", "1027-03")
STATES = {
    "keep": ("à faire", "A FAIRE", " À  Faire "),
    "under_way": ("en cours", "En Cours.", "EN COURS"),
    "done": ("faite", "Fait", "FAITE"),
    "decline": ("abandonnée", "Abandonnee", "écartée", "ABANDONNÉ"),
}
NO_STATES = ("fini !", "oui", "x", 3, True)
NOTES = ("Vu au conseil", "Une ligne\net une autre ; =cmd()", "é" * 300)


class Sheet:
    """A sheet that is being edited, and what must come of it."""

    def __init__(self, rows, plans, rng):
        self.head, *self.rows = deepcopy(rows)
        self.plans, self.rng = plans, rng
        self.named = []  # (row, column): named, wherever it ends up
        self.expected = {
            one.identity: (
                {k: d.model_dump() for k, d in one.visit.plan.decisions.items()},
                {k: a.model_dump() for k, a in one.visit.plan.own.items()},
            )
            for one in plans
        }
        self.waiting = [self.rows[k] for k in rng.permutation(len(self.rows))]
        self.added = []  # (identity, fields) of the actions that rows add

    def pick(self, options):
        options = list(options)
        return options[int(self.rng.integers(len(options)))]

    def taken_of(self, row):
        """Return the decision that a row is about, None as long as nothing is decided."""
        decisions, own = self.expected[row[COLUMN["visit_code"]]]
        code = row[COLUMN["action_code"]]
        return own[code.removeprefix(OWN)] if code.startswith(OWN) else decisions.get(code)

    def set(self, row, column, value):
        row[COLUMN[column]] = value

    def name(self, row, column):
        self.named.append((row, column))

    def decide(self, row, **fields):
        """Await these fields in the decision of a row."""
        decisions, own = self.expected[row[COLUMN["visit_code"]]]
        code = row[COLUMN["action_code"]]
        if code.startswith(OWN):
            own[code.removeprefix(OWN)].update(fields)
        else:
            nothing = {"choice": "keep", "owner": None, "start": None, "due": None, "note": None}
            decisions[code] = {**decisions.get(code, nothing), **fields}

    # each edit is one cell, or one row

    def fill(self, row, column, value, held):
        """Fill a cell; on an action still to decide, its state is asked for."""
        self.set(row, column, value)
        if self.taken_of(row) is not None:
            self.decide(row, **{column: held})
        elif self.rng.random() < 0.5:
            self.set(row, "state", "à faire")
            self.decide(row, **{column: held})
        else:
            self.name(row, "state")

    def owner(self, row):
        typed = self.pick(OWNERS)
        self.fill(row, "owner", typed, " ".join(str(typed).split()))

    def start(self, row):
        shown = str(row[COLUMN["start"]])[:7]  # typed again, it is what was there
        self.fill(row, "start", *self.pick(m for m in MONTHS if m[1] != shown))

    def due(self, row):
        shown = row[COLUMN["due"]]
        self.fill(row, "due", *self.pick(d for d in DAYS if d[1] != shown))

    def note(self, row):
        typed = self.pick(NOTES)
        self.fill(row, "note", typed, typed)

    def state(self, row):
        choice = self.pick(STATES)
        self.set(row, "state", self.pick(STATES[choice]))
        taken = self.taken_of(row)
        if choice == "decline" and not (taken and taken["note"]):
            self.name(row, "note")
        else:
            self.decide(row, choice=choice)

    def dropped_with_its_reason(self, row):
        self.set(row, "state", "abandonnée")
        self.set(row, "note", "Le budget a été refusé")
        self.decide(row, choice="decline", note="Le budget a été refusé")

    def emptied(self, row):
        column = self.pick(["owner", "start", "due", "note", "state"])
        taken = self.taken_of(row)
        self.set(row, column, "")
        if column == "state":
            if taken is not None:
                self.name(row, column)
        elif taken is not None and taken[column] is not None:
            self.decide(row, **{column: None})

    def broken_date(self, row):
        column = self.pick(["start", "due"])
        self.set(row, column, self.pick(NO_DATES))
        self.name(row, column)

    def broken_state(self, row):
        self.set(row, "state", self.pick(NO_STATES))
        self.name(row, "state")

    def undecided_again(self, row):
        decided_ = self.taken_of(row) is not None
        self.set(row, "state", "À décider")
        if decided_:
            self.name(row, "state")

    def error(self, row):
        column = self.pick(["owner", "start", "due", "state", "note"])
        self.set(row, column, self.pick(ERRORS))
        self.name(row, column)

    def too_long(self, row):
        column = self.pick(["owner", "note"])
        self.set(row, column, "x" * 5_001)
        self.name(row, column)

    def not_for_writing(self, row):
        own = str(row[COLUMN["action_code"]]).startswith(OWN)
        column = self.pick(["structure", "number", "why", *([] if own else ["title"])])
        self.set(row, column, "" if self.rng.random() < 0.2 and row[COLUMN[column]] else "Autre chose")
        self.name(row, column)

    def title_of_another(self, row):
        same = [r for r in self.rows if r[COLUMN["visit_code"]] == row[COLUMN["visit_code"]]]
        titles = {r[COLUMN["title"]] for r in same} - {row[COLUMN["title"]]}
        other = self.pick(sorted(titles))
        self.set(row, "title", other)
        self.name(row, "title")

    def renamed(self, row):
        self.set(row, "title", "Un  autre intitulé")
        if row[COLUMN["action_code"]].startswith(OWN):
            self.decide(row, title="Un autre intitulé")
        else:
            self.name(row, "title")

    def deleted(self, row):
        if self.rng.random() < 0.5:
            self.rows = [one for one in self.rows if one is not row]
        else:
            for column in ("structure", "number", "title", "why", "owner", "start", "due", "state"):
                self.set(row, column, "")
            self.set(row, "note", "")

    def add(self, _):
        row, plan = [""] * len(COLUMN), self.pick(self.plans)
        self.rows.append(row)
        title = f"Acheter {len(self.added)} tablettes"
        whole = self.rng.random() < 0.4
        self.set(row, "structure", plan.structure.upper())
        self.set(row, "title", title)
        self.set(row, "owner", "Directeur")
        fields = {"title": title, "owner": "Directeur", "choice": "keep"}
        if whole:
            self.set(row, "state", "en cours")
            self.set(row, "due", "juin 2027")
            fields |= {"choice": "under_way", "due": datetime.date(2027, 6, 30)}
        else:
            broken = self.pick(["structure", "title", "state", "due", "why"])
            self.set(row, broken, "" if broken == "title" else "zzz")
            self.name(row, broken)
            if broken in ("structure", "title", "state"):
                return
        self.added.append((plan.identity, fields))

    def shuffled(self):
        """Return the rows moved, blank ones among them, columns moved and respelled; and where."""
        rows = [*self.rows, *([""] * len(COLUMN) for _ in range(3))]
        rows = [rows[k] for k in self.rng.permutation(len(rows))]
        places = self.rng.permutation(len(COLUMN))
        head = [self.head[k].upper() if self.rng.random() < 0.5 else f" {self.head[k]} " for k in places]
        where = {id(row): number for number, row in enumerate(rows, 2)}
        letters = {column: chr(65 + [*places].index(k)) for column, k in COLUMN.items()}
        named = {f"plan.xlsx, Plan!{letters[column]}{where[id(row)]}" for row, column in self.named}
        return [head, *([row[k] for k in places] for row in rows)], named


EACH = (
    *[Sheet.owner, Sheet.start, Sheet.due, Sheet.note, Sheet.state] * 3,
    *[Sheet.broken_date, Sheet.broken_state, Sheet.add] * 2,
    Sheet.dropped_with_its_reason,
    Sheet.emptied,
    Sheet.undecided_again,
    Sheet.error,
    Sheet.too_long,
    Sheet.not_for_writing,
    Sheet.title_of_another,
    Sheet.renamed,
    Sheet.deleted,
)


def read(tmp_path, rows, plans):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(book_of(rows))
    return sheet_changes(find_sheet("plan.xlsx", read_sheets(path)), plans)


@pytest.mark.slow
def test_each_of_five_hundred_edits_is_applied_exactly_or_named(tmp_path):
    questionnaire, rng = full(), np.random.default_rng(17)
    visits = [decided(questionnaire, example("ehpad-somme-rurale")), example("esat-oise-rurale")]
    plans = [followed(questionnaire, visit) for visit in visits]
    rows = rows_of(sheet_bytes(plans))
    for _ in range(EDITS // IN_ONE):
        sheet = Sheet(rows, plans, rng)
        for _ in range(IN_ONE):
            edit = sheet.pick(EACH)
            edit(sheet, None if edit is Sheet.add else sheet.waiting.pop())
        written, named = sheet.shuffled()
        told = read(tmp_path, written, plans)
        assert {mistake.file for mistake in told.mistakes} == named
        assert all(mistake.what and mistake.how for mistake in told.mistakes)
        after = {
            plan.identity: applied(plan.visit, [c for c in told.changes if c.visit == plan.identity])
            for plan in plans
        }
        for identity, (decisions, own) in sheet.expected.items():
            found = after[identity].plan
            assert {k: d.model_dump() for k, d in found.decisions.items()} == decisions
            assert {k: a.model_dump() for k, a in found.own.items() if k in own} == own
            new = [a.model_dump(exclude_none=True) for k, a in found.own.items() if k not in own]
            wanted = [fields for whose, fields in sheet.added if whose == identity]
            key = lambda one: one["title"]  # noqa: E731
            assert sorted(new, key=key) == sorted(wanted, key=key)
        again = [follow_up(questionnaire, visit, prepare(questionnaire, visit).plan) for visit in after.values()]
        second = read(tmp_path, written, again)
        assert second.changes == ()
        assert {mistake.file for mistake in second.mistakes} == named
