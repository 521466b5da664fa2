"""`diag questionnaire`, as the author of a content uses it.

1. `verifier --au` tells the facts that were too old on a day, and changes the exit code.
2. `verifier --cas` plays the cases, and says what their plans lack.
3. `montrer` shows the questions before they are answered, with their answers and proofs, for
   everybody, for an axis, for a form or for the profile of a visit (interview, line 17); in a pipe
   nothing is asked (the pages of a terminal: `tests/terminal/test_questions_to_read.py`).
4. `montrer --technique` and `montrer QUESTION` show what an author checks.
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


@pytest.mark.slow
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
    lone = lone.replace("id: inventorier", "id: isolee").replace("    easy: Vous savez", "    easy: On sait")
    (folder / "actions" / "toutes.yaml").write_text(action + lone, "utf-8")
    done = diag("questionnaire", "verifier", folder, "--cas")
    assert done.code == 1
    assert "Q11" in done.err
    assert "« isolee »" in plain(done.err)
    assert "à revoir dans les plans" in plain(done.err)


def test_what_goes_with_the_questions_is_shown(diag):
    out = plain(diag("questionnaire", "montrer", "--technique", "--questionnaire", MINI).out)
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


def read(diag, *options):
    return plain(diag("questionnaire", "montrer", *options).out)


def test_questions_are_read_with_their_answers_and_proofs(diag):
    out = read(diag, "--questionnaire", MINI)
    for part in (
        "min environ pour y répondre",
        "1. Chaque professionnel a-t-il accès à un poste ? (MA01)",
        "Réponses proposées, et comment le savoir : 0 : Aucun poste. Faites le tour.",
        "[ ] Ordinateur",
        "Réponse : un nombre de 0 à 10 (chambres sur 10).",
        "Où le lire : L'inventaire des postes.",
        "Posée seulement si « Formation » vaut au moins 2 et « Type » n'est pas « SIAE ».",
    ):
        assert part in out
    assert "poids" not in out.casefold()
    assert "Entrée" not in out


def test_the_express_form_has_the_core_alone(diag):
    whole, core = read(diag), read(diag, "--forme", "express")
    assert "59 questions, " in whole
    assert "15 questions, " in core
    assert "(EQ04)" in whole
    assert "(EQ04)" not in core


def test_a_profile_keeps_what_its_visit_is_asked(diag, visit_file, tmp_path):
    siae = tmp_path / "siae.yaml"
    siae.write_text(visit_file.read_text("utf-8").replace("ehpad", "siae"), "utf-8")
    for path, asked in ((visit_file, True), (siae, False)):
        out = read(diag, "--profil", path, "--questionnaire", MINI)
        assert [name in out for name in ("(MA01)", "(MA03)", "(SA02)")] == [True, asked, asked]
        assert "« Type »" not in out.replace("et « Type » n'est pas « SIAE »", "")


def test_the_form_of_the_visit_is_kept_unless_another_is_asked_for(diag, visit_file):
    text = visit_file.read_text("utf-8")
    visit_file.write_text(text.replace("visit:\n", "visit:\n  form: express\n", 1), "utf-8")
    option = ("--profil", visit_file, "--questionnaire", MINI)
    assert "(MA03)" not in read(diag, *option)
    assert "(MA03)" in read(diag, *option, "--forme", "complete")


def test_a_visit_that_cannot_be_read_is_refused(diag):
    done = diag("questionnaire", "montrer", "--profil", "absente.yaml")
    assert done.code == 1
    assert "(F01)" in done.err
