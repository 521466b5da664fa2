"""What a survey asked, and what that allows (M2); what several people of a structure say (M13).

1. The columns make the form: the core, everything, or a part, which lacks questions by name.
2. What was not asked is hidden, and counts for nothing; what is declared asked counts 0.
3. A partial form is scored the same in the table and in the report, and never placed.
4. A figure is provisional until the export says that the answer was sent.
5. Perception gaps are of four kinds, told by role.
"""

import json

import pytest
from cli.lot_export import run_lot
from helpers import MINI, PRINT

WHO = ["Identifiant de la structure", "Type"]
CORE, OTHERS = ["MA01", "SA01"], ["MA02", "MA03", "SA02"]
ANSWERS = {"MA01": "2", "MA02": "ordinateur", "MA03": "7", "SA01": "2", "SA02": "4"}


@pytest.fixture
def lot(diag, tmp_path):
    """Return what came of structures that were asked some questions."""

    def give(questions, *options, kinds=("EHPAD",), **more):
        rows = [
            [f"S{rank}", kind, *({**ANSWERS, **more}[q] for q in questions)]
            for rank, kind in enumerate(kinds, start=1)
        ]
        return run_lot(diag, tmp_path, [[*WHO, *questions], *rows], *options)

    return give


def forms(batch):
    return [row["forme"] for row in batch.table("scores")]


# 1. The form


def test_the_core_alone_is_express_and_every_question_complete(lot):
    assert forms(lot(CORE)) == ["express"]
    assert forms(lot([*CORE, *OTHERS])) == ["complete"]


@pytest.mark.parametrize(("asked", "lacking"), [(["MA01"], ["SA01"]), (["MA01", "MA02"], ["MA03", "SA01", "SA02"])])
def test_any_other_set_is_partial_and_what_it_lacks_is_named(lot, asked, lacking):
    batch = lot(asked)
    assert forms(batch) == ["partielle"]
    assert batch.journal["fichiers_lus"][0]["questions_qui_manquent_a_la_forme"] == lacking
    assert "Forme partielle" in batch.said()
    assert all(name in batch.said() for name in lacking)


def test_a_question_that_the_profile_hides_from_everybody_counts_as_asked(lot):
    every = ["MA01", "MA02", "SA01", "SA02"]  # MA03 is asked of EHPAD only
    assert forms(lot(every, kinds=("SIAE", "SIAE"))) == ["complete"] * 2
    assert forms(lot(every, kinds=("SIAE", "EHPAD"))) == ["partielle"] * 2


# 2. What was not asked


def test_what_was_not_asked_counts_for_nothing(lot):
    (row,) = lot(["MA01", "SA01", "SA02"]).table("scores")
    assert (row["MA02"], row["MA_score"], row["MA_part_connue"]) == ("", "50.0", "100.0")


def test_what_is_declared_asked_and_has_no_answer_counts_0(lot):
    (row,) = lot(["MA01", "SA01", "SA02"], "--forme", "complete").table("scores")
    assert (row["forme"], row["MA02"]) == ("complete", "SR")
    assert float(row["MA_score"]) < 50 < float(row["MA_haut"])


# 3. The report says the same


def test_the_report_of_a_partial_form_has_the_scores_of_its_row(lot):
    batch = lot(["MA01", "MA02", "SA01"], "--rapports", MA01="4", SA01="2")
    (row,) = batch.table("scores")
    report = (batch.folder / "rapports" / "rapport-s1-direction.html").read_text("utf-8")
    # Savoirs: SA01 alone was asked. Missing, the other question of the axis would lower it.
    assert row["SA_score"] == "50.0"
    assert any("Savoirs" in line and ">50<" in line for line in report.splitlines())


# 4. Finished or not


@pytest.mark.parametrize(
    ("mark", "answer", "said"), [(None, "2", "non"), (None, "", "oui"), ("2026-03-02 10:00:00", "", "non")]
)
def test_figures_are_provisional_until_the_answer_is_known_to_be_sent(diag, tmp_path, mark, answer, said):
    head, row = [*WHO, *CORE], ["S1", "EHPAD", "2", answer]
    if mark is not None:
        head, row = [*head, "submitdate"], [*row, mark]
    (told,) = run_lot(diag, tmp_path, [head, row]).table("scores")
    assert told["provisoire"] == said


# 5. Gaps


def test_perception_gaps_are_of_four_kinds_and_told_by_role(diag, tmp_path):
    head = ["Identifiant de la structure", "Fonction", "EQ01", "AP10", "FI01", "IA01", "IA02"]
    rows = [
        ["A", "Direction", "4", "NC", "2", "NSP", "2"],
        ["A", "Éducatrice", "1", "2", "", "1", "2"],
        ["A", "Agent", "2", "2", "2", "1", "1"],
    ]
    batch = run_lot(diag, tmp_path, [head, *rows], "--repondants", "--questionnaire", PRINT)
    gaps = {row["question"]: row for row in batch.table("ecarts")}
    assert {name: row["genre"] for name, row in gaps.items()} == {
        "EQ01": "niveau",
        "AP10": "concerné ou non",
        "FI01": "sans réponse",
        "IA01": "su ou non",
    }
    assert gaps["EQ01"]["reponses"] == "4 (Direction) ; 1 (Éducatrice) ; 2 (Agent)"
    assert (gaps["EQ01"]["retenu"], gaps["EQ01"]["ecart_moyen"]) == ("2", "1.1")
    assert "non concerné (Direction)" in gaps["AP10"]["reponses"]
    assert "sans réponse (Éducatrice)" in gaps["FI01"]["reponses"]
    (row,) = batch.table("scores")
    assert (row["EQ01"], row["ecarts_de_perception"]) == ("2", "4")
    assert float(row["EQ_haut"]) > float(row["EQ_score"])  # 4 until somebody settles it


def test_respondents_who_were_not_asked_alike_make_a_partial_form(diag, tmp_path):
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "a.csv").write_text(f"{WHO[0]},MA01,SA01\nA,2,2\n", encoding="utf-8")
    every = ",".join(ANSWERS)
    (folder / "b.csv").write_text(f"{WHO[0]},{every}\nA,2,tablette,7,2,4\n", encoding="utf-8")
    diag("lot", folder, "-o", tmp_path / "s", "--questionnaire", MINI, "--repondants")
    journal = json.loads((tmp_path / "s" / "journal.json").read_text("utf-8"))
    assert [file["forme"] for file in journal["fichiers_lus"]] == ["express", "complete"]
    assert ",partielle," in (tmp_path / "s" / "scores.csv").read_text("utf-8")
