"""What holds, what is fragile, and the sentence that opens a report (M25)."""

import pytest
from planning.example import EXAMPLE, assessed, example_dimensions, question, questionnaire

from diag.planning.strengths import strengths_of


def found(marks, content=EXAMPLE, notes=()):
    return strengths_of(content, assessed(content, marks)[1], notes)


def fragile(marks, content=EXAMPLE, notes=()):
    return [(one.kind, one.id) for one in found(marks, content, notes).fragile]


def three_core(*weights):
    own = [question(f"A{n}", weight, core=True) for n, weight in enumerate(weights, 1)]
    own += [question("A8"), question("A9")]
    return questionnaire([("axe-a", 1, True, own[:1]), ("axe-b", 1, True, own[1:])], [])


def test_at_most_two_of_one_axis_hold():
    assert [line.question.id for line in found("444n4444000").holds] == ["B1", "B2", "A3"]


def test_core_comes_first_then_weight_then_level():
    assert [line.question.id for line in found("430n0030034").holds] == ["A1", "C3", "B3"]


def test_nothing_holds_under_level_three():
    assert found("222n2222222").holds == ()


def test_of_equal_weights_one_with_a_shared_note_comes_first():
    content = three_core(1, 2, 2)
    assert fragile("00044", content) == [("zero", "A2"), ("zero", "A3"), ("zero", "A1")]
    assert fragile("00044", content, {"A3"})[0] == ("zero", "A3")


def test_core_questions_not_known_come_after_zeros_and_before_blockers():
    assert fragile("420n4044044") == [("zero", "B2"), ("zero", "A3"), ("zero", "C1")]
    assert fragile("42?n4144444") == [("unknown", "A3")]


def test_blockers_come_last_each_once():
    marks = "444n4144444"
    overall = assessed(EXAMPLE, marks)[1].overall
    assert [need.id for need in overall.level.blockers] == ["B2"]
    assert fragile(marks) == [("blocker", "B2")]


@pytest.mark.parametrize(
    ("marks", "lead"),
    [
        ("42?n404.034", "B1 en est à 4. Une partie tient."),
        ("42?n400.034", "B1 en est à 4. Rien ne tient."),
        ("42?n111.034", "Rien ne tient."),
        ("42?n4?0.034", "B1 en est à 4."),
        ("000n444.034", "B1 en est à 4. A3 en est à 0."),
    ],
    ids=["some", "none", "no core answer holds", "a statement is not known", "all held: lowest axis"],
)
def test_the_lead_sentence(marks, lead):
    assert found(marks).lead == lead


def test_the_condition_least_held_speaks_the_first_of_equals():
    content = questionnaire(example_dimensions(), [], [{"B1": 1, "B2": 1}, {"B3": 4, "C3": 4}])
    assert found("42?n402.033", content).lead == "B1 en est à 4. Rien ne tient non plus."
    assert found("42?n402.004", content).lead == "B1 en est à 4. Une partie tient."


def test_the_lowest_axis_is_told_by_an_answer_whose_level_has_words():
    """A question out of the core has words for what holds only."""
    told = {3: "A2 en est à 3", 4: "A2 en est à 4"}
    own = [question("A1", core=True), question("A2").model_copy(update={"told": told})]
    content = questionnaire([("axe-a", 1, True, own)], [])
    assert found("20", content).lead == "A1 en est à 2."


def test_without_any_phrase_there_is_no_lead():
    content = questionnaire([("axe-a", 1, True, [question("A1"), question("A2")])], [])
    assert found("40", content).lead == ""
