"""Disclosure control: what is published, and what is not.

1. A cell on its own: structures, organisations, largest organisation (M16).
2. Subtraction in a family: the worked example, ties, what is not told, the whole country (M17).
3. What a secret cell holds is secret.
4. Shares: eleven who answered, each question for itself (M17).
5. Crossed tables together.
6. Whatever the network: sound, stable, the same for any order of the structures.
"""

from dataclasses import replace

import numpy as np
import pytest
from benchmark.networks import (
    census_of,
    crossed,
    everyone,
    group,
    inside,
    make,
    networks,
    region,
)
from drawn import drawn
from hypothesis import strategies as st

from diag.benchmark.cells import FAMILIES
from diag.benchmark.disclosure import Reason, control
from diag.benchmark.release import NATIONAL
from diag.benchmark.rules import passes

HERE = region(0)
THERE = region(1)


def verdict(rows, questionnaire=None):
    """Return why each cell that holds somebody is published or not, by its ids."""
    structures = make(rows, questionnaire)
    census = census_of(structures, questionnaire)
    found = control(census, everyone(structures))
    return {
        key: Reason(found.reason[cell, 0])
        for cell, key in enumerate(census.grid.keys)
        if found.n[cell, 0]
    }


def departments(*rows):
    """Return structures of a region: for each department, how many of each organisation."""
    return [
        (owner, place)
        for place, owners in enumerate(rows)
        for owner, count in owners.items()
        for _ in range(count)
    ]


def shown(found):
    return {key for key, reason in found.items() if reason == Reason.PUBLISHED}


def department(rank):
    return (HERE, f"d{rank}", "", "")


# 1. A cell on its own


@pytest.mark.parametrize(
    ("owners", "published"),
    [
        ({0: 2, 1: 1, 2: 1}, False),  # four structures
        ({0: 3, 1: 1, 2: 1}, True),
        ({0: 3, 1: 3}, False),  # two organisations
        ({0: 50, 1: 50}, False),
        ({0: 17, 1: 2, 2: 1}, True),  # 85 %
        ({0: 18, 1: 1, 2: 1}, False),  # 90 %
        ({0: 35, 1: 4, 2: 1, 3: 1}, False),  # 85,4 %
        ({-1: 3, 0: 1, 1: 1}, True),
        ({-1: 10, 0: 10}, False),  # those not told are one organisation
    ],
)
def test_a_cell_passes_or_is_secret(owners, published):
    expected = Reason.PUBLISHED if published else Reason.SMALL
    assert verdict(departments(owners))[HERE, "", "", ""] == expected


# 2. Families


def test_worked_example_two_secret_departments_hide_each_other():
    found = verdict(
        departments(
            {0: 3, 1: 2, 2: 2, 3: 2},  # 9 structures, 4 organisations
            {0: 2, 1: 2, 2: 2, 3: 1, 4: 1},  # 8, 5
            {5: 2, 6: 1, 7: 1},  # 4, 3
            {8: 2},  # 2, 1
        )
    )
    assert [found[department(i)].name for i in range(4)] == [
        "PUBLISHED",
        "PUBLISHED",
        "SMALL",
        "SMALL",
    ]


def test_worked_example_one_secret_department_takes_the_smallest_with_it():
    found = verdict(
        departments(
            {0: 3, 1: 2, 2: 2, 3: 2},
            {0: 2, 1: 2, 2: 2, 3: 1, 4: 1},
            {5: 2, 6: 2, 7: 1, 8: 1},  # 6, 4: it passes
            {9: 2},
        )
    )
    assert [found[department(i)].name for i in range(4)] == [
        "PUBLISHED",
        "PUBLISHED",
        "SUBTRACTION",
        "SMALL",
    ]
    assert found[HERE, "", "", ""] == Reason.PUBLISHED


def test_one_is_not_always_enough():
    found = verdict(
        departments(
            {0: 4, 1: 3, 2: 3},
            {0: 5, 3: 1, 4: 1},
            {0: 4, 3: 1, 4: 1},
            {9: 35},  # with the third, 35 of 41 structures are of one organisation
        )
    )
    reasons = [found[department(i)].name for i in range(4)]
    assert reasons == ["PUBLISHED", "SUBTRACTION", "SUBTRACTION", "SMALL"]


def test_among_equals_the_first_in_the_questionnaire_becomes_secret():
    equal = {0: 2, 1: 2, 2: 2}
    found = verdict(departments({9: 1}, equal, equal, equal))
    assert [found[department(i)].name for i in range(4)] == [
        "SMALL",
        "SUBTRACTION",
        "PUBLISHED",
        "PUBLISHED",
    ]


def test_structures_that_do_not_tell_are_a_rest_like_any_other():
    types = group(8, range(4), 0, 0) + group(6, range(4), 0, 1)
    assert verdict(types)[HERE, "", "t1", ""] == Reason.PUBLISHED
    assert verdict([*types, (9, 0, -1)])[HERE, "", "t1", ""] == Reason.SUBTRACTION
    told = [*types, *((9 + i % 3, 0, -1) for i in range(5))]
    assert verdict(told)[HERE, "", "t1", ""] == Reason.PUBLISHED


def test_the_country_becomes_secret_rather_than_a_region():
    questionnaire = crossed((0, 1, -1), regions=2)
    rows = group(20, range(5), 0) + group(9, range(4), 1)
    found = verdict([*rows, (7, 2)], questionnaire)
    assert found[NATIONAL] == Reason.SUBTRACTION
    assert {(HERE, "", "", ""), (THERE, "", "", "")} <= shown(found)
    assert verdict(rows, questionnaire)[NATIONAL] == Reason.PUBLISHED


def test_a_region_stands_without_the_country():
    questionnaire = crossed((0, -1))
    rows = group(20, range(5), 0) + group(400, [9], 1)
    found = verdict(rows, questionnaire)
    assert found[NATIONAL] == Reason.SMALL  # 95 % are of one organisation
    assert found[HERE, "", "", ""] == Reason.PUBLISHED


# 3. Parents


def test_what_a_secret_cell_holds_is_secret():
    rows = group(30, range(6), 0, 0) + group(60, range(6), 1, 1) + group(60, range(6), 2, 1)
    found = verdict([*rows, *[(9, 3, 0)] * 4])
    assert found[department(3)] == Reason.SMALL
    assert found[department(0)] == Reason.SUBTRACTION
    assert found[HERE, "d0", "t0", ""] == Reason.PARENT


# 4. Shares


def rows_and_answers(*answered):
    """Return a region whose departments hold 20 structures, of which so many answered."""
    rows = [(i % 6, place) for place in range(len(answered)) for i in range(20)]
    told = np.concatenate([np.arange(20) < number for number in answered])[:, None]
    return make(rows), told


@pytest.mark.parametrize(("number", "published"), [(10, False), (11, True)])
def test_a_share_needs_eleven_who_answered(number, published):
    structures, answered = rows_and_answers(number)
    found = control(census_of(structures), answered, least=11)
    assert found.published.any() == published


def test_who_did_not_answer_protects_nobody():
    structures, answered = rows_and_answers(15, 14, 12, 2)
    census = census_of(structures)
    found = control(census, answered, within=np.ones((len(census.grid), 1), bool), least=11)
    reasons = [Reason(found.reason[census.grid.keys.index(department(i)), 0]) for i in range(4)]
    assert [r.name for r in reasons] == ["PUBLISHED", "PUBLISHED", "SUBTRACTION", "SMALL"]


def test_nothing_is_told_of_a_secret_cell():
    structures, answered = rows_and_answers(15, 14, 12, 20)
    census = census_of(structures)
    within = np.ones((len(census.grid), 1), dtype=bool)
    within[census.grid.keys.index(department(1))] = False
    found = control(census, answered, within=within, least=11)
    assert Reason(found.reason[census.grid.keys.index(department(1)), 0]) == Reason.WITHIN
    assert (found.published <= within).all()


@drawn(networks(200), few=5, many=40)
def test_each_question_is_controlled_for_itself(case):
    questionnaire, structures = case
    census = census_of(structures, questionnaire)
    answered = structures.answers <= 5
    least = np.array([5, 11] * answered.shape[1])[: answered.shape[1]]
    together = control(census, answered, least=least)
    for column in range(answered.shape[1]):
        alone = control(census, answered[:, [column]], least=int(least[column]))
        np.testing.assert_array_equal(alone.reason[:, 0], together.reason[:, column])


# 5. Tables together


def test_a_rest_of_rests_is_protected():
    """Rows d2 and d3 are secret together, and so is their part of each type."""
    filler = [row for d in (0, 1) for t in (0, 1, 2) for row in group(12, range(6), d, t)]
    hidden = group(3, range(3), 2, 0) + group(2, range(3, 5), 3, 0)
    lonely = [(7, 2, 1)]
    found = verdict([*filler, *hidden, *lonely])
    assert found[department(2)] == found[department(3)] == Reason.SMALL
    # d2 and d3 without t0, which passes in both, are the one structure of t1.
    inner = {(HERE, f"d{d}", f"t{t}", "") for d in (0, 1) for t in (0, 1)}
    assert not inner <= shown(found)


def test_a_cell_that_happens_to_lie_in_another_is_protected():
    """Every structure of t0 in d0 is of size s0, but one of t0 in size s0 is elsewhere."""
    rows = group(9, range(5), 0, 0, 0) + group(9, range(5), 1, 0, 1) + group(8, range(5), 2, 0, 1)
    assert {(HERE, "d0", "t0", ""), (HERE, "", "t0", "s0")} <= shown(verdict(rows))
    found = verdict([*rows, (9, 1, 0, 0)])
    assert not {(HERE, "d0", "t0", ""), (HERE, "", "t0", "s0")} <= shown(found)
    assert Reason.COMBINATION in found.values()


# 6. Whatever the network


@drawn(networks(), few=5, many=40)
def test_every_family_is_sound(case):
    questionnaire, structures = case
    census = census_of(structures, questionnaire)
    published = control(census, everyone(structures)).published[:, 0]
    masks = {c: inside(structures, census.grid.keys[c]) for c in np.flatnonzero(published)}
    for parent, child in FAMILIES:
        cells = census.grid.levels[parent]
        for cell in masks.keys() & set(range(cells.start, cells.stop)):
            children = [masks[c] for c in census.grid.children(cell, child).tolist() if c in masks]
            for left in (
                masks[cell],
                masks[cell] & ~np.any(children, axis=0) if children else masks[cell],
            ):
                _, sizes = np.unique(structures.operator[left], return_counts=True)
                assert not left.any() or passes(left.sum(), len(sizes), sizes.max())


@drawn(networks(), st.randoms(use_true_random=False), few=5, many=40)
def test_the_order_of_the_structures_does_not_matter(case, random):
    questionnaire, structures = case
    rows = list(range(len(structures)))
    random.shuffle(rows)
    shuffled = replace(
        structures,
        **{
            name: getattr(structures, name)[rows]
            for name in ("key", "operator", "region", "department", "type", "size")
        },
    )
    one, other = (control(census_of(s, questionnaire), everyone(s)) for s in (structures, shuffled))
    np.testing.assert_array_equal(one.reason, other.reason)


@drawn(networks(), few=5, many=40)
def test_what_is_published_stays_published_when_controlled_again(case):
    questionnaire, structures = case
    census = census_of(structures, questionnaire)
    first = control(census, everyone(structures))
    again = control(census, everyone(structures), within=first.published)
    np.testing.assert_array_equal(first.published, again.published)


def test_one_organisation_alone_publishes_nothing():
    assert shown(verdict(group(200, [0], 0, 0, 0))) == set()


def test_a_large_even_network_is_published_whole():
    rows = [(i, d, t, s) for d in range(4) for t in range(3) for s in range(2) for i in range(6)]
    found = verdict(rows)
    assert shown(found) == set(found)
    assert len(found) == 1 + 1 + 4 + 3 + 2 + 12 + 6
