"""What was decided bears on the plan (interview, line 13).

1. What is under way comes first, from the first month, whatever it needs; what it needs is not added,
   what needs it waits for it, and it takes no place of the priorities.
2. A decided month is respected: not before it, and before what has none, so that an action may also
   be brought forward.
3. Own actions take their days at their month, before the proposals, and count for nothing.
4. Quarter ends count what is under way when it ends, never an own action.
5. What is declined or done stays so, whatever else is decided.
6. Whatever is decided, no quarter takes more than its capacity and no action comes before what it
   waits for.
"""

from decimal import Decimal
from fractions import Fraction

from drawn import drawn
from hypothesis import strategies as st
from planning.example import EXAMPLE, ROW, assessed, ids
from planning.worlds import world

from diag.planning.order import order_of
from diag.planning.plan import build_plan, lay_down
from diag.visit.visit_model import Decision, OwnAction, PlanChoices

VISITED = "2026-03"


def planned(decisions=None, own=None, capacity=None, marks=ROW):
    """Return the plan of the worked example, from April 2026, under some decisions."""
    decided = {name: Decision.model_validate(d) for name, d in (decisions or {}).items()}
    added = {name: OwnAction.model_validate(o) for name, o in (own or {}).items()}
    choices = PlanChoices(decisions=decided, own=added)
    return build_plan(EXAMPLE, *assessed(EXAMPLE, marks), choices, VISITED, capacity)


def line(plan, name):
    return next(x for x in plan.lines if x.action.id == name)


def months(slot):
    return {month: float(days) for month, days in slot.parts}


# 1. Under way


def test_what_is_under_way_comes_first_whatever_it_needs():
    plan = planned({"x8": {"choice": "under_way"}}, capacity=Decimal(60))
    assert ids(plan.lines)[0] == "x8"
    assert (line(plan, "x8").slot.start, line(plan, "x8").under_way) == (1, True)
    assert {"x0", "x1"}.isdisjoint(ids(plan.lines))  # it does what they would


def test_what_needs_it_waits_for_it():
    plan = planned({"x5": {"choice": "under_way"}})
    assert months(line(plan, "x5").slot) == {1: 1.5}
    assert line(plan, "x6").slot.start > line(plan, "x5").slot.end


def test_it_takes_no_place_of_the_priorities_and_fills_their_seats():
    plan = planned({"x5": {"choice": "under_way"}})
    assert ids(plan.lines)[0] == "x5"
    assert len(plan.priorities) == min(7, len(plan.lines))
    assert ids(plan.lines)[1:4] == ["x0", "x1", "x3"]  # no seat of PRINT leaves X3 out any more


def test_what_it_reaches_is_covered():
    plan = planned({"x5": {"choice": "under_way"}})
    assert [(action.id, by) for action, by in plan.covered] == [("x7", ("x5",))]


# 2. Decided months


def test_an_action_does_not_begin_before_its_decided_month():
    plan = planned({"x3": {"start": "2026-10"}})
    assert (line(plan, "x3").slot.start, line(plan, "x3").unmoved.start) == (7, 4)
    assert line(plan, "x3").moved


def test_an_action_may_be_brought_forward():
    plan = planned({"x4": {"start": "2026-04"}})
    assert months(line(plan, "x4").slot) == {1: 1.5}
    assert line(plan, "x4").moved


def test_one_that_is_brought_forward_still_waits_for_what_it_needs():
    plan = planned({"x6": {"start": "2026-04"}})
    assert line(plan, "x6").slot.start == line(plan, "x5").slot.end + 1


def test_a_month_after_the_year_is_what_comes_next():
    plan = planned({"x3": {"start": "2027-04"}})
    assert line(plan, "x3").slot.fits == "later"


def test_a_month_that_is_past_and_a_plain_keep_change_nothing():
    untouched = planned()
    for decision in ({"start": "2026-01"}, {"choice": "keep", "owner": "Directrice"}):
        plan = planned({"x0": decision})
        assert [x.slot for x in plan.lines] == [x.slot for x in untouched.lines]
        assert not line(plan, "x0").moved


# 3 and 4. Own actions


def test_an_own_action_takes_its_month_before_the_proposals():
    plan = planned(own={"peinture": {"title": "Peindre", "days": "3", "start": "2026-05"}})
    (own,) = plan.own
    assert months(own.slot) == {2: 3}
    assert 2 not in months(line(plan, "x1").slot)


def test_without_a_month_it_takes_the_first_with_room_and_without_days_none():
    plan = planned(own={"a": {"title": "A", "days": "4.125"}, "b": {"title": "B"}})
    first, second = plan.own
    assert months(first.slot) == {1: 3, 2: 1.125}
    assert (months(second.slot), second.slot.end) == ({1: 0}, 1)


def test_an_own_action_that_is_done_or_declined_takes_nothing():
    for choice in ("done", "decline"):
        plan = planned(own={"a": {"title": "A", "days": "4", "choice": choice}})
        assert plan.own[0].slot.parts == ()
        assert [x.slot for x in plan.lines] == [x.slot for x in planned().lines]


def test_the_ends_of_the_quarters_count_what_is_under_way_and_no_own_action():
    plan = planned({"x3": {"choice": "under_way"}}, {"a": {"title": "A", "days": "2"}})
    assert "x3" in plan.quarters[0].actions
    assert plan.quarters[0].days == 9
    assert all("a" not in quarter.actions for quarter in plan.quarters)
    alone = planned({name: {"choice": "decline"} for name in ("x0", "x3", "x4", "x5", "x7")})
    with_own = planned(
        {name: {"choice": "decline"} for name in ("x0", "x3", "x4", "x5", "x7")}, {"a": {"title": "A", "days": "2"}}
    )
    assert alone.quarters[-1].overall == with_own.quarters[-1].overall


# 5. What stays


def test_a_declined_action_stays_declined_when_the_visit_is_answered_again():
    for marks in (ROW, "12?n404.034", "42?n004.004"):
        plan = planned({"x5": {"choice": "decline", "note": "pas ici"}}, marks=marks)
        assert "x5" not in ids(plan.lines)
        assert [a.id for a, d in plan.set_aside if d.note == "pas ici"] == ["x5"]


def test_what_is_under_way_does_not_fall_with_what_it_needs():
    plan = planned({"x5": {"choice": "decline"}, "x6": {"choice": "under_way"}})
    assert "x6" in ids(plan.lines)
    assert [a.id for a, _ in plan.set_aside] == ["x5"]


# 6. Random decisions

CHOICES = st.sampled_from(["keep", "keep", "keep", "decline", "under_way", "done"])
MONTHS = st.one_of(
    st.none(), st.builds(lambda k: f"{2026 + (k + 2) // 12}-{(k + 2) % 12 + 1:02}", st.integers(0, 15))
)
DECISIONS = st.builds(lambda choice, start: Decision(choice=choice, start=start), CHOICES, MONTHS)
OWN = st.builds(
    lambda choice, start, days: OwnAction(title="A", choice=choice, start=start, days=days),
    CHOICES,
    MONTHS,
    st.one_of(st.none(), st.decimals("0.125", "12", places=3)),
)


def first_of(month):
    year, number = map(int, month.split("-"))
    return max(1, 12 * (year - 2026) + number - 3)


@drawn(st.integers(0, 10**6), st.data(), few=25, many=3_000)
def test_random_decisions_never_break_a_plan(seed, data):
    content, profile, values, status, given, _ = world(seed)
    names = [a.id for a in content.actions]
    choices = PlanChoices(
        decisions=data.draw(st.dictionaries(st.sampled_from(names), DECISIONS, max_size=8)),
        own=data.draw(st.dictionaries(st.sampled_from(["o1", "o2", "o3"]), OWN)),
    )
    capacity = Decimal(1 + seed % 12)
    order = order_of(content, profile, values, status, given, choices.decisions)
    lines, own = lay_down(order, capacity, choices, VISITED)

    taken = {choice: set() for choice in ("keep", "decline", "under_way", "done")}
    for name, decision in choices.decisions.items():
        taken[decision.choice].add(name)
    planned_ids = set(ids(lines))
    assert planned_ids.isdisjoint(taken["decline"] | taken["done"])
    assert taken["under_way"] <= planned_ids

    used = [Fraction(0)] * 13
    slots = [x.slot for x in lines] + [v.slot for x in lines for v in x.verify_before]
    for slot in slots + [x.slot for x in own]:
        for month, days in slot.parts:
            used[month] += days
    assert max(used) <= Fraction(capacity) / 3

    ends = {x.rank - 1: x.slot.end for x in lines}
    for x in lines:
        if x.slot.start is None:
            continue
        waited = [ends[rank] for rank in x.after if isinstance(rank, int)]
        assert all(end is not None and end < x.slot.start for end in waited)
        assert sum(days for _, days in x.slot.parts) == Fraction(x.effort)
        if x.decision and x.decision.start and not x.under_way:
            assert x.slot.start >= first_of(x.decision.start)
    for x in own:
        if x.slot.start is not None and x.action.start and x.action.choice == "keep":
            assert x.slot.start >= first_of(x.action.start)
