"""Networks at random for the tests of the benchmark, and by hand for the examples of the method."""

import numpy as np

from diag.benchmark.tenths import DEEPEST, Answers

NODES = [
    (),
    *((f"R{r}", f"t{t}", f"d{r}{d}") for r in range(2) for t in range(3) for d in range(2)),
    ("R0",),
    ("R1",),
]


def at_random(rng, most=160):
    """Return the home and the organisation of structures: a few own most, or each its own."""
    n = int(rng.integers(8, most))
    owners = int(rng.integers(1, n + 1))
    shares = rng.dirichlet(np.full(owners, rng.choice([0.05, 0.3, 1, 20])))
    places = rng.dirichlet(np.full(len(NODES), rng.choice([0.1, 0.4, 3])))
    singletons = rng.random() < 0.3
    return (rng.choice(len(NODES), n, p=places), np.arange(n) if singletons else rng.choice(owners, n, p=shares))


def levels_at_random(rng, home):
    """Return the level of each structure: the same for all, for all of a group, or any."""
    chances = rng.dirichlet(np.full(5, rng.choice([0.02, 0.3, 2])))
    level = rng.choice(5, len(home), p=chances)
    own = rng.integers(0, 5, len(NODES))
    return np.where(rng.random(len(home)) < rng.choice([0, 0.5, 0.95]), own[home], level)


def answers_of(home, who, level):
    """Return answers as `tenths` takes them."""
    wide = list(dict.fromkeys(node[:DEEPEST] for node in NODES))
    rank = np.array([wide.index(node[:DEEPEST]) for node in NODES])
    return Answers(wide, rank[home], np.asarray(who), np.asarray(level), 5)


def groups(*told):
    """Return nodes, homes and organisations of groups: (node, structures of each organisation)."""
    nodes = list(dict.fromkeys(node for node, _ in told))
    home, who = [], []
    for node, sizes in told:
        for size in sizes:
            home += [nodes.index(node)] * size
            who += [len(who)] * size
    return nodes, np.array(home), np.unique(who, return_inverse=True)[1]
