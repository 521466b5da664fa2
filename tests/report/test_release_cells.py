"""Each figure of the page of a release is on its own line and in its own column.

No two medians or levels of this release are the same: one of another axis or group is seen.
"""

import pytest
from benchmark.release_cases import HDF, regional, release
from report.page_reader import html_tables

from diag.benchmark.release import Cell, Quantiles
from diag.benchmark.words import tenths
from diag.report.html_markdown import render_release_html
from diag.report.release_view import build_release_view

AXES = ["Matériel", "Savoirs", "Ensemble"]
MEASURES = ("MA", "SA", "global")
NODES = ((), (HDF,), (HDF, "ehpad"), (HDF, "siae"), (HDF, "ehpad", "d59"), (HDF, "siae", "d62"))
LEVELS = {"MA": (1, 2, 3, 2, 1), "SA": (2, 1, 3, 1, 2), "global": (1, 3, 2, 1, 2)}


def quantiles(group, measure):
    """Return quantiles of which none is that of another group or measure."""
    low = 3 * group + measure
    deciles = (*range(low, low + 28, 7), low + 30, *range(low + 37, low + 65, 7))
    return Quantiles("50-99", low + 30, low + 10, low + 55, deciles)


@pytest.fixture(scope="module")
def tables():
    cells = [
        Cell.of(
            node,
            {name: quantiles(g, m) for m, name in enumerate(MEASURES)},
            LEVELS if g == 1 else {},
        )
        for g, node in enumerate(NODES)
    ]
    return html_tables(
        render_release_html(build_release_view(release(cells, shares={}), regional()))
    )


def medians(line):
    """Return the medians of a line of groups, by axis."""
    told = [cell for cell in line.values() if cell.isdigit()]
    assert len(told) == 3
    return told


def test_each_quantile_is_on_the_line_of_its_axis(tables):
    profile = tables["Le profil"].rows()
    for m, axis in enumerate(AXES):
        told = quantiles(1, m)
        line = profile[axis]
        assert line["Médiane"] == str(told.median)
        assert line["Une sur deux"] == f"{told.q1} à {told.q3}"
        assert line["Huit sur dix"] == f"{told.deciles[0]} à {told.deciles[-1]}"


def test_each_share_is_in_the_column_of_its_level(tables):
    levels = tables["Les niveaux"].rows()
    for axis, told in zip(AXES, LEVELS.values(), strict=True):
        assert [levels[axis][f"Niv. {n}"] for n in range(5)] == [tenths(share) for share in told]


def test_each_median_is_told_of_its_group_and_its_axis(tables):
    regions, types = tables["Par région"].rows(), tables[f"Par type, {HDF}"].rows()
    assert medians(regions[f"{HDF} 50-99"]) == [str(quantiles(1, m).median) for m in range(3)]
    for g, name in ((2, "EHPAD"), (3, "SIAE")):
        assert medians(types[f"{name} 50-99"]) == [str(quantiles(g, m).median) for m in range(3)]


def test_each_type_is_told_in_its_departement(tables):
    (heading,) = [name for name in tables if name.startswith("Par type et département")]
    found = {line[0]: line[1:] for line in tables[heading].lines}
    assert found["EHPAD"] == [str(quantiles(4, 2).median), "s"]
    assert found["SIAE"] == ["s", str(quantiles(5, 2).median)]
