"""What became of a plan on a given day.

1. Actions bear the numbers of the year; what is done or waits has none.
2. Late: decided, not done, and its due day, or its last month, is past; that very day is on time.
3. What the year proposes and nobody decided is apart; what was declined, or falls with it, is not told.
4. The months are those of the calendar (M23), the due day the one decided.
5. Lines of text: late first, then months, then no date, done, proposed; several visits have totals.
"""

import datetime

import pytest
from followup.filled_books import followed
from helpers import make_visit, mini

from diag.report.assessed_visit import prepare
from diag.report.follow_lines import follow_lines, totals
from diag.visit.visit_model import Decision, OwnAction, PlanChoices

ANSWERS = {"MA01": 1, "MA02": ["tablette"], "MA03": "7.5", "SA01": 0, "SA02": 0}


def visit_with(decisions=(), own=(), **more):
    return make_visit(mini(), ANSWERS, plan=PlanChoices(decisions=dict(decisions), own=dict(own)), **more)


def actions(visit):
    return {one.id: one for one in followed(mini(), visit).actions}


def test_actions_bear_the_numbers_of_the_year():
    visit = visit_with({"former": Decision(choice="under_way")}, {"mur": OwnAction(title="Un mur")})
    numbers = {x.id: x.number for x in prepare(mini(), visit).year.lines}
    found = actions(visit)
    assert {name: one.number for name, one in found.items() if one.number} == numbers
    assert found["mur"].own
    assert actions(visit_with({"former": Decision(choice="done")}))["former"].number is None


@pytest.mark.parametrize("choice", ["keep", "under_way"])
def test_it_is_late_the_day_after_its_due_day(choice):
    due = datetime.date(2027, 3, 31)
    (one,) = (a for a in actions(visit_with({"former": Decision(choice=choice, due=due)})).values() if a.taken)
    assert not one.late(due)
    assert one.late(due + datetime.timedelta(1))


def test_without_a_due_day_it_is_late_after_its_last_month():
    visit = visit_with({"former": Decision()})
    (line,) = (x for x in prepare(mini(), visit).year.lines if x.id == "former")
    one = actions(visit)["former"]
    assert one.start == datetime.date(2026 + (10 + line.start) // 12, (10 + line.start) % 12 + 1, 1)
    assert (one.due + datetime.timedelta(1)).day == 1
    assert one.due.month == (10 + line.end) % 12 + 1
    assert one.late(one.due + datetime.timedelta(1))


@pytest.mark.parametrize("choice", ["done", "decline"])
def test_what_is_done_or_declined_is_never_late(choice):
    visit = visit_with({"former": Decision(choice=choice, due="2026-11-04")})
    assert not any(a.late(datetime.date(2030, 1, 1)) for a in actions(visit).values())


def test_nobody_is_late_for_what_nobody_decided():
    found = followed(mini(), visit_with())
    assert found.proposed
    assert found.decided == ()
    assert not any(one.late(datetime.date(2030, 1, 1)) for one in found.actions)


def test_an_own_action_without_days_nor_month_is_late_for_nobody():
    own = {"mur": OwnAction(title="Un mur"), "toit": OwnAction(title="Un toit", days="1")}
    found = actions(visit_with(own=own))
    assert (found["mur"].start, found["mur"].due) == (None, None)
    assert not found["mur"].late(datetime.date(2030, 1, 1))
    assert found["toit"].late(datetime.date(2030, 1, 1))


def test_what_is_declined_and_what_falls_with_it_is_not_told():
    questionnaire = mini()
    visit = visit_with()
    planned = {line.action.id: line.action for line in prepare(questionnaire, visit).plan.lines}
    need, falls = next((n, a.id) for a in planned.values() for n in a.needs if n in planned)
    declined = visit_with(
        {need: Decision(choice="decline"), falls: Decision()}, {"mur": OwnAction(title="Un mur", choice="decline")}
    )
    assert {need, falls, "mur"}.isdisjoint(actions(declined))


def test_the_year_zero_of_a_file_is_no_failure():
    own = {"mur": OwnAction(title="Un mur", choice="done", start="0000-01")}
    assert actions(visit_with(own=own))["mur"].start == datetime.date(1, 1, 1)


def lines(*visits, day=datetime.date(2027, 6, 1)):
    return [text for _, text in follow_lines([followed(mini(), v) for v in visits], day)]


def test_what_is_late_comes_first_then_months_then_what_is_done_and_proposed():
    own = {
        "a": OwnAction(title="Un mur", due="2027-03-31", owner="Agent"),
        "b": OwnAction(title="Un toit", due="2027-08-05"),
        "c": OwnAction(title="Un sol", choice="done"),
    }
    told = lines(visit_with(own=own))
    heads = [text for text in told if text in ("En retard", "Août 2027", "Faites")]
    assert heads == ["En retard", "Août 2027", "Faites"]
    assert told.index("Proposé, pas encore décidé") > told.index("Faites")
    late, ahead = (next(text for text in told if name in text) for name in ("Un mur", "Un toit"))
    assert "à faire, Agent, pour le 31 mars 2027" in late
    assert "sans responsable, pour le 5 août 2027" in ahead


def test_several_visits_have_a_total_each_and_name_their_structure():
    own = {"a": OwnAction(title="Un mur", due="2027-03-31")}
    told = lines(visit_with(own=own), visit_with(name="Les Lilas"))
    assert told[1].startswith("Les Tilleuls : 1 action décidée, 1 en retard et 1 sans responsable ;")
    assert told[2].startswith("Les Lilas : rien n’est encore décidé ;")
    assert any(text.startswith("Les Tilleuls, ") and "Un mur" in text for text in told)
    assert "Proposé, pas encore décidé" not in told


def test_a_plan_with_nothing_to_propose_says_so():
    plan = followed(mini(), make_visit(mini(), {}))
    assert plan.actions == ()
    assert totals(plan, datetime.date(2027, 1, 1)) == "rien n’est encore décidé"
