"""Attacks on releases: nothing comes out of what `build` publishes, and what leaks is found.

1. Whatever the network, no attack succeeds.
2. A release with one secret cell put back is caught, and the derivation is right.
3. By hand: a difference, a sum, a number too fine, a wrong size.
4. From public files alone.
5. From two releases.
"""

from dataclasses import replace

import numpy as np
import pytest
from benchmark.attack_pair import Issue, attack_pair
from benchmark.networks import (
    at_random,
    crossed,
    group,
    inside,
    make,
    networks,
    region,
    region_of,
    taken,
)
from drawn import drawn

from diag.benchmark.aggregate import build
from diag.benchmark.attack import attack
from diag.benchmark.attack_public import attack_public
from diag.benchmark.findings import Kind
from diag.benchmark.release import NATIONAL, Quantiles
from diag.benchmark.rules import passes, size_class

HERE = region(0)


def released(structures, questionnaire=None):
    about = {"date": "2026-11-22", "source": "Essai", "synthetic": True, "form": "complete"}
    return build(structures, questionnaire or crossed(), **about).release


def with_cell(release, key, **changes):
    """Return the release with one cell changed; a cell put back says the median of every measure."""
    cells = tuple(replace(c, **changes) if c.key == key else c for c in release.cells)
    return replace(release, cells=cells)


def opened(release, structures, key):
    """Return the release with one secret cell put back."""
    n = int(inside(structures, key).sum())
    told = {"global": Quantiles(50)} if n >= 5 else {}
    size = size_class(max(n, 5))
    return with_cell(release, key, secret=False, size_class=size, measures=told)


# 1. No attack succeeds


@drawn(networks(250), few=15, many=1_000)
def test_nothing_comes_out_of_what_is_published(case):
    questionnaire, structures = case
    release = released(structures, questionnaire)
    assert attack(structures, release) == []
    assert attack_public(release) == []


@pytest.mark.parametrize("seeds", [range(2), pytest.param(range(2, 12), marks=pytest.mark.slow)])
def test_nothing_comes_out_of_large_networks(seeds):
    for seed in seeds:
        rng = np.random.default_rng(seed)
        questionnaire = crossed((0, 0, 0, 0, 0, -1), 12, 4)
        structures = at_random(rng, questionnaire, int(rng.integers(100, 1400)))
        release = released(structures, questionnaire)
        assert (seed, attack(structures, release)) == (seed, [])


@pytest.mark.parametrize("size", [0, 1, 4, 5])
def test_nothing_comes_out_of_almost_nobody(size):
    structures = make(group(size, range(5), 0, 0, 0))
    assert attack(structures, released(structures)) == []


# 2. What is put back is caught


@drawn(networks(250), few=5, many=40)
def test_a_secret_cell_put_back_is_caught(case):
    questionnaire, structures = case
    release = released(structures, questionnaire)
    for cell in [c for c in release.cells if c.secret][:40]:
        members = inside(structures, cell.key)
        owners = np.unique(structures.operator[members], return_counts=True)[1]
        if members.any() and not passes(members.sum(), len(owners), owners.max()):
            found = attack(structures, opened(release, structures, cell.key))
            assert any(f.kind is Kind.SMALL and f.cell == cell.key for f in found)


def test_a_cell_that_protected_another_is_caught_and_the_sum_is_right():
    structures = region_of((9, range(4)), (8, range(5)), (6, range(4)), (2, [9]))
    release = released(structures)
    third = (HERE, "d2", "", "")
    assert next(c for c in release.cells if c.key == third).secret
    found = attack(structures, opened(release, structures, third))
    fourth = next(f for f in found if not f.subject)
    assert (fourth.kind, fourth.cell) == (Kind.DIFFERENCE, (HERE, "d3", "", ""))
    assert (fourth.n, fourth.organisations, fourth.largest) == (2, 1, 2)
    assert {key: int(times) for times, key in fourth.terms} == {
        (HERE, "", "", ""): 1,
        **{(HERE, f"d{rank}", "", ""): -1 for rank in range(3)},
    }


@drawn(networks(250), few=5, many=40)
def test_every_derivation_adds_up(case):
    """Publish all that passes M16 by itself: whatever is found is a true sum of published cells."""
    questionnaire, structures = case
    release = released(structures, questionnaire)
    cells = []
    for cell in release.cells:
        members = inside(structures, cell.key)
        owners = np.unique(structures.operator[members], return_counts=True)[1]
        alone = members.any() and passes(members.sum(), len(owners), owners.max())
        size = size_class(int(members.sum())) if alone else ""
        cells.append(replace(cell, secret=not alone, size_class=size, measures={}, levels={}))
    naive = replace(release, cells=tuple(cells), shares={})
    for found in attack(structures, naive):
        total = sum(float(times) * inside(structures, key) for times, key in found.terms)
        group_ = np.abs(total - 1) < 1e-6
        assert ((np.abs(total) < 1e-6) | group_).all()
        owners = np.unique(structures.operator[group_], return_counts=True)[1]
        assert (group_.sum(), len(owners), owners.max()) == (
            found.n,
            found.organisations,
            found.largest,
        )
        assert not passes(found.n, found.organisations, found.largest)


# 3. By hand


def sound():
    structures = region_of((25, range(5)), (30, range(6)))
    return structures, released(structures)


@pytest.mark.parametrize(
    ("numbers", "kind"),
    [
        (Quantiles(50, 40, 60), None),
        (Quantiles(50, 40, 60, tuple(range(10, 100, 10))), Kind.FINE),
    ],
)
def test_numbers_finer_than_a_cell_allows(numbers, kind):
    structures, release = sound()
    changed = with_cell(release, (HERE, "d0", "", ""), measures={"global": numbers})
    assert [f.kind for f in attack(structures, changed)] == [kind] * (kind is not None)


def test_a_size_that_is_not_the_true_one():
    structures, release = sound()
    found = attack(structures, with_cell(release, (HERE, "d0", "", ""), size_class="50-99"))
    assert [(f.kind, f.subject) for f in found] == [(Kind.SIZE, "")]


def test_shares_of_too_few_who_answered():
    structures, release = sound()
    answers = structures.answers.copy()
    answers[inside(structures, (HERE, "d0", "", "")), 0] = 7
    found = attack(replace(structures, answers=answers), release)
    question = release.content.questions[0].id
    assert {(f.kind, f.subject, f.cell) for f in found if f.kind is Kind.SMALL} == {
        (Kind.SMALL, question, (HERE, "d0", "", ""))
    }


def test_a_sum_across_tables_is_found():
    """d0 less t0, and their crossing back: what is in neither is one structure."""
    rows = group(10, range(5), 0, 0) + group(10, range(5), 0, 1) + group(10, range(5), 1, 0)
    structures = make([*rows, (9, 1, 1)])
    release = released(structures)
    for key in [(HERE, "d0", "", ""), (HERE, "", "t0", ""), (HERE, "d0", "t0", "")]:
        release = opened(release, structures, key)
    found = [f for f in attack(structures, release) if not f.subject]
    assert any((f.n, f.organisations) == (1, 1) for f in found)


def test_a_release_is_attacked_with_its_content():
    structures, release = sound()
    with pytest.raises(ValueError, match="content"):
        attack(structures, replace(release, content=None))


# 4. Public files alone


def test_a_sound_release_tells_the_public_nothing():
    structures, release = sound()
    keys = [cell.key for cell in release.cells]
    sizes = {}
    for key in keys:
        members = inside(structures, key)
        owners = np.unique(structures.operator[members], return_counts=True)[1]
        sizes[key] = (int(members.sum()), len(owners), int(owners.max(initial=0)))
    assert attack_public(release) == attack_public(release, sizes) == []


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"size_class": "5-9", "measures": {}}, Kind.SMALL),  # levels of less than eleven
        ({"size_class": "5-9", "levels": {}}, Kind.FINE),  # quartiles of less than ten
        ({"size_class": "10-19", "levels": {"MA": (1, 9, 80, 10, 0)}}, Kind.FINE),
        ({"measures": {"MA": Quantiles(50, 60, 70)}}, Kind.FINE),  # out of order
        ({"measures": {"MA": Quantiles(50, 40, 70, tuple(range(10, 100, 10)))}}, Kind.FINE),
        ({"secret": True}, Kind.SMALL),
    ],
)
def test_what_a_class_does_not_allow(changes, kind):
    release = replace(sound()[1], shares={})
    found = attack_public(with_cell(release, (HERE, "d0", "", ""), **changes))
    assert {(f.kind, f.cell) for f in found} == {(kind, (HERE, "d0", "", ""))}


def test_shares_of_a_secret_cell():
    release = sound()[1]
    cell = next(c for c in release.cells if c.secret)
    leaking = replace(release, shares={(cell.key, "MA01"): (100, 0, 0, 0, 0, 0)})
    assert [(f.kind, f.subject) for f in attack_public(leaking)] == [(Kind.SMALL, "MA01")]


def test_a_cell_whose_parent_is_secret():
    release = with_cell(sound()[1], (HERE, "", "", ""), secret=True, measures={}, levels={})
    found = attack_public(replace(release, shares={}))
    assert {f.kind for f in found} == {Kind.ORPHAN}
    assert {f.cell for f in found} == {(HERE, "d0", "", ""), (HERE, "d1", "", "")}


def test_classes_that_leave_a_handful():
    release = replace(sound()[1], shares={})
    wide, narrow = {"size_class": "10-19"}, {"size_class": "5-9"}
    for key, changes in ((NATIONAL, wide), ((HERE, "", "", ""), narrow)):
        release = with_cell(release, key, measures={}, levels={}, **changes)
    release = with_cell(release, (HERE, "d0", "", ""), measures={}, levels={}, **narrow)
    release = with_cell(release, (HERE, "d1", "", ""), secret=True, measures={}, levels={})
    assert attack_public(release) == []  # from 1 to 14: nobody can tell


def test_true_sizes_tell_more():
    _, release = sound()
    bare = replace(release, shares={})
    found = attack_public(bare, {(HERE, "d0", "", ""): (25, 5, 24)})
    assert [f.kind for f in found] == [Kind.SMALL]


# 5. Two releases


def later(structures, keep, owners, value=70.0):
    """Return the structures of the first region with those of some organisations answered anew."""
    scores = structures.scores.copy()
    scores[np.isin(structures.operator, owners)] = value
    return taken(replace(structures, scores=scores), np.flatnonzero(keep))


@pytest.mark.parametrize(("owners", "found"), [([0], True), ([0, 1], True), ([0, 1, 2], False)])
def test_a_change_of_few_organisations_is_theirs(owners, found):
    structures = region_of((9, range(3)), (12, range(3)))
    changed = later(structures, np.ones(len(structures), bool), owners, 100.0)
    before, after = Issue(structures, released(structures)), None
    after = Issue(changed, released(changed))
    kinds = attack_pair(before, after)
    differs = [f for f in kinds if f.kind is Kind.CHANGE]
    changes = [c for c in before.release.cells if not c.secret] != [
        c for c in after.release.cells if not c.secret
    ]
    assert bool(differs) == (found and changes)
    assert all(f.organisations == len(owners) for f in differs)


def test_the_same_release_twice_tells_nothing():
    structures, release = sound()
    assert attack_pair(Issue(structures, release), Issue(structures, release)) == []


def test_one_organisation_that_leaves():
    structures = region_of((25, range(5)), (30, range(6)))
    scores = np.repeat(structures.operator[:, None] * 10.0, 3, axis=1)
    structures = replace(structures, scores=scores)
    left = later(structures, structures.operator != 5, [])
    found = attack_pair(Issue(structures, released(structures)), Issue(left, released(left)))
    assert {(f.cell, f.organisations, f.n) for f in found} >= {((HERE, "d1", "", ""), 1, 5)}
    assert all(f.kind is Kind.CHANGE and f.organisations == 1 for f in found)
