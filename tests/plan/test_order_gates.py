"""What holds levels back, as the order reads it again after each action: what the kernel says (M10)."""

import numpy as np
from drawn import drawn
from hypothesis import given
from hypothesis import strategies as st
from plan.example import after, board_for, scored, tables_of_plans
from scoring.rubrics import cases, make_rubric

from diag.plan.lockstep import Game
from diag.scoring.kernel import count, round_half_up, score


def held(rubric, values, status, todo=(), available=None):
    """Return (n, Q) questions and (n, D) dimensions that hold a level back, before any step."""
    if available is None:
        available = np.ones((len(values), len(todo)), dtype=bool)
    board = board_for(rubric, todo)
    game = Game.of(board, values, status, scored(rubric, values, status), available)
    shown = game.state.take(np.where(board.grid < 0, board.rows[-1], board.grid), axis=0)
    gates, weak = game.gates.holding(shown, game.standing)
    questions = np.zeros(values.shape, dtype=bool)
    questions[:, board.grid[board.grid >= 0]] = gates[board.grid >= 0].T
    return questions, weak.T


@drawn(cases(most=6), few=8, many=50)
def test_what_holds_a_level_is_what_the_kernel_names(case):
    questions, weak = held(*case)
    scores = score(*case)
    blockers = scores.dimension_blockers | scores.overall_blockers
    np.testing.assert_array_equal(questions, blockers)
    np.testing.assert_array_equal(weak, scores.weak_dimensions)


@drawn(tables_of_plans(), st.data(), few=8, many=50)
def test_it_stays_so_whatever_is_done(table, data):
    """The thresholds of the first visit, in points, serve all along."""
    rubric, values, status, todo, _ = table
    values, status = values[:1], status[:1]
    done = [a for a in todo if data.draw(st.booleans())]
    later = after(rubric, values, status, todo, done)
    board = board_for(rubric, todo)
    available = np.ones((1, len(todo)), dtype=bool)
    first, then = (
        Game.of(board, *row, scored(rubric, values, status), available)
        for row in ((values, status), later)
    )
    np.testing.assert_array_equal(first.gates.floors, then.gates.floors)
    np.testing.assert_array_equal(first.gates.highest, then.gates.highest)


@given(st.integers(1, 300), st.integers(0, 100))
def test_a_floor_is_the_least_number_of_points_that_reads_the_threshold(weight, threshold):
    rules = make_rubric([1]).rules.model_copy(update={"thresholds": [0, 1, threshold, 100]})
    rubric = make_rubric([weight], rules=rules)
    values, status = np.zeros((1, 1), dtype=np.int8), np.zeros((1, 1), dtype=np.int8)
    game = Game.of(
        board_for(rubric, []), values, status, np.ones((1, 1), bool), np.ones((1, 0), bool)
    )
    known = count(rubric, values, status).known[0, 0]
    floor = int(game.gates.floors[2, 1, 0])

    def read(points):
        return round_half_up(np.array(25 * points), np.array(known))

    assert read(floor) >= threshold
    assert floor <= 0 or read(floor - 1) < threshold
