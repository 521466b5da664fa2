"""The actions of the worked example, random plans, and plans in one call, for the tests."""

from fractions import Fraction

import numpy as np
from hypothesis import strategies as st
from scoring.rubrics import NAMES, cases, worked_example

from diag.plan.board import Board
from diag.plan.catalogue import Candidate, Catalogue
from diag.plan.order import order_rows, steps
from diag.scoring.kernel import Reason, score


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
def actions(draw, columns, most=5):
    """Draw a few actions over `columns` questions; a need is always drawn before."""
    drawn = []
    for index in range(draw(st.integers(0, most))):
        targets = draw(st.dictionaries(st.integers(0, columns - 1), st.integers(1, 4), max_size=3))
        needs = draw(st.sets(st.sampled_from(drawn), max_size=2)) if drawn else set()
        drawn.append(action(f"a{index}", draw(EFFORTS), targets, sorted(n.id for n in needs)))
    return draw(st.permutations(drawn))


@st.composite
def plans(draw):
    """Draw a rubric, one row, and actions over its questions."""
    rubric, values, status = draw(cases(most=1, largest=3))
    return rubric, values, status, draw(actions(len(rubric.weights)))


@st.composite
def tables_of_plans(draw):
    """Draw a rubric, rows, actions over its questions, and which of them each row may do."""
    rubric, values, status = draw(cases(most=6, largest=3))
    todo = draw(actions(len(rubric.weights), most=8))
    flags = st.lists(
        st.sampled_from([True, True, True, False]), min_size=len(todo), max_size=len(todo)
    )
    available = [draw(flags) for _ in values]
    return (
        rubric,
        values,
        status,
        todo,
        np.array(available, dtype=bool).reshape(len(values), len(todo)),
    )


def board_for(rubric, todo):
    """Return the board of some actions."""
    return Board.of(rubric, Catalogue(tuple(todo)))


def scored(rubric, values, status):
    """Return (n, D) whether each dimension has a score."""
    return score(rubric, values, status).reason == Reason.SCORED


def order(rubric, values, status, todo):
    """Return the steps of one row, every action being available."""
    board = board_for(rubric, todo)
    available = np.ones((1, len(todo)), dtype=bool)
    return steps(
        board, order_rows(board, values, status, scored(rubric, values, status), available)
    )


def after(rubric, values, status, todo, done=None):
    """Return the row once some actions, or all, are done."""
    done = [a in (todo if done is None else done) for a in todo]
    return board_for(rubric, todo).targets.after(values, status, np.array([done], dtype=bool))
