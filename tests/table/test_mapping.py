"""The mapping file: what the user says of the columns goes before what is recognised.

1. A column is named by its heading, nearly spelled so, or by its position.
2. Ladders, boxes, packed columns, numbers, values, fields, identity: each can be said.
3. What the file leaves out is recognised as usual; null is « none ».
4. What it gives to a question is taken from the others.
"""

import pytest
from helpers import PRINT, mini
from table.survey_tools import layout

from diag.questionnaire.loader import load
from diag.table.cells import Lexicon, State, read_question
from diag.table.columns import Columns, bind
from diag.table.mapping import read_mapping

QUESTIONNAIRE = load(PRINT)


@pytest.fixture
def bound(tmp_path):
    """Return a binding from headings and the text of a mapping file."""

    def make(headings, text, rows=(), tool="", key=None):
        path = tmp_path / "correspondance.yaml"
        path.write_text(f"questionnaire: print\n{text}\n", encoding="utf-8")
        return bind(layout(headings, rows, tool), QUESTIONNAIRE, read_mapping(path), key)

    return make


@pytest.mark.parametrize("told", ["Q12 Accès", "q12 acces :", "#2"])
def test_a_column_is_named_by_its_heading_or_its_place(bound, told):
    binding = bound(["id", "Q12 Accès"], f'questions: {{EQ01: {{column: "{told}"}}}}')
    assert binding.questions["EQ01"] == Columns("single", (1,))
    assert binding.how["EQ01"] == "par le fichier de correspondance"


def test_a_heading_of_two_rows_is_named_whole(bound):
    headings = [("Q1", "a"), ("Q1", "b"), ("Q2", "a")]
    assert bound(headings, 'questions: {EQ01: {column: "Q2 [a]"}}').questions["EQ01"].positions == (2,)


def test_boxes_are_told_by_option(bound):
    text = 'questions: {EQ10: {columns: {code: "B", essai: "A", unknown: "C"}}}'
    columns = bound(["A", "B", "C"], text).questions["EQ10"]
    assert columns == Columns("ticks", (1, 0, 2), ("code", "essai", "?unknown"))


def test_boxes_told_keep_the_meaning_of_their_zeros(bound):
    text = 'questions: {EQ10: {columns: {code: "A", essai: "B"}}}'
    assert bound(["A", "B"], text, [["1", "0"], ["", ""]], "kobo").questions["EQ10"].unasked


def test_ranks_are_told_by_a_list(bound):
    columns = bound(["A", "B"], 'questions: {EQ10: {columns: ["B", "A"]}}').questions["EQ10"]
    assert columns == Columns("packed", (1, 0))


def test_one_column_of_boxes_is_joined(bound):
    assert bound(["A"], "questions: {EQ10: {column: A}}").questions["EQ10"].form == "joined"


def test_values_are_told(bound):
    text = 'questions: {AP01: {column: A, values: {"A1": 0, "Sans avis": unknown, "NC": 4}}}'
    binding = bound(["A"], text)
    question, columns = QUESTIONNAIRE.question["AP01"], binding.questions["AP01"]
    lexicon = Lexicon(QUESTIONNAIRE)
    said = [read_question(question, columns, lexicon, [t]) for t in ("a1", "sans avis", "NC", "NSP")]
    assert [(r.state, r.level) for r in said] == [
        (State.ANSWERED, 0),
        (State.UNKNOWN, 0),
        (State.ANSWERED, 4),
        (State.UNKNOWN, 0),
    ]


def test_boxes_of_one_and_two_are_told(bound):
    text = 'questions: {EQ10: {columns: {code: A, essai: B}, values: {"1": yes, "2": no}}}'
    columns = bound(["A", "B"], text).questions["EQ10"]
    question = QUESTIONNAIRE.question["EQ10"]
    assert read_question(question, columns, Lexicon(QUESTIONNAIRE), ["2", "1"]).value == ("essai",)


# A state of the ladders that is written 0 or 1 is not that of boxes, which hold them of themselves.
@pytest.mark.parametrize(
    ("told", "text", "state"),
    [
        ('{"0": unknown, "1": 0}', "0", State.NO_ANSWER),
        ('{"0": yes, "1": no}', "0", State.ANSWERED),
        ('{"Vu": not_asked}', "Vu", State.NOT_ASKED),
        ('{"Vu": yes}', "Vu", State.ANSWERED),
    ],
)
def test_what_is_said_of_the_whole_export_goes_for_boxes(bound, told, text, state):
    question, lexicon = QUESTIONNAIRE.question["EQ10"], Lexicon(QUESTIONNAIRE)
    headings = [f"EQ10[{choice.id}]" for choice in question.choices]
    columns = bound(headings, f"values: {told}").questions["EQ10"]
    texts = [text, *[""] * (len(headings) - 1)]
    assert read_question(question, columns, lexicon, texts).state is state


def test_fields_and_identity_are_told(bound):
    text = "key: B\nname: A\noperator: C\nrole: D\ndate: E\nprofile: {structure_type: {column: F}}"
    binding = bound(list("ABCDEF"), text)
    assert (binding.key, binding.name, binding.operator, binding.role, binding.date) == (1, 0, 2, 3, 4)
    assert binding.profile["structure_type"] == Columns("single", (5,))
    assert binding.unused == ()


@pytest.mark.parametrize("none", ["null", "~", ""])
def test_null_is_none(bound, none):
    binding = bound(["id", "submitdate", "EQ01"], f"key: {none}\ndate: {none}\nquestions: {{EQ01: {none}}}")
    assert (binding.key, binding.date) == (None, None)
    assert "EQ01" in binding.absent
    assert [h.label for h in binding.unused] == ["EQ01"]


def test_an_empty_section_is_none(bound):
    assert bound(["EQ01"], "questions:\nprofile:\nignore:").questions.keys() == {"EQ01"}


@pytest.mark.slow
def test_what_the_file_leaves_out_is_recognised(bound):
    binding = bound(["id", "EQ01", "Autre"], "questions: {EQ02: {column: Autre}}")
    assert list(binding.questions) == ["EQ01", "EQ02"]
    assert binding.key == 0


def test_a_column_given_to_a_question_is_taken_from_another(bound):
    binding = bound(["EQ01", "A"], "questions: {EQ02: {column: EQ01}}")
    assert list(binding.questions) == ["EQ02"]
    assert "EQ01" in binding.absent


def test_a_mapping_file_settles_an_ambiguity(bound):
    headings = ["EQ01", QUESTIONNAIRE.question["EQ01"].text]
    binding = bound(headings, 'questions: {EQ01: {column: "#2"}}')
    assert binding.questions["EQ01"].positions == (1,)
    assert binding.notes == ()
    assert [h.position for h in binding.unused] == [0]


def test_an_ignored_column_is_set_aside(bound):
    binding = bound(["EQ01", "Adresse"], 'ignore: ["Adresse", "EQ01"]')
    assert not binding.questions
    assert [h.position for h in binding.technical] == [0, 1]


def test_the_command_line_goes_before_the_file(bound):
    assert bound(["A", "B"], "key: A", key="B").key == 1


def test_the_same_column_may_identify_and_answer(bound):
    text = "key: A\nname: A\nprofile: {department: {column: A}}"
    binding = bound(["A"], text)
    assert (binding.key, binding.name, binding.profile["department"].positions) == (0, 0, (0,))


def test_a_number_given_to_a_question_is_not_the_key(bound):
    binding = bound(["id", "FINESS"], "profile: {staff: {column: FINESS}}", [["1", "590001234"]])
    assert binding.key == 0


def test_a_field_of_another_questionnaire_is_its_own(tmp_path):
    path = tmp_path / "c.yaml"
    path.write_text("questionnaire: mini\nquestions: {MA01: {column: A}}\n", encoding="utf-8")
    assert bind(layout(["A"]), mini(), read_mapping(path)).questions["MA01"].positions == (0,)
