"""From a reply to the visit that holds it, whatever goes with the answer.

1. Several people: each keeps an own answer, M13 says which is retained, an arbitration closes a gap
   and falls when a voice changes (line 11).
2. Remarks beside any step, and beside the whole visit; nothing is left of one that is erased
   (line 6).
3. Drafts: one a place and kind, boxes by their ids (line 6).
4. Who is there (line 11).
5. Decisions, own actions, capacity, opening sentence (line 13).
"""

from decimal import Decimal

import pytest
from helpers import make_visit, mini
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from diag.interview.path import find_path
from diag.interview.recording import (
    changed,
    draft,
    drop_draft,
    left_answer,
    record,
    record_arbitration,
    record_decision,
    record_draft,
    record_opening,
    record_own,
    record_remark,
    record_respondents,
    record_to_check,
    remark,
    roles_of,
    with_respondent,
)
from diag.scoring.assessment import assess
from diag.visit.acceptance import match
from diag.visit.visit_model import Answer, Decision, Draft, OwnAction, Respondent, Said

MINI = mini()
QUESTION = MINI.question["MA01"]
UNKNOWN = Said(status="unknown")
ROLES = ("Direction", "Soin", "Accompagnement")


def table(answers=None, roles=ROLES):
    return record_respondents(make_visit(MINI, answers), roles)


def step(name, visit=None):
    return find_path(MINI, visit or make_visit(MINI)).step(name)


def said(visit, name="MA01"):
    answer = visit.answers[name]
    return [(v.by, v.value or v.status) for v in answer.voices], answer.value or answer.status


# 1.


def test_two_answers_are_kept_apart_and_the_lower_median_is_retained():
    visit = record(record(table(), QUESTION, Said(value="4"), "direction"), QUESTION, Said(value="2"), "soin")
    assert said(visit) == ([("direction", "4"), ("soin", "2")], "2")
    visit = record(visit, QUESTION, Said(value="4"), "accompagnement")
    assert said(visit)[1] == "4"
    match(visit, MINI)  # it does not contradict itself


def test_who_changes_an_answer_replaces_their_own():
    visit = record(record(table(), QUESTION, Said(value="4"), "direction"), QUESTION, Said(value="0"), "soin")
    visit = record(visit, QUESTION, Said(value="1"), "direction")
    assert said(visit) == ([("direction", "1"), ("soin", "0")], "0")


def test_alone_nobody_has_a_voice():
    visit = record(table(roles=["Soin"]), QUESTION, Said(value="4"))
    assert said(record(visit, QUESTION, Said(value="2"))) == ([], "2")
    assert visit.answers["MA01"].by == "soin"
    assert record(make_visit(MINI), QUESTION, Said(value="4")).answers["MA01"] == Answer(value="4")


def test_an_answer_of_nobody_in_particular_is_replaced():
    assert said(record(table({"MA01": 2}), QUESTION, Said(value="4"), "soin")) == ([], "4")


def test_not_knowing_and_not_concerned_are_voices_too():
    visit = record(record(table(), QUESTION, Said(value="4"), "direction"), QUESTION, UNKNOWN, "soin")
    assert said(visit) == ([("direction", "4"), ("soin", "unknown")], "4")
    other = MINI.question["MA02"]
    visit = record(table(), other, Said(status="not_applicable", reason="Rien."), "soin")
    visit = record(visit, other, UNKNOWN, "direction")
    assert said(visit, "MA02")[1] == "unknown"
    assert visit.answers["MA02"].voices[0].reason == "Rien."


def test_an_arbitration_closes_a_gap_and_falls_when_a_voice_changes():
    visit = record(record(table(), QUESTION, Said(value="4"), "direction"), QUESTION, Said(value="0"), "soin")
    visit = record_arbitration(visit, QUESTION, Said(value="2"), "Direction", "Vu ensemble.")
    assert said(visit) == ([("direction", "4"), ("soin", "0")], "2")
    again = record(visit, QUESTION, Said(value="4"), "direction")
    assert again.answers["MA01"].arbitration.why == "Vu ensemble."
    assert said(again)[1] == "2"
    changed = record(again, QUESTION, Said(value="1"), "soin")
    assert changed.answers["MA01"].arbitration is None
    assert said(changed)[1] == "1"


def test_notes_stay_when_someone_else_answers():
    visit = record(table(), QUESTION, Said(value="4"), "direction")
    visit = record_remark(visit, step("MA01"), "note", "Vu.")
    visit = record(visit, QUESTION, Said(value="2"), "soin")
    assert (visit.answers["MA01"].note, visit.answers["MA01"].value) == ("Vu.", "2")


WHO = st.sampled_from(["direction", "soin", "accompagnement"])


@given(st.lists(st.tuples(WHO, st.sampled_from(["0", "1", "2", "4", None])), min_size=1))
def test_whatever_is_answered_each_is_heard_as_last_said(spoken):
    visit, last = table(), {}
    for by, value in spoken:
        visit = record(visit, QUESTION, Said(value=value) if value else UNKNOWN, by)
        last[by] = value or "unknown"
    voices, retained = said(visit)
    if len(last) == 1:
        assert voices == []
        assert retained == last[by]
        return
    assert dict(voices) == last
    levels = sorted(v for v in last.values() if v != "unknown")
    assert retained == (levels[(len(levels) - 1) // 2] if levels else "unknown")
    match(visit, MINI)


# 2.

KINDS = ("note", "private_note", "evidence")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["name", "mode", "respondents", "places", "MA01", "MA02"])
def test_a_remark_is_written_beside_any_step_and_erased(name, kind):
    before = make_visit(MINI, {"MA02": ["aucun"]})
    visit = record_remark(before, step(name), kind, "Un.\nDeux.")
    assert remark(visit, step(name), kind) == "Un.\nDeux."
    assert [k for k in KINDS if remark(visit, step(name), k)] == [kind]
    assert record_remark(visit, step(name), kind, "") == before


@pytest.mark.parametrize("name", ["mode", "places", "MA01"])
def test_a_reminder_is_put_and_removed(name):
    before = make_visit(MINI)
    visit = record_to_check(before, step(name), wanted=True)
    assert visit != before
    assert record_to_check(visit, step(name), wanted=False) == before


def test_a_reminder_changes_no_status_and_no_score_line_2():
    before = make_visit(MINI, {"MA01": 2, "MA02": "unknown", "SA01": 0})
    visit = before
    for name in ("MA01", "MA02", "SA01"):
        visit = record_to_check(visit, step(name), wanted=True)
    assert {n: a.status for n, a in visit.answers.items()} == {n: a.status for n, a in before.answers.items()}
    now, then = (assess(MINI, match(one, MINI)) for one in (visit, before))
    assert (now.overall, now.dimensions) == (then.overall, then.dimensions)


def test_notes_of_the_whole_visit():
    visit = record_remark(make_visit(MINI), None, "note", "Accueil chaleureux.")
    assert visit.visit.note == remark(visit, None, "note") == "Accueil chaleureux."
    visit = record_remark(visit, None, "private_note", "Tendu.")
    assert remark(visit, None, "private_note") == "Tendu."
    assert record_remark(visit, None, "note", "").visit.note is None


def test_a_remark_that_is_too_long_is_refused():
    for one in (None, step("places"), step("MA01")):
        with pytest.raises(ValidationError):
            record_remark(make_visit(MINI), one, "note", "a" * 5001)


# 3.


def test_a_draft_replaces_the_one_of_its_place_and_kind():
    visit = record_draft(make_visit(MINI), Draft(of="MA01", kind="note", value="Un dé"))
    visit = record_draft(visit, Draft(of="MA01", kind="note", value="Un début"))
    visit = record_draft(visit, Draft(of=None, kind="note", value="De la visite"))
    assert draft(visit, "MA01", "note").value == "Un début"
    assert draft(visit, None, "note").value == "De la visite"
    assert draft(visit, "MA01", "private_note") is None
    assert [d.of for d in drop_draft(visit, "MA01", "note").drafts] == [None]


def test_boxes_that_are_left_are_kept_by_their_ids():
    visit = make_visit(MINI)
    assert left_answer(MINI, visit, step("MA02"), ("1", "3")).value == ["ordinateur", "console"]
    assert left_answer(MINI, visit, step("roles"), ("1",)).value == ["equipe"]
    assert left_answer(MINI, visit, step("respondents"), ("0",)).value == ["direction"]
    assert left_answer(MINI, visit, step("MA03"), ("7,",)).value == "7,"


# 4.


def test_who_is_around_the_table():
    visit, new = with_respondent(table(), "Veille de nuit")
    assert new == "veille-de-nuit"
    assert with_respondent(visit, " veille  de nuit ") == (visit, new)
    assert [r.id for r in visit.respondents] == ["direction", "soin", "accompagnement", new]


def test_who_answered_stays_when_the_table_changes():
    visit = record(table(), QUESTION, Said(value="4"), "soin")
    changed = record_respondents(visit, ["Bénévolat", "Direction"])
    assert [r.id for r in changed.respondents] == ["benevole", "direction", "soin"]
    match(changed, MINI)


@given(st.lists(st.text(min_size=1, max_size=60).filter(str.strip), max_size=8))
def test_any_functions_have_names_of_their_own(roles):
    visit = make_visit(MINI)
    for role in roles:
        try:
            visit, new = with_respondent(visit, role)
        except ValidationError:
            continue
        assert [r.id for r in visit.respondents].count(new) == 1


def test_roles_of_a_reply():
    visit = record_respondents(make_visit(MINI), ["Veille"])
    roles, other = roles_of(visit, ("0", "9"))
    assert (roles, other) == (["Direction", "Veille"], False)
    assert roles_of(visit, ("10",)) == ([], True)


# 5.


def test_decisions_own_actions_capacity_and_opening():
    visit = record_decision(make_visit(MINI), "une-action", Decision(choice="decline", note="Non."))
    assert visit.plan.decisions["une-action"].choice == "decline"
    assert record_decision(visit, "une-action", None).plan.decisions == {}
    visit = record_own(visit, None, OwnAction(title="Fêter la connexion"))
    visit = record_own(visit, None, OwnAction(title="Fêter la connexion"))
    assert list(visit.plan.own) == ["feter-la-connexion", "feter-la-connexion-2"]
    assert list(record_own(visit, "feter-la-connexion", None).plan.own) == ["feter-la-connexion-2"]
    assert changed(visit, "plan", capacity=Decimal(12)).plan.capacity == 12
    visit = record_opening(visit, "Ensemble.")
    assert visit.opening == "Ensemble."
    assert record_opening(visit, "").opening is None


def test_a_respondent_known_by_another_id_is_the_same():
    visit = make_visit(MINI, respondents=[Respondent(id="r1", role="Direction")])
    assert record_respondents(visit, ["Direction"]).respondents == visit.respondents
