"""`diag lot`: told, never decided.

1. An unknown mark of completion keeps the row and is told; a result of nothing never succeeds.
2. A date that cannot be read is told.
3. Totals, means and trials are no structures.
4. A row of which nothing was understood says what it holds.
5. The scale of numbers is said, once; one declaration is enough for the whole export.
6. A lost question is a line of its own and no full success; two columns of one question are one.
7. Comments beside answers are the notes of the report, or are named as unread.
"""

from functools import partial

import pytest
from cli.lot_export import Batch, run_lot, write_export
from helpers import MINI

pytestmark = pytest.mark.slow  # whole commands: with the whole suite


@pytest.fixture
def lot(diag, tmp_path):
    """Return a function that gives rows to `diag lot`."""
    return partial(run_lot, diag, tmp_path)


def told(batch, *names):
    """Return some columns of the rejects, row by row."""
    return [tuple(row[name] for name in names) for row in batch.table("rejets")]


# 1. Completion


def test_an_unknown_mark_keeps_the_row_and_is_told(lot):
    done = lot([["Code structure", "Draft", "MA01", "SA01"], ["A", "v1", "2", ""], ["B", "Non", "1", ""]])
    assert done.code == 1
    assert done.structures() == ["A", "B"]
    assert told(done, "ligne", "structure", "colonne", "valeur") == [("2", "A", "Draft", "v1")]
    assert [row["provisoire"] for row in done.table("scores")] == ["oui", "non"]


def test_a_mark_set_aside_by_the_user_marks_nothing(lot, tmp_path):
    mapping = tmp_path / "c.yaml"
    mapping.write_text("questionnaire: mini\nignore: [Draft]\n", "utf-8")
    rows = [["Code structure", "Draft", "MA01"], ["A", "oui", "2"]]
    done = lot(rows, "--correspondance", mapping)
    assert (done.code, done.structures()) == (0, ["A"])


def test_a_result_of_nobody_is_no_success_and_names_the_column_that_excludes(lot):
    done = lot([["Code structure", "Finished", "MA01"], ["A", "non", "2"]])
    assert done.code == 1
    assert done.journal["lignes"]["exclues"] == 1
    assert "« Finished »" in done.said()
    assert told(done, "portee", "colonne") == [("ligne exclue", "Finished")]


# 2. Dates


def test_a_date_that_cannot_be_read_is_told(lot):
    rows = [
        ["Code structure", "submitdate", "MA01"],
        ["A", "2026-03-02", "2"],
        ["B", "CANBADDATE", "2"],
        ["C", "31/02/2026", "2"],
        ["D", "1980-01-01 00:00:00", "2"],
    ]
    done = lot(rows)
    assert done.code == 1
    assert [row["date"] for row in done.table("scores")] == ["2026-03-02", "", "", ""]
    assert told(done, "ligne", "structure", "colonne", "valeur") == [
        ("3", "B", "submitdate", "CANBADDATE"),
        ("4", "C", "submitdate", "31/02/2026"),
    ]


def test_the_order_of_day_and_month_is_that_of_all_the_files(diag, tmp_path):
    for name, dates in (("a", ["03/04/2026"]), ("b", ["03/25/2026"])):
        rows = [[name + str(rank), date, "2"] for rank, date in enumerate(dates)]
        write_export(tmp_path / f"{name}.csv", [["Code structure", "submitdate", "MA01"], *rows])
    options = ("--questionnaire", MINI, "-o", tmp_path / "o")
    done = diag("lot", tmp_path / "a.csv", tmp_path / "b.csv", *options)
    batch = Batch(done.code, done.out, done.err, tmp_path / "o")
    assert [row["date"] for row in batch.table("scores")] == ["2026-03-04", "2026-03-25"]


# 3. Rows that are no structure


@pytest.mark.parametrize("name", ["Total", "TOTAL GÉNÉRAL", "Moyenne", "Moyenne des structures :"])
def test_a_total_is_no_structure(lot, name):
    done = lot([["Nom de la structure", "MA01"], ["Les Tilleuls", "2"], [name, "4"]])
    assert done.code == 1
    assert done.journal["rejets_par_motif"] == {"total ou moyenne du tableau": 1}
    assert told(done, "ligne", "portee") == [("3", "ligne rejetée")]


@pytest.mark.parametrize("name", ["TEST", "test 2", "Essai à supprimer", "X ne pas tenir compte"])
@pytest.mark.parametrize("heading", ["Nom de la structure", "Code structure"])
def test_a_trial_is_no_structure(lot, name, heading):
    done = lot([[heading, "MA01"], ["Les Tilleuls", "2"], [name, "4"]])
    assert done.code == 1
    assert done.journal["rejets_par_motif"] == {"ligne d’essai": 1}


@pytest.mark.parametrize(
    "name", ["Association Contestations", "Foyer de l’Essai", "Résidence Total Bien-être", "Le Test"]
)
def test_a_structure_is_not_judged_by_a_part_of_its_name(lot, name):
    done = lot([["Nom de la structure", "MA01"], [name, "2"]])
    assert (done.code, done.journal["lignes"]["notees"]) == (0, 1)


def test_a_total_says_nothing_of_the_scale(lot):
    rows = [["Nom de la structure", "MA01"], ["Les Tilleuls", "2"], ["Total", "5"]]
    done = lot(rows)
    assert [row["MA01"] for row in done.table("scores")] == ["2"]


# 4. Nothing understood


def test_a_row_of_which_nothing_was_understood_says_what_it_holds(lot):
    done = lot([["Code structure", "MA01", "SA01"], ["A", "AO01", ""], ["B", "2", "2"]])
    assert done.code == 1
    assert told(done, "ligne", "portee", "colonne", "valeur") == [
        ("2", "ligne rejetée", "", ""),
        ("2", "cellule", "MA01", "AO01"),
    ]


# 5. Scale

DOUBTFUL = [["Code structure", "MA01", "SA01"], ["A", "2", "4"], ["B", "4", "2"]]


def test_a_doubtful_scale_is_scored_and_said_on_screen_and_in_the_journal(lot):
    done = lot(DOUBTFUL)
    assert (done.code, done.structures()) == (0, ["A", "B"])
    assert "de 1 à 5" in done.said()
    assert len(done.journal["remarques"]) == 1


def test_no_number_of_an_unknown_scale_is_scored(lot):
    done = lot([*DOUBTFUL, ["C", "5", "Pour toutes."]])
    assert done.code == 1
    assert done.structures() == ["C"]
    assert done.table("scores")[0]["MA01"] == "SR"


@pytest.mark.parametrize("codes", [("1", "4", "3"), ("A1", "A4", "A3"), ("AO01", "AO04", "AO03")])
def test_one_line_says_that_codes_are_ranks(lot, tmp_path, codes):
    first, last, third = codes
    mapping = tmp_path / "c.yaml"
    mapping.write_text("questionnaire: mini\nvalues: rank\n", "utf-8")
    rows = [["Code structure", "MA01", "SA01"], ["A", first, third], ["B", last, "Aucune."]]
    done = lot(rows, "--correspondance", mapping)
    assert done.code == 0
    assert [(r["MA01"], r["SA01"]) for r in done.table("scores")] == [("0", "4"), ("4", "0")]


def test_what_a_text_is_worth_is_said_once_for_all_questions(lot, tmp_path):
    mapping = tmp_path / "c.yaml"
    mapping.write_text("questionnaire: mini\nvalues: {a: 0, b: 2, c: 1, x: unknown}\n", encoding="utf-8")
    rows = [["Code structure", "MA01", "SA01"], ["A", "a", "b"], ["B", "x", "a"], ["C", "b", "c"]]
    done = lot(rows, "--correspondance", mapping)
    cells = [(r["MA01"], r["SA01"]) for r in done.table("scores")]
    assert cells == [("0", "2"), ("NSP", "0"), ("2", "SR")]  # SA01 has no level 1
    assert told(done, "structure", "colonne", "valeur") == [("C", "SA01", "c")]


def test_a_word_that_no_question_admits_is_refused_at_its_place(lot, tmp_path):
    mapping = tmp_path / "c.yaml"
    mapping.write_text("questionnaire: mini\nvalues: {a: 7}\n", "utf-8")
    done = lot(DOUBTFUL, "--correspondance", mapping)
    assert done.code == 2
    assert "« 7 »" in done.said()


TICKED = [
    ["Code structure", "MA01", *(f"MA02[{n}]" for n in ("aucun", "ordinateur", "tablette", "console"))],
    ["A", "2", "Non coché", "Coché", "COCHÉ", "Non coché"],
    ["B", "1", "Coché", "Non coché", "Non coché", "Non coché"],
    ["C", "1", *["Non posée"] * 4],
    ["D", "1", "Non coché", "Coché", "Perdu", "Non coché"],
]
BOXES_TOLD = """\
questionnaire: mini
values: {"Coché": yes, "Non coché": no, "Non posée": no_answer, "Direction et équipe": yes}
"""


def test_what_a_box_is_worth_is_said_once_for_all_questions(lot, tmp_path):
    mapping = tmp_path / "c.yaml"
    mapping.write_text(BOXES_TOLD, "utf-8")
    done = lot(TICKED, "--correspondance", mapping, "--reponses")
    said = {row["structure"]: row for row in done.table("reponses") if row["question"] == "MA02"}
    assert [said[key]["valeur"] for key in "ABC"] == ["ordinateur tablette", "aucun", ""]
    assert said["C"]["statut"] == "sans réponse"
    assert told(done, "structure", "colonne", "valeur") == [("D", "MA02", "Non coché | Coché | Perdu | Non coché")]


def test_what_a_box_is_worth_goes_after_what_its_question_says(lot, tmp_path):
    mapping = tmp_path / "c.yaml"
    mapping.write_text(
        BOXES_TOLD + "questions:\n  MA02:\n"
        '    columns: {aucun: "#3", ordinateur: "#4", tablette: "#5"}\n'
        '    values: {"Coché": no, "Non coché": yes, "Perdu": no}\n',
        "utf-8",
    )
    row = ["E", "2", "Coché", "Perdu", "Non coché", ""]
    done = lot([*TICKED[:1], row], "--correspondance", mapping, "--reponses")
    assert ("MA02", "tablette") in [(r["question"], r["valeur"]) for r in done.table("reponses")]
    mapping.write_text(mapping.read_text("utf-8").replace('"Perdu": no', '"Perdu": oui'), "utf-8")
    done = lot(TICKED, "--correspondance", mapping)
    assert done.code == 2
    assert "aucun, ordinateur, tablette, console, yes, no, unknown" in done.said()


def test_a_box_of_the_profile_is_one_too_and_a_joined_cell_is_none(lot, tmp_path):
    mapping = tmp_path / "c.yaml"
    mapping.write_text(BOXES_TOLD, "utf-8")
    head = ["Code structure", "MA01", "structure_type"]
    rows = [[*head, "roles_direction", "roles_equipe"], ["A", "2", "SIAE", "Non coché", "Coché"]]
    done = lot(rows, "--correspondance", mapping)
    assert done.code == 0
    assert told(done, "colonne") == []
    rows = [[*head, "roles"], ["A", "2", "SIAE", "Direction et équipe"]]
    done = lot(rows, "--correspondance", mapping, into="joint")
    assert told(done, "colonne", "valeur") == [("roles", "Direction et équipe")]


def test_a_word_for_no_box_is_refused_with_those_that_are(lot, tmp_path):
    mapping = tmp_path / "c.yaml"
    mapping.write_text('questionnaire: mini\nvalues: {"Coché": oui}\n', "utf-8")
    done = lot(TICKED, "--correspondance", mapping)
    assert done.code == 2
    words = "0, 1, 2, 4, yes, no, unknown, not_applicable, no_answer, not_asked"
    assert f"valeurs admises : {words}" in done.said()
    assert "c.yaml:2:19" in done.said()


def test_preparing_says_what_it_recognised_and_suggests_the_ranks(lot, tmp_path):
    rows = [["Code structure", "MA01", "Truc"], ["A", "AO01", "x"], ["B", "AO04", "y"]]
    done = lot(rows, "--preparer", tmp_path / "c.yaml")
    assert done.code == 0
    assert "1 question reconnue" in done.said()
    assert "« AO01 », « AO04 »" in done.said()
    written = (tmp_path / "c.yaml").read_text("utf-8")
    assert "# values: rank" in written.splitlines()
    (tmp_path / "c.yaml").write_text(written.replace("# values: rank", "values: rank"), "utf-8")
    again = lot(rows, "--correspondance", tmp_path / "c.yaml")
    assert [row["MA01"] for row in again.table("scores")] == ["0", "4"]


# 6. Columns

BOXES = ["MA02[aucun]", "MA02[ordinateur]", "MA02[tablettes]", "MA02[console]"]


@pytest.mark.parametrize("respondents", [(), ("--repondants",)])
def test_a_renamed_box_leaves_its_question_without_an_answer(lot, respondents):
    rows = [["Code structure", *BOXES, "MA01"], ["A", "non", "oui", "oui", "non", "2"]]
    rows.append(["B", "non", "oui", "non", "non", "0"])
    done = lot(rows, *respondents)
    assert done.code == 1
    assert [(r["MA01"], r["MA02"]) for r in done.table("scores")] == [("2", "SR"), ("0", "SR")]
    assert told(done, "ligne", "portee", "colonne") == [("1", "colonne", "MA02")]
    assert "« MA02[tablettes] »" in done.said()


def test_boxes_that_the_user_lists_are_all_that_there_are(lot, tmp_path):
    mapping = tmp_path / "c.yaml"
    columns = '{ordinateur: "MA02[ordinateur]", tablette: "MA02[tablettes]"}'
    mapping.write_text(f"questionnaire: mini\nquestions: {{MA02: {{columns: {columns}}}}}", "utf-8")
    rows = [["Code structure", *BOXES], ["A", "", "Ordinateur", "Tablette", ""]]
    done = lot(rows, "--correspondance", mapping)
    assert done.code == 0
    assert [row["MA02"] for row in done.table("scores")] == ["2"]
    assert not done.table("rejets")


def test_a_cut_heading_is_a_lost_question(lot):
    heading = "Une formation a-t-elle eu lieu depu"
    done = lot([["Code structure", heading, "MA01"], ["A", "Aucune.", "0"]])
    assert done.code == 1
    assert done.table("scores")[0]["SA01"] == "SR"
    assert told(done, "portee", "colonne") == [("colonne", heading)]
    assert done.journal["fichiers_lus"][0]["colonnes_perdues"] == [heading]


@pytest.mark.parametrize(
    ("headings", "perdues"),
    [
        (["Une formation a-t-elle eu lieu depu"], ["Une formation a-t-elle eu lieu depu"]),
        (["MA02[SQ001]", "MA02[SQ002]"], ["MA02[SQ001]"]),
        (["MA02[console]", "MA02_console", "MA02[aucun]"], ["MA02"]),
    ],
)
def test_what_is_lost_is_told_once_as_lost(lot, headings, perdues):
    done = lot([["Code structure", *headings, "MA01", "Truc"], ["A", *"0" * len(headings), "0", ""]])
    (file,) = done.journal["fichiers_lus"]
    assert (file["colonnes_perdues"], file["colonnes_inconnues"]) == (perdues, ["Truc"])
    assert max(done.said().count(heading) for heading in headings) == 1
    assert told(done, "portee", "colonne") == [("colonne", perdues[0])]


def test_two_columns_of_one_question_never_both_filled_are_one(lot):
    rows = [["Code structure", "MA01", "groupe/MA01"], ["A", "0", ""], ["B", "", "2"]]
    done = lot([*rows, ["C", "4", "Un poste par personne."]])
    assert done.code == 0
    assert [row["MA01"] for row in done.table("scores")] == ["0", "2", "4"]
    assert "groupe/MA01" in done.said()


def test_two_columns_that_contradict_each_other_are_refused_where_they_do(lot):
    rows = [["Code structure", "MA01", "groupe/MA01", "SA01"], ["A", "0", "2", "4"]]
    done = lot([*rows, ["B", "1", "", "4"]])
    assert done.code == 1
    assert [row["MA01"] for row in done.table("scores")] == ["SR", "1"]
    assert told(done, "ligne", "colonne", "valeur") == [("2", "MA01", "0 | 2")]


# 7. Comments

COMMENTED = [
    ["Code structure", "MA01", "MA01comment", "SA01", "SA01 - Commentaire"],
    ["A", "2", "Les agents notent <b>sur un cahier</b>.", "", "Une borne est commandée."],
    ["B", "4", "", "0", ""],
]


def test_a_comment_is_the_note_of_its_answer_in_the_report(lot):
    done = lot(COMMENTED, "--rapports")
    assert done.code == 0
    assert "« MA01comment »" in done.said()
    pages = {p.name: p.read_text("utf-8") for p in (done.folder / "rapports").glob("*.html")}
    assert "Les agents notent &lt;b&gt;sur un cahier&lt;/b&gt;." in pages["rapport-a-direction.html"]
    assert "Une borne est commandée." in pages["rapport-a-direction.html"]
    assert "cahier" not in pages["rapport-b-direction.html"]


@pytest.mark.parametrize("options", [(), ("--repondants", "--rapports")])
def test_a_comment_that_is_not_read_is_named(lot, options):
    done = lot(COMMENTED, *options)
    assert "Commentaires non lus" in done.said()
    assert "« MA01comment »" in done.said()
    assert "cahier" not in done.everything()
