"""Published landmarks: figures of other surveys, each with all that its honest use requires.

1. Beside a question only where the questionnaire says so; an axis without any says so.
2. Population, number, year and source are printed; so is the age of an old one.
3. No landmark touches a score.
"""

import datetime
from dataclasses import replace

import pytest
from helpers import make_visit
from report.position_cases import example

from diag.report.assessed_visit import prepare
from diag.report.html_markdown import render_html, render_markdown
from diag.report.json_report import report
from diag.report.landmark_view import is_old
from diag.report.visit_view import build_visit_view


def view_of(questionnaire, answers=None, **more):
    return build_visit_view(
        prepare(questionnaire, make_visit(questionnaire, answers or {"MA01": 2}), **more)
    )


@pytest.fixture(scope="module")
def printed():
    return build_visit_view(example("esat"))


def test_a_landmark_stands_beside_its_question(small):
    first, second = view_of(small).landmarks.axes
    assert [item.question for item in first.beside] == ["Postes (MA01)"]
    assert [x.id for x in first.beside[0].survey.landmarks] == ["R01"]
    assert (first.none, second.none) == ("", "pas de repère publié")


def test_in_print_every_axis_says_that_there_is_none(printed):
    assert {axis.none for axis in printed.landmarks.axes} == {"pas de repère publié"}
    assert render_html(printed).count("<dd>pas de repère publié</dd>") == 5
    assert render_markdown(printed).count("**\u202f: pas de repère publié") == 5


def test_landmarks_of_the_context_are_listed_apart_once(printed):
    told = [x.id for survey in printed.landmarks.context for x in survey.landmarks]
    assert sorted(told) == sorted(x.id for x in example("esat").questionnaire.landmarks)
    assert "R14" not in told  # of a personal page
    assert "ne s’y compare pas" in printed.landmarks.context_note


def test_a_landmark_beside_a_question_is_not_in_the_context(small):
    assert view_of(small).landmarks.context == ()


def test_population_number_year_and_source_are_said(small):
    survey = view_of(small).landmarks.axes[0].beside[0].survey
    assert survey.population == "Postes inventés. Nulle part, 2025, n = 100."
    assert survey.source.startswith("Source\u202f: Inventé pour les tests")


def test_an_unpublished_number_is_said(printed):
    first = printed.landmarks.context[0]
    assert "effectif exact non publié" in first.population


def test_what_a_survey_has_in_common_is_said_once(printed):
    told = [(survey.population, survey.source) for survey in printed.landmarks.context]
    assert len(set(told)) == len(told) < 16


def test_an_old_landmark_says_so(printed):
    ages = {x.id: x.age for survey in printed.landmarks.context for x in survey.landmarks}
    assert {name for name, age in ages.items() if age} == {"R01", "R02", "R03", "R16"}
    assert set(ages.values()) == {"", "repère ancien"}


@pytest.mark.parametrize(("year", "old"), [(2025, False), (2030, False), (2031, True)])
def test_a_landmark_is_old_after_five_years(small, year, old):
    assert is_old(small.landmarks[0], year) is old


def test_the_age_is_that_of_the_day_of_the_report(small):
    later = view_of(small, date=datetime.date(2033, 1, 1))
    assert later.landmarks.axes[0].beside[0].survey.landmarks[0].age == "repère ancien"


def test_no_landmark_touches_a_score(small):
    bare = replace(small, landmarks=())
    visit = make_visit(small, {"MA01": 2, "SA01": 2, "SA02": 4})
    assert report(prepare(small, visit)).scores == report(prepare(bare, visit)).scores


def test_a_questionnaire_without_landmarks_has_no_section(small):
    view = view_of(replace(small, landmarks=()))
    assert view.landmarks is None
    assert "Repères publiés" not in render_html(view)
    assert "Repères publiés" not in render_markdown(view)
