"""Each figure of the page of a release is on its own line and in its own column.

No two medians, levels or answers of this release are the same: one of another axis, group or
question is seen.
"""

import re

import pytest
from benchmark.release_cases import HDF, regional, release
from report.page_reader import html_tables, plain

from diag.benchmark.release import Cell, Quantiles
from diag.french import typeset
from diag.report.html_markdown import render_release_html
from diag.report.release_view import build_release_view

AXES = ["Matériel", "Savoirs", "Ensemble"]
MEASURES = ("MA", "SA", "global")
GROUPS = {
    ("", "", "", ""): "100+",
    (HDF, "", "", ""): "50-99",
    (HDF, "d59", "", ""): "20-49",
    (HDF, "d62", "", ""): "10-19",
    (HDF, "", "ehpad", ""): "5-9",
    (HDF, "", "siae", ""): "10-19",
    (HDF, "", "", "t1"): "20-49",
    (HDF, "", "", "t2"): "50-99",
}
LEVELS = {"MA": (11, 21, 31, 25, 12), "SA": (14, 22, 33, 23, 8), "global": (9, 19, 39, 24, 9)}
SHARES = {
    question: tuple(7 * rank + 2 * answer + 3 for answer in range(6))
    for rank, question in enumerate(("MA01", "MA02", "MA03", "SA01", "SA02"))
}


def quantiles(group, measure):
    """Return quantiles of which none is that of another group or measure."""
    low = 3 * group + measure
    return Quantiles(low + 30, low + 5, low + 55, tuple(range(low, low + 73, 9)))


@pytest.fixture(scope="module")
def tables():
    cells = [
        Cell(
            *key,
            size,
            False,
            {name: quantiles(group, m) for m, name in enumerate(MEASURES)},
            LEVELS if group == 0 else {},
        )
        for group, (key, size) in enumerate(GROUPS.items())
    ]
    shares = {(("", "", "", ""), question): told for question, told in SHARES.items()}
    told = release(tuple(cells), shares=shares)
    return html_tables(render_release_html(build_release_view(told, regional())))


def numbers(line):
    return [[int(n) for n in re.findall(r"\d+", cell)] for cell in line[1:] if cell]


def test_scores_of_the_widest_group(tables):
    table = tables["Les scores"]
    assert [line[0] for line in table.lines] == AXES
    for measure, line in enumerate(table.lines):
        own = quantiles(0, measure)
        expected = [[own.median], [own.q1, own.q3], [own.deciles[0], own.deciles[-1]]]
        assert numbers(line) == expected


def test_levels(tables):
    table = tables["Les niveaux"]
    assert [line[0] for line in table.lines] == AXES
    assert [numbers(line) for line in table.lines] == [
        [[part] for part in LEVELS[name]] for name in MEASURES
    ]


@pytest.mark.parametrize(
    ("heading", "places"),
    [
        ("Par région", [1]),
        ("Par département", [2, 3]),
        ("Par type", [4, 5]),
        ("Par taille", [6, 7]),
    ],
)
def test_medians_of_groups(tables, heading, places):
    table = tables[heading]
    for column, axis in zip(table.columns[-3:], AXES, strict=True):
        assert column.startswith(axis)
    medians = [[int(cell) for cell in line[-3:]] for line in table.lines]
    assert medians == [[quantiles(g, m).median for m in range(3)] for g in places]
    sizes = [line[0].split()[-1] for line in table.lines]
    assert sizes == [list(GROUPS.values())[g] for g in places]


@pytest.mark.parametrize("rank", [0, 1])
def test_answers_question_by_question(tables, rank):
    dimension = regional().dimensions[rank]
    table = tables[dimension.title]
    assert table.columns[-6:] == ["0", "1", "2", "3", "4", "NSP"]
    for question, line in zip(dimension.questions, table.lines, strict=True):
        title = f"{question.title} ({question.id}) {question.text}"
        assert line[0] == plain(typeset(title))
        assert numbers(line) == [[part] for part in SHARES[question.id]]
