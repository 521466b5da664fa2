"""A visit meets a questionnaire.

1. With its own questionnaire, whatever does not match is refused, with its place.
2. With another version, answers are matched by id and each difference is said.
3. `adopt` pins the visit to the new version and loses nothing.
4. What is asked is computed, never stored (M2).
"""

import dataclasses
from decimal import Decimal

import pytest
from helpers import make_visit, mini
from hypothesis import given
from hypothesis import strategies as st
from scoring.rubrics import quick

from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.questionnaire_model import Choice, Pin, level_of
from diag.visit.acceptance import adopt, match
from diag.visit.visit_file import read_visit, write_visit
from diag.visit.visit_model import Answer, SetAside

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
                "questions": [
                    q.model_copy(update=changes.get(q.id, {}))
                    for q in d.questions
                    if q.id not in without
                ]
            }
        )
        for d in MINI.dimensions
    )
    header = MINI.header.model_copy(update={"version": version})
    return dataclasses.replace(
        MINI, header=header, dimensions=dimensions, hash="sha256:" + "1" * 64
    )


# 1. Its own questionnaire


def test_answers_become_typed_values():
    matched = match(
        make_visit(MINI, FULL, {"structure_type": "ehpad", "places": "80", "roles": ["equipe"]}),
        MINI,
    )
    assert matched.given == {
        "MA01": 2,
        "MA02": ("console",),
        "MA03": Decimal("7.5"),
        "SA01": 2,
        "SA02": 4,
    }
    assert matched.profile == {
        "structure_type": "ehpad",
        "places": Decimal(80),
        "roles": ["equipe"],
    }
    assert matched.differences == ()


def test_levels_are_those_of_the_tables():
    matched = match(make_visit(MINI, FULL | {"SA01": "unknown"}), MINI)
    levels = {k: level_of(MINI.question[k], v) for k, v in matched.given.items()}
    assert levels == {"MA01": 2, "MA02": 2, "MA03": 3, "SA02": 4}


@pytest.mark.parametrize(
    ("question", "answer", "word"),
    [
        ("MA01", "3", "0, 1, 2, 4"),
        ("MA01", "5", "0, 1, 2, 4"),
        ("MA01", "02", "0, 1, 2, 4"),
        ("MA01", "deux", "0, 1, 2, 4"),
        ("MA01", ["2"], "0, 1, 2, 4"),
        ("MA02", "console", "liste"),
        ("MA02", ["cosole"], "console"),
        ("MA02", ["console", "console"], "répétitions"),
        ("MA02", ["console", "aucun"], "va seul"),
        ("MA03", "11", "de 0 à 10"),
        ("MA03", "-1", "de 0 à 10"),
        ("MA03", "beaucoup", "de 0 à 10"),
        ("MA03", "NaN", "de 0 à 10"),
        ("MA03", "Infinity", "de 0 à 10"),
        ("MA03", "1e999999999", "de 0 à 10"),
        ("MA03", ["5"], "de 0 à 10"),
    ],
)
def test_a_value_that_is_not_proposed_is_refused(question, answer, word):
    given_ = Answer(value=answer)
    (mistake,) = refused({question: given_})
    assert mistake.code == "V03"
    assert question in mistake.what
    assert word in mistake.how


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (Answer(status="not_applicable", reason="Non"), "n’est pas admis"),
        (Answer(), "sans valeur"),
        (Answer(status="unknown", value="2"), "à la fois"),
        (Answer(status="missing", value="2"), "à la fois"),
        (Answer(value="2", scale=2), "échelle"),
    ],
)
def test_an_incoherent_answer_is_refused(answer, what):
    (mistake,) = refused({"MA01": answer})
    assert mistake.code == "V03"
    assert what in mistake.what


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_not_applicable_needs_its_reason(reason):
    (mistake,) = refused({"MA02": Answer(status="not_applicable", reason=reason)})
    assert "sans raison" in mistake.what


def test_an_unknown_question_is_refused_with_a_suggestion():
    (mistake,) = refused({"MA04": 2})
    assert (mistake.code, mistake.what) == ("V02", "aucune question « MA04 »")
    assert "vouliez-vous dire « MA0" in mistake.how


@pytest.mark.parametrize(
    ("profile", "code", "word"),
    [
        ({"structure_typ": "ehpad"}, "V02", "« structure_type »"),
        ({"structure_type": "epahd"}, "V03", "ehpad, siae"),
        ({"structure_type": ["ehpad"]}, "V03", "ehpad, siae"),
        ({"places": "beaucoup"}, "V03", "de 0 à 5000"),
        ({"places": "5001"}, "V03", "de 0 à 5000"),
        ({"roles": ["direction", "autre"]}, "V03", "direction, equipe"),
        ({"roles": []}, "V03", "direction, equipe"),
    ],
)
def test_a_profile_that_does_not_match_is_refused(profile, code, word):
    (mistake,) = refused({}, profile)
    assert mistake.code == code
    assert word in mistake.how


def test_one_word_stands_for_a_list_of_one():
    matched = match(make_visit(MINI, {}, {"roles": "direction"}), MINI)
    assert matched.profile == {"roles": ["direction"]}


def test_every_mismatch_is_told_at_once():
    mistakes = refused({"MA01": 9, "XX01": 1, "SA01": 1}, {"structure_type": "x"})
    assert len(mistakes) == 4


def test_the_mistake_is_placed_in_the_file(tmp_path):
    path = tmp_path / "visite.yaml"
    write_visit(make_visit(MINI, {"MA01": 2, "SA01": 2}), path)
    text = (
        path.read_text(encoding="utf-8")
        .replace("SA01:\n    value: 2", "SA01:\n    value: 3")
        .replace("MA01", "MA09")
    )
    path.write_text(text, encoding="utf-8")
    visit, source = read_visit(path)
    with pytest.raises(Refusal) as caught:
        match(visit, MINI, source)
    lines = text.splitlines()
    found = {(m.code, lines[m.line - 1].strip(), m.column) for m in caught.value.mistakes}
    assert ("V03", "value: 3", 12) in found
    assert [code for code, *_ in sorted(found)] == ["V02", "V03"]
    assert {m.file for m in caught.value.mistakes} == {str(path)}


def test_the_visit_of_another_questionnaire_is_refused():
    visit = make_visit(MINI).model_copy(
        update={"questionnaire": Pin(id="autre", version="1.0.0", hash=MINI.hash)}
    )
    with pytest.raises(Refusal) as caught:
        match(visit, MINI)
    assert "--questionnaire autre" in caught.value.mistakes[0].how


# 2. Another version


def test_another_version_says_so_and_nothing_else_when_all_matches():
    matched = match(make_visit(MINI, FULL), other_version())
    assert len(matched.differences) == 1
    assert "version 1.2.0" in matched.differences[0]
    assert "2.0.0" in matched.differences[0]
    assert matched.given == match(make_visit(MINI, FULL), MINI).given


def test_a_content_changed_without_a_new_version_is_said():
    matched = match(make_visit(MINI, FULL), other_version("1.2.0"))
    assert matched.differences == (
        "le contenu de la version 1.2.0 du questionnaire a changé depuis la visite",
    )


def test_a_question_that_is_gone_is_said_and_not_used():
    matched = match(make_visit(MINI, FULL), other_version(without=["SA02"]))
    assert "SA02" not in matched.answers
    assert any("SA02" in d for d in matched.differences)


def test_a_changed_scale_is_to_be_answered_again():
    matched = match(make_visit(MINI, FULL), other_version(changes={"MA01": {"scale": 2}}))
    assert "MA01" not in matched.given
    assert any("MA01" in d and "échelle" in d for d in matched.differences)


def test_a_level_that_is_gone_is_said():
    choices = [Choice(level=n, label="x", check="y") for n in (0, 1, 4)]
    matched = match(make_visit(MINI, FULL), other_version(changes={"MA01": {"choices": choices}}))
    assert "MA01" not in matched.given
    assert any("MA01" in d and "« 2 »" in d for d in matched.differences)


def test_a_not_applicable_no_longer_admitted_is_said():
    visit = make_visit(MINI, {"MA02": "not_applicable"})
    matched = match(visit, other_version(changes={"MA02": {"not_applicable": None}}))
    assert "MA02" not in matched.answers
    assert any("MA02" in d for d in matched.differences)


def test_a_new_question_waits_for_its_answer():
    newer = other_version(without=["SA02"])
    visit = make_visit(newer, {"SA01": 2})
    assert match(visit, MINI).answers.keys() == {"SA01"}


# 3. Adopt


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
    visit = make_visit(
        MINI, {}, {"structure_type": "ehpad", "places": "80", "roles": ["direction"]}
    )
    adopted = adopt(visit, newer)
    assert adopted.structure.profile == {"structure_type": "ehpad"}
    assert {(s.id, str(s.answer.value)) for s in adopted.set_aside} == {
        ("places", "80"),
        ("roles", "['direction']"),
    }


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


@quick
@given(
    answers=st.dictionaries(
        st.sampled_from(["MA01", "SA01", "SA02", "XX01", "XX02"]),
        st.builds(
            Answer,
            status=st.sampled_from(["answered", "unknown", "not_applicable", "missing"]),
            value=st.sampled_from([None, "0", "3", "4", "x"]),
            reason=st.sampled_from([None, "parce que"]),
            scale=st.integers(1, 2),
        ),
    ),
    profile=st.dictionaries(
        st.sampled_from(["structure_type", "places", "autre"]),
        st.sampled_from(["ehpad", "12", "x"]),
    ),
)
def test_nothing_is_lost_by_adopting(answers, profile):
    newer = other_version(without=["SA02"], changes={"MA01": {"scale": 2}})
    adopted = adopt(make_visit(MINI, answers, profile), newer)
    aside = {s.id: s.answer for s in adopted.set_aside}
    for name, answer in answers.items():
        assert (adopted.answers.get(name) or aside[name]) == answer
    for name, value in profile.items():
        assert adopted.structure.profile.get(name, getattr(aside.get(name), "value", None)) == value
    assert match(adopted, newer).differences == ()


# 4. What is asked


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
