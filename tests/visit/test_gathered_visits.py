"""Visits of several people as one (M13, docs/decisions/0023).

1. The order of the files changes no byte; one alone is itself; gathered again, or one by one, it is
   the same.
2. A voice is what was asked: a blank is one, what was hidden or is not of the form is none.
3. What is retained of 10,000 triples is what a plain reading of the rule says.
4. People are known by their function, and never take the place of each other.
5. The profile is nobody's: all who answer, else most of them, else open; and to check.
6. Notes are all kept, private ones with the function; what is too long waits whole.
7. What is decided is kept where nobody contradicts it, and undecided where somebody does.
8. A visit of an earlier version is gathered as it is read; what it leaves aside stays.
"""

import datetime
import itertools
import random

import numpy as np
import pytest
from drawn import drawn
from helpers import make_answer, make_visit, mini
from hypothesis import strategies as st
from report.random_visits import random_visit
from scoring.reference import merge_one
from scoring.worked_example import EXAMPLE

from diag.scoring.rubric import Status
from diag.scoring.voices import hear, settled
from diag.visit.acceptance import match
from diag.visit.gathered_visits import gather
from diag.visit.visit_file import read_visit, visit_text, write_visit
from diag.visit.visit_model import (
    MAX_TEXT,
    Answer,
    Arbitration,
    Decision,
    Draft,
    OwnAction,
    PastAction,
    PlanChoices,
    Previous,
    Remarks,
    Respondent,
    Voice,
)

MINI = mini()
ALL = {"MA01": 1, "MA02": ["tablette"], "MA03": "7.5", "SA01": 2, "SA02": 0}


def gathered(*visits, **options):
    met = [(visit, match(visit, MINI)) for visit in visits]
    return gather(met, MINI, settled, **options)


def text(*visits, **options):
    return visit_text(gathered(*visits, **options).visit)


def by(role, answers=None, profile=None, **more):
    """Return the visit of one person, known by a function where there is one."""
    people = [Respondent(id="moi", role=role)] if role else []
    given = scaled(ALL if answers is None else answers)
    return make_visit(MINI, given, profile, respondents=people, **more)


def scaled(answers):
    """Return answers on the scales of today."""
    scales = {q.id: q.scale for q in MINI.questions}
    return {
        name: make_answer(value).model_copy(update={"scale": scales.get(name, 1)}) for name, value in answers.items()
    }


def said(visit, question):
    """Return what each said of a question, by function: a level, or a status."""
    roles = {one.id: one.role for one in visit.respondents}
    voices = visit.answers[question].heard
    return {roles[v.by]: v.value if v.status == "answered" else v.status for v in voices}


def noted(visit, question="MA01"):
    answer = visit.answers[question]
    return answer.note, answer.private_note, answer.evidence


def with_plan(visit, **plan):
    return visit.model_copy(update={"plan": PlanChoices(**plan)})


def with_remarks(visit, **remarks):
    structure = visit.structure.model_copy(update={"remarks": remarks})
    return visit.model_copy(update={"structure": structure})


# 1. Order, one alone, one by one


@pytest.mark.slow
@drawn(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 10_000), few=3, many=60)
def test_files_are_a_set(first, second, third):
    visits = [any_visit(seed) for seed in (first, second, third)]
    whole = text(*visits)
    for order in itertools.permutations(visits):
        assert text(*order) == whole
    one, *others = visits
    pair = gathered(*others).visit
    assert text(pair, one) == text(one, pair) == whole
    again = gathered(*visits).visit
    assert text(again, one) == text(again, again) == whole


def any_visit(seed):
    """Return a visit of « Les Tilleuls » where any part may be met, in few words where people differ."""
    chance = random.Random(seed)
    visit = random_visit(MINI, seed)
    roles = ["", "Soin", "Soin (2)", "Direction", "Répondant B", "Répondant B : x"]
    people = [one.model_copy(update={"role": chance.choice(roles) or one.role}) for one in visit.respondents]
    return visit.model_copy(
        update={
            "structure": visit.structure.model_copy(update={"name": "Les Tilleuls"}),
            "respondents": people,
            "opening": chance.choice([None, None, "Un.", "Deux."]),
            "drafts": [one for one in DRAFTS if chance.random() < 0.2],
            "previous": chance.choice([None, some_previous(chance), some_previous(chance)]),
        }
    )


DRAFTS = [
    Draft(of="MA01", kind="note", value="Pas fini"),
    Draft(of="MA01", kind="note", value="Ni cela"),
    Draft(of="places", kind="private_note", value="Entre nous"),
    Draft(kind="opening", value="Commencée"),
    Draft(kind="note", value="Toute " * 1_500),
    Draft(of="MA02", kind="answer", value=["tablette"]),
]


def some_previous(chance):
    became = [None, None, "done", "dropped"]
    actions = [
        PastAction(
            id=name, became=(b := chance.choice(became)), why=chance.choice([None, "Vu.", "Su."]) if b else None
        )
        for name in ("a", "b")
    ]
    return Previous(date=datetime.date(2025, 3, chance.choice([1, 2])), actions=actions)


@drawn(st.integers(0, 10_000), few=5, many=100)
def test_one_alone_is_itself(seed):
    visit = random_visit(MINI, seed)
    assert text(visit) == text(visit, visit) == visit_text(visit)


def test_the_file_reads_back_as_what_was_gathered(tmp_path):
    visit = gathered(by("Soin", {"MA01": 0}), by("", {"MA01": 2}), by("Direction")).visit
    write_visit(visit, tmp_path / "v.yaml")
    assert read_visit(tmp_path / "v.yaml")[0] == visit
    match(visit, MINI)


# 2. Voices


def test_what_is_left_blank_is_a_voice():
    visit = gathered(by("Soin", {"SA01": 0, "MA01": 1}), by("Direction", {"SA01": 4})).visit
    assert said(visit, "SA01") == {"Direction": "4", "Soin": "0"}
    assert said(visit, "MA01") == {"Direction": "missing", "Soin": "1"}
    assert hear(MINI.question["MA01"], visit.answers["MA01"].voices).kinds == ("missing",)


def test_what_is_hidden_or_out_of_the_form_is_no_voice():
    express = by("Soin", {"MA01": 0}, form="express")
    visit = gathered(express, by("Direction", ALL)).visit
    core = {q.id for q in MINI.questions if q.core}
    for question in MINI.questions:
        there = "Soin" in said(visit, question.id)
        assert there == (question.id in core), question.id
    assert visit.visit.form == "full"


def test_who_answers_nothing_has_no_voice_and_keeps_notes():
    prepared = make_visit(MINI, {"MA01": Answer(status="missing", private_note="À voir.")}, {})
    visit = gathered(prepared, by("Soin")).visit
    assert [one.role for one in visit.respondents] == ["Soin"]
    assert noted(visit) == (None, "À voir.", None)
    assert said(visit, "MA01") == {"Soin": "1"}


def test_an_answer_hidden_from_who_gave_it_is_set_aside():
    """MA03 is for an EHPAD."""
    one = by("Soin", ALL, {"structure_type": "siae"})
    visit = gathered(one, by("Direction")).visit
    assert said(visit, "MA03") == {"Direction": "7.5"}
    (aside,) = [one for one in visit.set_aside if one.id == "MA03"]
    assert (aside.answer.value, aside.answer.by) == ("7.5", "soin")


def test_of_a_form_of_several_the_voices_are_those_it_holds():
    people = [Respondent(id="a", role="Direction"), Respondent(id="b", role="Soin")]
    voices = [Voice(by="a", value="4"), Voice(by="b", value="0")]
    both = make_visit(MINI, scaled({"SA01": Answer(value="0", voices=voices)}), respondents=people)
    visit = gathered(both, by("Support", {"SA01": 2, "MA01": 2})).visit
    assert said(visit, "SA01") == {"Direction": "4", "Soin": "0", "Support": "2"}
    assert said(visit, "MA01") == {"Support": "2"}


def test_an_answer_given_together_is_that_of_both():
    people = [Respondent(id="a", role="Direction"), Respondent(id="b", role="Soin")]
    both = make_visit(MINI, scaled({"SA01": 4}), respondents=people)
    visit = gathered(both, by("Support", {"SA01": 2})).visit
    assert said(visit, "SA01") == {"Direction et Soin": "4", "Support": "2"}


def test_an_arbitration_is_kept_and_to_check_where_somebody_else_answers():
    closed = gathered(by("Direction", {"SA01": 4}), by("Soin", {"SA01": 0})).visit
    end = Arbitration(value="2", by="Direction", why="Vu sur place.")
    answer = settled(MINI.question["SA01"], closed.answers["SA01"].model_copy(update={"arbitration": end}))
    closed = closed.model_copy(update={"answers": {**closed.answers, "SA01": answer}})
    kept = gathered(closed, by("Support", {"SA01": 0})).visit.answers["SA01"]
    assert (kept.value, kept.arbitration, kept.to_check) == ("2", end, True)
    other = answer.model_copy(update={"arbitration": end.model_copy(update={"value": "4"})})
    twice = closed.model_copy(update={"answers": {**closed.answers, "SA01": other}})
    both = gathered(closed, twice)
    assert both.visit.answers["SA01"].arbitration is None
    assert any("tranchée différemment" in told for told in both.undecided)


# 3. M13


WORDS = ["0", "1", "2", "3", "4", "unknown", "missing"]
TEN = [q.id for q in EXAMPLE.questions if q.id != "A1"]
"""Questions of the worked example: all answer the other one, and so have a voice."""


@pytest.mark.slow
def test_ten_thousand_triples_are_retained_as_the_rule_reads():
    """Independent reading: `scoring/reference.py`."""
    for drawn_words in np.random.default_rng(13).integers(0, len(WORDS), (1_000, 10, 3)):
        hold_retained([[WORDS[rank] for rank in triple] for triple in drawn_words])


@pytest.mark.slow
def test_some_triples_are_retained_as_the_rule_reads():
    triples = [*itertools.combinations_with_replacement(WORDS[::2], 3)]
    hold_retained(triples[:10])
    hold_retained(triples[10:])


def hold_retained(triples):
    """Have three people answer ten questions, a triple each."""
    visits = [
        make_visit(
            EXAMPLE,
            {"A1": 1} | dict(zip(TEN, words, strict=True)),
            respondents=[Respondent(id="moi", role=f"Fonction {rank}")],
        )
        for rank, words in enumerate(zip(*triples, strict=True))
    ]
    met = [(visit, match(visit, EXAMPLE)) for visit in visits]
    answers = gather(met, EXAMPLE, settled).visit.answers
    for name, given in zip(TEN, triples, strict=True):
        hold_one(given, answers[name])


def hold_one(given, answer):
    status = np.array([Status.ANSWERED if w.isdigit() else Status[w.upper()] for w in given], np.int8)
    values = np.array([int(w) if w.isdigit() else 0 for w in given], np.int8)
    expected = merge_one(values, status)
    assert Status[answer.status.upper()] == expected["status"], given
    assert int(answer.value or 0) == expected["values"], given
    kinds = {kind for kind in ("level", "known", "concerned", "missing") if expected[f"{kind}_gap"]}
    assert set(hear(EXAMPLE.question["B1"], answer.voices).kinds) == kinds, given


# 4. People


def test_two_of_one_function_are_two_people():
    visit = gathered(by("Soin", {"MA01": 1}), by("Soin", {"MA01": 3}), by("Direction")).visit
    people = [(one.id, one.role) for one in visit.respondents]
    assert people == [("direction", "Direction"), ("soin", "Soin"), ("soin-2", "Soin (2)")]


def test_who_says_no_function_is_a_letter_that_does_not_depend_on_files():
    one, two = by("", {"SA01": 0}), by("", {"SA01": 4})
    for visits in ((one, two), (two, one)):
        visit = gathered(*visits).visit
        assert [one.role for one in visit.respondents] == ["Répondant A", "Répondant B"]
        assert said(visit, "SA01") == {"Répondant A": "0", "Répondant B": "4"}


def test_the_same_answers_under_one_function_are_one_person_and_said():
    visit = by("Soin")
    later = visit.model_copy(update={"visit": visit.visit.model_copy(update={"date": datetime.date(2026, 12, 1)})})
    found = gathered(visit, later, by("Direction"))
    assert [one.forms for one in found.people] == [(2,), (0, 1)]
    assert found.visit.visit.date == datetime.date(2026, 12, 1)


def test_rows_of_a_table_are_as_many_people():
    assert len(gathered(by(""), by(""), apart=True).people) == 2


# 5. Profile


def test_the_profile_is_what_all_say():
    found = gathered(by("Soin", profile={"structure_type": "siae"}), by("Direction", profile={}))
    assert found.visit.structure.profile == {"structure_type": "siae"}
    assert found.disagreements == ()


def test_the_profile_is_what_most_say_and_to_check():
    kinds = ("ehpad", "siae", "siae")
    visits = [by(f"F{k}", profile={"structure_type": kind}) for k, kind in enumerate(kinds)]
    for order in itertools.permutations(visits):
        found = gathered(*order)
        remarks = found.visit.structure.remarks["structure_type"]
        assert found.visit.structure.profile == {"structure_type": "siae"}
        assert (remarks.to_check, remarks.note) == (True, None)
        assert remarks.private_note == "Réponses réunies : SIAE (F1, F2) ; EHPAD (F0)"
        (one,) = found.disagreements
        assert (one.retained, one.said) == ("siae", (("SIAE", 2), ("EHPAD", 1)))


def test_the_profile_is_open_where_nobody_is_most_and_what_is_decided_then_stays():
    kinds = ("ehpad", "siae")
    visits = [by(f"F{k}", profile={"structure_type": kind}) for k, kind in enumerate(kinds)]
    found = gathered(*visits)
    assert "structure_type" not in found.visit.structure.profile
    assert found.disagreements[0].retained is None
    decided = found.visit.structure.model_copy(update={"profile": {"structure_type": "ehpad"}})
    visit = found.visit.model_copy(update={"structure": decided})
    third = by("F2", profile={"structure_type": "siae"})
    assert gathered(visit, third).visit.structure.profile == {"structure_type": "ehpad"}


def test_two_spellings_of_a_number_are_one():
    one, two = ({"structure_type": "ehpad", "places": p} for p in ("40", "40.0"))
    assert gathered(by("A", profile=one), by("B", profile=two)).disagreements == ()


# 6. Notes


def test_shared_notes_are_without_who_and_private_ones_with_the_function():
    one = by("Soin", {"MA01": Answer(value="1", note="Un.", private_note="Tu.", evidence="Doc.")})
    two = by("Direction", {"MA01": Answer(value="2", note="Deux.", private_note="Su.", evidence="Doc.")})
    note, private, evidence = noted(gathered(one, two).visit)
    assert note == "Deux.\n\n—\n\nUn."
    assert private == "Direction : Su.\n\n—\n\nSoin : Tu."
    assert evidence == "Doc."


def test_what_is_too_long_waits_whole():
    long = [by(f"F{k}", {"MA01": Answer(value="1", note=sign * 3_000)}) for k, sign in enumerate("ab")]
    found = gathered(*long)
    assert found.visit.answers["MA01"].note is None
    (draft,) = found.visit.drafts
    assert (draft.of, draft.kind) == ("MA01", "note")
    assert len(draft.value) > MAX_TEXT
    assert found.left
    third = by("F2", {"MA01": Answer(value="1", note="c")})
    assert text(found.visit, third) == text(*long, third)


def test_notes_on_the_profile_and_the_visit_are_kept():
    one = with_remarks(by("Soin"), staff=Remarks(note="Un."), places=Remarks(to_check=True))
    two = with_remarks(by("Direction"), places=Remarks(note="Deux."))
    remarks = gathered(one, two).visit.structure.remarks
    assert remarks == {"places": Remarks(note="Deux.", to_check=True)}


def test_a_note_being_typed_stays_a_draft_and_what_was_ticked_stays_in_its_file():
    drafts = [Draft(of="MA01", kind="note", value="Pas fini"), Draft(of="MA02", kind="answer", value=["x"])]
    found = gathered(by("Soin").model_copy(update={"drafts": drafts}), by("Direction"))
    assert found.visit.drafts == drafts[:1]
    assert any("saisie commencée" in told for told in found.left)


# 7. What was decided


def test_the_visit_itself():
    one = by("Soin", date=datetime.date(2026, 1, 2), mode="visite", finished=True)
    two = by("Direction", date=datetime.date(2026, 2, 3), mode="visite", finished=True)
    visit = gathered(one, two).visit.visit
    assert (visit.date, visit.mode, visit.finished) == (datetime.date(2026, 2, 3), "visite", True)
    visit = gathered(one, by("Direction", mode="distance")).visit.visit
    assert (visit.mode, visit.finished) == (None, False)


def test_decisions_that_contradict_each_other_are_undecided_until_somebody_decides():
    kept, declined = Decision(owner="Direction"), Decision(choice="decline", note="Trop cher.")
    first, second = (a.id for a in MINI.actions[:2])
    one = with_plan(by("Soin"), decisions={first: kept, second: kept})
    two = with_plan(by("Direction"), decisions={first: declined, second: kept})
    found = gathered(one, two)
    assert found.visit.plan.decisions == {second: kept}
    assert found.undecided
    assert MINI.action[first].title in found.visit.visit.private_note
    third = with_plan(by("Support"), decisions={first: kept})
    assert first not in gathered(found.visit, third).visit.plan.decisions
    plan = found.visit.plan.model_copy(update={"decisions": {first: kept, second: kept}})
    decided = found.visit.model_copy(update={"plan": plan})
    assert gathered(decided, third).visit.plan.decisions[first] == kept


def test_actions_of_the_structure_are_each_once():
    same, other = OwnAction(title="Acheter"), OwnAction(title="Acheter", owner="Soin")
    one = with_plan(by("Soin"), own={"x": same}, capacity=8)
    two = with_plan(by("Direction"), own={"y": same, "x": other}, capacity=5)
    plan = gathered(one, two).visit.plan
    assert sorted(plan.own) == ["acheter", "acheter-2"]
    assert plan.capacity == 5


def test_an_opening_is_one_or_a_draft():
    one, two = (by(r).model_copy(update={"opening": o}) for r, o in (("Soin", "Un."), ("Support", "Deux.")))
    assert gathered(one, by("Direction")).visit.opening == "Un."
    found = gathered(one, two)
    assert found.visit.opening is None
    assert [(d.kind, d.value) for d in found.visit.drafts] == [("opening", "Deux.\n\n—\n\nUn.")]


def test_what_became_of_an_action_is_kept_where_nobody_says_otherwise():
    def following(role, *actions):
        previous = Previous(date=datetime.date(2025, 3, 1), actions=list(actions))
        return by(role).model_copy(update={"previous": previous})

    first = following(
        "Soin", PastAction(id="a", became="done", why="Vu."), PastAction(id="b", became="done"), PastAction(id="c")
    )
    second = following("Direction", PastAction(id="a"), PastAction(id="b", became="dropped"), PastAction(id="c"))
    actions = gathered(first, second).visit.previous.actions
    assert [one.became for one in actions] == ["done", None, None]
    assert actions[0].why == "Vu."


# 8. Earlier versions


def test_an_earlier_version_is_gathered_as_it_is_read():
    former = by("Soin", {**ALL, "ZZ99": Answer(value="2")})
    pin = former.questionnaire.model_copy(update={"version": "1.0.0", "hash": "sha256:" + "0" * 64})
    visit = gathered(former.model_copy(update={"questionnaire": pin}), by("Direction")).visit
    assert visit.questionnaire.version == MINI.header.version
    assert [(one.id, one.version, one.answer.by) for one in visit.set_aside] == [("ZZ99", "1.0.0", "soin")]
