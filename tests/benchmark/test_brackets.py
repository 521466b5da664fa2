"""Where a structure stands among its peers (M14, M15).

1. The peer group is the own type of 10 structures or more, else the nearest, else none; why is said.
2. The bracket is as fine as the class of the group allows, and never a rank.
3. A published quantile stands for itself give or take half a rounding step: the true part is named.
4. A score that may rise names both ends; the more it may, the more parts are named.
5. Without enough known, no place (M15).
6. Every sentence is French and typeset.
"""

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from benchmark.release_cases import HDF, MEASURES, cell, quantiles, regional, release
from hypothesis import given
from hypothesis import strategies as st

from diag.benchmark import words
from diag.benchmark.group_tree import COUNTRY
from diag.benchmark.position import Peers, cuts_of, peer_group, positions, straddled
from diag.benchmark.quantiles import DECILES, MEDIAN, QUARTILES, published, twice_quantile
from diag.benchmark.release import CLASSES, Cell, Quantiles
from diag.french import typeset
from diag.scoring.assessment import Level, NotScored, Score
from diag.scoring.kernel import Reason

Q = regional()
ESAT = {"structure_type": "ehpad", "department": "d59"}
LEVEL = Level(2, 2, 2, (), (), ())
REGION, REGION_TYPE, DEPARTMENT_TYPE = (HDF,), (HDF, "ehpad"), (HDF, "ehpad", "d59")
NEAREST = (DEPARTMENT_TYPE, REGION_TYPE, REGION, COUNTRY)


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
    cells = [Cell.of(node) if size == "s" else cell(node, size) for node, size in told]
    return peer_group(release(cells, shares={}), Q, profile)


def stand(value, size, high=None, known=100):
    told = release([cell(size=size)], shares={})
    return positions(told, Q, {}, {"global": score(value, high, known)})["global"]


# 1. The group


@pytest.mark.parametrize(
    ("sizes", "chosen"),
    [
        (("10-19", "20-49", "50-99", "100+"), DEPARTMENT_TYPE),
        (("6-9", "10-19", "50-99", "100+"), REGION_TYPE),
        (("s", "6-9", "20-49", "100+"), REGION_TYPE),
        (("s", "s", "6-9", "10-19"), REGION),
        (("s", "s", "s", "10-19"), COUNTRY),
        (("6-9", "6-9", "6-9", "6-9"), DEPARTMENT_TYPE),
        (("6-9", "s", "s", "s"), DEPARTMENT_TYPE),
        (("s", "s", "s", "s"), None),
    ],
)
def test_the_own_type_comes_first_then_the_nearest_group(sizes, chosen):
    found = group(sizes).cell
    assert (found and found.node) == chosen


@given(st.tuples(*[st.sampled_from(("s", *CLASSES))] * 4))
def test_the_group_is_that_of_the_rule(sizes):
    """M14, written again: a type of n >= 10, else the first that is published, else none."""
    large = [k for k, size in zip(NEAREST[:2], sizes[:2], strict=True) if size in CLASSES[1:]]
    all_ = [k for k, size in zip(NEAREST, sizes, strict=True) if size != "s"]
    found = group(sizes).cell
    assert (found and found.node) == next(iter(large + all_), None)


def test_without_a_group_it_is_said_and_nothing_else():
    found = group(("s", "s", "s", "s"))
    assert found.group == "pas de repère régional publiable"
    assert found.size == ""


def test_why_nearer_groups_are_left_out_is_said():
    assert group(("s", "10-19", "s", "s")).fallback == typeset(
        "EHPAD, Nord (59) : secret statistique (trop peu de structures ou d'organismes gestionnaires, "
        "ou de quoi en déduire un autre groupe par soustraction)"
    )
    few = group(("6-9", "10-19", "s", "s")).fallback
    assert few == typeset("EHPAD, Nord (59) : 6 à 9 structures accompagnées seulement")


def test_the_nearest_group_needs_no_explanation():
    assert group(("10-19", "s", "s", "s")).fallback == ""


@pytest.mark.parametrize(
    ("profile", "said", "chosen"),
    [
        ({"department": "d59"}, "le type de la structure n’est pas indiqué", REGION),
        ({"structure_type": "ehpad"}, "le département de la structure n’est pas indiqué", COUNTRY),
        ({"structure_type": "ehpad", "department": "autre"}, "le département n’est d’aucune région connue", COUNTRY),
        ({}, "le type de la structure n’est pas indiqué", COUNTRY),
    ],
)
def test_what_the_structure_does_not_tell_widens_the_group_once(profile, said, chosen):
    found = group(("100+", "100+", "100+", "100+"), profile)
    assert found.cell.node == chosen
    assert found.fallback.count(said) == 1


def test_the_group_its_size_and_its_period_are_always_told():
    found = group(("s", "s", "s", "100+"))
    assert found.group == "tous types, toutes régions"
    assert found.size == "100 structures accompagnées ou plus"
    assert found.period == "visites de mars 2026 à octobre 2026"


# 2. The bracket


@pytest.mark.parametrize(
    ("size", "parts", "step"), [("6-9", 2, 5), ("10-19", 4, 5), ("20-49", 4, 5), ("50-99", 10, 1), ("100+", 10, 1)]
)
def test_the_bracket_is_as_fine_as_the_class_allows(size, parts, step):
    found = stand(50, size)
    assert (found.parts, found.step) == (parts, step)


@pytest.mark.parametrize(
    ("size", "value", "where"),
    [
        ("6-9", 30, "moitié basse"),
        ("6-9", 60, "moitié haute"),
        ("6-9", 45, "l’une ou l’autre moitié"),
        ("20-49", 10, "quart le plus bas"),
        ("20-49", 35, "2e quart"),
        ("20-49", 50, "3e quart"),
        ("20-49", 90, "4e quart"),
        ("20-49", 30, "moitié basse"),
        ("100+", 10, "dixième le plus bas"),
        ("100+", 52, "7e dixième"),
        ("100+", 90, "10e dixième"),
    ],
)
def test_a_bracket_is_said_in_words(size, value, where):
    assert stand(value, size).where == where


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
    told = release([Cell.of((), {"MA": quantiles("20-49")})], shares={})
    found = positions(told, Q, {}, {"SA": score(50)})["SA"]
    assert (found.parts, found.where) == (0, "pas de repère publié pour ce score")


def test_without_a_group_there_is_no_position():
    told = release([Cell.of(())], shares={})
    found = positions(told, Q, ESAT, {"global": score(50)})["global"]
    assert (found.parts, found.where) == (0, "pas de repère régional publiable")


# 3. Half a rounding step


QUARTERS = Quantiles("20-49", 55, 45, 65)


@pytest.mark.parametrize(
    ("low", "high", "said"), [(64, 79, "3e ou 4e quart"), (50, 52, "2e quart"), (56, 56, "2e ou 3e quart")]
)
def test_the_worked_example(low, high, said):
    assert words.bracket(4, *straddled(cuts_of(QUARTERS), low, high)) == said


tenths = st.lists(st.integers(0, 1000), min_size=6, max_size=120).map(sorted)
wholes = st.integers(0, 100)


@given(tenths, st.integers(0, 1000), st.integers(0, 1000))
def test_the_true_part_is_always_among_those_named(scores, one, other):
    """The part of an exact score among exact quantiles, beside what is said of whole numbers."""
    told = published(scores)
    orders = {1: [MEDIAN], 3: [QUARTILES[0], MEDIAN, QUARTILES[1]], 9: DECILES}[len(told.finest)]
    low, high = sorted((one, other))
    ends = [(score + 5) // 10 for score in (low, high)]
    first, last = straddled(cuts_of(told), *ends)
    for score in range(low, high + 1, max(1, (high - low) // 7)):
        below = sum(2 * score > twice_quantile(scores, order) + 10 for order in orders)
        above = sum(2 * score >= twice_quantile(scores, order) - 10 for order in orders)
        assert first <= above + 1
        assert below + 1 <= last


@given(tenths, wholes, wholes)
def test_a_higher_score_is_never_in_a_lower_bracket(scores, one, other):
    cuts, (low, high) = cuts_of(published(scores)), sorted((one, other))
    assert straddled(cuts, low, low) <= straddled(cuts, high, high)


# 4. What may rise


@pytest.mark.parametrize(
    ("size", "value", "high", "where"),
    [
        ("20-49", 35, 50, "2e ou 3e quart"),
        ("20-49", 20, 90, "jusqu’au 4e quart"),
        ("20-49", 50, 55, "3e quart"),
        ("20-49", 20, 40, "moitié basse"),
        ("100+", 47, 58, "6e à 8e dixième"),
        ("6-9", 40, 60, "l’une ou l’autre moitié"),
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
    assert re.search("du score le plus bas|au plus égaux", words.gloss(parts))


@pytest.mark.parametrize(
    ("key", "name"),
    [
        (COUNTRY, "tous types, toutes régions"),
        (REGION, "tous types, Hauts-de-France"),
        (REGION_TYPE, "EHPAD, Hauts-de-France"),
        (DEPARTMENT_TYPE, "EHPAD, Nord (59)"),
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
