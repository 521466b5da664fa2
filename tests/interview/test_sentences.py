"""What the interview says of a step, before anything is typed.

1. The recorded answer is marked and not written again; faces say that Enter keeps it (line 4).
2. The answer of the last visit stands beside the ladder, with its year (line 5).
3. Boxes and texts that were left come back, and are said not to be recorded (line 6).
4. A ladder holds its proofs (line 5); a private note is never told.
5. Lists chosen by typing (line 3), commands of every step (line 2), who answers (line 11).
6. Sentences are French from end to end.
"""

import dataclasses
import datetime

import pytest
from helpers import PRINT, make_visit, mini

from diag.interview.path import find_path
from diag.interview.recording import (
    changed,
    record,
    record_arbitration,
    record_draft,
    record_remark,
    record_respondents,
    record_to_check,
)
from diag.interview.sentences import help_for, in_words, prompt_for, time_needed
from diag.questionnaire.loader import load
from diag.visit.visit_model import Answer, Draft, Previous, Said

MINI = mini()
PROFILE = {"structure_type": "ehpad", "places": "60", "roles": ["direction"]}


def asked(name, answers=None, visit=None, **more):
    visit = visit or make_visit(MINI, answers, PROFILE)
    path = find_path(MINI, visit)
    return prompt_for(MINI, visit, path, path.step(name), **more)


# 1.


@pytest.mark.parametrize(
    ("name", "answer", "kept"),
    [
        ("MA01", 2, ("2",)),
        ("MA01", "unknown", ("s",)),
        ("MA02", ["ordinateur", "console"], ("1", "3")),
        ("MA02", "not_applicable", ("x",)),
        ("MA03", "7.5", ("7.5",)),
    ],
)
def test_a_recorded_answer_is_marked_and_the_face_alone_says_how_it_is_kept(name, answer, kept):
    prompt = asked(name, {name: answer})
    assert prompt.kept == kept
    assert "Entrée" not in prompt.earlier


def test_without_an_answer_nothing_is_kept():
    for name in ("MA01", "MA02", "MA03"):
        prompt = asked(name)
        assert (prompt.kept, prompt.earlier) == ((), "")


def test_only_a_reason_is_written_beside_the_answer_that_is_kept():
    assert (asked("MA01", {"MA01": 2}).earlier, asked("MA03", {"MA03": "7.5"}).earlier) == ("", "")
    assert "Sans objet ici." in asked("MA02", {"MA02": "not_applicable"}).earlier


def test_profile_and_visit_keep_their_answers_too():
    visit = record_respondents(make_visit(MINI, {}, PROFILE), ["Soin", "Veille"])
    visit = changed(visit, "visit", mode="distance")
    kept = {name: asked(name, visit=visit).kept for name in ("name", "mode", "respondents")}
    assert kept == {"name": ("Les Tilleuls",), "mode": ("1",), "respondents": ("3", "9")}
    assert asked("structure_type").kept == ("0",)
    assert asked("roles").kept == asked("roles").ticked == ("0",)
    assert asked("places").kept == ("60",)


def test_all_questions_answered_is_said_whatever_the_profile_leaves_open():
    answers = {"MA01": 2, "MA02": ["aucun"], "MA03": 5, "SA01": 0}
    visit = make_visit(MINI, answers, {"structure_type": "ehpad"})
    place = asked("MA01", visit=visit).place
    assert (place.percent, place.minutes) == (100, 0)
    assert asked("places", visit=visit).place.minutes > 0


# 2.


def test_the_answer_of_the_last_visit_stands_beside_the_ladder():
    answers = {
        "MA01": Answer(value="4"),
        "MA02": Answer(value=["console"]),
        "MA03": Answer(value="5"),
        "SA01": Answer(value="2", scale=9),
    }
    former = Previous(date=datetime.date(2025, 3, 1), answers=answers)
    visit = make_visit(MINI, {}, PROFILE, previous=former)
    assert asked("MA01", visit=visit).former == ("4",)
    assert asked("MA01", visit=visit).former_date == "2025"
    assert asked("MA02", visit=visit).former == ("3",)
    assert asked("MA03", visit=visit).earlier == "En 2025 : 5 chambres sur 10"
    assert asked("SA01", visit=visit).former == ()
    assert asked("SA01", visit=visit).earlier == "En 2025, la question se posait autrement : 2"
    assert asked("MA01", visit=visit).kept == ()


def test_what_was_shared_at_the_last_visit_stands_beside_the_ladder_and_nothing_private():
    said = Answer(value="4", note="Vu.", private_note="Tendu", evidence="Registre")
    former = Previous(date=datetime.date(2025, 3, 1), answers={"MA01": said})
    visit = make_visit(MINI, {}, PROFILE, previous=former)
    assert asked("MA01", visit=visit).earlier == "Note de 2025 : Vu.\nPreuve de 2025 : Registre"


SKIPPED = Answer(status="not_applicable", reason="Sans objet")


@pytest.mark.parametrize(
    ("name", "answer", "offered"),
    [
        ("MA01", Answer(value="4"), True),
        ("MA02", Answer(value=["console"]), True),
        ("MA03", Answer(status="unknown"), True),
        ("MA02", SKIPPED, True),
        ("MA01", SKIPPED, False),
        ("MA02", SKIPPED.model_copy(update={"reason": None}), False),
        ("MA01", Answer(value="4", scale=9), False),
        ("MA01", Answer(status="missing", note="Vu."), False),
    ],
)
def test_the_same_answer_is_offered_where_it_may_be_given_again_line_4(name, answer, offered):
    former = Previous(date=datetime.date(2025, 3, 1), answers={name: answer})
    visit = make_visit(MINI, {}, PROFILE, previous=former)
    assert ("c" in asked(name, visit=visit).commands) is offered
    assert "c" not in asked("SA01", visit=visit).commands


# 3.


def test_boxes_that_were_left_come_back_and_are_not_kept():
    visit = make_visit(MINI, {"MA02": ["ordinateur"]}, PROFILE)
    left = Draft(of="MA02", kind="answer", value=["tablette", "console"])
    prompt = asked("MA02", visit=record_draft(visit, left))
    assert (prompt.kept, prompt.ticked) == (("1",), ("2", "3"))
    assert "Les cases cochées ne sont pas encore validées." in prompt.earlier


def test_a_number_that_was_being_typed_comes_back():
    visit = record_draft(make_visit(MINI, {}, PROFILE), Draft(of="MA03", kind="answer", value="7,"))
    prompt = asked("MA03", visit=visit)
    assert (prompt.kept, prompt.draft) == ((), "7,")
    assert prompt.earlier == "Ce qui était tapé n’est pas encore enregistré."


def test_boxes_without_a_draft_are_those_recorded():
    assert asked("MA02", {"MA02": ["console"]}).ticked == ("3",)
    assert asked("MA02", {"MA02": "unknown"}).ticked == ()


# 4.


def test_a_ladder_holds_its_proofs():
    checks = [c.check for c in MINI.question["MA01"].choices]
    assert [o.proof for o in asked("MA01").options] == checks


def test_what_stands_beside_is_told_and_a_private_note_is_not():
    answer = Answer(value="2", note="Vu.", evidence="Registre", private_note="Tendu.")
    visit = make_visit(MINI, {"MA01": answer}, PROFILE)
    visit = record_to_check(visit, find_path(MINI, visit).step("MA01"), wanted=True)
    assert asked("MA01", visit=visit).earlier.splitlines() == [
        "À vérifier.",
        "Note : Vu.",
        "Preuve : Registre",
        "(une note privée est enregistrée)",
    ]


def test_notes_of_the_profile_are_told():
    visit = make_visit(MINI, {}, PROFILE)
    step = find_path(MINI, visit).step("places")
    visit = record_remark(visit, step, "note", "Dont dix fermées.")
    assert "Note : Dont dix fermées." in asked("places", visit=visit).earlier


# 5.


def test_lists_that_are_chosen_by_typing():
    whole = load(PRINT)
    visit = make_visit(whole, {}, {"structure_type": "siae", "department": "d59"})
    path = find_path(whole, visit)
    prompts = {s.id: prompt_for(whole, visit, path, s) for s in path.steps}
    assert {name for name, p in prompts.items() if p.typing} == {"structure_type", "department"}
    assert prompts["department"].by_name
    kept = prompts["structure_type"].options[int(prompts["structure_type"].kept[0])]
    assert kept.label.startswith("SIAE (structure d’insertion")
    assert not any(o.label.isdigit() for o in prompts["l312"].options)


def test_the_map_and_notes_are_one_command_away_from_every_step():
    visit = make_visit(MINI, {}, PROFILE)
    path = find_path(MINI, visit)
    for step in path.steps:
        commands = prompt_for(MINI, visit, path, step).commands
        assert {"a", "n", "p", "e", "m", "l", "v", "r", "q"} <= set(commands)
        assert ("w" in commands) == ("s" in commands) == (step.kind == "question")
        assert "z" not in commands
    assert "z" in asked("MA01", resumed=True).commands


def test_who_answers_is_said_where_there_are_two():
    visit = record_respondents(make_visit(MINI, {}, PROFILE), ["Direction"])
    assert asked("MA01", visit=visit, by="direction").place.who == ""
    visit = record_respondents(visit, ["Direction", "Soin"])
    assert asked("MA01", visit=visit, by="soin").place.who == "Soin"


def test_who_said_what_is_told_until_it_is_closed():
    question = MINI.question["MA01"]
    visit = record_respondents(make_visit(MINI, {}, PROFILE), ["Direction", "Soin"])
    visit = record(visit, question, Said(value="4"), "direction")
    visit = record(visit, question, Said(value="0"), "soin")
    told = asked("MA01", visit=visit).earlier.splitlines()
    assert told == ["Écart. Direction : 4 ; Soin : 0", "Pour trancher : w, puis Entrée."]
    visit = record_arbitration(visit, question, Said(value="2"), "Direction", "Vu ensemble.")
    closed = asked("MA01", visit=visit).earlier.splitlines()[-1]
    assert closed == "Tranché (Direction) : 2 - Un poste par service. Pourquoi : Vu ensemble."


# 6.


@pytest.mark.slow
def test_files_to_open_are_announced_apart():
    whole = load(PRINT)
    path = find_path(whole, make_visit(whole, {}, {}))
    more = f"{path.proof_minutes} minutes de plus si l’on ouvre les dossiers"
    counted = f"{path.total} questions, plus {len(path.steps) - path.total} sur la structure et la visite"
    assert time_needed(path) == f"{counted}, {path.minutes} min environ, et {more}"
    none = dataclasses.replace(path, steps=tuple(dataclasses.replace(s, proof_seconds=0) for s in path.steps))
    assert "dossiers" not in time_needed(none)


def test_no_identifier_is_told_of_any_step():
    visit = changed(make_visit(MINI, {}, PROFILE), "visit", mode="autonomie")
    path = find_path(MINI, visit)
    for step in path.steps:
        words = (step.title, in_words(MINI, visit, step), help_for(MINI, step))
        assert words[0]
        assert words[2]
        assert not {"autonomie", "mode", "respondents", "ehpad", "MA01"} & set(" ".join(words).split())
