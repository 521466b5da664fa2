"""The path is pure: what is visible now, in which order, what comes next, what remains.

1. Steps: the name, the visit, the profile, questions, the last fields; conditions hide them.
2. An interview goes on at its place (line 7), and only without one where an answer is missing.
3. Next and previous steps of any step, hidden ones too.
4. The minutes announced are those of a reader (line 1), and files to open are told apart.
"""

import dataclasses
import re

import pytest
from helpers import PRINT, ROOT, make_visit, mini
from hypothesis import given
from hypothesis import strategies as st

from diag.interview.path import find_path
from diag.interview.sentences import help_for, prompt_for
from diag.questionnaire.loader import load
from diag.visit.visit_model import Answer, Respondent

MINI = mini()


def ids(steps):
    return [s.id for s in steps]


def path_of(answers=None, profile=None, **more):
    return find_path(MINI, make_visit(MINI, answers, profile, **more))


def test_name_then_profile_then_questions():
    path = path_of()
    kinds = ["name", "visit", "visit"] + 3 * ["profile"] + 4 * ["question"]
    assert [s.kind for s in path.steps] == kinds
    assert ids(path.steps)[:3] == ["name", "mode", "respondents"]
    assert ids(path.steps)[3:6] == ["structure_type", "places", "roles"]
    assert len(set(ids(path.steps))) == len(path.steps)


def test_conditions_on_the_profile_hide_fields_and_questions():
    assert ids(path_of(profile={"structure_type": "ehpad"}).questions) == ["MA01", "MA02", "MA03", "SA01"]
    siae = path_of(profile={"structure_type": "siae"})
    assert ids(siae.questions) == ["MA01", "MA02", "SA01"]
    assert ids(siae.steps)[3:5] == ["structure_type", "roles"]


def test_condition_on_an_answer_shows_then_hides_and_the_answer_comes_back():
    assert "SA02" in ids(path_of({"SA01": 2}).questions)
    hidden = path_of({"SA01": 0, "SA02": 4})
    assert "SA02" not in ids(hidden.questions)
    assert hidden.done == 1
    restored = path_of({"SA01": 4, "SA02": 4})
    assert "SA02" in {s.id for s in restored.answered}


def test_unknown_answer_is_an_answer_but_a_note_alone_is_not():
    path = path_of({"MA01": "unknown", "MA02": Answer(status="missing", note="À voir.")})
    assert path.done == 1
    assert path.unanswered_ids == ("MA02", "MA03", "SA01")


def test_resume_starts_with_the_name_when_it_is_empty():
    step = path_of({"MA01": 2}, name="").resume()
    assert step is not None
    assert step.kind == "name"


def test_resume_goes_through_the_profile_when_no_question_is_answered():
    assert path_of().resume().id == "places"


def test_resume_goes_to_the_first_unanswered_question_once_one_is_answered():
    assert path_of({"MA01": 2, "MA03": 5}).resume().id == "MA02"


def test_resume_of_a_visit_that_was_said_to_be_finished_asks_no_field_that_was_passed():
    answers = {"MA01": 2, "MA02": ["aucun"], "MA03": 5, "SA01": 0}
    assert path_of(answers).resume().id == "places"
    assert path_of(answers, finished=True).resume() is None
    assert path_of(answers | {"MA01": "missing"}, finished=True).resume().id == "MA01"


def test_resume_where_nothing_is_left_to_ask_is_none():
    profile = {"structure_type": "siae", "roles": ["direction"]}
    there = {"mode": "visite", "respondents": [Respondent(id="direction", role="Direction")]}
    path = path_of({"MA01": 2, "MA02": ["aucun"], "SA01": 0}, profile, **there)
    assert path.resume() is None
    assert (path.percent, path.minutes) == (100, 0)


@pytest.mark.parametrize("finished", [True, False])
def test_what_was_left_open_on_purpose_is_not_announced_any_more(finished):
    def left(answers):
        visit = make_visit(MINI, answers, {"structure_type": "siae"}, finished=finished)
        place = None if finished else "SA01"
        occasion = visit.visit.model_copy(update={"place": place})
        return find_path(MINI, visit.model_copy(update={"visit": occasion}))

    whole = left({"MA01": 2, "MA02": ["aucun"], "SA01": 0})
    assert whole.first_unanswered().kind == "visit"
    assert (whole.percent, whole.minutes) == (100, 0)
    assert left({"MA01": 2}).minutes > whole.minutes


def test_next_and_previous_of_a_step_hidden_meanwhile():
    shown = path_of({"SA01": 4}).step("SA02")
    hidden = path_of({"SA01": 0})
    assert hidden.before(shown).id == "SA01"
    assert hidden.after(shown) is None
    assert hidden.before(hidden.steps[0]) is None


def test_what_follows_a_step_is_the_next_one_whether_it_is_answered_or_not():
    path = path_of({"MA02": ["aucun"], "MA01": 2})
    assert path.after(path.step("MA01")).id == "MA02"
    assert path.after(path.step("name")).id == "mode"


def test_position_counts_questions_apart_from_the_profile():
    path = path_of()
    assert path.position(path.step("MA03")) == (3, 4)
    assert path.position(path.step("places")) == (2, 3)


def test_express_keeps_the_core_questions():
    path = find_path(MINI, make_visit(MINI, form="express"))
    assert ids(path.questions) == ["MA01", "SA01"]


CHOICES = {
    "MA01": st.sampled_from(["0", "1", "2", "4"]),
    "MA02": st.lists(st.sampled_from(["ordinateur", "tablette", "console"]), min_size=1, unique=True),
    "MA03": st.decimals(0, 10, places=1).map(str),
    "SA01": st.sampled_from(["0", "2", "4"]),
    "SA02": st.sampled_from(["0", "4"]),
}
PROFILES = st.fixed_dictionaries(
    {},
    optional={
        "structure_type": st.sampled_from(["ehpad", "siae"]),
        "places": st.integers(0, 5000).map(str),
        "roles": st.lists(st.sampled_from(["direction", "equipe"]), min_size=1, unique=True),
    },
)


@given(PROFILES, st.fixed_dictionaries({}, optional=CHOICES), st.booleans())
def test_path_holds_together_whatever_was_answered(profile, answers, named):
    visit = make_visit(MINI, answers, profile, name="Les Tilleuls" if named else "")
    path = find_path(MINI, visit)
    orders = [s.order for s in path.steps]
    assert orders == sorted(set(orders))
    assert path.answered <= set(path.steps)
    assert path.done + len(path.unanswered) == path.total
    assert 0 <= path.percent <= 100
    assert (path.percent == 100) == (path.first_unanswered() is None) == (path.minutes == 0)
    for before, after in zip(path.steps, path.steps[1:], strict=False):
        assert (path.after(before), path.before(after)) == (after, before)
    resumed = path.resume()
    assert resumed is None or resumed in set(path.steps) - path.answered


@given(PROFILES, st.fixed_dictionaries({}, optional=CHOICES), st.booleans(), st.integers(0, 20))
def test_an_interview_goes_on_at_its_place(profile, answers, finished, rank):
    """Whatever is unanswered before it or after it (line 7)."""
    visit = make_visit(MINI, answers, profile, finished=finished)
    steps = find_path(MINI, visit).steps
    place = steps[rank % len(steps)]
    occasion = visit.visit.model_copy(update={"place": place.id})
    path = find_path(MINI, visit.model_copy(update={"visit": occasion}))
    over = place == path.steps[-1] and place in path.answered
    assert path.resume() == (None if over else place)


def test_a_place_that_is_hidden_or_gone():
    visit = make_visit(MINI, {"MA01": 2, "MA03": 5}, {"structure_type": "siae"})

    def resumed(place):
        occasion = visit.visit.model_copy(update={"place": place})
        return find_path(MINI, visit.model_copy(update={"visit": occasion})).resume()

    assert resumed("MA03").id == "SA01"
    assert resumed("ZZ99").id == "MA02"
    assert resumed(None).id == "MA02"


def test_what_is_asked_of_the_visit_opens_a_new_one_alone():
    assert path_of(profile={}).first_unanswered().id == "mode"
    assert path_of(profile={}, mode="visite").first_unanswered().id == "respondents"
    assert path_of(profile={}).resume().id == "structure_type"
    assert path_of(profile={"structure_type": "ehpad"}).resume().id == "places"


@given(st.fixed_dictionaries(CHOICES), st.sampled_from(["0", "2", "4"]))
def test_hiding_then_showing_again_changes_nothing(answers, level):
    visit = make_visit(MINI, answers)
    detour = make_visit(MINI, {**answers, "SA01": level})
    back = detour.model_copy(update={"answers": {**detour.answers, "SA01": visit.answers["SA01"]}})
    assert find_path(MINI, back) == find_path(MINI, visit)


# 4. A reader, apart from the tool: 150 words a minute of what is asked, 3 s a choice.

WORD = re.compile(r"[\w’'-]+")
PROFILES_OF = {
    "ehpad": {"structure_type": "ehpad", "department": "d59"},
    "siae": {"structure_type": "siae", "department": "d62", "l312": "non"},
    "esat": {"structure_type": "esat", "department": "d02"},
}


def read(*texts):
    return len(WORD.findall(" ".join(texts))) / 150 * 60


def reader_seconds(questionnaire, visit, path):
    """Return how long a reader takes, who ticks a third of the boxes and types three letters."""
    total = 0.0
    for step in path.steps:
        prompt = prompt_for(questionnaire, visit, path, step)
        texts = [prompt.text]
        if step.kind != "question" or questionnaire.question[step.id].help:
            texts.append(help_for(questionnaire, step).partition("\n")[0])
        texts += [] if prompt.typing else [o.label for o in prompt.options]
        ticks = max(1, len(prompt.options) // 3) if prompt.kind == "multiple" else 1
        total += read(*texts) + 3 * ticks
    return total


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["print", "express-service"])
@pytest.mark.parametrize("form", ["full", "express"])
@pytest.mark.parametrize("profile", [None, *PROFILES_OF])
def test_the_minutes_announced_are_those_of_a_reader(folder, form, profile):
    questionnaire = load(ROOT / "questionnaires" / folder)
    visit = make_visit(questionnaire, {}, PROFILES_OF.get(profile, {}), name="", form=form)
    visible = find_path(questionnaire, visit)
    unanswered = dataclasses.replace(visible, answered=frozenset())
    told, taken = unanswered.minutes, reader_seconds(questionnaire, visit, visible) / 60
    assert abs(told - taken) <= 0.2 * taken, (told, taken)


def test_files_to_open_are_counted_apart():
    questionnaire = load(PRINT)
    path = find_path(questionnaire, make_visit(questionnaire, {}, {}))
    reading = sum(s.seconds for s in path.steps if s not in path.answered)
    assert path.minutes == -(-reading // 60)
    assert path.proof_minutes == -(-sum(s.proof_seconds for s in path.steps) // 60) > 0


def test_the_share_done_counts_every_prompt():
    fresh, profile = (path_of(profile={}, name=""), path_of(profile={"roles": ["direction"]}, name=""))
    assert (fresh.percent, fresh.minutes) == (0, -(-sum(s.seconds for s in fresh.steps) // 60))
    assert profile.percent > 0
