"""What several people around the table said of one question (interview, line 11; M13).

1. What is retained is somebody's answer: that of the lower median.
2. A gap, its kinds, what waits for an arbitration, and what an arbitration closes.
3. Multiple-choice and number questions are compared by their level.
4. A visit with a gap is scored as a table of the same respondents is.
"""

from fractions import Fraction

import numpy as np
import pytest
from helpers import make_visit, mini
from hypothesis import given
from hypothesis import strategies as st
from scoring.worked_example import ANSWERS, EXAMPLE

from diag.scoring.assessment import assess, encode
from diag.scoring.kernel import score
from diag.scoring.rubric import Rubric
from diag.scoring.voices import gap, hear, merge, settled
from diag.visit.acceptance import match
from diag.visit.visit_model import Answer, Arbitration, Respondent, Said, Voice

MINI = mini()
NAMES = "abcdefgh"


def voices(*values):
    """Return one voice for each level, list of ticks or status."""
    return [Voice(by=name, **said(value)) for name, value in zip(NAMES, values, strict=False)]


def said(value):
    if value == "not_applicable":
        return {"status": value, "reason": "Sans objet."}
    if value in ("unknown", "missing"):
        return {"status": value}
    return {"value": value if isinstance(value, list) else str(value)}


def arbitration(value):
    return Arbitration(by="Direction", why="Vu sur place.", **said(value))


def visit_of(questionnaire, heard, **more):
    """Return a visit where each question is answered by several people, or by one."""
    answers = {
        name: settled(questionnaire.question[name], Answer(status="missing", voices=voices(*values)))
        if isinstance(values, tuple)
        else values
        for name, values in heard.items()
    }
    people = [Respondent(id=name, role=f"Fonction {name}") for name in NAMES]
    return make_visit(questionnaire, answers, respondents=people, **more)


def scored(questionnaire, heard):
    return assess(questionnaire, match(visit_of(questionnaire, heard), questionnaire))


# 1. What is retained


@pytest.mark.parametrize(
    ("values", "retained"),
    [
        ((4, 2), Said(value="2")),
        ((1, 2, 4), Said(value="2")),
        (("unknown", 2), Said(value="2")),
        (("not_applicable", "unknown"), Said(status="unknown")),
        (("missing", "not_applicable"), Said(status="not_applicable", reason="Sans objet.")),
        (("missing",), Said(status="missing")),
        ((), Said(status="missing")),
    ],
)
def test_the_answer_of_the_lower_median_is_retained(values, retained):
    """Line 11: two answers are kept apart, and one of them counts."""
    assert hear(EXAMPLE.question["B1"], voices(*values)).said == retained


def test_ticks_retained_are_those_of_somebody():
    three, one = ["ordinateur", "tablette", "console"], ["tablette"]
    heard = hear(MINI.question["MA02"], voices(three, one))
    assert (heard.said.value, heard.highest) == (one, 4)


def test_a_retained_answer_is_nobody_s():
    answer = Answer(value="4", by="a", note="Vu", voices=voices(4, 2))
    left = settled(EXAMPLE.question["B1"], answer)
    assert (left.value, left.by, left.note, left.voices) == ("2", None, "Vu", answer.voices)


def test_the_answer_of_one_person_stays_as_it_is():
    answer = Answer(value="4", by="a")
    assert settled(EXAMPLE.question["B1"], answer) is answer


@pytest.mark.parametrize(
    ("name", "value"), [("MA01", "3"), ("MA01", "not_applicable"), ("MA03", "11"), ("MA02", ["x"])]
)
def test_what_the_question_does_not_admit_is_no_answer(name, value):
    heard = hear(MINI.question[name], voices(value, "unknown"))
    assert (heard.said.status, heard.kinds) == ("unknown", ("missing",))


# 2. Gaps


@pytest.mark.parametrize(
    ("values", "kinds", "highest"),
    [
        ((1, 2, 4), ("level",), 4),
        ((2, 3, 3), (), None),
        ((1, 2, 2, 3, 3), (), None),
        ((0, 1, 3, 4, 4), ("level",), 4),
        ((2, "unknown", "not_applicable"), ("known", "concerned"), None),
        ((2, "missing"), ("missing",), None),
    ],
)
def test_gaps_are_those_of_the_method(values, kinds, highest):
    heard = hear(EXAMPLE.question["B1"], voices(*values))
    assert (heard.kinds, heard.highest) == (kinds, highest)


def test_an_arbitration_closes_a_gap():
    """Line 11: a value, who by role, why."""
    question, answer = EXAMPLE.question["B1"], Answer(status="missing", voices=voices(1, 4))
    assert gap(question, answer).highest is not None
    closed = settled(question, answer.model_copy(update={"arbitration": arbitration(3)}))
    assert (closed.value, gap(question, closed)) == ("3", None)
    heard = hear(question, closed.voices, closed.arbitration)
    assert (heard.said, heard.kinds, heard.highest) == (Said(value="3"), ("level",), None)


@pytest.mark.parametrize("heard", [voices(2), voices(2, 2), []])
def test_without_a_second_opinion_there_is_no_gap(heard):
    assert gap(EXAMPLE.question["B1"], Answer(value="2", voices=heard)) is None


# 3. By their level


@pytest.mark.parametrize(
    ("name", "values", "kinds"),
    [
        ("MA02", (["ordinateur"], ["tablette", "console"]), ()),
        ("MA02", (["aucun"], ["tablette"]), ("level",)),
        ("MA03", ("2,5", "4"), ()),
        ("MA03", ("2.5", "9"), ("level",)),
    ],
)
def test_ticks_and_numbers_stand_apart_by_their_level(name, values, kinds):
    assert hear(MINI.question[name], voices(*values)).kinds == kinds


# 4. Scores


def test_the_worked_example_of_the_method():
    """B1 at 1, 2, 4: B 43.75 [43.75 ; 75]."""
    found = scored(EXAMPLE, ANSWERS | {"B1": (1, 2, 4)}).dimensions["B"]
    assert (found.exact, found.high) == (Fraction("43.75"), 75)


def test_an_arbitration_ends_the_halo_of_a_gap():
    visit = visit_of(EXAMPLE, ANSWERS | {"B1": (1, 2, 4), "B4": 0})
    closed = visit.answers["B1"].model_copy(update={"arbitration": arbitration(2)})
    visit = visit.model_copy(update={"answers": visit.answers | {"B1": closed}})
    found = assess(EXAMPLE, match(visit, EXAMPLE)).dimensions["B"]
    assert found.value == found.high


SAID = st.integers(0, 4) | st.sampled_from(["unknown", "not_applicable", "missing"])
ROWS = st.lists(st.tuples(*[SAID] * len(EXAMPLE.questions)), min_size=2, max_size=6)


@given(ROWS)
def test_a_visit_is_scored_as_the_table_of_its_respondents(rows):
    names = [q.id for q in EXAMPLE.questions]
    alone = [encode(EXAMPLE, match(make_visit(EXAMPLE, dict(zip(names, row, strict=True))), EXAMPLE)) for row in rows]
    values, status = (np.concatenate(side) for side in zip(*alone, strict=True))
    merged = merge(np.zeros(len(rows), np.intp), values, status)
    table = score(Rubric.of(EXAMPLE), merged.values, merged.status, merged.highest)
    one = scored(EXAMPLE, {n: tuple(said) for n, *said in zip(names, *rows, strict=True)})
    visit = score(Rubric.of(EXAMPLE), one.values, one.status, one.highest)
    for mine, theirs in ((visit.overall, table.overall), (visit.dimensions, table.dimensions)):
        for name in ("tenths", "high_tenths", "known", "level", "level_high"):
            assert (getattr(mine, name) == getattr(theirs, name)).all(), name
