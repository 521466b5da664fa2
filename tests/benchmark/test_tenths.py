"""Shares in tenths, and what may be inferred from all that is told (M17).

1. The examples of the method.
2. Random networks: the truth is between the ends, and what the method asks for holds.
3. By linear programming, apart from the interval arithmetic: for the public, a member and the
   largest organisation, no answer of any rest is forced to nobody or everybody.
4. Ten yearly releases: no answer of an arrival is forced.
"""

import numpy as np
import pytest
from benchmark.networks import NODES, answers_of, at_random, levels_at_random
from scipy.optimize import linprog

from diag.benchmark.group_tree import COUNTRY, SHARES_FLOOR
from diag.benchmark.tenths import Answers, Inference, bounds, tenths, told_shares
from diag.benchmark.words import tenths as in_words

R, T = ("R",), ("R", "t")
SLOW = [pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 10)]


def example(kind, region=(26, 14, 12, 5, 3)):
    """Return a region and a type of it, each structure its own organisation."""
    others = [all_ - own for all_, own in zip(region, kind, strict=True)]
    level = np.repeat(np.tile(range(5), 2), [*kind, *others])
    home = np.repeat([0, 1], [sum(kind), sum(others)])
    return Answers([T, R], home, np.arange(len(level)), level, 5)


# 1. By hand


def test_shares_are_told_in_clipped_tenths():
    assert tenths(np.array([26, 14, 12, 5, 3])).tolist() == [4, 2, 2, 1, 1]
    assert tenths(np.array([30, 0, 0, 0, 0])).tolist() == [9, 1, 1, 1, 1]
    assert [in_words(share) for share in (1, 4, 9)] == ["au plus 1 sur 10", "4 sur 10", "au moins 9 sur 10"]


def test_a_told_share_means_a_count_between_two():
    told = np.array([4, 1, 9])
    low, high = bounds(told, np.array([60]))
    assert (low.tolist(), high.tolist()) == ([21, 0, 51], [26, 8, 60])
    for n in range(21, 200):
        counts = np.arange(n + 1)
        told = np.clip((20 * counts + n) // (2 * n), 1, 9)
        low, high = bounds(told, np.array(n))
        assert ((low <= counts) & (counts <= high)).all()
        for share in range(1, 10):
            kept = counts[told == share]
            ends = bounds(np.array([share]), np.array([n]))
            assert [kept.min(), kept.max()] == [int(end[0]) for end in ends]


def test_the_worked_example_tells_both_where_the_rest_is_open():
    answers = example((12, 8, 6, 3, 1))
    found = told_shares(answers)
    assert found.tenths == {COUNTRY: (4, 2, 2, 1, 1), R: (4, 2, 2, 1, 1), T: (4, 3, 2, 1, 1)}
    view = Inference.of(answers, {R, T})
    least, most = view.known_by(np.zeros((1, 2, 5), np.int64))
    assert (int(least[0, 0, 0]), int(most[0, 0, 0])) == (8, 15)


def test_the_worked_example_withholds_a_type_that_tells_of_the_others():
    found = told_shares(example((26, 2, 1, 1, 0)))
    assert set(found.tenths) == {COUNTRY, R}
    assert found.withheld[T] == R


# 2. Random networks


@pytest.mark.parametrize("seed", [0, *SLOW])
def test_what_follows_from_what_is_told_is_as_wide_as_the_method_asks(seed):
    rng = np.random.default_rng(seed)
    for _ in range(100):
        home, who = at_random(rng, 300)
        answers = answers_of(home, who, levels_at_random(rng, home))
        told = set(told_shares(answers).tenths)
        view = Inference.of(answers, told)
        least, most = view.known_by(np.zeros((1, *view.counts.shape), np.int64))
        assert ((least[0] <= view.counts) & (view.counts <= most[0])).all()
        held = view.sizes > 0
        assert (10 * most[0] >= np.maximum(20, view.sizes)[:, None])[held].all()
        assert (10 * least[0] <= 9 * view.sizes[:, None])[held].all()
        if held.any():
            assert not view.forced(view.held.astype(int)).any()
        assert all(group == (0, 0, 0) or SHARES_FLOOR.holds(group) for group in answers.tree.rests(told).values())


# 3. Linear programming


def reach(view, own):
    """Return the least and the most of each level of each rest, all that is told being linear."""
    rests, levels = view.counts.shape
    size = rests * levels
    cells = np.arange(size).reshape(rests, levels)
    whole = np.zeros((rests, size))
    for rest in range(rests):
        whole[rest, cells[rest]] = 1
    sums = np.zeros((rests * levels, size))
    for node in range(rests):
        for level in range(levels):
            sums[node * levels + level, cells[view.inside[node], level]] = 1
    both, limits = (np.concatenate([sums, -sums]), np.concatenate([view.high.ravel(), -view.low.ravel()]))
    ends = np.zeros((2, size))
    for cell in range(size):
        for rank, sign in enumerate((1, -1)):
            goal = np.zeros(size)
            goal[cell] = sign
            found = linprog(goal, both, limits, whole, view.sizes, [(low, None) for low in own.ravel()])
            assert found.status == 0
            ends[rank, cell] = found.x[cell]
    return ends.reshape(2, rests, levels)


def assert_nothing_is_forced(view, own):
    least, most = reach(view, own)
    others = (view.sizes - own.sum(axis=1))[:, None]
    held = np.broadcast_to(others > 0, least.shape)
    assert (np.floor(most + 1e-6) - own >= 1)[held].all()
    assert (np.ceil(least - 1e-6) - own < others)[held].all()


def assert_nobody_learns(view):
    """Check the public, a member of each kind that is alone of its answer or not, the largest."""
    everyone = view.held.astype(int)
    single = np.zeros_like(view.counts)
    rest, level = np.unravel_index(np.where(view.counts > 0, view.counts, 10**6).argmin(), single.shape)
    single[rest, level] = 1
    largest = everyone[everyone.sum(axis=(1, 2)).argmax()]
    for own in (np.zeros_like(view.counts), single, largest):
        assert_nothing_is_forced(view, own)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, *SLOW[:5]])
def test_by_linear_programming_nothing_is_forced(seed):
    rng, tried = np.random.default_rng(500 + seed), 0
    while tried < 10:
        home, who = at_random(rng, 260)
        answers = answers_of(home, who, levels_at_random(rng, home))
        told = set(told_shares(answers).tenths)
        if told:
            tried += 1
            assert_nobody_learns(Inference.of(answers, told))


# 4. Ten years


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_ten_yearly_releases_force_no_answer_of_an_arrival(seed):
    """Years share no visit: an arrival is in the rests of its own year, and of those that follow."""
    rng = np.random.default_rng(900 + seed)
    home, who = rng.choice(len(NODES), 90), np.arange(90)
    level = levels_at_random(rng, home)
    arrivals = np.ones(90, bool)
    for year in range(10):
        told = set(told_shares(answers := answers_of(home, who, level)).tenths)
        if told:
            view = Inference.of(answers, told)
            rests = np.unique(view.rest[arrivals])
            assert year == 0 or len(rests)
            assert_nobody_learns(view)
        stay = rng.random(len(home)) > 0.08
        changed = rng.random(len(home)) < 0.15
        level = np.where(changed, rng.integers(0, 5, len(home)), level)[stay]
        new = int(rng.integers(1, 12))
        home = np.append(home[stay], rng.choice(len(NODES), new))
        who = np.append(who[stay], who.max() + 1 + np.arange(new))
        level = np.append(level, levels_at_random(rng, home[-new:]))
        arrivals = np.arange(len(home)) >= len(home) - new
