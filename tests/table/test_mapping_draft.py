"""The mapping file prepared for the user.

1. Read back without a change, it gives the same binding, whatever the headings hold.
2. Each absent question is a comment, with the headings nearest to it; none is applied.
3. It copies no cell, save what was not understood in the own column of a question.
"""

import re

import pytest
from helpers import PRINT
from hypothesis import given, settings
from hypothesis import strategies as st
from table.survey_tools import TOOLS, export, layout

from diag.questionnaire.loader import load
from diag.questionnaire.located_yaml import parse_source
from diag.questionnaire.validation import validate
from diag.table.columns import bind
from diag.table.mapping import Correspondence, MappingFile
from diag.table.prepare import Draft

QUESTIONNAIRE = load(PRINT)
KEPT = (
    *("questions", "profile", "key", "key_width", "name", "operator", "role", "date", "markers"),
    *("unused", "technical", "absent", "notes"),
)


def write(opened, key=None):
    return Draft(opened, QUESTIONNAIRE, bind(opened, QUESTIONNAIRE, key=key)).text()


def read_back(opened, text):
    source = parse_source(text, "correspondance.yaml")
    file, mistakes = validate(MappingFile, source)
    assert mistakes == []
    return bind(opened, QUESTIONNAIRE, Correspondence(file, source))


def assert_same(opened, key=None):
    first = bind(opened, QUESTIONNAIRE, key=key)
    second = read_back(opened, Draft(opened, QUESTIONNAIRE, first).text())
    for name in KEPT:
        assert getattr(second, name) == getattr(first, name), name


@pytest.mark.slow
@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_it_gives_the_same_binding(tool):
    assert_same(export(tool, QUESTIONNAIRE))


HEADINGS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["EQ01", "eq01", "#2", "id", "AP05[video]", "AP05/video", "AP05", "Département"]),
    st.sampled_from(["FINESS", "null", "~", "a: b", "# c", "EQ10_1", "EQ10_2", "public/autre", "oui"]),
    st.tuples(st.sampled_from(["EQ01", "Bloc", "ligne\nligne"]), st.text(max_size=8)),
)


@pytest.mark.slow
@settings(max_examples=60)
@given(st.lists(HEADINGS, min_size=1, max_size=8), st.lists(st.sampled_from("01x"), min_size=8, max_size=8))
def test_it_gives_the_same_binding_whatever_the_headings(headings, row):
    assert_same(layout(headings, [row[: len(headings)]]))


def test_the_key_said_is_written():
    opened = layout(["id", "Site"])
    assert 'key: "Site"' in write(opened, key="Site")
    assert "key: null" in write(layout(["Site"]))


def test_a_heading_borne_twice_is_named_by_its_place():
    opened = layout(["EQ01", "Département", "département", "Département"], [["1", "59", "", ""]])
    assert 'columns: ["#2", "département", "#4"]' in write(opened)
    assert 'column: "Département"' in write(layout(["EQ01", "Département"]))


def test_a_very_long_heading_is_named_by_its_place():
    text = QUESTIONNAIRE.question["EQ01"].text
    opened = layout([f"{text}\n{'Une précision. ' * 20}"])
    assert 'EQ01: {column: "#1"}' in write(opened)


def test_an_absent_question_is_a_comment_with_its_nearest_headings():
    text = QUESTIONNAIRE.question["EQ01"].text
    opened = layout(["Tout autre chose", text.replace("professionnels", "salariés")])
    written = write(opened)
    line = next(line for line in written.splitlines() if "# EQ01: {column" in line)
    assert "salariés" in line
    assert not read_back(opened, written).questions


def test_columns_that_claim_one_question_are_suggested_first():
    written = write(layout(["public", "public", "Le public accueilli"]))
    lines = [line for line in written.splitlines() if "# public: {column" in line]
    assert lines[:2] == ['  # public: {column: "#1"}', '  # public: {column: "#2"}']


def test_boxes_of_a_reworded_question_are_suggested():
    question = QUESTIONNAIRE.question["AP05"]
    written = write(layout([f"Quels loisirs ? [{c.label}]" for c in question.choices]))
    assert '  #     musique: "Quels loisirs ? [Musique et podcasts (émissions à écouter)]"' in written


def test_boxes_coded_by_the_tool_are_suggested_in_their_order():
    question = QUESTIONNAIRE.question["AP05"]
    written = write(layout([f"AP05[SQ{rank:03}]" for rank in range(1, len(question.choices) + 1)]))
    assert f'  #     {question.choices[1].id}: "AP05[SQ002]"' in written


def test_a_suggestion_is_applied_by_removing_its_mark():
    opened = layout(["Postes de travail des salariés", "EQ02"])
    written = write(opened).replace('  # EQ01: {column: ""}', '  EQ01: {column: "#1"}')
    assert read_back(opened, written).questions["EQ01"].positions == (0,)


def test_unused_headings_are_listed():
    assert "#   #2 Adresse du site" in write(layout(["EQ01", "Adresse du\nsite"]))


def test_what_a_question_did_not_understand_is_proposed():
    written = write(layout(["EQ01"], [["A1"], ["2"], ["Sans avis"]]))
    assert '"A1": …, "Sans avis": …' in written


def test_no_cell_of_another_column_is_copied():
    rows = [["Mme Dupont", "59", "2", "12 rue des Lilas", "Direction"]]
    written = write(layout(["Nom", "Département", "EQ01", "Adresse", "Votre fonction"], rows))
    assert not re.search("Dupont|Lilas|Direction", written)


def test_no_control_character_is_written():
    written = write(layout(["EQ01\x1b[2J", "x\x07\u2028y", "\x85"]))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028]", written)
