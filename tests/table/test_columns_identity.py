"""Whose answer a row is (`exports.md`, 2).

1. The key: what `--cle` says, else a FINESS or a SIRET, else the id of the tool, else none.
2. A question about FINESS is not a FINESS number.
3. Name, organisation, role and date are those of the tools' and the users' usual headings.
4. What the tool marks as unfinished or refused is told; what waits for a check counts.
5. Every column is told, identifies, is set aside or is listed as unused: once.
"""

import pytest
from helpers import PRINT
from table.survey_tools import layout

from diag.questionnaire.loader import load
from diag.questionnaire.mistakes import Refusal
from diag.table.columns import bind

QUESTIONNAIRE = load(PRINT)
FINESS, SIRET, SIREN = "590001234", "12345678900012", "123456789"


def bound(headings, *rows, tool="", key=None):
    return bind(layout(headings, rows, tool), QUESTIONNAIRE, key=key)


def key_of(headings, *rows, **more):
    binding = bound(headings, *rows, **more)
    return binding.key, binding.key_width


# Key


@pytest.mark.parametrize(
    "heading",
    ["FINESS", "N° FINESS", "Numéro FINESS", "FINESS ET", "Quel est le numéro FINESS ?", "nofinesset FINESS"],
)
def test_a_finess_number_is_the_key(heading):
    assert key_of(["id", heading], ["1", FINESS], ["2", "20001234"]) == (1, 9)


def test_a_question_about_finess_is_not_the_key():
    assert bound(["id", "Numéro FINESS"], ["1", "Oui"], ["2", "Non"]).key == 0


CODE, OPERATOR_CODE = (QUESTIONNAIRE.field[name].text for name in ("structure_code", "operator_code"))


def test_the_code_given_by_the_network_is_the_key_and_its_organisation_the_operator():
    binding = bound(["id", CODE, OPERATOR_CODE], ["1", "HDF-12", "ORG-3"], ["2", "HDF-13", ""])
    assert (binding.key, binding.operator) == (1, 2)
    assert not binding.profile


def test_a_code_that_nobody_gave_is_not_the_key():
    assert bound(["id", CODE], ["1", ""], ["2", ""]).key == 0


def test_an_official_number_goes_before_the_code_of_the_network():
    assert bound([CODE, "FINESS"], ["HDF-12", FINESS]).key == 1


def test_an_empty_finess_column_is_not_the_key():
    assert key_of(["id", "N° FINESS"], ["1", ""], ["2", ""]) == (0, 0)


def test_the_finess_of_the_organisation_is_not_the_key():
    binding = bound(["FINESS EJ", "FINESS ET"], ["590009999", FINESS])
    assert (binding.key, binding.operator) == (1, 0)


def test_a_siret_is_the_key():
    assert key_of(["ID", "Établissement SIRET"], ["1", SIRET]) == (1, 14)
    assert key_of(["ID", "SIRET"], ["1", "123 456 789 00012"]) == (1, 14)


def test_a_finess_goes_before_a_siret():
    assert key_of(["SIRET", "FINESS"], [SIRET, FINESS]) == (1, 9)


def test_a_siret_rounded_by_a_spreadsheet_is_told_and_not_the_key():
    binding = bound(["ID", "SIRET"], ["1", "1,23457E+13"])
    assert binding.key == 0
    assert "arrondis" in binding.notes[0]


def test_two_finess_columns_are_told():
    binding = bound(["ID", "FINESS A", "FINESS B"], ["1", FINESS, FINESS])
    assert binding.key == 0
    assert "--cle" in binding.notes[0]


@pytest.mark.parametrize(
    "heading",
    [
        *("id", "ID", "SID", "_uuid", "X_uuid", "ResponseId", "Respondent ID", "RespondentID"),
        *("#", "CLE", "Submission ID", "ID de la réponse", "Response ID", "KEY", "N°Obs"),
    ],
)
def test_the_id_of_the_tool_is_the_key(heading):
    assert key_of(["EQ01", heading]) == (1, 0)


def test_the_surest_id_goes_first():
    assert key_of(["_id", "_uuid", "_index"]) == (1, 0)
    assert key_of(["Séquentiel", "SID"]) == (1, 0)


def test_without_id_the_row_is_the_key():
    assert key_of(["Horodateur", "EQ01"]) == (None, 0)


@pytest.mark.parametrize("key", ["Nom du site", "nom du  SITE", "#2"])
def test_the_key_may_be_said(key):
    assert key_of(["id", "Nom du site"], key=key) == (1, 0)


def test_the_key_said_keeps_its_width():
    assert key_of(["id", "SIREN"], ["1", SIREN], key="SIREN") == (1, 9)


def test_a_heading_goes_before_a_position():
    assert key_of(["#3", "b", "c"], key="#3") == (0, 0)
    assert key_of(["a", "#", "c"], key="#") == (1, 0)


def test_the_name_may_be_the_key():
    binding = bound(["id", "Nom de la structure"], key="Nom de la structure")
    assert (binding.key, binding.name) == (1, 1)


def test_the_key_may_be_a_field_too():
    binding = bound(["id", "Département"], key="Département")
    assert (binding.key, binding.profile["department"].positions) == (1, (1,))


@pytest.mark.parametrize("key", ["Nom du sigle", "#3", "#0", "", "#99999999999"])
def test_an_unknown_key_is_refused(key):
    with pytest.raises(Refusal) as caught:
        key_of(["id", "Nom du site"], key=key)
    (mistake,) = caught.value.mistakes
    assert (mistake.file, mistake.code) == ("--cle", "L03")
    assert mistake.how


def test_an_unknown_key_is_suggested():
    with pytest.raises(Refusal, match="L03") as caught:
        key_of(["id", "Nom du site"], key="Nom du sit")
    assert "« Nom du site »" in caught.value.mistakes[0].how


def test_a_key_of_two_columns_is_refused_with_their_positions():
    with pytest.raises(Refusal, match="L04") as caught:
        key_of(["Site", "EQ01", "Site"], key="Site")
    assert "#1 ou #3" in caught.value.mistakes[0].how


# Name, organisation, role, date


@pytest.mark.parametrize(
    ("heading", "use"),
    [
        ("Nom de la structure", "name"),
        ("NOM DE L'ETABLISSEMENT", "name"),
        ("Quel est le nom de votre structure ?", "name"),
        ("Organisme gestionnaire", "operator"),
        ("Votre fonction", "role"),
        ("Fonction", "role"),
        ("submitdate", "date"),
        ("Date de soumission", "date"),
        ("Heure de soumission", "date"),
        ("_submission_time", "date"),
        ("SubmissionDate", "date"),
        ("Horodateur", "date"),
        ("Heure de fin", "date"),
        ("Completion time", "date"),
        ("End Date", "date"),
        ("EndDate", "date"),
        ("Submit Date (UTC)", "date"),
        ("Submitted at", "date"),
        ("DATE_ENREG", "date"),
        ("Déposé le", "date"),
    ],
)
def test_who_and_when(heading, use):
    assert getattr(bound(["EQ01", heading]), use) == 1


def test_the_sending_is_dated_before_the_beginning():
    assert bound(["startdate", "datestamp", "submitdate"]).date == 2


def test_a_number_of_the_organisation_is_surer_than_its_name():
    binding = bound(["Organisme gestionnaire", "SIREN"], ["Les Tilleuls", SIREN])
    assert binding.operator == 1


def test_the_name_of_a_person_is_no_name_of_a_structure():
    binding = bound(["Nom", "Prénom", "Adresse e-mail"])
    assert binding.name is None
    assert len(binding.technical) == 3


@pytest.mark.parametrize("beside", ["Prénom", "Courriel", "Fonction", "Civilité"])
def test_a_bare_name_beside_what_tells_of_a_person_is_a_person_s(beside):
    assert bound(["Nom", beside, "EQ01"]).name is None


def test_a_bare_name_names_the_structure_in_a_table_of_nobody():
    assert bound(["Nom", "EQ01"]).name == 0
    assert bound(["Nom", "EQ01"], tool="ms_forms").name is None
    assert bound(["Nom", "Nom de la structure", "EQ01"]).name == 1


def test_a_table_of_structures_has_short_headings():
    binding = bound(["N° de structure", "Nom", "Dépt", "EQ01"], ["12", "Les Tilleuls", "59", "2"])
    assert (binding.key, binding.name) == (0, 1)
    assert binding.profile["department"].positions == (2,)
    assert not binding.unused


# Every column once


def test_every_column_has_one_place():
    headings = ["id", "submitdate", "EQ01", "Département", "Adresse IP", "Truc", "Votre fonction", ""]
    binding = bound(headings, ["1", "", "2", "59", "", "", "", ""], tool="limesurvey")
    told = [p for c in (*binding.questions.values(), *binding.profile.values()) for p in c.positions]
    who = [binding.key, binding.date, binding.role]
    rest = [h.position for h in (*binding.technical, *binding.unused)]
    assert sorted(told + who + rest) == list(range(len(headings)))
    assert [h.label for h in binding.unused] == ["Truc"]


def test_a_column_without_heading_that_holds_something_is_listed():
    assert [h.position for h in bound(["EQ01", ""], ["1", "x"]).unused] == [1]
