"""What one structure sends: levels and codes, nobody's name (M19).

1. Nothing that a person typed leaves, whatever it is.
2. What leaves is what counts: type, department, size class, month, levels.
3. Codes are those that the network gave; a name, an official number, an address are refused.
4. What is read back is what was written; anything else is refused at its line.
5. The preview shows every field.
"""

import datetime
import json
import re
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from benchmark.release_cases import regional
from helpers import make_visit
from hypothesis import given
from hypothesis import strategies as st

from diag.benchmark.contribution import Contribution, contribute, read_contribution, write_contribution
from diag.benchmark.structures import same_name
from diag.french import typeset
from diag.questionnaire.mistakes import Refusal
from diag.report.contribution_lines import preview
from diag.visit.visit_model import Answer, Decision, PlanChoices, Respondent, SetAside

Q = regional()
ANSWERS = {"MA01": 2, "MA02": ["console", "tablette"], "MA03": "7.5", "SA01": 0}
PROFILE = {"structure_type": "ehpad", "department": "d59", "staff": "37", "places": "84"}


def visit(**more):
    answers, profile = ANSWERS | more.pop("answers", {}), PROFILE | more.pop("profile", {})
    return make_visit(Q, answers, profile, **{"finished": True} | more)


def sent(**more):
    return contribute(visit(**more), Q, "HDF-12", "ORG-3")


def text_of(contribution):
    with TemporaryDirectory() as place:
        return write_contribution(contribution, Path(place) / "c.json").read_text("utf-8")


# 1. What stays

secrets = st.text(st.characters(codec="ascii", categories=["Lu"]), min_size=12, max_size=20)


@given(secrets)
def test_nothing_that_a_person_typed_leaves(secret):
    typed = visit(
        name=secret,
        respondents=[Respondent(id="r1", role=secret)],
        answers={
            "MA01": Answer(value="2", note=secret, private_note=secret, evidence=secret, by="r1"),
            "MA02": Answer(status="not_applicable", reason=secret),
        },
        plan=PlanChoices(decisions={"equiper": Decision(owner=secret, note=secret)}),
        set_aside=[SetAside(id="MA99", version="1.0.0", answer=Answer(value=secret, note=secret))],
        illustrative=secret,
    )
    written = text_of(contribute(typed, Q, "HDF-12"))
    assert secret not in written
    assert secret.lower() not in written


def test_the_exact_numbers_and_boxes_stay():
    written = text_of(sent(profile={"staff": "37", "places": "84"}))
    told = json.loads(written)
    assert told["answers"]["MA03"] == "3"
    assert told["answers"]["MA02"] == "2"
    assert not re.search(r"7\.5|console|\b37\b|\b84\b|Tilleuls", written)


def test_the_fields_of_a_contribution_are_these_and_no_other():
    assert set(Contribution.model_fields) == {
        *("format", "synthetic", "questionnaire", "form", "month", "type", "department", "size"),
        *("structure", "operator", "answers"),
    }


def test_the_day_of_the_visit_stays():
    assert sent(date=datetime.date(2026, 11, 3)).month == "2026-11"
    assert "2026-11-03" not in text_of(sent(date=datetime.date(2026, 11, 3)))


# 2. What leaves


def test_type_department_and_size_class_leave():
    told = sent()
    assert (told.type, told.department, told.size) == ("ehpad", "d59", "t2")


@pytest.mark.parametrize(("staff", "size"), [("0", "t1"), ("19.5", "t1"), ("20", "t2"), (None, "")])
def test_the_number_of_professionals_leaves_as_a_class(staff, size):
    profile = {"structure_type": "ehpad"} | ({} if staff is None else {"staff": staff})
    assert contribute(make_visit(Q, ANSWERS, profile, finished=True), Q).size == size


def test_every_status_leaves_and_what_was_not_asked_is_left_out():
    told = sent(answers={"MA01": "unknown", "MA02": "not_applicable", "MA03": "missing"})
    assert told.answers == {"MA01": "NSP", "MA02": "NC", "MA03": "SR", "SA01": "0"}


def test_invented_data_stay_marked():
    assert not sent().synthetic
    assert sent(illustrative="Cas fictif.").synthetic


def test_a_visit_of_another_content_of_the_questionnaire_is_refused():
    other = replace(Q, hash="sha256:" + "00" * 32)
    with pytest.raises(Refusal, match="R03 la visite n’a pas été faite avec ce contenu"):
        contribute(visit(), other)


def test_a_visit_that_is_not_finished_is_refused():
    with pytest.raises(Refusal, match="R07 la visite n’est pas finie"):
        contribute(visit(finished=False), Q)


# 3. Codes


def test_the_codes_are_those_noted_in_the_visit_or_given():
    noted = {"structure_code": "HDF-12", "operator_code": "ORG-3"}
    told = contribute(visit(profile=noted), Q)
    assert (told.structure, told.operator) == ("HDF-12", "ORG-3")
    told = contribute(visit(profile=noted), Q, "HDF-13", "ORG-4")
    assert (told.structure, told.operator) == ("HDF-13", "ORG-4")


def test_what_is_not_coded_leaves_without_a_code():
    assert (contribute(visit(), Q).structure, contribute(visit(), Q).operator) == ("", "")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("590000001", "numéro officiel"),
        ("59 000 0001", "numéro officiel"),
        ("2A0000011", "numéro officiel"),
        ("12345678901234", "numéro officiel"),
        ("accueil@exemple.fr", "courriel"),
        ("FINESS 59.000.0001", "numéro officiel"),
        ("n°2A-000-0011/x", "numéro officiel"),
        ("06 12 34 56 78", "téléphone"),
        ("Les Tilleuls", "le nom de la structure"),
        ("EHPAD les-TILLEULS.", "le nom de la structure"),
        ("tilleuls", "le nom de la structure"),
        ("un nom vraiment trop long pour n’être qu’un code", "40 caractères"),
    ],
)
def test_what_names_the_structure_is_no_code(tmp_path, code, said):
    with pytest.raises(Refusal, match=said):
        contribute(visit(), Q, code)
    if said != "le nom de la structure":
        path = tmp_path / "envoi.json"
        path.write_text(text_of(sent()).replace("HDF-12", code), encoding="utf-8")
        with pytest.raises(Refusal, match=said):
            read_contribution(path)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HDF-12", "hdf 12"),
        ("Résidence de l’Étang", "residence de l'etang"),
        ("59 000 000 1", "590000001"),
        ("Œuvre d'Amiens", "Oeuvre d’amiens"),
    ],
)
def test_spelling_does_not_count(one, other):
    assert same_name(one) == same_name(other)


@pytest.mark.parametrize(("one", "other"), [("1-12", "11-2"), ("Tilleuls 1", "Tilleuls 11")])
def test_two_names_stay_two(one, other):
    assert same_name(one) != same_name(other)


@pytest.mark.slow
@given(st.text(st.characters(codec="latin-1"), max_size=30))
def test_case_and_outer_spaces_never_count(name):
    assert same_name(f"  {name.upper()} ") == same_name(name.upper().lower())


# 4. Written and read


def test_a_contribution_is_read_as_it_was_written(tmp_path):
    path = write_contribution(sent(), tmp_path / "envoi.json")
    assert read_contribution(path)[0] == sent()


def test_the_same_visit_gives_the_same_bytes():
    assert text_of(sent()) == text_of(sent())


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ('"month": "2026-11"', '"month": "2026-11-03"', ":10:12", "M04"),
        ('"type": "ehpad"', '"type": "ehpad", "nom": "Les Tilleuls"', ":11:20", "M01"),
        ('"MA01": "2"', '"MA01": "5"', ":17:13", "M04"),
        ('"SA01": "0"', '"SA01": "Marie sait"', ":20:13", "M04"),
        ('"format": 2', '"format": 1', ":2:13", "R03"),
        ('"format": 2', '"format": 3', ":2:13", "R03"),
        ('"operator": "', '"key": "ab", "operator": "', ":15:3", "M01"),
        ('"format": 2,', "", ":2:3|:1:1", "R01"),
    ],
)
def test_a_contribution_edited_by_hand_is_refused_at_its_line(tmp_path, old, new, place, said):
    text = text_of(sent())
    assert old in text
    path = tmp_path / "envoi.json"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(Refusal) as caught:
        read_contribution(path)
    found = caught.value.mistakes[0]
    assert re.search(f"({place})$", found.place)
    assert found.code == said
    assert found.how


@pytest.mark.parametrize("text", ["[]", "{}", "bonjour", '{"format": 1}'])
def test_what_is_not_a_contribution_is_refused(tmp_path, text):
    path = tmp_path / "envoi.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refusal, match="R01 ce n’est pas une contribution"):
        read_contribution(path)


# 5. Preview


def leaves(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from ([key] if inner in ("0", "1", "2", "3", "4", "NSP", "NC", "SR") else [])
            yield from leaves(inner)
    elif isinstance(value, bool):
        yield "oui" if value else "non"
    elif value != "":
        yield str(value)


@pytest.mark.parametrize("more", [{}, {"form": "express"}, {"illustrative": "Cas fictif."}])
def test_the_preview_shows_every_value_that_leaves(more):
    told = sent(**more)
    text = "\n".join(preview(told, Q))
    missing = [leaf for leaf in leaves(json.loads(text_of(told))) if leaf not in text]
    assert missing == []


def test_the_preview_says_in_words_what_codes_mean():
    text = "\n".join(preview(sent(answers={"MA01": "unknown"}), Q))
    assert "d59 (Nord (59))" in text
    assert "t2 (20 professionnels ou plus)" in text
    assert "2026-11 (novembre 2026)" in text
    assert "NSP (ne sait pas)" in text


def test_the_preview_says_what_is_not_told():
    bare = contribute(make_visit(Q, ANSWERS, {}, finished=True), Q)
    lines = preview(bare, Q)
    assert sum("non indiqué" in line for line in lines) == 5


def test_the_preview_says_what_stays_and_what_remains_recognisable():
    *_, stays, beware = preview(sent(), Q)
    assert "Ne partent pas" in stays
    assert "reconnaître" in beware


def test_the_preview_is_typeset():
    lines = preview(sent(), Q)
    assert lines == [typeset(line) for line in lines]
