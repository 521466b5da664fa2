"""Figures of a network: what a spreadsheet would find, and nothing that rounding hides.

1. Quantiles are those of the scores themselves, interpolated as spreadsheets do.
2. A share never says 0 % for a few, nor 100 % for almost all; it needs enough structures.
3. Bars stay on their axis and end to end.
"""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diag.report import chart_figures as figures

scores = st.lists(st.integers(0, 1000), min_size=1, max_size=60)


def histogram(tenths, unscored=0):
    return np.bincount([*tenths, *[1001] * unscored], minlength=1002)


@given(scores, st.integers(0, 9), st.sampled_from([1, 2, 3, 5, 7, 9]))
def test_a_quantile_is_that_of_the_scores(values, unscored, tenth):
    share = Fraction(tenth, 10)
    found = figures.quantile(histogram(values, unscored), share)
    assert float(found) == pytest.approx(np.quantile(values, tenth / 10) / 10)


def test_a_median_is_exact():
    assert figures.median(histogram([100, 200, 201, 300, 300, 999])) == Fraction(501, 20)


def test_no_median_under_five_scores_however_many_structures():
    assert figures.median(histogram([10, 20, 30, 40], unscored=50)) is None


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (0, 40, "0"),
        (1, 8, "13"),
        (1, 1000, "< 1"),
        (5, 1000, "1"),
        (999, 1000, "> 99"),
        (995, 1000, "> 99"),
        (40, 40, "100"),
    ],
)
def test_a_share_is_rounded_half_up_and_hides_nobody(part, whole, text):
    assert figures.rate(part, whole) == f"{text}\u202f%"


def test_a_share_of_too_few_is_a_number():
    assert figures.share(2, 4).text == "2"
    assert figures.share(2, 5).text == "2 (40\u202f%)"


def test_deciles_are_drawn_from_fifty_structures():
    few, many = (figures.strip(histogram(range(0, 10 * n, 10)), "Axe") for n in (49, 50))
    assert few.wide == ""
    assert "huit sur dix" not in few.text
    assert float(many.wide) < float(many.box) < float(many.median)
    assert "huit sur dix entre 5 et 44" in many.text


@given(scores)
def test_a_strip_stays_on_its_axis(values):
    drawn = figures.strip(histogram(values), "Axe")
    assert 0 <= float(drawn.box) <= float(drawn.median) + 0.01
    assert float(drawn.box) + float(drawn.box_span) <= 100.01


@given(st.lists(st.integers(0, 500), min_size=6, max_size=6).filter(any))
def test_levels_fill_the_bar_end_to_end(counts):
    segments = figures.stack(counts, "Axe", list("012345")).segments
    assert len(segments) == sum(1 for c in counts if c)
    ends = [float(s.start) + float(s.span) for s in segments]
    assert [0.0, *ends[:-1]] == pytest.approx([float(s.start) for s in segments], abs=0.02)
    assert ends[-1] == pytest.approx(100, abs=0.02)


@pytest.mark.parametrize(("score", "shade"), [(0, "0"), (9.9, "0"), (10, "1"), (100, "9")])
def test_a_shade_covers_ten_points(score, shade):
    assert figures.shade(Fraction(str(score))) == shade
