"""What a heading tells: the conventions of the tools, and no likeness (`exports.md`, 5.5).

1. A heading is an id, a text, a title or an accepted heading, dressed as tools dress it.
2. What tools add beside an answer is set aside.
3. A near heading is not taken, nor a title inside a block of another question.
4. Two columns for one answer are read together; what looks like a question and is not read is lost.
5. Boxes, their summary, packed columns: the surest form is read.
"""

import pytest
from helpers import MINI, PRINT, mini, write_tree
from table.survey_tools import layout

from diag.questionnaire.loader import load
from diag.table.columns import bind

QUESTIONNAIRE = load(PRINT)
TEXT = QUESTIONNAIRE.question["EQ01"].text
TITLE = QUESTIONNAIRE.question["EQ01"].title
BOXES = QUESTIONNAIRE.question["AP05"]
BOXED = [f"AP05[{choice.id}]" for choice in BOXES.choices]
SMALL = mini()


def bound(*headings, rows=(), tool=""):
    return bind(layout(headings, rows, tool), QUESTIONNAIRE)


def names(headings):
    return [heading.label for heading in headings]


@pytest.mark.parametrize(
    "heading",
    [
        "EQ01",
        "eq01",
        " EQ01 ",
        "EQ01. " + TEXT,
        "EQ01. Un texte remanié",
        "EQ01 - " + TEXT,
        TEXT,
        TEXT.upper(),
        TEXT + " *",
        TEXT.replace("\u202f", "").replace("à", "a"),
        "1. " + TEXT,
        "1 " + TEXT,
        "12) " + TEXT,
        "1.2. " + TEXT,
        "Q1 - " + TEXT,
        "Q1. " + TEXT,
        "Question 1 : " + TEXT,
        "QUXVlc3Rpb246MTY5 - " + TEXT,
        TEXT + "\nUne ligne de description.",
        f"{TEXT} {QUESTIONNAIRE.question['EQ01'].help or ''}",
        f"<p>{TEXT}</p>",
        TEXT.replace(" ", "_"),
        TEXT.replace(" ", "."),
        TEXT + "2",
        TEXT + ".1",
        TEXT + "...19",
        TEXT + " (1)",
        "EQ01.1",
        "groupe/EQ01",
        "a/b/EQ01",
        "groupe-EQ01",
        "groupe.EQ01",
        f"Groupe A/{TEXT}",
        TITLE,
        f"Une grille [{TEXT}]",
        "Une grille [EQ01]",
        ("Une grille", TEXT),
        (TEXT, "Response"),
        (TEXT, "Réponse ouverte"),
        ("EQ01", TEXT),
        (TEXT, "Q7"),
    ],
)
def test_a_heading_is_recognised(heading):
    binding = bound(heading, "Autre chose")
    assert list(binding.questions) == ["EQ01"]
    assert binding.questions["EQ01"].positions == (0,)
    assert binding.how["EQ01"].startswith("par ")


@pytest.mark.slow
@pytest.mark.parametrize(
    "heading",
    [
        "EQ1",
        "EQ010",
        "XEQ01",
        TEXT[:-5],
        TEXT.replace("professionnels", "professionels"),
        f"Pourquoi ? {TEXT}",
        f"Commentaire : {TITLE}",
        f"Points - {TEXT}",
        f"Thèmes à travailler [{TITLE}]",
        f"themes/{TITLE}",
        "date_places",
        "",
    ],
)
def test_a_near_heading_is_not_taken(heading):
    binding = bound(heading, "Autre chose", rows=[["x", "y"]])
    assert not binding.questions
    assert not binding.profile


def test_a_title_in_a_block_is_an_option_of_something_else():
    """SurveyMonkey: « Thèmes de formation » / « Budget numérique » holds 1 and 0, no level."""
    title = QUESTIONNAIRE.question["FI06"].title
    assert not bound(("Thèmes de formation", title), ("Thèmes de formation", "Autre")).questions


def test_an_option_of_a_question_of_the_tool_is_no_field():
    """Kobo: `besoins/places` is a box of `besoins` where there is such a question."""
    assert not bound("besoins", "besoins/places", tool="kobo").profile
    assert bound("groupe/places", tool="kobo").profile["places"].positions == (0,)


@pytest.mark.parametrize(
    "heading",
    [
        "EQ01[comment]",
        "EQ01[other]",
        "EQ01Time",
        "EQ01_other",
        "EQ01_4_TEXT",
        "EQ01 - Commentaire",
        f"{TEXT} [Commentaire]",
        f"{TEXT} [Autre]",
        f"{TEXT} - Other (please specify)",
        (TEXT, "Autre (veuillez préciser)"),
        "AP05[other]",
        "AP05[videocomment]",
        "AP05_6_TEXT",
        f"Points - {TEXT}",
        "Durée pour la question : EQ01",
        "Unnamed: 0",
    ],
)
def test_what_stands_beside_an_answer_is_set_aside(heading):
    binding = bound(heading, "EQ02")
    assert list(binding.questions) == ["EQ02"]
    assert [h.position for h in binding.technical] == [0]


def test_a_question_beginning_with_comment_is_no_comment():
    text = QUESTIONNAIRE.question["EQ02"].text
    assert text.startswith("Comment ")
    assert "EQ02" in bound("EQ02. " + text).questions
    assert "EQ02" in bound("EQ02. Comment fait-on ?").questions


def test_absent_questions_are_listed_in_order():
    binding = bound("EQ01", "EQ03")
    assert binding.absent[:2] == ("EQ02", "EQ04")
    assert len(binding.absent) == len(QUESTIONNAIRE.questions) - 2


# Ambiguity


@pytest.mark.parametrize("headings", [("EQ01", TEXT), (TEXT, TEXT), (TEXT, TEXT + "2")])
def test_two_columns_of_one_question_are_read_together_and_told(headings):
    binding = bound(*headings, "EQ02")
    assert binding.questions["EQ01"].positions == (0, 1)
    assert "colonne 1" in binding.notes[0]
    assert "colonne 2" in binding.notes[0]
    assert not binding.lost


def lost(binding):
    return [(one.column, one.questions) for one in binding.lost]


@pytest.mark.parametrize("heading", [TEXT[:45], TEXT[:-12] + ".. ", TEXT.replace("professionnels", "salariés")])
def test_a_cut_or_changed_heading_of_a_question_is_lost(heading):
    binding = bound(heading, "EQ02")
    assert "EQ01" not in binding.questions
    assert lost(binding) == [(heading, ("EQ01",))]


def test_a_cut_heading_of_a_question_that_has_its_column_is_a_column_like_others():
    assert not bound(TEXT[:45], "EQ01").lost


@pytest.mark.parametrize("heading", ["Quel âge ont les personnes de votre service ?", "EQ", "Nom", ""])
def test_a_heading_of_another_question_is_not_lost(heading):
    assert not bound(heading, "EQ02", rows=[["x", "1"]]).lost


def test_a_code_and_the_text_of_another_question_contradict_each_other():
    binding = bound("EQ02. " + TEXT)
    assert not binding.questions
    assert "EQ01" in binding.notes[0]
    assert "EQ02" in binding.notes[0]


def test_a_box_repeated_loses_the_whole_question():
    binding = bound("AP05[video]", "AP05_video", "AP05[jeux]")
    assert not binding.questions
    assert lost(binding) == [("AP05", ("AP05",))]


def test_a_heading_of_two_questions_is_told(tmp_path):
    tree = {p.relative_to(MINI).as_posix(): p.read_text("utf-8") for p in MINI.rglob("*.yaml")}
    tree["dimensions/savoirs.yaml"] = tree["dimensions/savoirs.yaml"].replace(
        "title: Formation\n", "title: Formation\n    accepts: [Postes]\n", 1
    )
    binding = bind(layout(["Postes"]), load(write_tree(tmp_path, tree)))
    assert not binding.questions
    assert "MA01 et SA01" in binding.notes[0]


def test_an_accepted_heading_is_recognised(tmp_path):
    tree = {p.relative_to(MINI).as_posix(): p.read_text("utf-8") for p in MINI.rglob("*.yaml")}
    tree["dimensions/savoirs.yaml"] = tree["dimensions/savoirs.yaml"].replace(
        "title: Formation\n", "title: Formation\n    accepts: [Q17 bis]\n", 1
    )
    binding = bind(layout(["q17 BIS :"]), load(write_tree(tmp_path, tree)))
    assert binding.how["SA01"] == "par un intitulé admis"


def test_spoilt_accents_in_a_heading_are_told():
    spoilt = QUESTIONNAIRE.question["AP05"].text.encode("utf-8").decode("cp1252")
    binding = bound(spoilt)
    assert not binding.questions
    assert "accents abîmés" in binding.notes[0]
    assert lost(binding) == [(spoilt, ("AP05",))]


# Boxes


@pytest.mark.parametrize(
    "shape", ["AP05[{id}]", "AP05_{id}", "AP05/{id}", "g/AP05/{id}", "g-AP05/{id}", "g.AP05.{id}", "ap05 {id}"]
)
def test_a_box_is_recognised_by_its_id(shape):
    binding = bound(*(shape.format(id=choice.id) for choice in BOXES.choices))
    assert binding.questions["AP05"].options == tuple(c.id for c in BOXES.choices)
    assert binding.how["AP05"] == "par l’identifiant, une colonne par case"


@pytest.mark.parametrize(
    "shape", ["{q} [{o}]", "{q} ({o})", "{q} - {o}", "{q}: {o}", "{q}/{o}", "3. {q} [{o}]", "AP05 [{o}]"]
)
def test_a_box_is_recognised_by_its_label(shape):
    headings = [shape.format(q=BOXES.text, o=choice.label) for choice in BOXES.choices]
    assert bound(*headings).questions["AP05"].options == tuple(c.id for c in BOXES.choices)


def test_a_box_keeps_its_option_under_a_description():
    headings = [f"{BOXES.text}\nPlusieurs choix. [{c.label}]" for c in BOXES.choices]
    assert len(bound(*headings).questions["AP05"].options) == len(BOXES.choices)


def test_ids_of_options_compare_without_punctuation():
    ids = [c.id for c in QUESTIONNAIRE.question["EQ10"].choices]
    binding = bound(*(f"EQ10[{name.replace('-', '')}]" for name in ids))
    assert binding.questions["EQ10"].options == tuple(ids)


def test_a_box_without_a_column_loses_its_question():
    """A box renamed is no box unticked: who ticked it would lose a level without a word."""
    renamed = [b.replace("musique", "musiques") for b in BOXED]
    binding = bound(*renamed)
    assert not binding.questions
    assert lost(binding) == [("AP05", ("AP05",))]
    assert "musique" in binding.notes[0]
    assert names(binding.unused) == ["AP05[musiques]"]


def test_without_a_box_for_none_an_empty_row_is_no_answer():
    binding = bound(*(f"AP05[{c.id}]" for c in BOXES.choices if not c.exclusive))
    assert "aucun" in binding.notes[0]
    assert not binding.lost


def test_boxes_that_have_but_codes_of_the_tool_are_lost():
    assert lost(bound("EQ01", "AP05[SQ001]", "AP05[SQ002]")) == [("AP05[SQ001]", ("AP05",))]


def test_boxes_headed_by_their_answers_are_read():
    choices = QUESTIONNAIRE.question["EQ10"].choices
    binding = bound(*(choice.label for choice in choices), "EQ01")
    assert binding.questions["EQ10"].options == tuple(choice.id for choice in choices)
    assert binding.how["EQ10"] == "par le libellé des cases, une colonne par case"


def test_one_answer_as_a_heading_is_a_column_like_others():
    binding = bound(BOXES.choices[0].label, "EQ01")
    assert "AP05" not in binding.asked
    assert not binding.lost


def test_boxes_of_ignorance_are_boxes():
    binding = bound(*BOXED, f"{BOXES.text} [Je ne sais pas]", "AP05[NC]")
    assert binding.questions["AP05"].options[-2:] == ("?unknown", "?not_applicable")


def test_boxes_are_preferred_to_their_summary():
    headings = [BOXES.text, *(f"{BOXES.text} ({c.label})" for c in BOXES.choices)]
    binding = bound(*headings)
    assert binding.questions["AP05"].form == "ticks"
    assert [h.position for h in binding.technical] == [0]


def test_one_box_alone_does_not_hide_the_summary():
    binding = bound("AP05", "AP05[video]")
    assert (binding.questions["AP05"].form, binding.questions["AP05"].positions) == ("joined", (0,))


def test_a_summary_alone_is_joined():
    assert bound("AP05").questions["AP05"].form == "joined"


def test_packed_columns_go_by_rank():
    binding = bound("AP05_2", "AP05_1", f"{BOXES.text}_3")
    assert binding.questions["AP05"].form == "packed"
    assert binding.questions["AP05"].positions == (1, 0, 2)


def test_the_text_of_other_stands_beside_its_box():
    """Kobo: `public/autre` holds 0 and 1, `public_autre` what was typed."""
    options = [o.id for o in QUESTIONNAIRE.field["public"].options if o.id != "autre"]
    none = ["0"] * len(options)
    rows = [[*none, "0", ""], [*none, "1", "Voisins"]]
    boxes = [f"public/{option}" for option in options]
    binding = bound(*boxes, "public/autre", "public_autre", rows=rows, tool="kobo")
    assert len(binding.profile["public"].positions) == len(options) + 1
    assert [h.position for h in binding.technical] == [len(options) + 1]


@pytest.mark.parametrize(
    ("rows", "tool", "unasked"),
    [
        ([["1", "0"], ["", ""]], "kobo", True),
        ([["1.0", "0.0"]], "", True),
        ([["1", ""]], "kobo", False),
        ([["Y", ""]], "limesurvey", False),
        ([["1", "0"]], "limesurvey", False),
        ([["TRUE", "FALSE"]], "", False),
        ([], "kobo", False),
    ],
)
def test_empty_boxes_are_not_asked_where_the_tool_writes_zeros(rows, tool, unasked):
    rows = [[*row, *row[1:] * (len(BOXED) - 2)] for row in rows]
    binding = bound(*BOXED, rows=rows, tool=tool)
    assert binding.questions["AP05"].unasked is unasked


# Profile


def test_fields_of_the_profile_are_recognised():
    headings = ["structure_type", "Département", QUESTIONNAIRE.field["staff"].text, "L312"]
    assert set(bound(*headings).profile) == {"structure_type", "department", "staff", "l312"}
