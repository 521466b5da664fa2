"""Releases one after another: each is built, and nothing comes out of it nor of the two (M18)."""

from dataclasses import replace

import numpy as np
from benchmark.attack_pair import Issue, attack_pair
from benchmark.networks import at_random, crossed, networks, region, region_of, taken
from drawn import drawn
from hypothesis import strategies as st

from diag.benchmark.building import construct
from diag.benchmark.sources import Sources
from diag.benchmark.succession import Previous


def built(structures, questionnaire, rank, previous=None):
    """Return what is built of structures, the releases being a day apart."""
    sources = Sources(structures, "complete", True, ("2026-03", "2026-11"), len(structures), {}, ())
    date = f"2026-11-{rank + 1:02}"
    return construct(sources, questionnaire, date=date, source="Essai", previous=previous)


def named(structures):
    """Return the structures with a name for each organisation, the same in every release."""
    names = tuple(f"o{rank}" for rank in range(60))
    return replace(structures, labels={**structures.labels, "operator": names})


def drifted(rng, questionnaire, structures):
    """Return the structures less a few, with a few others instead, a few answering anew."""
    size = len(structures)
    others = at_random(rng, questionnaire, size)
    fate = rng.random(size)
    anew, instead = np.flatnonzero(fate < 0.03), np.flatnonzero((fate > 0.03) & (fate < 0.05))
    columns = ("operator", "region", "department", "type", "size")
    values = ("scores", "levels", "answers")
    changed = {name: getattr(structures, name).copy() for name in (*columns, *values, "key")}
    for name in values:
        changed[name][anew] = getattr(others, name)[anew]
    for name in (*columns, *values):
        changed[name][instead] = getattr(others, name)[instead]
    changed["key"][instead] = [f"N{rng.integers(2**40)}" for _ in instead]
    return taken(replace(structures, **changed), np.flatnonzero(fate < rng.choice([0.97, 1])))


@drawn(networks(250), st.integers(0, 2**32 - 1), few=5, many=100)
def test_nothing_comes_out_of_releases_that_follow_each_other(case, seed):
    questionnaire, structures = case
    structures, rng = named(structures), np.random.default_rng(seed)
    issues, previous = [], None
    for rank in range(3):
        found = built(structures, questionnaire, rank, previous)
        assert found.findings == ()
        issues.append(Issue(structures, found.release))
        previous = Previous(found.release, found.succession.members)
        structures = drifted(rng, questionnaire, structures)
    # Later values may be of an earlier release: the first two alone tell of their own structures.
    assert attack_pair(*issues[:2]) == []


def test_shares_wait_for_the_size_that_allows_them():
    """Ten structures become eleven, by one organisation: readers keep the size of the ten."""
    eleven = named(region_of((11, range(4)), (30, range(6))))
    ten = taken(eleven, np.arange(1, len(eleven)))
    first = built(ten, crossed(), 0)
    again = built(eleven, crossed(), 1, Previous(first.release, first.succession.members))
    assert again.findings == ()
    place = (region(0), "d0", "", "")
    assert place in {cell.key for cell in again.release.cells if not cell.secret}
    assert place not in {key for key, _ in again.release.shares}
    assert place in {key for key, _ in built(eleven, crossed(), 1).release.shares}
