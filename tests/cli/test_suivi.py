"""`diag suivi`: the actions decided, on screen, as a sheet, and back.

1. The screen: late first, months, done, proposed; exit 0; nothing is asked, nothing is written.
2. A visit without any decision says so, and how to decide; one that cannot be read is told, exit 1.
3. `--xlsx` writes one sheet for all, over nothing but itself as it was written.
4. `--relire` tells each change and writes it; nobody's touch leaves every byte; twice is once.
5. A cell that is not understood is named with its reference, exit 1, and the others are taken.
6. A visit that another window holds is told, and the other ones are written.
7. `diag rapport` shows what the sheet decided; only the adviser's file tells what was given up.
8. What looks like somebody's data is taken, and told.
9. No cell reaches the terminal as an order to it.
10. It all runs without pandas and pyarrow.
"""

import re
import subprocess
import sys

import pytest
from followup.filled_books import COLUMN, book_of, rows_of
from helpers import make_visit, mini

from diag.safe_text import CONTROL
from diag.visit.visit_file import locked, read_visit, write_visit
from diag.visit.visit_model import Decision, OwnAction, PlanChoices

ANSWERS = {"MA01": 1, "MA02": ["tablette"], "MA03": "7.5", "SA01": 0, "SA02": 0}
PLAN = PlanChoices(
    decisions={"former": Decision(owner="Direction")},
    own={"mur": OwnAction(title="Repeindre un mur", due="2027-03-31")},
)


@pytest.fixture
def visits(tmp_path):
    """Return two visits: one with decisions, one without."""
    decided, other = tmp_path / "a.yaml", tmp_path / "b.yaml"
    write_visit(make_visit(mini(), ANSWERS, plan=PLAN), decided)
    write_visit(make_visit(mini(), ANSWERS, name="Les Lilas"), other)
    return decided, other


@pytest.fixture
def suivi(diag, with_mini):
    return lambda *arguments, **more: diag("suivi", *arguments, *with_mini, **more)


@pytest.fixture
def filled(suivi, visits, tmp_path):
    """Return what writes the sheet of the visits once somebody has filled it."""

    def filling(*cells):
        target = tmp_path / "plan.xlsx"
        target.unlink(missing_ok=True)
        assert suivi(*visits, "--xlsx", target).code == 0
        rows = rows_of(target.read_bytes())
        for title, column, value in cells:
            row = next(row for row in rows if row[COLUMN["title"]] == title)
            row[COLUMN[column]] = value
        target.write_bytes(book_of(rows))
        return target

    return filling


def test_the_screen_tells_what_is_late_first_and_changes_nothing(suivi, visits, tmp_path):
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    done = suivi(visits[0], "--au", "2027-05-01")
    assert (done.code, done.err) == (0, "")
    told = done.out.replace("\u00a0", " ").splitlines()
    assert told[0] == "Actions décidées, au 1er mai 2027"
    late = told.index("En retard")
    assert "Repeindre un mur : à faire, sans responsable, pour le 31 mars 2027" in " ".join(told[late:])
    assert "Proposé, pas encore décidé" in told[late:]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("columns", [60, 80])
def test_no_line_is_wider_than_the_screen(suivi, visits, columns):
    done = suivi(*visits, COLUMNS=columns)
    assert all(len(line) <= columns for line in done.out.splitlines() if "b.yaml" not in line)


def test_a_visit_without_decisions_says_how_to_decide(suivi, visits):
    done = suivi(visits[1])
    assert done.code == 0
    assert "rien n'est encore décidé" in done.out
    assert f"plan {visits[1]}" in done.out


def test_a_visit_that_cannot_be_read_is_told_and_the_other_followed(suivi, visits, tmp_path):
    (tmp_path / "c.yaml").write_text("format: 2\n", "utf-8")
    done = suivi("c.yaml", visits[0])
    assert done.code == 1
    assert "c.yaml" in done.err
    assert "Les Tilleuls" in done.out


def test_the_same_visit_twice_is_followed_once_and_two_copies_are_refused(suivi, visits, tmp_path):
    assert suivi(visits[0], visits[0]).out.count("Les Tilleuls") == 1
    (tmp_path / "copie.yaml").write_bytes(visits[0].read_bytes())
    done = suivi(visits[0], "copie.yaml")
    assert done.code == 2
    assert "la même visite" in done.err


def test_the_sheet_replaces_itself_and_nothing_else(suivi, visits, filled, tmp_path):
    assert suivi(*visits, "--xlsx", "plan.xlsx").code == 0
    first = (tmp_path / "plan.xlsx").read_bytes()
    assert suivi(*visits, "--xlsx", "plan.xlsx").code == 0
    assert (tmp_path / "plan.xlsx").read_bytes() == first
    target = filled(("Repeindre un mur", "owner", "Agent"))
    kept = target.read_bytes()
    done = suivi(*visits, "--xlsx", target)
    assert done.code == 1
    assert "--relire" in done.err
    assert target.read_bytes() == kept


@pytest.mark.parametrize(
    ("options", "word"), [(("--xlsx", "a.yaml"), ".xlsx"), (("--xlsx", "x.xlsx", "--relire", "a.yaml"), "--relire")]
)
def test_what_cannot_be_asked_is_wrong_use(suivi, visits, options, word):
    done = suivi(visits[0], *options)
    assert done.code == 2
    assert word in done.err


def test_a_sheet_that_nobody_touched_leaves_every_byte(suivi, visits, filled):
    before = [path.read_bytes() for path in visits]
    done = suivi(*visits, "--relire", filled())
    assert (done.code, done.out, done.err) == (0, "Rien n'a changé.\n", "")
    assert [path.read_bytes() for path in visits] == before


def test_changes_are_told_and_written_once(suivi, visits, filled):
    sheet = filled(
        ("Repeindre un mur", "owner", "Agent"),
        ("Repeindre un mur", "due", "juin 2027"),
        ("Former l’équipe", "state", "faite"),
    )
    done = suivi(*visits, "--relire", sheet)
    assert done.code == 0
    text = " ".join(done.out.split())
    assert "porteur : rien → Agent ; échéance : 31 mars 2027 → 30 juin 2027" in text
    assert "état : à faire → faite" in text
    assert "3 cases reprises." in done.out
    plan = read_visit(visits[0])[0].plan
    assert (plan.own["mur"].owner, str(plan.own["mur"].due)) == ("Agent", "2027-06-30")
    assert plan.decisions["former"] == Decision(choice="done", owner="Direction")
    written = [path.read_bytes() for path in visits]
    again = suivi(*visits, "--relire", sheet)
    assert (again.code, again.out) == (0, "Rien n'a changé.\n")
    assert [path.read_bytes() for path in visits] == written


def test_a_broken_cell_is_named_and_the_others_are_taken(suivi, visits, filled):
    sheet = filled(("Repeindre un mur", "due", "bientôt"), ("Repeindre un mur", "owner", "Agent"))
    row = next(n for n, row in enumerate(rows_of(sheet.read_bytes()), 1) if row[2] == "Repeindre un mur")
    done = suivi(*visits, "--relire", sheet)
    assert done.code == 1
    assert f"Plan!G{row} :" in done.err
    assert "n'est pas une date" in done.err
    assert "31/03/2027" in done.err
    assert read_visit(visits[0])[0].plan.own["mur"].owner == "Agent"


def test_a_visit_held_by_another_window_is_told_and_the_other_is_written(suivi, visits, filled):
    sheet = filled(("Repeindre un mur", "owner", "Agent"))
    with locked(visits[1]):
        done = suivi(*visits, "--relire", sheet)
    assert done.code == 1
    assert "autre fenêtre" in done.err
    assert read_visit(visits[0])[0].plan.own["mur"].owner == "Agent"
    with locked(visits[0]), locked(visits[1]):
        assert suivi(*visits, "--relire", sheet).code == 1
    assert not list(visits[0].parent.glob(".*"))


def test_what_falls_with_an_action_given_up_is_told(suivi, visits, filled):
    plan = PLAN.model_copy(update={"decisions": {"inventorier": Decision()}})
    write_visit(read_visit(visits[0])[0].model_copy(update={"plan": plan}), visits[0])
    sheet = filled(("Faire l’inventaire", "state", "abandonnée"), ("Faire l’inventaire", "note", "déjà su"))
    done = suivi(*visits, "--relire", sheet)
    assert done.code == 0
    assert "tombe ce qui le suppose" in " ".join(done.out.split())


def test_no_cell_reaches_the_terminal_as_an_order(suivi, visits, filled):
    hostile = "\x1b]52;c;QUE=\x07canari\u202e =cmd()"
    sheet = filled(
        ("Repeindre un mur", "state", hostile),
        ("Repeindre un mur", "owner", hostile),
        ("Former l’équipe", "structure", hostile),
        ("Former l’équipe", "note", hostile),
    )
    done = suivi(*visits, "--relire", sheet)
    assert done.code == 1
    assert "canari" in done.out
    assert "canari" in done.err
    assert not re.search(CONTROL, (done.out + done.err).replace("\n", ""))
    assert not re.search(CONTROL, read_visit(visits[0])[0].plan.own["mur"].owner)
    assert suivi(*visits, "--relire", sheet).out == "Rien n'a changé.\n"


def test_what_looks_like_a_name_is_taken_and_told(suivi, visits, filled):
    sheet = filled(("Repeindre un mur", "owner", "Mme Martin"))
    done = suivi(*visits, "--relire", sheet)
    assert done.code == 0
    assert "on dirait le nom d'une personne" in " ".join(done.out.split())
    assert read_visit(visits[0])[0].plan.own["mur"].owner == "Mme Martin"


def test_the_reports_show_what_the_sheet_decided(diag, suivi, visits, filled, with_mini):
    sheet = filled(
        ("Former l’équipe", "state", "en cours"),
        ("Former l’équipe", "owner", "Chef de service"),
        ("Repeindre un mur", "state", "abandonnée"),
        ("Repeindre un mur", "note", "CANARI plus de budget"),
    )
    assert suivi(*visits, "--relire", sheet).code == 0
    formats = ("--lecteur", "direction,conseiller", "--format", "md")
    assert diag("rapport", visits[0], *with_mini, *formats).code == 0
    shared, adviser = (
        visits[0].with_name(f"rapport-a-{reader}.md").read_text("utf-8") for reader in ("direction", "conseiller")
    )
    assert "en cours" in shared
    assert "Chef de service" in shared
    assert "CANARI" not in shared
    assert "CANARI plus de budget" in adviser
    assert suivi(*visits, "--xlsx", "apres.xlsx").code == 0
    after = rows_of((visits[0].parent / "apres.xlsx").read_bytes())
    assert not any("CANARI" in str(cell) for row in after for cell in row)


@pytest.mark.slow
def test_it_runs_without_pandas_and_pyarrow(visits, filled, with_mini):
    sheet = filled(("Repeindre un mur", "owner", "Agent"))
    code = (
        "import sys; sys.modules['pandas'] = sys.modules['pyarrow'] = None\n"
        "from diag.cli.app import run; sys.exit(run(sys.argv[1:]))"
    )
    given = ("suivi", *map(str, visits), *map(str, with_mini))
    for options in ((), ("--xlsx", str(sheet.with_name("b.xlsx"))), ("--relire", str(sheet))):
        done = subprocess.run([sys.executable, "-c", code, *given, *options], check=False, capture_output=True)
        assert done.returncode == 0, done.stderr.decode()
