"""The actions of the worked example, and random plans, for the tests."""

from fractions import Fraction

from hypothesis import strategies as st
from scoring.rubrics import NAMES, cases, worked_example

from diag.plan.order import Candidate


def action(name, effort, targets=None, needs=()):
    """Return a candidate; `targets` are (column or name of the example, level)."""
    columns = {
        NAMES.index(q) if isinstance(q, str) else q: level for q, level in (targets or {}).items()
    }
    return Candidate(name, Fraction(effort), tuple(columns.items()), tuple(needs))


def example_actions():
    """Return X0 to X5 of method.md."""
    return [
        action("X0", 2),
        action("X1", 10, {"B2": 2}, ["X0"]),
        action("X2", 1, {"A3": 1}),
        action("X3", 4, {"B3": 4}, ["X1"]),
        action("X4", 3, {"A2": 3}),
        action("X5", 5, {"C2": 4}),
    ]


EXAMPLE = worked_example()
EFFORTS = st.integers(1, 40).map(lambda half_days: Fraction(half_days, 2))


@st.composite
def actions(draw, columns):
    """Draw a few actions over `columns` questions; a need is always drawn before."""
    drawn = []
    for index in range(draw(st.integers(0, 5))):
        targets = draw(st.dictionaries(st.integers(0, columns - 1), st.integers(1, 4), max_size=3))
        needs = draw(st.sets(st.sampled_from(drawn), max_size=2)) if drawn else set()
        drawn.append(action(f"a{index}", draw(EFFORTS), targets, sorted(n.id for n in needs)))
    return draw(st.permutations(drawn))


@st.composite
def plans(draw):
    """Draw a rubric, one row, and actions over its questions."""
    rubric, values, status = draw(cases(most=1, largest=3))
    return rubric, values, status, draw(actions(len(rubric.weights)))
