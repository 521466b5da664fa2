"""The result on one screen (interview, line 12).

1. At most 24 lines of 80 columns whatever the visit, and whole in any width: five bars with halo and
   level, the whole, what its next level needs by name, the first actions with month and days.
2. The place among peers is there when there is one, and nothing about peers when there is none.
3. A row opens on its detail and comes back to it; the doors are letters.
4. The rows hold the words of the screen that is printed: one rendering.
"""

import re

import pytest
from helpers import PRINT, ROOT, make_visit, mini
from interview.scripted import ScriptedFace
from report.carriers import squeezed
from report.full_case import full_case, full_view
from report.position_cases import example, placed

from diag.french import typeset
from diag.interview.result_screen import show_result
from diag.questionnaire.loader import load
from diag.report.assessed_visit import prepare
from diag.report.result_view import build_result_view, render_result, result_lines
from diag.visit.expectations import read_cases, visit_of
from diag.visit.visit_file import read_visit

CONTENT = load(PRINT)
CASES = {source.name: case for case, source in read_cases(PRINT)}


def screen(visit, questionnaire=CONTENT, width=80):
    return render_result(build_result_view(prepare(questionnaire, visit)), width)


# 1. The screen


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_any_case_fits_24_lines_of_80_columns(name):
    """Line 12."""
    lines = screen(visit_of(CASES[name], CONTENT)).splitlines()
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_nothing_is_cut_in_any_width(width):
    told = result_lines(full_view())
    text = squeezed(render_result(full_view(), width))
    for part in (*told.head, *told.axes, *told.whole, *told.first, told.peers):
        assert squeezed(typeset(part)) in text


FULL = {"MA01": 2, "MA02": ["ordinateur"], "MA03": "5", "SA01": 2, "SA02": 2, "SA03": 2}


def whole(named=4, **answers):
    """Return what is told of the whole, without narrow spaces."""
    view = build_result_view(prepare(mini(), make_visit(mini(), {**FULL, **answers})))
    return " ".join(result_lines(view, named).whole).replace("\u202f", " ")


def test_the_whole_says_what_its_next_level_needs_by_name():
    needs = "Pour le niveau 3 – Ancrage : 16 points de plus et l’axe « Savoirs » à 40."
    assert whole().endswith(needs)


def test_what_holds_the_level_is_what_the_next_one_needs():
    told = whole(MA01=0, MA02=["ordinateur", "tablette", "console"], MA03="10", SA01=4, SA02=4)
    assert re.search(r"Le score atteint le niveau \d ; « .+ » retient le niveau \d\.$", told)


def test_where_there_is_no_room_names_are_counted():
    assert whole(1).endswith("16 points de plus et 1 autre point.")


def test_a_visit_without_an_answer_says_why_there_is_no_figure():
    text = screen(make_visit(mini(), {}, {}), mini())
    assert "non évalué" in text
    assert "Score global non calculé" in text
    assert "Chiffres provisoires" in text


# 2. Peers


def test_the_place_among_peers_is_there_when_there_is_one():
    assert "Parmi ses pairs" in render_result(build_result_view(placed("esat")), 80)
    assert "pairs" not in render_result(build_result_view(example("esat")), 80)


# 3 and 4. The doors


def opened(*script, assessed=None):
    face = ScriptedFace(list(script))
    door = show_result(face, assessed or full_case())
    return face, door


@pytest.mark.parametrize(
    ("letter", "door"), [("c", "confirm"), ("p", "plan"), ("d", "report"), ("r", "back"), ("q", "quit")]
)
def test_each_letter_is_a_door(letter, door):
    assert opened(letter)[1] == door


def test_without_anything_to_confirm_that_door_is_not_there():
    answers = {"MA01": 4, "MA02": ["ordinateur"], "MA03": "9", "SA01": 4, "SA02": 4, "SA03": 4}
    face, _ = opened("r", assessed=prepare(mini(), make_visit(mini(), answers)))
    assert "c" not in face.listings[0].commands


def test_the_rows_are_the_lines_of_the_printed_screen():
    face, _ = opened("r")
    text = squeezed(render_result(full_view(), 80))
    for part in (face.listings[0].title, *(row.text for row in face.listings[0].rows)):
        assert squeezed(typeset(part)) in text


def test_an_axis_opens_on_its_answers_what_holds_it_and_what_it_needs():
    face, _ = opened("1", "r")
    page, axis = face.told[0], full_view().dimensions[0]
    for said in (axis.score.title, axis.score.held, *(said for _, said, _ in axis.answers)):
        assert said in page
    assert "pour le niveau 2" in page
    assert face.listings[1].pointed == axis.id


def test_every_row_opens_on_something():
    rows = opened("r")[0].listings[0].rows
    face, _ = opened(*[row.key for row in rows], "r")
    assert len([page for page in face.told if page]) == len(rows)


def test_the_four_illustrations_fit():
    for path in sorted((ROOT / "examples").glob("*.yaml")):
        lines = screen(read_visit(path)[0]).splitlines()
        assert (len(lines) <= 22, sum(x.startswith("[") for x in lines)) == (True, 6)
