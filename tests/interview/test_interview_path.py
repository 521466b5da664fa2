"""The path is pure: what is visible now, in which order, what comes next, what remains."""

from helpers import make_visit, mini
from hypothesis import given
from hypothesis import strategies as st

from diag.interview.path import PROFILE_SECONDS, find_path
from diag.visit.visit_model import Answer

MINI = mini()


def ids(steps):
    return [s.id for s in steps]


def path_of(answers=None, profile=None, **more):
    return find_path(MINI, make_visit(MINI, answers, profile, **more))


def test_name_then_profile_then_questions():
    path = path_of()
    assert [s.kind for s in path.steps] == ["name"] + 3 * ["profile"] + 4 * ["question"]
    assert ids(path.steps)[1:4] == ["structure_type", "places", "roles"]


def test_conditions_on_the_profile_hide_fields_and_questions():
    assert ids(path_of(profile={"structure_type": "ehpad"}).questions) == [
        "MA01",
        "MA02",
        "MA03",
        "SA01",
    ]
    siae = path_of(profile={"structure_type": "siae"})
    assert ids(siae.questions) == ["MA01", "MA02", "SA01"]
    assert ids(siae.steps)[1:3] == ["structure_type", "roles"]


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
    path = path_of({"MA01": 2, "MA02": ["aucun"], "SA01": 0}, profile)
    assert path.resume() is None
    assert (path.percent, path.minutes) == (100, 0)


def test_next_and_previous_of_a_step_hidden_meanwhile():
    shown = path_of({"SA01": 4}).step("SA02")
    hidden = path_of({"SA01": 0})
    assert hidden.before(shown).id == "SA01"
    assert hidden.after(shown) is None
    assert hidden.before(hidden.steps[0]) is None


def test_next_unanswered_jumps_over_answers():
    path = path_of({"MA02": ["aucun"], "MA01": 2})
    assert path.after(path.step("MA01")).id == "MA02"
    assert path.unanswered_after(path.step("MA01")).id == "MA03"


def test_position_counts_questions_apart_from_the_profile():
    path = path_of()
    assert path.position(path.step("MA03")) == (3, 4)
    assert path.position(path.step("places")) == (2, 3)


def test_remaining_time_counts_profile_fields_as_ten_seconds():
    path = path_of(profile={})
    seconds = sum(q.seconds for q in MINI.questions if q.id in ids(path.questions))
    fields = sum(1 for s in path.steps if s.kind == "profile")
    assert path.minutes == -(-(seconds + fields * PROFILE_SECONDS) // 60)
    assert path.percent == 100 * PROFILE_SECONDS // (seconds + (fields + 1) * PROFILE_SECONDS)


def test_express_keeps_the_core_questions():
    path = find_path(MINI, make_visit(MINI, form="express"))
    assert ids(path.questions) == ["MA01", "SA01"]


CHOICES = {
    "MA01": st.sampled_from(["0", "1", "2", "4"]),
    "MA02": st.lists(
        st.sampled_from(["ordinateur", "tablette", "console"]), min_size=1, unique=True
    ),
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
    walked, step = [], path.first_unanswered()
    while step:
        walked.append(step)
        step = path.unanswered_after(step)
    assert walked == [s for s in path.steps if s not in path.answered]
    resumed = path.resume()
    assert (resumed is None) == (not walked)
    assert resumed is None or resumed in walked


@given(st.fixed_dictionaries(CHOICES), st.sampled_from(["0", "2", "4"]))
def test_hiding_then_showing_again_changes_nothing(answers, level):
    visit = make_visit(MINI, answers)
    detour = make_visit(MINI, {**answers, "SA01": level})
    back = detour.model_copy(update={"answers": {**detour.answers, "SA01": visit.answers["SA01"]}})
    assert find_path(MINI, back) == find_path(MINI, visit)
