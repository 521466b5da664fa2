"""`diag questionnaire`, as the author of a content uses it.

1. `verifier --au` tells the facts that were too old on a day, and changes the exit code.
2. `verifier --cas` plays the cases, and says what their plans lack.
3. `montrer` shows what goes with the questions.
"""

import shutil

import pytest
from helpers import MINI, write_tree

CASE = """title: Tout est au plus haut
profile: {structure_type: ehpad}
fill: highest
expected: {level: %s}
"""
ONE = """title: Rien n'est posé
realistic: true
profile: {structure_type: ehpad}
fill: lowest
expected: {level: 0}
"""


def plain(text):
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(MINI, tmp_path / "q")


@pytest.mark.parametrize(("day", "code"), [("2027-11-30", 0), ("2027-12-01", 1)])
def test_old_facts_are_told_at_a_date(diag, folder, day, code):
    done = diag("questionnaire", "verifier", folder, "--au", day)
    assert done.code == code
    assert ("rouvrez la page" in plain(done.err)) == bool(code)


def test_a_date_that_is_none_is_wrong_usage(diag, folder):
    assert diag("questionnaire", "verifier", folder, "--au", "hier").code == 2


@pytest.mark.parametrize(("level", "code"), [("4", 0), ("3", 1)])
def test_a_case_that_does_not_hold_is_told(diag, folder, level, code):
    write_tree(folder, {"cases/haut.yaml": CASE % level})
    done = diag("questionnaire", "verifier", folder, "--cas")
    assert done.code == code
    assert ("attendu 3, obtenu 4" in plain(done.err)) == bool(code)


def test_what_the_plans_of_realistic_cases_lack_is_told(diag, folder):
    write_tree(folder, {"cases/bas.yaml": ONE})
    action = (folder / "actions" / "toutes.yaml").read_text("utf-8")
    lone = action[action.index("  - id: inventorier") : action.index("  - id: equiper")]
    lone = lone.replace("id: inventorier", "id: isolee").replace(
        "    easy: Vous savez", "    easy: On sait"
    )
    (folder / "actions" / "toutes.yaml").write_text(action + lone, "utf-8")
    done = diag("questionnaire", "verifier", folder, "--cas")
    assert done.code == 1
    assert "Q11" in done.err
    assert "« isolee »" in plain(done.err)
    assert "à revoir dans les plans" in plain(done.err)


def test_what_goes_with_the_questions_is_shown(diag):
    out = plain(diag("questionnaire", "montrer", "--questionnaire", MINI).out)
    for part in (
        "Pour durer – Reconnaissance SA01, à partir du niveau 2 : Une formation a eu lieu.",
        "Documents à réunir. On lit ensemble, rien n'est emporté.",
        "L'inventaire des postes (MA01, MA02, MA03)",
        "appui : Ce qui aide à faire. Scène imaginée : Une personne",
        "centre@example.org",
        "Vu : 2026-11",
    ):
        assert part in out


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("MA01", "Où le lire : L'inventaire des postes."),
        ("SA02", "Aucun document ne le dit : à demander."),
        ("SA01", "Pour durer (Reconnaissance), tenu à partir du niveau 2"),
    ],
)
def test_a_question_says_where_its_answer_is_read_and_what_it_holds(diag, question, part):
    assert part in plain(diag("questionnaire", "montrer", question, "--questionnaire", MINI).out)


def test_one_axis_is_shown_without_what_goes_with_the_whole(diag):
    out = diag("questionnaire", "montrer", "--axe", "SA", "--questionnaire", MINI).out
    assert "SA01" in out
    assert "centre@example.org" not in out
