"""The form of what was asked (M2)."""

import pytest
from scoring.worked_example import EXAMPLE, make_axis, make_questionnaire

from diag.scoring.rubric import form_of, lacking

CORE = ["A3", "B1", "B2", "C1"]
ALL = [q.id for q in EXAMPLE.questions]


def without(names, *left_out):
    return [name for name in names if name not in left_out]


@pytest.mark.parametrize(
    ("asked", "hidden", "form", "lacked"),
    [
        (ALL, [], "complete", []),
        (CORE, [], "express", []),
        ([*CORE, "A1"], [], "partielle", without(ALL, "A1", *CORE)),
        (without(ALL, "A1", "B2"), [], "partielle", ["A1", "B2"]),
        (without(CORE, "B2"), [], "partielle", ["B2"]),
        ([], [], "partielle", CORE),
        # What the profile hides from everybody counts as asked.
        (without(ALL, "A1"), ["A1"], "complete", []),
        (without(ALL, "A1", "A2"), ["A1"], "partielle", ["A2"]),
        (without(CORE, "B2"), ["B2", "A1"], "express", []),
        ([*CORE, "A1"], ["A1"], "express", []),
    ],
)
def test_the_form_is_what_was_asked(asked, hidden, form, lacked):
    assert form_of(EXAMPLE, asked, hidden) == form
    assert list(lacking(EXAMPLE, asked, hidden)) == lacked


def test_without_core_questions_there_is_no_express_form():
    questionnaire = make_questionnaire([make_axis("A", 1, {"A1": 1, "A2": 1})])
    assert form_of(questionnaire, []) == "partielle"
    assert form_of(questionnaire, ["A1", "A2"]) == "complete"


def test_where_every_question_is_core_the_express_form_is_the_complete_one():
    questionnaire = make_questionnaire([make_axis("A", 1, {"A1*": 1, "A2*": 1})])
    assert form_of(questionnaire, ["A1", "A2"]) == "complete"
