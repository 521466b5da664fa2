"""Where a structure stands among its peers (M14, M15).

1. The peer group is the nearest of 10 structures or more, else of 5 or more, else none; why is said.
2. The bracket is as fine as the class of the group allows, and never a rank.
3. A score on a quantile is not above it; equal quantiles enclose the scores equal to them.
4. A score that may rise names both ends; the more it may, the more parts are named.
5. Without enough known, no place (M15).
6. Every sentence is French and typeset.
"""

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from benchmark.release_cases import HDF, MEASURES, cell, quantiles, regional, release, secret
from hypothesis import given
from hypothesis import strategies as st

from diag.benchmark import words
from diag.benchmark.position import Peers, brackets, peer_group, positions
from diag.benchmark.release import CLASSES, NATIONAL, Cell, Quantiles
from diag.french import NARROW, typeset
from diag.scoring.assessment import Level, NotScored, Score
from diag.scoring.kernel import Reason

Q = regional()
ESAT = {"structure_type": "ehpad", "department": "d59"}
LEVEL = Level(2, 2, 2, (), (), ())
DEPARTMENT_TYPE, REGION_TYPE = (HDF, "d59", "ehpad", ""), (HDF, "", "ehpad", "")
REGION = (HDF, "", "", "")
NEAREST = (DEPARTMENT_TYPE, REGION_TYPE, REGION, NATIONAL)


def score(value, high=None, known=100):
    high = value if high is None else high
    return Score(
        value=Decimal(value),
        whole=value,
        high=Decimal(high),
        high_whole=high,
        level=LEVEL,
        known=known,
        known_tenths=Decimal(known),
        confirm=(),
        exact=Fraction(value),
    )


def group(sizes, profile=ESAT):
    """Return the peers in a release whose groups, from the nearest, have these classes."""
    told = zip(NEAREST, sizes, strict=True)
    cells = [secret(k) if size == "s" else cell(k, size) for k, size in told if size]
    return peer_group(release(cells or [secret(NATIONAL)], shares={}), Q, profile)


def stand(value, size, high=None, known=100):
    told = release([cell(size=size)], shares={})
    return positions(told, Q, {}, {"global": score(value, high, known)})["global"]


# 1. The group


@pytest.mark.parametrize(
    ("sizes", "chosen"),
    [
        (("10-19", "20-49", "50-99", "100+"), DEPARTMENT_TYPE),
        (("5-9", "10-19", "50-99", "100+"), REGION_TYPE),
        (("s", "5-9", "20-49", "100+"), REGION),
        (("", "s", "5-9", "10-19"), NATIONAL),
        (("s", "5-9", "5-9", "5-9"), REGION_TYPE),
        (("5-9", "s", "s", "s"), DEPARTMENT_TYPE),
        (("s", "s", "s", "s"), None),
        (("", "", "", ""), None),
    ],
)
def test_the_nearest_group_large_enough_is_used(sizes, chosen):
    found = group(sizes).cell
    assert (found and found.key) == chosen


@given(st.tuples(*[st.sampled_from(("", "s", *CLASSES))] * 4))
def test_the_group_is_that_of_the_rule(sizes):
    """M14, written again: the first with n >= 10, else the first with n >= 5, else none."""
    large = [k for k, size in zip(NEAREST, sizes, strict=True) if size in CLASSES[1:]]
    small = [k for k, size in zip(NEAREST, sizes, strict=True) if size == "5-9"]
    found = group(sizes).cell
    assert (found and found.key) == next(iter(large + small), None)


def test_a_group_by_size_is_never_used():
    told = release([cell((HDF, "", "ehpad", "t1"), "100+"), cell((HDF, "", "", "t1"))], shares={})
    assert peer_group(told, Q, ESAT | {"staff": Decimal(10)}).cell is None


def test_without_a_group_it_is_said_and_nothing_else():
    found = group(("s", "", "s", "s"))
    assert found.group == "pas de repère régional publiable"
    assert found.size == ""


def test_why_nearer_groups_are_left_out_is_said():
    found = group(("5-9", "s", "10-19", "100+"))
    assert found.fallback == typeset(
        "EHPAD, Nord (59) : 5 à 9 structures accompagnées seulement ; EHPAD, Hauts-de-France : secret "
        "statistique (trop peu de structures ou d'organismes gestionnaires, ou de quoi en déduire un "
        "autre groupe par soustraction)"
    )


def test_the_nearest_group_needs_no_explanation():
    assert group(("10-19", "", "", "")).fallback == ""


def test_an_absent_group_is_told_from_a_secret_one():
    assert (
        group(("", "10-19", "", "")).fallback
        == f"EHPAD, Nord (59){NARROW}: groupe absent du repère"
    )


@pytest.mark.parametrize(
    ("profile", "said", "chosen"),
    [
        ({"department": "d59"}, "le type de la structure n’est pas indiqué", REGION),
        ({"structure_type": "ehpad"}, "le département de la structure n’est pas indiqué", NATIONAL),
        (
            {"structure_type": "ehpad", "department": "autre"},
            "le département n’est d’aucune région connue",
            NATIONAL,
        ),
        ({}, "le type de la structure n’est pas indiqué", NATIONAL),
    ],
)
def test_what_the_structure_does_not_tell_widens_the_group_once(profile, said, chosen):
    found = group(("100+", "100+", "100+", "100+"), profile)
    assert found.cell.key == chosen
    assert found.fallback.count(said) == 1


def test_the_group_its_size_and_its_period_are_always_told():
    found = group(("", "", "", "100+"))
    assert found.group == "tous types, toutes régions"
    assert found.size == "100 structures accompagnées ou plus"
    assert found.period == "visites de mars 2026 à octobre 2026"


# 2. The bracket


@pytest.mark.parametrize(
    ("size", "parts", "step"),
    [("5-9", 2, 5), ("10-19", 4, 1), ("20-49", 4, 1), ("50-99", 10, 1), ("100+", 10, 1)],
)
def test_the_bracket_is_as_fine_as_the_class_allows(size, parts, step):
    found = stand(50, size)
    assert (found.parts, found.step) == (parts, step)


@pytest.mark.parametrize(
    ("size", "value", "where"),
    [
        ("5-9", 30, "à la médiane ou au-dessous"),
        ("5-9", 60, "au-dessus de la médiane"),
        ("20-49", 10, "1er quart"),
        ("20-49", 35, "2e quart"),
        ("20-49", 50, "3e quart"),
        ("20-49", 90, "4e quart"),
        ("100+", 10, "1er dixième"),
        ("100+", 52, "7e dixième"),
        ("100+", 90, "10e dixième"),
    ],
)
def test_a_bracket_is_said_in_words(size, value, where):
    assert stand(value, size).where == where


def test_the_finest_published_numbers_are_used_when_a_measure_has_fewer():
    told = release([Cell(size_class="20-49", measures={"global": Quantiles(45)})], shares={})
    found = positions(told, Q, {}, {"global": score(50)})["global"]
    assert found.where == "au-dessus de la médiane"


def test_every_measure_stands_in_the_same_group():
    told = positions(release(), Q, ESAT, dict.fromkeys(MEASURES, score(50)))
    assert list(told) == list(MEASURES)
    assert len({id(found.peers) for found in told.values()}) == 1


def test_a_score_that_was_not_given_has_no_position():
    result = NotScored(Reason.UNKNOWN, 40)
    found = positions(release(), Q, ESAT, {"global": result})["global"]
    assert (found.parts, found.quantiles) == (0, None)
    assert "non évalué" in found.where


def test_a_measure_that_the_group_does_not_publish_has_no_position():
    told = release([Cell(size_class="20-49", measures={"MA": quantiles("20-49")})], shares={})
    found = positions(told, Q, {}, {"SA": score(50)})["SA"]
    assert (found.parts, found.where) == (0, "pas de repère publié pour ce score")


def test_without_a_group_there_is_no_position():
    told = release([secret(NATIONAL)], shares={})
    found = positions(told, Q, ESAT, {"global": score(50)})["global"]
    assert (found.parts, found.where) == (0, "pas de repère régional publiable")


# 3. Equal values


@pytest.mark.parametrize(
    ("value", "where"),
    [
        (30, "1er quart"),
        (31, "2e quart"),
        (45, "2e quart"),
        (60, "3e quart"),
        (61, "4e quart"),
    ],
)
def test_a_score_equal_to_a_quantile_is_not_above_it(value, where):
    assert stand(value, "20-49").where == where


def test_a_score_equal_to_the_median_of_a_small_group_is_not_above_it():
    assert stand(45, "5-9").where == "à la médiane ou au-dessous"


@pytest.mark.parametrize(
    ("cuts", "value", "expected"),
    [
        ((50, 50, 60), 50, (1, 2)),
        ((40, 50, 50), 50, (2, 3)),
        ((50, 50, 50), 50, (1, 3)),
        ((50,) * 9, 50, (1, 9)),
        ((50,) * 9, 51, (10, 10)),
        ((0, 0, 10), 0, (1, 2)),
        ((100, 100, 100), 100, (1, 3)),
    ],
)
def test_equal_quantiles_enclose_the_scores_equal_to_them(cuts, value, expected):
    assert brackets(cuts, value) == expected


cuts = st.lists(st.integers(0, 100), min_size=1, max_size=9).map(sorted)
wholes = st.integers(0, 100)


@given(cuts, wholes)
def test_a_bracket_holds_the_scores_between_its_bounds(cuts, value):
    """The k-th part goes from above its lower quantile up to its upper one, which it holds."""
    bounds = [Decimal("-Infinity"), *cuts, Decimal("Infinity")]
    parts = range(1, len(bounds))
    inside = [
        k
        for k in parts
        if bounds[k - 1] < value <= bounds[k] or bounds[k - 1] == value == bounds[k]
    ]
    low, high = brackets(cuts, value)
    assert list(range(low, high + 1)) == inside


@given(cuts, wholes, wholes)
def test_a_higher_score_is_never_in_a_lower_bracket(cuts, one, other):
    low, high = sorted((one, other))
    assert brackets(cuts, low) <= brackets(cuts, high)


# 4. What may rise


@pytest.mark.parametrize(
    ("size", "value", "high", "where"),
    [
        ("20-49", 35, 50, "2e au 3e quart"),
        ("20-49", 20, 90, "1er au 4e quart"),
        ("20-49", 50, 55, "3e quart"),
        ("100+", 47, 58, "6e au 8e dixième"),
        ("5-9", 40, 60, "de part et d’autre de la médiane"),
    ],
)
def test_a_score_that_straddles_names_both_ends(size, value, high, where):
    assert stand(value, size, high).where == where


@given(st.sampled_from(CLASSES), st.lists(wholes, min_size=3, max_size=3).map(sorted))
def test_a_score_that_may_rise_more_never_says_less(size, ends):
    value, high, highest = ends
    narrow, wide = stand(value, size, high), stand(value, size, highest)
    assert 1 <= wide.low == narrow.low <= narrow.high <= wide.high <= wide.parts


# 5. Known enough


def test_a_score_known_at_less_than_70_percent_has_no_place():
    assert stand(50, "20-49", known=70).where == "3e quart"
    found = stand(50, "20-49", known=69)
    assert (found.parts, found.quantiles) == (0, None)
    assert found.where == "trop peu su pour situer ce score"


# 6. Words


@given(st.sampled_from((2, 4, 10)), st.data())
def test_no_position_is_a_rank_or_a_grade(parts, data):
    low = data.draw(st.integers(1, parts))
    said = words.bracket(parts, low, data.draw(st.integers(low, parts)))
    assert not re.search(r"rang|sur \d|bon|mauvais|faible|retard|avance", said)
    assert said == typeset(said)


@pytest.mark.parametrize("parts", [2, 4, 10])
def test_the_first_part_is_never_read_as_the_best(parts):
    assert re.search("les plus bas|au plus égal", words.gloss(parts))


@pytest.mark.parametrize(
    ("key", "name"),
    [
        (NATIONAL, "tous types, toutes régions"),
        (REGION, "tous types, Hauts-de-France"),
        (REGION_TYPE, "EHPAD, Hauts-de-France"),
        ((HDF, "d59", "", ""), "tous types, Nord (59)"),
        ((HDF, "", "siae", "t2"), "SIAE, Hauts-de-France, 20 professionnels ou plus"),
    ],
)
def test_a_group_is_named_by_what_it_is_crossed_by(key, name):
    assert words.group(Q, key) == name


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-03", "2026-10", "visites de mars 2026 à octobre 2026"),
        ("2026-04", "2026-04", "visites d’avril 2026"),
        ("2025-10", "2026-01", "visites d’octobre 2025 à janvier 2026"),
    ],
)
def test_a_period_is_said(first, last, said):
    assert words.period(first, last) == said


def test_visited_structures_are_never_called_a_sample():
    assert "structures accompagnées" in words.NOT_A_SAMPLE
    assert all("structures accompagnées" in words.size(name) for name in CLASSES)


def test_peers_without_a_cell_have_no_numbers():
    assert Peers(None, words.NO_GROUP, "", "", "").cell is None
