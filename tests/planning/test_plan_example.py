"""The plan of the worked example of the method, number by number (M20-M23, M25)."""

from decimal import Decimal
from fractions import Fraction

from planning.example import EXAMPLE, assessed, ids, planned

from diag.planning.strengths import strengths_of

PLAN = planned()
LINES = {line.action.id: line for line in PLAN.lines}


def months(slot):
    """Return the months of a slot and their days."""
    return {month: float(days) for month, days in slot.parts}


def test_efforts_are_for_seven_people():
    assert [line.effort for line in PLAN.lines] == [Decimal(e) for e in ("2", "4", "1.5", "2", "5", "1.5", "40")]


def test_the_order():
    assert ids(PLAN.lines) == ["x0", "x1", "x5", "x3", "x6", "x4", "x8"]
    assert [line.rank for line in PLAN.lines] == [1, 2, 3, 4, 5, 6, 7]


def test_gains_are_marginal():
    gains = [0, 5, Fraction(5, 4), 5, Fraction(15, 4), Fraction(5, 4), 5]
    assert [line.gain for line in PLAN.lines] == gains


def test_families():
    families = [line.family for line in PLAN.lines]
    assert families == ["unlock", "unlock", "quick", "quick", "project", "quick", "project"]


def test_the_first_closure_lifts_a_blocker_and_makes_a_statement_hold():
    assert (LINES["x1"].lifts, LINES["x0"].lifts) == (("B2",), ())
    assert [(s.question, s.at_least) for s in LINES["x1"].holds] == [("B2", 2)]
    assert [line.closure_of for line in PLAN.lines[:2]] == ["x1", "x1"]
    assert [line.chosen for line in PLAN.lines[:2]] == [False, True]


def test_what_is_covered_leaves_the_plan():
    assert [(action.id, by) for action, by in PLAN.covered] == [("x7", ("x5",))]


def test_what_rests_on_an_unknown_answer_is_to_verify():
    assert [(u.action.id, [up for _, up in u.targets]) for u in PLAN.verify_first] == [("x2", [Fraction(5, 2)])]
    assert [(v.question, v.actions) for v in PLAN.to_verify] == [("A3", ("x2",)), ("B4", ())]
    verified = [(line.action.id, v) for line in PLAN.lines for v in line.verify_before]
    assert [(name, v.action.id, v.questions) for name, v in verified] == [("x3", "x2", ("A3",))]


def test_the_calendar():
    assert {name: months(line.slot) for name, line in LINES.items()} == {
        "x0": {1: 2},
        "x1": {2: 3, 3: 1},
        "x5": {1: 1, 3: 0.5},
        "x3": {4: 2},
        "x6": {4: 1, 5: 3, 6: 1},
        "x4": {3: 1, 6: 0.5},
        "x8": {},
    }
    assert months(LINES["x3"].verify_before[0].slot) == {3: 0.5}
    ends = {name: line.slot.end for name, line in LINES.items()}
    assert ends == {"x0": 1, "x1": 3, "x5": 3, "x3": 4, "x6": 15, "x4": 6, "x8": None}
    assert {n: x.slot.fits for n, x in LINES.items() if x.slot.fits != "year"} == {"x6": "next_year", "x8": "later"}
    assert PLAN.beyond == ("x8",)


def test_the_ends_of_the_quarters():
    assert [str(q.overall.value) for q in PLAN.quarters] == ["70.0", "76.3", "76.3", "76.3"]
    for quarter in PLAN.quarters:
        level = quarter.overall.level
        assert (level.value, level.high, level.keys) == (2, 4, ("A3",))
    assert [q.actions for q in PLAN.quarters] == [("x0", "x1", "x5"), ("x3", "x4"), (), ()]
    assert [q.days for q in PLAN.quarters] == [9, Fraction(15, 2), 0, 0]


def test_what_holds_and_what_is_fragile():
    found = strengths_of(EXAMPLE, assessed(EXAMPLE, "42?n404.034")[1])
    assert [line.question.id for line in found.holds] == ["B1", "A1", "B3"]
    assert [(f.kind, f.id) for f in found.fragile] == [("zero", "B2"), ("zero", "C1"), ("unknown", "A3")]
    assert found.lead == "B1 en est à 4. Une partie tient."
