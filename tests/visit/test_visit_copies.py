"""A visit that can be given to somebody (interview, line 14), and the one that follows (line 8).

1. The copy holds nothing private, wherever it was written.
2. What was shared and what is retained stay.
3. What was taken out is said, with counts.
4. The next visit recalls the former one, and nothing is answered.
"""

import datetime

import pytest
from helpers import make_visit, mini
from hypothesis import given
from hypothesis import strategies as st

from diag.visit.acceptance import adopt, match
from diag.visit.visit_copies import former_visit, next_visit, restarted, without_private_parts
from diag.visit.visit_file import read_visit, visit_text, write_visit
from diag.visit.visit_model import (
    Answer,
    Arbitration,
    Decision,
    Draft,
    Gathered,
    OwnAction,
    PastAction,
    PlanChoices,
    Previous,
    Remarks,
    Respondent,
    SetAside,
    Voice,
    answer_hash,
)

MINI = mini()
CANARY = "Zzcanari"
SECRET = st.sampled_from(["", f"{CANARY} seul", f"avant\n{CANARY} !  \nfin"])
SAID_OF_IT = {"places": [Voice(by=CANARY, value=CANARY)]}
DAY = datetime.date(2025, 11, 3)
DECLINED = Decision(choice="decline", note="Trop cher")


def maybe(text):
    return text or None


@st.composite
def remarks(draw):
    return {
        "note": maybe(draw(st.sampled_from(["", "Partagé.", "Une\nautre."]))),
        "private_note": maybe(draw(SECRET)),
        "evidence": draw(st.sampled_from([None, "Un lien."])),
        "to_check": draw(st.booleans()),
    }


@st.composite
def answers(draw):
    """Draw what may be stored for the question MA01."""
    beside = draw(remarks())
    kind = draw(st.sampled_from(["nothing", "one", "several", "arbitrated"]))
    if kind == "nothing":
        return Answer(status="missing", **beside)
    if kind == "one":
        return Answer(value="2", by=draw(st.sampled_from([None, CANARY])), **beside)
    said = draw(SECRET)
    voices = [Voice(by=CANARY, value="2"), Voice(by="r2", status="unknown", reason=maybe(said))]
    decided = Arbitration(by=f"{CANARY} qui tranche", why=draw(SECRET), value="4")
    closed = {"arbitration": decided, "value": "4"} if kind == "arbitrated" else {"value": "2"}
    return Answer(voices=voices, **closed, **beside)


@st.composite
def decisions(draw, model, **more):
    secret = draw(SECRET) or "Motif."
    return draw(
        st.sampled_from(
            [
                model(choice="decline", note=secret, owner=secret, **more),
                model(choice="keep", note="Partagé.", **more),
                model(choice="under_way", start="2027-01", **more),
            ]
        )
    )


@st.composite
def past(draw):
    """Draw an action of the visit before; what became of it is shared."""
    secret = draw(SECRET) or "Motif."
    return draw(
        st.sampled_from(
            [
                PastAction(id="former", choice="decline", note=secret, owner=secret),
                PastAction(id="former", note="Partagé.", became="dropped", why="Pas le temps."),
            ]
        )
    )


@st.composite
def visits(draw):
    """Draw a visit with private parts anywhere; every one holds the canary."""
    given = st.dictionaries(st.just("MA01"), answers())
    visit = make_visit(
        MINI,
        draw(given),
        respondents=[Respondent(id=CANARY, role="Direction"), Respondent(id="r2", role="Équipe")],
        plan=PlanChoices(
            decisions=draw(st.dictionaries(st.just("former"), decisions(Decision))),
            own=draw(st.dictionaries(st.just("a1"), decisions(OwnAction, title="Le wifi"))),
        ),
        drafts=draw(st.lists(st.builds(Draft, kind=st.just("note"), value=SECRET), max_size=2)),
        gathered=draw(st.none() | st.builds(Gathered, profile=st.just(SAID_OF_IT))),
        previous=draw(
            st.none() | st.builds(Previous, date=st.just(DAY), answers=given, actions=st.lists(past(), max_size=1))
        ),
        set_aside=draw(
            st.lists(
                st.builds(SetAside, id=st.just("XX01"), version=st.just("1.0.0"), answer=answers())
                | st.builds(SetAside, id=st.just("xx"), version=st.just("1.0.0"), decision=decisions(Decision)),
                max_size=2,
            )
        ),
    )
    beside = draw(st.dictionaries(st.sampled_from(["name", "places"]), remarks()))
    occasion = {"note": "Partagé.", "private_note": maybe(draw(SECRET))}
    return visit.model_copy(
        update={
            "structure": visit.structure.model_copy(update={"remarks": {k: Remarks(**v) for k, v in beside.items()}}),
            "visit": visit.visit.model_copy(update=occasion),
        }
    )


def without_people(text):
    """Return the text of a file but the roles around the table, which are shared."""
    head, _, rest = text.partition("\nrespondents:\n")
    return head + "\n".join(line for line in rest.splitlines() if f"- id: {CANARY}" not in line)


# 1. Nothing private


@pytest.mark.slow
@given(visits())
def test_nothing_private_is_in_the_copy(tmp_path_factory, visit):
    """Line 14."""
    path = tmp_path_factory.mktemp("copy") / "copie.yaml"
    handed = without_private_parts(visit)
    write_visit(handed.visit, path)
    text = path.read_text("utf-8")
    assert CANARY not in without_people(text)
    for word in ("private_note", "decline", "voices", "arbitration", "drafts"):
        assert word not in text
    assert read_visit(path)[0] == handed.visit
    match(handed.visit, MINI)


# 2. What stays


def test_the_retained_answer_stays_with_its_shared_note():
    voices = [Voice(by="r1", value="4"), Voice(by="r2", value="2")]
    answer = Answer(value="2", voices=voices, note="Vu ensemble", private_note="Tendu")
    visit = make_visit(MINI, {"MA01": answer})
    assert without_private_parts(visit).visit.answers == {"MA01": Answer(value="2", note="Vu ensemble")}


def test_what_is_decided_and_done_stays():
    plan = PlanChoices(
        capacity=5,
        decisions={"former": Decision(choice="done", note="Fait"), "varier": Decision()},
        own={"a1": OwnAction(title="Le wifi", choice="under_way")},
    )
    assert without_private_parts(make_visit(MINI, plan=plan)).visit.plan == plan


def test_a_visit_without_private_parts_is_given_as_it_is():
    visit = make_visit(MINI, {"MA01": 2, "MA02": "unknown"}, opening="On s’entraide.")
    handed = without_private_parts(visit)
    assert (handed.visit, handed.removed) == (visit, ())


def test_only_a_file_with_private_notes_says_to_take_them_out():
    secret = make_visit(MINI, {"MA01": Answer(value="2", private_note="Tendu")})
    assert "retirez-les" in visit_text(secret)
    assert "retirez-les" not in visit_text(without_private_parts(secret).visit)


# 3. What is said


def test_what_was_taken_out_is_said_with_counts():
    """Line 14."""
    visit = make_visit(
        MINI,
        {
            "MA01": Answer(value="2", private_note="Tendu", by="r1"),
            "MA02": Answer(status="missing", private_note="À revoir"),
        },
        respondents=[Respondent(id="r1", role="Direction")],
        plan=PlanChoices(decisions={"former": Decision(choice="decline", note="Trop cher")}),
        drafts=[Draft(kind="note", value="Il fau"), Draft(kind="opening", value="On s")],
    )
    assert tuple(one.what for one in without_private_parts(visit).removed) == (
        "2 notes privées",
        "1 action écartée",
        "2 saisies en cours",
        "l’auteur de 1 réponse (ce qui est retenu reste)",
    )


@given(visits())
def test_nothing_is_taken_out_without_a_word(visit):
    if CANARY in without_people(visit_text(visit)):
        assert without_private_parts(visit).removed


# 4. The next visit


def full(**more):
    return make_visit(
        MINI,
        {
            "MA01": Answer(value="2", note="Vu", by="r1", to_check=True),
            "SA01": Answer(value="2", voices=[Voice(by="r1", value="2"), Voice(by="r2", value="4")]),
        },
        {"structure_type": "ehpad", "places": "80"},
        respondents=[Respondent(id="r1", role="Direction"), Respondent(id="r2", role="Équipe")],
        finished=True,
        illustrative="Cas fictif.",
        **more,
    )


def test_the_next_visit_recalls_the_former_one():
    """Line 8: the profile and the answers are copied, to confirm."""
    former = full()
    after = next_visit(former, datetime.date(2027, 11, 3))
    assert after.structure == former.structure
    assert (after.answers, after.respondents, after.visit.finished) == ({}, [], False)
    assert (after.visit.date.year, after.previous.date) == (2027, former.visit.date)
    assert after.previous.answers == {"MA01": Answer(value="2", note="Vu"), "SA01": Answer(value="2")}
    assert after.illustrative == "Cas fictif."
    assert match(after, MINI).given == {}


def test_the_next_visit_does_not_repeat_who_was_there_nor_how_it_went():
    """Line 11: a profile of 1.x says so among its fields."""
    profile = {"structure_type": "ehpad", "visit_mode": "distance", "respondent_roles": ["soin"]}
    after = adopt(next_visit(make_visit(MINI, {}, profile), DAY), MINI)
    assert (after.visit.mode, after.respondents) == (None, [])
    assert after.structure.profile == {"structure_type": "ehpad"}
    assert after.previous.profile == profile


def test_the_former_visit_of_the_next_one_answers_the_same():
    """M12: what is recalled is known by its hash, whatever the content in use."""
    former = full()
    after = adopt(next_visit(former, datetime.date(2027, 11, 3)), MINI)
    recalled = former_visit(after)
    assert after.previous.hash == answer_hash(former) == answer_hash(recalled)
    assert recalled.visit.date == former.visit.date


@pytest.mark.parametrize(("format_", "finished"), [(1, None), (2, False)])
def test_nobody_could_say_that_a_visit_of_1_x_was_over(format_, finished):
    """M2."""
    visit = make_visit(MINI, {}).model_copy(update={"format": format_})
    assert next_visit(visit, DAY).previous.finished is finished


def test_what_was_decided_is_recalled_declined_too_and_said_undone():
    plan = PlanChoices(
        decisions={"former": Decision(owner="Directrice", start="2026-03"), "varier": DECLINED},
        own={"wifi": OwnAction(title="Le wifi", choice="under_way", days=2)},
    )
    actions = adopt(next_visit(full(plan=plan), DAY), MINI).previous.actions
    assert [(one.id, one.choice, one.own) for one in actions] == [
        ("former", "keep", False),
        ("varier", "decline", False),
        ("wifi", "under_way", True),
    ]
    assert (actions[0].owner, actions[0].start) == ("Directrice", "2026-03")
    assert [one.title for one in actions[1:]] == [MINI.action["varier"].title, "Le wifi"]
    assert {one.became for one in actions} == {None}


def test_the_next_visit_is_read_back(tmp_path):
    after = next_visit(full(), datetime.date(2027, 11, 3))
    write_visit(after, tmp_path / "v.yaml")
    assert read_visit(tmp_path / "v.yaml")[0] == adopt(after, MINI) == after


@pytest.mark.parametrize("plan", [PlanChoices(), PlanChoices(decisions={"former": Decision()})])
def test_a_visit_restarted_has_its_name_and_nothing_answered(plan):
    """Line 8."""
    before = full(plan=plan, name="Les Érables")
    again = restarted(before)
    assert (again.answers, again.structure.profile, again.plan) == ({}, {}, PlanChoices())
    assert (again.structure.name, again.visit.date) == ("Les Érables", before.visit.date)
    assert not again.visit.finished


def test_a_visit_restarted_reviews_the_actions_of_the_visit_before_anew():
    said = PastAction(id="former", owner="Direction", became="dropped", why="Pas le temps.")
    before = Previous(date=DAY, answers={"MA01": Answer(value="2")}, actions=[said])
    again = restarted(full(previous=before)).previous
    assert again.answers == before.answers
    assert again.actions == [PastAction(id="former", owner="Direction")]
