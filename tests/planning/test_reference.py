"""The order and the calendar are those of the readable reference, on random visits."""

from decimal import Decimal

import pytest
from drawn import drawn
from hypothesis import strategies as st
from planning.reference import Reference
from planning.worlds import world

from diag.planning.order import order_of
from diag.planning.plan import lay_down
from diag.visit.visit_model import Decision

SEEDS = st.integers(0, 10**9)


def both(seed):
    content, profile, values, status, given, decided = world(seed)
    choices = {name: Decision(choice=choice) for name, choice in decided.items()}
    declined, done = ([n for n, c in decided.items() if c == choice] for choice in ("decline", "done"))
    found = order_of(content, profile, values, status, given, choices)
    return found, Reference(content, profile, values, status, given, declined, done)


@pytest.mark.timeout(900)  # the reference computes everything anew
@drawn(SEEDS, few=25, many=3_000)
def test_the_order_and_the_calendar_are_those_of_the_reference(seed):
    found, wanted = both(seed)
    assert [(s.action.id, s.closure_of, s.gain, s.family, [a.id for a in s.verify]) for s in found.steps] == [
        (a.id, of, gain, family, before) for a, of, gain, family, before in wanted.plan
    ]
    assert [a.id for a, _ in found.covered] == wanted.covered
    capacity = Decimal(1 + seed % 12)
    lines, _ = lay_down(found, capacity)
    slots = {line.action.id: line.slot for line in lines}
    slots |= {(v.action.id, "verify"): v.slot for line in lines for v in line.verify_before}
    laid = {name: (dict(slot.parts), slot.end) for name, slot in slots.items()}
    assert laid == wanted.calendar(capacity)
