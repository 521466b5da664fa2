"""The actions of the visit before, and what became of them (interview, lines 8 and 13; M12).

1. All but the declined ones are reviewed, own ones too; what was decided then is told in words.
2. Done and under way are so in the new plan; what was given up may be proposed again.
3. A changed mind changes the plan; what the plan decides otherwise is not undone.
4. What the plan says done or under way, the review says too: they never contradict each other.
5. An action proposed again recalls how it was decided, or given up, and why.
6. Whatever is said in whatever order, the visit is read back, and the plan agrees with the review.
"""

import datetime

import pytest
from helpers import make_visit, mini
from hypothesis import given
from hypothesis import strategies as st

from diag.interview.last_year_screen import (
    GOES_ON,
    OWN,
    agreed,
    decided_words,
    last_time,
    name_of,
    record_became,
    reviewed,
    summary,
    unsaid,
)
from diag.interview.plan_screen import plan_rows
from diag.interview.recording import record_decision
from diag.report.assessed_visit import prepare
from diag.visit.acceptance import adopt, match
from diag.visit.visit_model import Decision, OwnAction, PastAction, PlanChoices, Previous

MINI = mini()
DAY = datetime.date(2025, 3, 1)
ANSWERS = {"MA01": 0, "MA02": ["ordinateur"], "MA03": "2", "SA01": 0}
KEPT = PastAction(id="former", title="Se former", owner="Directrice", start="2025-06")
DECLINED = PastAction(id="varier", title="Varier", choice="decline", note="Trop cher")
GONE = PastAction(id="partie", title="Ancienne action", choice="under_way")
OWN_ONE = PastAction(id="wifi", own=True, title="Le wifi", owner="Agent technique")
ALL = (KEPT, DECLINED, GONE, OWN_ONE)


def second(*actions, plan=None, answers=ANSWERS):
    """Return a visit that follows another, which had decided these actions."""
    previous = Previous(date=DAY, actions=list(actions or ALL))
    return make_visit(MINI, answers, plan=plan or PlanChoices(), previous=previous)


def say(visit, past, became, why=""):
    """Return a visit where an action became something, as the review records it."""
    now = next(one for one in visit.previous.actions if name_of(one) == name_of(past))
    return record_became(MINI, visit, now, became, why)


def past(visit, name):
    return next(one for one in visit.previous.actions if name_of(one) == name)


# 1.


def test_what_was_declined_is_not_reviewed():
    visit = second()
    assert [one.id for one in reviewed(visit)] == ["former", "partie", "wifi"]
    assert unsaid(visit) == reviewed(visit)
    assert reviewed(make_visit(MINI)) == []


def test_what_was_decided_is_told_with_who_and_when():
    said = "gardée, portée par : Directrice, à partir de juin 2025"
    assert decided_words(KEPT) == said
    due = OWN_ONE.model_copy(update={"due": datetime.date(2025, 9, 1)})
    assert decided_words(due).endswith("Agent technique, pour le 1er septembre 2025")
    assert "ajoutée par la structure" in decided_words(OWN_ONE)


def test_what_became_of_them_is_counted():
    visit = say(say(second(), KEPT, "done"), GONE, "dropped", "Trop long")
    assert summary(visit) == "1 faite, 1 abandonnée et 1 à voir"


# 2.


@pytest.mark.parametrize("became", GOES_ON)
def test_what_is_done_or_under_way_is_so_in_the_new_plan(became):
    visit = say(second(), KEPT, became, "Un mot")
    assert visit.plan.decisions == {"former": Decision(choice=became, owner="Directrice")}
    assert (past(visit, "former").became, past(visit, "former").why) == (became, "Un mot")


@pytest.mark.parametrize("became", GOES_ON)
def test_an_own_action_is_copied(became):
    visit = say(second(), OWN_ONE, became)
    own = OwnAction(title="Le wifi", choice=became, owner="Agent technique")
    assert list(visit.plan.own.values()) == [own]


@pytest.mark.parametrize("action", [KEPT, OWN_ONE])
def test_what_is_under_way_keeps_its_date_and_what_is_done_has_none(action):
    due = datetime.date(2027, 3, 31)
    visit = second(action.model_copy(update={"due": due}))
    for became, date in (("under_way", due), ("done", None)):
        visit = say(visit, action, became)
        (decided,) = [*visit.plan.decisions.values(), *visit.plan.own.values()]
        assert decided.due == date


def test_what_was_given_up_is_not_in_the_new_plan():
    visit = say(second(), KEPT, "dropped", "Pas le temps")
    assert visit.plan == PlanChoices()
    assert "former" in {row.id for row in plan_rows(prepare(MINI, visit))}


def test_an_action_that_is_no_longer_proposed_is_reviewed_all_the_same():
    visit = say(second(), GONE, "under_way")
    assert visit.plan == PlanChoices()
    assert past(visit, "partie").became == "under_way"


# 3.


@pytest.mark.parametrize("action", [KEPT, OWN_ONE])
@pytest.mark.parametrize("became", ["dropped", None])
def test_a_changed_mind_takes_back_what_was_carried(action, became):
    visit = say(say(second(), action, "done"), action, became, "Non")
    assert visit.plan == PlanChoices()


def test_from_done_to_under_way_keeps_who_carries_it_now():
    visit = say(second(), KEPT, "done")
    decision = visit.plan.decisions["former"].model_copy(update={"owner": "Cheffe de service"})
    visit = say(record_decision(visit, "former", decision), KEPT, "under_way")
    assert visit.plan.decisions["former"].owner == "Cheffe de service"
    assert visit.plan.decisions["former"].choice == "under_way"


def test_a_decision_that_the_review_did_not_carry_stays_when_an_action_is_given_up():
    plan = PlanChoices(decisions={"former": Decision(start="2027-03")})
    assert say(second(plan=plan), KEPT, "dropped", "Non").plan == plan


def test_the_reason_of_a_declined_action_is_on_no_shared_page_once_it_is_done():
    plan = PlanChoices(decisions={"former": Decision(choice="decline", note="Brouille")})
    visit = say(second(plan=plan), KEPT, "done")
    assert visit.plan.decisions["former"].note is None


# 4.


@pytest.mark.parametrize(("choice", "said"), [("done", "done"), ("under_way", "under_way"), ("keep", None)])
def test_the_review_says_what_the_plan_decides(choice, said):
    before = say(second(), KEPT, "under_way", "Commencée")
    after = agreed(before, record_decision(before, "former", Decision(choice=choice)), "former")
    assert past(after, "former").became == said


def test_an_action_given_up_then_kept_again_was_given_up():
    before = say(second(), KEPT, "dropped", "Pas le temps")
    after = agreed(before, record_decision(before, "former", Decision()), "former")
    assert (past(after, "former").became, past(after, "former").why) == ("dropped", "Pas le temps")


def test_an_own_action_removed_from_the_plan_has_nothing_said_of_it():
    before = say(second(), OWN_ONE, "under_way")
    (name,) = before.plan.own
    after = before.model_copy(update={"plan": PlanChoices()})
    assert past(agreed(before, after, f"{OWN}{name}"), f"{OWN}wifi").became is None


# 5.


@pytest.mark.parametrize(
    ("action", "became", "told"),
    [
        (KEPT, None, "gardée en 2025"),
        (DECLINED, None, "écartée en 2025 : Trop cher"),
        (KEPT, "dropped", "abandonnée en 2026 : Pas le temps"),
        (KEPT, "done", ""),
    ],
)
def test_an_action_proposed_again_recalls_the_last_time(action, became, told):
    visit = say(second(), action, became, "Pas le temps") if became else second()
    assert last_time(visit, action.id) == told
    row = {row.id: row.text for row in plan_rows(prepare(MINI, visit))}.get(action.id, "")
    assert told in row


def test_nothing_is_recalled_of_an_action_that_is_new():
    assert last_time(second(KEPT), "varier") == ""
    assert last_time(make_visit(MINI), "former") == ""


# 6.

SAID = st.lists(st.tuples(st.sampled_from(ALL), st.sampled_from(["done", "under_way", "dropped", None])), max_size=8)


@given(SAID)
def test_whatever_is_said_the_plan_agrees_with_the_review(said):
    visit = adopt(second(), MINI)
    for action, became in said:
        visit = say(visit, action, became, "Parce que")
    match(visit, MINI)
    last = {name_of(action): became for action, became in said}
    for name, became in last.items():
        assert past(visit, name).became == became
    assert {n: d.choice for n, d in visit.plan.decisions.items()} == {
        n: b for n, b in last.items() if n in MINI.action and b in GOES_ON
    }
    assert [one.choice for one in visit.plan.own.values()] == [
        b for n, b in last.items() if n.startswith(OWN) and b in GOES_ON
    ]
