"""One cell, one answer: what a text says, and what it does not (M1, M2).

1. Labels, levels and accepted spellings are answers; nothing near them is.
2. A mapping file goes before the question's own words, these before the synonyms.
3. A number beside a text says its level, unless the text says another one.
4. Where the scale is unknown, and beside numbers that a mapping file declares, no number counts.
5. An empty cell is no answer; what cannot be understood is damaged, with its reason.
"""

import pytest
from helpers import MINI, PRINT, mini, write_tree

from diag.french import typeset
from diag.questionnaire.loader import load
from diag.table.cells import Lexicon, State, read_profile, read_question
from diag.table.columns import Columns

QUESTIONNAIRE = load(PRINT)
LEXICON = Lexicon(QUESTIONNAIRE)
LADDER = QUESTIONNAIRE.question["AP03"]  # « non concerné » is not admitted
OPEN = QUESTIONNAIRE.question["AP01"]  # « non concerné » is admitted
SHORT = mini().question["MA01"]  # no level 3
MINI_LEXICON = Lexicon(mini())


def read(question, text, values=None, problem=""):
    columns = Columns("single", (0,), values=values or {})
    return read_question(question, columns, LEXICON, [text], problem)


def field(name, text, form="single"):
    return read_profile(QUESTIONNAIRE.field[name], Columns(form, (0,)), LEXICON, [text])


@pytest.mark.parametrize("level", range(5))
def test_a_level_is_read_by_its_key(level):
    assert read(LADDER, str(level)).level == level


@pytest.mark.parametrize("level", range(5))
def test_a_level_is_read_by_its_label(level):
    reading = read(LADDER, LADDER.choices[level].label)
    assert (reading.state, reading.value, reading.level) == (State.ANSWERED, level, level)


@pytest.mark.parametrize("text", ["2.0", "2,0", " 2 ", "2\u00a0"])
def test_a_level_survives_a_data_frame(text):
    assert read(LADDER, text).value == 2


@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        lambda t: t.rstrip("."),
        lambda t: t.replace("é", "e").replace("’", "'"),
        lambda t: f"  {t}\u00a0",
        lambda t: t.replace(" ", "  ", 3),
        lambda t: f"<p>{t}</p>".replace("é", "&eacute;"),
    ],
)
def test_a_label_is_read_whatever_its_dress(change):
    assert read(LADDER, change(LADDER.choices[4].label)).value == 4


@pytest.mark.parametrize("text", ["A1", "L4", "moyen", "?", "-", ".", "NA", "2.5", "2 ou 3", "2-3"])
def test_nothing_else_is_guessed(text):
    assert read(LADDER, text).state is State.DAMAGED


def test_a_label_cut_short_is_not_taken():
    assert read(LADDER, LADDER.choices[4].label[:-6]).state is State.DAMAGED


def test_a_near_label_is_suggested_and_not_taken():
    reading = read(LADDER, LADDER.choices[4].label.replace("dates", "daets"))
    assert reading.state is State.DAMAGED
    assert LADDER.choices[4].label in reading.how


def test_an_accepted_spelling_is_its_answer(tmp_path):
    tree = {p.relative_to(MINI).as_posix(): p.read_text("utf-8") for p in MINI.rglob("*.yaml")}
    name = "dimensions/materiel.yaml"
    tree[name] = tree[name].replace("label: Aucun poste.,", 'label: Aucun poste., accepts: ["Zéro", "9"],')
    question = load(write_tree(tmp_path, tree)).question["MA01"]
    assert [read(question, text).value for text in ("zero", "9", "Aucun poste")] == [0, 0, 0]


# Words that stand for no answer


@pytest.mark.parametrize("text", ["", "  ", "\u00a0", "\n", "\ufeff"])
def test_an_empty_cell_is_no_answer(text):
    assert read(LADDER, text).state is State.NO_ANSWER


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Je ne sais pas", State.UNKNOWN),
        ("nsp", State.UNKNOWN),
        ("-1", State.UNKNOWN),
        ("-1.0", State.UNKNOWN),
        ("5 - Je ne sais pas", State.UNKNOWN),
        ("Non concerné", State.NOT_APPLICABLE),
        ("NON CONCERNÉ.", State.NOT_APPLICABLE),
        ("Sans réponse", State.NO_ANSWER),
        ("-99", State.NO_ANSWER),
        ("N/A", State.NOT_ASKED),
        ("{question_not_shown}", State.NOT_ASKED),
        ("_SKIPPED_", State.NOT_ASKED),
    ],
)
def test_a_synonym_is_its_state(text, state):
    assert read(OPEN, text).state is state


def test_not_applicable_is_damaged_where_it_is_not_admitted():
    reading = read(LADDER, "NC")
    assert reading.state is State.DAMAGED
    assert "n’est pas admis" in reading.reason


def test_a_label_goes_before_a_synonym():
    assert field("l312", "Je ne sais pas").value == "inconnu"


def test_a_questionnaire_without_synonyms_knows_none():
    columns = Columns("single", (0,))
    assert read_question(SHORT, columns, MINI_LEXICON, ["NSP"]).state is State.DAMAGED


# What a mapping file declares


def test_a_mapping_file_goes_first():
    values = {"1": "4", "a1": "0", "sans avis": "unknown", "nsp": "not_asked"}
    said = [read(LADDER, text, values) for text in ("1", "A1", "Sans avis", "NSP")]
    assert [r.state for r in said] == [State.ANSWERED, State.ANSWERED, State.UNKNOWN, State.NOT_ASKED]
    assert [r.level for r in said] == [4, 0, 0, 0]


def test_a_mapping_file_may_speak_of_a_mark():
    assert read(LADDER, "?", {"?": "unknown"}).state is State.UNKNOWN


def test_a_mapping_file_may_speak_of_an_empty_cell():
    assert read(LADDER, " ", {"": "not_asked"}).state is State.NOT_ASKED


# Numbers beside a text


@pytest.mark.parametrize(
    "form", ["{n} - {t}", "{n} : {t}", "{n}. {t}", "{n}) {t}", "{n} {t}", "[{n}] {t}", "{t} ({n})"]
)
def test_a_numbered_label_is_its_label(form):
    assert read(LADDER, form.format(n=3, t=LADDER.choices[3].label)).value == 3


def test_the_label_of_another_level_wins_over_the_number():
    assert read(LADDER, f"1 - {LADDER.choices[0].label}").value == 0


def test_a_lettered_label_is_its_label():
    assert read(LADDER, f"b) {LADDER.choices[1].label}").value == 1


def test_an_unknown_text_leaves_its_number():
    assert read(LADDER, "0 - Pas du tout").value == 0


def test_a_number_and_the_near_label_of_another_level_contradict_each_other():
    reading = read(LADDER, "2 - " + LADDER.choices[4].label.replace("dates", "daets"))
    assert reading.state is State.DAMAGED


@pytest.mark.parametrize("text", ["2-3 fois par an", "1,5", "3/4", "12/03/2026", "2024"])
def test_what_only_begins_as_a_number_is_no_level(text):
    assert read(LADDER, text).state is State.DAMAGED


def test_a_number_absent_from_the_ladder_is_damaged():
    assert read(SHORT, "3").state is State.DAMAGED


# Numbers of another scale


def test_no_number_of_an_unknown_scale_is_scored():
    why = "échelle inconnue"
    said = [read(LADDER, text, problem=why) for text in ("1", "3 - Assez", "5")]
    assert {(r.state, r.reason) for r in said} == {(State.DAMAGED, why)}


def test_labels_beside_an_unknown_scale_are_read():
    assert read(LADDER, LADDER.choices[2].label, problem="échelle inconnue").level == 2
    assert read(LADDER, "", problem="échelle inconnue").state is State.NO_ANSWER


def test_a_number_that_the_mapping_file_leaves_out_is_damaged():
    values = {"5": "4", "4": "3"}
    assert [read(LADDER, text, values).value for text in ("5", "4")] == [4, 3]
    assert {read(LADDER, text, values).state for text in ("3", "0", "1.0")} == {State.DAMAGED}
    assert read(LADDER, LADDER.choices[1].label, values).value == 1


def test_a_mapping_file_that_says_no_number_leaves_them_as_they_are():
    assert read(LADDER, "2", {"9": "unknown", "a1": "0"}).value == 2


# Damaged cells


@pytest.mark.parametrize("text", ["#NOM?", "#VALEUR!", " #N/A ", "#REF!", "#DIV/0!", "#name?"])
def test_an_excel_error_is_named(text):
    assert read(LADDER, text).reason == "erreur d’Excel"


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "mac_roman"])
def test_spoilt_accents_are_named_and_not_scored(encoding):
    label = LADDER.choices[0].label
    reading = read(LADDER, label.encode("utf-8").decode(encoding))
    assert (reading.state, reading.reason) == (State.DAMAGED, "accents abîmés")
    assert label in reading.how


def test_what_is_said_is_typeset():
    for text in ("zut", "#NOM?", "NC", LADDER.choices[0].label.encode().decode("cp1252")):
        reading = read(LADDER, text)
        assert reading.reason == typeset(reading.reason)
        assert reading.how == typeset(reading.how)


# Profile


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("structure_type", "esat", "esat"),
        ("structure_type", "Foyer de vie", "eanm"),
        ("structure_type", "500.0", "ehpad"),
        ("structure_type", "-oth-", "autre"),
        ("department", "02", "d02"),
        ("department", "2", "d02"),
        ("department", "59 - Nord", "d59"),
        ("department", "Somme (80)", "d80"),
        ("l312", "TRUE", "oui"),
        ("l312", "0", "non"),
        ("l312", "NON", "non"),
    ],
)
def test_a_choice_of_the_profile_is_read(name, text, value):
    assert field(name, text).value == value


@pytest.mark.parametrize("text", ["59-62", "2 ou 59", "59100", "Nord et Somme"])
def test_two_departments_are_none(text):
    assert field("department", text).state is State.DAMAGED


def test_several_choices_of_the_profile_are_a_list():
    said = field("public", "Familles, Personnes âgées", "joined")
    assert said.value == ["personnes-agees", "familles"]


def test_a_number_of_the_profile_may_be_grouped():
    assert field("places", "1\u202f234").value == 1234


def test_a_text_of_the_profile_is_kept():
    express = load(PRINT.parent / "express-service")
    said = read_profile(express.field["service"], Columns("single", (0,)), LEXICON, [" SAVS\x07 "])
    assert said.value == "SAVS"
