"""Which groups are published, and what differences between them leave (M16).

1. The examples of the method, and the order in which groups are withheld.
2. A thousand random networks: every rest, and every union that four nodes determine, passes.
3. By linear algebra, apart from the tree: no group that fails is determined by what is told.
"""

from itertools import combinations, product

import numpy as np
import pytest
from benchmark.networks import NODES, at_random, groups

from diag.benchmark.group_tree import COUNTRY, NOBODY, SCORES_FLOOR, SHARES_FLOOR, Group, GroupTree

R, ESAT, EHPAD, SAD = ("R",), ("R", "esat"), ("R", "ehpad"), ("R", "sad")


def told(*own, floor=SCORES_FLOOR):
    return GroupTree(*groups(*own)).published(floor)


def spread(who):
    sizes = np.bincount(who) if len(who) else np.zeros(1, int)
    return Group(len(who), int((sizes > 0).sum()), int(sizes.max()))


# 1. By hand


def test_the_worked_example_withholds_the_smallest_published_type():
    own = (ESAT, (6, 4, 3, 2)), (EHPAD, (3, 2, 2, 2, 1)), (SAD, (2, 2, 1))
    found = told(*own)
    assert found.nodes == (COUNTRY, R, ESAT)
    assert dict(found.withheld) == {EHPAD: R}
    tree = GroupTree(*groups(*own))
    assert tree.rests(found.nodes)[R] == Group(15, 8, 3)
    assert SCORES_FLOOR.holds(tree.groups[ESAT])
    assert not SCORES_FLOOR.holds(tree.groups[SAD])


def test_one_more_structure_publishes_all_three():
    found = told((ESAT, (6, 4, 3, 2)), (EHPAD, (3, 2, 2, 2, 1)), (SAD, (3, 2, 2, 1)))
    assert found.nodes == (COUNTRY, R, EHPAD, ESAT, SAD)


def test_two_structures_from_elsewhere_hide_the_country_and_not_the_region():
    more = (COUNTRY, (2,))
    found = told((ESAT, (6, 4, 3, 2)), (EHPAD, (3, 2, 2, 2, 1)), (SAD, (3, 2, 2, 1)), more)
    assert found.nodes == (R, EHPAD, ESAT, SAD)
    assert dict(found.withheld) == {COUNTRY: COUNTRY}


def test_a_branch_is_withheld_with_its_node():
    place = (*EHPAD, "d1")
    found = told((ESAT, (2,) * 10), (place, (2, 2, 2, 2)), (SAD, (3,)))
    assert found.nodes == (COUNTRY, R, ESAT)
    assert dict(found.withheld) == {EHPAD: R, place: R}


@pytest.mark.parametrize(
    ("sizes", "passes"),
    [((1,) * 6, True), ((1,) * 5, False), ((50, 2, 2, 1), True), ((50, 3, 2), False), ((17, 2, 1), False)],
)
def test_a_group_passes_without_its_largest_organisation(sizes, passes):
    tree = GroupTree(*groups((ESAT, sizes)))
    assert SCORES_FLOOR.holds(tree.groups[ESAT]) == passes


def test_nobody_is_told_of_nobody():
    tree = GroupTree([], np.zeros(0, np.int64), np.zeros(0, np.int64))
    assert tree.published(SCORES_FLOOR).nodes == ()
    assert tree.groups == {COUNTRY: NOBODY}


# 2. A thousand networks


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 10))])
def test_every_rest_and_every_union_of_four_nodes_passes(seed):
    rng = np.random.default_rng(seed)
    for floor in [SCORES_FLOOR, SHARES_FLOOR] * 50:
        home, who = at_random(rng)
        tree = GroupTree(NODES, home, who)
        found = tree.published(floor)
        inside = {n: np.array([h[: len(n)] == n for h in NODES])[home] for n in tree.groups}
        for node, group in tree.groups.items():
            assert group == spread(who[inside[node]])
        for node in found.nodes:
            assert floor.holds(tree.groups[node])
            below = [inside[n] for n in found.nodes if n[:-1] == node and n]
            rest = inside[node] & ~np.any([*below, np.zeros(len(who), bool)], axis=0)
            assert tree.rests(found.nodes)[node] == spread(who[rest])
            assert not rest.any() or floor.holds(spread(who[rest]))
        signed = [inside[n].astype(int) for n in found.nodes]
        for size in range(1, 5):
            several = list(combinations(signed, size))
            for chosen in [several[i] for i in rng.permutation(len(several))[:12]]:
                for signs in product((1, -1), repeat=size):
                    union = sum(s * part for s, part in zip(signs, chosen, strict=True))
                    if set(union) == {0, 1} or set(union) == {1}:
                        assert floor.holds(spread(who[union == 1]))


# 3. Linear algebra


@pytest.mark.parametrize("seed", range(20))
def test_no_group_that_fails_is_determined_by_what_is_told(seed):
    """Numbers of structures of the deepest nodes are unknown; what is told gives sums of them."""
    rng = np.random.default_rng(1000 + seed)
    home, who = at_random(rng)
    tree = GroupTree(NODES, home, who)
    held = [rank for rank in range(len(NODES)) if (home == rank).any()]
    told_of = tree.published(SCORES_FLOOR).nodes
    sums = np.array([[NODES[h][: len(n)] == n for h in held] for n in told_of], float)
    for size in (1, 2, 3):
        for chosen in combinations(range(len(held)), size):
            wanted = np.zeros(len(held))
            wanted[list(chosen)] = 1
            group = spread(who[np.isin(home, [held[c] for c in chosen])])
            if len(told_of) and not SCORES_FLOOR.holds(group):
                solution = np.linalg.lstsq(sums.T, wanted, rcond=None)[0]
                assert np.abs(sums.T @ solution - wanted).max() > 1e-6
