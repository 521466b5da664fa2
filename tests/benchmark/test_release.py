"""What a release remembers, and the order it is told in.

1. The questionnaire is remembered well enough to be compared with another version.
2. Cells go from the widest to the narrowest, whatever the order they were found in.
"""

from dataclasses import replace

from benchmark.release_cases import HDF, IDF, KEYS, cell, regional, release
from hypothesis import given
from hypothesis import strategies as st

from diag.benchmark.release import Asked, Cell, Quantiles, content_of, regions_of
from diag.benchmark.rows import in_order, normal

CONTENT = content_of(regional())


def test_every_question_is_remembered_with_what_makes_its_score():
    assert CONTENT.questions[0] == Asked("MA01", "MA", 1, 2, True)
    assert [q.id for q in CONTENT.questions] == ["MA01", "MA02", "MA03", "SA01", "SA02"]
    assert CONTENT.dimensions == {"MA": 1, "SA": 2}


def test_a_department_without_region_is_in_no_regional_group():
    assert regions_of(regional()) == {"d59": HDF, "d62": HDF, "d75": IDF}
    assert CONTENT.regions == (HDF, IDF)


def test_a_questionnaire_without_departments_has_national_groups_only():
    bare = replace(regional(), profile=())
    content = content_of(bare)
    assert (content.departments, content.types) == ({}, ())


def test_the_key_of_a_cell_is_what_it_is_crossed_by():
    assert Cell(HDF, "d59", "ehpad", "t1").key == (HDF, "d59", "ehpad", "t1")


@given(st.permutations(KEYS))
def test_cells_are_in_one_order_whatever_the_order_they_come_in(keys):
    ordered = [c.key for c in in_order([cell(key) for key in keys], CONTENT)]
    assert ordered == [c.key for c in in_order([cell(key) for key in KEYS], CONTENT)]
    assert ordered[0] == ("", "", "", "")
    crossed = [sum(map(bool, key)) for key in ordered]
    assert crossed == sorted(crossed)


def test_a_measure_without_numbers_says_nothing():
    empty = Cell(size_class="5-9", measures={"MA": Quantiles(), "SA": Quantiles(50)})
    assert list(normal(release((empty,), shares={}), CONTENT).cells[0].measures) == ["SA"]
