"""A visit meets a questionnaire.

1. What fits is read, typed.
2. What the questionnaire does not ask in this form is set aside and said, whatever the version.
3. What contradicts itself is refused, with its place.
4. A « non concerné » that is not admitted counts as missing.
5. A visit of 1.x brings its mode and its roles.
6. `adopt` pins the visit to the questionnaire and loses nothing.
7. A visit is finished when somebody said so; what is asked is computed, never stored (M2).
8. What goes with the answers (interview, lines 8 and 11): voices, remarks, drafts, the visit before.
"""

import dataclasses
import datetime
from decimal import Decimal

import pytest
from helpers import make_visit, mini
from hypothesis import given, settings
from hypothesis import strategies as st

from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.questionnaire_model import Choice, Pin, level_of
from diag.visit.acceptance import adopt, match
from diag.visit.visit_file import read_visit, write_visit
from diag.visit.visit_model import (
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
    SetAside,
    Voice,
)

quick = settings(max_examples=50)
MINI = mini()
FULL = {"MA01": 2, "MA02": ["console"], "MA03": "7,5", "SA01": 2, "SA02": 4}


def refused(answers, profile=None):
    with pytest.raises(Refusal) as caught:
        match(make_visit(MINI, answers, profile), MINI)
    return caught.value.mistakes


def other_version(version="2.0.0", changes=None, without=()):
    """Return the small questionnaire as a later version: questions changed or gone."""
    changes = changes or {}
    dimensions = tuple(
        d.model_copy(
            update={
                "questions": [q.model_copy(update=changes.get(q.id, {})) for q in d.questions if q.id not in without]
            }
        )
        for d in MINI.dimensions
    )
    header = MINI.header.model_copy(update={"version": version})
    return dataclasses.replace(MINI, header=header, dimensions=dimensions, hash="sha256:" + "1" * 64)


def set_aside(answers, profile=None, questionnaire=MINI, **more):
    """Return what is set aside of a visit pinned to the small questionnaire, by id."""
    matched = match(make_visit(MINI, answers, profile, **more), questionnaire)
    return {one.id: one for one in matched.set_aside}


# 1. What fits


def test_answers_become_typed_values():
    matched = match(make_visit(MINI, FULL, {"structure_type": "ehpad", "places": "80", "roles": ["equipe"]}), MINI)
    assert matched.given == {"MA01": 2, "MA02": ("console",), "MA03": Decimal("7.5"), "SA01": 2, "SA02": 4}
    assert matched.profile == {"structure_type": "ehpad", "places": Decimal(80), "roles": ["equipe"]}
    assert matched.differences == ()
    assert matched.set_aside == ()


def test_levels_are_those_of_the_tables():
    matched = match(make_visit(MINI, FULL | {"SA01": "unknown"}), MINI)
    levels = {k: level_of(MINI.question[k], v) for k, v in matched.given.items()}
    assert levels == {"MA01": 2, "MA02": 2, "MA03": 3, "SA02": 4}


def test_one_word_stands_for_a_list_of_one():
    matched = match(make_visit(MINI, {}, {"roles": "direction"}), MINI)
    assert matched.profile == {"roles": ["direction"]}


def test_the_visit_of_another_questionnaire_is_refused():
    visit = make_visit(MINI).model_copy(update={"questionnaire": Pin(id="autre", version="1.0.0", hash=MINI.hash)})
    with pytest.raises(Refusal) as caught:
        match(visit, MINI)
    assert "--questionnaire autre" in caught.value.mistakes[0].how


# 2. What is set aside


@pytest.mark.parametrize(
    ("question", "answer", "held"),
    [
        ("MA01", "3", "3"),
        ("MA01", "02", "02"),
        ("MA01", "deux", "deux"),
        ("MA01", ["2"], "2"),
        ("MA02", "console", "console"),
        ("MA02", ["cosole", "tablette"], "cosole, tablette"),
        ("MA03", "11", "11"),
        ("MA03", "-1", "-1"),
        ("MA03", "beaucoup", "beaucoup"),
        ("MA03", "NaN", "NaN"),
        ("MA03", "Infinity", "Infinity"),
        ("MA03", "1e999999999", "1e999999999"),
        ("MA03", ["5"], "5"),
    ],
)
def test_a_value_that_is_not_proposed_is_set_aside(question, answer, held):
    visit = make_visit(MINI, {question: Answer(value=answer)})
    matched = match(visit, MINI)
    (one,) = matched.set_aside
    assert (one.id, one.title, one.held) == (question, MINI.question[question].title, held)
    assert "réponse proposée" in one.why
    assert question not in matched.given


def test_a_question_that_is_gone_is_set_aside_whatever_the_version():
    answer = Answer(value="2", note="Vu.", private_note="Tendu.")
    (one,) = set_aside({"ZZ99": answer}).values()
    assert (one.id, one.held, one.note, one.why) == ("ZZ99", "2", "Vu.", "n’est plus demandé")
    newer = other_version(without=["SA02"])
    assert list(set_aside(FULL, questionnaire=newer)) == ["SA02"]


@pytest.mark.parametrize(
    ("profile", "held"),
    [
        ({"ancien_champ": "oui"}, "oui"),
        ({"structure_type": "epahd"}, "epahd"),
        ({"structure_type": ["ehpad"]}, "ehpad"),
        ({"places": "beaucoup"}, "beaucoup"),
        ({"places": "5001"}, "5001"),
        ({"roles": ["direction", "autre"]}, "direction, autre"),
        ({"roles": []}, ""),
    ],
)
def test_a_profile_value_that_is_not_admitted_is_set_aside(profile, held):
    (one,) = set_aside({}, profile).values()
    assert ({one.id}, one.held) == (profile.keys(), held)


def test_a_decision_on_an_action_that_is_gone_is_set_aside():
    decision = Decision(owner="Cheffe de service", due=datetime.date(2027, 3, 31), note="En mars.")
    plan = PlanChoices(decisions={"action-retiree": decision})
    (one,) = set_aside({}, plan=plan).values()
    assert one.id == "action-retiree"
    assert one.held == "gardée, Cheffe de service, 31 mars 2027"
    assert one.note == "En mars."


def test_a_changed_scale_is_to_be_answered_again_and_its_note_stays():
    noted = Answer(value="2", note="Vu.")
    matched = match(make_visit(MINI, FULL | {"MA01": noted}), other_version(changes={"MA01": {"scale": 2}}))
    (one,) = matched.set_aside
    assert (one.id, one.held, one.note) == ("MA01", "2", "")
    assert "échelle" in one.why
    assert matched.answers["MA01"] == Answer(status="missing", note="Vu.", scale=2)
    assert "MA01" not in matched.given


def test_a_level_that_is_gone_is_set_aside():
    choices = [Choice(level=n, label="x", check="y") for n in (0, 1, 4)]
    newer = other_version(changes={"MA01": {"choices": choices}})
    assert set_aside(FULL, questionnaire=newer)["MA01"].held == "2"


@pytest.mark.parametrize(
    ("answer", "held"),
    [
        (Answer(status="unknown"), "ne sait pas"),
        (Answer(status="not_applicable", reason="Sans objet"), "non concerné : Sans objet"),
    ],
)
def test_what_was_not_a_value_is_said_in_words(answer, held):
    assert set_aside({"ZZ99": answer})["ZZ99"].held == held


def test_another_version_says_so_and_nothing_else_when_all_matches():
    matched = match(make_visit(MINI, FULL), other_version())
    assert len(matched.differences) == 1
    assert "version 1.2.0" in matched.differences[0]
    assert "2.0.0" in matched.differences[0]
    assert matched.set_aside == ()
    assert matched.given == match(make_visit(MINI, FULL), MINI).given


def test_a_content_changed_without_a_new_version_is_said():
    matched = match(make_visit(MINI, FULL), other_version("1.2.0"))
    assert matched.differences == ("le contenu de la version 1.2.0 du questionnaire a changé depuis la visite",)


def test_a_new_question_waits_for_its_answer():
    newer = other_version(without=["SA02"])
    visit = make_visit(newer, {"SA01": 2})
    assert match(visit, MINI).answers.keys() == {"SA01"}


# 3. What contradicts itself


@pytest.mark.parametrize(
    ("question", "answer", "what"),
    [
        ("MA01", Answer(), "sans valeur"),
        ("MA01", Answer(status="unknown", value="2"), "à la fois"),
        ("MA01", Answer(status="missing", value="2"), "à la fois"),
        ("ZZ99", Answer(status="unknown", value="2"), "à la fois"),
        ("MA01", Answer(value="2", by="personne"), "aucun répondant"),
        ("MA02", Answer(value=["console", "aucun"]), "console, aucun"),
        ("MA02", Answer(value=["console", "console"]), "console, console"),
    ],
)
def test_what_contradicts_itself_is_refused(question, answer, what):
    (mistake,) = refused({question: answer})
    assert mistake.code == "V03"
    assert what in mistake.what


def test_ticks_that_another_version_lets_go_together_are_set_aside():
    visit = make_visit(MINI, {"MA02": ["console", "aucun"]})
    (one,) = match(visit, other_version()).set_aside
    assert (one.id, one.held) == ("MA02", "console, aucun")


def test_every_contradiction_is_told_at_once():
    mistakes = refused({"MA01": Answer(), "XX01": Answer(), "SA01": Answer(value="2", by="r1")})
    assert len(mistakes) == 3


def test_the_mistake_is_placed_in_the_file(tmp_path):
    path = tmp_path / "visite.yaml"
    write_visit(make_visit(MINI, {"MA01": 2, "SA01": 2}), path)
    text = path.read_text(encoding="utf-8")
    text = text.replace("SA01:\n", "SA01:\n    status: unknown\n")
    path.write_text(text, encoding="utf-8")
    visit, source = read_visit(path)
    with pytest.raises(Refusal) as caught:
        match(visit, MINI, source)
    (mistake,) = caught.value.mistakes
    assert (mistake.code, mistake.file) == ("V03", str(path))
    assert text.splitlines()[mistake.line - 1] == "    value: 2"


# 4. « Non concerné »


@pytest.mark.parametrize(
    ("question", "reason", "word"),
    [("MA01", "Non", "pas admis"), ("MA02", None, "sans raison"), ("MA02", "  ", "sans raison")],
)
def test_a_not_applicable_that_is_not_admitted_counts_as_missing(question, reason, word):
    answer = Answer(status="not_applicable", reason=reason, note="Vu.")
    visit = make_visit(MINI, {question: answer})
    matched = match(visit, MINI)
    assert matched.answers == {question: Answer(status="missing", note="Vu.")}
    (said,) = matched.differences
    assert question in said
    assert word in said
    assert matched.set_aside == ()
    assert adopt(visit, MINI).answers == {question: answer}


def test_refused_not_applicables_are_told_once_a_reason():
    admitted = {"MA01": "Non", "SA01": "Non", "MA02": None}
    answers = {n: Answer(status="not_applicable", reason=r) for n, r in admitted.items()}
    not_admitted, without_reason = match(make_visit(MINI, answers), MINI).differences
    assert "Postes (MA01) et " in not_admitted
    assert "SA01" in not_admitted
    assert without_reason.endswith(" : Usages (MA02)")


# 5. What 1.x asked in the profile

OLD = {"visit_mode": "distance", "respondent_roles": ["direction", "soin"], "finess": "oui"}


def test_the_mode_and_the_roles_of_an_old_profile_are_those_of_the_visit():
    matched = match(make_visit(MINI, {}, OLD), MINI)
    assert matched.mode == "distance"
    assert [r.role for r in matched.respondents] == ["Direction", "Soin"]
    assert [one.id for one in matched.set_aside] == ["finess"]


def test_what_the_visit_says_itself_is_not_replaced():
    respondents = [Respondent(id="r1", role="Cheffe de service")]
    visit = make_visit(MINI, {}, OLD, mode="visite", respondents=respondents)
    matched = match(visit, MINI)
    assert matched.mode == "visite"
    assert [r.role for r in matched.respondents] == ["Cheffe de service"]
    assert {one.id for one in matched.set_aside} == set(OLD)


def test_a_questionnaire_that_still_asks_them_keeps_them():
    field = MINI.profile[0].model_copy(update={"id": "visit_mode", "kind": "text", "options": []})
    asking = dataclasses.replace(MINI, profile=(*MINI.profile, field))
    matched = match(make_visit(asking, {}, {"visit_mode": "distance"}), asking)
    assert matched.profile == {"visit_mode": "distance"}
    assert matched.mode is None


# 6. Adopt


def test_adopting_pins_the_visit_to_the_questionnaire():
    newer = other_version()
    adopted = adopt(make_visit(MINI, FULL), newer)
    assert adopted.questionnaire == Pin(id="mini", version="2.0.0", hash=newer.hash)
    assert match(adopted, newer).differences == ()


def test_adopting_sets_aside_what_no_longer_matches():
    note = Answer(value="4", note="Très utile")
    adopted = adopt(make_visit(MINI, FULL | {"SA02": note}), other_version(without=["SA02"]))
    assert adopted.set_aside == [SetAside(id="SA02", version="1.2.0", answer=note)]
    assert "SA02" not in adopted.answers


def test_adopting_sets_aside_a_profile_value_too():
    field = MINI.profile[1].model_copy(update={"maximum": Decimal(50)})
    newer = dataclasses.replace(other_version(), profile=(MINI.profile[0], field))
    visit = make_visit(MINI, {}, {"structure_type": "ehpad", "places": "80", "roles": ["direction"]})
    adopted = adopt(visit, newer)
    assert adopted.structure.profile == {"structure_type": "ehpad"}
    assert {(s.id, str(s.answer.value)) for s in adopted.set_aside} == {("places", "80"), ("roles", "['direction']")}


def test_adopting_leaves_the_notes_with_their_question():
    noted = Answer(value="4", note="Très utile", private_note="Tendu", evidence="Registre")
    visit = make_visit(MINI, {"MA01": noted})
    adopted = adopt(visit, other_version(changes={"MA01": {"scale": 2}}))
    assert adopted.set_aside == [SetAside(id="MA01", version="1.2.0", answer=Answer(value="4"))]
    kept = noted.model_copy(update={"status": "missing", "value": None, "scale": 2})
    assert adopted.answers == {"MA01": kept}


def test_adopting_sets_aside_a_decision_too():
    decision = Decision(choice="done", note="Fait.")
    visit = make_visit(MINI, {}, plan=PlanChoices(decisions={"retiree": decision}))
    adopted = adopt(visit, MINI)
    assert adopted.set_aside == [SetAside(id="retiree", version="1.2.0", decision=decision)]
    assert adopted.plan.decisions == {}


def test_what_was_set_aside_is_said_until_it_is_answered_again():
    newer = other_version(changes={"MA01": {"scale": 2}})
    adopted = adopt(make_visit(MINI, FULL), newer)
    assert [one.id for one in match(adopted, newer).set_aside] == ["MA01"]
    again = {**adopted.answers, "MA01": Answer(value="4", scale=2)}
    answered = adopted.model_copy(update={"answers": again})
    assert match(answered, newer).set_aside == ()
    assert [one.id for one in answered.set_aside] == ["MA01"]


def test_adopting_keeps_what_was_already_set_aside():
    before = SetAside(id="XX01", version="0.9.0", answer=Answer(value="1"))
    adopted = adopt(make_visit(MINI, FULL, set_aside=[before]), other_version(without=["SA02"]))
    assert adopted.set_aside[0] == before
    assert len(adopted.set_aside) == 2


def test_adopting_the_same_version_changes_nothing():
    visit = make_visit(MINI, FULL)
    assert adopt(visit, MINI) == visit


def test_adopting_twice_changes_nothing_more():
    newer = other_version(without=["SA02"])
    once = adopt(make_visit(MINI, FULL), newer)
    assert adopt(once, newer) == once


def test_an_adopted_visit_can_be_saved_and_read(tmp_path):
    adopted = adopt(make_visit(MINI, FULL), other_version(without=["SA02", "MA02"]))
    write_visit(adopted, tmp_path / "v.yaml")
    assert read_visit(tmp_path / "v.yaml")[0] == adopted


@pytest.mark.slow
@quick
@given(
    answers=st.dictionaries(
        st.sampled_from(["MA01", "SA01", "SA02", "XX01", "XX02"]),
        st.builds(
            Answer,
            value=st.sampled_from(["0", "3", "4", "x"]),
            note=st.sampled_from([None, "Vu."]),
            scale=st.integers(1, 2),
        )
        | st.builds(
            Answer,
            status=st.sampled_from(["unknown", "not_applicable", "missing"]),
            reason=st.sampled_from([None, "parce que"]),
            scale=st.integers(1, 2),
        ),
    ),
    profile=st.dictionaries(
        st.sampled_from(["structure_type", "places", "autre"]), st.sampled_from(["ehpad", "12", "x"])
    ),
)
def test_nothing_is_lost_by_adopting(answers, profile):
    newer = other_version(without=["SA02"], changes={"MA01": {"scale": 2}})
    adopted = adopt(make_visit(MINI, answers, profile), newer)
    aside = {s.id: s.answer for s in adopted.set_aside}
    for name, answer in answers.items():
        left = [a for a in (adopted.answers.get(name), aside.get(name)) if a]
        assert any((a.status, a.value, a.reason) == _said(answer) for a in left)
        assert any(a.note == answer.note for a in left)
    for name, value in profile.items():
        assert adopted.structure.profile.get(name, getattr(aside.get(name), "value", None)) == value
    assert adopt(adopted, newer) == adopted


def _said(answer):
    return answer.status, answer.value, answer.reason


# 7. Finished, and what is asked


@pytest.mark.parametrize(
    ("format_", "said", "known"), [(2, True, True), (2, False, False), (1, False, None), (1, True, True)]
)
def test_a_visit_is_finished_when_somebody_said_so(format_, said, known):
    visit = make_visit(MINI, FULL, finished=said).model_copy(update={"format": format_})
    assert match(visit, MINI).finished is known


def test_what_is_asked_follows_the_profile_and_the_answers():
    asked = match(make_visit(MINI, FULL), MINI).asked(MINI)
    assert asked == dict.fromkeys(FULL, True)
    asked = match(make_visit(MINI, FULL, {"structure_type": "siae"}), MINI).asked(MINI)
    assert [q for q, yes in asked.items() if not yes] == ["MA03", "SA02"]


def test_a_hidden_answer_opens_no_other_question():
    """SA02 depends on SA01; were SA01 hidden, its stored answer would not count."""
    hidden = other_version(changes={"SA01": {"when": MINI.question["MA03"].when}})
    matched = match(make_visit(hidden, FULL, {}), hidden)
    assert not matched.asked(hidden)["SA01"]
    assert not matched.asked(hidden)["SA02"]


def test_a_hidden_answer_stays_in_the_visit():
    visit = make_visit(MINI, FULL, {"structure_type": "siae"})
    assert match(visit, MINI).answers["SA02"].value == "4"
    assert adopt(visit, other_version()).answers["SA02"].value == "4"


# 8. What goes with the answers

TABLE = [Respondent(id="r1", role="Direction"), Respondent(id="r2", role="Équipe")]
TWO = [Voice(by="r1", value="2"), Voice(by="r2", value="4")]


def decided(**said):
    return Arbitration(by="Direction", why="Vu sur place.", **said)


@pytest.mark.parametrize(
    ("question", "answer", "place", "what"),
    [
        ("MA01", {"voices": [*TWO, Voice(by="r9", value="0")]}, "voices.2.by", "aucun répondant"),
        ("MA01", {"voices": [*TWO, Voice(by="r1", value="0")]}, "voices.2.by", "deux réponses"),
        ("MA01", {"voices": [Voice(by="r1")]}, "voices.0", "sans valeur"),
        ("MA01", {"voices": [Voice(by="r1", status="unknown", value="2")]}, "voices.0.value", "à la fois"),
        ("MA01", {"arbitration": decided(value="4")}, "arbitration", "rien à trancher"),
        ("MA01", {"voices": TWO, "arbitration": decided()}, "arbitration", "sans valeur"),
        (
            "MA02",
            {"value": ["aucun"], "voices": [Voice(by="r1", value=["console", "aucun"])]},
            "voices.0.value",
            "ne va pas ensemble",
        ),
    ],
)
def test_voices_that_contradict_themselves_are_refused_at_their_place(tmp_path, question, answer, place, what):
    """Line 11."""
    path = tmp_path / "v.yaml"
    given = Answer(**{"value": "2", **answer})
    write_visit(make_visit(MINI, {question: given}, respondents=TABLE), path)
    visit, source = read_visit(path)
    with pytest.raises(Refusal) as caught:
        match(visit, MINI, source)
    (mistake,) = caught.value.mistakes
    keys = tuple(int(k) if k.isdigit() else k for k in place.split("."))
    assert (mistake.code, mistake.line) == ("V03", source.value_mark(("answers", question, *keys)).line)
    assert what in mistake.what


def test_voices_that_agree_with_the_questionnaire_are_read():
    closed = Answer(value="4", voices=TWO, arbitration=decided(value="4"))
    visit = make_visit(MINI, {"MA01": closed}, respondents=TABLE)
    assert match(visit, MINI).answers["MA01"] == closed
    assert adopt(visit, MINI) == visit


@pytest.mark.parametrize(
    "bad", [{"voices": [TWO[0], Voice(by="r2", value="3")]}, {"voices": TWO, "arbitration": decided(value="9")}]
)
def test_a_voice_that_is_not_admitted_sets_the_answer_aside_and_leaves_its_notes(bad):
    """Line 8: never a refusal, and what the others would retain is not decided in silence."""
    answer = Answer(value="2", note="Vu.", to_check=True, **bad)
    visit = make_visit(MINI, {"MA01": answer}, respondents=TABLE)
    adopted = adopt(visit, MINI)
    assert adopted.answers == {"MA01": Answer(status="missing", note="Vu.", to_check=True)}
    (aside,) = adopted.set_aside
    assert aside.answer == answer.model_copy(update={"note": None, "to_check": False})
    (told,) = match(visit, MINI).set_aside
    assert (told.id, told.why) == ("MA01", "n’est plus une réponse proposée")


def test_remarks_follow_their_field_and_those_of_a_field_that_is_gone_are_set_aside():
    """Line 8; notes exist on the profile (line 6)."""
    visit = make_visit(MINI, {}, {"structure_type": "autre", "finess": "non"})
    gone, kept = Remarks(private_note="Tendu", evidence="Un lien"), Remarks(note="Vu.")
    beside = {"finess": gone, "siret": gone, "structure_type": kept, "name": kept, "mode": kept}
    structure = visit.structure.model_copy(update={"remarks": beside})
    adopted = adopt(visit.model_copy(update={"structure": structure}), MINI)
    assert adopted.structure.remarks == {"structure_type": kept, "name": kept, "mode": kept}
    said = {"private_note": "Tendu", "evidence": "Un lien"}
    assert {one.id: one.answer for one in adopted.set_aside} == {
        "structure_type": Answer(value="autre"),
        "finess": Answer(value="non", **said),
        "siret": Answer(status="missing", **said),
    }
    assert {one.id for one in match(adopted, MINI).set_aside} == set(beside) - {"name", "mode"}


def recalled(**more):
    """Return a visit that recalls another, of which a question and a level are no longer there."""
    said = {"ZZ99": Answer(value="3"), "MA01": Answer(value="2"), "SA01": Answer(value="3")}
    return make_visit(MINI, {}, previous=Previous(date=datetime.date(2025, 11, 3), answers=said, **more))


def test_what_the_visit_before_said_stays_as_it_was_said():
    """M12: the visit before is compared whole, whatever is still asked."""
    visit = recalled(version="0.1.0", profile={"structure_type": "autre"})
    assert adopt(visit, MINI) == visit
    assert match(visit, MINI).set_aside == ()


def test_an_action_of_the_visit_before_takes_its_title_while_it_has_one():
    actions = [PastAction(id="former"), PastAction(id="partie"), PastAction(id="x", title="Le wifi")]
    adopted = adopt(recalled(actions=actions), MINI)
    titles = [one.title for one in adopted.previous.actions]
    assert titles == [MINI.action["former"].title, None, "Le wifi"]
    assert adopt(adopted, MINI) == adopted


def test_an_action_of_the_visit_before_that_is_there_twice_is_a_mistake_at_its_place():
    actions = [PastAction(id="a"), PastAction(id="a", own=True), PastAction(id="a")]
    with pytest.raises(Refusal) as refused:
        match(recalled(actions=actions), MINI)
    assert "deux fois" in refused.value.mistakes[0].what


def test_ticks_of_the_visit_before_are_read_with_the_content_of_their_time():
    said = {"MA02": Answer(value=["aucun", "console"])}
    visit = make_visit(MINI, {}, previous=Previous(date=datetime.date(2025, 1, 1), answers=said))
    match(visit, MINI)


def test_drafts_and_one_s_own_actions_stay_whatever_they_are_about():
    visit = make_visit(
        MINI,
        drafts=[Draft(of="ZZ99", kind="note", value="Il fau"), Draft(kind="opening", value="On")],
        plan=PlanChoices(own={"wifi": OwnAction(title="Le wifi")}),
    )
    assert adopt(visit, MINI) == visit
    assert match(visit, MINI).set_aside == ()


def test_a_decision_set_aside_says_what_it_was():
    decision = Decision(choice="under_way", owner="Direction", start="2027-01")
    visit = make_visit(MINI, plan=PlanChoices(decisions={"ancienne": decision}))
    (one,) = match(visit, MINI).set_aside
    assert one.held == "en cours, Direction, pas avant 01/2027"
