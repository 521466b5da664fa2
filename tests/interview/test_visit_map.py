"""The map of a visit (line 7): one row a step, wherever the visit stands.

1. From any visit, every step that can be asked is a row, seen with its answer.
2. A row's number names the same step whatever the filter and the words looked for.
3. Filters keep what they say; marks say in words what stands beside an answer.
4. Words are found in any order, without accents, case or hyphens, in titles, questions and answers.
5. A number is typed in two signs at most, and rows are short; an axis is said where it begins.
"""

import pytest
from helpers import PRINT, make_visit, mini
from hypothesis import given
from hypothesis import strategies as st

from diag.interview.drawn_list import SearchedList
from diag.interview.path import find_path
from diag.interview.prompts import Listing
from diag.interview.recording import (
    record,
    record_arbitration,
    record_draft,
    record_remark,
    record_respondents,
    record_to_check,
)
from diag.interview.sentences import in_words
from diag.interview.visit_map import FILTERS, rows
from diag.questionnaire.loader import load
from diag.questionnaire.questionnaire_model import MultipleQuestion, SingleQuestion
from diag.visit.visit_model import Answer, Draft, Said

MINI, WHOLE = mini(), load(PRINT)


def mapped(visit, kept="all", words="", questionnaire=MINI):
    return rows(questionnaire, visit, find_path(questionnaire, visit), kept, words)


def ids(found):
    return [row.id for row in found]


def row_of(visit, name):
    return next(row for row in mapped(visit) if row.id == name)


# 1. 2. Any part of the profile and of the answers.


def some_value(question):
    if isinstance(question, SingleQuestion):
        return st.sampled_from([str(c.level) for c in question.choices])
    if isinstance(question, MultipleQuestion):
        return st.sampled_from([[c.id] for c in question.choices])
    return st.just(str(question.minimum))


def some_answer(question):
    return st.one_of(
        some_value(question),
        st.just(Answer(status="unknown")),
        st.just(Answer(status="missing", note="Vu.", to_check=True)),
    )


def some_field(field):
    if field.kind == "choice":
        return st.sampled_from([o.id for o in field.options])
    if field.kind == "choices":
        return st.sampled_from([[o.id] for o in field.options])
    return st.just("7")


def any_visit(questionnaire):
    return st.builds(
        lambda answers, profile, form, name: make_visit(questionnaire, answers, profile, form=form, name=name),
        st.fixed_dictionaries({}, optional={q.id: some_answer(q) for q in questionnaire.questions}),
        st.fixed_dictionaries({}, optional={f.id: some_field(f) for f in questionnaire.profile}),
        st.sampled_from(["full", "express"]),
        st.sampled_from(["", "Les Tilleuls"]),
    )


def holds_together(questionnaire, visit, words):
    path = find_path(questionnaire, visit)
    every = rows(questionnaire, visit, path)
    assert ids(every) == [s.id for s in path.steps]
    assert [row.key for row in every] == [str(n) for n in range(1, len(path.steps) + 1)]
    assert len(every) <= 99
    keys = {row.id: row.key for row in every}
    for row in every:
        step = path.step(row.id)
        assert step.title in row.text
        told = in_words(questionnaire, visit, step) if step in path.answered else "à compléter"
        assert told in (*row.marks, "") or told in row.text or told in row.more
    for kept in FILTERS:
        for looked_for in ("", words):
            found = rows(questionnaire, visit, path, kept, looked_for)
            assert {row.id: row.key for row in found}.items() <= keys.items()
            assert [int(row.key) for row in found] == sorted(int(row.key) for row in found)


@given(any_visit(MINI), st.sampled_from(["poste", "équipe", "zzz"]))
def test_every_step_is_a_row_and_a_number_always_names_it(visit, words):
    holds_together(MINI, visit, words)


@pytest.mark.slow
@given(any_visit(WHOLE))
def test_every_step_of_the_shipped_questionnaire_too(visit):
    holds_together(WHOLE, visit, "numerique")


# 3.

NOTED = {
    "MA01": Answer(value="2", note="Vu.", private_note="Tendu.", evidence="Registre"),
    "MA02": Answer(status="not_applicable", reason="Pas d’activité."),
    "MA03": Answer(status="unknown", to_check=True),
}


@pytest.mark.parametrize(
    ("kept", "found"),
    [
        ("todo", ["mode", "respondents", "places", "roles", "SA01"]),
        ("unknown", ["MA03"]),
        ("check", ["MA03", "places"]),
        ("noted", ["name", "MA01"]),
        ("gaps", []),
    ],
)
def test_a_filter_keeps_what_it_says(kept, found):
    visit = make_visit(MINI, NOTED)
    path = find_path(MINI, visit)
    visit = record_to_check(visit, path.step("places"), wanted=True)
    visit = record_remark(visit, path.step("name"), "note", "Récemment renommée.")
    assert sorted(ids(mapped(visit, kept))) == sorted(found)


def test_marks_say_what_stands_beside_an_answer():
    visit = make_visit(MINI, NOTED)
    assert row_of(visit, "MA01").marks == ("note", "note privée", "preuve")
    assert row_of(visit, "MA02").marks == ("non concerné",)
    assert row_of(visit, "MA03").marks == ("à vérifier", "ne sait pas")
    assert row_of(visit, "SA01").marks == ()


def test_a_private_note_is_marked_and_never_told():
    assert "Tendu" not in str(mapped(make_visit(MINI, NOTED)))


def test_what_was_left_is_marked():
    visit = record_draft(make_visit(MINI), Draft(of="MA02", kind="answer", value=["console"]))
    visit = record_draft(visit, Draft(of="MA01", kind="note", value="Un début"))
    assert row_of(visit, "MA02").marks == ("cases non validées",)
    assert row_of(visit, "MA01").marks == ("brouillon",)


def test_a_gap_is_marked_until_an_arbitration_closes_it():
    question = MINI.question["MA01"]
    visit = record_respondents(make_visit(MINI), ["Direction", "Soin"])
    visit = record(visit, question, Said(value="4"), "direction")
    visit = record(visit, question, Said(value="0"), "soin")
    assert ids(mapped(visit, "gaps")) == ["MA01"]
    assert row_of(visit, "MA01").marks == ("écart",)
    assert "Direction : 4" in row_of(visit, "MA01").more
    visit = record_arbitration(visit, question, Said(value="1"), "Direction", "Vu ensemble.")
    assert mapped(visit, "gaps") == ()
    assert row_of(visit, "MA01").marks == ()


def test_gaps_follow_their_agenda():
    visit = record_respondents(make_visit(MINI, profile={"structure_type": "ehpad"}), ["A", "B"])
    apart = {"MA03": ("0", "10"), "SA01": ("0", "2"), "MA01": ("0", "4")}
    for name, said in apart.items():
        for by, value in zip(visit.respondents, said, strict=True):
            visit = record(visit, MINI.question[name], Said(value=value), by.id)
    found = mapped(visit, "gaps")
    assert ids(found) == ["MA01", "SA01", "MA03"]  # core, then the widest
    assert [bool(row.heading) for row in found] == [True, False, False]


# 4.


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("POSTES", ["MA01"]),
        ("service poste", ["MA01"]),
        ("équipe", ["roles"]),
        ("EQUIPE", ["roles"]),
        ("introuvable", []),
    ],
)
def test_words_are_found_in_titles_questions_and_answers(words, found):
    profile = {"structure_type": "ehpad", "roles": ["equipe"]}
    visit = make_visit(MINI, {"MA01": 2}, profile)
    assert ids(mapped(visit, words=words)) == found


def test_words_of_a_title_or_of_a_question_find_its_row():
    visit = make_visit(WHOLE, {}, {"structure_type": "ehpad"})
    path = find_path(WHOLE, visit)
    for step in path.steps[::7]:
        for text in (step.title, step.text):
            mixed = " ".join(reversed(text.upper().split()))
            assert step.id in ids(mapped(visit, words=mixed, questionnaire=WHOLE))


# 5.


@pytest.mark.parametrize("form", ["full", "express"])
@pytest.mark.parametrize("kind", [o.id for o in WHOLE.field["structure_type"].options][::4])
def test_a_number_has_two_signs_at_most_and_a_row_is_short(form, kind):
    answers = {
        q.id: max((str(c.level) for c in q.choices), key=int)
        for q in WHOLE.questions
        if isinstance(q, SingleQuestion)
    }
    visit = make_visit(WHOLE, answers, {"structure_type": kind}, form=form)
    found = mapped(visit, questionnaire=WHOLE)
    assert len(found) <= 99
    assert max(len(row.text) for row in found) <= 90


def test_an_axis_is_said_where_it_begins_whatever_the_filter():
    visit = make_visit(MINI, {"MA01": 2})
    first = {row.id: row.heading for row in mapped(visit) if row.heading}
    assert list(first) == ["name", "structure_type", "MA01", "SA01"]
    assert first["MA01"] == "Axe Matériel"
    kept = {row.id: row.heading for row in mapped(visit, "todo")}
    assert kept["MA02"] == "Axe Matériel"


def test_marks_stand_beside_a_title_and_not_beside_its_axis():
    visit = make_visit(MINI, {"MA01": Answer(value="2", note="Vu.")})
    listing = Listing("Tout", mapped(visit, "noted"), {})
    assert "[note] Postes" in str(SearchedList(listing).draw(80, 24))
