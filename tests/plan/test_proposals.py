"""What is proposed to many structures (M20); the rules one by one are in test_plan.py.

1. Each structure is proposed what it would be alone, and what loops over its answers find.
2. The board of a questionnaire.
"""

from dataclasses import replace

import numpy as np
from drawn import drawn
from helpers import mini
from plan.example import board_for, tables_of_plans
from scoring.rubrics import ANSWERED, MISSING, UNKNOWN

from diag.plan.proposals import board_of, propose


def plainly(values, status, todo, flags):
    """Return the ids open, to verify and planned of one structure, by loops."""

    def unmet(one, statuses):
        return any(
            status[c] in statuses and level > (values[c] if status[c] == ANSWERED else 0)
            for c, level in one.targets
        )

    allowed = [a for a, kept in zip(todo, flags, strict=True) if kept]
    known = (ANSWERED, UNKNOWN, MISSING)
    opened = {a.id: a for a in allowed if not a.targets or unmet(a, known)}
    sure = {n: a for n, a in opened.items() if not a.targets or unmet(a, [ANSWERED])}
    waiting = [n for n, a in sure.items() if a.targets]
    planned = set(waiting)
    while waiting:
        new = {n for n in sure[waiting.pop()].needs if n in sure} - planned
        planned |= new
        waiting += new
    return set(opened), set(opened) - set(sure), planned


@drawn(tables_of_plans(), few=5, many=50)
def test_proposals_are_those_found_by_loops(table):
    rubric, values, status, todo, allowed = table
    found = propose(board_for(rubric, todo), values, status, allowed)
    ids = np.array([a.id for a in todo], dtype=object)
    for row in range(len(values)):
        masks = found.open[row], found.to_verify[row], found.planned[row]
        expected = plainly(values[row], status[row], todo, allowed[row])
        assert tuple(set(ids[mask]) for mask in masks) == expected


@drawn(tables_of_plans(), few=5, many=50)
def test_each_structure_is_proposed_what_it_would_be_alone(table):
    rubric, values, status, todo, allowed = table
    board = board_for(rubric, todo)
    together = propose(board, values, status, allowed)
    for row in range(len(values)):
        one = slice(row, row + 1)
        alone = propose(board, values[one], status[one], allowed[one])
        for name in ("open", "to_verify", "planned"):
            np.testing.assert_array_equal(getattr(together, name)[one], getattr(alone, name))


def test_the_columns_of_a_board_are_the_actions_of_the_questionnaire():
    questionnaire = mini()
    candidates = board_of(questionnaire).catalogue.candidates
    assert [c.id for c in candidates] == [a.id for a in questionnaire.actions]
    assert [c.effort for c in candidates] == [a.effort for a in questionnaire.actions]


def test_the_board_of_a_questionnaire_is_made_once_and_is_its_own():
    one = mini()
    other = replace(one, actions=one.actions[1:])  # the same fingerprint, and other actions
    assert board_of(one) is board_of(mini())
    assert len(board_of(other).catalogue) == len(board_of(one).catalogue) - 1
