"""What one structure sends: levels and pseudonyms, nobody's name (M19).

1. Nothing that a person typed leaves, whatever it is.
2. What leaves is what counts: type, department, size class, month, levels.
3. A pseudonym is the same for the same name and key, and says nothing without the key.
4. A weak key is refused.
5. What is read back is what was written; anything else is refused at its line.
6. The preview shows every field.
"""

import datetime
import json
import re
from dataclasses import replace

import pytest
from benchmark.release_cases import regional
from helpers import make_visit
from hypothesis import given
from hypothesis import strategies as st

from diag.benchmark.contribution import (
    Contribution,
    contribute,
    preview,
    read_contribution,
    to_json,
    write_contribution,
)
from diag.benchmark.pseudonyms import key_mark, pseudonym, read_key, same_name
from diag.french import typeset
from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.questionnaire_model import ProfileField
from diag.visit.visit_model import Answer, Decision, PlanChoices, Respondent, SetAside

Q = regional()
KEY = b"0f1e2d3c4b5a69788796a5b4c3d2e1f0"
ANSWERS = {"MA01": 2, "MA02": ["console", "tablette"], "MA03": "7.5", "SA01": 0}
PROFILE = {"structure_type": "ehpad", "department": "d59", "staff": "37", "places": "84"}


def visit(**more):
    return make_visit(
        Q, ANSWERS | more.pop("answers", {}), PROFILE | more.pop("profile", {}), **more
    )


def sent(**more):
    return contribute(visit(**more), Q, KEY, "590000001", "Association X")


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
    written = to_json(contribute(typed, Q, KEY, secret, secret))
    assert secret not in written
    assert secret.lower() not in written


def test_the_exact_numbers_and_boxes_stay():
    written = to_json(sent(profile={"staff": "37", "places": "84"}))
    told = json.loads(written)
    assert told["answers"]["MA03"] == "3"
    assert told["answers"]["MA02"] == "2"
    assert not re.search(r"7\.5|console|\b37\b|\b84\b|590000001|Association|Tilleuls", written)


def test_the_fields_of_a_contribution_are_these_and_no_other():
    assert set(Contribution.model_fields) == {
        *("format", "synthetic", "questionnaire", "form", "month", "type", "department", "size"),
        *("structure", "operator", "key", "answers"),
    }


def test_the_day_of_the_visit_stays():
    assert sent(date=datetime.date(2026, 11, 3)).month == "2026-11"
    assert "2026-11-03" not in to_json(sent(date=datetime.date(2026, 11, 3)))


# 2. What leaves


def test_type_department_and_size_class_leave():
    told = sent()
    assert (told.type, told.department, told.size) == ("ehpad", "d59", "t2")


@pytest.mark.parametrize(("staff", "size"), [("0", "t1"), ("19.5", "t1"), ("20", "t2"), (None, "")])
def test_the_number_of_professionals_leaves_as_a_class(staff, size):
    profile = {"structure_type": "ehpad"} | ({} if staff is None else {"staff": staff})
    assert contribute(make_visit(Q, ANSWERS, profile), Q, KEY).size == size


def test_every_status_leaves_and_what_was_not_asked_is_left_out():
    told = sent(answers={"MA01": "unknown", "MA02": "not_applicable", "MA03": "missing"})
    assert told.answers == {"MA01": "NSP", "MA02": "NC", "MA03": "SR", "SA01": "0"}


def test_invented_data_stay_marked():
    assert not sent().synthetic
    assert sent(illustrative="Cas fictif.").synthetic


def test_a_visit_of_another_content_of_the_questionnaire_is_refused():
    other = replace(Q, hash="sha256:" + "00" * 32)
    with pytest.raises(Refusal, match="R03 la visite n’a pas été faite avec ce contenu"):
        contribute(visit(), other, KEY)


def test_a_structure_without_a_name_needs_an_identifier():
    with pytest.raises(Refusal, match="R01 rien ne dit de quelle structure il s’agit"):
        contribute(visit(name=" "), Q, KEY)
    assert contribute(visit(name=""), Q, KEY, "590000001").structure


# 3. Pseudonyms


def test_a_pseudonym_is_a_keyed_fingerprint():
    """Worked by hand: echo -n 'diag:structure:590000001' | openssl dgst -sha256 -hmac "$KEY"."""
    expected = "fb61dfcb61f8e23ea8b3da64a96500bc861666014fbe8f5a5a21e758445e2f39"
    assert pseudonym(KEY, "structure", "590000001") == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Les Tilleuls", "les  TILLEULS"),
        ("Résidence de l’Étang", "residence de l'etang"),
        ("59 000 000 1", "590000001"),
        ("Œuvre d'Amiens", "Oeuvre d’amiens"),
    ],
)
def test_spelling_does_not_count(one, other):
    assert pseudonym(KEY, "structure", one) == pseudonym(KEY, "structure", other)


@pytest.mark.parametrize(("one", "other"), [("1-12", "11-2"), ("Tilleuls 1", "Tilleuls 11")])
def test_two_names_stay_two(one, other):
    assert pseudonym(KEY, "structure", one) != pseudonym(KEY, "structure", other)


@given(st.text(st.characters(codec="latin-1"), max_size=30))
def test_case_and_outer_spaces_never_count(name):
    assert same_name(f"  {name.upper()} ") == same_name(name.upper().lower())


def test_a_structure_named_as_its_organisation_is_not_it():
    assert pseudonym(KEY, "structure", "X") != pseudonym(KEY, "operator", "X")


def test_another_key_gives_other_pseudonyms_and_another_mark():
    other = b"une autre cle du reseau".upper()
    assert pseudonym(KEY, "structure", "X") != pseudonym(other, "structure", "X")
    assert key_mark(KEY) != key_mark(other)
    assert key_mark(KEY) not in KEY.decode()


def test_an_organisation_that_is_not_known_has_no_pseudonym():
    assert contribute(visit(), Q, KEY).operator == ""


def test_the_codes_given_by_the_network_stand_for_the_structure_and_its_organisation():
    fields = tuple(
        ProfileField(id=name, title="Code", text="Quel code ?", kind="text", asked="last")
        for name in ("structure_code", "operator_code")
    )
    coded = replace(Q, profile=(*Q.profile, *fields))
    codes = {"structure_code": "HDF-12", "operator_code": "ORG-3"}
    told = contribute(make_visit(coded, ANSWERS, PROFILE | codes), coded, KEY)
    assert told.structure == pseudonym(KEY, "structure", "HDF-12")
    assert told.operator == pseudonym(KEY, "operator", "ORG-3")
    given = contribute(make_visit(coded, ANSWERS, PROFILE | codes), coded, KEY, "590000001", "X")
    assert given.structure == pseudonym(KEY, "structure", "590000001")


def test_two_structures_of_one_name_in_two_departments_stay_two():
    one = contribute(visit(), Q, KEY)
    other = contribute(visit(profile={"department": "d62"}), Q, KEY)
    assert one.structure != other.structure


# 4. Keys


def key_file(tmp_path, raw):
    (tmp_path / "reseau.cle").write_bytes(raw)
    return tmp_path / "reseau.cle"


@pytest.mark.parametrize(
    "raw", [KEY, KEY + b"\n", KEY + b"\r\n", b"une phrase assez longue", bytes(range(16))]
)
def test_a_key_is_read_less_its_line_end(tmp_path, raw):
    assert read_key(key_file(tmp_path, raw)) == raw.rstrip(b"\r\n")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "0 octets"),
        (b"quinze octets !", "15 octets ; il en faut au moins 16"),
        (b"0123456789abcdef", "8 octets"),
        (b"a" * 40, "8 octets|20 octets|trop facile"),
        (b"zyzyzyzyzyzyzyzyzyzy", "trop facile à deviner"),
        (b"x" * 5000, "trop long"),
    ],
)
def test_a_weak_key_is_refused(tmp_path, raw, said):
    with pytest.raises(Refusal, match=said) as caught:
        read_key(key_file(tmp_path, raw))
    assert caught.value.mistakes[0].code == "R08"
    assert "--nouvelle-cle" in caught.value.mistakes[0].how


def test_a_key_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Refusal, match="F01 fichier introuvable"):
        read_key(tmp_path / "absente.cle")


# 5. Written and read


def test_a_contribution_is_read_as_it_was_written(tmp_path):
    path = write_contribution(sent(), tmp_path / "envoi.json")
    assert read_contribution(path)[0] == sent()


def test_the_same_visit_gives_the_same_bytes():
    assert to_json(sent()) == to_json(sent())


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ('"month": "2026-11"', '"month": "2026-11-03"', ":10:12", "M04"),
        ('"type": "ehpad"', '"type": "ehpad", "nom": "Les Tilleuls"', ":11:20", "M01"),
        ('"MA01": "2"', '"MA01": "5"', ":18:13", "M04"),
        ('"SA01": "0"', '"SA01": "Marie sait"', ":21:13", "M04"),
        ('"format": 1', '"format": 2', ":2:13", "R03"),
        ('"operator": "', '"operator": "Association X', ":15:15", "M04"),
        ('"format": 1,', "", ":2:3|:1:1", "R01"),
    ],
)
def test_a_contribution_edited_by_hand_is_refused_at_its_line(tmp_path, old, new, place, said):
    text = to_json(sent())
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


# 6. Preview


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
    missing = [leaf for leaf in leaves(json.loads(to_json(told))) if leaf not in text]
    assert missing == []


def test_the_preview_says_in_words_what_codes_mean():
    text = "\n".join(preview(sent(answers={"MA01": "unknown"}), Q))
    assert "d59 (Nord (59))" in text
    assert "t2 (20 professionnels ou plus)" in text
    assert "2026-11 (novembre 2026)" in text
    assert "NSP (ne sait pas)" in text


def test_the_preview_says_what_is_not_told():
    bare = contribute(make_visit(Q, ANSWERS, {}), Q, KEY)
    lines = preview(bare, Q)
    assert sum("non indiqué" in line for line in lines) == 4


def test_the_preview_says_what_stays_and_what_remains_recognisable():
    *_, stays, beware = preview(sent(), Q)
    assert "Ne partent pas" in stays
    assert "reconnaître" in beware


def test_the_preview_is_typeset():
    lines = preview(sent(), Q)
    assert lines == [typeset(line) for line in lines]
