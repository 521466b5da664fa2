"""Two visits of one structure, read with one content (M12).

1. Visits are put in the order of their dates, then each is compared with the one before.
2. What is not set side by side is said: another form, another version, another scale.
3. What is doubtful is said, never refused; another questionnaire is refused.
4. What the first decided stands beside the answers at which it aimed.
5. A visit alone, which recalls the former one, says as much as both files.
"""

import datetime
from dataclasses import replace

import pytest
from drawn import drawn
from helpers import PRINT, make_visit, mini
from hypothesis import strategies as st
from report.random_visits import random_visit

from diag.followup.compared_visits import VisitSide, compare_visits, compared_with_previous, results_on_base
from diag.questionnaire.loader import load, load_version
from diag.questionnaire.mistakes import Refusal
from diag.scoring.assessment import Score, assess
from diag.scoring.detectable_change import Change, Moved, NotComparable
from diag.visit.acceptance import adopt, match
from diag.visit.visit_copies import next_visit
from diag.visit.visit_model import Answer, Decision, OwnAction, PastAction, PlanChoices, SetAside, answer_hash

MINI = mini()
THEN, NOW, LATER = (datetime.date(year, 11, 3) for year in (2025, 2026, 2027))
BEFORE = {"MA01": 1, "MA02": ["console"], "MA03": "6", "SA01": 2, "SA02": 0}
AFTER = BEFORE | {"MA01": 2, "SA01": 4}


def visit(answers=None, date=THEN, **more):
    return make_visit(MINI, answers or BEFORE, date=date, finished=more.pop("finished", True), **more)


def compared(first, second):
    return compare_visits(MINI, [first, second])[0]


def followed(first, answers, date=NOW, **more):
    """Return the visit that follows another, with these answers."""
    then = next_visit(first, date)
    given = visit(answers, date)
    update = {"answers": given.answers, "visit": given.visit, **more}
    return then.model_copy(update=update)


def alone(second):
    """Return a visit compared with the one it recalls."""
    matched = match(second, MINI)
    return compared_with_previous(MINI, VisitSide(second, matched, assess(MINI, matched)))


# 1. Order


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_visits_are_compared_in_the_order_of_their_dates(order):
    pair = [visit(), visit(AFTER, NOW)]
    found = compare_visits(MINI, [pair[rank] for rank in order])
    assert [(one.first.visit, one.second.visit) for one in found] == [tuple(pair)]
    assert found[0].evolution.changed == (Moved("MA01", 1, 2), Moved("SA01", 2, 4))


def test_of_three_each_is_compared_with_the_one_before_then_the_last_with_the_first():
    found = compare_visits(MINI, [visit(AFTER, LATER), visit(), visit(BEFORE, NOW)])
    dates = [(one.first.visit.visit.date, one.second.visit.visit.date) for one in found]
    assert dates == [(THEN, NOW), (NOW, LATER), (THEN, LATER)]


def test_of_one_date_the_visit_that_recalls_the_other_comes_after():
    first = visit()
    found = compared(followed(first, AFTER, THEN), first)
    assert found.first.visit == first
    assert found.remarks == ("les deux visites portent la même date, le 3 novembre 2025",)


def test_one_visit_is_no_evolution():
    with pytest.raises(ValueError, match="two visits"):
        compare_visits(MINI, [visit()])


# 2. Like for like


def test_two_visits_that_are_alike_call_for_no_word():
    found = compared(visit(), visit(AFTER, NOW))
    assert (found.not_like, found.remarks) == ((), ())


def test_another_form_is_said_and_its_axes_are_not_compared():
    found = compared(visit(form="express"), visit(AFTER, NOW))
    told = "la première visite est express (les questions du socle), la seconde complète"
    assert found.not_like == (told,)
    assert isinstance(found.evolution.dimensions["MA"], NotComparable)


def made_with(version, **more):
    """Return a visit made with another version of the questionnaire."""
    given = visit(**more)
    pin = given.questionnaire.model_copy(update={"version": version, "hash": f"sha256:{'0' * 64}"})
    return given.model_copy(update={"questionnaire": pin})


def test_another_version_is_said():
    found = compared(made_with("1.0.0"), visit(AFTER, NOW))
    assert found.not_like == (
        "la première visite a été faite avec la version 1.0.0 du questionnaire, la seconde avec la "
        "1.2.0 ; les deux sont lues avec la 1.2.0",
    )


def test_two_visits_of_one_former_version_are_said_to_be_read_with_the_one_in_use():
    found = compared(made_with("1.0.0"), made_with("1.0.0", answers=AFTER, date=NOW))
    assert found.not_like == (
        "les deux visites ont été faites avec la version 1.0.0 du questionnaire, et sont lues avec la 1.2.0",
    )


def test_an_answer_on_another_scale_is_not_better_known_and_is_named():
    first = made_with("1.0.0", answers=BEFORE | {"MA01": Answer(value="1", scale=7)})
    found = compared(first, visit(AFTER, NOW))
    assert found.evolution.better_known == ()
    assert found.evolution.not_compared == ("MA01",)
    assert found.not_like[1:] == ("pour « Postes », l’échelle n’est pas la même aux deux visites",)


def test_what_was_not_known_on_another_scale_is_better_known():
    first = made_with("1.0.0", answers=BEFORE | {"MA01": Answer(status="unknown", scale=7)})
    assert compared(first, visit(AFTER, NOW)).evolution.better_known == ("MA01",)


def test_what_the_first_kept_aside_of_another_scale_was_known():
    """It was opened with a later content, and nobody answered the question again."""
    aside = SetAside(id="MA01", version="1.0.0", answer=Answer(value="1", scale=7))
    first = visit({k: v for k, v in BEFORE.items() if k != "MA01"}, set_aside=[aside])
    for found in (compared(first, visit(AFTER, NOW)), alone(followed(first, AFTER))):
        assert found.evolution.better_known == ()
        assert found.evolution.not_compared == ("MA01",)


def test_a_question_that_the_content_of_the_first_did_not_have_is_not_better_known():
    content = load(PRINT)
    then = load_version(content, "1.0.0")
    scale = content.question["EQ04"].scale
    first, second = (
        make_visit(content, answers, profile={}, date=date, finished=True)
        for answers, date in (({}, THEN), ({"EQ04": Answer(value="1", scale=scale)}, NOW))
    )
    pin = first.questionnaire.model_copy(update={"version": "1.0.0", "hash": then.hash})
    found = compare_visits(content, [first.model_copy(update={"questionnaire": pin}), second])
    assert found[0].evolution.better_known == ()
    assert found[0].evolution.not_compared == ("EQ04",)


def test_levels_are_those_of_the_common_questions():
    """What is known at one visit alone takes nothing from the level of the other."""
    both = BEFORE | {"MA01": 4, "MA02": ["ordinateur", "tablette", "console"], "MA03": "9"}
    found = compared(visit(both | {"MA03": "unknown"}), visit(both | {"MA03": "0"}, NOW))
    levels = [axes["MA"].level for axes, _ in results_on_base(found)]
    assert [(level.value, level.high) for level in levels] == [(4, 4), (4, 4)]


# 3. Doubts


def remarks(first, second):
    return compared(first, second).remarks


def test_a_visit_that_is_not_finished_is_said():
    told = "la {} visite n’est pas finie : ses chiffres sont provisoires"
    pair = visit(finished=False), visit(AFTER, NOW)
    assert remarks(*pair) == (told.format("première"),)
    assert remarks(visit(), visit(AFTER, NOW, finished=False)) == (told.format("seconde"),)


def test_what_an_unfinished_visit_has_still_to_answer_is_counted_and_not_lost():
    some = {name: value for name, value in AFTER.items() if name != "MA02"}
    half = compared(visit(), visit(some, NOW, finished=False))
    told = "la seconde visite n’est pas finie : 1 question y attend une réponse, ses chiffres sont provisoires"
    assert half.remarks == (told,)
    assert (half.evolution.less_known, half.evolution.not_compared) == ((), ())


def test_another_name_is_told_as_a_doubt():
    told = "le nom a changé, de « Les Tilleuls » à « Le Lac » : vérifiez que c’est la même structure"
    assert remarks(visit(), visit(AFTER, NOW, name="Le Lac")) == (told,)


@pytest.mark.parametrize("name", ["", "LES  tilleuls"])
def test_a_name_that_is_missing_or_spelled_otherwise_is_no_doubt(name):
    assert remarks(visit(), visit(AFTER, NOW, name=name)) == ()


def test_another_type_is_told():
    told = "le type de structure a changé, de « EHPAD » à « SIAE »"
    other = visit(AFTER, NOW, profile={"structure_type": "siae"})
    assert remarks(visit(), other) == (told,)


def test_two_visits_that_answer_the_same_are_said():
    told = "les deux visites ont exactement les mêmes réponses"
    assert remarks(visit(), visit(date=NOW)) == (told,)


def test_a_first_visit_that_has_changed_since_it_was_recalled_is_said():
    first = visit()
    second = followed(first, AFTER)
    changed = visit(BEFORE | {"SA02": 2})
    assert remarks(first, second) == ()
    assert remarks(changed, second) == ("la première visite a changé depuis qu’une autre l’a reprise",)


def test_a_visit_of_another_questionnaire_is_refused():
    other = replace(MINI, header=MINI.header.model_copy(update={"id": "autre"}))
    with pytest.raises(Refusal, match="autre"):
        compare_visits(MINI, [visit(), make_visit(other, BEFORE, date=NOW)])


# 4. Decisions, conditions


def test_what_the_first_decided_stands_beside_the_answers_at_which_it_aimed():
    plan = PlanChoices(
        decisions={"equiper": Decision(owner="Direction"), "varier": Decision(choice="decline")},
        own={"o1": OwnAction(title="Le wifi")},
    )
    found = compared(visit(plan=plan), visit(AFTER | {"MA02": "unknown"}, NOW))
    told = [(one.title, one.decided.choice, one.answers) for one in found.actions]
    assert told == [
        ("Équiper les services", "keep", (Moved("MA01", 1, 2), Moved("MA03", 3, 3))),
        ("Varier les appareils", "decline", ()),
        ("Le wifi", "keep", ()),
    ]


def test_the_later_visit_says_what_became_of_what_it_recalls():
    first = visit(plan=PlanChoices(decisions={"equiper": Decision()}))
    second = followed(first, AFTER)
    became = [one.model_copy(update={"became": "done"}) for one in second.previous.actions]
    previous = second.previous.model_copy(update={"actions": became})
    found = compared(first, second.model_copy(update={"previous": previous}))
    assert [one.decided.became for one in found.actions] == ["done"]


def test_a_visit_between_the_first_and_the_last_says_what_became_of_the_plan_of_the_first():
    first = visit(plan=PlanChoices(decisions={"equiper": Decision()}))
    second = followed(first, AFTER)
    became = [one.model_copy(update={"became": "done"}) for one in second.previous.actions]
    previous = second.previous.model_copy(update={"actions": became})
    second = second.model_copy(update={"previous": previous})
    found = compare_visits(MINI, [first, second, followed(second, AFTER, LATER)])
    assert [[one.decided.became for one in pair.actions] for pair in found] == [["done"], [], ["done"]]


def test_a_visit_that_recalls_another_one_says_nothing_of_the_actions_of_the_first():
    first = visit(plan=PlanChoices(decisions={"equiper": Decision()}))
    second = followed(visit(date=NOW), AFTER, LATER)
    assert [one.decided for one in compared(first, second).actions] == [PastAction(id="equiper")]


def test_an_action_that_is_no_longer_proposed_keeps_its_title():
    first = visit(plan=PlanChoices(decisions={"gone": Decision()}))
    second = followed(first, AFTER)
    named = [one.model_copy(update={"title": "Prêter"}) for one in second.previous.actions]
    previous = second.previous.model_copy(update={"actions": named})
    assert [one.title for one in compared(first, second).actions] == ["gone"]
    known = compared(first, second.model_copy(update={"previous": previous}))
    assert [one.title for one in known.actions] == ["Prêter"]


def test_a_decision_that_a_later_content_set_aside_is_still_what_was_decided():
    aside = SetAside(id="gone", version="1.0.0", decision=Decision(owner="Direction"))
    found = compared(visit(set_aside=[aside]), visit(AFTER, NOW))
    assert [one.decided.owner for one in found.actions] == ["Direction"]


def test_conditions_are_told_then_and_now():
    first, second = BEFORE | {"SA01": 0}, AFTER
    found = compared(visit(first), visit(second, NOW)).conditions
    assert [(one.first.held, one.second.held) for one in found] == [(0, 1)]


# 5. A visit alone


def test_a_visit_that_follows_none_is_compared_with_none():
    assert alone(visit()) is None


def test_a_visit_of_an_old_format_recalls_answers_and_no_decision():
    second = followed(visit(), AFTER)
    kept = {name: getattr(second.previous, name) for name in ("date", "answers")}
    old = second.previous.model_copy(update={"hash": None, "profile": {}, "finished": None})
    found = alone(second.model_copy(update={"previous": old.model_copy(update=kept)}))
    assert found.evolution == compared(visit(), second).evolution
    assert (found.actions, found.remarks) == ((), ())


@st.composite
def pairs(draw):
    """Draw a first visit, of this content or not, and one that follows it, brought to it or not."""
    seed = st.integers(0, 10_000)
    first, given = random_visit(MINI, draw(seed)), random_visit(MINI, draw(seed))
    scales = {name: draw(st.sampled_from([1, 1, 7])) for name in first.answers}
    answers = {name: one.model_copy(update={"scale": scales[name]}) for name, one in first.answers.items()}
    pin = draw(st.sampled_from([first.questionnaire, made_with("1.0.0").questionnaire]))
    first = first.model_copy(
        update={
            "format": draw(st.sampled_from([1, 2])),
            "answers": answers,
            "questionnaire": pin,
            "set_aside": [SetAside(id="MA01", version="0.9.0", answer=Answer(value="2"))]
            if draw(st.booleans())
            else [],
        }
    )
    second = next_visit(first, LATER)
    if draw(st.booleans()):  # it was opened with the content in use before anything was answered
        second = adopt(second, MINI)
    kept = ("answers", "respondents", "visit")
    update = {name: getattr(given, name) for name in kept}
    update["visit"] = given.visit.model_copy(update={"date": LATER})
    update["structure"] = given.structure.model_copy(update={"name": first.structure.name})
    second = second.model_copy(update=update)
    return first, adopt(second, MINI) if draw(st.booleans()) else second


def said(found):
    """Return what a comparison says; the high ends need who said what, which is not recalled."""
    scores = [
        [(one.exact, one.level.value) for one in results if isinstance(one, Score)]
        for side in (found.first, found.second)
        for results in [[*side.assessment.dimensions.values(), side.assessment.overall]]
    ]
    base = [
        [one.level.value for one in [*axes.values(), whole] if isinstance(one, Score)]
        for axes, whole in results_on_base(found)
    ]
    held = [(one.first.held, one.second.held) for one in found.conditions]
    return found.evolution, found.actions, found.not_like, found.remarks, scores, base, held


@pytest.mark.slow
@drawn(pairs(), few=25, many=300)
def test_a_visit_alone_says_as_much_as_both_files(pair):
    first, second = pair
    assert said(alone(second)) == said(compared(first, second))


@pytest.mark.slow
@drawn(pairs(), few=25, many=300)
def test_the_hash_that_is_recalled_is_that_of_the_file(pair):
    first, second = pair
    assert second.previous.hash == answer_hash(first)


@pytest.mark.slow
@drawn(pairs(), few=25, many=500)
def test_every_base_is_of_questions_that_both_answer(pair):
    found = compared(*pair)
    for change in found.evolution.dimensions.values():
        if isinstance(change, Change):
            assert 0 < change.size <= len(MINI.questions)
